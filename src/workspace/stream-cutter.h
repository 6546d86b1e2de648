/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No piece is longer. */
#define SOCKEYE_STREAM_PIECE_MAX 64u

/**
 * SockeyeStreamCutter:
 *
 * Private in its fields; all zeros at a stream's beginning. Cuts a stream at places that depend on nothing but the bytes
 * shortly before: behind line ends, and otherwise so that pieces are some 30 bytes long. So the same bytes are cut in the same
 * way, whatever came long before, and however they were received.
 */
typedef struct
{
  guint32 hash;
  guint32 length;
} SockeyeStreamCutter;

gboolean sockeye_stream_cutter_push (SockeyeStreamCutter *self, const guint8 *bytes, gsize *length);

G_END_DECLS
