/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "pattern.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Where in a record a pattern stands: looked up on a thread, because the record's bytes may be on the disk. */
void sockeye_match_locator_locate_async (SockeyeCapture *capture,
                                         SockeyePattern *pattern,
                                         guint64 number,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
GArray *sockeye_match_locator_finish (GAsyncResult *result, guint64 *number);

G_END_DECLS
