/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "option.h"

static void
test_names (void)
{
  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    {
      SockeyeOption found = SOCKEYE_N_OPTIONS;

      g_assert_nonnull (sockeye_option_get_name (i));
      g_assert_true (sockeye_option_find (sockeye_option_get_name (i), &found));
      g_assert_cmpuint (found, ==, i);
    }
}

static void
test_unknown_name (void)
{
  SockeyeOption option = SOCKEYE_OPTION_TCP_NODELAY;

  g_assert_false (sockeye_option_find ("", &option));
  g_assert_false (sockeye_option_find ("TCP_NODELAYS", &option));
  g_assert_cmpuint (option, ==, SOCKEYE_OPTION_TCP_NODELAY);
}

static void
test_format (void)
{
  static const struct
  {
    SockeyeOption option;
    gint64 number;
    const char *text;
    const char *expected;
  } cases[] = {
    { SOCKEYE_OPTION_TCP_NODELAY, 1, NULL, "on" },
    { SOCKEYE_OPTION_TCP_NODELAY, 0, NULL, "off" },
    { SOCKEYE_OPTION_SO_RCVBUF, 1, NULL, "1 byte" },
    { SOCKEYE_OPTION_SO_RCVBUF, 131072, NULL, "131072 bytes" },
    { SOCKEYE_OPTION_TCP_KEEPIDLE, 7200, NULL, "7200 s" },
    { SOCKEYE_OPTION_TCP_KEEPCNT, 9, NULL, "9" },
    { SOCKEYE_OPTION_TCP_USER_TIMEOUT, 1500, NULL, "1500 ms" },
    { SOCKEYE_OPTION_SO_LINGER, -1, NULL, "off" },
    { SOCKEYE_OPTION_SO_LINGER, 0, NULL, "0 s" },
    { SOCKEYE_OPTION_IP_TTL, 64, NULL, "64" },
    { SOCKEYE_OPTION_IP_TOS, 0, NULL, "0 (DSCP 0, CS0)" },
    { SOCKEYE_OPTION_IP_TOS, 184, NULL, "184 (DSCP 46, EF)" },
    { SOCKEYE_OPTION_IP_TOS, 255, NULL, "255 (DSCP 63)" },
    { SOCKEYE_OPTION_TCP_CONGESTION, 0, "cubic", "cubic" },
    { SOCKEYE_OPTION_SO_BINDTODEVICE, 0, "", "none" },
    { SOCKEYE_OPTION_SO_BINDTODEVICE, 0, NULL, "none" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *formatted = sockeye_option_format (cases[i].option, cases[i].number, cases[i].text);

      g_assert_cmpstr (formatted, ==, cases[i].expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/option/names", test_names);
  g_test_add_func ("/option/unknown-name", test_unknown_name);
  g_test_add_func ("/option/format", test_format);
  return g_test_run ();
}
