# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the programs that a benchmark needs, on loopback only, and ends exactly those."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

START_SECONDS = 20
RUN_SECONDS = 600


class BenchError(Exception):
    """A benchmark could not be run; the message says why."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port):
    """Looks into the kernel's table: a trial connection would be taken for the sender."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                return True
    return False


def wait_for(condition, what, seconds=START_SECONDS):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise BenchError(f"{what} took longer than {seconds} s")
        time.sleep(0.001)


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def kernel_setting(name):
    return int(pathlib.Path("/proc/sys", *name.split(".")).read_text().split()[0])


class Harness:
    """@build is the build directory; files of several gigabytes come and go in @directory, which must be a real disk."""

    def __init__(self, build, directory):
        self.programs = build / "tests" / "bench"
        self.build = build
        self.directory = directory
        self.stack = None
        self.environment = dict(os.environ)

    def __enter__(self):
        for name in ("Xvfb", "ncat", "socat"):
            if shutil.which(name) is None:
                raise BenchError(f"{name} is missing. build-aux/bench.sh installs it.")
        with contextlib.ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="sockeye-bench-", dir=self.directory))
            self._set_environment(home, self._start_display(stack))
            self.stack = stack.pop_all()
        self.file = pathlib.Path(home, "received")
        self.captures = pathlib.Path(home, "sockeye", "captures")
        return self

    def __exit__(self, *details):
        return self.stack.__exit__(*details)

    def _set_environment(self, home, display):
        self.environment.update(
            DISPLAY=display,
            HOME=home,
            XDG_CACHE_HOME=home,
            XDG_CONFIG_HOME=home,
            XDG_DATA_HOME=home,
            GDK_BACKEND="x11",
            GDK_DEBUG="gl-disable",
            GSK_RENDERER="cairo",
            GTK_A11Y="none",
            DBUS_SESSION_BUS_ADDRESS="disabled:",
            GSETTINGS_BACKEND="memory",
            GSETTINGS_SCHEMA_DIR=str(self.build / "data"),
            GIO_USE_VFS="local",
            LANGUAGE="C",
            LC_ALL="C.UTF-8",
        )
        self.environment.pop("WAYLAND_DISPLAY", None)

    @staticmethod
    def _start_display(stack):
        read_end, write_end = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(end, server)
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise BenchError("Xvfb did not start.")
        return ":" + number

    @contextlib.contextmanager
    def running(self, *command, **options):
        """A program of ours or a peer's, ended in any case."""
        process = subprocess.Popen([str(part) for part in command], env=self.environment, text=True, **options)
        try:
            yield process
        finally:
            end(process)

    def start_sender(self, *arguments):
        return self.running(self.programs / "bench-sender", *arguments,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    @contextlib.contextmanager
    def start_receiver(self, name, *arguments):
        """Either of our two receivers: prints its port, then at the end its result. It ends without closing its session,
        so that its capture could be recovered: gigabytes that nobody wants."""
        os.sync()  # what an earlier program has left in the page cache does not fall upon the next one
        try:
            with self.running(self.programs / name, *arguments, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE) as process:
                yield process
        finally:
            shutil.rmtree(self.captures, ignore_errors=True)

    def start_tool(self, *command):
        return self.running(*command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    @staticmethod
    def read_port(receiver):
        line = receiver.stdout.readline()
        if not line.strip().isdigit():
            raise BenchError(f"{pathlib.Path(receiver.args[0]).name} did not start: “{line.strip()}”")
        return int(line)

    @staticmethod
    def read_result(process, seconds=RUN_SECONDS):
        """The last line that @process prints, as JSON."""
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise BenchError(f"{process.args[0]} was not done after {seconds} s") from error
        if process.returncode != 0:
            reason = signal.Signals(-process.returncode).name if process.returncode < 0 else process.returncode
            raise BenchError(f"{process.args[0]} failed ({reason})")
        return json.loads(output.splitlines()[-1])
