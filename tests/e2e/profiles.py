# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles: saved in one run, and opened in another one by the command line, by a double click, and from the menu."""

import contextlib
import os
import shutil
import socket
import subprocess

import hands
import tap
from access import wait_for
from driver import choose_file, free_port, sockeye, temporary_folder, without_leak_check

BUILD = os.path.dirname(os.environ["SOCKEYE_LOCALEDIR"])
APP_ID = "org.sockeye.Sockeye"


def titles(app):
    return sorted(hands.windows(app.process.pid).values())


def wait_title(app, title):
    wait_for(f"the title “{title}”", lambda: titles(app) == [title], explain=lambda: repr(titles(app)))


def install():
    """What the desktop has to know of the program, as a package would bring it."""
    home = os.environ["XDG_DATA_HOME"]
    for folder in ("applications", "mime/packages"):
        os.makedirs(os.path.join(home, folder), exist_ok=True)
    with open(f"{BUILD}/data/{APP_ID}.desktop", encoding="utf-8") as source:
        entry = source.read()
    assert "\nExec=sockeye %F\n" in entry, entry
    with open(f"{home}/applications/{APP_ID}.desktop", "w", encoding="utf-8") as out:
        out.write(entry.replace("Exec=sockeye", f"Exec={os.environ['SOCKEYE']}"))
    shutil.copy(f"{BUILD}/data/{APP_ID}.mime.xml", f"{home}/mime/packages/{APP_ID}.xml")
    subprocess.run(["update-mime-database", f"{home}/mime"], check=True)
    subprocess.run(["update-desktop-database", f"{home}/applications"], check=True)


def double_click(path):
    """What a file manager does: it asks for the type, and starts the program that the desktop has for it."""
    done = subprocess.run(["gio", "info", "-a", "standard::content-type", path], capture_output=True, text=True,
                          check=True)
    assert "application/x-sockeye-profile" in done.stdout, done.stdout
    subprocess.run(["gio", "open", path], check=True, timeout=60)


def save_here_and_open_there(case):
    with temporary_folder() as folder:
        path = os.path.join(folder, "lab 实验.sockeye")
        port = free_port(8080)
        with sockeye(case, environment=without_leak_check()) as app:
            app.protocol("TCP server")
            app.fill("Local port", str(port))
            app.choose("Encoding", "GBK")
            app.fill("Data to send", "你好, \\ [Session]")
            hands.keys("ctrl+alt+s")
            choose_file(app, "Save profile", path)
            app.wait_shown("The profile was saved to")
            wait_title(app, "lab 实验.sockeye – Sockeye")
            # Saved once, it is saved again without a question.
            app.fill("Data to send", "问")
            before = os.stat(path).st_mtime_ns
            hands.keys("ctrl+alt+s")
            wait_for("the file to be another one", lambda: os.path.exists(path) and os.stat(path).st_mtime_ns != before)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for line in ("[Profile]", "version=2", "[End]", "protocol=tcp-server", f"tcp-server-local-port={port}", "encoding=gbk",
                     "send-text=问"):
            assert f"\n{line}\n" in text, text

        with sockeye(case, path) as app:
            wait_title(app, "lab 实验.sockeye – Sockeye")
            assert app.chosen("Protocol") == "TCP server"
            assert app.text_of("Local port") == str(port)
            assert app.chosen("Encoding") == "GBK"
            assert app.text_of("Data to send") == "问"
            # Nothing listens before the user says so.
            with socket.socket() as sock:
                assert sock.connect_ex(("127.0.0.1", port)) != 0
            app.click("Listen")
            app.find("Close")
            with socket.create_connection(("127.0.0.1", port), 20) as sock:
                sock.settimeout(20)
                app.wait_sensitive("Send")
                app.click("Send")
                assert sock.recv(100) == "问".encode("gbk")

            # What is open stays open: the same profile comes a second time, in a tab of its own.
            install()
            double_click(path)
            wait_for("a second tab", lambda: len(app.program.find_all("lab 实验.sockeye", "page tab")) == 2,
                     explain=app.program.dump)
            with socket.create_connection(("127.0.0.1", port), 20):
                pass


def wrong_files_change_nothing(case):
    with temporary_folder() as folder, sockeye(case) as app:
        app.fill("Data to send", "as it was")
        for name, text, words in (
                ("port.sockeye", "[Profile]\nversion=1\n\n[Session]\nudp-local-port=70000\n",
                 r"Line 5: “udp-local-port” cannot be “70000”\. It can be: a whole number from 0 to 65535"),
                ("newer.sockeye", "[Profile]\nversion=99\n", "newer Sockeye"),
                ("cut.sockeye", "[Profile]\nversion=2\n\n[Session]\nudp-local-port=80", "Line 5: The file is incomplete"),
                ("other.sockeye", "\x7fELF\0\0", "Line 1: This is no profile of Sockeye"),
                ("missing.sockeye", None, "could not be read, and nothing was changed")):
            path = os.path.join(folder, name)
            if text is not None:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            assert subprocess.run([app.exe, name], cwd=folder, check=False, timeout=60).returncode == 0
            app.wait_shown(words)
        os.mkdir(os.path.join(folder, "folder.sockeye"))
        os.mkfifo(os.path.join(folder, "pipe.sockeye"))
        os.mkfifo(os.path.join(folder, "pipe.pcapng"))
        for name, words in (("folder.sockeye", r"This is a folder\. Open the files in it\."),
                            ("pipe.sockeye", r"pipe\.sockeye.*This is no ordinary file, but a pipe"),
                            ("pipe.pcapng", r"pipe\.pcapng.* is no ordinary file, but a pipe")):
            assert subprocess.run([app.exe, name], cwd=folder, check=False, timeout=60).returncode == 0
            app.wait_shown(words)
        together = ["newer.sockeye", "port.sockeye", "missing.sockeye"]
        assert subprocess.run([app.exe, *together], cwd=folder, check=False, timeout=60).returncode == 0
        app.wait_shown(r"(?s)newer\.sockeye.*Line 2: .*port\.sockeye.*Line 5: .*missing\.sockeye.*could not be read")
        done = subprocess.run([app.exe, "a.sockeye", "--to", "127.0.0.1:1"], capture_output=True, text=True, check=False)
        assert done.returncode == 2 and "brings its own settings" in done.stderr, done
        assert app.text_of("Data to send") == "as it was"
        assert titles(app) == ["Sockeye"]


def recent_files_and_undo(case):
    with temporary_folder() as folder, sockeye(case) as app:
        path = os.path.join(folder, "modem.sockeye")
        with open(path, "w", encoding="utf-8") as file:
            file.write("[Profile]\nversion=1\n[Session]\nshow-quick-commands=true\n[Quick commands]\nversion=1\n"
                       "[Folder 1]\nname=Modem\n[Command 1]\nname=reset\ntext=ATZ\n")
        hands.keys("ctrl+o")
        app.wait_shown("Open profile or capture")
        hands.type_text("/")
        choose_file(app, "Open profile or capture", path)
        app.wait_shown("in the folder “Modem”, and yours are as they were")
        app.find("Send reset", "push button")
        app.click("Undo")
        app.wait_shown("were taken out of yours again")

        hands.keys("F10")
        wait_for("the menu", lambda: any(node.has("focused") for node in app.program.find_all("New tab", "menu item")),
                 explain=app.program.dump)
        hands.keys("g")
        app.choose_menu_item("modem.sockeye")
        app.wait_shown("in the folder “Modem”, and yours are as they were")


@contextlib.contextmanager
def nothing(name):
    yield name


tap.run([save_here_and_open_there, wrong_files_change_nothing, recent_files_and_undo], nothing)
