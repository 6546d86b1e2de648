/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-model.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SockeyeTextExport:
 * @first: the first record
 * @end: one past the last record
 * @charset: how bytes become text
 * @form: text, hex or both
 * @time: how times are written
 *
 * What is written. Works from the capture alone, on its own thread, with bounded memory.
 */
typedef struct
{
  guint64               first;
  guint64               end;
  const SockeyeCharset *charset;
  SockeyeLogForm        form;
  SockeyeLogTime        time;
} SockeyeTextExport;

/* @progress gets the fraction done (0 to 1) in the caller's thread-default context. */
void     sockeye_text_export_async (SockeyeCapture *capture, const SockeyeTextExport *what, GFile *file,
                                    GFileProgressCallback progress, gpointer progress_data,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean sockeye_text_export_finish (GAsyncResult *result, guint64 *records, guint64 *bytes, GError **error);

G_END_DECLS
