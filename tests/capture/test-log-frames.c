/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hex.h"
#include "log-fixture.h"

#define N_PEERS 3 /* the last one sends datagrams */

typedef struct
{
  GByteArray *bytes;
  guint32 peer;
  SockeyeRecordKind kind;
  gint64 time;
} Written;

typedef struct
{
  guint64 length;
  gboolean bad;
} Border;

typedef struct
{
  LogFixture fixture;
  guint32 peers[N_PEERS];
  GPtrArray *written;
  guint64 kept_from;
  guint64 began; /* the first record that the frames were made of */
  guint kinds;   /* of the filter, 0: all */
} Check;

static const SockeyeFraming rules[] = {
  { .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = { '\n' }, .delimiter_length = 1 },
  { .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = { 'a', 'b', 'a' }, .delimiter_length = 3 },
  { .kind = SOCKEYE_FRAMING_FIXED, .size = 1 },
  { .kind = SOCKEYE_FRAMING_FIXED, .size = 37 },
  { .kind = SOCKEYE_FRAMING_LENGTH, .offset = 1, .width = 1, .adjustment = -1 },
  { .kind = SOCKEYE_FRAMING_LENGTH, .offset = 0, .width = 2, .little_endian = TRUE },
  { .kind = SOCKEYE_FRAMING_SILENCE, .silence_ms = 3 },
  { .kind = SOCKEYE_FRAMING_JSON },
};

static void
written_free (gpointer data)
{
  Written *written = data;

  g_byte_array_unref (written->bytes);
  g_free (written);
}

static void
check_init (Check *check)
{
  *check = (Check){ 0 };
  log_fixture_init (&check->fixture);
  for (guint i = 0; i < N_PEERS; i++)
    check->peers[i] = log_fixture_add_peer (&check->fixture, (guint16) (1001 + i), i + 1 < N_PEERS);
  check->written = g_ptr_array_new_with_free_func (written_free);
}

static void
check_clear (Check *check)
{
  g_ptr_array_unref (check->written);
  log_fixture_clear (&check->fixture);
}

static Written *
note (Check *check, guint32 peer, SockeyeRecordKind kind, gconstpointer bytes, guint length)
{
  Written *written = g_new0 (Written, 1);

  written->bytes = g_byte_array_append (g_byte_array_new (), bytes, length);
  written->peer = peer;
  written->kind = kind;
  written->time = check->fixture.time;
  g_ptr_array_add (check->written, written);
  return written;
}

static void
write_bytes (Check *check, guint peer, SockeyeRecordKind kind, gconstpointer bytes, guint length)
{
  guint16 flags = peer + 1 == N_PEERS ? SOCKEYE_RECORD_DATAGRAM : 0;

  note (check, check->peers[peer], kind, bytes, length);
  log_fixture_append (&check->fixture, kind, flags, check->peers[peer], bytes, length);
}

static void
write_text (Check *check, guint peer, const char *text)
{
  write_bytes (check, peer, SOCKEYE_RECORD_RECEIVED, text, (guint) strlen (text));
}

static void
write_closed (Check *check, guint peer)
{
  SockeyeEvent event = { .type = g_test_rand_bit () ? SOCKEYE_EVENT_CLOSED : SOCKEYE_EVENT_ABORTED };

  note (check, check->peers[peer], SOCKEYE_RECORD_EVENT, "", 0);
  sockeye_sink_append_event (check->fixture.sink, check->peers[peer], check->fixture.time, &event);
  sockeye_sink_publish (check->fixture.sink);
}

static void
write_random (Check *check)
{
  static const char alphabet[] = "\n\n\nab\x01\x02{}[]\" 1\x05";
  guint8 bytes[300];
  guint length = (guint) g_test_rand_int_range (0, g_test_rand_bit () ? 8 : (gint32) sizeof bytes);
  SockeyeRecordKind kind = g_test_rand_int_range (0, 4) > 0 ? SOCKEYE_RECORD_RECEIVED : SOCKEYE_RECORD_SENT;

  for (guint i = 0; i < length; i++)
    bytes[i] = (guint8) alphabet[g_test_rand_int_range (0, sizeof alphabet)];
  write_bytes (check, (guint) g_test_rand_int_range (0, N_PEERS), kind, bytes, length);
}

static guint64
get_first (Check *check)
{
  return MAX (check->kept_from, sockeye_log_model_get_start (check->fixture.model));
}

static gboolean
is_shown (Check *check, SockeyeRecordKind kind)
{
  return check->kinds == 0 || (check->kinds & (1u << kind)) != 0;
}

static GByteArray *
get_stream (Check *check, guint peer, SockeyeRecordKind kind)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint64 i = get_first (check); i < check->written->len; i++)
    {
      const Written *written = g_ptr_array_index (check->written, i);

      if (written->peer == check->peers[peer] && written->kind == kind)
        g_byte_array_append (bytes, written->bytes->data, written->bytes->len);
    }
  return bytes;
}

/* Every byte of every row, in the order of the rows. */
static GByteArray *
collect_stream (Check *check, SockeyeLogReader *reader, guint peer, SockeyeRecordKind kind)
{
  SockeyeLogFrames *frames = sockeye_log_model_get_frames (check->fixture.model);
  GByteArray *bytes = g_byte_array_new ();
  guint64 end = sockeye_log_frames_get_end (frames);

  for (guint64 item = sockeye_log_frames_get_next (frames, 0); item < end;
       item = sockeye_log_frames_get_next (frames, item + 1))
    {
      SockeyeLogItem found;

      g_assert_cmpint (sockeye_log_reader_get_item (reader, item, &found), ==, SOCKEYE_READ_OK);
      if (found.record.peer != check->peers[peer] || found.record.kind != kind)
        continue;
      g_byte_array_set_size (bytes, bytes->len + found.record.length);
      if (found.record.length > 0)
        g_assert_cmpint (sockeye_log_reader_read_bytes (reader, &found, 0,
                                                        bytes->data + bytes->len - found.record.length,
                                                        found.record.length),
                         ==, SOCKEYE_READ_OK);
    }
  return bytes;
}

static guint
count_rows (Check *check, const guint8 *bytes, gsize length)
{
  SockeyeLogForm form = sockeye_log_model_get_form (check->fixture.model);
  guint n = 0;

  if (length == 0)
    return 1;
  if (form == SOCKEYE_LOG_FORM_HEX || form == SOCKEYE_LOG_FORM_BOTH)
    return (guint) ((length + SOCKEYE_HEX_ROW - 1) / SOCKEYE_HEX_ROW);
  for (gsize i = 0; i < length; i++)
    n += bytes[i] == '\n';
  return n + (bytes[length - 1] != '\n');
}

/* Rows follow each other in order, each of them is found again by its place, and their bytes are whole messages. */
static void
check_rows (Check *check, SockeyeLogReader *reader)
{
  SockeyeLogModel *model = check->fixture.model;
  guint64 n_rows = sockeye_log_model_get_n_rows (model);
  guint64 n_messages = 0;
  SockeyeLogPosition last = { 0 };
  guint32 length = 0;

  for (guint64 row = 0; row < n_rows; row++)
    {
      const SockeyeLogLine *line = log_fixture_get_line (&check->fixture, row);
      SockeyeLogPosition place = { line->number, line->first_byte };
      guint64 found;

      g_assert_cmpint (line->result, ==, SOCKEYE_READ_OK);
      g_assert_true (is_shown (check, (SockeyeRecordKind) line->record.kind));
      if (row > 0)
        g_assert_cmpint (sockeye_log_position_compare (&last, &place), <, 0);
      last = place;
      if (line->row == 0)
        {
          g_autofree guint8 *bytes = g_malloc (line->record.length + 1);
          SockeyeLogItem item;

          g_assert_cmpuint (length, ==, 0);
          length = line->record.length;
          n_messages++;
          if (line->record.kind == SOCKEYE_RECORD_EVENT)
            length = 0;
          g_assert_cmpint (sockeye_log_reader_get_item (reader, line->item, &item), ==, SOCKEYE_READ_OK);
          if (length > 0)
            g_assert_cmpint (sockeye_log_reader_read_bytes (reader, &item, 0, bytes, length), ==,
                             SOCKEYE_READ_OK);
          g_assert_cmpuint (line->n_rows, ==, count_rows (check, bytes, length));
        }
      if (line->record.kind != SOCKEYE_RECORD_EVENT)
        {
          g_assert_cmpuint (line->n_bytes, <=, length);
          length -= line->n_bytes;
        }
      g_assert_true ((line->row + 1 == line->n_rows) == (length == 0));
      g_assert_true (sockeye_log_model_find_position (model, &place, &found));
      g_assert_cmpuint (found, ==, row);
      g_assert_true (sockeye_log_model_find_row_at (model, &place, check->fixture.line->row, &found));
      g_assert_cmpuint (found, ==, row);
    }
  g_assert_cmpuint (length, ==, 0);
  g_assert_cmpuint (sockeye_log_model_get_n_records (model), ==, n_messages);
  g_assert_cmpuint (sockeye_log_model_get_n_records_from (model, 0), ==, n_messages);
  g_assert_false (sockeye_log_model_get_line (model, n_rows, check->fixture.line));
}

static void
note_border (gsize end G_GNUC_UNUSED, gsize length, gboolean bad, gpointer data)
{
  Border border = { length, bad };

  g_array_append_val (data, border);
}

/* The frames of a stream, worked out byte by byte. */
static GArray *
get_borders (Check *check, guint peer, SockeyeRecordKind kind)
{
  const SockeyeFraming *framing = sockeye_log_model_get_framing (check->fixture.model);
  g_autoptr (SockeyeFramer) framer = sockeye_framer_new (framing);
  GArray *borders = g_array_new (FALSE, FALSE, sizeof (Border));

  for (guint i = 0; i < check->written->len; i++)
    {
      const Written *written = g_ptr_array_index (check->written, i);
      gboolean closed = written->kind == SOCKEYE_RECORD_EVENT;
      Border rest = { 0 };
      guint step;

      if (written->peer != check->peers[peer] || (written->kind != kind && !closed))
        continue;
      /* White space between JSON values belongs to the one that it came with, so there the pieces matter. */
      step = framing->kind == SOCKEYE_FRAMING_JSON ? MAX (written->bytes->len, 1) : 1;
      for (guint n = 0; n < written->bytes->len; n += step)
        sockeye_framer_push (framer, written->bytes->data + n, step, written->time, note_border, borders);
      rest.length = sockeye_framer_get_pending (framer);
      if (!closed)
        continue;
      if (rest.length > 0)
        g_array_append_val (borders, rest);
      g_clear_pointer (&framer, sockeye_framer_free);
      framer = sockeye_framer_new (framing);
    }
  if (sockeye_framer_get_pending (framer) > 0)
    note_border (0, sockeye_framer_get_pending (framer), FALSE, borders);
  return borders;
}

static void
check_borders (Check *check, guint peer, SockeyeRecordKind kind)
{
  SockeyeLogFrames *frames = sockeye_log_model_get_frames (check->fixture.model);
  g_autoptr (GArray) borders = get_borders (check, peer, kind);
  guint64 end = sockeye_log_frames_get_end (frames);
  guint n = 0;

  for (guint64 item = sockeye_log_frames_get_next (frames, 0); item < end;
       item = sockeye_log_frames_get_next (frames, item + 1))
    {
      const Written *written;
      SockeyeLogFrame frame;

      g_assert_true (sockeye_log_frames_get (frames, item, &frame));
      written = g_ptr_array_index (check->written, frame.number);
      if (written->peer != check->peers[peer] || written->kind != kind || written->bytes->len == 0)
        continue;
      g_assert_cmpuint (n, <, borders->len);
      g_assert_cmpuint (frame.length, ==, g_array_index (borders, Border, n).length);
      g_assert_cmpint (frame.bad, ==, g_array_index (borders, Border, n).bad);
      g_assert_false (frame.cut);
      n++;
    }
  g_assert_cmpuint (n, ==, borders->len);
}

static void
check_contents (Check *check)
{
  SockeyeLogModel *model = check->fixture.model;
  SockeyeLogSettings settings = { .frames = sockeye_log_model_get_frames (model),
                                  .charset = sockeye_log_model_get_charset (model),
                                  .form = sockeye_log_model_get_form (model),
                                  .wait = TRUE };
  g_autoptr (SockeyeLogReader) reader = sockeye_log_reader_new (check->fixture.capture, &settings);

  if (settings.frames == NULL)
    return;

  check_rows (check, reader);
  for (guint peer = 0; peer < N_PEERS; peer++)
    for (SockeyeRecordKind kind = SOCKEYE_RECORD_RECEIVED; kind <= SOCKEYE_RECORD_SENT; kind++)
      {
        g_autoptr (GByteArray) expected = get_stream (check, peer, kind);
        g_autoptr (GByteArray) found = collect_stream (check, reader, peer, kind);

        if (!is_shown (check, kind))
          g_byte_array_set_size (expected, 0);
        g_assert_cmpmem (found->data, found->len, expected->data, expected->len);
        if (check->kinds == 0 && get_first (check) == 0 && check->began == 0 && peer + 1 < N_PEERS
            && settings.form != SOCKEYE_LOG_FORM_RAW)
          check_borders (check, peer, kind);
      }
}

static void
set_rule (Check *check, const SockeyeFraming *framing)
{
  sockeye_log_model_set_framing (check->fixture.model, framing);
  check->began = get_first (check);
}

static void
set_filter (Check *check, guint kinds)
{
  SockeyeFilter filter = { .kinds = kinds };
  g_autoptr (SockeyeScan)
      scan = kinds != 0 ? sockeye_scan_new (check->fixture.capture, &filter, get_first (check)) : NULL;

  sockeye_log_model_set_filter (check->fixture.model, scan);
  check->kinds = kinds;
  check->began = get_first (check);
}

static void
do_something (Check *check)
{
  SockeyeLogModel *model = check->fixture.model;
  guint64 n = check->written->len;
  guint64 number;

  switch (g_test_rand_int_range (0, 16))
    {
    case 0:
      set_rule (check, &rules[g_test_rand_int_range (0, G_N_ELEMENTS (rules))]);
      break;
    case 1:
      sockeye_log_model_set_form (model, (SockeyeLogForm) g_test_rand_int_range (0, 3));
      break;
    case 2:
      sockeye_log_model_set_charset (model, sockeye_charset_find (g_test_rand_bit () ? "gbk" : "utf-8"));
      break;
    case 3:
      number = (guint64) g_test_rand_int_range ((gint32) n / 2, (gint32) n + 1);
      sockeye_log_model_set_start (model, MAX (number, sockeye_log_model_get_start (model)));
      break;
    case 4:
      number = (guint64) g_test_rand_int_range ((gint32) n / 2, (gint32) n + 1);
      check->kept_from = MAX (check->kept_from, number);
      log_fixture_discard_before (&check->fixture, check->kept_from);
      break;
    case 5:
      if (check->kinds == 0)
        sockeye_log_model_set_start (model, 0);
      check->began = MAX (check->began, get_first (check));
      break;
    case 6:
      set_filter (check, (guint) g_test_rand_int_range (0, 8));
      break;
    case 7:
      write_closed (check, (guint) g_test_rand_int_range (0, N_PEERS - 1));
      break;
    default:
      for (gint i = g_test_rand_int_range (0, 8); i > 0; i--)
        write_random (check);
    }
}

/* Whatever happens: no byte of a stream is lost, doubled or out of order, and rows are what they say they are. */
static void
test_random (void)
{
  guint n_runs = g_test_quick () ? 12 : 400;

  for (guint run = 0; run < n_runs; run++)
    {
      Check check;

      check_init (&check);
      set_rule (&check, &rules[g_test_rand_int_range (0, G_N_ELEMENTS (rules))]);
      for (guint step = 0; step < 60; step++)
        {
          do_something (&check);
          if (g_test_rand_bit ())
            continue;
          log_fixture_update (&check.fixture);
          check_contents (&check);
        }
      check_clear (&check);
    }
}

static void
expect_rows (Check *check, const char *const *rows)
{
  SockeyeLogModel *model = check->fixture.model;
  guint n = g_strv_length ((char **) rows);

  log_fixture_update (&check->fixture);
  g_assert_cmpuint (sockeye_log_model_get_n_rows (model), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (log_fixture_get_line (&check->fixture, i)->text->utf8->str, ==, rows[i]);
}

static void
test_lines (void)
{
  Check check;

  check_init (&check);
  set_rule (&check, &rules[0]);
  write_text (&check, 0, "one\ntw");
  write_text (&check, 1, "other\n");
  expect_rows (&check, (const char *const[]){ "one", "tw (unfinished frame)", "other", NULL });
  g_assert_true (log_fixture_get_line (&check.fixture, 1)->unfinished);

  write_text (&check, 0, "o\nthree\n\n");
  expect_rows (&check, (const char *const[]){ "one", "two", "other", "three", "", NULL });
  g_assert_false (log_fixture_get_line (&check.fixture, 1)->unfinished);
  g_assert_cmpstr (check.fixture.line->size->str, ==, "4 B");
  g_assert_cmpuint (check.fixture.line->number, ==, 0);
  g_assert_cmpuint (check.fixture.line->first_byte, ==, 4);
  check_contents (&check);

  set_rule (&check, NULL);
  g_assert_null (sockeye_log_model_get_framing (check.fixture.model));
  expect_rows (&check, (const char *const[]){ "one", "tw", "other", "o", "three", "", NULL });
  check_clear (&check);
}

static void
test_bad (void)
{
  const SockeyeFraming framing = { .kind = SOCKEYE_FRAMING_LENGTH, .width = 1, .adjustment = -4 };
  Check check;

  check_init (&check);
  set_rule (&check, &framing);
  write_text (&check, 0, "\005a\002\001\006");
  expect_rows (&check,
               (const char *const[]){ "␅a", "␂ (bad frame)", "␁ (bad frame)", "␆ (unfinished frame)", NULL });
  check_clear (&check);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-frames/lines", test_lines);
  g_test_add_func ("/log-frames/bad", test_bad);
  g_test_add_func ("/log-frames/random", test_random);

  return g_test_run ();
}
