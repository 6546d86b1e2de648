/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-side.h"

/* How often the counters are asked for until they and the records are of one moment. */
#define TRIES 8
/* Records that are looked at for the newest one, where the counters are ahead of what was published. */
#define LOOKED_AT 4096u

struct _SockeyeStreamSide
{
  SockeyeCapture *capture;
  guint32 peer;
  SockeyeRecordKind kind;

  GArray *spans;  /* of SockeyeStreamSpan, without gaps */
  guint64 newest; /* the last span's record plus one; 0: none */
};

/* The newest record, and how much there was up to its end. */
typedef struct
{
  guint64 newest;   /* its number plus one; 0: none */
  gboolean counted; /* the next two are known */
  guint64 messages;
  guint64 bytes;
} Newest;

/**
 * sockeye_stream_side_new:
 * @capture: holds the connection
 * @peer: the connection
 * @kind: received or sent
 *
 * Returns: (transfer full): a side without spans
 */
SockeyeStreamSide *
sockeye_stream_side_new (SockeyeCapture *capture, guint32 peer, SockeyeRecordKind kind)
{
  SockeyeStreamSide *self = g_new0 (SockeyeStreamSide, 1);

  self->capture = g_object_ref (capture);
  self->peer = peer;
  self->kind = kind;
  self->spans = g_array_new (FALSE, FALSE, sizeof (SockeyeStreamSpan));
  return self;
}

/**
 * sockeye_stream_side_free:
 * @self: (transfer full): a side
 */
void
sockeye_stream_side_free (SockeyeStreamSide *self)
{
  g_array_unref (self->spans);
  g_object_unref (self->capture);
  g_free (self);
}

static SockeyeStreamSpan *
get_span (SockeyeStreamSide *self, guint i)
{
  return &g_array_index (self->spans, SockeyeStreamSpan, i);
}

static void
get_counts (SockeyeStreamSide *self, Newest *newest)
{
  SockeyePeer peer;
  gboolean received = self->kind == SOCKEYE_RECORD_RECEIVED;

  if (!sockeye_capture_get_peer (self->capture, self->peer, &peer))
    return;
  newest->newest = received ? peer.last_received : peer.last_sent;
  newest->messages = received ? peer.traffic.received_messages : peer.traffic.sent_messages;
  newest->bytes = received ? peer.traffic.received_bytes : peer.traffic.sent_bytes;
}

static guint64
look_back (SockeyeStreamSide *self)
{
  guint64 end = sockeye_capture_get_n_records (self->capture);
  SockeyeRecord record;

  for (guint64 number = end; number > 0 && end - number < LOOKED_AT; number--)
    if (!sockeye_capture_get_record (self->capture, number - 1, &record))
      return 0;
    else if (record.peer == self->peer && record.kind == self->kind)
      return number;
  return 0;
}

/* A record is counted before it is published, so one that is, and is still the newest, has been counted, and no other. */
static void
find_newest (SockeyeStreamSide *self, Newest *newest)
{
  for (guint i = 0; i < TRIES; i++)
    {
      Newest before = { 0 };
      Newest after = { 0 };

      get_counts (self, &before);
      if (before.newest > sockeye_capture_get_n_records (self->capture))
        continue;
      *newest = (Newest){ 0 };
      get_counts (self, newest);
      get_counts (self, &after);
      newest->counted = TRUE;
      if (before.newest == newest->newest && newest->newest == after.newest)
        return;
    }
  *newest = (Newest){ .newest = look_back (self) };
}

static void
give_way (SockeyeStreamSide *self)
{
  guint64 first = sockeye_capture_get_first (self->capture);
  guint n = 0;

  while (n < self->spans->len && get_span (self, n)->record < first)
    n++;
  n = MAX (n, self->spans->len - MIN (self->spans->len, SOCKEYE_STREAM_SPANS_MAX));
  if (n > 0)
    g_array_remove_range (self->spans, 0, n);
}

/* Newest first, and only what is new. Returns whether they follow the ones that are known. */
static gboolean
collect (SockeyeStreamSide *self, guint64 newest, GArray *found)
{
  guint64 number = newest - 1;
  SockeyeRecord record;

  while (found->len < SOCKEYE_STREAM_SPANS_MAX && sockeye_capture_get_record (self->capture, number, &record))
    {
      SockeyeStreamSpan span = {
        .record = number, .offset = record.offset, .length = record.length, .time = record.time
      };

      g_array_append_val (found, span);
      if (record.back == 0 || record.back > number)
        return FALSE;
      number -= record.back;
      if (number + 1 <= self->newest)
        return number + 1 == self->newest && self->spans->len > 0;
    }
  return FALSE;
}

static void
append (SockeyeStreamSide *self, GArray *found, guint64 start, guint64 ordinal)
{
  for (guint i = found->len; i > 0; i--)
    {
      SockeyeStreamSpan *span = &g_array_index (found, SockeyeStreamSpan, i - 1);

      span->start = start;
      span->ordinal = ordinal++;
      start += span->length;
      g_array_append_val (self->spans, *span);
    }
}

/* What is known cannot be joined: the counters tell where in the stream the new ones are. */
static gboolean
begin_anew (SockeyeStreamSide *self, GArray *found, const Newest *newest)
{
  guint64 bytes = 0;

  for (guint i = 0; i < found->len; i++)
    bytes += g_array_index (found, SockeyeStreamSpan, i).length;
  if (!newest->counted || newest->bytes < bytes || newest->messages < found->len)
    return FALSE;
  g_array_set_size (self->spans, 0);
  append (self, found, newest->bytes - bytes, newest->messages - found->len + 1);
  return TRUE;
}

/**
 * sockeye_stream_side_update:
 * @self: a side
 *
 * Takes over what was published. While much is going on, it may take several calls until that succeeds.
 *
 * Returns: whether anything is different now
 */
gboolean
sockeye_stream_side_update (SockeyeStreamSide *self)
{
  g_autoptr (GArray) found = NULL;
  guint before = self->spans->len;
  Newest newest = { 0 };

  find_newest (self, &newest);
  if (newest.newest <= self->newest)
    {
      give_way (self);
      return self->spans->len != before;
    }

  found = g_array_new (FALSE, FALSE, sizeof (SockeyeStreamSpan));
  if (collect (self, newest.newest, found))
    append (self, found, sockeye_stream_side_get_end (self), get_span (self, before - 1)->ordinal + 1);
  else if (!begin_anew (self, found, &newest))
    return FALSE;
  self->newest = newest.newest;
  give_way (self);
  return TRUE;
}

/**
 * sockeye_stream_side_get_spans:
 * @self: a side
 * @n_spans: (out): how many
 *
 * Returns: (transfer none) (array length=n_spans): in the order of the stream, one behind the other; until the next update
 */
const SockeyeStreamSpan *
sockeye_stream_side_get_spans (SockeyeStreamSide *self, guint *n_spans)
{
  *n_spans = self->spans->len;
  return (const SockeyeStreamSpan *) (gpointer) self->spans->data;
}

/**
 * sockeye_stream_side_get_start:
 * @self: a side
 *
 * Returns: the first byte of the stream that is known; what came before gave way
 */
guint64
sockeye_stream_side_get_start (SockeyeStreamSide *self)
{
  return self->spans->len > 0 ? get_span (self, 0)->start : 0;
}

/**
 * sockeye_stream_side_get_end:
 * @self: a side
 *
 * Returns: the byte behind the last one that is known
 */
guint64
sockeye_stream_side_get_end (SockeyeStreamSide *self)
{
  const SockeyeStreamSpan *last;

  if (self->spans->len == 0)
    return 0;
  last = get_span (self, self->spans->len - 1);
  return last->start + last->length;
}

/**
 * sockeye_stream_side_read:
 * @self: a side
 * @start: a byte of the stream
 * @bytes: (out caller-allocates) (array length=length): undefined unless %SOCKEYE_READ_OK
 * @length: how many
 *
 * Does not wait for the disk. Bytes that are not known: %SOCKEYE_READ_GONE.
 */
SockeyeReadResult
sockeye_stream_side_read (SockeyeStreamSide *self, guint64 start, guint8 *bytes, gsize length)
{
  guint i = 0;

  if (length > 0
      && !sockeye_stream_spans_find ((const SockeyeStreamSpan *) (gpointer) self->spans->data,
                                     self->spans->len, start, &i))
    return SOCKEYE_READ_GONE;
  for (; length > 0 && i < self->spans->len; i++)
    {
      const SockeyeStreamSpan *span = get_span (self, i);
      gsize skipped = (gsize) (start - span->start);
      gsize n = MIN (length, span->length - skipped);
      SockeyeReadResult result = sockeye_capture_read (self->capture, span->offset + skipped, bytes, n,
                                                       FALSE);

      if (result != SOCKEYE_READ_OK)
        return result;
      start += n;
      bytes += n;
      length -= n;
    }
  return length == 0 ? SOCKEYE_READ_OK : SOCKEYE_READ_GONE;
}

/**
 * sockeye_stream_spans_find:
 * @spans: (array length=n_spans): one behind the other
 * @n_spans: how many
 * @at: a byte of the stream
 * @position: (out): the span it is in
 *
 * Returns: whether there is one
 */
gboolean
sockeye_stream_spans_find (const SockeyeStreamSpan *spans, guint n_spans, guint64 at, guint *position)
{
  guint low = 0;
  guint high = n_spans;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (spans[middle].start + spans[middle].length <= at)
        low = middle + 1;
      else
        high = middle;
    }
  *position = low;
  return low < n_spans && spans[low].start <= at;
}
