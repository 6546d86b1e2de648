# SPDX-License-Identifier: GPL-3.0-or-later
"""sockeye-cli from outside: real sockets, ncat and socat at the far end, statuses and outputs."""

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from runs import (ALL_BYTES, CLI, PATIENCE, around, cases_of, check, connect, end, free_port, listener, read_port,
                  receive_all, run, started)

sys.path.append(os.path.join(os.path.dirname(__file__), os.pardir, "e2e"))
import tap  # noqa: E402


def sends_and_expects(_):
    def serve(sock):
        request = sock.recv(100)
        sock.sendall(b"OK v123\r\n\x06")
        return request + receive_all(sock)
    with listener(serve) as (where, results):
        check(run("tcp-client", where, "--send", r"hello\r\n", "--expect", "OK", "--within", "5000",
                  "--expect-regex", r"v(\d+)", "--send-hex", "01 02", "--expect-hex", "06", "--close"), 0)
    assert results == [b"hello\r\n\x01\x02"], results


def a_match_eats_what_stands_before_it(_):
    def serve(sock):
        sock.sendall(b"one two one")
        return receive_all(sock)
    with listener(serve) as (where, _results):
        check(run("tcp-client", where, "--expect", "two", "--expect", "one"), 0)
    with listener(serve) as (where, _results):
        done = run("tcp-client", where, "--expect", "two", "--expect", "two", "--within", "200")
        check(done, 1, r"Expected “two” within 200 ms, in vain\. 4 bytes came from 127.*text:  one\n  hex: 20 6F 6E 65")


def matches_across_the_borders_of_receives(_):
    def serve(sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError):  # who has what was expected goes
            for byte in "版本 v42 完\r\n".encode("gbk"):
                sock.sendall(bytes([byte]))
                time.sleep(0.005)
            receive_all(sock)
    for option, value in (("--expect", "v42 完"), ("--expect-hex", "76 34 32 20 CD EA"), ("--expect-regex", r"本 v\d\d 完\r")):
        with listener(serve) as (where, _results):
            check(run("tcp-client", where, "--encoding", "gbk", option, value, "--within", "5000"), 0)


def gbk_is_no_match_between_two_characters(_):
    # "啊啊" is B0 A1 B0 A1: in it A1 B0 stands only where one character meets the next.
    def serve(sock):
        sock.sendall(b"\xb0\xa1\xb0\xa1")
        return receive_all(sock)
    with listener(serve) as (where, _results):
        check(run("tcp-client", where, "--encoding", "gbk", "--expect", b"\xa1\xb0".decode("gbk"), "--within", "200"), 1,
              "text: 啊啊")
    with listener(serve) as (where, results):
        check(run("tcp-client", where, "--encoding", "gbk", "--expect", "啊", "--send", "中"), 0)
    assert results == ["中".encode("gbk")], results


def nothing_came(_):
    with listener(receive_all) as (where, _results):
        done = run("tcp-client", where, "--quiet", "--expect-hex", "06", "--within", "100")
        check(done, 1, "Expected the bytes 06 within 100 ms, in vain. Nothing came.")
        assert not done.stdout
    with listener(lambda sock: sock.sendall(b"bye")) as (where, _results):
        check(run("tcp-client", where, "--expect-regex", "hello"), 1,
              "Expected a match of “hello”, but the connection was closed before. 3 bytes came")


def socket_errors(_):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        where = "127.0.0.1:%d" % sock.getsockname()[1]
        check(run("tcp-client", where, "--send", "x"), 3, "ECONNREFUSED")
        sock.listen()
        check(run("tcp-server", where), 3, "already in use by python3")
    check(run("tcp-client", where, "--retry", "300"), 3, "ECONNREFUSED")
    check(run("unix-client", "/nowhere/at-all"), 3, "ENOENT")


def reset_is_told(_):
    def serve(sock):
        sock.recv(100)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    with listener(serve) as (where, _results):
        check(run("tcp-client", where, "--send", "x", "--expect", "y"), 3, "reset")


def reset_while_a_file_is_sent(_):
    """How much of the file went out, and why not more, on either way out of the program."""
    size = 256 << 20

    def serve(sock):
        sock.recv(10)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    with tempfile.NamedTemporaryFile(prefix="sockeye-cli-") as file:
        file.truncate(size)
        # A message behind it changes nothing about why.
        for rest in ((), ("--send", "x")):
            with listener(serve) as (where, _results):
                done = run("tcp-client", where, "--send-file", file.name, *rest, "-o", "ndjson")
            lines = [json.loads(line) for line in done.stdout.splitlines()]
            sent = sum(line["length"] for line in lines if line["kind"] == "sent")
            assert 0 < sent < size, sent
            check(done, 3, rf"ECONNRESET.*\n.*{os.path.basename(file.name)}.*: {sent} of {size} bytes were sent\.\n$")
            assert "Open it" not in done.stderr.decode(), done.stderr
            events = {line["event"]: line for line in lines if line["kind"] == "event"}
            assert events["reset"]["error"] == "ECONNRESET", events
            # Only what was read ahead, which is there or not.
            unsent = events.get("unsent")
            assert not unsent or re.search(r"queued .*because the connection", unsent["sentence"]), unsent
        with listener(serve) as (where, _results):
            done = run("tcp-client", where, "--send-file", file.name, "-q")
        check(done, 3, rf"ECONNRESET.* of {size} bytes were sent\.")
        assert not done.stdout


def times_out(_):
    with listener(receive_all) as (where, _results):
        check(run("tcp-client", where, "--timeout", "200"), 4, "time")
    with listener(receive_all) as (where, _results):
        started_at = time.monotonic()
        check(run("tcp-client", where, "--wait", "300"), 0)
        assert time.monotonic() - started_at >= 0.3


def is_interrupted(_):
    for number in (signal.SIGINT, signal.SIGTERM):
        with started("tcp-server", "127.0.0.1:0") as process:
            read_port(process)
            process.send_signal(number)
            end(process, 128 + number)


def server_answers_who_asked(_):
    with started("tcp-server", "127.0.0.1:0", "--expect", "PING", "--send", "PONG", "--expect-close") as process:
        port = read_port(process)
        with connect(port) as other, connect(port) as sock:
            sock.sendall(b"PI")
            sock.sendall(b"NG")
            assert sock.recv(100) == b"PONG"
            sock.close()
            end(process)
            assert receive_all(other) == b""


def server_answers_who_has_closed_sending(_):
    with started("tcp-server", "127.0.0.1:0", "--expect", "GET", "--send", "200 OK") as process:
        port = read_port(process)
        done = subprocess.run(["ncat", "127.0.0.1", str(port)], input=b"GET /", capture_output=True, timeout=PATIENCE,
                              check=True)
        assert done.stdout == b"200 OK", done
        end(process)


def udp_both_ways(_):
    def serve(sock):
        payload, sender = sock.recvfrom(100)
        sock.sendto("答复".encode("gbk"), sender)
        return payload
    with listener(serve, socket.SOCK_DGRAM) as (where, results):
        check(run("udp", "--to", where, "--encoding", "gbk", "--send", "问", "--expect", "答复"), 0)
    assert results == ["问".encode("gbk")]

    with started("udp", "127.0.0.1:0", "--expect", "ping", "--send", "pong") as process:
        port = read_port(process)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(PATIENCE)
            # No match goes across the border of two datagrams.
            sock.sendto(b"pi", ("127.0.0.1", port))
            sock.sendto(b"ng ping", ("127.0.0.1", port))
            assert sock.recv(100) == b"pong"
        end(process)


def udp_waits_for_who_sends_first(_):
    with started("udp", "127.0.0.1:%d" % free_port(socket.SOCK_DGRAM), "--send", "hello") as process:
        port = read_port(process)
        # Told before anything can come.
        assert b"--to" in process.stderr.readline()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(PATIENCE)
            sock.sendto(b"I am here", ("127.0.0.1", port))
            assert sock.recv(100) == b"hello"
        end(process)


def ndjson_of_all_bytes(_):
    def serve(sock):
        sock.sendall(ALL_BYTES)
        return receive_all(sock)
    with listener(serve) as (where, results):
        done = check(run("tcp-client", where, "--output", "ndjson", "--encoding", "gbk", "--send-hex", ALL_BYTES.hex(),
                         "--expect-hex", "fe ff"), 0)
    assert results == [ALL_BYTES]
    records = [json.loads(line) for line in done.stdout.decode().splitlines()]
    for kind in ("received", "sent"):
        mine = [record for record in records if record["kind"] == kind]
        assert b"".join(bytes.fromhex(record["hex"]) for record in mine) == ALL_BYTES
        assert b"".join(base64.b64decode(record["base64"]) for record in mine) == ALL_BYTES
        assert all(record["length"] == len(record["hex"]) // 2 and record["peer"] == where for record in mine)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", mine[0]["time"])
    events = [record["event"] for record in records if record["kind"] == "event"]
    assert events[:2] == ["connecting", "connected"], events
    assert all(record["sentence"] for record in records if record["kind"] == "event")
    done = run("tcp-client", "127.0.0.1:%d" % free_port(), "-o", "ndjson", env=dict(os.environ, LC_ALL="C"))
    assert [json.loads(line).get("error") for line in done.stdout.splitlines()][-1] == "ECONNREFUSED"


def ndjson_text_goes_over_the_borders(_):
    with started("tcp-server", "127.0.0.1:0", "-o", "ndjson", "--encoding", "gbk", "--once") as process:
        port = int(re.search(rb"Listening on [^ ]*:(\d+)", process.stdout.readline())[1])
        with connect(port) as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in "中文\n".encode("gbk"):
                sock.sendall(bytes([byte]))
                time.sleep(0.01)
        out, _errors = end(process)
    records = [json.loads(line) for line in out.decode().splitlines()]
    assert "".join(record["text"] for record in records if record["kind"] == "received") == "中文\n"


def relays(_):
    with listener(lambda sock: (sock.recv(100), sock.sendall(b"answer"))[0]) as (where, results):
        with started("tcp-relay", "127.0.0.1:0", "--to", where, "--output", "ndjson") as process:
            port = int(re.search(rb"Listening on [^ ]*:(\d+)", process.stdout.readline())[1])
            with connect(port) as sock:
                sock.sendall(b"question")
                assert sock.recv(100) == b"answer"
    assert results == [b"question"]
    check(run("tcp-relay", ":0", "--to", where, "--send", "x"), 2, "Remove the steps")
    check(run("udp", ":0", "--wait", "-5"), 2, "sockeye-cli: --wait wants a number")


def counts_datagrams(_):
    with started("udp", "127.0.0.1:0", "--count", "3", "--output", "text") as process:
        port = read_port(process)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for number in range(5):
                sock.sendto(b"%d!" % number, ("127.0.0.1", port))
        out, _errors = end(process)
    assert re.findall(rb"2 B (\d!)", out) == [b"0!", b"1!", b"2!"], out


def pipes_a_file_both_ways(_):
    """50 MB through stdin and stdout, and as a file, byte for byte."""
    piece = os.urandom(1 << 20)
    data = b"".join(piece[i:] + piece[:i] for i in range(50))
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        with started("tcp-server", "127.0.0.1:0", "--echo", "--once", "--quiet") as server:
            port = wait_for_port(server.pid)
            with open(file.name, "rb") as source:
                done = check(run("tcp-client", f"127.0.0.1:{port}", "--stdin", stdin=source), 0)
            assert done.stdout == data
            end(server)
        with listener(receive_all) as (where, results):
            check(run("tcp-client", where, "--send-file", file.name, "--quiet"), 0)
        assert results == [data]


def processor_time(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def waits_for_a_slow_reader(_):
    """Whoever does not read the output makes the far end wait, and nothing is lost."""
    data = os.urandom(1 << 20) * 160
    with started("tcp-server", "127.0.0.1:0", "--once", "--output", "raw", "--timeout", "60000") as process:
        # Raw output tells no port.
        port = wait_for_port(process.pid)
        sent = []

        def send():
            with connect(port) as sock:
                view = memoryview(data)
                while view:
                    sent.append(sock.send(view[:1 << 20]))
                    view = view[sent[-1]:]
        thread = threading.Thread(target=send)
        thread.start()
        before = -1
        while before != sum(sent) or before == 0:
            before = sum(sent)
            time.sleep(0.5)
        assert before < len(data), "the far end did not have to wait"
        used = processor_time(process.pid)
        time.sleep(0.5)
        assert processor_time(process.pid) - used < 0.2, "it does not sleep while it waits"
        received = process.stdout.read()
        thread.join(PATIENCE)
        assert received == data
        assert process.wait(PATIENCE) == 0, process.stderr.read()


def wait_for_port(pid):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        inodes = set()
        for fd in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                inodes.add(os.readlink(f"/proc/{pid}/fd/{fd}"))
        with open(f"/proc/{pid}/net/tcp", encoding="ascii") as table:
            for line in table.readlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and f"socket:[{fields[9]}]" in inodes:
                    return int(fields[1].split(":")[1], 16)
        time.sleep(0.01)
    raise AssertionError("it does not listen")


def output_that_nobody_reads(_):
    with started("tcp-server", "127.0.0.1:0") as process:
        port = read_port(process)
        process.stdout.close()
        with connect(port):
            assert process.wait(PATIENCE) == 141
        assert not process.stderr.read()
    with open("/dev/full", "wb") as full:
        done = subprocess.run([CLI, "udp", "127.0.0.1:0"], stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
    assert done.returncode == 3 and b"output" in done.stderr, done


def closed_streams_are_no_sockets(_):
    """Who starts it may have closed what is written to, or read: the numbers are not given to sockets and files."""
    def start(redirection, *arguments):
        return subprocess.run(["sh", "-c", f'exec "$@" {redirection}', "sh", CLI, *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=PATIENCE, check=False)
    done = start(">&-", "udp", "127.0.0.1:0", "--timeout", "5000")
    assert done.returncode == 3 and b"The output could not be written: " in done.stderr, done
    for redirection, arguments, status, received in (
            (">&-", ("--send", "x", "--quiet"), 0, b"x"), ("<&-", ("--stdin", "--quiet"), 3, b""),
            ("<&- >&- 2>&-", ("--send", "x", "--expect", "y", "--within", "200", "--quiet"), 1, b"x")):
        with listener(receive_all) as (where, results):
            done = start(redirection, "tcp-client", where, *arguments)
        assert done.returncode == status, done
        assert results == [received], results


def echo_of_clients_that_do_not_read(_):
    data = os.urandom(1 << 20) * 64
    with started("tcp-server", "127.0.0.1:0", "--echo", "--quiet", "--timeout", "60000") as process:
        port = wait_for_port(process.pid)
        with connect(port) as slow, connect(port) as quick:
            thread = threading.Thread(target=lambda: (slow.sendall(data), slow.shutdown(socket.SHUT_WR)))
            thread.start()
            for _ in range(20):
                quick.sendall(b"hello")
                assert quick.recv(100) == b"hello"
            time.sleep(0.3)
            assert thread.is_alive(), "it could send everything without reading"
            assert receive_all(slow) == data
            thread.join()
        process.send_signal(signal.SIGINT)
        end(process, 130)


def unix_sockets_with_socat(_):
    folder = tempfile.mkdtemp()
    try:
        path = os.path.join(folder, "s")
        with started("unix-server", "s", "--expect", "hello", "--send", "world", cwd=folder) as process:
            for line in process.stdout:
                if b"Listening on" in line:
                    break
            done = subprocess.run(["socat", "-t", "10", "-", f"UNIX-CONNECT:{path}"], input=b"hello", capture_output=True,
                                  timeout=PATIENCE, check=True)
            assert done.stdout == b"world", done
            end(process)
        assert os.listdir(folder) == []
        check(run("unix-datagram", "@", "--to", "@sockeye-cli-nobody-%d" % os.getpid(), "--send", "x"), 3, "ECONNREFUSED")
    finally:
        shutil.rmtree(folder)


def stdin_lines_are_datagrams(_):
    def serve(sock):
        return [sock.recv(100) for _ in range(3)]
    with listener(serve, socket.SOCK_DGRAM) as (where, results):
        done = subprocess.run([CLI, "udp", "--to", where, "--stdin"], input=b"one\ntwo\nend", timeout=PATIENCE,
                              capture_output=True, check=False)
        check(done, 0)
    assert results == [[b"one\n", b"two\n", b"end"]], results


def tls_to_itself(_):
    with started("tcp-server", "127.0.0.1:0", "--tls", "--expect", "secret") as process:
        port = read_port(process)
        # It ends before the handshake is over, and sends all the same.
        check(run("tcp-client", f"127.0.0.1:{port}", "--tls-insecure", "--send", "secret"), 0)
        end(process)
    with started("tcp-server", "127.0.0.1:0", "--tls") as process:
        port = read_port(process)
        check(run("tcp-client", f"127.0.0.1:{port}", "--tls", "--send", "x", "--timeout", "10000"), 3, "certificate")


def tls_advice_names_options(_):
    """There is no window whose TLS options could be opened."""
    with started("tcp-server", "127.0.0.1:0", "--tls") as process:
        port = read_port(process)
        for options, words in ((("--tls",), r"--tls-ca, .*--tls-insecure"),
                               (("--tls-ca", "/nowhere/at-all"), r"“/nowhere/at-all” .*with --tls-ca\."),
                               (("--tls-cert", "/nowhere/at-all"), r"“/nowhere/at-all” .*--tls-cert, .*--tls-key\.")):
            done = run("tcp-client", f"127.0.0.1:{port}", *options, "--send", "x", "-o", "ndjson", "--timeout", "10000")
            check(done, 3, words)
            assert "TLS options" not in done.stderr.decode(), done.stderr
            assert "TLS options" not in done.stdout.decode(), done.stdout


tap.run(cases_of(globals()), around)
