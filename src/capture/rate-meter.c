/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rate-meter.h"

/* The current rate is that of about the last second. */
#define CURRENT_US G_USEC_PER_SEC

typedef struct
{
  gint64 time;
  SockeyeTraffic traffic;
} Sample;

struct _SockeyeRateMeter
{
  Sample samples[SOCKEYE_RATE_SAMPLES]; /* a ring; the oldest gives way */
  guint first;
  guint n;
  Sample begin; /* what the mean is counted from */
};

static const Sample *
get_sample (SockeyeRateMeter *self, guint i)
{
  return &self->samples[(self->first + i) % SOCKEYE_RATE_SAMPLES];
}

static void
rate_between (const Sample *from, const Sample *to, SockeyeRate *rate)
{
  double seconds = (double) (to->time - from->time) / G_USEC_PER_SEC;

  *rate = (SockeyeRate){ 0 };
  if (seconds <= 0)
    return;

  rate->received_messages = (double) (to->traffic.received_messages - from->traffic.received_messages)
                            / seconds;
  rate->received_bytes = (double) (to->traffic.received_bytes - from->traffic.received_bytes) / seconds;
  rate->sent_messages = (double) (to->traffic.sent_messages - from->traffic.sent_messages) / seconds;
  rate->sent_bytes = (double) (to->traffic.sent_bytes - from->traffic.sent_bytes) / seconds;
}

/**
 * sockeye_rate_meter_new:
 *
 * Returns: (transfer full): a meter without samples
 */
SockeyeRateMeter *
sockeye_rate_meter_new (void)
{
  return g_new0 (SockeyeRateMeter, 1);
}

/**
 * sockeye_rate_meter_free:
 * @self: (transfer full): a meter
 */
void
sockeye_rate_meter_free (SockeyeRateMeter *self)
{
  g_free (self);
}

/**
 * sockeye_rate_meter_reset:
 * @self: a meter
 *
 * Forgets everything; the next sample is the beginning.
 */
void
sockeye_rate_meter_reset (SockeyeRateMeter *self)
{
  self->n = 0;
}

/**
 * sockeye_rate_meter_add:
 * @self: a meter
 * @time: now, in microseconds of a clock that does not go back
 * @traffic: the counters now; they do not go back either
 *
 * Takes a sample, best about four times a second.
 */
void
sockeye_rate_meter_add (SockeyeRateMeter *self, gint64 time, const SockeyeTraffic *traffic)
{
  Sample sample = { .time = time, .traffic = *traffic };

  if (self->n == 0)
    self->begin = sample;
  else if (time <= get_sample (self, self->n - 1)->time)
    return;

  if (self->n == SOCKEYE_RATE_SAMPLES)
    self->first = (self->first + 1) % SOCKEYE_RATE_SAMPLES;
  else
    self->n++;
  self->samples[(self->first + self->n - 1) % SOCKEYE_RATE_SAMPLES] = sample;
}

/**
 * sockeye_rate_meter_get_current:
 * @self: a meter
 * @rate: (out): the rate over about the last second
 */
void
sockeye_rate_meter_get_current (SockeyeRateMeter *self, SockeyeRate *rate)
{
  const Sample *newest;
  guint from;

  *rate = (SockeyeRate){ 0 };
  if (self->n < 2)
    return;

  newest = get_sample (self, self->n - 1);
  from = self->n - 2;
  while (from > 0 && newest->time - get_sample (self, from)->time < CURRENT_US)
    from--;
  rate_between (get_sample (self, from), newest, rate);
}

/**
 * sockeye_rate_meter_get_mean:
 * @self: a meter
 * @rate: (out): the rate from the first sample (after the last reset) to the newest
 */
void
sockeye_rate_meter_get_mean (SockeyeRateMeter *self, SockeyeRate *rate)
{
  *rate = (SockeyeRate){ 0 };
  if (self->n > 0)
    rate_between (&self->begin, get_sample (self, self->n - 1), rate);
}

/**
 * sockeye_rate_meter_get_series:
 * @self: a meter
 * @rates: (out caller-allocates) (array length=max): the rates between neighbouring samples, oldest first
 * @max: room in @rates
 *
 * Returns: how many were written: the newest @max at most
 */
guint
sockeye_rate_meter_get_series (SockeyeRateMeter *self, SockeyeRate *rates, guint max)
{
  guint n = self->n > 0 ? MIN (self->n - 1, max) : 0;
  guint from = self->n > 0 ? self->n - 1 - n : 0;

  for (guint i = 0; i < n; i++)
    rate_between (get_sample (self, from + i), get_sample (self, from + i + 1), &rates[i]);

  return n;
}

/**
 * sockeye_rate_meter_is_quiet:
 * @self: a meter
 *
 * Returns: %TRUE if nothing moved in all the samples that are kept, so that there is nothing to draw anew
 */
gboolean
sockeye_rate_meter_is_quiet (SockeyeRateMeter *self)
{
  SockeyeRate rate;

  if (self->n < 2)
    return TRUE;

  rate_between (get_sample (self, 0), get_sample (self, self->n - 1), &rate);
  return rate.received_messages <= 0 && rate.sent_messages <= 0;
}
