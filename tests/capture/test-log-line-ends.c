/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-line-ends.h"

typedef struct
{
  SockeyeLogLineEnd kind;
  gboolean odd;
  int before;
} Case;

static const Case cases[] = {
  { SOCKEYE_LOG_LINE_END_BYTE, FALSE, SOCKEYE_LINE_NO_BYTE },
  { SOCKEYE_LOG_LINE_END_UTF16LE, FALSE, 0x0A },
  { SOCKEYE_LOG_LINE_END_UTF16LE, TRUE, SOCKEYE_LINE_NO_BYTE },
  { SOCKEYE_LOG_LINE_END_UTF16LE, TRUE, 0x0A },
  { SOCKEYE_LOG_LINE_END_UTF16LE, TRUE, 0x00 },
  { SOCKEYE_LOG_LINE_END_UTF16BE, FALSE, 0x00 },
  { SOCKEYE_LOG_LINE_END_UTF16BE, TRUE, SOCKEYE_LINE_NO_BYTE },
  { SOCKEYE_LOG_LINE_END_UTF16BE, TRUE, 0x0A },
  { SOCKEYE_LOG_LINE_END_UTF16BE, TRUE, 0x00 },
};

static gboolean
ends_line_at (const Case *test, const guint8 *bytes, gsize i)
{
  int first = i > 0 ? bytes[i - 1] : test->before;

  if (test->kind == SOCKEYE_LOG_LINE_END_BYTE)
    return bytes[i] == 0x0A;
  if ((i % 2 == 0) != test->odd)
    return FALSE;
  if (test->kind == SOCKEYE_LOG_LINE_END_UTF16LE)
    return first == 0x0A && bytes[i] == 0x00;
  return first == 0x00 && bytes[i] == 0x0A;
}

static void
check (const Case *test, const guint8 *bytes, gsize length)
{
  gsize n = 0;
  gsize after;

  for (gsize i = 0; i < length; i++)
    if (ends_line_at (test, bytes, i))
      {
        g_assert_true (
            sockeye_log_line_end_find (test->kind, bytes, length, test->odd, test->before, n, &after));
        g_assert_cmpuint (after, ==, i + 1);
        n++;
      }

  g_assert_cmpuint (sockeye_log_line_end_count (test->kind, bytes, length, test->odd, test->before), ==, n);
  g_assert_false (sockeye_log_line_end_find (test->kind, bytes, length, test->odd, test->before, n, &after));
  g_assert_cmpint (sockeye_log_line_end_is_last (test->kind, bytes, length, test->odd, test->before), ==,
                   length > 0 && ends_line_at (test, bytes, length - 1));
}

static void
test_random (gconstpointer data)
{
  static const guint8 alphabet[] = { 0x0A, 0x00, 0x0A, 0x00, 0x4E, 'a' };
  const Case *test = data;

  for (guint round = 0; round < 2000; round++)
    {
      gsize length = (gsize) g_test_rand_int_range (0, 400);
      g_autofree guint8 *bytes = g_malloc (length);

      for (gsize i = 0; i < length; i++)
        bytes[i] = alphabet[g_test_rand_int_range (0, G_N_ELEMENTS (alphabet))];
      check (test, bytes, length);
    }
}

/* More than 255 in one batch must not wrap around. */
static void
test_only_line_ends (void)
{
  g_autofree guint8 *bytes = g_malloc (1 << 20);

  for (gsize i = 0; i < 1 << 20; i++)
    bytes[i] = 0x0A;
  g_assert_cmpuint (sockeye_log_line_end_count (SOCKEYE_LOG_LINE_END_BYTE, bytes, 1 << 20, FALSE, -1), ==,
                    1 << 20);
  for (gsize i = 1; i < 1 << 20; i += 2)
    bytes[i] = 0x00;
  g_assert_cmpuint (sockeye_log_line_end_count (SOCKEYE_LOG_LINE_END_UTF16LE, bytes, 1 << 20, FALSE, -1), ==,
                    1 << 19);
  g_assert_cmpuint (sockeye_log_line_end_count (SOCKEYE_LOG_LINE_END_UTF16BE, bytes, 1 << 20, TRUE, 0), ==,
                    1 << 19);
}

static void
test_charsets (void)
{
  static const struct
  {
    SockeyeCharset charset;
    SockeyeLogLineEnd kind;
  } charsets[] = {
    { { .id = "utf-8", .unit = 1 }, SOCKEYE_LOG_LINE_END_BYTE },
    { { .id = "gbk", .unit = 1 }, SOCKEYE_LOG_LINE_END_BYTE },
    { { .id = "utf-16le", .unit = 2 }, SOCKEYE_LOG_LINE_END_UTF16LE },
    { { .id = "utf-16be", .unit = 2 }, SOCKEYE_LOG_LINE_END_UTF16BE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    g_assert_cmpint (sockeye_log_line_end_for_charset (&charsets[i].charset), ==, charsets[i].kind);
  g_assert_cmpint (sockeye_log_line_end_for_charset (NULL), ==, SOCKEYE_LOG_LINE_END_BYTE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/log-line-ends/random/%u", i);

      g_test_add_data_func (path, &cases[i], test_random);
    }
  g_test_add_func ("/log-line-ends/only-line-ends", test_only_line_ends);
  g_test_add_func ("/log-line-ends/charsets", test_charsets);

  return g_test_run ();
}
