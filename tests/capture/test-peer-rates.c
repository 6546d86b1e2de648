/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-fixture.h"
#include "peer-rates.h"

#define HALF (G_USEC_PER_SEC / 2)

static void
test_rates (void)
{
  LogFixture fixture;
  g_autoptr (SockeyePeerRates) rates = NULL;
  guint32 a, b;
  SockeyeRate rate;

  log_fixture_init (&fixture);
  rates = sockeye_peer_rates_new (fixture.capture);
  a = log_fixture_add_peer (&fixture, 1001, TRUE);
  b = log_fixture_add_peer (&fixture, 1002, TRUE);
  log_fixture_receive (&fixture, a, "before", 6);

  g_assert_true (sockeye_peer_rates_get_current (rates, a, 0, &rate));
  g_assert_cmpfloat (rate.received_bytes, ==, 0);
  log_fixture_receive (&fixture, a, "0123456789", 10);
  log_fixture_append (&fixture, SOCKEYE_RECORD_SENT, 0, a, "012", 3);
  g_assert_true (sockeye_peer_rates_get_current (rates, a, HALF, &rate));
  g_assert_cmpfloat (rate.received_bytes, ==, 20);
  g_assert_cmpfloat (rate.received_messages, ==, 2);
  g_assert_cmpfloat (rate.sent_bytes, ==, 6);
  g_assert_cmpfloat (rate.sent_messages, ==, 2);
  g_assert_true (sockeye_peer_rates_get_current (rates, b, HALF, &rate));
  g_assert_cmpfloat (rate.received_bytes, ==, 0);

  /* It stops: the rate goes down to nothing. */
  g_assert_true (sockeye_peer_rates_get_current (rates, a, 2 * HALF, &rate));
  g_assert_cmpfloat (rate.received_bytes, ==, 10);
  g_assert_true (sockeye_peer_rates_get_current (rates, a, 3 * HALF, &rate));
  g_assert_cmpfloat (rate.received_bytes, ==, 0);

  /* Not asked for long: what came meanwhile is no current rate. */
  log_fixture_receive (&fixture, a, "0123456789", 10);
  g_assert_true (sockeye_peer_rates_get_current (rates, a, 30 * G_USEC_PER_SEC, &rate));
  g_assert_cmpfloat (rate.received_bytes, ==, 0);

  g_assert_false (sockeye_peer_rates_get_current (rates, b + 1, 0, &rate));
  g_assert_false (sockeye_peer_rates_get_current (rates, 0, 0, &rate));
  log_fixture_clear (&fixture);
}

static void
test_mean (void)
{
  LogFixture fixture;
  g_autoptr (SockeyePeerRates) rates = NULL;
  SockeyeRate rate;
  gint64 opened;
  guint32 peer;

  log_fixture_init (&fixture);
  rates = sockeye_peer_rates_new (fixture.capture);
  opened = fixture.time;
  peer = log_fixture_add_peer (&fixture, 1001, TRUE);
  log_fixture_receive (&fixture, peer, "0123456789", 10);
  g_assert_true (sockeye_peer_rates_get_mean (rates, peer, opened, &rate));
  g_assert_cmpfloat (rate.received_bytes, ==, 0);
  g_assert_true (sockeye_peer_rates_get_mean (rates, peer, opened + 2 * G_USEC_PER_SEC, &rate));
  g_assert_cmpfloat (rate.received_bytes, ==, 5);
  g_assert_cmpfloat (rate.received_messages, ==, 0.5);

  /* Once it is closed, the mean stays. */
  sockeye_sink_close_peer (fixture.sink, peer, opened + 4 * G_USEC_PER_SEC);
  g_assert_true (sockeye_peer_rates_get_mean (rates, peer, opened + 100 * G_USEC_PER_SEC, &rate));
  g_assert_cmpfloat (rate.received_bytes, ==, 2.5);
  g_assert_false (sockeye_peer_rates_get_mean (rates, peer + 1, opened, &rate));
  log_fixture_clear (&fixture);
}

/* However many connections there are, only so many are followed; those nobody asks about make room. */
static void
test_many (void)
{
  LogFixture fixture;
  g_autoptr (SockeyePeerRates) rates = NULL;
  SockeyeRate rate;

  log_fixture_init (&fixture);
  rates = sockeye_peer_rates_new (fixture.capture);
  for (guint i = 0; i <= SOCKEYE_PEER_RATES_MAX; i++)
    log_fixture_add_peer (&fixture, 1001, TRUE);
  for (guint32 id = 1; id <= SOCKEYE_PEER_RATES_MAX; id++)
    g_assert_true (sockeye_peer_rates_get_current (rates, id, 0, &rate));
  g_assert_false (sockeye_peer_rates_get_current (rates, SOCKEYE_PEER_RATES_MAX + 1, HALF, &rate));
  g_assert_true (sockeye_peer_rates_get_current (rates, SOCKEYE_PEER_RATES_MAX + 1, 9 * HALF, &rate));
  log_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/peer-rates/current", test_rates);
  g_test_add_func ("/peer-rates/mean", test_mean);
  g_test_add_func ("/peer-rates/many", test_many);

  return g_test_run ();
}
