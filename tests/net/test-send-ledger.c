/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-ledger.h"
#include "session.h"

static void
test_bounds (void)
{
  g_autoptr (SockeyeSendLedger) ledger = sockeye_send_ledger_new ();

  g_assert_cmpint (sockeye_send_ledger_book (ledger, 1, 1), ==, SOCKEYE_BOOK_NO_PEER);
  sockeye_send_ledger_add_peer (ledger, 1);
  sockeye_send_ledger_add_peer (ledger, 2);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 1, SOCKEYE_SEND_QUEUE_MAX), ==, SOCKEYE_BOOKED);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 1, 1), ==, SOCKEYE_BOOK_FULL);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 2, SOCKEYE_SEND_QUEUE_MAX + 1), ==, SOCKEYE_BOOK_FULL);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 2, G_MAXSIZE), ==, SOCKEYE_BOOK_FULL);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 2, 10), ==, SOCKEYE_BOOKED);
  g_assert_cmpuint (sockeye_send_ledger_get_unsent (ledger), ==, SOCKEYE_SEND_QUEUE_MAX + 10);
  g_assert_cmpuint (sockeye_send_ledger_get_queued (ledger, 1), ==, SOCKEYE_SEND_QUEUE_MAX);
  g_assert_cmpuint (sockeye_send_ledger_get_queued (ledger, 2), ==, 10);
  g_assert_cmpuint (sockeye_send_ledger_get_queued (ledger, 3), ==, 0);

  /* Who keeps a bound of its own is not held to this one. */
  sockeye_send_ledger_take (ledger, 1, 50);
  sockeye_send_ledger_take (ledger, 3, 50);
  g_assert_cmpuint (sockeye_send_ledger_get_queued (ledger, 1), ==, SOCKEYE_SEND_QUEUE_MAX + 50);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 1, 0), ==, SOCKEYE_BOOK_FULL);
  sockeye_send_ledger_settle (ledger, 1, 50, 1);

  sockeye_send_ledger_settle (ledger, 1, 100, 0);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 1, 101), ==, SOCKEYE_BOOK_FULL);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 1, 100), ==, SOCKEYE_BOOKED);
  sockeye_send_ledger_remove_peer (ledger, 1);
  g_assert_cmpuint (sockeye_send_ledger_get_unsent (ledger), ==, 10);
  sockeye_send_ledger_settle (ledger, 1, 100, 1); /* somebody who is gone */
  sockeye_send_ledger_remove_peer (ledger, 1);
  sockeye_send_ledger_settle (ledger, 2, 10, 1);
  g_assert_cmpuint (sockeye_send_ledger_get_unsent (ledger), ==, 0);
}

static void
expect_lost (SockeyeSendLedger *ledger, guint64 expected_payloads, guint64 expected_bytes)
{
  guint64 bytes;

  g_assert_cmpuint (sockeye_send_ledger_get_lost (ledger, &bytes), ==, expected_payloads);
  g_assert_cmpuint (bytes, ==, expected_bytes);
}

/* What is given up, and what goes with its peer, is lost; what was written is not. */
static void
test_lost (void)
{
  g_autoptr (SockeyeSendLedger) ledger = sockeye_send_ledger_new ();

  sockeye_send_ledger_add_peer (ledger, 1);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (sockeye_send_ledger_book (ledger, 1, 100), ==, SOCKEYE_BOOKED);
  sockeye_send_ledger_settle (ledger, 1, 150, 1);
  expect_lost (ledger, 0, 0);
  sockeye_send_ledger_give_up (ledger, 1, 50, 1);
  expect_lost (ledger, 1, 50);
  g_assert_cmpuint (sockeye_send_ledger_get_queued (ledger, 1), ==, 300);
  sockeye_send_ledger_remove_peer (ledger, 1);
  expect_lost (ledger, 4, 350);
  sockeye_send_ledger_give_up (ledger, 1, 100, 1); /* counted already */
  expect_lost (ledger, 4, 350);
  sockeye_send_ledger_add_lost (ledger, 7, 1);
  expect_lost (ledger, 5, 357);
}

/* Empty datagrams weigh nothing, but there may not be any number of them. */
static void
test_payloads (void)
{
  g_autoptr (SockeyeSendLedger) ledger = sockeye_send_ledger_new ();

  sockeye_send_ledger_add_peer (ledger, 0);
  for (guint i = 0; i < SOCKEYE_SEND_QUEUE_PAYLOADS_MAX; i++)
    g_assert_cmpint (sockeye_send_ledger_book (ledger, 0, 0), ==, SOCKEYE_BOOKED);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 0, 0), ==, SOCKEYE_BOOK_FULL);
  sockeye_send_ledger_settle (ledger, 0, 0, 1);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 0, 0), ==, SOCKEYE_BOOKED);
}

static void
test_peers (void)
{
  static const guint32 expected[] = { 2, 3, 500 };
  g_autoptr (SockeyeSendLedger) ledger = sockeye_send_ledger_new ();
  g_autofree guint32 *none = NULL;
  g_autofree guint32 *peers = NULL;
  guint n;

  none = sockeye_send_ledger_get_peers (ledger, &n);
  g_assert_cmpuint (n, ==, 0);
  sockeye_send_ledger_add_peer (ledger, 500);
  sockeye_send_ledger_add_peer (ledger, 3);
  sockeye_send_ledger_add_peer (ledger, 7);
  sockeye_send_ledger_add_peer (ledger, 2);
  sockeye_send_ledger_remove_peer (ledger, 7);
  peers = sockeye_send_ledger_get_peers (ledger, &n);
  g_assert_cmpmem (peers, n * sizeof *peers, expected, sizeof expected);
}

/* Those with room come first, the others behind them, those that are gone nowhere. */
static void
test_wait (void)
{
  g_autoptr (SockeyeSendLedger) ledger = sockeye_send_ledger_new ();
  guint32 peers[] = { 1, 2, 3, 4 };
  guint n_peers = G_N_ELEMENTS (peers);
  gint64 soon = g_get_monotonic_time () + 1000;

  for (guint32 peer = 1; peer <= 4; peer++)
    sockeye_send_ledger_add_peer (ledger, peer);
  sockeye_send_ledger_book (ledger, 1, 100);
  sockeye_send_ledger_book (ledger, 2, 10);
  sockeye_send_ledger_remove_peer (ledger, 3);
  g_assert_cmpuint (sockeye_send_ledger_wait (ledger, peers, &n_peers, 10, 1, soon), ==, 2);
  g_assert_cmpuint (n_peers, ==, 3);
  g_assert_cmpuint (peers[0], ==, 2);
  g_assert_cmpuint (peers[1], ==, 4);
  g_assert_cmpuint (peers[2], ==, 1);

  n_peers = 1;
  peers[0] = 1;
  g_assert_cmpuint (sockeye_send_ledger_wait (ledger, peers, &n_peers, 99, 1, soon), ==, 0);
  g_assert_cmpuint (n_peers, ==, 1);
  g_assert_cmpuint (sockeye_send_ledger_wait (ledger, peers, &n_peers, 100, 0, soon), ==, 0);
  sockeye_send_ledger_settle (ledger, 1, 1, 0);
  g_assert_cmpuint (sockeye_send_ledger_wait (ledger, peers, &n_peers, 99, 1, soon), ==, 1);

  /* Nobody is left: no waiting. */
  sockeye_send_ledger_remove_peer (ledger, 1);
  g_assert_cmpuint (
      sockeye_send_ledger_wait (ledger, peers, &n_peers, 0, 0, g_get_monotonic_time () + G_TIME_SPAN_HOUR),
      ==, 0);
  g_assert_cmpuint (n_peers, ==, 0);
}

/* Nothing more can be booked for it; what was before is waited for, and then it is as good as gone. */
static void
test_closed (void)
{
  g_autoptr (SockeyeSendLedger) ledger = sockeye_send_ledger_new ();
  guint32 peers[] = { 1, 2 };
  g_autofree guint32 *open = NULL;
  guint n_peers = G_N_ELEMENTS (peers);
  guint n;
  gint64 soon = g_get_monotonic_time () + 1000;

  sockeye_send_ledger_add_peer (ledger, 1);
  sockeye_send_ledger_add_peer (ledger, 2);
  sockeye_send_ledger_book (ledger, 1, 10);
  sockeye_send_ledger_set_flags (ledger, 1, SOCKEYE_CONNECTION_SENDING_CLOSED);
  sockeye_send_ledger_set_flags (ledger, 2, SOCKEYE_CONNECTION_PEER_CLOSED);
  sockeye_send_ledger_set_flags (ledger, 3, SOCKEYE_CONNECTION_PEER_CLOSED);
  g_assert_cmpuint (sockeye_send_ledger_get_flags (ledger, 1), ==, SOCKEYE_CONNECTION_SENDING_CLOSED);
  g_assert_cmpuint (sockeye_send_ledger_get_flags (ledger, 3), ==, 0);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 1, 1), ==, SOCKEYE_BOOK_CLOSED);
  g_assert_cmpint (sockeye_send_ledger_book (ledger, 2, 1), ==, SOCKEYE_BOOKED);
  open = sockeye_send_ledger_get_peers (ledger, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (open[0], ==, 2);

  g_assert_cmpuint (sockeye_send_ledger_wait (ledger, peers, &n_peers, 100, 100, soon), ==, 1);
  g_assert_cmpuint (n_peers, ==, 2);
  g_assert_cmpuint (peers[0], ==, 2);
  sockeye_send_ledger_settle (ledger, 1, 10, 1);
  g_assert_cmpuint (sockeye_send_ledger_wait (ledger, peers, &n_peers, 100, 100, soon), ==, 1);
  g_assert_cmpuint (n_peers, ==, 1);
}

#define N_BOOKINGS 200000

static gpointer
book_many (gpointer data)
{
  for (guint booked = 0; booked < N_BOOKINGS;)
    booked += sockeye_send_ledger_book (data, 1, 3) == SOCKEYE_BOOKED ? 1 : 0;
  return NULL;
}

static void
test_two_threads (void)
{
  g_autoptr (SockeyeSendLedger) ledger = sockeye_send_ledger_new ();
  GThread *thread;

  sockeye_send_ledger_add_peer (ledger, 1);
  thread = g_thread_new ("booker", book_many, ledger);
  for (guint settled = 0; settled < N_BOOKINGS;)
    if (sockeye_send_ledger_get_unsent (ledger) >= 3)
      {
        sockeye_send_ledger_settle (ledger, 1, 3, 1);
        settled++;
      }
  g_thread_join (thread);
  g_assert_cmpuint (sockeye_send_ledger_get_unsent (ledger), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-ledger/bounds", test_bounds);
  g_test_add_func ("/send-ledger/payloads", test_payloads);
  g_test_add_func ("/send-ledger/lost", test_lost);
  g_test_add_func ("/send-ledger/peers", test_peers);
  g_test_add_func ("/send-ledger/wait", test_wait);
  g_test_add_func ("/send-ledger/closed", test_closed);
  g_test_add_func ("/send-ledger/two-threads", test_two_threads);
  return g_test_run ();
}
