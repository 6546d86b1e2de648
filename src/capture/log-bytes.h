/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* A piece of a frame as it stands in the capture. */
typedef struct
{
  guint32 begin;  /* the frame's byte that it begins with */
  guint64 offset; /* where that is in the capture */
} SockeyeLogFramePart;

/*
 * Reads a capture's bytes, in one of two ways: without waiting for the disk, piece by piece; or waiting for it and then
 * ahead, for those who go through all of it. Belongs to one thread.
 */
typedef struct _SockeyeLogBytes SockeyeLogBytes;

SockeyeLogBytes *sockeye_log_bytes_new (SockeyeCapture *capture, gboolean wait);
void sockeye_log_bytes_free (SockeyeLogBytes *self);
SockeyeCapture *sockeye_log_bytes_get_capture (SockeyeLogBytes *self);
gboolean sockeye_log_bytes_find_map (SockeyeLogBytes *self, guint64 key, guint64 *offset);
guint64 sockeye_log_bytes_add_map (SockeyeLogBytes *self,
                                   guint64 key,
                                   guint32 length,
                                   const SockeyeLogFramePart *parts,
                                   guint n_parts);
void sockeye_log_bytes_forget_maps (SockeyeLogBytes *self);
SockeyeReadResult sockeye_log_bytes_read (SockeyeLogBytes *self, guint64 offset, guint8 *bytes, gsize length);

G_END_DECLS
