/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "index-blocks.h"

#include "capture-journal-format.h"
#include "scratch-file.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK_BYTES (SOCKEYE_INDEX_BLOCK_RECORDS * sizeof (SockeyeIndexEntry))

/* 12 MiB: half a million records need no file. */
#define IN_MEMORY 8

/* 48 MiB: when the file cannot grow, or not fast enough. */
#define IN_MEMORY_MAX 32

/* Blocks that are kept at hand: a block lasts 30 milliseconds at two million records a second. */
#define AT_HAND 3

struct _SockeyeIndexBlocks
{
  /* Borrowed */
  SockeyeDiskThread *disk;
  SockeyeCaptureJournal *journal; /* (nullable) */

  /* The disk thread's */
  char *directory;
  guint64 leave_free;
  int fd;

  /* Under the mutex */
  GMutex mutex;
  GPtrArray *all;  /* owns them */
  GQueue ready;    /* SockeyeIndexBlock */
  GQueue emptied;  /* their memory was given back and has to be taken again */
  GQueue unwanted; /* their memory is to be given back */
  guint n_max;
  guint n_in_memory;
  guint32 n_slots;
  int error_number; /* why the file cannot grow; 0: it can */
};

static void
block_free (gpointer data)
{
  SockeyeIndexBlock *block = data;

  if (block->entries != NULL)
    munmap (block->entries, BLOCK_BYTES);
  g_free (block);
}

static SockeyeIndexBlock *
block_new_in_memory (void)
{
  SockeyeIndexBlock *block = g_new0 (SockeyeIndexBlock, 1);
  void *entries = mmap (NULL, BLOCK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (entries == MAP_FAILED)
    g_error ("There is no memory for %u bytes", (guint) BLOCK_BYTES);
  block->entries = entries;
  return block;
}

SockeyeIndexBlocks *
sockeye_index_blocks_new (guint n_max, const SockeyeCaptureLimits *limits, SockeyeDiskThread *disk)
{
  SockeyeIndexBlocks *self = g_new0 (SockeyeIndexBlocks, 1);

  self->n_max = n_max;
  self->directory = g_strdup (limits->directory);
  self->leave_free = limits->leave_free;
  self->fd = -1;
  self->disk = disk;
  self->all = g_ptr_array_new_with_free_func (block_free);
  g_mutex_init (&self->mutex);
  g_queue_init (&self->ready);
  g_queue_init (&self->emptied);
  g_queue_init (&self->unwanted);
  return self;
}

/**
 * sockeye_index_blocks_set_journal:
 * @self: where blocks come from, not used yet
 * @journal: (transfer none): what names the file
 */
void
sockeye_index_blocks_set_journal (SockeyeIndexBlocks *self, SockeyeCaptureJournal *journal)
{
  self->journal = journal;
}

/**
 * sockeye_index_blocks_free:
 *
 * After the disk thread has ended, and not on the UI thread: a mapped file takes its time.
 */
void
sockeye_index_blocks_free (SockeyeIndexBlocks *self)
{
  g_ptr_array_unref (self->all);
  if (self->fd >= 0)
    close (self->fd);
  g_queue_clear (&self->ready);
  g_queue_clear (&self->emptied);
  g_queue_clear (&self->unwanted);
  g_mutex_clear (&self->mutex);
  g_free (self->directory);
  g_free (self);
}

static guint64
get_position (const SockeyeIndexBlock *block)
{
  return (guint64) (block->slot - 1) * BLOCK_BYTES;
}

/* A mapped file kills the program (SIGBUS) when the disk has no room for a page, so the room is taken first. Against a
 * disk that cannot read a page back later nothing helps.
 *
 * Takes room in the file, and touches the pages here rather than where records are made. */
static int
fill (SockeyeIndexBlocks *self, SockeyeIndexBlock *block)
{
  int error_number = sockeye_scratch_file_allocate (self->fd, get_position (block), BLOCK_BYTES);
  void *entries;

  if (error_number != 0)
    return error_number;

  if (block->entries == NULL)
    {
      /* Where the file system has no fallocate(). */
      if (lseek (self->fd, 0, SEEK_END) < (off_t) (get_position (block) + BLOCK_BYTES)
          && ftruncate (self->fd, (off_t) (get_position (block) + BLOCK_BYTES)) != 0)
        return errno;
      entries = mmap (NULL, BLOCK_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd,
                      (off_t) get_position (block));
      if (entries == MAP_FAILED)
        return errno;
      block->entries = entries;
    }

#ifdef MADV_POPULATE_WRITE
  madvise (block->entries, BLOCK_BYTES, MADV_POPULATE_WRITE);
#endif
  return 0;
}

static int
make_file (SockeyeIndexBlocks *self, int *error_number)
{
  const char *directory = self->journal != NULL ? sockeye_capture_journal_get_directory (self->journal)
                                                : NULL;

  return directory != NULL ? sockeye_scratch_file_create (directory, SOCKEYE_JOURNAL_INDEX, error_number)
                           : sockeye_scratch_file_open (self->directory, error_number);
}

static int
open_file (SockeyeIndexBlocks *self)
{
  int error_number = 0;
  guint64 room;

  if (self->fd < 0)
    self->fd = make_file (self, &error_number);
  if (self->fd < 0)
    return error_number;

  room = sockeye_scratch_file_get_room (self->fd);
  return room < BLOCK_BYTES || room - BLOCK_BYTES < self->leave_free ? ENOSPC : 0;
}

/* Makes one block more ready. */
static gboolean
make_ready (gpointer data)
{
  SockeyeIndexBlocks *self = data;
  SockeyeIndexBlock *block;
  int error_number;

  sockeye_lock (&self->mutex);
  if (self->error_number != 0 || self->ready.length >= AT_HAND
      || (self->emptied.length == 0 && self->all->len >= self->n_max))
    {
      sockeye_unlock (&self->mutex);
      return FALSE;
    }
  block = g_queue_pop_head (&self->emptied);
  if (block == NULL)
    {
      block = g_new0 (SockeyeIndexBlock, 1);
      block->slot = ++self->n_slots;
      g_ptr_array_add (self->all, block);
    }
  sockeye_unlock (&self->mutex);

  error_number = open_file (self);
  if (error_number == 0)
    error_number = fill (self, block);

  /* A block that could not be filled stays unused. */
  sockeye_lock (&self->mutex);
  self->error_number = error_number;
  if (error_number == 0)
    g_queue_push_tail (&self->ready, block);
  sockeye_unlock (&self->mutex);
  return error_number == 0;
}

/* Gives the memory of one block back. */
static gboolean
empty (gpointer data)
{
  SockeyeIndexBlocks *self = data;
  SockeyeIndexBlock *block;
  gboolean emptied = FALSE;

  sockeye_lock (&self->mutex);
  block = g_queue_pop_head (&self->unwanted);
  sockeye_unlock (&self->mutex);
  if (block == NULL)
    return FALSE;

  if (block->slot == 0)
    madvise (block->entries, BLOCK_BYTES, MADV_DONTNEED);
  else
    emptied = sockeye_scratch_file_punch (self->fd, get_position (block), BLOCK_BYTES) == 0;

  sockeye_lock (&self->mutex);
  g_queue_push_tail (emptied ? &self->emptied : &self->ready, block);
  sockeye_unlock (&self->mutex);
  return TRUE;
}

/**
 * sockeye_index_blocks_get_error:
 *
 * Returns: why the file cannot grow any more (errno), or 0
 */
int
sockeye_index_blocks_get_error (SockeyeIndexBlocks *self)
{
  int error_number;

  sockeye_lock (&self->mutex);
  error_number = self->error_number;
  sockeye_unlock (&self->mutex);
  return error_number;
}

/**
 * sockeye_index_blocks_take:
 * @self: where blocks come from
 *
 * Never waits for the disk.
 *
 * Returns: (transfer none) (nullable): a block; %NULL when all are in use: the oldest has to give way
 */
SockeyeIndexBlock *
sockeye_index_blocks_take (SockeyeIndexBlocks *self)
{
  SockeyeIndexBlock *block;

  sockeye_lock (&self->mutex);
  block = g_queue_pop_head (&self->ready);
  if (block == NULL)
    block = g_queue_pop_head (&self->unwanted);
  if (block == NULL && self->n_in_memory < IN_MEMORY_MAX && self->all->len < self->n_max)
    {
      block = block_new_in_memory ();
      g_ptr_array_add (self->all, block);
      self->n_in_memory++;
    }
  if (self->n_in_memory >= IN_MEMORY && self->ready.length < AT_HAND && self->error_number == 0
      && (self->emptied.length > 0 || self->all->len < self->n_max))
    sockeye_disk_thread_push (self->disk, make_ready, self);
  sockeye_unlock (&self->mutex);

  return block;
}

/**
 * sockeye_index_blocks_give:
 * @self: where blocks come from
 * @block: (transfer none): one whose records have given way
 * @spare_memory: it will not be used again soon
 */
void
sockeye_index_blocks_give (SockeyeIndexBlocks *self, SockeyeIndexBlock *block, gboolean spare_memory)
{
  sockeye_lock (&self->mutex);
  if (spare_memory && self->ready.length >= AT_HAND)
    {
      g_queue_push_tail (&self->unwanted, block);
      sockeye_disk_thread_push (self->disk, empty, self);
    }
  else
    g_queue_push_tail (&self->ready, block);
  sockeye_unlock (&self->mutex);
}
