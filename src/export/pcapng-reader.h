/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* Opens what #SockeyePcapngWriter wrote. @progress gets (bytes done, bytes in all) in the caller's thread-default context. */
void sockeye_pcapng_open_async (GFile *file,
                                const SockeyeCaptureLimits *limits,
                                GFileProgressCallback progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
SockeyeCapture *sockeye_pcapng_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
