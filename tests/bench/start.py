# SPDX-License-Identifier: GPL-3.0-or-later
"""How long it takes until the window is there, and what memory it takes when nothing happens."""

import contextlib
import pathlib
import re
import shutil
import subprocess
import time

from harness import BenchError, wait_for
from screen import Screen

IDLE_SECONDS = 5


@contextlib.contextmanager
def desktop(harness):
    """The display, with a window manager."""
    if shutil.which("openbox") is None:
        raise BenchError("openbox is missing. build-aux/bench.sh installs it.")
    with contextlib.closing(Screen(harness.environment["DISPLAY"])) as screen:
        with harness.running("openbox", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            wait_for(screen.is_managed, "openbox starting")
            yield screen


def memory_mb(pid):
    """What is the process's own and its part of what it shares with others, which is less the more of them there are:
    other programs with the same toolkit should not run. And all that it has, shared or not."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {name.lower() + "_mb": int(re.search(rf"^{name}: +(\d+) kB$", text, re.MULTILINE)[1]) / 1024
            for name in ("Pss", "Rss")}


def start(harness, screen, *command):
    """Milliseconds from the start of the program to its first window with something drawn in it; memory after a while."""
    known = set(screen.windows())
    started = time.monotonic()
    with harness.running(*command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: process.poll() is not None
                 or any(screen.is_drawn(window) for window in screen.windows() if window not in known),
                 f"{command[0]} starting")
        shown = time.monotonic()
        if process.poll() is not None:
            raise BenchError(f"{command[0]} ended with {process.returncode}")
        time.sleep(IDLE_SECONDS)
        memory = memory_mb(process.pid)
    wait_for(lambda: not set(screen.windows()) - known, f"the end of {command[0]}")
    return {"start_ms": (shown - started) * 1000, **memory}


def start_and_memory(harness, _options):
    """Sockeye beside Packet Sender, and beside an empty window, which is what GTK itself takes."""
    other = shutil.which("packetsender")
    if other is None:
        raise BenchError("packetsender is missing. build-aux/bench.sh installs it.")
    if shutil.which("xrandr") is None:
        raise BenchError("xrandr is missing, without which packetsender does not start. build-aux/bench.sh installs it.")
    programs = {"sockeye": harness.build / "src" / "app" / "sockeye", "packetsender": other,
                "gtk": harness.programs / "bench-gtk"}
    figures = {}
    with desktop(harness) as screen:
        for name, program in programs.items():
            figures.update({f"{name}_{figure}": value
                            for figure, value in start(harness, screen, program).items()})
    figures["start_to_packetsender"] = figures["sockeye_start_ms"] / figures["packetsender_start_ms"]
    figures["memory_to_packetsender"] = figures["sockeye_pss_mb"] / figures["packetsender_pss_mb"]
    return figures
