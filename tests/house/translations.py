#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that speaks to the user is translatable, and zh_CN and zh_TW are complete and say nothing more."""

import os
import re
import subprocess
import tempfile

import house

IN_C = re.compile(r"(?<![\w\"])(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?) ?\(\s*[\"\w]")
IN_UI = re.compile(r'translatable="(?:yes|true|1)"')
# As meson's preset "glib" has them.
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dcgettext:2", "g_dngettext:2,3", "g_dpgettext2:2c,3"]
FORMATS = ["N_:1", "C_:2", "NC_:2", "g_dngettext:2", "g_string_append_printf:2", "g_error_new:3", "g_set_error:4",
           "g_strdup_printf:1"]


def speaks(name):
    if name.startswith("src/") and name.endswith(".c"):
        return bool(IN_C.search(house.read(name)))
    if name.startswith("ui/") and name.endswith(".ui"):
        return bool(IN_UI.search(house.read(name)))
    if name.startswith("data/"):
        return name.endswith((".desktop.in", ".metainfo.xml.in", ".mime.xml.in", ".gschema.xml"))
    return False


def check_potfiles():
    listed = [line.strip() for line in house.read("po/POTFILES.in").splitlines()]
    listed = [line for line in listed if line and not line.startswith("#")]
    tracked = house.files()
    for name in listed:
        if not os.path.exists(f"{house.SOURCE}/{name}"):
            house.problem(f"po/POTFILES.in: {name} does not exist")
    for name in {name for name in listed if listed.count(name) > 1}:
        house.problem(f"po/POTFILES.in: {name} stands there twice")
    for name in tracked:
        if speaks(name) and name not in listed:
            house.problem(f"po/POTFILES.in: {name} has texts for the user and is missing")
    for name in listed:
        if name in tracked and not speaks(name):
            house.problem(f"po/POTFILES.in: {name} has no text for the user")
    return [name for name in listed if name in tracked]


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          env=dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="C"), **options)


def check_language(language, template):
    po = f"{house.SOURCE}/po/{language}.po"
    done = run("msgfmt", "-c", "--statistics", "-o", os.devnull, po)
    if done.returncode != 0 or re.search(r"fuzzy|untranslated|warning", done.stderr):
        house.problem(f"po/{language}.po: {done.stderr}")
    done = run("msgcmp", po, template)
    if done.returncode != 0 or done.stderr.strip():
        house.problem(f"po/{language}.po does not fit the texts of the program:\n{done.stderr}")
    done = run("msgattrib", "--only-obsolete", po)
    if "#~ msgid" in done.stdout:
        house.problem(f"po/{language}.po: obsolete texts")


def main():
    listed = check_potfiles()
    with tempfile.TemporaryDirectory() as folder:
        template = f"{folder}/sockeye.pot"
        done = run("xgettext", "--from-code=UTF-8", "--add-comments", f"--output={template}",
                   *[f"--keyword={word}" for word in KEYWORDS],
                   *[f"--flag={word}:c-format" for word in FORMATS], *listed, cwd=house.SOURCE)
        if done.returncode != 0:
            house.problem(f"xgettext: {done.stderr}")
        else:
            languages = [line for line in house.read("po/LINGUAS").split() if not line.startswith("#")]
            for language in {"zh_CN", "zh_TW"}.difference(languages):
                house.problem(f"po/LINGUAS: {language} is missing")
            for language in languages:
                check_language(language, template)
    house.end()


main()
