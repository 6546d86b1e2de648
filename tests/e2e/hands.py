# SPDX-License-Identifier: GPL-3.0-or-later
"""Pointer, keys and clipboard of the session's X server: what a user has."""

import subprocess
import time


def xdotool(*arguments):
    done = subprocess.run(["xdotool", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout


def windows(pid):
    """The managed windows of a process that are on the screen: X id to title."""
    found = {}
    for window in xdotool("search", "--onlyvisible", "--pid", pid).split():
        found[int(window)] = xdotool("getwindowname", window).rstrip("\n")
    return found


def geometry(window):
    """x, y, width and height on the screen."""
    values = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", window).split())
    return tuple(int(values[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))


def glide(x, y):
    """Moves the pointer there in steps: GTK 4.8 loses a press that follows a single jump after a popover closed."""
    values = dict(line.split("=") for line in xdotool("getmouselocation", "--shell").split())
    from_x, from_y = int(values["X"]), int(values["Y"])
    steps = 8
    commands = []
    for step in range(1, steps + 1):
        commands += ["mousemove", from_x + (x - from_x) * step // steps, from_y + (y - from_y) * step // steps,
                     "sleep", "0.006"]
    xdotool(*commands)


def click(x, y, button=1, times=1):
    glide(x, y)
    xdotool("click", "--repeat", times, "--delay", 60, button)


def drag(from_x, from_y, to_x, to_y):
    glide(from_x, from_y)
    xdotool("mousedown", 1)
    glide(to_x, to_y)
    xdotool("mouseup", 1)


def keys(*names):
    xdotool("key", "--delay", 20, *names)


def type_ascii(text):
    """Types what the keyboard has. Other characters have to be pasted: xdotool loses some of them."""
    if text:
        xdotool("type", "--delay", 12, "--", text)


def put_clipboard(text):
    # xclip stays, to serve the clipboard; it ends with the X server.
    subprocess.run(["xclip", "-selection", "clipboard", "-in"], input=text.encode(), stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=True, timeout=30)
    end = time.monotonic() + 10
    while get_clipboard() != text and time.monotonic() < end:
        time.sleep(0.02)


def get_clipboard():
    done = subprocess.run(["xclip", "-selection", "clipboard", "-out"], capture_output=True, check=False, timeout=30)
    return done.stdout.decode(errors="replace")
