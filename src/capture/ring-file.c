/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ring-file.h"

#include "errors.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

/* Without O_DIRECT the kernel is asked to write so many bytes at once, or it holds us up later for seconds. */
#define FLUSH_LENGTH (16u << 20)

struct _SockeyeRingFile
{
  int fd;        /* for reading, and for writing where O_DIRECT is not to be had */
  int direct_fd; /* -1: there is none */
  guint64 unflushed;
  _Atomic gboolean plain_read; /* RWF_NOWAIT is not supported here (tmpfs) */
};

static int
open_temporary (const char *directory)
{
  g_autofree char *path = NULL;
  int fd = open (directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL))
    return fd;

  /* A file system without unnamed files: the name lives for a moment. */
  path = g_build_filename (directory, "capture-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    g_unlink (path);
  return fd;
}

/**
 * sockeye_open_unnamed:
 * @directory: where; made when it is not there
 * @error: return location for an error
 *
 * Opens a file that has no name (open(2), O_TMPFILE) and thus goes with its descriptor, also when the program
 * is killed.
 *
 * Returns: a descriptor, or -1 (%SOCKEYE_ERROR_STORE)
 */
int
sockeye_open_unnamed (const char *directory, GError **error)
{
  int fd = -1;

  if (g_mkdir_with_parents (directory, 0700) == 0)
    fd = open_temporary (directory);
  if (fd < 0)
    {
      int error_number = errno;

      /* Translators: the first %s is a folder, the second the system's reason */
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                   _ ("The log’s file could not be made in %s: %s. Only what fits into memory is kept."),
                   directory, g_strerror (error_number));
      errno = error_number;
    }
  return fd;
}

static int
open_direct (int fd)
{
  char path[64];

  g_snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  return open (path, O_WRONLY | O_DIRECT | O_CLOEXEC);
}

/**
 * sockeye_ring_file_new:
 * @directory: where it is
 * @error: return location for an error; errno says why
 *
 * Returns: (transfer full) (nullable): an empty file
 */
SockeyeRingFile *
sockeye_ring_file_new (const char *directory, GError **error)
{
  SockeyeRingFile *self;
  int fd = sockeye_open_unnamed (directory, error);

  if (fd < 0)
    return NULL;

  self = g_new0 (SockeyeRingFile, 1);
  self->fd = fd;
  self->direct_fd = open_direct (fd);
  return self;
}

/**
 * sockeye_ring_file_free:
 * @self: (transfer full) (nullable): a file
 *
 * Closing a large file takes seconds: not for the UI thread.
 */
void
sockeye_ring_file_free (SockeyeRingFile *self)
{
  if (self == NULL)
    return;

  if (self->direct_fd >= 0)
    close (self->direct_fd);
  close (self->fd);
  g_free (self);
}

static int
write_all (int fd, const guint8 *bytes, gsize length, guint64 offset)
{
  while (length > 0)
    {
      gssize n = pwrite (fd, bytes, length, (off_t) offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n < 0 ? errno : EIO;
      bytes += n;
      length -= (gsize) n;
      offset += (guint64) n;
    }

  return 0;
}

static void
flush_some (SockeyeRingFile *self, guint64 offset)
{
  self->unflushed += SOCKEYE_CHUNK_SIZE;
  if (self->unflushed < FLUSH_LENGTH)
    return;

  /* Only hints: what fails here fails, and is reported, at a later write. */
  sync_file_range (
      self->fd, (off64_t) (offset + SOCKEYE_CHUNK_SIZE - MIN (self->unflushed, offset + SOCKEYE_CHUNK_SIZE)),
      (off64_t) self->unflushed, SYNC_FILE_RANGE_WRITE);
  self->unflushed = 0;
}

/**
 * sockeye_ring_file_write:
 * @self: a file
 * @slot: which slot
 * @chunk: %SOCKEYE_CHUNK_SIZE bytes, aligned to pages
 *
 * Writes past the page cache (O_DIRECT) where the file system can.
 *
 * Returns: 0, or an errno
 */
int
sockeye_ring_file_write (SockeyeRingFile *self, guint64 slot, const guint8 *chunk)
{
  guint64 offset = slot * SOCKEYE_CHUNK_SIZE;
  int result;

  if (self->direct_fd >= 0)
    {
      result = write_all (self->direct_fd, chunk, SOCKEYE_CHUNK_SIZE, offset);
      if (result != EINVAL && result != EOPNOTSUPP)
        return result;
      close (self->direct_fd);
      self->direct_fd = -1;
    }

  result = write_all (self->fd, chunk, SOCKEYE_CHUNK_SIZE, offset);
  if (result == 0)
    flush_some (self, offset);
  return result;
}

static gssize
read_some (SockeyeRingFile *self, guint8 *bytes, gsize length, guint64 offset, gboolean wait)
{
  struct iovec vector = { .iov_base = bytes, .iov_len = length };
  gssize n;

  if (wait || atomic_load (&self->plain_read))
    return pread (self->fd, bytes, length, (off_t) offset);

  n = preadv2 (self->fd, &vector, 1, (off_t) offset, RWF_NOWAIT);
  if (n < 0 && errno == EOPNOTSUPP)
    {
      atomic_store (&self->plain_read, TRUE);
      return pread (self->fd, bytes, length, (off_t) offset);
    }
  return n;
}

/**
 * sockeye_ring_file_read:
 * @self: a file
 * @offset: where in the file
 * @bytes: (out caller-allocates): takes the bytes
 * @length: how many
 * @wait: wait for the disk
 *
 * Returns: 0, an errno, or EAGAIN when @wait is %FALSE and the bytes are not in memory: they were asked for
 */
int
sockeye_ring_file_read (SockeyeRingFile *self, guint64 offset, guint8 *bytes, gsize length, gboolean wait)
{
  while (length > 0)
    {
      gssize n = read_some (self, bytes, length, offset, wait);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN)
        {
          posix_fadvise (self->fd, (off_t) offset, (off_t) length, POSIX_FADV_WILLNEED);
          return EAGAIN;
        }
      if (n <= 0)
        return n < 0 ? errno : EIO;
      bytes += n;
      length -= (gsize) n;
      offset += (guint64) n;
    }

  return 0;
}

/**
 * sockeye_ring_file_get_free_space:
 * @self: a file
 *
 * Returns: bytes that are free for this user on its file system; %G_MAXUINT64 when that is not known
 */
guint64
sockeye_ring_file_get_free_space (SockeyeRingFile *self)
{
  struct statvfs info;

  if (fstatvfs (self->fd, &info) != 0)
    return G_MAXUINT64;

  return (guint64) info.f_bavail * info.f_frsize;
}
