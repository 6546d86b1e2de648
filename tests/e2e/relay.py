# SPDX-License-Identifier: GPL-3.0-or-later
"""A relay between a client and its target: both directions in one log, TLS on either side, sending in between, and what goes
wrong."""

import contextlib
import os
import re
import socket
import ssl
import subprocess

import hands
import tap
from access import wait_for
from driver import BUTTONS, free_port, name_of, sockeye, temporary_folder, wait_for_listener

HOST = "127.0.0.1"


def relay(app, target, protocol="TCP relay"):
    kind = socket.SOCK_STREAM if protocol == "TCP relay" else socket.SOCK_DGRAM
    port = free_port(8080, kind)
    app.protocol(protocol)
    # Where every port is free, these are what stands there.
    for name, number in (("Local port", port), ("Remote port", target)):
        if app.text_of(name) != str(number):
            app.fill(name, str(number))
    app.click("Listen")
    app.wait_shown(re.escape(f"Relaying {HOST}:{port} to {HOST}:{target}"))
    return port


@contextlib.contextmanager
def listening():
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, free_port(8888)))
        listener.listen()
        listener.settimeout(20)
        yield listener, listener.getsockname()[1]


@contextlib.contextmanager
def expect_reset():
    try:
        yield
    except ConnectionResetError:
        return
    raise AssertionError("it was not reset")


@contextlib.contextmanager
def chain(app):
    """A client, the relay, and a target, all of them connected."""
    with listening() as (listener, target_port):
        port = relay(app, target_port)
        with socket.create_connection((HOST, port), 20) as client:
            target, _ = listener.accept()
            target.settimeout(20)
            with target:
                app.wait_shown(r", 2 connections$")
                yield client, target, f"{HOST}:{target_port} (:{client.getsockname()[1]})"


def ncat_to_ncat(app):
    """Both directions in one log, and the end goes through: socat in between would do the same."""
    target_port = free_port(8888)
    target = app.peer("ncat", "-l", HOST, str(target_port))
    wait_for_listener(target_port)
    port = relay(app, target_port)
    client = app.peer("ncat", HOST, str(port))
    client.write("a question\n")
    target.wait_output("a question")
    target.write("an answer\n")
    client.wait_output("an answer")
    name = re.escape(f"{HOST}:{target_port} (:") + r"\d+\)"
    app.wait_row(re.compile(rf"^← {HOST}:\d+ 11 B a question$"))
    app.wait_row(re.compile(rf"^→ {name} 11 B a question$"))
    app.wait_row(re.compile(rf"^← {name} 10 B an answer$"))
    app.wait_row(re.compile(rf"^→ {HOST}:\d+ 10 B an answer$"))
    app.wait_row(re.compile(rf"What {HOST}:\d+ sends goes to {HOST}:{target_port} \(from {HOST}:\d+\)"))
    client.close_input()
    target.close_input()
    client.wait_end()
    target.wait_end()
    app.wait_shown(r", 0 connections$")


def echo_of_socat(app):
    """More than fits anywhere on the way comes back as it was."""
    target_port = free_port(8888)
    app.peer("socat", f"TCP-LISTEN:{target_port},bind={HOST},reuseaddr", "EXEC:cat")
    wait_for_listener(target_port)
    port = relay(app, target_port)
    data = os.urandom(3 << 20)
    result = subprocess.run(["socat", "-t", "20", "-", f"TCP:{HOST}:{port}"], input=data, stdout=subprocess.PIPE, timeout=60,
                            check=True)
    assert result.stdout == data, len(result.stdout)
    app.wait_shown(rf"^RX: \d+ messages, {2 * len(data)} bytes$")
    app.wait_shown(rf"^TX: \d+ messages, {2 * len(data)} bytes$")


def sending_in_between(app):
    with chain(app) as (client, target, name):
        client.sendall(b"before")
        assert target.recv(100) == b"before"
        app.send("to the target", target=name)
        assert target.recv(100) == b"to the target"
        client.sendall(b"after")
        assert target.recv(100) == b"after"
        app.wait_row(f"→ {name} 5 B after")

        # One of the two goes with the other.
        app.click(f"Disconnect {name}")
        assert target.recv(100) == b""
        assert client.recv(100) == b""
        app.wait_shown(r", 0 connections$")


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=60)


def tls_on_both_sides(app):
    """s_server behind, Python's ssl before; in between everything can be read."""
    with temporary_folder() as folder:
        openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                "-subj", "/CN=target.test", "-keyout", "target.key", "-out", "target.crt")
        target_port = free_port(8888)
        peer = app.peer("openssl", "s_server", "-accept", f"{HOST}:{target_port}", "-naccept", "1", "-cert",
                        os.path.join(folder, "target.crt"), "-key", os.path.join(folder, "target.key"))
        wait_for_listener(target_port)
        app.protocol("TCP relay")
        app.check("TLS with clients")
        app.check("TLS with the target")
        app.click("TLS options for the target")
        wait_for("the popover", lambda: app.has_focus("Server name (SNI)"))
        app.tab_to("Trust")
        hands.keys("space", "Home", "Down", "Down", "Return")
        wait_for("trust", lambda: app.chosen("Trust") == "Anything (not safe)")
        hands.keys("Escape")
        wait_for("the popover to go", lambda: not app.has_focus("Trust"))
        port = relay(app, target_port)

        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with socket.create_connection((HOST, port), 20) as plain:
            client = context.wrap_socket(plain)
            client.sendall(b"a secret\n")
            peer.wait_output("a secret")
            peer.write("another one\n")
            assert client.recv(100) == b"another one\n"
            app.wait_row(re.compile(rf"^← {HOST}:\d+ 9 B a secret$"))
            app.wait_row(re.compile(rf"^← {HOST}:{target_port} .* 12 B another one$"))
            app.wait_row(re.compile(rf"TLS established with {HOST}:{target_port}: TLS 1.3"))
            client.close()
        peer.wait_end()


def what_goes_wrong(app):
    # Nobody listens there.
    target_port = free_port(8888)
    port = relay(app, target_port)
    with expect_reset():
        with socket.create_connection((HOST, port), 20) as client:
            client.recv(100)
    app.wait_event(f"Could not connect to {HOST}:{target_port}: nobody listens there (ECONNREFUSED). Start the other program "
                   "first, or check the host and the port.", mark="!")
    app.click("Stop")

    # The relay would be its own target.
    app.fill("Remote port", str(port))
    app.click("Listen")
    app.wait_row(re.compile("^! .*The relay would be its own target: it listens on " + re.escape(f"{HOST}:{port}")))
    app.wait_sensitive("Listen")


def datagrams(app):
    """Two clients of socat's echo: each gets its own answers, and what is sent in between."""
    target_port = free_port(8888, socket.SOCK_DGRAM)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as target:
        target.bind((HOST, target_port))
        target.settimeout(20)
        port = relay(app, target_port, "UDP relay")
        with contextlib.ExitStack() as stack:
            socks = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(2)]
            ways = []
            for number, sock in enumerate(socks):
                sock.settimeout(20)
                sock.connect((HOST, port))
                sock.send(b"from %d" % number)
                data, way = target.recvfrom(100)
                assert data == b"from %d" % number
                ways.append(way)
            for number in (1, 0):
                target.sendto(b"to number %d" % number, ways[number])
                assert socks[number].recv(100) == b"to number %d" % number
            name = f"{HOST}:{target_port} (:{socks[1].getsockname()[1]})"
            app.wait_row(f"→ {name} 6 B from 1")
            app.wait_row(f"← {name} 11 B to number 1")
            app.send("to the first", target=name_of(socks[0]))
            assert socks[0].recv(100) == b"to the first"


def one_after_the_other(app, *steps):
    """Starting the program takes longer than most of what is done here."""
    for step in steps:
        step(app)
        if app.shows("Stop", BUTTONS):
            app.click("Stop")
        app.wait_sensitive("Listen")


def without_tls(app):
    one_after_the_other(app, echo_of_socat, ncat_to_ncat, sending_in_between, what_goes_wrong, datagrams)


tap.run([without_tls, tls_on_both_sides], sockeye)
