/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "framer.h"
#include "log-line.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SockeyeTextExport:
 * @first: the first record; those that gave way already are passed over
 * @end: one past the last record
 * @charset: how bytes become text
 * @form: text, hex or both
 * @time: how times are written
 * @origin: the time that %SOCKEYE_LOG_TIME_SINCE_START counts from, microseconds since the Epoch; 0: the time of
 *   the first record that is written
 * @framing: how messages are found in streams; all zeros: every record is one
 *
 * What is written. Works from the capture alone, on its own thread, with bounded memory.
 *
 * The file is UTF-8 with a line end (0x0A) behind every line. A record takes one line or more, the same as its rows
 * in the window, but no line is cut. Its first line has the time, direction, peer and size in front, with one space
 * between them:
 *
 *   2025-11-22 16:05:41.240123 ← 127.0.0.1:40112 12 B hello
 *
 * Absolute times have the date. Further lines of the record begin with a tab, so that no received line can pass for
 * the first line of a record. Bytes are written as they are shown: control and other invisible characters as
 * pictures ("␍" for a carriage return), bytes that are not valid in the encoding as \xNN, so a terminal that shows
 * the file is not driven by what was received. The line end of a line is not written otherwise than by the end of
 * the row. In hex, a line has 16 bytes. In the raw form
 * there is the received text alone.
 */
typedef struct
{
  guint64 first;
  guint64 end;
  const SockeyeCharset *charset;
  SockeyeLogForm form;
  SockeyeLogTime time;
  gint64 origin;
  SockeyeFraming framing;
} SockeyeTextExport;

/* @progress gets (records done, records in all) in the caller's thread-default context, a few times per second. */
void sockeye_text_export_async (SockeyeCapture *capture,
                                const SockeyeTextExport *what,
                                GFile *file,
                                GFileProgressCallback progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean sockeye_text_export_finish (GAsyncResult *result, guint64 *records, guint64 *bytes, GError **error);

G_END_DECLS
