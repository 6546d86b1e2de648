/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-wide.h"

#include "log-context.h"
#include "thread.h"

#define PAGE_LENGTH 1024u

typedef struct
{
  guint64 before; /* rows of all records before the page's */
  guint32 rows[PAGE_LENGTH];
} Page;

struct _SockeyeLogWide
{
  gatomicrefcount references; /* the owner's and the thread's: neither waits for the other */
  SockeyeCapture *capture;
  SockeyeScan *filter;
  SockeyeLogLineEnd line_end;

  GMutex mutex;
  GCond news;

  /* Under the mutex. */
  gboolean stop;
  GPtrArray *pages;   /* of Page; page 0 begins with item @first */
  guint64 first;      /* what came before is forgotten */
  guint64 end;        /* counted up to here */
  guint64 rows;       /* of all that was counted, also of what is forgotten */
  guint64 wanted_end; /* to be counted */

  /* The thread's own. */
  SockeyeLogBytes *bytes;
  GByteArray *record;
};

static void
unref (SockeyeLogWide *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_ptr_array_unref (self->pages);
  g_cond_clear (&self->news);
  g_mutex_clear (&self->mutex);
  g_clear_object (&self->filter);
  g_object_unref (self->capture);
  g_free (self);
}

static guint32
count_rows (SockeyeLogWide *self, guint64 number, const SockeyeRecord *record)
{
  gboolean odd = (record->flags & SOCKEYE_RECORD_DATAGRAM) == 0 && (record->flags & SOCKEYE_RECORD_ODD) != 0;
  int before = SOCKEYE_LINE_NO_BYTE;
  gsize ends;

  if (record->kind == SOCKEYE_RECORD_EVENT || record->length == 0 || (record->newlines == 0 && !odd))
    return 1;
  if (odd && sockeye_log_context_get_byte_before (self->bytes, number, record, &before) != SOCKEYE_READ_OK)
    before = SOCKEYE_LINE_NO_BYTE;
  if (record->newlines == 0 && before != 0x0A)
    return 1;

  g_byte_array_set_size (self->record, record->length);
  if (sockeye_log_bytes_read (self->bytes, record->offset, self->record->data, record->length)
      != SOCKEYE_READ_OK)
    return 1;
  ends = sockeye_log_line_end_count (self->line_end, self->record->data, record->length, odd, before);
  if (ends == 0
      || !sockeye_log_line_end_is_last (self->line_end, self->record->data, record->length, odd, before))
    ends++;
  return (guint32) ends;
}

static guint64
get_number (SockeyeLogWide *self, guint64 item)
{
  return self->filter != NULL ? sockeye_scan_get_number (self->filter, item) : item;
}

/* Counts into @rows without the mutex. A record that gave way meanwhile is a row; it is about to be forgotten. */
static void
count_slice (SockeyeLogWide *self, guint64 begin, guint length, guint32 *rows)
{
  SockeyeRecord record;

  for (guint i = 0; i < length; i++)
    {
      guint64 number = get_number (self, begin + i);

      rows[i] = sockeye_capture_get_record (self->capture, number, &record)
                    ? count_rows (self, number, &record)
                    : 1;
    }
}

static void
append_slice (SockeyeLogWide *self, const guint32 *rows, guint length)
{
  for (guint i = 0; i < length; i++)
    {
      guint at = (guint) ((self->end - self->first) % PAGE_LENGTH);
      Page *page;

      if (at == 0)
        {
          page = g_new (Page, 1);
          page->before = self->rows;
          g_ptr_array_add (self->pages, page);
        }
      page = g_ptr_array_index (self->pages, self->pages->len - 1);
      page->rows[at] = rows[i];
      self->rows += rows[i];
      self->end++;
    }
}

static gpointer
run (gpointer data)
{
  SockeyeLogWide *self = data;
  guint32 rows[PAGE_LENGTH];

  sockeye_thread_give_way ();
  self->bytes = sockeye_log_bytes_new (self->capture, TRUE);
  self->record = g_byte_array_new ();
  g_mutex_lock (&self->mutex);
  while (!self->stop)
    {
      guint64 begin = self->end;
      guint64 wanted_end = self->wanted_end;
      guint length = (guint) MIN (PAGE_LENGTH, wanted_end - begin);

      if (length == 0)
        {
          g_cond_wait (&self->news, &self->mutex);
          continue;
        }
      g_mutex_unlock (&self->mutex);
      count_slice (self, begin, length, rows);
      g_mutex_lock (&self->mutex);
      append_slice (self, rows, length);
    }
  g_mutex_unlock (&self->mutex);

  g_byte_array_unref (self->record);
  sockeye_log_bytes_free (self->bytes);
  unref (self);
  return NULL;
}

/**
 * sockeye_log_wide_new:
 * @capture: a capture
 * @filter: (nullable): names the records to count
 * @line_end: what ends a line
 * @first: the first item to count
 *
 * Returns: (transfer full): an empty count; tell it with sockeye_log_wide_count_to() how far to go
 */
SockeyeLogWide *
sockeye_log_wide_new (SockeyeCapture *capture, SockeyeScan *filter, SockeyeLogLineEnd line_end, guint64 first)
{
  SockeyeLogWide *self = g_new0 (SockeyeLogWide, 1);

  g_atomic_ref_count_init (&self->references);
  g_atomic_ref_count_inc (&self->references);
  self->capture = g_object_ref (capture);
  self->filter = filter != NULL ? g_object_ref (filter) : NULL;
  self->line_end = line_end;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->news);
  self->pages = g_ptr_array_new_with_free_func (g_free);
  self->first = first;
  self->end = first;
  self->wanted_end = first;
  g_thread_unref (g_thread_new ("log-wide", run, self));

  return self;
}

/**
 * sockeye_log_wide_free:
 * @self: (nullable): a count
 *
 * Ends the thread, without waiting for it.
 */
void
sockeye_log_wide_free (SockeyeLogWide *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->mutex);
  self->stop = TRUE;
  g_cond_signal (&self->news);
  g_mutex_unlock (&self->mutex);
  unref (self);
}

/**
 * sockeye_log_wide_count_to:
 * @self: a count
 * @end: one past the last item there is
 */
void
sockeye_log_wide_count_to (SockeyeLogWide *self, guint64 end)
{
  g_mutex_lock (&self->mutex);
  if (end > self->wanted_end)
    {
      self->wanted_end = end;
      g_cond_signal (&self->news);
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_log_wide_forget_before:
 * @self: a count
 * @item: an item
 *
 * Frees the memory for items before @item, in pages.
 */
void
sockeye_log_wide_forget_before (SockeyeLogWide *self, guint64 item)
{
  guint n_pages;

  g_mutex_lock (&self->mutex);
  n_pages = item > self->first
                ? (guint) MIN ((item - self->first) / PAGE_LENGTH, (self->end - self->first) / PAGE_LENGTH)
                : 0;
  if (n_pages > 0)
    {
      g_ptr_array_remove_range (self->pages, 0, n_pages);
      self->first += (guint64) n_pages * PAGE_LENGTH;
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_log_wide_get_first:
 *
 * Returns: the first item whose rows are known
 */
guint64
sockeye_log_wide_get_first (SockeyeLogWide *self)
{
  guint64 first;

  g_mutex_lock (&self->mutex);
  first = self->first;
  g_mutex_unlock (&self->mutex);

  return first;
}

/**
 * sockeye_log_wide_get_end:
 *
 * Returns: one past the last item that has been counted
 */
guint64
sockeye_log_wide_get_end (SockeyeLogWide *self)
{
  guint64 end;

  g_mutex_lock (&self->mutex);
  end = self->end;
  g_mutex_unlock (&self->mutex);

  return end;
}

static guint64
get_rows_before (SockeyeLogWide *self, guint64 item)
{
  guint64 index = item - self->first;
  const Page *page;
  guint64 rows;

  if (item == self->end)
    return self->rows;

  page = g_ptr_array_index (self->pages, index / PAGE_LENGTH);
  rows = page->before;
  for (guint i = 0; i < index % PAGE_LENGTH; i++)
    rows += page->rows[i];
  return rows;
}

/**
 * sockeye_log_wide_get_rows_before:
 * @self: a count
 * @item: an item that is counted, or the end
 * @rows: (out): rows from the first item that was ever counted to @item
 *
 * Returns: %FALSE when the item is not counted yet or forgotten
 */
gboolean
sockeye_log_wide_get_rows_before (SockeyeLogWide *self, guint64 item, guint64 *rows)
{
  gboolean known;

  g_mutex_lock (&self->mutex);
  known = item >= self->first && item <= self->end;
  if (known)
    *rows = get_rows_before (self, item);
  g_mutex_unlock (&self->mutex);

  return known;
}

static const Page *
find_page (SockeyeLogWide *self, guint64 row, guint *index)
{
  guint low = 0;
  guint high = self->pages->len;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (((const Page *) g_ptr_array_index (self->pages, middle))->before <= row)
        low = middle;
      else
        high = middle;
    }

  *index = low;
  return g_ptr_array_index (self->pages, low);
}

/**
 * sockeye_log_wide_find_row:
 * @self: a count
 * @row: a row, as sockeye_log_wide_get_rows_before() counts them
 * @item: (out): the item that it belongs to
 * @row_in_record: (out): which of its rows it is
 *
 * Returns: %FALSE when the row is not counted yet or forgotten
 */
gboolean
sockeye_log_wide_find_row (SockeyeLogWide *self, guint64 row, guint64 *item, guint64 *row_in_record)
{
  const Page *page;
  gboolean known;
  guint page_index;
  guint i = 0;

  g_mutex_lock (&self->mutex);
  known = self->pages->len > 0 && row < self->rows && row >= get_rows_before (self, self->first);
  if (known)
    {
      page = find_page (self, row, &page_index);
      row -= page->before;
      while (row >= page->rows[i])
        row -= page->rows[i++];
      *item = self->first + (guint64) page_index * PAGE_LENGTH + i;
      *row_in_record = row;
    }
  g_mutex_unlock (&self->mutex);

  return known;
}
