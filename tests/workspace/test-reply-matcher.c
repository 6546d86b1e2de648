/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "reply-matcher.h"

#include <string.h>

#define BYTES(text) text, sizeof text - 1

typedef struct
{
  const char *charset;
  SockeyeReplyWhen when;
  gboolean hex;
  const char *pattern;
  const char *bytes;
  gsize length;
  gboolean matches;
} Case;

#define EQUALS   SOCKEYE_REPLY_WHEN_EQUALS
#define STARTS   SOCKEYE_REPLY_WHEN_STARTS
#define CONTAINS SOCKEYE_REPLY_WHEN_CONTAINS
#define REGEX    SOCKEYE_REPLY_WHEN_REGEX

static const Case cases[] = {
  { "utf-8", SOCKEYE_REPLY_WHEN_MESSAGE, FALSE, "", BYTES (""), TRUE },
  { "utf-8", SOCKEYE_REPLY_WHEN_MESSAGE, FALSE, "", BYTES ("x"), TRUE },
  { "utf-8", SOCKEYE_REPLY_WHEN_BOTH, FALSE, "", BYTES ("x"), TRUE },
  { "utf-8", SOCKEYE_REPLY_WHEN_CONNECTION, FALSE, "", BYTES ("x"), FALSE },

  /* A line end behind a text does not count, and nothing else is forgiven. */
  { "utf-8", EQUALS, FALSE, "PING", BYTES ("PING"), TRUE },
  { "utf-8", EQUALS, FALSE, "PING", BYTES ("PING\n"), TRUE },
  { "utf-8", EQUALS, FALSE, "PING", BYTES ("PING\r\n"), TRUE },
  { "utf-8", EQUALS, FALSE, "PING", BYTES ("PING\r"), TRUE },
  { "utf-8", EQUALS, FALSE, "PING", BYTES ("PING\n\n"), FALSE },
  { "utf-8", EQUALS, FALSE, "PING", BYTES ("PING "), FALSE },
  { "utf-8", EQUALS, FALSE, "PING", BYTES ("ping"), FALSE },
  { "utf-8", EQUALS, FALSE, "PING", BYTES ("PIN"), FALSE },
  { "utf-8", EQUALS, FALSE, "PING", BYTES (""), FALSE },
  { "utf-8", EQUALS, FALSE, "PING", BYTES ("PING#"), TRUE }, /* the delimiter, see below */
  { "utf-8", EQUALS, TRUE, "50 49", BYTES ("PI"), TRUE },
  { "utf-8", EQUALS, TRUE, "50 49", BYTES ("PI\n"), FALSE },
  { "utf-8", EQUALS, TRUE, "50 49", BYTES ("PI#"), FALSE },
  { "utf-8", EQUALS, TRUE, "00 FF", BYTES ("\0\xff"), TRUE },
  { "gbk", EQUALS, FALSE, "你好", BYTES ("\xc4\xe3\xba\xc3"), TRUE },
  { "gbk", EQUALS, FALSE, "你好", BYTES ("\xc4\xe3\xba\xc3\r\n"), TRUE },
  { "gbk", EQUALS, FALSE, "你好", BYTES ("\xe4\xbd\xa0\xe5\xa5\xbd"), FALSE },
  { "utf-16le", EQUALS, FALSE, "ab", BYTES ("a\0b\0"), TRUE },
  { "utf-16le", EQUALS, FALSE, "ab", BYTES ("a\0b\0\r\0\n\0"), TRUE },
  { "utf-16le", EQUALS, FALSE, "ab", BYTES ("a\0b\0\n"), FALSE },
  { "utf-16be", EQUALS, TRUE, "0061", BYTES ("\0a"), TRUE },

  { "utf-8", STARTS, FALSE, "GET ", BYTES ("GET / HTTP/1.1\r\n"), TRUE },
  { "utf-8", STARTS, FALSE, "GET ", BYTES (" GET / HTTP/1.1\r\n"), FALSE },
  { "utf-8", STARTS, FALSE, "GET ", BYTES ("GET"), FALSE },
  { "utf-8", STARTS, TRUE, "01 03", BYTES ("\x01\x03\0\0"), TRUE },
  { "utf-8", STARTS, TRUE, "01 03", BYTES ("\x01\x04\0\0"), FALSE },
  { "gbk", STARTS, FALSE, "你", BYTES ("\xc4\xe3\xba\xc3"), TRUE },
  { "utf-16be", STARTS, FALSE, "ab", BYTES ("\0a\0b\0c"), TRUE },

  { "utf-8", CONTAINS, FALSE, "好", BYTES ("你好吗"), TRUE },
  { "utf-8", CONTAINS, FALSE, "好", BYTES ("你"), FALSE },
  { "utf-8", CONTAINS, FALSE, "a", BYTES ("A"), FALSE },
  { "utf-8", CONTAINS, FALSE, "\\xFF", BYTES ("a\xff"), FALSE },
  { "utf-8", CONTAINS, FALSE, "\\xFF", BYTES ("a\\xFF"), TRUE },
  { "utf-8", CONTAINS, TRUE, "0A 0B", BYTES ("\x09\x0a\x0b"), TRUE },
  { "utf-8", CONTAINS, TRUE, "0A 0B", BYTES ("\x0a\x09\x0b"), FALSE },
  { "gbk", CONTAINS, FALSE, "好", BYTES ("\xc4\xe3\xba\xc3"), TRUE },
  /* 0xE3BA stands across two characters only; the second time it is a character. */
  { "gbk", CONTAINS, FALSE, "愫", BYTES ("\xc4\xe3\xba\xc3"), FALSE },
  { "gbk", CONTAINS, FALSE, "愫", BYTES ("\xc4\xe3\xba\xc3\xe3\xba"), TRUE },
  { "utf-16le", CONTAINS, FALSE, "b", BYTES ("a\0b\0"), TRUE },
  /* U+6200 and U+6300 have the bytes of "b" across their border. */
  { "utf-16be", CONTAINS, FALSE, "b", BYTES ("\x62\x00\x62\x00"), FALSE },

  { "utf-8", REGEX, FALSE, "^PING$", BYTES ("PING\r\n"), TRUE },
  { "utf-8", REGEX, FALSE, "^PING$", BYTES ("PING"), TRUE },
  { "utf-8", REGEX, FALSE, "^PING$", BYTES ("A\nPING\nB"), FALSE },
  { "utf-8", REGEX, FALSE, "(?m)^PING$", BYTES ("A\nPING\nB"), TRUE },
  { "utf-8", REGEX, FALSE, "^.$", BYTES ("你"), TRUE },
  { "gbk", REGEX, FALSE, "^.好$", BYTES ("\xc4\xe3\xba\xc3"), TRUE },
  { "gbk", REGEX, FALSE, "^\\x{4f60}", BYTES ("\xc4\xe3\xba\xc3"), TRUE },
  { "utf-16le", REGEX, FALSE, "^a.c$", BYTES ("a\0b\0c\0\r\0\n\0"), TRUE },
  { "utf-8", REGEX, FALSE, "a", BYTES (""), FALSE },
  { "utf-8", REGEX, FALSE, "^$", BYTES (""), TRUE },
  { "utf-8", REGEX, FALSE, "b", BYTES ("a\0b"), TRUE },
  { "utf-8", REGEX, FALSE, "b", BYTES ("\xff\xff b"), TRUE },
  { "utf-8", REGEX, TRUE, "^\\x01\\x03..$", BYTES ("\x01\x03\x0a\x85"), TRUE },
  { "utf-8", REGEX, TRUE, "^\\x01\\x03.$", BYTES ("\x01\x03\x05\x0a"), FALSE },
  { "utf-16le", REGEX, TRUE, "^\\xff\\x00", BYTES ("\xff\0x"), TRUE },
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *test = &cases[i];
      SockeyeReplyFields fields = { .when = test->when, .hex = test->hex, .pattern = test->pattern };
      SockeyeReplySubject subject = { .bytes = (const guint8 *) test->bytes,
                                      .length = test->length,
                                      .total = test->length,
                                      .delimiter = (const guint8 *) "#",
                                      .delimiter_length = 1 };
      g_autoptr (GError) error = NULL;
      g_autoptr (SockeyeReplyMatcher)
          matcher = sockeye_reply_matcher_new (&fields, sockeye_charset_find (test->charset), &error);

      g_assert_no_error (error);
      if (sockeye_reply_matcher_match (matcher, &subject, NULL, &error) != test->matches)
        g_error ("case %zu: “%s” in %s", i, test->pattern, test->charset);
      g_assert_no_error (error);
      sockeye_reply_subject_clear (&subject);
    }
}

/* A message of which not all was kept is not equal to what was kept. */
static void
test_cut (void)
{
  SockeyeReplyFields fields = { .when = EQUALS, .pattern = "PING" };
  SockeyeReplySubject subject = { .bytes = (const guint8 *) "PING", .length = 4, .total = 5 };
  g_autoptr (SockeyeReplyMatcher)
      matcher = sockeye_reply_matcher_new (&fields, sockeye_charset_find ("utf-8"), NULL);

  g_assert_false (sockeye_reply_matcher_match (matcher, &subject, NULL, NULL));
  subject.total = 4;
  g_assert_true (sockeye_reply_matcher_match (matcher, &subject, NULL, NULL));
}

typedef struct
{
  const char *charset;
  SockeyeReplyWhen when;
  gboolean hex;
  const char *pattern;
  const char *bytes;
  gsize length;
  const char *groups; /* in hex, "|" between them */
} GroupCase;

static const GroupCase group_cases[] = {
  { "utf-8", SOCKEYE_REPLY_WHEN_MESSAGE, FALSE, "", BYTES ("ab\n"), "61620A" },
  { "utf-8", CONTAINS, FALSE, "b", BYTES ("abc"), "616263" },
  { "utf-8", REGEX, FALSE, "b(.)(x)?(d)", BYTES ("abcd"), "626364|63||64" },
  { "utf-8", REGEX, FALSE, "(你)(.*)", BYTES ("a你好\r\n"), "E4BDA0E5A5BD|E4BDA0|E5A5BD" },
  { "gbk", REGEX, FALSE, "(你)(.*)", BYTES ("a\xc4\xe3\xba\xc3\r\n"), "C4E3BAC3|C4E3|BAC3" },
  { "utf-16be", REGEX, FALSE, "b(.)", BYTES ("\0a\0b\x4f\x60\0c"), "00624F60|4F60" },
  /* A byte that is no text is four characters, of which each stands for the byte. */
  { "utf-8", REGEX, FALSE, "a(.*)b",
    BYTES ("xa\xff\xfe"
           "by"),
    "61FFFE62|FFFE" },
  { "utf-8", REGEX, TRUE, "^(.)(..)", BYTES ("\x01\x0a\xff\x02"), "010AFF|01|0AFF" },
  { "utf-8", REGEX, FALSE, "(1)(2)(3)(4)(5)(6)(7)(8)(9)(A)(B)", BYTES ("123456789AB"),
    "3132333435363738394142|31|32|33|34|35|36|37|38|39" },
};

static void
test_groups (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (group_cases); i++)
    {
      const GroupCase *test = &group_cases[i];
      SockeyeReplyFields fields = { .when = test->when, .hex = test->hex, .pattern = test->pattern };
      SockeyeReplySubject subject = { .bytes = (const guint8 *) test->bytes,
                                      .length = test->length,
                                      .total = test->length };
      SockeyeReplyGroups groups = { .n = 0 };
      g_autoptr (GString) found = g_string_new (NULL);
      g_autoptr (SockeyeReplyMatcher)
          matcher = sockeye_reply_matcher_new (&fields, sockeye_charset_find (test->charset), NULL);

      g_assert_true (sockeye_reply_matcher_match (matcher, &subject, &groups, NULL));
      for (guint j = 0; j < groups.n; j++)
        {
          gsize length;
          const guint8 *bytes = g_bytes_get_data (groups.bytes[j], &length);

          if (j > 0)
            g_string_append_c (found, '|');
          for (gsize k = 0; k < length; k++)
            g_string_append_printf (found, "%02X", bytes[k]);
        }
      g_assert_cmpstr (found->str, ==, test->groups);
      sockeye_reply_groups_clear (&groups);
      sockeye_reply_subject_clear (&subject);
    }
}

/* One rule after the other looks at the same message. */
static void
test_shared (void)
{
  const SockeyeCharset *gbk = sockeye_charset_find ("gbk");
  g_autofree char *bytes = g_strnfill (100000, 'x');
  SockeyeReplySubject subject = { .bytes = (guint8 *) bytes, .length = 100000, .total = 100000 };
  SockeyeReplyFields start = { .when = REGEX, .pattern = "^x+y" };
  SockeyeReplyFields beyond = { .when = REGEX, .pattern = "z" };
  SockeyeReplyFields contained = { .when = CONTAINS, .pattern = "z" };
  g_autoptr (SockeyeReplyMatcher) first = sockeye_reply_matcher_new (&start, gbk, NULL);
  g_autoptr (SockeyeReplyMatcher) second = sockeye_reply_matcher_new (&contained, gbk, NULL);
  g_autoptr (SockeyeReplyMatcher) third = sockeye_reply_matcher_new (&beyond, gbk, NULL);

  /* An expression does not see what is behind its limit; other rules do. */
  bytes[1000] = 'y';
  bytes[90000] = 'z';
  g_assert_true (sockeye_reply_matcher_match (first, &subject, NULL, NULL));
  g_assert_true (sockeye_reply_matcher_match (second, &subject, NULL, NULL));
  g_assert_false (sockeye_reply_matcher_match (third, &subject, NULL, NULL));
  g_assert_true (sockeye_reply_matcher_match (first, &subject, NULL, NULL));
  sockeye_reply_subject_clear (&subject);
}

static gboolean
match_regex (const char *pattern, const char *text, GError **error)
{
  SockeyeReplyFields fields = { .when = REGEX, .pattern = pattern };
  gsize length = strlen (text);
  SockeyeReplySubject subject = { .bytes = (const guint8 *) text, .length = length, .total = length };
  g_autoptr (SockeyeReplyMatcher)
      matcher = sockeye_reply_matcher_new (&fields, sockeye_charset_find ("utf-8"), NULL);
  gboolean matches = sockeye_reply_matcher_match (matcher, &subject, NULL, error);

  sockeye_reply_subject_clear (&subject);
  return matches;
}

/* An expression that would try for years ends soon, with a sentence. */
static void
test_runaway (void)
{
  g_autofree char *many = g_strnfill (60000, 'x');
  gint64 before = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  g_assert_false (match_regex ("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_USEC_PER_SEC);
  g_clear_error (&error);

  /* One that only needs a deep stack is not given up. */
  g_assert_true (match_regex ("^(x|y)*$", many, &error));
  g_assert_no_error (error);
}

static void
test_wrong (void)
{
  static const struct
  {
    SockeyeReplyWhen when;
    gboolean hex;
    const char *charset;
    const char *pattern;
    int code;
    const char *words;
  } wrong[] = {
    { REGEX, FALSE, "utf-8", "ab(c", SOCKEYE_ERROR_INVALID_PATTERN, "char 4" },
    { REGEX, TRUE, "utf-8", "[a", SOCKEYE_ERROR_INVALID_PATTERN, "char 2" },
    { EQUALS, FALSE, "utf-8", "", SOCKEYE_ERROR_INVALID_PATTERN, "nothing to compare" },
    { REGEX, FALSE, "utf-8", "", SOCKEYE_ERROR_INVALID_PATTERN, "nothing to compare" },
    { STARTS, TRUE, "utf-8", " ", SOCKEYE_ERROR_INVALID_PATTERN, "nothing to compare" },
    { STARTS, TRUE, "utf-8", "4", SOCKEYE_ERROR_INVALID_HEX, "" },
    { CONTAINS, TRUE, "utf-8", "xyz", SOCKEYE_ERROR_INVALID_HEX, "" },
    { EQUALS, FALSE, "gbk", "😀", SOCKEYE_ERROR_UNENCODABLE, "GBK" },
    { CONTAINS, FALSE, "iso-8859-1", "你", SOCKEYE_ERROR_UNENCODABLE, "ISO-8859-1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      SockeyeReplyFields fields = { .when = wrong[i].when, .hex = wrong[i].hex, .pattern = wrong[i].pattern };
      g_autoptr (GError) error = NULL;

      g_assert_null (sockeye_reply_matcher_new (&fields, sockeye_charset_find (wrong[i].charset), &error));
      g_assert_error (error, SOCKEYE_ERROR, wrong[i].code);
      if (strstr (error->message, wrong[i].words) == NULL)
        g_error ("“%s” does not say “%s”", error->message, wrong[i].words);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply-matcher/kinds", test_kinds);
  g_test_add_func ("/reply-matcher/cut", test_cut);
  g_test_add_func ("/reply-matcher/groups", test_groups);
  g_test_add_func ("/reply-matcher/shared", test_shared);
  g_test_add_func ("/reply-matcher/runaway", test_runaway);
  g_test_add_func ("/reply-matcher/wrong", test_wrong);
  return g_test_run ();
}
