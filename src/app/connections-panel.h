/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_CONNECTIONS_PANEL (sockeye_connections_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeConnectionsPanel,
                      sockeye_connections_panel,
                      SOCKEYE,
                      CONNECTIONS_PANEL,
                      GtkWidget)

/*
 * The open connections of a server, or of a client with short ones. What the user does with them goes through the actions
 * session.disconnect, session.abort and others, whose parameter is the peer.
 * Signals: "peer-activated" (uint): a row was double-clicked, or Enter was pressed on it
 */
void sockeye_connections_panel_set_model (SockeyeConnectionsPanel *self, GListModel *connections);
void sockeye_connections_panel_set_session (SockeyeConnectionsPanel *self, SockeyeSession *session);
void sockeye_connections_panel_set_capture (SockeyeConnectionsPanel *self, SockeyeCapture *capture);

G_END_DECLS
