# SPDX-License-Identifier: GPL-3.0-or-later
"""Pointer, keys and clipboard of the session's X server: what a user has.

Events go through the XTEST extension, so that to the program they are those of a real pointer and keyboard. Calling
Xlib directly is several times faster than running xdotool for each event.
"""

import ctypes
import ctypes.util
import subprocess
import time

MODIFIERS = {"ctrl": "Control_L", "shift": "Shift_L", "alt": "Alt_L"}
VIEWABLE = 2
KEY_PAUSE = 0.008
MOTION_PAUSE = 0.006

# A little more than GTK asks of a second click that is one of its own.
DOUBLE_CLICK_TIME = 0.45
# A button whose label has changed is not in the same place, but is the same button.
DOUBLE_CLICK_DISTANCE = 40

X = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
XTEST = ctypes.CDLL(ctypes.util.find_library("Xtst") or "libXtst.so.6")
Window = ctypes.c_ulong
Atom = ctypes.c_ulong
Display = ctypes.c_void_p


class Attributes(ctypes.Structure):
    """XWindowAttributes, of which only the size, the map state and the last but one field are read."""
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int),
                ("border_width", ctypes.c_int), ("depth", ctypes.c_int), ("visual", ctypes.c_void_p),
                ("root", Window), ("class", ctypes.c_int), ("bit_gravity", ctypes.c_int),
                ("win_gravity", ctypes.c_int), ("backing_store", ctypes.c_int), ("backing_planes", ctypes.c_ulong),
                ("backing_pixel", ctypes.c_ulong), ("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong),
                ("map_installed", ctypes.c_int), ("map_state", ctypes.c_int), ("all_event_masks", ctypes.c_long),
                ("your_event_mask", ctypes.c_long), ("do_not_propagate_mask", ctypes.c_long),
                ("override_redirect", ctypes.c_int), ("screen", ctypes.c_void_p)]


def declare(library, name, result, *arguments):
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments


OUT = ctypes.POINTER
declare(X, "XOpenDisplay", Display, ctypes.c_char_p)
declare(X, "XDefaultRootWindow", Window, Display)
declare(X, "XInternAtom", Atom, Display, ctypes.c_char_p, ctypes.c_int)
declare(X, "XStringToKeysym", ctypes.c_ulong, ctypes.c_char_p)
declare(X, "XKeysymToKeycode", ctypes.c_ubyte, Display, ctypes.c_ulong)
declare(X, "XkbKeycodeToKeysym", ctypes.c_ulong, Display, ctypes.c_ubyte, ctypes.c_int, ctypes.c_int)
declare(X, "XSync", ctypes.c_int, Display, ctypes.c_int)
declare(X, "XAutoRepeatOff", ctypes.c_int, Display)
declare(X, "XFree", ctypes.c_int, ctypes.c_void_p)
declare(X, "XGetWindowAttributes", ctypes.c_int, Display, Window, OUT(Attributes))
declare(X, "XTranslateCoordinates", ctypes.c_int, Display, Window, Window, ctypes.c_int, ctypes.c_int,
        OUT(ctypes.c_int), OUT(ctypes.c_int), OUT(Window))
declare(X, "XGetWindowProperty", ctypes.c_int, Display, Window, Atom, ctypes.c_long, ctypes.c_long, ctypes.c_int, Atom,
        OUT(Atom), OUT(ctypes.c_int), OUT(ctypes.c_ulong), OUT(ctypes.c_ulong), OUT(ctypes.c_void_p))
declare(X, "XQueryTree", ctypes.c_int, Display, Window, OUT(Window), OUT(Window), OUT(OUT(Window)), OUT(ctypes.c_uint))
declare(X, "XGetImage", ctypes.c_void_p, Display, Window, ctypes.c_int, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
        ctypes.c_ulong, ctypes.c_int)
declare(X, "XGetPixel", ctypes.c_ulong, ctypes.c_void_p, ctypes.c_int, ctypes.c_int)
declare(X, "XDestroyImage", ctypes.c_int, ctypes.c_void_p)
declare(XTEST, "XTestFakeMotionEvent", ctypes.c_int, Display, ctypes.c_int, ctypes.c_int, ctypes.c_int,
        ctypes.c_ulong)
declare(XTEST, "XTestFakeButtonEvent", ctypes.c_int, Display, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong)
declare(XTEST, "XTestFakeKeyEvent", ctypes.c_int, Display, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong)

# A window that is gone by now is no reason to end, as Xlib would.
ErrorHandler = ctypes.CFUNCTYPE(ctypes.c_int, Display, ctypes.c_void_p)
ignore_error = ErrorHandler(lambda display, event: 0)
X.XSetErrorHandler(ignore_error)

DISPLAY = X.XOpenDisplay(None)
if not DISPLAY:
    raise SystemExit("There is no X server: run this with tests/ui-session.sh.")
ROOT = X.XDefaultRootWindow(DISPLAY)
# On a busy machine half a second may pass until a key is let go of, and it would be typed twice.
X.XAutoRepeatOff(DISPLAY)
X.XSync(DISPLAY, False)
pointer = (0, 0)
clicked = (0, 0, 0.0)


# --- windows

def get_property(window, name):
    """A property's 8 bit items as bytes, others as a list of numbers; None if there is none."""
    kind, form, count, left = Atom(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
    data = ctypes.c_void_p()
    atom = X.XInternAtom(DISPLAY, name.encode(), False)
    if X.XGetWindowProperty(DISPLAY, window, atom, 0, 4096, False, 0, kind, form, count, left, data) != 0 or not data:
        return None
    try:
        if form.value == 8:
            return ctypes.string_at(data, count.value)
        return list(ctypes.cast(data, OUT(ctypes.c_ulong))[:count.value])
    finally:
        X.XFree(data)


def windows(pid):
    """The windows of a process that are on the screen: X id to title."""
    found = {}
    for window in get_property(ROOT, "_NET_CLIENT_LIST") or []:
        attributes = Attributes()
        if get_property(window, "_NET_WM_PID") == [pid] and \
                X.XGetWindowAttributes(DISPLAY, window, attributes) and attributes.map_state == VIEWABLE:
            found[window] = (get_property(window, "_NET_WM_NAME") or b"").decode()
    return found


def popups():
    """What is on the screen without a window manager: popovers, menus and tooltips, the topmost last."""
    root, parent, children, count = Window(), Window(), OUT(Window)(), ctypes.c_uint()
    X.XQueryTree(DISPLAY, ROOT, root, parent, children, count)
    found = []
    for window in children[:count.value]:
        attributes = Attributes()
        if X.XGetWindowAttributes(DISPLAY, window, attributes) and attributes.map_state == VIEWABLE \
                and attributes.override_redirect and attributes.width > 1:
            found.append(window)
    if children:
        X.XFree(children)
    return found


def active_window():
    return (get_property(ROOT, "_NET_ACTIVE_WINDOW") or [0])[0]


def geometry(window):
    """x, y, width and height on the screen."""
    attributes = Attributes()
    X.XGetWindowAttributes(DISPLAY, window, attributes)
    x, y, child = ctypes.c_int(), ctypes.c_int(), Window()
    X.XTranslateCoordinates(DISPLAY, window, ROOT, 0, 0, x, y, child)
    return x.value, y.value, attributes.width, attributes.height


def colours(x, y, width, height):
    """All that are seen in a part of the screen."""
    image = X.XGetImage(DISPLAY, ROOT, x, y, width, height, ctypes.c_ulong(-1).value, 2)
    found = {X.XGetPixel(image, column, row) for row in range(height) for column in range(width)}
    X.XDestroyImage(image)
    return found


# --- pointer

def glide(x, y):
    """Moves the pointer there in steps: GTK 4.8 loses a press that follows a single jump after a popover closed."""
    global pointer
    from_x, from_y = pointer
    steps = 8
    for step in range(1, steps + 1):
        XTEST.XTestFakeMotionEvent(DISPLAY, -1, from_x + (x - from_x) * step // steps,
                                   from_y + (y - from_y) * step // steps, 0)
        X.XSync(DISPLAY, False)
        time.sleep(MOTION_PAUSE)
    pointer = (x, y)


def press(button=1, down=True):
    XTEST.XTestFakeButtonEvent(DISPLAY, button, down, 0)
    X.XSync(DISPLAY, False)
    time.sleep(KEY_PAUSE)


def rest(x, y):
    """Whoever clicks at the same place again to do another thing does not do it as fast as for a double click. Returns whether
    it took time: what is to be clicked may have moved meanwhile."""
    last_x, last_y, last = clicked
    pause = last + DOUBLE_CLICK_TIME - time.monotonic()
    if pause <= 0 or max(abs(x - last_x), abs(y - last_y)) >= DOUBLE_CLICK_DISTANCE:
        return False
    time.sleep(pause)
    return True


def click(x, y, button=1, times=1):
    global clicked
    glide(x, y)
    rest(x, y)
    for _ in range(times):
        press(button)
        press(button, False)
    clicked = (x, y, time.monotonic())


def drag(from_x, from_y, to_x, to_y):
    glide(from_x, from_y)
    press()
    glide(to_x, to_y)
    press(down=False)


def scroll(lines):
    """Turns the wheel, down if @lines is positive."""
    for _ in range(abs(lines)):
        press(5 if lines > 0 else 4)
        press(5 if lines > 0 else 4, False)


# --- keys

def key_event(keysym, down):
    XTEST.XTestFakeKeyEvent(DISPLAY, X.XKeysymToKeycode(DISPLAY, keysym), down, 0)
    X.XSync(DISPLAY, False)
    time.sleep(KEY_PAUSE)


def keys(*names):
    """Presses keys, such as "Tab" or "ctrl+shift+s"."""
    for name in names:
        keysyms = [X.XStringToKeysym(MODIFIERS.get(part, part).encode()) for part in name.split("+")]
        assert all(keysyms), f"no such key: {name}"
        for keysym in keysyms:
            key_event(keysym, True)
        for keysym in reversed(keysyms):
            key_event(keysym, False)


def type_text(text):
    """Types: what the keyboard has with its keys, other characters by number, in GTK's way (Ctrl+Shift+U)."""
    shift = X.XStringToKeysym(b"Shift_L")
    for character in text:
        if ord(character) > 126:
            keys("ctrl+shift+u")
            type_text(f"{ord(character):x} ")
            continue
        keysym = X.XStringToKeysym({"\n": b"Return", "\t": b"Tab"}.get(character, b"")) or ord(character)
        shifted = X.XkbKeycodeToKeysym(DISPLAY, X.XKeysymToKeycode(DISPLAY, keysym), 0, 0) != keysym
        if shifted:
            key_event(shift, True)
        key_event(keysym, True)
        key_event(keysym, False)
        if shifted:
            key_event(shift, False)


# --- clipboard

def put_clipboard(text):
    # xclip stays, to serve the clipboard; it ends with the X server.
    subprocess.run(["xclip", "-selection", "clipboard", "-in"], input=text.encode(), stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=True, timeout=60)


def get_clipboard():
    done = subprocess.run(["xclip", "-selection", "clipboard", "-out"], capture_output=True, check=False, timeout=60)
    return done.stdout.decode(errors="replace")
