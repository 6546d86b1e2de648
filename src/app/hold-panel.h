/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "state-holder.h"
#include "state-watcher.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HOLD_PANEL (sockeye_hold_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHoldPanel, sockeye_hold_panel, SOCKEYE, HOLD_PANEL, GtkWidget)

/*
 * Chooses a state of TCP and holds it, until it is told to let go, or goes itself. Signals: "changed" (): what is held, or
 * its figures
 */
GtkWidget *sockeye_hold_panel_get_title (SockeyeHoldPanel *self);
void sockeye_hold_panel_hold (SockeyeHoldPanel *self, SockeyeTcpState state);
gboolean sockeye_hold_panel_get_view (SockeyeHoldPanel *self, SockeyeStateView *view);
char *sockeye_hold_panel_make_story (SockeyeHoldPanel *self);
char *sockeye_hold_panel_make_command (SockeyeHoldPanel *self);

G_END_DECLS
