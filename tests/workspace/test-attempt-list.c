/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "attempt-list.h"

#include <errno.h>

/* A list over a capture that the test fills by hand, from local port 5000 on, a microsecond for each record. */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeSink *sink;
  SockeyeAttemptList *list;
  gint64 time;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = 64u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  fixture->capture = sockeye_capture_new (&limits);
  fixture->sink = SOCKEYE_SINK (fixture->capture);
  fixture->list = sockeye_attempt_list_new (fixture->capture);
  fixture->time = 1000;
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  sockeye_attempt_list_free (fixture->list);
  g_object_unref (fixture->capture);
}

static void
set_ends (SockeyeEvent *event, const char *host, guint16 local_port)
{
  g_assert_true (sockeye_endpoint_set_literal (&event->local, host, local_port, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&event->remote, host, 80, NULL));
}

static void
tell (Fixture *fixture, guint32 peer, const SockeyeEvent *event)
{
  sockeye_sink_append_event (fixture->sink, peer, fixture->time++, event);
  sockeye_sink_publish (fixture->sink);
  sockeye_attempt_list_read (fixture->list);
}

static void
connecting (Fixture *fixture, const char *host, guint16 local_port, SockeyeConnecting how)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTING, .number = how };

  set_ends (&event, host, local_port);
  tell (fixture, 0, &event);
}

static void
ended (Fixture *fixture,
       guint32 peer,
       SockeyeEventType type,
       int error_number,
       const char *host,
       guint16 port)
{
  SockeyeEvent event = { .type = type,
                         .operation = SOCKEYE_OPERATION_CONNECT,
                         .error_number = error_number,
                         .number = SOCKEYE_CONNECTING_ANY };

  set_ends (&event, host, port);
  tell (fixture, peer, &event);
}

static guint32
connected (Fixture *fixture, const char *host, guint16 local_port)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTED };
  guint32 peer;

  set_ends (&event, host, local_port);
  peer = sockeye_sink_add_peer (fixture->sink, &event.local, &event.remote, TRUE, fixture->time);
  tell (fixture, peer, &event);
  return peer;
}

static const SockeyeAttempt *
get (Fixture *fixture, guint i)
{
  g_assert_cmpuint (i, <, sockeye_attempt_list_get_n (fixture->list));
  return sockeye_attempt_list_get (fixture->list, i);
}

/* Each address is tried with a socket of its own. */
static void
test_addresses (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint32 peer;

  connecting (fixture, "::1", 5000, SOCKEYE_CONNECTING_ANY);
  g_assert_cmpint (get (fixture, 0)->began, ==, 1000);
  g_assert_cmpint (get (fixture, 0)->ended, ==, 0);
  ended (fixture, 0, SOCKEYE_EVENT_ERROR, ECONNREFUSED, "::1", 5000);
  g_assert_cmpint (get (fixture, 0)->ended, ==, 1001);
  g_assert_cmpint (get (fixture, 0)->end.error_number, ==, ECONNREFUSED);
  g_assert_cmpuint (get (fixture, 0)->peer, ==, 0);

  connecting (fixture, "127.0.0.1", 5000, SOCKEYE_CONNECTING_ANY);
  peer = connected (fixture, "127.0.0.1", 5000);
  g_assert_cmpuint (sockeye_attempt_list_get_n (fixture->list), ==, 2);
  g_assert_cmpint (get (fixture, 1)->began, ==, 1002);
  g_assert_cmpint (get (fixture, 1)->ended, ==, 1003);
  g_assert_cmpuint (get (fixture, 1)->peer, ==, peer);
  g_assert_cmpint (get (fixture, 1)->end.type, ==, SOCKEYE_EVENT_NONE);
  g_assert_true (sockeye_attempt_list_find_peer (fixture->list, peer) == get (fixture, 1));
  g_assert_true (sockeye_attempt_list_find (fixture->list, get (fixture, 0)->number) == get (fixture, 0));
  g_assert_null (sockeye_attempt_list_find_peer (fixture->list, peer + 1));
}

/* Several at once, as of connections for single payloads, and a relay's, whose failure is told for its client. */
static void
test_several (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint16 port = 5000; port < 5003; port++)
    connecting (fixture, "127.0.0.1", port, SOCKEYE_CONNECTING_CHOSEN);
  ended (fixture, 0, SOCKEYE_EVENT_CANCELLED, 0, "127.0.0.1", 5001);
  ended (fixture, 7, SOCKEYE_EVENT_ERROR, ETIMEDOUT, "127.0.0.1", 5000);
  g_assert_cmpint (get (fixture, 0)->end.error_number, ==, ETIMEDOUT);
  g_assert_cmpint (get (fixture, 1)->end.type, ==, SOCKEYE_EVENT_CANCELLED);
  g_assert_cmpint (get (fixture, 2)->ended, ==, 0);

  /* The same ends once more: what has ended stays as it is. */
  connecting (fixture, "127.0.0.1", 5001, SOCKEYE_CONNECTING_CHOSEN);
  connected (fixture, "127.0.0.1", 5001);
  g_assert_cmpint (get (fixture, 1)->end.type, ==, SOCKEYE_EVENT_CANCELLED);
  g_assert_cmpuint (get (fixture, 1)->peer, ==, 0);
  g_assert_cmpuint (get (fixture, 3)->peer, !=, 0);
}

/* Where connect() failed at once, no SYN was sent; nor is a failure about one that has another operation. */
static void
test_none (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR, .operation = SOCKEYE_OPERATION_SEND, .number = 1 };

  connecting (fixture, "127.0.0.1", 5000, SOCKEYE_CONNECTING_UNKNOWN);
  g_assert_cmpuint (sockeye_attempt_list_get_n (fixture->list), ==, 0);
  connecting (fixture, "127.0.0.1", 5000, SOCKEYE_CONNECTING_ANY);
  set_ends (&event, "127.0.0.1", 5000);
  tell (fixture, 0, &event);
  connected (fixture, "127.0.0.1", 5001);
  g_assert_cmpint (get (fixture, 0)->ended, ==, 0);
}

static void
test_bound (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint16 port = 5000; port < 5000 + 3 * SOCKEYE_ATTEMPTS_MAX; port++)
    connecting (fixture, "127.0.0.1", port, SOCKEYE_CONNECTING_ANY);
  g_assert_cmpuint (sockeye_attempt_list_get_n (fixture->list), ==, SOCKEYE_ATTEMPTS_MAX);
  g_assert_cmpuint (get (fixture, 0)->number, ==, 2 * SOCKEYE_ATTEMPTS_MAX + 1);
  g_assert_null (sockeye_attempt_list_find (fixture->list, 1));
  ended (fixture, 0, SOCKEYE_EVENT_CANCELLED, 0, "127.0.0.1", 5000);
  g_assert_cmpint (get (fixture, 0)->ended, ==, 0);
}

/* What came with a file is told apart from what is made now. */
static void
test_restored (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTING, .number = SOCKEYE_CONNECTING_ANY };
  SockeyeRecord record = { .kind = SOCKEYE_RECORD_EVENT, .newlines = SOCKEYE_EVENT_CONNECTING, .time = 1 };
  g_autoptr (GBytes) bytes = NULL;

  set_ends (&event, "127.0.0.1", 5000);
  bytes = sockeye_event_serialize (&event);
  record.length = (guint32) g_bytes_get_size (bytes);
  g_assert_true (sockeye_capture_restore_record (fixture->capture, &record, g_bytes_get_data (bytes, NULL)));
  connecting (fixture, "127.0.0.1", 5001, SOCKEYE_CONNECTING_ANY);
  g_assert_cmpuint (sockeye_attempt_list_get_n (fixture->list), ==, 2);
  g_assert_true (get (fixture, 0)->restored);
  g_assert_false (get (fixture, 1)->restored);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/attempt-list/addresses", Fixture, NULL, set_up, test_addresses, tear_down);
  g_test_add ("/attempt-list/several", Fixture, NULL, set_up, test_several, tear_down);
  g_test_add ("/attempt-list/none", Fixture, NULL, set_up, test_none, tear_down);
  g_test_add ("/attempt-list/bound", Fixture, NULL, set_up, test_bound, tear_down);
  g_test_add ("/attempt-list/restored", Fixture, NULL, set_up, test_restored, tear_down);
  return g_test_run ();
}
