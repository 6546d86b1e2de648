/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-lens.h"

#include <string.h>

#define DEADLINE_US (60 * G_USEC_PER_SEC)

/* Both ends of a connection, each with a capture of its own that the test fills. */
typedef struct
{
  SockeyeCapture *captures[2];
  guint32 peers[2];
  SockeyeStreamLens *lens;
} Ends;

enum
{
  SENDER,
  RECEIVER,
};

static SockeyeCapture *
make_capture (guint32 *peer)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeCapture *capture;

  limits.quota = 64u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  capture = sockeye_capture_new (&limits);
  *peer = sockeye_sink_add_peer (SOCKEYE_SINK (capture), NULL, NULL, TRUE, 0);
  return capture;
}

static SockeyeStreamSide *
make_side (Ends *self, guint end)
{
  return sockeye_stream_side_new (self->captures[end], self->peers[end],
                                  end == SENDER ? SOCKEYE_RECORD_SENT : SOCKEYE_RECORD_RECEIVED);
}

static void
ends_init (Ends *self)
{
  self->captures[SENDER] = make_capture (&self->peers[SENDER]);
  self->captures[RECEIVER] = make_capture (&self->peers[RECEIVER]);
  self->lens = sockeye_stream_lens_new ();
  sockeye_stream_lens_set_sides (self->lens, make_side (self, SENDER), make_side (self, RECEIVER));
}

static void
ends_clear (Ends *self)
{
  sockeye_stream_lens_free (self->lens);
  g_object_unref (self->captures[SENDER]);
  g_object_unref (self->captures[RECEIVER]);
}

static void
add (Ends *self, guint end, const void *bytes, gsize length)
{
  SockeyeSink *sink = SOCKEYE_SINK (self->captures[end]);
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (!sockeye_sink_append (sink, end == SENDER ? SOCKEYE_RECORD_SENT : SOCKEYE_RECORD_RECEIVED, 0,
                               self->peers[end], 1000, bytes, length))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (500);
    }
}

static void
add_text (Ends *self, guint end, const char *text)
{
  add (self, end, text, strlen (text));
}

static void
publish (Ends *self)
{
  sockeye_sink_publish (SOCKEYE_SINK (self->captures[SENDER]));
  sockeye_sink_publish (SOCKEYE_SINK (self->captures[RECEIVER]));
  while (sockeye_stream_lens_update (self->lens))
    ;
}

static void
assert_finding (Ends *self,
                guint i,
                gboolean cut,
                SockeyeStreamLane lane,
                guint64 ordinal,
                guint64 first,
                guint64 last)
{
  guint n;
  const SockeyeStreamFinding *finding = sockeye_stream_lens_get_findings (self->lens, &n);

  g_assert_cmpuint (i, <, n);
  finding += i;
  g_assert_cmpint (finding->cut, ==, cut);
  g_assert_cmpint (finding->lane, ==, lane);
  g_assert_cmpuint (finding->span.ordinal, ==, ordinal);
  g_assert_cmpuint (finding->first, ==, first);
  g_assert_cmpuint (finding->last, ==, last);
}

static guint
count_findings (Ends *self)
{
  guint n;

  sockeye_stream_lens_get_findings (self->lens, &n);
  return n;
}

/* Each receive is a send: nothing is to be said. */
static void
test_whole (void)
{
  Ends ends;
  guint8 bytes[5];

  ends_init (&ends);
  publish (&ends);
  g_assert_cmpuint (sockeye_stream_lens_get_end (ends.lens), ==, 0);
  g_assert_null (sockeye_stream_lens_find (ends.lens, SOCKEYE_LANE_SENDS, 0));
  add_text (&ends, SENDER, "one");
  add_text (&ends, SENDER, "two");
  add_text (&ends, RECEIVER, "one");
  add_text (&ends, RECEIVER, "two");
  publish (&ends);

  g_assert_cmpuint (count_findings (&ends), ==, 0);
  g_assert_cmpuint (sockeye_stream_lens_get_start (ends.lens), ==, 0);
  g_assert_cmpuint (sockeye_stream_lens_get_end (ends.lens), ==, 6);
  g_assert_cmpuint (sockeye_stream_lens_find (ends.lens, SOCKEYE_LANE_SENDS, 2)->ordinal, ==, 1);
  g_assert_cmpuint (sockeye_stream_lens_find (ends.lens, SOCKEYE_LANE_RECEIVES, 3)->ordinal, ==, 2);
  g_assert_cmpint (sockeye_stream_lens_read (ends.lens, 1, bytes, 5), ==, SOCKEYE_READ_OK);
  g_assert_cmpmem (bytes, 5, "netwo", 5);
  g_assert_false (sockeye_stream_lens_has (ends.lens, SOCKEYE_LANE_MESSAGES));
  g_assert_false (sockeye_stream_lens_update (ends.lens));
  ends_clear (&ends);
}

static void
test_glued (void)
{
  Ends ends;

  ends_init (&ends);
  add_text (&ends, SENDER, "hello");
  add_text (&ends, SENDER, "all");
  add_text (&ends, SENDER, "world");
  add_text (&ends, RECEIVER, "helloallworld");
  publish (&ends);

  g_assert_cmpuint (count_findings (&ends), ==, 1);
  assert_finding (&ends, 0, FALSE, SOCKEYE_LANE_SENDS, 1, 1, 3);
  g_assert_cmpuint (sockeye_stream_lens_count (ends.lens, SOCKEYE_LANE_SENDS, FALSE), ==, 1);
  g_assert_cmpuint (sockeye_stream_lens_count (ends.lens, SOCKEYE_LANE_SENDS, TRUE), ==, 0);
  ends_clear (&ends);
}

/* As it grows; what has not come yet is no finding. */
static void
test_cut (void)
{
  Ends ends;

  ends_init (&ends);
  add_text (&ends, SENDER, "0123456789");
  publish (&ends);
  g_assert_cmpuint (count_findings (&ends), ==, 0);
  add_text (&ends, RECEIVER, "01234");
  publish (&ends);
  g_assert_cmpuint (count_findings (&ends), ==, 0);
  add_text (&ends, RECEIVER, "567");
  publish (&ends);
  assert_finding (&ends, 0, TRUE, SOCKEYE_LANE_SENDS, 1, 1, 2);
  add_text (&ends, SENDER, "next");
  add_text (&ends, RECEIVER, "89next");
  publish (&ends);

  /* Glued and cut at once: the last receive has the end of one send, and another. */
  g_assert_cmpuint (count_findings (&ends), ==, 2);
  assert_finding (&ends, 0, TRUE, SOCKEYE_LANE_SENDS, 1, 1, 3);
  assert_finding (&ends, 1, FALSE, SOCKEYE_LANE_SENDS, 3, 1, 2);
  ends_clear (&ends);
}

/* The sends are not known, as with a far end elsewhere: the framing rule tells what should have stayed together. */
static void
test_messages (void)
{
  SockeyeFraming framing = { .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = "\n", .delimiter_length = 1 };
  Ends ends;
  const SockeyeStreamSpan *spans;
  guint n;

  ends_init (&ends);
  sockeye_stream_lens_set_sides (ends.lens, NULL, make_side (&ends, RECEIVER));
  sockeye_stream_lens_set_framing (ends.lens, &framing);
  add_text (&ends, RECEIVER, "one\ntwo\nth");
  add_text (&ends, RECEIVER, "ree\nfo");
  publish (&ends);

  g_assert_false (sockeye_stream_lens_has (ends.lens, SOCKEYE_LANE_SENDS));
  spans = sockeye_stream_lens_get_spans (ends.lens, SOCKEYE_LANE_MESSAGES, &n);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (spans[2].start, ==, 8);
  g_assert_cmpuint (spans[2].length, ==, 6);
  g_assert_false (spans[2].unfinished);
  g_assert_true (spans[3].unfinished);
  g_assert_cmpuint (count_findings (&ends), ==, 3);
  assert_finding (&ends, 0, FALSE, SOCKEYE_LANE_MESSAGES, 1, 1, 3);
  assert_finding (&ends, 1, TRUE, SOCKEYE_LANE_MESSAGES, 3, 1, 2);
  assert_finding (&ends, 2, FALSE, SOCKEYE_LANE_MESSAGES, 2, 3, 4);

  /* The unfinished one grows where it is, and another rule makes others. */
  add_text (&ends, RECEIVER, "ur\n");
  publish (&ends);
  spans = sockeye_stream_lens_get_spans (ends.lens, SOCKEYE_LANE_MESSAGES, &n);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (spans[3].ordinal, ==, 4);
  g_assert_false (spans[3].unfinished);
  framing = (SockeyeFraming){ .kind = SOCKEYE_FRAMING_FIXED, .size = 19 };
  sockeye_stream_lens_set_framing (ends.lens, &framing);
  publish (&ends);
  spans = sockeye_stream_lens_get_spans (ends.lens, SOCKEYE_LANE_MESSAGES, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (spans[0].length, ==, 19);
  sockeye_stream_lens_set_framing (ends.lens, NULL);
  publish (&ends);
  g_assert_cmpuint (count_findings (&ends), ==, 0);
  ends_clear (&ends);
}

/* Places stay those of the stream when its beginning has given way, also for who has not seen it. */
static void
test_gone (void)
{
  Ends ends;
  SockeyeStreamLens *late;
  guint8 bytes[4];

  ends_init (&ends);
  add_text (&ends, SENDER, "first");
  add_text (&ends, SENDER, "second");
  add_text (&ends, RECEIVER, "firstsec");
  add_text (&ends, RECEIVER, "ond");
  publish (&ends);
  g_assert_cmpuint (count_findings (&ends), ==, 2);

  sockeye_capture_discard_before (ends.captures[SENDER], 1);
  sockeye_capture_discard_before (ends.captures[RECEIVER], 1);
  add_text (&ends, SENDER, "third");
  add_text (&ends, RECEIVER, "thi");
  add_text (&ends, RECEIVER, "rd");
  publish (&ends);
  g_assert_cmpuint (sockeye_stream_lens_get_start (ends.lens), ==, 5);
  g_assert_cmpuint (sockeye_stream_lens_get_end (ends.lens), ==, 16);
  /* What is left of the first receives does not tell how the second send came. */
  g_assert_cmpuint (count_findings (&ends), ==, 1);
  assert_finding (&ends, 0, TRUE, SOCKEYE_LANE_SENDS, 3, 3, 4);
  g_assert_cmpint (sockeye_stream_lens_read (ends.lens, 0, bytes, 4), ==, SOCKEYE_READ_GONE);
  g_assert_cmpint (sockeye_stream_lens_read (ends.lens, 9, bytes, 4), ==, SOCKEYE_READ_OK);
  g_assert_cmpmem (bytes, 4, "ndth", 4);

  late = sockeye_stream_lens_new ();
  sockeye_stream_lens_set_sides (late, make_side (&ends, SENDER), make_side (&ends, RECEIVER));
  g_assert_true (sockeye_stream_lens_update (late));
  g_assert_cmpuint (sockeye_stream_lens_get_start (late), ==, 5);
  g_assert_cmpuint (sockeye_stream_lens_find (late, SOCKEYE_LANE_SENDS, 12)->ordinal, ==, 3);
  g_assert_cmpuint (sockeye_stream_lens_find (late, SOCKEYE_LANE_RECEIVES, 14)->ordinal, ==, 4);
  sockeye_stream_lens_free (late);
  ends_clear (&ends);
}

/* Other connections of the same capture are none of its business, and more calls than are kept track of lose none. */
static void
test_many (void)
{
  SockeyeSink *sink;
  Ends ends;
  guint32 other;
  guint n;

  ends_init (&ends);
  sink = SOCKEYE_SINK (ends.captures[RECEIVER]);
  other = sockeye_sink_add_peer (sink, NULL, NULL, TRUE, 0);
  for (guint i = 0; i < 3 * SOCKEYE_STREAM_SPANS_MAX; i++)
    {
      add_text (&ends, RECEIVER, "abc");
      sockeye_sink_append (sink, SOCKEYE_RECORD_RECEIVED, 0, other, 1000, (const guint8 *) "x", 1);
      if (i % 5000 == 0)
        publish (&ends);
    }
  publish (&ends);

  sockeye_stream_lens_get_spans (ends.lens, SOCKEYE_LANE_RECEIVES, &n);
  g_assert_cmpuint (n, ==, SOCKEYE_STREAM_SPANS_MAX);
  g_assert_cmpuint (sockeye_stream_lens_get_start (ends.lens), ==, 3 * 2 * SOCKEYE_STREAM_SPANS_MAX);
  g_assert_cmpuint (sockeye_stream_lens_get_end (ends.lens), ==, 3 * 3 * SOCKEYE_STREAM_SPANS_MAX);
  g_assert_cmpuint (
      sockeye_stream_lens_find (ends.lens, SOCKEYE_LANE_RECEIVES, 3 * 3 * SOCKEYE_STREAM_SPANS_MAX - 1)
          ->ordinal,
      ==, 3 * SOCKEYE_STREAM_SPANS_MAX);
  ends_clear (&ends);
}

/* Far behind, and with no beginning to go on from, the rule is applied to the newest bytes, and tells from where on. */
static void
test_behind (void)
{
  SockeyeFraming framing = { .kind = SOCKEYE_FRAMING_FIXED, .size = 1u << 19 };
  g_autofree guint8 *bytes = g_malloc0 (1u << 20);
  Ends ends;
  guint n;

  ends_init (&ends);
  add (&ends, RECEIVER, bytes, 1);
  for (guint i = 0; i < 10; i++)
    add (&ends, RECEIVER, bytes, 1u << 20);
  sockeye_sink_publish (SOCKEYE_SINK (ends.captures[RECEIVER]));
  sockeye_capture_discard_before (ends.captures[RECEIVER], 1);
  publish (&ends);
  sockeye_stream_lens_set_framing (ends.lens, &framing);
  publish (&ends);

  g_assert_cmpuint (sockeye_stream_lens_get_start (ends.lens), ==, 1);
  g_assert_cmpuint (sockeye_stream_lens_get_framed_from (ends.lens), ==, (9u << 20) + 1);
  g_assert_cmpuint (sockeye_stream_lens_get_unframed (ends.lens), ==, 0);
  sockeye_stream_lens_get_spans (ends.lens, SOCKEYE_LANE_MESSAGES, &n);
  g_assert_cmpuint (n, ==, 2);
  ends_clear (&ends);
}

/* A receive that is longer than what is looked at in one go. */
static void
test_long (void)
{
  SockeyeFraming framing = { .kind = SOCKEYE_FRAMING_FIXED, .size = 1u << 20 };
  g_autofree guint8 *bytes = g_malloc0 (1u << 20);
  Ends ends;
  guint n;

  ends_init (&ends);
  sockeye_stream_lens_set_framing (ends.lens, &framing);
  for (guint i = 0; i < 5; i++)
    add (&ends, RECEIVER, bytes, 1u << 20);
  publish (&ends);
  for (gint64 end = g_get_monotonic_time () + DEADLINE_US; g_get_monotonic_time () < end;)
    {
      sockeye_stream_lens_update (ends.lens);
      sockeye_stream_lens_get_spans (ends.lens, SOCKEYE_LANE_MESSAGES, &n);
      if (n == 5)
        break;
    }
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpuint (sockeye_stream_lens_find (ends.lens, SOCKEYE_LANE_MESSAGES, (5u << 20) - 1)->ordinal, ==,
                    5);
  g_assert_cmpuint (count_findings (&ends), ==, 0);
  ends_clear (&ends);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream-lens/whole", test_whole);
  g_test_add_func ("/stream-lens/glued", test_glued);
  g_test_add_func ("/stream-lens/cut", test_cut);
  g_test_add_func ("/stream-lens/messages", test_messages);
  g_test_add_func ("/stream-lens/gone", test_gone);
  g_test_add_func ("/stream-lens/many", test_many);
  g_test_add_func ("/stream-lens/long", test_long);
  g_test_add_func ("/stream-lens/behind", test_behind);

  return g_test_run ();
}
