# SPDX-License-Identifier: GPL-3.0-or-later
"""A window from which files can be dragged, as from a file manager: the names of the files are its arguments.

It prints "shown" once it is on the screen, and "dropped" or "refused" when a drag has ended.
"""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk  # noqa: E402

TITLE = "Files to drag"


def activate(application):
    uris = "".join(Gio.File.new_for_path(path).get_uri() + "\r\n" for path in sys.argv[1:])
    label = Gtk.Label(label="Drag me", width_request=200, height_request=120)
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.set_content(Gdk.ContentProvider.new_for_bytes("text/uri-list", GLib.Bytes(uris.encode())))
    source.connect("drag-end", lambda *_: print("dropped", flush=True))
    source.connect("drag-cancel", lambda *_: print("refused", flush=True) or False)
    label.add_controller(source)
    window = Gtk.ApplicationWindow(application=application, title=TITLE, child=label)
    window.connect("map", lambda _: print("shown", flush=True))
    window.present()


program = Gtk.Application(flags=Gio.ApplicationFlags.NON_UNIQUE)
program.connect("activate", activate)
program.run([])
