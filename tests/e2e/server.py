# SPDX-License-Identifier: GPL-3.0-or-later
"""Many clients at once: the list of connections, sending to one and to all, disconnecting, and listening no longer."""

import re
import socket

import hands
import tap
from access import wait_for
from driver import clients, name_of, sockeye


def twenty_clients(app):
    with clients(app, 20) as (_, socks):
        for number, sock in enumerate(socks):
            sock.send(b"I am %d" % number)
        app.wait_shown(r"^RX: 20 messages, 130 bytes$")
        app.send("to all 全体")
        for sock in socks:
            assert sock.recv(100) == "to all 全体".encode()
        app.wait_shown(r"^TX: 20 messages, 260 bytes$")
        app.wait_shown("20 connections")


def one_of_three(app):
    with clients(app, 3) as (_, socks):
        app.send("only you", target=name_of(socks[1]))
        app.wait_row(f"→ {name_of(socks[1])} 8 B only you")
        assert socks[1].recv(100) == b"only you"
        socks[1].send(b"thanks")
        app.wait_row(f"← {name_of(socks[1])} 6 B thanks")
        app.send("now all", target="All connections (3)")
        for sock in socks:
            assert sock.recv(100) == b"now all"


def the_list_tells_the_bytes(app):
    with clients(app, 2) as (_, socks):
        socks[0].send(b"x" * 321)
        app.send("twelve bytes", target=name_of(socks[1]))
        assert socks[1].recv(100) == b"twelve bytes"

        def row(sock):
            rows = app.find("Connections", "tree table").find_all(role="table row")
            return next(([label.name for label in one.find_all(role="label")] for one in rows
                         if one.find_all(name_of(sock))), [])
        wait_for("the bytes of the first", lambda: any("321" in label for label in row(socks[0])),
                 explain=lambda: str(row(socks[0])))
        wait_for("the bytes of the second", lambda: any(re.search(r"\b12\b", label) for label in row(socks[1])),
                 explain=lambda: str(row(socks[1])))


def disconnect_one(app):
    with clients(app, 3) as (_, socks):
        app.click(f"Disconnect {name_of(socks[0])}")
        assert socks[0].recv(100) == b"", "it was not closed"
        app.wait_event(f"Closed the connection to {name_of(socks[0])}")
        wait_for("two connections", lambda: app.shows("All connections (2)"))
        app.send("you stay")
        for sock in socks[1:]:
            assert sock.recv(100) == b"you stay"


def disconnect_with_the_keyboard(app):
    with clients(app, 2) as (_, socks):
        row = app.find("Connections", "tree table").find_all(name_of(socks[0]), "label")[-1]
        app.click(row)
        hands.keys("Delete")
        assert socks[0].recv(100) == b"", "it was not closed"
        app.wait_event(f"Closed the connection to {name_of(socks[0])}")
        socks[1].send(b"still here")
        app.wait_row(f"← {name_of(socks[1])} 10 B still here")
        # And by the menu of the row, which has a key as well. The row moves up when the other one goes.
        wait_for("one row", lambda: not app.find("Connections", "tree table").find_all(name_of(socks[0]), "label"))
        app.click(app.find("Connections", "tree table").find_all(name_of(socks[1]), "label")[-1])
        hands.keys("Menu")
        app.choose_menu_item("Disconnect")
        assert socks[1].recv(100) == b"", "it was not closed"


def the_accepted_go_on(app):
    with clients(app, 2) as (port, socks):
        app.click("Stop listening")
        app.wait_event(f"Stopped listening on 127.0.0.1:{port}; 2 accepted connections go on")
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as late:
            late.settimeout(10)
            assert late.connect_ex(("127.0.0.1", port)) != 0, "somebody still listens"
        socks[0].send(b"still talking")
        app.wait_row(f"← {name_of(socks[0])} 13 B still talking")
        app.send("of course")
        for sock in socks:
            assert sock.recv(100) == b"of course"
        app.click("Disconnect")
        for sock in socks:
            assert sock.recv(100) == b"", "it was not closed"
        app.wait_sensitive("Listen")


def stop_ends_all(app):
    with clients(app, 5) as (port, socks):
        app.click("Stop")
        for sock in socks:
            assert sock.recv(100) == b"", "it was not closed"
        app.wait_event(f"Stopped listening on 127.0.0.1:{port}")
        app.click("Listen")
        app.wait_shown(rf"^Listening on 127\.0\.0\.1:{port}")


def the_system_chooses_a_port(app):
    app.open("TCP server", ("127.0.0.1", 0))
    row = app.wait_event(re.compile(r"Listening on 127\.0\.0\.1:\d+"))
    port = int(row.rpartition(":")[2])
    assert port != 0
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        app.wait_event(f"Accepted a connection from {name_of(sock)}")


tap.run([twenty_clients, one_of_three, the_list_tells_the_bytes, disconnect_one, disconnect_with_the_keyboard,
         the_accepted_go_on, stop_ends_all, the_system_chooses_a_port], sockeye)
