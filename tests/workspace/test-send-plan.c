/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-plan.h"

static const struct
{
  SockeyeSendPlan plan;
  const char *text;
  const char *prepared;
} cases[] = {
  { { SOCKEYE_LINE_END_LF, FALSE }, "", "" },
  { { SOCKEYE_LINE_END_LF, FALSE }, "one", "one" },
  { { SOCKEYE_LINE_END_LF, FALSE }, "one\ntwo", "one\ntwo" },
  { { SOCKEYE_LINE_END_LF, FALSE }, "one\r\ntwo\rthree\n", "one\ntwo\nthree\n" },
  { { SOCKEYE_LINE_END_LF, TRUE }, "", "\n" },
  { { SOCKEYE_LINE_END_LF, TRUE }, "one\n", "one\n\n" },
  { { SOCKEYE_LINE_END_CRLF, FALSE }, "one\ntwo", "one\r\ntwo" },
  { { SOCKEYE_LINE_END_CRLF, FALSE }, "one\r\ntwo", "one\r\ntwo" },
  { { SOCKEYE_LINE_END_CRLF, FALSE }, "\r\r\n\n", "\r\n\r\n\r\n" },
  { { SOCKEYE_LINE_END_CRLF, TRUE }, "你好", "你好\r\n" },
  { { SOCKEYE_LINE_END_CR, FALSE }, "one\ntwo\r\n", "one\rtwo\r" },
  { { SOCKEYE_LINE_END_CR, TRUE }, "one", "one\r" },
};

static void
test_prepare (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *prepared = sockeye_send_plan_prepare (&cases[i].plan, cases[i].text);

      g_assert_cmpstr (prepared, ==, cases[i].prepared);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-plan/prepare", test_prepare);
  return g_test_run ();
}
