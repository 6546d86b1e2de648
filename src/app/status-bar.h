/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_STATUS_BAR (sockeye_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeStatusBar, sockeye_status_bar, SOCKEYE, STATUS_BAR, GtkWidget)

/* The session's state in words, and what went through it. */
void sockeye_status_bar_set_workspace (SockeyeStatusBar *self, SockeyeWorkspace *workspace);
void sockeye_status_bar_refresh (SockeyeStatusBar *self);

void sockeye_status_bar_set_compact (SockeyeStatusBar *self, gboolean compact);

G_END_DECLS
