# SPDX-License-Identifier: GPL-3.0-or-later
"""The set-up copied as a program: Sockeye itself is then its far end."""

import re

import hands
import tap
from access import wait_for
from driver import free_port, sockeye


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


tap.run([a_client_talks_to_sockeye], sockeye)
