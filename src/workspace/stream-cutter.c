/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-cutter.h"

#define PIECE_MIN 8u
/* One in 32 hashes ends a piece. Bit n of the hash depends on the last n + 1 bytes, so these on the last eight. */
#define END_BITS 0xf8u

/* Any spreading will do, as long as it stays the same. */
static inline guint32
spread (guint8 byte)
{
  guint32 x = ((guint32) byte + 1) * 0x9e3779b1u;

  x ^= x >> 15;
  x *= 0x85ebca77u;
  return x ^ (x >> 13);
}

/**
 * sockeye_stream_cutter_push:
 * @self: a cutter
 * @bytes: (array length=length): what follows in the stream
 * @length: (inout): how many; then how many of them belong to the piece
 *
 * Returns: whether the piece ends there; otherwise all bytes belong to it, and it goes on
 */
gboolean
sockeye_stream_cutter_push (SockeyeStreamCutter *self, const guint8 *bytes, gsize *length)
{
  for (gsize i = 0; i < *length; i++)
    {
      self->hash = (self->hash << 1) + spread (bytes[i]);
      self->length++;
      if (bytes[i] == '\n' || self->length == SOCKEYE_STREAM_PIECE_MAX
          || (self->length >= PIECE_MIN && (self->hash & END_BITS) == 0))
        {
          self->length = 0;
          *length = i + 1;
          return TRUE;
        }
    }
  return FALSE;
}
