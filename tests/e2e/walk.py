# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks over every widget of every window, panel and menu, in the language of the session.

Everywhere: what can be used has a name, a role, and can be reached with the keyboard, and its state is told. In another
language than English: nothing that is shown, and no name or description that is read out, is left in English.
"""

import gettext
import os
import re
import socket
import struct

import hands
import tap
from access import wait_for
from driver import BUTTONS, free_port, sockeye

CAPTURES = os.path.join(os.environ["XDG_CACHE_HOME"], "sockeye", "captures")
LANGUAGE = os.environ.get("LANGUAGE", "")
translate = gettext.translation("sockeye", os.environ["SOCKEYE_LOCALEDIR"], [LANGUAGE or "en"], fallback=True).gettext

USED = BUTTONS + ("text", "combo box", "spin button", "menu item", "switch", "slider", "link")
CHINESE = re.compile("[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]{3,}")
# What is the same in every language: GTK's own names of widgets, encodings, keys, programs, names of options and
# states, addresses, times, numbers in hex.
KEYS = r"(?:(?:Ctrl|Shift|Alt|Delete|Escape|Return|Home|End|Tab|Space|Insert|Enter|Page (?:Up|Down)|F\d+|.)(?:\+|$))+"
SAME = re.compile(rf"^(Gtk\w+|[Ss]ockeye\w*|UTF-\w+|GB\w+|Big5|CP932|EUC-KR|ISO-8859-1|{KEYS}|Python|C \(\w+\)|ncat|"
                  r"socat|bash|HEX\(H\)|[A-Z][A-Z0-9_-]*( [\d.:]+)?|[\d: -]+ UTC|[0-9a-f]*\d[0-9a-f]*)$")


def label(text):
    """A label as it is shown, and read out."""
    return translate(text).replace("_", "")


class Walk:
    """Looks at all there is, and collects what is wrong."""

    def __init__(self, app):
        self.app = app
        self.wrong = []

    def look(self, where, within=None):
        """At every widget of a window, also those on other pages, and in popovers that have been opened."""
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


def in_popovers(walk, where):
    """What the buttons open that are shown now; it is not there before. They have a button in them."""
    opened = set()
    for node in walk.app.frame.find_all(role=BUTTONS):
        if node.parent.role not in BUTTONS or not node.sensitive or node.place[3] <= 0:
            continue
        walk.app.click(node)
        wait_for(f"{node.name!r} to be open", lambda button=node.parent: button.has("expanded"))
        walk.look(f"{where}, {node.name}")
        hands.keys("Escape")
        wait_for(f"{node.name!r} to be closed", lambda button=node.parent: not button.has("expanded"))
        opened.add(node.name)
    return opened


def every_protocol(app):
    walk = Walk(app)
    protocol = label("_Protocol")
    # The others show nothing that none of these does.
    for one in ("TCP server", "Unix stream client", "TCP relay", "UDP"):
        app.choose(protocol, label(one))
        opened = in_popovers(walk, one)
        assert len(opened) >= 8, f"only {opened} were found"
        walk.look(one)
    for one in ("TCP server", "TCP client"):
        app.choose(protocol, label(one))
        app.check("TLS")
        assert label("TLS options") in in_popovers(walk, f"{one} with TLS")
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
    in_window(walk, "user’s guide", lambda: hands.keys("F1"))
    # Empty; with a connection they are in a_talk.
    in_window(walk, "diagram of calls", lambda: hands.keys("ctrl+d"))
    in_window(walk, "byte stream", lambda: hands.keys("ctrl+b"))
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
    app.click(label("History"))
    wait_for("the history", lambda: app.shows(label("Search history")))
    walk.look("history")
    hands.keys("Escape")
    wait_for("the history to close", lambda: not hands.popups())
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
        in_window(walk, "diagram of calls", lambda: hands.keys("ctrl+d"))
        in_window(walk, "byte stream", lambda: hands.keys("ctrl+b"))
        in_window(walk, "projector", lambda: hands.keys("F11"))
        app.click(log, button=3)
        wait_for("the menu", lambda: focused_item(app))
        walk.look("menu of the log")
        hands.keys("Escape")
        wait_for("the menu to close", lambda: not focused_item(app))
    wait_for("the end of the connection", lambda: any("\u2022" in child.name for child in log.children))
    walk.look("after the client")
    walk.finish()


def a_lab(app):
    walk = Walk(app)
    hands.keys("F7")
    pane = app.find(label("Guided labs"), ("panel", "grouping"))
    walk.look("labs", pane)
    app.click(wait_for("a lab", lambda: [node for node in pane.find_all(role="list item") if node.place[3] > 0])[0])
    app.click(app.find(label("Start"), BUTTONS, pane))
    wait_for("its steps", lambda: len(app.program.find_all(role="page tab")) > 1)
    walk.look("a lab")
    walk.finish()


def messages_on_disk():
    """Of the only capture, see capture-journal-format.h."""
    with open(os.path.join(CAPTURES, os.listdir(CAPTURES)[0], "state"), "rb") as state:
        head = state.read(32)
    return struct.unpack("=8sIIqQ", head)[4] if len(head) == 32 else 0


def after_a_crash(app):
    """What was not saved is offered."""
    walk = Walk(app)
    port = free_port(8080, socket.SOCK_DGRAM)
    app.fill(label("Local po_rt"), str(port))
    app.click(label("Bind"))
    app.find(label("Unbind"), BUTTONS)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(("127.0.0.1", port))
        sock.send("你好\n".encode())
        wait_for("what came", lambda: any("你好" in child.name for child in app.find(label("Data log"), "list").children))
    wait_for("it to be on the disk", lambda: messages_on_disk() > 0)
    app.process.kill()
    app.process.wait()
    with sockeye("after a crash") as again:
        walk.app = again
        button = again.find(label("Discard"), BUTTONS)
        walk.look("recovery")
        again.click(button)
        wait_for("the disk to be empty", lambda: not os.listdir(CAPTURES))
    walk.finish()


def states_are_told(app):
    """What a screen reader says of a widget besides its name follows what is done."""
    def told(node, state, on=True):
        wait_for(f"{node.name!r} {'' if on else 'not '}to be {state}", lambda: node.has(state) == on)

    box = app.find(label("Send as hex"), "check box")
    told(box, "checked", False)
    app.click(box)
    told(box, "checked")
    app.click(box)
    told(box, "checked", False)

    pause = app.button(label("Pause view"))
    told(pause, "pressed", False)
    hands.keys("F8")
    told(pause, "pressed")
    hands.keys("F8")
    told(pause, "pressed", False)

    port = app.entry(label("Local po_rt"))
    told(port, "invalid", False)
    app.fill(label("Local po_rt"), "99999")
    told(port, "invalid")
    assert port.description, "it is not said what is wrong"
    app.fill(label("Local po_rt"), str(free_port(8080, socket.SOCK_DGRAM)))
    told(port, "invalid", False)

    app.click(label("Bind"))
    wait_for("the fields to be locked", lambda: not port.sensitive)
    app.click(label("Unbind"))
    wait_for("the fields to be free", lambda: port.sensitive)

    menu_button = app.find(label("Main menu"), BUTTONS)
    told(menu_button, "expanded", False)
    hands.keys("F10")
    told(menu_button, "expanded")
    hands.keys("Escape")
    told(menu_button, "expanded", False)

    hands.keys("ctrl+t")
    first, second = wait_for("two tabs", lambda: (lambda tabs: tabs if len(tabs) == 2 else None)(
        app.program.find_all(role="page tab")))
    told(second, "selected")
    told(first, "selected", False)
    hands.keys("ctrl+Page_Up")
    told(first, "selected")
    told(second, "selected", False)


tap.run([every_protocol, every_window, every_panel, a_talk, a_lab, after_a_crash, states_are_told], sockeye)
