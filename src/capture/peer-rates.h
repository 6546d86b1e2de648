/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rate-meter.h"

G_BEGIN_DECLS

/* Connections whose current rates are followed at the same time; about 150 bytes each. */
#define SOCKEYE_PEER_RATES_MAX 16384u

/* Rates of single peers, for those that are asked about: a list asks about the rows it shows. For one thread. */
typedef struct _SockeyePeerRates SockeyePeerRates;

SockeyePeerRates *sockeye_peer_rates_new (SockeyeCapture *capture);
void sockeye_peer_rates_free (SockeyePeerRates *self);
gboolean sockeye_peer_rates_get_current (SockeyePeerRates *self, guint32 id, gint64 time, SockeyeRate *rate);
gboolean sockeye_peer_rates_get_mean (SockeyePeerRates *self, guint32 id, gint64 now, SockeyeRate *rate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyePeerRates, sockeye_peer_rates_free)

G_END_DECLS
