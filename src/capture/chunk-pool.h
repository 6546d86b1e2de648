/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOCKEYE_CHUNK_SIZE (1u << 20)

/* A chunk is followed by room for what is received beyond its end: it is moved to the next chunk's beginning. So
 * room of this size can always be lent in one piece, although the byte sequence has no holes. No datagram is larger. */
#define SOCKEYE_CHUNK_OVERHANG (64u << 10)

/**
 * SockeyeChunk:
 * @bytes: %SOCKEYE_CHUNK_SIZE + %SOCKEYE_CHUNK_OVERHANG bytes, aligned to a page
 * @tag: number of the chunk of the byte sequence that it holds, plus one; 0: none
 * @n_readers: how many readers look at it right now
 */
typedef struct
{
  guint8 *bytes;
  _Atomic guint64 tag;
  _Atomic guint32 n_readers;
} SockeyeChunk;

/* The newest chunks of the byte sequence, in memory. Pieces of memory are recycled: number n takes the place of
 * number n - n_slots. */
typedef struct _SockeyeChunkPool SockeyeChunkPool;

SockeyeChunkPool *sockeye_chunk_pool_new (guint n_slots);
void sockeye_chunk_pool_free (SockeyeChunkPool *self);
guint8 *sockeye_chunk_pool_take (SockeyeChunkPool *self, guint64 number);
void sockeye_chunk_pool_prepare (SockeyeChunkPool *self, guint64 number);
void sockeye_chunk_pool_forget (SockeyeChunkPool *self, guint64 number);

SockeyeChunk *sockeye_chunk_pool_pin (SockeyeChunkPool *self, guint64 number);
void sockeye_chunk_unpin (SockeyeChunk *chunk);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeChunkPool, sockeye_chunk_pool_free)

G_END_DECLS
