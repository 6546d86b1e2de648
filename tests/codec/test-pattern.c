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

  /* A byte that is no text, as the log shows it, and the same characters in the text */
  { SOCKEYE_PATTERN_TEXT, "\\xFF", FALSE, "utf-8", BYTES ("a\xff\xfe\xff"), 2, 1, 1 },
  { SOCKEYE_PATTERN_TEXT, "\\xff", FALSE, "utf-8", BYTES ("a\xff"), 1, 1, 1 },
  { SOCKEYE_PATTERN_TEXT, "b\\xFF\\xFEc", TRUE, "utf-8", BYTES ("ab\xff\xfe\x63"), 1, 1, 4 },
  { SOCKEYE_PATTERN_TEXT, "\\xFF", TRUE, "utf-8", BYTES ("a\\xFF"), 1, 1, 4 },
  { SOCKEYE_PATTERN_TEXT, "\\xFF", TRUE, "gbk", BYTES ("\xc4\xe3\xff"), 1, 2, 1 },
  { SOCKEYE_PATTERN_TEXT, "\\xE4", TRUE, "utf-8", BYTES ("\xe4\xbd\xa0"), 0, 0, 0 },
  { SOCKEYE_PATTERN_LITERAL, "\\xFF", TRUE, "utf-8", BYTES ("a\xff\\xFF"), 1, 2, 4 },

  /* What has no characters is no match, and what may have none is found where it has some. */
  { SOCKEYE_PATTERN_REGEX, "^", TRUE, "utf-8", BYTES ("a\nb"), 0, 0, 0 },
  { SOCKEYE_PATTERN_REGEX, "(?=line)", TRUE, "utf-8", BYTES ("a line"), 0, 0, 0 },
  { SOCKEYE_PATTERN_REGEX, "^|line", TRUE, "utf-8", BYTES ("line"), 1, 0, 4 },
  { SOCKEYE_PATTERN_REGEX, "x*", TRUE, "utf-8", BYTES ("axxb"), 1, 1, 2 },
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

/* Records of one stream, and what is found with each of them: where it begins, and how long it is. */
static const struct
{
  const char *pattern;
  const char *records[4];
  const char *found;
} streams[] = {
  { "^line", { "line 0", "line 1", "line 2" }, "0+4 | 0+4 | 0+4 |" },
  { "^line \\d$", { "line 0", "line 1", "line 2" }, "0+6 | 0+6 | 0+6 |" },
  { "^line .*$", { "line 0", "line 1" }, "0+6 | 0+6 |" },
  { "\\Aline", { "line 0", "line 1", "a\nline" }, "0+4 | 0+4 | |" },
  { "\\bline\\b", { "line 0", "line 1" }, "0+4 | 0+4 |" },
  { "^b", { "a\nb", "a", "b" }, "2+1 | | 0+1 |" },
  { "[^a]+$", { "ab", "cd" }, "1+1 | -1+3 |" },

  /* What is cut in two is found with the second part, also where it begins a line. */
  { "hello", { "say hel", "lo hello" }, "| -3+5 3+5 |" },
  { "^hello", { "x", "hel", "lo hello" }, "| | -3+5 |" },
  { "^hello", { "h", "e", "l", "lo" }, "| | | -3+5 |" },
  { "^hello$", { "x\nhel", "lo", "hello" }, "| -3+5 | 0+5 |" },
  { "^hello", { "hel", "", "lo" }, "| | -3+5 |" },
  { "[^ ]+o$", { "hel", "lo", "x lo" }, "| -3+5 | 2+2 |" },
  { "\\[^lo|\\\\[^a]", { "[", "lo\\b" }, "| 2+2 |" },
  { "^lo", { "hel", "lo" }, "| 0+2 |" },
  { "(?<=a)b", { "xa", "bab" }, "| 0+1 2+1 |" },
  { "\\Bb", { "a", "bab" }, "| 0+1 2+1 |" },
  { "a\\nb$", { "a", "\nb" }, "| -1+3 |" },
  { "^\xe4\xbd\xa0", { "a", "\xe4\xbd", "\xa0 \xe4\xbd\xa0" }, "| | -2+3 |" },
  { "^", { "a", "b" }, "| |" },
};

static GArray *
find_in_record (SockeyePattern *pattern, const char *const *records, guint n)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GString) bytes = g_string_new (NULL);
  gsize context;

  for (guint i = 0; i < n; i++)
    {
      guint32 start = (guint32) bytes->len;

      if (*records[i] != '\0')
        g_array_prepend_val (starts, start);
      g_string_append (bytes, records[i]);
    }
  context = bytes->len;
  g_string_append (bytes, records[n]);
  sockeye_pattern_find_in_stream (pattern, (const guint8 *) bytes->str, bytes->len, context, starts, matches);
  return matches;
}

static void
test_streams (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_autoptr (SockeyePattern) pattern = sockeye_pattern_new (SOCKEYE_PATTERN_REGEX, streams[i].pattern,
                                                                TRUE, sockeye_charset_find ("utf-8"), NULL);
      g_autoptr (GString) found = g_string_new (NULL);

      for (guint n = 0; n < G_N_ELEMENTS (streams[i].records) && streams[i].records[n] != NULL; n++)
        {
          g_autoptr (GArray) matches = find_in_record (pattern, streams[i].records, n);

          for (guint k = 0; k < matches->len; k++)
            {
              const SockeyeMatch *match = &g_array_index (matches, SockeyeMatch, k);

              g_string_append_printf (found, "%" G_GINT64_FORMAT "+%" G_GINT64_FORMAT " ", match->start,
                                      match->length);
            }
          g_string_append (found, "| ");
        }
      g_strchomp (found->str);
      g_test_message ("%u: %s", i, streams[i].pattern);
      g_assert_cmpstr (found->str, ==, streams[i].found);
    }
}

/* It is told when an expression stands for no character, so that nobody waits for it. */
static void
test_places (void)
{
  static const struct
  {
    const char *pattern;
    gboolean places;
  } patterns[] = { { "^", TRUE }, { "(?=line)", TRUE }, { "x*", TRUE }, { "^x", FALSE }, { "(?=x)", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (SockeyePattern) pattern = sockeye_pattern_new (SOCKEYE_PATTERN_REGEX, patterns[i].pattern,
                                                                TRUE, sockeye_charset_find ("utf-8"), NULL);

      g_assert_false (sockeye_pattern_has_matched_places (pattern));
      g_array_unref (find (pattern, "a line", 6, 0));
      g_assert_cmpint (sockeye_pattern_has_matched_places (pattern), ==, patterns[i].places);
      g_assert_cmpuint (sockeye_pattern_find_in_text (pattern, "The line is closed.", NULL, G_MAXUINT), ==,
                        0);
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

  static const char sentence[] = "连接 Refused (ECONNREFUSED), refused (";
  g_autoptr (SockeyePattern) regex = sockeye_pattern_new (SOCKEYE_PATTERN_REGEX, "re[a-z]+ed|$", FALSE,
                                                          sockeye_charset_find ("gbk"), NULL);
  g_autoptr (SockeyePattern) quick = sockeye_pattern_make_quick (regex);
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));

  g_assert_cmpuint (sockeye_pattern_find_in_text (text, sentence, matches, G_MAXUINT), ==, 2);
  g_assert_cmpint (g_array_index (matches, SockeyeMatch, 0).start, ==, 7);
  g_assert_cmpint (g_array_index (matches, SockeyeMatch, 0).length, ==, 9);
  g_assert_cmpint (g_array_index (matches, SockeyeMatch, 1).start, ==, strlen (sentence) - 9);
  g_assert_cmpuint (sockeye_pattern_find_in_text (text, sentence, NULL, 1), ==, 1);
  g_assert_cmpuint (sockeye_pattern_find_in_text (hex, "A", NULL, G_MAXUINT), ==, 0);

  g_array_set_size (matches, 0);
  g_assert_cmpuint (sockeye_pattern_find_in_text (quick, sentence, matches, G_MAXUINT), ==, 3);
  g_assert_cmpint (g_array_index (matches, SockeyeMatch, 0).start, ==, 7);
  g_assert_cmpint (g_array_index (matches, SockeyeMatch, 0).length, ==, 7);
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
  g_test_add_func ("/pattern/streams", test_streams);
  g_test_add_func ("/pattern/places", test_places);
  g_test_add_func ("/pattern/quick", test_quick);
  g_test_add_func ("/pattern/quick-tables", test_quick_tables);
  g_test_add_func ("/pattern/errors", test_errors);
  g_test_add_func ("/pattern/sentences", test_sentences);
  return g_test_run ();
}
