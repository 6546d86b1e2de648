/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-frame-pages.h"

/* Every record has an item, so the number of a page's record never runs further ahead than its items. */
#define PAGE_LENGTH 1024u

/* Most messages are in one record, and of a few lines at most. */
#define LENGTH_BITS 22
#define FLAG_BITS   7
#define HAS_MORE    7u /* newlines: the item stands in full elsewhere */

typedef struct
{
  guint32 start : 20;
  guint32 delta : 12; /* the record's number, from the page's first one on */
  guint32 length : LENGTH_BITS;
  guint32 flags : FLAG_BITS;
  guint32 newlines : 3;
} Packed;

/* An item that does not fit. */
typedef struct
{
  guint32 at;
  SockeyeFrameItem item;
} More;

typedef struct
{
  guint64 number; /* the first item's record */
  SockeyeFrameSums before;
  SockeyeFrameSums own;
  SockeyeFrameSums fresh; /* the writer's: of items that are not published */
  GArray *more;           /* More, in the items' order; NULL: none */
  GArray *fresh_more;     /* the writer's: of items that are not published */
  Packed items[PAGE_LENGTH];
} Page;

struct _SockeyeFramePages
{
  GPtrArray *pages; /* of Page */
  guint64 gone;     /* items of pages that were freed */
  guint64 end;      /* of what is published */

  /* The writer's: pages from the one on that holds the end, some of which readers do not have yet. */
  GPtrArray *tail;
  guint64 fresh_end;

  guint dirty; /* the sums before pages behind this one are stale */
};

static Page *
get_page (SockeyeFramePages *self, guint64 index)
{
  return g_ptr_array_index (self->pages, (index - self->gone) / PAGE_LENGTH);
}

static void
page_free (gpointer data)
{
  Page *page = data;

  g_clear_pointer (&page->more, g_array_unref);
  g_clear_pointer (&page->fresh_more, g_array_unref);
  g_free (page);
}

/* The place of an item among those that stand in full, or where it would be. */
static guint
find_more (const GArray *more, guint at)
{
  guint low = 0;
  guint high = more != NULL ? more->len : 0;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (more, More, middle).at < at)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static SockeyeFrameItem
unpack (const Page *page, guint at, const GArray *more)
{
  const Packed *packed = &page->items[at];

  if (packed->newlines == HAS_MORE)
    return g_array_index (more, More, find_more (more, at)).item;
  return (SockeyeFrameItem){
    .start = packed->start, .length = packed->length, .flags = packed->flags, .newlines = packed->newlines
  };
}

static gboolean
fits (const SockeyeFrameItem *item)
{
  return item->length < (1u << LENGTH_BITS) && item->newlines < HAS_MORE && item->next == 0
         && item->before == 0 && item->newlines_before == 0;
}

/* Once an item stands in full, it stays so. */
static void
pack (Page *page, guint at, const SockeyeFrameItem *item, GArray **more)
{
  Packed *packed = &page->items[at];
  gboolean full = packed->newlines == HAS_MORE;
  More entry = { at, *item };
  guint place;

  packed->start = item->start & 0xFFFFF;
  packed->length = item->length & ((1u << LENGTH_BITS) - 1);
  packed->flags = item->flags & ((1u << FLAG_BITS) - 1);
  if (!full && fits (item))
    {
      packed->newlines = item->newlines & HAS_MORE;
      return;
    }

  packed->newlines = HAS_MORE;
  if (*more == NULL)
    *more = g_array_new (FALSE, FALSE, sizeof (More));
  place = find_more (*more, at);
  if (full)
    g_array_index (*more, More, place) = entry;
  else
    g_array_insert_val (*more, place, entry);
}

/**
 * sockeye_frame_pages_new:
 * Returns: (transfer full): no items
 */
SockeyeFramePages *
sockeye_frame_pages_new (void)
{
  SockeyeFramePages *self = g_new0 (SockeyeFramePages, 1);

  self->pages = g_ptr_array_new_with_free_func (page_free);
  self->tail = g_ptr_array_new ();
  self->dirty = G_MAXUINT;
  return self;
}

/**
 * sockeye_frame_pages_free:
 * @self: (transfer full): items
 */
void
sockeye_frame_pages_free (SockeyeFramePages *self)
{
  for (guint i = 0; i < self->tail->len; i++)
    if ((self->end - self->gone) / PAGE_LENGTH + i >= self->pages->len)
      page_free (g_ptr_array_index (self->tail, i));
  g_ptr_array_unref (self->tail);
  g_ptr_array_unref (self->pages);
  g_free (self);
}

/**
 * sockeye_frame_pages_get_first:
 * Returns: the first item that is not forgotten
 */
guint64
sockeye_frame_pages_get_first (SockeyeFramePages *self)
{
  return self->gone;
}

/**
 * sockeye_frame_pages_get_end:
 * Returns: one past the last item
 */
guint64
sockeye_frame_pages_get_end (SockeyeFramePages *self)
{
  return self->end;
}

/**
 * sockeye_frame_pages_get:
 * @index: an item between the first one and the end
 *
 * Returns: it
 */
SockeyeFrameItem
sockeye_frame_pages_get (SockeyeFramePages *self, guint64 index)
{
  const Page *page = get_page (self, index);

  return unpack (page, (guint) (index % PAGE_LENGTH), page->more);
}

/**
 * sockeye_frame_pages_get_number:
 * @index: an item between the first one and the end
 *
 * Returns: the number of its record
 */
guint64
sockeye_frame_pages_get_number (SockeyeFramePages *self, guint64 index)
{
  const Page *page = get_page (self, index);

  return page->number + page->items[(index - self->gone) % PAGE_LENGTH].delta;
}

/**
 * sockeye_frame_pages_get_fresh_end:
 * Returns: the number of the item that is appended next
 */
guint64
sockeye_frame_pages_get_fresh_end (SockeyeFramePages *self)
{
  return self->fresh_end;
}

/* The writer's way to a page: what readers forget meanwhile does not matter. */
static Page *
get_fresh_page (SockeyeFramePages *self, guint64 index)
{
  return g_ptr_array_index (self->tail, index / PAGE_LENGTH - self->end / PAGE_LENGTH);
}

/**
 * sockeye_frame_pages_append:
 * @number: its record
 * @item: copied; its place is filled in
 *
 * Returns: the item's number
 */
guint64
sockeye_frame_pages_append (SockeyeFramePages *self, guint64 number, const SockeyeFrameItem *item)
{
  guint at = (guint) (self->fresh_end % PAGE_LENGTH);
  Page *page;

  if (at == 0)
    {
      page = g_new (Page, 1);
      page->number = number;
      page->before = page->own = page->fresh = (SockeyeFrameSums){ 0 };
      page->more = page->fresh_more = NULL;
      g_ptr_array_add (self->tail, page);
    }

  page = get_fresh_page (self, self->fresh_end);
  page->items[at] = (Packed){ .delta = (guint32) (number - page->number) & 0xFFF };
  pack (page, at, item, &page->fresh_more);
  return self->fresh_end++;
}

/**
 * sockeye_frame_pages_get_fresh:
 * @index: an item that is not published
 *
 * Returns: it
 */
SockeyeFrameItem
sockeye_frame_pages_get_fresh (SockeyeFramePages *self, guint64 index)
{
  const Page *page = get_fresh_page (self, index);

  return unpack (page, (guint) (index % PAGE_LENGTH), page->fresh_more);
}

/**
 * sockeye_frame_pages_set_fresh:
 * @index: an item that is not published
 * @item: what it is now; its place stays
 */
void
sockeye_frame_pages_set_fresh (SockeyeFramePages *self, guint64 index, const SockeyeFrameItem *item)
{
  Page *page = get_fresh_page (self, index);

  pack (page, (guint) (index % PAGE_LENGTH), item, &page->fresh_more);
}

/**
 * sockeye_frame_pages_sum_fresh:
 *
 * Sums up what will be published; to be called before the lock is taken.
 */
void
sockeye_frame_pages_sum_fresh (SockeyeFramePages *self)
{
  SockeyeFrameSums sums;

  for (guint64 index = self->end; index < self->fresh_end; index++)
    {
      SockeyeFrameItem item = sockeye_frame_pages_get_fresh (self, index);

      sockeye_frame_item_get_sums (&item, &sums);
      sockeye_frame_sums_add (&get_fresh_page (self, index)->fresh, &sums);
    }
}

/* What is new stands behind what was published before. */
static void
publish_more (Page *page)
{
  if (page->more == NULL)
    {
      page->more = g_steal_pointer (&page->fresh_more);
    }
  else if (page->fresh_more != NULL)
    {
      g_array_append_vals (page->more, page->fresh_more->data, page->fresh_more->len);
      g_array_set_size (page->fresh_more, 0);
    }
}

/**
 * sockeye_frame_pages_publish:
 *
 * Lets readers see what was appended and summed up. When all is set, call sockeye_frame_pages_sum_up().
 */
void
sockeye_frame_pages_publish (SockeyeFramePages *self)
{
  guint first = (guint) ((self->end - self->gone) / PAGE_LENGTH);

  for (guint i = 0; i < self->tail->len; i++)
    {
      Page *page = g_ptr_array_index (self->tail, i);

      sockeye_frame_sums_add (&page->own, &page->fresh);
      page->fresh = (SockeyeFrameSums){ 0 };
      publish_more (page);
      if (first + i >= self->pages->len)
        g_ptr_array_add (self->pages, page);
    }
  self->dirty = MIN (self->dirty, first > 0 ? first - 1 : 0);
  self->end = self->fresh_end;

  /* A page that is not full stays the writer's as well. */
  if (self->end % PAGE_LENGTH == 0)
    g_ptr_array_set_size (self->tail, 0);
  else if (self->tail->len > 1)
    g_ptr_array_remove_range (self->tail, 0, self->tail->len - 1);
}

/**
 * sockeye_frame_pages_set:
 * @index: an item between the first one and the end
 * @item: what it is now; its place stays
 *
 * When all is set, call sockeye_frame_pages_sum_up().
 */
void
sockeye_frame_pages_set (SockeyeFramePages *self, guint64 index, const SockeyeFrameItem *item)
{
  guint n = (guint) ((index - self->gone) / PAGE_LENGTH);
  Page *page = get_page (self, index);
  SockeyeFrameItem old = sockeye_frame_pages_get (self, index);
  SockeyeFrameSums sums;

  sockeye_frame_item_get_sums (&old, &sums);
  sockeye_frame_sums_subtract (&page->own, &sums);
  pack (page, (guint) (index % PAGE_LENGTH), item, &page->more);
  sockeye_frame_item_get_sums (item, &sums);
  sockeye_frame_sums_add (&page->own, &sums);
  self->dirty = MIN (self->dirty, n);
}

/**
 * sockeye_frame_pages_sum_up:
 *
 * Brings the sums up to date after items were set.
 */
void
sockeye_frame_pages_sum_up (SockeyeFramePages *self)
{
  for (guint i = MIN (self->dirty, self->pages->len); i + 1 < self->pages->len; i++)
    {
      const Page *page = g_ptr_array_index (self->pages, i);
      Page *next = g_ptr_array_index (self->pages, i + 1);

      next->before = page->before;
      sockeye_frame_sums_add (&next->before, &page->own);
    }
  self->dirty = G_MAXUINT;
}

/**
 * sockeye_frame_pages_find_full:
 * @index: an item
 * @end: where to stop
 *
 * Items that go on in later records, or did in earlier ones, stand in full; the many others need not be looked at.
 *
 * Returns: the first item from @index on that stands in full; @end when there is none before
 */
guint64
sockeye_frame_pages_find_full (SockeyeFramePages *self, guint64 index, guint64 end)
{
  while (index < end)
    {
      const Page *page = get_page (self, index);
      guint place = find_more (page->more, (guint) (index % PAGE_LENGTH));

      if (page->more != NULL && place < page->more->len)
        return MIN (index - index % PAGE_LENGTH + g_array_index (page->more, More, place).at, end);
      index += PAGE_LENGTH - index % PAGE_LENGTH;
    }

  return end;
}

/**
 * sockeye_frame_pages_forget_before:
 * @index: an item
 *
 * Frees the memory of older ones, in pages. The sums stay. The newest page is kept.
 */
void
sockeye_frame_pages_forget_before (SockeyeFramePages *self, guint64 index)
{
  guint n = index > self->gone ? (guint) ((MIN (index, self->end) - self->gone) / PAGE_LENGTH) : 0;

  if (self->pages->len == 0)
    return;
  n = MIN (n, self->pages->len - 1);
  if (n == 0)
    return;

  sockeye_frame_pages_sum_up (self);
  g_ptr_array_remove_range (self->pages, 0, n);
  self->gone += (guint64) n * PAGE_LENGTH;
}

/**
 * sockeye_frame_pages_get_sums:
 * @index: an item, or the end
 * @sums: (out): over all items before, also those that are forgotten
 */
void
sockeye_frame_pages_get_sums (SockeyeFramePages *self, guint64 index, SockeyeFrameSums *sums)
{
  guint64 n = (index - self->gone) / PAGE_LENGTH;
  const Page *page;

  *sums = (SockeyeFrameSums){ 0 };
  if (self->pages->len == 0)
    return;

  page = g_ptr_array_index (self->pages, MIN (n, self->pages->len - 1));
  *sums = page->before;
  if (n >= self->pages->len)
    {
      sockeye_frame_sums_add (sums, &page->own);
      return;
    }
  for (guint i = 0; i < (index - self->gone) % PAGE_LENGTH; i++)
    {
      SockeyeFrameItem item = unpack (page, i, page->more);
      SockeyeFrameSums more;

      sockeye_frame_item_get_sums (&item, &more);
      sockeye_frame_sums_add (sums, &more);
    }
}

static guint64
get_rows (const SockeyeFrameSums *sums, gboolean hex)
{
  return hex ? sums->hex_rows : sums->text_rows;
}

/* The last page that has at most so many rows before it. */
static guint
find_page_of_row (SockeyeFramePages *self, gboolean hex, guint64 row)
{
  guint low = 0;
  guint high = self->pages->len;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;
      const Page *page = g_ptr_array_index (self->pages, middle);

      if (get_rows (&page->before, hex) <= row)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/**
 * sockeye_frame_pages_find_row:
 * @hex: rows of 16 bytes instead of lines
 * @row: a row, counted over all items, also those that are forgotten
 * @index: (out): the item it belongs to
 * @row_in_message: (out): which of its rows it is
 *
 * Returns: %FALSE when there is no such row, or it is forgotten
 */
gboolean
sockeye_frame_pages_find_row (SockeyeFramePages *self,
                              gboolean hex,
                              guint64 row,
                              guint64 *index,
                              guint64 *row_in_message)
{
  SockeyeFrameSums sums;
  guint64 at, rows;
  guint n;

  if (self->pages->len == 0)
    return FALSE;

  n = find_page_of_row (self, hex, row);
  sums = ((const Page *) g_ptr_array_index (self->pages, n))->before;
  if (get_rows (&sums, hex) > row)
    return FALSE;

  row -= get_rows (&sums, hex);
  at = self->gone + (guint64) n * PAGE_LENGTH;
  for (guint i = 0; i < PAGE_LENGTH && at < self->end; i++, at++)
    {
      SockeyeFrameItem item = sockeye_frame_pages_get (self, at);

      sockeye_frame_item_get_sums (&item, &sums);
      rows = get_rows (&sums, hex);
      if (row < rows)
        {
          *index = at;
          *row_in_message = row;
          return TRUE;
        }
      row -= rows;
    }

  return FALSE;
}

/**
 * sockeye_frame_pages_find:
 * @number: a record's number
 * @byte: a byte of it
 *
 * Returns: the first item that begins there or later; the end when there is none
 */
guint64
sockeye_frame_pages_find (SockeyeFramePages *self, guint64 number, guint32 byte)
{
  guint64 low = self->gone;
  guint64 high = self->end;

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;
      guint64 at = sockeye_frame_pages_get_number (self, middle);

      if (at < number || (at == number && sockeye_frame_pages_get (self, middle).start < byte))
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}
