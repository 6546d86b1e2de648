/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "pattern.h"

#include <string.h>

static GArray *
find (SockeyePattern *pattern, const char *bytes, gsize length, gsize context)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));

  sockeye_pattern_find (pattern, (const guint8 *) bytes, length, context, matches, G_MAXUINT);
  return matches;
}

static void
assert_match (GArray *matches, guint i, gint64 start, gint64 length)
{
  g_assert_cmpuint (i, <, matches->len);
  g_assert_cmpint (g_array_index (matches, SockeyeMatch, i).start, ==, start);
  g_assert_cmpint (g_array_index (matches, SockeyeMatch, i).length, ==, length);
}

typedef struct
{
  SockeyePatternKind kind;
  const char *pattern;
  gboolean match_case;
  const char *charset;
  const char *bytes;
  gsize length;
  guint n;
  gint64 first;
  gint64 first_length;
} Case;

#define BYTES(s) .bytes = s, .length = sizeof (s) - 1

static const Case cases[] = {
  { SOCKEYE_PATTERN_TEXT, "ab", TRUE, "utf-8", BYTES ("xabABab"), 2, 1, 2 },
  { SOCKEYE_PATTERN_TEXT, "ab", FALSE, "utf-8", BYTES ("xaBABab"), 3, 1, 2 },
  { SOCKEYE_PATTERN_TEXT, "a", FALSE, "utf-8", BYTES ("AxA"), 2, 0, 1 },
  { SOCKEYE_PATTERN_TEXT, "aa", TRUE, "utf-8", BYTES ("aaaaa"), 2, 0, 2 },
  { SOCKEYE_PATTERN_TEXT, "\xe4\xbd\xa0", TRUE, "gbk", BYTES ("x\xc4\xe3y"), 1, 1, 2 },
  { SOCKEYE_PATTERN_TEXT, "\xe4\xbd\xa0", FALSE, "utf-16le", BYTES ("x\0\x60\x4f"), 1, 2, 2 },
  { SOCKEYE_PATTERN_TEXT, "\xc3\x84", FALSE, "utf-8", BYTES ("x\xc3\xa4"), 1, 1, 2 },
  { SOCKEYE_PATTERN_HEX, "00 ff", TRUE, "utf-8", BYTES ("a\0\xff\0"), 1, 1, 2 },
  { SOCKEYE_PATTERN_REGEX, "b+", TRUE, "utf-8", BYTES ("abbab"), 2, 1, 2 },
  { SOCKEYE_PATTERN_REGEX, "^b$", TRUE, "utf-8", BYTES ("a\nb\nc"), 1, 2, 1 },
  { SOCKEYE_PATTERN_REGEX, "[\xe4\xbd\xa0\xe5\xa5\xbd]+", TRUE, "gbk", BYTES ("x\xc4\xe3\xba\xc3y"), 1, 1,
    4 },
  { SOCKEYE_PATTERN_TEXT, "z", TRUE, "utf-8", BYTES (""), 0, 0, 0 },
};

static void
test_tables (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (SockeyePattern) pattern = NULL;
      g_autoptr (GArray) matches = NULL;

      pattern = sockeye_pattern_new (c->kind, c->pattern, c->match_case, sockeye_charset_find (c->charset),
                                     &error);
      g_assert_no_error (error);
      matches = find (pattern, c->bytes, c->length, 0);
      g_test_message ("%u: %s", i, c->pattern);
      g_assert_cmpuint (matches->len, ==, c->n);
      if (c->n > 0)
        assert_match (matches, 0, c->first, c->first_length);
    }
}

/* However the bytes are cut, every match is found once: with the piece in which it ends. */
static void
test_borders (void)
{
  static const struct
  {
    SockeyePatternKind kind;
    const char *text;
    gboolean match_case;
  } patterns[] = {
    { SOCKEYE_PATTERN_TEXT, "abc", TRUE },
    { SOCKEYE_PATTERN_TEXT, "abc", FALSE },
    { SOCKEYE_PATTERN_TEXT, "b", TRUE },
  };
  const char *bytes = "abcxABCabcabc";
  const gsize length = strlen (bytes);

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (SockeyePattern) pattern = sockeye_pattern_new (
          patterns[i].kind, patterns[i].text, patterns[i].match_case, sockeye_charset_find ("utf-8"), NULL);
      gsize overlap = sockeye_pattern_get_overlap (pattern);
      g_autoptr (GArray) whole = find (pattern, bytes, length, 0);

      for (gsize cut = 1; cut < length; cut++)
        {
          gsize context = MIN (cut, overlap);
          g_autoptr (GArray) first = find (pattern, bytes, cut, 0);
          g_autoptr (GArray)
              second = find (pattern, bytes + cut - context, context + MIN (overlap, length - cut), context);

          sockeye_pattern_continue (pattern, (const guint8 *) bytes + cut, length - cut, second);
          g_assert_cmpuint (first->len + second->len, ==, whole->len);
          for (guint k = 0; k < second->len; k++)
            assert_match (whole, first->len + k, g_array_index (second, SockeyeMatch, k).start + (gint64) cut,
                          g_array_index (second, SockeyeMatch, k).length);
        }
    }
}

static void
test_errors (void)
{
  static const struct
  {
    SockeyePatternKind kind;
    const char *text;
    const char *charset;
    gint code;
  } bad[] = {
    { SOCKEYE_PATTERN_TEXT, "", "utf-8", SOCKEYE_ERROR_INVALID_PATTERN },
    { SOCKEYE_PATTERN_REGEX, "(", "utf-8", SOCKEYE_ERROR_INVALID_PATTERN },
    { SOCKEYE_PATTERN_HEX, "0g", "utf-8", SOCKEYE_ERROR_INVALID_HEX },
    { SOCKEYE_PATTERN_TEXT, "\xf0\x9f\x98\x80", "gbk", SOCKEYE_ERROR_UNENCODABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sockeye_pattern_new (bad[i].kind, bad[i].text, TRUE,
                                          sockeye_charset_find (bad[i].charset), &error));
      g_assert_error (error, SOCKEYE_ERROR, bad[i].code);
    }
}

static void
test_sentences (void)
{
  g_autoptr (SockeyePattern) text = sockeye_pattern_new (SOCKEYE_PATTERN_TEXT, "refused (", FALSE,
                                                         sockeye_charset_find ("utf-8"), NULL);
  g_autoptr (SockeyePattern)
      hex = sockeye_pattern_new (SOCKEYE_PATTERN_HEX, "41", FALSE, sockeye_charset_find ("utf-8"), NULL);

  g_assert_cmpuint (sockeye_pattern_count_in_text (text, "Refused (ECONNREFUSED), refused ("), ==, 2);
  g_assert_cmpuint (sockeye_pattern_count_in_text (hex, "A"), ==, 0);
}

/* Without the limit each of these takes some hundred milliseconds, and a log has many rows. */
static void
test_quick (void)
{
  static const char *const slow[] = { "(a+)+$", "(a|aa)+$", "(a*)*b" };
  g_autofree char *row = g_strnfill (1000, 'a');
  const SockeyeCharset *utf8 = sockeye_charset_find ("utf-8");

  row[999] = '!';
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      g_autoptr (SockeyePattern)
          pattern = sockeye_pattern_new (SOCKEYE_PATTERN_REGEX, slow[i], FALSE, utf8, NULL);
      g_autoptr (SockeyePattern) quick = sockeye_pattern_make_quick (pattern);
      gint64 start = g_get_monotonic_time ();

      g_assert_false (sockeye_pattern_has_given_up (quick));
      for (guint j = 0; j < 20; j++)
        g_array_unref (find (quick, row, 1000, 0));
      if (i < 2)
        g_assert_true (sockeye_pattern_has_given_up (quick));
      g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
    }
}

/* What is not slow is found as before. */
static void
test_quick_tables (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr (SockeyePattern) pattern = NULL;
      g_autoptr (SockeyePattern) quick = NULL;
      g_autoptr (GArray) matches = NULL;

      pattern = sockeye_pattern_new (c->kind, c->pattern, c->match_case, sockeye_charset_find (c->charset),
                                     NULL);
      quick = sockeye_pattern_make_quick (pattern);
      matches = find (quick, c->bytes, c->length, 0);
      g_assert_cmpuint (matches->len, ==, c->n);
      if (c->n > 0)
        assert_match (matches, 0, c->first, c->first_length);
      g_assert_false (sockeye_pattern_has_given_up (quick));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pattern/tables", test_tables);
  g_test_add_func ("/pattern/borders", test_borders);
  g_test_add_func ("/pattern/quick", test_quick);
  g_test_add_func ("/pattern/quick-tables", test_quick_tables);
  g_test_add_func ("/pattern/errors", test_errors);
  g_test_add_func ("/pattern/sentences", test_sentences);
  return g_test_run ();
}
