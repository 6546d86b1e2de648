/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-records.h"

#include <string.h>

/* Records looked through in one turn; of more than that only the newest are. */
#define RECORDS_MAX 8192
/* Of an end that the peer has closed: number2 is among the first bytes. */
#define DETAILS_MAX 512u

/**
 * sockeye_state_records_begin:
 * @self: (out caller-allocates): what is known; so far nothing
 * @peer: a connection's id; 0: there is none yet
 * @accepted: whether the session has probably accepted it; a record that says so counts more
 */
void
sockeye_state_records_begin (SockeyeStateRecords *self, guint32 peer, gboolean accepted)
{
  memset (self, 0, sizeof *self);
  self->peer = peer;
  self->accepted = accepted;
}

static void
tell (SockeyeStateRecords *self, SockeyeTcpState state, gint64 time, gboolean about)
{
  if (self->told[state] != 0)
    return;
  self->told[state] = time;
  if (about)
    self->told_about |= SOCKEYE_TCP_MASK (state);
}

/* TLS has an end of its own (close_notify), behind which FIN may come later, or never. */
static gboolean
is_fin (SockeyeCapture *capture, const SockeyeRecord *record)
{
  guint8 bytes[DETAILS_MAX];
  SockeyeEvent event;

  return record->length > sizeof bytes
         || sockeye_capture_read (capture, record->offset, bytes, record->length, FALSE) != SOCKEYE_READ_OK
         || !sockeye_event_parse (bytes, record->length, &event) || event.number2 != SOCKEYE_TLS_END_NOTIFIED;
}

/* The last state of an end that closed first; whether CLOSING came before it, nobody tells. */
static void
take_fin (SockeyeStateRecords *self, gint64 time)
{
  if (self->sent_fin)
    {
      tell (self, SOCKEYE_TCP_TIME_WAIT, time, TRUE);
      return;
    }
  self->hints |= SOCKEYE_STATE_PEER_CLOSED_FIRST;
  tell (self, SOCKEYE_TCP_CLOSE_WAIT, time, FALSE);
}

static void
send_fin (SockeyeStateRecords *self, gint64 time)
{
  gboolean second = (self->hints & SOCKEYE_STATE_PEER_CLOSED_FIRST) != 0;

  if (!self->sent_fin)
    tell (self, second ? SOCKEYE_TCP_LAST_ACK : SOCKEYE_TCP_FIN_WAIT_1, time, FALSE);
  self->sent_fin = TRUE;
  self->hints |= SOCKEYE_STATE_ORDERLY;
}

/* Returns whether it is about the states. */
static gboolean
take (SockeyeStateRecords *self, SockeyeCapture *capture, const SockeyeRecord *record)
{
  switch ((int) record->newlines)
    {
    case SOCKEYE_EVENT_ACCEPTED:
    case SOCKEYE_EVENT_CONNECTED:
      self->accepted = record->newlines == SOCKEYE_EVENT_ACCEPTED;
      tell (self, SOCKEYE_TCP_ESTABLISHED, record->time, FALSE);
      return TRUE;
    case SOCKEYE_EVENT_PEER_CLOSED:
      if (is_fin (capture, record))
        take_fin (self, record->time);
      return TRUE;
    case SOCKEYE_EVENT_CLOSED_SENDING:
    case SOCKEYE_EVENT_CLOSED:
      send_fin (self, record->time);
      return TRUE;
    case SOCKEYE_EVENT_RESET:
    case SOCKEYE_EVENT_ABORTED:
      self->hints |= SOCKEYE_STATE_RESET;
      tell (self, SOCKEYE_TCP_CLOSED, record->time, FALSE);
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * sockeye_state_records_read:
 * @self: what is known
 * @capture: the session's
 *
 * Goes on reading.
 *
 * Returns: whether there is news
 */
gboolean
sockeye_state_records_read (SockeyeStateRecords *self, SockeyeCapture *capture)
{
  guint64 end = sockeye_capture_get_n_records (capture);
  gboolean news = FALSE;

  if (self->peer == 0)
    return FALSE;
  self->next = MAX (self->next, sockeye_capture_get_first (capture));
  if (end > RECORDS_MAX)
    self->next = MAX (self->next, end - RECORDS_MAX);
  for (; self->next < end; self->next++)
    {
      SockeyeRecord record;

      if (sockeye_capture_get_record (capture, self->next, &record) && record.kind == SOCKEYE_RECORD_EVENT
          && record.peer == self->peer)
        news |= take (self, capture, &record);
    }
  return news;
}

/**
 * sockeye_state_records_tell:
 * @self: what is known
 * @path: of this end
 *
 * Lets the path know of it.
 */
void
sockeye_state_records_tell (const SockeyeStateRecords *self, SockeyeStatePath *path)
{
  for (guint i = 0; i < SOCKEYE_TCP_N_STATES; i++)
    if (self->told[i] != 0)
      sockeye_state_path_tell (path, (SockeyeTcpState) i, self->told[i],
                               (self->told_about & SOCKEYE_TCP_MASK (i)) != 0);
}
