/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "log-line-ends.h"
#include "scan.h"

G_BEGIN_DECLS

/*
 * The rows of text in UTF-16, where 0x0A is not always a line end, so that the capture's own counts do not hold.
 * A thread reads the records and counts; 4 bytes are kept per record. With a filter only the records that it
 * found are counted, and "item" is an index among them; without one an item is a record's number. All functions: from
 * any thread.
 */
typedef struct _SockeyeLogWide SockeyeLogWide;

SockeyeLogWide *sockeye_log_wide_new (SockeyeCapture *capture,
                                      SockeyeScan *filter,
                                      SockeyeLogLineEnd line_end,
                                      guint64 first);
void sockeye_log_wide_free (SockeyeLogWide *self);

void sockeye_log_wide_count_to (SockeyeLogWide *self, guint64 end);
void sockeye_log_wide_forget_before (SockeyeLogWide *self, guint64 item);
guint64 sockeye_log_wide_get_first (SockeyeLogWide *self);
guint64 sockeye_log_wide_get_end (SockeyeLogWide *self);
gboolean sockeye_log_wide_get_rows_before (SockeyeLogWide *self, guint64 item, guint64 *rows);
gboolean sockeye_log_wide_find_row (SockeyeLogWide *self, guint64 row, guint64 *item, guint64 *row_in_record);

G_END_DECLS
