/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_CONNECTION_RATE (sockeye_connection_rate_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeConnectionRate, sockeye_connection_rate, SOCKEYE, CONNECTION_RATE, GtkWidget)

/* How fast one connection is, now and on the average; empty while none is chosen. */
void sockeye_connection_rate_set_capture (SockeyeConnectionRate *self, SockeyeCapture *capture);
void sockeye_connection_rate_set_peer (SockeyeConnectionRate *self, guint32 peer);

G_END_DECLS
