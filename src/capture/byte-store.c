/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "byte-store-private.h"

#include <stdatomic.h>
#include <string.h>

/* Fewer chunks than this cannot hold a record of the largest size beside what is being written. */
#define CHUNKS_MIN         4
#define CHUNKS_ON_DISK_MIN (SPARE + CHUNKS_MIN)
#define SLOTS_MAX          (1u << 24) /* 16 TiB */

static guint64
get_chunk (guint64 offset)
{
  return offset / SOCKEYE_CHUNK_SIZE;
}

static guint64
get_chunk_offset (guint64 chunk)
{
  return chunk * SOCKEYE_CHUNK_SIZE;
}

/**
 * sockeye_byte_store_new:
 * @limits: how much to keep
 * @disk: (transfer none): the thread that writes
 * @funcs: what is told
 * @data: for @funcs
 *
 * A quota that fits into the memory needs no disk. Otherwise full chunks are written as soon as they are full, so
 * that a burst finds the memory empty.
 */
SockeyeByteStore *
sockeye_byte_store_new (const SockeyeCaptureLimits *limits,
                        SockeyeDiskThread *disk,
                        const SockeyeByteStoreFuncs *funcs,
                        gpointer data)
{
  SockeyeByteStore *self = g_new0 (SockeyeByteStore, 1);
  guint64 quota = CLAMP (limits->quota / SOCKEYE_CHUNK_SIZE, CHUNKS_MIN, SLOTS_MAX);
  guint64 memory = limits->memory / (SOCKEYE_CHUNK_SIZE + SOCKEYE_CHUNK_OVERHANG);

  self->n_chunks = (guint) CLAMP (memory, CHUNKS_ON_DISK_MIN, SLOTS_MAX);
  self->has_disk = quota > self->n_chunks;
  self->on_disk = self->has_disk;
  self->max_slots = (guint32) quota;
  if (!self->has_disk)
    self->n_chunks = (guint) quota;

  self->leave_free = limits->leave_free;
  self->directory = g_strdup (limits->directory);
  self->pool = sockeye_chunk_pool_new (self->n_chunks);
  self->recycled = self->n_chunks;
  self->n_places = (guint64) self->max_slots + self->n_chunks + AHEAD;
  self->places = g_malloc0_n (self->n_places, sizeof *self->places);
  self->disk = disk;
  self->funcs = *funcs;
  self->data = data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->free_slots);
  g_queue_init (&self->unwanted);
  g_queue_init (&self->holes);
  return self;
}

/**
 * sockeye_byte_store_set_journal:
 * @self: an empty store
 * @journal: (transfer none): what names its file, and is told which chunk is in which slot
 */
void
sockeye_byte_store_set_journal (SockeyeByteStore *self, SockeyeCaptureJournal *journal)
{
  self->journal = journal;
}

/**
 * sockeye_byte_store_get_n_slots:
 *
 * Returns: how many slots its file can have
 */
guint32
sockeye_byte_store_get_n_slots (SockeyeByteStore *self)
{
  return self->max_slots;
}

/**
 * sockeye_byte_store_stop:
 *
 * Nothing is told from now on. The disk thread goes on until it is stopped.
 */
void
sockeye_byte_store_stop (SockeyeByteStore *self)
{
  sockeye_lock (&self->lock);
  self->stopped = TRUE;
  sockeye_unlock (&self->lock);
}

/**
 * sockeye_byte_store_free:
 *
 * After the disk thread has ended. Closing a large file takes seconds: not on the UI thread.
 */
void
sockeye_byte_store_free (SockeyeByteStore *self)
{
  g_clear_pointer (&self->file, sockeye_ring_file_free);
  sockeye_chunk_pool_free (self->pool);
  g_queue_clear (&self->free_slots);
  g_queue_clear (&self->unwanted);
  g_queue_clear (&self->holes);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self->places);
  g_free (self->directory);
  g_free (self);
}

/**
 * sockeye_byte_store_set_write_hook:
 * @self: a store
 * @hook: (nullable): what is asked
 * @data: for @hook
 *
 * For tests: @hook is asked before each chunk is written, and can fail or delay the write.
 */
void
sockeye_byte_store_set_write_hook (SockeyeByteStore *self, SockeyeWriteHook hook, gpointer data)
{
  sockeye_lock (&self->lock);
  self->hook = hook;
  self->hook_data = data;
  sockeye_unlock (&self->lock);
}

/**
 * sockeye_byte_store_set_room_hook:
 * @self: a store
 * @hook: (nullable): see #SockeyeRoomHook
 * @data: for @hook
 */
void
sockeye_byte_store_set_room_hook (SockeyeByteStore *self, SockeyeRoomHook hook, gpointer data)
{
  sockeye_lock (&self->lock);
  self->room_hook = hook;
  self->room_hook_data = data;
  sockeye_unlock (&self->lock);
}

/**
 * sockeye_byte_store_lock:
 * @self: a store
 *
 * Takes the lock that the writer and the disk thread share.
 */
void
sockeye_byte_store_lock (SockeyeByteStore *self)
{
  sockeye_lock (&self->lock);
}

/**
 * sockeye_byte_store_unlock:
 * @self: a store
 *
 * Gives the lock back.
 */
void
sockeye_byte_store_unlock (SockeyeByteStore *self)
{
  sockeye_unlock (&self->lock);
}

static gboolean
has_room (SockeyeByteStore *self, guint64 chunk, gboolean urgent)
{
  guint limit = urgent ? self->n_chunks : self->n_chunks - SPARE;

  return !self->on_disk || chunk < self->written + limit;
}

/* Private: tells that room is there again after it was refused. Under the lock. */
void
sockeye_byte_store_check_room (SockeyeByteStore *self)
{
  g_cond_broadcast (&self->changed);
  if (!self->starved || !has_room (self, self->starved_for, FALSE))
    return;

  self->starved = FALSE;
  if (!self->stopped)
    self->funcs.room (self->data);
}

static void
free_places (SockeyeByteStore *self, guint64 first, GQueue *slots)
{
  for (guint64 chunk = self->first; chunk < MIN (first, self->written); chunk++)
    {
      guint32 place = self->places[chunk % self->n_places];

      if (place == 0)
        continue;
      g_queue_push_tail (slots, GUINT_TO_POINTER (place - 1));
      self->n_on_disk--;
    }

  self->first = first;
  self->written = MAX (self->written, first);
  if (!g_queue_is_empty (&self->unwanted))
    sockeye_byte_store_punch (self);
}

/* Private: chunks before @first give way, and their slots can be used again. Under the lock. */
void
sockeye_byte_store_give_way (SockeyeByteStore *self, guint64 first)
{
  if (!self->stopped)
    self->funcs.gave_way (self->data, get_chunk_offset (first));

  free_places (self, first, self->on_disk ? &self->free_slots : &self->unwanted);
}

/**
 * sockeye_byte_store_release_before:
 * @self: a store
 * @offset: nobody will want the bytes before; not more than what was published
 *
 * Gives memory and disk back, in whole chunks. With the store's lock; any thread.
 */
void
sockeye_byte_store_release_before (SockeyeByteStore *self, guint64 offset)
{
  guint64 first = MIN (get_chunk (offset), self->full);

  if (first <= self->first)
    return;

  for (guint64 chunk = self->first; chunk < first; chunk++)
    if (chunk + self->n_chunks >= self->full)
      sockeye_chunk_pool_forget (self->pool, chunk);
  self->prepared = first;
  self->recycled = first + self->n_chunks;
  free_places (self, first, &self->unwanted);
  sockeye_byte_store_check_room (self);
}

/**
 * sockeye_byte_store_try_disk_again:
 *
 * A disk that was given up is tried again. With the store's lock; any thread.
 */
void
sockeye_byte_store_try_disk_again (SockeyeByteStore *self)
{
  if (!self->has_disk || self->on_disk)
    return;

  self->on_disk = TRUE;
  self->told = FALSE;
  self->n_failed = 0;
  if (self->written < self->full)
    sockeye_byte_store_write_full (self);
}

/* Gets memory for the next chunk. An event waits for the disk when even what was left to events is used up. */
static gboolean
take_chunk (SockeyeByteStore *self, gboolean urgent)
{
  guint64 chunk = self->taken;
  gboolean taken;

  sockeye_lock (&self->lock);
  while (urgent && !has_room (self, chunk, TRUE))
    sockeye_lock_wait (&self->changed, &self->lock);
  taken = has_room (self, chunk, urgent);
  if (taken)
    {
      if (!self->on_disk && self->first + self->n_chunks <= chunk)
        sockeye_byte_store_give_way (self, chunk + 1 - self->n_chunks);
      atomic_store_explicit (&self->places[chunk % self->n_places], 0, memory_order_release);
      self->memory[chunk % AHEAD] = sockeye_chunk_pool_take (self->pool, chunk);
      self->taken++;
      sockeye_byte_store_prepare (self);
    }
  else
    {
      self->starved = TRUE;
      self->starved_for = chunk;
    }
  sockeye_unlock (&self->lock);

  return taken;
}

static void
advance (SockeyeByteStore *self, guint64 end)
{
  gboolean filled = get_chunk (end) > get_chunk (self->end);

  self->end = end;
  if (!filled)
    return;

  sockeye_lock (&self->lock);
  self->full = get_chunk (end);
  if (self->on_disk)
    sockeye_byte_store_write_full (self);
  sockeye_unlock (&self->lock);
}

/**
 * sockeye_byte_store_get_end:
 * @self: a store
 *
 * Returns: the offset of the next byte to come
 */
guint64
sockeye_byte_store_get_end (SockeyeByteStore *self)
{
  return self->end;
}

/**
 * sockeye_byte_store_is_starved:
 *
 * Returns: whether room was refused, and is still missing
 */
gboolean
sockeye_byte_store_is_starved (SockeyeByteStore *self)
{
  gboolean starved;

  sockeye_lock (&self->lock);
  starved = self->starved;
  sockeye_unlock (&self->lock);
  return starved;
}

/**
 * sockeye_byte_store_is_at_hand:
 *
 * Returns: whether @length more bytes go into chunks that are at hand already; otherwise
 *   sockeye_byte_store_make_room() may have older ones give way
 */
gboolean
sockeye_byte_store_is_at_hand (SockeyeByteStore *self, gsize length)
{
  return self->end + length <= get_chunk_offset (self->taken);
}

/**
 * sockeye_byte_store_make_room:
 * @self: a store
 * @length: how many bytes are to be appended, at most %SOCKEYE_RECORD_LENGTH_MAX
 * @urgent: they may take the room that is kept for events, and wait for the disk
 *
 * Returns: whether there is room; always for what is urgent
 */
gboolean
sockeye_byte_store_make_room (SockeyeByteStore *self, gsize length, gboolean urgent)
{
  while (!sockeye_byte_store_is_at_hand (self, length))
    if (!take_chunk (self, urgent))
      return FALSE;

  return TRUE;
}

static guint8 *
get_end_bytes (SockeyeByteStore *self)
{
  return self->memory[get_chunk (self->end) % AHEAD] + self->end % SOCKEYE_CHUNK_SIZE;
}

/**
 * sockeye_byte_store_reserve:
 * @self: a store
 * @wanted: how many bytes would be welcome
 * @available: (out): how many may be written; at least the smaller of @wanted and %SOCKEYE_CHUNK_OVERHANG
 *
 * Returns: (nullable): room in one piece, or %NULL when there is none now
 */
guint8 *
sockeye_byte_store_reserve (SockeyeByteStore *self, gsize wanted, gsize *available)
{
  gsize left = SOCKEYE_CHUNK_SIZE - self->end % SOCKEYE_CHUNK_SIZE;
  gsize least = CLAMP (wanted, 1, SOCKEYE_CHUNK_OVERHANG);

  if (!sockeye_byte_store_make_room (self, least, FALSE))
    return NULL;

  wanted = CLAMP (wanted, 1, SOCKEYE_RECORD_LENGTH_MAX);
  *available = MIN (wanted, left < least ? left + SOCKEYE_CHUNK_OVERHANG : left);
  return get_end_bytes (self);
}

/**
 * sockeye_byte_store_commit:
 * @self: a store
 * @length: how many of the reserved bytes are now part of the byte sequence
 *
 * Returns: (transfer none): these bytes in one piece, valid until the next call
 */
const guint8 *
sockeye_byte_store_commit (SockeyeByteStore *self, gsize length)
{
  const guint8 *bytes = get_end_bytes (self);
  gsize start = self->end % SOCKEYE_CHUNK_SIZE;

  if (start + length > SOCKEYE_CHUNK_SIZE)
    memcpy (self->memory[(get_chunk (self->end) + 1) % AHEAD], bytes - start + SOCKEYE_CHUNK_SIZE,
            start + length - SOCKEYE_CHUNK_SIZE);

  advance (self, self->end + length);
  return bytes;
}

/**
 * sockeye_byte_store_append:
 *
 * Copies bytes for which sockeye_byte_store_make_room() found room.
 */
void
sockeye_byte_store_append (SockeyeByteStore *self, const guint8 *bytes, gsize length)
{
  guint64 end = self->end + length;
  guint64 at = self->end;

  while (at < end)
    {
      gsize start = at % SOCKEYE_CHUNK_SIZE;
      gsize n = MIN (end - at, SOCKEYE_CHUNK_SIZE - start);

      memcpy (self->memory[get_chunk (at) % AHEAD] + start, bytes, n);
      bytes += n;
      at += n;
    }

  advance (self, end);
}

static SockeyeReadResult
read_piece (SockeyeByteStore *self, guint64 chunk, gsize start, guint8 *bytes, gsize length, gboolean wait)
{
  SockeyeChunk *pinned = sockeye_chunk_pool_pin (self->pool, chunk);
  guint32 place;

  if (pinned != NULL)
    {
      memcpy (bytes, pinned->bytes + start, length);
      sockeye_chunk_unpin (pinned);
      return SOCKEYE_READ_OK;
    }

  /* Its place was known before its memory was used again. */
  place = atomic_load_explicit (&self->places[chunk % self->n_places], memory_order_acquire);
  if (place == 0)
    return SOCKEYE_READ_GONE;

  return sockeye_ring_file_read (atomic_load_explicit (&self->file, memory_order_acquire), place - 1, start,
                                 bytes, length, wait);
}

/**
 * sockeye_byte_store_read:
 * @self: a store
 * @offset: the first byte
 * @bytes: (out caller-allocates) (array length=length): copied bytes
 * @length: how many; all of them were published
 * @wait: wait for the disk
 *
 * The caller looks afterwards whether the bytes have given way meanwhile: then it was something else that was read.
 */
SockeyeReadResult
sockeye_byte_store_read (SockeyeByteStore *self, guint64 offset, guint8 *bytes, gsize length, gboolean wait)
{
  while (length > 0)
    {
      gsize start = offset % SOCKEYE_CHUNK_SIZE;
      gsize n = MIN (length, SOCKEYE_CHUNK_SIZE - start);
      SockeyeReadResult result = read_piece (self, get_chunk (offset), start, bytes, n, wait);

      if (result != SOCKEYE_READ_OK)
        return result;
      bytes += n;
      offset += n;
      length -= n;
    }

  return SOCKEYE_READ_OK;
}
