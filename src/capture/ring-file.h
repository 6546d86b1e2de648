/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* Chunks on disk, in places (slots) of a file. Written by one thread, read by any. */
typedef struct _SockeyeRingFile SockeyeRingFile;

SockeyeRingFile *sockeye_ring_file_new (const char *directory, int *error_number);
SockeyeRingFile *sockeye_ring_file_new_for_fd (int fd);
void sockeye_ring_file_forgo_direct (SockeyeRingFile *self);
void sockeye_ring_file_free (SockeyeRingFile *self);

guint64 sockeye_ring_file_get_room (SockeyeRingFile *self);
int sockeye_ring_file_write (SockeyeRingFile *self, guint32 slot, const guint8 *chunk);
int sockeye_ring_file_punch (SockeyeRingFile *self, guint32 slot);
SockeyeReadResult sockeye_ring_file_read (SockeyeRingFile *self,
                                          guint32 slot,
                                          gsize start,
                                          guint8 *bytes,
                                          gsize length,
                                          gboolean wait);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeRingFile, sockeye_ring_file_free)

G_END_DECLS
