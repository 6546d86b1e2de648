/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-model-private.h"

/* How often a list is told of rows that are still being counted: about once per frame. */
#define COUNTING_INTERVAL_MS 16

static void sockeye_log_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeLogModel,
                               sockeye_log_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sockeye_log_model_list_model_init))

static guint
to_n_items (guint64 n_rows)
{
  return (guint) MIN (n_rows, G_MAXUINT);
}

static void
remember_origin (SockeyeLogModel *self)
{
  SockeyeRecord record;

  if (self->has_origin
      || !sockeye_capture_get_record (self->capture, sockeye_capture_get_first (self->capture), &record))
    return;

  self->has_origin = TRUE;
  self->settings.origin = record.time;
  sockeye_log_reader_set_settings (self->reader, &self->settings);
}

/* Everything is another row now. */
static void
replace_rows (SockeyeLogModel *self)
{
  guint before = to_n_items (self->visible.end_row - self->visible.first_row);
  SockeyeLogExtent extent;
  guint after;

  /* Rows of the old form must never be taken for ones of the new, so without a measure there are none. */
  if (!sockeye_log_rows_measure (&self->rows, self->start, self->end, &extent))
    extent = (SockeyeLogExtent){ .first = self->visible.first, .end = self->visible.first };
  self->visible = extent;

  self->generation++;
  after = to_n_items (self->visible.end_row - self->visible.first_row);
  if (before > 0 || after > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, after);
}

/* Rows went at the front and came at the end: two changes, each told when it, and only it, has happened. */
static void
move_rows (SockeyeLogModel *self, const SockeyeLogExtent *extent)
{
  guint before = to_n_items (self->visible.end_row - self->visible.first_row);
  guint64 old_end_row = self->visible.end_row;
  guint removed = to_n_items (MIN (extent->first_row, old_end_row) - self->visible.first_row);
  guint kept;
  guint after = to_n_items (extent->end_row - extent->first_row);

  removed = MIN (removed, before);
  kept = before - removed;
  self->visible = *extent;
  if (removed > 0)
    {
      self->visible.end_row = self->visible.first_row + kept;
      g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, 0);
      self->visible.end_row = extent->end_row;
    }
  if (after > kept)
    g_list_model_items_changed (G_LIST_MODEL (self), kept, 0, after - kept);
}

static gboolean
follow_counting (gpointer data)
{
  SockeyeLogModel *self = data;

  sockeye_log_model_update (self);
  return G_SOURCE_CONTINUE;
}

/* A list must come to know of counted rows even when nothing new is received, so nobody else calls update(). */
static void
watch_counting (SockeyeLogModel *self)
{
  gboolean counting = sockeye_log_model_is_counting (self);

  if (counting && self->counting == NULL)
    {
      self->counting = g_timeout_source_new (COUNTING_INTERVAL_MS);
      g_source_set_callback (self->counting, follow_counting, self, NULL);
      g_source_attach (self->counting, self->context);
    }
  else if (!counting && self->counting != NULL)
    {
      g_source_destroy (self->counting);
      g_clear_pointer (&self->counting, g_source_unref);
    }
}

static GType
sockeye_log_model_get_item_type (GListModel *list G_GNUC_UNUSED)
{
  return SOCKEYE_TYPE_LOG_ROW;
}

static guint
sockeye_log_model_get_n_items (GListModel *list)
{
  return to_n_items (sockeye_log_model_get_n_rows (SOCKEYE_LOG_MODEL (list)));
}

static gpointer
sockeye_log_model_get_item (GListModel *list, guint position)
{
  SockeyeLogModel *self = SOCKEYE_LOG_MODEL (list);

  if (!sockeye_log_model_get_line (self, position, self->line))
    return NULL;

  return sockeye_log_row_new (self->line->number, sockeye_log_line_to_string (self->line));
}

static void
sockeye_log_model_dispose (GObject *object)
{
  SockeyeLogModel *self = SOCKEYE_LOG_MODEL (object);

  if (self->counting != NULL)
    g_source_destroy (self->counting);
  g_clear_pointer (&self->counting, g_source_unref);

  G_OBJECT_CLASS (sockeye_log_model_parent_class)->dispose (object);
}

static void
sockeye_log_model_finalize (GObject *object)
{
  SockeyeLogModel *self = SOCKEYE_LOG_MODEL (object);

  sockeye_log_rows_clear (&self->rows);
  g_clear_object (&self->filter);
  sockeye_log_reader_free (self->reader);
  sockeye_log_line_free (self->line);
  g_main_context_unref (self->context);
  g_object_unref (self->capture);

  G_OBJECT_CLASS (sockeye_log_model_parent_class)->finalize (object);
}

static void
sockeye_log_model_class_init (SockeyeLogModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sockeye_log_model_dispose;
  object_class->finalize = sockeye_log_model_finalize;

  /**
   * SockeyeLogModel::framing-changed:
   *
   * Messages are found by another rule now.
   */
  g_signal_new ("framing-changed", SOCKEYE_TYPE_LOG_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
sockeye_log_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sockeye_log_model_get_item_type;
  iface->get_n_items = sockeye_log_model_get_n_items;
  iface->get_item = sockeye_log_model_get_item;
}

static void
sockeye_log_model_init (SockeyeLogModel *self)
{
  self->line = sockeye_log_line_new ();
  self->context = g_main_context_ref_thread_default ();
}

/**
 * sockeye_log_model_new:
 * @capture: the capture to show
 *
 * Returns: (transfer full): a model of all that @capture keeps: text in UTF-8, absolute times. It is empty until
 *   the first sockeye_log_model_update().
 */
SockeyeLogModel *
sockeye_log_model_new (SockeyeCapture *capture)
{
  SockeyeLogModel *self;

  g_return_val_if_fail (SOCKEYE_IS_CAPTURE (capture), NULL);

  self = g_object_new (SOCKEYE_TYPE_LOG_MODEL, NULL);
  self->capture = g_object_ref (capture);
  self->settings = (SockeyeLogSettings){ .charset = sockeye_charset_find ("utf-8"),
                                         .form = SOCKEYE_LOG_FORM_TEXT,
                                         .time = SOCKEYE_LOG_TIME_ABSOLUTE,
                                         .line_bytes_max = SOCKEYE_LOG_LINE_BYTES_MAX };
  self->rows = (SockeyeLogRows){ .capture = capture, .form = self->settings.form };
  self->reader = sockeye_log_reader_new (capture, &self->settings);

  return self;
}

/* The frames are made when they are first needed, and anew when the log's beginning is moved back. */
static void
take_over (SockeyeLogModel *self)
{
  sockeye_log_rows_take_over (&self->rows, self->start, self->end);
  if (self->settings.frames == self->rows.frames)
    return;

  self->settings.frames = self->rows.frames;
  sockeye_log_reader_set_settings (self->reader, &self->settings);
}

/* Rows have come in between others: an unfinished frame has grown. */
static gboolean
has_new_shape (SockeyeLogModel *self)
{
  guint64 shape = self->rows.frames != NULL ? sockeye_log_frames_get_shape (self->rows.frames) : 0;
  gboolean changed = shape != self->shape;

  self->shape = shape;
  return changed;
}

/* Makes all rows anew: the encoding, the form, the time, the filter or the framing has changed. */
void
sockeye_log_model_apply_settings (SockeyeLogModel *self)
{
  self->settings.frames = NULL;
  sockeye_log_reader_set_settings (self->reader, &self->settings);
  sockeye_log_rows_configure (&self->rows, self->settings.charset, self->settings.form, self->filter,
                              &self->framing);
  take_over (self);
  has_new_shape (self);
  replace_rows (self);
  watch_counting (self);
}

/**
 * sockeye_log_model_update:
 * @self: a model
 *
 * Takes over what the capture has published since the last call, and lets go what gave way. To be called once per
 * frame at most, when there is news.
 *
 * Returns: whether anything has changed, so that the visible rows should be read again
 */
gboolean
sockeye_log_model_update (SockeyeLogModel *self)
{
  guint64 end;
  gboolean changed;
  SockeyeLogExtent extent;

  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);

  end = sockeye_capture_get_n_records (self->capture);
  changed = end != self->end;
  self->end = end;
  remember_origin (self);
  take_over (self);

  if (has_new_shape (self))
    {
      replace_rows (self);
      changed = TRUE;
    }
  else if (sockeye_log_rows_measure (&self->rows, self->start, self->end, &extent))
    {
      changed |= extent.first_row != self->visible.first_row || extent.end_row != self->visible.end_row;
      move_rows (self, &extent);
    }
  watch_counting (self);

  return changed;
}

/**
 * sockeye_log_model_is_counting:
 *
 * Returns: whether rows are still being found in the background (with a filter) or counted (UTF-16). The model then
 *   updates itself now and then, also when nothing is received.
 */
gboolean
sockeye_log_model_is_counting (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);

  return sockeye_log_rows_is_counting (&self->rows, self->end);
}

/**
 * sockeye_log_model_get_first:
 *
 * Returns: the number of the first visible record
 */
guint64
sockeye_log_model_get_first (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), 0);

  return self->visible.first;
}

/**
 * sockeye_log_model_get_end:
 *
 * Returns: the number that follows the newest record the rows are made of. With a filter there are fewer records
 *   between the first one and this than their numbers tell.
 */
guint64
sockeye_log_model_get_end (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), 0);

  return self->visible.end;
}

/**
 * sockeye_log_model_get_n_records:
 *
 * Returns: the number of visible records, with framing that of the messages
 */
guint64
sockeye_log_model_get_n_records (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), 0);

  return sockeye_log_rows_count_messages (&self->rows, self->visible.first_item, self->visible.end_item);
}

/**
 * sockeye_log_model_get_n_records_from:
 * @self: a model
 * @number: a record's number
 *
 * Returns: the number of visible records from that one on, with framing that of the messages
 */
guint64
sockeye_log_model_get_n_records_from (SockeyeLogModel *self, guint64 number)
{
  guint64 item;

  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), 0);

  item = sockeye_log_rows_get_item (&self->rows, number);
  item = CLAMP (item, self->visible.first_item, self->visible.end_item);
  return sockeye_log_rows_count_messages (&self->rows, item, self->visible.end_item);
}

/**
 * sockeye_log_model_get_n_rows:
 *
 * Returns: the number of rows; unlike the list's number of items it has no limit
 */
guint64
sockeye_log_model_get_n_rows (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), 0);

  return self->visible.end_row - self->visible.first_row;
}

/**
 * sockeye_log_model_get_line:
 * @self: a model
 * @row: a row
 * @line: (inout): filled in
 *
 * Reads and decodes one row, without waiting for the disk; what cannot be had is said in the row and in
 * #SockeyeLogLine.result.
 *
 * Returns: %FALSE when there is no such row; @line is untouched then
 */
gboolean
sockeye_log_model_get_line (SockeyeLogModel *self, guint64 row, SockeyeLogLine *line)
{
  guint64 message;
  guint64 row_in_message;

  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);
  g_return_val_if_fail (line != NULL, FALSE);

  if (row >= sockeye_log_model_get_n_rows (self))
    return FALSE;

  /* A row that gave way since the last update: the reader finds that its record is gone and says so. */
  if (!sockeye_log_rows_find (&self->rows, self->visible.first_row + row, &message, &row_in_message))
    {
      message = self->rows.frames != NULL ? G_MAXUINT64 : self->visible.first;
      row_in_message = row;
    }
  sockeye_log_reader_read (self->reader, message, (guint) row_in_message, line);
  return TRUE;
}

/**
 * sockeye_log_model_find_row:
 * @self: a model
 * @number: a record's number
 * @row_in_record: one of its rows, from 0; with framing, one of the rows of all frames that begin in the record
 * @row: (out): where it is in the model
 *
 * Returns: whether the record is visible and has such a row
 */
gboolean
sockeye_log_model_find_row (SockeyeLogModel *self, guint64 number, guint row_in_record, guint64 *row)
{
  guint64 begin, n_rows;

  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);

  if (!sockeye_log_rows_find_record (&self->rows, &self->visible, number, &begin, &n_rows)
      || row_in_record >= n_rows)
    return FALSE;

  *row = begin - self->visible.first_row + row_in_record;
  return TRUE;
}

/**
 * sockeye_log_model_find_position:
 * @self: a model
 * @position: a place in the log
 * @row: (out): the row that shows it
 *
 * Keeps the same bytes in sight when rows change as a whole. While the bytes cannot be read, the message's first row
 * is the answer.
 *
 * Returns: whether the message is visible
 */
gboolean
sockeye_log_model_find_position (SockeyeLogModel *self, const SockeyeLogPosition *position, guint64 *row)
{
  guint row_in_message;
  guint64 message;
  guint32 byte;

  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);

  if (!sockeye_log_rows_find_message (&self->rows, &self->visible, position, &message, &byte, row))
    return FALSE;
  if (sockeye_log_reader_find_byte (self->reader, message, byte, &row_in_message) != SOCKEYE_READ_OK)
    row_in_message = 0;

  *row += row_in_message;
  *row -= MIN (*row, self->visible.first_row);
  return *row < sockeye_log_model_get_n_rows (self);
}

/**
 * sockeye_log_model_find_row_at:
 * @self: a model
 * @position: any place in a message
 * @row_in_message: one of the message's rows, from 0, as #SockeyeLogLine.row
 * @row: (out): where it is in the model
 *
 * Unlike sockeye_log_model_find_position() this never looks at bytes.
 *
 * Returns: whether the message is visible
 */
gboolean
sockeye_log_model_find_row_at (SockeyeLogModel *self,
                               const SockeyeLogPosition *position,
                               guint row_in_message,
                               guint64 *row)
{
  guint64 message;
  guint32 byte;

  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);

  if (self->rows.frames == NULL)
    return sockeye_log_model_find_row (self, position->number, row_in_message, row);
  if (!sockeye_log_rows_find_message (&self->rows, &self->visible, position, &message, &byte, row)
      || *row < self->visible.first_row)
    return FALSE;

  *row = *row - self->visible.first_row + row_in_message;
  return *row < sockeye_log_model_get_n_rows (self);
}

/**
 * sockeye_log_model_get_generation:
 *
 * Returns: a number that grows whenever all rows change: with the encoding, the form, the time, the
 *   framing, and when rows come in between others
 */
guint64
sockeye_log_model_get_generation (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), 0);

  return self->generation;
}
