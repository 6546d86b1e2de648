/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-model-private.h"

/* The first visible message that begins in this record or a later one. */
static gboolean
find_from (SockeyeLogModel *self, guint64 number, SockeyeLogPosition *position)
{
  guint64 item = MAX (sockeye_log_rows_get_item (&self->rows, number), self->visible.first_item);
  SockeyeLogFrame frame;

  if (self->rows.frames != NULL)
    {
      item = sockeye_log_frames_get_next (self->rows.frames, item);
      if (!sockeye_log_frames_get (self->rows.frames, item, &frame))
        return FALSE;
      *position = (SockeyeLogPosition){ frame.number, frame.start };
      return TRUE;
    }

  if (item >= self->visible.end_item)
    return FALSE;
  *position =
      (SockeyeLogPosition){ self->filter != NULL ? sockeye_scan_get_number (self->filter, item) : item, 0 };
  return TRUE;
}

/**
 * sockeye_log_model_find_record:
 * @self: a model
 * @ordinal: a record's number as people count: 1 is the first one that the capture ever had
 * @position: (out): where it is, or the next visible one when it gave way or the filter hides it
 *
 * Returns: %FALSE when there is neither
 */
gboolean
sockeye_log_model_find_record (SockeyeLogModel *self, guint64 ordinal, SockeyeLogPosition *position)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);

  return find_from (self, ordinal > 0 ? ordinal - 1 : 0, position);
}

/**
 * sockeye_log_model_get_message_numbers:
 * @self: a model
 * @first: (out): the number of the first visible message
 * @last: (out): that of the last one; with none it is less than @first
 *
 * With framing messages are what rows show, and a record has any number of them. They are numbered from 1 on, those
 * alone that the filter wants; the number of a message stays when older ones give way.
 *
 * Returns: %FALSE without framing, where records have numbers
 */
gboolean
sockeye_log_model_get_message_numbers (SockeyeLogModel *self, guint64 *first, guint64 *last)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);

  if (self->rows.frames == NULL)
    return FALSE;

  *first = sockeye_log_frames_get_messages_before (self->rows.frames, self->visible.first_item) + 1;
  *last = sockeye_log_frames_get_messages_before (self->rows.frames, self->visible.end_item);
  return TRUE;
}

/* The item before whose end there are as many messages. */
static guint64
find_item (SockeyeLogModel *self, guint64 n_messages)
{
  guint64 low = self->visible.first_item;
  guint64 high = self->visible.end_item;

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (sockeye_log_frames_get_messages_before (self->rows.frames, middle + 1) < n_messages)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * sockeye_log_model_find_message:
 * @self: a model with framing
 * @ordinal: a number, see sockeye_log_model_get_message_numbers()
 * @from: (out): the first byte of the message
 * @to: (out): behind its last one
 *
 * Returns: %FALSE when no visible message has that number
 */
gboolean
sockeye_log_model_find_message (SockeyeLogModel *self,
                                guint64 ordinal,
                                SockeyeLogPosition *from,
                                SockeyeLogPosition *to)
{
  guint64 first, last;
  SockeyeLogFrame frame;

  if (!sockeye_log_model_get_message_numbers (self, &first, &last) || ordinal < first || ordinal > last
      || !sockeye_log_frames_get (self->rows.frames, find_item (self, ordinal), &frame))
    return FALSE;

  *from = (SockeyeLogPosition){ frame.number, frame.start };
  *to = (SockeyeLogPosition){ frame.number, frame.start + MAX (frame.length, 1) };
  return TRUE;
}

/**
 * sockeye_log_model_find_time:
 * @self: a model
 * @time: microseconds since the Epoch
 * @position: (out): the first visible record (or frame) at that time or later
 *
 * Looks at a few dozen records, however many there are. Where the system's clock was set back, it finds one of the
 * places that the time occurs at.
 *
 * Returns: %FALSE when all are earlier
 */
gboolean
sockeye_log_model_find_time (SockeyeLogModel *self, gint64 time, SockeyeLogPosition *position)
{
  guint64 low, high;

  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);

  low = self->visible.first;
  high = self->visible.end;
  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;
      SockeyeRecord record;

      /* What gave way meanwhile was earlier. */
      if (!sockeye_capture_get_record (self->capture, middle, &record) || record.time < time)
        low = middle + 1;
      else
        high = middle;
    }

  return low < self->visible.end && find_from (self, low, position);
}

/**
 * sockeye_log_model_normalize:
 * @self: a model
 * @from: (inout): a byte of a record
 * @to: (inout): one past a byte of a record
 *
 * With framing, names places in records as rows name them: from the record on in which their frame begins. To be called
 * with what a search in records has found.
 */
void
sockeye_log_model_normalize (SockeyeLogModel *self, SockeyeLogPosition *from, SockeyeLogPosition *to)
{
  g_return_if_fail (SOCKEYE_IS_LOG_MODEL (self));

  if (self->rows.frames == NULL)
    return;

  sockeye_log_frames_normalize (self->rows.frames, from, FALSE);
  sockeye_log_frames_normalize (self->rows.frames, to, TRUE);
}

/**
 * sockeye_log_model_read_bytes:
 * @self: a model
 * @line: a row that was got from it
 * @start: the byte of the row's message to begin with
 * @bytes: (out caller-allocates) (array length=length): copied bytes
 * @length: how many; all of them have to be the message's
 *
 * Does not wait for the disk.
 *
 * Returns: whether they could be read
 */
SockeyeReadResult
sockeye_log_model_read_bytes (SockeyeLogModel *self,
                              const SockeyeLogLine *line,
                              guint32 start,
                              guint8 *bytes,
                              gsize length)
{
  SockeyeLogItem item;
  SockeyeReadResult result = sockeye_log_reader_get_item (self->reader, line->item, &item);

  if (result != SOCKEYE_READ_OK)
    return result;
  if (start > item.record.length || length > item.record.length - start)
    return SOCKEYE_READ_GONE;
  return sockeye_log_reader_read_bytes (self->reader, &item, start, bytes, length);
}
