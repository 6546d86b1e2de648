/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-line.h"
#include "log-wide.h"

G_BEGIN_DECLS

/**
 * SockeyeLogRows:
 * @capture: (borrowed): the capture
 * @wide: (nullable) (owned): the counts of text in UTF-16
 * @line_end: what ends a line
 * @form: what rows are
 *
 * Which rows belong to which records. Rows are counted from the capture's (or the count's) beginning, so a row's
 * number never changes while older ones give way; it changes with the form, and with UTF-16.
 */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeLogWide *wide;
  SockeyeLineEnd line_end;
  SockeyeLogForm form;
} SockeyeLogRows;

/**
 * SockeyeLogExtent:
 * @first: the first record
 * @end: one past the last record
 * @first_row: the first row
 * @end_row: one past the last row
 */
typedef struct
{
  guint64 first;
  guint64 end;
  guint64 first_row;
  guint64 end_row;
} SockeyeLogExtent;

void sockeye_log_rows_clear (SockeyeLogRows *self);
void sockeye_log_rows_configure (SockeyeLogRows *self, const SockeyeCharset *charset, SockeyeLogForm form);
void sockeye_log_rows_take_over (SockeyeLogRows *self, guint64 start, guint64 end);
guint64 sockeye_log_rows_get_end (const SockeyeLogRows *self, guint64 end);
gboolean
sockeye_log_rows_measure (const SockeyeLogRows *self, guint64 start, guint64 end, SockeyeLogExtent *extent);
gboolean sockeye_log_rows_get_before (const SockeyeLogRows *self, guint64 number, guint64 *rows);
gboolean
sockeye_log_rows_find (const SockeyeLogRows *self, guint64 row, guint64 *number, guint64 *row_in_record);

G_END_DECLS
