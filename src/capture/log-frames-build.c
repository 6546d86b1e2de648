/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-frames-private.h"

#include "log-frame-batch.h"
#include "record.h"
#include "thread.h"

#include <stdatomic.h>

/* What is read at once, and what is found before others may see it. */
#define PIECE_LENGTH (64u << 10)
#define FRESH_MAX    2048u
#define SLICE_LENGTH 1024u
/* A longer message is searched for the filter's pattern when it is finished only. */
#define SEARCH_OPEN_MAX (64u << 10)

/* One direction of a connection. */
typedef struct
{
  gint64 key;
  SockeyeFramer *framer;

  /* The frame that has begun: */
  gboolean is_open;
  gboolean is_touched; /* since the last commit */
  guint64 head;
  guint64 last;         /* its newest part, … */
  guint64 last_number;  /* … and that part's record */
  SockeyeRecord record; /* that it begins in */
  guint32 length;
  guint32 newlines;
  guint n_parts;
  int last_byte;
  gboolean ends_line;
  GArray *places; /* SockeyeLogFramePart; only for a filter that looks at bytes */
} Stream;

typedef struct
{
  SockeyeLogFrames *frames;
  SockeyeLogBytes *bytes;
  GHashTable *streams;
  Stream *newest; /* the one that was looked up last */
  GPtrArray *touched;
  SockeyeFrameBatch *batch; /* what others do not see yet */
  GByteArray *scratch;
  guint8 piece[PIECE_LENGTH];
} Builder;

/* What the framer is given, while it calls back. */
typedef struct
{
  Builder *builder;
  Stream *stream;
  guint64 number;
  const SockeyeRecord *record;
  guint32 start; /* of the piece in the record */
  const guint8 *bytes;
  gsize at; /* bytes of the piece that have their frame */
} Push;

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  sockeye_framer_free (stream->framer);
  if (stream->places != NULL)
    g_array_unref (stream->places);
  g_free (stream);
}

static Stream *
get_stream (Builder *self, const SockeyeRecord *record)
{
  gint64 key = (gint64) record->peer << 1 | (record->kind == SOCKEYE_RECORD_SENT);
  Stream *stream = self->newest;

  if (stream != NULL && stream->key == key)
    return stream;

  stream = g_hash_table_lookup (self->streams, &key);
  if (stream == NULL)
    {
      stream = g_new0 (Stream, 1);
      stream->key = key;
      stream->framer = sockeye_framer_new (&self->frames->framing);
      g_hash_table_insert (self->streams, &stream->key, stream);
    }
  self->newest = stream;
  return stream;
}

/* The bytes of a message, or NULL if they are gone. */
static const guint8 *
read_places (Builder *self, const Stream *stream)
{
  const GArray *places = stream->places;

  g_byte_array_set_size (self->scratch, stream->length);
  for (guint i = 0; i < places->len; i++)
    {
      const SockeyeLogFramePart *part = &g_array_index (places, SockeyeLogFramePart, i);
      guint32 end = i + 1 < places->len ? g_array_index (places, SockeyeLogFramePart, i + 1).begin
                                        : stream->length;

      if (sockeye_log_bytes_read (self->bytes, part->offset, self->scratch->data + part->begin,
                                  end - part->begin)
          != SOCKEYE_READ_OK)
        return NULL;
    }

  return self->scratch->data;
}

static gboolean
is_wanted (Builder *self, const Stream *stream)
{
  SockeyeFrameFilter *filter = self->frames->filter;
  const guint8 *bytes;

  if (filter == NULL)
    return TRUE;
  if (!sockeye_frame_filter_passes (filter, &stream->record, stream->length))
    return FALSE;
  if (!sockeye_frame_filter_needs_bytes (filter))
    return TRUE;
  if (stream->is_open && stream->length > SEARCH_OPEN_MAX)
    return FALSE;

  bytes = read_places (self, stream);
  return bytes != NULL && sockeye_frame_filter_finds (filter, &stream->record, bytes, stream->length);
}

/* Tells the frame's first part what is known about the whole. */
static void
set_totals (Builder *self, const Stream *stream, guint flags)
{
  SockeyeFrameItem item = { 0 };

  if (stream->ends_line)
    flags |= SOCKEYE_FRAME_ENDS_LINE;
  if (!is_wanted (self, stream))
    flags |= SOCKEYE_FRAME_HIDDEN;

  item.length = stream->length;
  item.newlines = stream->newlines;
  item.flags = flags;
  sockeye_frame_batch_set_totals (self->batch, stream->head, &item);
}

static void
touch (Builder *self, Stream *stream)
{
  if (!stream->is_touched)
    g_ptr_array_add (self->touched, stream);
  stream->is_touched = TRUE;
}

static void
finish (Builder *self, Stream *stream, guint flags)
{
  if (!stream->is_open)
    return;

  stream->is_open = FALSE;
  set_totals (self, stream, flags);
  if (stream->is_touched)
    g_ptr_array_remove_fast (self->touched, stream);
  stream->is_touched = FALSE;
}

static void
begin_frame (Push *push)
{
  Stream *stream = push->stream;
  SockeyeFrameItem item = { .start = (push->start + push->at),
                            .flags = SOCKEYE_FRAME_HEAD | SOCKEYE_FRAME_OPEN };

  stream->is_open = TRUE;
  stream->head = stream->last = sockeye_frame_batch_append (push->builder->batch, push->number, &item);
  stream->last_number = push->number;
  stream->record = *push->record;
  stream->length = 0;
  stream->newlines = 0;
  stream->n_parts = 1;
  stream->last_byte = SOCKEYE_LINE_NO_BYTE;
}

/* The frame goes on in another record. */
static void
begin_part (Push *push)
{
  Builder *self = push->builder;
  Stream *stream = push->stream;
  guint64 index = sockeye_frame_batch_get_end (self->batch);
  SockeyeFrameItem item = { .start = (push->start + push->at),
                            .newlines = (guint32) (index - stream->head),
                            .before = stream->length,
                            .newlines_before = stream->newlines };

  sockeye_frame_batch_append (self->batch, push->number, &item);
  sockeye_frame_batch_link (self->batch, stream->last, index);
  stream->last = index;
  stream->last_number = push->number;
  stream->n_parts++;
}

static void
remember_place (Push *push)
{
  Stream *stream = push->stream;
  SockeyeLogFramePart part = { stream->length, push->record->offset + push->start + push->at };
  SockeyeFrameFilter *filter = push->builder->frames->filter;

  if (filter == NULL || !sockeye_frame_filter_needs_bytes (filter))
    return;

  if (stream->places == NULL)
    stream->places = g_array_new (FALSE, FALSE, sizeof (SockeyeLogFramePart));
  if (stream->length == 0)
    g_array_set_size (stream->places, 0);
  g_array_append_val (stream->places, part);
}

/* Gives the open frame the bytes up to @end. */
static void
take_bytes (Push *push, gsize end)
{
  SockeyeLogLineEnd line_end = push->builder->frames->line_end;
  Stream *stream = push->stream;
  const guint8 *bytes = push->bytes + push->at;
  gsize length = end - push->at;
  gboolean odd;

  if (length == 0)
    return;
  if (!stream->is_open)
    begin_frame (push);
  else if (stream->last_number != push->number)
    begin_part (push);
  remember_place (push);

  odd = stream->length % 2 != 0;
  stream->newlines += (guint32) sockeye_log_line_end_count (line_end, bytes, length, odd, stream->last_byte);
  stream->ends_line = sockeye_log_line_end_is_last (line_end, bytes, length, odd, stream->last_byte);
  stream->last_byte = bytes[length - 1];
  stream->length += (guint32) length;
  push->at = end;
}

static void
on_frame (gsize end, gsize length G_GNUC_UNUSED, gboolean bad, gpointer data)
{
  Push *push = data;

  take_bytes (push, end);
  finish (push->builder, push->stream, bad ? SOCKEYE_FRAME_BAD : 0);
}

/* Nobody can say when silence ends, so a frame that may go on is not called unfinished. */
static guint
get_open_flag (Builder *self)
{
  return self->frames->framing.kind != SOCKEYE_FRAMING_SILENCE ? SOCKEYE_FRAME_OPEN : 0;
}

static void
restart (Builder *self, Stream *stream, guint flags)
{
  finish (self, stream, flags);
  sockeye_framer_free (stream->framer);
  stream->framer = sockeye_framer_new (&self->frames->framing);
}

static void
push_piece (Builder *self, guint64 number, const SockeyeRecord *record, guint32 start, guint32 length)
{
  Stream *stream = get_stream (self, record);
  Push push = { self, stream, number, record, start, self->piece, 0 };

  sockeye_framer_push (stream->framer, self->piece, length, record->time, on_frame, &push);
  take_bytes (&push, length);
  if (stream->is_open && stream->n_parts >= SOCKEYE_FRAME_PARTS_MAX)
    restart (self, stream, SOCKEYE_FRAME_BAD);
  else if (stream->is_open)
    touch (self, stream);
}

static gboolean
stop_stream (gpointer key G_GNUC_UNUSED, gpointer value, gpointer data)
{
  Builder *self = data;

  finish (self, value, get_open_flag (self));
  return TRUE;
}

/* Records gave way before they were looked at, so nobody knows where frames begin. */
static void
stop_all (Builder *self)
{
  self->newest = NULL;
  g_hash_table_foreach_remove (self->streams, stop_stream, self);
}

static void
end_stream (Builder *self, guint32 peer, SockeyeRecordKind kind)
{
  gint64 key = (gint64) peer << 1 | (kind == SOCKEYE_RECORD_SENT);
  Stream *stream = g_hash_table_lookup (self->streams, &key);

  if (stream == NULL)
    return;

  finish (self, stream, get_open_flag (self));
  self->newest = NULL;
  g_hash_table_remove (self->streams, &key);
}

static void
follow_event (Builder *self, const SockeyeRecord *record)
{
  SockeyeEventType type = (SockeyeEventType) record->newlines;
  gboolean end = type == SOCKEYE_EVENT_RESET || type == SOCKEYE_EVENT_CLOSED || type == SOCKEYE_EVENT_ABORTED;

  if (end || type == SOCKEYE_EVENT_PEER_CLOSED)
    end_stream (self, record->peer, SOCKEYE_RECORD_RECEIVED);
  if (end || type == SOCKEYE_EVENT_CLOSED_SENDING)
    end_stream (self, record->peer, SOCKEYE_RECORD_SENT);
}

/* A datagram or an event is a message as it is. */
static void
append_whole (Builder *self, guint64 number, const SockeyeRecord *record)
{
  SockeyeLogFrames *frames = self->frames;
  SockeyeFrameItem item = { .length = record->length,
                            .flags = SOCKEYE_FRAME_HEAD,
                            .newlines = record->newlines };
  gboolean event = record->kind == SOCKEYE_RECORD_EVENT;
  gboolean search = frames->filter != NULL && sockeye_frame_filter_needs_bytes (frames->filter);
  gboolean count = !event && frames->line_end != SOCKEYE_LOG_LINE_END_BYTE;
  gboolean wanted = frames->filter == NULL
                    || sockeye_frame_filter_passes (frames->filter, record, record->length);
  const guint8 *bytes = NULL;

  g_byte_array_set_size (self->scratch, record->length);
  if (wanted && (search || count)
      && sockeye_log_bytes_read (self->bytes, record->offset, self->scratch->data, record->length)
             == SOCKEYE_READ_OK)
    bytes = self->scratch->data;
  if (search && wanted)
    wanted = bytes != NULL && sockeye_frame_filter_finds (frames->filter, record, bytes, record->length);

  if (event)
    item.flags |= SOCKEYE_FRAME_EVENT;
  if (!wanted)
    item.flags |= SOCKEYE_FRAME_HIDDEN;
  if (!count && (record->flags & SOCKEYE_RECORD_ENDS_LINE) != 0)
    item.flags |= SOCKEYE_FRAME_ENDS_LINE;
  if (count)
    item.newlines = 0;
  if (count && bytes != NULL)
    {
      item.newlines = (guint32) sockeye_log_line_end_count (frames->line_end, bytes, record->length, FALSE,
                                                            SOCKEYE_LINE_NO_BYTE);
      if (sockeye_log_line_end_is_last (frames->line_end, bytes, record->length, FALSE, SOCKEYE_LINE_NO_BYTE))
        item.flags |= SOCKEYE_FRAME_ENDS_LINE;
    }
  sockeye_frame_batch_append (self->batch, number, &item);
}

/* Lets others see what was found. */
static void
commit (Builder *self, guint64 position)
{
  for (guint i = 0; i < self->touched->len; i++)
    {
      Stream *stream = g_ptr_array_index (self->touched, i);

      set_totals (self, stream, get_open_flag (self));
      stream->is_touched = FALSE;
    }
  g_ptr_array_set_size (self->touched, 0);

  sockeye_frame_batch_publish (self->batch, position);
}

static void
look_at_stream (Builder *self, guint64 number, const SockeyeRecord *record)
{
  for (guint32 start = 0; start < record->length; start += PIECE_LENGTH)
    {
      guint32 length = MIN (PIECE_LENGTH, record->length - start);

      if (sockeye_log_bytes_read (self->bytes, record->offset + start, self->piece, length)
          != SOCKEYE_READ_OK)
        {
          /* The row says that it could not be read. */
          SockeyeFrameItem item = { .start = start,
                                    .length = (record->length - start),
                                    .flags = SOCKEYE_FRAME_HEAD | SOCKEYE_FRAME_BAD };

          restart (self, get_stream (self, record), get_open_flag (self));
          sockeye_frame_batch_append (self->batch, number, &item);
          return;
        }
      push_piece (self, number, record, start, length);
      if (sockeye_frame_batch_get_length (self->batch) >= FRESH_MAX)
        commit (self, number);
    }
}

static void
look_at (Builder *self, guint64 number)
{
  SockeyeRecord record;

  if (!sockeye_capture_get_record (self->frames->capture, number, &record))
    return;

  if (record.kind == SOCKEYE_RECORD_EVENT || record.length == 0
      || (record.flags & SOCKEYE_RECORD_DATAGRAM) != 0)
    append_whole (self, number, &record);
  else
    look_at_stream (self, number, &record);
  if (record.kind == SOCKEYE_RECORD_EVENT)
    follow_event (self, &record);
}

static void
look_at_slice (Builder *self, guint64 position, guint64 end)
{
  SockeyeLogFrames *frames = self->frames;
  guint64 first = sockeye_capture_get_first (frames->capture);

  if (position < first)
    {
      stop_all (self);
      position = MIN (first, end);
    }
  end = MIN (end, position + SLICE_LENGTH);
  while (position < end && sockeye_frame_batch_get_length (self->batch) < FRESH_MAX
         && !atomic_load_explicit (&frames->stop, memory_order_relaxed))
    look_at (self, position++);
  commit (self, position);
}

static void
builder_clear (Builder *self)
{
  g_ptr_array_unref (self->touched);
  g_hash_table_unref (self->streams);
  sockeye_frame_batch_free (self->batch);
  g_byte_array_unref (self->scratch);
  sockeye_log_bytes_free (self->bytes);
  g_free (self);
}

/* The thread. */
gpointer
sockeye_log_frames_run (gpointer data)
{
  SockeyeLogFrames *frames = data;
  Builder *self = g_new0 (Builder, 1);

  sockeye_thread_give_way ();
  self->frames = frames;
  self->bytes = sockeye_log_bytes_new (frames->capture, TRUE);
  self->streams = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, stream_free);
  self->touched = g_ptr_array_new ();
  self->batch = sockeye_frame_batch_new (frames);
  self->scratch = g_byte_array_new ();

  sockeye_lock (&frames->mutex);
  while (!atomic_load (&frames->stop))
    {
      guint64 position = frames->position;
      guint64 end = frames->wanted_end;

      if (position >= end)
        {
          sockeye_lock_wait (&frames->news, &frames->mutex);
          continue;
        }
      sockeye_unlock (&frames->mutex);
      look_at_slice (self, position, end);
      sockeye_lock (&frames->mutex);
    }
  sockeye_unlock (&frames->mutex);

  builder_clear (self);
  sockeye_log_frames_unref (frames);
  return NULL;
}
