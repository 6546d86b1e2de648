/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOCKEYE_CHUNK_SIZE (1u << 20)

/* A file without a name, of slots of one chunk each, gone with its last descriptor. */
typedef struct _SockeyeRingFile SockeyeRingFile;

SockeyeRingFile *sockeye_ring_file_new (const char *directory, GError **error);
void sockeye_ring_file_free (SockeyeRingFile *self);
int sockeye_ring_file_write (SockeyeRingFile *self, guint64 slot, const guint8 *chunk);
int
sockeye_ring_file_read (SockeyeRingFile *self, guint64 offset, guint8 *bytes, gsize length, gboolean wait);
guint64 sockeye_ring_file_get_free_space (SockeyeRingFile *self);
int sockeye_open_unnamed (const char *directory, GError **error);

G_END_DECLS
