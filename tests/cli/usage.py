# SPDX-License-Identifier: GPL-3.0-or-later
"""What sockeye-cli says to wrong command lines, and that those which are shown to users are none."""

import os
import re
import shlex
import socket
import subprocess
import sys

from runs import CLI, PATIENCE, around, cases_of, check, free_port, run

sys.path.append(os.path.join(os.path.dirname(__file__), os.pardir, "e2e"))
import tap  # noqa: E402


def wrong_usage(_):
    for arguments, words in (
            ((), "protocol is missing"), (("tcp",), "no protocol"), (("tcp-client",), "far end is missing"),
            (("tcp-client", "localhost"), "colon"), (("tcp-client", "localhost:0"), "port 0"),
            (("tcp-server", ":99999"), "ports go from 0"), (("tcp-server", ":1", "extra"), "too much"),
            (("udp", "--encoding", "klingon"), "gb18030"), (("udp", "--to", "x"), "^sockeye-cli: --to: "),
            (("udp", ":0", "--expect-regex", "("), "--expect-regex: .*regular expression"),
            (("udp", ":0", "--send-hex", "0g"), "--send-hex: "), (("udp", ":0", "--bogus"), "--bogus"),
            (("udp", ":0", "--encoding", "gbk", "--send", "😀"), "--send: .*GBK"),
            (("udp", ":0", "--within", "soon"), "milliseconds"), (("udp", ":0", "--tls"), "TLS"),
            # Nobody would see that it is not heeded, and without a step it would run for ever.
            (("udp", ":0", "--within", "500"), "--within limits .* there is none"),
            (("udp", ":0", "--to", "127.0.0.1:9", "--within", "500", "--send", "x"), "there is none"),
            (("udp", ":0", "--expect-close"), "--expect-close is for connections"),
            (("udp", ":0", "--count", "2.5"), "--count wants a whole number from 0 to 2147483647, and “2.5” is none"),
            (("udp", ":0", "-t", "soon"), "--timeout wants a number of milliseconds"),
            (("udp", ":0", "--retry=-1"), "--retry wants a number of milliseconds from 0 to 2147483647, and “-1” is none"),
            (("udp", ":0", "-n", "99999999999"), "--count wants"), (("udp", ":0", "--output", b"\xff"), "form of output"),
            (("udp", ":0", "--output", "xml"), "ndjson"), (("udp", ":0", "--echo", "--send", "x"), "together"),
            # Nobody could be the first to send to a port that is not known.
            (("udp", "--send", "x"), "where to send"), (("udp", ":0", "--wait", "0", "--send", "x"), "where to send"),
            (("udp", "--stdin"), "where to send"), (("unix-datagram", "--send", "x"), "where to send")):
        done = run(*arguments)
        check(done, 2, words)
        assert not done.stdout


def wrong_steps_open_nothing(_):
    """What a step before them sends would be out already when they fail."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        sock.setblocking(False)
        where = "127.0.0.1:%d" % sock.getsockname()[1]
        for step, words in ((("--send-file", "/nowhere/at-all"), "--send-file: .*could not be read"),
                            (("--send-file", "/tmp"), "--send-file: .*folder"),
                            (("--send", ""), "--send: .*nothing to send"),
                            (("--send-hex", " "), "--send-hex: .*nothing to send")):
            done = run("tcp-client", where, "--send", "first", *step)
            check(done, 2, words)
            assert not done.stdout
        try:
            sock.accept()
        except BlockingIOError:
            pass
        else:
            raise AssertionError("it has connected")


def in_chinese(_):
    environment = dict(os.environ, LANGUAGE="zh_CN", LC_ALL="C.UTF-8")
    done = check(run("udp", "127.0.0.1:0", "--wait", "0", env=environment), 0)
    assert "已绑定到 127.0.0.1:" in done.stdout.decode(), done.stdout.decode()


def examples():
    """Every command line that the help, the manual, the guide and the README show, without what the shell does."""
    texts = [subprocess.run([CLI, "--help"], capture_output=True, text=True, timeout=PATIENCE, check=True).stdout]
    top = os.path.dirname(os.environ["DATA"])
    names = ("sockeye.1", "sockeye-cli.1", "guide/en.md", "guide/zh_CN.md", "guide/zh_TW.md")
    for name in ("README.md", *(f"data/{name}" for name in names)):
        with open(os.path.join(top, name), encoding="utf-8") as file:
            text = file.read()
        texts.append(text.replace("\\-", "-").replace("\\e", "\\") if name.endswith(".1") else text)
    command = "sockeye(?:-cli)? (?:udp|(?:tcp|unix)-(?:client|server)|(?:tcp|udp)-relay|unix-datagram) "
    lines = [line for text in texts for pattern in (f"^ *({command}.*)$", f"`({command}[^`]*)`")
             for line in re.findall(pattern, text, re.MULTILINE)]
    return sorted({line.split(" < ")[0] for line in lines if "[" not in line and "…" not in line})


def examples_are_understood(_):
    """With ports that are free, and on this machine only. The window's are refused for want of a display, not of sense."""
    # What GTK says to that is a warning.
    unseen = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "G_DEBUG")}

    def start_window(*words):
        return subprocess.run([os.environ["SOCKEYE"], *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PATIENCE, check=False, env=unseen)

    shown = examples()
    assert len(shown) > 8 and any(line.startswith("sockeye udp") for line in shown), shown
    for line in shown:
        line = re.sub(r"(?<=\s):8080", "127.0.0.1:0", line).replace("127.0.0.1:8080", f"127.0.0.1:{free_port()}")
        program, *words = shlex.split(line)
        if program == "sockeye-cli":
            done = run(*words, "--timeout", "200")
            assert done.returncode in (0, 1, 3, 4), (line, done)
        else:
            done = start_window(*words)
            assert done.returncode == 1 and "display" in done.stderr, (line, done)
    assert start_window("udp", "--encoding", "none").returncode == 2


tap.run(cases_of(globals()), around)
