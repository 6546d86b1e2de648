/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "conversation.h"

/* What the framer is given, while it calls back. */
typedef struct
{
  SockeyeConversation *conversation;
  const guint8 *bytes;
  gsize at; /* bytes that have their message */
  gint64 time;
  gsize *kept;
  SockeyeMessageFunc func;
  gpointer data;
} Push;

/**
 * sockeye_conversation_new:
 * @peer: with whom
 * @remote: its end point
 * @datagrams: every receive is a message
 *
 * Returns: (transfer full): a conversation in which nothing was said
 */
SockeyeConversation *
sockeye_conversation_new (guint32 peer, const SockeyeEndpoint *remote, gboolean datagrams)
{
  SockeyeConversation *self = g_new0 (SockeyeConversation, 1);

  self->peer = peer;
  self->remote = *remote;
  self->datagrams = datagrams;
  g_queue_init (&self->held);
  return self;
}

/**
 * sockeye_conversation_free:
 * @self: (transfer full): a conversation without an unfinished message
 */
void
sockeye_conversation_free (SockeyeConversation *self)
{
  g_clear_pointer (&self->framer, sockeye_framer_free);
  g_clear_pointer (&self->unfinished, g_byte_array_unref);
  g_clear_pointer (&self->last_rule, sockeye_reply_rule_unref);
  g_queue_clear_full (&self->held, (GDestroyNotify) sockeye_waiting_free);
  g_free (self);
}

static void
forget_message (SockeyeConversation *self, gsize *kept)
{
  *kept -= self->unfinished != NULL ? self->unfinished->len : 0;
  g_clear_pointer (&self->unfinished, g_byte_array_unref);
  self->unfinished_total = 0;
}

/**
 * sockeye_conversation_set_framing:
 * @framing: (nullable): how messages are found from now on; %NULL: every receive is one
 * @kept: (inout): bytes of unfinished messages, of all conversations together
 *
 * An unfinished message is forgotten.
 */
void
sockeye_conversation_set_framing (SockeyeConversation *self, const SockeyeFraming *framing, gsize *kept)
{
  forget_message (self, kept);
  g_clear_pointer (&self->framer, sockeye_framer_free);
  if (framing != NULL && !self->datagrams)
    self->framer = sockeye_framer_new (framing);
}

static void
keep (Push *push, gsize end)
{
  SockeyeConversation *self = push->conversation;
  gsize length = end - push->at;
  gsize room;

  if (length == 0)
    return;
  if (self->unfinished == NULL)
    self->unfinished = g_byte_array_new ();

  room = MIN (SOCKEYE_MESSAGE_KEPT_MAX - self->unfinished->len, SOCKEYE_MESSAGES_KEPT_MAX - *push->kept);
  /* Bytes behind those that had no room would seem to follow them. */
  if (self->unfinished_total > self->unfinished->len)
    room = 0;
  g_byte_array_append (self->unfinished, push->bytes + push->at, (guint) MIN (length, room));
  *push->kept += MIN (length, room);
  self->unfinished_total += length;
  push->at = end;
}

static void
tell_unfinished (SockeyeConversation *self, gint64 time, SockeyeMessageFunc func, gpointer data)
{
  const GByteArray *message = self->unfinished;

  func (self, message->len > 0 ? message->data : (const guint8 *) "", message->len, self->unfinished_total,
        time, data);
}

/* A message ends here. One that lies in this piece alone is not copied. */
static void
on_frame (gsize end, gsize length, gboolean bad G_GNUC_UNUSED, gpointer data)
{
  Push *push = data;
  SockeyeConversation *self = push->conversation;

  if (self->unfinished == NULL)
    {
      const guint8 *bytes = push->bytes + push->at;

      push->at = end;
      push->func (self, bytes, MIN (length, SOCKEYE_MESSAGE_KEPT_MAX), length, push->time, push->data);
      return;
    }

  keep (push, end);
  tell_unfinished (self, end > 0 ? push->time : self->last_received, push->func, push->data);
  forget_message (self, push->kept);
}

/**
 * sockeye_conversation_receive:
 * @bytes: what came, not %NULL
 * @length: how many bytes
 * @time: when
 * @kept: (inout): bytes of unfinished messages, of all conversations together
 * @func: (scope call): called for each message that is complete now
 * @data: for @func
 */
void
sockeye_conversation_receive (SockeyeConversation *self,
                              const guint8 *bytes,
                              gsize length,
                              gint64 time,
                              gsize *kept,
                              SockeyeMessageFunc func,
                              gpointer data)
{
  Push push = { self, bytes, 0, time, kept, func, data };

  if (self->framer == NULL)
    {
      func (self, bytes, length, length, time, data);
      return;
    }

  sockeye_framer_push (self->framer, bytes, length, time, on_frame, &push);
  keep (&push, length);
  self->last_received = time;
}

/**
 * sockeye_conversation_end_message:
 * @framing: how messages are found
 * @kept: (inout): bytes of unfinished messages, of all conversations together
 * @func: (scope call): called for the unfinished message, if there is one
 * @data: for @func
 *
 * Nothing more belongs to the unfinished message: there was silence.
 */
void
sockeye_conversation_end_message (SockeyeConversation *self,
                                  const SockeyeFraming *framing,
                                  gsize *kept,
                                  SockeyeMessageFunc func,
                                  gpointer data)
{
  if (self->unfinished != NULL)
    tell_unfinished (self, self->last_received, func, data);
  sockeye_conversation_set_framing (self, framing, kept);
}
