# SPDX-License-Identifier: GPL-3.0-or-later
"""The completions of bash, fish and zsh: they know every option that the programs have, and offer what fits."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(__file__), os.pardir, "e2e"))
import tap  # noqa: E402

SCRIPT = os.path.join(os.environ["COMPLETIONS"], "sockeye.bash")
PROGRAMS = {"sockeye": os.environ["SOCKEYE"], "sockeye-cli": os.environ["SOCKEYE_CLI"]}

# As bash calls it: the words so far, the last of which is to be completed.
COMPLETE = """
. "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_sockeye "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2> /dev/null
printf '%s\\n' "${COMPREPLY[@]}"
"""


def complete(*words, **options):
    done = subprocess.run(["bash", "--norc", "-c", COMPLETE, "bash", SCRIPT, *words], capture_output=True, text=True,
                          timeout=30, check=True, **options)
    assert not done.stderr, done.stderr
    return sorted(done.stdout.split())


def options_of_the_help(name):
    done = subprocess.run([PROGRAMS[name], "--help"], capture_output=True, text=True, timeout=30, check=True)
    # Those of the help of the toolkit's are its own matter.
    return {option for option in re.findall(r"^  (?:-\w, )?(--[\w-]+)", done.stdout, re.MULTILINE)
            if not option.startswith("--help-")}


def every_option_of_the_help(_):
    for name in PROGRAMS:
        known = options_of_the_help(name)
        assert set(complete(name, "--")) == known, set(complete(name, "--")) ^ known


PROTOCOLS = ["udp", "tcp-client", "tcp-server", "tcp-relay", "udp-relay", "unix-client", "unix-server", "unix-datagram"]
# What can stand first.
FIRST = {"sockeye": sorted(PROTOCOLS), "sockeye-cli": sorted([*PROTOCOLS, "diff"])}


def protocols_and_values(_):
    for name in PROGRAMS:
        assert complete(name, "tcp") == ["tcp-client", "tcp-relay", "tcp-server"]
        with tempfile.TemporaryDirectory() as folder:
            assert complete(name, "", cwd=folder) == FIRST[name]
        assert complete(name, "udp", "--enc") == ["--encoding"]
        assert complete(name, "udp", "--encoding", "gb") == ["gb18030", "gbk"]
        assert complete(name, "udp", "--encoding", "=", "big") == ["big5"]
        assert complete(name, "udp", "--send", "") == []
        assert complete(name, "udp", "") == []
    assert complete("sockeye-cli", "udp", "--output", "n") == ["ndjson", "none"]
    assert complete("sockeye-cli", "udp", "--output", "=") == sorted(["text", "hex", "ndjson", "raw", "none"])
    assert complete("sockeye", "udp", "--expect") == []
    assert complete("/usr/bin/sockeye-cli", "udp", "--expect-r") == ["--expect-regex"]


def encodings_are_those_of_the_program(_):
    done = subprocess.run([PROGRAMS["sockeye-cli"], "udp", "--encoding", "?"], capture_output=True, text=True, timeout=30,
                          check=False)
    assert complete("sockeye", "--encoding", "") == sorted(re.search(r": ([^:\n]*)\.\n", done.stderr)[1].split(", "))


def files(_):
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "server.pem"), "wb").close()
        assert complete("sockeye-cli", "tcp-server", "--tls-cert", "ser", cwd=folder) == ["server.pem"]
        assert complete("sockeye", "unix-server", "ser", cwd=folder) == ["server.pem"]
        assert complete("sockeye", "unix-datagram", "--to", "ser", cwd=folder) == ["server.pem"]


DOCUMENTS = ("lab.sockeye", "day.pcapng", "notes.txt")


@contextlib.contextmanager
def folder_of_documents():
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "captures"))
        for name in DOCUMENTS:
            open(os.path.join(folder, name), "wb").close()
        yield folder


def profiles_and_captures(_):
    with folder_of_documents() as folder:
        assert complete("sockeye", "", cwd=folder) == sorted([*PROTOCOLS, "captures", "day.pcapng", "lab.sockeye"])
        assert complete("sockeye", "lab.sockeye", "da", cwd=folder) == ["day.pcapng"]
        assert complete("sockeye-cli", "", cwd=folder) == FIRST["sockeye-cli"]
        assert complete("sockeye-cli", "diff", "", cwd=folder) == ["captures", "day.pcapng"]
        assert complete("sockeye-cli", "diff", "day.pcapng", "-") == ["--help"]
        assert complete("sockeye", "udp", "", cwd=folder) == []


def commands_of_the_help(_):
    """Every line of the usage that is no protocol is a command of its own."""
    done = subprocess.run([PROGRAMS["sockeye-cli"], "--help"], capture_output=True, text=True, timeout=30, check=True)
    usage, examples = done.stdout.split("\n\n")[0], done.stdout.split("Examples:")[1]
    commands = re.findall(r"^  sockeye-cli ([a-z]+) ", usage, re.MULTILINE)
    assert commands == ["diff"], usage
    with open(os.path.join(os.environ["COMPLETIONS"], "sockeye.zsh"), encoding="utf-8") as file:
        zsh = file.read()
    for command in commands:
        assert f"sockeye-cli {command} " in examples, examples
        assert complete("sockeye-cli", command) == [command]
        assert f"protocols+=('{command}:" in zsh
        own = subprocess.run([PROGRAMS["sockeye-cli"], command, "--help"], capture_output=True, text=True, timeout=30,
                             check=False)
        assert own.returncode == 0 and f"sockeye-cli {command} " in own.stdout and not own.stderr, own


def every_option_in_zsh(_):
    """Read in the file: completing needs a terminal."""
    with open(os.path.join(os.environ["COMPLETIONS"], "sockeye.zsh"), encoding="utf-8") as file:
        text = file.read()
    common, rest = text.split("if [[ $service == sockeye-cli ]]")
    cli, window = rest.split("  else\n")
    option = r"(?<![\w-])--[a-z]+(?:-[a-z]+)*"
    for name, own in (("sockeye", window), ("sockeye-cli", cli)):
        known = set(re.findall(option, common.split("options=(")[1] + own))
        assert known == options_of_the_help(name), known ^ options_of_the_help(name)
    if shutil.which("zsh") is None:
        raise tap.Skipped("zsh is not installed")
    subprocess.run(["zsh", "-f", "-n", os.path.join(os.environ["COMPLETIONS"], "sockeye.zsh")], timeout=30, check=True)


def fish(line, **options):
    if shutil.which("fish") is None:
        raise tap.Skipped("fish is not installed")
    done = subprocess.run(["fish", "--no-config", "--command", "source $SCRIPT; complete --do-complete $LINE"],
                          capture_output=True, text=True, timeout=30, check=True,
                          env=dict(os.environ, LINE=line, SCRIPT=SCRIPT.replace(".bash", ".fish")), **options)
    assert not done.stderr, done.stderr
    return sorted(row.split("\t")[0] for row in done.stdout.splitlines())


def every_option_in_fish(_):
    """It is installed once for each program, so it may be read twice."""
    for name in PROGRAMS:
        known = options_of_the_help(name)
        assert set(fish(f"{name} --")) == known, set(fish(f"{name} --")) ^ known


def what_fits_in_fish(_):
    for name in PROGRAMS:
        assert fish(f"{name} tcp") == ["tcp-client", "tcp-relay", "tcp-server"]
        assert fish(f"{name} udp --encoding ") == complete(name, "--encoding", "")
        assert fish(f"{name} udp --send ") == []
    assert fish("sockeye-cli udp --output n") == ["ndjson", "none"]
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "server.pem"), "wb").close()
        assert fish("sockeye-cli tcp-server --tls-cert ser", cwd=folder) == ["server.pem"]
        assert fish("sockeye unix-datagram --to ser", cwd=folder) == ["server.pem"]
        assert fish("sockeye udp --to ser", cwd=folder) == []
    with folder_of_documents() as folder:
        assert fish("sockeye ", cwd=folder) == sorted([*PROTOCOLS, "captures/", "day.pcapng", "lab.sockeye"])
        assert fish("sockeye lab.sockeye da", cwd=folder) == ["day.pcapng"]
        assert fish("sockeye-cli ", cwd=folder) == FIRST["sockeye-cli"]
        assert fish("sockeye-cli diff ", cwd=folder) == ["captures/", "day.pcapng"]
        assert fish("sockeye udp da", cwd=folder) == []


@contextlib.contextmanager
def around(_name):
    yield None


tap.run([every_option_of_the_help, protocols_and_values, encodings_are_those_of_the_program, files, profiles_and_captures,
         commands_of_the_help, every_option_in_zsh, every_option_in_fish, what_fits_in_fish], around)
