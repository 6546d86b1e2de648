/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-decoder.h"

#include "log-context.h"

/* A context that was longer than this is not looked for again in each frame. */
#define LONG_CONTEXT 64
#define N_BOUNDARIES 64
#define NO_RECORD    G_MAXUINT64

/* The last character boundary at or before a record's first byte. */
typedef struct
{
  guint64 number;
  guint8 distance;
} Boundary;

struct _SockeyeLogDecoder
{
  SockeyeLogBytes *bytes;
  const SockeyeCharset *charset;
  GByteArray *buffer; /* SOCKEYE_LOG_CONTEXT_MAX bytes of room for the context, then the bytes to decode */
  SockeyeText *part;
  Boundary boundaries[N_BOUNDARIES]; /* that of record n is in slot n % N_BOUNDARIES */
};

/* The guesses of how many bytes before a character must be looked at, from "nearly always" to "at most". */
static const gsize context_lengths[] = { 32, 512, 8192, SOCKEYE_LOG_CONTEXT_MAX };

/**
 * sockeye_log_decoder_forget:
 * @self: a decoder
 *
 * Forgets what is known about records: their numbers stand for others now.
 */
void
sockeye_log_decoder_forget (SockeyeLogDecoder *self)
{
  for (guint i = 0; i < N_BOUNDARIES; i++)
    self->boundaries[i].number = NO_RECORD;
}

/* In text without a single sure boundary the way back is long; but then the first cell tells where it came from. */
static void
remember_boundary (SockeyeLogDecoder *self, guint64 number, const SockeyeText *text)
{
  Boundary *boundary = &self->boundaries[number % N_BOUNDARIES];

  if (text->cells->len == 0)
    return;

  boundary->number = number;
  boundary->distance = (guint8) -g_array_index (text->cells, SockeyeCell, 0).bytes;
}

/**
 * sockeye_log_decoder_new:
 * @bytes: the bytes of a capture; they must outlive the decoder
 *
 * Returns: (transfer full): a decoder; it needs sockeye_log_decoder_set_charset()
 */
SockeyeLogDecoder *
sockeye_log_decoder_new (SockeyeLogBytes *bytes)
{
  SockeyeLogDecoder *self = g_new0 (SockeyeLogDecoder, 1);

  self->bytes = bytes;
  self->buffer = g_byte_array_new ();
  self->part = sockeye_text_new ();
  sockeye_log_decoder_forget (self);

  return self;
}

/**
 * sockeye_log_decoder_free:
 * @self: (transfer full): a decoder
 */
void
sockeye_log_decoder_free (SockeyeLogDecoder *self)
{
  sockeye_text_free (self->part);
  g_byte_array_unref (self->buffer);
  g_free (self);
}

/**
 * sockeye_log_decoder_set_charset:
 * @self: a decoder
 * @charset: the encoding
 */
void
sockeye_log_decoder_set_charset (SockeyeLogDecoder *self, const SockeyeCharset *charset)
{
  if (self->charset != charset)
    sockeye_log_decoder_forget (self);
  self->charset = charset;
}

/* Room for @length bytes behind that of the context. */
static guint8 *
make_room (SockeyeLogDecoder *self, gsize length)
{
  if (self->buffer->len < SOCKEYE_LOG_CONTEXT_MAX + length)
    g_byte_array_set_size (self->buffer, (guint) (SOCKEYE_LOG_CONTEXT_MAX + length));

  return self->buffer->data + SOCKEYE_LOG_CONTEXT_MAX;
}

/* Whether an odd number of bytes of the stream (or datagram) comes before. */
static gboolean
is_odd (const SockeyeRecord *record, guint32 start)
{
  gboolean odd = (record->flags & SOCKEYE_RECORD_DATAGRAM) == 0 && (record->flags & SOCKEYE_RECORD_ODD) != 0;

  return ((guint32) odd + start) % 2 != 0;
}

/* How many bytes before @start decoding has to begin with; they are put in front of the row's bytes. */
static SockeyeReadResult
get_context (SockeyeLogDecoder *self,
             guint64 number,
             const SockeyeRecord *record,
             guint32 start,
             gsize *length)
{
  guint8 *end = self->buffer->data + SOCKEYE_LOG_CONTEXT_MAX;
  const Boundary *boundary = &self->boundaries[number % N_BOUNDARIES];
  gboolean begins_stream;

  *length = 0;
  if (self->charset->longest == 1)
    return SOCKEYE_READ_OK;
  if (start == 0 && boundary->number == number)
    return sockeye_log_context_gather (self->bytes, number, record, start, boundary->distance, end, length,
                                       &begins_stream);

  for (guint i = 0; i < G_N_ELEMENTS (context_lengths); i++)
    {
      gboolean found = FALSE;
      gsize n;
      SockeyeReadResult result = sockeye_log_context_gather (self->bytes, number, record, start,
                                                             context_lengths[i], end, &n, &begins_stream);

      if (result != SOCKEYE_READ_OK)
        return result;
      *length = sockeye_charset_sync_distance (self->charset, end - n, n, begins_stream,
                                               is_odd (record, start), &found);
      *length = MIN (*length, n);
      if (found || n < context_lengths[i])
        break;
    }

  return SOCKEYE_READ_OK;
}

/* The first half of the code unit is not kept any more, so the second one is a byte of its own. */
static gboolean
is_half_unit (SockeyeLogDecoder *self, const SockeyeRecord *record, guint32 start, gsize context)
{
  return self->charset->unit == 2 && is_odd (record, start) != (context % 2 != 0);
}

/* Shows @bytes[0] as a byte that is no character, and decodes what follows. */
static void
decode_behind_half_unit (SockeyeLogDecoder *self,
                         const guint8 *bytes,
                         gsize length,
                         SockeyeDecodeFlags flags,
                         SockeyeText *text)
{
  SockeyeCell first = { .text_length = 4, .bytes_length = 1, .kind = SOCKEYE_CELL_INVALID };

  sockeye_text_clear (text);
  sockeye_text_decode (self->part, self->charset, bytes + 1, length - 1, 0, flags);
  g_string_append_printf (text->utf8, "\\x%02X", bytes[0]);
  g_array_append_val (text->cells, first);
  for (guint i = 0; i < self->part->cells->len; i++)
    {
      SockeyeCell cell = g_array_index (self->part->cells, SockeyeCell, i);

      cell.text += first.text_length;
      cell.bytes += 1;
      g_array_append_val (text->cells, cell);
    }
  g_string_append_len (text->utf8, self->part->utf8->str, (gssize) self->part->utf8->len);
  text->consumed = self->part->consumed + 1;
}

/**
 * sockeye_log_decoder_decode:
 * @self: a decoder
 * @number: a record's number
 * @record: that record: received or sent
 * @start: the first byte of it
 * @end: one past the last byte
 * @flags: how to decode; %SOCKEYE_DECODE_MORE when the line goes on behind @end. When @end is the record's and
 *   the stream goes on in a later record, it is set in any case.
 * @text: (inout): the text
 *
 * Decodes bytes of a record. A character that is spread over records is text of the one in which it is completed.
 *
 * Returns: whether the bytes could be read
 */
SockeyeReadResult
sockeye_log_decoder_decode (SockeyeLogDecoder *self,
                            guint64 number,
                            const SockeyeRecord *record,
                            guint32 start,
                            guint32 end,
                            SockeyeDecodeFlags flags,
                            SockeyeText *text)
{
  gsize length = end - start;
  guint8 *bytes = make_room (self, length);
  gsize context = 0;
  SockeyeReadResult result = SOCKEYE_READ_OK;

  sockeye_text_clear (text);
  if (length > 0)
    result = sockeye_log_bytes_read (self->bytes, record->offset + start, bytes, length);
  if (result == SOCKEYE_READ_OK)
    result = get_context (self, number, record, start, &context);
  if (result != SOCKEYE_READ_OK)
    return result;

  if (end == record->length
      && sockeye_log_context_goes_on (sockeye_log_bytes_get_capture (self->bytes), number, record))
    flags |= SOCKEYE_DECODE_MORE;
  if (length > 0 && is_half_unit (self, record, start, context))
    decode_behind_half_unit (self, bytes, length, flags, text);
  else
    sockeye_text_decode (text, self->charset, bytes - context, context + length, context, flags);
  if (start == 0 && context > LONG_CONTEXT)
    remember_boundary (self, number, text);
  return SOCKEYE_READ_OK;
}
