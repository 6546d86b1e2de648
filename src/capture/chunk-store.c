/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "chunk-store.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define NO_CHUNK     G_MAXUINT64
#define N_CHUNKS_MIN 4u
/* Chunks beyond the pool that only events may take, so that an event can always be told. */
#define N_CHUNKS_SPARE 4u
/* The free space is looked at whenever so many chunks were written. */
#define SPACE_CHECK_INTERVAL 64u
/* A reader holds a chunk for as long as it copies from it: microseconds. */
#define N_PIN_TRIES 4096u

/*
 * A chunk's number is the offset of its first byte divided by its size. A reader pins a chunk, looks at its number,
 * copies, and unpins it; the writer takes the number away, and uses the chunk only when it is not pinned.
 */
typedef struct
{
  guint8 *bytes;
  _Atomic guint64 number;
  _Atomic guint pins;
  gboolean on_disk; /* the ring file has it as well (under the mutex) */
} Chunk;

struct _SockeyeChunkStore
{
  gatomicrefcount ref_count; /* the owner's and the disk thread's */

  /* Set once. */
  char *directory;
  guint64 leave_free;
  guint n_chunks_max;
  guint64 n_slots_max;

  Chunk *chunks; /* n_chunks_max + N_CHUNKS_SPARE of them */
  _Atomic guint n_chunks;

  /* The writer's. */
  Chunk *current;
  guint64 end;

  /* Published. */
  _Atomic guint64 first_chunk; /* changes under the mutex */
  _Atomic guint32 *slot_of;    /* by chunk number modulo n_slots_max */
  SockeyeRingFile *_Atomic file;

  GMutex mutex;
  GCond work;
  GQueue full; /* chunks to be written, the oldest first */
  GQueue idle; /* chunks that may be used again, the longest unused first */
  gboolean quit;
  gboolean starved;
  guint64 discard_before; /* chunk number */
  gboolean failed;
  int failure;
  guint64 capacity;

  GMainContext *room_context;
  GSourceFunc room_func;
  gpointer room_data;
  GSource *room_source;

  /* The disk thread's. */
  gboolean memory_only;
  guint64 oldest_on_disk; /* chunk number */
  guint64 n_on_disk;
  guint64 n_slots; /* as many as it may use now */
  guint64 n_slots_used;
  GArray *free_slots;
  guint since_space_check;

  SockeyeWriteHook hook;
  gpointer hook_data;
};

static void
clear_room_source (SockeyeChunkStore *self)
{
  if (self->room_source != NULL)
    g_source_destroy (self->room_source);
  g_clear_pointer (&self->room_source, g_source_unref);
}

static void
store_unref (SockeyeChunkStore *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < atomic_load (&self->n_chunks); i++)
    munmap (self->chunks[i].bytes, SOCKEYE_CHUNK_SIZE);
  sockeye_ring_file_free (atomic_load (&self->file));
  g_queue_clear (&self->full);
  g_queue_clear (&self->idle);
  g_clear_pointer (&self->free_slots, g_array_unref);
  clear_room_source (self);
  g_clear_pointer (&self->room_context, g_main_context_unref);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->work);
  g_free (self->slot_of);
  g_free (self->chunks);
  g_free (self->directory);
  g_free (self);
}

/* With the mutex held. */
static void
give_way_before (SockeyeChunkStore *self, guint64 chunk)
{
  if (chunk > atomic_load (&self->first_chunk))
    atomic_store (&self->first_chunk, chunk);
}

/* With the mutex held. */
static void
call_room_func (SockeyeChunkStore *self)
{
  if (self->room_func == NULL)
    return;

  clear_room_source (self);
  self->room_source = g_idle_source_new ();
  g_source_set_priority (self->room_source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->room_source, self->room_func, self->room_data, NULL);
  g_source_attach (self->room_source, self->room_context);
}

/* With the mutex held. */
static void
make_idle (SockeyeChunkStore *self, Chunk *chunk, gboolean on_disk)
{
  chunk->on_disk = on_disk;
  g_queue_push_tail (&self->idle, chunk);
  if (self->starved)
    {
      self->starved = FALSE;
      call_room_func (self);
    }
}

/* The disk thread */

static void
report_failure (SockeyeChunkStore *self, int error_number, guint64 capacity)
{
  g_mutex_lock (&self->mutex);
  self->failed = TRUE;
  self->failure = error_number;
  self->capacity = capacity;
  g_mutex_unlock (&self->mutex);
}

/* The file cannot grow: from now on it is as large as it is. */
static void
stop_growing (SockeyeChunkStore *self, int error_number)
{
  self->n_slots = self->n_on_disk;
  if (self->n_slots == 0)
    self->memory_only = TRUE;
  report_failure (self, error_number,
                  (self->n_slots + (self->memory_only ? self->n_chunks_max : 0)) * SOCKEYE_CHUNK_SIZE);
}

static gboolean
open_file (SockeyeChunkStore *self)
{
  SockeyeRingFile *file;

  if (atomic_load (&self->file) != NULL)
    return TRUE;

  /* The error's words are made from errno where it is shown. */
  file = sockeye_ring_file_new (self->directory, NULL);
  if (file == NULL)
    {
      stop_growing (self, errno != 0 ? errno : EIO);
      return FALSE;
    }
  atomic_store (&self->file, file);
  return TRUE;
}

static void
check_space (SockeyeChunkStore *self)
{
  if (self->since_space_check++ % SPACE_CHECK_INTERVAL != 0 || self->n_on_disk >= self->n_slots)
    return;

  if (sockeye_ring_file_get_free_space (atomic_load (&self->file)) < self->leave_free)
    stop_growing (self, ENOSPC);
}

/* Frees the slot of the oldest chunk on the disk; readers know before it is written over. */
static void
drop_oldest (SockeyeChunkStore *self)
{
  guint32 slot = atomic_load (&self->slot_of[self->oldest_on_disk % self->n_slots_max]);

  g_array_append_val (self->free_slots, slot);
  self->oldest_on_disk++;
  self->n_on_disk--;
  g_mutex_lock (&self->mutex);
  give_way_before (self, self->oldest_on_disk);
  g_mutex_unlock (&self->mutex);
}

static void
drop_discarded (SockeyeChunkStore *self)
{
  guint64 before;

  g_mutex_lock (&self->mutex);
  before = self->discard_before;
  g_mutex_unlock (&self->mutex);
  while (self->n_on_disk > 0 && self->oldest_on_disk < before)
    drop_oldest (self);
}

static guint32
take_slot (SockeyeChunkStore *self)
{
  guint32 slot;

  while (self->n_on_disk >= self->n_slots)
    drop_oldest (self);
  if (self->free_slots->len == 0)
    return (guint32) self->n_slots_used++;

  slot = g_array_index (self->free_slots, guint32, self->free_slots->len - 1);
  g_array_set_size (self->free_slots, self->free_slots->len - 1);
  return slot;
}

static int
write_to_slot (SockeyeChunkStore *self, guint32 slot, Chunk *chunk)
{
  int result = self->hook != NULL ? self->hook (slot, self->hook_data) : 0;

  return result != 0 ? result : sockeye_ring_file_write (atomic_load (&self->file), slot, chunk->bytes);
}

/* Returns TRUE when the chunk is on the disk. */
static gboolean
write_chunk (SockeyeChunkStore *self, Chunk *chunk)
{
  guint64 number = atomic_load (&chunk->number);

  drop_discarded (self);
  while (!self->memory_only && open_file (self))
    {
      guint32 slot;
      int result;

      check_space (self);
      if (self->memory_only)
        break;
      slot = take_slot (self);
      result = write_to_slot (self, slot, chunk);
      if (result == 0)
        {
          if (self->n_on_disk == 0)
            self->oldest_on_disk = number;
          atomic_store (&self->slot_of[number % self->n_slots_max], slot);
          self->n_on_disk++;
          return TRUE;
        }

      /* One slot less; with the next try the oldest chunk makes room, until none is left. */
      stop_growing (self, result);
    }

  return FALSE;
}

/* What is kept must be without a gap: when the disk failed, only memory's newest is left. */
static void
forget_disk (SockeyeChunkStore *self)
{
  while (self->n_on_disk > 0)
    drop_oldest (self);
}

static gpointer
run (gpointer data)
{
  SockeyeChunkStore *self = data;

  /* The program's own work comes first. */
  setpriority (PRIO_PROCESS, 0, 10);
  g_mutex_lock (&self->mutex);
  while (TRUE)
    {
      Chunk *chunk;
      gboolean written;

      while (self->full.head == NULL && !self->quit)
        g_cond_wait (&self->work, &self->mutex);
      if (self->quit)
        break;

      chunk = g_queue_peek_head (&self->full);
      g_mutex_unlock (&self->mutex);
      written = write_chunk (self, chunk);
      if (!written)
        forget_disk (self);
      g_mutex_lock (&self->mutex);
      g_queue_pop_head (&self->full);
      make_idle (self, chunk, written);
    }
  g_mutex_unlock (&self->mutex);

  store_unref (self);
  return NULL;
}

/* The writer */

static Chunk *
allocate_chunk (SockeyeChunkStore *self, guint limit)
{
  guint n = atomic_load (&self->n_chunks);
  guint8 *bytes;

  if (n >= limit)
    return NULL;

  bytes = mmap (NULL, SOCKEYE_CHUNK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
                -1, 0);
  if (bytes == MAP_FAILED)
    return NULL;

  self->chunks[n].bytes = bytes;
  atomic_store (&self->chunks[n].number, NO_CHUNK);
  atomic_store (&self->n_chunks, n + 1);
  return &self->chunks[n];
}

/* Waits until no reader is copying from it; FALSE: one was held up in the middle. */
static gboolean
claim (Chunk *chunk)
{
  atomic_store (&chunk->number, NO_CHUNK);
  for (guint i = 0; i < N_PIN_TRIES; i++)
    {
      if (atomic_load (&chunk->pins) == 0)
        return TRUE;
      g_thread_yield ();
    }

  return FALSE;
}

static Chunk *
reuse_chunk (SockeyeChunkStore *self)
{
  Chunk *taken = NULL;

  g_mutex_lock (&self->mutex);
  for (guint n = g_queue_get_length (&self->idle); taken == NULL && n > 0; n--)
    {
      Chunk *chunk = g_queue_pop_head (&self->idle);
      guint64 number = atomic_load (&chunk->number);

      if (!chunk->on_disk && number != NO_CHUNK)
        give_way_before (self, number + 1);
      if (claim (chunk))
        taken = chunk;
      else
        g_queue_push_tail (&self->idle, chunk);
    }
  if (taken == NULL && self->idle.head != NULL)
    call_room_func (self); /* held up by a reader only */
  else if (taken == NULL)
    self->starved = TRUE;
  g_mutex_unlock (&self->mutex);

  return taken;
}

static Chunk *
take_chunk (SockeyeChunkStore *self, gboolean spare)
{
  Chunk *chunk = allocate_chunk (self, self->n_chunks_max);

  if (chunk == NULL)
    chunk = reuse_chunk (self);
  if (chunk == NULL && spare)
    chunk = allocate_chunk (self, self->n_chunks_max + N_CHUNKS_SPARE);
  return chunk;
}

static gsize
get_room (SockeyeChunkStore *self)
{
  if (self->current == NULL)
    return 0;

  return SOCKEYE_CHUNK_SIZE - (gsize) (self->end % SOCKEYE_CHUNK_SIZE);
}

/* Hands the current chunk to the disk thread and goes on with the next. */
static void
begin_chunk (SockeyeChunkStore *self, Chunk *next)
{
  atomic_store (&next->number, self->end / SOCKEYE_CHUNK_SIZE);
  self->current = next;
}

static void
finish_if_full (SockeyeChunkStore *self)
{
  if (self->current == NULL || self->end % SOCKEYE_CHUNK_SIZE != 0)
    return;

  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->full, self->current);
  self->current = NULL;
  g_cond_signal (&self->work);
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_chunk_store_new:
 * @limits: the limits
 *
 * Makes an empty store. The file is made when the first chunk is full.
 *
 * Returns: (transfer full): a store; give it back with sockeye_chunk_store_close()
 */
SockeyeChunkStore *
sockeye_chunk_store_new (const SockeyeCaptureLimits *limits)
{
  SockeyeChunkStore *self = g_new0 (SockeyeChunkStore, 1);
  GThread *thread;

  g_atomic_ref_count_init (&self->ref_count);
  self->directory = limits->directory != NULL ? g_strdup (limits->directory)
                                              : g_build_filename (g_get_user_cache_dir (), "sockeye", NULL);
  self->leave_free = limits->leave_free;
  self->n_chunks_max = (guint) CLAMP (limits->memory / SOCKEYE_CHUNK_SIZE, N_CHUNKS_MIN, 4096);
  self->n_slots_max = CLAMP (limits->quota / SOCKEYE_CHUNK_SIZE, 1, G_MAXUINT32 / 2);
  self->n_slots = self->n_slots_max;
  self->chunks = g_new0 (Chunk, self->n_chunks_max + N_CHUNKS_SPARE);
  self->slot_of = g_new0 (_Atomic guint32, self->n_slots_max);
  self->free_slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_queue_init (&self->full);
  g_queue_init (&self->idle);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->work);

  g_atomic_ref_count_inc (&self->ref_count);
  thread = g_thread_new ("sockeye-disk", run, self);
  g_thread_unref (thread);
  return self;
}

/**
 * sockeye_chunk_store_close:
 * @self: (transfer full): a store
 *
 * Gives the store up. The disk thread frees it, file and all: nobody waits.
 */
void
sockeye_chunk_store_close (SockeyeChunkStore *self)
{
  g_mutex_lock (&self->mutex);
  self->quit = TRUE;
  self->room_func = NULL;
  clear_room_source (self);
  g_cond_signal (&self->work);
  g_mutex_unlock (&self->mutex);
  store_unref (self);
}

/**
 * sockeye_chunk_store_set_write_hook:
 * @self: a store into which nothing was written yet
 * @hook: called before every write
 * @data: for @hook
 */
void
sockeye_chunk_store_set_write_hook (SockeyeChunkStore *self, SockeyeWriteHook hook, gpointer data)
{
  self->hook = hook;
  self->hook_data = data;
}

/**
 * sockeye_chunk_store_get_end:
 * @self: a store
 *
 * Returns: the offset of the next byte
 */
guint64
sockeye_chunk_store_get_end (SockeyeChunkStore *self)
{
  return self->end;
}

/**
 * sockeye_chunk_store_reserve:
 * @self: a store
 * @wanted: bytes that are wanted
 * @available: (out): bytes that are there, at least 1
 *
 * Returns: (nullable): room at the end, valid until the next call; %NULL while all chunks wait for the disk: the
 *   room function will be called
 */
guint8 *
sockeye_chunk_store_reserve (SockeyeChunkStore *self, gsize wanted, gsize *available)
{
  if (self->current == NULL)
    {
      Chunk *next = take_chunk (self, FALSE);

      if (next == NULL)
        return NULL;
      begin_chunk (self, next);
    }

  *available = MIN (wanted, get_room (self));
  return self->current->bytes + self->end % SOCKEYE_CHUNK_SIZE;
}

/**
 * sockeye_chunk_store_advance:
 * @self: a store
 * @length: bytes of the reserved room that were filled
 */
void
sockeye_chunk_store_advance (SockeyeChunkStore *self, gsize length)
{
  if (length == 0)
    return;

  self->end += length;
  finish_if_full (self);
}

/**
 * sockeye_chunk_store_append:
 * @self: a store
 * @bytes: (array length=length): the bytes
 * @length: how many, at most %SOCKEYE_CHUNK_SIZE
 * @spare: may take memory that is set aside
 *
 * Returns: %FALSE when there is no room: nothing was appended
 */
gboolean
sockeye_chunk_store_append (SockeyeChunkStore *self, const guint8 *bytes, gsize length, gboolean spare)
{
  Chunk *next = NULL;
  gsize head;

  if (length > get_room (self))
    {
      next = take_chunk (self, spare);
      if (next == NULL)
        return FALSE;
    }
  if (self->current == NULL && next != NULL)
    {
      begin_chunk (self, next);
      next = NULL;
    }

  head = MIN (length, get_room (self));
  if (head > 0)
    memcpy (self->current->bytes + self->end % SOCKEYE_CHUNK_SIZE, bytes, head);
  sockeye_chunk_store_advance (self, head);
  if (next != NULL)
    {
      begin_chunk (self, next);
      memcpy (next->bytes, bytes + head, length - head);
      sockeye_chunk_store_advance (self, length - head);
    }
  return TRUE;
}

/**
 * sockeye_chunk_store_take_failure:
 * @self: a store
 * @error_number: (out): an errno
 * @capacity: (out): bytes that can still be kept
 *
 * Returns: %TRUE once for every failure of the disk
 */
gboolean
sockeye_chunk_store_take_failure (SockeyeChunkStore *self, int *error_number, guint64 *capacity)
{
  gboolean failed;

  g_mutex_lock (&self->mutex);
  failed = self->failed;
  self->failed = FALSE;
  *error_number = self->failure;
  *capacity = self->capacity;
  g_mutex_unlock (&self->mutex);
  return failed;
}

/**
 * sockeye_chunk_store_set_room_func:
 * @self: a store
 * @context: where @func is called
 * @func: (nullable): called when there is room after there was none
 * @data: for @func
 */
void
sockeye_chunk_store_set_room_func (SockeyeChunkStore *self,
                                   GMainContext *context,
                                   GSourceFunc func,
                                   gpointer data)
{
  g_mutex_lock (&self->mutex);
  clear_room_source (self);
  g_clear_pointer (&self->room_context, g_main_context_unref);
  self->room_context = context != NULL ? g_main_context_ref (context) : NULL;
  self->room_func = func;
  self->room_data = data;
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_chunk_store_get_first:
 * @self: a store
 *
 * Returns: the offset of the oldest byte that is kept
 */
guint64
sockeye_chunk_store_get_first (SockeyeChunkStore *self)
{
  return atomic_load (&self->first_chunk) * SOCKEYE_CHUNK_SIZE;
}

/**
 * sockeye_chunk_store_discard_before:
 * @self: a store
 * @offset: an offset
 *
 * Bytes before @offset are not needed any more: their place on the disk is used again.
 */
void
sockeye_chunk_store_discard_before (SockeyeChunkStore *self, guint64 offset)
{
  g_mutex_lock (&self->mutex);
  self->discard_before = MAX (self->discard_before, offset / SOCKEYE_CHUNK_SIZE);
  g_mutex_unlock (&self->mutex);
}

/* The readers */

static gboolean
read_from_memory (SockeyeChunkStore *self, guint64 number, gsize at, guint8 *bytes, gsize length)
{
  guint n = atomic_load (&self->n_chunks);
  gboolean found = FALSE;

  for (guint i = 0; i < n && !found; i++)
    {
      Chunk *chunk = &self->chunks[i];

      if (atomic_load (&chunk->number) != number)
        continue;
      atomic_fetch_add (&chunk->pins, 1);
      if (atomic_load (&chunk->number) == number)
        {
          memcpy (bytes, chunk->bytes + at, length);
          found = TRUE;
        }
      atomic_fetch_sub (&chunk->pins, 1);
    }

  return found;
}

static SockeyeReadResult
read_from_disk (SockeyeChunkStore *self, guint64 number, gsize at, guint8 *bytes, gsize length, gboolean wait)
{
  SockeyeRingFile *file = atomic_load (&self->file);
  guint64 slot = atomic_load (&self->slot_of[number % self->n_slots_max]);
  int result;

  if (file == NULL)
    return SOCKEYE_READ_GONE;

  result = sockeye_ring_file_read (file, slot * SOCKEYE_CHUNK_SIZE + at, bytes, length, wait);
  /* It may have been written over while it was read. */
  if (number < atomic_load (&self->first_chunk))
    return SOCKEYE_READ_GONE;
  if (result == 0)
    return SOCKEYE_READ_OK;

  return result == EAGAIN ? SOCKEYE_READ_LATER : SOCKEYE_READ_ERROR;
}

static SockeyeReadResult
read_piece (SockeyeChunkStore *self, guint64 number, gsize at, guint8 *bytes, gsize length, gboolean wait)
{
  if (number < atomic_load (&self->first_chunk))
    return SOCKEYE_READ_GONE;
  if (read_from_memory (self, number, at, bytes, length))
    return SOCKEYE_READ_OK;

  return read_from_disk (self, number, at, bytes, length, wait);
}

/**
 * sockeye_chunk_store_read:
 * @self: a store
 * @offset: where
 * @bytes: (out caller-allocates): takes the bytes
 * @length: how many; the writer must have published them
 * @wait: wait for the disk
 *
 * Returns: whether the bytes could be read
 */
SockeyeReadResult
sockeye_chunk_store_read (SockeyeChunkStore *self, guint64 offset, guint8 *bytes, gsize length, gboolean wait)
{
  SockeyeReadResult result = SOCKEYE_READ_OK;

  while (length > 0 && result == SOCKEYE_READ_OK)
    {
      gsize at = (gsize) (offset % SOCKEYE_CHUNK_SIZE);
      gsize piece = MIN (length, SOCKEYE_CHUNK_SIZE - at);

      result = read_piece (self, offset / SOCKEYE_CHUNK_SIZE, at, bytes, piece, wait);
      offset += piece;
      bytes += piece;
      length -= piece;
    }

  return result;
}
