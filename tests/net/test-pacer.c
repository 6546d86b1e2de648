/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pacer.h"

static void
assert_waits (SockeyePacer *pacer, gint64 now, gint64 until)
{
  gint64 next;

  g_assert_cmpuint (sockeye_pacer_get_allowance (pacer, now, &next), ==, 0);
  g_assert_cmpint (next, ==, until);
}

static void
assert_allows (SockeyePacer *pacer, gint64 now, gsize length)
{
  gint64 next;

  g_assert_cmpuint (sockeye_pacer_get_allowance (pacer, now, &next), ==, length);
}

static void
test_split (void)
{
  const SockeyeFaults faults = { .split = 3, .gap_ms = 10 };
  SockeyePacer *pacer = sockeye_pacer_new (&faults);

  sockeye_pacer_add (pacer, 7, 1000);
  assert_allows (pacer, 1000, 3);
  sockeye_pacer_take (pacer, 3, 1000);
  assert_waits (pacer, 1000, 11000);
  assert_allows (pacer, 11000, 3);
  sockeye_pacer_take (pacer, 2, 11000); /* the system took less */
  assert_allows (pacer, 21000, 2);
  sockeye_pacer_free (pacer);
}

static void
test_delay (void)
{
  const SockeyeFaults faults = { .delay_ms = 5 };
  SockeyePacer *pacer = sockeye_pacer_new (&faults);

  sockeye_pacer_add (pacer, 4, 0);
  sockeye_pacer_add (pacer, 6, 2000);
  assert_waits (pacer, 4999, 5000);
  assert_allows (pacer, 5000, 4);
  sockeye_pacer_take (pacer, 4, 5000);
  assert_waits (pacer, 5000, 7000);
  /* Each is a write of its own, also late. */
  sockeye_pacer_add (pacer, 1, 2500);
  assert_allows (pacer, 9000, 6);
  sockeye_pacer_clear (pacer);
  sockeye_pacer_add (pacer, 9, 10000);
  assert_waits (pacer, 10000, 15000);
  sockeye_pacer_free (pacer);
}

static void
test_coalesce (void)
{
  const SockeyeFaults faults = { .coalesce_ms = 10 };
  SockeyePacer *pacer = sockeye_pacer_new (&faults);

  sockeye_pacer_add (pacer, 1, 0);
  sockeye_pacer_add (pacer, 2, 5000);
  sockeye_pacer_add (pacer, 4, 9999);
  assert_waits (pacer, 9999, 10000);
  assert_allows (pacer, 10000, 7);
  sockeye_pacer_add (pacer, 8, 10000);
  assert_allows (pacer, 10001, 7);
  sockeye_pacer_take (pacer, 7, 10001);
  assert_waits (pacer, 10001, 20000);
  sockeye_pacer_free (pacer);
}

/* A second's worth takes a second, however often it is asked. */
static void
test_rate (void)
{
  const SockeyeFaults faults = { .rate = 1000 };
  SockeyePacer *pacer = sockeye_pacer_new (&faults);
  gint64 now = G_USEC_PER_SEC;
  gsize left = 1000;

  sockeye_pacer_add (pacer, left, now);
  while (left > 0)
    {
      gint64 next;
      gsize n = sockeye_pacer_get_allowance (pacer, now, &next);

      if (n == 0)
        {
          g_assert_cmpint (next, >, now);
          now = next;
          continue;
        }
      g_assert_cmpuint (n, <=, 20);
      sockeye_pacer_take (pacer, n, now);
      left -= n;
    }
  g_assert_cmpint (now, >=, G_USEC_PER_SEC * 19 / 10);
  g_assert_cmpint (now, <=, G_USEC_PER_SEC * 2);
  sockeye_pacer_free (pacer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pacer/split", test_split);
  g_test_add_func ("/pacer/delay", test_delay);
  g_test_add_func ("/pacer/coalesce", test_coalesce);
  g_test_add_func ("/pacer/rate", test_rate);
  return g_test_run ();
}
