# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian package: built, without a complaint of lintian, installed, started from its desktop file, and removed."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))

import tap  # noqa: E402
from access import wait_for  # noqa: E402

APP_ID = "org.sockeye.Sockeye"
DESKTOP = f"usr/share/applications/{APP_ID}.desktop"
# Of each kind of file; which ones there are of a kind is a matter of the packaging test.
EXPECTED = (
    "usr/bin/sockeye", "usr/bin/sockeye-cli", DESKTOP, f"usr/share/metainfo/{APP_ID}.metainfo.xml",
    f"usr/share/mime/packages/{APP_ID}.mime.xml", f"usr/share/glib-2.0/schemas/{APP_ID}.gschema.xml",
    f"usr/share/icons/hicolor/scalable/apps/{APP_ID}.svg", f"usr/share/icons/hicolor/symbolic/apps/{APP_ID}-symbolic.svg",
    *(f"usr/share/man/{language}man1/{name}.1.gz" for language in ("", "zh_CN/", "zh_TW/")
      for name in ("sockeye", "sockeye-cli")),
    *(f"usr/share/bash-completion/completions/{name}" for name in ("sockeye", "sockeye-cli")),
    *(f"usr/share/fish/vendor_completions.d/{name}.fish" for name in ("sockeye", "sockeye-cli")),
    "usr/share/zsh/vendor-completions/_sockeye", "usr/share/doc/sockeye/labs/03-handshake.lab",
    "usr/share/locale/zh_CN/LC_MESSAGES/sockeye.mo", "usr/share/locale/zh_TW/LC_MESSAGES/sockeye.mo")
# In the program itself.
RESOURCES = ("guide/en.md", "guide/zh_CN.md", "guide/zh_TW.md", "labs/03-handshake.lab", "shortcuts.ui")


def run(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-3000:]}"
    return done.stdout


class Root:
    """A directory that packages are installed into, with a data base of dpkg's own."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "root")
        for name in ("info", "updates", "triggers"):
            os.makedirs(f"{self.path}/var/lib/dpkg/{name}")
        for name in ("status", "available"):
            with open(f"{self.path}/var/lib/dpkg/{name}", "w", encoding="ascii"):
                pass

    def dpkg(self, *arguments):
        run("fakeroot", "dpkg", "--force-depends", "--force-not-root", "--force-bad-path", f"--instdir={self.path}",
            f"--admindir={self.path}/var/lib/dpkg", *arguments)

    def files(self):
        return sorted(os.path.join(folder, name).removeprefix(self.path + "/")
                      for folder, _, names in os.walk(self.path) for name in names
                      if "/var/lib/dpkg" not in folder)

    def environment(self):
        return dict(os.environ, PATH=f"{self.path}/usr/bin:{os.environ['PATH']}",
                    XDG_DATA_DIRS=f"{self.path}/usr/share:/usr/local/share:/usr/share")


def find_window(exe):
    """The process that runs @exe and has a window; None: not yet."""
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Sockeye"], capture_output=True, text=True,
                           check=False)
    for window in found.stdout.split():
        done = subprocess.run(["xdotool", "getwindowpid", window], capture_output=True, text=True, check=False)
        with contextlib.suppress(OSError, ValueError):
            pid = int(done.stdout)
            if os.readlink(f"/proc/{pid}/exe") == exe:
                return pid
    return None


def start_and_quit(root):
    """As a desktop does. What dpkg's triggers do in a whole system has been done."""
    exe = f"{root.path}/usr/bin/sockeye"
    # Not run(): the program would hold on to the pipe that its output is read from.
    subprocess.run(["gio", "launch", f"{root.path}/{DESKTOP}"], env=root.environment(), stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=True)
    pid = wait_for("the window", lambda: find_window(exe))
    try:
        with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
            assert "librsvg" not in maps.read(), "it draws an SVG at its start, for which it takes a large library"
        run("xdotool", "key", "ctrl+q")
        wait_for("the end of the program", lambda: not os.path.exists(f"/proc/{pid}"))
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise


def package(folder):
    # Without optimization it is built in half the time.
    run(f"{TOP}/build-aux/deb.sh", folder, env=dict(os.environ, DEB_BUILD_OPTIONS="noopt"))
    debs = [name for name in os.listdir(folder) if name.startswith("sockeye_") and name.endswith(".deb")]
    assert len(debs) == 1, debs

    root = Root(folder)
    root.dpkg("--install", f"{folder}/{debs[0]}")
    files = root.files()
    for name in EXPECTED:
        assert name in files, (name, files)
    resources = run("gresource", "list", f"{root.path}/usr/bin/sockeye")
    for name in RESOURCES:
        assert f"/org/sockeye/Sockeye/{name}\n" in resources, (name, resources)
    schemas = f"{root.path}/usr/share/glib-2.0/schemas"
    run("glib-compile-schemas", schemas)
    run("desktop-file-validate", f"{root.path}/{DESKTOP}")
    start_and_quit(root)

    os.unlink(f"{schemas}/gschemas.compiled")
    root.dpkg("--purge", "sockeye")
    assert root.files() == [], root.files()


@contextlib.contextmanager
def folder(_name):
    with tempfile.TemporaryDirectory() as path:
        yield path


tap.run([package], folder)
