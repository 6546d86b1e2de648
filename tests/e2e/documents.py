# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures are documents: saved from a window, read by tshark, and opened again."""

import os
import re
import shutil
import socket
import subprocess

import hands
import tap
from access import wait_for
from driver import TIME, choose_file, free_port, sockeye, temporary_folder, without_leak_check


def tshark(path, *options):
    done = subprocess.run(["tshark", "-r", path, *options], capture_output=True, text=True, check=True, timeout=30)
    noise = [line for line in done.stderr.splitlines() if not line.startswith("Running as user")]
    assert not noise, noise
    return done.stdout


def rows_of(page):
    return [child.accessible.get_name() for node in page.find_all("Data log") for child in node.children]


def save_and_open(app):
    port = free_port()
    app.open("TCP server", ("127.0.0.1", port))
    with temporary_folder() as folder, socket.create_connection(("127.0.0.1", port)) as client:
        peer = "127.0.0.1:%d" % client.getsockname()[1]
        client.sendall("question 问".encode())
        app.wait_row(f"← {peer} 12 B question 问")
        app.send("answer 答")
        assert client.recv(100) == "answer 答".encode()
        client.close()
        app.wait_event(f"Closed the connection to {peer}")
        before = [TIME.sub("", row) for row in app.rows]

        path = os.path.join(folder, "capture 捕获.pcapng")
        hands.keys("ctrl+shift+s")
        app.click(app.find("Save", "push button"))
        choose_file(app, "Save capture", path)
        app.wait_shown(r"Saved \d+ records")

        if shutil.which("tshark"):
            flags = tshark(path, "-T", "fields", "-e", "tcp.flags.str").split()
            assert [line.replace("·", "") for line in flags][:6] == ["S", "AS", "A", "AP", "AP", "AF"], flags
            text = tshark(path, "-q", "-z", "follow,tcp,raw,0")
            assert "question 问".encode().hex() in text and "answer 答".encode().hex() in text, text

        # Beside a tab of another protocol: the capture's has the fields it was recorded with.
        app.click("Stop")
        app.wait_event(f"Stopped listening on 127.0.0.1:{port}")
        app.open("UDP", ("127.0.0.1", free_port()))
        hands.keys("ctrl+o")
        app.wait_shown("Open profile or capture")
        hands.type_text("/")
        choose_file(app, "Open profile or capture", path)
        page = wait_for("the tab of the capture", lambda: next(
            (node for node in app.program.find_all("capture 捕获.pcapng", "panel") if node.find_all("Data log")), None))
        wait_for("its log", lambda: [TIME.sub("", row) for row in rows_of(page)] == before,
                 explain=lambda: f"{rows_of(page)} is not {before}")
        assert page.find_all("Listen", "push button"), "its session is not closed, or of another protocol"
        assert page.find_all("Connections"), "a server has a list of connections"


def converse(app, port, answer):
    """One client asks, and gets the answer."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        peer = "127.0.0.1:%d" % client.getsockname()[1]
        client.sendall(b"question")
        app.wait_row(f"← {peer} 8 B question")
        app.send(answer)
        assert client.recv(100) == answer.encode()
    app.wait_event(f"Closed the connection to {peer}")


def save_capture(app, path):
    hands.keys("ctrl+shift+s")
    app.click(app.find("Save", "push button"))
    choose_file(app, "Save capture", path)
    app.wait_shown(r"Saved \d+ records.*" + os.path.basename(path))


def open_captures(app, paths):
    """Together, each in a tab of its own; the last one is shown."""
    assert subprocess.run([app.exe, *paths], check=False, timeout=60).returncode == 0
    for path in paths:
        wait_for(f"the tab of {path}", lambda: app.program.find_all(os.path.basename(path), "page tab"),
                 explain=app.program.dump)
    wait_for("the log of the last one", lambda: any(
        node.find_all("Data log") for node in app.program.find_all(os.path.basename(paths[-1]), "panel")))


def compare_in_a_script(app, before, after):
    """The same question without a window; who reads the answer is told what its rows are."""
    program = os.path.join(os.path.dirname(app.exe), os.pardir, "cli", "sockeye-cli")
    done = subprocess.run([program, "diff", before, after], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1 and not done.stderr, done
    assert re.fullmatch(rf"--- {before}\n\+\+\+ {after}\n# 1 changed, 1 equal\n# .*\n# In each row: .*\n@@ -1,2 \+1,2 @@\n"
                        r"  0\.000000 ← 8 B question\n- [\d.]+ → 9 B answer 17\n\+ [\d.]+ → 9 B answer 99\n", done.stdout), done.stdout
    done = subprocess.run([program, "diff", after, after], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), done


def compare(app):
    """Yesterday the device answered right, today it does not."""
    port = free_port()
    app.open("TCP server", ("127.0.0.1", port))
    with temporary_folder() as folder:
        paths = [os.path.join(folder, name) for name in ("yesterday.pcapng", "today.pcapng")]
        for path, answer in zip(paths, ("answer 17", "answer 99")):
            converse(app, port, answer)
            save_capture(app, path)
            hands.keys("ctrl+l")
        compare_in_a_script(app, *paths)
        open_captures(app, paths)
    hands.keys("ctrl+Page_Up")
    hands.keys("ctrl+m")
    app.wait_shown("Compare captures", "frame")
    app.wait_shown("1 changed, 1 equal")
    app.wait_shown(r"^Changed\. Left: .*→ 9 B answer 17\. Right: .*→ 9 B answer 99$")
    app.wait_shown(r"^Left: .* · 127\.0\.0\.1:\d+$")
    hands.keys("Escape")
    wait_for("the window to be closed", lambda: not app.program.find_all("Compare captures", "frame"))


def sockeye_with_dialog(name):
    """The toolkit's file chooser has leaks of its own."""
    return sockeye(name, environment=without_leak_check())


tap.run([save_and_open, compare], sockeye_with_dialog)
