#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files for the desktop are valid: the desktop file, metainfo and MIME type as built, the schema as written."""

import os
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree

import house

APP_ID = "org.sockeye.Sockeye"


def check(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        house.problem(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")


def check_pictures(folder):
    """With a homepage there are pictures, and they are those of the tree. The host is one that nobody has."""
    text = house.read(f"data/{APP_ID}.metainfo.xml.in")
    for word, value in (("@HOMEPAGE_BEGIN@", ""), ("@HOMEPAGE_END@", ""), ("@HOMEPAGE@", "https://sockeye.example")):
        text = text.replace(word, value)
    path = f"{folder}/{APP_ID}.metainfo.xml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    check("appstreamcli", "validate", "--no-net", "--explain", path)
    pictures = {image.text.rpartition("/")[2] for image in xml.etree.ElementTree.fromstring(text).iter("image")}
    there = {name.rpartition("/")[2] for name in house.files(".png", under=["data/screenshots"])}
    if pictures != there:
        house.problem(f"the metainfo's pictures are not those of data/screenshots: {pictures ^ there}")


def check_release():
    """The newest release notes are those of the version that is built, and CHANGELOG.md begins each version with them."""
    releases = list(xml.etree.ElementTree.fromstring(house.read(f"data/{APP_ID}.metainfo.xml.in")).iter("release"))
    version = re.search(r"^  version: '(.*)',$", house.read("meson.build"), re.MULTILINE)[1]
    newest = releases[0].get("version")
    if newest != version:
        house.problem(f"the newest release notes are of {newest}, not of {version}")
    sections = re.split(r"^## ", house.read("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    headings = [section.split("\n")[0] for section in sections]
    expected = [f"{release.get('version')} ({release.get('date')})" for release in releases]
    if headings != expected:
        house.problem(f"CHANGELOG.md has the versions {headings}, and the metainfo {expected}")
    for release, section in zip(releases, sections):
        items = re.findall(r"^- (.*)$", section.split("\n### ")[0], re.MULTILINE)
        notes = [item.text for item in release.iter("li")]
        for note in [note for note in notes if note not in items] + [item for item in items if item not in notes]:
            house.problem(f"CHANGELOG.md and the metainfo differ in: {note}")


check("desktop-file-validate", f"{house.BUILD}/data/{APP_ID}.desktop")
check("appstreamcli", "validate", "--no-net", "--explain", f"{house.BUILD}/data/{APP_ID}.metainfo.xml")
with tempfile.TemporaryDirectory() as folder:
    check_pictures(folder)
    os.mkdir(f"{folder}/packages")
    shutil.copy(f"{house.BUILD}/data/{APP_ID}.mime.xml", f"{folder}/packages")
    check("update-mime-database", folder)
    check("glib-compile-schemas", "--strict", f"--targetdir={folder}", f"{house.SOURCE}/data")
check_release()
house.end()
