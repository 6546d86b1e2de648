/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sentences.h"

static void
test_join (void)
{
  const char *const three[] = { "One.", "Two.", "Three.", NULL };
  const char *const none[] = { NULL };
  g_autofree char *one = sockeye_sentences_join ("One.", NULL);
  g_autofree char *two = sockeye_sentences_join ("", "One.", "", "Two.", "", NULL);
  g_autofree char *all = sockeye_sentences_joinv (three);
  g_autofree char *nothing = sockeye_sentences_joinv (none);

  g_assert_cmpstr (one, ==, "One.");
  g_assert_cmpstr (two, ==, "One. Two.");
  g_assert_cmpstr (all, ==, "One. Two. Three.");
  g_assert_cmpstr (nothing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sentences/join", test_join);

  return g_test_run ();
}
