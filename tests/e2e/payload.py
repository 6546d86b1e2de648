# SPDX-License-Identifier: GPL-3.0-or-later
"""What is typed and what the peer gets: hexadecimal, escapes, variables, checksums, and bytes that follow."""

import contextlib
import re
import socket

import hands
import tap
from access import wait_for
from driver import free_port, sockeye, udp


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
        app.wait_shown(r"line 1, column 5\D")
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


ENTRIES = ("Time — ${time}", "Unix time — ${unix}", "Counter — ${counter}", "Random text — ${random:8}",
           "Random UUID — ${uuid}", "Remote address — ${peer}", "Local address — ${local}", "Literal ${ — $${")


def choose_variable(app, entry):
    """In the list, which is opening. The focus is on its first entry."""
    wait_for("the list", lambda: any(node.has("focused") for node in app.program.find_all(ENTRIES[0], "menu item")))
    assert [node.name for node in app.program.find_all(None, "menu item") if node.name in ENTRIES] == list(ENTRIES)
    hands.keys(*["Down"] * ENTRIES.index(entry), "Return")


def variables(app):
    with udp(app) as (sock, peer):
        app.fill("Data to send", "n=")
        app.click("Insert variable")
        choose_variable(app, "Counter — ${counter}")
        wait_for("the variable", lambda: app.text_of("Data to send") == "n=${counter}",
                 explain=lambda: app.text_of("Data to send"))
        wait_for("variables to be on", lambda: app.find("Variables", "check box").has("checked"))
        hands.type_text(" $${counter}")
        wait_for("what is typed on behind it", lambda: app.text_of("Data to send") == "n=${counter} $${counter}",
                 explain=lambda: app.text_of("Data to send"))
        for number in range(1, 4):
            app.wait_shown(f"^Varies, for example 14 bytes: 6E 3D 3{number} 20 24 7B")
            send(app)
            assert sock.recv(100) == b"n=%d ${counter}" % number
        app.click("Reset counters")
        send(app)
        assert sock.recv(100) == b"n=1 ${counter}"

        app.fill("Data to send", "${time}|${unix}|${random:20}|${uuid}|${peer}|${local}")
        send(app)
        got = sock.recv(1000).decode()
        local = f"127.0.0.1:{sock.getpeername()[1]}"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\|\d{10}\|[A-Za-z0-9]{20}\|"
                            r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\|" + re.escape(f"{peer}|{local}"), got), got


def variables_with_keys(app):
    """The list, without a pointer; what was selected gives way."""
    with udp(app) as (sock, _):
        app.fill("Data to send", "old")
        # Where the list opens, an entry under the pointer would be the chosen one.
        hands.glide(5, 5)
        hands.keys("ctrl+a", *["Tab"] * 5)
        wait_for("the focus on the button", lambda: any(
            node.has("focused") for node in app.button("Insert variable").walk()), explain=lambda: app.program.dump())
        hands.keys("space")
        choose_variable(app, "Unix time — ${unix}")
        wait_for("the variable", lambda: app.text_of("Data to send") == "${unix}",
                 explain=lambda: app.text_of("Data to send"))
        hands.keys("ctrl+Return")
        assert re.fullmatch(rb"\d{10}", sock.recv(100))


def wrong_variable(app):
    with udp(app) as (sock, _):
        check(app, "Variables")
        app.fill("Data to send", "${counter} ${timw}")
        sentence = r"^“\$\{timw\}” at line 1, column 12 is no variable\. There are \$\{time\}, .*Nothing was sent\.$"
        app.wait_shown(sentence)
        send(app)
        wait_for("the message at the box", lambda: len(app.program.find_all(re.compile(sentence), "label")) == 2)
        assert app.text_of("Data to send") == "${counter} ${timw}"
        app.fill("Data to send", "${counter} ${tim")
        app.wait_shown(r"^“\$\{tim” at line 1, column 12 has no closing brace\.")
        app.fill("Data to send", "${counter}")
        send(app)
        assert sock.recv(100) == b"1", "the wrong text was sent, or counted"


def variables_in_hexadecimal(app):
    with udp(app) as (sock, _):
        check(app, "Variables")
        app.fill("Data to send", "${counter}\\x00")
        check(app, "Send as hex")
        wait_for("the bytes", lambda: app.text_of("Data to send") == "24 7B 63 6F 75 6E 74 65 72 7D 5C 78 30 30")
        assert not app.find("Variables", "check box").sensitive
        send(app)
        assert sock.recv(100) == b"${counter}\\x00"
        check(app, "Send as hex", False)
        wait_for("the text", lambda: app.text_of("Data to send") == "${counter}\\x00")
        check(app, "Escapes")
        send(app)
        assert sock.recv(100) == b"1\0"


def receive(sock, length):
    """As many bytes, or what came of them."""
    got = b""
    with contextlib.suppress(TimeoutError):
        while len(got) < length:
            got += sock.recv(length - len(got)) or b"?"
    return got


def each_client_its_own(app):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20)) for _ in range(3)]
        app.wait_shown(r"^All connections \(3\)$")
        check(app, "Variables")
        app.fill("Data to send", "${counter} ${peer} ${local}")
        for number in (b"1", b"2"):
            send(app)
            for client in clients:
                wanted = b"%s 127.0.0.1:%d 127.0.0.1:%d" % (number, client.getsockname()[1], port)
                got = receive(client, len(wanted))
                assert got == wanted, f"{got!r} in place of {wanted!r}"


tap.run([hexadecimal, wrong_hexadecimal, escapes, a_checksum_follows, variables, variables_with_keys, wrong_variable,
         variables_in_hexadecimal, each_client_its_own], sockeye)
