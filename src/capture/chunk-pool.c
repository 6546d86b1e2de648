/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "chunk-pool.h"

#include <stdatomic.h>
#include <sys/mman.h>

#define BYTES (SOCKEYE_CHUNK_SIZE + SOCKEYE_CHUNK_OVERHANG)

/* On x86-64, and on other machines with pages of 4 KiB. */
#define HUGE_PAGE ((gsize) 2 << 20)

/* Readers never wait for the writer and the writer never waits for readers. A reader says that it looks (n_readers),
 * then checks the tag; the writer clears the tag, then checks n_readers: one of the two sees the other, because all
 * four are sequentially consistent. A chunk that is looked at is set aside, and another takes its place. */
struct _SockeyeChunkPool
{
  guint n_slots;
  _Atomic (SockeyeChunk *) *slots;
  GPtrArray *aside; /* at most as many as there were readers at once */

  guint8 *mapped; /* holds the places, in which all chunks are but those that stand in for others */
  gsize mapped_length;
  guint8 *places;
};

/* Address space only: memory is taken page by page when it is first touched. */
static void *
map (gsize length)
{
  void *bytes = mmap (NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                      0);

  if (bytes == MAP_FAILED)
    g_error ("There is no memory for %" G_GSIZE_FORMAT " bytes", length);
  return bytes;
}

/* Copying into huge pages and writing from them costs the processor half of what small ones do. But one is cleared all
 * at once, which is long for who waits for it: the first chunks, which nobody can prepare, are of small pages. */
static void
map_places (SockeyeChunkPool *self)
{
  gsize length = (gsize) self->n_slots * BYTES;
  gsize past;

  self->mapped_length = length + 2 * HUGE_PAGE;
  self->mapped = map (self->mapped_length);
  past = (gsize) self->mapped % HUGE_PAGE;
  self->places = self->mapped + (past == 0 ? 0 : HUGE_PAGE - past);
  madvise (self->places, HUGE_PAGE, MADV_NOHUGEPAGE);
  madvise (self->places + HUGE_PAGE, length, MADV_HUGEPAGE);
}

static SockeyeChunk *
chunk_new (guint8 *bytes)
{
  SockeyeChunk *chunk = g_new0 (SockeyeChunk, 1);

  chunk->bytes = bytes;
  return chunk;
}

static guint8 *
get_place (SockeyeChunkPool *self, guint64 number)
{
  return self->places + (number % self->n_slots) * BYTES;
}

static void
chunk_free (SockeyeChunkPool *self, SockeyeChunk *chunk)
{
  if (chunk != NULL && (chunk->bytes < self->mapped || chunk->bytes >= self->mapped + self->mapped_length))
    munmap (chunk->bytes, BYTES);
  g_free (chunk);
}

static gboolean
clear (SockeyeChunk *chunk)
{
  atomic_store (&chunk->tag, 0);
  return atomic_load (&chunk->n_readers) == 0;
}

static SockeyeChunk *
replace (SockeyeChunkPool *self, SockeyeChunk *busy)
{
  SockeyeChunk *chunk = NULL;

  for (guint i = 0; i < self->aside->len && chunk == NULL; i++)
    if (clear (g_ptr_array_index (self->aside, i)))
      chunk = g_ptr_array_steal_index_fast (self->aside, i);

  g_ptr_array_add (self->aside, busy);
  return chunk != NULL ? chunk : chunk_new (map (BYTES));
}

/**
 * sockeye_chunk_pool_new:
 * @n_slots: how many chunks stay in memory
 *
 * Memory is taken when a chunk is first needed.
 */
SockeyeChunkPool *
sockeye_chunk_pool_new (guint n_slots)
{
  SockeyeChunkPool *self = g_new0 (SockeyeChunkPool, 1);

  self->n_slots = n_slots;
  self->slots = g_malloc0_n (n_slots, sizeof *self->slots);
  self->aside = g_ptr_array_new ();
  map_places (self);
  return self;
}

/**
 * sockeye_chunk_pool_free:
 * @self: (transfer full) (nullable): a pool
 *
 * Nobody may read from it any more.
 */
void
sockeye_chunk_pool_free (SockeyeChunkPool *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    chunk_free (self, self->slots[i]);
  for (guint i = 0; i < self->aside->len; i++)
    chunk_free (self, g_ptr_array_index (self->aside, i));
  munmap (self->mapped, self->mapped_length);
  g_free (self->slots);
  g_ptr_array_unref (self->aside);
  g_free (self);
}

/**
 * sockeye_chunk_pool_take:
 * @self: a pool
 * @number: the next chunk of the byte sequence
 *
 * Gives the memory of chunk @number - n_slots to chunk @number. Only one thread may call this at a time.
 *
 * Returns: (transfer none): the chunk's bytes
 */
guint8 *
sockeye_chunk_pool_take (SockeyeChunkPool *self, guint64 number)
{
  _Atomic (SockeyeChunk *) *slot = &self->slots[number % self->n_slots];
  SockeyeChunk *chunk = atomic_load_explicit (slot, memory_order_relaxed);

  if (chunk == NULL)
    chunk = chunk_new (get_place (self, number));
  else if (!clear (chunk))
    chunk = replace (self, chunk);

  atomic_store_explicit (slot, chunk, memory_order_release);
  atomic_store (&chunk->tag, number + 1);
  return chunk->bytes;
}

/**
 * sockeye_chunk_pool_prepare:
 * @self: a pool
 * @number: a chunk that comes soon
 *
 * Takes the memory that the chunk will have, so that who fills it need not wait until the system has cleared it. Any
 * thread; no content is changed.
 */
void
sockeye_chunk_pool_prepare (SockeyeChunkPool *self, guint64 number)
{
#ifdef MADV_POPULATE_WRITE
  madvise (get_place (self, number), BYTES, MADV_POPULATE_WRITE);
#endif
}

/**
 * sockeye_chunk_pool_forget:
 * @self: a pool
 * @number: a chunk that nobody will want any more
 *
 * Gives its memory back to the system. Not while another thread is in this function or in
 * sockeye_chunk_pool_take().
 */
void
sockeye_chunk_pool_forget (SockeyeChunkPool *self, guint64 number)
{
  SockeyeChunk *chunk = self->slots[number % self->n_slots];

  if (chunk != NULL && atomic_load (&chunk->tag) == number + 1 && clear (chunk))
    madvise (chunk->bytes, BYTES, MADV_DONTNEED);
}

/**
 * sockeye_chunk_pool_pin:
 * @self: a pool
 * @number: a chunk of the byte sequence
 *
 * Keeps the chunk's bytes as they are until sockeye_chunk_unpin(). Any thread; never waits.
 *
 * Returns: (nullable) (transfer none): %NULL when it is not in memory
 */
SockeyeChunk *
sockeye_chunk_pool_pin (SockeyeChunkPool *self, guint64 number)
{
  SockeyeChunk *chunk = atomic_load_explicit (&self->slots[number % self->n_slots], memory_order_acquire);

  if (chunk == NULL)
    return NULL;

  atomic_fetch_add (&chunk->n_readers, 1);
  if (atomic_load (&chunk->tag) == number + 1)
    return chunk;

  sockeye_chunk_unpin (chunk);
  return NULL;
}

/**
 * sockeye_chunk_unpin:
 * @chunk: a chunk that sockeye_chunk_pool_pin() returned
 *
 * The chunk may be used again for other bytes.
 */
void
sockeye_chunk_unpin (SockeyeChunk *chunk)
{
  atomic_fetch_sub (&chunk->n_readers, 1);
}
