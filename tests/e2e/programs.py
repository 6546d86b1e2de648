# SPDX-License-Identifier: GPL-3.0-or-later
"""The set-up copied as a program: Sockeye itself is then its far end."""

import os
import re

import hands
import tap
from access import wait_for
from driver import free_port, sockeye, temporary_folder


def copy_program(app, key):
    """By the main menu, with the keys."""
    def items():
        return [node for node in app.program.walk() if node.role == "menu item"]

    hands.keys("F10")
    wait_for("the menu", lambda: any(node.has("focused") for node in items()))
    hands.keys("m")
    wait_for("the languages", lambda: any(node.name == "Python" and node.place[2] > 0 for node in items()))
    hands.keys(key)
    wait_for("the menu to close", lambda: not hands.popups())


def a_client_talks_to_sockeye(app):
    port = free_port(8888)
    app.choose("Encoding", "GBK")
    app.protocol("TCP client")
    app.fill("Remote host", "127.0.0.1")
    app.fill("Remote port", str(port))
    app.fill("Data to send", "你好 it's \"me\"")
    hands.put_clipboard("nothing yet")
    copy_program(app, "p")
    app.wait_shown(r"^Copied a program for Python, of \d+ lines\.$")
    program = hands.get_clipboard()
    assert program.startswith("#!/usr/bin/env python3\n"), program

    app.open("TCP server", ("127.0.0.1", port))
    peer = app.peer("/usr/bin/python3", "-c", program)
    app.wait_row(re.compile(r"^← \S+ 14 B 你好 it's \"me\"$"))
    app.send("回答")
    peer.wait_output("回答")
    app.click("Stop")
    assert peer.wait_end() == 0, peer.output


def a_unix_server_talks_to_sockeye(app):
    with temporary_folder() as folder:
        path = os.path.join(folder, "it's here")
        app.protocol("Unix stream server")
        app.fill("Local path", path)
        app.fill("Data to send", "hello from Python")
        copy_program(app, "p")
        app.wait_shown(r"^Copied a program for Python, of \d+ lines\.$")
        peer = app.peer("/usr/bin/python3", "-c", hands.get_clipboard())
        wait_for("the program to listen", lambda: os.path.exists(path))

        # What bash alone cannot do is said where the other answers stand.
        copy_program(app, "b")
        app.wait_shown(r"^bash alone has no Unix sockets\. Choose Python, C, ncat or socat\.$")

        app.open("Unix stream client", remote=path)
        app.wait_row(re.compile(r"^← .* hello from Python$"))
        app.send("and back")
        peer.wait_output("and back")
        app.click("Disconnect")


tap.run([a_client_talks_to_sockeye, a_unix_server_talks_to_sockeye], sockeye)
