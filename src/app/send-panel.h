/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SEND_PANEL (sockeye_send_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSendPanel, sockeye_send_panel, SOCKEYE, SEND_PANEL, GtkWidget)

/* Options of sending. Signals: "changed": what would be sent may be different */
void sockeye_send_panel_set_workspace (SockeyeSendPanel *self, SockeyeWorkspace *workspace);
void sockeye_send_panel_set_store (SockeyeSendPanel *self, GSettings *store);
gboolean sockeye_send_panel_get_clear_after_sending (SockeyeSendPanel *self);

G_END_DECLS
