/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan.h"
#include "text-export.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_EXPORT_PCAPNG,     /* packets for Wireshark, and everything that Sockeye needs to open it again */
  SOCKEYE_EXPORT_TEXT,       /* lines as #SockeyeTextExport tells */
  SOCKEYE_EXPORT_HEXDUMP,    /* rows of 16 bytes with offset and characters, behind a heading */
  SOCKEYE_EXPORT_CSV,        /* a table (RFC 4180) */
  SOCKEYE_EXPORT_JSON_LINES, /* an object in each line (RFC 8259) */
  SOCKEYE_EXPORT_NETASSIST,  /* as other network assistants log */
  SOCKEYE_EXPORT_N_FORMATS
} SockeyeExportFormat;

/**
 * SockeyeCaptureExport:
 * @format: how it is written
 * @text: which records, from first to end, and how they become text
 * @filter: (nullable): names the records that are wanted of these; %NULL: all. Records that it has not looked at yet are
 *   waited for
 *
 * What is written. All formats but pcapng are UTF-8. In text, characters stand where they end, if they came in pieces.
 */
typedef struct
{
  SockeyeExportFormat format;
  SockeyeTextExport text;
  SockeyeScan *filter;
} SockeyeCaptureExport;

const char *sockeye_export_format_get_suffix (SockeyeExportFormat format);

/* @progress gets (records done, records in all) in the caller's thread-default context, a few times per second. */
void sockeye_capture_export_async (SockeyeCapture *capture,
                                   const SockeyeCaptureExport *what,
                                   GFile *file,
                                   GFileProgressCallback progress,
                                   gpointer progress_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
gboolean
sockeye_capture_export_finish (GAsyncResult *result, guint64 *records, guint64 *bytes, GError **error);

G_END_DECLS
