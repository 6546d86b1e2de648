/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-clock.h"

#include <time.h>

static void
test_absolute (void)
{
  static const struct
  {
    gint64 time;
    gboolean with_date;
    const char *text;
  } cases[] = {
    { 0, FALSE, "00:00:00.000000" },
    { G_GINT64_CONSTANT (1763827541240123), FALSE, "16:05:41.240123" },
    { G_GINT64_CONSTANT (1763827541240123), TRUE, "2025-11-22 16:05:41.240123" },
    { G_GINT64_CONSTANT (1763827541999999), FALSE, "16:05:41.999999" },
    { G_GINT64_CONSTANT (1763827542000000), FALSE, "16:05:42.000000" },
    { -1, TRUE, "1969-12-31 23:59:59.999999" },
    { -2 * G_USEC_PER_SEC, FALSE, "23:59:58.000000" },
  };
  SockeyeLogClock clock = { 0 };

  /* The second round is answered from memory. */
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        g_autoptr (GString) text = g_string_new (NULL);

        sockeye_log_clock_append (&clock, text, cases[i].time, cases[i].with_date);
        g_assert_cmpstr (text->str, ==, cases[i].text);
      }
}

/* Seconds that share a slot must not be taken for each other. */
static void
test_many_seconds (void)
{
  SockeyeLogClock clock = { 0 };

  for (gint64 second = 0; second < 10 * SOCKEYE_LOG_CLOCK_SLOTS; second += 7)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *expected = g_strdup_printf ("00:%02u:%02u.000000", (guint) second / 60,
                                                   (guint) second % 60);

      sockeye_log_clock_append (&clock, text, second * G_USEC_PER_SEC, FALSE);
      g_assert_cmpstr (text->str, ==, expected);
    }
}

static void
test_difference (void)
{
  static const struct
  {
    gint64 difference;
    const char *text;
  } cases[] = {
    { 0, "+0.000000" },
    { 123, "+0.000123" },
    { 12345678, "+12.345678" },
    { -123, "-0.000123" },
    { -1000000, "-1.000000" },
    { G_MAXINT64, "+9223372036854.775807" },
    { G_MININT64, "-9223372036854.775808" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      sockeye_log_clock_append_difference (text, cases[i].difference);
      g_assert_cmpstr (text->str, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  tzset ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-clock/absolute", test_absolute);
  g_test_add_func ("/log-clock/many-seconds", test_many_seconds);
  g_test_add_func ("/log-clock/difference", test_difference);

  return g_test_run ();
}
