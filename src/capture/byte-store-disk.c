/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "byte-store-private.h"
#include "capture-journal-format.h"
#include "scratch-file.h"

#include <errno.h>
#include <stdatomic.h>

/* The part of the store that the disk thread runs. */

#define RETRY_AFTER     256 /* writes, until a file that could not grow is tried again */
#define FAILED_MAX      4   /* writes one after the other, then the disk is given up */
#define RECOVERED_AFTER 64  /* slots that the file has got since it could not grow */
#define BAD_MAX         16  /* slots in all */
#define SHRINK_EVERY    16  /* writes */
#define SHRINK_MAX      64  /* chunks at a time */

static gboolean
pop_slot (GQueue *queue, guint32 *slot)
{
  if (g_queue_is_empty (queue))
    return FALSE;

  *slot = GPOINTER_TO_UINT (g_queue_pop_head (queue));
  return TRUE;
}

static void
tell_failure (SockeyeByteStore *self, int error_number)
{
  guint64 chunks = self->on_disk ? self->n_on_disk : self->n_chunks - 1;

  if (!self->told && !self->stopped)
    self->funcs.failed (self->data, error_number, chunks * SOCKEYE_CHUNK_SIZE);
  self->told = TRUE;
  self->n_grown = 0;
}

/* From now on the oldest gives way when the memory is full. */
static void
give_up_disk (SockeyeByteStore *self, int error_number)
{
  self->on_disk = FALSE;
  self->told = FALSE;
  tell_failure (self, error_number);
  sockeye_byte_store_check_room (self);
}

static gboolean
is_within_quota (SockeyeByteStore *self)
{
  return !g_queue_is_empty (&self->holes) || self->n_slots < self->max_slots;
}

/* The file grows while the quota allows it and the file system has more room than shall stay free. */
static gboolean
grow (SockeyeByteStore *self, guint64 room, guint32 *slot)
{
  if (!is_within_quota (self) || self->n_writes < self->retry_at || room < SOCKEYE_CHUNK_SIZE
      || room - SOCKEYE_CHUNK_SIZE < self->leave_free)
    return FALSE;

  if (!pop_slot (&self->holes, slot))
    *slot = self->n_slots++;
  if (++self->n_grown >= RECOVERED_AFTER)
    self->told = FALSE;
  return TRUE;
}

/* A slot for the next chunk; the oldest chunk's when there is no other. */
static gboolean
find_slot (SockeyeByteStore *self, guint64 room, guint32 *slot)
{
  if (pop_slot (&self->free_slots, slot))
    return TRUE;
  if (room >= self->leave_free && pop_slot (&self->unwanted, slot))
    return TRUE;
  if (grow (self, room, slot))
    return TRUE;

  /* What memory holds is more than what the disk would. */
  if (self->n_on_disk <= self->n_chunks)
    return pop_slot (&self->unwanted, slot);

  if (is_within_quota (self))
    tell_failure (self, ENOSPC);
  sockeye_byte_store_give_way (self, self->first + 1);
  return pop_slot (&self->free_slots, slot);
}

/* Others fill the disk: the oldest chunks' room is given back. */
static void
shrink (SockeyeByteStore *self, guint64 room)
{
  guint64 n;
  guint32 slot;

  if (room >= self->leave_free || self->n_writes % SHRINK_EVERY != 0)
    return;

  n = MIN ((self->leave_free - room) / SOCKEYE_CHUNK_SIZE + 1, SHRINK_MAX);
  for (; n > 0 && self->n_on_disk > self->n_chunks; n--)
    sockeye_byte_store_give_way (self, self->first + 1);
  while (pop_slot (&self->free_slots, &slot))
    g_queue_push_tail (&self->unwanted, GUINT_TO_POINTER (slot));
  if (!g_queue_is_empty (&self->unwanted))
    sockeye_byte_store_punch (self);
}

static void
write_failed (SockeyeByteStore *self, guint32 slot, int error_number)
{
  gboolean full = error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;

  /* A bad place is never used again. */
  if (full)
    {
      g_queue_push_tail (&self->holes, GUINT_TO_POINTER (slot));
      self->retry_at = self->n_writes + RETRY_AFTER;
    }
  else
    self->n_bad++;

  self->n_failed++;
  if (self->n_failed >= FAILED_MAX || self->n_bad >= BAD_MAX || self->n_on_disk <= self->n_chunks)
    give_up_disk (self, error_number);
  else
    tell_failure (self, error_number);
}

static void
write_succeeded (SockeyeByteStore *self, guint64 chunk, guint32 slot)
{
  self->n_failed = 0;
  self->n_writes++;
  if (chunk < self->first)
    {
      g_queue_push_tail (&self->free_slots, GUINT_TO_POINTER (slot));
      return;
    }

  atomic_store_explicit (&self->places[chunk % self->n_places], slot + 1, memory_order_release);
  self->n_on_disk++;
  self->written = MAX (self->written, chunk + 1);
}

static SockeyeRingFile *
make_file (SockeyeByteStore *self, int *error_number)
{
  const char *directory = self->journal != NULL ? sockeye_capture_journal_get_directory (self->journal)
                                                : NULL;
  int fd;

  if (directory == NULL)
    return sockeye_ring_file_new (self->directory, error_number);
  fd = sockeye_scratch_file_create (directory, SOCKEYE_JOURNAL_CHUNKS, error_number);
  return fd >= 0 ? sockeye_ring_file_new_for_fd (fd) : NULL;
}

/* With 0, nothing that was there before is taken for whole. */
static void
note_slot (SockeyeByteStore *self, guint32 slot, guint64 chunk)
{
  if (self->journal != NULL)
    sockeye_capture_journal_set_slot (self->journal, slot, chunk);
}

static SockeyeRingFile *
get_file (SockeyeByteStore *self)
{
  SockeyeRingFile *file = self->file;
  int error_number = 0;

  if (file != NULL)
    return file;

  file = make_file (self, &error_number);
  if (file != NULL)
    atomic_store_explicit (&self->file, file, memory_order_release);
  else
    {
      sockeye_lock (&self->lock);
      give_up_disk (self, error_number);
      sockeye_unlock (&self->lock);
    }
  return file;
}

static guint64
get_room (SockeyeByteStore *self, SockeyeRingFile *file)
{
  SockeyeRoomHook hook;
  gpointer hook_data;

  if (file == NULL)
    return 0;

  sockeye_lock (&self->lock);
  hook = self->room_hook;
  hook_data = self->room_hook_data;
  sockeye_unlock (&self->lock);
  return hook != NULL ? hook (hook_data) : sockeye_ring_file_get_room (file);
}

static int
write_chunk (SockeyeByteStore *self, SockeyeRingFile *file, guint64 chunk, guint32 slot)
{
  SockeyeWriteHook hook;
  gpointer hook_data;
  SockeyeChunk *pinned;
  int error_number = 0;

  hook = self->hook;
  hook_data = self->hook_data;
  pinned = sockeye_chunk_pool_pin (self->pool, chunk);
  sockeye_unlock (&self->lock);

  if (hook != NULL)
    error_number = hook (slot, hook_data);
  if (error_number == 0 && pinned != NULL)
    {
      note_slot (self, slot, 0);
      error_number = sockeye_ring_file_write (file, slot, pinned->bytes);
      if (error_number == 0)
        note_slot (self, slot, chunk + 1);
    }
  if (pinned != NULL)
    sockeye_chunk_unpin (pinned);

  sockeye_lock (&self->lock);
  return error_number;
}

static gboolean
write_next (gpointer data)
{
  SockeyeByteStore *self = data;
  SockeyeRingFile *file = get_file (self);
  guint64 room = get_room (self, file);
  gboolean again;
  guint32 slot;

  sockeye_lock (&self->lock);
  if (file != NULL && self->on_disk && self->written < self->full)
    {
      guint64 chunk = self->written;

      shrink (self, room);
      if (find_slot (self, room, &slot))
        {
          int error_number = write_chunk (self, file, chunk, slot);

          if (error_number == 0)
            write_succeeded (self, chunk, slot);
          else
            write_failed (self, slot, error_number);
        }
      else
        give_up_disk (self, ENOSPC);
      sockeye_byte_store_check_room (self);
    }
  again = self->on_disk && self->written < self->full && !self->stopped;
  sockeye_unlock (&self->lock);

  return again;
}

/* Private: full chunks wait to be written. */
void
sockeye_byte_store_write_full (SockeyeByteStore *self)
{
  sockeye_disk_thread_push (self->disk, write_next, self);
}

static guint64
get_prepare_end (SockeyeByteStore *self)
{
  return MIN (self->full + 1 + AHEAD, self->recycled);
}

static gboolean
prepare_next (gpointer data)
{
  SockeyeByteStore *self = data;
  gboolean again;
  guint64 chunk;

  sockeye_lock (&self->lock);
  chunk = self->prepared;
  again = chunk < get_prepare_end (self) && !self->stopped;
  if (again)
    self->prepared++;
  sockeye_unlock (&self->lock);

  if (again)
    sockeye_chunk_pool_prepare (self->pool, chunk);
  return again;
}

/* Private: the next chunks' memory is to be taken. Not before one was full: most captures never need another thread.
 * Under the lock. */
void
sockeye_byte_store_prepare (SockeyeByteStore *self)
{
  if (self->full > 0 && self->prepared < get_prepare_end (self))
    sockeye_disk_thread_push (self->disk, prepare_next, self);
}

static gboolean
punch_next (gpointer data)
{
  SockeyeByteStore *self = data;
  gboolean found, again;
  guint32 slot;

  sockeye_lock (&self->lock);
  found = pop_slot (&self->unwanted, &slot);
  sockeye_unlock (&self->lock);
  if (!found)
    return FALSE;

  note_slot (self, slot, 0);
  found = sockeye_ring_file_punch (self->file, slot) == 0;

  sockeye_lock (&self->lock);
  self->retry_at = 0;
  g_queue_push_tail (found ? &self->holes : &self->free_slots, GUINT_TO_POINTER (slot));
  again = !g_queue_is_empty (&self->unwanted) && !self->stopped;
  sockeye_unlock (&self->lock);
  return again;
}

/* Private: the room of unwanted slots is to be given back. */
void
sockeye_byte_store_punch (SockeyeByteStore *self)
{
  sockeye_disk_thread_push (self->disk, punch_next, self);
}
