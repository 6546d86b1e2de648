/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-fixture.h"

#include <time.h>

typedef struct
{
  const char *name;
  const char *bytes;
  gsize length;
  const char *const *rows; /* what sockeye_log_line_to_string() says behind the heading */
} TextCase;

#define BYTES(literal) literal, sizeof literal - 1
#define ROWS(...)                                                                                            \
  (const char *const[])                                                                                      \
  {                                                                                                          \
    __VA_ARGS__, NULL                                                                                        \
  }

static const TextCase text_cases[] = {
  { "plain", BYTES ("hello"), ROWS ("5 B hello") },
  { "line", BYTES ("hello\n"), ROWS ("6 B hello") },
  { "carriage-return", BYTES ("hello\r\n"), ROWS ("7 B hello␍") },
  { "lines", BYTES ("one\ntwo\n\nthree"), ROWS ("14 B one", "two", "", "three") },
  { "only-line-ends", BYTES ("\n\n"), ROWS ("2 B", "") },
  { "empty", BYTES (""), ROWS ("0 B (empty)") },
  { "nul", BYTES ("a\0b"), ROWS ("3 B a␀b") },
  { "controls", BYTES ("\t\x1b[31m\x7f"), ROWS ("7 B ␉␛[31m␡") },
  { "invalid", BYTES ("a\xff\xfe!"), ROWS ("4 B a\\xFF\\xFE!") },
  { "markup", BYTES ("<b>&amp;</b>"), ROWS ("12 B <b>&amp;</b>") },
  { "chinese", BYTES ("上海\n深圳"), ROWS ("13 B 上海", "深圳") },
};

static char *
get_string (LogFixture *fixture, guint64 row)
{
  return sockeye_log_line_to_string (log_fixture_get_line (fixture, row));
}

static void
test_text (gconstpointer data)
{
  const TextCase *test = data;
  guint n_rows = g_strv_length ((char **) test->rows);
  LogFixture fixture;

  log_fixture_init (&fixture);
  log_fixture_receive (&fixture, log_fixture_add_peer (&fixture, 40112, TRUE), test->bytes, test->length);
  log_fixture_update (&fixture);
  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *string = get_string (&fixture, i);
      g_autofree char *expected = g_strconcat (i == 0 ? "16:05:41.240123 ← 127.0.0.1:40112 " : "",
                                               test->rows[i], NULL);

      g_assert_cmpstr (string, ==, expected);
    }
  log_fixture_clear (&fixture);
}

static void
test_heading (void)
{
  LogFixture fixture;
  guint32 peer;
  char *string;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 40112, FALSE);
  log_fixture_append (&fixture, SOCKEYE_RECORD_SENT, SOCKEYE_RECORD_DATAGRAM, peer, "", 0);
  fixture.time = LOG_FIXTURE_TIME + 12345678;
  log_fixture_append (&fixture, SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_DATAGRAM | SOCKEYE_RECORD_TRUNCATED,
                      peer, "a\nb", 3);
  log_fixture_update (&fixture);

  string = get_string (&fixture, 0);
  g_assert_cmpstr (string, ==, "16:05:41.240123 → 127.0.0.1:40112 0 B (empty datagram)");
  g_free (string);
  g_assert_cmpuint (fixture.line->text->cells->len, ==, 0);

  sockeye_log_model_set_time (fixture.model, SOCKEYE_LOG_TIME_SINCE_START);
  string = get_string (&fixture, 1);
  g_assert_cmpstr (string, ==, "+12.345678 ← 127.0.0.1:40112 3 B a");
  g_free (string);
  string = get_string (&fixture, 2);
  g_assert_cmpstr (string, ==, "b (the rest of the datagram was cut off when it was received)");
  g_free (string);
  g_assert_cmpstr (fixture.line->direction, ==, "←");
  g_assert_cmpuint (fixture.line->time->len + fixture.line->peer->len + fixture.line->size->len, ==, 0);

  sockeye_log_model_set_time (fixture.model, SOCKEYE_LOG_TIME_SINCE_PREVIOUS);
  string = get_string (&fixture, 1);
  g_assert_true (g_str_has_prefix (string, "+12.345678 ←"));
  g_free (string);
  string = get_string (&fixture, 0);
  g_assert_true (g_str_has_prefix (string, "+0.000000 →"));
  g_free (string);
  log_fixture_clear (&fixture);
}

/* A line of 10 MB comes as records of 1 MiB; each is one row, cut, and never reads or decodes all of it. */
static void
test_long_line (void)
{
  g_autofree guint8 *bytes = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  LogFixture fixture;
  guint32 peer;

  memset (bytes, 'x', SOCKEYE_RECORD_LENGTH_MAX);
  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 40112, TRUE);
  for (guint i = 0; i < 10; i++)
    log_fixture_receive (&fixture, peer, bytes, SOCKEYE_RECORD_LENGTH_MAX);
  log_fixture_update (&fixture);

  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, 10);
  for (guint i = 0; i < 10; i++)
    {
      const SockeyeLogLine *line = log_fixture_get_line (&fixture, i);

      g_assert_cmpuint (line->text->cells->len, ==, SOCKEYE_LOG_LINE_BYTES_MAX);
      g_assert_cmpuint (line->n_bytes, ==, SOCKEYE_RECORD_LENGTH_MAX);
      g_assert_cmpuint (line->more, ==, SOCKEYE_RECORD_LENGTH_MAX - SOCKEYE_LOG_LINE_BYTES_MAX);
      g_assert_true (g_str_has_suffix (line->text->utf8->str, "x … 1047552 more bytes"));
    }
  log_fixture_clear (&fixture);
}

/* The cut never goes through a character, and the line end is not counted as left out. */
static void
test_cut (void)
{
  LogFixture fixture;
  guint32 peer;
  g_autoptr (GString) text = g_string_new (NULL);
  const SockeyeLogLine *line;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 40112, TRUE);
  while (text->len < SOCKEYE_LOG_LINE_BYTES_MAX)
    g_string_append (text, "上");
  g_string_append_c (text, '\n');
  log_fixture_receive (&fixture, peer, text->str, text->len);
  log_fixture_receive (&fixture, peer, text->str + 2, text->len - 2);
  log_fixture_update (&fixture);

  line = log_fixture_get_line (&fixture, 0);
  g_assert_cmpuint (line->text->cells->len, ==, 341);
  g_assert_cmpuint (line->text->consumed, ==, 1023);
  g_assert_cmpuint (line->more, ==, 3);
  g_assert_cmpuint (line->n_bytes, ==, 1027);
  g_assert_true (g_str_has_suffix (line->text->utf8->str, "上 … 3 more bytes"));

  line = log_fixture_get_line (&fixture, 1);
  g_assert_cmpuint (line->more, ==, 0);
  g_assert_cmpuint (line->n_bytes, ==, 1025);
  g_assert_cmpuint (line->text->cells->len, ==, 342);
  log_fixture_clear (&fixture);
}

static void
test_hex (void)
{
  guint8 bytes[40];
  LogFixture fixture;
  const SockeyeLogLine *line;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i * 7);
  log_fixture_init (&fixture);
  log_fixture_receive (&fixture, log_fixture_add_peer (&fixture, 1, TRUE), bytes, sizeof bytes);
  log_fixture_receive (&fixture, log_fixture_add_peer (&fixture, 2, TRUE), "", 0);
  log_fixture_update (&fixture);

  for (SockeyeLogForm form = SOCKEYE_LOG_FORM_HEX; form <= SOCKEYE_LOG_FORM_BOTH; form++)
    {
      sockeye_log_model_set_form (fixture.model, form);
      g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, 4);
      for (guint row = 0; row < 3; row++)
        {
          line = log_fixture_get_line (&fixture, row);
          g_assert_cmpuint (line->n_rows, ==, 3);
          g_assert_cmpuint (line->first_byte, ==, row * 16);
          g_assert_cmpuint (line->n_bytes, ==, row < 2 ? 16 : 8);
          g_assert_cmpuint (line->text->cells->len, ==, line->n_bytes);
          for (guint i = 0; i < line->n_bytes; i++)
            {
              const SockeyeCell *cell = &g_array_index (line->text->cells, SockeyeCell, i);
              g_autofree char *digits = g_strndup (line->text->utf8->str + cell->text, cell->text_length);

              g_assert_cmpint (cell->bytes, ==, i);
              g_assert_cmpuint (cell->bytes_length, ==, 1);
              g_assert_cmpuint (g_ascii_strtoull (digits, NULL, 16), ==, bytes[row * 16 + i]);
            }
        }
      line = log_fixture_get_line (&fixture, 3);
      g_assert_cmpstr (line->text->utf8->str, ==, "(empty)");
    }
  log_fixture_clear (&fixture);
}

static void
test_events (void)
{
  SockeyeEvent error = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_CONNECT,
                         .error_number = 111 };
  SockeyeEvent bound = { .type = SOCKEYE_EVENT_BOUND };
  SockeyeEvent accepted = { .type = SOCKEYE_EVENT_ACCEPTED };
  LogFixture fixture;
  const SockeyeLogLine *line;
  g_autofree char *sentence = sockeye_event_describe (&error);

  g_assert_true (sockeye_endpoint_set_literal (&bound.local, "127.0.0.1", 8080, NULL));
  log_fixture_init (&fixture);
  sockeye_sink_append_event (fixture.sink, 0, fixture.time, &bound);
  sockeye_sink_append_event (fixture.sink, 0, fixture.time, &error);
  sockeye_sink_append_event (fixture.sink, log_fixture_add_peer (&fixture, 7, TRUE), fixture.time, &accepted);
  sockeye_sink_publish (fixture.sink);
  log_fixture_update (&fixture);

  for (SockeyeLogForm form = SOCKEYE_LOG_FORM_TEXT; form <= SOCKEYE_LOG_FORM_BOTH; form++)
    {
      sockeye_log_model_set_form (fixture.model, form);
      g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, 3);
      line = log_fixture_get_line (&fixture, 0);
      g_assert_cmpstr (line->direction, ==, "•");
      g_assert_cmpstr (line->peer->str, ==, "");
      g_assert_cmpstr (line->size->str, ==, "");
      g_assert_nonnull (strstr (line->text->utf8->str, "127.0.0.1:8080"));
      g_assert_cmpuint (line->text->cells->len, ==, 0);
      line = log_fixture_get_line (&fixture, 1);
      g_assert_cmpstr (line->direction, ==, "!");
      g_assert_cmpstr (line->text->utf8->str, ==, sentence);
      line = log_fixture_get_line (&fixture, 2);
      g_assert_cmpstr (line->direction, ==, "•");
      g_assert_cmpstr (line->peer->str, ==, "127.0.0.1:7");
    }
  log_fixture_clear (&fixture);
}

/* A connection that failed was to somebody; what a name stands for has no port, so it is nobody yet. */
static void
test_event_peers (void)
{
  SockeyeEvent error = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_CONNECT,
                         .error_number = 111 };
  SockeyeEvent resolved = { .type = SOCKEYE_EVENT_RESOLVED, .text = "localhost", .detail = "::1" };
  LogFixture fixture;

  g_assert_true (sockeye_endpoint_set_literal (&error.remote, "127.0.0.1", 9, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&resolved.remote, "::1", 0, NULL));
  log_fixture_init (&fixture);
  sockeye_sink_append_event (fixture.sink, 0, fixture.time, &error);
  sockeye_sink_append_event (fixture.sink, 0, fixture.time, &resolved);
  sockeye_sink_publish (fixture.sink);
  log_fixture_update (&fixture);

  g_assert_cmpstr (log_fixture_get_line (&fixture, 0)->peer->str, ==, "127.0.0.1:9");
  g_assert_cmpstr (log_fixture_get_line (&fixture, 1)->peer->str, ==, "");
  log_fixture_clear (&fixture);
}

/* A name is the only part of an event that a stranger can choose. */
static void
test_hostile_event (void)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_RESOLVING, .text = "a\nb\u202Ec\x1b[31m\xff" };
  LogFixture fixture;
  const SockeyeLogLine *line;

  log_fixture_init (&fixture);
  sockeye_sink_append_event (fixture.sink, 0, fixture.time, &event);
  sockeye_sink_publish (fixture.sink);
  log_fixture_update (&fixture);
  line = log_fixture_get_line (&fixture, 0);
  g_assert_true (g_utf8_validate (line->text->utf8->str, -1, NULL));
  for (const char *at = line->text->utf8->str; *at != '\0'; at = g_utf8_next_char (at))
    g_assert_true (g_unichar_isprint (g_utf8_get_char (at)));
  g_assert_null (strstr (line->text->utf8->str, "\u202E"));
  log_fixture_clear (&fixture);
}

/* What only the disk still has is a placeholder with its heading first, and itself soon after. */
static void
test_cold (void)
{
  g_autofree guint8 *bytes = g_malloc0 (SOCKEYE_RECORD_LENGTH_MAX);
  LogFixture fixture;
  guint32 peer;
  g_autofree char *shown = NULL;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 40112, TRUE);
  log_fixture_receive (&fixture, peer, "hello", 5);
  for (guint i = 0; i < 80; i++)
    {
      while (!sockeye_sink_append (fixture.sink, SOCKEYE_RECORD_RECEIVED, 0, peer, fixture.time, bytes,
                                   SOCKEYE_RECORD_LENGTH_MAX))
        g_usleep (1000); /* the disk is behind */
      sockeye_sink_publish (fixture.sink);
    }
  log_fixture_update (&fixture);

  g_assert_true (sockeye_log_model_get_line (fixture.model, 0, fixture.line));
  if (fixture.line->result == SOCKEYE_READ_LATER)
    g_assert_cmpstr (fixture.line->text->utf8->str, ==, "…");
  g_assert_cmpstr (fixture.line->peer->str, ==, "127.0.0.1:40112");
  g_assert_cmpstr (fixture.line->size->str, ==, "5 B");
  shown = log_fixture_get_shown (log_fixture_get_line (&fixture, 0));
  g_assert_cmpstr (shown, ==, "hello");
  log_fixture_clear (&fixture);
}

/* A record of a million lines is gone through from both ends. */
static void
test_many_lines (void)
{
  g_autofree guint8 *bytes = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  guint n_rows = SOCKEYE_RECORD_LENGTH_MAX / 2;
  LogFixture fixture;

  for (guint i = 0; i < n_rows; i++)
    {
      bytes[2 * i] = (guint8) ('a' + i % 26);
      bytes[2 * i + 1] = '\n';
    }
  log_fixture_init (&fixture);
  log_fixture_receive (&fixture, log_fixture_add_peer (&fixture, 1, TRUE), bytes, SOCKEYE_RECORD_LENGTH_MAX);
  log_fixture_update (&fixture);
  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, n_rows);

  for (guint i = 0; i < 3000; i++)
    {
      guint row = i < 1000   ? n_rows - 1 - i
                  : i < 2000 ? i - 1000
                             : (guint) g_test_rand_int_range (0, (gint32) n_rows);
      const SockeyeLogLine *line = log_fixture_get_line (&fixture, row);

      g_assert_cmpuint (line->first_byte, ==, row * 2);
      g_assert_cmpuint (line->n_bytes, ==, 2);
      g_assert_cmpuint (line->text->utf8->len, ==, 1);
      g_assert_cmpint (line->text->utf8->str[0], ==, (char) bytes[2 * row]);
    }
  log_fixture_clear (&fixture);
}

static void
test_gone (void)
{
  LogFixture fixture;
  const SockeyeLogLine *line;
  g_autofree char *string = NULL;

  log_fixture_init (&fixture);
  for (guint i = 0; i < 3; i++)
    log_fixture_receive (&fixture, log_fixture_add_peer (&fixture, 1, TRUE), "hello", 5);
  log_fixture_update (&fixture);
  log_fixture_discard_before (&fixture, 2);

  line = log_fixture_get_line (&fixture, 0);
  g_assert_cmpint (line->result, ==, SOCKEYE_READ_GONE);
  string = sockeye_log_line_to_string (line);
  g_assert_cmpstr (string, ==, "(no longer kept)");
  line = log_fixture_get_line (&fixture, 2);
  g_assert_cmpint (line->result, ==, SOCKEYE_READ_OK);
  log_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  tzset ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (text_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/log-reader/text/", text_cases[i].name, NULL);

      g_test_add_data_func (path, &text_cases[i], test_text);
    }
  g_test_add_func ("/log-reader/heading", test_heading);
  g_test_add_func ("/log-reader/long-line", test_long_line);
  g_test_add_func ("/log-reader/cut", test_cut);
  g_test_add_func ("/log-reader/hex", test_hex);
  g_test_add_func ("/log-reader/events", test_events);
  g_test_add_func ("/log-reader/event-peers", test_event_peers);
  g_test_add_func ("/log-reader/hostile-event", test_hostile_event);
  g_test_add_func ("/log-reader/cold", test_cold);
  g_test_add_func ("/log-reader/many-lines", test_many_lines);
  g_test_add_func ("/log-reader/gone", test_gone);

  return g_test_run ();
}
