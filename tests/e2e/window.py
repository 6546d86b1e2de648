# SPDX-License-Identifier: GPL-3.0-or-later
"""The window itself: fields follow the protocol and lock while open, addresses are offered, settings are kept."""

import re

import hands
import tap
from access import wait_for
from driver import Sockeye, free_port, sockeye, udp

FIELDS = ("Local host", "Local port", "Remote host", "Remote port")


def shown_fields(app):
    return [name for name in FIELDS if app.shows(name, "text")]


def fields_follow_the_protocol(app):
    for protocol, button, fields in (("TCP server", "Listen", FIELDS[:2]), ("TCP client", "Connect", FIELDS),
                                     ("UDP", "Bind", FIELDS)):
        app.protocol(protocol)
        app.button(button)
        wait_for(f"the fields of {protocol}", lambda: shown_fields(app) == list(fields),
                 explain=lambda: str(shown_fields(app)))


def settings_lock_while_open(app):
    app.open("TCP server", ("127.0.0.1", 0))
    wait_for("the fields to lock", lambda: not app.entry("Local host").sensitive)
    assert not app.entry("Local port").sensitive
    assert not app.find("Protocol", "combo box").sensitive
    app.click("Stop")
    wait_for("the fields to unlock", lambda: app.entry("Local host").sensitive)
    assert app.find("Protocol", "combo box").sensitive


def addresses_are_offered(app):
    app.protocol("TCP server")

    def offered():
        return [label.name for one in app.program.find_all("Addresses", "list")
                for label in one.find_all(role="label")]
    app.click("Addresses of this machine")
    addresses = wait_for("addresses", lambda: (lambda names: names if {"0.0.0.0", "::", "127.0.0.1"} <= set(names)
                                               else None)(offered()), explain=lambda: str(offered()))
    before = app.text_of("Local host")
    hands.keys("Down", "Return")
    chosen = wait_for("another address", lambda: (lambda text: text if text != before else None)(
        app.text_of("Local host")))
    assert chosen in addresses, chosen


def the_title_and_status_tell_the_state(app):
    port = free_port(8080)
    app.wait_shown("^Ready$")
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_shown(rf"^Listening on 127\.0\.0\.1:{port}.*")
    wait_for("the title", lambda: f"127.0.0.1:{port}" in app.frame.name, explain=lambda: app.frame.name)
    app.click("Stop")
    app.wait_shown("^Ready$")


def pausing_the_view_loses_nothing(app):
    with udp(app) as (sock, _):
        app.click("Pause view")
        wait_for("the button to be pressed", lambda: app.button("Pause view").has("pressed")
                 or app.button("Pause view").has("checked"))
        sock.send(b"while paused")
        app.wait_shown(r"^RX: 1 message, 12 bytes$")
        assert not any("while paused" in row for row in app.rows), app.rows
        # It says that it stands still, and what it holds back.
        app.wait_shown(r"^Paused, 1 new")
        app.click("Pause view")
        app.wait_row(re.compile(r"12 B while paused$"))
        app.click("Pause view")
        sock.send(b"once more")
        app.wait_shown(r"^Paused, 1 new")
        app.click("Back to newest")
        app.wait_row(re.compile(r"9 B once more$"))
        wait_for("the button to come up", lambda: not app.button("Pause view").has("pressed")
                 and not app.button("Pause view").has("checked"))


def settings_are_kept(app):
    app.protocol("TCP client")
    app.fill("Remote host", "192.0.2.7")
    app.fill("Remote port", "4711")
    app.choose("Encoding", "GB18030")
    app.fill("Data to send", "kept 留")
    app.quit(asked=False)
    again = Sockeye()
    try:
        assert again.chosen("Protocol") == "TCP client"
        assert (again.text_of("Remote host"), again.text_of("Remote port")) == ("192.0.2.7", "4711")
        assert again.chosen("Encoding") == "GB18030"
        assert again.text_of("Data to send") == "kept 留"
        again.quit()
    finally:
        again.destroy()


tap.run([fields_follow_the_protocol, settings_lock_while_open, addresses_are_offered,
         the_title_and_status_tell_the_state, pausing_the_view_loses_nothing, settings_are_kept], sockeye)
