#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One picture of Sockeye serving two TCP clients. Usage: pictures.py PROGRAM PICTURE, in a desktop session of its own."""

import os
import socket
import subprocess
import sys
import time

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


def connect():
    try:
        return socket.create_connection(("127.0.0.1", 8080), 1)
    except OSError:
        return None


def press(*keys):
    subprocess.run(["xdotool", "key", "--delay", "60", *keys], check=True)


def window(pid):
    done = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(pid)], capture_output=True, text=True,
                          check=False)
    return done.stdout.split()[-1:]


def main():
    program, picture = sys.argv[1:]
    folder = os.path.join(os.environ["XDG_CONFIG_HOME"], "glib-2.0", "settings")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "keyfile"), "w", encoding="utf-8") as file:
        file.write(SETTINGS)

    with subprocess.Popen([program]) as process:
        try:
            wait_for("window", lambda: window(process.pid))
            time.sleep(1)
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
            subprocess.run(["xdotool", "mousemove", "5", "790"], check=True)
            time.sleep(1.5)
            subprocess.run(["import", "-window", window(process.pid)[0], picture], check=True)
        finally:
            process.terminate()


main()
