/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "capture-journal.h"
#include "chunk-pool.h"
#include "disk-thread.h"

G_BEGIN_DECLS

/* The endless byte sequence of a capture: its newest chunks in memory, more of them on disk, the oldest gone. */
typedef struct _SockeyeByteStore SockeyeByteStore;

/**
 * SockeyeByteStoreFuncs:
 * @gave_way: the bytes before @offset are about to be overwritten
 * @failed: the disk failed; @capacity bytes can still be kept
 * @room: there is room again after it was refused
 *
 * What the store tells. Called by any thread, with the store's lock.
 */
typedef struct
{
  void (*gave_way) (gpointer data, guint64 offset);
  void (*failed) (gpointer data, int error_number, guint64 capacity);
  void (*room) (gpointer data);
} SockeyeByteStoreFuncs;

/* For tests: called instead of a write that shall fail (errno), or before one that shall be slow (0). */
typedef int (*SockeyeWriteHook) (guint32 slot, gpointer data);

/* For tests: tells how many bytes are free, instead of the file system. */
typedef guint64 (*SockeyeRoomHook) (gpointer data);

SockeyeByteStore *sockeye_byte_store_new (const SockeyeCaptureLimits *limits,
                                          SockeyeDiskThread *disk,
                                          const SockeyeByteStoreFuncs *funcs,
                                          gpointer data);
void sockeye_byte_store_set_journal (SockeyeByteStore *self, SockeyeCaptureJournal *journal);
void sockeye_byte_store_stop (SockeyeByteStore *self);
void sockeye_byte_store_free (SockeyeByteStore *self);
void sockeye_byte_store_set_write_hook (SockeyeByteStore *self, SockeyeWriteHook hook, gpointer data);
void sockeye_byte_store_set_room_hook (SockeyeByteStore *self, SockeyeRoomHook hook, gpointer data);

void sockeye_byte_store_lock (SockeyeByteStore *self);
void sockeye_byte_store_unlock (SockeyeByteStore *self);
void sockeye_byte_store_release_before (SockeyeByteStore *self, guint64 offset);
void sockeye_byte_store_try_disk_again (SockeyeByteStore *self);

guint32 sockeye_byte_store_get_n_slots (SockeyeByteStore *self);

/* The producer's. */
guint64 sockeye_byte_store_get_end (SockeyeByteStore *self);
gboolean sockeye_byte_store_is_starved (SockeyeByteStore *self);
gboolean sockeye_byte_store_is_at_hand (SockeyeByteStore *self, gsize length);
gboolean sockeye_byte_store_make_room (SockeyeByteStore *self, gsize length, gboolean urgent);
guint8 *sockeye_byte_store_reserve (SockeyeByteStore *self, gsize wanted, gsize *available);
const guint8 *sockeye_byte_store_commit (SockeyeByteStore *self, gsize length);
void sockeye_byte_store_append (SockeyeByteStore *self, const guint8 *bytes, gsize length);

/* Any thread's. */
SockeyeReadResult
sockeye_byte_store_read (SockeyeByteStore *self, guint64 offset, guint8 *bytes, gsize length, gboolean wait);

G_END_DECLS
