/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-tape-private.h"

/* Events are short; the strings of longer ones are not needed. */
#define DETAILS_MAX 4096u
/* So many attempts to connect are kept until one of them is the chosen connection; twice as many at most. */
#define ATTEMPTS_MAX 256u

/* What is counted of a stream. */
typedef struct
{
  guint64 received;
  guint64 sent;
  gboolean exact; /* its beginning was seen */
} Count;

/**
 * sockeye_call_tape_new:
 * @capture: whose records are looked at
 *
 * Returns: (transfer full): a tape of all connections; nothing has been read
 */
SockeyeCallTape *
sockeye_call_tape_new (SockeyeCapture *capture)
{
  SockeyeCallTape *self = g_new0 (SockeyeCallTape, 1);

  self->capture = g_object_ref (capture);
  self->calls = g_array_new (FALSE, FALSE, sizeof (SockeyeCall));
  self->attempts = g_array_new (FALSE, FALSE, sizeof (SockeyeCall));
  self->counts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->wanted = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * sockeye_call_tape_free:
 * @self: (transfer full) (nullable): a tape
 */
void
sockeye_call_tape_free (SockeyeCallTape *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->capture);
  g_array_unref (self->calls);
  g_array_unref (self->attempts);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->wanted);
  g_free (self);
}

/* Private: begins with the next call. */
void
sockeye_call_tape_forget (SockeyeCallTape *self)
{
  g_array_set_size (self->calls, 0);
  self->origin = 0;
}

static void
begin_anew (SockeyeCallTape *self, SockeyeTapeChoice chosen)
{
  self->chosen = chosen;
  self->facts = (SockeyePeer){ 0 };
  self->flow = FALSE;
  sockeye_call_tape_forget (self);
  g_array_set_size (self->attempts, 0);
  g_hash_table_remove_all (self->counts);
  g_hash_table_remove_all (self->wanted);
  self->begun = FALSE;
  self->ended = FALSE;
  self->started = FALSE;
  self->cut = FALSE;
}

/**
 * sockeye_call_tape_choose:
 * @self: a tape
 * @peer: whose calls; 0: those of all
 *
 * Begins anew. With a connection belongs what opened its socket: bind() and listen(), or connect().
 */
void
sockeye_call_tape_choose (SockeyeCallTape *self, guint32 peer)
{
  begin_anew (self, peer != 0 ? SOCKEYE_CHOSEN_PEER : SOCKEYE_CHOSEN_ALL);
  self->peer = peer;
  if (sockeye_capture_get_peer (self->capture, peer, &self->facts))
    self->flow = !self->facts.stream && self->facts.client != 0;
}

/**
 * sockeye_call_tape_choose_nobody:
 * @self: a tape
 *
 * As sockeye_call_tape_choose(), for the session's own calls only, without any connection.
 */
void
sockeye_call_tape_choose_nobody (SockeyeCallTape *self)
{
  begin_anew (self, SOCKEYE_CHOSEN_NOBODY);
}

/**
 * sockeye_call_tape_choose_far_end:
 * @self: a tape
 * @peer: a connection, or the far end of datagrams, as the other session knows it
 *
 * As sockeye_call_tape_choose(), for its other end.
 */
void
sockeye_call_tape_choose_far_end (SockeyeCallTape *self, const SockeyePeer *peer)
{
  begin_anew (self, SOCKEYE_CHOSEN_FAR_END);
  self->facts = *peer;
}

static Count *
get_count (SockeyeCallTape *self, guint32 peer)
{
  Count *count = g_hash_table_lookup (self->counts, GUINT_TO_POINTER (peer));

  if (count == NULL)
    {
      count = g_new0 (Count, 1);
      g_hash_table_insert (self->counts, GUINT_TO_POINTER (peer), count);
    }
  return count;
}

static void
count_bytes (SockeyeCallTape *self, SockeyeCall *call)
{
  Count *count = get_count (self, call->peer);
  guint64 *bytes = call->kind == SOCKEYE_RECORD_SENT ? &count->sent : &count->received;

  call->position = *bytes;
  *bytes += call->length;
}

/* A clock that was set meanwhile, or a file that somebody has changed: then they are not known. */
static void
check_times (SockeyeCall *call)
{
  if (call->event.socket_time > call->time)
    call->event.socket_time = 0;
  if (call->event.bind_time > call->time || call->event.bind_time < call->event.socket_time)
    call->event.bind_time = 0;
}

/* FALSE: its bytes are not in memory yet. What gave way has happened all the same, only the details are gone. */
static gboolean
read_event (SockeyeCallTape *self, const SockeyeRecord *record, SockeyeCall *call)
{
  gsize length = MIN (record->length, DETAILS_MAX);
  g_autofree guint8 *bytes = g_malloc (MAX (length, 1));
  SockeyeReadResult result = sockeye_capture_read (self->capture, record->offset, bytes, length, FALSE);

  if (result == SOCKEYE_READ_LATER)
    return FALSE;
  if (result != SOCKEYE_READ_OK || !sockeye_event_parse (bytes, length, &call->event))
    call->event = (SockeyeEvent){ .operation = SOCKEYE_OPERATION_NONE };
  call->event.type = (SockeyeEventType) record->newlines;
  call->event.text = NULL;
  call->event.detail = NULL;
  check_times (call);
  if (call->event.type == SOCKEYE_EVENT_CONNECTED || call->event.type == SOCKEYE_EVENT_ACCEPTED)
    get_count (self, record->peer)->exact = TRUE;
  return TRUE;
}

static void
keep (SockeyeCallTape *self, const SockeyeCall *call)
{
  if (self->origin == 0)
    self->origin = call->kind == SOCKEYE_RECORD_EVENT && call->event.socket_time != 0
                       ? call->event.socket_time
                       : call->time;
  g_array_append_val (self->calls, *call);
  if (self->calls->len < 2 * SOCKEYE_CALLS_MAX)
    return;
  g_array_remove_range (self->calls, 0, self->calls->len - SOCKEYE_CALLS_MAX);
  self->cut = TRUE;
}

static void
keep_attempt (SockeyeCallTape *self, const SockeyeCall *call)
{
  if (self->attempts->len == 2 * ATTEMPTS_MAX)
    g_array_remove_range (self->attempts, 0, ATTEMPTS_MAX);
  g_array_append_val (self->attempts, *call);
}

/* Several may be under way at once: that of the chosen connection is known by its socket. */
static void
keep_own_attempt (SockeyeCallTape *self, const SockeyeCall *connected)
{
  gint64 made = connected->event.socket_time;

  sockeye_call_tape_forget (self);
  for (guint i = self->attempts->len; i > 0; i--)
    {
      SockeyeCall attempt = g_array_index (self->attempts, SockeyeCall, i - 1);

      if (made != 0 && attempt.event.socket_time != made)
        continue;
      keep (self, &attempt);
      break;
    }
  g_array_set_size (self->attempts, 0);
}

/* The first of the chosen connection. */
static void
begin (SockeyeCallTape *self, const SockeyeCall *call)
{
  if (self->begun || call->peer == 0
      || (self->chosen != SOCKEYE_CHOSEN_PEER && self->chosen != SOCKEYE_CHOSEN_FAR_END))
    return;
  self->begun = TRUE;
  if (call->kind == SOCKEYE_RECORD_EVENT && call->event.type == SOCKEYE_EVENT_CONNECTED)
    keep_own_attempt (self, call);
}

static gboolean
is_attempt (SockeyeCallTape *self, const SockeyeCall *call)
{
  return (self->chosen == SOCKEYE_CHOSEN_PEER || self->chosen == SOCKEYE_CHOSEN_FAR_END)
         && call->kind == SOCKEYE_RECORD_EVENT && call->event.type == SOCKEYE_EVENT_CONNECTING;
}

/* FALSE: it cannot be read yet. */
static gboolean
take (SockeyeCallTape *self, guint64 number, gboolean *news)
{
  SockeyeRecord record;
  SockeyeCall call = { .number = number };

  if (!sockeye_capture_get_record (self->capture, number, &record)
      || !sockeye_call_tape_wants (self, &record))
    return TRUE;
  call.time = record.time;
  call.peer = record.peer;
  call.kind = record.kind;
  call.flags = record.flags;
  call.length = record.length;
  if (record.kind != SOCKEYE_RECORD_EVENT)
    count_bytes (self, &call);
  else if (!read_event (self, &record, &call))
    return FALSE;
  if (record.kind == SOCKEYE_RECORD_EVENT && sockeye_call_tape_passes_over (self, &call))
    return TRUE;
  if (is_attempt (self, &call))
    {
      keep_attempt (self, &call);
      return TRUE;
    }
  begin (self, &call);
  self->ended = self->ended || sockeye_call_tape_is_end (self, &call);
  keep (self, &call);
  *news = TRUE;
  return TRUE;
}

static void
start (SockeyeCallTape *self, guint64 end)
{
  guint64 first = sockeye_capture_get_first (self->capture);

  self->next = MAX (first, end > SOCKEYE_CALLS_LOOKED_AT ? end - SOCKEYE_CALLS_LOOKED_AT : 0);
  self->cut = self->next > 0;
  self->started = TRUE;
}

/**
 * sockeye_call_tape_read:
 * @self: a tape
 * @budget: how many records to look at, at most
 *
 * Goes on reading.
 *
 * Returns: whether there are new calls
 */
gboolean
sockeye_call_tape_read (SockeyeCallTape *self, guint budget)
{
  guint64 end = sockeye_capture_get_n_records (self->capture);
  gboolean news = FALSE;

  if (!self->started)
    start (self, end);
  self->next = MAX (self->next, sockeye_capture_get_first (self->capture));
  for (; budget > 0 && self->next < end; budget--, self->next++)
    if (!take (self, self->next, &news))
      break;
  return news;
}

/**
 * sockeye_call_tape_is_behind:
 * @self: a tape
 *
 * Returns: whether there is more to be read
 */
gboolean
sockeye_call_tape_is_behind (SockeyeCallTape *self)
{
  return !self->started || self->next < sockeye_capture_get_n_records (self->capture);
}

/**
 * sockeye_call_tape_get_capture:
 * @self: a tape
 *
 * Returns: (transfer none): what it reads
 */
SockeyeCapture *
sockeye_call_tape_get_capture (const SockeyeCallTape *self)
{
  return self->capture;
}

/**
 * sockeye_call_tape_get_calls:
 * @self: a tape
 * @n_calls: (out): how many there are
 *
 * Returns: (array length=n_calls) (transfer none): the calls, oldest first; until the next reading
 */
const SockeyeCall *
sockeye_call_tape_get_calls (const SockeyeCallTape *self, guint *n_calls)
{
  *n_calls = self->calls->len;
  return (const SockeyeCall *) (gpointer) self->calls->data;
}

/**
 * sockeye_call_tape_get_origin:
 * @self: a tape
 *
 * Returns: when the first call was, microseconds since the Epoch, even if it is no longer kept; 0: there was none
 */
gint64
sockeye_call_tape_get_origin (const SockeyeCallTape *self)
{
  return self->origin;
}

/**
 * sockeye_call_tape_is_cut:
 * @self: a tape
 *
 * Returns: whether there may be older calls that it does not have
 */
gboolean
sockeye_call_tape_is_cut (const SockeyeCallTape *self)
{
  const SockeyeCall *first = (const SockeyeCall *) (gpointer) self->calls->data;

  /* What opened the socket comes first. */
  if ((self->chosen == SOCKEYE_CHOSEN_PEER || self->chosen == SOCKEYE_CHOSEN_FAR_END) && self->calls->len > 0
      && first->kind == SOCKEYE_RECORD_EVENT && first->peer == 0)
    return FALSE;
  return self->cut;
}

/**
 * sockeye_call_tape_is_flow:
 * @self: a tape
 *
 * Returns: whether it is about a relay's socket towards its target, for the datagrams of one client: it was connected
 */
gboolean
sockeye_call_tape_is_flow (const SockeyeCallTape *self)
{
  return self->flow;
}

/**
 * sockeye_call_tape_is_exact:
 * @self: a tape
 * @peer: a stream's
 *
 * Returns: whether the positions of its bytes count from the connection's beginning
 */
gboolean
sockeye_call_tape_is_exact (const SockeyeCallTape *self, guint32 peer)
{
  const Count *count = g_hash_table_lookup (self->counts, GUINT_TO_POINTER (peer));

  return count != NULL && count->exact;
}

/**
 * sockeye_call_tape_get_received:
 * @self: a tape
 * @peer: a stream's
 *
 * Returns: bytes received, as far as was read
 */
guint64
sockeye_call_tape_get_received (const SockeyeCallTape *self, guint32 peer)
{
  const Count *count = g_hash_table_lookup (self->counts, GUINT_TO_POINTER (peer));

  return count != NULL ? count->received : 0;
}
