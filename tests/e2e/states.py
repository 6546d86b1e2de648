# SPDX-License-Identifier: GPL-3.0-or-later
"""TCP states: what the window says of both ends is what ss says of them."""

import socket
import subprocess

import hands
import tap
from access import wait_for
from driver import silent_listener, sockeye

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


def ss_facts(sport, dport):
    """What ss -tin tells of one end, by name: rtt, retrans, cookie …, and the queues."""
    done = subprocess.run(["ss", "-Htineo", f"( sport = :{sport} and dport = :{dport} )"], capture_output=True, text=True,
                          check=True)
    words = done.stdout.split()
    facts = dict(word.split(":", 1) for word in words[5:] if ":" in word)
    facts.update(received=int(words[1]), queued=int(words[2]))
    return facts


def ss_connecting(app, dport):
    """The local port of the program's socket that is connecting there."""
    done = subprocess.run(["ss", "-Htanp", "state", "syn-sent", f"( dport = :{dport} )"], capture_output=True, text=True,
                          check=True)
    mine = [line for line in done.stdout.splitlines() if f"pid={app.process.pid}," in line]
    return int(mine[0].split()[2].rpartition(":")[2]) if mine else None


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


def figure(app, name, far=False):
    """What stands in this row of the table for this end, or for the far end."""
    labels = [node.name for node in app.program.walk() if node.role == "label"]
    return labels[labels.index(name) + (2 if far else 1)] if name in labels else None


def wait_states(app, ours, theirs, own, far):
    """The window shows these states, and at that time ss knows the same."""
    wanted = f"This end: {own}. Far end: {far}."
    wait_for(wanted, lambda: description(app) == wanted, explain=lambda: description(app))
    # A listener is no end of this connection yet.
    assert (ss_state(ours, theirs), ss_state(theirs, ours)) == (own, "CLOSED" if far == "LISTEN" else far)


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
            # Nobody can see them pass, but the program's own calls tell of them.
            for name in ("CLOSE-WAIT", "LAST-ACK"):
                app.wait_shown(f"^{name}$")
            app.wait_shown("^from the log$")
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
            # ss counts the FIN that nobody has read as a byte, which nobody has sent.
            assert ss_facts(theirs, ours)["received"] == 1
            wait_for("no byte", lambda: figure(app, "Unread bytes", True) == "0, and the FIN",
                     explain=lambda: str(figure(app, "Unread bytes", True)))
            assert peer.recv(1) == b""
            wait_for("nothing unread", lambda: figure(app, "Unread bytes", True) == "0",
                     explain=lambda: str(figure(app, "Unread bytes", True)))
        wait_states(app, ours, theirs, "TIME-WAIT", "CLOSED")
        app.wait_shown(r"^\d+ s$")
        close_states(app)


def the_figures_are_those_of_ss(app):
    with listen() as server:
        theirs = server.getsockname()[1]
        app.open("TCP client", None, ("127.0.0.1", theirs))
        peer, (_, ours) = server.accept()
        with peer:
            app.send("hello")
            open_states(app)
            wait_states(app, ours, theirs, "ESTABLISHED", "ESTABLISHED")
            for far in (False, True):
                facts = ss_facts(theirs, ours) if far else ss_facts(ours, theirs)
                rtt, variation = (float(part) for part in facts["rtt"].split("/"))
                wanted = {"Unread bytes": str(facts["received"]), "Unacknowledged bytes": str(facts["queued"]),
                          "Unsent bytes": facts.get("notsent", "0"), "Retransmissions": "0", "Cookie": facts["sk"],
                          "Round-trip time": f"{rtt:.3f} ± {variation:.3f}\u00a0ms",
                          "Congestion window": f"{facts['cwnd']} × {facts['mss']}\u00a0bytes"}
                wait_for(f"{wanted}", lambda: all(figure(app, name, far) == text for name, text in wanted.items()),
                         explain=lambda: str({name: figure(app, name, far) for name in wanted}))
            assert figure(app, "Unread bytes", True) == "5"
            close_states(app)


def nobody_answers_at_first(app):
    """SYN-SENT lasts while the listener's queue is full; the connection that comes of it is the same socket."""
    with listen() as server:
        theirs = server.getsockname()[1]
        server.listen(0)
        with socket.create_connection(server.getsockname(), 10):
            app.open("TCP client", None, ("127.0.0.1", theirs), wait=False)
            ours = wait_for("the SYN", lambda: ss_connecting(app, theirs))
            open_states(app)
            wait_states(app, ours, theirs, "SYN-SENT", "LISTEN")
            cookie = ss_facts(ours, theirs)["sk"]
            app.wait_shown(f"^{cookie}$")
            wait_for("SYNs that were sent again", lambda: figure(app, "Retransmissions")
                     == ss_facts(ours, theirs).get("retrans", "/0").split("/")[1] != "0")
            app.wait_shown("^The SYN was sent, and [0-9]+ times? again; .* 1 connection waits to be accepted")
            server.accept()[0].close()
        peer, _ = server.accept()
        with peer:
            wait_states(app, ours, theirs, "ESTABLISHED", "ESTABLISHED")
            app.wait_shown(f"^{cookie}$")
            assert ss_facts(ours, theirs)["sk"] == cookie
            close_states(app)


def connecting_is_given_up(app):
    with silent_listener() as port:
        app.open("TCP client", None, ("127.0.0.1", port), wait=False)
        wait_for("the SYN", lambda: ss_connecting(app, port))
        hands.keys("F9")
        app.wait_sensitive("Connect")
        open_states(app)
        wait_for("CLOSED", lambda: description(app) == "This end: CLOSED. Far end: not known.")
        app.wait_shown(f"^Connecting to 127.0.0.1:{port} was cancelled$", "label")
        app.wait_shown("^from the log$")
        close_states(app)


if __name__ == "__main__":
    tap.run([the_far_end_closes_first, this_end_closes_first, the_figures_are_those_of_ss, nobody_answers_at_first,
             connecting_is_given_up], sockeye)
