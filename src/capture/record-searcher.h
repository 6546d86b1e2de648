/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "pattern.h"

G_BEGIN_DECLS

/*
 * Finds a pattern in records, across the borders of receives within a stream. Reads ahead and waits for the disk;
 * belongs to one thread.
 */
typedef struct _SockeyeRecordSearcher SockeyeRecordSearcher;

SockeyeRecordSearcher *sockeye_record_searcher_new (SockeyeCapture *capture, SockeyePattern *pattern);
void sockeye_record_searcher_free (SockeyeRecordSearcher *self);
void sockeye_record_searcher_set_end (SockeyeRecordSearcher *self, guint64 end);
guint sockeye_record_searcher_search (SockeyeRecordSearcher *self,
                                      guint64 number,
                                      const SockeyeRecord *record,
                                      GArray *matches);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeRecordSearcher, sockeye_record_searcher_free)

G_END_DECLS
