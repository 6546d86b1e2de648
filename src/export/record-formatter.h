/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-export.h"

G_BEGIN_DECLS

/* Writes records as text of one of the formats. Waits for the disk; belongs to one thread. */
typedef struct _SockeyeRecordFormatter SockeyeRecordFormatter;

SockeyeRecordFormatter *sockeye_record_formatter_new (SockeyeCapture *capture,
                                                      const SockeyeCaptureExport *what);
void sockeye_record_formatter_free (SockeyeRecordFormatter *self);
void sockeye_record_formatter_begin (SockeyeRecordFormatter *self, GString *out);
gboolean sockeye_record_formatter_add (SockeyeRecordFormatter *self,
                                       guint64 number,
                                       const SockeyeRecord *record,
                                       const guint8 *bytes,
                                       GString *out,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeRecordFormatter, sockeye_record_formatter_free)

G_END_DECLS
