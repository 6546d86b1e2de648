/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "listen-log.h"

/* A log over a capture that the test fills by hand. */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeListenLog *log;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = 64u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  fixture->capture = sockeye_capture_new (&limits);
  fixture->log = sockeye_listen_log_new (fixture->capture);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  sockeye_listen_log_free (fixture->log);
  g_object_unref (fixture->capture);
}

static void
tell (Fixture *fixture, SockeyeEventType type, gint64 time)
{
  SockeyeEvent event = { .type = type };

  sockeye_sink_append_event (SOCKEYE_SINK (fixture->capture), 0, time, &event);
}

static void
read_all (Fixture *fixture)
{
  sockeye_sink_publish (SOCKEYE_SINK (fixture->capture));
  sockeye_listen_log_read (fixture->log);
}

/* Each connection was accepted by the listener of its time. */
static void
test_again (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  read_all (fixture);
  g_assert_cmpint (sockeye_listen_log_get_current (fixture->log), ==, 0);
  g_assert_cmpint (sockeye_listen_log_find (fixture->log, 100), ==, 0);

  tell (fixture, SOCKEYE_EVENT_LISTENING, 10);
  tell (fixture, SOCKEYE_EVENT_ACCEPTED, 20);
  read_all (fixture);
  g_assert_cmpint (sockeye_listen_log_get_current (fixture->log), ==, 10);
  tell (fixture, SOCKEYE_EVENT_STOPPED_LISTENING, 30);
  read_all (fixture);
  g_assert_cmpint (sockeye_listen_log_get_current (fixture->log), ==, 0);
  tell (fixture, SOCKEYE_EVENT_LISTENING, 40);
  read_all (fixture);
  g_assert_cmpint (sockeye_listen_log_get_current (fixture->log), ==, 40);

  g_assert_cmpint (sockeye_listen_log_find (fixture->log, 9), ==, 0);
  g_assert_cmpint (sockeye_listen_log_find (fixture->log, 20), ==, 10);
  g_assert_cmpint (sockeye_listen_log_find (fixture->log, 50), ==, 40);
}

/* A long log is read in turns, from its beginning on; before its time has come nothing is claimed. */
static void
test_long (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint turns = 1;

  tell (fixture, SOCKEYE_EVENT_LISTENING, 10);
  for (guint i = 0; i < 50000; i++)
    tell (fixture, SOCKEYE_EVENT_READING_PAUSED, 20);
  tell (fixture, SOCKEYE_EVENT_LISTENING, 30);
  read_all (fixture);
  g_assert_cmpint (sockeye_listen_log_get_current (fixture->log), ==, 0);
  g_assert_cmpint (sockeye_listen_log_find (fixture->log, 20), ==, 10);
  g_assert_cmpint (sockeye_listen_log_find (fixture->log, 40), ==, 0);
  for (; sockeye_listen_log_get_current (fixture->log) == 0; turns++)
    sockeye_listen_log_read (fixture->log);
  g_assert_cmpuint (turns, <, 10);
  g_assert_cmpint (sockeye_listen_log_get_current (fixture->log), ==, 30);
  g_assert_cmpint (sockeye_listen_log_find (fixture->log, 40), ==, 30);
}

/* What gave way before anybody looked may have told of it. */
static void
test_discarded (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  tell (fixture, SOCKEYE_EVENT_LISTENING, 10);
  read_all (fixture);
  tell (fixture, SOCKEYE_EVENT_STOPPED_LISTENING, 20);
  tell (fixture, SOCKEYE_EVENT_LISTENING, 30);
  tell (fixture, SOCKEYE_EVENT_ACCEPTED, 40);
  sockeye_sink_publish (SOCKEYE_SINK (fixture->capture));
  sockeye_capture_discard_before (fixture->capture, 3);
  sockeye_listen_log_read (fixture->log);
  g_assert_cmpuint (sockeye_capture_get_first (fixture->capture), ==, 3);
  g_assert_cmpint (sockeye_listen_log_get_current (fixture->log), ==, 0);
  g_assert_cmpint (sockeye_listen_log_find (fixture->log, 40), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/listen-log/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/listen-log/long", Fixture, NULL, set_up, test_long, tear_down);
  g_test_add ("/listen-log/discarded", Fixture, NULL, set_up, test_discarded, tear_down);
  return g_test_run ();
}
