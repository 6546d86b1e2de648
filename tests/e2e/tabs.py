# SPDX-License-Identifier: GPL-3.0-or-later
"""Several sessions: a pair that talks to itself, tabs that are named, closed and found again, several windows."""

import contextlib
import copy
import os
import re
import socket
import subprocess

import hands
import tap
from access import wait_for
from driver import Sockeye, free_port, sockeye

SESSION = re.compile(r"^(UDP|TCP server|TCP client) 127\.0\.0\.1:\d+$")
# The ends of a pair have other ports than what a session has at first.
PAIR = re.compile(r"^(UDP|TCP server|TCP client) 127\.0\.0\.1:(?!80\d\d$|8888$)\d+$")


def view(app, node):
    """The same hands and eyes for one of several pages."""
    other = copy.copy(app)
    other.program = node
    other._known, other._log = {}, None
    other._window_of = lambda _: app.window
    return other


def pages(app, name=SESSION):
    """Pages, also those behind another one, from left to right."""
    found = [node for node in app.program.find_all(name, "panel") if node.place[3] > 200]
    return sorted(found, key=lambda node: node.place[0])


def wait_pages(app, number, name=SESSION):
    return wait_for(f"{number} pages", lambda: (lambda found: found if len(found) == number else None)(pages(app, name)),
                    explain=app.program.dump)


def talk(app, first, second):
    """Opens both ends, sends from each, and reads both logs."""
    left, right = (view(app, node) for node in wait_pages(app, 2, PAIR))
    left.click(first[0])
    left.find(first[1], "push button")
    right.click(second[0])
    right.find(second[1], "push button")
    right.wait_sensitive("Send")
    right.click("Send")
    left.wait_row(re.compile(r"^← .*Hello from the"))
    right.wait_row(re.compile(r"^→ .*Hello from the"))
    left.wait_sensitive("Send")
    left.click("Send")
    right.wait_row(re.compile(r"^← .*Hello from the"))
    left.wait_row(re.compile(r"^→ .*Hello from the"))
    return left, right


def open_submenu(app, name):
    """In the main menu, which is open."""
    def focused():
        return [node.name for node in app.program.walk() if "menu item" in node.role and node.has("focused")]
    wait_for("the menu", focused)
    for _ in range(15):
        if name in focused():
            break
        hands.keys("Down")
    # The keys that follow are the submenu's, though its first item has the same name.
    hands.keys("Return")


def a_pair_of_tcp(app):
    hands.keys("ctrl+shift+p")
    talk(app, ("Listen", "Stop"), ("Connect", "Disconnect"))


def a_pair_of_udp(app):
    hands.keys("F10")
    open_submenu(app, "New pair")
    app.choose_menu_item("Two UDP ends")
    talk(app, ("Bind", "Unbind"), ("Bind", "Unbind"))


def a_pair_for_a_class(app):
    """Record after record, of both ends in the order of time, by the keys that presenters send."""
    hands.keys("ctrl+shift+p")
    talk(app, ("Listen", "Stop"), ("Connect", "Disconnect"))
    hands.keys("F11")
    wait_for("the projector", lambda: len(app.program.children) > 1 and hands.active_window() != app.window)
    wall = view(app, next(node for node in app.program.children if node.name == "Projector mode"))
    wall.wait_shown("^Live: 8 records$")
    hands.keys("Home")
    wall.wait_shown("^Nothing is shown yet")
    steps = [("space", "TCP server .*: Listening on"), ("Page_Down", "TCP client .*: Connecting to"),
             ("Right", "(TCP client .*: Connected to|TCP server .*: .*ccepted)"), ("Down", "(Connected to|ccepted)"),
             ("Page_Down", "TCP client .* sends 21 bytes to .*“Hello from the client”"),
             ("Page_Down", "TCP server .* receives 21 bytes from .*“Hello from the client”"),
             ("Page_Up", "TCP client .* sends 21 bytes to")]
    for number, (key, sentence) in enumerate(steps, 1):
        hands.keys(key)
        wall.wait_shown(f"^Record {number if key != 'Page_Up' else 5} of 8$")
        wall.wait_shown(f"^[0-9:.]+ – .*{sentence}")
    hands.keys("End")
    wall.wait_shown("^Live: 8 records$")
    hands.keys("Escape")
    wait_for("the projector to go", lambda: len(app.program.children) == 1)
    wait_for("the window to be the active one", lambda: hands.active_window() == app.window)
    assert len(wait_pages(app, 2, PAIR)) == 2


def close_with_a_question(app):
    port = free_port(8080)
    hands.keys("ctrl+t")
    wait_for("two tabs", lambda: len(app.program.find_all("Close tab")) == 2, explain=app.program.dump)
    page = view(app, wait_pages(app, 2)[-1])
    page.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port), 20) as client:
        hands.keys("ctrl+w")
        wait_for("the question", lambda: app.program.find_all(re.compile("^Close “TCP server ")))
        # In a hurry.
        hands.keys("Return")
        wait_for("no question", lambda: not app.program.find_all(re.compile("^Close “TCP server ")))
        client.sendall(b"still there\n")
        page.wait_row(re.compile("^← .*still there"))
        hands.keys("ctrl+w")
        wait_for("the question", lambda: app.program.find_all(re.compile("^Close “TCP server ")))
        hands.keys("Tab", "Return")
        client.settimeout(20)
        assert client.recv(10) == b"", "the connection was not closed"
    wait_pages(app, 1)
    # Nothing is open: no question.
    hands.keys("ctrl+w")
    wait_for("the program to end", lambda: app.process.poll() is not None)


def a_closed_tab_comes_back(app):
    """With its log, for a while."""
    app.open("UDP", ("127.0.0.1", free_port()))
    app.click("Unbind")
    app.wait_row(re.compile("Unbound from"))
    hands.keys("ctrl+t")
    wait_pages(app, 2)
    hands.keys("ctrl+Page_Up")
    hands.keys("ctrl+w")
    wait_pages(app, 1)
    app.wait_shown(r"^The tab “UDP 127\.0\.0\.1:\d+” was closed\.$")
    app.click("Undo")
    wait_pages(app, 2)
    wait_for("its log", lambda: any(
        "Unbound from" in row.name for log in app.program.find_all("Data log") for row in log.children))
    wait_for("the bar to go", lambda: not app.shows("Undo"))
    wait_pages(app, 2)
    hands.keys("ctrl+w")
    wait_pages(app, 1)
    app.wait_shown("^Undo$", "push button")
    hands.keys("ctrl+shift+t")
    wait_pages(app, 2)
    wait_for("the bar to go", lambda: not app.shows("Undo"))


def tabs_are_found_again(app):
    """Names, fields and what was side by side; closed, whatever was open."""
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    hands.keys("ctrl+t")
    second = view(app, wait_pages(app, 2)[-1])
    second.protocol("TCP client")
    hands.keys("F4")
    wait_pages(app, 2)
    app.quit(asked=True)

    again = Sockeye()
    try:
        found = wait_pages(again, 2)
        assert sorted(node.name.split(" 127")[0] for node in found) == ["TCP client", "TCP server"], found
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, "it listens by itself"
        assert not again.program.find_all("Stop"), "something is open"
        again.quit(asked=False)
    finally:
        again.destroy()


def two_windows(app):
    """A tab is moved out; one question is asked for both windows, and both come back."""
    ports = free_port(8080), free_port()
    hands.keys("ctrl+t")
    wait_for("two tabs", lambda: len(app.program.find_all("Close tab")) == 2, explain=app.program.dump)
    first, second = (view(app, node) for node in wait_pages(app, 2))
    second.open("TCP server", ("127.0.0.1", ports[0]))
    hands.keys("ctrl+Page_Up")
    first.open("TCP server", ("127.0.0.1", ports[1]))
    hands.keys("F10")
    open_submenu(app, "Tab")
    app.choose_menu_item("Move to a new window")
    wait_for("the second window", lambda: len(hands.windows(app.process.pid)) == 2)
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 20)) for port in ports]
        wait_for("the second window to be the active one",
                 lambda: hands.active_window() in hands.windows(app.process.pid).keys() - {app.window})
        known = hands.windows(app.process.pid)
        # In a hurry: pressed twice, and then what loses nothing.
        hands.keys("ctrl+q", "ctrl+q")
        wait_for("the question", lambda: app.is_asking(known))
        assert len(hands.windows(app.process.pid)) == 3, hands.windows(app.process.pid)
        for port in ports:
            app.wait_shown(f"• TCP server 127.0.0.1:{port}(\n|$)")
        hands.keys("Return")
        wait_for("no question", lambda: hands.windows(app.process.pid) == known)
        for client in clients:
            client.setblocking(False)
            try:
                raise AssertionError(f"a connection ended, or got {client.recv(10)}")
            except BlockingIOError:
                client.settimeout(20)
        app.quit(asked=True)
        for client in clients:
            assert client.recv(10) == b"", "the connection was not closed"

    again = subprocess.Popen([app.exe], stdin=subprocess.DEVNULL)
    try:
        wait_for("both windows", lambda: len(hands.windows(again.pid)) == 2)
    finally:
        again.terminate()
        assert again.wait(20) == 0


@contextlib.contextmanager
def sockeye_without_tabs(name):
    """What the case before has kept is not to come back in this one."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(os.environ["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile"))
    with sockeye(name) as app:
        yield app


tap.run([a_pair_of_tcp, a_pair_of_udp, a_pair_for_a_class, close_with_a_question, a_closed_tab_comes_back,
         tabs_are_found_again, two_windows], sockeye_without_tabs)
