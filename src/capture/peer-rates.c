/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "peer-rates.h"

/* A rate is that of the last half second at least; what was not asked about for so long begins anew. */
#define WINDOW_US  (G_USEC_PER_SEC / 2)
#define EXPIRES_US (3 * G_USEC_PER_SEC)

typedef struct
{
  gint64 time;
  SockeyeTraffic traffic;
} Sample;

typedef struct
{
  Sample older;
  Sample newer;
} Followed;

struct _SockeyePeerRates
{
  SockeyeCapture *capture;
  GHashTable *followed; /* from id to Followed */
};

/**
 * sockeye_peer_rates_new:
 * @capture: whose peers
 *
 * Returns: (transfer full): follows nobody yet
 */
SockeyePeerRates *
sockeye_peer_rates_new (SockeyeCapture *capture)
{
  SockeyePeerRates *self = g_new0 (SockeyePeerRates, 1);

  self->capture = g_object_ref (capture);
  self->followed = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

/**
 * sockeye_peer_rates_free:
 * @self: (transfer full) (nullable): rates
 */
void
sockeye_peer_rates_free (SockeyePeerRates *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->followed);
  g_object_unref (self->capture);
  g_free (self);
}

static double
per_second (guint64 before, guint64 after, gint64 microseconds)
{
  return (double) (after - MIN (before, after)) * G_USEC_PER_SEC / (double) microseconds;
}

static void
compare (const SockeyeTraffic *before, const SockeyeTraffic *after, gint64 elapsed, SockeyeRate *rate)
{
  *rate = (SockeyeRate){ 0 };
  if (elapsed <= 0)
    return;

  rate->received_messages = per_second (before->received_messages, after->received_messages, elapsed);
  rate->received_bytes = per_second (before->received_bytes, after->received_bytes, elapsed);
  rate->sent_messages = per_second (before->sent_messages, after->sent_messages, elapsed);
  rate->sent_bytes = per_second (before->sent_bytes, after->sent_bytes, elapsed);
}

static gboolean
is_stale (gpointer key G_GNUC_UNUSED, gpointer value, gpointer data)
{
  const Followed *followed = value;

  return *(const gint64 *) data - followed->newer.time > EXPIRES_US;
}

static Followed *
follow (SockeyePeerRates *self, guint32 id, const Sample *now)
{
  Followed *followed = g_hash_table_lookup (self->followed, GUINT_TO_POINTER (id));

  if (followed == NULL)
    {
      gint64 time = now->time;

      if (g_hash_table_size (self->followed) >= SOCKEYE_PEER_RATES_MAX)
        g_hash_table_foreach_remove (self->followed, is_stale, &time);
      if (g_hash_table_size (self->followed) >= SOCKEYE_PEER_RATES_MAX)
        return NULL;
      followed = g_new0 (Followed, 1);
      followed->older = followed->newer = *now;
      g_hash_table_insert (self->followed, GUINT_TO_POINTER (id), followed);
    }
  else if (now->time - followed->newer.time > EXPIRES_US)
    {
      followed->older = followed->newer = *now;
    }
  return followed;
}

/**
 * sockeye_peer_rates_get_current:
 * @self: rates
 * @id: a peer's id
 * @time: now, in microseconds of a clock that is never set
 * @rate: (out): what went over it in about the last second; all zeros at first
 *
 * To be called again and again, once or a few times per second; it compares with what it saw before.
 *
 * Returns: %FALSE when the peer is not known, or %SOCKEYE_PEER_RATES_MAX others are asked about
 */
gboolean
sockeye_peer_rates_get_current (SockeyePeerRates *self, guint32 id, gint64 time, SockeyeRate *rate)
{
  Sample now = { .time = time };
  Followed *followed;
  SockeyePeer peer;

  *rate = (SockeyeRate){ 0 };
  if (!sockeye_capture_get_peer (self->capture, id, &peer))
    return FALSE;

  now.traffic = peer.traffic;
  followed = follow (self, id, &now);
  if (followed == NULL)
    return FALSE;

  compare (&followed->older.traffic, &now.traffic, time - followed->older.time, rate);
  if (time - followed->newer.time >= WINDOW_US)
    {
      followed->older = followed->newer;
      followed->newer = now;
    }
  return TRUE;
}

/**
 * sockeye_peer_rates_get_mean:
 * @self: rates
 * @id: a peer's id
 * @now: the time, microseconds since the Epoch
 * @rate: (out): what went over it since it was opened, until it was closed
 *
 * Returns: %FALSE when the peer is not known
 */
gboolean
sockeye_peer_rates_get_mean (SockeyePeerRates *self, guint32 id, gint64 now, SockeyeRate *rate)
{
  static const SockeyeTraffic none;
  SockeyePeer peer;

  *rate = (SockeyeRate){ 0 };
  if (!sockeye_capture_get_peer (self->capture, id, &peer))
    return FALSE;

  compare (&none, &peer.traffic, (peer.closed != 0 ? peer.closed : now) - peer.opened, rate);
  return TRUE;
}
