# SPDX-License-Identifier: GPL-3.0-or-later
"""Socket options, groups and what the kernel tells of datagrams: what the window says is what the far end sees."""

import contextlib
import os
import re
import signal
import socket
import struct
import subprocess

import hands
import tap
from access import wait_for
from driver import bind_udp, clients, free_port, name_of, sockeye, temporary_folder, udp

# Python has no names for these.
IP_RECVTTL = 12
IP_RECVTOS = 13

GROUP = "239.1.2.3"
LOOPBACK = socket.inet_aton("127.0.0.1")


def open_options(app):
    """The window of the socket options, from the main menu."""
    hands.keys("F10")
    wait_for("the menu", lambda: any(node.has("focused") for node in app.program.walk() if node.role == "menu item"))
    hands.keys("o")
    wait_for("the window", lambda: len(app.program.children) > 1)
    app.find("Refresh", "push button")


def close_options(app):
    hands.keys("Escape")
    wait_for("the window to go", lambda: len(app.program.children) == 1)
    wait_for("the main window to be the active one", lambda: hands.active_window() == app.window)


def plain(option):
    """An option's name as the driver knows names: an underscore would be a mnemonic."""
    return option.replace("_", "")


def reported(app, option):
    """What stands at the right of the option's row."""
    name = app.find(plain(option), "label")
    return name.parent.parent.children[2].name


def wait_reported(app, option, value):
    wait_for(f"{option} to be {value!r}", lambda: reported(app, option) == value,
             explain=lambda: f"it is {reported(app, option)!r}")


def focused(app):
    """What has the focus in the window that is in front, from the outside inwards."""
    return [node for node in app.program.children[-1].walk() if node.has("focused")]


def tab_to(app, name):
    """Goes to a widget with the Tab key, which brings it into view as well."""
    for _ in range(60):
        before = [node.accessible for node in focused(app)]
        hands.keys("Tab")
        now = wait_for("the focus to move", lambda old=before: (lambda nodes: nodes if nodes and [
            node.accessible for node in nodes] != old else None)(focused(app)))
        if any(node.name == name or (node.parent is not None and node.parent.name == name) for node in now):
            return
    raise AssertionError(f"the Tab key does not lead to {name!r}")


def set_number(app, option, value):
    tab_to(app, plain(option))
    hands.keys("ctrl+a")
    hands.type_text(str(value))
    hands.keys("Return")
    wait_for(f"{value!r} in {option}", lambda: app.text_of(plain(option)) == str(value))


def choose(app, option, item):
    tab_to(app, plain(option))
    app.choose(plain(option), item)


def sockets(port, *options):
    """What ss tells of the connections from or to a port."""
    return subprocess.run(["ss", "-tnH", *options, f"( sport = :{port} or dport = :{port} )"], capture_output=True,
                          text=True, check=True).stdout


def options_before_connecting(app):
    """What was set before is there once the connection is: the window, ss and the kernel agree."""
    port = free_port(8888)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", port))
        server.listen(1)
        app.protocol("TCP client")
        open_options(app)
        choose(app, "TCP_NODELAY", "On")
        choose(app, "SO_KEEPALIVE", "On")
        set_number(app, "TCP_KEEPIDLE", 4000)
        set_number(app, "SO_SNDBUF", 65536)
        set_number(app, "TCP_MAXSEG", 1000)
        choose(app, "TCP_CONGESTION", "reno")
        close_options(app)
        app.open("TCP client", None, ("127.0.0.1", port))
        connection, _ = server.accept()
        with connection:
            ours = next(one for one in sockets(port, "-moi").split("ESTAB")[1:] if one.split()[3].endswith(f":{port}"))
            # 4,000 s are an hour and six minutes, of which a moment may have passed.
            assert re.search(r"timer:\(keepalive,\d+min", ours), ours
            assert "tb131072" in ours and " reno " in ours, ours
            # What the far end may send in one segment, less the time stamps' 12 bytes, if they are used.
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) in range(988, 1001)
            open_options(app)
            for option, value in (("TCP_NODELAY", "on"), ("SO_KEEPALIVE", "on"), ("TCP_KEEPIDLE", "4000 s"),
                                  ("SO_SNDBUF", "131072 bytes"), ("TCP_CONGESTION", "reno")):
                wait_reported(app, option, value)
            close_options(app)
            app.wait_event("SO_SNDBUF: asked for 65536 bytes, the kernel gives 131072 bytes")
            app.wait_event("TCP_NODELAY set to on")


def options_while_listening(app):
    """The listener's options reach the connections that it has; one connection can differ."""
    with clients(app, 2) as (port, socks):
        open_options(app)
        wait_reported(app, "SO_KEEPALIVE", "off")
        assert "keepalive" not in sockets(port, "-o")
        choose(app, "SO_KEEPALIVE", "On")
        wait_reported(app, "SO_KEEPALIVE", "on")
        wait_for("both connections to be kept alive", lambda: sockets(port, "-o").count("timer:(keepalive") == 2,
                 explain=lambda: sockets(port, "-o"))
        app.choose("Socket", name_of(socks[1]))
        wait_reported(app, "SO_KEEPALIVE", "on")
        choose(app, "SO_KEEPALIVE", "Off")
        wait_reported(app, "SO_KEEPALIVE", "off")
        wait_for("one connection to be kept alive", lambda: sockets(port, "-o").count("timer:(keepalive") == 1)
        close_options(app)
        app.wait_event("SO_KEEPALIVE set on 2 accepted connections as well")


def wrong_values(app):
    """What is no value is marked where it stands, and stays there."""
    with udp(app):
        open_options(app)
        wait_reported(app, "IP_TTL", "64")
        app.fill("IPTTL", "300")
        app.wait_shown("^Enter a number from 1 to 255, or nothing")
        hands.keys("Tab")
        assert app.text_of("IPTTL") == "300"
        set_number(app, "IP_TTL", 30)
        wait_reported(app, "IP_TTL", "30")
        app.fill("IPTTL", "")
        hands.keys("Return")
        wait_reported(app, "IP_TTL", "64")
        close_options(app)


def receive_with(sock, wanted):
    """A datagram, and the control message of this type."""
    data, control, _, _ = sock.recvmsg(70000, 1000)
    for _, kind, value in control:
        if kind == wanted:
            return data, value[0]
    raise AssertionError(f"no {wanted} in {control}")


def seen_by_the_peer(app):
    """The time to live and the class of service, as the far end receives them."""
    sock, _ = bind_udp(app)
    with sock:
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVTOS, 1)
        app.send("as it is")
        assert receive_with(sock, socket.IP_TTL) == (b"as it is", 64)
        open_options(app)
        set_number(app, "IP_TTL", 7)
        wait_reported(app, "IP_TTL", "7")
        set_number(app, "IP_TOS", "0xB8")
        wait_reported(app, "IP_TOS", "184 (DSCP 46, EF)")
        close_options(app)
        app.send("first")
        assert receive_with(sock, socket.IP_TTL) == (b"first", 7)
        app.send("second")
        assert receive_with(sock, socket.IP_TOS) == (b"second", 184)


def need_own_network():
    """Nothing is ever sent to a group or a broadcast address of a network that others are in."""
    if os.environ.get("UI_SESSION_NET") != "own":
        raise tap.Skipped("a network of its own is not permitted here")


def group_sender():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, LOOPBACK)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.bind(("127.0.0.1", 0))
    return sock


def multicast_received(app):
    need_own_network()
    port = free_port(8080, socket.SOCK_DGRAM)
    app.open("UDP", ("0.0.0.0", port))
    open_options(app)
    app.click(app.find("Broadcast and multicast", "page tab"))
    app.choose("Interface", "lo")
    for group in (GROUP, "239.1.2.4"):
        app.fill("Group", group)
        app.click("Join")
        app.find(f"Leave {group} on lo", "push button")
    with group_sender() as sock:
        close_options(app)
        app.wait_event(f"Joined the group {GROUP} on lo")
        sock.sendto(b"to the first group", (GROUP, port))
        sock.sendto(b"to the second group", ("239.1.2.4", port))
        sock.sendto(b"to no group of mine", ("239.1.2.5", port))
        sock.sendto(b"to everybody", ("127.255.255.255", port))
        sock.sendto(b"to you", ("127.0.0.1", port))
        for text in ("to the first group", "to the second group", "to everybody", "to you"):
            app.wait_row(f"← {name_of(sock)} {len(text)} B {text}")
        assert not any("to no group of mine" in row for row in app.rows), app.rows

        open_options(app)
        app.click(app.find("Broadcast and multicast", "page tab"))
        app.click(app.find(f"Leave {GROUP} on lo", "push button"))
        wait_for("the group to go", lambda: not app.shows(f"Leave {GROUP} on lo"))
        close_options(app)
        app.wait_event(f"Left the group {GROUP} on lo")
        sock.sendto(b"too late", (GROUP, port))
        sock.sendto(b"still here", ("239.1.2.4", port))
        app.wait_row(f"← {name_of(sock)} 10 B still here")
        assert not any("too late" in row for row in app.rows), app.rows


def multicast_sent(app):
    need_own_network()
    port = free_port(8888, socket.SOCK_DGRAM)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("0.0.0.0", port))
        sock.settimeout(20)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + LOOPBACK)
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
        app.open("UDP", ("127.0.0.1", free_port(8080, socket.SOCK_DGRAM)), (GROUP, port))
        open_options(app)
        app.click(app.find("Broadcast and multicast", "page tab"))
        app.wait_shown(r"^The local host is 127\.0\.0\.1: what is sent to groups and broadcast addresses will not arrive")
        choose(app, "IP_MULTICAST_IF", "lo")
        set_number(app, "IP_MULTICAST_TTL", 3)
        wait_reported(app, "IP_MULTICAST_TTL", "3")
        close_options(app)
        app.send("to the group")
        assert receive_with(sock, socket.IP_TTL) == (b"to the group", 3)


def shared_port(app):
    """Two programs on one port, only when it was asked for; a group's datagram goes to both."""
    need_own_network()
    port = free_port(8080, socket.SOCK_DGRAM)
    with contextlib.ExitStack() as stack:
        other = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("0.0.0.0", port))
        other.settimeout(20)
        other.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + LOOPBACK)
        app.open("UDP", ("0.0.0.0", port), wait=False)
        app.wait_shown(rf"^Port {port} is already in use by ")
        open_options(app)
        app.click(app.find("Broadcast and multicast", "page tab"))
        app.choose("Interface", "lo")
        app.fill("Group", GROUP)
        app.click("Join")
        app.find(f"Leave {GROUP} on lo", "push button")
        tab_to(app, "Share the port with other programs")
        hands.keys("space")
        wait_for("the switch", lambda: app.find("Share the port with other programs", "check box").has("checked"))
        close_options(app)
        app.click("Bind")
        app.wait_event(f"Joined the group {GROUP} on lo")
        sock = stack.enter_context(group_sender())
        sock.sendto(b"for all of you", (GROUP, port))
        app.wait_row(f"← {name_of(sock)} 14 B for all of you")
        assert other.recv(100) == b"for all of you"


def empty_and_largest(app):
    """Datagrams without bytes and with 65,507, both ways."""
    with temporary_folder() as folder, udp(app) as (sock, peer):
        data = bytes(ord("a") + number % 26 for number in range(65507))
        sock.send(b"")
        app.wait_row(f"← {peer} 0 B (empty datagram)")
        app.wait_sensitive("Send")
        app.click("Send")
        assert sock.recv(70000) == b""
        app.wait_row(f"→ {peer} 0 B (empty datagram)")
        sock.send(data)
        app.wait_row(re.compile(rf"^← {re.escape(peer)} 65,?507 B "))
        path = os.path.join(folder, "largest")
        with open(path, "wb") as file:
            file.write(data)
        app.click("File")
        wait_for("the file dialog", lambda: app.program.find_all("File to send"))
        hands.keys("ctrl+a")
        hands.type_text(path)
        hands.keys("Return")
        app.find("Back to text", "push button")
        app.set_number("Datagram size", 65507)
        app.click("Send")
        assert sock.recv(70000) == data
        app.wait_row(re.compile(rf"^→ {re.escape(peer)} 65,?507 B "))


def who_refused(app):
    """Nobody receives there: the record says who has reported it, and how."""
    port = free_port(8888, socket.SOCK_DGRAM)
    app.open("UDP", ("127.0.0.1", free_port(8080, socket.SOCK_DGRAM)), ("127.0.0.1", port))
    app.send("anybody?")
    app.wait_row(re.compile(rf"^! 127\.0\.0\.1:{port} Could not send to 127\.0\.0\.1:{port}: .*\(ECONNREFUSED\)\. .* "
                            r"This was reported by 127\.0\.0\.1: ICMP “port unreachable” \(type 3, code 3\)\.$"))


def lost_in_the_kernel(app):
    """What comes while the program stands still is lost in the kernel, and it says so; nothing is unaccounted for."""
    app.protocol("UDP")
    open_options(app)
    set_number(app, "SO_RCVBUF", 65536)
    close_options(app)
    with udp(app) as (sock, _):
        sock.send(b"before")
        app.wait_shown(r"^RX: 1 message, 6 bytes$")
        app.process.send_signal(signal.SIGSTOP)
        try:
            for number in range(5000):
                sock.send(struct.pack("!I", number) + bytes(60))
        finally:
            app.process.send_signal(signal.SIGCONT)

        def count(pattern):
            for node in app.program.find_all(re.compile(pattern)):
                return int(re.search(pattern, node.name)[1].replace(",", ""))
            return 0
        wait_for("every datagram to be received or told as lost",
                 lambda: count(r"RX: ([\d,]+) message") + count(r" · ([\d,]+) datagrams? lost in the kernel") == 5001,
                 explain=app.program.dump)
        assert count(r" · ([\d,]+) datagrams? lost in the kernel") > 1000


tap.run([options_before_connecting, options_while_listening, wrong_values, seen_by_the_peer, multicast_received,
         multicast_sent, shared_port, empty_and_largest, who_refused, lost_in_the_kernel], sockeye)
