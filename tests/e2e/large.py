# SPDX-License-Identifier: GPL-3.0-or-later
"""Much at once: a large send to a slow reader, and a loud peer. The window stays responsive meanwhile."""

import hashlib
import re
import socket
import threading
import time

import hands
import tap
from access import FACTOR, wait_for
from driver import free_port, sockeye, without_leak_check

MEGABYTE = 1 << 20


class Reader(threading.Thread):
    """Accepts one connection and reads it to its end; for as long as it is slow, with a pause before each read and
    no more than the beginning."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", port))
        self.server.settimeout(30)
        self.slow = True
        self.count = 0
        self.digest = hashlib.sha256()
        self.start()

    def run(self):
        connection, _ = self.server.accept()
        with connection:
            while True:
                while self.slow:
                    time.sleep(0.02)
                    if self.count < 8 * MEGABYTE:
                        break
                chunk = connection.recv(65536 if self.slow else 1 << 20)
                if not chunk:
                    return
                self.count += len(chunk)
                self.digest.update(chunk)

    def close(self):
        self.server.close()


def longest_wait(app, seconds):
    """How long it takes the window to answer at most, asked again and again; it answers from its main loop."""
    longest = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        started = time.monotonic()
        assert app.frame.name
        longest = max(longest, time.monotonic() - started)
        time.sleep(0.01)
    return longest


def fifty_megabytes_to_a_slow_reader(app):
    port = free_port(8888)
    reader = Reader(port)
    app.open("TCP client", None, ("127.0.0.1", port))
    app.wait_event(re.compile(f"Connected to 127.0.0.1:{port} .*"))

    # Lines, as a log or a dump would have them; more cannot be put into the box by hand either.
    line = "0123456789abcdef" * 16 + "\n"
    text = line * (5 * MEGABYTE // len(line))
    times = 10
    hands.put_clipboard(text)
    app.focus("Data to send")
    hands.keys("ctrl+v")
    wait_for("the text in the box", lambda: app.entry("Data to send").accessible.get_text_iface(
        ).get_character_count() == len(text))
    app.wait_sensitive("Send")
    sent = hashlib.sha256()
    for _ in range(times):
        hands.keys("ctrl+Return")
        sent.update(text.encode())
    app.wait_shown(r"^[\d,.]+\s\S+ left$")
    answer = longest_wait(app, 2)
    tap.comment(f"longest answer while sending: {answer * 1000:.0f} ms")
    assert answer < 1.0 * FACTOR, f"the window did not answer for {answer:.2f} s"
    reader.slow = False
    wait_for("all bytes", lambda: reader.count == times * len(text), explain=lambda: f"{reader.count} came")
    app.wait_shown(rf"TX: {times} messages, {times * len(text)} bytes|TX: \d+ messages, {times * len(text)} bytes")
    app.click("Disconnect")
    reader.join(10)
    assert reader.digest.digest() == sent.digest(), "other bytes came than were sent"
    reader.close()


def fifty_megabytes_received(app):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    block = b"".join(b"line %7d of what came\n" % number for number in range(40000))
    count = 50 * MEGABYTE // len(block)

    def send():
        with socket.create_connection(("127.0.0.1", port), 10) as sock:
            sock.settimeout(60)
            for _ in range(count):
                sock.sendall(block)
            sock.sendall(b"the very last line\n")

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    answer = longest_wait(app, 1)
    tap.comment(f"longest answer while receiving: {answer * 1000:.0f} ms")
    assert answer < 1.0 * FACTOR, f"the window did not answer for {answer:.2f} s"
    app.wait_shown(rf"RX: \d+ messages, {count * len(block) + 19} bytes")
    wait_for("the last line in view", lambda: any("the very last line" in row for row in app.rows))
    sender.join(10)


def sockeye_with_clipboard(name):
    # GTK 4.8 leaks a stream each time another program offers something in the clipboard.
    return sockeye(name, environment=without_leak_check())


tap.run([fifty_megabytes_to_a_slow_reader, fifty_megabytes_received], sockeye_with_clipboard)
