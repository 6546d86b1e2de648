/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-line.h"
#include "log-wide.h"

G_BEGIN_DECLS

/**
 * SockeyeLogRows:
 * @capture: the capture
 * @wide: (nullable): the counts of text in UTF-16
 * @form: what rows are
 *
 * Which rows belong to which records. Rows are counted from the capture's (or the count's) beginning, so a row's
 * number never changes while older ones give way.
 */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeLogWide *wide;
  SockeyeLogForm form;
} SockeyeLogRows;

guint64 sockeye_log_rows_get_end (const SockeyeLogRows *self, guint64 end);
gboolean sockeye_log_rows_get_before (const SockeyeLogRows *self, guint64 number, guint64 *rows);
gboolean
sockeye_log_rows_find (const SockeyeLogRows *self, guint64 row, guint64 *number, guint64 *row_in_record);

G_END_DECLS
