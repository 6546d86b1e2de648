# SPDX-License-Identifier: GPL-3.0-or-later
"""The three programs that a beginner writes first, each against Sockeye. Both ends have to tell the same."""

import re
import socket

import tap
from driver import free_port, sockeye


def talk_udp(app, encoding, name, text, bytes_of_text, answer, bytes_of_answer):
    peer_port, port = free_port(8888, socket.SOCK_DGRAM), free_port(8080, socket.SOCK_DGRAM)
    app.open("UDP", ("127.0.0.1", port), ("127.0.0.1", peer_port))
    app.wait_event(f"Bound to 127.0.0.1:{port}")
    app.choose("Encoding", name)
    peer = app.python_peer("udp_peer.py", encoding, peer_port, port)
    peer.write(text + "\n")
    app.wait_row(f"← 127.0.0.1:{peer_port} {bytes_of_text} B {text}")
    app.send(answer)
    app.wait_row(f"→ 127.0.0.1:{peer_port} {bytes_of_answer} B {answer}")
    peer.wait_output(f"Received {answer} from ('127.0.0.1', {port})")
    app.click("Unbind")
    app.wait_event(f"Unbound from 127.0.0.1:{port}")
    peer.write("exit\n")
    assert peer.wait_end() == 0


def udp_in_utf_8(app):
    talk_udp(app, "utf-8", "UTF-8", "你好，Sockeye", 16, "世界", 6)


def udp_in_gbk(app):
    talk_udp(app, "gbk", "GBK", "你好，Sockeye", 13, "世界", 4)


def tcp_server(app):
    port = free_port(8888)
    peer = app.python_peer("tcp_server.py", port)
    peer.wait_output("Waiting")
    app.open("TCP client", None, ("127.0.0.1", port))
    row = app.wait_event(re.compile(rf"Connected to 127\.0\.0\.1:{port} from 127\.0\.0\.1:\d+"))
    own = row.rpartition(":")[2]
    peer.wait_output(f"Connected: ('127.0.0.1', {own})")
    app.send("第一行 first")
    peer.wait_output("Received: 第一行 first\n")
    app.wait_row(f"→ 127.0.0.1:{port} 15 B 第一行 first")
    app.send("second")
    peer.wait_output("Received: second\n")
    app.click("Disconnect")
    peer.wait_output("Closed")
    assert peer.wait_end() == 0
    app.wait_event(f"Closed the connection to 127.0.0.1:{port}")
    app.button("Connect")


def tcp_client(app):
    port = free_port(8888)
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    peer = app.python_peer("tcp_client.py", port)
    row = app.wait_event(re.compile(r"Accepted a connection from 127\.0\.0\.1:\d+"))
    remote = row.rpartition(" ")[2]
    peer.write("你好\n")
    app.wait_row(f"← {remote} 6 B 你好")
    peer.write("second line\n")
    app.wait_row(f"← {remote} 11 B second line")
    peer.write("exit\n")
    peer.wait_output("Closed")
    app.wait_event(f"{remote} closed its sending side (receive returned 0)")
    assert peer.wait_end() == 0
    app.click("Stop")
    app.wait_event(f"Stopped listening on 127.0.0.1:{port}")
    app.button("Listen")


tap.run([udp_in_utf_8, udp_in_gbk, tcp_server, tcp_client], sockeye)
