#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders' arrows point down only: whatever points up must not compile, with the flags of the real build."""

import os
import re
import subprocess

import house

# What each folder may see besides itself.
BELOW = {
    "base": [],
    "codec": ["base"],
    "capture": ["base", "codec"],
    "net": ["base"],
    "export": ["base", "codec", "capture"],
    "workspace": ["base", "codec", "capture", "net", "export"],
    "app": ["base", "codec", "capture", "net", "export", "workspace"],
    "cli": ["base", "codec", "capture", "net", "export", "workspace"],
}
SRC = os.path.realpath(f"{house.SOURCE}/src") + "/"
SOCKETS_INCLUDE = re.compile(r'#\s*include\s*<(sys/socket|sys/un|netinet/|arpa/|netdb|linux/sock|sys/epoll)')
SOCKETS_CALL = re.compile(r"\b(?:socket|getaddrinfo|recv|recvfrom|sendto|g_socket_\w+|g_network_address_\w+|g_resolver_\w+) \(")


def flags_of(folder, commands):
    """The compiler and flags of a folder's library, without its input and output."""
    for name, (directory, arguments) in commands.items():
        if os.path.dirname(name) == f"src/{folder}" and os.path.basename(name) != "main.c":
            kept = []
            skip = False
            for argument in arguments:
                if skip:
                    skip = False
                elif argument in ("-o", "-MF", "-MQ", "-MT"):
                    skip = True
                elif argument not in ("-c", "-MD") and not argument.endswith(name):
                    kept.append(argument)
            return directory, kept
    return None


def run_compiler(where, code, *options):
    directory, arguments = where
    return subprocess.run([*arguments, "-fdiagnostics-color=never", *options, "-x", "c", "-"], cwd=directory, input=code,
                          capture_output=True, text=True, check=False)


def is_refused(where, name):
    """Whether an include of this name fails because there is no such file, or finds none of ours."""
    done = run_compiler(where, f"#include <{name}>\n", "-fsyntax-only", "-H")
    # Where ours is out of reach, the name can still stand for one of the system's headers.
    first = re.match(r"\. (.*)", done.stderr)
    if first:
        return not os.path.realpath(os.path.join(where[0], first[1])).startswith(SRC)
    return done.returncode != 0 and "No such file" in done.stderr


def check_folder(folder, headers, where):
    seen = [folder] + BELOW[folder]
    done = run_compiler(where, "".join(f"#include <{name}>\n" for other in seen for name in headers[other]),
                        "-fsyntax-only")
    if done.returncode != 0:
        house.problem(f"src/{folder}: an include from {', '.join(seen)} does not compile:\n{done.stderr[:2000]}")

    upward = {name: other for other in BELOW if other not in seen for name in headers[other]}
    # One real include for each folder above, and all the others that can be found at all.
    suspects = {headers[other][0] for other in upward.values()}
    probe = "".join(f"#if __has_include(<{name}>)\nFOUND {name}\n#endif\n" for name in upward)
    suspects.update(re.findall(r"^FOUND (\S+)", run_compiler(where, probe, "-E", "-P").stdout, re.MULTILINE))
    for name in sorted(suspects):
        if not is_refused(where, name):
            house.problem(f"src/{folder}: an include of {name} ({upward[name]}) is not refused")
    if folder != "app" and run_compiler(where, "#include <gtk/gtk.h>\n", "-fsyntax-only").returncode == 0:
        house.problem(f"src/{folder}: GTK can be included")


def main():
    sources = house.files(".c", ".h", under=["src"])
    headers = {folder: [os.path.basename(name) for name in sources
                        if os.path.dirname(name) == f"src/{folder}" and name.endswith(".h")] for folder in BELOW}
    commands = house.compile_commands()
    for folder in BELOW:
        where = flags_of(folder, commands)
        if where is None:
            house.problem(f"src/{folder}: nothing is compiled there")
        elif not headers[folder]:
            house.problem(f"src/{folder}: no header")
        else:
            check_folder(folder, headers, where)

    for folder in {os.path.dirname(name) for name in sources} - {f"src/{folder}" for folder in BELOW}:
        house.problem(f"{folder}: not a folder of the design")
    for name in sources + house.files(".c", ".h", under=["tests"]):
        for line in house.read(name).splitlines():
            if re.match(r'#\s*include\s*"[^"]*\.\./', line):
                house.problem(f"{name}: {line}")
            if name.startswith("src/app/") and (SOCKETS_INCLUDE.match(line) or SOCKETS_CALL.search(line)):
                house.problem(f"{name}: no sockets in app: {line.strip()}")
    house.end()


main()
