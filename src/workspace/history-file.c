/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-file.h"

#include "errors.h"
#include "history-format.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* What a full history takes up when every character has to be escaped, and more. */
#define FILE_MAX (16u << 20)
/* Another program has the file for some milliseconds; one that was stopped meanwhile is not waited for. */
#define LOCK_TRIES   100
#define LOCK_WAIT_US 20000
/* Damaged files that are kept: nobody has so many. */
#define ASIDE_MAX 100

static void
set_failed (GError **error, const char *reason)
{
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
               /* Translators: %s is a reason, which names the file */
               _ ("The history could not be kept: %s. Once that is put right it is kept again; until then it "
                  "lasts only while Sockeye runs."),
               reason);
}

static void
set_system_failed (GError **error, const char *path, int error_number)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *reason = g_strdup_printf ("%s: %s", name, g_strerror (error_number));

  set_failed (error, reason);
}

static void
set_in_use (GError **error, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  /* Translators: a reason, within a sentence; %s is the name of a file */
  g_autofree char *reason = g_strdup_printf (_ ("another program does not let go of %s"), name);

  set_failed (error, reason);
}

static gboolean
wait_for_lock (int fd)
{
  for (guint i = 0; i < LOCK_TRIES; i++)
    {
      /* A file system without locks: then there are none. */
      if (flock (fd, LOCK_EX | LOCK_NB) == 0 || (errno != EWOULDBLOCK && errno != EINTR))
        return TRUE;
      g_usleep (LOCK_WAIT_US);
    }
  return FALSE;
}

/* A file of its own is locked, because the history's is replaced as a whole. It stays: whoever would remove it could take
 * it away from somebody who just opened it. */
static int
lock (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_system_failed (error, lock_path, errno);
      return -1;
    }
  if (!wait_for_lock (fd))
    {
      set_in_use (error, lock_path);
      close (fd);
      return -1;
    }
  return fd;
}

/* Takes over what can be read. No file is an empty history. */
static gboolean
read_file (const char *path, GPtrArray *entries, guint *damaged_line, GError **error)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) reason = NULL;
  gsize length = 0;
  GStatBuf status;

  *damaged_line = 0;
  if (g_stat (path, &status) != 0)
    {
      if (errno == ENOENT)
        return TRUE;
      set_system_failed (error, path, errno);
      return FALSE;
    }
  /* Neither a folder nor something that keeps its reader waiting, nor what is none of ours. */
  if (!S_ISREG (status.st_mode) || status.st_size > FILE_MAX)
    {
      *damaged_line = 1;
      return TRUE;
    }
  if (!g_file_get_contents (path, &contents, &length, &reason))
    {
      set_failed (error, reason->message);
      return FALSE;
    }

  *damaged_line = sockeye_history_parse (contents, length, entries);
  return TRUE;
}

/* Gives the file a second name, which it keeps when it is replaced; the lock keeps other programs from taking the name. */
static char *
put_aside (const char *path, GError **error)
{
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);

  for (guint i = 2; i < ASIDE_MAX && g_file_test (aside, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%u", path, i);
    }
  /* There are file systems without second names, and folders have none. */
  if (link (path, aside) == 0 || g_rename (path, aside) == 0)
    return g_steal_pointer (&aside);

  set_system_failed (error, path, errno);
  return NULL;
}

static void
take_back (const char *path, const char *aside)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    g_unlink (aside);
  else
    g_rename (aside, path);
}

static char *
describe_damage (guint line, const char *aside)
{
  g_autofree char *number = g_strdup_printf ("%u", line);
  g_autofree char *name = g_filename_display_name (aside);

  return g_strdup_printf (
      /* Translators: the number of a line, and the name of a file */
      _ ("The file of the history is damaged from line %s on. What could be read of it is in the history; "
         "the file "
         "itself was kept as %s."),
      number, name);
}

static gboolean
write_file (const char *path, GPtrArray *entries, GError **error)
{
  g_autofree char *contents = sockeye_history_format (entries);
  g_autoptr (GError) reason = NULL;

  /* What is sent may be anybody's secret. */
  if (g_file_set_contents_full (path, contents, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &reason))
    return TRUE;

  set_failed (error, reason->message);
  return FALSE;
}

static gboolean
update (const char *path, GPtrArray *changes, GPtrArray *entries, char **remark, GError **error)
{
  g_autofree char *aside = NULL;
  guint damaged_line;

  if (!read_file (path, entries, &damaged_line, error))
    return FALSE;
  if (damaged_line > 0)
    {
      aside = put_aside (path, error);
      if (aside == NULL)
        return FALSE;
    }

  for (guint i = 0; i < changes->len; i++)
    sockeye_history_change_apply (g_ptr_array_index (changes, i), entries);
  g_ptr_array_set_size (entries, (int) sockeye_history_entries_count_fitting (entries));
  if (changes->len == 0 && aside == NULL)
    return TRUE;
  if (!write_file (path, entries, error))
    {
      if (aside != NULL)
        take_back (path, aside);
      return FALSE;
    }

  if (aside != NULL)
    *remark = describe_damage (damaged_line, aside);
  return TRUE;
}

/**
 * sockeye_history_file_update:
 * @path: a file
 * @changes: (element-type SockeyeHistoryChange): what was done since the last time
 * @remark: (out) (nullable): what the user has to know although it went well
 * @error: %SOCKEYE_ERROR_STORE
 *
 * Makes the changes to the history in the file. No other program changes it meanwhile, and none sees half of it. A damaged
 * file is put aside, never overwritten.
 *
 * Returns: (transfer full) (element-type SockeyeHistoryItem) (nullable): what is in the file now; %NULL when the changes
 *   are not
 */
GPtrArray *
sockeye_history_file_update (const char *path, GPtrArray *changes, char **remark, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean updated;
  int fd;

  *remark = NULL;
  fd = lock (path, error);
  if (fd < 0)
    return NULL;

  updated = update (path, changes, entries, remark, error);
  close (fd);
  return updated ? g_steal_pointer (&entries) : NULL;
}

/**
 * sockeye_history_file_erase:
 * @path: a file
 * @error: %SOCKEYE_ERROR_STORE
 *
 * Deletes the file, if there is one.
 *
 * Returns: %FALSE when it is still there
 */
gboolean
sockeye_history_file_erase (const char *path, GError **error)
{
  int fd = lock (path, error);
  gboolean erased;

  if (fd < 0)
    return FALSE;

  erased = g_unlink (path) == 0 || errno == ENOENT;
  if (!erased)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                   /* Translators: the name of a file, and why */
                   _ ("The history could not be deleted from the disk: %s: %s. Delete that file by hand."),
                   name, g_strerror (errno));
    }
  close (fd);
  return erased;
}
