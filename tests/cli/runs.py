# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts sockeye-cli, looks at how it ended, and plays the far end."""

import contextlib
import os
import re
import socket
import subprocess
import threading

CLI = os.environ["SOCKEYE_CLI"]
PATIENCE = 15 * float(os.environ.get("UI_TIMEOUT_FACTOR", "2"))
ALL_BYTES = bytes(range(256))


def run(*arguments, stdin=subprocess.DEVNULL, **options):
    """Runs it to its end; what it wrote is bytes."""
    return subprocess.run([CLI, *arguments], stdin=stdin, capture_output=True, timeout=PATIENCE, check=False, **options)


def check(done, status, error=None):
    assert done.returncode == status, f"ended with {done.returncode}: {done.stdout[-2000:]!r} {done.stderr[-2000:]!r}"
    if error is None:
        assert not done.stderr, done.stderr
    else:
        assert re.search(error, done.stderr.decode(), re.DOTALL), done.stderr.decode()
    return done


@contextlib.contextmanager
def started(*arguments, **options):
    options.setdefault("stdin", subprocess.DEVNULL)
    process = subprocess.Popen([CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()


def read_port(process):
    """Reads lines until one tells where it listens, or is bound."""
    for line in process.stdout:
        found = re.search(rb"(?:Listening on|Bound to) [^ ]*:(\d+)", line)
        if found:
            return int(found[1])
    raise AssertionError(process.stderr.read().decode())


def end(process, status=0):
    out, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == status, f"ended with {process.returncode}: {out[-2000:]!r} {errors[-2000:]!r}"
    return out, errors


@contextlib.contextmanager
def listener(serve, kind=socket.SOCK_STREAM):
    """A server of Python's; yields "host:port", and the results of @serve(connection) in the end."""
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(PATIENCE)
        if kind == socket.SOCK_STREAM:
            sock.listen(8)
        results = []

        def work():
            if kind == socket.SOCK_DGRAM:
                results.append(serve(sock))
                return
            connection, _ = sock.accept()
            connection.settimeout(PATIENCE)
            with connection:
                results.append(serve(connection))
        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield "127.0.0.1:%d" % sock.getsockname()[1], results
        finally:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def receive_all(sock):
    parts = []
    while part := sock.recv(1 << 20):
        parts.append(part)
    return b"".join(parts)


def connect(port):
    sock = socket.create_connection(("127.0.0.1", port), PATIENCE)
    sock.settimeout(PATIENCE)
    return sock


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def cases_of(module):
    """Those of its functions that take the name of a case only, in their order."""
    return [case for case in module.values() if callable(case) and getattr(case, "__code__", None)
            and case.__code__.co_varnames[:1] == ("_",) and case.__code__.co_argcount == 1]


@contextlib.contextmanager
def around(_name):
    yield None
