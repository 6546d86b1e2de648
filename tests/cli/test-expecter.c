/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "expecter.h"

#include <string.h>

static void
push (SockeyeExpecter *expecter, guint32 peer, const char *bytes)
{
  sockeye_expecter_push (expecter, peer, FALSE, (const guint8 *) bytes, strlen (bytes));
}

static gboolean
look_for (SockeyeExpecter *expecter, SockeyePatternKind kind, const char *text, guint32 *peer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeExpectation)
      what = sockeye_expectation_new (kind, text, TRUE, sockeye_charset_find ("utf-8"), &error);

  g_assert_no_error (error);
  sockeye_expecter_begin (expecter);
  return sockeye_expecter_look (expecter, what, peer);
}

static void
test_eats (void)
{
  g_autoptr (SockeyeExpecter) expecter = sockeye_expecter_new (sockeye_charset_find ("utf-8"));
  guint32 peer = 0;

  push (expecter, 1, "one two one\r\n");
  g_assert_true (look_for (expecter, SOCKEYE_PATTERN_TEXT, "two", &peer));
  g_assert_true (look_for (expecter, SOCKEYE_PATTERN_REGEX, "on.\\r", &peer));
  g_assert_false (look_for (expecter, SOCKEYE_PATTERN_TEXT, "one", &peer));
  g_assert_true (look_for (expecter, SOCKEYE_PATTERN_HEX, "0A", &peer));
  g_assert_false (look_for (expecter, SOCKEYE_PATTERN_TEXT, "\\n", &peer));
  g_assert_cmpuint (peer, ==, 1);
}

/* Every way to cut what comes into two pieces. */
static void
test_borders (void)
{
  static const struct
  {
    SockeyePatternKind kind;
    const char *text;
  } wanted[] = {
    { SOCKEYE_PATTERN_TEXT, "需要 v42" },
    { SOCKEYE_PATTERN_HEX, "e9 9c 80 e8 a6 81 20 76 34 32" },
    { SOCKEYE_PATTERN_REGEX, "需. v\\d2" },
  };
  static const char all[] = "前面需要 v42后面";

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    for (gsize cut = 0; cut <= strlen (all); cut++)
      {
        const SockeyeCharset *charset = sockeye_charset_find ("utf-8");
        g_autoptr (SockeyeExpecter) expecter = sockeye_expecter_new (charset);
        g_autoptr (SockeyeExpectation)
            what = sockeye_expectation_new (wanted[i].kind, wanted[i].text, TRUE, charset, NULL);
        g_autofree char *first = g_strndup (all, cut);
        guint32 peer = 0;

        push (expecter, 7, first);
        if (!sockeye_expecter_look (expecter, what, &peer))
          {
            push (expecter, 7, all + cut);
            g_assert_true (sockeye_expecter_look (expecter, what, &peer));
          }
        g_assert_cmpuint (peer, ==, 7);
      }
}

static void
test_far_ends_apart (void)
{
  g_autoptr (SockeyeExpecter) expecter = sockeye_expecter_new (sockeye_charset_find ("utf-8"));
  guint32 peer = 0;

  push (expecter, 1, "PI");
  push (expecter, 2, "NG");
  g_assert_false (look_for (expecter, SOCKEYE_PATTERN_TEXT, "PING", &peer));
  push (expecter, 1, "NG");
  g_assert_true (look_for (expecter, SOCKEYE_PATTERN_TEXT, "PING", &peer));
  g_assert_cmpuint (peer, ==, 1);
  g_assert_true (look_for (expecter, SOCKEYE_PATTERN_TEXT, "NG", &peer));
  g_assert_cmpuint (peer, ==, 2);
}

static void
test_datagrams_apart (void)
{
  g_autoptr (SockeyeExpecter) expecter = sockeye_expecter_new (sockeye_charset_find ("utf-8"));
  guint32 peer = 0;

  sockeye_expecter_push (expecter, 1, TRUE, (const guint8 *) "ab", 2);
  g_assert_true (sockeye_expecter_is_due (expecter));
  g_assert_false (look_for (expecter, SOCKEYE_PATTERN_TEXT, "bc", &peer));
  sockeye_expecter_push (expecter, 1, TRUE, (const guint8 *) "cd", 2);
  g_assert_false (look_for (expecter, SOCKEYE_PATTERN_TEXT, "bc", &peer));
  g_assert_true (look_for (expecter, SOCKEYE_PATTERN_REGEX, "^cd$", &peer));
}

/* In GBK, B0 A1 is one character, and A1 B0 another one, which does not stand in B0 A1 B0 A1. */
static void
test_character_borders (void)
{
  const SockeyeCharset *charset = sockeye_charset_find ("gbk");
  g_autoptr (SockeyeExpecter) expecter = sockeye_expecter_new (charset);
  g_autoptr (SockeyeExpectation) across = NULL;
  g_autoptr (SockeyeExpectation)
      bytes = sockeye_expectation_new (SOCKEYE_PATTERN_HEX, "A1B0", FALSE, charset, NULL);
  g_autofree char *text = g_convert ("\xa1\xb0", 2, "UTF-8", "GBK", NULL, NULL, NULL);
  guint32 peer = 0;

  across = sockeye_expectation_new (SOCKEYE_PATTERN_TEXT, text, FALSE, charset, NULL);
  push (expecter, 1, "\xb0\xa1\xb0\xa1");
  g_assert_false (sockeye_expecter_look (expecter, across, &peer));
  sockeye_expecter_begin (expecter);
  g_assert_true (sockeye_expecter_look (expecter, bytes, &peer));
}

/* Much that is not expected does not pile up, and a match is found all the same. */
static void
test_bounded (void)
{
  const SockeyeCharset *charset = sockeye_charset_find ("gbk");
  g_autoptr (SockeyeExpecter) expecter = sockeye_expecter_new (charset);
  g_autoptr (SockeyeExpectation)
      what = sockeye_expectation_new (SOCKEYE_PATTERN_TEXT, "完", FALSE, charset, NULL);
  g_autofree guint8 *block = g_malloc (64 << 10);
  g_autoptr (GBytes) newest = NULL;
  guint32 peer = 0;
  guint64 total;

  memset (block, 0xb0, 64 << 10);
  for (guint i = 0; i < 64; i++)
    {
      sockeye_expecter_push (expecter, 3, FALSE, block, (64 << 10) - 1);
      g_assert_false (sockeye_expecter_look (expecter, what, &peer));
    }
  newest = sockeye_expecter_get_newest (expecter, &peer, &total);
  g_assert_cmpuint (total, ==, 64 * ((64 << 10) - 1));
  g_assert_cmpuint (g_bytes_get_size (newest), ==, SOCKEYE_EXPECTER_SHOWN);
  push (expecter, 3, "\xcd\xea");
  g_assert_true (sockeye_expecter_look (expecter, what, &peer));
}

static void
test_wrong (void)
{
  static const struct
  {
    SockeyePatternKind kind;
    const char *text;
    int code;
  } cases[] = {
    { SOCKEYE_PATTERN_TEXT, "", SOCKEYE_ERROR_INVALID_PATTERN },
    { SOCKEYE_PATTERN_HEX, " ", SOCKEYE_ERROR_INVALID_PATTERN },
    { SOCKEYE_PATTERN_HEX, "0", SOCKEYE_ERROR_INVALID_HEX },
    { SOCKEYE_PATTERN_REGEX, "(", SOCKEYE_ERROR_INVALID_PATTERN },
    { SOCKEYE_PATTERN_TEXT, "\\q", SOCKEYE_ERROR_INVALID_ESCAPE },
    { SOCKEYE_PATTERN_TEXT, "😀", SOCKEYE_ERROR_UNENCODABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          sockeye_expectation_new (cases[i].kind, cases[i].text, TRUE, sockeye_charset_find ("gbk"), &error));
      g_assert_error (error, SOCKEYE_ERROR, cases[i].code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expecter/eats", test_eats);
  g_test_add_func ("/expecter/borders", test_borders);
  g_test_add_func ("/expecter/far-ends-apart", test_far_ends_apart);
  g_test_add_func ("/expecter/datagrams-apart", test_datagrams_apart);
  g_test_add_func ("/expecter/character-borders", test_character_borders);
  g_test_add_func ("/expecter/bounded", test_bounded);
  g_test_add_func ("/expecter/wrong", test_wrong);
  return g_test_run ();
}
