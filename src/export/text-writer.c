/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "text-writer.h"

#include "errors.h"
#include "log-reader.h"

#include <glib/gi18n-lib.h>

/* Text is gathered up to this length before it is written. */
#define FLUSH_LENGTH (64u << 10)

struct _SockeyeTextWriter
{
  SockeyeCapture *capture;
  SockeyeLogReader *reader;
  SockeyeLogLine *line;
  SockeyeLogLine *last; /* to look at a record's end before it is written */
  GString *text;
  GOutputStream *stream;
  GHashTable *torn; /* streams whose text so far ends within a character, see get_stream() */
  guint64 records;
  guint64 bytes;
};

static gpointer
get_stream (const SockeyeRecord *record)
{
  return GUINT_TO_POINTER (record->peer * 2 + (record->kind == SOCKEYE_RECORD_SENT));
}

/* Bytes that are no character, or not yet. */
static gboolean
ends_within_character (const SockeyeLogLine *line)
{
  const GArray *cells = line->text->cells;

  return line->record.kind != SOCKEYE_RECORD_EVENT && line->result == SOCKEYE_READ_OK && cells->len > 0
         && g_array_index (cells, SockeyeCell, cells->len - 1).kind == SOCKEYE_CELL_INVALID;
}

/*
 * The record before was written while the rest of its last character was not there yet, so its bytes stand in the file
 * one by one. The character, which is shown where it ends, would repeat them: the rest stands there byte by byte, too.
 */
static void
write_out_rest (SockeyeTextWriter *self)
{
  const SockeyeLogLine *line = self->line;
  const GArray *cells = line->text->cells;
  const SockeyeCell *cell = cells->len > 0 ? &g_array_index (cells, SockeyeCell, 0) : NULL;
  gsize at = self->text->len - line->text->utf8->len;
  int n = cell != NULL ? cell->bytes + (int) cell->bytes_length : 0;
  guint8 bytes[G_MAXUINT8];
  g_autoptr (GString) words = g_string_new (NULL);

  if (line->record.kind == SOCKEYE_RECORD_EVENT || line->result != SOCKEYE_READ_OK
      || !g_hash_table_remove (self->torn, get_stream (&line->record)) || cell == NULL || cell->bytes >= 0
      || n <= 0
      || sockeye_capture_read (self->capture, line->record.offset, bytes, (gsize) n, TRUE) != SOCKEYE_READ_OK)
    return;

  for (int i = 0; i < n; i++)
    g_string_append_printf (words, "\\x%02X", bytes[i]);
  g_string_erase (self->text, (gssize) (at + cell->text), cell->text_length);
  g_string_insert_len (self->text, (gssize) (at + cell->text), words->str, (gssize) words->len);
}

static gboolean
write_row (SockeyeTextWriter *self, guint64 number, guint row, GCancellable *cancellable, GError **error)
{
  sockeye_log_reader_read (self->reader, number, row, self->line);
  if (self->line->result == SOCKEYE_READ_ERROR)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                           _ ("Received data could not be read back from the disk"));
      return FALSE;
    }

  if (row > 0)
    g_string_append_c (self->text, '\t');
  sockeye_log_line_append_to (self->line, self->text);
  if (row == 0 && g_hash_table_size (self->torn) > 0)
    write_out_rest (self);
  g_string_append_c (self->text, '\n');

  return self->text->len < FLUSH_LENGTH || sockeye_text_writer_flush (self, cancellable, error);
}

/**
 * sockeye_text_writer_new:
 * @capture: where the records are
 * @what: how they are written; which ones does not matter
 * @frames: (nullable): the messages, numbered by them, when they are not the records; as long as the writer
 * @stream: where to
 *
 * Returns: (transfer full): a writer
 */
SockeyeTextWriter *
sockeye_text_writer_new (SockeyeCapture *capture,
                         const SockeyeTextExport *what,
                         SockeyeLogFrames *frames,
                         GOutputStream *stream)
{
  SockeyeTextWriter *self = g_new0 (SockeyeTextWriter, 1);
  SockeyeLogSettings settings = { .frames = frames,
                                  .charset = what->charset,
                                  .form = what->form,
                                  .time = what->time,
                                  .origin = what->origin,
                                  .with_date = TRUE,
                                  .wait = TRUE };
  SockeyeRecord first;

  if (settings.origin == 0 && sockeye_capture_get_record (capture, what->first, &first))
    settings.origin = first.time;

  self->capture = g_object_ref (capture);
  self->reader = sockeye_log_reader_new (capture, &settings);
  self->line = sockeye_log_line_new ();
  self->last = sockeye_log_line_new ();
  self->text = g_string_sized_new (FLUSH_LENGTH);
  self->stream = g_object_ref (stream);
  self->torn = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * sockeye_text_writer_free:
 * @self: a writer
 *
 * What was not flushed is not written.
 */
void
sockeye_text_writer_free (SockeyeTextWriter *self)
{
  sockeye_log_reader_free (self->reader);
  sockeye_log_line_free (self->line);
  sockeye_log_line_free (self->last);
  g_string_free (self->text, TRUE);
  g_object_unref (self->stream);
  g_hash_table_unref (self->torn);
  g_object_unref (self->capture);
  g_free (self);
}

/**
 * sockeye_text_writer_is_settled:
 * @self: a writer
 * @number: a record's number
 *
 * Returns: %FALSE if the record ends within a character whose rest may still come, in the stream's next record
 */
gboolean
sockeye_text_writer_is_settled (SockeyeTextWriter *self, guint64 number)
{
  SockeyeRecord record;
  SockeyePeer peer;
  guint64 newest;

  if (!sockeye_capture_get_record (self->capture, number, &record) || record.kind == SOCKEYE_RECORD_EVENT
      || !sockeye_capture_get_peer (self->capture, record.peer, &peer) || !peer.stream || !peer.open)
    return TRUE;

  /* Asked before the end is read: what comes in between settles it. */
  newest = record.kind == SOCKEYE_RECORD_SENT ? peer.last_sent : peer.last_received;
  if (newest != number + 1)
    return TRUE;

  sockeye_log_reader_read (self->reader, number, 0, self->last);
  if (self->last->n_rows > 1)
    sockeye_log_reader_read (self->reader, number, self->last->n_rows - 1, self->last);
  return !ends_within_character (self->last);
}

/**
 * sockeye_text_writer_write:
 * @self: a writer
 * @number: a record's number
 * @cancellable: (nullable): stops the work
 * @error: return location for an error
 *
 * Writes a record, or keeps its text until sockeye_text_writer_flush().
 *
 * Returns: whether that worked
 */
gboolean
sockeye_text_writer_write (SockeyeTextWriter *self, guint64 number, GCancellable *cancellable, GError **error)
{
  guint n_rows;

  if (!write_row (self, number, 0, cancellable, error))
    return FALSE;

  n_rows = self->line->n_rows;
  for (guint row = 1; row < n_rows; row++)
    if (!write_row (self, number, row, cancellable, error))
      return FALSE;

  if (ends_within_character (self->line))
    g_hash_table_add (self->torn, get_stream (&self->line->record));
  self->records++;
  return TRUE;
}

/**
 * sockeye_text_writer_flush:
 * @self: a writer
 * @cancellable: (nullable): stops the work
 * @error: return location for an error
 *
 * Writes what is still kept in memory.
 *
 * Returns: whether that worked
 */
gboolean
sockeye_text_writer_flush (SockeyeTextWriter *self, GCancellable *cancellable, GError **error)
{
  if (!g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL, cancellable, error))
    return FALSE;

  self->bytes += self->text->len;
  g_string_truncate (self->text, 0);
  return TRUE;
}

/**
 * sockeye_text_writer_set_stream:
 * @self: a writer that was flushed
 * @stream: where the next records go
 *
 * What the records before were is still known.
 */
void
sockeye_text_writer_set_stream (SockeyeTextWriter *self, GOutputStream *stream)
{
  g_set_object (&self->stream, stream);
}

/**
 * sockeye_text_writer_get_length:
 * @self: a writer
 *
 * Returns: how many bytes its records have become, those that were not flushed included
 */
guint64
sockeye_text_writer_get_length (SockeyeTextWriter *self)
{
  return self->bytes + self->text->len;
}

/**
 * sockeye_text_writer_get_records:
 * @self: a writer
 *
 * Returns: how many records were written
 */
guint64
sockeye_text_writer_get_records (SockeyeTextWriter *self)
{
  return self->records;
}

/**
 * sockeye_text_writer_get_bytes:
 * @self: a writer
 *
 * Returns: how many bytes the stream was given
 */
guint64
sockeye_text_writer_get_bytes (SockeyeTextWriter *self)
{
  return self->bytes;
}
