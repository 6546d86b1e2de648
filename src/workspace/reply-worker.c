/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-worker-private.h"

#include "lock.h"

#include <string.h>

/* Records that are looked at before the window is listened to, and what is due is sent. */
#define SLICE_LENGTH 64
/* Conversations that are known, before those that are over are looked for. */
#define SWEEP_MIN 4096
/* Microseconds until silence is looked for again. */
#define SILENCE_RETRY 1000

/* Private: how messages are found in streams; %NULL: every receive is one. */
const SockeyeFraming *
sockeye_reply_worker_get_framing (SockeyeReplyWorker *self)
{
  return self->orders.framing.kind != SOCKEYE_FRAMING_AS_RECEIVED ? &self->orders.framing : NULL;
}

/* Private: whether datagrams are answered. */
gboolean
sockeye_reply_worker_is_udp (SockeyeReplyWorker *self)
{
  return self->orders.outlet != NULL
         && sockeye_protocol_is_datagram (sockeye_outlet_get_protocol (self->orders.outlet));
}

/* --- Conversations */

static void
forget (SockeyeReplyWorker *self, SockeyeConversation *conversation)
{
  sockeye_conversation_set_framing (conversation, NULL, &self->kept);
  g_hash_table_remove (self->conversations, GUINT_TO_POINTER (conversation->peer));
}

/* Of a connection that has ended, and of a sender that nothing waits for, nothing need be known. */
static gboolean
is_over (SockeyeReplyWorker *self, SockeyeConversation *conversation)
{
  SockeyePeer peer;

  if (conversation->datagrams)
    return conversation->n_waiting == 0 && !conversation->holding && !conversation->stopped;
  return sockeye_capture_get_peer (self->core->capture, conversation->peer, &peer) && !peer.open;
}

static void
sweep (SockeyeReplyWorker *self)
{
  GHashTableIter iter;
  gpointer conversation;

  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    if (is_over (self, conversation))
      {
        sockeye_conversation_set_framing (conversation, NULL, &self->kept);
        g_hash_table_iter_remove (&iter);
      }
  self->sweep_at = MAX (SWEEP_MIN, 2 * g_hash_table_size (self->conversations));
}

static SockeyeConversation *
get_conversation (SockeyeReplyWorker *self, const SockeyeRecord *record)
{
  SockeyeConversation *conversation = g_hash_table_lookup (self->conversations,
                                                           GUINT_TO_POINTER (record->peer));
  SockeyePeer peer;

  if (conversation != NULL || !sockeye_capture_get_peer (self->core->capture, record->peer, &peer))
    return conversation;

  if (g_hash_table_size (self->conversations) >= self->sweep_at)
    sweep (self);
  conversation = sockeye_conversation_new (record->peer, &peer.remote, !peer.stream);
  sockeye_conversation_set_framing (conversation, sockeye_reply_worker_get_framing (self), &self->kept);
  g_hash_table_insert (self->conversations, GUINT_TO_POINTER (record->peer), conversation);
  return conversation;
}

static void
wait_for (SockeyeReplyWorker *self, SockeyeWaitingKind kind, guint32 peer, gint64 real_time)
{
  gint64 in = MAX (real_time - g_get_real_time (), 0);

  sockeye_reply_queue_push (self->queue, sockeye_waiting_new (kind, peer, g_get_monotonic_time () + in));
}

/* --- Messages */

static void
stop_answering (SockeyeReplyWorker *self, SockeyeConversation *conversation)
{
  conversation->stopped = TRUE;
  sockeye_reply_worker_note_loop (self, conversation);
}

/* Returns whether to answer. */
static gboolean
guard_against_loop (SockeyeReplyWorker *self,
                    SockeyeConversation *conversation,
                    const guint8 *bytes,
                    gsize length,
                    gint64 time)
{
  if (!self->orders.stop_loops)
    return TRUE;

  switch (sockeye_loop_guard_receive (&conversation->guard, time, bytes, length, g_get_real_time ()))
    {
    case SOCKEYE_LOOP_HOLD:
      if (!conversation->holding)
        wait_for (self, SOCKEYE_WAITING_RELEASE, conversation->peer,
                  sockeye_loop_guard_get_release (&conversation->guard));
      conversation->holding = TRUE;
      return TRUE;
    case SOCKEYE_LOOP_RELEASE:
      sockeye_reply_worker_release (self, conversation);
      return TRUE;
    case SOCKEYE_LOOP_STOP:
      stop_answering (self, conversation);
      return FALSE;
    case SOCKEYE_LOOP_PASS:
    default:
      return TRUE;
    }
}

static void
on_message (SockeyeConversation *conversation,
            const guint8 *bytes,
            gsize length,
            gsize total,
            gint64 time,
            gpointer data)
{
  SockeyeReplyWorker *self = data;

  if (conversation->stopped || !guard_against_loop (self, conversation, bytes, length, time))
    {
      sockeye_reply_worker_count_unanswered (self);
      return;
    }
  if (total > length)
    sockeye_reply_worker_say_long (self, conversation);
  sockeye_reply_worker_answer (self, conversation, bytes, length, total, time);
}

/* --- Records */

static const guint8 *
read_bytes (SockeyeReplyWorker *self, const SockeyeRecord *record)
{
  if (sockeye_capture_read (self->core->capture, record->offset, self->record_bytes, record->length, TRUE)
      == SOCKEYE_READ_OK)
    return self->record_bytes;

  self->lost++;
  return NULL;
}

static void
wait_for_silence (SockeyeReplyWorker *self, SockeyeConversation *conversation, gint64 real_time)
{
  conversation->awaits_silence = TRUE;
  wait_for (self, SOCKEYE_WAITING_SILENCE, conversation->peer, real_time);
}

static void
watch_silence (SockeyeReplyWorker *self, SockeyeConversation *conversation)
{
  const SockeyeFraming *framing = sockeye_reply_worker_get_framing (self);

  if (conversation->unfinished == NULL || conversation->awaits_silence || framing == NULL
      || framing->kind != SOCKEYE_FRAMING_SILENCE)
    return;
  wait_for_silence (self, conversation, conversation->last_received + (gint64) framing->silence_ms * 1000);
}

static void
look_at_received (SockeyeReplyWorker *self, const SockeyeRecord *record)
{
  SockeyeConversation *conversation = get_conversation (self, record);
  const guint8 *bytes = conversation != NULL ? read_bytes (self, record) : NULL;

  if (bytes == NULL)
    return;
  sockeye_conversation_receive (conversation, bytes, record->length, record->time, &self->kept, on_message,
                                self);
  watch_silence (self, conversation);
}

/* What was sent: a reply, or something of the user's. */
static void
look_at_sent (SockeyeReplyWorker *self, const SockeyeRecord *record)
{
  SockeyeConversation *conversation = g_hash_table_lookup (self->conversations,
                                                           GUINT_TO_POINTER (record->peer));
  const guint8 *bytes;

  if (conversation == NULL || !self->orders.stop_loops || conversation->stopped)
    return;
  if (conversation->own_bytes < record->length)
    {
      conversation->own_bytes = 0;
      sockeye_loop_guard_reset (&conversation->guard);
      return;
    }
  conversation->own_bytes -= record->length;
  if (record->length > SOCKEYE_LOOP_COMPARED_MAX)
    sockeye_loop_guard_send (&conversation->guard, record->time, NULL, record->length);
  else if ((bytes = read_bytes (self, record)) != NULL)
    sockeye_loop_guard_send (&conversation->guard, record->time, bytes, record->length);
}

static void
end_message (SockeyeReplyWorker *self, SockeyeConversation *conversation)
{
  const SockeyeFraming *framing = sockeye_reply_worker_get_framing (self);

  if (framing != NULL && framing->kind == SOCKEYE_FRAMING_SILENCE)
    sockeye_conversation_end_message (conversation, framing, &self->kept, on_message, self);
}

static void
look_at_end (SockeyeReplyWorker *self, const SockeyeRecord *record)
{
  SockeyeConversation *conversation = get_conversation (self, record);

  if (conversation == NULL)
    return;
  end_message (self, conversation);
  conversation->ended = TRUE;
  sockeye_reply_worker_finish_if_done (self, conversation);
}

static void
look_at_event (SockeyeReplyWorker *self, const SockeyeRecord *record)
{
  SockeyeEventType type = (SockeyeEventType) record->newlines;
  SockeyeConversation *conversation;

  if (record->peer == 0)
    return;
  if (type == SOCKEYE_EVENT_CONNECTED || type == SOCKEYE_EVENT_ACCEPTED)
    {
      conversation = self->has_greeting ? get_conversation (self, record) : NULL;
      if (conversation != NULL)
        sockeye_reply_worker_greet (self, conversation, record->time);
    }
  else if (type == SOCKEYE_EVENT_PEER_CLOSED)
    look_at_end (self, record);
  else if (type == SOCKEYE_EVENT_RESET || type == SOCKEYE_EVENT_CLOSED)
    {
      conversation = g_hash_table_lookup (self->conversations, GUINT_TO_POINTER (record->peer));
      if (conversation != NULL)
        forget (self, conversation);
    }
}

static void
look_at (SockeyeReplyWorker *self, guint64 number)
{
  SockeyeRecord record;

  if (!sockeye_capture_get_record (self->core->capture, number, &record))
    {
      self->lost++;
      return;
    }

  if (record.kind == SOCKEYE_RECORD_RECEIVED)
    look_at_received (self, &record);
  else if (record.kind == SOCKEYE_RECORD_SENT)
    look_at_sent (self, &record);
  else
    look_at_event (self, &record);
}

/* What gave way before it was looked at leaves the streams in pieces. */
static void
pass_over_lost (SockeyeReplyWorker *self)
{
  guint64 first = sockeye_capture_get_first (self->core->capture);
  GHashTableIter iter;
  gpointer conversation;

  if (first <= self->position)
    return;

  self->lost += first - self->position;
  self->position = first;
  /* Nobody knows whose end was among them. */
  if (self->orders.outlet != NULL)
    sockeye_outlet_finish (self->orders.outlet, 0);
  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    sockeye_conversation_set_framing (conversation, sockeye_reply_worker_get_framing (self), &self->kept);
}

static void
look_at_slice (SockeyeReplyWorker *self, guint64 end)
{
  end = MIN (end, self->position + SLICE_LENGTH);
  while (self->position < end && sockeye_reply_queue_get_due (self->queue) > g_get_monotonic_time ())
    look_at (self, self->position++);
}

/* --- What is due */

static void
look_at_silence (SockeyeReplyWorker *self, SockeyeConversation *conversation)
{
  const SockeyeFraming *framing = sockeye_reply_worker_get_framing (self);

  conversation->awaits_silence = FALSE;
  if (framing == NULL || framing->kind != SOCKEYE_FRAMING_SILENCE)
    return;
  /* What has come meanwhile says whether there was silence. */
  if (self->position < sockeye_capture_get_n_records (self->core->capture))
    wait_for_silence (self, conversation, g_get_real_time () + SILENCE_RETRY);
  else if (g_get_real_time () - conversation->last_received >= (gint64) framing->silence_ms * 1000)
    end_message (self, conversation);
  else
    watch_silence (self, conversation);
}

static void
do_due (SockeyeReplyWorker *self, SockeyeWaiting *waiting)
{
  SockeyeConversation *conversation = g_hash_table_lookup (self->conversations,
                                                           GUINT_TO_POINTER (waiting->peer));

  if (waiting->kind == SOCKEYE_WAITING_REPLY)
    sockeye_reply_worker_send_waiting (self, waiting);
  else if (conversation == NULL)
    return;
  else if (waiting->kind == SOCKEYE_WAITING_SILENCE)
    look_at_silence (self, conversation);
  else if (conversation->holding)
    {
      sockeye_loop_guard_release (&conversation->guard, g_get_real_time ());
      sockeye_reply_worker_release (self, conversation);
    }
}

static void
do_all_due (SockeyeReplyWorker *self)
{
  for (guint i = 0; i < SLICE_LENGTH; i++)
    {
      g_autoptr (SockeyeWaiting) waiting = sockeye_reply_queue_pop (self->queue, g_get_monotonic_time ());

      if (waiting == NULL)
        return;
      do_due (self, waiting);
    }
}

/* --- The thread */

static void
set_framing (SockeyeReplyWorker *self)
{
  GHashTableIter iter;
  gpointer conversation;

  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    sockeye_conversation_set_framing (conversation, sockeye_reply_worker_get_framing (self), &self->kept);
}

static void
follow (SockeyeReplyWorker *self, const SockeyeResponderOrders *before)
{
  if (before->rules == NULL || before->rules != self->orders.rules || before->charset != self->orders.charset)
    sockeye_reply_worker_compile (self);
  if (memcmp (&before->framing, &self->orders.framing, sizeof before->framing) != 0)
    set_framing (self);
}

/* Returns FALSE when the window wants no more answers. */
static gboolean
take_orders (SockeyeReplyWorker *self)
{
  SockeyeResponderCore *core = self->core;
  SockeyeResponderOrders before = self->orders;
  gboolean changed;
  gboolean stopped;

  sockeye_lock (&core->mutex);
  stopped = core->stopped;
  changed = core->version != self->version;
  self->version = core->version;
  if (changed)
    sockeye_responder_orders_copy (&self->orders, &core->orders);
  sockeye_unlock (&core->mutex);

  if (changed)
    {
      follow (self, &before);
      sockeye_responder_orders_clear (&before);
    }
  return !stopped;
}

static void
wait_for_news (SockeyeReplyWorker *self, gboolean full)
{
  gint64 deadline = MIN (sockeye_reply_queue_get_due (self->queue), sockeye_reply_worker_get_say_time (self));

  sockeye_capture_wait (self->core->capture, full ? G_MAXUINT64 : self->position, &self->n_wakes, deadline);
}

static void
tell_counts (SockeyeReplyWorker *self)
{
  if (self->has_counted)
    sockeye_context_call_post (self->core->counted, SOCKEYE_RESPONDER_COUNT_INTERVAL_MS);
  self->has_counted = FALSE;
}

static void
run (SockeyeReplyWorker *self)
{
  for (;;)
    {
      /* Before the orders: what is changed before a message arrives holds for that message. */
      guint64 end = sockeye_capture_get_n_records (self->core->capture);
      gboolean full;

      if (!take_orders (self))
        return;
      full = sockeye_reply_queue_is_full (self->queue);
      pass_over_lost (self);
      do_all_due (self);
      sockeye_reply_worker_say_due (self, g_get_monotonic_time ());
      if (full)
        sockeye_reply_worker_say_full (self);
      if (!full && self->position < end)
        look_at_slice (self, end);
      tell_counts (self);
      if (full || self->position >= end)
        wait_for_news (self, full);
    }
}

static void
clear (SockeyeReplyWorker *self)
{
  g_hash_table_unref (self->conversations);
  sockeye_reply_queue_free (self->queue);
  g_clear_pointer (&self->programs, g_ptr_array_unref);
  sockeye_responder_orders_clear (&self->orders);
  g_free (self->record_bytes);
  g_free (self->loop_rule);
  g_free (self->loop_peer);
}

/* Private: the thread. Takes the reference. */
gpointer
sockeye_responder_run (gpointer data)
{
  SockeyeResponderCore *core = data;
  SockeyeReplyWorker self = { .core = core, .position = core->start, .sweep_at = SWEEP_MIN };

  self.record_bytes = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  self.conversations = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sockeye_conversation_free);
  self.queue = sockeye_reply_queue_new ();
  run (&self);
  clear (&self);
  sockeye_responder_core_unref (core);
  return NULL;
}
