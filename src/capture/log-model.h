/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "text.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_LOG_FORM_TEXT,
  SOCKEYE_LOG_FORM_HEX,
  SOCKEYE_LOG_FORM_BOTH, /* offset, hex, characters */
} SockeyeLogForm;

typedef enum
{
  SOCKEYE_LOG_TIME_ABSOLUTE, /* 16:05:41.240123, local time zone */
  SOCKEYE_LOG_TIME_SINCE_START,
  SOCKEYE_LOG_TIME_SINCE_PREVIOUS,
} SockeyeLogTime;

/* A row of text shows at most so many bytes of its line, then "… n more". */
#define SOCKEYE_LOG_LINE_BYTES_MAX 1024

/**
 * SockeyeLogLine:
 * @record: what the row shows
 * @number: the record's number in the capture
 * @row: which row of its record this is, from 0
 * @n_rows: rows of the record
 * @time: time, formatted; empty but for the first row
 * @direction: "←" received, "→" sent, "•" an event, "!" an error
 * @peer: the peer's address; empty but for the first row
 * @size: "12 B"; empty for events and but for the first row
 * @text: what is shown, with cells that map it to the bytes (for an event without cells)
 * @first_byte: which byte of the record the row's bytes begin with
 * @n_bytes: how many bytes of the record the row stands for
 * @more: bytes of the line that are not shown ("… n more")
 * @result: anything but %SOCKEYE_READ_OK: the bytes could not be had (now); the text says so
 *
 * One visible row, filled in by sockeye_log_model_get_line(). Make it once, use it again and again.
 */
typedef struct
{
  SockeyeRecord     record;
  guint64           number;
  guint             row;
  guint             n_rows;
  GString          *time;
  const char       *direction;
  GString          *peer;
  GString          *size;
  SockeyeText      *text;
  guint32           first_byte;
  guint32           n_bytes;
  guint32           more;
  SockeyeReadResult result;
} SockeyeLogLine;

SockeyeLogLine *sockeye_log_line_new (void);
void            sockeye_log_line_free (SockeyeLogLine *line);
char           *sockeye_log_line_to_string (const SockeyeLogLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLogLine, sockeye_log_line_free)

/* An object for a GListModel's user: one row's number and text. */
#define SOCKEYE_TYPE_LOG_ROW (sockeye_log_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLogRow, sockeye_log_row, SOCKEYE, LOG_ROW, GObject)
guint64     sockeye_log_row_get_number (SockeyeLogRow *self);
const char *sockeye_log_row_get_text (SockeyeLogRow *self);

#define SOCKEYE_TYPE_LOG_MODEL (sockeye_log_model_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLogModel, sockeye_log_model, SOCKEYE, LOG_MODEL, GObject)

/* Belongs to one thread (the UI's). Implements GListModel of SockeyeLogRow; rows exist only while held. */
SockeyeLogModel *sockeye_log_model_new (SockeyeCapture *capture);

SockeyeCapture       *sockeye_log_model_get_capture (SockeyeLogModel *self);
const SockeyeCharset *sockeye_log_model_get_charset (SockeyeLogModel *self);
void                  sockeye_log_model_set_charset (SockeyeLogModel *self, const SockeyeCharset *charset);
SockeyeLogForm        sockeye_log_model_get_form (SockeyeLogModel *self);
void                  sockeye_log_model_set_form (SockeyeLogModel *self, SockeyeLogForm form);
SockeyeLogTime        sockeye_log_model_get_time (SockeyeLogModel *self);
void                  sockeye_log_model_set_time (SockeyeLogModel *self, SockeyeLogTime time);

guint64  sockeye_log_model_get_start (SockeyeLogModel *self);
void     sockeye_log_model_set_start (SockeyeLogModel *self, guint64 number);

gboolean sockeye_log_model_update (SockeyeLogModel *self);
guint64  sockeye_log_model_get_n_rows (SockeyeLogModel *self);
guint64  sockeye_log_model_get_n_records (SockeyeLogModel *self);
gboolean sockeye_log_model_get_line (SockeyeLogModel *self, guint64 row, SockeyeLogLine *line);
gboolean sockeye_log_model_find_row (SockeyeLogModel *self, guint64 number, guint row_in_record, guint64 *row);
guint64  sockeye_log_model_get_generation (SockeyeLogModel *self);

G_END_DECLS
