# SPDX-License-Identifier: GPL-3.0-or-later
"""What the build installs is uninstalled again, and the recipes for Flatpak and RPM fit it.

Without flatpak-builder and rpmbuild the recipes are only read: their fields are compared with the tree.
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


def make_caches(data):
    """What an installation without DESTDIR does at its end (gnome.post_install in meson.build)."""
    run("glib-compile-schemas", f"{data}/glib-2.0/schemas")
    run("gtk4-update-icon-cache", "-q", "-t", "-f", f"{data}/icons/hicolor")
    run("update-desktop-database", "-q", f"{data}/applications")
    run("update-mime-database", f"{data}/mime")
    return {f"{data}/{name}" for name in ("glib-2.0/schemas/gschemas.compiled", "icons/hicolor/icon-theme.cache",
                                          "applications/mimeinfo.cache", "mime/mime.cache", "mime/globs2")}


def uninstall(folder):
    said = run(f"{TOP}/build-aux/uninstall.sh", BUILD, env=dict(os.environ, DESTDIR=folder))
    for place in ("dconf reset -f /org/sockeye/Sockeye/", "~/.local/share/sockeye", "~/.cache/sockeye"):
        assert place in said, said


def data_folder(folder):
    return os.path.join(folder, option("prefix").lstrip("/"), option("datadir"))


def uninstall_leaves_nothing(_):
    with installed() as folder:
        assert len(files_under(folder)) > 20
        for cache in make_caches(data_folder(folder)):
            assert os.path.exists(cache), cache
        uninstall(folder)
        assert os.listdir(folder) == [], files_under(folder) or [path for path, *_ in os.walk(folder)]


OTHER = {
    "applications/other.desktop": "[Desktop Entry]\nType=Application\nName=Other\nExec=true\nMimeType=text/x-other;\n",
    "glib-2.0/schemas/other.gschema.xml": '<schemalist><schema id="other" path="/other/"/></schemalist>',
    "icons/hicolor/scalable/apps/other.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"/>',
    "mime/packages/other.xml": '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">'
                               '<mime-type type="text/x-other"><glob pattern="*.other"/></mime-type></mime-info>',
}


def uninstall_leaves_others(_):
    with installed() as folder:
        data = data_folder(folder)
        for name, text in OTHER.items():
            with open(f"{data}/{name}", "w", encoding="ascii") as file:
                file.write(text)
        caches = make_caches(data)
        uninstall(folder)
        left = {os.path.join(folder, name) for name in files_under(folder)}
        for path in left - caches - {f"{data}/{name}" for name in OTHER}:
            assert path.startswith(f"{data}/mime/") and "sockeye" not in path, path
        for path in caches:
            with open(path, "rb") as file:
                content = file.read()
            assert b"other" in content and b"ockeye" not in content, path


# In place of the system's: one package is missing, and what is asked for is noted.
STUBS = {
    "dpkg-query": '#!/bin/sh\n[ "$4" = meson ] || echo installed\n',
    "apt-get": '#!/bin/sh\necho "$*" >> "$(dirname "$0")/asked"\n',
    "sudo": '#!/bin/sh\nexec "$@"\n',
}
NINJA = "rule copy\n  command = cp $in $out\nbuild src/app/sockeye: copy sockeye.in\n"
PROGRAM = '#!/bin/sh\necho "$GSETTINGS_SCHEMA_DIR $SOCKEYE_LOCALEDIR $*"\n'


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    os.chmod(path, 0o755)


def run_script(_):
    """run.sh installs what is missing and nothing else, builds, and starts what was built, with its arguments."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(f"{TOP}/build-aux", f"{folder}/build-aux")
        for name, text in STUBS.items():
            write(f"{folder}/stubs/{name}", text)
        write(f"{folder}/build/build.ninja", NINJA)
        write(f"{folder}/build/sockeye.in", PROGRAM)
        shown = run(f"{folder}/build-aux/run.sh", "udp", "--no-open",
                    env=dict(os.environ, PATH=f"{folder}/stubs:{os.environ['PATH']}"))
        assert shown.splitlines()[-1] == f"{folder}/build/data {folder}/build/po udp --no-open", shown
        asked = read(f"{folder}/stubs/asked").splitlines()
        assert len(asked) == 2 and asked[0].endswith("update") and re.search(r" install meson$", asked[1]), asked


# Those that it has of what flatpak-manifest(5) names, with the type of their values.
MANIFEST = {"id": str, "runtime": str, "runtime-version": str, "sdk": str, "command": str, "finish-args": list,
            "cleanup": list, "modules": list}
MODULE = {"name": str, "buildsystem": str, "config-opts": list, "sources": list}
SOURCE = {"type": str, "path": str, "skip": list}
# What flatpak-build-finish(1) names of what can be of use here.
PERMISSION = r"--(share=(network|ipc)|socket=(wayland|x11|fallback-x11)|device=dri|filesystem=/[^:]*(:ro)?)"
# Sockets of all kinds, and a window. Notifications and the files that are opened come by portals, without a permission.
NEEDED = {"--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11"}


def check_types(what, known):
    assert set(what) == set(known), set(what) ^ set(known)
    for key, value in what.items():
        assert isinstance(value, known[key]), (key, value)
        assert known[key] is not list or key in ("modules", "sources") or all(isinstance(item, str) for item in value), key


def check_module(module):
    check_types(module, MODULE)
    assert module["buildsystem"] == "meson"
    options = re.findall(r"^option\('([\w-]+)'", read(f"{TOP}/meson_options.txt"), re.MULTILINE)
    for word in module["config-opts"]:
        assert re.fullmatch(rf"-D({'|'.join(options)})=.+", word), word
    assert len(module["sources"]) == 1
    source = module["sources"][0]
    check_types(source, SOURCE)
    place = os.path.join(os.path.dirname(FLATPAK), source["path"])
    assert source["type"] == "dir" and os.path.isdir(place) and os.path.samefile(place, TOP), source


def check_manifest(manifest, there):
    """@there: what the build installs below its prefix"""
    check_types(manifest, MANIFEST)
    assert os.path.basename(FLATPAK) == manifest["id"] + ".json"
    assert (manifest["runtime"], manifest["sdk"]) == ("org.gnome.Platform", "org.gnome.Sdk")
    # 43 is the first one with the GTK that is needed.
    assert re.fullmatch(r"\d\d", manifest["runtime-version"]) and int(manifest["runtime-version"]) >= 43
    for word in manifest["finish-args"]:
        assert re.fullmatch(PERMISSION, word), word
    assert set(manifest["finish-args"]) >= NEEDED, NEEDED - set(manifest["finish-args"])
    assert len(manifest["modules"]) == 1
    check_module(manifest["modules"][0])
    assert f"bin/{manifest['command']}" in there
    for place in manifest["cleanup"]:
        assert any(name.startswith(place.lstrip("/") + "/") for name in there), place
    # Nothing that has another name than the program's is seen outside.
    for folder in ("applications", "metainfo", "mime/packages", "icons/hicolor/scalable/apps", "icons/hicolor/symbolic/apps"):
        names = [name.rsplit("/", 1)[1] for name in there if name.startswith(f"share/{folder}/")]
        assert names and all(re.match(rf"{re.escape(manifest['id'])}[.-]", name) for name in names), (folder, names)


def list_installed():
    with installed() as folder:
        return files_under(os.path.join(folder, option("prefix").lstrip("/")))


def flatpak(_):
    check_manifest(json.loads(read(FLATPAK)), list_installed())


# What somebody may do to the manifest.
BREAK = (
    lambda manifest: manifest.update({"finish_args": manifest.pop("finish-args")}),
    lambda manifest: manifest.update({"branche": "master"}),
    lambda manifest: manifest.pop("sdk"),
    lambda manifest: manifest.update({"runtime": "org.gnome.Plattform"}),
    lambda manifest: manifest.update({"runtime-version": 49}),
    lambda manifest: manifest.update({"runtime-version": "3.38"}),
    lambda manifest: manifest.update({"id": "org.sockeye.Socket"}),
    lambda manifest: manifest.update({"command": "sock"}),
    lambda manifest: manifest["finish-args"].remove("--share=network"),
    lambda manifest: manifest["finish-args"].append("--socket=waylend"),
    lambda manifest: manifest["cleanup"].append("/share/nothing"),
    lambda manifest: manifest["modules"].clear(),
    lambda manifest: manifest["modules"][0].update({"buildsystem": "mesen"}),
    lambda manifest: manifest["modules"][0].update({"config-opts": ["-Dtest=false"]}),
    lambda manifest: manifest["modules"][0]["sources"].clear(),
    lambda manifest: manifest["modules"][0]["sources"][0].update({"path": "missing"}),
)


def broken_flatpak(_):
    """The check above notices what is wrong."""
    there = list_installed()
    for number, change in enumerate(BREAK):
        manifest = json.loads(read(FLATPAK))
        change(manifest)
        try:
            check_manifest(manifest, there)
        except AssertionError:
            continue
        raise AssertionError(f"number {number} was not noticed")


def show_manifest(manifest):
    """What flatpak-builder has understood of it, after what it complains of."""
    if shutil.which("flatpak-builder") is None:
        raise tap.Skipped("flatpak-builder is not installed")
    # It leaves a folder of its own where it is started.
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/{os.path.basename(FLATPAK)}"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(manifest, file)
        return run("flatpak-builder", "--show-manifest", path, cwd=folder)


def flatpak_builder(_):
    manifest = json.loads(read(FLATPAK))
    assert json.loads(show_manifest(manifest)) == manifest
    # A word of warning is no JSON, so that the line above notices it.
    assert "Unknown property branche" in show_manifest(manifest | {"branche": "master"})
    manifest["modules"][0]["sources"][0]["type"] = "dri"
    assert "Unknown source type dri" in show_manifest(manifest)


def patterns_of_the_spec(text):
    """What %files names, with the macros of a system's directories replaced."""
    macros = {"_bindir": "bin", "_datadir": "share", "_mandir": "share/man", "name": "sockeye", "app_id": APP_ID}
    patterns = []
    for line in text.split("\n%files", 1)[1].split("\n%changelog")[0].splitlines()[1:]:
        if line and not line.startswith("%license"):
            patterns.append(re.sub(r"%\{(\w+)\}", lambda match: macros[match[1]], re.sub(r"^%(doc|lang\(\w+\)) ", "", line)))
    return patterns


def spec(_):
    """Every installed file is packed, and everything that is packed is installed. The languages are %find_lang's."""
    text = read(SPEC)
    assert re.search(r"^Version: +(.*)$", text, re.MULTILINE)[1] == \
        re.search(r"^  version: '(.*)',$", read(f"{TOP}/meson.build"), re.MULTILINE)[1]
    patterns = patterns_of_the_spec(text)
    with installed() as folder:
        files = [name for name in files_under(os.path.join(folder, option("prefix").lstrip("/")))
                 if not name.startswith("share/locale/")]
    for name in files:
        assert any(fnmatch.fnmatch(name, pattern) or name.startswith(pattern + "/") for pattern in patterns), name
    for pattern in patterns:
        assert any(fnmatch.fnmatch(name, pattern) or name.startswith(pattern + "/") for name in files), pattern


def rpm(_):
    """Packed by rpmbuild, which complains of every file that is not named and of every name without a file. What the
    macros of Fedora do is done by this build already."""
    if shutil.which("rpmbuild") is None:
        raise tap.Skipped("rpmbuild is not installed")
    prefix = option("prefix")
    with installed() as tree, tempfile.TemporaryDirectory() as folder:
        macros = {"_topdir": folder, "_dbpath": f"{folder}/db", "_tmppath": folder, "_binary_payload": "w0.gzdio",
                  "_prefix": prefix, "_bindir": f"{prefix}/bin", "_datadir": f"{prefix}/share", "_mandir": f"{prefix}/share/man",
                  "debug_package": "%{nil}", "_build_id_links": "none", "__os_install_post": "%{nil}",
                  "autosetup": f"cp {TOP}/COPYING .", "meson": ":", "meson_build": ":",
                  "meson_install": f"mkdir -p %{{buildroot}} && cp -a {tree}/. %{{buildroot}}"}
        run("rpmbuild", "-bb", "--nodeps", *(f"--define={name} {value}" for name, value in macros.items()), SPEC,
            env=dict(os.environ, HOME=folder))
        packages = [name for name in files_under(f"{folder}/RPMS") if name.endswith(".rpm")]
        assert len(packages) == 1 and os.path.basename(packages[0]).startswith("sockeye-0"), packages

        def ask(*what):
            return run("rpm", "--query", f"--define=_dbpath {folder}/db", "--package", f"{folder}/RPMS/{packages[0]}", *what)
        packed = set(ask("--list").splitlines())
        installed_files = {"/" + name for name in files_under(tree)}
        assert installed_files <= packed, installed_files - packed
        assert all("/licenses/" in name or os.path.isdir(f"{tree}/{name}") for name in packed - installed_files), \
            packed - installed_files
        languages = ask("--qf", "[%{FILELANGS} %{FILENAMES}\\n]")
        assert re.search(rf"^zh\w* {prefix}/share/locale/zh_CN/LC_MESSAGES/sockeye\.mo$", languages, re.MULTILINE), languages
        assert "libgtk-4.so.1" in ask("--requires")


def benchmarks(_):
    """One command knows all the cases that README.md explains, and no other; it is asked for its help only."""
    said = run(f"{TOP}/build-aux/bench.sh", "--help", env=dict(os.environ, COLUMNS="10000"))
    known = set(re.search(r"some of: (.*)", said)[1].split(", "))
    text = read(f"{TOP}/README.md").split("\n## Benchmarks\n")[1].split("\n## ")[0]
    explained = {name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(r"`(.*?)`", row)}
    assert known == explained, known ^ explained
    assert "\nbuild-aux/bench.sh\n" in text


@contextlib.contextmanager
def around(_name):
    yield None


tap.run([run_script, uninstall_leaves_nothing, uninstall_leaves_others, flatpak, broken_flatpak, flatpak_builder, spec, rpm,
         benchmarks], around)
