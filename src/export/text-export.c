/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "text-export.h"

#include "errors.h"
#include "file-error.h"
#include "log-rows.h"
#include "output-file.h"
#include "task-progress.h"
#include "text-writer.h"

#include <glib/gi18n-lib.h>

/* How often it looks whether the frames were found, in microseconds. */
#define FRAMES_INTERVAL 5000

typedef struct
{
  SockeyeCapture *capture;
  SockeyeTextExport what;
  GFile *file;
  GFileProgressCallback progress;
  gpointer progress_data;

  /* The thread's, until the task returns. */
  SockeyeOutputFile *output;
  SockeyeTaskProgress *teller;
  SockeyeLogRows rows; /* finds the frames, if there are any */
  SockeyeTextWriter *writer;
  guint64 records; /* by writers before */
  guint64 bytes;
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_clear_pointer (&self->writer, sockeye_text_writer_free);
  sockeye_log_rows_clear (&self->rows);
  g_clear_pointer (&self->output, sockeye_output_file_free);
  g_clear_pointer (&self->teller, sockeye_task_progress_free);
  g_object_unref (self->file);
  g_object_unref (self->capture);
  g_free (self);
}

static void
tell (Export *self, guint64 position)
{
  sockeye_task_progress_tell (self->teller, position - self->what.first, self->what.end - self->what.first);
}

/* What was written before stays counted. */
static void
take_writer (Export *self, SockeyeLogFrames *frames)
{
  if (self->writer != NULL)
    {
      self->records += sockeye_text_writer_get_records (self->writer);
      self->bytes += sockeye_text_writer_get_bytes (self->writer);
      sockeye_text_writer_free (self->writer);
    }
  self->writer = sockeye_text_writer_new (self->capture, &self->what, frames,
                                          sockeye_output_file_get_stream (self->output));
}

static gboolean
write_records (GTask *task, guint64 end, GCancellable *cancellable, GError **error)
{
  Export *self = g_task_get_task_data (task);

  take_writer (self, NULL);
  for (guint64 number = self->what.first; number < end; number++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !sockeye_text_writer_write (self->writer, number, cancellable, error))
        return FALSE;
      tell (self, number + 1);
    }

  return sockeye_text_writer_flush (self->writer, cancellable, error);
}

static gboolean
write_frames (GTask *task, GCancellable *cancellable, GError **error)
{
  Export *self = g_task_get_task_data (task);
  SockeyeLogFrames *frames = self->rows.frames;
  guint64 end = sockeye_log_frames_get_end (frames);
  SockeyeLogFrame frame;

  take_writer (self, frames);
  for (guint64 item = sockeye_log_frames_get_next (frames, 0); item < end;
       item = sockeye_log_frames_get_next (frames, item + 1))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !sockeye_text_writer_write (self->writer, item, cancellable, error))
        return FALSE;
      if (sockeye_log_frames_get (frames, item, &frame) && frame.number >= self->what.first)
        tell (self, MIN (frame.number + 1, self->what.end));
    }

  return sockeye_text_writer_flush (self->writer, cancellable, error);
}

/* Lets the frames be found, if there are any, which takes a thread of its own. */
static gboolean
find_frames (Export *self, GCancellable *cancellable, GError **error)
{
  if (self->what.form != SOCKEYE_LOG_FORM_RAW && self->what.framing.kind == SOCKEYE_FRAMING_AS_RECEIVED)
    return TRUE;

  self->rows.capture = self->capture;
  sockeye_log_rows_configure (&self->rows, self->what.charset, self->what.form, NULL, &self->what.framing);
  sockeye_log_rows_take_over (&self->rows, self->what.first, self->what.end);
  while (sockeye_log_rows_is_counting (&self->rows, self->what.end))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_usleep (FRAMES_INTERVAL);
    }
  return TRUE;
}

/* Records whose frames are more than can be kept are written as they are. */
static gboolean
write_all (GTask *task, GCancellable *cancellable, GError **error)
{
  Export *self = g_task_get_task_data (task);
  guint64 first;

  if (!find_frames (self, cancellable, error))
    return FALSE;
  if (self->rows.frames == NULL)
    return write_records (task, self->what.end, cancellable, error);

  first = MIN (sockeye_log_frames_get_first_record (self->rows.frames), self->what.end);
  return write_records (task, first, cancellable, error) && write_frames (task, cancellable, error);
}

static gboolean
write_file (GTask *task, GCancellable *cancellable, GError **error)
{
  Export *self = g_task_get_task_data (task);

  self->output = sockeye_output_file_open (self->file, cancellable, error);
  return self->output != NULL && write_all (task, cancellable, error)
         && sockeye_output_file_close (self->output, cancellable, error);
}

static void
prepare (Export *self)
{
  self->what.end = MIN (self->what.end, sockeye_capture_get_n_records (self->capture));
  self->what.first = MIN (self->what.end, MAX (self->what.first, sockeye_capture_get_first (self->capture)));
}

static GError *
explain (Export *self, const GError *cause)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                        /* Translators: %s is a file name. */
                        _ ("Saving the log to “%s” was cancelled. Nothing was changed there."), name);

  return g_error_new (
      SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      /* Translators: the first %s is a file name, the second one what the system said, then a sentence: what to do. */
      _ ("The log could not be saved to “%s”, and nothing was changed there: %s. %s"), name,
      sockeye_file_error_get_reason (cause), sockeye_file_error_advise_saving (cause));
}

static void
export_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  Export *self = data;
  g_autoptr (GError) error = NULL;

  prepare (self);
  self->teller = sockeye_task_progress_new (task, self->progress, self->progress_data);
  if (write_file (task, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (self->output != NULL)
    sockeye_output_file_abandon (self->output);
  g_task_return_error (task, explain (self, error));
}

/**
 * sockeye_text_export_async:
 * @capture: a capture
 * @what: what is written, see #SockeyeTextExport for the format
 * @file: where to; a file of that name is replaced in one step when all is written
 * @progress: (nullable): called with the records done and the records in all
 * @progress_data: for @progress
 * @cancellable: (nullable): stops the work; the file stays as it was
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Writes records to a text file on a thread, which may wait for the disk. Records that give way at the capture's
 * limit while the file is being written are said to be no longer kept. When it fails, the file stays as it was; only
 * where a new file cannot be put in its place (several hard links, a folder that cannot be written to) is it
 * overwritten directly.
 */
void
sockeye_text_export_async (SockeyeCapture *capture,
                           const SockeyeTextExport *what,
                           GFile *file,
                           GFileProgressCallback progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = NULL;
  Export *self;

  g_return_if_fail (SOCKEYE_IS_CAPTURE (capture));
  g_return_if_fail (what != NULL && what->charset != NULL);
  g_return_if_fail (G_IS_FILE (file));

  self = g_new0 (Export, 1);
  self->capture = g_object_ref (capture);
  self->what = *what;
  self->file = g_object_ref (file);
  self->progress = progress;
  self->progress_data = progress_data;

  task = g_task_new (NULL, cancellable, callback, data);
  /* The file decides: when the last byte was written before the cancelling came, it has been saved. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, sockeye_text_export_async);
  g_task_set_task_data (task, self, export_free);
  g_task_run_in_thread (task, export_in_thread);
}

/**
 * sockeye_text_export_finish:
 * @result: what the callback was given
 * @records: (out) (optional): records that were written
 * @bytes: (out) (optional): the file's length
 * @error: return location for an error: %G_IO_ERROR_CANCELLED, or one whose message says what to do
 *
 * Returns: whether the file was written
 */
gboolean
sockeye_text_export_finish (GAsyncResult *result, guint64 *records, guint64 *bytes, GError **error)
{
  Export *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_text_export_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  self = g_task_get_task_data (G_TASK (result));
  if (records != NULL)
    *records = self->records + sockeye_text_writer_get_records (self->writer);
  if (bytes != NULL)
    *bytes = self->bytes + sockeye_text_writer_get_bytes (self->writer);
  return TRUE;
}
