# SPDX-License-Identifier: GPL-3.0-or-later
"""Sockeye as a separate program: what it shows is read through AT-SPI, and it is used with pointer and keys."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import uuid

from gi.repository import Gio

import hands
from access import TIMEOUT, GLib, Timeout, find_program, wait_for
import tap

TIME = re.compile(r"^\d\d:\d\d:\d\d\.\d{6} ")
BUTTONS = ("push button", "toggle button", "check box", "radio button")
PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")


def free_port(wanted=0, kind=socket.SOCK_STREAM):
    """@wanted where the session has a network of its own, else any port that is free."""
    if wanted and os.environ.get("UI_SESSION_NET") == "own":
        return wanted
    with socket.socket(socket.AF_INET, kind) as sock:
        try:
            sock.bind(("127.0.0.1", wanted))
        except OSError:
            sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Peer:
    """Another program at the far end, with its standard input and output."""

    def __init__(self, *command):
        environment = dict(os.environ, PYTHONUNBUFFERED="1", PYTHONUTF8="1")
        # Of the program under test only.
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            environment.pop(name, None)
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=environment)
        self.bytes = b""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    @classmethod
    def python(cls, script, *arguments):
        return cls("/usr/bin/python3", os.path.join(PEERS, script), *arguments)

    def _read(self):
        while True:
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                return
            self.bytes += chunk

    @property
    def output(self):
        return self.bytes.decode(errors="backslashreplace")

    def wait_output(self, text):
        wait_for(f"{text!r} from {self.process.args[:3]}", lambda: text in self.output, explain=lambda: repr(self.output))

    def wait_bytes(self, data):
        wait_for(f"{data!r} from {self.process.args[:3]}", lambda: data in self.bytes, explain=lambda: repr(self.bytes))

    def write(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def close_input(self):
        self.process.stdin.close()

    def wait_end(self):
        status = self.process.wait(TIMEOUT)
        self.reader.join(TIMEOUT)
        return status

    def end(self):
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.reader.join(TIMEOUT)
        self.process.stdout.close()


def first_shown(nodes, name=None):
    """The first that takes room and, if it was known before, still has its name; None if there is none."""
    for node in nodes:
        with contextlib.suppress(GLib.Error):
            if node.place[2] > 0 and (name is None or node.name == name):
                return node
    return None


class Sockeye:
    """The program, and the hands and eyes of its user. Labels are the English ones."""

    def __init__(self, *arguments, environment=None):
        self.exe = os.environ["SOCKEYE"]
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([self.exe, *arguments], stdin=subprocess.DEVNULL, stdout=self.errors,
                                        stderr=self.errors, env=dict(os.environ, **(environment or {})))
        self.peers = []
        self._log = None
        self._known = {}
        self.program = wait_for("the window on the accessibility bus", self._look, explain=self.read_errors)
        self.window = wait_for("the window on the screen", lambda: next(iter(hands.windows(self.process.pid)), None))
        wait_for("the window to be the active one", lambda: hands.active_window() == self.window)

    def _look(self):
        if self.process.poll() is not None:
            raise AssertionError(f"Sockeye ended with {self.process.returncode}: {self.read_errors()}")
        return find_program(self.process.pid)

    # --- reading

    def read_errors(self):
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")

    @property
    def frame(self):
        return self.program.children[0]

    def find(self, name, role=None, within=None):
        """The widget with this name and role (or one of these roles), after waiting for it."""
        roles = (role,) if isinstance(role, str) or role is None else role

        def look():
            if within is not None:
                return first_shown(within.find_all(name, role))
            known = first_shown([self._known[name, one] for one in roles if (name, one) in self._known], name)
            if known is None:
                self._learn()
            return known or first_shown([self._known[name, one] for one in roles if (name, one) in self._known])
        return wait_for(f"a {role or 'widget'} {name!r}", look, explain=(within or self.program).dump)

    def _learn(self):
        """Reads the whole window once: asking for one widget after the other takes much longer."""
        self._known = {}
        for node in self.program.walk(self._log):
            name, role = node.name, node.role
            # The pages of a stack that are not shown take no room.
            if name and ((name, role) not in self._known or self._known[name, role].place[2] == 0):
                self._known[name, role] = self._known[name, None] = node

    def shows(self, name, role=None):
        """Whether there is such a widget at the moment."""
        return bool(self.program.find_all(name, role, self._log))

    def entry(self, name):
        return self.find(name, "text")

    def button(self, name):
        return self.find(name, BUTTONS)

    def text_of(self, name):
        return self.entry(name).text

    @property
    def rows(self):
        """The rows of the log that are in view."""
        if self._log is None:
            self._log = self.find("Data log", ("list", "log"))
        return [child.accessible.get_name() for child in self._log.children if child.accessible.get_name()]

    def wait_row(self, text):
        """Waits for a row that is @text (a string, or a pattern), the time apart, and returns it."""
        def look():
            for row in self.rows:
                rest = TIME.sub("", row)
                if text.search(rest) if isinstance(text, re.Pattern) else rest == text:
                    return row
            return None
        return wait_for(f"the row {text!r}", look, explain=lambda: "the log shows\n" + "\n".join(self.rows))

    def wait_event(self, text, mark="•"):
        """Waits for something that happened. Its row has the far end in front, where there is one."""
        words = text.pattern if isinstance(text, re.Pattern) else re.escape(text)
        return self.wait_row(re.compile(rf"^{mark} (?:(?:\S+:\d+|[/@]\S+|unnamed \S+) )?{words}$"))

    def wait_shown(self, pattern, role=None):
        """Waits for any widget whose name or text has @pattern."""
        pattern = re.compile(pattern)
        return wait_for(f"{pattern.pattern!r} to be shown", lambda: self.program.find_all(pattern, role, self._log),
                        explain=lambda: self.program.dump())[-1]

    def wait_sensitive(self, name, sensitive=True):
        return wait_for(f"{name!r} to be {'' if sensitive else 'in'}sensitive",
                        lambda: self.button(name).sensitive == sensitive)

    # --- using

    def place_on_screen(self, node):
        """The middle of a widget, once it stands still."""
        looks = []
        frame = self._frame_of(node)
        window = self._window_of(frame)

        def settled():
            looks.append((node.place, hands.geometry(window), frame.place))
            now = looks[-1]
            return now if looks[-3:] == [now] * 3 and now[0][2] > 0 and now[0][3] > 0 else None

        (x, y, width, height), (left, top, window_width, window_height), (_, _, frame_width, frame_height) = wait_for(
            f"{node.role} {node.name!r} to stand still", settled)
        left += (window_width - frame_width) // 2
        top += (window_height - frame_height) // 2
        return left + x + width // 2, top + y + height // 2

    def _frame_of(self, node):
        while node.role not in ("frame", "dialog", "filler") or node.parent.role != "application":
            node = node.parent
        return node

    def _window_of(self, frame):
        if len(self.program.children) == 1:
            return self.window
        title = frame.accessible.get_name()
        for window, name in hands.windows(self.process.pid).items():
            if name == title:
                return window
        return self.window

    def click(self, node, button=1, times=1):
        if isinstance(node, str):
            node = self.button(node)
        wait_for(f"{node.role} {node.name!r} to be sensitive: nobody could click it", lambda: node.sensitive)
        place = self.place_on_screen(node)
        if hands.rest(*place):
            place = self.place_on_screen(node)
        hands.click(*place, button, times)

    def click_in_popover(self, node, opener, button=1):
        """Clicks what is in the popover of the button @opener: it has a window of its own, and places count from there."""
        last = None

        def settled():
            nonlocal last
            popups = hands.popups()
            now = (node.place, opener.place, hands.geometry(popups[-1])) if popups else None
            same, last = now == last, now
            return now if same and now and now[0][2] > 0 and now[0][3] > 0 else None

        wait_for(f"{node.role} {node.name!r} to be sensitive: nobody could click it", lambda: node.sensitive)
        (x, y, width, height), (from_x, from_y, _, _), (left, top, _, _) = wait_for(
            f"{node.role} {node.name!r} to stand still", settled)
        hands.click(left + x - from_x + width // 2, top + y - from_y + height // 2, button)

    def focus(self, name):
        """Clicks into a text field."""
        node = self.entry(name)
        self.click(node)
        wait_for(f"the focus in {name!r}", lambda: any(one.has("focused") for one in node.walk()))
        return node

    def fill(self, name, text):
        """Replaces what a text field has, if that is not it already."""
        node = self.entry(name)
        if node.text == text:
            return
        self.focus(name)
        # Seen once on a busy machine, why is not known: the field kept its text. A person would press again.
        for _ in range(3):
            hands.keys("ctrl+a", "Delete")
            with contextlib.suppress(Timeout):
                wait_for(f"{name!r} to be empty", lambda: node.text == "", timeout=5)
                break
        wait_for(f"{name!r} to be empty", lambda: node.text == "")
        hands.type_text(text)
        wait_for(f"{text[:40]!r} in {name!r}", lambda: node.text == text, explain=lambda: f"it has {node.text[:80]!r}")

    def chosen(self, name):
        """What a drop-down shows: its button's label."""
        return self._drop_down_label(self.find(name, "combo box"))

    def _drop_down_label(self, node):
        for child in node.children:
            # Its stack's other page says "(None)", and takes no room unless it was shown before.
            if child.role in ("push button", "toggle button"):
                labels = [label.name for label in child.find_all(role="label") if label.place[2] > 0]
                return next((name for name in labels if name != "(None)"), "(None)") if labels else ""
        return ""

    def choose(self, name, item):
        """Chooses an item of a drop-down: opens it with the pointer, goes to the item with the keys."""
        node = self.find(name, "combo box")
        if self._drop_down_label(node) == item:
            return

        def items():
            lists = node.find_all(role="list")
            rows = [row for one in lists for row in one.children if row.role == "list item"]
            return [next((label.name for label in row.walk() if label.role == "label"), "") for row in rows]

        self.click(node)
        wait_for(f"{item!r} in {name!r}", lambda: item in items(), explain=lambda: f"it has {items()}")
        hands.keys("Home", *["Down"] * items().index(item), "Return")
        wait_for(f"{name!r} to be {item!r}", lambda: self._drop_down_label(self.find(name, "combo box")) == item,
                 explain=lambda: f"it is {self.chosen(name)!r}")

    def check(self, name, on=True):
        """Switches a check box."""
        button = self.find(name, "check box")
        if button.has("checked") != on:
            self.click(button)
        wait_for(f"{name!r} to be {'on' if on else 'off'}",
                 lambda: self.find(name, "check box").has("checked") == on)

    def set_number(self, name, number):
        """Types into a spin button, once it stands still: a check box that was just clicked may have shown it."""
        node = self.find(name, "spin button")
        last = None

        def settled():
            nonlocal last
            same, last = node.place == last, node.place
            return same

        wait_for(f"{name!r} to stand still", settled)
        self.click(node)
        wait_for(f"the focus in {name!r}", lambda: any(one.has("focused") for one in node.walk()))
        hands.keys("ctrl+a")
        hands.type_text(str(number))
        hands.keys("Tab")
        wait_for(f"{number} in {name!r}",
                 lambda: self.find(name, "spin button").accessible.get_value_iface().get_current_value() == number)

    def protocol(self, name):
        self.choose("Protocol", name)

    def open(self, protocol, local=None, remote=None, wait=True):
        """Fills in the fields, opens, and waits for the session to be open. @local and @remote are (host, port), or
        the paths of Unix sockets."""
        self.protocol(protocol)
        for side, where in (("Local", local), ("Remote", remote)):
            if isinstance(where, str):
                self.fill(f"{side} path", where)
            elif where is not None:
                self.fill(f"{side} host", where[0])
                self.fill(f"{side} port", str(where[1]))
        names = {"client": ("Connect", "Disconnect"), "server": ("Listen", "Stop"), "relay": ("Listen", "Stop")}
        button, other = names.get(protocol.split()[-1], ("Bind", "Unbind"))
        self.click(button)
        if wait:
            self.find(other, BUTTONS)

    def send(self, text, target=None, sent=True):
        """Types into the box and presses Send. @sent: wait for the log to say so."""
        if target is not None:
            self.choose("Send to", target)
        self.fill("Data to send", text)
        self.wait_sensitive("Send")
        self.click("Send")
        if sent:
            last = text.rstrip("\n").split("\n")[-1]
            self.wait_row(re.compile(r"^→ .*" + re.escape(last) + "|^" + re.escape(last) + "$"))

    # --- popovers and menus: their places on the screen are not those of their window, so they are used with keys

    def has_focus(self, name):
        return any(node.has("focused") for one in self.program.find_all(name, skip=self._log) for node in one.walk())

    def tab_to(self, name):
        """Moves the focus on with Tab until it is there."""
        for _ in range(15):
            if self.has_focus(name):
                return
            hands.keys("Tab")
        wait_for(f"the focus at {name!r}", lambda: self.has_focus(name), explain=self.program.dump)

    def choose_menu_item(self, name):
        """In the menu that is open, or about to be: goes to the item with the keys and presses Return."""
        def at_items():
            return [node for node in self.program.walk(self._log) if "menu item" in node.role and node.has("focused")]
        for _ in range(15):
            items = wait_for("a menu with the focus", at_items, explain=self.program.dump)
            if any(node.name == name for node in items):
                hands.keys("Return")
                wait_for("the menu to close", lambda: not at_items())
                return
            hands.keys("Down")
        raise AssertionError(f"the menu has no {name!r}:\n" + self.program.dump())

    # --- the end

    def peer(self, *command):
        self.peers.append(Peer(*command))
        return self.peers[-1]

    def python_peer(self, script, *arguments):
        self.peers.append(Peer.python(script, *arguments))
        return self.peers[-1]

    def is_asking(self, known):
        """Whether a window that was not among @known has come to the front."""
        active = hands.active_window()
        return active not in known and active in hands.windows(self.process.pid)

    def quit(self, asked=None):
        """Ends it as a user does, and looks whether it ended well: with no leak where the sanitizers look for them.
        @asked: whether it has to ask first; None: it may, and is told to end."""
        wait_for("one of its windows to be the active one",
                 lambda: self.process.poll() is not None or hands.active_window() in hands.windows(self.process.pid))
        known = hands.windows(self.process.pid)
        hands.keys("ctrl+q")
        asks = wait_for("its end, or a question",
                        lambda: "ended" if self.process.poll() is not None else self.is_asking(known) and "asks") == "asks"
        assert asked in (None, asks), "it asks, though nothing is open" if asks else "it ended and did not ask"
        if asks:
            hands.keys("Tab", "Return")
        try:
            status = self.process.wait(TIMEOUT * 2)
        except subprocess.TimeoutExpired:
            raise Timeout("Sockeye did not end") from None
        assert status == 0, f"Sockeye ended with {status}:\n{self.read_errors()}"

    def destroy(self):
        for peer in self.peers:
            peer.end()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.errors.close()


def picture(name):
    """A picture of the screen for whoever has to find out why a case failed, where UI_PICTURES names a folder."""
    folder = os.environ.get("UI_PICTURES")
    if folder:
        path = os.path.join(folder, f"{os.path.basename(sys.argv[0])}-{name}.png")
        subprocess.run(["import", "-window", "root", path], check=False)


# GTK 4.8 draws a scrolled text view once between the news of its text and the allocation that follows, and says so:
# an inner part of a widget is missing from that frame. It says that it does not handle what is dropped on the desktop. And,
# seldom and under load, it places a popup without having found the monitor of its window, or asks Pango for the place of a
# cursor in a text that is shorter by now. Nothing of ours is named, and nothing we could do helps.
GTK_NOISE = re.compile(r"^\(sockeye:\d+\): (?:Gtk-WARNING \*\*: [\d:.]+: Trying to snapshot GtkGizmo 0x[0-9a-f]+ without a "
                       r"current allocation|Gdk-CRITICAL \*\*: [\d:.]+: gdk_monitor_get_geometry: assertion "
                       r"'GDK_IS_MONITOR \(monitor\)' failed|Gdk-WARNING \*\*: [\d:.]+: Drops for "
                       r"GDK_DRAG_PROTO_ROOTWIN must be handled internally|Pango-CRITICAL \*\*: [\d:.]+: "
                       r"pango_layout_get_cursor_pos: assertion 'index >= 0 && index <= layout->length' failed)$", re.MULTILINE)


def without_leak_check():
    """An environment for cases in which GTK itself leaks: elsewhere in the suite the same code of ours is checked."""
    return {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


@contextlib.contextmanager
def sockeye(name, *arguments, environment=None):
    """The program for one case. In the end it has to quit by itself, and may have printed nothing."""
    app = Sockeye(*arguments, environment=environment)
    try:
        yield app
        if app.process.poll() is None:
            app.quit()
        errors = GTK_NOISE.sub("", app.read_errors()).strip()
        assert not errors, f"Sockeye printed:\n{errors}"
    except Exception:
        picture(name)
        tap.comment(app.read_errors()[-8000:])
        raise
    finally:
        app.destroy()


@contextlib.contextmanager
def another_bus():
    """On a bus of its own it is another program, which does not hand everything to the first."""
    first = Gio.bus_get_sync(Gio.BusType.SESSION)
    eyes = first.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1, None).unpack()[0]
    daemon = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        yield {"DBUS_SESSION_BUS_ADDRESS": daemon.stdout.readline().strip(), "AT_SPI_BUS_ADDRESS": eyes}
    finally:
        daemon.terminate()
        daemon.wait()
        daemon.stdout.close()


@contextlib.contextmanager
def temporary_folder():
    """Names of widgets are compared without underscores, which are mnemonics: so its name has none."""
    path = os.path.join(tempfile.gettempdir(), "sockeye-" + uuid.uuid4().hex)
    os.mkdir(path)
    try:
        yield path
    finally:
        shutil.rmtree(path)


def choose_file(app, title, path):
    """Types the path in the file chooser of this title."""
    dialog = wait_for(f"the dialog “{title}”", lambda: next(
        (frame for frame in app.program.children if frame.name == title and any(
            node.has("focused") for node in frame.find_all(role="text"))), None))
    hands.keys("ctrl+a")
    hands.type_text(path)
    wait_for("the path in its name field",
             lambda: any(node.text == path for node in dialog.find_all(role="text")), explain=dialog.dump)
    hands.keys("Return")


def bind_udp(app):
    """Sockeye bound, and a socket that it sends to and that sends to it; returns that, and how its rows name it."""
    port = free_port(8080, socket.SOCK_DGRAM)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    sock.settimeout(20)
    app.open("UDP", ("127.0.0.1", port), ("127.0.0.1", sock.getsockname()[1]))
    app.wait_event(f"Bound to 127.0.0.1:{port}")
    sock.connect(("127.0.0.1", port))
    return sock, f"127.0.0.1:{sock.getsockname()[1]}"


@contextlib.contextmanager
def udp(app):
    """The same, until the block ends."""
    sock, peer = bind_udp(app)
    with sock:
        yield sock, peer


def wait_for_listener(port):
    """Waits until somebody listens, without connecting: the tools take one connection only."""
    wanted = f":{port:04X} 00000000:0000 0A"

    def listens():
        with open("/proc/net/tcp", encoding="ascii") as table:
            return wanted in table.read()
    wait_for(f"a listener on {port}", listens)


@contextlib.contextmanager
def silent_listener():
    """A port where connecting takes for ever: its queue is full, so that the system drops what asks to connect."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
        yield server.getsockname()[1]


def name_of(sock):
    return "127.0.0.1:%d" % sock.getsockname()[1]


@contextlib.contextmanager
def clients(app, count):
    """Sockeye listening, and so many connected sockets."""
    port = free_port(8080)
    app.open("TCP server", ("127.0.0.1", port))
    app.wait_event(f"Listening on 127.0.0.1:{port}")
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 10)) for _ in range(count)]
        wait_for(f"{count} connections", lambda: app.shows(f"All connections ({count})"))
        yield port, socks
