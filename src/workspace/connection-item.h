/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/*
 * One row of the connections list.
 * Properties: "peer" (uint), "remote", "since", "received", "sent", "queued" (strings), "open", "ticked" (booleans).
 */
#define SOCKEYE_TYPE_CONNECTION_ITEM (sockeye_connection_item_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeConnectionItem, sockeye_connection_item, SOCKEYE, CONNECTION_ITEM, GObject)

SockeyeConnectionItem *sockeye_connection_item_new (const SockeyePeer *peer);

guint32 sockeye_connection_item_get_peer (SockeyeConnectionItem *self);
const char *sockeye_connection_item_get_remote (SockeyeConnectionItem *self);
gboolean sockeye_connection_item_is_ticked (SockeyeConnectionItem *self);
void sockeye_connection_item_set_ticked (SockeyeConnectionItem *self, gboolean ticked);
void sockeye_connection_item_update (SockeyeConnectionItem *self, const SockeyePeer *peer, guint64 queued);

G_END_DECLS
