# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program shows, read through AT-SPI, as a screen reader would."""

import os
import re
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

# Under the sanitizers, or on a slow machine, everything takes longer.
FACTOR = float(os.environ.get("UI_TIMEOUT_FACTOR", "1"))
TIMEOUT = 15.0 * FACTOR

# The default of 0.8 s is short for a busy machine. set_cache_mask() must not be called: it would turn the cache on.
Atspi.set_timeout(int(8000 * FACTOR), int(15000 * FACTOR))

# Of no interest to a reader.
LAYOUT = ("filler", "panel", "scroll pane", "scroll bar", "separator", "tree table", "table row")


class Timeout(AssertionError):
    """What was waited for did not come."""


def wait_for(what, condition, timeout=TIMEOUT, explain=None):
    """Waits until @condition gives something true, and returns it. Widgets that go away meanwhile are no error."""
    end = time.monotonic() + timeout
    pause = 0.01
    while True:
        try:
            result = condition()
        except GLib.Error:
            result = None
        if result:
            return result
        if time.monotonic() >= end:
            try:
                more = f"; {explain()}" if explain else ""
            except GLib.Error as error:
                more = f"; {error.message}"
            raise Timeout(f"after {timeout:.0f} s: {what}{more}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)


def clean(name):
    """The name without mnemonics. GTK 4.8 calls a button with one "_Open Open"."""
    name = (name or "").replace("_", "")
    half = len(name) // 2
    if len(name) % 2 and name[half] == " " and name[:half] == name[half + 1:]:
        return name[:half]
    return name


class Node:
    """One accessible object."""

    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def name(self):
        return clean(self.accessible.get_name())

    @property
    def role(self):
        return self.accessible.get_role_name()

    @property
    def description(self):
        return self.accessible.get_description() or ""

    @property
    def text(self):
        """An entry's or text view's text; a label's is its name."""
        text = self.accessible.get_text_iface()
        if text is None:
            return self.name
        return text.get_text(0, text.get_character_count())

    @property
    def children(self):
        count = self.accessible.get_child_count()
        children = [self.accessible.get_child_at_index(index) for index in range(count)]
        return [Node(child) for child in children if child is not None]

    @property
    def parent(self):
        parent = self.accessible.get_parent()
        return Node(parent) if parent is not None else None

    def has(self, state):
        """Whether the state, such as "sensitive" or "checked", is set."""
        return self.accessible.get_state_set().contains(getattr(Atspi.StateType, state.upper()))

    @property
    def sensitive(self):
        """Whether it and everything around it is: GTK reports only the widget that was disabled itself."""
        node = self
        while node is not None and node.role not in ("frame", "dialog", "application"):
            if not node.has("sensitive"):
                return False
            node = node.parent
        return True

    @property
    def place(self):
        """x, y, width and height in its window. GTK cannot tell the place on the screen."""
        component = self.accessible.get_component_iface()
        if component is None:
            return 0, 0, 0, 0
        extents = component.get_extents(Atspi.CoordType.WINDOW)
        return extents.x, extents.y, extents.width, extents.height

    def walk(self, skip=None):
        """Itself and everything below it, from the top, but nothing below the node @skip."""
        yield self
        if skip is None or self.accessible != skip.accessible:
            for child in self.children:
                yield from child.walk(skip)

    def find_all(self, name=None, role=None, skip=None):
        """All with this name (a string, or a pattern) and one of these roles."""
        roles = (role,) if isinstance(role, str) else role
        found = []
        for node in self.walk(skip):
            if roles is not None and node.role not in roles:
                continue
            if name is None or (name.search(node.name) if isinstance(name, re.Pattern) else node.name == name):
                found.append(node)
        return found

    def dump(self):
        """What can be read in it, for messages."""
        lines = []
        for node in self.walk():
            role, name, text = node.role, node.name, node.text
            if role not in LAYOUT and (role != "label" or node.place[2] > 0) and (name or text):
                lines.append(f"{role} {name!r}" + (f": {text[:200]!r}" if text != name else ""))
        return "\n".join(lines)


def find_program(pid):
    """The program with this process id, once it shows a window."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(index)
        if program is not None and program.get_process_id() == pid and program.get_child_count() > 0:
            return Node(program)
    return None
