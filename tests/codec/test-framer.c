/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "framer.h"

#include <string.h>

typedef struct
{
  GString *found; /* "|" ends a frame, "!" ends a bad one */
  GString *stream;
  gsize begin;
  gsize piece;
} Collector;

static void
collect (gsize end, gsize length, gboolean bad, gpointer data)
{
  Collector *collector = data;

  g_assert_cmpuint (collector->begin + length, ==, collector->piece + end);
  g_string_append_len (collector->found, collector->stream->str + collector->begin, (gssize) length);
  g_string_append_c (collector->found, bad ? '!' : '|');
  collector->begin += length;
}

static char *
split (const SockeyeFraming *framing, const char *bytes, gsize length, gsize piece_length)
{
  g_autoptr (SockeyeFramer) framer = sockeye_framer_new (framing);
  Collector collector = { .found = g_string_new (NULL),
                          .stream = g_string_new_len (bytes, (gssize) length),
                          .begin = 0 };

  for (gsize at = 0; at < length; at += piece_length)
    {
      gsize n = MIN (piece_length, length - at);

      collector.piece = at;
      sockeye_framer_push (framer, (const guint8 *) bytes + at, n, (gint64) at, collect, &collector);
    }
  g_assert_cmpuint (sockeye_framer_get_pending (framer), ==, length - collector.begin);
  g_string_append_len (collector.found, bytes + collector.begin, (gssize) (length - collector.begin));
  g_string_free (collector.stream, TRUE);
  return g_string_free (collector.found, FALSE);
}

typedef struct
{
  const char *name;
  SockeyeFraming framing;
  const char *stream;
  gsize length;
  const char *expected;
} Case;

#define STREAM(s) .stream = s, .length = sizeof (s) - 1

static const Case cases[] = {
  { "lf",
    { .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = "\n", .delimiter_length = 1 },
    STREAM ("a\n\nbc\nd"),
    "a\n|\n|bc\n|d" },
  { "crlf",
    { .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = "\r\n", .delimiter_length = 2 },
    STREAM ("a\r\r\nb\n\r\n\rc"),
    "a\r\r\n|b\n\r\n|\rc" },
  { "self-overlapping",
    { .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = "aab", .delimiter_length = 3 },
    STREAM ("xaaabyaabaaab"),
    "xaaab|yaab|aaab|" },
  { "fixed", { .kind = SOCKEYE_FRAMING_FIXED, .size = 3 }, STREAM ("abcdefgh"), "abc|def|gh" },
  { "length-1",
    { .kind = SOCKEYE_FRAMING_LENGTH, .offset = 0, .width = 1 },
    STREAM ("\002ab\001c\003de"),
    "\002ab|\001c|\003de" },
  { "length-bad",
    { .kind = SOCKEYE_FRAMING_LENGTH, .offset = 0, .width = 1, .adjustment = -2 },
    STREAM ("\001\003a\002"),
    "\001!\003a|\002|" },
  { "json",
    { .kind = SOCKEYE_FRAMING_JSON },
    STREAM ("{\"a\":\"}\\\"\"}[1,[2]]12 \"x\"nu"),
    "{\"a\":\"}\\\"\"}|[1,[2]]|12 |\"x\"|nu" },
};

static void
test_tables (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autofree char *whole = NULL;

      whole = split (&c->framing, c->stream, c->length, c->length);
      g_test_message ("%s", c->name);
      g_assert_cmpstr (whole, ==, c->expected);
      for (gsize piece = 1; piece < c->length; piece++)
        {
          g_autofree char *split_up = split (&c->framing, c->stream, c->length, piece);

          /* White space behind a JSON value stays with it only when it came along. */
          if (c->framing.kind != SOCKEYE_FRAMING_JSON)
            g_assert_cmpstr (split_up, ==, c->expected);
        }
    }
}

typedef struct
{
  GArray *lengths;
  guint bad;
} Lengths;

static void
take_length (gsize end G_GNUC_UNUSED, gsize length, gboolean bad, gpointer data)
{
  Lengths *lengths = data;

  g_array_append_val (lengths->lengths, length);
  lengths->bad += bad;
}

static void
assert_lengths (const SockeyeFraming *framing, const char *bytes, gsize length, guint bad, guint n, ...)
{
  for (gsize piece = 1; piece <= length; piece++)
    {
      g_autoptr (SockeyeFramer) framer = sockeye_framer_new (framing);
      Lengths lengths = { .lengths = g_array_new (FALSE, FALSE, sizeof (gsize)) };
      va_list args;

      for (gsize at = 0; at < length; at += piece)
        sockeye_framer_push (framer, (const guint8 *) bytes + at, MIN (piece, length - at), 0, take_length,
                             &lengths);
      g_assert_cmpuint (lengths.lengths->len, ==, n);
      g_assert_cmpuint (lengths.bad, ==, bad);
      va_start (args, n);
      for (guint i = 0; i < n; i++)
        g_assert_cmpuint (g_array_index (lengths.lengths, gsize, i), ==, va_arg (args, guint));
      va_end (args);
      g_array_unref (lengths.lengths);
    }
}

static void
test_length_field (void)
{
  const SockeyeFraming big = { .kind = SOCKEYE_FRAMING_LENGTH, .offset = 1, .width = 2 };
  const SockeyeFraming little = {
    .kind = SOCKEYE_FRAMING_LENGTH, .width = 4, .little_endian = TRUE, .adjustment = -4
  };
  const SockeyeFraming wide = { .kind = SOCKEYE_FRAMING_LENGTH, .width = 8 };

  assert_lengths (&big, "#\0\002ab#\0\000#\0\001c", 12, 0, 3, 5u, 3u, 4u);
  assert_lengths (&little, "\006\0\0\0ab\004\0\0\0", 10, 0, 2, 6u, 4u);
  assert_lengths (&wide, "\377\377\377\377\377\377\377\377\0\0\0\0\0\0\0\001x", 17, 1, 2, 8u, 9u);
}

static void
test_json_bad (void)
{
  const SockeyeFraming json = { .kind = SOCKEYE_FRAMING_JSON };

  assert_lengths (&json, "{]oops\n{}x\n[]", 13, 2, 4, 7u, 2u, 2u, 2u);
  /* It goes on where the next value may begin, also when no line ever ends. */
  assert_lengths (&json, "xx {\"c\":1}[1]}{2}", 17, 2, 5, 3u, 7u, 3u, 1u, 3u);
  assert_lengths (&json, "{\"a\":[1}, {\"b\":2}", 17, 1, 2, 10u, 7u);
  assert_lengths (&json, "]x[1]", 5, 1, 2, 2u, 3u);
}

static void
test_silence (void)
{
  const SockeyeFraming silence = { .kind = SOCKEYE_FRAMING_SILENCE, .silence_ms = 10 };
  g_autoptr (SockeyeFramer) framer = sockeye_framer_new (&silence);
  Lengths lengths = { .lengths = g_array_new (FALSE, FALSE, sizeof (gsize)) };

  sockeye_framer_push (framer, (const guint8 *) "ab", 2, 1000, take_length, &lengths);
  sockeye_framer_push (framer, (const guint8 *) "c", 1, 10999, take_length, &lengths);
  g_assert_cmpuint (lengths.lengths->len, ==, 0);
  sockeye_framer_push (framer, (const guint8 *) "d", 1, 20999, take_length, &lengths);
  g_assert_cmpuint (lengths.lengths->len, ==, 1);
  g_assert_cmpuint (g_array_index (lengths.lengths, gsize, 0), ==, 3);
  g_assert_cmpuint (sockeye_framer_get_pending (framer), ==, 1);
  g_array_unref (lengths.lengths);
}

static void
test_limit (void)
{
  const SockeyeFraming line = { .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = "\n", .delimiter_length = 1 };
  g_autoptr (SockeyeFramer) framer = sockeye_framer_new (&line);
  g_autofree guint8 *bytes = g_malloc0 (1u << 20);
  Lengths lengths = { .lengths = g_array_new (FALSE, FALSE, sizeof (gsize)) };

  for (guint i = 0; i < 17; i++)
    sockeye_framer_push (framer, bytes, 1u << 20, 0, take_length, &lengths);
  g_assert_cmpuint (lengths.lengths->len, ==, 1);
  g_assert_cmpuint (lengths.bad, ==, 1);
  g_assert_cmpuint (g_array_index (lengths.lengths, gsize, 0), ==, SOCKEYE_FRAME_LENGTH_MAX);
  g_assert_cmpuint (sockeye_framer_get_pending (framer), ==, 1u << 20);
  g_array_unref (lengths.lengths);
}

static void
test_check (void)
{
  const SockeyeFraming bad[] = {
    { .kind = SOCKEYE_FRAMING_DELIMITER },
    { .kind = SOCKEYE_FRAMING_FIXED },
    { .kind = SOCKEYE_FRAMING_LENGTH, .width = 9 },
    { .kind = SOCKEYE_FRAMING_SILENCE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sockeye_framing_check (&bad[i], &error));
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/framer/tables", test_tables);
  g_test_add_func ("/framer/length-field", test_length_field);
  g_test_add_func ("/framer/json-bad", test_json_bad);
  g_test_add_func ("/framer/silence", test_silence);
  g_test_add_func ("/framer/limit", test_limit);
  g_test_add_func ("/framer/check", test_check);
  return g_test_run ();
}
