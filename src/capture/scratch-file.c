/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scratch-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int
open_named (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "capture-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    g_unlink (path);
  return fd;
}

/**
 * sockeye_scratch_file_get_folder:
 * @directory: (nullable): as someone has chosen it
 *
 * Returns: (transfer full) (type filename): @directory, or where captures lie when nobody has chosen anything: "sockeye" in
 *   the user's cache directory, see the XDG Base Directory Specification
 */
char *
sockeye_scratch_file_get_folder (const char *directory)
{
  return directory != NULL ? g_strdup (directory)
                           : g_build_filename (g_get_user_cache_dir (), "sockeye", NULL);
}

/**
 * sockeye_scratch_file_open:
 * @directory: (nullable): as for sockeye_scratch_file_get_folder(). It is made when missing
 * @error_number: (out): why it failed
 *
 * Makes a file without a name: nothing stays behind, however the program ends. Not in /tmp, which may be memory.
 *
 * Returns: a descriptor, or -1
 */
int
sockeye_scratch_file_open (const char *directory, int *error_number)
{
  g_autofree char *folder = sockeye_scratch_file_get_folder (directory);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      *error_number = errno;
      return -1;
    }

  /* A file system or a kernel without O_TMPFILE: open(2) lists these errors. */
  fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT || errno == EINVAL))
    fd = open_named (folder);

  *error_number = fd < 0 ? errno : 0;
  return fd;
}

/**
 * sockeye_scratch_file_create:
 * @directory: where; it is there
 * @name: its name, which no other file there has
 * @error_number: (out): why it failed
 *
 * Makes a file that stays when the program does not end as it should.
 *
 * Returns: a descriptor, or -1
 */
int
sockeye_scratch_file_create (const char *directory, const char *name, int *error_number)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  int fd = open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

  *error_number = fd < 0 ? errno : 0;
  return fd;
}

/**
 * sockeye_scratch_file_allocate:
 *
 * Takes room on the disk for @length bytes from @position, so that writing there cannot fail for want of room.
 *
 * Returns: 0, or errno. A file system that cannot do that is no error: it tells when it is written to
 */
int
sockeye_scratch_file_allocate (int fd, guint64 position, guint64 length)
{
  while (fallocate (fd, 0, (off_t) position, (off_t) length) != 0)
    if (errno != EINTR)
      return errno == EOPNOTSUPP ? 0 : errno;

  return 0;
}

/**
 * sockeye_scratch_file_punch:
 *
 * Gives the room of @length bytes from @position back. They read as zeros afterwards.
 *
 * Returns: 0, or errno, EOPNOTSUPP where the file system has no holes
 */
int
sockeye_scratch_file_punch (int fd, guint64 position, guint64 length)
{
  while (fallocate (fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t) position, (off_t) length) != 0)
    if (errno != EINTR)
      return errno;

  return 0;
}

/**
 * sockeye_scratch_file_get_room:
 *
 * Returns: bytes that this user may still write to the file's file system; %G_MAXUINT64 when it does not say
 */
guint64
sockeye_scratch_file_get_room (int fd)
{
  struct statvfs status;

  if (fstatvfs (fd, &status) != 0 || status.f_blocks == 0)
    return G_MAXUINT64;

  return (guint64) status.f_bavail * status.f_frsize;
}
