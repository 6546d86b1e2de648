/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * How connections live: backlog, time-out, what a peer's FIN does, short connections, reconnecting. What is set is kept in the
 * store at once.
 * Signals: "changed": something was set
 */
#define SOCKEYE_TYPE_LIFE_PANEL (sockeye_life_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLifePanel, sockeye_life_panel, SOCKEYE, LIFE_PANEL, GtkWidget)

GtkWidget *sockeye_life_panel_new (GSettings *store, SockeyeProtocol protocol);
void sockeye_life_panel_set_protocol (SockeyeLifePanel *self, SockeyeProtocol protocol);
void sockeye_life_panel_set_locked (SockeyeLifePanel *self, gboolean locked);
void sockeye_life_panel_take_typed (SockeyeLifePanel *self);

G_END_DECLS
