/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the TCP states of a workspace's connections, one at a time. */
#define SOCKEYE_TYPE_STATE_WINDOW (sockeye_state_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeStateWindow, sockeye_state_window, SOCKEYE, STATE_WINDOW, GtkWindow)

GtkWindow *sockeye_state_window_present (GtkWindow *parent, SockeyeWorkspace *workspace, guint32 peer);

G_END_DECLS
