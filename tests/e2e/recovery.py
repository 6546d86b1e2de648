# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture is not lost when the program is killed: the next start offers it, and it is as it was."""

import contextlib
import os
import re
import signal
import socket
import struct

import hands
import tap
from access import wait_for
from driver import TIME, Sockeye, another_bus, free_port, sockeye, temporary_folder, without_leak_check

CAPTURES = os.path.join(os.environ["XDG_CACHE_HOME"], "sockeye", "captures")
OFFER = r"^Sockeye ended unexpectedly\. A capture of TCP server 127\.0\.0\.1:\d+ from \d\d:\d\d is still there"


def kept():
    return sorted(os.listdir(CAPTURES)) if os.path.isdir(CAPTURES) else []


def rows_of(page):
    return [child.accessible.get_name() for node in page.find_all("Data log") for child in node.children
            if child.accessible.get_name()]


def kill(app):
    app.process.send_signal(signal.SIGKILL)
    assert app.process.wait(20) == -signal.SIGKILL


def shown_messages(app):
    return sum(int(re.search(r"^[RT]X: (\d+)", node.name)[1]) for node in app.program.find_all(re.compile(r"^[RT]X: \d")))


def on_disk(before):
    """Messages and full chunks in the capture that is new, see capture-journal-format.h."""
    folder = os.path.join(CAPTURES, next(name for name in kept() if name not in before))
    with open(os.path.join(folder, "state"), "rb") as state, open(os.path.join(folder, "slots"), "rb") as slots:
        head, chunks = state.read(32), slots.read()
    messages = struct.unpack("=8sIIqQ", head)[4] if len(head) == 32 else 0
    return messages, sum(chunks[at:at + 8] != bytes(8) for at in range(0, len(chunks), 8))


def records_on_disk():
    """In the only capture there."""
    with open(os.path.join(CAPTURES, kept()[0], "state"), "rb") as state:
        head = state.read(40)
    return struct.unpack_from("=Q", head, 32)[0] if len(head) == 40 else 0


def receive(app):
    """A question, an answer, and more than a chunk of data before them; returns what the log shows."""
    port = free_port()
    before = kept()
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port), 20) as client:
        client.sendall(bytes(range(256)) * 4608)
        app.wait_shown(r"^RX: \d+ messages?, 1179648 bytes$")
        client.sendall("question 问\n".encode())
        app.wait_row(re.compile("question 问$"))
        app.send("answer 答")
        assert client.recv(100) == "answer 答".encode()
        app.wait_row(re.compile(r"^→ .*answer 答$"))
        # What is shown may be on its way to the disk for another twentieth of a second.
        wait_for("all of it on the disk", lambda: on_disk(before) == (shown_messages(app), 1),
                 explain=lambda: f"{on_disk(before)}, and {shown_messages(app)} messages are shown")
        rows = [TIME.sub("", row) for row in app.rows]
        kill(app)
    return rows


def recovered_page(app):
    return wait_for("the tab of what was recovered", lambda: next(
        (node for node in app.program.find_all(re.compile(r"^TCP server .* \(recovered\)$"), "panel")
         if node.find_all("Data log")), None), explain=app.program.dump)


def export(app, path):
    hands.keys("ctrl+shift+s")
    app.click(app.find("Save", "push button"))
    dialog = wait_for("the dialog", lambda: next(
        (frame for frame in app.program.children if frame.name == "Save capture" and any(
            node.has("focused") for node in frame.find_all(role="text"))), None))
    hands.keys("ctrl+a")
    hands.type_text(path)
    wait_for("the path in its name field",
             lambda: any(node.text == path for node in dialog.find_all(role="text")), explain=dialog.dump)
    hands.keys("Return")
    app.wait_shown(r"^Saved [\d,]+ records")


def killed_and_recovered(app):
    rows = receive(app)
    assert len(kept()) == 1, kept()
    with sockeye("recovered", environment=without_leak_check()) as again:
        again.wait_shown(OFFER)
        again.click("Recover")
        page = recovered_page(again)
        wait_for("its rows", lambda: [TIME.sub("", row) for row in rows_of(page)][-3:] == rows[-3:],
                 explain=lambda: f"{rows_of(page)} is not {rows}")
        again.wait_shown(r"records were recovered")
        assert not again.shows("Recover"), "it is offered although it is open"
        assert len(kept()) == 1, "it is gone from the disk although it was not saved"
        kill(again)

    with temporary_folder() as folder, sockeye("recovered once more", environment=without_leak_check()) as again:
        again.wait_shown(OFFER.replace("Sockeye ended unexpectedly\\. ", "").replace(
            "is still there", "was recovered, and is not saved yet"))
        again.click("Recover")
        recovered_page(again)
        again.wait_shown(r"records were recovered")
        path = os.path.join(folder, "capture.pcapng")
        export(again, path)
        wait_for("the disk to be empty", lambda: not kept(), explain=lambda: str(kept()))
        with open(path, "rb") as file:
            saved = file.read()
        # Each record's bytes are in one piece or a few; the stream as a whole is longer than a packet.
        assert len(saved) > 1179648, len(saved)
        for part in ("question 问".encode(), "answer 答".encode(), bytes(range(256)) * 8):
            assert part in saved, part[:20]


def press_by_keyboard(app, name):
    button = app.button(name)
    for _ in range(60):
        if button.has("focused"):
            break
        hands.keys("Tab")
    wait_for(f"the focus on {name}", lambda: button.has("focused"))
    hands.keys("space")


def discarded_by_keyboard(app):
    """It can be had back for a while; when the program ends before, it is gone all the same."""
    receive(app)
    with sockeye("discards") as again:
        again.wait_shown(OFFER)
        mine = kept()
        press_by_keyboard(again, "Discard")
        again.wait_shown(r"^The capture of TCP server 127\.0\.0\.1:\d+ from \d\d:\d\d was discarded\.$")
        wait_for("the offer to go", lambda: not again.shows("Discard"))
        press_by_keyboard(again, "Undo")
        again.wait_shown(OFFER)
        assert kept() == mine, kept()
        again.click("Discard")
        wait_for("the offer to go", lambda: not again.shows("Discard"))
        assert kept() == mine, "it is removed although that could be undone"
    assert not kept(), f"what was discarded is still there: {kept()}"


def refused_and_killed(app):
    """Nothing was sent or received, but that nobody listened is worth knowing; that somebody would have listened is not."""
    port = free_port()
    app.open("TCP client", remote=("127.0.0.1", port), wait=False)
    app.wait_row(re.compile("ECONNREFUSED"))
    wait_for("it on the disk", lambda: len(kept()) == 1, explain=lambda: str(kept()))
    wait_for("all of it", lambda: records_on_disk() >= 2, explain=lambda: str(records_on_disk()))
    kill(app)
    with sockeye("tells of a refusal", environment=without_leak_check()) as again:
        again.wait_shown(OFFER.replace("server", "client"))
        again.click("Discard")
        wait_for("the offer to go", lambda: not again.shows("Discard"))
        again.open("TCP server", ("127.0.0.1", port))
        again.wait_row(re.compile("Listening on"))
        wait_for("it on the disk", lambda: len(kept()) == 2, explain=lambda: str(kept()))
        kill(again)
    with sockeye("has nothing to tell") as again:
        wait_for("the empty one to go", lambda: len(kept()) == 1, explain=lambda: str(kept()))
        again.wait_shown(OFFER.replace("server", "client"))
        again.click("Discard")


def two_at_once(app):
    """What a running program has is never offered, and never touched."""
    port = free_port()
    app.open("TCP server", ("127.0.0.1", port))
    with another_bus() as bus, contextlib.closing(socket.create_connection(("127.0.0.1", port), 20)) as client:
        other = Sockeye(environment=bus)
        try:
            client.sendall(b"still running")
            app.wait_row(re.compile("still running$"))
            wait_for("its capture on the disk", lambda: len(kept()) == 1, explain=lambda: str(kept()))
            mine = kept()
            assert not other.shows("Recover")
            receive(other)
            assert len(kept()) == 2, kept()
            third = Sockeye(environment=bus)
            try:
                third.wait_shown(OFFER)
                assert not third.program.find_all(re.compile(r"more\.$"), skip=None), "the running one is offered, too"
                third.click("Discard")
                wait_for("the bar to go", lambda: not third.shows("Discard"))
                third.quit()
                assert kept() == mine, kept()
            finally:
                third.destroy()
        finally:
            other.destroy()
        client.sendall(b" and well\n")
        app.wait_row(re.compile("and well$"))


@contextlib.contextmanager
def sockeye_that_ends_well(name):
    with sockeye(name) as app:
        yield app
    assert not kept(), f"this was left behind: {kept()}"


tap.run([killed_and_recovered, discarded_by_keyboard, refused_and_killed, two_at_once], sockeye_that_ends_well)
