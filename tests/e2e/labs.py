# SPDX-License-Identifier: GPL-3.0-or-later
"""Guided labs, done by hand: wrong first, and what is missing is told; then right."""

import copy
import os
import re

import hands
import tap
from access import wait_for
from driver import sockeye


def page(app, name):
    """The same hands and eyes for one of several tabs, once its session is open."""
    def look():
        # Its tab has the same name.
        return next((node for node in app.program.find_all(name, "panel") if node.place[3] > 200), None)
    node = wait_for(f"the page {name}", look)
    other = copy.copy(app)
    other.program = node
    other._known, other._log = {}, None
    other._window_of = lambda _: app.window
    return other


def tells(app, pattern):
    """Waits until the labs show this. Looking through all the tabs would take long."""
    pane = app.find("Guided labs", ("panel", "grouping"))
    wait_for(f"{pattern!r} beside the tabs", lambda: pane.find_all(re.compile(pattern)), explain=pane.dump)


def send(text):
    """From the tab that has the keyboard."""
    hands.keys("ctrl+a")
    hands.type_text(text)
    hands.keys("ctrl+Return")


def udp_hello(app):
    hands.keys("F7")
    app.click(app.find("UDP: hello", "list item"))
    tells(app, "^Start opens the sessions of this lab")
    app.click("Start")
    tells(app, "^Second end has received nothing yet. Press Send in")

    page(app, "First end").wait_sensitive("Send")
    wait_for("the second end to be open",
             lambda: any(node.description == "Open" for node in app.program.find_all("Second end")))
    send("hallo")
    tells(app, "^Second end has not received “hello”, but something else")
    send("hello")
    tells(app, "^First end has received nothing yet")
    tells(app, "^Step 1, done$")
    tells(app, "^Step 2, next$")

    hands.keys("ctrl+Page_Down")
    send("hi")
    tells(app, "^First end has got no ICMP message “port unreachable” yet")
    hands.keys("F9")
    page(app, "Second end").find("Bind", "push button")
    hands.keys("ctrl+Page_Up", "ctrl+Return")
    tells(app, "^All steps are done")


def handshake(app):
    """By keys alone, with a lab of somebody who has made a mistake in it."""
    folder = f"{os.environ['XDG_DATA_HOME']}/sockeye/labs"
    os.makedirs(folder)
    with open(f"{folder}/broken.lab", "w", encoding="utf-8") as file:
        file.write("[Lab]\nTitle=Mine\n[Session a]\nCommand=udp\nOpen=perhaps\n")
    hands.keys("F7")
    tells(app, "^broken.lab, line 5: Open can be true or false only.$")
    hands.keys("Down", "Down", "Return")
    tells(app, "^TCP: handshake and close$")
    hands.keys("Return")
    tells(app, "^Server has accepted no connection yet")

    # In the tab that Start has brought to the front. Then the server closes first.
    hands.keys("F9")
    tells(app, "^Nobody has closed a connection to Server")
    hands.keys("ctrl+Page_Up", "F9")
    page(app, "Server").find("Listen", "push button")
    page(app, "Client").find("Connect", "push button")
    tells(app, "^Nobody has closed a connection to Server from the far end yet. “Server” is closed: press Listen")
    tells(app, "^Step 2, next$")

    app.click("Start again")
    tells(app, "^Server has accepted no connection yet. Press Connect in “Client”")
    hands.keys("F9")
    tells(app, "^Nobody has closed a connection to Server")
    hands.keys("F9")
    tells(app, "^All steps are done")


tap.run([udp_hello, handshake], sockeye)
