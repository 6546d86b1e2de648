/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faults.h"

G_BEGIN_DECLS

/* When how many bytes of a stream may be written, with faults on purpose. Times are of g_get_monotonic_time(). */
typedef struct _SockeyePacer SockeyePacer;

SockeyePacer *sockeye_pacer_new (const SockeyeFaults *faults);
void sockeye_pacer_free (SockeyePacer *self);

void sockeye_pacer_add (SockeyePacer *self, gsize length, gint64 now);
gsize sockeye_pacer_get_allowance (SockeyePacer *self, gint64 now, gint64 *next);
void sockeye_pacer_take (SockeyePacer *self, gsize length, gint64 now);
void sockeye_pacer_clear (SockeyePacer *self);

G_END_DECLS
