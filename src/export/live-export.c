/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-export.h"

#include "errors.h"
#include "file-error.h"
#include "text-writer.h"

#include <glib/gi18n-lib.h>
#include <stdatomic.h>

/* Nobody may tell of what arrives (a window that is not drawn does not), so the thread looks by itself that often. */
#define LOOK_INTERVAL G_USEC_PER_SEC
/* How long a record that ends within a character waits for the rest of it; then its bytes are written one by one. */
#define HOLD_TIME G_USEC_PER_SEC
/* Renaming more would take too long. */
#define KEPT_MAX 999u

struct _SockeyeLiveExport
{
  GObject parent_instance;

  SockeyeCapture *capture;
  SockeyeTextExport what;
  GFile *file;
  guint64 size; /* a file that has so many bytes is put aside; 0: never */
  guint n_kept; /* files that were put aside */

  GMutex mutex;
  GCond news;
  gboolean woken;

  /* Written by one thread, read by the other. */
  _Atomic guint64 end; /* once stopped: one past the last record; before: G_MAXUINT64 */
  _Atomic guint64 records;
  _Atomic guint64 bytes;
  _Atomic guint64 lost;

  /* The thread's own. */
  GOutputStream *stream;
  SockeyeTextWriter *writer;
  guint64 position;
  guint64 file_start; /* what the writer had written when the file was empty; before 0, if it was not */
  gint64 held_since;  /* the record at the position waits; 0: it does not */
};

G_DEFINE_FINAL_TYPE (SockeyeLiveExport, sockeye_live_export, G_TYPE_OBJECT)

static gboolean
is_stopped (SockeyeLiveExport *self)
{
  return atomic_load (&self->end) != G_MAXUINT64;
}

static gboolean
has_to_wait (SockeyeLiveExport *self)
{
  gint64 now = g_get_monotonic_time ();

  if (is_stopped (self) || sockeye_text_writer_is_settled (self->writer, self->position))
    return FALSE;
  if (self->held_since == 0)
    self->held_since = now;
  return now - self->held_since < HOLD_TIME;
}

static void
publish (SockeyeLiveExport *self)
{
  atomic_store (&self->records, sockeye_text_writer_get_records (self->writer));
  atomic_store (&self->bytes, sockeye_text_writer_get_bytes (self->writer));
}

/* What gave way at the capture's limit before it could be written is counted. */
static void
pass_over_lost (SockeyeLiveExport *self)
{
  guint64 first = MIN (sockeye_capture_get_first (self->capture), atomic_load (&self->end));

  if (first <= self->position)
    return;

  atomic_fetch_add (&self->lost, first - self->position);
  self->position = first;
}

static gboolean
open_file (SockeyeLiveExport *self, GError **error)
{
  GFileOutputStream *stream = g_file_append_to (self->file, G_FILE_CREATE_NONE, NULL, error);
  guint64 length = self->writer != NULL ? sockeye_text_writer_get_length (self->writer) : 0;

  if (stream == NULL)
    return FALSE;

  self->stream = G_OUTPUT_STREAM (stream);
  /* The difference to what it will be is what counts, so it may wrap around. */
  self->file_start = length - (guint64) g_seekable_tell (G_SEEKABLE (stream));
  return TRUE;
}

/* The file behind which "." and a number stand; 0: the file itself */
static GFile *
get_kept (SockeyeLiveExport *self, guint number)
{
  g_autofree char *name = g_file_get_uri (self->file);
  g_autofree char *numbered = g_strdup_printf ("%s.%u", name, number);

  return number == 0 ? g_object_ref (self->file) : g_file_new_for_uri (numbered);
}

static gboolean
put_aside (SockeyeLiveExport *self, GError **error)
{
  for (guint number = self->n_kept; number > 0; number--)
    {
      g_autoptr (GFile) from = get_kept (self, number - 1);
      g_autoptr (GFile) to = get_kept (self, number);
      g_autoptr (GError) local_error = NULL;

      if (g_file_move (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &local_error)
          || (number > 1 && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)))
        continue;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return TRUE;
}

/* Before a record, so that none is in two files. */
static gboolean
rotate (SockeyeLiveExport *self, GError **error)
{
  if (self->size == 0 || sockeye_text_writer_get_length (self->writer) - self->file_start < self->size)
    return TRUE;
  if (!sockeye_text_writer_flush (self->writer, NULL, error)
      || !g_output_stream_close (self->stream, NULL, error) || !put_aside (self, error))
    return FALSE;

  g_clear_object (&self->stream);
  if (!open_file (self, error))
    return FALSE;
  sockeye_text_writer_set_stream (self->writer, self->stream);
  return TRUE;
}

/* As far as there is something to write. */
static gboolean
write_news (SockeyeLiveExport *self, GError **error)
{
  guint64 end = MIN (sockeye_capture_get_n_records (self->capture), atomic_load (&self->end));

  pass_over_lost (self);
  while (self->position < end && !has_to_wait (self))
    {
      if (!rotate (self, error) || !sockeye_text_writer_write (self->writer, self->position, NULL, error))
        return FALSE;
      self->held_since = 0;
      self->position++;
      publish (self);
    }
  if (!sockeye_text_writer_flush (self->writer, NULL, error))
    return FALSE;
  publish (self);
  return TRUE;
}

static void
wait_for_news (SockeyeLiveExport *self)
{
  gint64 until = g_get_monotonic_time () + LOOK_INTERVAL;

  g_mutex_lock (&self->mutex);
  while (!self->woken && g_cond_wait_until (&self->news, &self->mutex, until))
    continue;
  self->woken = FALSE;
  g_mutex_unlock (&self->mutex);
}

static gboolean
write_until_stopped (SockeyeLiveExport *self, GError **error)
{
  if (!open_file (self, error))
    return FALSE;

  self->writer = sockeye_text_writer_new (self->capture, &self->what, NULL, self->stream);
  while (write_news (self, error))
    {
      if (self->position >= atomic_load (&self->end))
        return g_output_stream_close (self->stream, NULL, error);
      wait_for_news (self);
    }
  return FALSE;
}

static GError *
explain (SockeyeLiveExport *self, const GError *cause)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  return g_error_new (SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
                      /* Translators: the first %s is a file name, the second one what the system said. */
                      _ ("Saving to “%s” while receiving has ended: %s. What came before is in the file, and "
                         "the log has everything. Make room or choose another place, and start again."),
                      name, sockeye_file_error_get_reason (cause));
}

static gpointer
run (gpointer data)
{
  g_autoptr (GTask) task = data;
  SockeyeLiveExport *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (write_until_stopped (self, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, explain (self, error));
  return NULL;
}

static void
sockeye_live_export_finalize (GObject *object)
{
  SockeyeLiveExport *self = SOCKEYE_LIVE_EXPORT (object);

  g_clear_pointer (&self->writer, sockeye_text_writer_free);
  g_clear_object (&self->stream);
  g_object_unref (self->file);
  g_object_unref (self->capture);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->news);

  G_OBJECT_CLASS (sockeye_live_export_parent_class)->finalize (object);
}

static void
sockeye_live_export_class_init (SockeyeLiveExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_live_export_finalize;
}

static void
sockeye_live_export_init (SockeyeLiveExport *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->news);
  atomic_store (&self->end, G_MAXUINT64);
}

/**
 * sockeye_live_export_new:
 * @capture: a capture
 * @what: what is written, from its first record on; its end and its framing do not matter, and raw text is text
 * @file: where to; what it has already stays
 *
 * Returns: (transfer full): an export that was not begun yet
 */
SockeyeLiveExport *
sockeye_live_export_new (SockeyeCapture *capture, const SockeyeTextExport *what, GFile *file)
{
  SockeyeLiveExport *self = g_object_new (SOCKEYE_TYPE_LIVE_EXPORT, NULL);

  self->capture = g_object_ref (capture);
  self->what = *what;
  /* Frames and raw lines are known when later receives are. */
  if (what->form == SOCKEYE_LOG_FORM_RAW)
    self->what.form = SOCKEYE_LOG_FORM_TEXT;
  self->position = what->first;
  self->file = g_object_ref (file);
  return self;
}

/**
 * sockeye_live_export_set_rotation:
 * @self: an export that was not begun yet
 * @size: bytes; a file that has as many is put aside before the next record, and a new one is begun; 0: never
 * @n_kept: how many files that were put aside are kept, at least 1: the newest has ".1" behind its name. Older ones are
 *   deleted
 */
void
sockeye_live_export_set_rotation (SockeyeLiveExport *self, guint64 size, guint n_kept)
{
  self->size = size;
  self->n_kept = CLAMP (n_kept, 1, KEPT_MAX);
}

/**
 * sockeye_live_export_get_file:
 * @self: an export
 *
 * Returns: (transfer none): where it writes to
 */
GFile *
sockeye_live_export_get_file (SockeyeLiveExport *self)
{
  return self->file;
}

/**
 * sockeye_live_export_run_async:
 * @self: an export; once
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Writes until sockeye_live_export_stop() was called and all that had arrived by then is in the file, or until it fails.
 */
void
sockeye_live_export_run_async (SockeyeLiveExport *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, sockeye_live_export_run_async);
  g_thread_unref (g_thread_new ("sockeye-save", run, task));
}

/**
 * sockeye_live_export_run_finish:
 * @self: an export
 * @result: what the callback was given
 * @error: return location for an error whose message says what to do
 *
 * Returns: whether everything until the stop is in the file, but for sockeye_live_export_get_lost()
 */
gboolean
sockeye_live_export_run_finish (SockeyeLiveExport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sockeye_live_export_wake:
 * @self: an export
 *
 * There may be new records: to be called once per frame while data arrives. Without it they are noticed within a second.
 */
void
sockeye_live_export_wake (SockeyeLiveExport *self)
{
  g_mutex_lock (&self->mutex);
  self->woken = TRUE;
  g_cond_signal (&self->news);
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_live_export_stop:
 * @self: an export
 *
 * What has arrived until now is the last to be written.
 */
void
sockeye_live_export_stop (SockeyeLiveExport *self)
{
  if (!is_stopped (self))
    atomic_store (&self->end, sockeye_capture_get_n_records (self->capture));
  sockeye_live_export_wake (self);
}

/**
 * sockeye_live_export_get_records:
 * @self: an export
 *
 * Returns: how many records were written so far
 */
guint64
sockeye_live_export_get_records (SockeyeLiveExport *self)
{
  return atomic_load (&self->records);
}

/**
 * sockeye_live_export_get_bytes:
 * @self: an export
 *
 * Returns: how many bytes the file was given so far
 */
guint64
sockeye_live_export_get_bytes (SockeyeLiveExport *self)
{
  return atomic_load (&self->bytes);
}

/**
 * sockeye_live_export_get_lost:
 * @self: an export
 *
 * Returns: records that gave way at the capture's limit before they could be written
 */
guint64
sockeye_live_export_get_lost (SockeyeLiveExport *self)
{
  return atomic_load (&self->lost);
}
