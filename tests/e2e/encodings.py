# SPDX-License-Identifier: GPL-3.0-or-later
"""How received bytes are shown: encodings, split characters, invalid bytes, hex; and all of it for the past too."""

import contextlib
import re
import socket

import tap
from access import wait_for
from driver import free_port, sockeye, udp


@contextlib.contextmanager
def tcp(app):
    """Sockeye listening, and one connected socket."""
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        remote = f"127.0.0.1:{sock.getsockname()[1]}"
        app.wait_event(f"Accepted a connection from {remote}")
        yield sock, remote


def the_past_follows_the_encoding(app):
    with udp(app) as (sock, peer):
        sock.send("你好".encode("gbk"))
        sock.send("你好".encode("utf-8"))
        app.wait_row(f"← {peer} 6 B 你好")
        app.wait_row(f"← {peer} 4 B \\xC4\\xE3\\xBA\\xC3")
        app.choose("Encoding", "GBK")
        app.wait_row(f"← {peer} 4 B 你好")
        app.wait_row(f"← {peer} 6 B 浣犲ソ")
        app.send("好")
        assert sock.recv(100) == "好".encode("gbk")
        app.choose("Encoding", "ISO-8859-1")
        app.wait_row(f"← {peer} 4 B ÄãºÃ")
        app.choose("Encoding", "UTF-8")
        app.wait_row(f"← {peer} 6 B 你好")


def every_encoding(app):
    cases = [("UTF-8", "utf-8", "鲑鱼"), ("GBK", "gbk", "鲑鱼"), ("GB18030", "gb18030", "鲑鱼😀"),
             ("Big5", "big5", "鮭魚"), ("UTF-16LE", "utf-16-le", "鲑鱼😀"), ("UTF-16BE", "utf-16-be", "鲑鱼😀"),
             ("CP932", "cp932", "サケ"), ("EUC-KR", "euc-kr", "연어"), ("ISO-8859-1", "latin-1", "Lachs: ß")]
    with udp(app) as (sock, peer):
        for label, codec, text in cases:
            app.choose("Encoding", label)
            data = text.encode(codec)
            sock.send(data)
            app.wait_row(f"← {peer} {len(data)} B {text}")
            app.send(text)
            assert sock.recv(100) == data, label


def a_character_in_two_receives(app):
    with tcp(app) as (sock, remote):
        first, second = "半".encode()[:2], "半".encode()[2:]
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.send(b"<" + first)
        app.wait_row(re.compile(rf"^← {remote} 3 B <"))
        sock.send(second + b">")
        wait_for("the character, shown once and whole",
                 lambda: sum(row.count("半") for row in app.rows) == 1 and not any("\\x" in row for row in app.rows),
                 explain=lambda: "\n".join(app.rows))
        app.choose("Encoding", "GBK")
        data = "汉".encode("gbk")
        sock.send(b"[" + data[:1])
        app.wait_row(re.compile(rf"^← {remote} 2 B \["))
        sock.send(data[1:] + b"]")
        wait_for("the character of GBK", lambda: sum(row.count("汉") for row in app.rows) == 1,
                 explain=lambda: "\n".join(app.rows))


def bytes_that_are_no_text(app):
    with udp(app) as (sock, peer):
        sock.send(b"a\xff\xfeb")
        app.wait_row(f"← {peer} 4 B a\\xFF\\xFEb")
        sock.send(b"cut \xe4\xbd")
        app.wait_row(f"← {peer} 6 B cut \\xE4\\xBD")
        sock.send(b"nul\x00 bell\x07 esc\x1b[31m\tdel\x7f")
        row = app.wait_row(re.compile(rf"^← {peer} \d+ B nul"))
        assert row.endswith("nul␀ bell␇ esc␛[31m␉del␡") or row.endswith("nul␀ bell␇ esc␛[31m\tdel␡"), repr(row)
        sock.send(b"after")
        app.wait_row(f"← {peer} 5 B after")


def an_empty_datagram_is_a_record(app):
    with udp(app) as (sock, peer):
        sock.send(b"before")
        sock.send(b"")
        sock.send(b"after")
        app.wait_row(f"← {peer} 5 B after")
        app.wait_row(re.compile(rf"^← {peer} 0 B( |$)"))
        app.wait_shown(r"RX: 3 messages, 11 bytes")


def text_hex_and_both(app):
    with udp(app) as (sock, peer):
        sock.send("Hi 你".encode())
        sock.send(bytes(range(40)))
        app.wait_row(f"← {peer} 6 B Hi 你")
        app.click("Hex")
        app.wait_row(f"← {peer} 6 B 48 69 20 E4 BD A0")
        wait_for("the last bytes in hex", lambda: any("20 21 22 23 24 25 26 27" in row for row in app.rows))
        assert not any("你" in row for row in app.rows)
        app.click("Both")
        app.wait_row(re.compile(rf"^← {peer} 6 B 00000000  48 69 20 E4 BD A0 +\|Hi \.\.\.\|$"))
        app.wait_row(re.compile(r"^00000020  20 21 22 23 24 25 26 27 +\| !\"#\$%&'\|$"))
        app.click("Text")
        app.wait_row(f"← {peer} 6 B Hi 你")
        assert not any("E4 BD A0" in row for row in app.rows)


def long_lines_and_many_lines(app):
    with tcp(app) as (sock, remote):
        long = b"x" * 200000 + b"\nend of the long line\n"
        sock.sendall(long)
        app.wait_row(re.compile("end of the long line$"))
        many = b"".join(b"line %d\n" % number for number in range(5000))
        sock.sendall(many)
        app.wait_row(re.compile("line 4999$"))
        app.wait_shown(rf"RX: \d+ messages?, {len(long) + len(many)} bytes")


tap.run([the_past_follows_the_encoding, every_encoding, a_character_in_two_receives, bytes_that_are_no_text,
         an_empty_datagram_is_a_record, text_hex_and_both, long_lines_and_many_lines], sockeye)
