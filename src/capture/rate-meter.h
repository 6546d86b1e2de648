/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* Samples that are kept: a minute at four per second. */
#define SOCKEYE_RATE_SAMPLES 240

/**
 * SockeyeRate:
 *
 * Messages and bytes per second, in both directions.
 */
typedef struct
{
  double received_messages;
  double received_bytes;
  double sent_messages;
  double sent_bytes;
} SockeyeRate;

/* Turns counters that are read now and then into rates. No clock of its own. */
typedef struct _SockeyeRateMeter SockeyeRateMeter;

SockeyeRateMeter *sockeye_rate_meter_new (void);
void sockeye_rate_meter_free (SockeyeRateMeter *self);
void sockeye_rate_meter_reset (SockeyeRateMeter *self);
void sockeye_rate_meter_add (SockeyeRateMeter *self, gint64 time, const SockeyeTraffic *traffic);
void sockeye_rate_meter_get_current (SockeyeRateMeter *self, SockeyeRate *rate);
void sockeye_rate_meter_get_mean (SockeyeRateMeter *self, SockeyeRate *rate);
guint sockeye_rate_meter_get_series (SockeyeRateMeter *self, SockeyeRate *rates, guint max);
gboolean sockeye_rate_meter_is_quiet (SockeyeRateMeter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeRateMeter, sockeye_rate_meter_free)

G_END_DECLS
