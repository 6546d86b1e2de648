/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-reader.h"
#include "scan.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_LOG_COPY_ROWS,      /* whole rows as they are shown, with time and peer */
  SOCKEYE_LOG_COPY_TEXT,      /* the text alone, with the line ends as they came */
  SOCKEYE_LOG_COPY_HEX,       /* the bytes: "48 65 6C", a line per record */
  SOCKEYE_LOG_COPY_C,         /* the bytes: an array of C per record, "data" or "data_1", "data_2", … */
  SOCKEYE_LOG_COPY_PYTHON,    /* the bytes: a bytes literal of Python per record */
  SOCKEYE_LOG_COPY_NETASSIST, /* as network assistants log: "[time]# RECV ASCII FROM host :port>", then the text,
                                 or the bytes in hex where the log shows hex */
} SockeyeLogCopy;

int sockeye_log_position_compare (const SockeyeLogPosition *a, const SockeyeLogPosition *b);

/* What is between two positions, as a string. From any thread; waits for the disk. */
char *sockeye_log_copy (SockeyeCapture *capture,
                        SockeyeScan *filter,
                        const SockeyeLogSettings *settings,
                        const SockeyeLogPosition *from,
                        const SockeyeLogPosition *to,
                        SockeyeLogCopy how,
                        gsize limit,
                        GCancellable *cancellable,
                        GError **error);

/* Copies whole records, one after the other, without a bound. For one thread; waits for the disk. */
typedef struct _SockeyeLogCopier SockeyeLogCopier;

SockeyeLogCopier *sockeye_log_copier_new (SockeyeCapture *capture, const SockeyeLogSettings *settings);
void sockeye_log_copier_free (SockeyeLogCopier *self);
void sockeye_log_copier_keep_nul (SockeyeLogCopier *self);
gboolean sockeye_log_copier_append (SockeyeLogCopier *self,
                                    guint64 number,
                                    SockeyeLogCopy how,
                                    GString *string,
                                    GError **error);

G_END_DECLS
