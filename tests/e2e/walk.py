# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks over every widget of every window, panel and menu, in the language of the session.

Everywhere: what can be used has a name, a role, and can be reached with the keyboard. In another language than English:
nothing that is shown, and no name or description that is read out, is left in English.
"""

import gettext
import os
import re
import socket

import hands
import tap
from access import wait_for
from driver import BUTTONS, free_port, sockeye

LANGUAGE = os.environ.get("LANGUAGE", "")
translate = gettext.translation("sockeye", os.environ["SOCKEYE_LOCALEDIR"], [LANGUAGE or "en"], fallback=True).gettext

USED = BUTTONS + ("text", "combo box", "spin button", "menu item", "switch", "slider", "link")
CHINESE = re.compile("[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]{3,}")
# What is the same in every language: GTK's own names of widgets, encodings, keys, programs, names of options and
# states, addresses, times, numbers in hex.
KEYS = r"(?:(?:Ctrl|Shift|Alt|Delete|Escape|Return|Home|End|Tab|Space|Page (?:Up|Down)|F\d+|.)(?:\+|$))+"
SAME = re.compile(rf"^(Gtk\w+|[Ss]ockeye\w*|UTF-\w+|GB\w+|Big5|CP932|EUC-KR|ISO-8859-1|{KEYS}|Python|C \(\w+\)|ncat|"
                  r"socat|bash|[A-Z][A-Z0-9_-]*( [\d.:]+)?|[\d: -]+ UTC|[0-9a-f]*\d[0-9a-f]*)$")


def label(text):
    """A label as it is shown, and read out."""
    return translate(text).replace("_", "")


class Walk:
    """Looks at all there is, and collects what is wrong."""

    def __init__(self, app):
        self.app = app
        self.wrong = []

    def look(self, where, within=None):
        """At every widget of a window, also those in closed popovers and on other pages."""
        for node in (within or self.app.frame).walk():
            self._look_at(node, where)

    def _look_at(self, node, where):
        name, role, description = node.name, node.role, node.description
        if role in ("unknown", "invalid"):
            self._complain(where, node, "has no role")
        if role in USED and not name:
            self._complain(where, node, f"has no name, in {path(node)}")
        # Items of a menu have the name that GTK gives them.
        if role in USED and role != "menu item" and name.rstrip().endswith((":", "…", "：")):
            self._complain(where, node, f"{name!r}: a name without colon and ellipsis")
        if LANGUAGE:
            for text in {name, description, node.text if role == "label" else ""}:
                if is_english(text):
                    self._complain(where, node, f"{text!r} is not translated")

    def _complain(self, where, node, what):
        line = f"{node.role}: {what}"
        if not any(line in one for one in self.wrong):
            self.wrong.append(f"{where}: {line}")

    def finish(self):
        assert not self.wrong, "\n".join(self.wrong)


def path(node):
    names = []
    while node is not None and node.role != "application":
        names.append(f"{node.role} {node.name!r}")
        node = node.parent
    return " < ".join(names)


def is_english(text):
    return bool(WORD.search(text)) and not CHINESE.search(text) and not SAME.match(text)


def focused_item(app):
    return next((node for node in app.program.walk() if node.role == "menu item" and node.has("focused")), None)


def menu(app, *labels):
    """Opens the main menu and, in it, the item of this label, with the keys alone."""
    hands.keys("F10")
    for text in labels:
        wanted = label(text)
        for _ in range(40):
            item = wait_for("a menu with the focus", lambda: focused_item(app))
            if item.name == wanted:
                break
            hands.keys("Down")
            wait_for("the focus to move", lambda now=item: (focused_item(app) or now).accessible != now.accessible)
        assert item.name == wanted, f"the menu has no {wanted!r}"
        hands.keys("Return")


def wait_windows(app, number):
    wait_for(f"{number} windows", lambda: len(app.program.children) == number, explain=app.program.dump)


def in_window(walk, where, opening):
    """A window of its own: opened, looked at, and closed."""
    app = walk.app
    first = app.frame.accessible
    opening()
    wait_windows(app, 2)
    wait_for("the window to be the active one", lambda: hands.active_window() not in (0, app.window))
    walk.look(where, next(frame for frame in app.program.children if frame.accessible != first))
    hands.keys("Escape")
    wait_windows(app, 1)
    wait_for("the main window to be the active one", lambda: hands.active_window() == app.window)


def every_protocol(app):
    walk = Walk(app)
    protocol = label("_Protocol")
    # The others show nothing that none of these does.
    for one in ("TCP server", "Unix stream client", "TCP relay", "UDP"):
        app.choose(protocol, label(one))
        walk.look(one)
    walk.finish()


def every_window(app):
    walk = Walk(app)
    in_window(walk, "preferences", lambda: hands.keys("ctrl+comma"))
    in_window(walk, "shortcuts", lambda: hands.keys("ctrl+F1"))
    in_window(walk, "about", lambda: menu(app, "_About Sockeye"))
    in_window(walk, "address inspector", lambda: menu(app, "See t_he protocol", "A_ddress inspector"))
    in_window(walk, "highlight rules", lambda: hands.keys("ctrl+h"))
    in_window(walk, "socket options", lambda: menu(app, "Socket _options…"))
    in_window(walk, "faults", lambda: menu(app, "_Faults on purpose…"))
    in_window(walk, "auto-reply", lambda: hands.keys("ctrl+r"))
    in_window(walk, "save capture", lambda: hands.keys("ctrl+shift+s"))
    walk.finish()


def every_panel(app):
    walk = Walk(app)
    for where, opening in (("main menu", lambda: hands.keys("F10")),
                           ("view options", lambda: app.click(app.button(label("View options")))),
                           ("copying", lambda: app.click(app.button(label("Copy as"))))):
        opening()
        wait_for("the menu", hands.popups)
        walk.look(where)
        hands.keys("Escape")
        wait_for("the menu to close", lambda: not hands.popups())
    for where, keys in (("quick commands", "ctrl+k"), ("find", "ctrl+f"), ("filter", "ctrl+shift+f"), ("jump", "ctrl+g")):
        hands.keys(keys)
        walk.look(where)
        hands.keys("Escape")
    hands.keys("ctrl+t")
    tab = wait_for("two tabs", lambda: (lambda tabs: tabs[1:] if len(tabs) == 2 else None)(
        app.program.find_all(role="page tab")))[0]
    app.click(tab, button=3)
    wait_for("the menu", lambda: focused_item(app))
    walk.look("menu of a tab")
    hands.keys("Escape")
    wait_for("the menu to close", lambda: not focused_item(app))
    walk.finish()


def a_talk(app):
    """A server with a client, and what can be opened then."""
    walk = Walk(app)
    port = free_port(8080)
    app.choose(label("_Protocol"), label("TCP server"))
    app.fill(label("Local po_rt"), str(port))
    app.click(label("Listen"))
    app.find(label("Stop"), BUTTONS)
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall("你好\n".encode())
        log = app.find(label("Data log"), "list")
        wait_for("what came", lambda: any("你好" in child.name for child in log.children))
        walk.look("a client")
        app.click(log)
        hands.keys("ctrl+a")
        in_window(walk, "record inspector", lambda: hands.keys("alt+Return"))
        in_window(walk, "connection state", lambda: menu(app, "Connection stat_e"))
    wait_for("the end of the connection", lambda: any("\u2022" in child.name for child in log.children))
    walk.look("after the client")
    walk.finish()


tap.run([every_protocol, every_window, every_panel, a_talk], sockeye)
