/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "arrival.h"

G_BEGIN_DECLS

/* The ways that datagrams took into this machine: one thread adds, any thread reads. */
typedef struct _SockeyeArrivalTable SockeyeArrivalTable;

SockeyeArrivalTable *sockeye_arrival_table_new (void);
void sockeye_arrival_table_free (SockeyeArrivalTable *self);

guint8 sockeye_arrival_table_add (SockeyeArrivalTable *self, const SockeyeArrival *arrival);
gboolean sockeye_arrival_table_get (SockeyeArrivalTable *self, guint8 id, SockeyeArrival *arrival);

G_END_DECLS
