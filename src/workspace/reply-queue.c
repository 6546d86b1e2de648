/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-queue.h"

struct _SockeyeReplyQueue
{
  GSequence *waiting; /* of SockeyeWaiting, by time */
  guint64 n_pushed;
  gsize bytes;
};

/**
 * sockeye_waiting_new:
 * @kind: what is to be done
 * @peer: for whom
 * @due: when
 *
 * Returns: (transfer full): something to be done later
 */
SockeyeWaiting *
sockeye_waiting_new (SockeyeWaitingKind kind, guint32 peer, gint64 due)
{
  SockeyeWaiting *waiting = g_new0 (SockeyeWaiting, 1);

  waiting->kind = kind;
  waiting->peer = peer;
  waiting->due = due;
  return waiting;
}

/**
 * sockeye_waiting_free:
 * @waiting: (transfer full): what is no longer to be done
 */
void
sockeye_waiting_free (SockeyeWaiting *waiting)
{
  g_clear_pointer (&waiting->rule, sockeye_reply_rule_unref);
  g_clear_pointer (&waiting->message, sockeye_payload_template_unref);
  sockeye_reply_groups_clear (&waiting->groups);
  g_free (waiting);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data G_GNUC_UNUSED)
{
  const SockeyeWaiting *left = a;
  const SockeyeWaiting *right = b;

  if (left->due != right->due)
    return left->due < right->due ? -1 : 1;
  return left->order < right->order ? -1 : 1;
}

static void
free_waiting (gpointer waiting, gpointer data G_GNUC_UNUSED)
{
  sockeye_waiting_free (waiting);
}

static gsize
count_bytes (const SockeyeWaiting *waiting)
{
  gsize bytes = 0;

  for (guint i = 0; i < waiting->groups.n; i++)
    bytes += g_bytes_get_size (waiting->groups.bytes[i]);
  return bytes;
}

/**
 * sockeye_reply_queue_new:
 *
 * Returns: (transfer full): an empty queue
 */
SockeyeReplyQueue *
sockeye_reply_queue_new (void)
{
  SockeyeReplyQueue *self = g_new0 (SockeyeReplyQueue, 1);

  self->waiting = g_sequence_new (NULL);
  return self;
}

/**
 * sockeye_reply_queue_free:
 * @self: (transfer full): a queue
 */
void
sockeye_reply_queue_free (SockeyeReplyQueue *self)
{
  g_sequence_foreach (self->waiting, free_waiting, NULL);
  g_sequence_free (self->waiting);
  g_free (self);
}

/**
 * sockeye_reply_queue_push:
 * @waiting: (transfer full): what is to be done later; behind what is due at the same time
 */
void
sockeye_reply_queue_push (SockeyeReplyQueue *self, SockeyeWaiting *waiting)
{
  waiting->order = self->n_pushed++;
  self->bytes += count_bytes (waiting);
  g_sequence_insert_sorted (self->waiting, waiting, compare, NULL);
}

/**
 * sockeye_reply_queue_get_due:
 *
 * Returns: when there is something to be done, of g_get_monotonic_time(); %G_MAXINT64: nothing waits
 */
gint64
sockeye_reply_queue_get_due (SockeyeReplyQueue *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->waiting);

  return g_sequence_iter_is_end (first) ? G_MAXINT64 : ((SockeyeWaiting *) g_sequence_get (first))->due;
}

/**
 * sockeye_reply_queue_pop:
 * @now: what time it is
 *
 * Returns: (transfer full) (nullable): what is due first, if anything is due
 */
SockeyeWaiting *
sockeye_reply_queue_pop (SockeyeReplyQueue *self, gint64 now)
{
  SockeyeWaiting *waiting;
  GSequenceIter *first;

  if (sockeye_reply_queue_get_due (self) > now)
    return NULL;

  first = g_sequence_get_begin_iter (self->waiting);
  waiting = g_sequence_get (first);
  self->bytes -= count_bytes (waiting);
  g_sequence_remove (first);
  return waiting;
}

/**
 * sockeye_reply_queue_is_full:
 *
 * Returns: whether no more should wait
 */
gboolean
sockeye_reply_queue_is_full (SockeyeReplyQueue *self)
{
  return (guint) g_sequence_get_length (self->waiting) >= SOCKEYE_REPLY_QUEUE_MAX
         || self->bytes >= SOCKEYE_REPLY_QUEUE_BYTES_MAX;
}
