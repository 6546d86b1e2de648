/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-diff.h"
#include "diff-text.h"
#include "diff-words.h"
#include "stream-cutter.h"

#include <string.h>

/* Messages; with a million, it is what the window promises. */
#define MANY 60000

#define DEADLINE_US (40 * G_USEC_PER_SEC)
#define BEGINNING   (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

/* Two captures that a test fills. */
typedef struct
{
  SockeyeCapture *captures[2];
  gint64 times[2];
  SockeyeDiffOptions options;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = G_GUINT64_CONSTANT (1) << 30;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  self->options = (SockeyeDiffOptions){ .kinds = SOCKEYE_FILTER_ALL_KINDS };
  for (guint i = 0; i < 2; i++)
    {
      self->captures[i] = sockeye_capture_new (&limits);
      self->times[i] = BEGINNING + (gint64) i * 3600 * G_USEC_PER_SEC;
    }
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_object_unref (self->captures[0]);
  g_object_unref (self->captures[1]);
}

static guint32
add_peer (Fixture *self, guint side)
{
  return sockeye_sink_add_peer (SOCKEYE_SINK (self->captures[side]), NULL, NULL, TRUE, self->times[side]);
}

static void
add_bytes (Fixture *self,
           guint side,
           SockeyeRecordKind kind,
           guint32 peer,
           guint16 flags,
           gconstpointer bytes,
           gsize length)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (!sockeye_sink_append (SOCKEYE_SINK (self->captures[side]), kind, flags, peer, self->times[side],
                               bytes, length))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (500);
    }
  self->times[side] += 1000;
}

/* "<hello": received; ">hello": sent */
static void
add (Fixture *self, guint side, guint32 peer, const char *text)
{
  add_bytes (self, side, *text == '<' ? SOCKEYE_RECORD_RECEIVED : SOCKEYE_RECORD_SENT, peer, 0, text + 1,
             strlen (text + 1));
}

static void
add_event (Fixture *self, guint side, guint32 peer, SockeyeEventType type, gint error_number)
{
  SockeyeEvent event = { .type = type, .error_number = error_number, .number = side };

  sockeye_sink_append_event (SOCKEYE_SINK (self->captures[side]), peer, self->times[side], &event);
  self->times[side] += 1000;
}

typedef struct
{
  GAsyncResult *result;
  gboolean done;
} Waiting;

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;

  waiting->result = g_object_ref (result);
  waiting->done = TRUE;
}

static SockeyeCaptureDiff *
compare (Fixture *self)
{
  Waiting waiting = { 0 };
  g_autoptr (GError) error = NULL;
  SockeyeCaptureDiff *diff;

  sockeye_sink_publish (SOCKEYE_SINK (self->captures[0]));
  sockeye_sink_publish (SOCKEYE_SINK (self->captures[1]));
  sockeye_capture_diff_async (self->captures[0], self->captures[1], &self->options, NULL, NULL, NULL, on_done,
                              &waiting);
  while (!waiting.done)
    g_main_context_iteration (NULL, TRUE);
  diff = sockeye_capture_diff_finish (waiting.result, &error);
  g_assert_no_error (error);
  g_object_unref (waiting.result);
  return diff;
}

static void
assert_summary (SockeyeCaptureDiff *diff, const char *expected)
{
  g_autofree char *summary = sockeye_diff_summarize (diff);

  g_assert_cmpstr (summary, ==, expected);
}

static char *
read_item (SockeyeCaptureDiff *diff, guint side, const SockeyeDiffItem *item)
{
  char *text = g_malloc0 (item->length + 1);

  g_assert_cmpint (sockeye_diff_side_read_bytes (sockeye_capture_diff_get_side (diff, side), item, 0,
                                                 (guint8 *) text, item->length, TRUE),
                   ==, SOCKEYE_READ_OK);
  return text;
}

/* "=a|≠b/c|<d|>e": all rows */
static char *
list_rows (SockeyeCaptureDiff *diff, gboolean only_differences)
{
  static const char *const signs[] = { "=", "~", "!", "<", ">" };
  GString *text = g_string_new (NULL);
  SockeyeDiffRow row;

  for (guint i = 0; sockeye_capture_diff_get_row (diff, only_differences, i, &row); i++)
    {
      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", signs[row.op]);
      for (guint side = 0; side < 2; side++)
        if (row.items[side] != NULL && (side == 0 || row.op == SOCKEYE_DIFF_CHANGED || row.items[0] == NULL))
          {
            g_autofree char *bytes = read_item (diff, side, row.items[side]);

            g_string_append_printf (text, "%s%s", side == 1 && row.items[0] != NULL ? "/" : "", bytes);
          }
    }
  return g_string_free (text, FALSE);
}

static void
assert_rows (SockeyeCaptureDiff *diff, const char *expected)
{
  g_autofree char *rows = list_rows (diff, FALSE);

  g_assert_cmpstr (rows, ==, expected);
}

static void
add_all (Fixture *self, guint side, const char *texts)
{
  guint32 peer = add_peer (self, side);
  g_auto (GStrv) parts = g_strsplit (texts, "|", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      add (self, side, peer, parts[i]);
}

/* What was changed is what is most alike; direction counts. */
static void
test_records (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeCaptureDiff) diff = NULL;
  g_autofree char *differences = NULL;

  add_all (self, 0, "<hello|>read 1|<value 17|>read 2|<value 18|>bye|<same");
  add_all (self, 1, "<hello|>read 1|<noise|<value 99|>read 2|<value 18|>same");
  diff = compare (self);
  assert_rows (diff, "=hello|=read 1|>noise|!value 17/value 99|=read 2|=value 18|!bye/same|<same");
  assert_summary (diff, "2 changed, 1 only left, 1 only right, 4 equal");
  g_assert_true (sockeye_capture_diff_is_shortest (diff));
  differences = list_rows (diff, TRUE);
  g_assert_cmpstr (differences, ==, ">noise|!value 17/value 99|!bye/same|<same");
}

static void
test_find (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeCaptureDiff) diff = NULL;
  guint found = 0;

  add_all (self, 0, "<a|<b|<c|<d|<e|<f");
  add_all (self, 1, "<a|<x|<y|<d|<e|<z");
  diff = compare (self);
  assert_rows (diff, "=a|!b/x|!c/y|=d|=e|!f/z");
  g_assert_true (sockeye_capture_diff_find (diff, FALSE, G_MAXUINT, TRUE, &found));
  g_assert_cmpuint (found, ==, 1);
  g_assert_true (sockeye_capture_diff_find (diff, FALSE, 1, TRUE, &found));
  g_assert_cmpuint (found, ==, 5);
  g_assert_false (sockeye_capture_diff_find (diff, FALSE, 5, TRUE, &found));
  g_assert_true (sockeye_capture_diff_find (diff, FALSE, 5, FALSE, &found));
  g_assert_cmpuint (found, ==, 1);
  g_assert_true (sockeye_capture_diff_find (diff, FALSE, 2, FALSE, &found));
  g_assert_cmpuint (found, ==, 1);
  g_assert_false (sockeye_capture_diff_find (diff, FALSE, 1, FALSE, &found));
  g_assert_true (sockeye_capture_diff_find (diff, TRUE, 0, TRUE, &found));
  g_assert_cmpuint (found, ==, 1);
  g_assert_false (sockeye_capture_diff_find (diff, TRUE, 2, TRUE, &found));
  g_assert_cmpuint (sockeye_capture_diff_convert (diff, 5, TRUE), ==, 2);
  g_assert_cmpuint (sockeye_capture_diff_convert (diff, 3, TRUE), ==, 2);
  g_assert_cmpuint (sockeye_capture_diff_convert (diff, 2, FALSE), ==, 5);
  g_assert_cmpuint (sockeye_capture_diff_convert (diff, 0, FALSE), ==, 1);
}

/* The same bytes, received in other pieces: as receives they differ, as messages and as a stream they do not. */
static void
test_cut (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    SockeyeDiffUnit unit;
    gboolean framed;
    const char *summary;
  } cases[] = {
    { SOCKEYE_DIFF_RECORDS, FALSE, "2 changed, 1 only right, 0 equal" },
    { SOCKEYE_DIFF_MESSAGES, FALSE, "2 changed, 1 only right, 0 equal" },
    { SOCKEYE_DIFF_MESSAGES, TRUE, "No difference: 4 equal" },
    { SOCKEYE_DIFF_STREAMS, FALSE, "No difference: 4 equal" },
  };

  add_all (self, 0, "<one\ntwo\nth|<ree\nrest");
  add_all (self, 1, "<on|<e\ntw|<o\nthree\nrest");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SockeyeCaptureDiff) diff = NULL;

      self->options.unit = cases[i].unit;
      self->options.framing = (SockeyeFraming){ .kind = SOCKEYE_FRAMING_AS_RECEIVED };
      if (cases[i].framed)
        self->options.framing = (SockeyeFraming){ .kind = SOCKEYE_FRAMING_DELIMITER,
                                                  .delimiter = { '\n' },
                                                  .delimiter_length = 1 };
      diff = compare (self);
      assert_summary (diff, cases[i].summary);
      if (cases[i].framed)
        assert_rows (diff, "=one\n|=two\n|=three\n|=rest");
    }
}

/* Messages of two connections that come in turns are put where they begin; each connection is a stream of its own. */
static void
test_connections (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  guint32 left[2] = { add_peer (self, 0), add_peer (self, 0) };
  guint32 right[2] = { add_peer (self, 1), add_peer (self, 1) };
  g_autoptr (SockeyeCaptureDiff) messages = NULL;
  g_autoptr (SockeyeCaptureDiff) streams = NULL;
  g_autoptr (SockeyeCaptureDiff) chosen = NULL;

  add (self, 0, left[0], "<a1");
  add (self, 0, left[1], "<b1\n");
  add (self, 0, left[0], "<a2\n");
  add (self, 1, right[0], "<a1a2\n");
  add (self, 1, right[1], "<b1\n");
  self->options.framing =
      (SockeyeFraming){ .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = { '\n' }, .delimiter_length = 1 };
  messages = compare (self);
  assert_rows (messages, "=a1a2\n|=b1\n");
  self->options.unit = SOCKEYE_DIFF_STREAMS;
  streams = compare (self);
  assert_rows (streams, "=a1a2\n|=b1\n");
  self->options.peers[0] = left[0];
  self->options.peers[1] = right[1];
  chosen = compare (self);
  assert_rows (chosen, "!a1a2\n/b1\n");
}

/* What one end has sent is what the other one has received. */
static void
test_ends (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeCaptureDiff) records = NULL;
  g_autoptr (SockeyeCaptureDiff) streams = NULL;

  add_all (self, 0, ">question|<answer");
  add_all (self, 1, "<question|>answer|>more");
  self->options.mirrored = TRUE;
  records = compare (self);
  assert_rows (records, "=question|=answer|>more");
  self->options.unit = SOCKEYE_DIFF_STREAMS;
  streams = compare (self);
  assert_rows (streams, "!answer/answermore|=question");
}

/* Ports differ, what happened does not; one kind of records can be left out. */
static void
test_events (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeCaptureDiff) all = NULL;
  g_autoptr (SockeyeCaptureDiff) received = NULL;
  guint32 left = add_peer (self, 0);
  guint32 right = add_peer (self, 1);

  add_event (self, 0, left, SOCKEYE_EVENT_ACCEPTED, 0);
  add (self, 0, left, "<hello");
  add_event (self, 0, left, SOCKEYE_EVENT_PEER_CLOSED, 0);
  add_event (self, 1, right, SOCKEYE_EVENT_ACCEPTED, 0);
  add (self, 1, right, "<hello");
  add (self, 1, right, ">bye");
  add_event (self, 1, right, SOCKEYE_EVENT_RESET, 0);
  all = compare (self);
  assert_summary (all, "1 changed, 1 only right, 2 equal");
  self->options.kinds = SOCKEYE_FILTER_RECEIVED;
  received = compare (self);
  assert_summary (received, "No difference: 1 equal");
}

/* Counted from each beginning. */
static void
test_times (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeCaptureDiff) anytime = NULL;
  g_autoptr (SockeyeCaptureDiff) punctual = NULL;

  add_all (self, 0, "<a|<b");
  add_all (self, 1, "<a");
  self->times[1] += 50000;
  add (self, 1, 1, "<b");
  add (self, 1, 1, "<c");
  anytime = compare (self);
  assert_summary (anytime, "1 only right, 2 equal");
  self->options.tolerance = 20000;
  punctual = compare (self);
  assert_summary (punctual, "1 only right, 1 at another time, 1 equal");
  self->options.tolerance = 60000;
  g_clear_pointer (&punctual, sockeye_capture_diff_unref);
  punctual = compare (self);
  assert_summary (punctual, "1 only right, 2 equal");
}

/* The rows of a side are its items, each once and in order; what is called equal is equal. */
static void
check_rows (SockeyeCaptureDiff *diff)
{
  const SockeyeDiffItem *items[2];
  guint n_items[2];
  guint next[2] = { 0, 0 };
  SockeyeDiffRow row;

  for (guint side = 0; side < 2; side++)
    items[side] = sockeye_diff_side_get_items (sockeye_capture_diff_get_side (diff, side), &n_items[side]);
  for (guint i = 0; sockeye_capture_diff_get_row (diff, FALSE, i, &row); i++)
    {
      for (guint side = 0; side < 2; side++)
        if (row.items[side] != NULL)
          g_assert_true (row.items[side] == items[side] + next[side]++);
      if (row.items[0] != NULL && row.items[1] != NULL)
        {
          g_autofree char *left = read_item (diff, 0, row.items[0]);
          g_autofree char *right = read_item (diff, 1, row.items[1]);
          gboolean same = row.items[0]->length == row.items[1]->length
                          && memcmp (left, right, row.items[0]->length) == 0;

          g_assert_cmpint (row.items[0]->kind, ==, row.items[1]->kind);
          g_assert_true (same == (row.op == SOCKEYE_DIFF_EQUAL));
        }
    }
  g_assert_cmpuint (next[0], ==, n_items[0]);
  g_assert_cmpuint (next[1], ==, n_items[1]);
}

static void
test_random (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  guint32 left = add_peer (self, 0);
  guint32 right = add_peer (self, 1);

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%c%d\n", g_rand_boolean (random) ? '<' : '>',
                                               g_rand_int_range (random, 0, 40));
      int fate = g_rand_int_range (random, 0, 20);

      if (fate != 0)
        add (self, 0, left, text);
      if (fate == 1)
        text[1] = 'x';
      if (fate != 2)
        add (self, 1, right, text);
    }
  for (SockeyeDiffUnit unit = SOCKEYE_DIFF_MESSAGES; unit <= SOCKEYE_DIFF_STREAMS; unit++)
    {
      g_autoptr (SockeyeCaptureDiff) diff = NULL;

      self->options.unit = unit;
      diff = compare (self);
      check_rows (diff);
      g_assert_cmpuint (sockeye_capture_diff_get_count (diff, SOCKEYE_DIFF_EQUAL), >, 2400);
    }
}

/* A difference in the middle of bytes without any line ends moves no border far behind it. */
static void
test_streams (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const gsize length = 40000;
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autofree guint8 *bytes = g_malloc (length);
  guint32 left = add_peer (self, 0);
  guint32 right = add_peer (self, 1);
  g_autoptr (SockeyeCaptureDiff) diff = NULL;
  guint n_items;

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) g_rand_int_range (random, 0, 256);
  add_bytes (self, 0, SOCKEYE_RECORD_RECEIVED, left, 0, bytes, length);
  add_bytes (self, 1, SOCKEYE_RECORD_RECEIVED, right, 0, bytes, 20000);
  add_bytes (self, 1, SOCKEYE_RECORD_RECEIVED, right, 0, "more", 4);
  for (gsize i = 20000; i < length; i += 1000)
    add_bytes (self, 1, SOCKEYE_RECORD_RECEIVED, right, 0, bytes + i, 1000);
  self->options.unit = SOCKEYE_DIFF_STREAMS;
  diff = compare (self);
  check_rows (diff);
  sockeye_diff_side_get_items (sockeye_capture_diff_get_side (diff, 0), &n_items);
  g_assert_cmpuint (n_items, >, length / SOCKEYE_STREAM_PIECE_MAX);
  g_assert_cmpuint (sockeye_capture_diff_get_n_rows (diff, TRUE), >, 0);
  g_assert_cmpuint (sockeye_capture_diff_get_n_rows (diff, TRUE), <, 8);
}

static char *
write_text (SockeyeCaptureDiff *diff, gboolean hex, gsize limit, GError **error)
{
  SockeyeDiffLook look = { sockeye_charset_find ("utf-8"), hex };
  SockeyeDiffText how = { .names = { "before", "after" }, .looks = { look, look }, .limit = limit };
  Waiting waiting = { 0 };
  char *text = NULL;

  sockeye_diff_text_async (diff, &how, NULL, NULL, on_done, &waiting);
  while (!waiting.done)
    g_main_context_iteration (NULL, TRUE);
  sockeye_diff_text_finish (waiting.result, &text, error);
  g_object_unref (waiting.result);
  return text;
}

static void
test_text (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeCaptureDiff) diff = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;

  add_all (self, 0, "<0|<1|<2|<3|<4|<old|<5|<6|<7|<8|<9|<10|<11|>last");
  add_all (self, 1, "<0|<1|<2|<3|<4|<new\r\n|<5|<6|<7|<8|<9|<10|<11");
  diff = compare (self);
  text = write_text (diff, FALSE, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==,
                   "--- before\n+++ after\n# 1 changed, 1 only left, 12 equal\n"
                   "# In each row: seconds since the beginning, ← received or → sent, length, bytes.\n"
                   "@@ -3,7 +3,7 @@\n"
                   "  0.002000 ← 1 B 2\n  0.003000 ← 1 B 3\n  0.004000 ← 1 B 4\n"
                   "- 0.005000 ← 3 B old\n+ 0.005000 ← 5 B new\\r\\n\n"
                   "  0.006000 ← 1 B 5\n  0.007000 ← 1 B 6\n  0.008000 ← 1 B 7\n"
                   "@@ -11,4 +11,3 @@\n"
                   "  0.010000 ← 1 B 9\n  0.011000 ← 2 B 10\n  0.012000 ← 2 B 11\n"
                   "- 0.013000 → 4 B last\n");
  hex = write_text (diff, TRUE, 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (hex, "\n- 0.005000 ← 3 B 6F 6C 64\n+ 0.005000 ← 5 B 6E 65 77 0D 0A\n"));
  g_assert_null (write_text (diff, FALSE, 100, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "Save them to a file instead."));
}

static void
test_cancelled (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Waiting waiting = { 0 };

  add_all (self, 0, "<a|<b");
  add_all (self, 1, "<b|<a");
  g_cancellable_cancel (cancellable);
  sockeye_capture_diff_async (self->captures[0], self->captures[1], &self->options, NULL, NULL, cancellable,
                              on_done, &waiting);
  while (!waiting.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (sockeye_capture_diff_finish (waiting.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (waiting.result);
}

/* So many differences that no shortest way is looked for: each of them is found all the same, and soon. */
static void
test_many (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const guint n = MANY;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (SockeyeCaptureDiff) diff = NULL;
  guint32 left = add_peer (self, 0);
  guint32 right = add_peer (self, 1);
  gint64 begin;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("<message %u of %u", i % 50000, i / 7);

      if (i % 997 != 0)
        add (self, 0, left, text);
      if (g_rand_int_range (random, 0, 50) == 0)
        text[1] = 'M';
      add (self, 1, right, text);
    }
  begin = g_get_monotonic_time ();
  diff = compare (self);
  g_test_message ("%.1f s", (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);
  g_assert_cmpuint (sockeye_capture_diff_get_count (diff, SOCKEYE_DIFF_EQUAL), >, n * 97 / 100);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 60 * G_USEC_PER_SEC);
}

#define TEST(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/capture-diff/records", test_records);
  TEST ("/capture-diff/find", test_find);
  TEST ("/capture-diff/cut", test_cut);
  TEST ("/capture-diff/connections", test_connections);
  TEST ("/capture-diff/ends", test_ends);
  TEST ("/capture-diff/events", test_events);
  TEST ("/capture-diff/times", test_times);
  TEST ("/capture-diff/random", test_random);
  TEST ("/capture-diff/streams", test_streams);
  TEST ("/capture-diff/text", test_text);
  TEST ("/capture-diff/cancelled", test_cancelled);
  TEST ("/capture-diff/many", test_many);
  return g_test_run ();
}
