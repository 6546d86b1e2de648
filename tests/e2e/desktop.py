# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop around the window: notifications, what is dragged in and out, and two programs in one home."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import threading

from gi.repository import GLib

import hands
import tap
from access import wait_for
from driver import Peer, Sockeye, another_bus, free_port, sockeye, temporary_folder, udp

SETTINGS = os.path.join(os.environ["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile")
HISTORY = os.path.join(os.environ["XDG_DATA_HOME"], "sockeye", "history")
CAPTURES = os.path.join(os.environ["XDG_CACHE_HOME"], "sockeye", "captures")


def activate(window):
    """What a task bar does."""
    subprocess.run(["xdotool", "windowactivate", str(window)], check=True, timeout=60)
    wait_for("the window to be the active one", lambda: hands.active_window() == window)


def tabs(app):
    return sorted(app.program.find_all(role="page tab"), key=lambda node: node.place[0])


@contextlib.contextmanager
def another_window(app, *files):
    """A window of another program takes the keyboard; returns its peer and its X id."""
    peer = Peer.python("drag_source.py", *files)
    try:
        peer.wait_output("shown")
        window = wait_for("the other window", lambda: next(iter(hands.windows(peer.process.pid)), None))
        wait_for("it to be the active one", lambda: hands.active_window() == window)
        yield peer, window
    finally:
        peer.end()


# --- Notifications

def told(desk, headline):
    """Waits for a notification, and returns its number and what follows the headline."""
    pattern = re.compile(rf"^told (\d+): {headline}: (.*)$", re.MULTILINE)
    return wait_for(f"{headline!r}", lambda: pattern.search(desk.output), explain=lambda: desk.output).groups()


def long_work_is_told(app):
    """What ends while nobody looks; a click leads to its tab; and whoever looks is not told any longer."""
    desk = app.python_peer("notifications.py")
    desk.wait_output("ready")
    with udp(app) as (sock, _):
        app.check("Repeat")
        app.set_number("Interval (ms)", 1100)
        app.set_number("Count", 4)
        app.fill("Data to send", "tick")
        app.click("Send")
        assert sock.recv(100) == b"tick"
        hands.keys("ctrl+t")
        wait_for("two tabs", lambda: len(tabs(app)) == 2)
        with another_window(app):
            number, body = told(desk, r"Sending from “UDP 127\.0\.0\.1:\d+” is done")
            assert body.startswith("Sent 4 messages, 16 bytes, in 3."), body
            desk.write(f"click {number}\n")
            wait_for("the window to come back", lambda: hands.active_window() == app.window)
            app.wait_shown(r"^Sent 4 messages, 16 bytes")
            wait_for("its tab", lambda: "127.0.0.1:" in app.frame.name, explain=lambda: app.frame.name)
    assert desk.output.count("told") == 1, desk.output


# --- What is dragged

def drag_out(app, tab, window):
    """To a window of another program, which does not want it."""
    x, y = app.place_on_screen(tab)
    left, top, width, height = hands.geometry(window)
    hands.glide(x, y)
    hands.press()
    hands.glide(x + 20, y + 60)
    hands.glide(left + width // 2, top + height // 2)
    hands.glide(left + width // 2 + 5, top + height // 2)
    hands.press(down=False)


def a_tab_is_dragged_out(app):
    """With all that is open in it, and its buttons work."""
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port), 20) as client:
        app.wait_shown("^Listening on .*, 1 connection")
        hands.keys("ctrl+t")
        wait_for("two tabs", lambda: len(tabs(app)) == 2)
        with another_window(app) as (_, window):
            drag_out(app, tabs(app)[0], window)
            wait_for("a second window", lambda: len(hands.windows(app.process.pid)) == 2)
        wait_for("their titles", lambda: sorted(hands.windows(app.process.pid).values()) == [
            "Sockeye", f"TCP server 127.0.0.1:{port} – Sockeye"], explain=lambda: str(hands.windows(app.process.pid)))
        client.sendall(b"still there\n")
        wait_for("what came", lambda: any(
            re.search("still there$", child.name) for log in app.program.find_all("Data log") for child in log.children))
        app.click("Stop")
        app.wait_shown("^Listen$", "push button")


def place(window, x, y, width, height):
    for command in ("windowsize", str(width), str(height)), ("windowmove", str(x), str(y)):
        subprocess.run(["xdotool", command[0], str(window), *command[1:]], check=True, timeout=60)
    wait_for("the window's place", lambda: hands.geometry(window) == (x, y, width, height),
             explain=lambda: str(hands.geometry(window)))


def tabs_of(app):
    """How many each window shows, the most first."""
    return sorted((len(frame.find_all(role="page tab")) for frame in app.program.children), reverse=True)


def wait_tabs(app, *numbers):
    wait_for(f"{numbers} tabs", lambda: tabs_of(app) == list(numbers), explain=lambda: str(tabs_of(app)))


def drag_tab(window, to_x, to_y):
    """The first one of a window, whose tabs are at the top."""
    left, top, _, _ = hands.geometry(window)
    # GTK 4.8 does not begin to drag with the first press after another drag that nobody took.
    hands.click(left + 260, top + 66)
    hands.glide(left + 60, top + 66)
    hands.press()
    hands.glide(left + 80, top + 120)
    wait_for("the tab in the hand", hands.popups)
    hands.glide(to_x, to_y)
    hands.glide(to_x + 3, to_y)
    hands.press(down=False)


def a_tab_goes_to_another_window(app):
    """By the desktop, by what is below a row of tabs, which is not shown at first, and by the row itself."""
    for number in range(2, 5):
        hands.keys("ctrl+t")
        wait_tabs(app, number)
    place(app.window, 0, 0, 900, 480)
    drag_tab(app.window, 1000, 700)
    other = wait_for("a second window", lambda: next(
        (window for window in hands.windows(app.process.pid) if window != app.window), None))
    wait_tabs(app, 3, 0)
    place(other, 300, 500, 900, 480)
    activate(app.window)
    # The row that is left draws the tab that is selected.
    selected = next(tab for tab in tabs(app) if tab.has("selected") and tab.place[2] > 0)
    x, y = app.place_on_screen(selected)
    wait_for("the selected tab", lambda: len(hands.colours(x - 60, y - 8, 120, 16)) > 3)

    drag_tab(app.window, 700, 700)
    wait_tabs(app, 2, 2)
    drag_tab(app.window, 800, 566)
    wait_tabs(app, 3, 0)
    assert len(hands.windows(app.process.pid)) == 2, hands.windows(app.process.pid)


def files_are_dropped(app):
    """A profile opens in a tab, whose session is closed; on the send box, a file is what is to be sent."""
    port = free_port(8080)
    with temporary_folder() as folder:
        profile = os.path.join(folder, "dropped 拖.sockeye")
        with open(profile, "w", encoding="utf-8") as file:
            file.write(f"[Profile]\nversion=1\n[Session]\nprotocol=tcp-server\ntcp-server-local-port={port}\n")
        with another_window(app, profile) as (peer, window):
            drag_to(app, peer, window, app.find("Data log", ("list", "log")))
        wait_for("the profile", lambda: app.frame.name == "dropped 拖.sockeye – Sockeye", explain=lambda: app.frame.name)
        assert app.text_of("Local port") == str(port)
        app.button("Listen")
        with socket.socket() as sock:
            assert sock.connect_ex(("127.0.0.1", port)) != 0, "it listens by itself"

        data = os.path.join(folder, "data.bin")
        with open(data, "wb") as file:
            file.write(b"\0\1dropped")
        app.click("Listen")
        app.wait_shown("^Listening on")
        with socket.create_connection(("127.0.0.1", port), 20) as client, another_window(app, data) as (peer, window):
            drag_to(app, peer, window, app.entry("Data to send"))
            app.wait_shown(r"data\.bin")
            activate(app.window)
            app.wait_sensitive("Send")
            app.click("Send")
            client.settimeout(20)
            assert client.recv(100) == b"\0\1dropped"


def drag_to(app, peer, window, node):
    """From the window of the files to a widget that it does not cover."""
    left, top, width, height = hands.geometry(window)
    x, y = app.place_on_screen(node)
    hands.glide(left + width // 2, top + height // 2)
    hands.press()
    hands.glide(left + width // 2 + 30, top + height // 2 + 10)
    hands.glide(x, y)
    hands.glide(x + 3, y + 3)
    hands.press(down=False)
    wait_for("the drop", lambda: "dropped" in peer.output, explain=lambda: peer.output)


# --- Two programs

def listen(app):
    """A server with a client; returns the client."""
    port = free_port()
    activate(app.window)
    app.open("TCP server", ("127.0.0.1", port))
    client = socket.create_connection(("127.0.0.1", port), 20)
    client.settimeout(20)
    app.find("Stop")
    return client


def on_disk(path, text):
    def look():
        with open(path, encoding="utf-8") as file:
            return text in file.read()
    wait_for(f"{text!r} in {path}", lambda: os.path.exists(path) and look())


def send(app, client, text):
    activate(app.window)
    app.send(text, sent=False)
    received = b""
    while text.encode() not in received:
        received += client.recv(100)
    on_disk(HISTORY, text)


def flood(client, size):
    client.sendall(bytes(range(256)) * (size // 256))


def two_programs_in_one_home(app):
    """Both receive, and both change settings and the history; one is killed. Nothing of the other one is lost."""
    size = 1 << 20
    with another_bus() as bus:
        other = Sockeye(environment=bus)
        try:
            with listen(app) as mine, listen(other) as theirs:
                floods = [threading.Thread(target=flood, args=(client, size)) for client in (mine, theirs)]
                for one in floods:
                    one.start()
                for one in (app, other):
                    one.wait_shown(rf"^RX: \d+ messages?, {size} bytes$")
                for one in floods:
                    one.join()

                send(app, mine, "first of mine")
                send(other, theirs, "first of theirs")
                send(app, mine, "second of mine")
                activate(other.window)
                other.check("Clear after sending")
                on_disk(SETTINGS, "clear-after-sending=true")
                activate(app.window)
                app.check("Append a line end")
                on_disk(SETTINGS, "append-line-end=true")
                wait_for("both captures", lambda: len(os.listdir(CAPTURES)) == 2)

                other.process.send_signal(signal.SIGKILL)
                assert other.process.wait(20) == -signal.SIGKILL
                mine.sendall(b"\nstill well\n")
                app.wait_row(re.compile("still well$"))
                send(app, mine, "third of mine")
        finally:
            other.destroy()
        app.quit()

    kept = GLib.KeyFile()
    kept.load_from_file(SETTINGS, GLib.KeyFileFlags.NONE)
    for key in ("clear-after-sending", "append-line-end"):
        assert kept.get_value("org/sockeye/Sockeye", key) == "true", key
    again = Sockeye()
    try:
        again.wait_shown(r"^Sockeye ended unexpectedly\. A capture of TCP server 127\.0\.0\.1:\d+ from .* is still there")
        again.click("Discard")
        wait_for("the bar to go", lambda: not again.shows("Discard"))
        again.click("History")
        for text in ("first of mine", "first of theirs", "second of mine", "third of mine"):
            again.wait_shown(f"^{text}$")
        hands.keys("Escape")
        wait_for("the history to close", lambda: not hands.popups())
        again.quit()
    finally:
        again.destroy()


@contextlib.contextmanager
def fresh(name):
    """The program as it is for somebody new."""
    shutil.rmtree(os.path.dirname(HISTORY), ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(SETTINGS)
    with sockeye(name) as app:
        yield app


tap.run([long_work_is_told, a_tab_is_dragged_out, a_tab_goes_to_another_window,
         files_are_dropped, two_programs_in_one_home], fresh)
