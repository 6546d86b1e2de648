# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the tree have in common."""

import json
import os
import subprocess
import sys

SOURCE = os.path.abspath(os.environ["HOUSE_SOURCE"])
BUILD = os.path.abspath(os.environ["HOUSE_BUILD"])

problems = []


def problem(text):
    problems.append(text)


def end():
    """Ends the check: prints what was found, if anything."""
    for text in problems:
        print(text, file=sys.stderr)
    print(f"{len(problems)} problems")
    sys.exit(1 if problems else 0)


def files(*suffixes, under=()):
    """The tree's files, relative to its top: those that git tracks, or all in a tree without git."""
    git = ["git", "-c", "safe.directory=*", "-C", SOURCE, "ls-files", "-z", "--cached"]
    found = subprocess.run(git, capture_output=True, check=False) if os.path.exists(f"{SOURCE}/.git") else None
    if found and found.returncode == 0:
        names = [os.fsdecode(name) for name in found.stdout.split(b"\0") if name]
    else:
        names = []
        for folder, folders, entries in os.walk(SOURCE):
            folders[:] = [name for name in folders if not name.startswith(("build", "_build", ".git", "__pycache__"))
                          or name == "build-aux"]
            names += [os.path.relpath(os.path.join(folder, entry), SOURCE) for entry in entries]
    names = [name for name in names if os.path.isfile(f"{SOURCE}/{name}")]
    if suffixes:
        names = [name for name in names if name.endswith(suffixes)]
    if under:
        names = [name for name in names if name.startswith(tuple(folder + "/" for folder in under))]
    return sorted(names)


def read(name):
    with open(f"{SOURCE}/{name}", encoding="utf-8") as file:
        return file.read()


def compile_commands():
    """What the build compiles: source file, relative to the top of the tree, to (directory, arguments)."""
    import shlex
    with open(f"{BUILD}/compile_commands.json", encoding="utf-8") as file:
        entries = json.load(file)
    commands = {}
    for entry in entries:
        path = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
        commands[os.path.relpath(path, SOURCE)] = (entry["directory"], shlex.split(entry["command"]))
    return commands
