/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-diff.h"

#include "alignment.h"
#include "task-progress.h"
#include "thread.h"

/* Rows of one kind, one behind the other. */
typedef struct
{
  guint32 row;        /* the first, among all */
  guint32 difference; /* the first, among those that are not equal */
  guint32 left;       /* its items */
  guint32 right;
  guint32 n;
  guint32 op;
} Run;

struct _SockeyeCaptureDiff
{
  gatomicrefcount references;
  SockeyeDiffOptions options;
  SockeyeDiffSide *sides[2];
  GArray *runs; /* of Run */
  guint counts[SOCKEYE_N_DIFF_OPS];
  gboolean shortest;
};

/* A comparison while it is made. */
typedef struct
{
  SockeyeCapture *captures[2];
  SockeyeDiffOptions options;
  GFileProgressCallback progress;
  gpointer progress_data;

  SockeyeTaskProgress *teller;
  GCancellable *cancellable; /* borrowed */
  guint64 done;              /* records of the side before */
  guint64 total;
} Comparison;

static void
comparison_free (gpointer data)
{
  Comparison *self = data;

  g_clear_pointer (&self->teller, sockeye_task_progress_free);
  g_object_unref (self->captures[0]);
  g_object_unref (self->captures[1]);
  g_free (self);
}

static gboolean
is_cancelled (gpointer data)
{
  Comparison *self = data;

  return g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
on_reading (guint64 n_records, gpointer data)
{
  Comparison *self = data;

  sockeye_task_progress_tell (self->teller, self->done + n_records, self->total);
  return is_cancelled (self);
}

static guint
count_differences (const SockeyeCaptureDiff *self)
{
  guint n = 0;

  for (guint op = 0; op < SOCKEYE_N_DIFF_OPS; op++)
    if (op != SOCKEYE_DIFF_EQUAL)
      n += self->counts[op];
  return n;
}

static gboolean
goes_on (const Run *run, SockeyeDiffOp op, guint left, guint right)
{
  guint left_end = run->left + (op == SOCKEYE_DIFF_RIGHT ? 0 : run->n);
  guint right_end = run->right + (op == SOCKEYE_DIFF_LEFT ? 0 : run->n);

  return run->op == op && left_end == left && right_end == right;
}

static void
add_row (SockeyeDiffOp op, guint left, guint right, gpointer data)
{
  SockeyeCaptureDiff *self = data;
  Run *last = self->runs->len > 0 ? &g_array_index (self->runs, Run, self->runs->len - 1) : NULL;

  if (last != NULL && goes_on (last, op, left, right))
    last->n++;
  else
    {
      guint differences = count_differences (self);
      Run run = { self->counts[SOCKEYE_DIFF_EQUAL] + differences, differences, left, right, 1, op };

      g_array_append_val (self->runs, run);
    }
  self->counts[op]++;
}

/* What pairing finds to be the same is judged like the rest. */
static void
add_judged_row (SockeyeDiffOp op, guint left, guint right, gpointer data)
{
  SockeyeCaptureDiff *self = data;
  guint n_items;

  if (op == SOCKEYE_DIFF_EQUAL && self->options.tolerance > 0)
    {
      const SockeyeDiffItem *one = sockeye_diff_side_get_items (self->sides[0], &n_items) + left;
      const SockeyeDiffItem *other = sockeye_diff_side_get_items (self->sides[1], &n_items) + right;
      gint64 apart = sockeye_capture_diff_get_time (self, 1, other)
                     - sockeye_capture_diff_get_time (self, 0, one);

      if (ABS (apart) > self->options.tolerance)
        op = SOCKEYE_DIFF_LATE;
    }
  add_row (op, left, right, self);
}

static guint32 *
list_values (const SockeyeDiffSide *side, guint *n_items)
{
  const SockeyeDiffItem *items = sockeye_diff_side_get_items (side, n_items);
  guint32 *values = g_new (guint32, MAX (*n_items, 1));

  for (guint i = 0; i < *n_items; i++)
    values[i] = items[i].value;
  return values;
}

/* Returns whether it was not cancelled. */
static gboolean
make_rows (SockeyeCaptureDiff *self, GArray *common, Comparison *comparison)
{
  g_autoptr (SockeyeDiffPairing) pairing = sockeye_diff_pairing_new (self->sides[0], self->sides[1]);
  SockeyeDiffRange left = { 0 };
  SockeyeDiffRange right = { 0 };
  guint n_left, n_right;

  sockeye_diff_side_get_items (self->sides[0], &n_left);
  sockeye_diff_side_get_items (self->sides[1], &n_right);
  for (guint i = 0; i <= common->len; i++)
    {
      SockeyeAlignedRun run = i < common->len ? g_array_index (common, SockeyeAlignedRun, i)
                                              : (SockeyeAlignedRun){ n_left, n_right, 0 };

      if (is_cancelled (comparison))
        return FALSE;
      left.end = run.left;
      right.end = run.right;
      sockeye_diff_pairing_pair (pairing, &left, &right, add_judged_row, self);
      for (guint n = 0; n < run.length; n++)
        add_judged_row (SOCKEYE_DIFF_EQUAL, run.left + n, run.right + n, self);
      left.begin = run.left + run.length;
      right.begin = run.right + run.length;
    }
  return TRUE;
}

static gboolean
align (SockeyeCaptureDiff *self, SockeyeDigestTable *table, Comparison *comparison)
{
  guint n_left, n_right;
  g_autofree guint32 *left = list_values (self->sides[0], &n_left);
  g_autofree guint32 *right = list_values (self->sides[1], &n_right);
  g_autoptr (GArray)
      common = sockeye_align (left, n_left, right, n_right, sockeye_digest_table_get_n (table),
                              SOCKEYE_ALIGNMENT_EDITS_MAX, is_cancelled, comparison, &self->shortest);

  return common != NULL && make_rows (self, common, comparison);
}

static SockeyeDiffSide *
make_side (Comparison *comparison, guint side)
{
  SockeyeDiffSideOptions options = { .unit = comparison->options.unit,
                                     .framing = comparison->options.framing,
                                     .kinds = comparison->options.kinds,
                                     .peer = comparison->options.peers[side],
                                     .first = comparison->options.first[side],
                                     .mirrored = comparison->options.mirrored && side == 1 };

  return sockeye_diff_side_new (comparison->captures[side], &options);
}

/* Returns %NULL: it was cancelled. */
static SockeyeCaptureDiff *
compare (Comparison *comparison)
{
  g_autoptr (SockeyeCaptureDiff) self = g_new0 (SockeyeCaptureDiff, 1);
  g_autoptr (SockeyeDigestTable) table = sockeye_digest_table_new ();
  SockeyeDigestKey key;

  g_atomic_ref_count_init (&self->references);
  self->options = comparison->options;
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  sockeye_digest_key_init_random (&key);
  for (guint i = 0; i < 2; i++)
    {
      self->sides[i] = make_side (comparison, i);
      comparison->total += sockeye_diff_side_get_n_records (self->sides[i]);
    }
  for (guint i = 0; i < 2; i++)
    {
      if (!sockeye_diff_side_read (self->sides[i], table, &key, on_reading, comparison))
        return NULL;
      comparison->done += sockeye_diff_side_get_n_records (self->sides[i]);
    }
  return align (self, table, comparison) ? g_steal_pointer (&self) : NULL;
}

static void
compare_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  Comparison *comparison = data;
  SockeyeCaptureDiff *diff;

  sockeye_thread_give_way ();
  comparison->cancellable = cancellable;
  comparison->teller = sockeye_task_progress_new (task, comparison->progress, comparison->progress_data);
  diff = compare (comparison);
  if (diff != NULL)
    g_task_return_pointer (task, diff, (GDestroyNotify) sockeye_capture_diff_unref);
  else
    g_task_return_error_if_cancelled (task);
}

/**
 * sockeye_capture_diff_async:
 * @left: a capture
 * @right: another one, or the same
 * @options: how they are compared; copied
 * @progress: (nullable): called with the records done and the records in all
 * @progress_data: for @progress
 * @cancellable: (nullable): stops the work
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Compares what both have now, on a thread, which may wait for the disk. Memory is bounded by %SOCKEYE_DIFF_ITEMS_MAX.
 */
void
sockeye_capture_diff_async (SockeyeCapture *left,
                            SockeyeCapture *right,
                            const SockeyeDiffOptions *options,
                            GFileProgressCallback progress,
                            gpointer progress_data,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Comparison *comparison = g_new0 (Comparison, 1);

  comparison->captures[0] = g_object_ref (left);
  comparison->captures[1] = g_object_ref (right);
  comparison->options = *options;
  comparison->progress = progress;
  comparison->progress_data = progress_data;
  g_task_set_source_tag (task, sockeye_capture_diff_async);
  g_task_set_task_data (task, comparison, comparison_free);
  g_task_run_in_thread (task, compare_in_thread);
}

/**
 * sockeye_capture_diff_finish:
 * @result: what the callback was given
 * @error: return location for an error, %G_IO_ERROR_CANCELLED alone
 *
 * Returns: (transfer full) (nullable): what differs
 */
SockeyeCaptureDiff *
sockeye_capture_diff_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_capture_diff_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sockeye_capture_diff_ref:
 * @self: what differs
 *
 * Returns: (transfer full): @self
 */
SockeyeCaptureDiff *
sockeye_capture_diff_ref (SockeyeCaptureDiff *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * sockeye_capture_diff_unref:
 * @self: (transfer full): what differs
 */
void
sockeye_capture_diff_unref (SockeyeCaptureDiff *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&self->sides[i], sockeye_diff_side_free);
  g_array_unref (self->runs);
  g_free (self);
}

/**
 * sockeye_capture_diff_get_side:
 * @self: what differs
 * @side: 0: left; 1: right
 *
 * Returns: (transfer none): what was compared
 */
const SockeyeDiffSide *
sockeye_capture_diff_get_side (const SockeyeCaptureDiff *self, guint side)
{
  return self->sides[side];
}

/**
 * sockeye_capture_diff_get_options:
 * @self: what differs
 *
 * Returns: (transfer none): how they were compared
 */
const SockeyeDiffOptions *
sockeye_capture_diff_get_options (const SockeyeCaptureDiff *self)
{
  return &self->options;
}

/**
 * sockeye_capture_diff_get_count:
 * @self: what differs
 * @op: a kind of rows
 *
 * Returns: how many there are
 */
guint
sockeye_capture_diff_get_count (const SockeyeCaptureDiff *self, SockeyeDiffOp op)
{
  return self->counts[op];
}

/**
 * sockeye_capture_diff_is_shortest:
 * @self: what differs
 *
 * Returns: whether no other alignment has more rows that are equal; where there are too many differences, nobody knows
 */
gboolean
sockeye_capture_diff_is_shortest (const SockeyeCaptureDiff *self)
{
  return self->shortest;
}

/**
 * sockeye_capture_diff_get_n_rows:
 * @self: what differs
 * @only_differences: without the rows that are equal
 *
 * Returns: how many rows there are
 */
guint
sockeye_capture_diff_get_n_rows (const SockeyeCaptureDiff *self, gboolean only_differences)
{
  guint differences = count_differences (self);

  return only_differences ? differences : self->counts[SOCKEYE_DIFF_EQUAL] + differences;
}

/* The last run that begins at or before a row; the first one, where there is none. */
static guint
find_run (const SockeyeCaptureDiff *self, gboolean only_differences, guint position)
{
  guint low = 0;
  guint high = self->runs->len;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;
      const Run *run = &g_array_index (self->runs, Run, middle);

      if ((only_differences ? run->difference : run->row) <= position)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* One that is equal begins at the same difference as the one behind it, and has none: the last one is that. */
static const Run *
get_run (const SockeyeCaptureDiff *self, gboolean only_differences, guint position)
{
  guint i = find_run (self, only_differences, position);
  const Run *run = &g_array_index (self->runs, Run, i);

  return only_differences && run->op == SOCKEYE_DIFF_EQUAL && i > 0 ? run - 1 : run;
}

/**
 * sockeye_capture_diff_get_row:
 * @self: what differs
 * @only_differences: count without the rows that are equal
 * @position: a row
 * @row: (out): what it is; valid as long as @self
 *
 * Returns: whether there is such a row
 */
gboolean
sockeye_capture_diff_get_row (const SockeyeCaptureDiff *self,
                              gboolean only_differences,
                              guint position,
                              SockeyeDiffRow *row)
{
  const Run *run;
  guint n_items, i;

  if (position >= sockeye_capture_diff_get_n_rows (self, only_differences))
    return FALSE;
  run = get_run (self, only_differences, position);
  i = position - (only_differences ? run->difference : run->row);
  *row = (SockeyeDiffRow){ .op = (SockeyeDiffOp) run->op };
  if (run->op != SOCKEYE_DIFF_RIGHT)
    row->items[0] = sockeye_diff_side_get_items (self->sides[0], &n_items) + run->left + i;
  if (run->op != SOCKEYE_DIFF_LEFT)
    row->items[1] = sockeye_diff_side_get_items (self->sides[1], &n_items) + run->right + i;
  return TRUE;
}

/* Where differences begin: what stands before is equal, or there is nothing. */
static gboolean
begins_differences (const SockeyeCaptureDiff *self, guint i)
{
  const Run *run = &g_array_index (self->runs, Run, i);

  return run->op != SOCKEYE_DIFF_EQUAL && (i == 0 || run[-1].op == SOCKEYE_DIFF_EQUAL);
}

/**
 * sockeye_capture_diff_find:
 * @self: what differs
 * @only_differences: count without the rows that are equal
 * @position: a row to search from; %G_MAXUINT: from before the first
 * @forward: search for the next; otherwise for the one before
 * @found: (out): where differences begin. Without the rows that are equal: the next row, or the one before
 *
 * Returns: whether there are any
 */
gboolean
sockeye_capture_diff_find (const SockeyeCaptureDiff *self,
                           gboolean only_differences,
                           guint position,
                           gboolean forward,
                           guint *found)
{
  guint n_rows = sockeye_capture_diff_get_n_rows (self, only_differences);
  guint i = 0;

  if (only_differences || n_rows == 0)
    {
      *found = forward ? position + 1 : position - 1;
      return *found < n_rows;
    }
  if (position != G_MAXUINT)
    i = find_run (self, FALSE, position) + 1;
  if (forward)
    while (i < self->runs->len && !begins_differences (self, i))
      i++;
  else
    while (i > 0
           && (!begins_differences (self, i - 1) || g_array_index (self->runs, Run, i - 1).row >= position))
      i--;
  if (forward ? i == self->runs->len : i == 0)
    return FALSE;
  *found = g_array_index (self->runs, Run, forward ? i : i - 1).row;
  return TRUE;
}

/**
 * sockeye_capture_diff_convert:
 * @self: what differs
 * @position: a row, counted in one way
 * @to_differences: it is counted among all, and wanted among those that are not equal; otherwise the other way round
 *
 * Returns: the same row, or the next one that there is, counted in the other way; it may be one past the last
 */
guint
sockeye_capture_diff_convert (const SockeyeCaptureDiff *self, guint position, gboolean to_differences)
{
  const Run *run;

  if (self->runs->len == 0)
    return 0;
  run = get_run (self, !to_differences, position);
  if (!to_differences)
    return run->row + MIN (position - run->difference, run->n);
  return run->difference + (run->op == SOCKEYE_DIFF_EQUAL ? 0 : position - run->row);
}

/**
 * sockeye_capture_diff_get_time:
 * @self: what differs
 * @side: 0: left; 1: right
 * @item: an item of it
 *
 * Returns: microseconds since the first that is compared on this side
 */
gint64
sockeye_capture_diff_get_time (const SockeyeCaptureDiff *self, guint side, const SockeyeDiffItem *item)
{
  return item->time - sockeye_diff_side_get_origin (self->sides[side]);
}
