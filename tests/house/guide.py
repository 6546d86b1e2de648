#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's guide: built the same in every language, with the words that the window really has, and keys that exist."""

import ast
import re

import house

LANGUAGES = {"en": None, "zh_CN": "po/zh_CN.po", "zh_TW": "po/zh_TW.po"}
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
LABEL = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
KEY = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+(?:Page (?:Up|Down)|[A-Z][a-z]+|F\d+|[A-Z0-9,?])|\bF(?:1[0-2]|[1-9])\b")
# Keys of the system, without an action of the program's.
SYSTEM = {"Menu", "Alt", "Shift", "Tab"}
NAMES = {"Return": "Enter", "Page_Up": "Page Up", "Page_Down": "Page Down", "comma": ",", "question": "?"}


def without_marks(text):
    """As the window shows it: no mnemonic, no ellipsis."""
    return re.sub(r"\(_\w\)|_|…", "", text).strip()


def read_pairs(name):
    """The texts of a catalogue with their translations."""
    pairs = []
    for block in house.read(name).split("\n\n"):
        found = re.search(r'^msgid (.*?)^msgstr (.*)', block, re.DOTALL | re.MULTILINE)
        if found:
            pairs.append([without_marks("".join(ast.literal_eval(part) for part in STRING.findall(group)))
                          for group in found.groups()])
    return pairs


def check_structure(guides):
    def shape(text):
        kinds = []
        code = False
        for line in text.split("-->", 1)[1].splitlines():
            if line.startswith("```"):
                code = not code
                kinds.append("```")
            elif line.startswith("# ") and not code:
                kinds.append(re.search(r"\{#[a-z]+\}$", line)[0])
            elif line and not code:
                kinds.append("##" if line.startswith("## ") else "-" if line.startswith("- ") else "text")
        return kinds

    expected = shape(guides["en"])
    ids = [kind for kind in expected if kind.startswith("{")]
    if len(set(ids)) != len(ids):
        house.problem("data/guide/en.md: a chapter's id is there twice")
    for language, text in guides.items():
        found = shape(text)
        for number, (one, other) in enumerate(zip(expected, found)):
            if one != other:
                chapter = [kind for kind in expected[:number + 1] if kind.startswith("{")][-1]
                house.problem(f"data/guide/{language}.md differs from en.md in {chapter}: {other} in place of {one}")
                break
        else:
            if len(expected) != len(found):
                house.problem(f"data/guide/{language}.md is not as long as en.md")


def check_labels(guides):
    """What is in italics is a text of the window, letter by letter."""
    for language, text in guides.items():
        catalogue = LANGUAGES[language]
        pairs = read_pairs(catalogue or "po/zh_CN.po")
        known = {pair[1 if catalogue else 0] for pair in pairs}
        body = re.sub(r"```.*?```|`[^`]*`", "", text.split("-->", 1)[1], flags=re.DOTALL)
        for label in sorted(set(LABEL.findall(body))):
            if label not in known:
                house.problem(f"data/guide/{language}.md: *{label}* is no text of the window")


def accelerator(text):
    *modifiers, key = re.findall(r"<(\w+)>", text) + [text.rpartition(">")[2]]
    key = NAMES.get(key, key.upper() if len(key) == 1 else key)
    words = [word for word in ("Ctrl", "Alt", "Shift") if {"Control": "Ctrl"}.get(word, word) in
             [{"Control": "Ctrl"}.get(modifier, modifier) for modifier in modifiers]]
    return "+".join([*words, key])


def check_keys(guides):
    """Every key of the guide stands in the window of shortcuts, by itself or by its action."""
    shortcuts = house.read("ui/shortcuts.ui")
    actions = set(re.findall(r'name="action-name">([^<]*)<', shortcuts))
    spelled = re.findall(r'name="accelerator">([^<]*)<', shortcuts)
    keys = {accelerator(key) for text in spelled for key in text.replace("&lt;", "<").replace("&gt;", ">").split()}
    for action, accels in re.findall(r'\{ "([a-z.-]+)", \{ ([^}]*) \} \}', house.read("src/app/application-accels.c")):
        if action in actions:
            keys |= {accelerator(ast.literal_eval(accel)) for accel in accels.split(", ")}
    for language, text in guides.items():
        for key in sorted(set(KEY.findall(text))):
            if key not in keys | SYSTEM:
                house.problem(f"data/guide/{language}.md: {key} is not in the window of shortcuts")


def check_places():
    """Those from which F1 opens a chapter exist."""
    sources = "".join(house.read(name) for name in house.files(".ui", ".h", under=["ui", "src/app"]))
    for name in re.findall(r'\{ "(Sockeye\w+)", "\w+" \}', house.read("src/app/guide-context.c")):
        if f'class="{name}"' not in sources and f"({name}," not in sources:
            house.problem(f"src/app/guide-context.c: there is no {name}")


def main():
    names = {name: name.split("/")[-1].removesuffix(".md") for name in house.files(".md", under=["data/guide"])}
    for name in names.values():
        if name not in LANGUAGES:
            house.problem(f"data/guide/{name}.md: a language that is not known here")
    guides = {language: house.read(name) for name, language in names.items() if language in LANGUAGES}
    for language in {"en", "zh_CN"}.difference(guides):
        house.problem(f"data/guide/{language}.md is missing")
    if not house.problems:
        check_structure(guides)
        check_labels(guides)
        check_keys(guides)
        check_places()
    house.end()


main()
