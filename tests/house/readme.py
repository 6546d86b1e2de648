#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the README names is there: files, pictures that a script makes, benchmarks with what they do by default."""

import ast
import os
import re

import house

WORDS = {"three": 3, "five": 5, "six": 6}


def check_links(readme):
    headings = {"#" + re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))
                for heading in re.findall(r"^#+ (.*)$", readme, re.MULTILINE)}
    for address in set(re.findall(r"\]\(([^)]*)\)", readme)) - headings:
        if "://" not in address and not os.path.exists(f"{house.SOURCE}/{address}"):
            house.problem(f"README.md: there is no {address}")


def check_pictures():
    """Each is made by the script, in both languages; and the script makes no other."""
    script = house.read("build-aux/pictures.sh")
    languages, kinds = (re.search(rf"^ *for {name} in (.*); do$", script, re.MULTILINE)[1].split()
                        for name in ("language", "kind"))
    made = {f"data/screenshots/{kind}-{language}.png" for kind in kinds for language in languages}
    there = set(house.files(".png", under=["data/screenshots"]))
    for name in sorted(made ^ there):
        house.problem(f"build-aux/pictures.sh does not {'make' if name in there else 'leave'} {name}")


def read_cases():
    """The names of the benchmarks."""
    for node in ast.parse(house.read("tests/bench/cases.py")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "CASES":
            return {ast.literal_eval(key) for key in node.value.keys}
    return set()


def check_benchmarks(readme):
    text = readme.split("\n## Benchmarks\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|", text, re.MULTILINE)
    named = {name for names, _ in rows for name in re.findall(r"`([^`]+)`", names)}
    for name in sorted(named ^ read_cases()):
        house.problem(f"README.md and tests/bench/cases.py: {name} is only in one of them")
    options = dict(re.findall(r'"--(\w+)", type=int, default=([\d_]+)', house.read("tests/bench/run.py")))
    does = dict(rows)
    for option, said in (("runs", WORDS[re.search(r"below (\w+) times", text)[1]]),
                         ("bytes", int(re.match(r"(\d+) GB", does["`receive`"])[1]) * 10**9),
                         ("lines", int(re.match(r"([\d,]+) lines", does["`lines`"])[1].replace(",", "")))):
        if int(options[option]) != said:
            house.problem(f"README.md says {said} where tests/bench/run.py has --{option} {options[option]}")


def main():
    readme = house.read("README.md")
    check_links(readme)
    check_pictures()
    check_benchmarks(readme)
    house.end()


main()
