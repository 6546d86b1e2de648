/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-queue.h"

#include <string.h>

static void
push (SockeyeSendQueue *queue, const char *text)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

  sockeye_send_queue_push (queue, payload);
}

static void
assert_first (SockeyeSendQueue *queue, const char *expected)
{
  gsize length;
  const guint8 *bytes = sockeye_send_queue_peek (queue, &length);

  g_assert_cmpmem (bytes, length, expected, strlen (expected));
}

static void
test_order (void)
{
  SockeyeSendQueue queue = SOCKEYE_SEND_QUEUE_INIT;
  gsize length;

  g_assert_null (sockeye_send_queue_peek (&queue, &length));
  g_assert_true (sockeye_send_queue_is_empty (&queue));
  push (&queue, "hello");
  push (&queue, "world");
  g_assert_cmpuint (queue.bytes, ==, 10);
  g_assert_false (sockeye_send_queue_advance (&queue, 2));
  assert_first (&queue, "llo");
  g_assert_true (sockeye_send_queue_advance (&queue, 3));
  assert_first (&queue, "world");
  g_assert_false (sockeye_send_queue_advance (&queue, 4));
  g_assert_cmpuint (queue.bytes, ==, 1);
  g_assert_true (sockeye_send_queue_advance (&queue, 1));
  g_assert_true (sockeye_send_queue_is_empty (&queue));
}

static void
test_clear (void)
{
  SockeyeSendQueue queue = SOCKEYE_SEND_QUEUE_INIT;

  push (&queue, "hello");
  push (&queue, "world");
  g_assert_false (sockeye_send_queue_advance (&queue, 2));
  g_assert_cmpuint (sockeye_send_queue_clear (&queue), ==, 2);
  g_assert_cmpuint (queue.bytes, ==, 0);
  push (&queue, "again");
  assert_first (&queue, "again");
  g_assert_cmpuint (sockeye_send_queue_clear (&queue), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-queue/order", test_order);
  g_test_add_func ("/send-queue/clear", test_clear);
  return g_test_run ();
}
