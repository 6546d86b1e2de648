/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ring-file.h"

#include "chunk-pool.h"
#include "scratch-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/uio.h>
#include <unistd.h>

/* Without O_DIRECT: how many chunks may wait in the page cache. When more do, the kernel stops the writer for
 * seconds (balance_dirty_pages) instead of milliseconds. */
#define BEHIND 16
/* Shorter pieces are not worth O_DIRECT. */
#define DIRECT_MIN (128u << 10)

struct _SockeyeRingFile
{
  int fd;
  int direct_fd;           /* the same file with O_DIRECT; -1: the file system has none */
  _Atomic gboolean direct; /* it works */
  _Atomic gboolean nowait; /* RWF_NOWAIT works */
  guint32 written[BEHIND]; /* slots plus one, without O_DIRECT */
  guint64 n_written;
};

static off_t
get_position (guint32 slot)
{
  return (off_t) slot * SOCKEYE_CHUNK_SIZE;
}

/**
 * sockeye_ring_file_new:
 * @directory: (nullable): see sockeye_scratch_file_open()
 * @error_number: (out): why it failed
 *
 * Returns: (nullable) (transfer full): a file without a name and without content
 */
SockeyeRingFile *
sockeye_ring_file_new (const char *directory, int *error_number)
{
  int fd = sockeye_scratch_file_open (directory, error_number);

  return fd >= 0 ? sockeye_ring_file_new_for_fd (fd) : NULL;
}

/**
 * sockeye_ring_file_new_for_fd:
 * @fd: (transfer full): an empty file
 *
 * Returns: (transfer full): the same with slots
 */
SockeyeRingFile *
sockeye_ring_file_new_for_fd (int fd)
{
  SockeyeRingFile *self = g_new0 (SockeyeRingFile, 1);
  g_autofree char *path = NULL;

  self->fd = fd;
  self->nowait = TRUE;
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  self->direct_fd = open (path, O_RDWR | O_DIRECT | O_CLOEXEC);
  self->direct = self->direct_fd >= 0;
  return self;
}

/**
 * sockeye_ring_file_free:
 *
 * Takes seconds for a large file: not on the UI thread.
 */
void
sockeye_ring_file_free (SockeyeRingFile *self)
{
  if (self->direct_fd >= 0)
    close (self->direct_fd);
  close (self->fd);
  g_free (self);
}

/**
 * sockeye_ring_file_forgo_direct:
 * @self: a file
 *
 * From now on it is written and read through the page cache, as where the file system has no O_DIRECT.
 */
void
sockeye_ring_file_forgo_direct (SockeyeRingFile *self)
{
  /* The descriptor stays: another thread may be reading with it. */
  atomic_store_explicit (&self->direct, FALSE, memory_order_relaxed);
}

static gboolean
is_direct (SockeyeRingFile *self)
{
  return atomic_load_explicit (&self->direct, memory_order_relaxed);
}

/**
 * sockeye_ring_file_get_room:
 * @self: a file
 *
 * Returns: bytes that are free for this user on the file system; %G_MAXUINT64 when it does not say
 */
guint64
sockeye_ring_file_get_room (SockeyeRingFile *self)
{
  return sockeye_scratch_file_get_room (self->fd);
}

static int
write_all (int fd, off_t position, const guint8 *bytes)
{
  gsize done = 0;

  while (done < SOCKEYE_CHUNK_SIZE)
    {
      ssize_t n = pwrite (fd, bytes + done, SOCKEYE_CHUNK_SIZE - done, position + (off_t) done);

      if (n > 0)
        done += (gsize) n;
      else if (n == 0)
        return EIO;
      else if (errno != EINTR)
        return errno;
    }

  return 0;
}

/* Through the page cache, which is emptied behind the writer. Room is taken first: the page cache takes bytes that
 * find no room on the disk later, when nobody listens any more. */
static int
write_buffered (SockeyeRingFile *self, guint32 slot, const guint8 *chunk)
{
  guint32 *behind = &self->written[self->n_written % BEHIND];
  int error_number = sockeye_scratch_file_allocate (self->fd, (guint64) get_position (slot),
                                                    SOCKEYE_CHUNK_SIZE);

  if (error_number == 0)
    error_number = write_all (self->fd, get_position (slot), chunk);
  if (error_number != 0)
    return error_number;

  sync_file_range (self->fd, get_position (slot), SOCKEYE_CHUNK_SIZE, SYNC_FILE_RANGE_WRITE);
  if (*behind != 0)
    {
      off_t position = get_position (*behind - 1);

      if (sync_file_range (self->fd, position, SOCKEYE_CHUNK_SIZE,
                           SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER)
              != 0
          && errno != ESPIPE && errno != EINVAL && errno != ENOSYS)
        error_number = errno;
      posix_fadvise (self->fd, position, SOCKEYE_CHUNK_SIZE, POSIX_FADV_DONTNEED);
    }
  *behind = slot + 1;
  self->n_written++;
  return error_number;
}

/**
 * sockeye_ring_file_write:
 * @self: a file
 * @slot: a place in it
 * @chunk: %SOCKEYE_CHUNK_SIZE bytes, aligned to a page
 *
 * Returns: 0, or errno
 */
int
sockeye_ring_file_write (SockeyeRingFile *self, guint32 slot, const guint8 *chunk)
{
  int error_number;

  if (is_direct (self))
    {
      error_number = write_all (self->direct_fd, get_position (slot), chunk);
      if (error_number != EINVAL && error_number != EOPNOTSUPP)
        return error_number;

      /* It took the flag but cannot do it. */
      sockeye_ring_file_forgo_direct (self);
    }

  return write_buffered (self, slot, chunk);
}

/**
 * sockeye_ring_file_punch:
 *
 * Gives the place's room back to the file system.
 *
 * Returns: 0, or errno
 */
int
sockeye_ring_file_punch (SockeyeRingFile *self, guint32 slot)
{
  return sockeye_scratch_file_punch (self->fd, (guint64) get_position (slot), SOCKEYE_CHUNK_SIZE);
}

static SockeyeReadResult
read_nowait (SockeyeRingFile *self, off_t position, guint8 *bytes, gsize length)
{
  struct iovec iov = { bytes, length };
  ssize_t n = preadv2 (self->fd, &iov, 1, position, RWF_NOWAIT);

  if (n == (ssize_t) length)
    return SOCKEYE_READ_OK;
  if (n < 0 && (errno == EOPNOTSUPP || errno == ENOSYS))
    {
      atomic_store_explicit (&self->nowait, FALSE, memory_order_relaxed);
      return SOCKEYE_READ_OK;
    }
  if (n < 0 && errno != EAGAIN && errno != EINTR)
    return SOCKEYE_READ_ERROR;

  posix_fadvise (self->fd, position, (off_t) length, POSIX_FADV_WILLNEED);
  return SOCKEYE_READ_LATER;
}

static SockeyeReadResult
read_all (SockeyeRingFile *self, off_t position, guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      ssize_t n = pread (self->fd, bytes, length, position);

      if (n > 0)
        {
          bytes += n;
          length -= (gsize) n;
          position += n;
        }
      else if (n == 0 || errno != EINTR)
        return SOCKEYE_READ_ERROR;
    }

  return SOCKEYE_READ_OK;
}

/* Past the page cache, which takes several times as long as the disk to fill its pages. Returns how many bytes of the
 * beginning were read; 0 where memory and place do not suit. */
static gsize
read_direct (SockeyeRingFile *self, off_t position, guint8 *bytes, gsize length)
{
  gsize done = 0;

  if (!is_direct (self) || (guintptr) bytes % SOCKEYE_READ_ALIGNMENT != 0
      || position % SOCKEYE_READ_ALIGNMENT != 0)
    return 0;

  length -= length % SOCKEYE_READ_ALIGNMENT;
  while (length - done >= DIRECT_MIN)
    {
      ssize_t n = pread (self->direct_fd, bytes + done, length - done, position + (off_t) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EINVAL)
        sockeye_ring_file_forgo_direct (self);
      /* What is left, or an error, is for the page cache. */
      if (n <= 0 || n % SOCKEYE_READ_ALIGNMENT != 0)
        break;
      done += (gsize) n;
    }

  return done;
}

/**
 * sockeye_ring_file_read:
 * @self: a file
 * @slot: a place in it
 * @start: from which byte of the chunk
 * @bytes: (out caller-allocates) (array length=length): what is read
 * @length: how many
 * @wait: wait for the disk
 *
 * Without @wait only what is in the page cache is read, and the kernel is asked to fetch the rest. Some file systems
 * cannot tell (memory, which need not wait): there it waits. With @wait, and when @start and @bytes are both aligned to
 * %SOCKEYE_READ_ALIGNMENT, much is read at the speed of the disk.
 */
SockeyeReadResult
sockeye_ring_file_read (SockeyeRingFile *self,
                        guint32 slot,
                        gsize start,
                        guint8 *bytes,
                        gsize length,
                        gboolean wait)
{
  off_t position = get_position (slot) + (off_t) start;
  gsize done;

  if (!wait && atomic_load_explicit (&self->nowait, memory_order_relaxed))
    {
      SockeyeReadResult result = read_nowait (self, position, bytes, length);

      if (atomic_load_explicit (&self->nowait, memory_order_relaxed))
        return result;
    }

  done = read_direct (self, position, bytes, length);
  return read_all (self, position + (off_t) done, bytes + done, length - done);
}
