/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "charset.h"

G_BEGIN_DECLS

/*
 * Writes records as NDJSON: an object of JSON (RFC 8259) a record, each on a line of its own. Waits for the disk; belongs
 * to one thread.
 */
typedef struct _SockeyeRecordJson SockeyeRecordJson;

SockeyeRecordJson *sockeye_record_json_new (SockeyeCapture *capture, const SockeyeCharset *charset);
void sockeye_record_json_free (SockeyeRecordJson *self);
gboolean sockeye_record_json_append (SockeyeRecordJson *self,
                                     guint64 number,
                                     const SockeyeRecord *record,
                                     GString *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeRecordJson, sockeye_record_json_free)

G_END_DECLS
