/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-rows.h"

/* Records may give way between two looks at the capture; each time there is a new first one. */
#define N_TRIES 16

static SockeyeLogWide *
get_wide (const SockeyeLogRows *self)
{
  return self->form == SOCKEYE_LOG_FORM_TEXT ? self->wide : NULL;
}

/* One past the last of the records before @end that the filter has looked at. */
static guint64
get_looked_at (const SockeyeLogRows *self, guint64 end)
{
  return self->filter != NULL ? MIN (end, sockeye_scan_get_position (self->filter)) : end;
}

static guint64
get_number (const SockeyeLogRows *self, guint64 item)
{
  return self->filter != NULL ? sockeye_scan_get_number (self->filter, item) : item;
}

/**
 * sockeye_log_rows_clear:
 * @self: rows
 *
 * Frees what they own. All zeros is a valid state.
 */
void
sockeye_log_rows_clear (SockeyeLogRows *self)
{
  g_clear_pointer (&self->wide, sockeye_log_wide_free);
  g_clear_object (&self->filter);
}

/**
 * sockeye_log_rows_configure:
 * @self: rows
 * @charset: the encoding of text
 * @form: what rows are
 * @filter: (nullable): names the records that are wanted; %NULL: all
 *
 * Any change gives the rows new numbers.
 */
void
sockeye_log_rows_configure (SockeyeLogRows *self,
                            const SockeyeCharset *charset,
                            SockeyeLogForm form,
                            SockeyeScan *filter)
{
  SockeyeLogLineEnd line_end = sockeye_log_line_end_for_charset (charset);

  if (line_end != self->line_end || filter != self->filter)
    g_clear_pointer (&self->wide, sockeye_log_wide_free);
  g_set_object (&self->filter, filter);
  self->line_end = line_end;
  self->form = form;
}

/**
 * sockeye_log_rows_take_over:
 * @self: rows
 * @start: no earlier record will be asked for
 * @end: one past the last record that is published
 *
 * Lets new records be looked at by the filter, and the rows of text in UTF-16 be counted, which the capture does not
 * know.
 */
void
sockeye_log_rows_take_over (SockeyeLogRows *self, guint64 start, guint64 end)
{
  guint64 first;

  if (self->filter != NULL && sockeye_scan_get_position (self->filter) < end)
    sockeye_scan_wake (self->filter);
  if (self->line_end == SOCKEYE_LOG_LINE_END_BYTE || self->form != SOCKEYE_LOG_FORM_TEXT)
    return;

  first = sockeye_log_rows_get_item (self, MAX (start, sockeye_capture_get_first (self->capture)));
  if (self->wide != NULL && sockeye_log_wide_get_first (self->wide) > first)
    g_clear_pointer (&self->wide, sockeye_log_wide_free);
  if (self->wide == NULL)
    self->wide = sockeye_log_wide_new (self->capture, self->filter, self->line_end, first);
  sockeye_log_wide_count_to (self->wide, sockeye_log_rows_get_item (self, get_looked_at (self, end)));
  sockeye_log_wide_forget_before (self->wide, first);
}

/**
 * sockeye_log_rows_is_counting:
 * @self: rows
 * @end: one past the last record that is published
 *
 * Returns: whether a thread is still busy with records before @end
 */
gboolean
sockeye_log_rows_is_counting (const SockeyeLogRows *self, guint64 end)
{
  guint64 looked_at = get_looked_at (self, end);

  if (MAX (looked_at, sockeye_capture_get_first (self->capture)) < end)
    return TRUE;

  return get_wide (self) != NULL
         && sockeye_log_wide_get_end (self->wide) < sockeye_log_rows_get_item (self, looked_at);
}

static gboolean
get_rows_before (const SockeyeLogRows *self, guint64 item, guint64 *rows)
{
  SockeyeLogWide *wide = get_wide (self);
  SockeyeRowCounts counts;

  if (wide != NULL)
    return sockeye_log_wide_get_rows_before (wide, item, rows);
  if (self->filter != NULL)
    sockeye_scan_get_rows_before (self->filter, item, &counts);
  else if (!sockeye_capture_get_rows_before (self->capture, item, &counts))
    return FALSE;

  *rows = self->form == SOCKEYE_LOG_FORM_TEXT ? counts.text : counts.hex;
  return TRUE;
}

/**
 * sockeye_log_rows_measure:
 * @self: rows
 * @start: the first record that is wanted
 * @end: one past the last record that is published
 * @extent: (out): the records from @start on that are kept and whose rows are known
 *
 * Returns: %FALSE when records give way faster than they can be looked at
 */
gboolean
sockeye_log_rows_measure (const SockeyeLogRows *self, guint64 start, guint64 end, SockeyeLogExtent *extent)
{
  guint64 looked_at = get_looked_at (self, end);
  guint64 known = sockeye_log_rows_get_item (self, looked_at);

  extent->end_item = known;
  if (get_wide (self) != NULL)
    extent->end_item = MIN (known, sockeye_log_wide_get_end (self->wide));
  extent->end = extent->end_item < known ? get_number (self, extent->end_item) : looked_at;
  if (!get_rows_before (self, extent->end_item, &extent->end_row))
    return FALSE;

  for (guint i = 0; i < N_TRIES; i++)
    {
      extent->first = MAX (start, sockeye_capture_get_first (self->capture));
      extent->first_item = MIN (sockeye_log_rows_get_item (self, extent->first), extent->end_item);
      if (get_rows_before (self, extent->first_item, &extent->first_row))
        {
          extent->end = MAX (extent->end, extent->first);
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * sockeye_log_rows_get_item:
 * @self: rows
 * @number: a record's number
 *
 * Returns: the first item that is this record or a later one
 */
guint64
sockeye_log_rows_get_item (const SockeyeLogRows *self, guint64 number)
{
  return self->filter != NULL ? sockeye_scan_find_number (self->filter, number) : number;
}

/**
 * sockeye_log_rows_find_record:
 * @self: rows
 * @extent: what is visible
 * @number: a record's number
 * @row: (out): its first row
 * @n_rows: (out): how many rows it has
 *
 * Returns: %FALSE when the record is not visible, or gave way
 */
gboolean
sockeye_log_rows_find_record (const SockeyeLogRows *self,
                              const SockeyeLogExtent *extent,
                              guint64 number,
                              guint64 *row,
                              guint64 *n_rows)
{
  guint64 item = sockeye_log_rows_get_item (self, number);
  guint64 end;

  if (item < extent->first_item || item >= extent->end_item || get_number (self, item) != number
      || !get_rows_before (self, item, row) || !get_rows_before (self, item + 1, &end))
    return FALSE;

  *n_rows = end - *row;
  return TRUE;
}

/**
 * sockeye_log_rows_find:
 * @self: rows
 * @row: a row
 * @number: (out): the record that it belongs to
 * @row_in_record: (out): which of the record's rows it is
 *
 * Returns: %FALSE when the row gave way, or is not counted yet
 */
gboolean
sockeye_log_rows_find (const SockeyeLogRows *self, guint64 row, guint64 *number, guint64 *row_in_record)
{
  SockeyeLogWide *wide = get_wide (self);
  gboolean hex = self->form != SOCKEYE_LOG_FORM_TEXT;
  gboolean found;
  guint64 item;

  if (wide != NULL)
    found = sockeye_log_wide_find_row (wide, row, &item, row_in_record);
  else if (self->filter != NULL)
    found = sockeye_scan_find_row (self->filter, hex, row, &item, row_in_record);
  else if (hex)
    found = sockeye_capture_find_hex_row (self->capture, row, &item, row_in_record);
  else
    found = sockeye_capture_find_text_row (self->capture, row, &item, row_in_record);

  if (found)
    *number = get_number (self, item);
  return found;
}
