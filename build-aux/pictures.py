#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One picture of Sockeye: serving two TCP clients (main), a pair side by side (pair), the state of a connection (state),
the calls of both ends of a pair (calls), the bytes of a stream (stream), or a guided lab (labs).

Usage: pictures.py KIND PROGRAM PICTURE, in a desktop session of its own.
"""

import ctypes
import os
import socket
import struct
import subprocess
import sys
import time
import zlib

SETTINGS = """[org/sockeye/Sockeye]
protocol='tcp-server'
tcp-server-local-host='127.0.0.1'
window-width=1080
window-height=680
send-text='欢迎! Welcome to Sockeye.'
"""


def wait_for(what, condition):
    """Until @condition answers; a picture of half a window is worse than none."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.1)
    raise SystemExit(f"pictures.py: no {what}")


class Image(ctypes.Structure):
    """The beginning of Xlib's XImage."""
    _fields_ = [*((name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")), ("data", ctypes.c_void_p),
                *((name, ctypes.c_int) for name in ("byte_order", "bitmap_unit", "bitmap_bit_order", "bitmap_pad", "depth",
                                                   "bytes_per_line", "bits_per_pixel"))]


def grab(window, path):
    """Writes what a window shows as PNG, with nothing but Xlib."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XGetImage.restype = ctypes.POINTER(Image)
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    place = geometry(window)
    image = x11.XGetImage(display, ctypes.c_ulong(int(window)), 0, 0, place["WIDTH"], place["HEIGHT"],
                          ctypes.c_ulong(0xFFFFFF), 2).contents
    assert image.bits_per_pixel == 32, "a display with 24 bits of colour is needed"
    lines = []
    for row in range(image.height):
        line = ctypes.string_at(image.data + row * image.bytes_per_line, image.width * 4)
        colours = bytearray(image.width * 3)
        for at in range(3):
            colours[at::3] = line[2 - at::4]
        lines.append(b"\0" + bytes(colours))

    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", image.width, image.height, 8, 2, 0, 0, 0))
                   + part(b"IDAT", zlib.compress(b"".join(lines), 9)) + part(b"IEND", b""))
    x11.XCloseDisplay(display)


def connect():
    try:
        return socket.create_connection(("127.0.0.1", 8080), 1)
    except OSError:
        return None


def press(*keys):
    subprocess.run(["xdotool", "key", "--delay", "60", *keys], check=True)


def windows(pid):
    done = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(pid)], capture_output=True, text=True,
                          check=False)
    return done.stdout.split()


def geometry(window):
    done = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True, text=True, check=True)
    return {name: int(value) for name, value in (line.split("=") for line in done.stdout.split())}


def click(window, across, down):
    """At a place in the window, as parts of its width and height."""
    place = geometry(window)
    subprocess.run(["xdotool", "mousemove", str(place["X"] + int(place["WIDTH"] * across)),
                    str(place["Y"] + int(place["HEIGHT"] * down)), "click", "1"], check=True)
    time.sleep(0.4)


def resize(window, width, height):
    """So that all of it is to be seen."""
    subprocess.run(["xdotool", "windowmove", window, "20", "20", "windowsize", window, str(width), str(height)],
                   check=True)
    time.sleep(1.5)


def serve_two(_):
    press("F9")
    first = wait_for("server", connect)
    second = wait_for("server", connect)
    for line in ("GET /hello HTTP/1.1\r\n", "Host: localhost\r\n", "\r\n"):
        first.sendall(line.encode())
        time.sleep(0.2)
    second.sendall("你好, 鱼!\n".encode())
    time.sleep(0.4)
    second.sendall(b"binary: \x00\x01\xff\xfe\n")
    time.sleep(0.4)
    press("ctrl+Return")
    assert first.recv(100), "nothing was sent"
    second.shutdown(socket.SHUT_WR)
    time.sleep(0.5)
    return [first, second]


def talk_in_pair(pid):
    press("ctrl+shift+p")
    time.sleep(2)
    window = windows(pid)[-1]
    for across in (0.25, 0.75):
        click(window, across, 0.32)
        press("F9")
        time.sleep(1)
    for across in (0.75, 0.25):
        click(window, across, 0.32)
        press("ctrl+Return")
        time.sleep(0.6)
    return []


def show_calls(pid):
    """Of a whole connection, which the client closes first."""
    talk_in_pair(pid)
    window = windows(pid)[-1]
    for across in (0.75, 0.25):
        click(window, across, 0.32)
        press("F9")
        time.sleep(1)
    press("ctrl+d")
    wait_for("second window", lambda: len(windows(pid)) > 1)
    resize(next(other for other in windows(pid) if other != window), 900, 940)
    press(*["Down"] * 6)
    return []


def show_stream(pid):
    """What the client has sent, as the server got it."""
    talk_in_pair(pid)
    window = windows(pid)[-1]
    click(window, 0.75, 0.32)
    press(*["ctrl+Return"] * 3)
    time.sleep(0.6)
    click(window, 0.25, 0.32)
    press("ctrl+b")
    wait_for("second window", lambda: len(windows(pid)) > 1)
    resize(next(other for other in windows(pid) if other != window), 980, 620)
    return []


def show_labs(_):
    """The echo, begun."""
    press("F7")
    time.sleep(2)
    press("Down", "Return")
    time.sleep(1)
    press("Return")
    time.sleep(3)
    return []


def show_state(pid):
    with socket.create_server(("127.0.0.1", 8888)) as server:
        press("F9")
        far, _ = server.accept()
    window = windows(pid)[-1]
    press("F10")
    time.sleep(1)
    press("e")
    wait_for("second window", lambda: len(windows(pid)) > 1)
    resize(next(other for other in windows(pid) if other != window), 980, 720)
    far.shutdown(socket.SHUT_WR)
    return [far]


KINDS = {"main": (serve_two, ""), "pair": (talk_in_pair, ""), "calls": (show_calls, ""),
         "stream": (show_stream, ""), "labs": (show_labs, ""),
         "state": (show_state, "protocol='tcp-client'\ntcp-client-remote-host='127.0.0.1'\n"
                               "tcp-client-remote-port=uint16 8888\n")}


def main():
    kind, program, picture = sys.argv[1:]
    act, more = KINDS[kind]
    folder = os.path.join(os.environ["XDG_CONFIG_HOME"], "glib-2.0", "settings")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "keyfile"), "w", encoding="utf-8") as file:
        file.write("\n".join(line for line in SETTINGS.split("\n") if not more or "protocol=" not in line) + more)

    with subprocess.Popen([program]) as process:
        try:
            before = wait_for("window", lambda: windows(process.pid))
            time.sleep(1)
            kept = act(process.pid)
            subprocess.run(["xdotool", "mousemove", "5", "990"], check=True)
            time.sleep(1.5)
            newest = [window for window in windows(process.pid) if window not in before] or before
            grab(newest[-1], picture)
            for sock in kept:
                sock.close()
        finally:
            process.terminate()


main()
