/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-clearing.h"
#include "log-fixture.h"

typedef struct
{
  LogFixture log;
  guint32 peer;
  SockeyeLogClearing *clearing;
} Fixture;

static void
fixture_init (Fixture *f)
{
  log_fixture_init (&f->log);
  f->peer = log_fixture_add_peer (&f->log, 1001, TRUE);
  f->clearing = sockeye_log_clearing_new (f->log.model);
}

static void
fixture_clear (Fixture *f)
{
  g_object_unref (f->clearing);
  log_fixture_clear (&f->log);
}

static void
receive (Fixture *f, guint count)
{
  for (guint i = 0; i < count; i++)
    log_fixture_receive (&f->log, f->peer, "text", 4);
  sockeye_log_model_update (f->log.model);
}

static guint64
count_rows (Fixture *f)
{
  sockeye_log_model_update (f->log.model);
  return sockeye_log_model_get_n_rows (f->log.model);
}

/* What the capture still has begins here; its producer gives records back. */
static guint64
find_first (Fixture *f)
{
  sockeye_sink_publish (f->log.sink);
  return sockeye_capture_get_first (f->log.capture);
}

static void
test_undo (void)
{
  Fixture f;

  g_assert_cmpint (SOCKEYE_LOG_CLEARING_SECONDS, ==, 15); /* that is what README and guide say */
  fixture_init (&f);
  receive (&f, 5);
  sockeye_log_clearing_clear (f.clearing);
  g_assert_true (sockeye_log_clearing_is_pending (f.clearing));
  g_assert_cmpuint (count_rows (&f), ==, 0);
  receive (&f, 2);
  g_assert_cmpuint (count_rows (&f), ==, 2);

  g_assert_true (sockeye_log_clearing_undo (f.clearing));
  g_assert_cmpuint (count_rows (&f), ==, 7);
  g_assert_false (sockeye_log_clearing_is_pending (f.clearing));
  g_assert_false (sockeye_log_clearing_undo (f.clearing));
  fixture_clear (&f);
}

static void
test_finish (void)
{
  Fixture f;

  fixture_init (&f);
  receive (&f, 5);
  sockeye_log_clearing_clear (f.clearing);
  g_assert_cmpuint (find_first (&f), ==, 0);
  sockeye_log_clearing_finish (f.clearing);
  g_assert_cmpuint (find_first (&f), ==, 5);
  g_assert_false (sockeye_log_clearing_undo (f.clearing));
  g_assert_cmpuint (count_rows (&f), ==, 0);
  fixture_clear (&f);
}

/* Only what was cleared last comes back, and clearing nothing is nothing that could be undone. */
static void
test_clear_twice (void)
{
  Fixture f;

  fixture_init (&f);
  receive (&f, 5);
  sockeye_log_clearing_clear (f.clearing);
  receive (&f, 3);
  sockeye_log_clearing_clear (f.clearing);
  g_assert_cmpuint (find_first (&f), ==, 5);
  g_assert_true (sockeye_log_clearing_undo (f.clearing));
  g_assert_cmpuint (count_rows (&f), ==, 3);

  sockeye_log_clearing_clear (f.clearing);
  sockeye_log_clearing_finish (f.clearing);
  sockeye_log_clearing_clear (f.clearing);
  g_assert_false (sockeye_log_clearing_is_pending (f.clearing));
  fixture_clear (&f);
}

static void
test_notify (void)
{
  Fixture f;
  guint n_notified = 0;

  fixture_init (&f);
  g_signal_connect_swapped (f.clearing, "notify::pending", G_CALLBACK (g_atomic_int_inc), &n_notified);
  receive (&f, 1);
  sockeye_log_clearing_clear (f.clearing);
  g_assert_cmpuint (n_notified, ==, 1);
  sockeye_log_clearing_undo (f.clearing);
  g_assert_cmpuint (n_notified, ==, 2);
  fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-clearing/undo", test_undo);
  g_test_add_func ("/log-clearing/finish", test_finish);
  g_test_add_func ("/log-clearing/clear-twice", test_clear_twice);
  g_test_add_func ("/log-clearing/notify", test_notify);

  return g_test_run ();
}
