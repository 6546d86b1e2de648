# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a connection, each claim proved at the far end: half-close, listening no longer, reset, accepting and reading
paused, short connections and long ones that are made again."""

import contextlib
import fcntl
import os
import re
import select
import socket
import struct
import termios
import threading
import time

import hands
import tap
from access import TIMEOUT, wait_for
from driver import clients, free_port, name_of, sockeye, temporary_folder, wait_for_listener


def set_number(app, name, number):
    """A spin button in a popover."""
    app.tab_to(name)
    hands.keys("ctrl+a")
    hands.type_text(str(number))
    hands.keys("Tab")


def choose(app, name, item, index):
    """A drop-down in a popover."""
    app.tab_to(name)
    hands.keys("space", "Home", *["Down"] * index, "Return")
    wait_for(f"{item!r} in {name!r}", lambda: app.chosen(name) == item, explain=lambda: app.chosen(name))


def check(app, name):
    app.tab_to(name)
    hands.keys("space")
    wait_for(f"{name!r} to be on", lambda: app.find(name, "check box").has("checked"))


@contextlib.contextmanager
def more(app):
    """The settings that are folded away."""
    app.click("More")
    wait_for("the popover", lambda: app.has_focus("Backlog") or app.has_focus("Connection"))
    yield
    hands.keys("Escape")


def do(app, sock, item):
    """An item of the context menu of a client."""
    row = app.find("Connections", "tree table").find_all(name_of(sock), "label")[-1]
    app.click(row, button=3)
    app.choose_menu_item(item)


def menu(app, item):
    app.click("Connection menu")
    app.choose_menu_item(item)


def connect(app, listener):
    """Sockeye as a client of a socket of ours."""
    port = listener.getsockname()[1]
    app.open("TCP client", None, ("127.0.0.1", port))
    sock, _ = listener.accept()
    sock.settimeout(20)
    return sock, f"127.0.0.1:{port}"


def listen(port=0, backlog=16):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port or free_port(8888)))
    listener.listen(backlog)
    listener.settimeout(20)
    return listener


def assert_reset(sock):
    try:
        data = sock.recv(100)
    except ConnectionResetError:
        return
    raise AssertionError(f"no reset, but {data!r}")


def half_close_as_a_server(app):
    """The client reads the end, and goes on to send."""
    with clients(app, 2) as (_, socks):
        app.send("the last for you")
        do(app, socks[0], "Close sending")
        for sock in socks:
            assert sock.recv(100) == b"the last for you"
        assert socks[0].recv(100) == b"", "no FIN came"
        app.wait_event(f"Closed sending to {name_of(socks[0])} (FIN); receiving goes on")
        socks[0].send(b"one")
        app.wait_row(f"← {name_of(socks[0])} 3 B one")
        socks[0].send(b"two")
        app.wait_row(f"← {name_of(socks[0])} 3 B two")
        # Who is left to send to still gets it, and for the other one there is a reason.
        app.send("for the other")
        assert socks[1].recv(100) == b"for the other"
        app.choose("Send to", name_of(socks[0]))
        app.wait_sensitive("Send", False)
        gone = name_of(socks[0])
        socks[0].close()
        app.wait_event(f"Closed the connection to {gone}")


def half_close_as_a_client(app):
    """socat writes what comes up to the end, and only then answers: it needs the FIN."""
    with temporary_folder() as folder:
        path = os.path.join(folder, "request")
        port = free_port(8888)
        peer = app.peer("socat", f"TCP4-LISTEN:{port},bind=127.0.0.1,reuseaddr",
                        f"SYSTEM:cat >{path}; echo got $(wc -c <{path})")
        wait_for_listener(port)
        app.open("TCP client", None, ("127.0.0.1", port))
        app.send("a request that ends with the FIN")
        menu(app, "Close sending")
        app.wait_event(f"Closed sending to 127.0.0.1:{port} (FIN); receiving goes on")
        app.wait_row(f"← 127.0.0.1:{port} 7 B got 32")
        app.wait_event(f"127.0.0.1:{port} closed its sending side (receive returned 0)")
        app.wait_sensitive("Connect")
        assert peer.wait_end() == 0


def the_listener_stops(app):
    """Clients that were accepted go on, one that waits is reset, and new ones are refused."""
    with clients(app, 2) as (port, socks), socket.socket() as waiting, socket.socket() as late:
        app.click("Pause accepting")
        app.wait_shown(r"^Accepting paused: 0 clients wait \(backlog 4096\)$")
        waiting.settimeout(20)
        waiting.connect(("127.0.0.1", port))
        app.wait_shown(r"^Accepting paused: 1 client waits \(backlog 4096\)$")
        app.click("Stop listening")
        app.wait_event(f"1 connection that waited on 127.0.0.1:{port} was never accepted: the system reset it")
        assert_reset(waiting)
        assert late.connect_ex(("127.0.0.1", port)) != 0, "somebody still listens"
        app.send("you stay")
        for sock in socks:
            assert sock.recv(100) == b"you stay"
            sock.send(b"thanks")
            app.wait_row(f"← {name_of(sock)} 6 B thanks")


def abort_as_a_server(app):
    with clients(app, 2) as (_, socks):
        socks[0].send(b"before")
        app.wait_row(f"← {name_of(socks[0])} 6 B before")
        do(app, socks[0], "Abort (RST)")
        assert_reset(socks[0])
        app.wait_event(f"Aborted the connection to {name_of(socks[0])} (RST)")
        app.send("not you")
        assert socks[1].recv(100) == b"not you"
        menu(app, "Abort all connections (RST)")
        assert_reset(socks[1])
        app.find("Stop", ("push button",))


def abort_as_a_client(app):
    with listen() as listener:
        sock, remote = connect(app, listener)
        with sock:
            menu(app, "Abort (RST)")
            assert_reset(sock)
            app.wait_event(f"Aborted the connection to {remote} (RST)")
            app.wait_sensitive("Connect")


def accepting_is_paused(app):
    """Clients connect and are not served; when the queue is full, the next one gets no answer until there is room."""
    app.protocol("TCP server")
    with more(app):
        set_number(app, "Backlog", 2)
    with clients(app, 1) as (port, socks), contextlib.ExitStack() as stack:
        app.click("Pause accepting")
        app.wait_event(f"Accepting on 127.0.0.1:{port} is paused: clients wait in the system’s queue")
        waiting = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 20)) for _ in range(3)]
        for sock in waiting:
            sock.send(b"hello?")
        app.wait_shown(r"^Accepting paused: 3 clients wait \(backlog 2\), and no other gets an answer$")
        late = stack.enter_context(socket.socket())
        late.setblocking(False)
        late.connect_ex(("127.0.0.1", port))
        # The client that was accepted is served, the others are not.
        app.send("only you")
        assert socks[0].recv(100) == b"only you"
        assert select.select([*waiting], [late], [], 1) == ([], [], []), "somebody was served"
        app.wait_shown(r"^RX: 0 messages, 0 bytes$")

        app.click("Pause accepting")
        app.wait_shown(r"^RX: 3 messages, 18 bytes$")
        assert select.select([], [late], [], 20)[1], "the late one was never answered"
        wait_for("five connections", lambda: app.shows("All connections (5)"))
        app.send("all of you")
        for sock in waiting:
            assert sock.recv(100) == b"all of you"


def fill(sock):
    """Sends until the far end has taken nothing for half a second; returns how much that was."""
    sent = 0
    while select.select([], [sock], [], 0.5)[1]:
        sent += sock.send(b"x" * 65536)
    return sent


def count_stuck(sock):
    """Bytes that the system has not got rid of: the far end's window does not let them out."""
    return struct.unpack("i", fcntl.ioctl(sock, termios.TIOCOUTQ, b"\0" * 4))[0]


def reading_is_paused(app):
    """The client's window closes, while others are read, and while this one is sent to; nothing is lost."""
    with clients(app, 2) as (_, socks):
        do(app, socks[0], "Pause reading")
        app.wait_event(re.compile(rf"Reading from {re.escape(name_of(socks[0]))} is paused: .*"))
        socks[0].setblocking(False)
        sent = fill(socks[0])
        assert count_stuck(socks[0]) > 0, "the window did not close"
        assert sent < 60 << 20, f"{sent} bytes went out: nobody was held back"
        app.wait_shown(r"^RX: 0 messages, 0 bytes$")
        socks[1].send(b"I am read")
        app.wait_row(f"← {name_of(socks[1])} 9 B I am read")
        app.send("you can still hear me", target=name_of(socks[0]))
        assert select.select([socks[0]], [], [], 20)[0]
        assert socks[0].recv(100) == b"you can still hear me"

        do(app, socks[0], "Pause reading")
        wait_for("the rest to go out", lambda: count_stuck(socks[0]) == 0)
        sent += fill_some(socks[0], 20 << 20)
        total = f"{sent + 9:,}".replace(",", ",?")
        app.wait_shown(rf"^RX: [\d,]+ messages, {total} bytes$")


def fill_some(sock, length):
    """Sends so much, which has to be through quickly."""
    sock.setblocking(True)
    sock.settimeout(20)
    begun = time.monotonic()
    sock.sendall(b"y" * length)
    assert time.monotonic() - begun < 10, "it is slow after the pause"
    return length


def the_client_pauses(app):
    with listen() as listener:
        sock, remote = connect(app, listener)
        with sock:
            menu(app, "Pause reading")
            app.wait_shown(rf"^Connected to {re.escape(remote)} from .* · reading paused$")
            sock.send(b"wait for it")
            menu(app, "Close sending")
            assert sock.recv(100) == b"", "no FIN came"
            sock.close()
            app.wait_shown("sending closed, reading paused$")
            menu(app, "Pause reading")
            app.wait_row(f"← {remote} 11 B wait for it")
            app.wait_sensitive("Connect")


def the_peer_closes(app):
    """By default this end closes as well; half-open it goes on to send, until the user closes."""
    with listen() as listener:
        sock, remote = connect(app, listener)
        with sock:
            sock.shutdown(socket.SHUT_WR)
            assert sock.recv(100) == b"", "it did not close as well"
            app.wait_sensitive("Connect")
        with more(app):
            choose(app, "When the peer closes", "Stay half-open", 1)
        app.click("Connect")
        sock, _ = listener.accept()
        with sock:
            sock.settimeout(20)
            sock.shutdown(socket.SHUT_WR)
            app.wait_event(f"{remote} closed its sending side (receive returned 0); this end stays open for sending")
            app.send("still talking")
            assert sock.recv(100) == b"still talking"
            app.send("and again")
            assert sock.recv(100) == b"and again"
            app.click("Disconnect")
            assert sock.recv(100) == b"", "it was not closed"


class Server(threading.Thread):
    """Takes a connection at a time, answers what it reads, and closes. Notes everything."""

    def __init__(self, listener, until_end):
        super().__init__(daemon=True)
        self.listener, self.until_end, self.requests = listener, until_end, []
        self.start()

    def run(self):
        self.listener.settimeout(None)
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self.listener.accept()
                with sock:
                    data = sock.recv(1000)
                    while self.until_end and (more_data := sock.recv(1000)):
                        data += more_data
                    sock.sendall(b"re: " + data)
                    self.requests.append(data)

    def stop(self):
        # Only closing it would let the accept() that is under way take one more.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.join(20)
        self.listener.close()


def short_connections(app):
    """Each send is a connection of its own, which the server sees begin and end."""
    # With room for all of them: what comes over the backlog is answered again after 1, 2, 4, 8 and 16 s only.
    listener = listen(backlog=1024)
    port = listener.getsockname()[1]
    server = Server(listener, until_end=False)
    app.protocol("TCP client")
    with more(app):
        choose(app, "Connection", "Short: one for each send", 1)
    app.fill("Remote port", str(port))
    app.click("Open")
    app.wait_event(f"Ready to connect to 127.0.0.1:{port} for each send")
    assert not server.requests
    for text in ("first", "second", "third"):
        app.send(text)
        app.wait_row(f"← 127.0.0.1:{port} {len(text) + 4} B re: {text}")
    assert server.requests == [b"first", b"second", b"third"]
    app.wait_shown(rf"^Ready to connect to 127\.0\.0\.1:{port} for each send$")
    # As fast as possible, each on its own.
    app.check("Repeat")
    app.choose("Pace", "As fast as possible")
    app.set_number("Count", 1000)
    app.fill("Data to send", "tick")
    app.click("Send")
    wait_for("a thousand connections", lambda: len(server.requests) == 1003, timeout=4 * TIMEOUT,
             explain=lambda: str(len(server.requests)))
    assert server.requests[3:] == [b"tick"] * 1000
    app.wait_shown(r"^RX: 1,?003 messages, 8,?028 bytes$")
    # Nobody listens any more: that is told, and the next send tries again.
    server.stop()
    app.find("Send", ("push button", "toggle button"))
    app.check("Repeat", False)
    app.fill("Data to send", "nobody")
    app.click("Send")
    app.wait_row(re.compile(rf"^! (\S+ )?6 bytes for 127\.0\.0\.1:{port} were not sent, because no connection was made$"))
    app.click("Close")
    app.find("Open", ("push button",))


def short_connections_that_end(app):
    """The server answers when it has read up to the end."""
    listener = listen()
    port = listener.getsockname()[1]
    server = Server(listener, until_end=True)
    app.protocol("TCP client")
    with more(app):
        choose(app, "Connection", "Short: one for each send", 1)
        check(app, "Close sending after each send")
    app.fill("Remote port", str(port))
    app.click("Open")
    for text in ("first", "second"):
        app.send(text)
        app.wait_row(f"← 127.0.0.1:{port} {len(text) + 4} B re: {text}")
    assert server.requests == [b"first", b"second"]
    server.stop()


def long_and_again(app):
    """The connection is made again when the peer has closed or reset it, or comes late; until the user has had enough."""
    port = free_port(8888)
    app.protocol("TCP client")
    with more(app):
        check(app, "Reconnect")
        set_number(app, "First delay (ms)", 200)
        set_number(app, "Longest delay (ms)", 500)
    app.open("TCP client", None, ("127.0.0.1", port), wait=False)
    app.wait_event(f"Trying to connect to 127.0.0.1:{port} again in 200 ms (attempt 1)")
    app.wait_event(f"Trying to connect to 127.0.0.1:{port} again in 400 ms (attempt 2)")
    app.wait_event(f"Trying to connect to 127.0.0.1:{port} again in 500 ms (attempt 3)")
    app.find("Cancel", ("push button",))
    with listen(port) as listener:
        for number in range(3):
            sock, _ = listener.accept()
            sock.settimeout(20)
            app.find("Disconnect", ("push button",))
            app.send(f"round {number}")
            assert sock.recv(100) == f"round {number}".encode()
            if number == 1:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.close()
    # Nobody is there any more, and the user gives up.
    wait_for("the waiting", lambda: app.shows(re.compile("^Waiting to connect again, attempt")))
    app.click("Cancel")
    app.wait_sensitive("Connect")
    app.wait_event(f"Connecting to 127.0.0.1:{port} was cancelled")


tap.run([half_close_as_a_server, half_close_as_a_client, the_listener_stops, abort_as_a_server, abort_as_a_client,
         accepting_is_paused, reading_is_paused, the_client_pauses, the_peer_closes, short_connections,
         short_connections_that_end, long_and_again], sockeye)
