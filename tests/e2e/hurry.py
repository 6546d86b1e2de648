# SPDX-License-Identifier: GPL-3.0-or-later
"""Impatient hands: pressed twice, pressed at once, pasted much, closed in the middle of it."""

import contextlib
import re
import signal
import socket
import threading
import time

import hands
import tap
from access import FACTOR, wait_for
from driver import free_port, sockeye, udp, without_leak_check

LONG = 300000


def read_all(sock, length):
    data = b""
    while len(data) < length:
        chunk = sock.recv(1 << 20)
        assert chunk, f"closed after {len(data)} bytes"
        data += chunk
    return data


def a_paste_is_sent_whole(app):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        wait_for("the connection", lambda: app.shows("All connections (1)"))
        for text in ("short", "z" * LONG, "line\n" * 20):
            hands.put_clipboard(text)
            app.focus("Data to send")
            # Without a pause: the text is still on its way when it is to be sent.
            hands.keys("ctrl+a", "ctrl+v", "ctrl+Return")
            assert read_all(sock, len(text)) == text.encode()
        app.wait_shown(rf"^TX: \d+ messages, {5 + LONG + 100} bytes$")


def a_paste_is_no_empty_datagram(app):
    with udp(app) as (sock, _):
        hands.put_clipboard("y" * 60000)
        app.focus("Data to send")
        hands.keys("ctrl+v", "ctrl+Return")
        assert sock.recv(1 << 16) == b"y" * 60000
        # Too large for a datagram: that is said, and stays to be read.
        hands.put_clipboard("x" * LONG)
        hands.keys("ctrl+a", "ctrl+v", "ctrl+Return")
        app.wait_shown("too large|65507|65,507", "alert")
        app.wait_shown(r"300\.0.kB, too long to edit")
        app.wait_shown("too large|65507|65,507", "alert")
        app.wait_shown("^TX: 1 message, 60000 bytes$")


def a_text_too_long_to_edit(app):
    def wait_text(text):
        wait_for(f"{text!r} in the box", lambda: app.text_of("Data to send") == text,
                 explain=lambda: repr(app.text_of("Data to send")[:80]))

    with udp(app):
        app.fill("Data to send", "before")
        hands.put_clipboard("x" * (1 << 20))
        hands.keys("ctrl+v")
        app.wait_shown(r"1\.0.MB, too long to edit")
        hands.keys("z")
        hands.keys("ctrl+z")
        wait_text("before")
        hands.keys("ctrl+a", "ctrl+v")
        app.wait_shown(r"1\.0.MB, too long to edit")
        # Copied is the whole, also what is not shown.
        hands.keys("ctrl+a", "ctrl+x")
        wait_text("")
        wait_for("the whole text in the clipboard", lambda: len(hands.get_clipboard()) == 1 << 20)
        hands.keys("ctrl+v")
        app.wait_shown(r"1\.0.MB, too long to edit")
        hands.keys("ctrl+a", "Delete")
        wait_text("")
        hands.type_text("after")
        wait_text("after")


def double_click_opens_once(app):
    port = free_port(8080)
    app.protocol("TCP server")
    app.fill("Local host", "127.0.0.1")
    app.fill("Local port", str(port))
    app.click("Listen", times=2)
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    # A click by itself closes again; it would not come if the second one of the two had done so.
    time.sleep(1)
    app.click("Stop")
    app.wait_event(f"Stopped listening on 127.0.0.1:{port}")
    assert len(app.rows) == 2, app.rows


@contextlib.contextmanager
def held_up(app):
    """The program does nothing meanwhile, as on a busy machine, and has everything to do afterwards."""
    app.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        app.process.send_signal(signal.SIGCONT)


def clicks_count_from_when_they_were_made(app):
    """A click that had to wait, and the next one, are no double click; and a double click remains one."""
    port = free_port(8080)
    app.protocol("TCP server")
    app.fill("Local host", "127.0.0.1")
    app.fill("Local port", str(port))
    place = app.place_on_screen(app.button("Listen"))
    with held_up(app):
        hands.click(*place)
        hands.click(*place)
    app.wait_event(f"Stopped listening on 127.0.0.1:{port}")
    time.sleep(hands.DOUBLE_CLICK_TIME)
    with held_up(app):
        hands.click(*place, times=2)
        time.sleep(hands.DOUBLE_CLICK_TIME)
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    app.click("Stop")
    wait_for("all that happened", lambda: len(app.rows) >= 4)
    assert len(app.rows) == 4, app.rows


def no_click_is_lost(app):
    """The button is let go of while the program has no time, at any moment of its frames."""
    with udp(app) as (sock, _):
        app.fill("Data to send", "click")
        app.wait_sensitive("Send")
        hands.glide(*app.place_on_screen(app.button("Send")))
        for number in range(16):
            hands.press()
            time.sleep(number / 500)
            with held_up(app):
                hands.press(down=False)
            try:
                assert sock.recv(100) == b"click"
            except TimeoutError:
                raise AssertionError(f"click {number} was lost") from None
            time.sleep(hands.DOUBLE_CLICK_TIME)


def every_press_of_a_key_counts(app):
    with udp(app) as (sock, _):
        port = sock.getpeername()[1]
        count = 6  # all of it has to fit into the view
        hands.keys(*["F9"] * (2 * count))
        bound, unbound = f"Bound to 127.0.0.1:{port}", f"Unbound from 127.0.0.1:{port}"

        def words():
            return [row.split(" • ", 1)[1] for row in app.rows]
        wait_for("all presses", lambda: len(words()) == 2 * count + 1, explain=lambda: "\n".join(app.rows))
        assert words() == [bound] + [unbound, bound] * count, words()
        app.button("Unbind")


def opened_from_a_field(app):
    port = free_port(8080)
    app.protocol("TCP client")
    app.fill("Remote host", "127.0.0.1")
    app.fill("Remote port", str(port))
    app.focus("Remote port")
    # Nobody listens: one goes on where one was.
    hands.keys("F9")
    app.wait_shown("nobody listens there", "alert")
    wait_for("the focus back in the field",
             lambda: any(one.has("focused") for one in app.entry("Remote port").walk()), explain=app.program.dump)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen(1)
        hands.keys("F9")
        app.button("Disconnect")
        wait_for("the focus on the button", lambda: app.button("Disconnect").has("focused"))
        hands.keys("space")
        app.wait_sensitive("Connect")


def an_old_error_goes(app):
    port = free_port(8080)
    app.open("TCP client", None, ("127.0.0.1", port), wait=False)
    app.wait_shown("nobody listens there", "alert")
    app.fill("Remote port", "70000")
    app.wait_shown("“70000” is not a port")
    wait_for("the bar to go", lambda: not app.shows(re.compile("nobody listens"), "alert"))


def the_next_session_sends_to_all(app):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        app.choose("Send to", "127.0.0.1:%d" % sock.getsockname()[1])
    app.wait_shown("has ended. Choose whom to send to", "alert")
    app.click("Stop")
    app.wait_sensitive("Listen")
    wait_for("the bar to go", lambda: not app.shows(re.compile("has ended"), "alert"))
    wait_for("all as the target", lambda: app.chosen("Send to") == "All connections (0)",
             explain=lambda: app.chosen("Send to"))
    app.click("Listen")
    app.button("Stop")
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        app.wait_shown(re.compile(r"All connections \(1\)"))
        app.choose("Send to", "127.0.0.1:%d" % sock.getsockname()[1])
        # Who stops knows that the connections end.
        app.click("Stop")
        assert sock.recv(1) == b""
        wait_for("all as the target", lambda: app.chosen("Send to") == "All connections (0)",
                 explain=lambda: app.chosen("Send to"))
        assert not app.shows(re.compile("has ended"), "alert")


def full_width_is_understood(app):
    port = free_port(8080, socket.SOCK_DGRAM)
    app.protocol("UDP")
    for field, typed, means in (("Local host", "１２７．０．０．１", "127.0.0.1"), ("Remote host", "：：１", "::1"),
                                ("Remote host", "127。0。0。1", "127.0.0.1"),
                                ("Local port", "".join(chr(ord(digit) + 0xfee0) for digit in str(port)), str(port))):
        app.fill(field, "")
        hands.type_text(typed)
        wait_for(f"{means!r} in {field!r}", lambda: app.text_of(field) == means, explain=lambda: app.text_of(field))
    app.click("Bind")
    app.wait_event(f"Bound to 127.0.0.1:{port}")


class Flood(threading.Thread):
    """A peer that sends as fast as it can, until the other end goes."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.sock = socket.create_connection(("127.0.0.1", port), 10)
        self.count = 0
        self.start()

    def run(self):
        chunk = b"".join(b"line %06d of the flood\n" % number for number in range(5000))
        with contextlib.suppress(OSError):
            while True:
                self.count += self.sock.send(chunk)
        self.sock.close()


@contextlib.contextmanager
def flooded(app, count):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    floods = [Flood(port) for _ in range(count)]
    wait_for("some megabytes", lambda: sum(flood.count for flood in floods) > 50 << 20)
    yield floods
    for flood in floods:
        flood.join(20)
        assert not flood.is_alive(), "the connection is still open"


def clear_while_data_comes(app):
    with flooded(app, 2) as floods:
        for _ in range(3):
            so_far = sum(flood.count for flood in floods)
            app.click("Clear log")
            wait_for("more data", lambda: sum(flood.count for flood in floods) > so_far + (20 << 20))
        app.wait_row(re.compile("line .* of the flood"))
        before = time.monotonic()
        app.click("Stop")
        app.wait_sensitive("Listen")
        taken = time.monotonic() - before
        assert taken < 5 * FACTOR, f"stopping took {taken:.1f} s"
    app.wait_shown(r"^RX: \d+ messages, \d+ bytes$")


def closed_while_data_comes(app):
    with flooded(app, 4):
        before = time.monotonic()
        app.quit(asked=True)
        taken = time.monotonic() - before
        tap.comment(f"closing took {taken:.1f} s")
        assert taken < 5 * FACTOR, f"closing took {taken:.1f} s"


def around(name):
    # GTK 4.8 leaks a stream each time another program offers something in the clipboard.
    return sockeye(name, environment=without_leak_check() if "paste" in name or "text" in name else None)


tap.run([a_paste_is_sent_whole, a_paste_is_no_empty_datagram, a_text_too_long_to_edit,
         double_click_opens_once, clicks_count_from_when_they_were_made, no_click_is_lost,
         every_press_of_a_key_counts, opened_from_a_field, an_old_error_goes, the_next_session_sends_to_all,
         full_width_is_understood, clear_while_data_comes, closed_while_data_comes], around)
