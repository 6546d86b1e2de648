# SPDX-License-Identifier: GPL-3.0-or-later
"""Auto-reply: ready rules against real programs, a rule of one's own, and two Sockeyes that answer each other."""

import contextlib
import copy
import http.client
import os
import re
import shutil
import socket
import subprocess

import hands
import tap
from access import TIMEOUT, wait_for
from driver import free_port, sockeye

READY = ["Empty rule", "Echo", "Discard", "Daytime", "Character generator", "HTTP 200"]


def view(app, frame, window):
    """The same hands and eyes for one of several windows."""
    other = copy.copy(app)
    other.program, other.window = frame, window
    other._known, other._log = {}, None
    return other


def frames(app, title):
    return [frame for frame in app.program.children if frame.name == title]


class Rules:
    """The window with the rules of a Sockeye's window."""

    def __init__(self, app):
        self.app = app
        hands.keys("ctrl+r")
        frame = wait_for("the window with the rules", lambda: next(iter(frames(app, "Auto-reply rules")), None))
        window = wait_for("it on the screen", lambda: next((one for one, name in hands.windows(app.process.pid).items()
                                                            if name == "Auto-reply rules"), None))
        wait_for("it to be the active one", lambda: hands.active_window() == window)
        self.view = view(app, frame, window)

    @property
    def rows(self):
        return [row.name for row in self.view.find("Rules", "list").children if row.role == "list item"]

    def add(self, which):
        before = len(self.rows)
        self.view.click("Add rule")
        wait_for("the menu", lambda: any(node.has("focused") for node in self.view.program.walk()
                                         if node.role == "menu item"))
        hands.keys(*["Down"] * READY.index(which), "Return")
        wait_for("the rule", lambda: len(self.rows) > before)

    def switch_on(self):
        self.view.click(self.view.find("Auto-reply", "check box"))
        wait_for("the switch to be on", lambda: self.view.find("Auto-reply", "check box").has("checked"))

    def close(self):
        hands.keys("Escape")
        wait_for("the rules to be closed", lambda: not frames(self.app, "Auto-reply rules"))


def serve(app, *ready):
    rules = Rules(app)
    for one in ready:
        rules.add(one)
    rules.switch_on()
    rules.close()
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    return port


def web_server(app):
    port = serve(app, "HTTP 200")
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    for method, body in (("GET", b"OK\r\n"), ("HEAD", b""), ("POST", b"OK\r\n"), ("GET", b"OK\r\n")):
        client.request(method, "/path?query", headers={"X-Test": "1"})
        response = client.getresponse()
        assert (response.status, response.reason) == (200, "OK"), response
        assert response.getheader("Content-Length") == "4", response.getheaders()
        got = response.read()
        assert got == body, (method, got)
    client.close()
    if shutil.which("curl"):
        for options, wanted in (([], "OK\r\n"), (["--head"], "HTTP/1.1 200 OK")):
            done = subprocess.run(["curl", "-sS", "--max-time", str(TIMEOUT), *options, f"http://127.0.0.1:{port}/"],
                                  capture_output=True, check=False)
            assert done.returncode == 0 and wanted in done.stdout.decode(), done
    app.wait_shown(r"^Auto-reply: 2 rules, [46] replies$")


def echo(app):
    port = serve(app, "Echo")
    # The client shuts down at the end of its input, and still gets everything.
    for data in (b"hello\n", bytes(range(256)) * 4096):
        done = subprocess.run(["ncat", "127.0.0.1", str(port)], input=data, capture_output=True, timeout=TIMEOUT, check=False)
        assert done.stdout == data, (len(done.stdout), done.stderr)
    app.click("Stop auto-reply")
    wait_for("the strip to go", lambda: not app.shows("Stop auto-reply"))
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.sendall(b"nobody answers")
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""


def daytime(app):
    rules = Rules(app)
    rules.add("Daytime")
    rules.switch_on()
    rules.close()
    port = free_port(8080, socket.SOCK_DGRAM)
    app.open("UDP", ("127.0.0.1", port))
    app.wait_event(f"Bound to 127.0.0.1:{port}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(TIMEOUT)
        for number in range(3):
            client.sendto(b"", ("127.0.0.1", port))
            answer, sender = client.recvfrom(2000)
            assert sender == ("127.0.0.1", port)
            assert re.fullmatch(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\r\n", answer), answer
    app.wait_shown(r"^Auto-reply: 1 rule, 3 replies$")
    # A client that waits for the time without a word gets it as well.
    app.click("Unbind")
    app.find("Bind", "push button")
    port = free_port(8081)
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        assert re.fullmatch(rb"[\d :.-]{23}\r\n", client.recv(100))


def own_rule(app):
    rules = Rules(app)
    rules.add("Empty rule")
    wait_for("the focus in the name", lambda: rules.view.entry("Name").has("focused"))
    hands.type_text("Sum")
    rules.view.choose("Answers to", "Message that matches (regex)")
    rules.view.fill("Pattern", "^add (\\d+")
    rules.view.wait_shown("This is not a regular expression: .*char 9")
    rules.view.fill("Pattern", "^add (\\d+) (\\d+)$")
    wait_for("the message to go", lambda: not rules.view.program.find_all(re.compile("not a regular expression")))
    rules.view.fill("Reply", "${1} and ${2}")
    rules.close()
    rules = Rules(app)
    wait_for("the rule", lambda: rules.rows == ["Sum"], explain=lambda: repr(rules.rows))
    rules.switch_on()
    port = free_port(8080)
    rules.close()
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.sendall(b"add 17 4\r\n")
        assert client.recv(100) == b"17 and 4"
        client.sendall(b"nothing of the kind")
        client.sendall(b"add 1 2")
        app.wait_shown(r"^Auto-reply: 1 rule, [12] repl")
    app.click("Change rules")
    wait_for("the window with the rules", lambda: frames(app, "Auto-reply rules"))
    hands.keys("ctrl+w")
    wait_for("the rules to be closed", lambda: not frames(app, "Auto-reply rules"))


def two_windows(app):
    port = serve(app, "Echo")
    hands.keys("ctrl+n")
    frame = wait_for("the second window", lambda: next(iter(frames(app, "Sockeye")), None))
    window = wait_for("it on the screen", lambda: next((one for one, name in hands.windows(app.process.pid).items()
                                                        if name == "Sockeye"), None))
    wait_for("it to be the active one", lambda: hands.active_window() == window)
    second = view(app, frame, window)
    rules = Rules(app)
    # Its table is the one that was saved.
    wait_for("the rule", lambda: rules.rows == ["Echo"], explain=lambda: repr(rules.rows))
    rules.switch_on()
    rules.close()
    wait_for("the second window to be the active one", lambda: hands.active_window() == window)
    second.open("TCP client", remote=("127.0.0.1", port))
    second.send("hello", sent=False)

    app.wait_shown(r"^Auto-reply no longer answers 127\.0\.0\.1:\d+: the rule “Echo” and the far end answered each other")

    def counts():
        return [node.name for node in app.program.find_all(re.compile(r"^Auto-reply: 1 rule, "))]

    last = []

    def stands_still():
        nonlocal last
        now = counts()
        still, last = now == last and len(now) == 2, now
        return still

    wait_for("the traffic to stop", stands_still)
    assert any("not answered" in one for one in counts()), counts()
    hands.keys("ctrl+shift+w")
    wait_for("the question", lambda: app.program.find_all(re.compile("^Close “.*”\\?$")))
    hands.keys("Tab", "Return")
    wait_for("the second window to be closed", lambda: len(app.program.children) == 1)


@contextlib.contextmanager
def sockeye_without_rules(name):
    """What the case before has saved is not to answer in this one."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(os.environ["XDG_DATA_HOME"], "sockeye", "replies.ini"))
    with sockeye(name) as app:
        yield app


tap.run([web_server, echo, daytime, own_rule, two_windows], sockeye_without_rules)
