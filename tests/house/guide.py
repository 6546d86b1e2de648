#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's guide: built the same in every language, with the words that the window really has, and keys that exist."""

import ast
import re
import xml.etree.ElementTree

import house

LANGUAGES = {"en": None, "zh_CN": "po/zh_CN.po", "zh_TW": "po/zh_TW.po"}
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
LABEL = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
KEY = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+(?:Page (?:Up|Down)|[A-Z][a-z]+|F\d+|[A-Z0-9,?+-])|\bF(?:1[0-2]|[1-9])\b")
# Keys of the system, without an action of the program's.
SYSTEM = {"Menu", "Alt", "Shift", "Tab"}
NAMES = {"Return": "Enter", "Page_Up": "Page Up", "Page_Down": "Page Down", "comma": ",", "question": "?", "plus": "+",
         "minus": "-"}


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


def read_accels():
    """Those of each action, without what it is told."""
    accels = {}
    for action, keys in re.findall(r'\{ "([a-z.-]+)[^"]*", \{ ([^}]*) \} \}', house.read("src/app/application-accels.c")):
        accels[action] = [accelerator(ast.literal_eval(key)) for key in keys.split(", ")]
    return accels


def read_shortcuts():
    """The actions in the window of shortcuts, and the keys that are spelled there."""
    shortcuts = house.read("ui/shortcuts.ui")
    spelled = re.findall(r'name="accelerator">([^<]*)<', shortcuts)
    return (re.findall(r'name="action-name">([^<]*)<', shortcuts),
            [key for text in spelled for key in text.replace("&lt;", "<").replace("&gt;", ">").split()])


def check_shown(accels, actions, spelled):
    """And it has every key that the program gives to an action. Those that are made in a loop have their first and last."""
    listed = {accelerator(key) for key in spelled}
    for action, keys in accels.items():
        if action not in actions and not listed.intersection(keys):
            house.problem(f"ui/shortcuts.ui does not show {' '.join(keys)} of {action}")
    source = house.read("src/app/application-accels.c")
    if not accels or len(accels) != len(re.findall(r"^  \{ \"", source, re.MULTILINE)):
        house.problem("src/app/application-accels.c has keys that are not understood here")
    if '"<Control>%u"' in source and not {"Ctrl+1", "Ctrl+9"} <= listed:
        house.problem("ui/shortcuts.ui does not show the keys of the quick commands")


# In the guide the variables themselves stand in place of what the list calls them.
OTHERWISE_NAMED = {"payload.insert"}


def read_commands():
    """The actions of menus; and what each action is called there, on a button, or in the menu around it."""
    commands, labels = set(), {}
    for name in house.files(".ui", under=["ui"]):
        for element in xml.etree.ElementTree.fromstring(house.read(name)).iter():
            called = [entry.text for entry in element if entry.get("name") == "label" and entry.text]
            inside = element.iter() if element.tag == "submenu" else element
            for action in (entry.text for entry in inside if entry.get("name") in ("action", "action-name")):
                labels.setdefault(action, set()).update(called)
                if element.tag == "item":
                    commands.add(action)
    for name in house.files(".c", under=["src/app"]):
        for label, action in re.findall(r'g_menu_(?:append|item_new) \((?:\w+, )?_ \("([^"]+)"\), "([a-z.-]+)"\)',
                                        house.read(name)):
            commands.add(action)
            labels.setdefault(action, set()).add(label)
    return commands, labels


def check_commands(guide, actions):
    """Every command of a menu is named in the guide or in the window of shortcuts."""
    named = set(LABEL.findall(guide))
    commands, labels = read_commands()
    if not commands:
        house.problem("no menu is understood here")
    for action in sorted(commands.difference(actions, OTHERWISE_NAMED)):
        if not named.intersection(map(without_marks, labels[action])):
            house.problem(f"data/guide/en.md does not name {action}: {', '.join(sorted(labels[action]))}")


def check_bound(accels, actions, spelled):
    """What the window of shortcuts says is so: its actions have keys, and the keys that are spelled do something."""
    sources = "".join(house.read(name) for name in house.files(".c", ".ui", under=["src/app", "ui"])
                      if not name.endswith("shortcuts.ui"))
    for action in actions:
        if action not in accels:
            house.problem(f"ui/shortcuts.ui: {action} has no key")
    for key in spelled:
        name = key.rpartition(">")[2]
        if not (accelerator(key) in sum(accels.values(), []) or f"GDK_KEY_{name}" in sources
                or (name.isdigit() and '"<Control>%u"' in sources) or (name == "F10" and '<property name="primary">' in sources)):
            house.problem(f"ui/shortcuts.ui: nobody listens to {key}")


def check_keys(guides):
    """Every key of the guides and the README stands in the window of shortcuts, by itself or by its action, or is a
    widget's; and the guides leave none of that window out."""
    accels = read_accels()
    actions, spelled = read_shortcuts()
    check_bound(accels, actions, spelled)
    check_shown(accels, actions, spelled)
    check_commands(guides["en"], actions)
    keys = {accelerator(key) for key in spelled}.union(*(accels.get(action, []) for action in actions))
    widgets = "".join(house.read(name) for name in house.files(".c", under=["src/app"]))
    for key, modifier in re.findall(r"\(widget_class, GDK_KEY_(\w+), GDK_(CONTROL|ALT)_MASK,", widgets):
        keys.add(accelerator(f"<{modifier.capitalize()}>{key}"))
    texts = {f"data/guide/{language}.md": text for language, text in guides.items()}
    for name, text in (texts | {"README.md": house.read("README.md")}).items():
        for key in sorted(set(KEY.findall(text)) - keys - SYSTEM):
            house.problem(f"{name}: {key} is not in the window of shortcuts")
    for name, text in texts.items():
        for wanted in [[accelerator(key)] for key in spelled] + [accels.get(action, []) for action in actions]:
            if not any(f"**{key}**" in text for key in wanted):
                house.problem(f"{name} does not name {wanted}")


def check_links(guides):
    """The window has no links: chapters stand beside the text, and are named in it."""
    for language, text in guides.items():
        for word, address in re.findall(r"\[([^\]]+)\]\(([^)]*)\)", text.split("-->", 1)[1]):
            house.problem(f"data/guide/{language}.md: [{word}]({address}) leads nowhere in the window")


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
        check_links(guides)
        check_places()
    house.end()


main()
