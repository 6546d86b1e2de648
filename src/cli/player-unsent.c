/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "player-private.h"

#include "errors.h"
#include "io-thread.h"

#include <glib/gi18n-lib.h>

/* What did not go out, and why. */

#define FLUSH_MS 2000

/* FALSE: it is no event, or cannot be read. */
static gboolean
read_event (SockeyePlayer *self, guint64 number, SockeyeRecord *record, SockeyeEvent *event)
{
  return sockeye_capture_get_record (self->capture, number, record) && record->kind == SOCKEYE_RECORD_EVENT
         && sockeye_capture_read (self->capture, record->offset, self->bytes, record->length, TRUE)
                == SOCKEYE_READ_OK
         && sockeye_event_parse (self->bytes, record->length, event);
}

/* How a connection broke, or any when @peer is 0. NULL: it did not, or that was given back. */
static char *
describe_end (SockeyePlayer *self, guint32 peer)
{
  guint64 first = sockeye_capture_get_first (self->capture);
  SockeyeRecord record;
  SockeyeEvent event;

  for (guint64 i = sockeye_capture_get_n_records (self->capture); i-- > first;)
    if (sockeye_capture_get_record (self->capture, i, &record) && record.kind == SOCKEYE_RECORD_EVENT
        && (record.newlines == SOCKEYE_EVENT_RESET || record.newlines == SOCKEYE_EVENT_ERROR)
        && (peer != 0 ? record.peer == peer : record.peer != 0) && read_event (self, i, &record, &event))
      return sockeye_event_describe (&event);
  return NULL;
}

/**
 * sockeye_player_fail_to_send: (skip)
 * @error: as of sockeye_outlet_send()
 *
 * Ends it as failed. What @error advises about a closed socket is for a window: here it is told how the connection ended.
 */
void
sockeye_player_fail_to_send (SockeyePlayer *self, const GError *error)
{
  gboolean closed = g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN);
  gboolean alone = g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET)
                   && sockeye_protocol_is_client (self->script->launch->protocol);
  const char *message = closed ? _ ("Nothing more can be sent, because the socket is closed.")
                               : error->message;
  g_autofree char *end = NULL;

  if (closed || alone)
    {
      /* What cannot be sent to is known before the record of it is published. */
      sockeye_io_thread_flush (FLUSH_MS);
      end = describe_end (self, 0);
    }
  sockeye_player_end (self, SOCKEYE_STATUS_FAILED, end != NULL ? end : message);
}

/**
 * sockeye_player_note_unsent: (skip)
 * @sentence: what did not go out
 *
 * Lets the script go on, and fail in the end: @sentence is told behind why.
 */
void
sockeye_player_note_unsent (SockeyePlayer *self, const char *sentence)
{
  if (self->status >= 0)
    {
      if (self->status == SOCKEYE_STATUS_FAILED)
        sockeye_player_say (sentence);
      return;
    }
  g_free (self->unsent);
  self->unsent = g_strdup (sentence);
}

/* The first one of what was handed over and could not be written. */
static char *
find_unsent (SockeyePlayer *self, guint32 *peer)
{
  guint64 n = sockeye_capture_get_n_records (self->capture);
  SockeyeRecord record;
  SockeyeEvent event;

  for (guint64 i = sockeye_capture_get_first (self->capture); i < n; i++)
    if (sockeye_capture_get_record (self->capture, i, &record) && record.kind == SOCKEYE_RECORD_EVENT
        && record.newlines == SOCKEYE_EVENT_UNSENT && read_event (self, i, &record, &event))
      {
        *peer = record.peer;
        return sockeye_event_describe (&event);
      }
  return NULL;
}

/**
 * sockeye_player_check_unsent: (skip)
 *
 * What was handed over and could not be written is not what the script asked for: it has failed then.
 */
void
sockeye_player_check_unsent (SockeyePlayer *self)
{
  guint32 peer = 0;
  g_autofree char *sentence = NULL;
  g_autofree char *end = NULL;

  if (self->status != SOCKEYE_STATUS_MET)
    return;
  sentence = find_unsent (self, &peer);
  if (sentence == NULL && self->unsent == NULL)
    return;
  end = describe_end (self, peer);
  /* Of a file, it is known how much of all is missing, and not only of what was queued. */
  if (self->unsent == NULL)
    self->unsent = g_steal_pointer (&sentence);
  if (end == NULL)
    end = g_steal_pointer (&self->unsent);
  sockeye_player_fail (self, end);
}
