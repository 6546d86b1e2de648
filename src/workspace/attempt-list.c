/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "attempt-list.h"

/* Records looked through in one turn; of more than that only the newest are. */
#define RECORDS_MAX 8192
/* Events are short; the strings of longer ones are not needed. */
#define DETAILS_MAX 4096u

struct _SockeyeAttemptList
{
  SockeyeCapture *capture;
  GArray *attempts; /* of SockeyeAttempt, oldest first */
  guint64 next;     /* the record to be looked at */
  guint32 n_ever;
};

/**
 * sockeye_attempt_list_new:
 * @capture: whose records are looked at
 *
 * Returns: (transfer full): a list, empty until the first sockeye_attempt_list_read()
 */
SockeyeAttemptList *
sockeye_attempt_list_new (SockeyeCapture *capture)
{
  SockeyeAttemptList *self = g_new0 (SockeyeAttemptList, 1);

  self->capture = g_object_ref (capture);
  self->attempts = g_array_new (FALSE, FALSE, sizeof (SockeyeAttempt));
  return self;
}

/**
 * sockeye_attempt_list_free:
 * @self: (transfer full) (nullable): a list
 */
void
sockeye_attempt_list_free (SockeyeAttemptList *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->capture);
  g_array_unref (self->attempts);
  g_free (self);
}

/* FALSE: its bytes are not in memory yet. What gave way, or cannot be read, is as good as empty. */
static gboolean
read_event (SockeyeAttemptList *self, const SockeyeRecord *record, SockeyeEvent *event)
{
  gsize length = MIN (record->length, DETAILS_MAX);
  g_autofree guint8 *bytes = g_malloc (MAX (length, 1));
  SockeyeReadResult result = sockeye_capture_read (self->capture, record->offset, bytes, length, FALSE);

  if (result == SOCKEYE_READ_LATER)
    return FALSE;
  if (result != SOCKEYE_READ_OK || !sockeye_event_parse (bytes, length, event))
    *event = (SockeyeEvent){ .type = SOCKEYE_EVENT_NONE };
  event->text = NULL;
  event->detail = NULL;
  return TRUE;
}

static void
begin (SockeyeAttemptList *self, const SockeyeEvent *event, gint64 time)
{
  SockeyeAttempt attempt = { .local = event->local, .remote = event->remote, .began = time };

  if (event->number == SOCKEYE_CONNECTING_UNKNOWN)
    return;
  attempt.number = ++self->n_ever;
  attempt.restored = self->next < sockeye_capture_get_n_restored (self->capture);
  if (self->attempts->len == SOCKEYE_ATTEMPTS_MAX)
    g_array_remove_index (self->attempts, 0);
  g_array_append_val (self->attempts, attempt);
}

/* Returns: (nullable): the one between these ends that goes on */
static SockeyeAttempt *
find_going_on (SockeyeAttemptList *self, const SockeyeEndpoint *local, const SockeyeEndpoint *remote)
{
  for (guint i = self->attempts->len; i-- > 0;)
    {
      SockeyeAttempt *attempt = &g_array_index (self->attempts, SockeyeAttempt, i);

      if (attempt->ended == 0 && sockeye_endpoint_equal (&attempt->local, local)
          && sockeye_endpoint_equal (&attempt->remote, remote))
        return attempt;
    }
  return NULL;
}

static void
fail (SockeyeAttemptList *self, const SockeyeEvent *event, gint64 time)
{
  SockeyeAttempt *attempt = NULL;

  if (event->operation == SOCKEYE_OPERATION_CONNECT && event->number != SOCKEYE_CONNECTING_UNKNOWN)
    attempt = find_going_on (self, &event->local, &event->remote);
  if (attempt == NULL)
    return;
  attempt->ended = time;
  attempt->end = *event;
}

static void
succeed (SockeyeAttemptList *self, guint32 id, gint64 time)
{
  SockeyeAttempt *attempt = NULL;
  SockeyePeer peer;

  if (sockeye_capture_get_peer (self->capture, id, &peer))
    attempt = find_going_on (self, &peer.local, &peer.remote);
  if (attempt == NULL)
    return;
  attempt->ended = time;
  attempt->peer = id;
}

/* FALSE: it cannot be read yet. */
static gboolean
take (SockeyeAttemptList *self, const SockeyeRecord *record)
{
  SockeyeEvent event;

  switch ((int) record->newlines)
    {
    case SOCKEYE_EVENT_CONNECTED:
      succeed (self, record->peer, record->time);
      return TRUE;
    case SOCKEYE_EVENT_CONNECTING:
    case SOCKEYE_EVENT_CANCELLED:
    case SOCKEYE_EVENT_ERROR:
      if (!read_event (self, record, &event))
        return FALSE;
      break;
    default:
      return TRUE;
    }
  if (event.type == SOCKEYE_EVENT_CONNECTING)
    begin (self, &event, record->time);
  else if (event.type != SOCKEYE_EVENT_NONE)
    fail (self, &event, record->time);
  return TRUE;
}

/**
 * sockeye_attempt_list_read:
 * @self: a list
 *
 * Takes over what was published since. What was read before may have another place now.
 */
void
sockeye_attempt_list_read (SockeyeAttemptList *self)
{
  guint64 end = sockeye_capture_get_n_records (self->capture);

  self->next = MAX (self->next, sockeye_capture_get_first (self->capture));
  if (end > RECORDS_MAX)
    self->next = MAX (self->next, end - RECORDS_MAX);
  for (; self->next < end; self->next++)
    {
      SockeyeRecord record;

      if (sockeye_capture_get_record (self->capture, self->next, &record)
          && record.kind == SOCKEYE_RECORD_EVENT && !take (self, &record))
        return;
    }
}

/**
 * sockeye_attempt_list_get_n:
 * @self: a list
 *
 * Returns: how many there are
 */
guint
sockeye_attempt_list_get_n (const SockeyeAttemptList *self)
{
  return self->attempts->len;
}

/**
 * sockeye_attempt_list_get:
 * @self: a list
 * @position: below sockeye_attempt_list_get_n(); 0 is the oldest
 *
 * Returns: (transfer none): the attempt there, until the next reading
 */
const SockeyeAttempt *
sockeye_attempt_list_get (const SockeyeAttemptList *self, guint position)
{
  return &g_array_index (self->attempts, SockeyeAttempt, position);
}

/**
 * sockeye_attempt_list_find:
 * @self: a list
 * @number: of an attempt
 *
 * Returns: (transfer none) (nullable): that attempt, until the next reading; %NULL: it is not kept any more
 */
const SockeyeAttempt *
sockeye_attempt_list_find (const SockeyeAttemptList *self, guint32 number)
{
  for (guint i = self->attempts->len; i-- > 0;)
    if (sockeye_attempt_list_get (self, i)->number == number)
      return sockeye_attempt_list_get (self, i);
  return NULL;
}

/**
 * sockeye_attempt_list_find_peer:
 * @self: a list
 * @peer: a connection's id
 *
 * Returns: (transfer none) (nullable): what it came of, until the next reading; %NULL: it was accepted, or that is not known
 */
const SockeyeAttempt *
sockeye_attempt_list_find_peer (const SockeyeAttemptList *self, guint32 peer)
{
  for (guint i = self->attempts->len; i-- > 0;)
    if (sockeye_attempt_list_get (self, i)->peer == peer)
      return sockeye_attempt_list_get (self, i);
  return NULL;
}
