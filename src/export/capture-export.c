/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-export.h"

#include "errors.h"
#include "file-error.h"
#include "output-file.h"
#include "pcapng-writer.h"
#include "record-formatter.h"
#include "task-progress.h"
#include "text-writer.h"

#include <glib/gi18n-lib.h>

/* What is made of records is gathered up to this length before it is written. */
#define FLUSH_LENGTH (256u << 10)
/* How often it looks whether the filter has seen the records, in microseconds. */
#define FILTER_INTERVAL 5000

typedef struct
{
  SockeyeCapture *capture;
  SockeyeCaptureExport what;
  GFile *file;
  GFileProgressCallback progress;
  gpointer progress_data;

  /* The thread's, until the task returns. */
  SockeyeScan *scan; /* (nullable): the records that are wanted */
  guint64 next_found;
  SockeyeOutputFile *output;
  SockeyePcapngWriter *pcapng;
  SockeyeTextWriter *lines;
  SockeyeRecordFormatter *formatter;
  GString *text;
  GByteArray *blocks;
  GByteArray *bytes; /* of a record */
  guint64 records;
  guint64 written; /* bytes */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_clear_pointer (&self->lines, sockeye_text_writer_free);
  g_clear_pointer (&self->pcapng, sockeye_pcapng_writer_free);
  g_clear_pointer (&self->formatter, sockeye_record_formatter_free);
  g_clear_pointer (&self->output, sockeye_output_file_free);
  g_string_free (self->text, TRUE);
  g_byte_array_unref (self->blocks);
  g_byte_array_unref (self->bytes);
  g_clear_object (&self->scan);
  g_clear_object (&self->what.filter);
  g_object_unref (self->file);
  g_object_unref (self->capture);
  g_free (self);
}

static gboolean
write_out (Export *self, gsize least, GCancellable *cancellable, GError **error)
{
  GOutputStream *stream = sockeye_output_file_get_stream (self->output);

  if (MAX (self->text->len, self->blocks->len) < least)
    return TRUE;
  if (!g_output_stream_write_all (stream, self->text->str, self->text->len, NULL, cancellable, error)
      || !g_output_stream_write_all (stream, self->blocks->data, self->blocks->len, NULL, cancellable, error))
    return FALSE;

  self->written += self->text->len + self->blocks->len;
  g_string_truncate (self->text, 0);
  g_byte_array_set_size (self->blocks, 0);
  return TRUE;
}

/* Which ones a filter finds is found by a thread of its own; the window's may not have looked at all of them yet. */
static gboolean
find_wanted (Export *self, GCancellable *cancellable, GError **error)
{
  if (self->what.filter == NULL)
    return TRUE;

  self->scan = sockeye_scan_new (self->capture, sockeye_scan_get_filter (self->what.filter),
                                 self->what.text.first);
  while (sockeye_scan_get_position (self->scan) < self->what.text.end)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      sockeye_scan_wake (self->scan);
      g_usleep (FILTER_INTERVAL);
    }
  return TRUE;
}

static gboolean
is_wanted (Export *self, guint64 number)
{
  if (self->scan == NULL)
    return TRUE;
  while (self->next_found < sockeye_scan_get_n_records (self->scan)
         && sockeye_scan_get_number (self->scan, self->next_found) < number)
    self->next_found++;
  return self->next_found < sockeye_scan_get_n_records (self->scan)
         && sockeye_scan_get_number (self->scan, self->next_found) == number;
}

static void
begin (Export *self)
{
  switch (self->what.format)
    {
    case SOCKEYE_EXPORT_PCAPNG:
      self->pcapng = sockeye_pcapng_writer_new (self->capture, self->what.text.first);
      sockeye_pcapng_writer_begin (self->pcapng, self->blocks);
      break;
    case SOCKEYE_EXPORT_TEXT:
      self->lines = sockeye_text_writer_new (self->capture, &self->what.text, NULL,
                                             sockeye_output_file_get_stream (self->output));
      break;
    case SOCKEYE_EXPORT_HEXDUMP:
    case SOCKEYE_EXPORT_CSV:
    case SOCKEYE_EXPORT_JSON_LINES:
    case SOCKEYE_EXPORT_NETASSIST:
    case SOCKEYE_EXPORT_N_FORMATS:
    default:
      self->formatter = sockeye_record_formatter_new (self->capture, &self->what);
      sockeye_record_formatter_begin (self->formatter, self->text);
    }
}

static gboolean
end (Export *self, GCancellable *cancellable, GError **error)
{
  if (self->pcapng != NULL)
    sockeye_pcapng_writer_end (self->pcapng, self->blocks);
  if (self->lines != NULL)
    {
      if (!sockeye_text_writer_flush (self->lines, cancellable, error))
        return FALSE;
      self->written += sockeye_text_writer_get_bytes (self->lines);
    }
  return write_out (self, 0, cancellable, error);
}

static gboolean
set_gone (GError **error)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                       _ ("The oldest data has given way at the limit while it was being saved"));
  return FALSE;
}

static gboolean
read_bytes (Export *self, const SockeyeRecord *record, GError **error)
{
  g_byte_array_set_size (self->bytes, MAX (record->length, 1));
  switch (sockeye_capture_read (self->capture, record->offset, self->bytes->data, record->length, TRUE))
    {
    case SOCKEYE_READ_OK:
      return TRUE;
    case SOCKEYE_READ_GONE:
      return set_gone (error);
    case SOCKEYE_READ_LATER:
    case SOCKEYE_READ_ERROR:
    default:
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                           _ ("Received data could not be read back from the disk"));
      return FALSE;
    }
}

static gboolean
leave_out (Export *self, guint64 number)
{
  SockeyeRecord record;

  if (self->pcapng != NULL && sockeye_capture_get_record (self->capture, number, &record))
    sockeye_pcapng_writer_leave_out (self->pcapng, &record);
  return TRUE;
}

static gboolean
write_record (Export *self, guint64 number, GCancellable *cancellable, GError **error)
{
  SockeyeRecord record;

  if (!is_wanted (self, number))
    return leave_out (self, number);

  self->records++;
  if (self->lines != NULL)
    return sockeye_text_writer_write (self->lines, number, cancellable, error);
  if (!sockeye_capture_get_record (self->capture, number, &record))
    return set_gone (error);
  if (!read_bytes (self, &record, error))
    return FALSE;

  if (self->pcapng != NULL)
    sockeye_pcapng_writer_add (self->pcapng, &record, self->bytes->data, self->blocks);
  else if (!sockeye_record_formatter_add (self->formatter, number, &record, self->bytes->data, self->text,
                                          error))
    return FALSE;
  return write_out (self, FLUSH_LENGTH, cancellable, error);
}

static gboolean
write_records (Export *self, GTask *task, GCancellable *cancellable, GError **error)
{
  g_autoptr (SockeyeTaskProgress)
      progress = sockeye_task_progress_new (task, self->progress, self->progress_data);
  guint64 first = self->what.text.first;

  begin (self);
  for (guint64 number = first; number < self->what.text.end; number++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !write_record (self, number, cancellable, error))
        return FALSE;
      sockeye_task_progress_tell (progress, number + 1 - first, self->what.text.end - first);
    }
  return end (self, cancellable, error);
}

static gboolean
write_file (Export *self, GTask *task, GCancellable *cancellable, GError **error)
{
  self->what.text.end = MIN (self->what.text.end, sockeye_capture_get_n_records (self->capture));
  self->what.text.first = MIN (self->what.text.end,
                               MAX (self->what.text.first, sockeye_capture_get_first (self->capture)));
  if (!find_wanted (self, cancellable, error))
    return FALSE;

  self->output = sockeye_output_file_open (self->file, cancellable, error);
  return self->output != NULL && write_records (self, task, cancellable, error)
         && sockeye_output_file_close (self->output, cancellable, error);
}

static GError *
explain (Export *self, const GError *cause)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                        /* Translators: %s is a file name. */
                        _ ("Saving the capture to “%s” was cancelled. Nothing was changed there."), name);

  return g_error_new (
      SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      /* Translators: the first %s is a file name, the second one what the system said, then a sentence: what to do. */
      _ ("The capture could not be saved to “%s”, and nothing was changed there: %s. %s"), name,
      sockeye_file_error_get_reason (cause), sockeye_file_error_advise_saving (cause));
}

static void
export_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  Export *self = data;
  g_autoptr (GError) error = NULL;

  if (write_file (self, task, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (self->output != NULL)
    sockeye_output_file_abandon (self->output);
  g_task_return_error (task, explain (self, error));
}

/**
 * sockeye_export_format_get_suffix:
 * @format: a format
 *
 * Returns: what names of its files end in, such as ".csv"
 */
const char *
sockeye_export_format_get_suffix (SockeyeExportFormat format)
{
  static const char *const suffixes[] = { ".pcapng", ".txt", ".hex.txt", ".csv", ".jsonl", ".log" };

  g_return_val_if_fail (format < SOCKEYE_EXPORT_N_FORMATS, "");

  return suffixes[format];
}

/**
 * sockeye_capture_export_async:
 * @capture: a capture
 * @what: what is written
 * @file: where to; a file of that name is replaced in one step when all is written
 * @progress: (nullable): called with the records done and the records in all
 * @progress_data: for @progress
 * @cancellable: (nullable): stops the work; the file stays as it was
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Writes records to a file, on a thread, with bounded memory. Records that have given way before it began are not in it;
 * when some do while it works, it fails, but for text, which says so. When it fails, the file stays as it was.
 */
void
sockeye_capture_export_async (SockeyeCapture *capture,
                              const SockeyeCaptureExport *what,
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
  g_return_if_fail (what != NULL && what->format < SOCKEYE_EXPORT_N_FORMATS && what->text.charset != NULL);
  g_return_if_fail (G_IS_FILE (file));

  self = g_new0 (Export, 1);
  self->capture = g_object_ref (capture);
  self->what = *what;
  if (self->what.filter != NULL)
    g_object_ref (self->what.filter);
  self->file = g_object_ref (file);
  self->progress = progress;
  self->progress_data = progress_data;
  self->text = g_string_new (NULL);
  self->blocks = g_byte_array_new ();
  self->bytes = g_byte_array_new ();

  task = g_task_new (NULL, cancellable, callback, data);
  /* The file decides: when the last byte was written before the cancelling came, it has been saved. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, sockeye_capture_export_async);
  g_task_set_task_data (task, self, export_free);
  g_task_run_in_thread (task, export_in_thread);
}

/**
 * sockeye_capture_export_finish:
 * @result: what the callback was given
 * @records: (out) (optional): records that were written
 * @bytes: (out) (optional): the file's length
 * @error: return location for an error: %G_IO_ERROR_CANCELLED, or one whose message says what to do
 *
 * Returns: whether the file was written
 */
gboolean
sockeye_capture_export_finish (GAsyncResult *result, guint64 *records, guint64 *bytes, GError **error)
{
  Export *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_capture_export_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  self = g_task_get_task_data (G_TASK (result));
  if (records != NULL)
    *records = self->records;
  if (bytes != NULL)
    *bytes = self->written;
  return TRUE;
}
