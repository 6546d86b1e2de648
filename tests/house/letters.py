#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No two entries of a menu have the same underlined letter, in any language. What stands in windows is checked by the tests of
their sizes."""

import gettext
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree

import house


def load(language, folder):
    """What translates into it; a text that is missing there is told of by another check."""
    path = os.path.join(folder, f"{language}.mo")
    subprocess.run(["msgfmt", "-o", path, f"{house.SOURCE}/po/{language}.po"], check=True)
    with open(path, "rb") as file:
        return gettext.GNUTranslations(file).gettext


def entries(menu):
    """Those that are shown together: a submenu has a page of its own."""
    for child in menu:
        if child.tag == "section":
            yield from entries(child)
        elif child.tag in ("item", "submenu"):
            yield child


def labels(menu):
    for entry in entries(menu):
        for attribute in entry.findall("attribute"):
            if attribute.get("name") == "label":
                yield attribute.text, attribute.get("translatable") == "yes"


def check(name, menu, language, translate):
    seen = {}
    for text, translatable in labels(menu):
        shown = translate(text) if translatable else text
        letter = re.search(r"_(\w)", shown.replace("__", ""))
        if letter is None:
            continue
        other = seen.setdefault(letter[1].lower(), shown)
        if other != shown:
            house.problem(f"{name}, {language}: “{other}” and “{shown}” have the same letter")


def main():
    with tempfile.TemporaryDirectory() as folder:
        languages = {language: load(language, folder) for language in house.read("po/LINGUAS").split()}
    languages["en"] = str
    for name in house.files(".ui", under=("ui",)):
        root = xml.etree.ElementTree.fromstring(house.read(name))
        for menu in (element for element in root.iter() if element.tag in ("menu", "submenu")):
            for language, translate in languages.items():
                check(name, menu, language, translate)
    house.end()


main()
