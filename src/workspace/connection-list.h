/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connection-item.h"
#include "outlet.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_CONNECTION_LIST (sockeye_connection_list_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeConnectionList, sockeye_connection_list, SOCKEYE, CONNECTION_LIST, GObject)

/*
 * The open connections of a capture, a GListModel of SockeyeConnectionItem, oldest first. Some may be ticked, to be sent
 * to together. Property: "n-ticked" (uint)
 */
SockeyeConnectionList *sockeye_connection_list_new (SockeyeCapture *capture);
gboolean sockeye_connection_list_refresh (SockeyeConnectionList *self, SockeyeOutlet *outlet);

void sockeye_connection_list_set_ticked (SockeyeConnectionList *self, guint32 peer, gboolean ticked);
guint sockeye_connection_list_get_n_ticked (SockeyeConnectionList *self);
guint32 *sockeye_connection_list_get_ticked (SockeyeConnectionList *self, guint *n_peers);

G_END_DECLS
