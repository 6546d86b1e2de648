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

/* Frees what it owns; all zeros is a valid state. */
void
sockeye_log_rows_clear (SockeyeLogRows *self)
{
  g_clear_pointer (&self->wide, sockeye_log_wide_free);
}

void
sockeye_log_rows_configure (SockeyeLogRows *self, const SockeyeCharset *charset, SockeyeLogForm form)
{
  SockeyeLineEnd line_end = sockeye_line_end_for_charset (charset);

  if (line_end != self->line_end)
    sockeye_log_rows_clear (self);
  self->line_end = line_end;
  self->form = form;
}

/**
 * sockeye_log_rows_take_over:
 * @self: rows
 * @start: no earlier record will be asked for
 * @end: one past the last record that is published
 *
 * Lets the rows of text in UTF-16 be counted, which the capture does not know.
 */
void
sockeye_log_rows_take_over (SockeyeLogRows *self, guint64 start, guint64 end)
{
  guint64 first = MAX (start, sockeye_capture_get_first (self->capture));

  if (self->line_end == SOCKEYE_LINE_END_BYTE || self->form != SOCKEYE_LOG_FORM_TEXT)
    return;

  if (self->wide != NULL && sockeye_log_wide_get_first (self->wide) > first)
    sockeye_log_rows_clear (self);
  if (self->wide == NULL)
    self->wide = sockeye_log_wide_new (self->capture, self->line_end, first);
  sockeye_log_wide_count_to (self->wide, end);
  sockeye_log_wide_forget_before (self->wide, first);
}

/**
 * sockeye_log_rows_get_end:
 * @self: rows
 * @end: one past the last record that is published
 *
 * Returns: one past the last record whose rows are known
 */
guint64
sockeye_log_rows_get_end (const SockeyeLogRows *self, guint64 end)
{
  SockeyeLogWide *wide = get_wide (self);

  return wide != NULL ? MIN (end, sockeye_log_wide_get_end (wide)) : end;
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
  for (guint i = 0; i < N_TRIES; i++)
    {
      guint64 known_end = sockeye_log_rows_get_end (self, end);

      extent->first = MAX (start, sockeye_capture_get_first (self->capture));
      extent->end = MAX (extent->first, known_end);
      if (sockeye_log_rows_get_before (self, MIN (extent->first, known_end), &extent->first_row)
          && sockeye_log_rows_get_before (self, known_end, &extent->end_row))
        return TRUE;
    }

  return FALSE;
}

/**
 * sockeye_log_rows_get_before:
 * @self: rows
 * @number: a record, or the end
 * @rows: (out): the rows before it
 *
 * Returns: %FALSE when the record gave way, or is not counted yet
 */
gboolean
sockeye_log_rows_get_before (const SockeyeLogRows *self, guint64 number, guint64 *rows)
{
  SockeyeLogWide *wide = get_wide (self);
  SockeyeRowCounts counts;

  if (wide != NULL)
    return sockeye_log_wide_get_rows_before (wide, number, rows);
  if (!sockeye_capture_get_rows_before (self->capture, number, &counts))
    return FALSE;

  *rows = self->form == SOCKEYE_LOG_FORM_TEXT ? counts.text : counts.hex;
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

  if (wide != NULL)
    return sockeye_log_wide_find_row (wide, row, number, row_in_record);
  if (self->form == SOCKEYE_LOG_FORM_TEXT)
    return sockeye_capture_find_text_row (self->capture, row, number, row_in_record);

  return sockeye_capture_find_hex_row (self->capture, row, number, row_in_record);
}
