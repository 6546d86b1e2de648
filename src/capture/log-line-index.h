/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-bytes.h"
#include "log-line-ends.h"

G_BEGIN_DECLS

/* Where the lines of records begin. Remembers a few records, so that going through a long one stays linear. */
typedef struct _SockeyeLogLineIndex SockeyeLogLineIndex;

/**
 * SockeyeLogLineSpan:
 * @start: the line's first byte in its record
 * @end: one past its last byte, its line end included
 * @terminated: it has a line end
 */
typedef struct
{
  guint32 start;
  guint32 end;
  gboolean terminated;
} SockeyeLogLineSpan;

SockeyeLogLineIndex *sockeye_log_line_index_new (SockeyeLogBytes *bytes);
void sockeye_log_line_index_free (SockeyeLogLineIndex *self);
void sockeye_log_line_index_set_line_end (SockeyeLogLineIndex *self, SockeyeLogLineEnd line_end);
void sockeye_log_line_index_forget (SockeyeLogLineIndex *self);
SockeyeReadResult sockeye_log_line_index_find (SockeyeLogLineIndex *self,
                                               guint64 number,
                                               const SockeyeRecord *record,
                                               guint row,
                                               SockeyeLogLineSpan *span);
SockeyeReadResult sockeye_log_line_index_count (SockeyeLogLineIndex *self,
                                                guint64 number,
                                                const SockeyeRecord *record,
                                                guint *n_rows);
SockeyeReadResult sockeye_log_line_index_find_byte (SockeyeLogLineIndex *self,
                                                    guint64 number,
                                                    const SockeyeRecord *record,
                                                    guint32 byte,
                                                    guint *row);

G_END_DECLS
