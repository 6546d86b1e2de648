/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/*
 * The way into one opening of a session for payloads, from any thread: a thread that repeats, streams a file or replies
 * keeps one of its own. Once the session has closed, sending fails with SOCKEYE_ERROR_NOT_OPEN, also when it was opened
 * anew. Get one with sockeye_session_get_outlet().
 */
SockeyeOutlet *sockeye_outlet_ref (SockeyeOutlet *self);
void sockeye_outlet_unref (SockeyeOutlet *self);

SockeyeProtocol sockeye_outlet_get_protocol (SockeyeOutlet *self);
void sockeye_outlet_get_local (SockeyeOutlet *self, SockeyeEndpoint *local);
const char *sockeye_outlet_get_remote (SockeyeOutlet *self, guint16 *port);
guint32 *
sockeye_outlet_list_peers (SockeyeOutlet *self, const SockeyeTarget *target, guint *n_peers, GError **error);

gboolean
sockeye_outlet_send (SockeyeOutlet *self, const SockeyeTarget *target, GBytes *payload, GError **error);
gboolean sockeye_outlet_send_each (SockeyeOutlet *self,
                                   const guint32 *peers,
                                   GBytes *const *payloads,
                                   guint n,
                                   GError **error);
guint64 sockeye_outlet_get_queued (SockeyeOutlet *self, guint32 peer);
guint64 sockeye_outlet_get_lost (SockeyeOutlet *self, guint64 *bytes);
SockeyeConnectionFlags sockeye_outlet_get_flags (SockeyeOutlet *self, guint32 peer);
guint sockeye_outlet_wait_for_room (SockeyeOutlet *self,
                                    guint32 *peers,
                                    guint *n_peers,
                                    guint64 bytes,
                                    guint payloads,
                                    gint64 deadline);
void sockeye_outlet_wake (SockeyeOutlet *self);
void sockeye_outlet_set_answering (SockeyeOutlet *self, gboolean answering);
void sockeye_outlet_finish (SockeyeOutlet *self, guint32 peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeOutlet, sockeye_outlet_unref)

G_END_DECLS
