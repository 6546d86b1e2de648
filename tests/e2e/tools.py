# SPDX-License-Identifier: GPL-3.0-or-later
"""ncat and socat in each mode, at the far end. What they print and what the log shows has to agree."""

import re
import socket

import tap
from access import wait_for
from driver import free_port, sockeye, wait_for_listener

ACCEPTED = re.compile(r"Accepted a connection from 127\.0\.0\.1:\d+")


def udp(app, own, remote, command):
    """A far end that sends first: a line, an answer, another line."""
    app.open("UDP", ("127.0.0.1", own), ("127.0.0.1", remote))
    app.wait_event(f"Bound to 127.0.0.1:{own}")
    peer = app.peer(*command)
    peer.write("from the tool 一\n")
    row = app.wait_row(re.compile(r"^← 127\.0\.0\.1:\d+ 18 B from the tool 一$"))
    sender = row.split()[2]
    app.send("answer 二", target="Last sender")
    app.wait_row(f"→ {sender} 10 B answer 二")
    peer.wait_output("answer 二")
    peer.write("more\n")
    app.wait_row(f"← {sender} 5 B more")
    return peer


def ncat_udp(app):
    port = free_port(8080, socket.SOCK_DGRAM)
    udp(app, port, 9, ["ncat", "-u", "127.0.0.1", port])


def socat_udp(app):
    port, remote = free_port(8080, socket.SOCK_DGRAM), free_port(8888, socket.SOCK_DGRAM)
    peer = udp(app, port, remote, ["socat", "-", f"UDP4:127.0.0.1:{port},bind=127.0.0.1:{remote}"])
    app.send("to the remote", target="Remote host")
    app.wait_row(f"→ 127.0.0.1:{remote} 13 B to the remote")
    peer.wait_output("to the remote")


def tcp_client(app, port, peer):
    """Sockeye connects to a tool that listens, both send, the tool closes."""
    app.open("TCP client", None, ("127.0.0.1", port))
    app.wait_event(re.compile(rf"Connected to 127\.0\.0\.1:{port} from 127\.0\.0\.1:\d+"))
    peer.write("greeting 你好\n")
    app.wait_row(f"← 127.0.0.1:{port} 16 B greeting 你好")
    app.send("two\nlines")
    app.wait_row(f"→ 127.0.0.1:{port} 9 B two")
    app.wait_row("lines")
    peer.wait_output("two\nlines")
    peer.process.terminate()
    app.wait_event(f"127.0.0.1:{port} closed its sending side (receive returned 0)")


def connect_to_ncat(app):
    port = free_port(8888)
    peer = app.peer("ncat", "-l", "127.0.0.1", port)
    wait_for_listener(port)
    tcp_client(app, port, peer)


def connect_to_socat(app):
    port = free_port(8888)
    peer = app.peer("socat", f"TCP4-LISTEN:{port},bind=127.0.0.1,reuseaddr", "-")
    wait_for_listener(port)
    tcp_client(app, port, peer)


def tcp_server(app, command, port):
    """A tool connects to Sockeye, both send, Sockeye stops."""
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    peer = app.peer(*command)
    remote = app.wait_event(ACCEPTED).rpartition(" ")[2]
    peer.write("hello\n")
    app.wait_row(f"← {remote} 6 B hello")
    app.send("welcome 欢迎")
    app.wait_row(f"→ {remote} 14 B welcome 欢迎")
    peer.wait_output("welcome 欢迎")
    app.click("Stop")
    app.wait_event(f"Closed the connection to {remote}")
    peer.close_input()
    peer.wait_end()


def ncat_connects(app):
    port = free_port(8080)
    tcp_server(app, ["ncat", "127.0.0.1", port], port)


def another_encoding(app):
    """As the README has it, the encoding chosen before and after."""
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    command = ["bash", "-c", f"printf '你好' | iconv -t GBK | ncat 127.0.0.1 {port}"]
    app.peer(*command).close_input()
    app.wait_row(re.compile(r"^← 127\.0\.0\.1:\d+ 4 B \\xC4\\xE3\\xBA\\xC3$"))
    app.choose("Encoding", "GBK")
    app.wait_row(re.compile(r"^← 127\.0\.0\.1:\d+ 4 B 你好$"))
    app.peer(*command).close_input()
    wait_for("it a second time", lambda: sum(row.endswith(" 4 B 你好") for row in app.rows) == 2,
             explain=lambda: "\n".join(app.rows))


def socat_connects(app):
    port = free_port(8080)
    tcp_server(app, ["socat", "-", f"TCP4:127.0.0.1:{port}"], port)


def ncat_over_ipv6(app):
    port = free_port(8080)
    app.open("TCP server", ("::1", port))
    app.wait_event(f"Listening on [::1]:{port}")
    peer = app.peer("ncat", "-6", "::1", port)
    remote = app.wait_event(re.compile(r"Accepted a connection from \[::1\]:\d+")).rpartition(" ")[2]
    peer.write("six\n")
    app.wait_row(f"← {remote} 4 B six")
    app.send("answer")
    peer.wait_output("answer")


tap.run([ncat_udp, socat_udp, connect_to_ncat, connect_to_socat, ncat_connects, another_encoding, socat_connects,
         ncat_over_ipv6], sockeye)
