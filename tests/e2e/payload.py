# SPDX-License-Identifier: GPL-3.0-or-later
"""What is typed and what the peer gets: hexadecimal, escapes, checksums, and bytes that follow."""

import hands
import tap
from access import wait_for
from driver import sockeye, udp


def check(app, name, on=True):
    button = app.find(name, "check box")
    if button.has("checked") != on:
        app.click(button)
    wait_for(f"{name!r} to be {'on' if on else 'off'}", lambda: app.find(name, "check box").has("checked") == on)


def send(app):
    app.wait_sensitive("Send")
    app.click("Send")


def hexadecimal(app):
    with udp(app) as (sock, _):
        check(app, "Send as hex")
        app.fill("Data to send", "0x48, 0x65 6c:6C\n6f 00 ff")
        app.wait_shown(r"^7 bytes: 48 65 6C 6C 6F 00 FF$")
        send(app)
        assert sock.recv(100) == b"Hello\0\xff"
        check(app, "Send as hex", False)
        wait_for("the text", lambda: app.text_of("Data to send") == "Hello\\0\\xFF",
                 explain=lambda: app.text_of("Data to send"))
        send(app)
        assert sock.recv(100) == b"Hello\0\xff"


def wrong_hexadecimal(app):
    with udp(app) as (sock, _):
        check(app, "Send as hex")
        app.fill("Data to send", "48 6g")
        app.wait_shown(r"line 1, column 4\D")
        send(app)
        assert app.text_of("Data to send") == "48 6g"
        app.fill("Data to send", "48")
        send(app)
        assert sock.recv(100) == b"H", "the wrong text was sent"


def escapes(app):
    with udp(app) as (sock, _):
        app.fill("Data to send", "a\\r\\n\\x00\\u597d")
        send(app)
        assert sock.recv(100) == b"a\\r\\n\\x00\\u597d"
        check(app, "Escapes")
        app.choose("Encoding", "GBK")
        send(app)
        assert sock.recv(100) == b"a\r\n\0\xba\xc3"


def choose_with_keys(app, name, item, index):
    """In a popover, the focus on the drop-down."""
    hands.keys("space", "Home", *["Down"] * index, "Return")
    wait_for(f"{item!r} in {name!r}", lambda: app.chosen(name) == item, explain=lambda: app.chosen(name))


def a_checksum_follows(app):
    with udp(app) as (sock, _):
        check(app, "Send as hex")
        app.fill("Data to send", "02 07")
        app.click("Checksum")
        wait_for("the popover", lambda: app.shows("Append bytes", "text"))
        choose_with_keys(app, "Kind of checksum", "CRC-16/MODBUS", 7)
        hands.keys("Tab")
        choose_with_keys(app, "Byte order", "Little endian", 1)
        hands.keys("alt+a")
        hands.type_text("0D0A")
        hands.keys("Escape")
        app.wait_shown(r"^6 bytes: 02 07 41 12 0D 0A$")
        send(app)
        assert sock.recv(100) == b"\x02\x07\x41\x12\r\n"


tap.run([hexadecimal, wrong_hexadecimal, escapes, a_checksum_follows], sockeye)
