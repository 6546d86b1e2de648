/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_ADDRESS_WINDOW (sockeye_address_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeAddressWindow, sockeye_address_window, SOCKEYE, ADDRESS_WINDOW, GtkWindow)

/* What an address and a port say, and the interfaces of this machine. */
GtkWindow *sockeye_address_window_new (GtkWindow *parent, const char *address, const char *port);

G_END_DECLS
