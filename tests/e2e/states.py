# SPDX-License-Identifier: GPL-3.0-or-later
"""TCP states: what the window says of both ends is what ss says of them."""

import socket
import subprocess

import hands
import tap
from access import wait_for
from driver import sockeye

NAMES = {"ESTAB": "ESTABLISHED", "SYN-RECV": "SYN-RECEIVED"}


def listen():
    sock = socket.create_server(("127.0.0.1", 0))
    sock.settimeout(20)
    return sock


def ss_state(sport, dport):
    """The state of one end, or CLOSED."""
    done = subprocess.run(["ss", "-Htan", f"( sport = :{sport} and dport = :{dport} )"], capture_output=True, text=True,
                          check=True)
    state = done.stdout.split()[0] if done.stdout.strip() else "CLOSED"
    return NAMES.get(state, state)


def open_states(app):
    hands.keys("F10")
    wait_for("the menu", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "menu item"))
    hands.keys("e")
    wait_for("the window", lambda: len(app.program.children) > 1)


def close_states(app):
    hands.keys("Escape")
    wait_for("the window to go", lambda: len(app.program.children) == 1)
    wait_for("the main window to be the active one", lambda: hands.active_window() == app.window)


def description(app):
    return " ".join(node.description or "" for node in app.program.find_all("State diagram"))


def wait_states(app, ours, theirs, own, far):
    """The window shows these states, and at that time ss knows the same."""
    wanted = f"This end: {own}. Far end: {far}."
    wait_for(wanted, lambda: description(app) == wanted, explain=lambda: description(app))
    assert (ss_state(ours, theirs), ss_state(theirs, ours)) == (own, far)


def the_far_end_closes_first(app):
    with listen() as server:
        theirs = server.getsockname()[1]
        app.open("TCP client", None, ("127.0.0.1", theirs))
        peer, (_, ours) = server.accept()
        with peer:
            open_states(app)
            wait_states(app, ours, theirs, "ESTABLISHED", "ESTABLISHED")
            app.wait_shown("^The far end is on this machine")
            peer.shutdown(socket.SHUT_WR)
            wait_states(app, ours, theirs, "CLOSED", "TIME-WAIT")
            app.wait_shown(r"^\d+ s$")
            # Nobody can see them pass, but there is no other way.
            for name in ("CLOSE-WAIT", "LAST-ACK"):
                app.wait_shown(f"^{name}$")
            app.wait_shown("^inferred$")
            close_states(app)


def this_end_closes_first(app):
    """Also when the window is opened afterwards."""
    with listen() as server:
        theirs = server.getsockname()[1]
        app.open("TCP client", None, ("127.0.0.1", theirs))
        peer, (_, ours) = server.accept()
        with peer:
            hands.keys("F9")
            app.wait_event(f"Closed the connection to 127.0.0.1:{theirs}")
            open_states(app)
            wait_states(app, ours, theirs, "FIN-WAIT-2", "CLOSE-WAIT")
        wait_states(app, ours, theirs, "TIME-WAIT", "CLOSED")
        app.wait_shown(r"^\d+ s$")
        close_states(app)


if __name__ == "__main__":
    tap.run([the_far_end_closes_first, this_end_closes_first], sockeye)
