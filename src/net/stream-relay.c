/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-private.h"

/* What a stream does as one half of a relayed connection: what it reads is sent by its partner. */

/* What may wait for one stream before its partner is read no further. What is delayed on purpose waits longer, and must
 * not for that come more slowly. */
#define QUEUE_BYTES_MAX      (512 * 1024)
#define QUEUE_PAYLOADS_MAX   4096
#define DELAYED_BYTES_MAX    (8 * 1024 * 1024)
#define DELAYED_PAYLOADS_MAX 65536

static gboolean
has_room (SockeyeStream *self)
{
  gboolean delayed = sockeye_role_get_settings (self->role)->faults.delay_ms > 0;

  return self->queue.bytes < (delayed ? DELAYED_BYTES_MAX : QUEUE_BYTES_MAX)
         && self->queue.payloads.length < (delayed ? DELAYED_PAYLOADS_MAX : QUEUE_PAYLOADS_MAX);
}

/* Private: whether nothing may be read now, because the partner could not keep it. At the end of the connection everything
 * is read, which is bounded by what the system keeps. */
gboolean
sockeye_stream_must_hold (SockeyeStream *self)
{
  if (!self->relayed || self->ending || self->released || self->broken != 0)
    return FALSE;
  return self->partner == NULL || !has_room (self->partner);
}

/* Private: @payload: was read just now. It goes the way of everything that is sent, with the faults on it. */
void
sockeye_stream_forward (SockeyeStream *self, GBytes *payload)
{
  SockeyeStream *partner = self->partner;
  gsize length = g_bytes_get_size (payload);

  if (partner->closing_sending)
    {
      partner->not_forwarded += length;
      return;
    }
  sockeye_send_ledger_take (sockeye_role_get_ledger (self->role), partner->peer, length);
  sockeye_stream_send (partner, payload);
}

/* Private: the peer's FIN goes on behind what it has sent. Without close_notify it may be that something is missing, and
 * the other peer has to be able to know. */
void
sockeye_stream_forward_end (SockeyeStream *self)
{
  SockeyeTlsEnd end = self->tls != NULL ? sockeye_tls_channel_get_end (self->tls) : SOCKEYE_TLS_END_NONE;

  if (self->partner == NULL)
    return;
  self->partner->bare_end = end == SOCKEYE_TLS_END_TRUNCATED || end == SOCKEYE_TLS_END_CUT;
  sockeye_stream_command (self->partner, SOCKEYE_COMMAND_CLOSE_SENDING);
}

/* Private: something was written: the partner may perhaps be read again. */
void
sockeye_stream_release_partner (SockeyeStream *self)
{
  SockeyeStream *partner = self->partner;

  if (partner == NULL || !partner->read_held || sockeye_stream_must_hold (partner))
    return;
  partner->read_held = FALSE;
  partner->hung_up = FALSE;
  sockeye_stream_watch (partner);
}

/**
 * sockeye_stream_wait_for_partner:
 *
 * Nothing is read until sockeye_stream_join(): what arrives waits in the system.
 */
void
sockeye_stream_wait_for_partner (SockeyeStream *self)
{
  self->relayed = TRUE;
  self->read_held = TRUE;
  sockeye_stream_watch (self);
}

/**
 * sockeye_stream_join:
 * @partner: another stream of the same role
 *
 * From now on what is read from one is sent to the other, both ways, and so is the end of sending. Who has no room for more
 * holds the other's peer back.
 */
void
sockeye_stream_join (SockeyeStream *self, SockeyeStream *partner)
{
  self->relayed = TRUE;
  partner->relayed = TRUE;
  self->partner = sockeye_stream_ref (partner);
  partner->partner = sockeye_stream_ref (self);
  sockeye_stream_release_partner (self);
  sockeye_stream_release_partner (partner);
}

/**
 * sockeye_stream_part:
 *
 * Nothing goes from one to the other any more: one of them has ended.
 *
 * Returns: (transfer full) (nullable): the partner
 */
SockeyeStream *
sockeye_stream_part (SockeyeStream *self)
{
  SockeyeStream *partner = g_steal_pointer (&self->partner);

  if (partner != NULL)
    g_clear_pointer (&partner->partner, sockeye_stream_unref);
  return partner;
}

/**
 * sockeye_stream_follow:
 * @end: how the partner has ended
 *
 * Ends it in the same way: once everything that is queued was written, or with a reset, which nothing goes out before but
 * what waits for its time on purpose.
 */
void
sockeye_stream_follow (SockeyeStream *self, SockeyeEventType end)
{
  g_autoptr (SockeyeStream) hold = sockeye_stream_ref (self);

  self->resets = end != SOCKEYE_EVENT_CLOSED;
  if (self->resets && self->pacer == NULL)
    {
      sockeye_stream_command (self, SOCKEYE_COMMAND_ABORT);
      return;
    }
  self->closing = TRUE;
  sockeye_stream_end_of_queue (self);
  sockeye_stream_watch (self);
}

/**
 * sockeye_stream_get_end:
 *
 * Returns: how it ended; %SOCKEYE_EVENT_NONE: it has not
 */
SockeyeEventType
sockeye_stream_get_end (SockeyeStream *self)
{
  return self->end;
}
