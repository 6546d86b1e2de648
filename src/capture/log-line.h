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
  SOCKEYE_LOG_FORM_RAW, /* the received lines alone, as a terminal would show them; receives joined, no headings */
} SockeyeLogForm;

typedef enum
{
  SOCKEYE_LOG_TIME_ABSOLUTE, /* 16:05:41.240123, local time zone */
  SOCKEYE_LOG_TIME_SINCE_START,
  SOCKEYE_LOG_TIME_SINCE_PREVIOUS,
} SockeyeLogTime;

/**
 * SockeyeLogPosition:
 * @number: a record's number
 * @byte: a byte of it; beyond its length: of what follows it in its stream and direction
 *
 * A place in the log that does not depend on how it is shown. With framing, bytes are counted from the record on in
 * which their frame begins, so that places of later rows are greater. Compare with sockeye_log_position_compare().
 */
typedef struct
{
  guint64 number;
  guint32 byte;
} SockeyeLogPosition;

/* A row of text shows at most so many bytes of its line, then "… n more". */
#define SOCKEYE_LOG_LINE_BYTES_MAX 1024

/**
 * SockeyeLogLine:
 * @record: what the row shows; with framing, its length is that of the frame
 * @number: the record's number in the capture; with framing, that of the record that the frame begins in
 * @item: the message's number in the log: the record's, or with framing that of the frame
 * @row: which row of its message this is, from 0
 * @n_rows: rows of the message
 * @time: time, formatted; empty but for the first row
 * @direction: "←" received, "→" sent, "•" an event, "!" an error; "" when the record is not known any more
 * @peer: the peer's address; empty but for the first row
 * @size: "12 B"; empty for events and but for the first row
 * @text: what is shown, with cells that map it to the bytes (for an event without cells). Notes that are not of
 *   the record's bytes ("… 5 more bytes") follow behind the last cell's text; in the hexdump the offset stands
 *   before the first cell and the characters behind the last one.
 * @first_byte: which byte of the record the row's bytes begin with; the cells' positions are relative to it
 * @n_bytes: how many bytes of the record the row stands for, its line end included
 * @next: where the next row begins, if this one is of a stream or a datagram; otherwise where the next record does
 * @bad: the frame breaks the rule; its last row says so
 * @unfinished: the frame's end has not come, or never came; its last row says so
 * @more: bytes of the line that are not shown ("… n more"), without its line end
 * @result: anything but %SOCKEYE_READ_OK: the bytes could not be had (now); the text says so
 *
 * One visible row, filled in by sockeye_log_model_get_line(). Make it once, use it again and again.
 */
typedef struct
{
  SockeyeRecord record;
  guint64 number;
  guint64 item;
  guint row;
  guint n_rows;
  GString *time;
  const char *direction;
  GString *peer;
  GString *size;
  SockeyeText *text;
  guint32 first_byte;
  guint32 n_bytes;
  SockeyeLogPosition next;
  gboolean bad;
  gboolean unfinished;
  guint32 more;
  SockeyeReadResult result;
} SockeyeLogLine;

SockeyeLogLine *sockeye_log_line_new (void);
void sockeye_log_line_free (SockeyeLogLine *line);
void sockeye_log_line_clear (SockeyeLogLine *line);
char *sockeye_log_line_to_string (const SockeyeLogLine *line);
void sockeye_log_line_append_to (const SockeyeLogLine *line, GString *string);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLogLine, sockeye_log_line_free)

G_END_DECLS
