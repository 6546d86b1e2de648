/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "diff-text.h"

#include "diff-words.h"
#include "errors.h"
#include "file-error.h"
#include "output-file.h"
#include "thread.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows around differences that are equal. */
#define CONTEXT 3u
/* Bytes of an item that are written. */
#define ITEM_MAX (64u << 10)
/* A part that has become this long is written, and another one begun. */
#define FLUSH_LENGTH (256u << 10)

typedef struct
{
  SockeyeCaptureDiff *diff;
  const SockeyeDiffText *how;
  GOutputStream *stream;
  GCancellable *cancellable;
  guint8 *bytes;

  GString *part;  /* lines that are not written yet, without their heading */
  guint first[2]; /* the item of each side that the part begins with, from 1 */
  guint n[2];     /* items of each side in it */
  guint next[2];  /* the item of each side that comes next, from 1 */
  gsize written;
} Writer;

typedef struct
{
  SockeyeCaptureDiff *diff;
  char *names[2];
  SockeyeDiffText how;
  GFile *file; /* (nullable) */
} Task;

static void
task_free (gpointer data)
{
  Task *self = data;

  sockeye_capture_diff_unref (self->diff);
  g_free (self->names[0]);
  g_free (self->names[1]);
  g_clear_object (&self->file);
  g_free (self);
}

static gboolean
put (Writer *self, const char *text, gsize length, GError **error)
{
  self->written += length;
  if (self->how->limit > 0 && self->written > self->how->limit)
    {
      g_autofree char *size = g_format_size (self->how->limit);

      /* Translators: %s is a size, such as "4.0 MB" */
      g_set_error (
          error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
          _ ("The differences are more than %s of text, too much for the clipboard. Save them to a file "
             "instead."),
          size);
      return FALSE;
    }
  return g_output_stream_write_all (self->stream, text, length, NULL, self->cancellable, error);
}

static void
add_bytes (Writer *self, guint side, const SockeyeDiffItem *item)
{
  const SockeyeDiffSide *from = sockeye_capture_diff_get_side (self->diff, side);
  gsize length = MIN (item->length, ITEM_MAX);
  g_autofree char *line = NULL;

  if (sockeye_diff_side_read_bytes (from, item, 0, self->bytes, length, TRUE) != SOCKEYE_READ_OK)
    line = g_strdup (_ ("(no longer kept)"));
  else if (item->kind == SOCKEYE_RECORD_EVENT)
    line = sockeye_diff_line_describe_event (self->bytes, length);
  else
    line = sockeye_diff_line_make (&self->how->looks[side], self->bytes, length, NULL, NULL);
  g_string_append (self->part, line);
  if (item->length > length)
    /* Translators: behind the beginning of a long message; %u is a number of bytes */
    g_string_append_printf (self->part, _ (" … (%u B more)"), (guint) (item->length - length));
}

static void
add_line (Writer *self, char sign, guint side, const SockeyeDiffItem *item)
{
  gint64 time = sockeye_capture_diff_get_time (self->diff, side, item);

  g_string_append_printf (self->part, "%c%c%" G_GINT64_FORMAT ".%06d %s ", sign, time < 0 ? '-' : ' ',
                          ABS (time) / G_USEC_PER_SEC, (int) (ABS (time) % G_USEC_PER_SEC),
                          sockeye_diff_line_get_arrow (item));
  if (item->kind != SOCKEYE_RECORD_EVENT)
    g_string_append_printf (self->part, "%u B ", item->length);
  add_bytes (self, side, item);
  g_string_append_c (self->part, '\n');
}

static gboolean
flush (Writer *self, GError **error)
{
  g_autofree char *heading = NULL;
  gboolean done;

  if (self->part->len == 0)
    return TRUE;
  heading = g_strdup_printf ("@@ -%u,%u +%u,%u @@\n", self->first[0] - (self->n[0] == 0), self->n[0],
                             self->first[1] - (self->n[1] == 0), self->n[1]);
  done = put (self, heading, strlen (heading), error) && put (self, self->part->str, self->part->len, error);
  g_string_truncate (self->part, 0);
  self->n[0] = self->n[1] = 0;
  return done;
}

static gboolean
add_row (Writer *self, const SockeyeDiffRow *row, GError **error)
{
  gboolean equal = row->op == SOCKEYE_DIFF_EQUAL;

  if (self->part->len == 0)
    memcpy (self->first, self->next, sizeof self->first);
  for (guint i = 0; i < 2; i++)
    {
      if (row->items[i] == NULL)
        continue;
      if (i == 0 || !equal)
        add_line (self, equal ? ' ' : i == 0 ? '-' : '+', i, row->items[i]);
      self->n[i]++;
    }
  return self->part->len < FLUSH_LENGTH || flush (self, error);
}

/* Whether a row that is equal stands near a difference. */
static gboolean
is_context (Writer *self, guint row, guint last_difference, gboolean has_last)
{
  guint next;

  if (has_last && row - last_difference <= CONTEXT)
    return TRUE;
  return sockeye_capture_diff_find (self->diff, FALSE, row, TRUE, &next) && next - row <= CONTEXT;
}

static gboolean
write_rows (Writer *self, GError **error)
{
  guint n_rows = sockeye_capture_diff_get_n_rows (self->diff, FALSE);
  guint last = 0;
  gboolean has_last = FALSE;

  for (guint i = 0; i < n_rows; i++)
    {
      SockeyeDiffRow row;
      gboolean done = TRUE;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      sockeye_capture_diff_get_row (self->diff, FALSE, i, &row);
      if (row.op != SOCKEYE_DIFF_EQUAL)
        {
          last = i;
          has_last = TRUE;
        }
      if (row.op != SOCKEYE_DIFF_EQUAL || is_context (self, i, last, has_last))
        done = add_row (self, &row, error);
      else
        done = flush (self, error);
      if (!done)
        return FALSE;
      for (guint side = 0; side < 2; side++)
        self->next[side] += row.items[side] != NULL;
    }
  return flush (self, error);
}

/* Behind a "#", which no line of a difference begins with. */
static void
add_remark (GString *heading, const char *remark)
{
  if (*remark != '\0')
    g_string_append_printf (heading, "# %s\n", remark);
}

/* What was counted, and what stands in a line: nobody else says so where the text is read. */
static gboolean
write_heading (Writer *self, GError **error)
{
  g_autofree char *summary = sockeye_diff_summarize (self->diff);
  g_autofree char *remark = sockeye_diff_remark (self->diff);
  g_autoptr (GString) heading = g_string_new (NULL);

  g_string_printf (heading, "--- %s\n+++ %s\n", self->how->names[0], self->how->names[1]);
  add_remark (heading, summary);
  if (sockeye_capture_diff_get_options (self->diff)->unit == SOCKEYE_DIFF_STREAMS)
    add_remark (
        heading,
        _ ("Streams are compared in pieces: a line each, or some 30 bytes where lines are longer. Their "
           "borders depend on the bytes alone, not on what was received at once."));
  add_remark (heading, _ ("In each row: seconds since the beginning, ← received or → sent, length, bytes."));
  add_remark (heading, remark);
  return put (self, heading->str, heading->len, error);
}

/**
 * sockeye_diff_text_write:
 * @diff: what differs
 * @how: how it is written
 * @stream: where to
 * @cancellable: (nullable): stops the work
 * @error: return location for an error
 *
 * Waits for the disk; for a thread.
 *
 * Returns: whether that worked
 */
gboolean
sockeye_diff_text_write (SockeyeCaptureDiff *diff,
                         const SockeyeDiffText *how,
                         GOutputStream *stream,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autofree guint8 *bytes = g_malloc (ITEM_MAX);
  g_autoptr (GString) part = g_string_sized_new (FLUSH_LENGTH);
  Writer self = {
    .diff = diff,
    .how = how,
    .stream = stream,
    .cancellable = cancellable,
    .bytes = bytes,
    .part = part,
    .next = { 1, 1 },
  };

  return write_heading (&self, error) && write_rows (&self, error);
}

static gboolean
write_file (Task *self, GCancellable *cancellable, GError **error)
{
  SockeyeOutputFile *output = sockeye_output_file_open (self->file, cancellable, error);
  gboolean done;

  if (output == NULL)
    return FALSE;
  done = sockeye_diff_text_write (self->diff, &self->how, sockeye_output_file_get_stream (output),
                                  cancellable, error)
         && sockeye_output_file_close (output, cancellable, error);
  if (!done)
    sockeye_output_file_abandon (output);
  sockeye_output_file_free (output);
  return done;
}

static char *
write_string (Task *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();

  if (!sockeye_diff_text_write (self->diff, &self->how, stream, cancellable, error)
      || !g_output_stream_write_all (stream, "", 1, NULL, cancellable, error)
      || !g_output_stream_close (stream, cancellable, error))
    return NULL;
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static GError *
explain (Task *self, const GError *cause)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  return g_error_new (
      SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      /* Translators: the first %s is a file name, the second one what the system said, then a sentence: what to do. */
      _ ("The differences could not be saved to “%s”, and nothing was changed there: %s. %s"), name,
      sockeye_file_error_get_reason (cause), sockeye_file_error_advise_saving (cause));
}

static void
write_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  Task *self = data;
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  sockeye_thread_give_way ();
  if (self->file != NULL && write_file (self, cancellable, &error))
    text = g_strdup ("");
  else if (self->file == NULL)
    text = write_string (self, cancellable, &error);
  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, self->file != NULL ? explain (self, error) : g_steal_pointer (&error));
}

/**
 * sockeye_diff_text_async:
 * @diff: what differs
 * @how: how it is written; copied
 * @file: (nullable): where to; %NULL: into a string
 * @cancellable: (nullable): stops the work; a file stays as it was
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Writes on a thread, which may wait for the disk.
 */
void
sockeye_diff_text_async (SockeyeCaptureDiff *diff,
                         const SockeyeDiffText *how,
                         GFile *file,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Task *self = g_new0 (Task, 1);

  self->diff = sockeye_capture_diff_ref (diff);
  self->how = *how;
  for (guint i = 0; i < 2; i++)
    self->how.names[i] = self->names[i] = g_strdup (how->names[i]);
  self->file = file != NULL ? g_object_ref (file) : NULL;
  g_task_set_source_tag (task, sockeye_diff_text_async);
  /* The file decides: when the last byte was written before the cancelling came, it has been saved. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, task_free);
  g_task_run_in_thread (task, write_in_thread);
}

/**
 * sockeye_diff_text_finish:
 * @result: what the callback was given
 * @text: (out) (transfer full): what was written; "" for a file
 * @error: return location for an error: %G_IO_ERROR_CANCELLED, or one whose message says what to do
 *
 * Returns: whether that worked
 */
gboolean
sockeye_diff_text_finish (GAsyncResult *result, char **text, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_diff_text_async), FALSE);

  *text = g_task_propagate_pointer (G_TASK (result), error);
  return *text != NULL;
}
