#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The build uses every file, every .ui file is well formed and shown by somebody."""

import os
import re
import subprocess
import xml.etree.ElementTree

import house

APP_ID = "org.sockeye.Sockeye"
# What the project has at its top, besides what tools look for there.
TOP = {"src", "ui", "data", "po", "tests", "build-aux", "meson.build", "README.md", "CHANGELOG.md"}
TOOLS = {".ci", ".clang-format", ".editorconfig", ".gitignore", "CONTRIBUTING.md", "COPYING", "meson_options.txt"}


def check_top():
    for name in sorted({name.split("/")[0] for name in house.files()} - TOP - TOOLS):
        house.problem(f"{name} does not belong to the top of the tree")


def check_compiled():
    compiled = set(house.compile_commands())
    for name in house.files(".c", under=["src", "tests"]):
        if name not in compiled:
            house.problem(f"{name} is not compiled")


def check_named():
    """Every file under ui, data and tests is named by a meson.build, the resource list or another file there."""
    named = "".join(house.read(name) for name in house.files("meson.build") + house.files(".gresource.xml"))
    named = re.sub(r"app_id \+ '", f"'{APP_ID}", named)
    tests = "".join(house.read(name) for name in house.files(".py", ".sh", "meson.build", under=["tests"]))
    for name in house.files(under=["ui", "data"]):
        base = os.path.basename(name)
        if base != "meson.build" and base not in named:
            house.problem(f"{name} is not used by the build")
    for name in house.files(".py", ".sh", under=["tests"]):
        base = os.path.basename(name)
        stem = re.escape(base[:-3])
        if base not in tests and not re.search(rf"^\s*(?:import|from) {stem}\b|^\s*'{stem}':", tests, re.MULTILINE):
            house.problem(f"{name} is used by no test")


def check_resources():
    lists = house.files(".gresource.xml", under=["ui"])
    listed = set()
    for name in lists:
        tree = xml.etree.ElementTree.fromstring(house.read(name))
        for file in tree.iter("file"):
            listed.add(os.path.normpath(os.path.join("ui", file.text)))
    sources = "".join(house.read(name) for name in house.files(".c", under=["src"]))
    for name in house.files(".ui", under=["ui"]):
        base = os.path.basename(name)
        if name not in listed:
            house.problem(f"{name} is in no resource list")
        # GtkApplication finds these two by itself.
        if f"/{base}" not in sources and base not in ("menus.ui", "help-overlay.ui"):
            house.problem(f"{name} is loaded by no source file")


def check_ui():
    for name in house.files(".ui", ".gresource.xml", under=["ui"]) + house.files(".xml", ".xml.in", ".svg", under=["data"]):
        done = subprocess.run(["xmllint", "--nonet", "--noout", f"{house.SOURCE}/{name}"], capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            house.problem(f"{name}: {done.stderr}")
    classes = {}
    for name in house.files(".ui", under=["ui"]):
        tree = xml.etree.ElementTree.fromstring(house.read(name))
        templates = [template.get("class") for template in tree.iter("template")]
        if len(templates) > 1:
            house.problem(f"{name}: more than one template")
        for template in templates:
            stem = re.sub(r"(?<!^)(?=[A-Z])", "-", template.removeprefix("Sockeye")).lower()
            if f"{stem}.ui" != os.path.basename(name):
                house.problem(f"{name}: the template of {template} belongs into {stem}.ui")
            classes[template] = name
        ids = [item.get("id") for item in tree.iter() if item.get("id")]
        for twice in {item for item in ids if ids.count(item) > 1}:
            house.problem(f"{name}: the id {twice} is there twice")


check_top()
check_compiled()
check_named()
check_resources()
check_ui()
house.end()
