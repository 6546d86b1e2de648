# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending again and again, a file, to some of many, and to an address that is typed; the far end counts the bytes."""

import hashlib
import os
import random
import re
import socket
import time

import hands
import tap
from access import wait_for
from driver import bind_udp, clients, free_port, name_of, sockeye, temporary_folder, udp, wait_for_listener

SEND = ("push button", "toggle button")


def repeat_so_many_times(app):
    with udp(app) as (sock, peer):
        app.check("Repeat")
        app.set_number("Interval (ms)", 5)
        app.set_number("Count", 40)
        app.fill("Data to send", "tick")
        app.click("Send")
        for _ in range(40):
            assert sock.recv(100) == b"tick"
        app.find("Send", SEND)
        app.wait_shown(r"^Sent 40 messages, 160 bytes, in \d+\.\d+ s: one every \d+\.\d{3} ms\.$")
        app.wait_shown(r"^TX: 40 messages, 160 bytes$")
        app.wait_row(f"→ {peer} 4 B tick")
        sock.settimeout(0.3)
        try:
            raise AssertionError(f"one too many: {sock.recv(100)}")
        except TimeoutError:
            pass


def repeat_until_stopped(app):
    """By the button, and by the key, over TCP to ncat."""
    port = free_port(8888)
    peer = app.peer("ncat", "-l", "127.0.0.1", port)
    wait_for_listener(port)
    app.open("TCP client", None, ("127.0.0.1", port))
    app.wait_event(re.compile(rf"Connected to 127\.0\.0\.1:{port} from 127\.0\.0\.1:\d+"))
    app.check("Repeat")
    app.set_number("Interval (ms)", 10)
    app.fill("Data to send", "again\n")
    app.click("Send")
    wait_for("twenty lines", lambda: peer.output.count("again\n") >= 20)
    app.click("Stop")
    app.find("Send", SEND)
    summary = app.wait_shown(r"^Sent \d+ messages").name
    sent = int(re.match(r"Sent (\d+)", summary).group(1))
    wait_for(f"{sent} lines", lambda: peer.output == "again\n" * sent, explain=lambda: repr(peer.output[-50:]))
    hands.keys("F5")
    wait_for("more lines", lambda: peer.output.count("again\n") > sent + 5)
    hands.keys("F5")
    app.find("Send", SEND)


def at_a_rate(app):
    """So many messages, then so many bytes a second: the count is exact, and it takes as long as it should."""
    with udp(app) as (sock, _):
        app.check("Repeat")
        app.set_number("Count", 30)
        app.fill("Data to send", "0123456789")
        for pace, number in (("Messages a second", 100), ("Bytes a second", 1000)):
            app.choose("Pace", pace)
            app.set_number(pace, number)
            started = time.monotonic()
            app.click("Send")
            for _ in range(30):
                assert sock.recv(100) == b"0123456789"
            assert time.monotonic() - started >= 0.29
            app.find("Send", SEND)
            app.wait_shown(r"^Sent 30 messages, 300 bytes, in \d+\.\d+ s: one every \d+\.\d{3} ms\.$")


def as_fast_as_possible(app):
    """One client gets all, although another one does not read."""
    with clients(app, 2) as (_, socks):
        app.check("Repeat")
        app.set_number("Count", 20000)
        app.choose("Pace", "As fast as possible")
        app.fill("Data to send", "x" * 1000)
        app.click("Send")
        left = 20_000_000
        while left > 0:
            data = socks[1].recv(min(left, 1 << 20))
            assert data and data.strip(b"x") == b""
            left -= len(data)
        app.find("Stop", SEND)
        # What waits for the other one stands in its row.
        rows = app.find("Connections", "tree table").find_all(role="table row")
        slow = next(row for row in rows if row.find_all(name_of(socks[0])))
        wait_for("what is queued", lambda: any(re.search(r"^[\d.,]+\s[kM]B$", label.name)
                                               for label in slow.find_all(role="label")), explain=slow.dump)
        app.wait_shown("^(40,?000|[23][0-9],?[0-9]{3}) of 40,?000 messages")
        hands.keys("F5")
        app.find("Send", SEND)


def choose_file(app, path):
    app.click("File")
    wait_for("the file dialog", lambda: app.program.find_all("File to send"))
    hands.keys("ctrl+a")
    hands.type_text(path)
    hands.keys("Return")
    app.find("Back to text", "push button")


def file_to_socat(app):
    """40 MB of anything, compared on the other side of the disk."""
    with temporary_folder() as folder:
        source, copy = os.path.join(folder, "source"), os.path.join(folder, "copy")
        data = random.Random(4).randbytes(40_000_003)
        with open(source, "wb") as file:
            file.write(data)
        port = free_port(8888)
        peer = app.peer("socat", "-u", f"TCP4-LISTEN:{port},bind=127.0.0.1,reuseaddr", f"OPEN:{copy},creat,trunc")
        wait_for_listener(port)
        app.open("TCP client", None, ("127.0.0.1", port))
        app.wait_event(re.compile(rf"Connected to 127\.0\.0\.1:{port} from 127\.0\.0\.1:\d+"))
        app.fill("Data to send", "a text that stays")
        choose_file(app, source)
        app.click("Send")
        app.wait_shown(r"^Sent 40\.0\sMB \(40,?000,?003 bytes\) in \d+\.\d{3} s, .* a second\.$")
        app.click("Disconnect")
        assert peer.wait_end() == 0
        with open(copy, "rb") as file:
            assert hashlib.sha256(file.read()).digest() == hashlib.sha256(data).digest()
        app.click("Back to text")
        assert app.text_of("Data to send") == "a text that stays"


def file_in_datagrams(app):
    with temporary_folder() as folder, udp(app) as (sock, _):
        path = os.path.join(folder, "lines")
        with open(path, "w", encoding="ascii") as file:
            file.write("0123456789" * 5 + "end")
        choose_file(app, path)
        app.set_number("Datagram size", 10)
        app.set_number("Datagrams a second", 50)
        app.click("Send")
        for _ in range(5):
            assert sock.recv(100) == b"0123456789"
        assert sock.recv(100) == b"end"
        app.wait_shown(r"^Sent 53 bytes in \d+\.\d+ s")


def some_of_many(app):
    with clients(app, 4) as (_, socks):
        for sock in socks[:2]:
            app.click(app.find(f"Tick {name_of(sock)}", "check box"))
        app.send("for two", target="Ticked connections (2)")
        # Those who are not ticked still get what is for all, and what they send is in the log.
        socks[3].send(b"I am here too")
        app.wait_row(f"← {name_of(socks[3])} 13 B I am here too")
        app.send("for all", target="All connections (4)")
        for number, sock in enumerate(socks):
            wanted = b"for twofor all" if number < 2 else b"for all"
            data = b""
            while len(data) < len(wanted):
                data += sock.recv(100)
            assert data == wanted


def anywhere(app):
    """An address that is typed, a wrong one, and one that was heard of."""
    sock, _ = bind_udp(app)
    with sock, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        other.settimeout(20)
        port = other.getsockname()[1]
        app.choose("Send to", "Another address")
        app.fill("Data to send", "who is there?")
        app.fill("Address to send to", "127.0.0.1")
        app.wait_shown("^Enter a host and a port with a colon between them")
        app.wait_sensitive("Send", False)
        app.fill("Address to send to", f"127.0.0.1:{port}")
        app.wait_sensitive("Send")
        app.click("Send")
        data, sender = other.recvfrom(100)
        assert data == b"who is there?"
        other.sendto(b"me", sender)
        app.wait_row(f"← 127.0.0.1:{port} 2 B me")
        sock.send(b"and me")
        app.choose("Send to", f"127.0.0.1:{port}")
        app.send("you, not the last sender")
        assert other.recv(100) == b"you, not the last sender"


tap.run([repeat_so_many_times, repeat_until_stopped, at_a_rate, as_fast_as_possible, file_to_socat, file_in_datagrams,
         some_of_many, anywhere], sockeye)
