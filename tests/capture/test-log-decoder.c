/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-fixture.h"

typedef struct
{
  const char *charset;
  const char *text;
} Sample;

/* Each has characters of every length that its encoding knows. */
static const Sample samples[] = {
  { "utf-8", "aé上海😀z, 中文测试" },  { "gbk", "a上海, 网络调试助手b" }, { "gb18030", "a上海€😀ʘ调试𠀀b" },
  { "big5", "a上海, 網路b" },         { "utf-16le", "a上海😀𠀀b" },       { "utf-16be", "a上海😀𠀀b" },
  { "cp932", "a日本語ｱｲｳ、テストb" }, { "euc-kr", "a한국어 시험b" },     { "iso-8859-1", "aéüÿb" },
};

static GBytes *
encode (const Sample *sample)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = sockeye_charset_encode (sockeye_charset_find (sample->charset), sample->text, -1, &error);

  g_assert_no_error (error);
  return bytes;
}

/* The text of all rows of one peer and kind. */
static char *
get_text (LogFixture *fixture, guint32 peer, SockeyeRecordKind kind)
{
  GString *text = g_string_new (NULL);

  log_fixture_update (fixture);
  for (guint64 row = 0; row < sockeye_log_model_get_n_rows (fixture->model); row++)
    {
      const SockeyeLogLine *line = log_fixture_get_line (fixture, row);
      g_autofree char *shown = log_fixture_get_shown (line);

      if (line->record.peer == peer && line->record.kind == kind)
        g_string_append (text, shown);
    }

  return g_string_free (text, FALSE);
}

/* Another peer, and the other direction, come in between with half characters of their own. */
static void
append_noise (LogFixture *fixture, guint32 peer, guint32 other)
{
  log_fixture_receive (fixture, other, "\xE4", 1);
  log_fixture_append (fixture, SOCKEYE_RECORD_SENT, 0, peer, "\x81\xB1", 2);
}

static void
check_split (LogFixture *fixture,
             const Sample *sample,
             const guint8 *bytes,
             gsize length,
             gsize first,
             gsize second)
{
  guint32 peer = log_fixture_add_peer (fixture, 1001, TRUE);
  guint32 other = log_fixture_add_peer (fixture, 1002, TRUE);
  g_autofree char *text = NULL;

  sockeye_log_model_set_start (fixture->model, sockeye_capture_get_n_records (fixture->capture));
  log_fixture_receive (fixture, peer, bytes, first);
  append_noise (fixture, peer, other);
  log_fixture_receive (fixture, peer, bytes + first, second - first);
  append_noise (fixture, peer, other);
  log_fixture_receive (fixture, peer, bytes + second, length - second);

  text = get_text (fixture, peer, SOCKEYE_RECORD_RECEIVED);
  g_assert_cmpstr (text, ==, sample->text);
}

static void
test_every_split (gconstpointer data)
{
  const Sample *sample = data;
  g_autoptr (GBytes) bytes = encode (sample);
  gsize length;
  const guint8 *all = g_bytes_get_data (bytes, &length);
  LogFixture fixture;

  log_fixture_init (&fixture);
  sockeye_log_model_set_charset (fixture.model, sockeye_charset_find (sample->charset));
  for (gsize first = 0; first <= length; first++)
    for (gsize second = first; second <= MIN (length, first + 5); second++)
      check_split (&fixture, sample, all, length, first, second);
  log_fixture_clear (&fixture);
}

static void
test_byte_by_byte (gconstpointer data)
{
  const Sample *sample = data;
  g_autoptr (GBytes) bytes = encode (sample);
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *all = g_bytes_get_data (bytes, &length);
  LogFixture fixture;
  guint32 peer;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 1001, TRUE);
  sockeye_log_model_set_charset (fixture.model, sockeye_charset_find (sample->charset));
  for (gsize i = 0; i < length; i++)
    log_fixture_receive (&fixture, peer, all + i, 1);

  text = get_text (&fixture, peer, SOCKEYE_RECORD_RECEIVED);
  g_assert_cmpstr (text, ==, sample->text);
  log_fixture_clear (&fixture);
}

/* A tail shows as bytes as long as nothing follows it, and moves into the next record when something does. */
static void
test_newest_tail (void)
{
  LogFixture fixture;
  guint32 peer;
  char *shown;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 1001, TRUE);

  log_fixture_receive (&fixture, peer, "a\xE4\xB8", 3);
  log_fixture_update (&fixture);
  shown = log_fixture_get_shown (log_fixture_get_line (&fixture, 0));
  g_assert_cmpstr (shown, ==, "a\\xE4\\xB8");
  g_free (shown);

  /* Something else is not a continuation. */
  log_fixture_append (&fixture, SOCKEYE_RECORD_SENT, 0, peer, "x", 1);
  sockeye_sink_close_peer (fixture.sink, peer, fixture.time);
  log_fixture_update (&fixture);
  shown = log_fixture_get_shown (log_fixture_get_line (&fixture, 0));
  g_assert_cmpstr (shown, ==, "a\\xE4\\xB8");
  g_free (shown);

  log_fixture_receive (&fixture, peer, "\x8A", 1);
  log_fixture_update (&fixture);
  shown = log_fixture_get_shown (log_fixture_get_line (&fixture, 0));
  g_assert_cmpstr (shown, ==, "a");
  g_free (shown);
  shown = log_fixture_get_shown (log_fixture_get_line (&fixture, 2));
  g_assert_cmpstr (shown, ==, "上");
  g_assert_cmpint (g_array_index (fixture.line->text->cells, SockeyeCell, 0).bytes, ==, -2);
  g_free (shown);

  log_fixture_clear (&fixture);
}

/* A tail that what follows makes invalid is shown there, and nowhere else. */
static void
test_broken_tail (void)
{
  LogFixture fixture;
  guint32 peer;
  g_autofree char *text = NULL;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 1001, TRUE);
  log_fixture_receive (&fixture, peer, "a\xE4\xB8", 3);
  log_fixture_receive (&fixture, peer, "b\xE4", 2);
  log_fixture_receive (&fixture, peer, "", 0);
  log_fixture_receive (&fixture, peer, "\xE4\xB8\x8A", 3);
  text = get_text (&fixture, peer, SOCKEYE_RECORD_RECEIVED);
  g_assert_cmpstr (text, ==, "a\\xE4\\xB8b\\xE4上");
  log_fixture_clear (&fixture);
}

/* Long text with no byte that is a sure boundary: read again, and in another encoding, it stays the same. */
static void
test_far_boundary (void)
{
  static const Sample sample = { "gbk", "网络调试助手" };
  g_autoptr (GBytes) bytes = encode (&sample);
  gsize length;
  const guint8 *all = g_bytes_get_data (bytes, &length);
  g_autoptr (GString) expected = g_string_new (NULL);
  LogFixture fixture;
  guint32 peer;
  gsize at = 0;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 1001, TRUE);
  for (guint i = 0; i < 700; i++)
    {
      g_autoptr (GByteArray) piece = g_byte_array_new ();

      for (guint k = 0; k < 17; k++, at++)
        g_byte_array_append (piece, all + at % length, 1);
      log_fixture_receive (&fixture, peer, piece->data, piece->len);
    }
  for (gsize i = 0; i < at / length; i++)
    g_string_append (expected, sample.text);

  for (guint round = 0; round < 3; round++)
    {
      g_autofree char *text = NULL;

      sockeye_log_model_set_charset (fixture.model, sockeye_charset_find (round == 1 ? "euc-kr" : "gbk"));
      text = get_text (&fixture, peer, SOCKEYE_RECORD_RECEIVED);
      if (round != 1)
        g_assert_true (g_str_has_prefix (text, expected->str));
    }
  log_fixture_clear (&fixture);
}

static void
test_datagrams (void)
{
  LogFixture fixture;
  guint32 peer;
  g_autofree char *text = NULL;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 1001, FALSE);
  log_fixture_append (&fixture, SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_DATAGRAM, peer, "a\xE4\xB8", 3);
  log_fixture_append (&fixture, SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_DATAGRAM, peer, "\x8A", 1);
  text = get_text (&fixture, peer, SOCKEYE_RECORD_RECEIVED);
  g_assert_cmpstr (text, ==, "a\\xE4\\xB8\\x8A");
  log_fixture_clear (&fixture);
}

/* Bytes of records that gave way cannot help; what is left must still be shown, byte for byte. */
static void
test_lost_beginning (void)
{
  static const guint8 wide[] = { 0x0A, 0x4E, 0x0A };
  LogFixture fixture;
  guint32 peer;
  char *shown;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 1001, TRUE);
  sockeye_log_model_set_charset (fixture.model, sockeye_charset_find ("utf-16be"));
  log_fixture_receive (&fixture, peer, "\x4E", 1);
  log_fixture_receive (&fixture, peer, wide, sizeof wide);
  log_fixture_receive (&fixture, peer, "\x0A", 1);
  log_fixture_update (&fixture);
  log_fixture_discard_before (&fixture, 1);
  log_fixture_update (&fixture);

  g_assert_cmpuint (sockeye_log_model_get_first (fixture.model), ==, 1);
  shown = log_fixture_get_shown (log_fixture_get_line (&fixture, 0));
  g_assert_cmpstr (shown, ==, "\\x0A上");
  g_free (shown);
  log_fixture_clear (&fixture);
}

static gboolean
is_line_end (const SockeyeCharset *charset, const guint8 *bytes, gsize length)
{
  if (charset->unit == 1)
    return length == 1 && bytes[0] == 0x0A;

  return length == 2 && (bytes[0] | bytes[1]) == 0x0A && (bytes[0] & bytes[1]) == 0;
}

/* Every byte of the stream is in one cell, in order, or ends a line. */
static void
check_all_bytes (LogFixture *fixture, const SockeyeCharset *charset, const guint8 *bytes, gsize length)
{
  guint64 begin = 0; /* of the record in the stream */
  guint64 next_begin = 0;
  guint64 at = 0;

  for (guint64 row = 0; row < sockeye_log_model_get_n_rows (fixture->model); row++)
    {
      const SockeyeLogLine *line = log_fixture_get_line (fixture, row);
      guint64 row_end;

      if (line->row == 0)
        {
          begin = next_begin;
          next_begin += line->record.length;
        }
      row_end = begin + line->first_byte + line->n_bytes;
      for (guint i = 0; i < line->text->cells->len; i++)
        {
          const SockeyeCell *cell = &g_array_index (line->text->cells, SockeyeCell, i);

          g_assert_cmpint ((gint64) (begin + line->first_byte) + cell->bytes, ==, at);
          at += cell->bytes_length;
        }
      g_assert_cmpuint (at, <=, row_end);
      if (at < row_end && is_line_end (charset, bytes + at, row_end - at))
        at = row_end;
      if (line->row + 1 < line->n_rows)
        g_assert_cmpuint (at, ==, row_end);
      else
        g_assert_cmpuint (row_end - at, <, charset->longest);
    }

  g_assert_cmpuint (next_begin, ==, length);
  g_assert_cmpuint (at, ==, length);
}

static void
fill_random (guint8 *bytes, gsize length)
{
  static const guint8 alphabet[] = { 0x0A, 0x0D, 0x00, 0x81, 0x30, 0xE4, 0xB8,
                                     0x8A, 0xF0, 0xD8, 0x3D, 0xDE, 0xFE, 'a' };
  gboolean any = g_test_rand_bit ();

  for (gsize i = 0; i < length; i++)
    bytes[i] = any ? (guint8) g_test_rand_int_range (0, 256)
                   : alphabet[g_test_rand_int_range (0, G_N_ELEMENTS (alphabet))];
}

static void
test_random_bytes (gconstpointer data)
{
  const SockeyeCharset *charset = data;

  LogFixture fixture;

  log_fixture_init (&fixture);
  sockeye_log_model_set_charset (fixture.model, charset);
  for (guint round = 0; round < 60; round++)
    {
      gsize length = (gsize) g_test_rand_int_range (1, 600);
      g_autofree guint8 *bytes = g_malloc (length);
      guint32 peer = log_fixture_add_peer (&fixture, 1001, TRUE);

      sockeye_log_model_set_start (fixture.model, sockeye_capture_get_n_records (fixture.capture));
      fill_random (bytes, length);
      for (gsize i = 0; i < length;)
        {
          gsize n = (gsize) g_test_rand_int_range (0, g_test_rand_bit () ? 4 : 80);

          n = MIN (n, length - i);
          log_fixture_receive (&fixture, peer, bytes + i, n);
          i += n;
        }
      log_fixture_update (&fixture);
      check_all_bytes (&fixture, charset, bytes, length);
    }
  log_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  const SockeyeCharset *const *charsets;
  guint n_charsets;

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *split = g_strconcat ("/log-decoder/every-split/", samples[i].charset, NULL);
      g_autofree char *bytewise = g_strconcat ("/log-decoder/byte-by-byte/", samples[i].charset, NULL);

      g_test_add_data_func (split, &samples[i], test_every_split);
      g_test_add_data_func (bytewise, &samples[i], test_byte_by_byte);
    }
  g_test_add_func ("/log-decoder/newest-tail", test_newest_tail);
  g_test_add_func ("/log-decoder/broken-tail", test_broken_tail);
  g_test_add_func ("/log-decoder/far-boundary", test_far_boundary);
  g_test_add_func ("/log-decoder/datagrams", test_datagrams);
  g_test_add_func ("/log-decoder/lost-beginning", test_lost_beginning);

  charsets = sockeye_charset_list (&n_charsets);
  for (guint i = 0; i < n_charsets; i++)
    {
      g_autofree char *path = g_strconcat ("/log-decoder/random-bytes/", charsets[i]->id, NULL);

      g_test_add_data_func (path, charsets[i], test_random_bytes);
    }

  return g_test_run ();
}
