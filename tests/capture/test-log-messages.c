/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-fixture.h"

#include <time.h>

/* What is done with messages that a framing rule has found: show, copy, filter, jump. */

#define LIMIT (1u << 20)

static const SockeyeFraming lines = { .kind = SOCKEYE_FRAMING_DELIMITER,
                                      .delimiter = { '\n' },
                                      .delimiter_length = 1 };

typedef struct
{
  LogFixture fixture;
  guint32 a;
  guint32 b;
} Log;

/* Records: 0 "one\ntw" and 2 "o\nthree\nfo" of a, 1 "x\n" of b, 3 "sent\n" to a. */
static void
log_init (Log *log)
{
  log_fixture_init (&log->fixture);
  log->a = log_fixture_add_peer (&log->fixture, 1001, TRUE);
  log->b = log_fixture_add_peer (&log->fixture, 1002, TRUE);
  log_fixture_receive (&log->fixture, log->a, "one\ntw", 6);
  log_fixture_receive (&log->fixture, log->b, "x\n", 2);
  log_fixture_receive (&log->fixture, log->a, "o\nthree\nfo", 10);
  log_fixture_append (&log->fixture, SOCKEYE_RECORD_SENT, 0, log->a, "sent\n", 5);
}

static void
log_clear (Log *log)
{
  log_fixture_clear (&log->fixture);
}

static void
expect_rows (Log *log, const char *rows)
{
  g_autoptr (GString) found = g_string_new (NULL);

  log_fixture_update (&log->fixture);
  for (guint64 i = 0; i < sockeye_log_model_get_n_rows (log->fixture.model); i++)
    {
      if (i > 0)
        g_string_append_c (found, '|');
      sockeye_log_line_append_to (log_fixture_get_line (&log->fixture, i), found);
    }
  g_assert_cmpstr (found->str, ==, rows);
}

static void
test_rows (void)
{
  Log log;

  log_init (&log);
  sockeye_log_model_set_framing (log.fixture.model, &lines);
  expect_rows (&log, "16:05:41.240123 ← 127.0.0.1:1001 4 B one|"
                     "16:05:41.240123 ← 127.0.0.1:1001 4 B two|"
                     "16:05:41.241123 ← 127.0.0.1:1002 2 B x|"
                     "16:05:41.242123 ← 127.0.0.1:1001 6 B three|"
                     "16:05:41.242123 ← 127.0.0.1:1001 2 B fo (unfinished frame)|"
                     "16:05:41.243123 → 127.0.0.1:1001 5 B sent");

  sockeye_log_model_set_time (log.fixture.model, SOCKEYE_LOG_TIME_SINCE_PREVIOUS);
  log_fixture_update (&log.fixture);
  g_assert_cmpstr (log_fixture_get_line (&log.fixture, 2)->time->str, ==, "+0.001000");
  g_assert_cmpstr (log_fixture_get_line (&log.fixture, 4)->time->str, ==, "+0.000000");
  log_clear (&log);
}

static void
test_hexdump (void)
{
  Log log;

  log_init (&log);
  sockeye_log_model_set_form (log.fixture.model, SOCKEYE_LOG_FORM_BOTH);
  sockeye_log_model_set_framing (log.fixture.model, &lines);
  log_fixture_update (&log.fixture);
  g_assert_true (
      g_str_has_prefix (log_fixture_get_line (&log.fixture, 1)->text->utf8->str, "00000000  74 77 6F 0A "));
  g_assert_nonnull (strstr (log.fixture.line->text->utf8->str, "two."));
  g_assert_cmpuint (log.fixture.line->text->cells->len, ==, 4);
  g_assert_cmpuint (log.fixture.line->first_byte, ==, 4);
  log_clear (&log);
}

/* The received lines alone, whatever the receives were. */
static void
test_raw (void)
{
  Log log;

  log_init (&log);
  sockeye_log_model_set_form (log.fixture.model, SOCKEYE_LOG_FORM_RAW);
  expect_rows (&log, "one|two|x|three|fo");
  log_fixture_receive (&log.fixture, log.a, "ur", 2);
  expect_rows (&log, "one|two|x|three|four");
  sockeye_log_model_set_form (log.fixture.model, SOCKEYE_LOG_FORM_TEXT);
  log_fixture_update (&log.fixture);
  g_assert_cmpuint (sockeye_log_model_get_n_records (log.fixture.model), ==, 5);
  log_clear (&log);
}

static void
test_raw_utf16 (void)
{
  Log log;

  log_init (&log);
  sockeye_log_model_set_start (log.fixture.model, 4);
  sockeye_log_model_set_charset (log.fixture.model, sockeye_charset_find ("utf-16le"));
  sockeye_log_model_set_form (log.fixture.model, SOCKEYE_LOG_FORM_RAW);
  log_fixture_receive (&log.fixture, log.b, "a\0b\0\n", 5);
  log_fixture_receive (&log.fixture, log.b, "\0c\0", 3);
  expect_rows (&log, "ab|c");
  log_clear (&log);
}

static char *
copy (Log *log, SockeyeLogPosition from, SockeyeLogPosition to, SockeyeLogCopy how)
{
  g_autoptr (GError) error = NULL;
  char *text = sockeye_log_model_copy (log->fixture.model, &from, &to, how, LIMIT, &error);

  g_assert_no_error (error);
  return text;
}

static void
expect_copy (Log *log,
             SockeyeLogPosition from,
             SockeyeLogPosition to,
             SockeyeLogCopy how,
             const char *expected)
{
  g_autofree char *text = copy (log, from, to, how);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_copy (void)
{
  static const SockeyeLogPosition begin = { 0, 0 };
  static const SockeyeLogPosition tw = { 0, 4 }; /* "two", which begins in record 0 */
  Log log;

  log_init (&log);
  sockeye_log_model_set_framing (log.fixture.model, &lines);
  log_fixture_update (&log.fixture);
  expect_copy (&log, begin, (SockeyeLogPosition){ 9, 0 }, SOCKEYE_LOG_COPY_HEX,
               "6F 6E 65 0A\n74 77 6F 0A\n78 0A\n74 68 72 65 65 0A\n66 6F\n73 65 6E 74 0A");
  expect_copy (&log, begin, tw, SOCKEYE_LOG_COPY_TEXT, "one\n");
  expect_copy (&log, tw, (SockeyeLogPosition){ 1, 0 }, SOCKEYE_LOG_COPY_TEXT, "two\n");
  expect_copy (&log, (SockeyeLogPosition){ 0, 6 }, (SockeyeLogPosition){ 0, 7 }, SOCKEYE_LOG_COPY_TEXT, "o");
  expect_copy (&log, tw, (SockeyeLogPosition){ 2, 2 }, SOCKEYE_LOG_COPY_PYTHON, "b\"two\\n\"");
  expect_copy (&log, (SockeyeLogPosition){ 2, 2 }, (SockeyeLogPosition){ 2, 8 }, SOCKEYE_LOG_COPY_PYTHON,
               "b\"three\\n\"");
  expect_copy (&log, (SockeyeLogPosition){ 2, 0 }, (SockeyeLogPosition){ 2, 1 }, SOCKEYE_LOG_COPY_HEX, "6F");
  log_clear (&log);
}

/* Bytes are named by the record that their frame begins in. */
static void
test_normalize (void)
{
  SockeyeLogPosition from = { 2, 0 };
  SockeyeLogPosition to = { 2, 2 };
  guint64 row;
  Log log;

  log_init (&log);
  sockeye_log_model_set_framing (log.fixture.model, &lines);
  log_fixture_update (&log.fixture);
  g_assert_true (sockeye_log_model_find_position (log.fixture.model, &from, &row));
  g_assert_cmpuint (row, ==, 1);
  sockeye_log_model_normalize (log.fixture.model, &from, &to);
  g_assert_cmpuint (from.number, ==, 0);
  g_assert_cmpuint (from.byte, ==, 6);
  g_assert_cmpuint (to.number, ==, 0);
  g_assert_cmpuint (to.byte, ==, 8);
  from = (SockeyeLogPosition){ 2, 3 };
  to = (SockeyeLogPosition){ 2, 4 };
  sockeye_log_model_normalize (log.fixture.model, &from, &to);
  g_assert_cmpuint (from.number, ==, 2);
  g_assert_cmpuint (to.byte, ==, 4);
  g_assert_true (sockeye_log_model_find_row (log.fixture.model, 2, 1, &row));
  g_assert_cmpuint (row, ==, 4);
  g_assert_false (sockeye_log_model_find_row (log.fixture.model, 2, 2, &row));
  log_clear (&log);
}

static void
set_filter_of_kind (Log *log,
                    SockeyeFilter *filter,
                    SockeyePatternKind kind,
                    const char *pattern,
                    guint64 start)
{
  g_autoptr (SockeyePattern) compiled = NULL;
  g_autoptr (SockeyeScan) scan = NULL;

  if (pattern != NULL)
    compiled = sockeye_pattern_new (kind, pattern, TRUE, sockeye_charset_find ("utf-8"), NULL);
  filter->pattern = compiled;
  scan = sockeye_scan_new (log->fixture.capture, filter, start);
  sockeye_log_model_set_filter (log->fixture.model, scan);
  log_fixture_update (&log->fixture);
}

static void
set_filter (Log *log, SockeyeFilter *filter, const char *pattern, guint64 start)
{
  set_filter_of_kind (log, filter, SOCKEYE_PATTERN_TEXT, pattern, start);
}

static void
expect_texts (Log *log, const char *texts)
{
  g_autoptr (GString) found = g_string_new (NULL);

  log_fixture_update (&log->fixture);
  for (guint64 i = 0; i < sockeye_log_model_get_n_rows (log->fixture.model); i++)
    g_string_append_printf (found, "%s|", log_fixture_get_line (&log->fixture, i)->text->utf8->str);
  g_assert_cmpstr (found->str, ==, texts);
}

static void
test_filter (void)
{
  SockeyeFilter all = { .kinds = SOCKEYE_FILTER_ALL_KINDS };
  SockeyeFilter sent = { .kinds = SOCKEYE_FILTER_SENT };
  SockeyeFilter of_length = { .kinds = SOCKEYE_FILTER_ALL_KINDS, .min_length = 4, .max_length = 5 };
  SockeyeFilter from = { .kinds = SOCKEYE_FILTER_ALL_KINDS, .from = LOG_FIXTURE_TIME + 1 };
  Log log;

  log_init (&log);
  sockeye_log_model_set_framing (log.fixture.model, &lines);
  set_filter (&log, &all, "o", 0);
  expect_texts (&log, "one|two|fo (unfinished frame)|");
  set_filter (&log, &all, "wo", 0);
  expect_texts (&log, "two|");
  set_filter (&log, &all, "four", 0);
  expect_texts (&log, "");
  log_fixture_receive (&log.fixture, log.a, "ur", 2);
  expect_texts (&log, "four (unfinished frame)|");
  set_filter (&log, &sent, NULL, 0);
  expect_texts (&log, "sent|");
  set_filter (&log, &of_length, NULL, 0);
  expect_texts (&log, "one|two|four (unfinished frame)|sent|");
  set_filter (&log, &from, "o", 0);
  expect_texts (&log, "four (unfinished frame)|");
  sockeye_log_model_set_filter (log.fixture.model, NULL);
  expect_texts (&log, "one|two|x|three|four (unfinished frame)|sent|");
  log_clear (&log);
}

/* Each receive begins a line, as it is shown, and what is cut in two is found all the same. */
static void
test_filter_line_begins (void)
{
  static const char *const parts[] = { "line 0", "line 1", "li", "ne 2", "a\nline 3", "no line 4" };
  static const struct
  {
    const char *expression;
    const char *texts;
    guint64 n_matches;
  } cases[] = {
    { "^line", "line 0|line 1|ne 2|a|line 3|", 4 },
    { "^line \\d$", "line 0|line 1|ne 2|a|line 3|", 4 },
    { "line", "line 0|line 1|ne 2|a|line 3|no line 4|", 5 },
    { "^no", "no line 4|", 1 },
    { "^", "", 0 },
  };
  SockeyeFilter filter = { .kinds = SOCKEYE_FILTER_ALL_KINDS };
  Log log;

  log_fixture_init (&log.fixture);
  log.a = log_fixture_add_peer (&log.fixture, 1001, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    log_fixture_receive (&log.fixture, log.a, parts[i], strlen (parts[i]));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      set_filter_of_kind (&log, &filter, SOCKEYE_PATTERN_REGEX, cases[i].expression, 0);
      expect_texts (&log, cases[i].texts);
      g_assert_cmpuint (sockeye_scan_get_n_matches (sockeye_log_model_get_filter (log.fixture.model)), ==,
                        cases[i].n_matches);
    }
  log_clear (&log);
}

/* What was asked for is bytes: those of a frame stay in sight when the rule changes. */
static void
test_jump (void)
{
  SockeyeLogPosition position;
  Log log;

  log_init (&log);
  log_fixture_update (&log.fixture);
  for (guint framed = 0; framed < 2; framed++)
    {
      g_assert_true (sockeye_log_model_find_record (log.fixture.model, 1, &position));
      g_assert_cmpuint (position.number, ==, 0);
      g_assert_true (sockeye_log_model_find_record (log.fixture.model, 0, &position));
      g_assert_cmpuint (position.number, ==, 0);
      g_assert_true (sockeye_log_model_find_record (log.fixture.model, 3, &position));
      g_assert_cmpuint (position.number, ==, 2);
      g_assert_cmpuint (position.byte, ==, framed ? 2 : 0);
      g_assert_false (sockeye_log_model_find_record (log.fixture.model, 5, &position));

      g_assert_true (sockeye_log_model_find_time (log.fixture.model, 0, &position));
      g_assert_cmpuint (position.number, ==, 0);
      g_assert_true (sockeye_log_model_find_time (log.fixture.model, LOG_FIXTURE_TIME + 1000, &position));
      g_assert_cmpuint (position.number, ==, 1);
      g_assert_true (sockeye_log_model_find_time (log.fixture.model, LOG_FIXTURE_TIME + 2001, &position));
      g_assert_cmpuint (position.number, ==, 3);
      g_assert_false (sockeye_log_model_find_time (log.fixture.model, LOG_FIXTURE_TIME + 3001, &position));

      sockeye_log_model_set_framing (log.fixture.model, &lines);
      log_fixture_update (&log.fixture);
    }

  log_fixture_discard_before (&log.fixture, 1);
  log_fixture_update (&log.fixture);
  g_assert_true (sockeye_log_model_find_record (log.fixture.model, 1, &position));
  g_assert_cmpuint (position.number, ==, 1);
  log_clear (&log);
}

static void
expect_message (Log *log, guint64 ordinal, guint64 number, guint32 start, guint32 length)
{
  SockeyeLogPosition from, to;

  g_assert_true (sockeye_log_model_find_message (log->fixture.model, ordinal, &from, &to));
  g_assert_cmpuint (from.number, ==, number);
  g_assert_cmpuint (from.byte, ==, start);
  g_assert_cmpuint (to.number, ==, number);
  g_assert_cmpuint (to.byte, ==, start + length);
}

static void
expect_numbers (Log *log, guint64 wanted_first, guint64 wanted_last)
{
  SockeyeLogPosition from, to;
  guint64 first, last;

  log_fixture_update (&log->fixture);
  g_assert_true (sockeye_log_model_get_message_numbers (log->fixture.model, &first, &last));
  g_assert_cmpuint (first, ==, wanted_first);
  g_assert_cmpuint (last, ==, wanted_last);
  g_assert_false (sockeye_log_model_find_message (log->fixture.model, first - 1, &from, &to));
  g_assert_false (sockeye_log_model_find_message (log->fixture.model, last + 1, &from, &to));
}

/* With framing rows are messages, and those are what is counted: "one", "two", "x", "three", "fo" and "sent". */
static void
test_jump_to_message (void)
{
  SockeyeFilter all = { .kinds = SOCKEYE_FILTER_ALL_KINDS };
  SockeyeLogPosition from, to;
  guint64 first, last;
  Log log;

  log_init (&log);
  log_fixture_update (&log.fixture);
  g_assert_false (sockeye_log_model_get_message_numbers (log.fixture.model, &first, &last));
  g_assert_false (sockeye_log_model_find_message (log.fixture.model, 1, &from, &to));

  sockeye_log_model_set_framing (log.fixture.model, &lines);
  expect_numbers (&log, 1, 6);
  expect_message (&log, 1, 0, 0, 4);
  expect_message (&log, 2, 0, 4, 4);
  expect_message (&log, 3, 1, 0, 2);
  expect_message (&log, 4, 2, 2, 6);
  expect_message (&log, 5, 2, 8, 2);
  expect_message (&log, 6, 3, 0, 5);

  /* Numbers stay, whatever gives way. */
  log_fixture_discard_before (&log.fixture, 3);
  log_fixture_receive (&log.fixture, log.b, "new\n", 4);
  log_fixture_update (&log.fixture);
  g_assert_true (sockeye_log_model_get_message_numbers (log.fixture.model, &first, &last));
  expect_message (&log, last, 4, 0, 4);
  expect_message (&log, last - 1, 3, 0, 5);

  set_filter (&log, &all, "new", 0);
  expect_numbers (&log, 1, 1);
  expect_message (&log, 1, 4, 0, 4);
  log_clear (&log);
}

static void
test_jump_with_filter (void)
{
  SockeyeFilter sent = { .kinds = SOCKEYE_FILTER_SENT };
  SockeyeLogPosition position;
  Log log;

  log_init (&log);
  set_filter (&log, &sent, NULL, 0);
  g_assert_true (sockeye_log_model_find_record (log.fixture.model, 1, &position));
  g_assert_cmpuint (position.number, ==, 3);
  g_assert_true (sockeye_log_model_find_time (log.fixture.model, LOG_FIXTURE_TIME, &position));
  g_assert_cmpuint (position.number, ==, 3);
  log_clear (&log);
}

/* The rest of a frame stays when its beginning gives way, and grows on. */
static void
test_cut (void)
{
  Log log;

  log_init (&log);
  sockeye_log_model_set_framing (log.fixture.model, &lines);
  log_fixture_update (&log.fixture);
  log_fixture_discard_before (&log.fixture, 1);
  expect_texts (&log, "x|o|three|fo (unfinished frame)|sent|");
  log_fixture_receive (&log.fixture, log.a, "ur\nfi", 5);
  expect_texts (&log, "x|o|three|four|sent|fi (unfinished frame)|");
  log_fixture_discard_before (&log.fixture, 3);
  expect_texts (&log, "sent|ur|fi (unfinished frame)|");
  log_fixture_receive (&log.fixture, log.a, "ve", 2);
  log_fixture_discard_before (&log.fixture, 5);
  expect_texts (&log, "ve (unfinished frame)|");
  log_clear (&log);
}

/* Where there are too many frames, the newest are shown, and what is left of the first of them. */
static void
test_limit (void)
{
  Log log;

  log_init (&log);
  sockeye_log_model_set_framing (log.fixture.model, &lines);
  sockeye_log_frames_set_limit (sockeye_log_model_get_frames (log.fixture.model), 4);
  expect_texts (&log, "o|three|fo (unfinished frame)|sent|");
  g_assert_cmpuint (sockeye_log_frames_get_left_out (sockeye_log_model_get_frames (log.fixture.model)), ==,
                    3);
  g_assert_cmpuint (sockeye_log_model_get_first (log.fixture.model), ==, 2);
  log_fixture_receive (&log.fixture, log.a, "ur\n", 3);
  log_fixture_receive (&log.fixture, log.a, "a\nb\nc", 5);
  expect_texts (&log, "ur|a|b|c (unfinished frame)|");
  g_assert_cmpuint (sockeye_log_model_get_n_records (log.fixture.model), ==, 4);
  log_clear (&log);
}

/* Half a line each, and then the other half: every frame is in two parts, far from each other. */
static void
test_many_connections (void)
{
  enum
  {
    N = 5000
  };
  g_autofree guint32 *peers = g_new (guint32, N);
  LogFixture fixture;
  gint64 begin;

  log_fixture_init (&fixture);
  sockeye_log_model_set_framing (fixture.model, &lines);
  for (guint i = 0; i < N; i++)
    peers[i] = log_fixture_add_peer (&fixture, (guint16) (1001 + i), TRUE);
  for (guint i = 0; i < N; i++)
    log_fixture_receive (&fixture, peers[i], "ab", 2);
  log_fixture_update (&fixture);
  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, N);

  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N; i++)
    log_fixture_receive (&fixture, peers[N - 1 - i], "c\nd", 3);
  log_fixture_update (&fixture);
  g_test_message ("%u frames went on in %" G_GINT64_FORMAT " us", N, g_get_monotonic_time () - begin);
  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, 2 * N);
  for (guint64 i = 0; i < N; i += 499)
    {
      g_assert_cmpstr (log_fixture_get_line (&fixture, i)->text->utf8->str, ==, "abc");
      g_assert_cmpstr (log_fixture_get_line (&fixture, N + i)->text->utf8->str, ==, "d (unfinished frame)");
    }
  log_fixture_clear (&fixture);
}

static void
test_many_lines (void)
{
  enum
  {
    N_RECEIVES = 1000,
    LENGTH = 65536,
    LINE = 64
  };
  g_autofree char *bytes = g_strnfill (LENGTH, 'a');
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  LogFixture fixture;
  gint64 begin;
  guint32 peer;
  guint64 row;

  for (guint i = LINE - 2; i < LENGTH; i += LINE)
    bytes[i] = '\n'; /* so every receive ends in the middle of a line */
  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 1001, TRUE);
  for (guint i = 0; i < N_RECEIVES; i++)
    while (!sockeye_sink_append (fixture.sink, SOCKEYE_RECORD_RECEIVED, 0, peer, fixture.time + i,
                                 (const guint8 *) bytes, LENGTH))
      {
        g_assert_cmpint (g_get_monotonic_time (), <, deadline); /* the disk is slower than memory */
        g_thread_yield ();
      }
  sockeye_sink_publish (fixture.sink);
  log_fixture_update (&fixture);

  begin = g_get_monotonic_time ();
  sockeye_log_model_set_framing (fixture.model, &lines);
  log_fixture_update (&fixture);
  g_test_message ("%.0f MB/s", (double) N_RECEIVES * LENGTH / (double) (g_get_monotonic_time () - begin));
  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, N_RECEIVES * LENGTH / LINE + 1);
  g_assert_cmpuint (sockeye_log_model_get_n_records (fixture.model), ==, N_RECEIVES * LENGTH / LINE + 1);

  begin = g_get_monotonic_time ();
  for (guint i = 1; i < 1000; i++)
    {
      guint64 index = (guint64) g_test_rand_int_range (1, N_RECEIVES * LENGTH / LINE);
      SockeyeLogPosition place;

      g_assert_cmpuint (log_fixture_get_line (&fixture, index)->record.length, ==, LINE);
      place = (SockeyeLogPosition){ fixture.line->number, fixture.line->first_byte };
      g_assert_true (sockeye_log_model_find_position (fixture.model, &place, &row));
      g_assert_cmpuint (row, ==, index);
    }
  g_test_message ("%.1f us per row", (double) (g_get_monotonic_time () - begin) / 1000);
  log_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  tzset ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-messages/rows", test_rows);
  g_test_add_func ("/log-messages/hexdump", test_hexdump);
  g_test_add_func ("/log-messages/raw", test_raw);
  g_test_add_func ("/log-messages/raw-utf16", test_raw_utf16);
  g_test_add_func ("/log-messages/copy", test_copy);
  g_test_add_func ("/log-messages/normalize", test_normalize);
  g_test_add_func ("/log-messages/filter", test_filter);
  g_test_add_func ("/log-messages/filter-line-begins", test_filter_line_begins);
  g_test_add_func ("/log-messages/jump", test_jump);
  g_test_add_func ("/log-messages/jump-to-message", test_jump_to_message);
  g_test_add_func ("/log-messages/jump-with-filter", test_jump_with_filter);
  g_test_add_func ("/log-messages/cut", test_cut);
  g_test_add_func ("/log-messages/limit", test_limit);
  g_test_add_func ("/log-messages/many-connections", test_many_connections);
  g_test_add_func ("/log-messages/many-lines", test_many_lines);

  return g_test_run ();
}
