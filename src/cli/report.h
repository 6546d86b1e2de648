/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "charset.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_REPORT_NONE,
  SOCKEYE_REPORT_RAW,    /* the received bytes and nothing else */
  SOCKEYE_REPORT_TEXT,   /* a line a record or more, as saved logs have it */
  SOCKEYE_REPORT_HEX,    /* the same in hex */
  SOCKEYE_REPORT_NDJSON, /* see record-json.h */
} SockeyeReportForm;

/*
 * Writes what happens to a file descriptor, from a thread of its own, which waits for whoever reads there. Nothing is left
 * out without a word: what it has not written yet stays in the capture.
 */
typedef struct _SockeyeReport SockeyeReport;

SockeyeReport *sockeye_report_new (SockeyeCapture *capture,
                                   SockeyeReportForm form,
                                   const SockeyeCharset *charset,
                                   guint64 limit,
                                   int fd);
void sockeye_report_free (SockeyeReport *self);

void sockeye_report_stop (SockeyeReport *self);
guint64 sockeye_report_get_position (SockeyeReport *self);
guint64 sockeye_report_get_lost (SockeyeReport *self);
gboolean sockeye_report_is_done (SockeyeReport *self);
gboolean sockeye_report_finish (SockeyeReport *self, GError **error);

G_END_DECLS
