# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on purpose: chosen in their window, seen by the far end, and said in the log."""

import contextlib
import re
import socket

import hands
import tap
from access import wait_for
from driver import sockeye, udp


@contextlib.contextmanager
def faults(app, active=True):
    """Their window, from the main menu."""
    hands.keys("F10")
    wait_for("the menu", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "menu item"))
    hands.keys("f")
    wait_for("the window", lambda: len(app.program.children) > 1)
    switch = app.find("Make these faults", "check box")
    if switch.has("checked") != active:
        app.tab_to("Make these faults")
        hands.keys("space")
        wait_for("the switch", lambda: app.find("Make these faults", "check box").has("checked") == active)
    yield
    hands.keys("Escape")
    wait_for("the window to go", lambda: len(app.program.children) == 1)
    wait_for("the main window to be the active one", lambda: hands.active_window() == app.window)


def set_number(app, name, number):
    app.tab_to(name)
    hands.keys("ctrl+a")
    hands.type_text(str(number))
    hands.keys("Tab")


def switch_on(app, name):
    app.tab_to(name)
    hands.keys("space")
    wait_for(f"{name!r} to be on", lambda: app.find(name, "check box").has("checked"))


def split_writes(app):
    app.choose("Protocol", "TCP server")
    with faults(app):
        set_number(app, "Split writes into (bytes)", 4)
        set_number(app, "Gap between writes (ms)", 5)
    app.open("TCP server", ("127.0.0.1", 8080))
    app.wait_event("On purpose: at most 4 bytes go out in one write")
    app.wait_event("On purpose: 5 ms pass between two writes")
    assert app.shows("Faults are made on purpose in this session. To end that, choose “Faults on purpose” in the "
                     "main menu and open anew.")
    with socket.create_connection(("127.0.0.1", 8080)) as sock:
        sock.settimeout(20)
        app.wait_shown(r"^Listening on .*, 1 connection")
        app.send("abcdefghij", sent=False)
        got = b""
        while len(got) < 10:
            got += sock.recv(100)
        assert got == b"abcdefghij", got
        for piece in ("abcd", "efgh", "ij"):
            app.wait_row(re.compile(f"→ .* {piece}$"))
    # Switched off again, and opened anew.
    app.click("Stop")
    app.find("Listen", ("push button",))
    with faults(app, active=False):
        pass
    app.click("Listen")
    app.find("Stop", ("push button",))
    with socket.create_connection(("127.0.0.1", 8080)) as sock:
        sock.settimeout(20)
        app.wait_shown(r"^Listening on .*, 1 connection")
        app.send("all in one")
        assert sock.recv(100) == b"all in one"


def reset_as_soon_as_accepted(app):
    app.choose("Protocol", "TCP server")
    with faults(app):
        switch_on(app, "Reset accepted connections")
    app.open("TCP server", ("127.0.0.1", 8080))
    app.wait_event("On purpose: each connection is reset as soon as it was accepted")
    with socket.create_connection(("127.0.0.1", 8080)) as sock:
        sock.settimeout(20)
        try:
            answer = sock.recv(1)
        except ConnectionResetError:
            answer = None
        assert answer is None, answer
    app.wait_event(re.compile(r"Aborted the connection to 127\.0\.0\.1:\d+ \(RST\)"))


def datagrams_by_chance(app):
    with faults(app):
        set_number(app, "Drop (%)", 100)
    with udp(app) as (sock, _):
        app.wait_event("On purpose: 100 % of the datagrams are not sent (seed 0)")
        app.fill("Data to send", "lost")
        app.click("Send")
        app.wait_event(re.compile(r"On purpose: a datagram of 4 bytes to 127\.0\.0\.1:\d+ was not sent"))
        app.click("Unbind")
        app.find("Bind", ("push button",))
        with faults(app):
            set_number(app, "Drop (%)", 0)
            set_number(app, "Duplicate (%)", 100)
        app.click("Bind")
        app.find("Unbind", ("push button",))
        app.fill("Data to send", "twice")
        app.click("Send")
        assert sock.recv(100) == b"twice"
        assert sock.recv(100) == b"twice"
        app.wait_event(re.compile(r"On purpose: a datagram of 5 bytes to 127\.0\.0\.1:\d+ is sent twice"))


tap.run([split_writes, reset_as_soon_as_accepted, datagrams_by_chance], sockeye)
