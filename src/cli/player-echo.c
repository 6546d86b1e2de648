/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "player-private.h"

#include "errors.h"

static void
send_back (SockeyePlayer *self, const SockeyeRecord *record)
{
  const SockeyeTarget sender = { .kind = SOCKEYE_TARGET_PEER, .peer = record->peer };
  SockeyeOutlet *outlet = sockeye_session_get_outlet (self->session);
  const guint8 *bytes = sockeye_player_read (self, record);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  if (bytes == NULL)
    return;
  payload = g_bytes_new (bytes, record->length);
  /* That somebody has gone is told by the record of it. */
  if (!sockeye_outlet_send (outlet, &sender, payload, &error)
      && !g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET)
      && !g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN))
    sockeye_player_end (self, SOCKEYE_STATUS_FAILED, error->message);

  /* Who sends and does not read is not read from, either: its bytes are bounded on the way back as well. */
  if ((record->flags & SOCKEYE_RECORD_DATAGRAM) == 0
      && sockeye_outlet_get_queued (outlet, record->peer) > SOCKEYE_PLAYER_QUEUE_HIGH
      && g_hash_table_add (self->slow, GUINT_TO_POINTER (record->peer)))
    sockeye_session_set_reading (self->session, record->peer, FALSE);
}

static void
look_at (SockeyePlayer *self, const SockeyeRecord *record)
{
  if (record->kind == SOCKEYE_RECORD_RECEIVED)
    send_back (self, record);
  else if (record->kind == SOCKEYE_RECORD_EVENT && record->peer != 0
           && record->newlines == SOCKEYE_EVENT_PEER_CLOSED)
    sockeye_outlet_finish (sockeye_session_get_outlet (self->session), record->peer);
}

static void
read_on (SockeyePlayer *self)
{
  SockeyeOutlet *outlet = sockeye_session_get_outlet (self->session);
  GHashTableIter iter;
  gpointer peer;

  if (self->throttled)
    return;
  g_hash_table_iter_init (&iter, self->slow);
  while (g_hash_table_iter_next (&iter, &peer, NULL))
    if (sockeye_outlet_get_queued (outlet, GPOINTER_TO_UINT (peer)) < SOCKEYE_PLAYER_QUEUE_LOW)
      {
        sockeye_session_set_reading (self->session, GPOINTER_TO_UINT (peer), TRUE);
        g_hash_table_iter_remove (&iter);
      }
}

/**
 * sockeye_player_echo: (skip)
 *
 * Sends back what comes, to whom it came from, until it is ended.
 */
void
sockeye_player_echo (SockeyePlayer *self)
{
  gboolean over, more;

  self->looking = TRUE;
  do
    {
      SockeyeRecord record;

      over = sockeye_player_is_over (self);
      for (guint i = 0; i < SOCKEYE_PLAYER_SLICE && sockeye_player_next_record (self, &record); i++)
        look_at (self, &record);
      read_on (self);
      more = self->position < sockeye_capture_get_n_records (self->capture);
      if (over && !more)
        return;
    }
  while (sockeye_player_turn (self, more ? 0 : G_MAXINT64));
}
