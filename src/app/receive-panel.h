/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_RECEIVE_PANEL (sockeye_receive_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeReceivePanel, sockeye_receive_panel, SOCKEYE, RECEIVE_PANEL, GtkWidget)

/* How bytes become text and how they are shown (the latter through the action session.form). */
void sockeye_receive_panel_set_workspace (SockeyeReceivePanel *self, SockeyeWorkspace *workspace);

G_END_DECLS
