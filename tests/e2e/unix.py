# SPDX-License-Identifier: GPL-3.0-or-later
"""Unix sockets, by path and by abstract name: streams and datagrams, with Python and socat at the far end."""

import contextlib
import os
import re
import signal
import socket
import subprocess

import hands
import tap
from access import wait_for
from driver import sockeye, temporary_folder


@contextlib.contextmanager
def place():
    """A folder for sockets; nothing of the program's may be left in it."""
    with temporary_folder() as folder:
        yield os.path.join(folder, "s")
        wait_for("the files to be gone", lambda: not os.listdir(folder), explain=lambda: repr(os.listdir(folder)))


def unix(kind=socket.SOCK_STREAM):
    sock = socket.socket(socket.AF_UNIX, kind)
    sock.settimeout(20)
    return sock


def native(name):
    """As Python writes abstract names."""
    return "\0" + name[1:] if name.startswith("@") else name


def wait_for_name(name):
    def bound():
        with open("/proc/net/unix", encoding="utf-8", errors="replace") as table:
            return any(line.rstrip("\n").endswith(" " + name) for line in table)
    wait_for(f"a socket on {name}", bound)


def menu_items(app):
    app.click("Connection menu")
    wait_for("the menu", lambda: any("menu item" in node.role and node.has("focused") for node in app.program.walk()))
    items = [node.name for node in app.program.walk() if "menu item" in node.role]
    hands.keys("Escape")
    return items


def serve(app, name):
    app.open("Unix stream server", name)
    app.wait_event(f"Listening on {name}")
    with unix() as sock, unix() as other:
        sock.connect(native(name))
        app.wait_event(re.compile(r"Accepted a connection from unnamed #\d+: process python3 "
                                  rf"\(pid {os.getpid()}, user {os.getuid()}\)"))
        sock.send(b"hello")
        app.wait_row(re.compile(r"← unnamed #\d+ 5 B hello"))
        other.connect(native(name))
        app.find("All connections (2)")
        app.send("to both")
        for one in (sock, other):
            assert one.recv(100) == b"to both"
        # This end has read everything, and the peer only closes its sending side.
        sock.shutdown(socket.SHUT_WR)
        assert sock.recv(100) == b""
    app.click("Stop")
    app.wait_sensitive("Listen")


def server(app):
    with place() as path:
        serve(app, path)
        serve(app, "@sockeye-e2e-server")


def client_of_socat(app):
    with place() as path:
        for listen, name in ((f"UNIX-LISTEN:{path},unlink-close", path), ("ABSTRACT-LISTEN:sockeye-e2e", "@sockeye-e2e")):
            peer = app.peer("socat", listen, "STDIO")
            wait_for_name(name)
            app.open("Unix stream client", "", name)
            app.wait_event(re.compile(rf"Connected to {name}: process socat \(pid {peer.process.pid}, user {os.getuid()}\)"))
            app.send(f"a question to {name}")
            peer.wait_output(f"a question to {name}")
            peer.write(f"the answer of {name}")
            app.wait_row(re.compile(f"← {name} .*the answer of {name}"))
            items = menu_items(app)
            assert "Close sending" in items and not any("RST" in item for item in items), items
            peer.close_input()
            app.wait_sensitive("Connect")
            assert peer.wait_end() == 0


def server_of_socat(app):
    with place() as path:
        for name, connect in ((path, f"UNIX-CONNECT:{path}"), ("@sockeye-e2e-2", "ABSTRACT-CONNECT:sockeye-e2e-2")):
            app.open("Unix stream server", name)
            peer = app.peer("socat", "STDIO", connect)
            app.find("All connections (1)")
            peer.write(f"from socat to {name}")
            app.wait_row(re.compile(f"← unnamed #.*from socat to {name}"))
            app.send("hello, socat")
            peer.wait_output("hello, socat")
            app.click("Stop")
            app.wait_sensitive("Listen")
            assert peer.wait_end() == 0


def half_close(app):
    """The client reads up to the end, which only a half-close can tell."""
    with place() as path:
        app.open("Unix stream server", path)
        with unix() as sock:
            sock.connect(path)
            app.find("All connections (1)")
            app.send("the last for you")
            app.click("Connection menu")
            app.choose_menu_item("Close sending to all")
            assert sock.recv(100) == b"the last for you"
            assert sock.recv(100) == b""
            app.wait_event("Closed sending to unnamed #1 (shutdown); receiving goes on")
            sock.send(b"thanks")
            app.wait_row("← unnamed #1 6 B thanks")
        app.wait_event("Closed the connection to unnamed #1")
        app.click("Stop")
        app.wait_sensitive("Listen")


def datagrams(app):
    with place() as path:
        name = "@sockeye-e2e-datagrams"
        with unix(socket.SOCK_DGRAM) as sock:
            sock.bind(native(name))
            app.open("Unix datagram", path, name)
            app.wait_event(f"Bound to {path}")
            app.send("by name")
            assert sock.recvfrom(100) == (b"by name", path)
            sock.sendto(b"", path)
            app.wait_row(re.compile(f"← {name} 0 B"))
            sock.sendto(b"answer", path)
            app.wait_row(f"← {name} 6 B answer")
            app.send("reply", target="Last sender")
            assert sock.recv(100) == b"reply"

            # Who has no name cannot be answered.
            subprocess.run(["socat", "-", f"UNIX-SENDTO:{path}"], input=b"from nobody", check=True)
            app.wait_row("← unnamed socket 11 B from nobody")
            app.send("to nobody", sent=False)
            app.wait_event("Could not send to unnamed socket: its socket has no name, so nothing can be sent to it "
                           "(EDESTADDRREQ). The other program has to bind its socket to a path or a name first.", "!")
        app.click("Unbind")
        app.wait_sensitive("Bind")


def repeated_datagrams(app):
    """Far more than the queue of the far end holds, and nothing is lost or out of order."""
    with place() as path:
        with unix(socket.SOCK_DGRAM) as sock:
            sock.bind(path)
            app.open("Unix datagram", "", path)
            app.check("Variables")
            app.check("Repeat")
            app.set_number("Interval (ms)", 1)
            app.set_number("Count", 400)
            app.fill("Data to send", "${counter}")
            app.click("Send")
            for number in range(1, 401):
                assert sock.recv(100) == str(number).encode()
            app.wait_shown(r"^TX: 400 messages, ")
            app.click("Unbind")
            app.wait_sensitive("Bind")
        os.unlink(path)


def datagrams_of_socat(app):
    with place() as path:
        theirs = path + "-socat"
        peer = app.peer("socat", f"UNIX-RECVFROM:{theirs}", "SYSTEM:cat; echo ' and back'")
        wait_for_name(theirs)
        app.open("Unix datagram", path, theirs)
        app.send("there")
        app.wait_row(re.compile(f"← {theirs} .*(there|and back)"))
        peer.wait_end()
        app.click("Unbind")
        app.wait_sensitive("Bind")


def another_path(app):
    """The address beside the list of targets is a path here."""
    with place() as path:
        with unix(socket.SOCK_DGRAM) as sock:
            sock.bind(path)
            app.open("Unix datagram", "")
            app.wait_event("Opened a socket without a name: it can send, but nobody can send to it")
            app.choose("Send to", "Another address")
            app.fill("Address to send to", "nowhere")
            app.wait_shown("^A path begins with /")
            app.fill("Address to send to", path)
            app.send("straight there")
            assert sock.recvfrom(100) == (b"straight there", None)
        os.unlink(path)


def file_left_over(app):
    """It is explained, never removed, and gone with the user's own hands."""
    with place() as path:
        with unix() as sock:
            sock.bind(path)
            sock.listen(1)
            app.open("Unix stream server", path, wait=False)
            app.wait_shown(f"^{path} is already in use by python3 " rf"\(pid {os.getpid()}\)")
            app.wait_sensitive("Listen")
        app.click("Listen")
        app.wait_shown(f"^{path} exists already .EADDRINUSE., but no program uses it any more")
        app.wait_sensitive("Listen")
        assert os.path.exists(path)
        os.unlink(path)
        app.click("Listen")
        app.find("Stop", ("push button",))
        assert os.path.exists(path)
        app.click("Stop")
        app.wait_sensitive("Listen")


def quitting_removes_the_file(app):
    """Also while a client is connected."""
    with place() as path:
        app.open("Unix stream server", path)
        with unix() as sock:
            sock.connect(path)
            app.find("All connections (1)")
            app.quit(asked=True)
            assert sock.recv(100) == b""


def told_to_end(app):
    """By a signal it ends as by the keys."""
    with place() as path:
        app.open("Unix datagram", path)
        app.wait_event(f"Bound to {path}")
        app.process.send_signal(signal.SIGTERM)
        assert app.process.wait(20) == 0


def refused(app):
    with place() as path:
        app.open("Unix stream client", "", path, wait=False)
        app.wait_shown(f"^Could not connect to {path}: there is no such file .ENOENT.")
        with unix(socket.SOCK_DGRAM) as sock:
            sock.bind(path)
            app.click("Connect")
            app.wait_shown(f"^Could not connect to {path}: the socket there is none for streams .EPROTOTYPE.")
        app.click("Connect")
        app.wait_shown(f"^Could not connect to {path}: no program listens on that file")
        os.unlink(path)
        for text, says in (("", "^The path is missing"), ("x.sock", "^A path begins with /"), ("@", "behind the @"),
                           ("/" + "x" * 107, "^This is too long: 108 bytes")):
            app.fill("Remote path", text)
            app.wait_shown(says)
            app.wait_sensitive("Connect", False)
        app.fill("Remote path", "@nobody")
        app.wait_sensitive("Connect")


tap.run([server, client_of_socat, server_of_socat, half_close, datagrams, repeated_datagrams, datagrams_of_socat,
         another_path, file_left_over, quitting_removes_the_file, told_to_end, refused], sockeye)
