/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-frames-private.h"

/* A message before is looked for among so many items. */
#define PREVIOUS_MAX 4096

static void
describe (SockeyeLogFrames *self, guint64 index, SockeyeLogFrame *frame)
{
  SockeyeFrameItem item = sockeye_frame_pages_get (self->pages, index);

  *frame = (SockeyeLogFrame){
    .item = index,
    .number = sockeye_frame_pages_get_number (self->pages, index),
    .start = item.start,
    .length = item.length,
    .newlines = item.newlines,
    .before = item.before,
    .next = item.next,
    .ends_line = (item.flags & SOCKEYE_FRAME_ENDS_LINE) != 0,
    .event = (item.flags & SOCKEYE_FRAME_EVENT) != 0,
    .bad = (item.flags & SOCKEYE_FRAME_BAD) != 0,
    .unfinished = (item.flags & SOCKEYE_FRAME_OPEN) != 0,
    .cut = (item.flags & SOCKEYE_FRAME_LOST) != 0,
  };
}

static gboolean
is_message (SockeyeLogFrames *self, guint64 index)
{
  guint flags;

  if (index < self->first || index >= sockeye_frame_pages_get_end (self->pages))
    return FALSE;

  flags = sockeye_frame_pages_get (self->pages, index).flags;
  return (flags & (SOCKEYE_FRAME_HEAD | SOCKEYE_FRAME_HIDDEN)) == SOCKEYE_FRAME_HEAD;
}

/**
 * sockeye_log_frames_find:
 * @self: messages
 * @number: a record's number
 * @byte: a byte of it, or of what follows it in its stream
 * @item: (out): the message that has the byte
 * @offset: (out): where in the message it is; the last byte when the message is not so long
 *
 * Returns: %FALSE when the byte is in no visible message
 */
gboolean
sockeye_log_frames_find (SockeyeLogFrames *self, guint64 number, guint32 byte, guint64 *item, guint32 *offset)
{
  SockeyeFrameItem part;
  gboolean found = FALSE;
  guint64 at;

  sockeye_lock (&self->mutex);
  at = sockeye_frame_pages_find (self->pages, number, byte == G_MAXUINT32 ? byte : byte + 1);
  if (at > self->first && sockeye_frame_pages_get_number (self->pages, at - 1) == number)
    {
      part = sockeye_frame_pages_get (self->pages, at - 1);
      *item = at - 1;
      *offset = byte - part.start;
      found = TRUE;
      if ((part.flags & SOCKEYE_FRAME_HEAD) == 0)
        {
          found = sockeye_log_frames_find_head (self, at - 1 - part.newlines, item);
          *offset += part.before;
        }
      if (found && (part.flags & SOCKEYE_FRAME_HEAD) == 0)
        *offset -= MIN (*offset, sockeye_frame_pages_get (self->pages, *item).before);
      found = found && is_message (self, *item);
    }
  if (found)
    {
      guint32 length = sockeye_frame_pages_get (self->pages, *item).length;

      *offset = length > 0 ? MIN (*offset, length - 1) : 0;
    }
  sockeye_unlock (&self->mutex);
  return found;
}

/**
 * sockeye_log_frames_normalize:
 * @self: messages
 * @position: (inout): a byte of a record, or one past it
 * @is_end: it is one past a byte
 *
 * Names a byte by the record in which its frame begins, as places in the log with framing are named.
 */
void
sockeye_log_frames_normalize (SockeyeLogFrames *self, SockeyeLogPosition *position, gboolean is_end)
{
  guint32 byte = position->byte - (is_end ? 1 : 0);
  guint64 item;
  guint32 offset;
  SockeyeLogFrame frame;

  if ((is_end && position->byte == 0)
      || !sockeye_log_frames_find (self, position->number, byte, &item, &offset)
      || !sockeye_log_frames_get (self, item, &frame) || frame.number == position->number)
    return;

  *position = (SockeyeLogPosition){ frame.number, frame.start + offset + (is_end ? 1 : 0) };
}

/**
 * sockeye_log_frames_get:
 * @self: messages
 * @item: an item
 * @frame: (out): what is known about it
 *
 * Returns: %FALSE when it gave way, or is no message
 */
gboolean
sockeye_log_frames_get (SockeyeLogFrames *self, guint64 item, SockeyeLogFrame *frame)
{
  gboolean found;

  sockeye_lock (&self->mutex);
  found = is_message (self, item);
  if (found)
    describe (self, item, frame);
  sockeye_unlock (&self->mutex);
  return found;
}

/**
 * sockeye_log_frames_get_next:
 * @self: messages
 * @item: an item
 *
 * Returns: the first message at this item or behind it; the end when there is none
 */
guint64
sockeye_log_frames_get_next (SockeyeLogFrames *self, guint64 item)
{
  guint64 end;

  sockeye_lock (&self->mutex);
  end = sockeye_frame_pages_get_end (self->pages);
  item = MAX (item, self->first);
  while (item < end && !is_message (self, item))
    item++;
  sockeye_unlock (&self->mutex);
  return item;
}

/**
 * sockeye_log_frames_get_previous:
 * @self: messages
 * @item: an item
 * @frame: (out): the message before it
 *
 * Returns: %FALSE when there is none, or it is far away
 */
gboolean
sockeye_log_frames_get_previous (SockeyeLogFrames *self, guint64 item, SockeyeLogFrame *frame)
{
  gboolean found = FALSE;

  sockeye_lock (&self->mutex);
  for (guint i = 0; !found && i < PREVIOUS_MAX && item > self->first; i++)
    found = is_message (self, --item);
  if (found)
    describe (self, item, frame);
  sockeye_unlock (&self->mutex);
  return found;
}

/**
 * sockeye_log_frames_get_parts:
 * @self: messages
 * @frame: a message
 * @parts: (element-type SockeyeLogFramePart): is emptied, then takes where the message's bytes stand
 *
 * Returns: %FALSE when some of it gave way meanwhile
 */
gboolean
sockeye_log_frames_get_parts (SockeyeLogFrames *self, const SockeyeLogFrame *frame, GArray *parts)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64 at = frame->item;
  gboolean known;

  g_array_set_size (parts, 0);
  sockeye_lock (&self->mutex);
  known = at >= self->first;
  while (known)
    {
      SockeyeFrameItem item = sockeye_frame_pages_get (self->pages, at);
      guint64 number = sockeye_frame_pages_get_number (self->pages, at);
      SockeyeLogFramePart part = { item.before - frame->before, item.start };

      g_array_append_val (parts, part);
      g_array_append_val (numbers, number);
      if (item.next == 0)
        break;
      at += item.next;
    }
  sockeye_unlock (&self->mutex);

  for (guint i = 0; known && i < parts->len; i++)
    {
      SockeyeRecord record;

      known = sockeye_capture_get_record (self->capture, g_array_index (numbers, guint64, i), &record);
      g_array_index (parts, SockeyeLogFramePart, i).offset += record.offset;
    }
  return known;
}
