# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything by keyboard alone: the pointer is never used here."""

import re
import socket

import hands
import tap
from access import wait_for
from driver import BUTTONS, free_port, sockeye


FOCUSABLE = BUTTONS + ("text", "list", "tree table", "table row", "combo box", "scroll pane", "menu item")


def focused(app, nodes=None):
    """Names of what has the focus, from the outside inwards."""
    nodes = nodes or [node for node in app.program.walk() if node.role in FOCUSABLE]
    return [node.name for node in nodes if node.has("focused")]


def wait_focus(app, name):
    wait_for(f"the focus at {name!r}", lambda: name in focused(app), explain=lambda: f"it is at {focused(app)}")


def replace(app, name, text):
    hands.keys("ctrl+a")
    hands.type_text(text)
    wait_for(f"{text!r} in {name!r}", lambda: app.text_of(name) == text)


def fill_bind_and_send(app):
    port = free_port(8080, socket.SOCK_DGRAM)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(10)
        remote = sock.getsockname()[1]
        for mnemonic, field, text in (("alt+l", "Local host", "127.0.0.1"), ("alt+r", "Local port", str(port)),
                                      ("alt+h", "Remote host", "localhost"), ("alt+m", "Remote port", str(remote))):
            hands.keys(mnemonic)
            wait_focus(app, field)
            replace(app, field, text)
        hands.keys("Return")
        app.wait_event(f"Bound to 127.0.0.1:{port}")
        hands.keys("alt+d")
        wait_focus(app, "Data to send")
        hands.type_text("two")
        hands.keys("Return")
        hands.type_text("lines")
        hands.keys("ctrl+Return")
        assert sock.recv(100) == b"two\nlines"
        app.wait_row(f"→ 127.0.0.1:{remote} 9 B two")


def tab_goes_everywhere(app):
    hands.keys("alt+l")
    wait_focus(app, "Local host")
    nodes = [node for node in app.program.walk() if node.role in FOCUSABLE]
    seen, now = [], ["Local host"]
    for _ in range(60):
        before = now
        hands.keys("Tab")
        now = wait_for("the focus to move", lambda: (lambda new: new if new != before else None)(focused(app, nodes)))
        seen += now
        if "Local host" in now:
            break
    else:
        raise AssertionError(f"Tab does not come back: {seen}")
    for name in ("Local port", "Remote host", "Remote port", "Bind", "Data to send", "Data log", "Reset counters",
                 "Main menu", "Save log", "Clear log", "Append a line end"):
        assert name in seen, f"Tab never comes to {name!r}, only to {seen}"


def choose_the_protocol(app):
    hands.keys("alt+p")
    wait_for("the list", lambda: app.find("Protocol", "combo box").find_all("TCP server", "label"))
    hands.keys("Home", "Down", "Down", "Return")
    app.button("Listen")
    assert app.chosen("Protocol") == "TCP server"


def open_and_close_with_the_shortcut(app):
    hands.keys("F9")
    app.wait_event(re.compile(r"Bound to 127\.0\.0\.1:\d+"))
    hands.keys("F9")
    app.wait_event(re.compile(r"Unbound from 127\.0\.0\.1:\d+"))


def clear_with_the_shortcut(app):
    hands.keys("alt+m")
    wait_focus(app, "Remote port")
    hands.keys("Return")
    app.wait_event(re.compile("Bound to .*"))
    hands.keys("ctrl+l")
    wait_for("an empty log", lambda: not app.rows)
    app.button("Undo")
    hands.keys("ctrl+shift+l")
    app.wait_event(re.compile("Bound to .*"))
    assert app.has_focus("Data log")
    hands.keys("ctrl+l")
    wait_for("an empty log", lambda: not app.rows)


def the_menu(app):
    hands.keys("F10")
    app.find("Preferences", ("menu item", "push button"))
    hands.keys("Escape")
    wait_for("the menu to close", lambda: not app.shows("Preferences", ("menu item", "push button")))


def the_guide(app):
    """F1 opens it at what is about the send box; then something is looked for, and it is closed again."""
    app.focus("Data to send")
    hands.keys("F1")
    wait_for("the guide", lambda: any(hands.active_window() == window for window, name in
                                      hands.windows(app.process.pid).items() if name == "User’s guide"))
    chapter = app.find("Chapter", "text")
    wait_for("its chapter", lambda: chapter.text.startswith("Sending\n"), explain=lambda: chapter.text[:100])
    hands.keys("ctrl+f")
    hands.type_text("TIME-WAIT")
    app.wait_shown("^3 matches$")
    wait_for("the next chapter with it", lambda: chapter.text.startswith("Connection states\n"))
    hands.keys("F3")
    wait_for("the one after it", lambda: chapter.text.startswith("Experiments for a class\n"))
    hands.keys("Escape", "Escape")
    wait_for("the guide to go", lambda: "User’s guide" not in hands.windows(app.process.pid).values())
    wait_for("the main window", lambda: hands.active_window() == app.window)
    # Also from a window beside it.
    hands.keys("F10")
    wait_for("the menu", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "menu item"))
    hands.keys("f")
    app.find("Make these faults", "check box")
    hands.keys("F1")
    wait_for("the chapter", lambda: app.find("Chapter", "text").text.startswith("Faults on purpose\n"))


def quit_while_open(app):
    hands.keys("alt+m")
    wait_focus(app, "Remote port")
    hands.keys("Return")
    app.wait_event(re.compile("Bound to .*"))
    app.quit(asked=True)


def close_the_window_while_connected(app):
    port = free_port(8888)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", port))
        server.listen(1)
        server.settimeout(10)
        app.open("TCP client", None, ("127.0.0.1", port))
        connection, _ = server.accept()
        with connection:
            connection.settimeout(20)
            app.wait_event(re.compile("Connected to .*"))
            hands.keys("ctrl+w")
            wait_for("the question", lambda: app.program.find_all(re.compile("^Close “TCP client ")))
            hands.keys("Tab", "Return")
            assert connection.recv(10) == b"", "the connection was not closed"
            wait_for("the program to end", lambda: app.process.poll() is not None)
            assert app.process.returncode == 0, app.read_errors()


tap.run([fill_bind_and_send, tab_goes_everywhere, choose_the_protocol, open_and_close_with_the_shortcut,
         clear_with_the_shortcut, the_menu, the_guide, quit_while_open, close_the_window_while_connected], sockeye)
