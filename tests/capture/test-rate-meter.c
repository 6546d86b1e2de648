/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rate-meter.h"

static void
add (SockeyeRateMeter *meter, gint64 ms, guint64 messages, guint64 bytes)
{
  SockeyeTraffic traffic = { .received_messages = messages,
                             .received_bytes = bytes,
                             .sent_bytes = 2 * bytes };

  sockeye_rate_meter_add (meter, ms * 1000, &traffic);
}

static void
test_rates (void)
{
  g_autoptr (SockeyeRateMeter) meter = sockeye_rate_meter_new ();
  SockeyeRate rate;

  sockeye_rate_meter_get_current (meter, &rate);
  g_assert_cmpfloat (rate.received_bytes, ==, 0);
  g_assert_true (sockeye_rate_meter_is_quiet (meter));

  add (meter, 0, 10, 1000);
  sockeye_rate_meter_get_mean (meter, &rate);
  g_assert_cmpfloat (rate.received_bytes, ==, 0);

  /* 2 s at 1000 bytes a second, then 1 s of nothing. */
  for (guint i = 1; i <= 8; i++)
    add (meter, i * 250, 10 + i, 1000 + i * 250);
  sockeye_rate_meter_get_current (meter, &rate);
  g_assert_cmpfloat (rate.received_bytes, ==, 1000);
  g_assert_cmpfloat (rate.received_messages, ==, 4);
  g_assert_cmpfloat (rate.sent_bytes, ==, 2000);
  add (meter, 3000, 18, 3000);
  sockeye_rate_meter_get_current (meter, &rate);
  g_assert_cmpfloat (rate.received_bytes, ==, 0);
  sockeye_rate_meter_get_mean (meter, &rate);
  g_assert_cmpfloat_with_epsilon (rate.received_bytes, 2000.0 / 3, 0.001);
  g_assert_false (sockeye_rate_meter_is_quiet (meter));

  sockeye_rate_meter_reset (meter);
  sockeye_rate_meter_get_mean (meter, &rate);
  g_assert_cmpfloat (rate.received_bytes, ==, 0);
}

static void
test_ring (void)
{
  g_autoptr (SockeyeRateMeter) meter = sockeye_rate_meter_new ();
  SockeyeRate rates[SOCKEYE_RATE_SAMPLES];
  guint n;

  for (guint i = 0; i <= SOCKEYE_RATE_SAMPLES + 10; i++)
    add (meter, i * 250, i, (guint64) i * i);
  n = sockeye_rate_meter_get_series (meter, rates, G_N_ELEMENTS (rates));
  g_assert_cmpuint (n, ==, SOCKEYE_RATE_SAMPLES - 1);
  /* From i² to (i + 1)² in a quarter of a second. */
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (rates[i].received_bytes, ==, 4.0 * (2 * (i + 11) + 1));
  g_assert_cmpuint (sockeye_rate_meter_get_series (meter, rates, 3), ==, 3);
  g_assert_cmpfloat (rates[2].received_bytes, ==, 4.0 * (2 * (SOCKEYE_RATE_SAMPLES + 9) + 1));
}

/* A clock that stands still must not divide by zero. */
static void
test_same_time (void)
{
  g_autoptr (SockeyeRateMeter) meter = sockeye_rate_meter_new ();
  SockeyeRate rate;

  add (meter, 5, 0, 0);
  add (meter, 5, 7, 7);
  sockeye_rate_meter_get_current (meter, &rate);
  g_assert_cmpfloat (rate.received_bytes, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-meter/rates", test_rates);
  g_test_add_func ("/rate-meter/ring", test_ring);
  g_test_add_func ("/rate-meter/same-time", test_same_time);
  return g_test_run ();
}
