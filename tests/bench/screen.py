# SPDX-License-Identifier: GPL-3.0-or-later
"""What is seen on the display of a benchmark: the windows, and whether they have been drawn."""

import contextlib
import ctypes
import ctypes.util

VIEWABLE = 2
Z_PIXMAP = 2
XA_WINDOW = 33
# A window that is not drawn yet is of one colour; any that is, has a title or a button, which take so many different rows.
ROWS_DRAWN = 12
# Pixels of the strip that is looked at. A picture of the whole window keeps the X server from drawing what is waited for:
# every window came 15 % later for it.
STRIP = 64

Window = ctypes.c_ulong


class Attributes(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int),
                ("border_width", ctypes.c_int), ("depth", ctypes.c_int), ("visual", ctypes.c_void_p),
                ("root", Window), ("class", ctypes.c_int), ("bit_gravity", ctypes.c_int),
                ("win_gravity", ctypes.c_int), ("backing_store", ctypes.c_int), ("backing_planes", ctypes.c_ulong),
                ("backing_pixel", ctypes.c_ulong), ("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong),
                ("map_installed", ctypes.c_int), ("map_state", ctypes.c_int), ("all_event_masks", ctypes.c_long),
                ("your_event_mask", ctypes.c_long), ("do_not_propagate_mask", ctypes.c_long),
                ("override_redirect", ctypes.c_int), ("screen", ctypes.c_void_p)]


class Image(ctypes.Structure):
    """The beginning of XImage, which is all that is read."""
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                ("format", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_char)), ("byte_order", ctypes.c_int),
                ("bitmap_unit", ctypes.c_int), ("bitmap_bit_order", ctypes.c_int), ("bitmap_pad", ctypes.c_int),
                ("depth", ctypes.c_int), ("bytes_per_line", ctypes.c_int)]


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
def ignore_error(_display, _event):
    """A window may go while it is looked at."""
    return 0


def load():
    x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    out = ctypes.POINTER
    for name, result, arguments in (
            ("XOpenDisplay", ctypes.c_void_p, [ctypes.c_char_p]),
            ("XCloseDisplay", ctypes.c_int, [ctypes.c_void_p]),
            ("XDefaultRootWindow", Window, [ctypes.c_void_p]),
            ("XInternAtom", ctypes.c_ulong, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]),
            ("XFree", ctypes.c_int, [ctypes.c_void_p]),
            ("XDestroyImage", ctypes.c_int, [out(Image)]),
            ("XGetWindowAttributes", ctypes.c_int, [ctypes.c_void_p, Window, out(Attributes)]),
            ("XGetWindowProperty", ctypes.c_int,
             [ctypes.c_void_p, Window, ctypes.c_ulong, ctypes.c_long, ctypes.c_long, ctypes.c_int, ctypes.c_ulong,
              out(ctypes.c_ulong), out(ctypes.c_int), out(ctypes.c_ulong), out(ctypes.c_ulong),
              out(ctypes.c_void_p)]),
            ("XGetImage", out(Image), [ctypes.c_void_p, Window, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
                                       ctypes.c_uint, ctypes.c_ulong, ctypes.c_int])):
        function = getattr(x, name)
        function.restype, function.argtypes = result, arguments
    x.XSetErrorHandler(ignore_error)
    return x


class Screen:
    def __init__(self, display):
        self.x = load()
        self.display = self.x.XOpenDisplay(display.encode())
        self.root = self.x.XDefaultRootWindow(self.display)
        self.client_list = self.x.XInternAtom(self.display, b"_NET_CLIENT_LIST", 0)
        self.manager = self.x.XInternAtom(self.display, b"_NET_SUPPORTING_WM_CHECK", 0)

    def close(self):
        self.x.XCloseDisplay(self.display)

    def _read(self, name):
        kind, size, data = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_void_p()
        count, rest = ctypes.c_ulong(), ctypes.c_ulong()
        self.x.XGetWindowProperty(self.display, self.root, name, 0, 1024, 0, XA_WINDOW, ctypes.byref(kind),
                                  ctypes.byref(size), ctypes.byref(count), ctypes.byref(rest), ctypes.byref(data))
        if not data:
            return []
        try:
            return list(ctypes.cast(data, ctypes.POINTER(Window))[:count.value])
        finally:
            self.x.XFree(data)

    def is_managed(self):
        """Whether there is a window manager."""
        return bool(self._read(self.manager))

    def windows(self):
        """Those that the window manager has."""
        return self._read(self.client_list)

    def is_drawn(self, window):
        """Whether a window is on the screen, with something in the strip down its middle."""
        attributes = Attributes()
        if not self.x.XGetWindowAttributes(self.display, window, ctypes.byref(attributes)) \
                or attributes.map_state != VIEWABLE:
            return False
        width = min(STRIP, attributes.width)
        image = self.x.XGetImage(self.display, window, (attributes.width - width) // 2, 0, width, attributes.height,
                                 0xFFFFFF, Z_PIXMAP)
        if not image:
            return False
        with contextlib.ExitStack() as stack:
            stack.callback(self.x.XDestroyImage, image)
            stride = image.contents.bytes_per_line
            rows = {ctypes.string_at(ctypes.addressof(image.contents.data.contents) + stride * y, stride)
                    for y in range(0, image.contents.height, 2)}
        return len(rows) >= ROWS_DRAWN
