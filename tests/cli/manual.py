# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages: in each language they explain every option of the help, and no other."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(__file__), os.pardir, "e2e"))
import tap  # noqa: E402

PROGRAMS = {"sockeye": os.environ["SOCKEYE"], "sockeye-cli": os.environ["SOCKEYE_CLI"]}


def options_of_the_help(program):
    done = subprocess.run([program, "--help"], capture_output=True, text=True, timeout=30, check=True)
    return set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", done.stdout, re.MULTILINE)) - {"--help-all", "--help-gapplication"}


def options_of_the_page(name):
    """Those that have a paragraph with a tag, and all that are mentioned."""
    with open(os.path.join(os.environ["DATA"], name), encoding="utf-8") as file:
        text = file.read().replace("\\-", "-")
    option = r"--[a-z][a-z-]*"
    tags = re.findall(r"^\.TP\n(.*)", text, re.MULTILINE)
    return {found for tag in tags for found in re.findall(option, tag)}, set(re.findall(option, text))


def check(language):
    for name, program in PROGRAMS.items():
        known = options_of_the_help(program)
        explained, mentioned = options_of_the_page(f"{name}{language}.1")
        assert known - explained == set(), (name, known - explained)
        assert mentioned - known <= {"--help-all", "--output"}, (name, mentioned - known)


def english(_):
    check("")


def chinese(_):
    check(".zh_CN")
    check(".zh_TW")


def same_paragraphs(_):
    """A translation has as many sections and tags, and the same examples."""
    for name in PROGRAMS:
        shapes = []
        for language in ("", ".zh_CN", ".zh_TW"):
            with open(os.path.join(os.environ["DATA"], f"{name}{language}.1"), encoding="utf-8") as file:
                text = file.read()
            shapes.append((text.count("\n.SH "), text.count("\n.TP\n"), text.count("\n.PP\n"),
                           re.findall(r"^sockeye(?:\\-cli)? .*:\d+.*", text, re.MULTILINE)))
        assert shapes[0] == shapes[1] == shapes[2], (name, shapes)


def render_without_warnings(_):
    """As man does: a page's language, and with it how its lines are broken, is that of its folder."""
    if shutil.which("man") is None:
        raise tap.Skipped("man is not installed")
    with tempfile.TemporaryDirectory() as folder:
        for name in PROGRAMS:
            for language, place in (("", "man1"), (".zh_CN", "zh_CN/man1"), (".zh_TW", "zh_TW/man1")):
                page = os.path.join(folder, "man", place, f"{name}.1")
                os.makedirs(os.path.dirname(page), exist_ok=True)
                shutil.copy(os.path.join(os.environ["DATA"], f"{name}{language}.1"), page)
                done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", page], capture_output=True, text=True,
                                      timeout=30, check=True, env=dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="80"))
                assert not done.stderr, (page, done.stderr)
                assert name in done.stdout and max(map(len, done.stdout.splitlines())) <= 100, page


@contextlib.contextmanager
def around(_name):
    yield None


tap.run([english, chinese, same_paragraphs, render_without_warnings], around)
