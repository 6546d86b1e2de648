/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scan.h"

#include "record-searcher.h"
#include "thread.h"

#include <stdatomic.h>

/* Matching records' numbers stand in blocks that never move, so readers need no lock. */
#define BLOCK_BITS            16
#define BLOCK_LENGTH          (1u << BLOCK_BITS)
#define N_BLOCKS_MAX          512u
#define LIMIT                 ((guint64) N_BLOCKS_MAX << BLOCK_BITS)
#define CHECKPOINT_BITS       10
#define CHECKPOINT_LENGTH     (1u << CHECKPOINT_BITS)
#define CHECKPOINTS_PER_BLOCK (BLOCK_LENGTH / CHECKPOINT_LENGTH)
/* Records that are looked at before others may see the progress. */
#define SLICE_LENGTH 4096u

typedef struct
{
  guint64 number;
  guint32 text_rows; /* kept here: the capture forgets them when the record gives way */
  guint32 hex_rows;
} Found;

typedef struct
{
  Found found[BLOCK_LENGTH];
  SockeyeRowCounts checkpoints[CHECKPOINTS_PER_BLOCK]; /* rows of all matching records before */
} Block;

struct _SockeyeScan
{
  GObject parent_instance;

  SockeyeCapture *capture;
  SockeyeFilter filter;
  guint64 start;

  GThread *thread;
  GMutex mutex;
  GCond news;
  gboolean woken;
  _Atomic gboolean stop;

  /* Written by the scan's thread, read by all. */
  Block *blocks[N_BLOCKS_MAX];
  _Atomic guint64 n_records;
  _Atomic guint64 n_matches;
  _Atomic guint64 position;
  _Atomic gboolean full;
  _Atomic guint64 limit; /* of wanted records */

  /* The scan thread's own. */
  SockeyeRowCounts rows;
  guint64 found;
  SockeyeRecordSearcher *searcher;
};

G_DEFINE_FINAL_TYPE (SockeyeScan, sockeye_scan, G_TYPE_OBJECT)

static Block *
get_block (SockeyeScan *self, guint64 index)
{
  return self->blocks[index >> BLOCK_BITS];
}

static const Found *
get_found (SockeyeScan *self, guint64 index)
{
  return &get_block (self, index)->found[index % BLOCK_LENGTH];
}

static gboolean
append_number (SockeyeScan *self, guint64 number, const SockeyeRecord *record)
{
  guint64 index = self->found;
  guint at = (guint) (index % BLOCK_LENGTH);
  Block *block;

  if (index >= atomic_load_explicit (&self->limit, memory_order_relaxed))
    {
      atomic_store (&self->full, TRUE);
      return FALSE;
    }
  if (at == 0)
    self->blocks[index >> BLOCK_BITS] = g_new (Block, 1);
  block = get_block (self, index);
  if (at % CHECKPOINT_LENGTH == 0)
    block->checkpoints[at / CHECKPOINT_LENGTH] = self->rows;
  block->found[at].number = number;
  block->found[at].text_rows = sockeye_record_text_rows (record);
  block->found[at].hex_rows = sockeye_record_hex_rows (record);
  self->rows.text += block->found[at].text_rows;
  self->rows.hex += block->found[at].hex_rows;
  self->found++;
  return TRUE;
}

/**
 * sockeye_filter_passes:
 * @filter: a filter
 * @record: a record
 *
 * Returns: whether it is wanted, as far as its bytes do not matter
 */
gboolean
sockeye_filter_passes (const SockeyeFilter *filter, const SockeyeRecord *record)
{
  if ((filter->kinds & (1u << record->kind)) == 0)
    return FALSE;
  if (filter->peer != 0 && filter->peer != record->peer)
    return FALSE;
  if (record->kind != SOCKEYE_RECORD_EVENT
      && (record->length < filter->min_length
          || (filter->max_length != 0 && record->length > filter->max_length)))
    return FALSE;
  if (filter->from != 0 && record->time < filter->from)
    return FALSE;
  return filter->to == 0 || record->time <= filter->to;
}

static void
look_at (SockeyeScan *self, guint64 number, GArray *matches)
{
  SockeyeRecord record;
  guint n = 1;

  if (!sockeye_capture_get_record (self->capture, number, &record)
      || !sockeye_filter_passes (&self->filter, &record))
    return;
  if (self->searcher != NULL)
    n = sockeye_record_searcher_search (self->searcher, number, &record, matches);
  if (n > 0 && append_number (self, number, &record))
    atomic_fetch_add (&self->n_matches, n);
}

/* Returns TRUE if there was something to look at. */
static gboolean
scan_slice (SockeyeScan *self, GArray *matches)
{
  guint64 position = MAX (atomic_load (&self->position), sockeye_capture_get_first (self->capture));
  guint64 published = sockeye_capture_get_n_records (self->capture);
  guint64 end = MIN (published, position + SLICE_LENGTH);
  SockeyeRecord newest;

  if (position >= published || !sockeye_capture_get_record (self->capture, published - 1, &newest))
    return FALSE;

  if (self->searcher != NULL)
    sockeye_record_searcher_set_end (self->searcher, newest.offset + newest.length);
  for (; position < end && !atomic_load_explicit (&self->stop, memory_order_relaxed); position++)
    look_at (self, position, matches);

  atomic_store_explicit (&self->n_records, self->found, memory_order_release);
  atomic_store_explicit (&self->position, position, memory_order_release);
  return TRUE;
}

static gpointer
run (gpointer data)
{
  SockeyeScan *self = data;
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));

  sockeye_thread_give_way ();
  if (self->filter.pattern != NULL)
    self->searcher = sockeye_record_searcher_new (self->capture, self->filter.pattern);
  while (!atomic_load (&self->stop))
    {
      if (scan_slice (self, matches))
        continue;

      g_mutex_lock (&self->mutex);
      while (!self->woken && !atomic_load (&self->stop))
        g_cond_wait (&self->news, &self->mutex);
      self->woken = FALSE;
      g_mutex_unlock (&self->mutex);
    }

  g_clear_pointer (&self->searcher, sockeye_record_searcher_free);
  return NULL;
}

static void
sockeye_scan_finalize (GObject *object)
{
  SockeyeScan *self = SOCKEYE_SCAN (object);

  /* The thread looks at this between two records, so the wait is short. */
  atomic_store (&self->stop, TRUE);
  sockeye_scan_wake (self);
  g_clear_pointer (&self->thread, g_thread_join);
  for (guint i = 0; i < N_BLOCKS_MAX; i++)
    g_free (self->blocks[i]);
  g_clear_pointer (&self->filter.pattern, sockeye_pattern_unref);
  g_clear_object (&self->capture);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->news);

  G_OBJECT_CLASS (sockeye_scan_parent_class)->finalize (object);
}

static void
sockeye_scan_class_init (SockeyeScanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_scan_finalize;
}

static void
sockeye_scan_init (SockeyeScan *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->news);
  atomic_store (&self->limit, LIMIT);
}

/**
 * sockeye_scan_new:
 * @capture: what to look through
 * @filter: which records are wanted; copied
 * @start: the first record to look at
 *
 * Starts to look through @capture from @start on. When it has reached the newest record it waits for
 * sockeye_scan_wake(). Dropping the last reference cancels it.
 *
 * Returns: (transfer full): the scan
 */
SockeyeScan *
sockeye_scan_new (SockeyeCapture *capture, const SockeyeFilter *filter, guint64 start)
{
  SockeyeScan *self = g_object_new (SOCKEYE_TYPE_SCAN, NULL);

  self->capture = g_object_ref (capture);
  self->filter = *filter;
  if (filter->pattern != NULL)
    sockeye_pattern_ref (filter->pattern);
  self->start = start;
  atomic_store (&self->position, start);
  self->thread = g_thread_new ("sockeye-scan", run, self);
  return self;
}

/**
 * sockeye_scan_get_filter:
 * Returns: (transfer none): which records are wanted
 */
const SockeyeFilter *
sockeye_scan_get_filter (SockeyeScan *self)
{
  return &self->filter;
}

/**
 * sockeye_scan_wake:
 * @self: a scan
 *
 * There may be new records: to be called once per frame while data arrives.
 */
void
sockeye_scan_wake (SockeyeScan *self)
{
  g_mutex_lock (&self->mutex);
  self->woken = TRUE;
  g_cond_signal (&self->news);
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_scan_get_position:
 * @self: a scan
 *
 * Returns: the record that is looked at next; all before it were
 */
guint64
sockeye_scan_get_position (SockeyeScan *self)
{
  return atomic_load_explicit (&self->position, memory_order_acquire);
}

/**
 * sockeye_scan_get_n_matches:
 * @self: a scan
 *
 * Returns: how often the pattern occurred so far (without a pattern: the records)
 */
guint64
sockeye_scan_get_n_matches (SockeyeScan *self)
{
  return atomic_load (&self->n_matches);
}

/**
 * sockeye_scan_get_n_records:
 * @self: a scan
 *
 * Returns: how many wanted records were found so far
 */
guint64
sockeye_scan_get_n_records (SockeyeScan *self)
{
  return atomic_load_explicit (&self->n_records, memory_order_acquire);
}

/**
 * sockeye_scan_set_limit:
 * @self: a scan
 * @limit: how many records it names at most; 33,554,432, and no more, unless told otherwise
 */
void
sockeye_scan_set_limit (SockeyeScan *self, guint64 limit)
{
  atomic_store (&self->limit, MIN (limit, LIMIT));
}

/**
 * sockeye_scan_is_full:
 * @self: a scan
 *
 * Returns: whether more records were wanted than it can name; the later ones are left out
 */
gboolean
sockeye_scan_is_full (SockeyeScan *self)
{
  return atomic_load (&self->full);
}

/**
 * sockeye_scan_get_number:
 * @self: a scan
 * @index: which of the wanted records, below sockeye_scan_get_n_records()
 *
 * Returns: its number in the capture
 */
guint64
sockeye_scan_get_number (SockeyeScan *self, guint64 index)
{
  g_return_val_if_fail (index < sockeye_scan_get_n_records (self), 0);

  return get_found (self, index)->number;
}

/**
 * sockeye_scan_find_number:
 * @self: a scan
 * @number: a record's number in the capture
 *
 * Returns: the index of the first wanted record with this number or a higher one; the number of wanted records
 *   when there is none
 */
guint64
sockeye_scan_find_number (SockeyeScan *self, guint64 number)
{
  guint64 low = 0;
  guint64 high = sockeye_scan_get_n_records (self);

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (get_found (self, middle)->number < number)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
add_rows (SockeyeScan *self, guint64 index, SockeyeRowCounts *rows)
{
  const Found *found = get_found (self, index);

  rows->text += found->text_rows;
  rows->hex += found->hex_rows;
}

/**
 * sockeye_scan_get_rows_before:
 * @self: a scan
 * @index: which of the wanted records, at most sockeye_scan_get_n_records()
 * @rows: (out): the rows of all wanted records before it
 */
void
sockeye_scan_get_rows_before (SockeyeScan *self, guint64 index, SockeyeRowCounts *rows)
{
  guint64 from;

  rows->text = rows->hex = 0;
  if (index == 0)
    return;

  from = (index - 1) >> CHECKPOINT_BITS << CHECKPOINT_BITS;
  *rows = get_block (self, from)->checkpoints[(from % BLOCK_LENGTH) / CHECKPOINT_LENGTH];
  for (; from < index; from++)
    add_rows (self, from, rows);
}

/**
 * sockeye_scan_find_row:
 * @self: a scan
 * @hex: count rows of hex instead of text
 * @row: a row among those of all wanted records
 * @index: (out): the wanted record it belongs to
 * @row_in_record: (out): which of its rows it is
 *
 * Returns: %FALSE when there is no such row
 */
gboolean
sockeye_scan_find_row (SockeyeScan *self, gboolean hex, guint64 row, guint64 *index, guint64 *row_in_record)
{
  guint64 n = sockeye_scan_get_n_records (self);
  guint64 low = 0;
  guint64 high = (n + CHECKPOINT_LENGTH - 1) >> CHECKPOINT_BITS;
  SockeyeRowCounts rows;

  if (n == 0)
    return FALSE;

  /* The last checkpoint at or before the row. */
  while (high - low > 1)
    {
      guint64 middle = low + (high - low) / 2;
      guint64 at = middle << CHECKPOINT_BITS;
      const SockeyeRowCounts *counts =
          &get_block (self, at)->checkpoints[(at % BLOCK_LENGTH) / CHECKPOINT_LENGTH];

      if ((hex ? counts->hex : counts->text) <= row)
        low = middle;
      else
        high = middle;
    }

  sockeye_scan_get_rows_before (self, low << CHECKPOINT_BITS, &rows);
  for (guint64 at = low << CHECKPOINT_BITS; at < n; at++)
    {
      guint64 before = hex ? rows.hex : rows.text;

      add_rows (self, at, &rows);
      if (row < (hex ? rows.hex : rows.text))
        {
          *index = at;
          *row_in_record = row - before;
          return TRUE;
        }
    }

  return FALSE;
}
