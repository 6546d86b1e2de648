/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "leftover.h"

#include "capture-journal.h"
#include "errors.h"
#include "leftover-reader.h"
#include "scratch-file.h"
#include "sink.h"
#include "task-progress.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long to wait before the store is asked again whether it has room, in microseconds. */
#define ROOM_INTERVAL 1000
/* Between two looks at what else is to be done: records. */
#define PUBLISH_EVERY 4096
/* Beside the bytes, as the last chunk is never quite full. */
#define QUOTA_MARGIN (G_GUINT64_CONSTANT (64) << 20)
/* Half of the quota is for the index, with 24 bytes a record. */
#define QUOTA_PER_RECORD 48

struct _SockeyeLeftover
{
  GObject parent_instance;

  char *directory;
  int lock;
  gboolean damaged;
  gboolean recovered;
  SockeyeJournalState state;
};

G_DEFINE_FINAL_TYPE (SockeyeLeftover, sockeye_leftover, G_TYPE_OBJECT)

typedef struct
{
  SockeyeCaptureLimits limits;
  char *directory; /* of the limits */
  GFileProgressCallback progress;
  gpointer progress_data;
  guint64 n_missing;
} Recovery;

static void
recovery_free (gpointer data)
{
  Recovery *self = data;

  g_free (self->directory);
  g_free (self);
}

static void
sockeye_leftover_finalize (GObject *object)
{
  SockeyeLeftover *self = SOCKEYE_LEFTOVER (object);

  if (self->lock >= 0)
    close (self->lock);
  g_free (self->directory);

  G_OBJECT_CLASS (sockeye_leftover_parent_class)->finalize (object);
}

static void
sockeye_leftover_class_init (SockeyeLeftoverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_leftover_finalize;
}

static void
sockeye_leftover_init (SockeyeLeftover *self)
{
  self->lock = -1;
}

/* -1: a program still writes it, or is removing it. */
static int
lock_directory (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, SOCKEYE_JOURNAL_LOCK, NULL);
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  struct stat status;

  if (fd < 0)
    return -1;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && fstat (fd, &status) == 0 && status.st_nlink > 0)
    return fd;
  close (fd);
  return -1;
}

/* Messages are counted; without one, a connection or an error is worth keeping. */
static gboolean
has_news (SockeyeLeftover *self)
{
  g_autoptr (SockeyeLeftoverReader) reader = NULL;

  if (self->damaged || self->state.messages > 0)
    return TRUE;
  reader = sockeye_leftover_reader_new (self->directory, &self->state);
  return sockeye_leftover_reader_has_news (reader);
}

static gboolean
was_recovered (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, SOCKEYE_JOURNAL_RECOVERED, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* If it cannot be noted, it is offered like one that nobody has looked at: nothing is lost. */
static void
note_recovered (SockeyeLeftover *self)
{
  g_autofree char *path = g_build_filename (self->directory, SOCKEYE_JOURNAL_RECOVERED, NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0)
    close (fd);
}

/* NULL when there is nothing to be recovered. */
static SockeyeLeftover *
take (const char *directory)
{
  g_autoptr (SockeyeLeftover) self = g_object_new (SOCKEYE_TYPE_LEFTOVER, NULL);
  gboolean is_empty;

  self->lock = lock_directory (directory);
  if (self->lock < 0)
    return NULL;

  self->directory = g_strdup (directory);
  self->damaged = !sockeye_journal_read_state (directory, &self->state, &is_empty);
  self->recovered = was_recovered (directory);
  if (!is_empty && has_news (self))
    return g_steal_pointer (&self);
  /* What cannot be removed is empty all the same. */
  sockeye_capture_journal_remove (directory);
  return NULL;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const SockeyeLeftover *left = *(SockeyeLeftover *const *) a;
  const SockeyeLeftover *right = *(SockeyeLeftover *const *) b;

  return left->state.begun < right->state.begun ? -1 : left->state.begun > right->state.begun;
}

static void
find_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  const char *folder = data;
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  /* NULL: a folder that is not there has nothing in it, and one that may not be read cannot be written either. */
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *directory = g_build_filename (folder, name, NULL);
      SockeyeLeftover *leftover = g_str_has_prefix (name, SOCKEYE_JOURNAL_PREFIX) ? take (directory) : NULL;

      if (leftover != NULL)
        g_ptr_array_add (found, leftover);
    }
  g_ptr_array_sort (found, compare);
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * sockeye_leftovers_find_async:
 * @directory: (nullable): see #SockeyeCaptureLimits
 * @cancellable: (nullable): stops the work
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Looks for captures whose programs did not end as they should, on a thread. Those that tell nothing but that a socket
 * was opened are removed.
 */
void
sockeye_leftovers_find_async (const char *directory,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_autofree char *folder = sockeye_scratch_file_get_folder (directory);

  g_task_set_source_tag (task, sockeye_leftovers_find_async);
  g_task_set_task_data (task, g_build_filename (folder, SOCKEYE_JOURNAL_FOLDER, NULL), g_free);
  g_task_run_in_thread (task, find_in_thread);
}

/**
 * sockeye_leftovers_find_finish:
 * @result: what the callback was given
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type SockeyeLeftover) (nullable): the oldest first; each is this program's until it
 *   is freed
 */
GPtrArray *
sockeye_leftovers_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sockeye_leftover_get_name:
 *
 * Returns: (nullable): what the session was, "TCP server 0.0.0.0:8080"; %NULL when it is not known
 */
const char *
sockeye_leftover_get_name (SockeyeLeftover *self)
{
  return self->damaged || *self->state.name == '\0' || !g_utf8_validate (self->state.name, -1, NULL)
             ? NULL
             : self->state.name;
}

/**
 * sockeye_leftover_get_directory:
 *
 * Returns: where its files are
 */
const char *
sockeye_leftover_get_directory (SockeyeLeftover *self)
{
  return self->directory;
}

/**
 * sockeye_leftover_get_begun:
 *
 * Returns: when it began, microseconds since the Epoch; 0: it is damaged
 */
gint64
sockeye_leftover_get_begun (SockeyeLeftover *self)
{
  return self->damaged ? 0 : self->state.begun;
}

/**
 * sockeye_leftover_get_n_records:
 *
 * Returns: how many records it has; a few of the newest may be missing when it is recovered
 */
guint64
sockeye_leftover_get_n_records (SockeyeLeftover *self)
{
  return self->damaged ? 0 : self->state.n - self->state.first;
}

/**
 * sockeye_leftover_get_n_bytes:
 *
 * Returns: bytes of these records
 */
guint64
sockeye_leftover_get_n_bytes (SockeyeLeftover *self)
{
  return self->damaged ? 0 : self->state.end - self->state.first_offset;
}

/**
 * sockeye_leftover_was_recovered:
 * @self: a leftover
 *
 * Returns: whether an earlier run of the program has recovered it, and it was not saved since
 */
gboolean
sockeye_leftover_was_recovered (SockeyeLeftover *self)
{
  return self->recovered;
}

/**
 * sockeye_leftover_is_damaged:
 *
 * Returns: whether it can only be discarded
 */
gboolean
sockeye_leftover_is_damaged (SockeyeLeftover *self)
{
  return self->damaged;
}

static GError *
explain_damage (SockeyeLeftover *self)
{
  return g_error_new (SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                      /* Translators: %s is a folder */
                      _ ("The capture cannot be recovered: its files are damaged, or another version of "
                         "Sockeye wrote them. They are in %s; discard it when you do not need them."),
                      self->directory);
}

static gboolean
restore (SockeyeCapture *capture,
         const SockeyeRecord *record,
         const guint8 *bytes,
         GCancellable *cancellable,
         GError **error)
{
  while (!sockeye_capture_restore_record (capture, record, bytes))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (sockeye_capture_get_n_failures (capture, NULL) > 0)
        {
          g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                               _ ("The capture was not recovered: there is not enough room on the disk for "
                                  "another copy of it. Make room there and try again."));
          return FALSE;
        }
      g_usleep (ROOM_INTERVAL);
    }

  return TRUE;
}

static gboolean
restore_all (SockeyeLeftover *self,
             SockeyeLeftoverReader *reader,
             SockeyeCapture *capture,
             SockeyeTaskProgress *progress,
             GCancellable *cancellable,
             GError **error)
{
  guint64 start = sockeye_leftover_reader_get_start (reader);
  SockeyeLeftoverVerdict verdict;
  SockeyeRecord record;
  const guint8 *bytes;
  guint64 n = 0;

  while ((verdict = sockeye_leftover_reader_next (reader, &record, &bytes)) == SOCKEYE_LEFTOVER_RECORD)
    {
      if (!restore (capture, &record, bytes, cancellable, error))
        return FALSE;
      if (++n % PUBLISH_EVERY != 0)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      sockeye_sink_publish (SOCKEYE_SINK (capture));
      sockeye_task_progress_tell (progress, record.offset - start, MAX (self->state.end - start, 1));
    }

  /* Better than nothing is what stands before the damage. */
  if (n > 0 || (verdict == SOCKEYE_LEFTOVER_END && self->state.n == self->state.first))
    return TRUE;
  g_propagate_error (error, explain_damage (self));
  return FALSE;
}

static void
recover_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SockeyeLeftover *self = source;
  Recovery *recovery = data;
  g_autoptr (SockeyeTaskProgress)
      progress = sockeye_task_progress_new (task, recovery->progress, recovery->progress_data);
  g_autoptr (SockeyeLeftoverReader) reader = NULL;
  g_autoptr (SockeyeCapture) capture = NULL;
  GError *error = NULL;

  if (self->damaged)
    {
      g_task_return_error (task, explain_damage (self));
      return;
    }

  reader = sockeye_leftover_reader_new (self->directory, &self->state);
  capture = sockeye_capture_new (&recovery->limits);
  sockeye_leftover_reader_add_peers (reader, capture);
  if (!restore_all (self, reader, capture, progress, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  recovery->n_missing = self->state.n - sockeye_leftover_reader_get_number (reader);
  sockeye_leftover_reader_close_peers (reader, capture);
  sockeye_capture_restore_dropped (capture, self->state.dropped_datagrams, self->state.dropped_bytes);
  sockeye_sink_publish (SOCKEYE_SINK (capture));
  note_recovered (self);
  g_task_return_pointer (task, g_steal_pointer (&capture), g_object_unref);
}

/**
 * sockeye_leftover_recover_async:
 * @self: a leftover
 * @limits: how much memory the capture may take, and where its own file is; its quota is made as large as needed
 * @progress: (nullable): called with the bytes done and the bytes in all
 * @progress_data: for @progress
 * @cancellable: (nullable): stops the work
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Makes a capture of what is on the disk, on a thread. What is there stays as it is. Connections that were open end with
 * the last that was heard of them. Records are numbered from 0, also if older ones had given way.
 */
void
sockeye_leftover_recover_async (SockeyeLeftover *self,
                                const SockeyeCaptureLimits *limits,
                                GFileProgressCallback progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  guint64 bytes = sockeye_leftover_get_n_bytes (self);
  guint64 records = sockeye_leftover_get_n_records (self);
  Recovery *recovery = g_new0 (Recovery, 1);

  recovery->limits = *limits;
  recovery->limits.directory = recovery->directory = g_strdup (limits->directory);
  recovery->limits.recoverable = FALSE;
  recovery->limits.quota = MAX (limits->quota, MAX (bytes, records * QUOTA_PER_RECORD) + QUOTA_MARGIN);
  recovery->progress = progress;
  recovery->progress_data = progress_data;
  g_task_set_source_tag (task, sockeye_leftover_recover_async);
  g_task_set_task_data (task, recovery, recovery_free);
  g_task_run_in_thread (task, recover_in_thread);
}

/**
 * sockeye_leftover_recover_finish:
 * @result: what the callback was given
 * @n_missing: (out): how many of the newest records had not reached the disk
 * @error: return location for an error: %G_IO_ERROR_CANCELLED, or one whose message says what to do
 *
 * Returns: (transfer full) (nullable): the capture, which has no producer
 */
SockeyeCapture *
sockeye_leftover_recover_finish (GAsyncResult *result, guint64 *n_missing, GError **error)
{
  const Recovery *recovery;

  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_leftover_recover_async), NULL);

  recovery = g_task_get_task_data (G_TASK (result));
  *n_missing = recovery->n_missing;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
discard_in_thread (GTask *task,
                   gpointer source,
                   gpointer data G_GNUC_UNUSED,
                   GCancellable *cancellable G_GNUC_UNUSED)
{
  SockeyeLeftover *self = source;
  int error_number = sockeye_capture_journal_remove (self->directory);

  if (error_number == 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
                             /* Translators: the first %s is a folder, the second one what the system said */
                             _ ("%s could not be removed: %s. Remove it yourself."), self->directory,
                             g_strerror (error_number));
}

/**
 * sockeye_leftover_discard_async:
 * @self: a leftover
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Removes it from the disk, on a thread: a large file takes its time.
 */
void
sockeye_leftover_discard_async (SockeyeLeftover *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, sockeye_leftover_discard_async);
  g_task_run_in_thread (task, discard_in_thread);
}

/**
 * sockeye_leftover_discard_finish:
 * @result: what the callback was given
 * @error: return location for an error whose message says what to do
 *
 * Returns: whether it is gone
 */
gboolean
sockeye_leftover_discard_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_leftover_discard_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
