#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Layout, length, licence lines, documentation of the engine's functions, and nothing of anybody's machine."""

import os
import re
import subprocess

import house

LINES_MAX = 600
PROTOTYPE = re.compile(r"^(?![ \t#*/]|typedef|G_D)[\w \t*]+?\b(sockeye_\w+) \(", re.MULTILINE)
MACHINE = re.compile(r"(?<![\w/.])/(?:home|root|Users|work)/\w")
# A path from the file's folder upward, or into a hidden folder of the tree.
RELATIVE = re.compile(r"(?<![\w.])((?:\.\./)+[\w.-]*)|(?<![\w~/.$}\\])(\.[a-z][\w-]*/)")
OPEN_ENDS = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
ENGINE = ("base", "codec", "capture", "net", "export", "workspace", "cli")


def check_format():
    names = house.files(".c", ".h", under=["src", "tests"])
    done = subprocess.run(["clang-format-14", "--dry-run", "--Werror", "--ferror-limit=3", *names], cwd=house.SOURCE,
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        house.problem(done.stderr)


def leads_nowhere(name, line):
    """Whether a relative path in the line names nothing in the tree: then it is one of somebody's machine."""
    for match in RELATIVE.finditer(line):
        upward, hidden = match.groups()
        folder = os.path.dirname(name) if upward else ""
        path = os.path.normpath(os.path.join(folder, upward or hidden))
        if path.startswith("..") or not os.path.exists(os.path.join(house.SOURCE, path)):
            return True
    return False


def check_texts():
    for name in house.files():
        if name == "COPYING" or name.startswith("tests/house/") or name.endswith((".png", ".webp", ".gif", ".ico")):
            continue
        text = house.read(name)
        lines = text.count("\n")
        if lines > LINES_MAX and name.endswith((".c", ".h", ".ui", ".py", ".sh")):
            house.problem(f"{name} has {lines} lines, more than {LINES_MAX}: split it by concern")
        if name.endswith((".c", ".h", ".py", ".sh")) and "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:200]:
            house.problem(f"{name}: no licence line")
        if name.endswith(".c") and name.startswith("src/") and '#include "config.h"' not in text:
            house.problem(f"{name} does not include config.h")
        if name.endswith(".h") and "#pragma once" not in text:
            house.problem(f"{name}: no #pragma once")
        if text and not text.endswith("\n"):
            house.problem(f"{name}: the last line has no end")
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE.search(line) or leads_nowhere(name, line):
                house.problem(f"{name}:{number}: refers to somebody's machine: {line.strip()}")
            if name.startswith(("src/", "ui/", "tests/")) and OPEN_ENDS.search(line):
                house.problem(f"{name}:{number}: left open: {line.strip()}")
            if line != line.rstrip() and name.endswith((".c", ".h", ".ui", ".py", ".sh", "meson.build")):
                house.problem(f"{name}:{number}: white space at the end")


def check_documentation():
    for folder in ENGINE:
        sources = "".join(house.read(name) for name in house.files(".c", ".h", under=[f"src/{folder}"]))
        for header in house.files(".h", under=[f"src/{folder}"]):
            if header.endswith("-private.h"):
                continue
            for function in PROTOTYPE.findall(house.read(header)):
                if not re.search(rf"/\*\*\n \* {function}:", sources):
                    house.problem(f"{header}: {function}() is not documented")


def check_scripts():
    scripts = house.files(".sh") + [name for name in (".ci/run",) if os.path.exists(f"{house.SOURCE}/{name}")]
    done = subprocess.run(["shellcheck", "-x", *scripts], cwd=house.SOURCE, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        house.problem(done.stdout)
    for name in scripts:
        if not name.endswith("packages.sh") and not os.access(f"{house.SOURCE}/{name}", os.X_OK):
            house.problem(f"{name} cannot be executed")


check_format()
check_texts()
check_documentation()
check_scripts()
house.end()
