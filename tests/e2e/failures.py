# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong is said in the log and in a bar of the window, in words that tell what to do; never in a dialog."""

import re
import socket

import tap
from access import wait_for
from driver import free_port, silent_listener, sockeye


def wait_failure(app, pattern):
    """The same sentence in the log and in the bar, and no other window."""
    row = app.wait_event(re.compile(pattern), mark="!")
    app.wait_shown(pattern, "alert")
    assert len(app.program.children) == 1, "a dialog was opened"
    return row


def port_in_use(app):
    port = free_port(8080)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind(("127.0.0.1", port))
        other.listen(1)
        app.open("TCP server", ("127.0.0.1", port), wait=False)
        # This process has the port, so the sentence names it.
        wait_failure(app, rf"Port {port} is already in use by .*python3.*Choose another port or stop that program\.")
        app.wait_sensitive("Listen")
    app.click("Listen")
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    wait_for("the bar to go", lambda: not app.shows(re.compile("already in use"), "alert"))


def udp_port_in_use(app):
    port = free_port(8080, socket.SOCK_DGRAM)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", port))
        app.open("UDP", ("127.0.0.1", port), wait=False)
        wait_failure(app, rf"Port {port} is already in use by .*python3.*\.")
        app.wait_sensitive("Bind")


def refused(app):
    port = free_port()
    app.open("TCP client", None, ("127.0.0.1", port), wait=False)
    wait_failure(app, rf"Could not connect to 127\.0\.0\.1:{port}: nobody listens there \(ECONNREFUSED\)\. "
                      r"Start the other program first, or check the host and the port\.")
    app.wait_sensitive("Connect")
    app.click("Dismiss")
    wait_for("the bar to go", lambda: not app.shows(re.compile("nobody listens"), "alert"))


def nobody_receives_datagrams(app):
    port, remote = free_port(8080, socket.SOCK_DGRAM), free_port(8888, socket.SOCK_DGRAM)
    app.open("UDP", ("127.0.0.1", port), ("127.0.0.1", remote))
    app.send("lost")
    app.wait_row(re.compile(rf"^! .*127\.0\.0\.1:{remote}.*nobody receives on that port \(ECONNREFUSED\)"))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", remote))
        sock.settimeout(10)
        app.send("found")
        assert sock.recv(100) == b"found"


def unknown_name(app):
    app.open("TCP client", None, ("no-such-host.invalid", 80), wait=False)
    wait_failure(app, "Could not look up “no-such-host.invalid”: .*\\. .*\\.")
    app.wait_sensitive("Connect")


def a_name_is_looked_up(app):
    port = free_port(8888)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", port))
        server.listen(1)
        app.open("TCP client", None, ("localhost", port))
        app.wait_event(re.compile(rf"Connected to 127\.0\.0\.1:{port} from 127\.0\.0\.1:\d+"))


def wrong_fields_are_marked(app):
    app.protocol("TCP client")
    app.fill("Remote host", "127.0.0.1")
    for field, wrong, sentence, right in (
            ("Remote port", "70000", "“70000” is not a port", "8888"),
            ("Remote port", "", "Enter a port from 1 to 65535", "8888"),
            ("Remote port", "abc", "is not a port", "8888"),
            ("Remote host", "300.1.2.3", "is not an IPv4 address", "127.0.0.1"),
            ("Remote host", "two words", "has a blank inside", "localhost"),
            ("Remote host", "127.0.0.1:80", "holds a port as well", "::1"),
            ("Local host", "fe80::zz", "is not an IPv6 address", "")):
        app.fill(field, wrong)
        app.wait_shown(sentence)
        app.wait_sensitive("Connect", False)
        app.fill(field, right)
        app.wait_sensitive("Connect")
        wait_for("the sentence to go", lambda: not app.shows(re.compile(sentence)))
    assert not app.rows, app.rows


def unreachable(app):
    app.open("TCP client", None, ("192.0.2.1", 80), wait=False)
    wait_failure(app, r"Could not connect to 192\.0\.2\.1:80: .*\((ENETUNREACH|EHOSTUNREACH)\)\. .*")


def connecting_is_cancelled(app):
    with silent_listener() as port:
        app.open("TCP client", None, ("127.0.0.1", port), wait=False)
        app.button("Cancel")
        app.wait_shown(rf"Connecting to 127\.0\.0\.1:{port}…")
        assert not app.entry("Remote host").sensitive, "the fields are not locked"
        app.click("Cancel")
        app.wait_event(f"Connecting to 127.0.0.1:{port} was cancelled")
        app.wait_sensitive("Connect")
        assert app.entry("Remote host").sensitive


def an_emoji_in_gbk(app):
    port = free_port(8080, socket.SOCK_DGRAM)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(10)
        app.open("UDP", ("127.0.0.1", port), ("127.0.0.1", sock.getsockname()[1]))
        app.choose("Encoding", "GBK")
        text = "第一行\n好😀"
        app.send(text, sent=False)
        app.wait_shown(r"“😀” \(U\+1F600\), line 2 character 2, does not exist in GBK\..*nothing was sent\.")
        assert app.text_of("Data to send") == text, "the text did not stay"
        app.wait_shown("^TX: 0 messages, 0 bytes$")
        app.choose("Encoding", "GB18030")
        app.click("Send")
        assert sock.recv(100) == text.encode("gb18030")


def a_reset_is_told(app):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        remote = f"127.0.0.1:{sock.getsockname()[1]}"
        app.wait_event(f"Accepted a connection from {remote}")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    app.wait_row(re.compile(rf"Connection reset by {remote} \(ECONNRESET\)"))
    app.button("Stop")


tap.run([port_in_use, udp_port_in_use, refused, nobody_receives_datagrams, unknown_name, a_name_is_looked_up,
         wrong_fields_are_marked, unreachable, connecting_is_cancelled, an_emoji_in_gbk, a_reset_is_told], sockeye)
