/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* Ids that can be given out: at most about 150 MB. */
#define SOCKEYE_N_PEERS_MAX (1u << 20)

/* The peers of a capture. One thread adds and counts; any thread reads. */
typedef struct _SockeyePeerTable SockeyePeerTable;

SockeyePeerTable *sockeye_peer_table_new (void);
void sockeye_peer_table_free (SockeyePeerTable *self);

/* The writer's. */
guint32 sockeye_peer_table_add (SockeyePeerTable *self,
                                const SockeyeEndpoint *local,
                                const SockeyeEndpoint *remote,
                                gboolean stream,
                                gint64 time);
void sockeye_peer_table_close (SockeyePeerTable *self, guint32 id, gint64 time);
guint64 sockeye_peer_table_count (SockeyePeerTable *self,
                                  guint32 id,
                                  gboolean sent,
                                  guint64 number,
                                  guint32 length,
                                  gboolean *odd);

/* Any thread's. */
guint32 sockeye_peer_table_get_n (SockeyePeerTable *self);
guint32 sockeye_peer_table_get_n_open (SockeyePeerTable *self);
gboolean sockeye_peer_table_get (SockeyePeerTable *self, guint32 id, SockeyePeer *peer);

G_END_DECLS
