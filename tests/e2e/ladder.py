# SPDX-License-Identifier: GPL-3.0-or-later
"""The diagram of calls: what it draws of both ends of a pair is what went over the wire, and what it says of a far end that
is another program follows from what that program did."""

import contextlib
import os
import re
import socket
import subprocess
import threading
import xml.etree.ElementTree

import hands
import tap
from access import wait_for
from driver import choose_file, free_port, sockeye, temporary_folder, without_leak_check

SVG = "{http://www.w3.org/2000/svg}"
FIN, SYN, RST, ACK = 1, 2, 4, 16
PACKET_OUTGOING = 4


class Wire:
    """What goes over the loopback of this session's own network. None where it is not its own."""

    def __init__(self):
        self.packets = []
        self.socket = None
        with contextlib.suppress(PermissionError):
            if os.environ.get("UI_SESSION_NET") == "own":
                self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
                threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            packet, address = self.socket.recvfrom(65536)
            if address[2] == PACKET_OUTGOING or packet[23] != socket.IPPROTO_TCP:
                continue
            size = int.from_bytes(packet[16:18], "big")
            tcp = packet[14 + 4 * (packet[14] & 15):14 + size]
            ports = int.from_bytes(tcp[:2], "big"), int.from_bytes(tcp[2:4], "big")
            self.packets.append((ports, tcp[13], len(tcp) - 4 * (tcp[12] >> 4)))

    def segments(self, server):
        """(end, kind, bytes) as the diagram has them: without ACKs of data, and with those of FIN only where they are alone."""
        found, closing = [], False
        for (source, target), flags, size in self.packets:
            if server not in (source, target):
                continue
            end = "right" if source == server else "left"
            if flags & SYN:
                found.append((end, "syn-ack" if flags & ACK else "syn", 0))
            elif flags & RST:
                found.append((end, "rst", 0))
            else:
                if size:
                    found.append((end, "data", size))
                elif not flags & FIN and (closing or found[-1][1] == "syn-ack"):
                    found.append((end, "ack", 0))
                if flags & FIN:
                    found.append((end, "fin", 0))
                    closing = True
        return found


def read_svg(path):
    """The steps of the picture: (end, kind, text, known). What is known is solid, and what is inferred is dashed."""
    steps = []
    for group in xml.etree.ElementTree.parse(path).getroot().iter(f"{SVG}g"):
        kind = "call" if "call" in group.get("class").split() else "segment"
        text = group.findall(f"{SVG}text")[-1].text
        known = "known" in group.get("class").split()
        drawn = [part for part in group.iter() if part.tag in (f"{SVG}line", f"{SVG}circle")]
        assert drawn and all(("stroke-dasharray" in part.attrib) != known for part in drawn), (text, known)
        steps.append((group.get("data-end"), group.get("data-kind"), text, known, kind))
    return steps


def times_of(path):
    """When each call that is known was called, as it stands beside it."""
    groups = xml.etree.ElementTree.parse(path).getroot().iter(f"{SVG}g")
    return [group.findall(f"{SVG}text")[0].text for group in groups if {"call", "known"} <= set(group.get("class").split())]


def open_diagram(app, *names):
    hands.keys(*names)
    wait_for("the diagram", lambda: app.program.find_all("Diagram of calls", "image"), explain=app.program.dump)
    wait_for("its window to be the active one", lambda: hands.active_window() != app.window)


def close_diagram(app):
    hands.keys("Escape")
    wait_for("the diagram to go", lambda: not app.program.find_all("Diagram of calls", "image"))
    wait_for("the main window to be the active one", lambda: hands.active_window() == app.window)


def description(app):
    return " ".join(node.description or "" for node in app.program.find_all("Diagram of calls", "image"))


def save(app, path):
    hands.keys("alt+s")
    app.choose_menu_item("Save as SVG…")
    choose_file(app, "Save diagram", path)
    app.wait_shown("^Saved the diagram to ")
    return read_svg(path)


def a_pair_is_drawn_as_it_was(app):
    wire = Wire()
    hands.keys("ctrl+shift+p")
    ends = wait_for("the pair", lambda: (lambda found: found if len(found) == 2 else None)(
        [node for node in app.program.find_all(re.compile(r"^TCP (server|client) 127\.0\.0\.1:\d+$"), "panel")
         if node.place[3] > 200]))
    server, client = sorted(ends, key=lambda node: node.place[0])
    number = int(server.name.split(":")[1])

    def press(page, name):
        app.click(app.find(name, "push button", within=page))

    press(server, "Listen")
    app.find("Stop", "push button", within=server)
    press(client, "Connect")
    app.find("Disconnect", "push button", within=client)
    for page in (client, server):
        wait_for("Send to be possible", lambda page=page: app.find("Send", "push button", within=page).sensitive)
        press(page, "Send")
    wait_for("both messages", lambda: all(
        any("← " in row.name for log in page.find_all("Data log") for row in log.children) for page in (server, client)))
    press(client, "Disconnect")
    app.find("Connect", "push button", within=client)
    open_diagram(app, "ctrl+d")
    with temporary_folder() as folder:
        steps = save(app, os.path.join(folder, "calls.svg"))
    close_diagram(app)

    calls = [(end, kind, text) for end, kind, text, known, what in steps if what == "call"]
    assert all(known for _, _, _, known, what in steps if what == "call"), steps
    named = {"left": [kind for end, kind, _ in calls if end == "left"],
             "right": [kind for end, kind, _ in calls if end == "right"]}
    assert named["left"] == ["socket", "connect", "connected", "send", "recv", "close"], named
    assert named["right"] == ["socket", "bind", "listen", "accept", "recv", "send", "recv", "close"], named
    assert ("right", "recv", "recv() = 0") in calls and ("right", "recv", "recv() = %d" % len("Hello from the client")) in calls
    segments = [(end, kind, int(text.split()[0]) if kind == "data" else 0)
                for end, kind, text, _, what in steps if what == "segment"]
    assert [known for _, kind, _, known, _ in steps if kind == "data"] == [True, True], steps
    if wire.socket:
        seen = wire.segments(number)
        # An ACK that may have travelled with a FIN is drawn, and says so.
        joined = any("alone or with the FIN" in text for _, kind, text, _, _ in steps if kind == "ack")
        if joined and len(seen) < len(segments):
            segments.pop(next(i for i, step in enumerate(segments) if i > 3 and step[1] == "ack"))
        assert segments == seen, f"{segments} is not {seen}"


def another_program(app):
    port = free_port()
    app.open("TCP server", ("127.0.0.1", port))
    program = ("import socket; s = socket.create_connection(('127.0.0.1', %d)); s.sendall(b'hello'); "
               "print(s.recv(10)); s.shutdown(socket.SHUT_WR); print(s.recv(10))" % port)
    peer = subprocess.Popen(["/usr/bin/python3", "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        app.wait_row(re.compile("^← .*hello$"))
        app.send("yes")
        app.wait_event(re.compile(r"Closed the connection to 127\.0\.0\.1:\d+"))
        assert peer.communicate(timeout=20)[0].split() == ["b'yes'", "b''"]
    finally:
        peer.kill()
        peer.wait()
    open_diagram(app, "ctrl+d")
    with temporary_folder() as folder:
        steps = save(app, os.path.join(folder, "calls.svg"))
    short = shorten(steps)
    assert short == ["rsocket", "rbind", "rlisten", "l~connect", "l~syn", "r~syn-ack", "l~ack", "raccept", "ldata", "rrecv",
                     "rsend", "r~data", "l~shutdown-or-close", "lfin", "r~ack", "rrecv", "rclose", "r~fin", "l~ack"], short

    # The keys go from step to step, and each says what it is.
    view = app.program.find_all("Diagram of calls", "image")[0]
    app.click(view)
    hands.keys("Home")
    wait_for("the first step", lambda: description(app) == "Server (this end): socket(). Known from the log.",
             explain=lambda: description(app))
    hands.keys(*["Down"] * 4)
    wait_for("the SYN", lambda: description(app).startswith("Client (far end) to Server (this end): SYN. Inferred:"),
             explain=lambda: description(app))
    hands.keys(*["Down"] * 5)
    wait_for("recv()", lambda: description(app) == "Server (this end): recv() = 5. Known from the log.",
             explain=lambda: description(app))
    # Its record is selected in the log, so that it can be inspected there.
    hands.keys("Return")
    close_diagram(app)
    hands.keys("alt+Return")
    wait_for("the record", lambda: any(node.text == "hello" for node in app.program.find_all("Text", "text")),
             explain=app.program.dump)
    hands.keys("Escape")
    wait_for("the main window to be the active one", lambda: hands.active_window() == app.window)


def it_follows(app):
    """What is drawn at the end is the newest step, which a click there selects; the keys go to both ends."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        app.open("TCP client", ("", ""), server.getsockname())
        peer, _ = server.accept()
    open_diagram(app, "ctrl+d")
    view = app.program.find_all("Diagram of calls", "image")[0]
    with peer:
        for size in range(1, 8):
            peer.sendall(b"x" * size)
            app.wait_row(re.compile(f"^← .*{'x' * size}$"))
        newest = "Client (this end): recv() = 7. Known from the log."

        def newest_clicked():
            x, y, width, height = view.place
            left, top = app.place_on_screen(view)
            hands.click(left, top - height // 2 + height - 28)
            return description(app) == newest

        wait_for("the newest step at the end", newest_clicked, explain=lambda: description(app))
        hands.keys("Home")
        wait_for("the first step", lambda: description(app).startswith("Client (this end): socket()"),
                 explain=lambda: description(app))
        hands.keys("End")
        wait_for("the last step", lambda: description(app) == newest, explain=lambda: description(app))
        hands.keys("Up")
        wait_for("the one before", lambda: description(app) != newest, explain=lambda: description(app))
        wait_for("the newest step at the end", newest_clicked, explain=lambda: description(app))
    close_diagram(app)


def shorten(steps):
    return [f"{end[0]}{'' if known else '~'}{kind}" for end, kind, _, known, _ in steps]


def save_diagram(app, connection=None):
    """Of the page in front; of this one of its connections."""
    open_diagram(app, "ctrl+d")
    if connection is not None:
        app.choose("Connection", connection)
    with temporary_folder() as folder:
        steps = save(app, os.path.join(folder, "calls.svg"))
    close_diagram(app)
    return steps


def a_relay_has_two_sides(app):
    """The server of its client is the client of its target, and each of its connections has a diagram."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = free_port(8080)
        app.protocol("TCP relay")
        app.fill("Local port", str(port))
        app.fill("Remote port", str(listener.getsockname()[1]))
        app.click("Listen")
        app.find("Stop", "push button")
        with socket.create_connection(("127.0.0.1", port), 20) as client:
            target, _ = listener.accept()
            with target:
                client.sendall(b"hello")
                assert target.recv(100) == b"hello"
                app.wait_row(re.compile("^→ .*hello$"))
                towards = save_diagram(app)
                accepted = save_diagram(app, "127.0.0.1:%d" % client.getsockname()[1])
        app.wait_shown(r", 0 connections$")
    assert shorten(towards) == ["lsocket", "lconnect", "r~listen", "l~syn", "r~syn-ack", "l~ack", "lconnected", "lsend",
                                "l~data"], shorten(towards)
    assert shorten(accepted) == ["rsocket", "rbind", "rlisten", "l~connect", "l~syn", "r~syn-ack", "l~ack", "raccept", "ldata",
                                 "rrecv"], shorten(accepted)


def nothing_goes_over_a_wire(app):
    """A Unix socket has calls and bytes, and neither segments nor a handshake."""
    with temporary_folder() as folder:
        path = os.path.join(folder, "s")
        app.open("Unix stream server", path)
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(path)
            sock.sendall(b"hello")
            app.wait_row(re.compile("hello$"))
        app.wait_event(re.compile(r"Closed the connection to unnamed #\d+"))
        steps = save_diagram(app)
        app.click("Stop")
        app.find("Listen", "push button")
    assert shorten(steps) == ["rsocket", "rbind", "rlisten", "l~connect", "raccept", "ldata", "rrecv", "l~shutdown-or-close",
                              "rrecv", "rclose"], shorten(steps)
    assert [text for _, kind, text, _, _ in steps if kind == "bind"] == [f"bind({path}) = 0"], steps


def a_saved_one_is_the_same(app):
    """To the microsecond: a file keeps when everything was called."""
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    with temporary_folder() as folder:
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"hello")
            app.wait_row(re.compile("^← .*hello$"))
        app.wait_event(re.compile(r"Closed the connection to 127\.0\.0\.1:\d+"))
        before, after = (os.path.join(folder, name) for name in ("before.svg", "after.svg"))
        open_diagram(app, "ctrl+d")
        steps = save(app, before)
        close_diagram(app)
        assert all(re.fullmatch(r"\d+\.\d{6}", time) for time in times_of(before)), times_of(before)

        path = os.path.join(folder, "calls.pcapng")
        hands.keys("ctrl+shift+s")
        app.click(app.find("Save", "push button"))
        choose_file(app, "Save capture", path)
        app.wait_shown(r"Saved \d+ records")
        hands.keys("ctrl+o")
        app.wait_shown("Open profile or capture")
        hands.type_text("/")
        choose_file(app, "Open profile or capture", path)
        wait_for("the tab of the capture", lambda: any(
            node.find_all("Data log") for node in app.program.find_all("calls.pcapng", "panel")))
        open_diagram(app, "ctrl+d")
        assert save(app, after) == steps
        close_diagram(app)
        with open(before, encoding="utf-8") as one, open(after, encoding="utf-8") as other:
            assert one.read() == other.read()


def sockeye_with_dialog(name):
    """The toolkit's file chooser has leaks of its own."""
    return sockeye(name, environment=without_leak_check())


tap.run([a_pair_is_drawn_as_it_was, another_program, it_follows, a_relay_has_two_sides, nothing_goes_over_a_wire,
         a_saved_one_is_the_same], sockeye_with_dialog)
