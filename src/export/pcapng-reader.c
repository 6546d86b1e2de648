/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pcapng-reader.h"

#include "errors.h"
#include "file-error.h"
#include "pcapng-parser.h"
#include "sink.h"
#include "task-progress.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes that are read at once. */
#define BUFFER_LENGTH (256u << 10)
/* How long to wait before the store is asked again whether it has room, in microseconds. */
#define ROOM_INTERVAL 1000
/* Type, and twice the length. */
#define BLOCK_LENGTH_MIN 12u
/* Beside what is in the file, as the last chunk is never quite full. */
#define QUOTA_MARGIN (G_GUINT64_CONSTANT (64) << 20)

typedef struct
{
  GFile *file;
  SockeyeCaptureLimits limits;
  char *directory; /* of the limits */
  GFileProgressCallback progress;
  gpointer progress_data;

  /* The thread's, until the task returns. */
  SockeyeCapture *capture;
  SockeyePcapngParser *parser;
  GInputStream *stream;
  GByteArray *block;
  guint64 done;
  guint64 size;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *self = data;

  g_clear_pointer (&self->parser, sockeye_pcapng_parser_free);
  g_clear_object (&self->capture);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->block, g_byte_array_unref);
  g_object_unref (self->file);
  g_free (self->directory);
  g_free (self);
}

static GError *
explain_verdict (Opening *self, SockeyePcapngVerdict verdict)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  if (verdict == SOCKEYE_PCAPNG_FOREIGN)
    return g_error_new (
        SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
        /* Translators: %s is a file name. */
        _ ("“%s” was not saved by Sockeye, or another program has written it anew, so it is not "
           "opened. Only captures that Sockeye saved as pcapng can be opened; look at others with "
           "Wireshark."),
        name);
  if (verdict == SOCKEYE_PCAPNG_NEWER)
    return g_error_new (
        SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
        /* Translators: %s is a file name. */
        _ ("“%s” was saved by a newer version of Sockeye, which this one cannot read. Install the "
           "newer version and open it again."),
        name);
  return g_error_new (
      SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
      /* Translators: %s is a file name. */
      _ ("“%s” is damaged, or another program has changed it, so it is not opened. Use another copy "
         "of the file; its packets can still be looked at with Wireshark."),
      name);
}

static gboolean
fail (Opening *self, SockeyePcapngVerdict verdict, GError **error)
{
  g_propagate_error (error, explain_verdict (self, verdict));
  return FALSE;
}

static gboolean
fail_truncated (Opening *self, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
      /* Translators: %s is a file name. */
      _ ("“%s” is incomplete: it ends in the middle, so it is not opened. Copy the file once more, or save "
         "the capture again."),
      name);
  return FALSE;
}

static gboolean
fail_empty (Opening *self, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
      /* Translators: %s is a file name. */
      _ ("“%s” is empty, so there is nothing to open. Copy the file once more, or save the capture again."),
      name);
  return FALSE;
}

/* The store writes chunks to the disk as they fill; here that is waited for. */
static gboolean
wait_for_room (Opening *self, GCancellable *cancellable, SockeyePcapngVerdict *verdict, GError **error)
{
  g_autofree char *name = NULL;

  while (*verdict == SOCKEYE_PCAPNG_NO_ROOM)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (sockeye_capture_get_n_failures (self->capture, NULL) > 0)
        break;
      g_usleep (ROOM_INTERVAL);
      *verdict = sockeye_pcapng_parser_retry (self->parser);
    }
  if (*verdict != SOCKEYE_PCAPNG_NO_ROOM)
    return TRUE;

  name = g_file_get_parse_name (self->file);
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
      /* Translators: %s is a file name. */
      _ ("“%s” was not opened: there is not enough room on the disk for what it holds. Make room there and "
         "open it again."),
      name);
  return FALSE;
}

/* What is in the block, behind type and length, and whether the length stands at its end again. */
static gboolean
read_body (Opening *self, guint32 length, GCancellable *cancellable, GError **error)
{
  gsize body = length - 8;
  gsize n;

  g_byte_array_set_size (self->block, (guint) body);
  if (!g_input_stream_read_all (self->stream, self->block->data, body, &n, cancellable, error))
    return FALSE;
  if (n < body)
    return fail_truncated (self, error);
  if (memcmp (self->block->data + body - 4, &(guint32){ GUINT32_TO_LE (length) }, 4) != 0)
    return fail (self, self->done == 0 ? SOCKEYE_PCAPNG_FOREIGN : SOCKEYE_PCAPNG_BROKEN, error);
  return TRUE;
}

static gboolean
read_block (Opening *self, GCancellable *cancellable, SockeyePcapngVerdict *verdict, GError **error)
{
  guint32 header[2];
  guint32 type, length;
  gsize n;

  if (!g_input_stream_read_all (self->stream, header, sizeof header, &n, cancellable, error))
    return FALSE;
  type = GUINT32_FROM_LE (header[0]);
  length = GUINT32_FROM_LE (header[1]);
  if (self->done == 0 && n == 0)
    return fail_empty (self, error);
  if (self->done == 0 && (n < sizeof header || type != SOCKEYE_PCAPNG_SECTION))
    return fail (self, SOCKEYE_PCAPNG_FOREIGN, error);
  if (n < sizeof header)
    return fail_truncated (self, error);
  if (length < BLOCK_LENGTH_MIN || length > SOCKEYE_PCAPNG_BLOCK_MAX || length % 4 != 0)
    return fail (self, self->done == 0 ? SOCKEYE_PCAPNG_FOREIGN : SOCKEYE_PCAPNG_BROKEN, error);
  if (!read_body (self, length, cancellable, error))
    return FALSE;

  self->done += length;
  *verdict = sockeye_pcapng_parser_add (self->parser, type, self->block->data, length - BLOCK_LENGTH_MIN);
  return wait_for_room (self, cancellable, verdict, error);
}

/* Nothing may follow. */
static gboolean
check_end (Opening *self, GCancellable *cancellable, GError **error)
{
  guint8 byte;
  gssize n = g_input_stream_read (self->stream, &byte, 1, cancellable, error);

  return n == 0 || (n > 0 && fail (self, SOCKEYE_PCAPNG_BROKEN, error));
}

static gboolean
read_blocks (Opening *self, GTask *task, GCancellable *cancellable, GError **error)
{
  g_autoptr (SockeyeTaskProgress)
      progress = sockeye_task_progress_new (task, self->progress, self->progress_data);
  SockeyePcapngVerdict verdict = SOCKEYE_PCAPNG_GOES_ON;

  while (verdict == SOCKEYE_PCAPNG_GOES_ON)
    {
      if (!read_block (self, cancellable, &verdict, error))
        return FALSE;
      sockeye_task_progress_tell (progress, self->done, MAX (self->size, self->done));
    }
  if (verdict != SOCKEYE_PCAPNG_COMPLETE)
    return fail (self, verdict, error);
  return check_end (self, cancellable, error);
}

/* A pipe would keep us waiting for ever, and nobody could tell how much room its capture needs. */
static gboolean
check_type (Opening *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (self->file, G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, error);
  g_autofree char *name = NULL;

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_SPECIAL)
    return info != NULL;

  name = g_file_get_parse_name (self->file);
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
      /* Translators: %s is a file name. */
      _ ("“%s” is no ordinary file, but a pipe, a socket or a device, so it is not opened. Copy what comes "
         "from it into a file, and open that."),
      name);
  return FALSE;
}

/* The capture has room for everything: nothing may give way. */
static gboolean
open_file (Opening *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) file = NULL;
  g_autoptr (GFileInfo) info = NULL;

  if (!check_type (self, cancellable, error))
    return FALSE;
  file = g_file_read (self->file, cancellable, error);
  if (file == NULL)
    return FALSE;
  info = g_file_input_stream_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, error);
  if (info == NULL)
    return FALSE;

  self->size = (guint64) MAX (g_file_info_get_size (info), 0);
  self->limits.quota = MAX (self->limits.quota, self->size + QUOTA_MARGIN);
  self->capture = sockeye_capture_new (&self->limits);
  self->parser = sockeye_pcapng_parser_new (self->capture);
  self->block = g_byte_array_new ();
  self->stream = g_buffered_input_stream_new_sized (G_INPUT_STREAM (file), BUFFER_LENGTH);
  return TRUE;
}

static GError *
explain (Opening *self, GError *cause)
{
  g_autofree char *name = g_file_get_parse_name (self->file);
  GError *error;

  if (cause->domain == SOCKEYE_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cause;

  error = g_error_new (
      SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      /* Translators: the first %s is a file name, the second one what the system said, then a sentence: what to do. */
      _ ("“%s” could not be opened: %s. %s"), name, sockeye_file_error_get_reason (cause),
      sockeye_file_error_advise_opening (cause));
  g_error_free (cause);
  return error;
}

static void
open_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  Opening *self = data;
  GError *error = NULL;

  if (open_file (self, cancellable, &error) && read_blocks (self, task, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&self->capture), g_object_unref);
  else
    g_task_return_error (task, explain (self, error));
}

/**
 * sockeye_pcapng_open_async:
 * @file: a file that Sockeye saved
 * @limits: (nullable): how much memory the capture may take, and where its own file is; its quota is made as large as
 *   the file needs; %NULL: the defaults
 * @progress: (nullable): called with the bytes done and the bytes in all
 * @progress_data: for @progress
 * @cancellable: (nullable): stops the work
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Makes a capture of a file, on a thread. Memory does not grow with the file. Connections that were open when it was
 * saved end at that time. Records are numbered from 0, also if older ones had given way.
 */
void
sockeye_pcapng_open_async (GFile *file,
                           const SockeyeCaptureLimits *limits,
                           GFileProgressCallback progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  const SockeyeCaptureLimits defaults = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autoptr (GTask) task = NULL;
  Opening *self;

  g_return_if_fail (G_IS_FILE (file));

  self = g_new0 (Opening, 1);
  self->file = g_object_ref (file);
  self->limits = limits != NULL ? *limits : defaults;
  self->limits.directory = self->directory = g_strdup (self->limits.directory);
  self->progress = progress;
  self->progress_data = progress_data;

  task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, sockeye_pcapng_open_async);
  g_task_set_task_data (task, self, opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * sockeye_pcapng_open_finish:
 * @result: what the callback was given
 * @error: return location for an error: %G_IO_ERROR_CANCELLED, or one whose message says what to do
 *
 * Returns: (transfer full) (nullable): the capture, which has no producer
 */
SockeyeCapture *
sockeye_pcapng_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_pcapng_open_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
