/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "conversation.h"

#include <string.h>

typedef struct
{
  SockeyeConversation *conversation;
  gsize kept;
  GString *messages; /* "|" behind each */
  gsize last_length;
  gsize last_total;
} Fixture;

static void
on_message (SockeyeConversation *conversation G_GNUC_UNUSED,
            const guint8 *bytes,
            gsize length,
            gsize total,
            gint64 time,
            gpointer data)
{
  Fixture *self = data;

  g_assert_nonnull (bytes);
  g_string_append_len (self->messages, (const char *) bytes, (gssize) MIN (length, 100));
  g_string_append_printf (self->messages, "@%" G_GINT64_FORMAT "|", time);
  self->last_length = length;
  self->last_total = total;
}

static void
set_up (Fixture *self, const SockeyeFraming *framing, gboolean datagrams)
{
  SockeyeEndpoint remote = { 0 };

  *self = (Fixture){ .conversation = sockeye_conversation_new (1, &remote, datagrams),
                     .messages = g_string_new (NULL) };
  sockeye_conversation_set_framing (self->conversation, framing, &self->kept);
}

static void
receive_bytes (Fixture *self, const char *bytes, gsize length, gint64 time)
{
  sockeye_conversation_receive (self->conversation, (const guint8 *) bytes, length, time, &self->kept,
                                on_message, self);
}

static void
receive (Fixture *self, const char *text, gint64 time)
{
  receive_bytes (self, text, strlen (text), time);
}

static void
tear_down (Fixture *self, const char *expected)
{
  g_assert_cmpstr (self->messages->str, ==, expected);
  sockeye_conversation_set_framing (self->conversation, NULL, &self->kept);
  g_assert_cmpuint (self->kept, ==, 0);
  sockeye_conversation_free (self->conversation);
  g_string_free (self->messages, TRUE);
}

static void
test_as_received (void)
{
  Fixture self;

  set_up (&self, NULL, FALSE);
  receive (&self, "one\ntwo", 1);
  receive (&self, "three", 2);
  tear_down (&self, "one\ntwo@1|three@2|");
}

static const SockeyeFraming lines = { .kind = SOCKEYE_FRAMING_DELIMITER,
                                      .delimiter = "\n",
                                      .delimiter_length = 1 };

/* A message has the time of its last bytes. */
static void
test_lines (void)
{
  Fixture self;

  set_up (&self, &lines, FALSE);
  receive (&self, "a\nb\nc", 1);
  g_assert_cmpuint (self.kept, ==, 1);
  receive (&self, "d", 2);
  receive (&self, "e\n", 3);
  g_assert_cmpuint (self.kept, ==, 0);
  receive (&self, "f", 4);
  tear_down (&self, "a\n@1|b\n@1|cde\n@3|");
}

static void
test_datagrams (void)
{
  Fixture self;

  set_up (&self, &lines, TRUE);
  receive (&self, "a\nb", 1);
  receive (&self, "", 2);
  tear_down (&self, "a\nb@1|@2|");
}

static void
test_silence (void)
{
  static const SockeyeFraming silence = { .kind = SOCKEYE_FRAMING_SILENCE, .silence_ms = 10 };
  Fixture self;

  set_up (&self, &silence, FALSE);
  receive (&self, "a", 1000);
  receive (&self, "b", 5000);
  receive (&self, "c", 20000);
  g_assert_cmpstr (self.messages->str, ==, "ab@5000|");
  sockeye_conversation_end_message (self.conversation, &silence, &self.kept, on_message, &self);
  sockeye_conversation_end_message (self.conversation, &silence, &self.kept, on_message, &self);
  receive (&self, "d", 20001);
  tear_down (&self, "ab@5000|c@20000|");
}

/* Of a message that is too long the beginning is kept, and how long it is. */
static void
test_bound (void)
{
  g_autofree char *much = g_strnfill (3 * SOCKEYE_MESSAGE_KEPT_MAX, 'x');
  Fixture self;

  set_up (&self, &lines, FALSE);
  for (guint i = 0; i < 3; i++)
    receive_bytes (&self, much, SOCKEYE_MESSAGE_KEPT_MAX / 2 + 1, i);
  g_assert_cmpuint (self.kept, ==, SOCKEYE_MESSAGE_KEPT_MAX);
  receive (&self, "\n", 9);
  g_assert_cmpuint (self.last_length, ==, SOCKEYE_MESSAGE_KEPT_MAX);
  g_assert_cmpuint (self.last_total, ==, 3 * (SOCKEYE_MESSAGE_KEPT_MAX / 2 + 1) + 1);

  /* No room at all, because of others. */
  self.kept = SOCKEYE_MESSAGES_KEPT_MAX;
  receive (&self, "abc", 10);
  receive (&self, "d\n", 11);
  g_assert_cmpuint (self.last_length, ==, 0);
  g_assert_cmpuint (self.last_total, ==, 5);
  self.kept = 0;

  /* What came in one piece had no need for room. */
  much[2 * SOCKEYE_MESSAGE_KEPT_MAX] = '\n';
  receive_bytes (&self, much, 2 * SOCKEYE_MESSAGE_KEPT_MAX + 1, 12);
  g_assert_cmpuint (self.last_length, ==, SOCKEYE_MESSAGE_KEPT_MAX);
  g_string_truncate (self.messages, 0);
  tear_down (&self, "");
}

/* --- What is to be done later */

static void
push (SockeyeReplyQueue *queue, guint32 peer, gint64 due)
{
  sockeye_reply_queue_push (queue, sockeye_waiting_new (SOCKEYE_WAITING_REPLY, peer, due));
}

static void
test_queue (void)
{
  g_autoptr (SockeyeReplyQueue) queue = sockeye_reply_queue_new ();
  static const guint32 order[] = { 3, 1, 4, 5, 2 };

  g_assert_cmpint (sockeye_reply_queue_get_due (queue), ==, G_MAXINT64);
  g_assert_null (sockeye_reply_queue_pop (queue, G_MAXINT64 - 1));
  push (queue, 1, 200);
  push (queue, 2, 300);
  push (queue, 3, 100);
  push (queue, 4, 200);
  push (queue, 5, 200);
  g_assert_cmpint (sockeye_reply_queue_get_due (queue), ==, 100);
  g_assert_null (sockeye_reply_queue_pop (queue, 99));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (SockeyeWaiting) waiting = sockeye_reply_queue_pop (queue, 300);

      g_assert_cmpuint (waiting->peer, ==, order[i]);
    }
  g_assert_cmpint (sockeye_reply_queue_get_due (queue), ==, G_MAXINT64);
}

static void
test_queue_bound (void)
{
  g_autoptr (SockeyeReplyQueue) queue = sockeye_reply_queue_new ();
  g_autoptr (SockeyeReplyQueue) large = sockeye_reply_queue_new ();
  SockeyeWaiting *waiting = sockeye_waiting_new (SOCKEYE_WAITING_REPLY, 1, 1);

  for (guint i = 0; i < SOCKEYE_REPLY_QUEUE_MAX; i++)
    {
      g_assert_false (sockeye_reply_queue_is_full (queue));
      push (queue, 1, i);
    }
  g_assert_true (sockeye_reply_queue_is_full (queue));
  sockeye_waiting_free (sockeye_reply_queue_pop (queue, 0));
  g_assert_false (sockeye_reply_queue_is_full (queue));

  waiting->groups.bytes[0] = g_bytes_new_take (g_malloc0 (SOCKEYE_REPLY_QUEUE_BYTES_MAX),
                                               SOCKEYE_REPLY_QUEUE_BYTES_MAX);
  waiting->groups.n = 1;
  sockeye_reply_queue_push (large, waiting);
  g_assert_true (sockeye_reply_queue_is_full (large));
  sockeye_waiting_free (sockeye_reply_queue_pop (large, 1));
  g_assert_false (sockeye_reply_queue_is_full (large));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conversation/as-received", test_as_received);
  g_test_add_func ("/conversation/lines", test_lines);
  g_test_add_func ("/conversation/datagrams", test_datagrams);
  g_test_add_func ("/conversation/silence", test_silence);
  g_test_add_func ("/conversation/bound", test_bound);
  g_test_add_func ("/reply-queue/order", test_queue);
  g_test_add_func ("/reply-queue/bound", test_queue_bound);
  return g_test_run ();
}
