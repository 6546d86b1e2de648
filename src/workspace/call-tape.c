/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-tape.h"

/* Events are short; the strings of longer ones are not needed. */
#define DETAILS_MAX 4096u

typedef enum
{
  CHOSEN_ALL,
  CHOSEN_NOBODY,
  CHOSEN_PEER,
  CHOSEN_ENDS,
} Chosen;

/* What is counted of a stream. */
typedef struct
{
  guint64 received;
  guint64 sent;
  gboolean exact; /* its beginning was seen */
} Count;

struct _SockeyeCallTape
{
  SockeyeCapture *capture;
  GArray *calls;      /* of SockeyeCall */
  GHashTable *counts; /* id of a peer -> Count */

  Chosen chosen;
  guint32 peer;
  SockeyeEndpoint local; /* of CHOSEN_ENDS, as the next one */
  SockeyeEndpoint remote;
  GHashTable *wanted; /* id of a peer -> whether it has these ends, one more than the gboolean */

  guint64 next;     /* the record to be looked at */
  gint64 origin;    /* when the first call was, also of those that were dropped; 0: there was none */
  gboolean begun;   /* something of the chosen connection was seen */
  gboolean ended;   /* the socket behind all of them was closed afterwards */
  gboolean started; /* @next is set */
  gboolean cut;
};

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
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->wanted);
  g_free (self);
}

static void
forget_calls (SockeyeCallTape *self)
{
  g_array_set_size (self->calls, 0);
  self->origin = 0;
}

static void
begin_anew (SockeyeCallTape *self, Chosen chosen)
{
  self->chosen = chosen;
  forget_calls (self);
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
  begin_anew (self, peer != 0 ? CHOSEN_PEER : CHOSEN_ALL);
  self->peer = peer;
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
  begin_anew (self, CHOSEN_NOBODY);
}

/**
 * sockeye_call_tape_choose_ends:
 * @self: a tape
 * @local: this end
 * @remote: the far end
 *
 * As sockeye_call_tape_choose(), for whoever has these ends.
 */
void
sockeye_call_tape_choose_ends (SockeyeCallTape *self,
                               const SockeyeEndpoint *local,
                               const SockeyeEndpoint *remote)
{
  begin_anew (self, CHOSEN_ENDS);
  self->local = *local;
  self->remote = *remote;
}

/* A socket that is bound to all addresses is this one as well. */
static gboolean
are_alike (const SockeyeEndpoint *a, const SockeyeEndpoint *b)
{
  if (sockeye_endpoint_equal (a, b))
    return TRUE;
  return sockeye_endpoint_get_port (a) == sockeye_endpoint_get_port (b)
         && (sockeye_endpoint_is_any (a) || sockeye_endpoint_is_any (b));
}

static gboolean
has_ends (SockeyeCallTape *self, guint32 id)
{
  int known = GPOINTER_TO_INT (g_hash_table_lookup (self->wanted, GUINT_TO_POINTER (id)));
  SockeyePeer peer;
  gboolean wanted;

  if (known != 0)
    return known - 1;
  wanted = sockeye_capture_get_peer (self->capture, id, &peer) && are_alike (&peer.local, &self->local)
           && are_alike (&peer.remote, &self->remote);
  g_hash_table_insert (self->wanted, GUINT_TO_POINTER (id), GINT_TO_POINTER (wanted + 1));
  return wanted;
}

static gboolean
is_chosen (SockeyeCallTape *self, guint32 peer)
{
  return self->chosen == CHOSEN_PEER ? self->peer == peer : has_ends (self, peer);
}

static gboolean
tells_of_call (SockeyeEventType type)
{
  switch (type)
    {
    case SOCKEYE_EVENT_BOUND:
    case SOCKEYE_EVENT_UNBOUND:
    case SOCKEYE_EVENT_LISTENING:
    case SOCKEYE_EVENT_STOPPED_LISTENING:
    case SOCKEYE_EVENT_CONNECTING:
    case SOCKEYE_EVENT_CONNECTED:
    case SOCKEYE_EVENT_CANCELLED:
    case SOCKEYE_EVENT_ACCEPTED:
    case SOCKEYE_EVENT_PEER_CLOSED:
    case SOCKEYE_EVENT_RESET:
    case SOCKEYE_EVENT_CLOSED:
    case SOCKEYE_EVENT_CLOSED_SENDING:
    case SOCKEYE_EVENT_ABORTED:
    case SOCKEYE_EVENT_ERROR:
    case SOCKEYE_EVENT_TLS_ESTABLISHED:
      return TRUE;
    default:
      return FALSE;
    }
}

/* What is not about a single connection belongs to the chosen one if its socket came of it. */
static gboolean
belongs_to_chosen (SockeyeCallTape *self, SockeyeEventType type)
{
  switch (type)
    {
    case SOCKEYE_EVENT_BOUND:
    case SOCKEYE_EVENT_LISTENING:
    case SOCKEYE_EVENT_CONNECTING:
      if (!self->begun)
        forget_calls (self); /* of the opening before */
      return !self->begun;
    case SOCKEYE_EVENT_UNBOUND:
    case SOCKEYE_EVENT_STOPPED_LISTENING:
      if (!self->begun)
        forget_calls (self);
      if (!self->begun || self->ended)
        return FALSE;
      self->ended = TRUE;
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_wanted (SockeyeCallTape *self, const SockeyeRecord *record)
{
  if (record->kind == SOCKEYE_RECORD_EVENT && !tells_of_call ((SockeyeEventType) record->newlines))
    return FALSE;
  if (self->chosen == CHOSEN_ALL)
    return TRUE;
  if (self->chosen == CHOSEN_NOBODY)
    return record->peer == 0;
  if (record->peer == 0)
    return belongs_to_chosen (self, (SockeyeEventType) record->newlines);
  if (!is_chosen (self, record->peer))
    return FALSE;
  self->begun = TRUE;
  return TRUE;
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
  if (call->event.type == SOCKEYE_EVENT_CONNECTED || call->event.type == SOCKEYE_EVENT_ACCEPTED)
    get_count (self, record->peer)->exact = TRUE;
  return TRUE;
}

static void
keep (SockeyeCallTape *self, const SockeyeCall *call)
{
  if (self->origin == 0)
    self->origin = call->time;
  g_array_append_val (self->calls, *call);
  if (self->calls->len < 2 * SOCKEYE_CALLS_MAX)
    return;
  g_array_remove_range (self->calls, 0, self->calls->len - SOCKEYE_CALLS_MAX);
  self->cut = TRUE;
}

/* FALSE: it cannot be read yet. */
static gboolean
take (SockeyeCallTape *self, guint64 number, gboolean *news)
{
  SockeyeRecord record;
  SockeyeCall call = { .number = number };

  if (!sockeye_capture_get_record (self->capture, number, &record) || !is_wanted (self, &record))
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
  if ((self->chosen == CHOSEN_PEER || self->chosen == CHOSEN_ENDS) && self->calls->len > 0
      && first->kind == SOCKEYE_RECORD_EVENT && first->peer == 0)
    return FALSE;
  return self->cut;
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
