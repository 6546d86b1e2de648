/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "session.h"

G_BEGIN_DECLS

/*
 * One row of the connections list.
 * Properties: "peer" (uint), "remote", "since", "received", "sent", "queued" (strings), "open", "ticked" (booleans),
 *   "notes" (string: "reading paused" and the like, mostly "").
 */
#define SOCKEYE_TYPE_CONNECTION_ITEM (sockeye_connection_item_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeConnectionItem, sockeye_connection_item, SOCKEYE, CONNECTION_ITEM, GObject)

SockeyeConnectionItem *sockeye_connection_item_new (SockeyeCapture *capture, const SockeyePeer *peer);

guint32 sockeye_connection_item_get_peer (SockeyeConnectionItem *self);
gboolean sockeye_connection_item_has_reset (SockeyeConnectionItem *self);
const char *sockeye_connection_item_get_remote (SockeyeConnectionItem *self);
gboolean sockeye_connection_item_is_ticked (SockeyeConnectionItem *self);
void sockeye_connection_item_set_ticked (SockeyeConnectionItem *self, gboolean ticked);
SockeyeConnectionFlags sockeye_connection_item_get_flags (SockeyeConnectionItem *self);
void sockeye_connection_item_set_flags (SockeyeConnectionItem *self, SockeyeConnectionFlags flags);
void sockeye_connection_item_update (SockeyeConnectionItem *self, const SockeyePeer *peer, guint64 queued);

char *sockeye_connection_flags_describe (SockeyeConnectionFlags flags);

G_END_DECLS
