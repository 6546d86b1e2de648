# SPDX-License-Identifier: GPL-3.0-or-later
"""What the build installs is uninstalled again, and the recipes for Flatpak and RPM fit it.

Without flatpak-builder and rpmspec the recipes are only read: their fields are compared with the tree.
"""

import contextlib
import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ["BUILD"]
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))

import tap  # noqa: E402

APP_ID = "org.sockeye.Sockeye"
FLATPAK = f"{TOP}/build-aux/{APP_ID}.json"
SPEC = f"{TOP}/build-aux/sockeye.spec"


def run(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=120,
                          **options)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-3000:]}"
    return done.stdout


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def files_under(folder):
    return sorted(os.path.relpath(os.path.join(path, name), folder) for path, _, names in os.walk(folder)
                  for name in names)


@contextlib.contextmanager
def installed():
    """The build, installed into a directory of its own. What it was installed into last is still known afterwards."""
    log = f"{BUILD}/meson-logs/install-log.txt"
    before = read(log) if os.path.exists(log) else None
    with tempfile.TemporaryDirectory() as folder:
        try:
            run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", folder)
            yield folder
        finally:
            if before is not None:
                with open(log, "w", encoding="utf-8") as file:
                    file.write(before)
            elif os.path.exists(log):
                os.unlink(log)


def option(name):
    options = json.loads(run("meson", "introspect", BUILD, "--buildoptions"))
    return next(entry["value"] for entry in options if entry["name"] == name)


def uninstall_leaves_nothing(_):
    with installed() as folder:
        assert len(files_under(folder)) > 20
        run("ninja", "-C", BUILD, "uninstall", env=dict(os.environ, DESTDIR=folder))
        assert files_under(folder) == [], files_under(folder)


def flatpak(_):
    manifest = json.loads(read(FLATPAK))
    assert os.path.basename(FLATPAK) == manifest["id"] + ".json"
    assert (manifest["runtime"], manifest["sdk"]) == ("org.gnome.Platform", "org.gnome.Sdk")
    assert re.fullmatch(r"\d+", manifest["runtime-version"]) and int(manifest["runtime-version"]) >= 43
    assert {"--share=network", "--socket=wayland", "--socket=fallback-x11"} <= set(manifest["finish-args"])
    module = manifest["modules"][-1]
    assert module["buildsystem"] == "meson"
    source = module["sources"][0]
    assert source["type"] == "dir"
    assert os.path.samefile(os.path.join(os.path.dirname(FLATPAK), source["path"]), TOP)
    known = re.findall(r"^option\('([\w-]+)'", read(f"{TOP}/meson_options.txt"), re.MULTILINE)
    for word in module["config-opts"]:
        assert re.match(r"-D([\w-]+)=", word)[1] in known, word
    with installed() as folder:
        prefix = os.path.join(folder, option("prefix").lstrip("/"))
        there = files_under(prefix)
        assert f"bin/{manifest['command']}" in there
        for place in manifest["cleanup"]:
            assert any(name.startswith(place.lstrip("/") + "/") for name in there), place


def flatpak_builder(_):
    if shutil.which("flatpak-builder") is None:
        raise tap.Skipped("flatpak-builder is not installed")
    with tempfile.TemporaryDirectory() as folder:
        # It leaves a folder of its own where it is started.
        shown = json.loads(run("flatpak-builder", "--show-manifest", FLATPAK, cwd=folder))
    assert shown["id"] == APP_ID and shown["modules"][-1]["name"] == "sockeye"


def patterns_of_the_spec(text):
    """What %files names, with the macros of a system's directories replaced."""
    macros = {"_bindir": "bin", "_datadir": "share", "_mandir": "share/man", "name": "sockeye", "app_id": APP_ID}
    patterns = []
    for line in text.split("\n%files", 1)[1].split("\n%changelog")[0].splitlines()[1:]:
        if line and not line.startswith("%license"):
            patterns.append(re.sub(r"%\{(\w+)\}", lambda match: macros[match[1]], line.removeprefix("%doc ")))
    return patterns


def spec(_):
    """Every installed file is packed, and everything that is packed is installed. The languages are %find_lang's."""
    text = read(SPEC)
    assert re.search(r"^Version: +(.*)$", text, re.MULTILINE)[1] == \
        re.search(r"^  version: '(.*)',$", read(f"{TOP}/meson.build"), re.MULTILINE)[1]
    patterns = patterns_of_the_spec(text)
    with installed() as folder:
        files = [name for name in files_under(os.path.join(folder, option("prefix").lstrip("/")))
                 if not name.startswith("share/locale/") and not re.match(r"share/man/(?!man\d/)", name)]
    for name in files:
        assert any(fnmatch.fnmatch(name, pattern) or name.startswith(pattern + "/") for pattern in patterns), name
    for pattern in patterns:
        assert any(fnmatch.fnmatch(name, pattern) or name.startswith(pattern + "/") for name in files), pattern


def rpmspec(_):
    if shutil.which("rpmspec") is None:
        raise tap.Skipped("rpmspec is not installed")
    shown = run("rpmspec", "--parse", SPEC)
    assert "Name:           sockeye\n" in shown and f"/share/applications/{APP_ID}.desktop\n" in shown


@contextlib.contextmanager
def around(_name):
    yield None


tap.run([uninstall_leaves_nothing, flatpak, flatpak_builder, spec, rpmspec], around)
