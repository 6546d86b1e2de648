/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* Peers of a capture, with their counters. About 150 bytes each, so 150 MB when all ids are used up. */
#define SOCKEYE_PEERS_MAX (1u << 20)

typedef struct _SockeyePeerTable SockeyePeerTable;

SockeyePeerTable *sockeye_peer_table_new (void);
void sockeye_peer_table_free (SockeyePeerTable *self);

/* The producer's. */
guint32 sockeye_peer_table_add (SockeyePeerTable *self,
                                const SockeyeEndpoint *local,
                                const SockeyeEndpoint *remote,
                                gboolean stream,
                                gint64 time);
guint32 sockeye_peer_table_add_target (SockeyePeerTable *self,
                                       const SockeyeEndpoint *local,
                                       const SockeyeEndpoint *remote,
                                       gboolean stream,
                                       guint32 client,
                                       gint64 time);
void sockeye_peer_table_link (SockeyePeerTable *self, guint32 id, guint32 link);
void sockeye_peer_table_close (SockeyePeerTable *self, guint32 id, gint64 time);
void sockeye_peer_table_restore_end (SockeyePeerTable *self, guint32 id, gint64 time, gboolean outlived);
void sockeye_peer_table_count (SockeyePeerTable *self, guint64 number, SockeyeRecord *record);
void sockeye_peer_table_set_odd (SockeyePeerTable *self, const SockeyeRecord *record);

/* Any thread's. */
guint32 sockeye_peer_table_get_n (SockeyePeerTable *self);
guint32 sockeye_peer_table_get_n_open (SockeyePeerTable *self);
gboolean sockeye_peer_table_get (SockeyePeerTable *self, guint32 id, SockeyePeer *peer);
void sockeye_peer_table_get_total (SockeyePeerTable *self, SockeyeTraffic *total);

G_END_DECLS
