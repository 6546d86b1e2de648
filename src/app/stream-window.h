/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the byte streams of a workspace's connections, one direction of one connection at a time, and follows them. */
#define SOCKEYE_TYPE_STREAM_WINDOW (sockeye_stream_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeStreamWindow, sockeye_stream_window, SOCKEYE, STREAM_WINDOW, GtkWindow)

GtkWindow *sockeye_stream_window_present (GtkWindow *parent, SockeyeWorkspace *workspace, gboolean *is_new);

G_END_DECLS
