/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-bytes.h"

G_BEGIN_DECLS

/* How far decoding may look back for a place where a character surely begins. */
#define SOCKEYE_LOG_CONTEXT_MAX     (64u << 10)
#define SOCKEYE_LOG_CONTEXT_RECORDS 64

SockeyeReadResult sockeye_log_context_gather (SockeyeLogBytes *bytes,
                                              guint64 number,
                                              const SockeyeRecord *record,
                                              guint32 position,
                                              gsize wanted,
                                              guint8 *end,
                                              gsize *length,
                                              gboolean *begins_stream);
SockeyeReadResult sockeye_log_context_get_byte_before (SockeyeLogBytes *bytes,
                                                       guint64 number,
                                                       const SockeyeRecord *record,
                                                       int *byte);
gboolean sockeye_log_context_goes_on (SockeyeCapture *capture, guint64 number, const SockeyeRecord *record);

G_END_DECLS
