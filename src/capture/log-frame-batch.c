/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-frame-batch.h"

#include "log-frames-private.h"

#include <string.h>

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
  SockeyeFramePages *pages; /* the frames' */
  guint64 base;             /* items from here on are not published */
  GArray *parts;            /* guint64: those of them that go on from an earlier part */
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
  self->pages = frames->pages;
  self->parts = g_array_new (FALSE, FALSE, sizeof (guint64));
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
  g_array_unref (self->parts);
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
  return (guint) (sockeye_frame_pages_get_fresh_end (self->pages) - self->base);
}

/**
 * sockeye_frame_batch_get_end:
 * Returns: the number that the next item will have
 */
guint64
sockeye_frame_batch_get_end (SockeyeFrameBatch *self)
{
  return sockeye_frame_pages_get_fresh_end (self->pages);
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
  guint64 index = sockeye_frame_pages_append (self->pages, number, item);

  if ((item->flags & SOCKEYE_FRAME_HEAD) == 0)
    g_array_append_val (self->parts, index);
  return index;
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
  SockeyeFrameItem item;

  update.item.next = (guint32) (next - index);
  if (index < self->base)
    {
      g_array_append_val (self->updates, update);
      return;
    }

  item = sockeye_frame_pages_get_fresh (self->pages, index);
  item.next = update.item.next;
  sockeye_frame_pages_set_fresh (self->pages, index, &item);
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
  SockeyeFrameItem item;

  if (head < self->base)
    {
      g_array_append_val (self->updates, update);
      return;
    }

  item = sockeye_frame_pages_get_fresh (self->pages, head);
  item.length = totals->length;
  item.newlines = totals->newlines;
  item.flags = SOCKEYE_FRAME_HEAD | totals->flags;
  sockeye_frame_pages_set_fresh (self->pages, head, &item);
}

/* What came before of the frame gave way already: the rest of it begins here. */
static void
publish_part (SockeyeFrameBatch *self, guint64 index)
{
  SockeyeFrameItem item = sockeye_frame_pages_get (self->pages, index);
  guint64 origin = index - item.newlines;
  guint64 head;

  if (sockeye_log_frames_find_head (self->frames, origin, &head))
    return;

  item.flags = SOCKEYE_FRAME_HEAD | SOCKEYE_FRAME_OPEN | SOCKEYE_FRAME_LOST;
  item.newlines = 0;
  sockeye_log_frames_set_head (self->frames, origin, index);
  sockeye_frame_pages_set (self->pages, index, &item);
}

static void
publish_totals (SockeyeFrameBatch *self, const Update *update, guint64 head)
{
  SockeyeLogFrames *frames = self->frames;
  SockeyeFrameItem item = sockeye_frame_pages_get (frames->pages, head);
  SockeyeFrameSums before, after;

  sockeye_frame_item_get_sums (&item, &before);
  item.length = update->item.length - item.before;
  item.newlines = update->item.newlines - item.newlines_before;
  item.flags = (item.flags & (SOCKEYE_FRAME_HEAD | SOCKEYE_FRAME_LOST)) | update->item.flags;
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
      SockeyeFrameItem item = sockeye_frame_pages_get (pages, update->index);

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

  sockeye_frame_pages_sum_fresh (self->pages);

  sockeye_lock (&frames->mutex);
  sockeye_frame_pages_publish (self->pages);
  for (guint i = 0; i < self->parts->len; i++)
    publish_part (self, g_array_index (self->parts, guint64, i));
  for (guint i = 0; i < self->updates->len; i++)
    publish_update (self, &g_array_index (self->updates, Update, i));
  sockeye_log_frames_keep_limit (frames);
  sockeye_frame_pages_sum_up (frames->pages);
  self->base = sockeye_frame_pages_get_end (frames->pages);
  frames->position = position;
  sockeye_unlock (&frames->mutex);

  g_array_set_size (self->parts, 0);
  g_array_set_size (self->updates, 0);
}
