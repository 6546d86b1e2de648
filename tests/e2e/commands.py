# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick commands: made, edited, put in order, sent by click and by key, in sequence, kept, imported and exported."""

import contextlib
import glob
import os
import re
import shutil
import signal
import socket
import time

import hands
import tap
from access import TIMEOUT, Timeout, wait_for
from driver import Sockeye, free_port, sockeye, temporary_folder, udp, without_leak_check

FOLDER = os.path.join(os.environ["XDG_DATA_HOME"], "sockeye")
FILE = os.path.join(FOLDER, "quick-commands.ini")
# The items of the panel's menu, by how many keys they are from the first one.
MENU = {"New folder": 1, "Rename the folder": 2, "Import": 4, "Export the folder": 5, "Export all": 6}


def stored():
    with contextlib.suppress(FileNotFoundError), open(FILE, encoding="utf-8") as file:
        return file.read()
    return ""


def store(text):
    os.makedirs(FOLDER, exist_ok=True)
    with open(FILE, "w", encoding="utf-8") as file:
        file.write("[Quick commands]\nversion=1\n\n" + text)


def wait_stored(text):
    wait_for(f"{text!r} in the file", lambda: text in stored(), explain=stored)


def names(*commands):
    return "[Folder 1]\n" + "".join(f"[Command]\nname={name}\n" for name in commands)


def holds(text):
    """For a case: what the file holds when the program starts."""
    def mark(case):
        case.file = text
        return case
    return mark


def command_list(app):
    return app.find("Quick commands", "list")


def titles(app):
    """The commands of the list, from the top."""
    lists = app.program.find_all("Quick commands", "list")
    return [button.name.removeprefix("Send ") for one in lists for button in one.find_all(re.compile("^Send "), "push button")
            if button.place[2] > 0]


def wait_titles(app, *wanted):
    wait_for(f"the commands {wanted}", lambda: titles(app) == list(wanted), explain=lambda: str(titles(app)))


def label(app, name):
    return wait_for(f"{name!r} in the list", lambda: next(iter(command_list(app).find_all(name, "label")), None))


def wait_focus(app, name):
    wait_for(f"the focus at {name!r}", lambda: any(node.has("focused") for one in app.program.find_all(name)
                                                   for node in one.walk()), explain=app.program.dump)


def open_panel(app, *commands):
    app.click("Quick commands")
    app.button("Add command")
    wait_titles(app, *commands)


def one_window(app, timeout=TIMEOUT):
    wait_for("the other window to close", lambda: len(app.program.children) == 1, timeout)


def add(app, name, text):
    """By keys, once the editor is there; it is closed afterwards."""
    app.click("Add command")
    wait_focus(app, "Name")
    hands.type_text(name)
    hands.keys("alt+m")
    wait_focus(app, "Message")
    hands.type_text(text)
    wait_stored(f"text={text}\n")
    hands.keys("Escape")
    one_window(app)


def select(app, name):
    app.click(label(app, name))
    wait_for(f"{name!r} to be chosen", lambda: app.button("Edit command").sensitive)


def make_and_send(app):
    with udp(app) as (sock, peer):
        open_panel(app)
        add(app, "First", "one")
        add(app, "Second", "two")
        wait_titles(app, "First", "Second")
        app.click("Send First")
        assert sock.recv(100) == b"one"
        hands.keys("ctrl+2")
        assert sock.recv(100) == b"two"
        app.wait_row(f"→ {peer} 3 B two")
        # Folded away, the keys are still there.
        app.click("Quick commands")
        wait_for("the panel to go", lambda: not titles(app))
        hands.keys("ctrl+1")
        assert sock.recv(100) == b"one"


def choose_with_keys(app, name, item, index):
    """In a popover, the focus on the drop-down."""
    wait_focus(app, name)
    hands.keys("space")
    wait_for(f"the list of {name!r}", lambda: app.find(name, "combo box").find_all(item, "label"))
    hands.keys("Home", *["Down"] * index, "Return")
    wait_for(f"{item!r} in {name!r}", lambda: app.chosen(name) == item, explain=lambda: app.chosen(name))


@holds("[Folder 1]\n[Command]\nname=Modbus\ntext=02 07\n")
def edit(app):
    with udp(app) as (sock, _):
        open_panel(app, "Modbus")
        select(app, "Modbus")
        hands.keys("F2")
        wait_focus(app, "Name")
        hands.keys("alt+c")
        wait_focus(app, "Comment")
        hands.type_text("with a checksum")
        hands.keys("alt+m")
        wait_focus(app, "Message")
        hands.keys("Tab")
        wait_focus(app, "Send as hex")
        hands.keys("space")
        # What was text is written as bytes.
        wait_stored("text=30 32 20 30 37\n")
        hands.keys("alt+m", "ctrl+a")
        hands.type_text("02 0")
        app.wait_shown("line 1, column 4")
        hands.type_text("7")
        app.wait_shown("^2 bytes: 02 07$")
        hands.keys("Tab", "Tab")
        wait_focus(app, "Checksum")
        hands.keys("space")
        choose_with_keys(app, "Kind of checksum", "CRC-16/MODBUS", 7)
        hands.keys("Tab")
        choose_with_keys(app, "Byte order", "Little endian", 1)
        app.wait_shown("^4 bytes: 02 07 41 12$")
        hands.keys("Escape")
        wait_for("the popover to close", lambda: not app.shows("Append bytes", "text"))
        hands.keys("Escape")
        one_window(app)
        app.wait_shown(r"^Ctrl\+1 · with a checksum$")
        app.click("Send Modbus")
        assert sock.recv(100) == b"\x02\x07\x41\x12"


@holds("[Folder 1]\n[Command]\nname=Lines\ntext=a\\nb\nline-end=cr\nappend-line-end=true\n"
       "[Command]\nname=Count\ntext=${counter} ${peer}\nvariables=true\n")
def its_own_options(app):
    """What the command says holds, whatever the options of the send box are."""
    with udp(app) as (sock, peer):
        hands.keys("ctrl+1", "ctrl+2", "ctrl+2")
        assert sock.recv(100) == b"a\rb\r"
        assert sock.recv(100) == f"1 {peer}".encode()
        assert sock.recv(100) == f"2 {peer}".encode()


@holds(names("one", "two", "three"))
def put_in_order(app):
    open_panel(app, "one", "two", "three")
    select(app, "one")
    hands.keys("alt+Down")
    wait_titles(app, "two", "one", "three")
    hands.keys("alt+Down")
    wait_titles(app, "two", "three", "one")
    app.click("Move command up")
    wait_titles(app, "two", "one", "three")

    x, y = app.place_on_screen(label(app, "two"))
    to_x, to_y = app.place_on_screen(label(app, "three"))
    hands.glide(x, y)
    hands.press()
    hands.glide(x + 4, y + 20)
    hands.glide(to_x, to_y)
    hands.glide(to_x + 4, to_y + 14)
    hands.press(down=False)
    wait_titles(app, "one", "three", "two")
    wait_for("the order in the file", lambda: re.findall(r"\]\nname=(.*)", stored())[1:] == ["one", "three", "two"],
             explain=stored)


@holds(names("one", "two"))
def delete_and_undo(app):
    open_panel(app, "one", "two")
    select(app, "one")
    hands.keys("Delete")
    wait_titles(app, "two")
    app.wait_shown("^“one” was deleted.$")
    wait_for("it to leave the file", lambda: "name=one\n" not in stored(), explain=stored)
    app.click("Undo")
    wait_titles(app, "one", "two")
    wait_stored("name=one\n")


@holds(names("here"))
def folders(app):
    open_panel(app, "here")
    choose_from_menu(app, "New folder")
    wait_focus(app, "Name of the folder")
    hands.type_text("Modem\n")
    wait_for("the folder", lambda: app.chosen("Folder of commands") == "Modem")
    add(app, "reset", "ATZ")
    wait_titles(app, "reset")
    app.choose("Folder of commands", "General")
    wait_titles(app, "here")
    choose_from_menu(app, "Rename the folder")
    wait_focus(app, "Name of the folder")
    hands.type_text("Main\n")
    wait_stored("[Folder 1]\nname=Main\n")
    wait_stored("[Folder 2]\nname=Modem\n")


def killed_right_after_a_change(app):
    """Three times: what was made is in the file at once, without anything more being done, and there again."""
    for number in range(3):
        hands.keys("ctrl+k")
        app.click("Add command")
        wait_focus(app, "Name")
        hands.type_text(f"kept {number}")
        wait_for("the row", lambda: f"kept {number}" in titles(app))
        wait_stored(f"name=kept {number}\n")
        app.process.send_signal(signal.SIGKILL)
        app.process.wait()
        again = Sockeye()
        try:
            hands.keys("ctrl+k")
            wait_titles(again, *[f"kept {before}" for before in range(number + 1)])
            again.quit()
        finally:
            again.destroy()
        if number < 2:
            app.__init__()


@holds("[Folder 1]\n[Command]\ntext=\\q\n")
def broken_file(app):
    app.wait_shown(r"could not be read\. Line 6: .*The file was kept as “")
    kept = glob.glob(FILE + ".broken-*")
    assert len(kept) == 1, kept
    with open(kept[0], encoding="utf-8") as file:
        assert file.read().endswith("text=\\q\n")
    open_panel(app)
    add(app, "new", "text")


def changed_by_another_program(app):
    open_panel(app)
    add(app, "mine", "text")
    store(names("theirs"))
    wait_titles(app, "theirs")


def set_rounds(app, number):
    field = app.find("Rounds", "spin button")
    app.click(field)
    wait_focus(app, "Rounds")
    hands.keys("ctrl+a")
    hands.type_text(number)
    wait_for(f"{number} rounds", lambda: field.text == number, explain=lambda: field.text)


def receive(sock, n):
    """What comes, and when."""
    return [(sock.recv(100), time.monotonic()) for _ in range(n)]


@holds("[Folder 1]\n[Command]\nname=one\ntext=one\ngap=400\n[Command]\nname=not this\ntext=no\n"
       "[Command]\nname=two\ntext=two\ngap=100\n")
def sequence(app):
    with udp(app) as (sock, _):
        open_panel(app, "one", "not this", "two")
        assert not app.button("Send ticked").sensitive
        app.click("Tick one")
        app.click("Tick two")
        app.wait_sensitive("Send ticked")
        app.click("Send ticked")
        (first, start), (second, end) = receive(sock, 2)
        assert (first, second) == (b"one", b"two")
        assert 0.35 < end - start < 2, end - start
        app.button("Send ticked")

        # Two rounds: the gap of the last step lies between them, and nothing follows. What comes late on a busy machine does
        # not make the next one late.
        set_rounds(app, "2")
        app.click("Send ticked")
        got = receive(sock, 4)
        assert [data for data, _ in got] == [b"one", b"two", b"one", b"two"]
        assert 0.4 < got[2][1] - got[0][1] < 2 and got[3][1] - got[0][1] > 0.75, got
        app.button("Send ticked")
        hands.keys("ctrl+2")
        assert sock.recv(100) == b"no"


@holds("[Folder 1]\n[Command]\nname=one\ntext=1\ngap=10\nticked=true\n[Command]\nname=two\ntext=2\ngap=10\nticked=true\n")
def round_and_round_over_tcp(app):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.settimeout(20)
        open_panel(app, "one", "two")
        set_rounds(app, "0")
        app.wait_sensitive("Send ticked")
        app.click("Send ticked")
        data = b""
        while len(data) < 40:
            data += sock.recv(100)
        assert data.startswith(b"12" * 20), data
        # The one at the right: the server has a button Stop as well, and so has the send box.
        app.click(max(app.program.find_all("Stop", "push button"), key=lambda button: button.place[0]))
        app.button("Send ticked")


@holds(names("one"))
def nothing_to_send_to(app):
    open_panel(app, "one")
    assert not app.button("Send one").sensitive
    hands.keys("ctrl+1")
    app.wait_shown("^Bind first: there is no socket to send from.$")
    hands.keys("ctrl+9")
    app.wait_shown("^There is no command number 9 in the folder “General”.$")


def choose_file(app, path, new=False):
    """In the file dialog that is open."""
    dialog = wait_for("the dialog", lambda: len(app.program.children) > 1 and app.program.children[-1])

    def look():
        return next((node for node in dialog.find_all(role="text") if node.has("focused")), None)
    if not new:
        wait_for("the dialog to be the active one", lambda: hands.active_window() != app.window)
        hands.keys("ctrl+l")
    field = wait_for("its name field", look, explain=dialog.dump)
    hands.keys("ctrl+a")
    hands.type_text(path)
    wait_for("the path", lambda: field.text == path, explain=dialog.dump)
    hands.keys("Return")
    # The first one may only end the completion of the name.
    with contextlib.suppress(Timeout):
        one_window(app, 3)
    if len(app.program.children) > 1:
        hands.keys("Return")
    one_window(app)


def choose_from_menu(app, item):
    app.click("Quick commands menu")
    wait_for("the menu", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "menu item"))
    hands.keys(*["Down"] * MENU[item], "Return")


@holds("[Folder 1]\nname=Modem\n[Command]\nname=reset\ntext=ATZ\\\\r\nescapes=true\n[Folder 2]\nname=Other\n"
       "[Command]\nname=else\n")
def export_and_import(app):
    with temporary_folder() as folder:
        path = os.path.join(folder, "all.ini")
        open_panel(app, "reset")
        choose_from_menu(app, "Export all")
        choose_file(app, path, new=True)
        app.wait_shown("^The quick commands were exported.$")
        with open(path, encoding="utf-8") as file:
            exported = file.read()
        assert re.findall(r"^[^#\s].*", exported, re.MULTILINE) == [
            "[Quick commands]", "version=2", "[Folder 1]", "name=Modem", "[Command 1.1]", "name=reset", "text=ATZ\\\\r",
            "escapes=true", "[Folder 2]", "name=Other", "[Command 2.1]", "name=else", "[End]"], exported

        choose_from_menu(app, "Import")
        choose_file(app, path)
        app.wait_shown("^Imported: 2 folders, 2 commands.$")
        wait_for("the imported folder", lambda: app.chosen("Folder of commands") == "Modem 2")
        wait_titles(app, "reset")
        wait_stored("[Folder 4]\nname=Other 2\n")

        with open(path, "w", encoding="utf-8") as file:
            file.write(exported.replace("\n[End]", "colour=red\n\n[End]"))
        choose_from_menu(app, "Import")
        choose_file(app, path)
        line = exported.count("\n") - 1
        app.wait_shown(f"Nothing was imported from “.*all.ini”. Line {line}: A command has no key “colour”.")
        assert "colour" not in stored()


def save_the_send_box(app):
    app.fill("Data to send", "typed before")
    open_panel(app)
    app.click("Quick commands menu")
    wait_for("the menu", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "menu item"))
    hands.keys("Return")
    wait_focus(app, "Name")
    hands.type_text("Saved")
    wait_stored("name=Saved\ntext=typed before\n")
    hands.keys("Escape")
    one_window(app)
    wait_titles(app, "Saved")


@contextlib.contextmanager
def sockeye_with_file(name):
    shutil.rmtree(FOLDER, ignore_errors=True)
    text = getattr(globals()[name], "file", None)
    if text is not None:
        store(text)
    # GTK 4.8 leaks in its file dialog.
    with sockeye(name, environment=without_leak_check() if name == "export_and_import" else None) as app:
        yield app


tap.run([make_and_send, edit, its_own_options, put_in_order, delete_and_undo, folders, killed_right_after_a_change,
         broken_file, changed_by_another_program, sequence, round_and_round_over_tcp, nothing_to_send_to, export_and_import,
         save_the_send_box], sockeye_with_file)
