# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with the log: copy rows, clear it, save it, count and reset."""

import os
import re
import socket
import time

import hands
import tap
from access import wait_for
from driver import TIME, bind_udp, free_port, sockeye, temporary_folder, without_leak_check


def receive_lines(app, lines):
    """Sockeye bound, and these datagrams received. Returns the socket and how its rows begin."""
    sock, peer = bind_udp(app)
    for line in lines:
        sock.send(line.encode())
        app.wait_row(f"← {peer} {len(line.encode())} B {line}")
    return sock, peer


def row_node(app, text):
    """The widget that stands where the row is."""
    return next(child for child in app.find("Data log", ("list", "log")).children
                if TIME.sub("", child.accessible.get_name()) == text)


def wait_clipboard(condition, what):
    return wait_for(f"the clipboard to have {what}", lambda: (lambda text: text if condition(text) else None)(
        hands.get_clipboard()), explain=lambda: f"it has {hands.get_clipboard()!r}")


def copy_rows_with_keys(app):
    sock, peer = receive_lines(app, ["first 一", "second 二", "third 三"])
    with sock:
        shown = app.rows
        app.click(row_node(app, f"← {peer} 10 B second 二"))
        wait_for("the focus in the log", lambda: app.find("Data log", "list").has("focused"), explain=app.program.dump)
        hands.keys("ctrl+a")
        app.wait_sensitive("Copy rows")
        hands.keys("ctrl+c")
        text = wait_clipboard(lambda text: "third" in text, "the rows")
        assert text.rstrip("\n").split("\n") == shown, f"{text!r} is not what is shown: {shown!r}"


def copy_rows_with_pointer(app):
    sock, peer = receive_lines(app, ["first 一", "second 二", "third 三"])
    with sock:
        node = row_node(app, f"← {peer} 10 B second 二")
        app.click(node, times=3)
        app.wait_sensitive("Copy rows")
        app.click("Copy rows")
        text = wait_clipboard(lambda text: "second" in text, "the row")
        assert "third" not in text and "first" not in text, repr(text)


def focus_log(app):
    app.click(app.find("Data log", "list"))
    wait_for("the focus in the log", lambda: app.find("Data log", "list").has("focused"), explain=app.program.dump)


def copy_megabytes(app):
    sock, peer = receive_lines(app, [])
    with sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        messages = [f"{number} {'y' * 60000} 完" for number in range(8)]
        for message in messages:
            sock.send(message.encode())
            app.wait_row(re.compile(f"{message.split()[0]} y+"))
        focus_log(app)
        hands.keys("ctrl+a", "ctrl+c")
        text = wait_clipboard(lambda text: "7 yyy" in text, "the messages")
        rows = text.rstrip("\n").split("\n")[1:]
        assert [row.split(" B ", 1)[1] for row in rows] == messages, [row[:80] for row in rows]
        # And the window goes on.
        sock.send(b"after that")
        app.wait_row(f"← {peer} 10 B after that")


def too_much_to_copy(app):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.sendall(b"0123456789abcdef\n" * 1000000)
        app.wait_shown("^RX: .*17000000 bytes")
        focus_log(app)
        hands.keys("ctrl+a", "ctrl+c")
        alert = app.wait_shown("too much to copy at once", "alert")
        # What was refused is offered as a file.
        app.click(app.find("Save log", "push button", within=alert))
        wait_for("the dialog", lambda: len(app.program.children) > 1)
        hands.keys("Escape")
        wait_for("the dialog to go", lambda: len(app.program.children) == 1)
        wait_for("the bar to go", lambda: not app.shows(re.compile("too much"), "alert"))


def the_menu_of_a_row(app):
    sock, peer = receive_lines(app, ["first", "second", "third"])
    with sock:
        # As long as a person holds the button. In the end the program may have printed nothing.
        hands.glide(*app.place_on_screen(row_node(app, f"← {peer} 6 B second")))
        hands.press(3)
        time.sleep(0.2)
        hands.press(3, False)
        wait_for("the menu", lambda: any(node.place[2] > 0 for node in app.program.find_all("Copy text", "menu item")))
        hands.keys("Down", "Return")
        wait_clipboard(lambda text: text == "second", "the row's text")


def clear(app):
    sock, peer = receive_lines(app, ["gone soon"])
    with sock:
        app.click("Clear log")
        wait_for("an empty log", lambda: not app.rows, explain=lambda: "\n".join(app.rows))
        sock.send(b"still received")
        app.wait_row(f"← {peer} 14 B still received")
        assert len(app.rows) == 1, app.rows


def save(app):
    sock, peer = receive_lines(app, ["first 一"])
    with sock, temporary_folder() as folder:
        sock.send(b"bad \xff end")
        app.wait_row(f"← {peer} 9 B bad \\xFF end")
        app.send("sent 发")
        path = os.path.join(folder, "log 日志.txt")
        app.click("Save log")
        dialog = wait_for("the dialog", lambda: len(app.program.children) > 1 and app.program.children[-1])
        wait_for("its name field", lambda: any(node.has("focused") for node in dialog.find_all(role="text")))
        hands.keys("ctrl+a")
        hands.type_text(path)
        wait_for("the path in its name field",
                 lambda: any(node.text == path for node in dialog.find_all(role="text")), explain=dialog.dump)
        hands.keys("Return")
        app.wait_shown(r"Saved \d+ records")
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        assert lines.pop() == "", "the file does not end with a line end"
        date = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} ")
        assert all(date.match(line) for line in lines), lines
        rests = [date.sub("", line) for line in lines]
        assert rests == [TIME.sub("", row) for row in app.rows], f"{rests} is not what is shown: {app.rows}"
        for wanted in (f"← {peer} 9 B first 一", f"← {peer} 9 B bad \\xFF end"):
            assert wanted in rests, f"{wanted!r} not in {rests}"
        assert any(line.endswith(" 8 B sent 发") and line.startswith("→") for line in rests), rests


def counters(app):
    sock, peer = receive_lines(app, ["12345", "6789"])
    with sock:
        app.wait_shown(r"^RX: 2 messages, 9 bytes$")
        app.wait_shown(r"^TX: 0 messages, 0 bytes$")
        app.send("abc")
        app.wait_shown(r"^TX: 1 message, 3 bytes$")
        app.click("Reset counters")
        app.wait_shown(r"^RX: 0 messages, 0 bytes$")
        app.wait_shown(r"^TX: 0 messages, 0 bytes$")
        app.wait_row(f"← {peer} 5 B 12345")
        sock.send(b"one more")
        app.wait_shown(r"^RX: 1 message, 8 bytes$")


def stand_still(app):
    """The top row, once it has been the same for a while: the wheel's last turns may still be under way."""
    last, since = None, time.monotonic()

    def look():
        nonlocal last, since
        row = app.rows[0]
        if row != last:
            last, since = row, time.monotonic()
        return row if time.monotonic() - since >= 1 else None
    return wait_for("the view to stand still", look)


def stays_when_scrolled_up(app):
    sock, peer = receive_lines(app, [])
    with sock:
        for number in range(300):
            sock.send(b"row %d" % number)
        app.wait_row(f"← {peer} 7 B row 299")
        hands.glide(*app.place_on_screen(app.find("Data log", ("list", "log"))))
        hands.scroll(-20)
        wait_for("the view to be scrolled up", lambda: app.rows and "row 299" not in app.rows[-1])
        top = stand_still(app)
        for number in range(300, 310):
            sock.send(b"row %d" % number)
        app.wait_shown("10 new")
        assert app.rows[0] == top, f"the view moved from {top!r} to {app.rows[0]!r}"
        app.click("Back to newest")
        app.wait_row(f"← {peer} 7 B row 309")


def sockeye_with_dialog(name):
    # GTK 4.8's file dialog leaks the columns it looked at, file information and the cloud providers.
    return sockeye(name, environment=without_leak_check() if name in ("save", "too_much_to_copy") else None)


tap.run([copy_rows_with_keys, copy_rows_with_pointer, copy_megabytes, too_much_to_copy, the_menu_of_a_row, clear, save,
         counters, stays_when_scrolled_up], sockeye_with_dialog)
