/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-item.h"

/* Keys of frames do not meet the numbers of records. */
#define FRAME_KEY   (G_GUINT64_CONSTANT (1) << 63)
#define LENGTH_BITS 25

/* Where the frame's bytes are: in one piece, or where @bytes puts them together. */
static gboolean
find_bytes (SockeyeLogItem *item,
            SockeyeLogBytes *bytes,
            SockeyeLogFrames *frames,
            const SockeyeLogFrame *frame)
{
  guint64 offset = item->record.offset + frame->start;
  g_autoptr (GArray) parts = NULL;

  if (frame->next == 0)
    {
      item->record.offset = offset;
      return TRUE;
    }
  if (sockeye_log_bytes_find_map (bytes, item->key, &item->record.offset))
    return TRUE;

  parts = g_array_new (FALSE, FALSE, sizeof (SockeyeLogFramePart));
  if (!sockeye_log_frames_get_parts (frames, frame, parts))
    return FALSE;
  item->record.offset = sockeye_log_bytes_add_map (
      bytes, item->key, frame->length, (const SockeyeLogFramePart *) (gpointer) parts->data, parts->len);
  return TRUE;
}

/* No character and no line goes on from the frame before. */
static gboolean
become_frame (SockeyeLogItem *item,
              SockeyeLogBytes *bytes,
              SockeyeLogFrames *frames,
              const SockeyeLogFrame *frame)
{
  SockeyeRecord *record = &item->record;

  record->length = frame->length;
  record->newlines = frame->newlines;
  record->back = 0;
  record->flags &= (guint16) ~(SOCKEYE_RECORD_ODD | SOCKEYE_RECORD_ENDS_LINE);
  if (frame->before % 2 != 0)
    record->flags |= SOCKEYE_RECORD_ODD;
  if (frame->ends_line)
    record->flags |= SOCKEYE_RECORD_ENDS_LINE;

  item->key = FRAME_KEY | frame->item << LENGTH_BITS | frame->length;
  item->start = frame->start;
  item->framed = TRUE;
  item->bad = frame->bad;
  item->unfinished = frame->unfinished;
  item->cut = frame->cut;
  return find_bytes (item, bytes, frames, frame);
}

/**
 * sockeye_log_item_find:
 * @item: (out): what is found
 * @bytes: what shall read its bytes; it remembers the last few frames that are in several pieces
 * @frames: (nullable): the messages of the log; %NULL: they are the records
 * @number: a record's number, or that of an item in @frames
 *
 * Returns: %FALSE when it gave way
 */
gboolean
sockeye_log_item_find (SockeyeLogItem *item, SockeyeLogBytes *bytes, SockeyeLogFrames *frames, guint64 number)
{
  SockeyeCapture *capture = sockeye_log_bytes_get_capture (bytes);
  SockeyeLogFrame frame = { .number = number };

  *item = (SockeyeLogItem){ .key = number, .number = number };
  if (frames == NULL)
    return sockeye_capture_get_record (capture, number, &item->record);
  if (!sockeye_log_frames_get (frames, number, &frame)
      || !sockeye_capture_get_record (capture, frame.number, &item->record))
    return FALSE;

  item->key = item->number = frame.number;
  if (frame.event || item->record.length == 0 || (item->record.flags & SOCKEYE_RECORD_DATAGRAM) != 0)
    return TRUE;
  return become_frame (item, bytes, frames, &frame);
}
