/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "ring-file.h"

G_BEGIN_DECLS

/*
 * An endless sequence of bytes, kept in a fixed number of recycled chunks in memory and, behind them, in a ring file.
 * One thread writes (reserve, advance, append); any thread reads; a disk thread writes full chunks. The oldest chunk
 * gives way at the quota. Memory does not grow with the bytes.
 */
typedef struct _SockeyeChunkStore SockeyeChunkStore;

/* For tests: called instead of writing a chunk; returns an errno, 0 to go on and write. */
typedef int (*SockeyeWriteHook) (guint64 slot, gpointer data);

SockeyeChunkStore *sockeye_chunk_store_new (const SockeyeCaptureLimits *limits);
void sockeye_chunk_store_close (SockeyeChunkStore *self);
void sockeye_chunk_store_set_write_hook (SockeyeChunkStore *self, SockeyeWriteHook hook, gpointer data);

/* The writer's. */
guint64 sockeye_chunk_store_get_end (SockeyeChunkStore *self);
guint8 *sockeye_chunk_store_reserve (SockeyeChunkStore *self, gsize wanted, gsize *available);
void sockeye_chunk_store_advance (SockeyeChunkStore *self, gsize length);
gboolean
sockeye_chunk_store_append (SockeyeChunkStore *self, const guint8 *bytes, gsize length, gboolean spare);
gboolean sockeye_chunk_store_take_failure (SockeyeChunkStore *self, int *error_number, guint64 *capacity);
void sockeye_chunk_store_set_room_func (SockeyeChunkStore *self,
                                        GMainContext *context,
                                        GSourceFunc func,
                                        gpointer data);

/* Any thread's. */
guint64 sockeye_chunk_store_get_first (SockeyeChunkStore *self);
void sockeye_chunk_store_discard_before (SockeyeChunkStore *self, guint64 offset);
SockeyeReadResult sockeye_chunk_store_read (SockeyeChunkStore *self,
                                            guint64 offset,
                                            guint8 *bytes,
                                            gsize length,
                                            gboolean wait);

G_END_DECLS
