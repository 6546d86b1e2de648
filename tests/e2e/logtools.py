# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools of the log: filter, copy in other forms, jump, framing, raw text, saving while receiving."""

import os
import re
import socket
from random import Random

import hands
import tap
from access import wait_for
from driver import TIME, bind_udp, free_port, sockeye, temporary_folder, without_leak_check


def receive(app, lines):
    """Sockeye bound, and these datagrams received. Returns the socket and how its rows begin."""
    sock, peer = bind_udp(app)
    for line in lines:
        sock.send(line.encode())
    app.wait_shown(f"RX: {len(lines)} messages?,")
    return sock, peer


def texts(app):
    return [TIME.sub("", row) for row in app.rows]


def wait_texts(app, wanted):
    wait_for(f"the rows {wanted}", lambda: texts(app) == wanted, explain=lambda: "\n".join(app.rows))


def wait_focus(app, name):
    """What stands in a popover is reached by keys: its place on the screen is not that of its window."""
    wait_for(f"the focus at {name!r}", lambda: any(node.has("focused") for one in app.program.find_all(name)
                                                   for node in one.walk()), explain=app.program.dump)


def tab_to(app, name):
    for _ in range(12):
        if any(node.has("focused") for one in app.program.find_all(name) for node in one.walk()):
            return
        hands.keys("Tab")
    wait_focus(app, name)


def bytes_of(log):
    """What was received, read back from the rows of a log in hex."""
    rows = [re.sub(r"^.* ← \S+ \d+ B ", "", row) for row in log.split("\n") if " • " not in row]
    return bytes.fromhex("".join(rows))


def filter_by_size_and_kind(app):
    sock, peer = receive(app, ["tiny", "a longer one", "the longest one of all"])
    with sock:
        hands.keys("ctrl+shift+f")
        wait_focus(app, "Received")
        tab_to(app, "Size from")
        hands.type_text("12x")
        app.wait_shown("Enter a whole number of bytes, such as 1500")
        hands.keys("BackSpace")
        app.wait_shown(r"^3 of 4 records shown$")
        tab_to(app, "Size to")
        hands.type_text("15")
        app.wait_shown(r"^2 of 4 records shown$")
        tab_to(app, "Time from")
        hands.type_text("25:00")
        app.wait_shown("Enter a time such as 14:03:05.25")
        hands.keys("ctrl+a", "Delete")
        hands.keys("Escape")
        sock.send(b"arrives later")
        sock.send(b"and is too long for this")
        app.wait_shown(r"^3 of 6 records shown$")
        wait_for("the rows that fit", lambda: texts(app)[1:] == [f"← {peer} 12 B a longer one", f"← {peer} 13 B arrives later"],
                 explain=lambda: "\n".join(app.rows))
        app.click("Show all")
        app.wait_row(f"← {peer} 4 B tiny")
        assert not app.program.find_all(re.compile("records shown")) or len(app.rows) == 6, app.rows


def filter_by_pattern(app):
    sock, peer = receive(app, ["alpha", "beta", "alpha again"])
    with sock:
        hands.keys("ctrl+f")
        wait_focus(app, "Find")
        hands.type_text("alpha")
        app.wait_shown(r"^2 matches$")
        app.click("Filter")
        wait_texts(app, [f"← {peer} 5 B alpha", f"← {peer} 11 B alpha again"])
        app.wait_shown(r"^2 of 4 records shown$")
        sock.send(b"no match")
        sock.send(b"a third alpha")
        app.wait_row(f"← {peer} 13 B a third alpha")
        assert len(app.rows) == 3, app.rows


def find_what_the_rows_show(app):
    """A row of a stream begins where its receive begins, and a byte that is no text is found as it is shown."""
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port)) as sock:
        for number in range(5):
            sock.send(b"line %d \xff tail" % number)
            app.wait_row(re.compile(rf"line {number} .* tail$"))
        hands.keys("ctrl+f")
        wait_focus(app, "Find")
        hands.type_text("0 \\xFF t")
        app.wait_shown("^1 match$")
        app.choose("Find as", "Regex")
        for expression, count in (("^line", "5 matches"), ("4.*l", "1 match"), ("tail$", "5 matches"),
                                  ("(?=line)", "0 matches")):
            hands.keys("ctrl+f", "ctrl+a")
            wait_focus(app, "Find")
            hands.type_text(expression)
            app.wait_shown(f"^{count}$")
        app.wait_shown("^This expression matches only places between characters")
        hands.keys("ctrl+f", "ctrl+a")
        hands.type_text("^line")
        app.click("Filter")
        app.wait_shown(r"^5 of 7 records shown$")


def find_follows_the_encoding(app):
    sock, peer = receive(app, [])
    with sock:
        sock.send("中文".encode("gbk"))
        app.wait_row(re.compile(rf"^← {re.escape(peer)} 4 B"))
        hands.keys("ctrl+f")
        wait_focus(app, "Find")
        hands.type_text("中文")
        app.wait_shown("^0 matches$")
        # Nothing more arrives: what is there already is looked through again.
        app.choose("Encoding", "GBK")
        app.wait_shown("^1 match$")


def a_wrong_pattern(app):
    sock, _ = receive(app, ["one"])
    with sock:
        hands.keys("ctrl+f")
        wait_focus(app, "Find")
        app.choose("Find as", "Regex")
        hands.keys("ctrl+f")
        wait_focus(app, "Find")
        hands.type_text("([")
        # The whole sentence, not its beginning.
        label = app.wait_shown("not a regular expression: .*missing terminating.* Correct it", "label")
        assert label.place[3] > 0 and label.place[2] > 200, label.place
        # Escape closes from everywhere in the bar.
        hands.keys("Tab", "Tab", "Tab")
        wait_for("the focus on a button", lambda: any(app.button(name).has("focused")
                                                      for name in ("Match case", "Filter", "Filter options")))
        hands.keys("Escape")
        wait_for("the bar to close", lambda: app.find("Data log", "list").has("focused"), explain=app.program.dump)


def bytes_in_bytes_shown_bytes_saved(app):
    random = Random(4711)
    data = random.randbytes(300000)
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port), 10) as sock, temporary_folder() as folder:
        at = 0
        while at < len(data):
            size = random.randint(1, 9000)
            sock.sendall(data[at:at + size])
            at += size
        app.wait_shown(f"^RX: .*, {len(data)} bytes$")
        app.click("Hex")
        app.click(app.find("Data log", "list"))
        wait_for("the focus in the log", lambda: app.find("Data log", "list").has("focused"))
        hands.keys("ctrl+a")
        app.wait_sensitive("Copy rows")
        hands.keys("ctrl+c")
        shown = wait_for("the rows in the clipboard", lambda: (lambda text: text if len(text) > 3 * len(data) else None)(
            hands.get_clipboard()), explain=lambda: f"it has {hands.get_clipboard()[:200]!r}")
        assert bytes_of(shown) == data, "other bytes are shown than came"
        path = os.path.join(folder, "log.txt")
        hands.keys("ctrl+s")
        dialog = wait_for("the dialog", lambda: len(app.program.children) > 1 and app.program.children[-1])
        wait_for("its name field", lambda: any(node.has("focused") for node in dialog.find_all(role="text")))
        hands.keys("ctrl+a")
        hands.type_text(path)
        wait_for("the path", lambda: any(node.text == path for node in dialog.find_all(role="text")))
        hands.keys("Return")
        app.wait_shown("^Saved ")
        with open(path, encoding="utf-8") as file:
            assert bytes_of(file.read()) == data, "other bytes are saved than came"


def copy_as(app):
    sock, peer = receive(app, ["quote \" end"])
    with sock:
        app.wait_row(f"← {peer} 11 B quote \" end")
        hands.keys("ctrl+g")
        wait_focus(app, "Jump to")
        hands.type_text("2\n")
        app.wait_sensitive("Copy rows")
        for downs, wanted in ((2, "0x71, 0x75"), (3, "b'quote \" end'|b\"quote \\\\\" end\""), (4, r"# RECV ASCII FROM 127\.0\.0\.1 :\d+>\n")):
            hands.put_clipboard("nothing yet")
            app.click("Copy as")
            wait_for("the menu", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "menu item"))
            hands.keys(*["Down"] * downs, "Return")
            wait_for(f"{wanted!r} in the clipboard", lambda: re.search(wanted, hands.get_clipboard()),
                     explain=lambda: repr(hands.get_clipboard()))


def jump(app):
    sock, peer = receive(app, [f"row {number}" for number in range(300)])
    with sock:
        app.wait_row(f"← {peer} 7 B row 299")
        hands.keys("ctrl+g")
        wait_focus(app, "Jump to")
        hands.type_text("302\n")
        app.wait_shown("There is no such record. The log has the records 1 to 301")
        hands.keys("ctrl+a")
        hands.type_text("soon\n")
        app.wait_shown("Enter the number of a record, or a time")
        hands.keys("ctrl+a")
        hands.type_text("12\n")
        app.wait_row(f"← {peer} 6 B row 10")
        hands.keys("ctrl+g")
        wait_focus(app, "Jump to")
        hands.keys("ctrl+a")
        hands.type_text("2001-01-01\n")
        app.wait_row(f"← {peer} 5 B row 0")


def choose_framing(app, downs, name):
    app.click("Framing")
    wait_focus(app, "Framing rule")
    hands.keys("space")
    wait_for("the list of rules", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "list item"),
             explain=app.program.dump)
    hands.keys("Home", *["Down"] * downs, "Return")
    wait_for(f"{name!r} to hold", lambda: app.program.find_all(name, "label"))
    hands.keys("Escape")


def framing(app):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port)) as sock:
        peer = f"127.0.0.1:{sock.getsockname()[1]}"
        for part in (b"first li", b"ne\nsecond line\nthi"):
            sock.send(part)
            app.wait_row(re.compile(re.escape(part.split(b"\n")[-1].decode()) + "$"))
        choose_framing(app, 1, "Lines")
        app.wait_row(f"← {peer} 11 B first line")
        app.wait_row(f"← {peer} 12 B second line")
        app.wait_row(re.compile(rf"^← {re.escape(peer)} 3 B thi \(unfinished"))
        sock.send(b"rd line\n")
        app.wait_row(f"← {peer} 11 B third line")
        # Rows are messages now, and so are the numbers: two events, three lines.
        hands.keys("ctrl+g")
        wait_focus(app, "Jump to")
        hands.type_text("6\n")
        app.wait_shown("There is no such message. With this framing the log has the messages 1 to 5")
        hands.keys("ctrl+a")
        hands.put_clipboard("nothing yet")
        hands.type_text("4\n")
        app.wait_sensitive("Copy rows")
        app.click("Copy rows")
        wait_for("the message in the clipboard", lambda: hands.get_clipboard().rstrip().endswith("12 B second line"), explain=hands.get_clipboard)
        choose_framing(app, 0, "As received")
        app.wait_row(f"← {peer} 8 B first li")


def raw(app):
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port)) as sock:
        for part in (b"first li", b"ne\nsecond line\n"):
            sock.send(part)
            app.wait_row(re.compile(re.escape(part.split(b"\n")[-1].decode()) + "$"))
        app.click("Raw")
        wait_texts(app, ["first line", "second line"])
        app.click("Text")
        app.wait_row(re.compile("8 B first li$"))


def save_while_receiving(app):
    """Also in files of a size, as the preferences say."""
    hands.keys("ctrl+comma")
    app.set_number("New file after (MiB)", 1)
    hands.keys("Escape")
    wait_for("the preferences to close", lambda: len(app.program.children) == 1)
    sock, peer = receive(app, ["not saved", "neither"])
    with sock, temporary_folder() as folder:
        path = os.path.join(folder, "live.txt")
        hands.keys("F10")
        wait_for("the menu", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "menu item"))
        hands.keys("w")
        dialog = wait_for("the dialog", lambda: len(app.program.children) > 1 and app.program.children[-1])
        wait_for("its name field", lambda: any(node.has("focused") for node in dialog.find_all(role="text")))
        hands.keys("ctrl+a")
        hands.type_text(path)
        wait_for("the path", lambda: any(node.text == path for node in dialog.find_all(role="text")), explain=dialog.dump)
        hands.keys("Return")
        app.wait_shown("Saving to " + re.escape(path))
        for number in range(50):
            sock.send(b"record %d" % number)
        app.wait_row(f"← {peer} 9 B record 49")
        large = ["%d %s" % (number, "x" * 60000) for number in range(20)]
        for number, text in enumerate(large):
            sock.send(text.encode())
            app.wait_shown(rf"^RX: {53 + number} messages,")
        app.click("Stop saving")
        app.wait_shown(r"^Saved 70 records \(.*\) to " + re.escape(path))
        assert sorted(os.listdir(folder)) == ["live.txt", "live.txt.1"]
        assert os.stat(path + ".1").st_size <= (1 << 20) + 60200
        lines = []
        for name in (path + ".1", path):
            with open(name, encoding="utf-8") as file:
                lines += file.read().splitlines()
        assert [line.split(" B ")[1] for line in lines] == [f"record {number}" for number in range(50)] + large


DESKTOP = "bytes_in_bytes_shown_bytes_saved", "copy_as", "save_while_receiving"


def sockeye_with_desktop(name):
    # GTK 4.8 leaks when another program offers something in the clipboard, and in its file dialog.
    return sockeye(name, environment=without_leak_check() if name in DESKTOP else None)


tap.run([filter_by_size_and_kind, filter_by_pattern, find_what_the_rows_show, find_follows_the_encoding,
         a_wrong_pattern, bytes_in_bytes_shown_bytes_saved, copy_as, jump, framing, raw, save_while_receiving], sockeye_with_desktop)
