/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-frames-private.h"

#include <stdatomic.h>

/**
 * sockeye_log_frames_new:
 * @capture: a capture
 * @framing: a rule other than %SOCKEYE_FRAMING_AS_RECEIVED that passes sockeye_framing_check(); copied
 * @line_end: what ends a line of text
 * @filter: (nullable): which messages are wanted; copied; %NULL: all
 * @first: the first record to look at
 *
 * Returns: (transfer full): no messages yet; tell it with sockeye_log_frames_count_to() how far to go
 */
SockeyeLogFrames *
sockeye_log_frames_new (SockeyeCapture *capture,
                        const SockeyeFraming *framing,
                        SockeyeLogLineEnd line_end,
                        const SockeyeFilter *filter,
                        guint64 first)
{
  SockeyeLogFrames *self = g_new0 (SockeyeLogFrames, 1);

  g_atomic_ref_count_init (&self->references);
  g_atomic_ref_count_inc (&self->references);
  self->capture = g_object_ref (capture);
  self->framing = *framing;
  self->line_end = line_end;
  self->first_record = first;
  self->kept_record = first;
  self->position = first;
  self->wanted_end = first;
  self->limit = SOCKEYE_LOG_FRAMES_MAX;
  self->pages = sockeye_frame_pages_new ();
  self->heads = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->origins = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->filter = filter != NULL ? sockeye_frame_filter_new (filter) : NULL;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->news);
  g_thread_unref (g_thread_new ("log-frames", sockeye_log_frames_run, self));

  return self;
}

/**
 * sockeye_log_frames_ref:
 * Returns: (transfer full): the same
 */
SockeyeLogFrames *
sockeye_log_frames_ref (SockeyeLogFrames *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * sockeye_log_frames_unref:
 * @self: (transfer full): messages
 */
void
sockeye_log_frames_unref (SockeyeLogFrames *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  sockeye_frame_filter_free (self->filter);
  g_hash_table_unref (self->heads);
  g_hash_table_unref (self->origins);
  sockeye_frame_pages_free (self->pages);
  g_cond_clear (&self->news);
  g_mutex_clear (&self->mutex);
  g_object_unref (self->capture);
  g_free (self);
}

/**
 * sockeye_log_frames_stop:
 * @self: messages
 *
 * Ends the thread, without waiting for it. What was found can still be read.
 */
void
sockeye_log_frames_stop (SockeyeLogFrames *self)
{
  sockeye_lock (&self->mutex);
  atomic_store (&self->stop, TRUE);
  g_cond_signal (&self->news);
  sockeye_unlock (&self->mutex);
}

/**
 * sockeye_log_frames_count_to:
 * @self: messages
 * @end: one past the last record there is
 */
void
sockeye_log_frames_count_to (SockeyeLogFrames *self, guint64 end)
{
  sockeye_lock (&self->mutex);
  if (end > self->wanted_end)
    {
      self->wanted_end = end;
      g_cond_signal (&self->news);
    }
  sockeye_unlock (&self->mutex);
}

gboolean
sockeye_log_frames_find_head (SockeyeLogFrames *self, guint64 origin, guint64 *head)
{
  const guint64 *moved;

  if (origin >= self->first)
    {
      *head = origin;
      return TRUE;
    }

  moved = g_hash_table_lookup (self->heads, &origin);
  if (moved == NULL)
    return FALSE;
  *head = *moved;
  return TRUE;
}

void
sockeye_log_frames_set_head (SockeyeLogFrames *self, guint64 origin, guint64 head)
{
  g_hash_table_replace (self->heads, g_memdup2 (&origin, sizeof origin), g_memdup2 (&head, sizeof head));
  g_hash_table_replace (self->origins, g_memdup2 (&head, sizeof head), g_memdup2 (&origin, sizeof origin));
}

/* The first part of a frame gives way: the next one stands for what is left, with what the first one knew. */
static void
hand_on (SockeyeLogFrames *self, const SockeyeFrameItem *old, guint64 index)
{
  SockeyeFrameItem item = sockeye_frame_pages_get (self->pages, index);
  guint64 origin = index - item.newlines;

  item.length = old->length + old->before - item.before;
  item.newlines = old->newlines + old->newlines_before - item.newlines_before;
  item.flags = old->flags | SOCKEYE_FRAME_LOST;
  sockeye_frame_pages_set (self->pages, index, &item);
  sockeye_log_frames_set_head (self, origin, index);
  self->shape++;
}

static void
let_go (SockeyeLogFrames *self, guint64 index)
{
  SockeyeFrameItem item = sockeye_frame_pages_get (self->pages, index);
  const guint64 *origin = (item.flags & SOCKEYE_FRAME_LOST) != 0 ? g_hash_table_lookup (self->origins, &index)
                                                                 : NULL;

  if (origin != NULL)
    {
      g_hash_table_remove (self->heads, origin);
      g_hash_table_remove (self->origins, &index);
    }
  if ((item.flags & SOCKEYE_FRAME_HEAD) != 0 && item.next != 0)
    hand_on (self, &item, index + item.next);
}

/* Millions at once, when the log is cleared: only those that hand something on are looked at. */
static void
let_go_before (SockeyeLogFrames *self, guint64 end)
{
  guint64 item = self->first;

  while ((item = sockeye_frame_pages_find_full (self->pages, item, end)) < end)
    {
      self->first = item + 1;
      let_go (self, item++);
    }
  self->first = MAX (self->first, end);
  sockeye_frame_pages_forget_before (self->pages, self->first);
}

/* The oldest give way where there are too many. */
void
sockeye_log_frames_keep_limit (SockeyeLogFrames *self)
{
  guint64 end = sockeye_frame_pages_get_end (self->pages);

  if (end - self->first <= self->limit)
    return;

  self->left_out += end - self->limit - self->first;
  let_go_before (self, end - self->limit);
}

/**
 * sockeye_log_frames_set_limit:
 * @self: messages
 * @limit: how many items are kept; %SOCKEYE_LOG_FRAMES_MAX unless told otherwise
 */
void
sockeye_log_frames_set_limit (SockeyeLogFrames *self, guint64 limit)
{
  sockeye_lock (&self->mutex);
  self->limit = limit;
  sockeye_unlock (&self->mutex);
}

/**
 * sockeye_log_frames_forget_before:
 * @self: messages
 * @number: a record's number
 *
 * Earlier records gave way, or are not wanted any more. Of a frame that began there the rest stays.
 */
void
sockeye_log_frames_forget_before (SockeyeLogFrames *self, guint64 number)
{
  sockeye_lock (&self->mutex);
  self->kept_record = MAX (self->kept_record, number);
  let_go_before (self, sockeye_frame_pages_find (self->pages, number, 0));
  sockeye_frame_pages_sum_up (self->pages);
  sockeye_unlock (&self->mutex);
}

/**
 * sockeye_log_frames_get_first_record:
 * Returns: earlier records were never looked at, or are forgotten
 */
guint64
sockeye_log_frames_get_first_record (SockeyeLogFrames *self)
{
  guint64 number;

  sockeye_lock (&self->mutex);
  number = self->kept_record;
  sockeye_unlock (&self->mutex);
  return number;
}

/**
 * sockeye_log_frames_get_position:
 * Returns: one past the last record that was looked at
 */
guint64
sockeye_log_frames_get_position (SockeyeLogFrames *self)
{
  guint64 position;

  sockeye_lock (&self->mutex);
  position = self->position;
  sockeye_unlock (&self->mutex);
  return position;
}

/**
 * sockeye_log_frames_get_shape:
 * Returns: a number that grows when rows have come other than at the end: an unfinished frame has become longer
 */
guint64
sockeye_log_frames_get_shape (SockeyeLogFrames *self)
{
  guint64 shape;

  sockeye_lock (&self->mutex);
  shape = self->shape;
  sockeye_unlock (&self->mutex);
  return shape;
}

/**
 * sockeye_log_frames_get_left_out:
 * Returns: how many of the oldest items are not in the log because there are more than %SOCKEYE_LOG_FRAMES_MAX, although
 *   their bytes are kept; nearly all of them are messages
 */
guint64
sockeye_log_frames_get_left_out (SockeyeLogFrames *self)
{
  guint64 left_out;

  sockeye_lock (&self->mutex);
  left_out = self->left_out;
  sockeye_unlock (&self->mutex);
  return left_out;
}

/**
 * sockeye_log_frames_get_end:
 * Returns: one past the last item
 */
guint64
sockeye_log_frames_get_end (SockeyeLogFrames *self)
{
  guint64 end;

  sockeye_lock (&self->mutex);
  end = sockeye_frame_pages_get_end (self->pages);
  sockeye_unlock (&self->mutex);
  return end;
}

static gboolean
get_sums_before (SockeyeLogFrames *self, guint64 item, SockeyeFrameSums *sums)
{
  gboolean known;

  sockeye_lock (&self->mutex);
  known = item >= self->first && item <= sockeye_frame_pages_get_end (self->pages);
  if (known)
    sockeye_frame_pages_get_sums (self->pages, item, sums);
  sockeye_unlock (&self->mutex);
  return known;
}

/**
 * sockeye_log_frames_get_messages_before:
 * @self: messages
 * @item: an item
 *
 * Returns: how many messages there were before it
 */
guint64
sockeye_log_frames_get_messages_before (SockeyeLogFrames *self, guint64 item)
{
  SockeyeFrameSums sums;

  return get_sums_before (self, item, &sums) ? sums.messages : 0;
}

/**
 * sockeye_log_frames_get_rows_before:
 * @self: messages
 * @hex: rows of 16 bytes instead of lines
 * @item: an item, or the end
 * @rows: (out): rows of all items before, also of those that gave way
 *
 * Returns: %FALSE when the item gave way, or is not known yet
 */
gboolean
sockeye_log_frames_get_rows_before (SockeyeLogFrames *self, gboolean hex, guint64 item, guint64 *rows)
{
  SockeyeFrameSums sums;

  if (!get_sums_before (self, item, &sums))
    return FALSE;

  *rows = hex ? sums.hex_rows : sums.text_rows;
  return TRUE;
}

/**
 * sockeye_log_frames_find_row:
 * @self: messages
 * @hex: rows of 16 bytes instead of lines
 * @row: a row, as sockeye_log_frames_get_rows_before() counts them
 * @item: (out): the message it belongs to
 * @row_in_message: (out): which of its rows it is
 *
 * Returns: %FALSE when the row gave way, or is not known yet
 */
gboolean
sockeye_log_frames_find_row (SockeyeLogFrames *self,
                             gboolean hex,
                             guint64 row,
                             guint64 *item,
                             guint64 *row_in_message)
{
  gboolean found;

  sockeye_lock (&self->mutex);
  found = sockeye_frame_pages_find_row (self->pages, hex, row, item, row_in_message) && *item >= self->first;
  sockeye_unlock (&self->mutex);
  return found;
}

/**
 * sockeye_log_frames_find_record:
 * @self: messages
 * @number: a record's number
 *
 * Returns: the first item that begins in that record or a later one
 */
guint64
sockeye_log_frames_find_record (SockeyeLogFrames *self, guint64 number)
{
  return sockeye_log_frames_find_from (self, number, 0);
}

/**
 * sockeye_log_frames_find_from:
 * @self: messages
 * @number: a record's number
 * @byte: a byte of it
 *
 * Returns: the first item that begins there or later
 */
guint64
sockeye_log_frames_find_from (SockeyeLogFrames *self, guint64 number, guint32 byte)
{
  guint64 item;

  sockeye_lock (&self->mutex);
  item = MAX (sockeye_frame_pages_find (self->pages, number, byte), self->first);
  sockeye_unlock (&self->mutex);
  return item;
}
