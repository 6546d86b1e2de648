/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-frame-pages.h"
#include "log-frames.h"

G_BEGIN_DECLS

/*
 * Items of frames that were found, and changes to older ones, until all of it is published at once: the lock that
 * readers need is held for a moment only. For the thread that finds frames.
 */
typedef struct _SockeyeFrameBatch SockeyeFrameBatch;

SockeyeFrameBatch *sockeye_frame_batch_new (SockeyeLogFrames *frames);
void sockeye_frame_batch_free (SockeyeFrameBatch *self);

guint sockeye_frame_batch_get_length (SockeyeFrameBatch *self);
guint64 sockeye_frame_batch_get_end (SockeyeFrameBatch *self);
guint64 sockeye_frame_batch_append (SockeyeFrameBatch *self, guint64 number, const SockeyeFrameItem *item);
void sockeye_frame_batch_link (SockeyeFrameBatch *self, guint64 index, guint64 next);
void sockeye_frame_batch_set_totals (SockeyeFrameBatch *self, guint64 head, const SockeyeFrameItem *totals);
void sockeye_frame_batch_publish (SockeyeFrameBatch *self, guint64 position);

G_END_DECLS
