/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-journal-private.h"

#include "scratch-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

/* Directories of this program that are to be removed when it ends as it should, whatever still holds a capture then. */
static GMutex directories_mutex;
static GPtrArray *directories; /* of journals */
static gboolean ended;

static const SockeyeJournalFiles no_files = { -1, -1, -1, -1, -1, -1, -1 };

/**
 * sockeye_capture_journal_new:
 * @limits: where files go
 * @disk: (transfer none): the thread that writes
 * @failed: called when it fails
 * @data: for @failed
 *
 * Touches the disk when there is a first record. Its borrowed fields are to be set before.
 */
SockeyeCaptureJournal *
sockeye_capture_journal_new (const SockeyeCaptureLimits *limits,
                             SockeyeDiskThread *disk,
                             SockeyeJournalFailed failed,
                             gpointer data)
{
  SockeyeCaptureJournal *self = g_new0 (SockeyeCaptureJournal, 1);
  g_autofree char *folder = sockeye_scratch_file_get_folder (limits->directory);

  self->folder = g_build_filename (folder, SOCKEYE_JOURNAL_FOLDER, NULL);
  self->disk = disk;
  self->failed = failed;
  self->data = data;
  self->files = no_files;
  self->buffer = g_byte_array_new ();
  return self;
}

/**
 * sockeye_capture_journal_stop:
 *
 * Nothing is told from now on.
 */
void
sockeye_capture_journal_stop (SockeyeCaptureJournal *self)
{
  sockeye_byte_store_lock (self->bytes);
  self->stopped = TRUE;
  sockeye_byte_store_unlock (self->bytes);
}

static void
close_files (SockeyeJournalFiles *files)
{
  int *all = &files->lock;

  for (gsize i = sizeof *files / sizeof *all; i-- > 0;)
    if (all[i] >= 0)
      close (all[i]);
  *files = no_files;
}

/**
 * sockeye_capture_journal_remove:
 * @directory: of a capture
 *
 * Removes the files and the directory. The lock goes last: what has none was being removed.
 *
 * Returns: 0, or errno
 */
int
sockeye_capture_journal_remove (const char *directory)
{
  static const char *const names[] = { SOCKEYE_JOURNAL_STATE,     SOCKEYE_JOURNAL_CHUNKS,
                                       SOCKEYE_JOURNAL_SLOTS,     SOCKEYE_JOURNAL_TAIL,
                                       SOCKEYE_JOURNAL_INDEX,     SOCKEYE_JOURNAL_COPIES,
                                       SOCKEYE_JOURNAL_BLOCKS,    SOCKEYE_JOURNAL_PEERS,
                                       SOCKEYE_JOURNAL_RECOVERED, SOCKEYE_JOURNAL_LOCK };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      if (g_unlink (path) != 0 && errno != ENOENT)
        return errno;
    }
  return g_rmdir (directory) != 0 && errno != ENOENT ? errno : 0;
}

static gsize
get_blocks_length (SockeyeCaptureJournal *self)
{
  return self->state.n_blocks * sizeof *self->blocks;
}

static gsize
get_slots_length (SockeyeCaptureJournal *self)
{
  return self->n_slots * sizeof *self->slots;
}

static void
forget_directory (SockeyeCaptureJournal *self)
{
  sockeye_lock (&directories_mutex);
  if (directories != NULL && g_ptr_array_remove_fast (directories, self))
    sockeye_capture_journal_remove (self->directory);
  sockeye_unlock (&directories_mutex);
}

/**
 * sockeye_capture_journal_free:
 *
 * After the disk thread has ended, and the store's files are closed; not on the UI thread. Removes what is on the disk.
 */
void
sockeye_capture_journal_free (SockeyeCaptureJournal *self)
{
  forget_directory (self);
  if (self->blocks != NULL)
    munmap (self->blocks, get_blocks_length (self));
  if (self->slots != NULL)
    munmap (self->slots, get_slots_length (self));
  close_files (&self->files);
  g_byte_array_unref (self->buffer);
  g_free (self->directory);
  g_free (self->folder);
  g_free (self);
}

/**
 * sockeye_capture_journal_end:
 *
 * The program ends as it should: removes what all captures have on the disk, also those that somebody still holds.
 */
void
sockeye_capture_journal_end (void)
{
  sockeye_lock (&directories_mutex);
  ended = TRUE;
  for (guint i = 0; directories != NULL && i < directories->len; i++)
    sockeye_capture_journal_remove (((SockeyeCaptureJournal *) directories->pdata[i])->directory);
  g_clear_pointer (&directories, g_ptr_array_unref);
  sockeye_unlock (&directories_mutex);
}

/* Others may look for what is left behind at any time: it gets its name when it is locked. */
static int
make_directory (SockeyeCaptureJournal *self)
{
  g_autofree char *made = g_build_filename (self->folder, SOCKEYE_JOURNAL_NEW "XXXXXX", NULL);
  g_autofree char *name = NULL;
  g_autofree char *directory = NULL;
  int error_number = 0;

  if (g_mkdir_with_parents (self->folder, 0700) != 0 || g_mkdtemp_full (made, 0700) == NULL)
    return errno;

  self->files.lock = sockeye_scratch_file_create (made, SOCKEYE_JOURNAL_LOCK, &error_number);
  if (error_number == 0 && flock (self->files.lock, LOCK_EX | LOCK_NB) != 0)
    error_number = errno;
  name = g_strconcat (SOCKEYE_JOURNAL_PREFIX, strrchr (made, '/') + 1 + strlen (SOCKEYE_JOURNAL_NEW), NULL);
  directory = g_build_filename (self->folder, name, NULL);
  if (error_number == 0 && g_rename (made, directory) != 0)
    error_number = errno;
  if (error_number != 0)
    sockeye_capture_journal_remove (made);
  else
    self->directory = g_steal_pointer (&directory);
  return error_number;
}

static int
make_files (SockeyeCaptureJournal *self)
{
  const struct
  {
    const char *name;
    int *fd;
  } files[] = {
    { SOCKEYE_JOURNAL_STATE, &self->files.state },   { SOCKEYE_JOURNAL_SLOTS, &self->files.slots },
    { SOCKEYE_JOURNAL_TAIL, &self->files.tails },    { SOCKEYE_JOURNAL_COPIES, &self->files.copies },
    { SOCKEYE_JOURNAL_BLOCKS, &self->files.blocks }, { SOCKEYE_JOURNAL_PEERS, &self->files.peers },
  };
  int error_number = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (files) && error_number == 0; i++)
    *files[i].fd = sockeye_scratch_file_create (self->directory, files[i].name, &error_number);
  return error_number;
}

/* A mapped file kills the program (SIGBUS) when the disk has no room for a page, so the room is taken first. */
static int
map (int fd, gsize length, gpointer *mapped)
{
  int error_number = sockeye_scratch_file_allocate (fd, 0, length);
  void *memory;

  if (error_number != 0)
    return error_number;
  if (ftruncate (fd, (off_t) length) != 0)
    return errno;
  memory = mmap (NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED)
    return errno;
  *mapped = memory;
  return 0;
}

static int
map_files (SockeyeCaptureJournal *self)
{
  int error_number = map (self->files.blocks, get_blocks_length (self), (gpointer *) &self->blocks);

  return error_number != 0 ? error_number
                           : map (self->files.slots, get_slots_length (self), (gpointer *) &self->slots);
}

/* FALSE when the program has ended meanwhile. */
static gboolean
remember_directory (SockeyeCaptureJournal *self)
{
  gboolean remember;

  sockeye_lock (&directories_mutex);
  remember = !ended;
  if (remember && directories == NULL)
    directories = g_ptr_array_new ();
  if (remember)
    g_ptr_array_add (directories, self);
  else
    sockeye_capture_journal_remove (self->directory);
  sockeye_unlock (&directories_mutex);
  return remember;
}

/* Private: whether there is a directory, which is made by the first call. The disk thread's. */
gboolean
sockeye_capture_journal_begin (SockeyeCaptureJournal *self)
{
  int error_number;

  if (self->begun || self->error_number != 0)
    return self->error_number == 0;

  self->state.n_blocks = sockeye_record_index_get_n_places (self->index);
  self->n_slots = sockeye_byte_store_get_n_slots (self->bytes);
  error_number = make_directory (self);
  if (error_number == 0 && !remember_directory (self))
    error_number = ECANCELED;
  if (error_number == 0)
    error_number = make_files (self);
  if (error_number == 0)
    error_number = map_files (self);
  if (error_number != 0)
    {
      sockeye_capture_journal_give_up (self, error_number);
      return FALSE;
    }

  memcpy (self->state.magic, SOCKEYE_JOURNAL_MAGIC, sizeof self->state.magic);
  self->state.version = SOCKEYE_JOURNAL_VERSION;
  self->state.begun = g_get_real_time ();
  sockeye_byte_store_lock (self->bytes);
  self->begun = TRUE;
  sockeye_byte_store_unlock (self->bytes);
  return TRUE;
}

/* Private: what was written so far stays, and can be recovered. */
void
sockeye_capture_journal_give_up (SockeyeCaptureJournal *self, int error_number)
{
  self->error_number = error_number;
  sockeye_byte_store_lock (self->bytes);
  if (!self->stopped && error_number != ECANCELED)
    self->failed (self->data, error_number);
  sockeye_byte_store_unlock (self->bytes);
}

/* Private: into the page cache, which outlives the program. Returns 0, or errno. */
int
sockeye_journal_write (int fd, gconstpointer bytes, gsize length, guint64 position)
{
  const guint8 *at = bytes;

  while (length > 0)
    {
      ssize_t n = pwrite (fd, at, length, (off_t) position);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n < 0 ? errno : EIO;
      at += n;
      length -= (gsize) n;
      position += (guint64) n;
    }

  return 0;
}

/**
 * sockeye_capture_journal_ask:
 * @self: a journal
 *
 * There is news to be written: soon, but not before the last time is long enough ago. Costs a look at one word when
 * that was said already.
 */
void
sockeye_capture_journal_ask (SockeyeCaptureJournal *self)
{
  if (!atomic_load (&self->asked) && !atomic_exchange (&self->asked, TRUE))
    sockeye_disk_thread_push_at (self->disk, sockeye_capture_journal_save, self, atomic_load (&self->due));
}

/**
 * sockeye_capture_journal_note:
 * @self: a journal
 * @n: the number of records that are published
 * @end: where their bytes end
 */
void
sockeye_capture_journal_note (SockeyeCaptureJournal *self, guint64 n, guint64 end)
{
  /* In this order: who sees the number sees an end that is not before. Sequentially consistent, as is what follows: either
   * the disk thread sees them, or this one sees that it has to be asked again. */
  atomic_store_explicit (&self->end, end, memory_order_release);
  atomic_store (&self->n, n);
  sockeye_capture_journal_ask (self);
}

/**
 * sockeye_capture_journal_set_dropped:
 *
 * What could not be stored, in all. Written with what comes next.
 */
void
sockeye_capture_journal_set_dropped (SockeyeCaptureJournal *self, guint64 datagrams, guint64 bytes)
{
  atomic_store_explicit (&self->dropped_datagrams, datagrams, memory_order_relaxed);
  atomic_store_explicit (&self->dropped_bytes, bytes, memory_order_relaxed);
}

/**
 * sockeye_capture_journal_set_name:
 * @self: a journal
 * @name: what the session is, for the user; what is too long is cut off
 */
void
sockeye_capture_journal_set_name (SockeyeCaptureJournal *self, const char *name)
{
  g_strlcpy (self->name, name, sizeof self->name);
}

/**
 * sockeye_capture_journal_set_first:
 * @self: a journal
 * @first: the oldest record that is kept
 * @offset: where its bytes begin
 */
void
sockeye_capture_journal_set_first (SockeyeCaptureJournal *self, guint64 first, guint64 offset)
{
  self->first = first;
  self->first_offset = offset;
}

/**
 * sockeye_capture_journal_forget_block:
 * @self: a journal
 * @block: the number of an index block that is about to be used for other records
 *
 * A word in mapped memory, once in 65,536 records: no call that could wait for the disk.
 */
void
sockeye_capture_journal_forget_block (SockeyeCaptureJournal *self, guint64 block)
{
  if (!self->begun)
    return;
  self->blocks[block % self->state.n_blocks].number = 0;
  atomic_thread_fence (memory_order_release);
}

/**
 * sockeye_capture_journal_get_directory:
 * @self: a journal
 *
 * Returns: (nullable): where the store's files get names; %NULL: nowhere
 */
const char *
sockeye_capture_journal_get_directory (SockeyeCaptureJournal *self)
{
  return sockeye_capture_journal_begin (self) ? self->directory : NULL;
}

/**
 * sockeye_capture_journal_set_slot:
 * @self: a journal
 * @slot: a slot of the ring file
 * @chunk: the number of the chunk in it plus one; 0: it is about to be overwritten
 *
 * A word in mapped memory: a call for each chunk would cost a twentieth of what the chunk costs.
 */
void
sockeye_capture_journal_set_slot (SockeyeCaptureJournal *self, guint32 slot, guint64 chunk)
{
  if (!self->begun)
    return;
  atomic_thread_fence (memory_order_release);
  self->slots[slot] = chunk;
  atomic_thread_fence (memory_order_release);
}
