/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-frame-item.h"

G_BEGIN_DECLS

/*
 * The items of a log of frames, in the order of their first bytes, with sums over them. They are numbered from 0 on,
 * and an item keeps its number when older ones are forgotten. Not locked: one writer appends items beyond the end without
 * a lock, since fresh memory takes its time; readers share a lock with what publishes and changes them.
 */
typedef struct _SockeyeFramePages SockeyeFramePages;

SockeyeFramePages *sockeye_frame_pages_new (void);
void sockeye_frame_pages_free (SockeyeFramePages *self);

guint64 sockeye_frame_pages_get_first (SockeyeFramePages *self);
guint64 sockeye_frame_pages_get_end (SockeyeFramePages *self);
SockeyeFrameItem sockeye_frame_pages_get (SockeyeFramePages *self, guint64 index);
guint64 sockeye_frame_pages_get_number (SockeyeFramePages *self, guint64 index);

/* The writer's, without the readers' lock: items that readers do not see yet. */
guint64 sockeye_frame_pages_get_fresh_end (SockeyeFramePages *self);
guint64 sockeye_frame_pages_append (SockeyeFramePages *self, guint64 number, const SockeyeFrameItem *item);
SockeyeFrameItem sockeye_frame_pages_get_fresh (SockeyeFramePages *self, guint64 index);
void sockeye_frame_pages_set_fresh (SockeyeFramePages *self, guint64 index, const SockeyeFrameItem *item);
void sockeye_frame_pages_sum_fresh (SockeyeFramePages *self);

/* With the lock. */
void sockeye_frame_pages_publish (SockeyeFramePages *self);
void sockeye_frame_pages_set (SockeyeFramePages *self, guint64 index, const SockeyeFrameItem *item);
void sockeye_frame_pages_sum_up (SockeyeFramePages *self);
guint64 sockeye_frame_pages_find_full (SockeyeFramePages *self, guint64 index, guint64 end);
void sockeye_frame_pages_forget_before (SockeyeFramePages *self, guint64 index);

void sockeye_frame_pages_get_sums (SockeyeFramePages *self, guint64 index, SockeyeFrameSums *sums);
gboolean sockeye_frame_pages_find_row (SockeyeFramePages *self,
                                       gboolean hex,
                                       guint64 row,
                                       guint64 *index,
                                       guint64 *row_in_message);
guint64 sockeye_frame_pages_find (SockeyeFramePages *self, guint64 number, guint32 byte);

G_END_DECLS
