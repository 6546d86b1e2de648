/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "escape.h"

#include <string.h>


static void
test_encode (void)
{
  static const struct
  {
    const char *charset;
    const char *text;
    const char *bytes;
    gsize length;
  } good[] = {
    { "utf-8", "", "", 0 },
    { "utf-8", "plain 好", "plain \xe5\xa5\xbd", 9 },
    { "utf-8", "\\r\\n\\t\\0\\\\", "\r\n\t\0\\", 5 },
    { "utf-8", "a\\x00\\xffb",
      "a\0\xff"
      "b",
      4 },
    { "utf-8", "\\u597d\\u597D", "\xe5\xa5\xbd\xe5\xa5\xbd", 6 },
    { "utf-8", "\\uD83D\\ude00", "\xf0\x9f\x98\x80", 4 },
    { "utf-8", "\\01",
      "\0"
      "1",
      2 },
    { "utf-8", "two\nlines", "two\nlines", 9 },
    { "gbk", "\\u597d\\xba\\xc3好", "\xba\xc3\xba\xc3\xba\xc3", 6 },
    { "utf-16le", "\\n\\x41", "\n\0A", 3 },
    { "utf-16be", "a\\\\", "\0a\0\\", 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes)
          bytes = sockeye_escape_encode (sockeye_charset_find (good[i].charset), good[i].text, &error);

      g_test_message ("“%s” in %s", good[i].text, good[i].charset);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), good[i].bytes,
                       good[i].length);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *charset;
    const char *text;
    SockeyeError code;
    const char *shown;
    const char *place;
  } bad[] = {
    { "utf-8", "\\", SOCKEYE_ERROR_INVALID_ESCAPE, "“\\”", "line 1, column 1 " },
    { "utf-8", "好\\q", SOCKEYE_ERROR_INVALID_ESCAPE, "“\\q”", "line 1, column 2 " },
    { "utf-8", "a\n b\\x4", SOCKEYE_ERROR_INVALID_ESCAPE, "“\\x4”", "line 2, column 3 " },
    { "utf-8", "\\x4好", SOCKEYE_ERROR_INVALID_ESCAPE, "“\\x4好”", "line 1, column 1 " },
    { "utf-8", "\\u12", SOCKEYE_ERROR_INVALID_ESCAPE, "“\\u12”", "line 1, column 1 " },
    { "utf-8", "\\ud83d", SOCKEYE_ERROR_INVALID_ESCAPE, "“\\ud83d”", "line 1, column 1 " },
    { "utf-8", "\\udc00", SOCKEYE_ERROR_INVALID_ESCAPE, "“\\udc00”", "line 1, column 1 " },
    { "gbk", "\\r\n好😀", SOCKEYE_ERROR_UNENCODABLE, "😀", "line 2 character 2," },
    { "gbk", "ab\\uD83D\\uDE00", SOCKEYE_ERROR_UNENCODABLE, "😀” (U+1F600)", "line 1 character 3," },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sockeye_escape_encode (sockeye_charset_find (bad[i].charset), bad[i].text, &error));
      g_assert_error (error, SOCKEYE_ERROR, (gint) bad[i].code);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, bad[i].shown));
      g_assert_nonnull (strstr (error->message, bad[i].place));
    }
}

static void
test_decode (void)
{
  static const struct
  {
    const char *charset;
    const char *bytes;
    gsize length;
    const char *line_end;
    gboolean allowed;
    gboolean needed;
    const char *text;
  } cases[] = {
    { "utf-8", "", 0, "\n", FALSE, FALSE, "" },
    { "utf-8", "C:\\new", 6, "\n", FALSE, FALSE, "C:\\new" },
    { "utf-8", "C:\\new", 6, "\n", TRUE, TRUE, "C:\\\\new" },
    { "utf-8", "a\nb", 3, "\n", FALSE, FALSE, "a\nb" },
    { "utf-8", "a\nb", 3, "\r\n", FALSE, TRUE, "a\\nb" },
    { "utf-8", "a\r\nb\r", 5, "\r\n", FALSE, TRUE, "a\nb\\r" },
    { "utf-8", "\t\\\0\xff", 4, "\n", FALSE, TRUE, "\\t\\\\\\0\\xFF" },
    { "utf-8", "\xef\xbb\xbf\xe5\xa5\xbd\x1b", 7, "\n", FALSE, TRUE, "\\uFEFF好\\u001B" },
    { "gbk", "\xba\xc3\xff", 3, "\n", FALSE, TRUE, "好\\xFF" },
    { "utf-16le", "A\0\n\0B", 5, "\n", FALSE, TRUE, "A\n\\x42" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean escaped = cases[i].allowed;
      g_autofree char *text = sockeye_escape_decode (sockeye_charset_find (cases[i].charset),
                                                     (const guint8 *) cases[i].bytes, cases[i].length,
                                                     cases[i].line_end, &escaped);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (escaped, ==, cases[i].needed);
    }
}

/* Whatever the bytes, the encoding and the line ends are: the text gives them back. */
static void
test_round_trip (void)
{
  static const char *const line_ends[] = { "\n", "\r\n", "\r" };
  /* Much of what is special, and anything else. */
  static const guint8 special[] = "\r\n\r\n\t\\\\xu0\0\0\xff\xfe\xef\xbb\xbf\xd8\xdc\x81\x30\x81\x30";
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);

  for (guint round = 0; round < 2000; round++)
    {
      const SockeyeCharset *charset = charsets[round % n_charsets];
      const char *line_end = line_ends[g_test_rand_int_range (0, 3)];
      gboolean escaped = g_test_rand_bit ();
      guint8 bytes[64];
      gsize length = (gsize) g_test_rand_int_range (0, sizeof bytes);
      g_autofree char *text = NULL;
      g_autofree char *typed = NULL;
      g_autoptr (GBytes) back = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) lines = NULL;

      for (gsize i = 0; i < length; i++)
        bytes[i] = g_test_rand_bit () ? special[g_test_rand_int_range (0, sizeof special)]
                                      : (guint8) g_test_rand_int_range (0, 256);
      text = sockeye_escape_decode (charset, bytes, length, line_end, &escaped);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      lines = g_strsplit (text, "\n", -1);
      typed = g_strjoinv (line_end, lines);
      back = escaped ? sockeye_escape_encode (charset, typed, &error)
                     : sockeye_charset_encode (charset, typed, -1, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (back, NULL), g_bytes_get_size (back), bytes, length);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/escape/encode", test_encode);
  g_test_add_func ("/escape/errors", test_errors);
  g_test_add_func ("/escape/decode", test_decode);
  g_test_add_func ("/escape/round-trip", test_round_trip);
  return g_test_run ();
}
