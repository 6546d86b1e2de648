/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "loop-guard.h"

#include <string.h>

#define MS G_GINT64_CONSTANT (1000)

/* A far end, and this one, that answers each message after a delay; time is made up. */
typedef struct
{
  SockeyeLoopGuard guard;
  gint64 now;
  gboolean holding;
  guint n_held;
  guint n_held_at_most;
  guint n_messages;
  gboolean stopped;
} Talk;

static void
reply (Talk *talk, const char *text)
{
  sockeye_loop_guard_send (&talk->guard, talk->now, (const guint8 *) text, strlen (text));
}

/* What is held goes out before time goes on beyond its release. Returns whether it did. */
static gboolean
pass_time (Talk *talk, gint64 until, const char *held)
{
  gint64 release = sockeye_loop_guard_get_release (&talk->guard);

  if (!talk->holding || release > until)
    {
      talk->now = until;
      return FALSE;
    }
  talk->now = release;
  talk->holding = FALSE;
  sockeye_loop_guard_release (&talk->guard, talk->now);
  for (; talk->n_held > 0; talk->n_held--)
    reply (talk, held);
  return TRUE;
}

/* A message comes, and is answered as the guard wants it. */
static void
receive (Talk *talk, const char *text, const char *answer)
{
  SockeyeLoopVerdict verdict = sockeye_loop_guard_receive (&talk->guard, talk->now, (const guint8 *) text,
                                                           strlen (text), talk->now);

  talk->n_messages++;
  talk->stopped |= verdict == SOCKEYE_LOOP_STOP;
  if (verdict == SOCKEYE_LOOP_HOLD)
    talk->holding = TRUE;
  if (verdict == SOCKEYE_LOOP_RELEASE)
    {
      talk->holding = FALSE;
      for (; talk->n_held > 0; talk->n_held--)
        reply (talk, answer);
    }
  if (talk->holding)
    talk->n_held++;
  else if (verdict != SOCKEYE_LOOP_STOP)
    reply (talk, answer);
  talk->n_held_at_most = MAX (talk->n_held_at_most, talk->n_held);
}

/* The far end answers, and says nothing of its own. */
static void
run_loop (Talk *talk, const char *text, const char *answer, gint64 gap, guint max)
{
  talk->now = 1000 * MS;
  for (guint i = 0; i < max && !talk->stopped; i++)
    {
      receive (talk, text, answer);
      if (talk->holding)
        g_assert_true (pass_time (talk, G_MAXINT64, answer));
      talk->now += gap;
    }
}

static void
test_echo (void)
{
  Talk talk = { 0 };

  run_loop (&talk, "hello", "hello", 200, 5000);
  g_assert_true (talk.stopped);
  g_assert_cmpuint (talk.n_messages, >=, 2000);
  g_assert_cmpuint (talk.n_messages, <, 2010);
}

/* Two that answer slowly are noticed when it has lasted. */
static void
test_slow_echo (void)
{
  Talk talk = { 0 };

  run_loop (&talk, "hello", "hello", 90 * MS, 5000);
  g_assert_true (talk.stopped);
  g_assert_cmpuint (talk.n_messages, <, 130);
}

static void
test_ping_pong (void)
{
  Talk talk = { 0 };
  Talk slow = { 0 };

  run_loop (&talk, "ping", "pong", 100, 20000);
  g_assert_true (talk.stopped);
  g_assert_cmpuint (talk.n_messages, >, 10000);
  g_assert_cmpuint (talk.n_messages, <, 10010);

  run_loop (&slow, "ping", "pong", 15 * MS, 20000);
  g_assert_true (slow.stopped);
  g_assert_cmpuint (slow.n_messages, <, 1100);
}

/* A client that has something else to do between its questions. */
static void
test_leisurely (void)
{
  Talk talk = { 0 };
  Talk echo = { 0 };

  run_loop (&talk, "ping", "pong", 50 * MS, 20000);
  g_assert_false (talk.stopped);
  run_loop (&echo, "ping", "ping", 150 * MS, 20000);
  g_assert_false (echo.stopped);
}

/* A timer sends whatever comes back: for a moment replies are late, and not one is missing. */
static void
test_timer (void)
{
  Talk talk = { 0 };

  talk.now = 1000 * MS;
  for (guint i = 0; i < 200000; i++)
    {
      gint64 next = talk.now + MS;

      receive (&talk, "ping", "ping");
      pass_time (&talk, next, "ping");
      talk.now = next;
    }
  g_assert_false (talk.stopped);
  g_assert_cmpuint (talk.n_held_at_most, <, 60);
  g_assert_cmpuint (talk.n_held, ==, 0);
}

/* As many messages as are suspicious, and then no more. */
static void
test_burst (void)
{
  Talk talk = { 0 };

  talk.now = 1000 * MS;
  while (!talk.holding)
    {
      receive (&talk, "ping", "ping");
      talk.now += 50;
    }
  g_assert_cmpuint (talk.n_messages, ==, 2001);
  g_assert_true (pass_time (&talk, G_MAXINT64, "ping"));
  g_assert_cmpuint (talk.n_held, ==, 0);
  talk.now += 5000 * MS;
  receive (&talk, "ping", "ping");
  g_assert_false (talk.stopped);
  g_assert_false (talk.holding);
}

/* What came in one go was not caused by the replies. */
static void
test_pipeline (void)
{
  Talk talk = { 0 };

  for (guint i = 0; i < 50000; i++)
    {
      talk.now = 1000 * MS;
      g_assert_cmpint (sockeye_loop_guard_receive (&talk.guard, talk.now, (const guint8 *) "x", 1, talk.now),
                       ==, SOCKEYE_LOOP_PASS);
      talk.now += 10 * MS;
      reply (&talk, "x");
    }
}

/* The user talks as well. */
static void
test_user (void)
{
  Talk talk = { 0 };

  for (guint i = 0; i < 30 && !talk.stopped; i++)
    {
      run_loop (&talk, "ping", "ping", 200, 1500);
      sockeye_loop_guard_reset (&talk.guard);
    }
  g_assert_false (talk.stopped);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loop-guard/echo", test_echo);
  g_test_add_func ("/loop-guard/slow-echo", test_slow_echo);
  g_test_add_func ("/loop-guard/ping-pong", test_ping_pong);
  g_test_add_func ("/loop-guard/leisurely", test_leisurely);
  g_test_add_func ("/loop-guard/timer", test_timer);
  g_test_add_func ("/loop-guard/burst", test_burst);
  g_test_add_func ("/loop-guard/pipeline", test_pipeline);
  g_test_add_func ("/loop-guard/user", test_user);
  return g_test_run ();
}
