/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-frame-batch.h"

#include "log-frames-private.h"

#include <string.h>

typedef struct
{
  guint64 number;
  SockeyeFrameItem item;
} Fresh;

/* A change to an item that others can see already. */
typedef struct
{
  guint64 index;
  gboolean is_link;
  SockeyeFrameItem item; /* is_link: next; otherwise length, newlines, flags of the whole frame */
} Update;

struct _SockeyeFrameBatch
{
  SockeyeLogFrames *frames;
  guint64 base; /* the first fresh item's number */
  GArray *fresh;
  GArray *updates;
};

/**
 * sockeye_frame_batch_new:
 * @frames: (transfer none): where it is published
 *
 * Returns: (transfer full): an empty batch
 */
SockeyeFrameBatch *
sockeye_frame_batch_new (SockeyeLogFrames *frames)
{
  SockeyeFrameBatch *self = g_new0 (SockeyeFrameBatch, 1);

  self->frames = frames;
  self->fresh = g_array_new (FALSE, FALSE, sizeof (Fresh));
  self->updates = g_array_new (FALSE, FALSE, sizeof (Update));
  return self;
}

/**
 * sockeye_frame_batch_free:
 * @self: (transfer full): a batch
 */
void
sockeye_frame_batch_free (SockeyeFrameBatch *self)
{
  g_array_unref (self->fresh);
  g_array_unref (self->updates);
  g_free (self);
}

/**
 * sockeye_frame_batch_get_length:
 * Returns: how many items wait to be published
 */
guint
sockeye_frame_batch_get_length (SockeyeFrameBatch *self)
{
  return self->fresh->len;
}

/**
 * sockeye_frame_batch_get_end:
 * Returns: the number that the next item will have
 */
guint64
sockeye_frame_batch_get_end (SockeyeFrameBatch *self)
{
  return self->base + self->fresh->len;
}

/**
 * sockeye_frame_batch_append:
 * @number: its record
 * @item: copied
 *
 * Returns: the item's number
 */
guint64
sockeye_frame_batch_append (SockeyeFrameBatch *self, guint64 number, const SockeyeFrameItem *item)
{
  Fresh fresh = { number, *item };

  g_array_append_val (self->fresh, fresh);
  return self->base + self->fresh->len - 1;
}

/**
 * sockeye_frame_batch_link:
 * @index: part of a frame
 * @next: the next part
 */
void
sockeye_frame_batch_link (SockeyeFrameBatch *self, guint64 index, guint64 next)
{
  Update update = { .index = index, .is_link = TRUE };

  update.item.next = (guint32) (next - index);
  if (index >= self->base)
    g_array_index (self->fresh, Fresh, index - self->base).item.next = update.item.next;
  else
    g_array_append_val (self->updates, update);
}

/**
 * sockeye_frame_batch_set_totals:
 * @head: the first part of a frame, whether it is still kept or not
 * @totals: length, line ends and flags of the whole frame
 */
void
sockeye_frame_batch_set_totals (SockeyeFrameBatch *self, guint64 head, const SockeyeFrameItem *totals)
{
  Update update = { .index = head, .item = *totals };
  SockeyeFrameItem *item;

  if (head < self->base)
    {
      g_array_append_val (self->updates, update);
      return;
    }

  item = &g_array_index (self->fresh, Fresh, head - self->base).item;
  item->length = totals->length;
  item->newlines = totals->newlines;
  item->flags = (SOCKEYE_FRAME_HEAD | totals->flags) & 0x7F;
}

static void
publish_fresh (SockeyeFrameBatch *self, const Fresh *fresh)
{
  SockeyeLogFrames *frames = self->frames;
  guint64 index = sockeye_frame_pages_get_end (frames->pages);
  SockeyeFrameItem item = fresh->item;
  guint64 origin = index - item.newlines;
  guint64 head;

  /* What came before of the frame gave way already: the rest of it begins here. */
  if ((item.flags & SOCKEYE_FRAME_HEAD) == 0 && !sockeye_log_frames_find_head (frames, origin, &head))
    {
      item.flags = SOCKEYE_FRAME_HEAD | SOCKEYE_FRAME_OPEN | SOCKEYE_FRAME_LOST;
      item.newlines = 0;
      sockeye_log_frames_set_head (frames, origin, index);
    }
  sockeye_frame_pages_append (frames->pages, fresh->number, &item);
}

static void
publish_totals (SockeyeFrameBatch *self, const Update *update, guint64 head)
{
  SockeyeLogFrames *frames = self->frames;
  SockeyeFrameItem item = *sockeye_frame_pages_get (frames->pages, head);
  SockeyeFrameSums before, after;

  sockeye_frame_item_get_sums (&item, &before);
  item.length = (update->item.length - item.before) & 0x1FFFFFF;
  item.newlines = update->item.newlines - item.newlines_before;
  item.flags = ((item.flags & (SOCKEYE_FRAME_HEAD | SOCKEYE_FRAME_LOST)) | update->item.flags) & 0x7F;
  sockeye_frame_item_get_sums (&item, &after);
  sockeye_frame_pages_set (frames->pages, head, &item);
  if (head + 1 < self->base && memcmp (&before, &after, sizeof before) != 0)
    frames->shape++;
}

static void
publish_update (SockeyeFrameBatch *self, const Update *update)
{
  SockeyeFramePages *pages = self->frames->pages;
  guint64 head;

  if (update->is_link && update->index >= sockeye_frame_pages_get_first (pages))
    {
      SockeyeFrameItem item = *sockeye_frame_pages_get (pages, update->index);

      item.next = update->item.next;
      sockeye_frame_pages_set (pages, update->index, &item);
    }
  else if (!update->is_link && sockeye_log_frames_find_head (self->frames, update->index, &head))
    {
      publish_totals (self, update, head);
    }
}

/**
 * sockeye_frame_batch_publish:
 * @self: a batch; it is empty then
 * @position: one past the last record that was looked at
 *
 * Lets others see what was found.
 */
void
sockeye_frame_batch_publish (SockeyeFrameBatch *self, guint64 position)
{
  SockeyeLogFrames *frames = self->frames;

  sockeye_lock (&frames->mutex);
  for (guint i = 0; i < self->fresh->len; i++)
    publish_fresh (self, &g_array_index (self->fresh, Fresh, i));
  for (guint i = 0; i < self->updates->len; i++)
    publish_update (self, &g_array_index (self->updates, Update, i));
  sockeye_log_frames_keep_limit (frames);
  sockeye_frame_pages_sum_up (frames->pages);
  self->base = sockeye_frame_pages_get_end (frames->pages);
  frames->position = position;
  sockeye_unlock (&frames->mutex);

  g_array_set_size (self->fresh, 0);
  g_array_set_size (self->updates, 0);
}
