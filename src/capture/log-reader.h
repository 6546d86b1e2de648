/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-line.h"

G_BEGIN_DECLS

/**
 * SockeyeLogSettings:
 * @charset: how bytes become text
 * @form: text, hex or both
 * @time: how times are written
 * @origin: the time that %SOCKEYE_LOG_TIME_SINCE_START counts from, microseconds since the Epoch
 * @line_bytes_max: bytes of a line that are shown; 0: all of them
 * @with_date: absolute times begin with the date
 * @wait: wait for the disk; otherwise what is not in memory reads as %SOCKEYE_READ_LATER
 *
 * How rows are written.
 */
typedef struct
{
  const SockeyeCharset *charset;
  SockeyeLogForm form;
  SockeyeLogTime time;
  gint64 origin;
  guint32 line_bytes_max;
  gboolean with_date;
  gboolean wait;
} SockeyeLogSettings;

/* Writes rows of a capture's records. Keeps small caches, thus belongs to one thread; make one per thread. */
typedef struct _SockeyeLogReader SockeyeLogReader;

SockeyeLogReader *sockeye_log_reader_new (SockeyeCapture *capture, const SockeyeLogSettings *settings);
void sockeye_log_reader_free (SockeyeLogReader *self);
const SockeyeLogSettings *sockeye_log_reader_get_settings (SockeyeLogReader *self);
void sockeye_log_reader_set_settings (SockeyeLogReader *self, const SockeyeLogSettings *settings);

void sockeye_log_reader_read (SockeyeLogReader *self, guint64 number, guint row, SockeyeLogLine *line);
SockeyeReadResult sockeye_log_reader_count_rows (SockeyeLogReader *self, guint64 number, guint *n_rows);
SockeyeReadResult
sockeye_log_reader_find_byte (SockeyeLogReader *self, guint64 number, guint32 byte, guint *row);
SockeyeReadResult sockeye_log_reader_decode (SockeyeLogReader *self,
                                             guint64 number,
                                             const SockeyeRecord *record,
                                             guint32 start,
                                             guint32 end,
                                             SockeyeDecodeFlags flags,
                                             SockeyeText *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLogReader, sockeye_log_reader_free)

G_END_DECLS
