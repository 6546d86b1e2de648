/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * How connections live: backlog, time-out, what a peer's FIN does, short connections, reconnecting.
 * Signals: "changed": something was set
 */
#define SOCKEYE_TYPE_LIFE_PANEL (sockeye_life_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLifePanel, sockeye_life_panel, SOCKEYE, LIFE_PANEL, GtkWidget)

void sockeye_life_panel_set_store (SockeyeLifePanel *self, GSettings *store);
void sockeye_life_panel_set_protocol (SockeyeLifePanel *self, SockeyeProtocol protocol);
void sockeye_life_panel_set_locked (SockeyeLifePanel *self, gboolean locked);
gboolean sockeye_life_panel_is_short (SockeyeLifePanel *self);
void sockeye_life_panel_get_settings (SockeyeLifePanel *self, SockeyeSettings *settings);
gboolean sockeye_life_panel_is_changed (SockeyeLifePanel *self);

G_END_DECLS
