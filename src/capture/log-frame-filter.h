/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan.h"

G_BEGIN_DECLS

/* Which messages are wanted, when messages are frames. For one thread. */
typedef struct _SockeyeFrameFilter SockeyeFrameFilter;

SockeyeFrameFilter *sockeye_frame_filter_new (const SockeyeFilter *filter);
void sockeye_frame_filter_free (SockeyeFrameFilter *self);
gboolean sockeye_frame_filter_needs_bytes (SockeyeFrameFilter *self);
gboolean sockeye_frame_filter_passes (SockeyeFrameFilter *self, const SockeyeRecord *record, guint32 length);
gboolean sockeye_frame_filter_finds (SockeyeFrameFilter *self,
                                     const SockeyeRecord *record,
                                     const guint8 *bytes,
                                     gsize length);

G_END_DECLS
