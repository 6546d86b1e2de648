/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_NETWORK_PANEL (sockeye_network_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeNetworkPanel, sockeye_network_panel, SOCKEYE, NETWORK_PANEL, GtkWidget)

/*
 * What a session is opened with, and the button that opens and closes it.
 * Signals: "changed": what the getters return may be different;
 *   "edited": the user changed a field
 */
void sockeye_network_panel_set_session (SockeyeNetworkPanel *self, SockeyeSession *session);
void sockeye_network_panel_set_store (SockeyeNetworkPanel *self, GSettings *store);
void sockeye_network_panel_save (SockeyeNetworkPanel *self);

SockeyeProtocol sockeye_network_panel_get_protocol (SockeyeNetworkPanel *self);
void sockeye_network_panel_get_settings (SockeyeNetworkPanel *self, SockeyeSettings *settings);
gboolean sockeye_network_panel_is_valid (SockeyeNetworkPanel *self);
gboolean sockeye_network_panel_has_remote (SockeyeNetworkPanel *self);

G_END_DECLS
