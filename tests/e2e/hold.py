# SPDX-License-Identifier: GPL-3.0-or-later
"""A state is held on request: ss sees it as long as the window says so, and nothing afterwards."""

import re
import shlex
import subprocess
from pathlib import Path

import hands
import tap
from access import wait_for
from driver import sockeye
from states import close_states, description, open_states

STATES = ["SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT", "LAST-ACK", "CLOSING", "TIME-WAIT"]
# The far end's state, and the own one as ss writes it. That all eight can be held, the test of the engine shows.
HELD = {
    "SYN-RECEIVED": ("ESTABLISHED", "SYN-RECV"),
    "LAST-ACK": ("FIN-WAIT-2", "LAST-ACK"),
    "CLOSING": ("FIN-WAIT-2", "CLOSING"),
    "TIME-WAIT": ("CLOSED", "TIME-WAIT"),
}


def wait_held(app, state):
    """The window shows the state; returns the command that it gives for a terminal."""
    wanted = f"This end: {state}. Far end: {HELD[state][0]}."
    wait_for(wanted, lambda: description(app) == wanted, explain=lambda: description(app))
    return app.wait_shown("^ss -tano").name


def run(command):
    return subprocess.run(shlex.split(command), capture_output=True, text=True, check=True).stdout


def let_go(app, state, command):
    hands.keys("alt+l")
    app.wait_shown(f"^{state} was let go")
    if state == "TIME-WAIT" and Path("/proc/sys/net/ipv4/tcp_tw_reuse").read_text().strip() == "0":
        return  # the system keeps it
    ports = set(re.findall(r":(\d+)", command))
    assert not [line for line in run(command).splitlines() if any(f":{port} " in line for port in ports)], run(command)


def by_keys_alone(app):
    open_states(app)
    wait_for("it to be the active one", lambda: hands.active_window() != app.window)
    for state in ("SYN-RECEIVED", "LAST-ACK", "TIME-WAIT"):
        hands.keys("alt+h")
        wait_for("the list to open", hands.popups)
        hands.keys("Home", *["Down"] * STATES.index(state), "Return")
        wait_for(f"{state} to be chosen", lambda: app.chosen("Hold a state") == state and not hands.popups())
        hands.keys("alt+o")
        command = wait_held(app, state)
        assert HELD[state][1] in run(command).split(), run(command)
        let_go(app, state, command)
    close_states(app)


def a_click_in_the_diagram(app):
    """Holds what is clicked; the command can be copied, and the window's end lets go."""
    open_states(app)
    wait_for("it to be the active one", lambda: hands.active_window() != app.window)
    diagram = app.find("State diagram")
    x, y = app.place_on_screen(diagram)
    scale = min(diagram.place[2] / 580, diagram.place[3] / 496)
    # The figure is 580 by 496, and the box stands below its middle.
    hands.click(x, round(y + (388 - 248) * scale))
    command = wait_held(app, "CLOSING")
    app.click(app.find("Copy command"))
    wait_for("the command in the clipboard", lambda: hands.get_clipboard() == command)
    assert "CLOSING" in run(command).split()
    close_states(app)
    wait_for("nothing to be left", lambda: "CLOSING" not in run(command).split())


if __name__ == "__main__":
    tap.run([by_keys_alone, a_click_in_the_diagram], sockeye)
