/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-rows.h"

static SockeyeLogWide *
get_wide (const SockeyeLogRows *self)
{
  return self->form == SOCKEYE_LOG_FORM_TEXT ? self->wide : NULL;
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
