/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-item.h"
#include "log-line.h"

G_BEGIN_DECLS

/**
 * SockeyeLogSettings:
 * @frames: (nullable): the messages, when they are found by a framing rule; %NULL: records are
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
  SockeyeLogFrames *frames;
  const SockeyeCharset *charset;
  SockeyeLogForm form;
  SockeyeLogTime time;
  gint64 origin;
  guint32 line_bytes_max;
  gboolean with_date;
  gboolean wait;
} SockeyeLogSettings;

/*
 * Writes rows of a capture's messages. Messages are numbered as records are; with framing as the items of the frames.
 * Keeps small caches, thus belongs to one thread; make one per thread.
 */
typedef struct _SockeyeLogReader SockeyeLogReader;

SockeyeLogReader *sockeye_log_reader_new (SockeyeCapture *capture, const SockeyeLogSettings *settings);
void sockeye_log_reader_free (SockeyeLogReader *self);
const SockeyeLogSettings *sockeye_log_reader_get_settings (SockeyeLogReader *self);
void sockeye_log_reader_set_settings (SockeyeLogReader *self, const SockeyeLogSettings *settings);

void sockeye_log_reader_read (SockeyeLogReader *self, guint64 number, guint row, SockeyeLogLine *line);
SockeyeReadResult sockeye_log_reader_get_item (SockeyeLogReader *self, guint64 number, SockeyeLogItem *item);
SockeyeReadResult sockeye_log_reader_read_bytes (SockeyeLogReader *self,
                                                 const SockeyeLogItem *item,
                                                 guint32 start,
                                                 guint8 *bytes,
                                                 gsize length);
SockeyeReadResult
sockeye_log_reader_find_byte (SockeyeLogReader *self, guint64 number, guint32 byte, guint *row);
SockeyeReadResult sockeye_log_reader_decode (SockeyeLogReader *self,
                                             guint64 number,
                                             const SockeyeRecord *record,
                                             guint32 start,
                                             guint32 end,
                                             SockeyeDecodeFlags flags,
                                             SockeyeText *text);
gboolean sockeye_log_form_is_text (SockeyeLogForm form);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLogReader, sockeye_log_reader_free)

G_END_DECLS
