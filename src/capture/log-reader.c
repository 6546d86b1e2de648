/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-reader.h"

#include "hex.h"
#include "log-decoder.h"
#include "log-heading.h"
#include "log-line-index.h"
#include "log-sentence.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* An event's details are an address or two and a few words. */
#define EVENT_LENGTH_MAX (64u << 10)

struct _SockeyeLogReader
{
  SockeyeCapture *capture;
  SockeyeLogSettings settings;

  SockeyeLogBytes *bytes;
  SockeyeLogHeading *heading;
  SockeyeLogLineIndex *lines;
  SockeyeLogDecoder *decoder;
};

/**
 * sockeye_log_reader_new:
 * @capture: the capture
 * @settings: how rows are written
 *
 * Returns: (transfer full): a reader for one thread; free it with sockeye_log_reader_free()
 */
SockeyeLogReader *
sockeye_log_reader_new (SockeyeCapture *capture, const SockeyeLogSettings *settings)
{
  SockeyeLogReader *self = g_new0 (SockeyeLogReader, 1);

  self->capture = g_object_ref (capture);
  self->bytes = sockeye_log_bytes_new (capture, settings->wait);
  self->heading = sockeye_log_heading_new (capture);
  self->lines = sockeye_log_line_index_new (self->bytes);
  self->decoder = sockeye_log_decoder_new (self->bytes);
  sockeye_log_reader_set_settings (self, settings);

  return self;
}

/**
 * sockeye_log_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
sockeye_log_reader_free (SockeyeLogReader *self)
{
  if (self == NULL)
    return;

  sockeye_log_heading_free (self->heading);
  sockeye_log_decoder_free (self->decoder);
  sockeye_log_line_index_free (self->lines);
  sockeye_log_bytes_free (self->bytes);
  g_clear_pointer (&self->settings.frames, sockeye_log_frames_unref);
  g_object_unref (self->capture);
  g_free (self);
}

/**
 * sockeye_log_reader_get_settings:
 * Returns: (transfer none): how rows are written
 */
const SockeyeLogSettings *
sockeye_log_reader_get_settings (SockeyeLogReader *self)
{
  return &self->settings;
}

/**
 * sockeye_log_reader_set_settings:
 * @self: a reader
 * @settings: how rows are written from now on; copied. Whether to wait for the disk stays as it was.
 */
void
sockeye_log_reader_set_settings (SockeyeLogReader *self, const SockeyeLogSettings *settings)
{
  SockeyeLogFrames *frames = settings->frames != NULL ? sockeye_log_frames_ref (settings->frames) : NULL;

  /* What is remembered by a frame's key is not about the frames of another rule. */
  if (frames != self->settings.frames)
    {
      sockeye_log_line_index_forget (self->lines);
      sockeye_log_decoder_forget (self->decoder);
      sockeye_log_bytes_forget_maps (self->bytes);
    }
  g_clear_pointer (&self->settings.frames, sockeye_log_frames_unref);
  self->settings = *settings;
  self->settings.frames = frames;
  sockeye_log_decoder_set_charset (self->decoder, settings->charset);
  sockeye_log_line_index_set_line_end (self->lines, sockeye_log_line_end_for_charset (settings->charset));
}

static void
append_note (SockeyeLogLine *line, const char *note)
{
  GString *text = line->text->utf8;

  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, note);
}

static void
fail (SockeyeLogLine *line, SockeyeReadResult result)
{
  sockeye_text_clear (line->text);
  line->result = result;
  if (result == SOCKEYE_READ_LATER)
    append_note (line, "…");
  else if (result == SOCKEYE_READ_GONE)
    append_note (line, _ ("(no longer kept)"));
  else
    append_note (line, _ ("(could not be read from the disk)"));
}

/* Whether the event's remote end is somebody that the session has to do with. */
static gboolean
names_far_end (const SockeyeEvent *event)
{
  switch (event->type)
    {
    case SOCKEYE_EVENT_RESOLVED:
    case SOCKEYE_EVENT_GROUP_JOINED:
    case SOCKEYE_EVENT_GROUP_LEFT:
      return FALSE;
    default:
      return sockeye_endpoint_is_set (&event->remote) && event->operation != SOCKEYE_OPERATION_JOIN
             && event->operation != SOCKEYE_OPERATION_LEAVE;
    }
}

static SockeyeReadResult
fill_event (SockeyeLogReader *self, SockeyeLogLine *line)
{
  guint32 length = MIN (line->record.length, EVENT_LENGTH_MAX);
  g_autofree guint8 *bytes = g_malloc (length);
  g_autofree char *sentence = NULL;
  SockeyeEvent event;
  SockeyeReadResult result = sockeye_log_bytes_read (self->bytes, line->record.offset, bytes, length);

  if (result != SOCKEYE_READ_OK)
    return result;

  line->n_bytes = line->record.length;
  sentence = sockeye_log_sentence_new (bytes, length);
  if (sentence == NULL || !sockeye_event_parse (bytes, length, &event))
    {
      append_note (line, _ ("(an event that this version does not know)"));
      return SOCKEYE_READ_OK;
    }

  g_string_append (line->text->utf8, sentence);
  if (line->row == 0 && line->record.peer == 0 && names_far_end (&event))
    {
      g_autofree char *remote = sockeye_endpoint_to_string (&event.remote);

      g_string_append (line->peer, remote);
    }
  return SOCKEYE_READ_OK;
}

/* The digits of the bytes stand from @at on, with blanks between them. */
static void
append_byte_cells (SockeyeText *text, gsize at, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    {
      SockeyeCell cell = {
        .bytes = (gint32) i, .text_length = 2, .bytes_length = 1, .kind = SOCKEYE_CELL_CHARACTER
      };

      at += strspn (text->utf8->str + at, " ");
      cell.text = (guint32) at;
      g_array_append_val (text->cells, cell);
      at += cell.text_length;
    }
}

static SockeyeReadResult
fill_hex (SockeyeLogReader *self, SockeyeLogLine *line)
{
  const SockeyeRecord *record = &line->record;
  guint64 start = MIN ((guint64) line->row * SOCKEYE_HEX_ROW, record->length);
  guint32 length = MIN (SOCKEYE_HEX_ROW, record->length - (guint32) start);
  guint8 bytes[SOCKEYE_HEX_ROW];
  SockeyeText *text = line->text;
  gsize begin = 0;
  SockeyeReadResult result;

  line->first_byte = (guint32) start;
  line->n_bytes = length;
  if (length == 0)
    return SOCKEYE_READ_OK;
  result = sockeye_log_bytes_read (self->bytes, record->offset + start, bytes, length);
  if (result != SOCKEYE_READ_OK)
    return result;

  if (self->settings.form == SOCKEYE_LOG_FORM_BOTH)
    {
      sockeye_hex_append_dump_row (text->utf8, start, bytes, length);
      begin = strcspn (text->utf8->str, " "); /* behind the offset */
    }
  else
    {
      sockeye_hex_append (text->utf8, bytes, length);
    }
  append_byte_cells (text, begin, length);
  text->consumed = length;
  return SOCKEYE_READ_OK;
}

/* The line end is what separates the rows; it is not shown. */
static void
remove_line_end (SockeyeText *text, gsize length)
{
  const SockeyeCell *last;

  if (text->cells->len == 0)
    return;

  last = &g_array_index (text->cells, SockeyeCell, text->cells->len - 1);
  if (last->bytes + last->bytes_length != (gint32) length)
    return;
  g_string_truncate (text->utf8, last->text);
  g_array_set_size (text->cells, text->cells->len - 1);
}

static SockeyeReadResult
fill_text (SockeyeLogReader *self, SockeyeLogLine *line, guint64 key)
{
  guint32 line_end = self->settings.charset->unit;
  guint32 shown, length;
  SockeyeLogLineSpan span;
  SockeyeReadResult result = sockeye_log_line_index_find (self->lines, key, &line->record, line->row, &span);

  if (result != SOCKEYE_READ_OK)
    return result;

  line->first_byte = span.start;
  line->n_bytes = span.end - span.start;
  length = span.terminated ? line->n_bytes - MIN (line_end, line->n_bytes) : line->n_bytes;
  if (self->settings.line_bytes_max == 0 || length <= self->settings.line_bytes_max)
    {
      result = sockeye_log_decoder_decode (self->decoder, key, &line->record, span.start, span.end,
                                           SOCKEYE_DECODE_DISPLAY, line->text);
      if (result == SOCKEYE_READ_OK && span.terminated)
        remove_line_end (line->text, line->n_bytes);
      return result;
    }

  shown = self->settings.line_bytes_max;
  result = sockeye_log_decoder_decode (self->decoder, key, &line->record, span.start, span.start + shown,
                                       SOCKEYE_DECODE_MORE, line->text);
  if (result == SOCKEYE_READ_OK)
    line->more = length - (guint32) line->text->consumed;
  return result;
}

static void
append_notes (SockeyeLogLine *line)
{
  const SockeyeRecord *record = &line->record;

  if (line->more > 0)
    {
      /* Translators: behind the first part of a very long line; %u is the number of bytes that are not shown. */
      g_autofree char *note = g_strdup_printf (ngettext ("… %u more byte", "… %u more bytes", line->more),
                                               line->more);

      append_note (line, note);
    }
  if (record->length == 0)
    append_note (line,
                 (record->flags & SOCKEYE_RECORD_DATAGRAM) != 0 ? _ ("(empty datagram)") : _ ("(empty)"));
  if (line->bad && line->row + 1 == line->n_rows)
    append_note (line, _ ("(bad frame)"));
  if (line->unfinished && line->row + 1 == line->n_rows)
    append_note (line, _ ("(unfinished frame)"));
  if ((record->flags & SOCKEYE_RECORD_TRUNCATED) != 0 && line->row + 1 == line->n_rows)
    append_note (line, _ ("(the rest of the datagram was cut off when it was received)"));
}

static SockeyeReadResult
count_rows (SockeyeLogReader *self, guint64 number, const SockeyeRecord *record, guint *n_rows)
{
  *n_rows = 1;
  if (record->kind == SOCKEYE_RECORD_EVENT)
    return SOCKEYE_READ_OK;
  if (sockeye_log_form_is_text (self->settings.form))
    return sockeye_log_line_index_count (self->lines, number, record, n_rows);

  *n_rows = sockeye_record_hex_rows (record);
  return SOCKEYE_READ_OK;
}

static SockeyeReadResult
fill_rows (SockeyeLogReader *self, SockeyeLogLine *line, guint64 key)
{
  SockeyeReadResult result = count_rows (self, key, &line->record, &line->n_rows);

  if (result != SOCKEYE_READ_OK)
    return result;
  if (line->record.kind == SOCKEYE_RECORD_EVENT)
    return fill_event (self, line);
  if (sockeye_log_form_is_text (self->settings.form))
    return fill_text (self, line, key);
  return fill_hex (self, line);
}

/* From bytes of the message to places in the log. */
static void
place (SockeyeLogLine *line, const SockeyeLogItem *item)
{
  gboolean last = line->row + 1 >= line->n_rows;

  line->first_byte += item->start;
  line->next = (SockeyeLogPosition){ line->number, line->first_byte + line->n_bytes };
  if (line->record.kind == SOCKEYE_RECORD_EVENT || (last && (!item->framed || line->record.length == 0)))
    line->next = (SockeyeLogPosition){ line->number + 1, 0 };
}

/**
 * sockeye_log_reader_read:
 * @self: a reader
 * @number: a message's number
 * @row: which of its rows, from 0
 * @line: (inout): filled in
 *
 * Writes a row. It never fails: what cannot be had is said in the row, see #SockeyeLogLine.result.
 */
void
sockeye_log_reader_read (SockeyeLogReader *self, guint64 number, guint row, SockeyeLogLine *line)
{
  SockeyeLogItem item;
  SockeyeReadResult result;

  sockeye_log_line_clear (line);
  line->item = number;
  line->row = row;
  line->n_rows = row + 1;
  if (!sockeye_log_item_find (&item, self->bytes, self->settings.frames, number))
    {
      line->number = self->settings.frames == NULL ? number : 0;
      line->next = (SockeyeLogPosition){ line->number + 1, 0 };
      fail (line, SOCKEYE_READ_GONE);
      return;
    }

  line->number = item.number;
  line->record = item.record;
  line->bad = item.bad;
  line->unfinished = item.unfinished && self->settings.form != SOCKEYE_LOG_FORM_RAW;
  sockeye_log_heading_fill (self->heading, &self->settings, line);
  result = fill_rows (self, line, item.key);
  if (result != SOCKEYE_READ_OK)
    fail (line, result);
  else if (line->record.kind != SOCKEYE_RECORD_EVENT)
    append_notes (line);
  place (line, &item);
}

/**
 * sockeye_log_reader_get_item:
 * @self: a reader
 * @number: a message's number
 * @item: (out): the message
 *
 * Returns: %SOCKEYE_READ_GONE when there is no such message
 */
SockeyeReadResult
sockeye_log_reader_get_item (SockeyeLogReader *self, guint64 number, SockeyeLogItem *item)
{
  return sockeye_log_item_find (item, self->bytes, self->settings.frames, number) ? SOCKEYE_READ_OK
                                                                                  : SOCKEYE_READ_GONE;
}

/**
 * sockeye_log_reader_read_bytes:
 * @self: a reader
 * @item: one of the last few messages that it got
 * @start: the message's byte to begin with
 * @bytes: (out caller-allocates) (array length=length): copied bytes
 * @length: how many
 *
 * Returns: whether they could be read
 */
SockeyeReadResult
sockeye_log_reader_read_bytes (SockeyeLogReader *self,
                               const SockeyeLogItem *item,
                               guint32 start,
                               guint8 *bytes,
                               gsize length)
{
  return sockeye_log_bytes_read (self->bytes, item->record.offset + start, bytes, length);
}

/**
 * sockeye_log_form_is_text:
 * @form: what rows are
 *
 * Returns: whether a row is a line of text; otherwise it is 16 bytes
 */
gboolean
sockeye_log_form_is_text (SockeyeLogForm form)
{
  return form == SOCKEYE_LOG_FORM_TEXT || form == SOCKEYE_LOG_FORM_RAW;
}

/**
 * sockeye_log_reader_decode:
 *
 * See sockeye_log_decoder_decode(). With framing, @number is the key of a #SockeyeLogItem.
 */
SockeyeReadResult
sockeye_log_reader_decode (SockeyeLogReader *self,
                           guint64 number,
                           const SockeyeRecord *record,
                           guint32 start,
                           guint32 end,
                           SockeyeDecodeFlags flags,
                           SockeyeText *text)
{
  return sockeye_log_decoder_decode (self->decoder, number, record, start, end, flags, text);
}

/**
 * sockeye_log_reader_find_byte:
 * @self: a reader
 * @number: a message's number
 * @byte: a byte of it
 * @row: (out): the row of the message that holds the byte; the last one when the message is not so long
 *
 * Returns: whether it could be found out
 */
SockeyeReadResult
sockeye_log_reader_find_byte (SockeyeLogReader *self, guint64 number, guint32 byte, guint *row)
{
  SockeyeLogItem item;

  *row = 0;
  if (!sockeye_log_item_find (&item, self->bytes, self->settings.frames, number))
    return SOCKEYE_READ_GONE;
  if (item.record.kind == SOCKEYE_RECORD_EVENT || item.record.length == 0)
    return SOCKEYE_READ_OK;
  if (sockeye_log_form_is_text (self->settings.form))
    return sockeye_log_line_index_find_byte (self->lines, item.key, &item.record, byte, row);

  *row = MIN (byte, item.record.length - 1) / SOCKEYE_HEX_ROW;
  return SOCKEYE_READ_OK;
}
