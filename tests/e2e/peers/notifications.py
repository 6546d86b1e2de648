# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's notifications: prints what is told and withdrawn, and clicks what its standard input says.

Lines of its output: "ready"; "told NUMBER: HEADLINE: BODY"; "closed NUMBER". Of its input: "click NUMBER".
"""

import threading
import sys

from gi.repository import Gio, GLib

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
INTERFACE = Gio.DBusNodeInfo.new_for_xml(f"""
<node>
  <interface name="{NAME}">
    <method name="Notify">
      <arg type="s" direction="in"/> <arg type="u" direction="in"/> <arg type="s" direction="in"/>
      <arg type="s" direction="in"/> <arg type="s" direction="in"/> <arg type="as" direction="in"/>
      <arg type="a{{sv}}" direction="in"/> <arg type="i" direction="in"/> <arg type="u" direction="out"/>
    </method>
    <method name="CloseNotification"><arg type="u" direction="in"/></method>
    <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
    <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  </interface>
</node>""").interfaces[0]

numbers = 0


def called(_connection, _sender, _path, _interface, method, parameters, invocation):
    global numbers
    if method == "Notify":
        _, replaced, _, headline, body, actions, _, _ = parameters.unpack()
        number = replaced
        if number == 0:
            numbers += 1
            number = numbers
        print(f"told {number}: {headline}: {body}", flush=True)
        assert actions[0] == "default", actions
        invocation.return_value(GLib.Variant("(u)", (number,)))
    else:
        print(f"closed {parameters.unpack()[0]}", flush=True)
        invocation.return_value(None)


def click():
    for line in sys.stdin:
        number = int(line.split()[1])
        connection.emit_signal(None, PATH, NAME, "ActionInvoked", GLib.Variant("(us)", (number, "default")))
    loop.quit()


connection = Gio.bus_get_sync(Gio.BusType.SESSION)
connection.register_object(PATH, INTERFACE, called, None, None)
loop = GLib.MainLoop()
Gio.bus_own_name_on_connection(connection, NAME, 0, lambda *_: print("ready", flush=True), None)
threading.Thread(target=click, daemon=True).start()
loop.run()
