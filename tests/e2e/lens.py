# SPDX-License-Identifier: GPL-3.0-or-later
"""The byte stream: what a peer glues and cuts on purpose is said so, in a pair as well as with a program elsewhere."""

import re
import socket

import hands
import tap
from access import wait_for
from driver import free_port, sockeye


def open_stream(app):
    hands.keys("ctrl+b")
    wait_for("the window", lambda: len(app.program.children) > 1)
    app.wait_shown("^(There is no connection|The far end|Both ends)")


def close_other(app):
    hands.keys("Escape")
    wait_for("the window to go", lambda: len(app.program.children) == 1)
    wait_for("the main window to be the active one", lambda: hands.active_window() == app.window)


def choose_lines(app):
    app.click("Framing")
    wait_for("the popover", lambda: app.has_focus("Framing rule"))
    hands.keys("space")
    wait_for("the list of rules", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "list item"))
    hands.keys("Home", "Down", "Return")
    wait_for("the rule to hold", lambda: app.program.find_all("Lines", "label"))
    hands.keys("Escape")


def a_peer_glues_and_cuts(app):
    """Its sends are not known, so the framing rule says what belongs together. A stream that comes later is followed."""
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    choose_lines(app)
    open_stream(app)
    app.wait_shown("^There is no connection")
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(b"one\ntwo\nth")
        app.wait_shown("^The far end is not a session of this program")
        app.wait_shown(r"^Receive 1 \(10 bytes\) holds bytes of messages 1 to 3: glued$")
        sock.sendall(b"ree\n")
        app.wait_shown(r"^Message 3 \(6 bytes\) came in receives 1 to 2: cut$")
        app.wait_shown(r"^Receives: 2 · Messages: 3\n1 receive holds bytes of several messages: glued\n"
                       r"1 message came in several receives: cut$")
        # What a byte belongs to, by keys.
        hands.keys("Home", "Right", "Right", "Right", "Right")
        app.wait_shown(r"^Byte 4 \(0x74\) · byte 5 of 10 of receive 1 · byte 1 of 4 of message 2$")
        hands.keys("End")
        app.wait_shown(r"^Byte 13 \(0x0a\) · byte 4 of 4 of receive 2 · byte 6 of 6 of message 3$")
        close_other(app)


def open_pair(app):
    """A client and a server, connected with each other."""
    hands.keys("ctrl+shift+p")
    client = wait_for("the client", lambda: next(
        (node for node in app.program.find_all(re.compile(r"^TCP client 127\.0\.0\.1"), "panel") if node.place[3] > 200), None))
    server = next(node for node in app.program.find_all(re.compile(r"^TCP server 127\.0\.0\.1"), "panel")
                  if node.place[3] > 200)
    app.click(app.find("Listen", "push button", within=server))
    app.find("Stop", "push button", within=server)
    app.click(app.find("Connect", "push button", within=client))
    for page in (client, server):
        wait_for("the connection", lambda page=page: app.find("Send", "push button", within=page).sensitive)
    return client, server


def both_ends_of_a_pair(app):
    client, server = open_pair(app)
    app.click(app.find("Send", "push button", within=client))
    wait_for("the bytes", lambda: server.find_all(re.compile("Hello from the client")))
    app.click(app.find("Send", "push button", within=client))
    open_stream(app)
    app.wait_shown("^Both ends are sessions of this program")
    app.wait_shown(r"^Sends: 2 · Receives: 2\nNothing was glued or cut\.$")
    app.wait_shown(r"^Byte 0 \(0x48\) · byte 1 of 21 of send 1 · byte 1 of 21 of receive 1$")
    close_other(app)


def rows_of(page):
    return [row.name for log in page.find_all("Data log") for row in log.children]


def change_pause(app, server):
    table = app.find("Connections", "tree table", within=server)
    app.click(table.find_all(re.compile(r"^127\.0\.0\.1:\d+$"), "label")[-1], button=3)
    app.choose_menu_item("Pause reading")


def quick_sends_are_glued(app):
    """Two that were sent before anything was read come in one receive; a large one comes in several."""
    client, server = open_pair(app)
    change_pause(app, server)
    wait_for("the pause", lambda: any("is paused" in row for row in rows_of(server)), explain=lambda: rows_of(server))
    for number in (1, 2):
        app.click(app.find("Send", "push button", within=client))
        wait_for(f"send {number}", lambda number=number: sum("→" in row for row in rows_of(client)) == number,
                 explain=lambda: rows_of(client))
    change_pause(app, server)
    wait_for("both of them", lambda: any("Hello from the client" in row for row in rows_of(server)),
             explain=lambda: rows_of(server))

    entry = app.find("Data to send", "text", within=client)
    app.click(entry)
    hands.put_clipboard("0123456789abcde\n" * 12800)
    hands.keys("ctrl+a", "ctrl+v")
    wait_for("the large text", lambda: len(entry.text) == 204800)
    app.click(app.find("Send", "push button", within=client))
    open_stream(app)
    app.wait_shown("^Both ends are sessions of this program")
    app.wait_shown(r"^Receive 1 \(42 bytes\) holds bytes of sends 1 to 2: glued$")
    app.wait_shown(r"^Send 3 \(204800 bytes\) came in receives 2 to \d+: cut$")
    app.wait_shown(r"^1 receive holds bytes of several sends: glued$|\n1 receive holds bytes of several sends: glued\n")
    close_other(app)


def layers_of_a_datagram(app):
    """What wraps it is one key and one click away."""
    port = free_port(8080, socket.SOCK_DGRAM)
    app.open("UDP", ("127.0.0.1", port))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"hello", ("127.0.0.1", port))
        app.wait_row(re.compile("hello$"))
        app.click(app.find("Data log", ("list", "log")))
        hands.keys("ctrl+a", "alt+Return")
        wait_for("the record", lambda: len(app.program.children) > 1)
        # The first one is an event.
        app.wait_shown("^This record is an event")
        hands.keys("alt+Page_Down")
        app.click(app.find("Layers", ("tab", "page tab", "toggle button", "radio button")))
        app.wait_shown(r"^5 B of data cost 47 B, in one datagram\.")
        shown = app.wait_shown("^UDP: 8 B$")
        wait_for("it to be seen", lambda: shown.place[2] > 0)
        close_other(app)


tap.run([a_peer_glues_and_cuts, both_ends_of_a_pair, quick_sends_are_glued, layers_of_a_datagram], sockeye)
