/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/*
 * One row of the connections list.
 * Properties: "peer" (uint), "remote", "since", "received", "sent" (strings), "open" (boolean).
 */
#define SOCKEYE_TYPE_CONNECTION_ITEM (sockeye_connection_item_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeConnectionItem, sockeye_connection_item, SOCKEYE, CONNECTION_ITEM, GObject)

SockeyeConnectionItem *sockeye_connection_item_new (const SockeyePeer *peer);

guint32 sockeye_connection_item_get_peer (SockeyeConnectionItem *self);
const char *sockeye_connection_item_get_remote (SockeyeConnectionItem *self);
void sockeye_connection_item_update (SockeyeConnectionItem *self, const SockeyePeer *peer);

G_END_DECLS
