# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent: found again, put back into the box and sent again, also in the next run of the program."""

import contextlib
import os
import shutil

import hands
import tap
from access import wait_for
from driver import BUTTONS, Sockeye, sockeye, udp

FOLDER = os.path.join(os.environ["XDG_DATA_HOME"], "sockeye")
FILE = os.path.join(FOLDER, "history")
SETTINGS = os.path.join(os.environ["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile")


@contextlib.contextmanager
def fresh(name):
    """The program as it is for somebody new."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    if os.path.exists(SETTINGS):
        os.remove(SETTINGS)
    with sockeye(name) as app:
        yield app


@contextlib.contextmanager
def next_run(app):
    """The program again, after it was ended."""
    app.quit()
    again = Sockeye()
    try:
        yield again
        again.quit()
    finally:
        again.destroy()


def send(app, sock, text, payload=None):
    app.fill("Data to send", text)
    app.wait_sensitive("Send")
    app.click("Send")
    assert sock.recv(1000) == (text.encode() if payload is None else payload)


def wait_typed(app, text):
    wait_for(f"{text!r} in the box", lambda: app.text_of("Data to send") == text,
             explain=lambda: repr(app.text_of("Data to send")))


def step(app, key, text):
    hands.keys(f"ctrl+{key}")
    wait_typed(app, text)


def opener(app):
    return app.find("History", BUTTONS)


def open_history(app):
    app.click(opener(app))
    wait_for("the history", lambda: app.shows("Search history"), explain=app.program.dump)


def wait_closed():
    wait_for("the history to close", lambda: not hands.popups())


def close_history(app):
    """And waits for the focus: the window's shortcuts are out of reach while a popover has it."""
    hands.keys("Escape")
    wait_closed()
    wait_for("the focus at the button", lambda: any(node.has("focused") for node in opener(app).walk()))


def rows(app):
    """The first label of every row that is shown, and the row."""
    found = {}
    for one in app.find("Sent texts", "list").children:
        labels = [node for node in one.walk() if node.role == "label"]
        if labels and one.place[3] > 0:
            found[labels[0].name] = one
    return found


def wait_rows(app, *wanted):
    wait_for(f"{wanted} in the history", lambda: list(rows(app)) == list(wanted), explain=lambda: str(list(rows(app))))


def go_up_to(app, text):
    """Ctrl+Up until the box has @text."""
    before = app.text_of("Data to send")
    while before != text:
        hands.keys("ctrl+Up")
        before = wait_for(f"another text than {before!r}", lambda last=before: (lambda now: now if now != last else None)(
            app.text_of("Data to send")))


def the_next_run_sends_the_same_bytes(app):
    texts = ("first", "2nd line\n\"x\" \\n 'y' ${z}\n", "你好 😀 #3")
    with udp(app) as (sock, _):
        for text in texts:
            send(app, sock, text)
        app.fill("Data to send", "")
        app.check("Send as hex")
        send(app, sock, "00 ff 0d 0a", b"\x00\xff\r\n")
        with next_run(app) as again:
            assert os.stat(FILE).st_mode & 0o777 == 0o600
            again.click("Bind")
            again.find("Unbind", BUTTONS)
            again.fill("Data to send", "draft")
            for text, payload in (("00 ff 0d 0a", b"\x00\xff\r\n"), *((text, text.encode()) for text in texts)):
                go_up_to(again, text)
                hands.keys("ctrl+Return")
                assert sock.recv(1000) == payload


def a_draft_comes_back(app):
    with udp(app) as (sock, _):
        send(app, sock, "one")
        send(app, sock, "two")
        app.fill("Data to send", "not sent\nyet")
        step(app, "Up", "two")
        step(app, "Up", "one")
        step(app, "Up", "one")
        step(app, "Down", "two")
        step(app, "Down", "not sent\nyet")
        step(app, "Down", "not sent\nyet")
        hands.keys("ctrl+Return")
        assert sock.recv(100) == b"not sent\nyet"


def search_with_the_keys(app):
    with udp(app) as (sock, _):
        for text in ("AT+CSQ", "at+cops?", "ping"):
            send(app, sock, text)
        open_history(app)
        wait_rows(app, "ping", "at+cops?", "AT+CSQ")
        hands.type_text("At+")
        wait_rows(app, "at+cops?", "AT+CSQ")
        hands.keys("Down", "Return")
        wait_closed()
        wait_typed(app, "AT+CSQ")
        # The box has the focus, and its cursor is at the end.
        hands.type_text(";")
        wait_typed(app, "AT+CSQ;")
        open_history(app)
        wait_rows(app, "ping", "at+cops?", "AT+CSQ")
        hands.type_text("nothing like it")
        app.wait_shown("^No text that was sent has this in it.$", "label")
        hands.keys("Escape")
        wait_rows(app, "ping", "at+cops?", "AT+CSQ")
        hands.keys("Down", "ctrl+Return")
        wait_closed()
        assert sock.recv(100) == b"at+cops?"
        wait_typed(app, "AT+CSQ;")


def search_with_the_pointer(app):
    with udp(app) as (sock, _):
        for text in ("alpha", "beta", "gamma"):
            send(app, sock, text)
        open_history(app)
        hands.type_text("BET")
        wait_rows(app, "beta")
        app.click_in_popover(rows(app)["beta"], opener(app))
        wait_closed()
        wait_typed(app, "beta")
        open_history(app)
        wait_rows(app, "gamma", "beta", "alpha")
        button = rows(app)["alpha"].find_all("Send again")[0]
        app.click_in_popover(button, opener(app))
        wait_closed()
        assert sock.recv(100) == b"alpha"
        wait_typed(app, "beta")
        open_history(app)
        wait_rows(app, "alpha", "gamma", "beta")
        close_history(app)


def remove_and_undo(app):
    with udp(app) as (sock, _):
        for text in ("one", "two", "three"):
            send(app, sock, text)
        open_history(app)
        hands.keys("Down", "Delete")
        wait_rows(app, "three", "one")
        app.click_in_popover(app.button("Clear history"), opener(app))
        app.wait_shown("^3 texts were removed.$", "label")
        app.click_in_popover(app.button("Undo"), opener(app))
        wait_rows(app, "three", "two", "one")
        hands.keys("Delete")
        wait_rows(app, "two", "one")
        close_history(app)
        with next_run(app) as again:
            open_history(again)
            wait_rows(again, "two", "one")
            close_history(again)


def what_is_not_kept_is_deleted(app):
    with udp(app) as (sock, _):
        send(app, sock, "secret")
        wait_for("the file", lambda: os.path.exists(FILE))
        hands.keys("ctrl+comma")
        app.click(app.find("Keep what was sent between runs", "check box"))
        wait_for("the file to go", lambda: not os.path.exists(FILE))
        hands.keys("Escape")
        wait_for("the preferences to close", lambda: len(app.program.children) == 1)
        with next_run(app) as again:
            open_history(again)
            again.wait_shown("^What you send will stand here")
            close_history(again)
        assert not os.path.exists(FILE)


def a_damaged_file_is_put_aside(app):
    with udp(app) as (sock, _):
        send(app, sock, "good")
        app.quit()
        with open(FILE, encoding="utf-8") as file:
            whole = file.read()
        with open(FILE, "w", encoding="utf-8") as file:
            file.write(whole.replace("# End\n", "{'time': <'20"))
        again = Sockeye()
        try:
            again.wait_shown(r"^The file of the history is damaged from line 4 on\. .* was kept as .*history\.damaged\.$")
            open_history(again)
            wait_rows(again, "good")
            close_history(again)
            again.quit()
        finally:
            again.destroy()
        with open(FILE + ".damaged", encoding="utf-8") as file:
            assert file.read().endswith("{'time': <'20")


tap.run([the_next_run_sends_the_same_bytes, a_draft_comes_back, search_with_the_keys, search_with_the_pointer,
         remove_and_undo, what_is_not_kept_is_deleted, a_damaged_file_is_put_aside], fresh)
