# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: sockets that are opened by it, in the program that runs already and in a new one."""

import contextlib
import os
import re
import socket
import ssl
import subprocess

import hands
import tap
from access import wait_for
from driver import free_port, sockeye, temporary_folder


def call(*arguments, **options):
    """The program a second time, which hands over to the one that runs, and ends."""
    return subprocess.run([os.environ["SOCKEYE"], *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False, **options)


def titles(app):
    return sorted(hands.windows(app.process.pid).values())


@contextlib.contextmanager
def listening():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        sock.settimeout(20)
        yield sock, "127.0.0.1:%d" % sock.getsockname()[1]


def opens_in_the_running_program(case):
    with sockeye(case) as app:
        port = free_port(8080)
        done = call("tcp-server", f"127.0.0.1:{port}", "--encoding", "gbk", "--send", r"欢迎\r\n")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), done
        wait_for("a second window", lambda: titles(app) == ["Sockeye", f"TCP server 127.0.0.1:{port} – Sockeye"],
                 explain=lambda: repr(titles(app)))
        with socket.create_connection(("127.0.0.1", port), 20) as sock:
            sock.settimeout(20)
            # Sent as soon as there is somebody to send to, and once.
            assert sock.recv(100) == "欢迎\r\n".encode("gbk")
            sock.sendall("你好".encode("gbk"))
            app.wait_shown(r"← 127\.0\.0\.1:\d+ 4 B 你好")


def opens_with_the_program(case):
    with listening() as (sock, where), sockeye(case, "tcp-client", where, "--send-hex", "00 ff 0a") as app:
        connection, _ = sock.accept()
        with connection:
            connection.settimeout(20)
            assert connection.recv(100) == b"\x00\xff\x0a"
            assert app.chosen("Protocol") == "TCP client"
            app.wait_row(re.compile(r"^→ .* 3 B "))
            app.click("Disconnect")
            assert connection.recv(100) == b""
            app.find("Connect")


def only_fills_in(case):
    with sockeye(case, "udp", ":8080", "--to", "[::1]:8888", "--encoding", "big5", "--send", "text", "--no-open") as app:
        app.find("Bind")
        assert app.chosen("Protocol") == "UDP"
        assert app.text_of("Local port") == "8080"
        assert (app.text_of("Remote host"), app.text_of("Remote port")) == ("::1", "8888")
        assert app.chosen("Encoding") == "Big5"
        assert app.text_of("Data to send") == "text"


def goes_over_tls(case):
    with sockeye(case, "tcp-server", "127.0.0.1:0", "--tls", "--no-open") as app:
        assert app.button("TLS").has("checked")
        # What was asked for once is not asked for the next time.
        port = free_port(8080)
        assert call("tcp-server", f"127.0.0.1:{port}", "--tls").returncode == 0
        wait_for("the window", lambda: f"TCP server 127.0.0.1:{port} – Sockeye" in titles(app))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", port), 20) as sock, context.wrap_socket(sock) as secured:
            secured.sendall(b"secret")
            app.wait_shown(r"6 B secret")
        other = free_port(8081)
        assert call("tcp-server", f"127.0.0.1:{other}").returncode == 0
        wait_for("the window", lambda: f"TCP server 127.0.0.1:{other} – Sockeye" in titles(app))
        with socket.create_connection(("127.0.0.1", other), 20) as sock:
            sock.sendall(b"plain")
            app.wait_shown(r"5 B plain")


def what_is_wrong_is_told_where_it_was_typed(case):
    with sockeye(case) as app:
        for arguments, words in ((("tcp-client",), "far end is missing"), (("carrier-pigeon", ":1"), "no protocol"),
                                 (("--to", "x:1"), "protocol is missing"), (("--bogus",), "--bogus"),
                                 (("udp", ":1", "--send", r"\q"), "--send: ")):
            done = call(*arguments)
            assert done.returncode == 2 and words in done.stderr, done
            assert done.stderr.endswith("“sockeye --help” shows what can be asked for.\n"), done
        assert call("--version").stdout.startswith("Sockeye ")
        assert titles(app) == ["Sockeye"]
        # A failure to open is told in the window, as always.
        with listening() as (_, where):
            assert call("tcp-server", where).returncode == 0
            app.wait_shown("already in use")
        assert len(titles(app)) == 2


def files_without_a_name_that_tells_them(case):
    with temporary_folder() as folder, sockeye(case) as app:
        for name in ("notes", "udp"):
            with open(os.path.join(folder, name), "w", encoding="ascii"):
                pass
        done = call("notes", cwd=folder)
        assert done.returncode == 2 and "To open the file of that name, type “./notes”." in done.stderr, done
        done = call("udp", "x", cwd=folder)
        assert done.returncode == 2 and "To open" not in done.stderr, done
        assert call("./notes", cwd=folder).returncode == 0
        app.wait_shown("This is no profile of Sockeye")


def no_display(_case):
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    for more in ({}, {"DISPLAY": ":nowhere"}):
        done = call(env=dict(environment, **more))
        assert done.returncode == 1, done
        assert done.stderr.startswith("sockeye: No window can be opened: there is no display") and \
            done.stderr.count("\n") == 1, done


def relative_paths_are_those_of_the_caller(case):
    with temporary_folder() as folder, sockeye(case) as app:
        assert call("unix-server", "s", cwd=folder).returncode == 0
        path = os.path.join(folder, "s")
        wait_for("the socket's file", lambda: os.path.exists(path))
        wait_for("the window", lambda: f"Unix server {path} – Sockeye" in titles(app), explain=lambda: repr(titles(app)))


@contextlib.contextmanager
def nothing(name):
    yield name


tap.run([opens_in_the_running_program, opens_with_the_program, only_fills_in, goes_over_tls,
         what_is_wrong_is_told_where_it_was_typed, relative_paths_are_those_of_the_caller,
         files_without_a_name_that_tells_them, no_display], nothing)
