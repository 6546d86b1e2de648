/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "diff-line.h"

#include "event.h"

#include <string.h>

/* Which bytes are marked, as a line of blanks and carets. */
static void
assert_marks (const char *left, const char *right, const char *left_marks, const char *right_marks)
{
  guint8 marks[2][64];
  char found[2][65] = { "" };
  gsize lengths[2] = { strlen (left), strlen (right) };

  sockeye_diff_mark ((const guint8 *) left, lengths[0], (const guint8 *) right, lengths[1], marks[0],
                     marks[1]);
  for (guint side = 0; side < 2; side++)
    for (gsize i = 0; i < lengths[side]; i++)
      found[side][i] = marks[side][i] != 0 ? '^' : ' ';
  g_assert_cmpstr (found[0], ==, left_marks);
  g_assert_cmpstr (found[1], ==, right_marks);
}

static void
test_marks (void)
{
  SockeyeDiffLook look = { sockeye_charset_find ("utf-8"), FALSE };
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (SockeyeDiffSpan));
  g_autofree char *line = NULL;

  assert_marks ("value 17 ok", "value 99 ok", "      ^^   ", "      ^^   ");
  assert_marks ("value 17 ok", "value 1789 ok", "           ", "        ^^   ");
  assert_marks ("abc", "", "^^^", "");
  assert_marks ("", "", "", "");
  assert_marks ("abcd", "wxyz", "^^^^", "^^^^");

  /* One byte of a character marks all of it. */
  line = sockeye_diff_line_make (&look, (const guint8 *) "a好b", 5, (const guint8 *) "\0\0\1\0\0", spans);
  g_assert_cmpstr (line, ==, "a好b");
  g_assert_cmpuint (spans->len, ==, 1);
  g_assert_cmpuint (g_array_index (spans, SockeyeDiffSpan, 0).start, ==, 1);
  g_assert_cmpuint (g_array_index (spans, SockeyeDiffSpan, 0).end, ==, 4);
}

static void
assert_line (const char *charset, const char *bytes, gsize length, const char *expected)
{
  SockeyeDiffLook look = { sockeye_charset_find (charset), FALSE };
  g_autofree char *line = sockeye_diff_line_make (&look, (const guint8 *) bytes, length, NULL, NULL);

  g_assert_cmpstr (line, ==, expected);
}

/* What looks the same has the same bytes. */
static void
test_escapes (void)
{
  assert_line ("utf-8", "\1a\r\n\t\xff", 6, "\\x01a\\r\\n\\t\\xFF");
  assert_line ("utf-8", "a\n", 2, "a\\n");
  assert_line ("utf-8", "a\\n", 3, "a\\\\n");
  assert_line ("utf-8", "\\xFF", 4, "\\\\xFF");
  assert_line ("utf-8", "\xe2\x90\x8a", 3, "␊");
  assert_line ("utf-8", "\xe2\x80\xae", 3, "\\u202E");
  assert_line ("utf-16le", "\n\0\x01\0\x7f\0\\\0\x0a\x24", 10, "\\n\\u0001\\u007F\\\\␊");
}

/* What a name contains neither turns the line around nor ends it. */
static void
test_event (void)
{
  const SockeyeEvent event = { .type = SOCKEYE_EVENT_RESOLVING, .text = "a\nb\u202Ec\xff" };
  g_autoptr (GBytes) bytes = sockeye_event_serialize (&event);
  g_autofree char *line = sockeye_diff_line_describe_event (g_bytes_get_data (bytes, NULL),
                                                            g_bytes_get_size (bytes));
  g_autofree char *unknown = sockeye_diff_line_describe_event ((const guint8 *) "", 0);

  g_assert_true (g_utf8_validate (line, -1, NULL));
  g_assert_nonnull (strstr (line, "a b\uFFFDc\uFFFD"));
  g_assert_cmpstr (unknown, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diff-line/marks", test_marks);
  g_test_add_func ("/diff-line/escapes", test_escapes);
  g_test_add_func ("/diff-line/event", test_event);
  return g_test_run ();
}
