/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-lens.h"

#include <string.h>

/* Bytes that the framing rule is applied to in one update, and how many are read at once. */
#define FRAMED_AT_ONCE (2u << 20)
#define PIECE          (64u << 10)
/* Where the stream's beginning is gone, the rule does not fall further behind, but begins again so near to the end. */
#define BEHIND_MAX (8u << 20)
#define NEAR_END   (1u << 20)

struct _SockeyeStreamLens
{
  SockeyeStreamSide *sides[2]; /* (nullable): by lane */

  gboolean has_framing;
  SockeyeFraming framing;
  SockeyeFramer *framer;
  GArray *messages;      /* of SockeyeStreamSpan; the last one may be unfinished */
  guint64 framed_from;   /* where the rule began */
  guint64 framed;        /* what comes behind is still to be looked at */
  guint64 message_start; /* the unfinished one's */
  guint64 n_messages;    /* that were finished since it began */
  guint8 *piece;         /* to read into */

  GArray *findings; /* of SockeyeStreamFinding */
  guint counts[SOCKEYE_N_LANES][2];
  gboolean stale; /* something has changed since the findings were made */
};

/**
 * sockeye_stream_lens_new:
 *
 * Returns: (transfer full): a lens that sees nothing
 */
SockeyeStreamLens *
sockeye_stream_lens_new (void)
{
  SockeyeStreamLens *self = g_new0 (SockeyeStreamLens, 1);

  self->messages = g_array_new (FALSE, FALSE, sizeof (SockeyeStreamSpan));
  self->findings = g_array_new (FALSE, FALSE, sizeof (SockeyeStreamFinding));
  self->piece = g_malloc (PIECE);
  return self;
}

/**
 * sockeye_stream_lens_free:
 * @self: (transfer full): a lens
 */
void
sockeye_stream_lens_free (SockeyeStreamLens *self)
{
  g_clear_pointer (&self->sides[SOCKEYE_LANE_SENDS], sockeye_stream_side_free);
  g_clear_pointer (&self->sides[SOCKEYE_LANE_RECEIVES], sockeye_stream_side_free);
  g_clear_pointer (&self->framer, sockeye_framer_free);
  g_array_unref (self->messages);
  g_array_unref (self->findings);
  g_free (self->piece);
  g_free (self);
}

/* The messages are those that the receiving end finds; where it is not known, those that were sent. */
static SockeyeStreamSide *
get_framed_side (SockeyeStreamLens *self)
{
  return self->sides[SOCKEYE_LANE_RECEIVES] != NULL ? self->sides[SOCKEYE_LANE_RECEIVES]
                                                    : self->sides[SOCKEYE_LANE_SENDS];
}

static void
restart_framing (SockeyeStreamLens *self, guint64 from)
{
  g_clear_pointer (&self->framer, sockeye_framer_free);
  if (self->has_framing)
    self->framer = sockeye_framer_new (&self->framing);
  g_array_set_size (self->messages, 0);
  self->framed_from = from;
  self->framed = from;
  self->message_start = from;
  self->n_messages = 0;
  self->stale = TRUE;
}

/**
 * sockeye_stream_lens_set_sides:
 * @self: a lens
 * @sends: (nullable) (transfer full): what the one end sends; %NULL: not known
 * @receives: (nullable) (transfer full): what the other receives; %NULL: not known
 */
void
sockeye_stream_lens_set_sides (SockeyeStreamLens *self, SockeyeStreamSide *sends, SockeyeStreamSide *receives)
{
  g_clear_pointer (&self->sides[SOCKEYE_LANE_SENDS], sockeye_stream_side_free);
  g_clear_pointer (&self->sides[SOCKEYE_LANE_RECEIVES], sockeye_stream_side_free);
  self->sides[SOCKEYE_LANE_SENDS] = sends;
  self->sides[SOCKEYE_LANE_RECEIVES] = receives;
  restart_framing (self, 0);
}

/**
 * sockeye_stream_lens_set_framing:
 * @self: a lens
 * @framing: (nullable): how messages are found; %NULL: they are not. Without any change nothing happens.
 */
void
sockeye_stream_lens_set_framing (SockeyeStreamLens *self, const SockeyeFraming *framing)
{
  if ((framing != NULL) == self->has_framing
      && (framing == NULL || memcmp (framing, &self->framing, sizeof *framing) == 0))
    return;
  self->has_framing = framing != NULL;
  if (framing != NULL)
    self->framing = *framing;
  restart_framing (self, 0);
}

/* While a piece is looked at. */
typedef struct
{
  SockeyeStreamLens *lens;
  guint64 start;
} Push;

static void
add_message (SockeyeStreamLens *self, guint64 end, gboolean bad, gboolean unfinished)
{
  SockeyeStreamSpan span = { .start = self->message_start,
                             .ordinal = self->n_messages + 1,
                             .length = (guint32) (end - self->message_start),
                             .bad = bad,
                             .unfinished = unfinished };

  if (self->messages->len >= 2 * SOCKEYE_STREAM_MESSAGES_MAX)
    g_array_remove_range (self->messages, 0, self->messages->len - SOCKEYE_STREAM_MESSAGES_MAX);
  g_array_append_val (self->messages, span);
}

static void
on_frame (gsize end, gsize length G_GNUC_UNUSED, gboolean bad, gpointer data)
{
  Push *push = data;
  SockeyeStreamLens *self = push->lens;

  if (push->start + end == self->message_start)
    return;
  add_message (self, push->start + end, bad, FALSE);
  self->message_start = push->start + end;
  self->n_messages++;
}

static void
drop_unfinished (SockeyeStreamLens *self)
{
  GArray *messages = self->messages;

  if (messages->len > 0 && g_array_index (messages, SockeyeStreamSpan, messages->len - 1).unfinished)
    g_array_set_size (messages, messages->len - 1);
}

/* A receive, or a part of it, by itself: the rule of silence asks when it came. Returns whether it could be read. */
static gboolean
frame_piece (SockeyeStreamLens *self, SockeyeStreamSide *side, const SockeyeStreamSpan *span, gsize *budget)
{
  gsize length = (gsize) (span->start + span->length - self->framed);
  Push push = { self, self->framed };

  length = MIN (MIN (length, PIECE), *budget);
  if (sockeye_stream_side_read (side, self->framed, self->piece, length) != SOCKEYE_READ_OK)
    return FALSE;
  sockeye_framer_push (self->framer, self->piece, length, span->time, on_frame, &push);
  self->framed += length;
  *budget -= length;
  return TRUE;
}

static gboolean
find_messages (SockeyeStreamLens *self)
{
  SockeyeStreamSide *side = get_framed_side (self);
  gsize budget = FRAMED_AT_ONCE;
  guint64 before = self->framed;
  const SockeyeStreamSpan *spans;
  guint64 start, end;
  guint n_spans, i;

  if (self->framer == NULL || side == NULL)
    return FALSE;
  spans = sockeye_stream_side_get_spans (side, &n_spans);
  start = sockeye_stream_side_get_start (side);
  end = sockeye_stream_side_get_end (side);
  if (self->framed < start || (start > 0 && end - self->framed > BEHIND_MAX))
    restart_framing (self, MAX (start, end - MIN (end, NEAR_END)));
  if (n_spans == 0 || !sockeye_stream_spans_find (spans, n_spans, self->framed, &i))
    return FALSE;

  drop_unfinished (self);
  while (i < n_spans && budget > 0 && frame_piece (self, side, &spans[i], &budget))
    if (self->framed >= spans[i].start + spans[i].length)
      i++;
  if (self->framed > self->message_start)
    add_message (self, self->framed, FALSE, TRUE);
  return self->framed != before;
}

static void
add_finding (SockeyeStreamLens *self, const SockeyeStreamFinding *finding)
{
  g_array_append_val (self->findings, *finding);
  self->counts[finding->lane][finding->cut ? 1 : 0]++;
}

/* Each of @spans that lies over the borders of @others. */
static void
compare (SockeyeStreamLens *self, SockeyeStreamLane lane, gboolean cut)
{
  guint n_spans, n_others;
  const SockeyeStreamSpan *spans = sockeye_stream_lens_get_spans (self, cut ? lane : SOCKEYE_LANE_RECEIVES,
                                                                  &n_spans);
  const SockeyeStreamSpan *others = sockeye_stream_lens_get_spans (self, cut ? SOCKEYE_LANE_RECEIVES : lane,
                                                                   &n_others);
  guint at = 0;

  for (guint i = 0; i < n_spans && at < n_others; i++)
    {
      guint64 end = spans[i].start + spans[i].length;
      guint last;

      /* Of what gave way nobody knows where its borders were. */
      if (spans[i].start < others[0].start)
        continue;
      while (at < n_others && others[at].start + others[at].length <= spans[i].start)
        at++;
      for (last = at; last + 1 < n_others && others[last + 1].start < end; last++)
        ;
      if (last > at && last < n_others)
        add_finding (self, &(SockeyeStreamFinding){ .cut = cut,
                                                    .lane = lane,
                                                    .span = spans[i],
                                                    .first = others[at].ordinal,
                                                    .last = others[last].ordinal });
      at = MIN (last, n_others);
    }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const SockeyeStreamFinding *one = a;
  const SockeyeStreamFinding *other = b;

  if (one->span.start != other->span.start)
    return one->span.start < other->span.start ? -1 : 1;
  if (one->lane != other->lane)
    return one->lane < other->lane ? -1 : 1;
  return (one->cut ? 1 : 0) - (other->cut ? 1 : 0);
}

static void
find_differences (SockeyeStreamLens *self)
{
  g_array_set_size (self->findings, 0);
  memset (self->counts, 0, sizeof self->counts);
  for (SockeyeStreamLane lane = 0; lane < SOCKEYE_N_LANES; lane++)
    if (lane != SOCKEYE_LANE_RECEIVES)
      {
        compare (self, lane, FALSE);
        compare (self, lane, TRUE);
      }
  g_array_sort (self->findings, compare_places);
  self->stale = FALSE;
}

/**
 * sockeye_stream_lens_update:
 * @self: a lens
 *
 * Takes over what was published. The rule is applied to a part of it at a time.
 *
 * Returns: whether anything is different now; then there may be more to do
 */
gboolean
sockeye_stream_lens_update (SockeyeStreamLens *self)
{
  gboolean changed = self->stale;

  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    if (self->sides[i] != NULL && sockeye_stream_side_update (self->sides[i]))
      changed = TRUE;
  if (find_messages (self))
    changed = TRUE;
  if (changed)
    find_differences (self);
  return changed;
}

/**
 * sockeye_stream_lens_has:
 * @self: a lens
 * @lane: a lane
 *
 * Returns: whether it is known how this lane divides the bytes
 */
gboolean
sockeye_stream_lens_has (SockeyeStreamLens *self, SockeyeStreamLane lane)
{
  return lane == SOCKEYE_LANE_MESSAGES ? self->has_framing : self->sides[lane] != NULL;
}

/**
 * sockeye_stream_lens_get_start:
 * @self: a lens
 *
 * Returns: the first byte that is shown; where it is not 0, the stream's beginning is out of sight
 */
guint64
sockeye_stream_lens_get_start (SockeyeStreamLens *self)
{
  guint64 end = sockeye_stream_lens_get_end (self);
  guint64 start = end;

  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    if (self->sides[i] != NULL && sockeye_stream_side_get_end (self->sides[i]) > 0)
      start = MIN (start, sockeye_stream_side_get_start (self->sides[i]));
  return start;
}

/**
 * sockeye_stream_lens_get_end:
 * @self: a lens
 *
 * Returns: the byte behind the last one that is known
 */
guint64
sockeye_stream_lens_get_end (SockeyeStreamLens *self)
{
  guint64 end = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    if (self->sides[i] != NULL)
      end = MAX (end, sockeye_stream_side_get_end (self->sides[i]));
  return end;
}

/**
 * sockeye_stream_lens_get_received:
 * @self: a lens
 *
 * Returns: the byte behind the last one that was received, as far as that is known
 */
guint64
sockeye_stream_lens_get_received (SockeyeStreamLens *self)
{
  SockeyeStreamSide *receives = self->sides[SOCKEYE_LANE_RECEIVES];

  return receives != NULL ? sockeye_stream_side_get_end (receives) : 0;
}

/**
 * sockeye_stream_lens_get_framed_from:
 * @self: a lens
 *
 * Returns: the byte that the framing rule was applied from
 */
guint64
sockeye_stream_lens_get_framed_from (SockeyeStreamLens *self)
{
  return self->framed_from;
}

/**
 * sockeye_stream_lens_get_unframed:
 * @self: a lens
 *
 * Returns: bytes that the framing rule is still to be applied to
 */
guint64
sockeye_stream_lens_get_unframed (SockeyeStreamLens *self)
{
  SockeyeStreamSide *side = get_framed_side (self);
  guint64 end = side != NULL ? sockeye_stream_side_get_end (side) : 0;

  return self->has_framing && end > self->framed ? end - self->framed : 0;
}

/**
 * sockeye_stream_lens_get_spans:
 * @self: a lens
 * @lane: a lane
 * @n_spans: (out): how many
 *
 * Returns: (transfer none) (nullable) (array length=n_spans): one behind the other; until the next update
 */
const SockeyeStreamSpan *
sockeye_stream_lens_get_spans (SockeyeStreamLens *self, SockeyeStreamLane lane, guint *n_spans)
{
  *n_spans = 0;
  if (lane == SOCKEYE_LANE_MESSAGES)
    {
      *n_spans = self->messages->len;
      return (const SockeyeStreamSpan *) (gpointer) self->messages->data;
    }
  return self->sides[lane] != NULL ? sockeye_stream_side_get_spans (self->sides[lane], n_spans) : NULL;
}

/**
 * sockeye_stream_lens_find:
 * @self: a lens
 * @lane: a lane
 * @at: a byte of the stream
 *
 * Returns: (transfer none) (nullable): what it belongs to; until the next update
 */
const SockeyeStreamSpan *
sockeye_stream_lens_find (SockeyeStreamLens *self, SockeyeStreamLane lane, guint64 at)
{
  guint n_spans, i;
  const SockeyeStreamSpan *spans = sockeye_stream_lens_get_spans (self, lane, &n_spans);

  return sockeye_stream_spans_find (spans, n_spans, at, &i) ? &spans[i] : NULL;
}

/**
 * sockeye_stream_lens_get_findings:
 * @self: a lens
 * @n_findings: (out): how many
 *
 * Returns: (transfer none) (array length=n_findings): in the order of the stream; until the next update
 */
const SockeyeStreamFinding *
sockeye_stream_lens_get_findings (SockeyeStreamLens *self, guint *n_findings)
{
  *n_findings = self->findings->len;
  return (const SockeyeStreamFinding *) (gpointer) self->findings->data;
}

/**
 * sockeye_stream_lens_count:
 * @self: a lens
 * @lane: what is a whole
 * @cut: those that were cut, otherwise receives in which several are glued
 *
 * Returns: how many findings there are
 */
guint
sockeye_stream_lens_count (SockeyeStreamLens *self, SockeyeStreamLane lane, gboolean cut)
{
  return self->counts[lane][cut ? 1 : 0];
}

/**
 * sockeye_stream_lens_read:
 * @self: a lens
 * @start: a byte of the stream
 * @bytes: (out caller-allocates) (array length=length): undefined unless %SOCKEYE_READ_OK
 * @length: how many
 *
 * Both ends have the same bytes, but not always the same part of them.
 */
SockeyeReadResult
sockeye_stream_lens_read (SockeyeStreamLens *self, guint64 start, guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      SockeyeReadResult result = SOCKEYE_READ_GONE;
      gsize n = 0;

      for (guint i = 0; i < G_N_ELEMENTS (self->sides) && result != SOCKEYE_READ_OK; i++)
        if (self->sides[i] != NULL && sockeye_stream_side_get_end (self->sides[i]) > start)
          {
            n = (gsize) MIN (length, sockeye_stream_side_get_end (self->sides[i]) - start);
            result = sockeye_stream_side_read (self->sides[i], start, bytes, n);
          }
      if (result != SOCKEYE_READ_OK)
        return result;
      start += n;
      bytes += n;
      length -= n;
    }
  return SOCKEYE_READ_OK;
}
