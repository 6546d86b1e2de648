/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charset-private.h"
#include "display.h"
#include "text.h"

#include <string.h>

/* Scripts that are in use need no more; more would pile up over the rows above and below. */
#define MARKS_MAX 4
/* Characters that are decoded before room is made for more */
#define BATCH         256
#define CELL_TEXT_MAX 16 /* "\U0010FFFF" and its end, rounded up */
#define CHARACTER_MAX 4  /* bytes of a character, thus of an incomplete one, each of them a cell */

typedef struct
{
  SockeyeText *text;
  SockeyeCharsetStepper stepper;
  const guint8 *bytes;
  gsize length;
  gsize context;
  gboolean plain;
  guint marks; /* how many combining marks may still follow the last character */
} Decoder;

/**
 * sockeye_text_new:
 *
 * Returns: (transfer full): an empty buffer
 */
SockeyeText *
sockeye_text_new (void)
{
  SockeyeText *text = g_new0 (SockeyeText, 1);

  text->utf8 = g_string_new (NULL);
  text->cells = g_array_new (FALSE, FALSE, sizeof (SockeyeCell));
  return text;
}

/**
 * sockeye_text_free:
 * @text: (nullable) (transfer full): a buffer
 *
 * Frees it with all that it holds.
 */
void
sockeye_text_free (SockeyeText *text)
{
  if (text == NULL)
    return;

  g_string_free (text->utf8, TRUE);
  g_array_unref (text->cells);
  g_free (text);
}

/**
 * sockeye_text_clear:
 * @text: a buffer
 *
 * Empties it and keeps its memory for the next text.
 */
void
sockeye_text_clear (SockeyeText *text)
{
  g_string_truncate (text->utf8, 0);
  g_array_set_size (text->cells, 0);
  text->consumed = 0;
}

/* Makes room for BATCH cells; behind it the ends of the arrays are written without looking. */
static void
make_room (Decoder *self)
{
  GArray *cells = self->text->cells;
  GString *utf8 = self->text->utf8;
  guint n_cells = cells->len;
  gsize length = utf8->len;

  g_array_set_size (cells, n_cells + BATCH);
  g_string_set_size (utf8, length + BATCH * CELL_TEXT_MAX);
  cells->len = n_cells;
  utf8->len = length;
}

static void
append_cell (Decoder *self, const char *utf8, gsize utf8_length, gsize at, gsize length, SockeyeCellKind kind)
{
  GArray *cells = self->text->cells;
  GString *text = self->text->utf8;
  SockeyeCell cell = { .text = (guint32) text->len,
                       .bytes = (gint32) ((gint64) at - (gint64) self->context),
                       .text_length = (guint8) utf8_length,
                       .bytes_length = (guint8) length,
                       .kind = kind };

  memcpy (text->str + text->len, utf8, CELL_TEXT_MAX);
  text->len += utf8_length;
  g_array_index (cells, SockeyeCell, cells->len) = cell;
  cells->len++;
}

static void
append_invalid (Decoder *self, gsize at, gsize length)
{
  static const char digits[] = "0123456789ABCDEF";

  for (gsize i = at; i < at + length; i++)
    {
      const char escape[CELL_TEXT_MAX] = { '\\', 'x', digits[self->bytes[i] >> 4],
                                           digits[self->bytes[i] & 15] };

      append_cell (self, escape, 4, i, 1, SOCKEYE_CELL_INVALID);
    }
  self->marks = 0;
}

/* Control Pictures (U+2400 and up) for what has one; else the character's number. */
static void
append_hidden (Decoder *self, gunichar c, gsize at, gsize length)
{
  char form[CELL_TEXT_MAX] = "";
  gint n;

  if (c < 0x20 || c == 0x7F)
    n = g_unichar_to_utf8 (c == 0x7F ? 0x2421 : 0x2400 + c, form);
  else
    n = g_snprintf (form, sizeof form, c > 0xFFFF ? "\\U%08X" : "\\u%04X", c);
  append_cell (self, form, (gsize) n, at, length, SOCKEYE_CELL_CONTROL);
  self->marks = 0;
}

static gsize
encode_utf8 (gunichar c, char utf8[CELL_TEXT_MAX])
{
  if (c < 0x800 || c > 0xFFFF)
    return (gsize) g_unichar_to_utf8 (c, utf8);

  utf8[0] = (char) (0xE0 | c >> 12);
  utf8[1] = (char) (0x80 | (c >> 6 & 0x3F));
  utf8[2] = (char) (0x80 | (c & 0x3F));
  return 3;
}

static void
append_character (Decoder *self, gunichar c, gsize at, gsize length)
{
  SockeyeDisplayClass class = self->plain ? SOCKEYE_DISPLAY_SHOWN : sockeye_display_classify (c);
  char utf8[CELL_TEXT_MAX] = "";

  if (class == SOCKEYE_DISPLAY_HIDDEN || (class == SOCKEYE_DISPLAY_MARK && self->marks == 0))
    {
      append_hidden (self, c, at, length);
      return;
    }

  append_cell (self, utf8, encode_utf8 (c, utf8), at, length, SOCKEYE_CELL_CHARACTER);
  self->marks = class == SOCKEYE_DISPLAY_MARK ? self->marks - 1 : MARKS_MAX;
}

static gboolean
is_plain_ascii (guint64 eight, gboolean printable)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  const guint64 tops = ones << 7;
  guint64 no_delete = eight ^ (ones * 0x7F);

  if ((eight & tops) != 0)
    return FALSE;

  /* The two usual tricks: a byte borrows when it is below 0x20, or zero after the exclusive or with 0x7F. */
  return !printable || ((((eight - ones * 0x20) & ~eight) | ((no_delete - ones) & ~no_delete)) & tops) == 0;
}

/* How many bytes from @at on are ASCII that stands for itself */
static gsize
count_ascii (const Decoder *self, gsize at)
{
  const guint8 *p = self->bytes + at;
  const guint8 *end = self->bytes + self->length;

  while (end - p >= 8)
    {
      guint64 eight;

      memcpy (&eight, p, sizeof eight);
      if (!is_plain_ascii (eight, !self->plain))
        break;
      p += 8;
    }
  while (p < end && *p < 0x80 && (self->plain || (*p >= 0x20 && *p != 0x7F)))
    p++;

  return (gsize) (p - self->bytes) - at;
}

static void
append_ascii (Decoder *self, gsize at, gsize length)
{
  GArray *cells = self->text->cells;
  guint first = cells->len;
  SockeyeCell cell = { .text = (guint32) self->text->utf8->len,
                       .bytes = (gint32) ((gint64) at - (gint64) self->context),
                       .text_length = 1,
                       .bytes_length = 1,
                       .kind = SOCKEYE_CELL_CHARACTER };
  SockeyeCell *out;

  g_array_set_size (cells, first + (guint) length);
  out = &g_array_index (cells, SockeyeCell, first);
  for (gsize i = 0; i < length; i++)
    {
      out[i] = cell;
      cell.text++;
      cell.bytes++;
    }
  g_string_append_len (self->text->utf8, (const char *) self->bytes + at, (gssize) length);
  self->marks = MARKS_MAX;
}

/* Where the context's last characters, still incomplete at its end, begin: from there on nothing was shown yet. */
static gsize
skip_context (const Decoder *self)
{
  gsize at = 0;

  while (at < self->context)
    {
      gunichar c;
      gint step = sockeye_charset_stepper_step (&self->stepper, self->bytes + at, self->context - at, &c);

      if (step == 0)
        break;
      at += (gsize) ABS (step);
    }

  return at;
}

static gboolean
has_ascii (const Decoder *self)
{
  return self->stepper.form != SOCKEYE_CHARSET_FORM_UTF16LE
         && self->stepper.form != SOCKEYE_CHARSET_FORM_UTF16BE;
}

/* Decodes characters one by one until there may be a run of ASCII. Returns how far it came. */
static gsize
decode_batch (Decoder *self, gsize at, gboolean more)
{
  gboolean ascii = has_ascii (self);
  guint first = self->text->cells->len;

  make_room (self);
  while (self->text->cells->len - first < BATCH - CHARACTER_MAX && at < self->length)
    {
      gunichar c;
      gint step = sockeye_charset_stepper_step (&self->stepper, self->bytes + at, self->length - at, &c);

      if (step > 0)
        append_character (self, c, at, (gsize) step);
      else if (step < 0)
        append_invalid (self, at, (gsize) -step);
      else if (more)
        break;
      else
        append_invalid (self, at, self->length - at);
      at += step == 0 ? self->length - at : (gsize) ABS (step);
      if (ascii && at < self->length && self->bytes[at] >= 0x20 && self->bytes[at] < 0x7F)
        break;
    }
  self->text->utf8->str[self->text->utf8->len] = '\0';
  return at;
}

/* Returns how far it came. */
static gsize
decode (Decoder *self, gsize at, gboolean more)
{
  while (at < self->length)
    {
      gsize ascii = has_ascii (self) ? count_ascii (self, at) : 0;
      gsize end = at + ascii;

      if (ascii > 0)
        append_ascii (self, at, ascii);
      else
        end = decode_batch (self, at, more);
      if (end == at)
        break;
      at = end;
    }

  return at;
}

/**
 * sockeye_text_decode:
 * @text: the buffer; what it held before is gone
 * @charset: the encoding
 * @bytes: (array length=length): the bytes, which begin at a character boundary (see
 *   sockeye_charset_sync_distance())
 * @length: how many, with the context; less than 2 GiB
 * @context: how many of them, from the first, stand before the bytes that are asked for
 * @flags: how
 *
 * Decodes bytes so that none is dropped: each cell is a character, or a byte that is none.
 *
 * A character appears where it is completed. Cells that end inside the context are left out, because they were shown
 * with the bytes before; one that begins in the context and ends behind it comes whole, with a negative
 * #SockeyeCell.bytes. With %SOCKEYE_DECODE_MORE an incomplete character at the end is left to what follows; when the
 * bytes that follow show that it is none, its bytes, which nobody has shown yet, come there as
 * %SOCKEYE_CELL_INVALID (or as the characters that they then are), with negative #SockeyeCell.bytes. Without the
 * flag an incomplete character at the end comes as bytes. So the pieces of a stream, each decoded with its context and
 * the flag, give together what the whole stream gives.
 *
 * For display every text is one line of visible characters that keep to their places: control characters are pictures,
 * characters that are invisible, private, unassigned, or steer the writing direction are \uNNNN (beyond U+FFFF
 * \UNNNNNNNN), combining marks without a base and more than four on one are \uNNNN too. With %SOCKEYE_DECODE_PLAIN valid
 * characters stay what they are, including NUL and line ends.
 */
void
sockeye_text_decode (SockeyeText *text,
                     const SockeyeCharset *charset,
                     const guint8 *bytes,
                     gsize length,
                     gsize context,
                     SockeyeDecodeFlags flags)
{
  Decoder decoder = { .text = text,
                      .bytes = bytes,
                      .length = length,
                      .context = context,
                      .plain = (flags & SOCKEYE_DECODE_PLAIN) != 0 };
  gsize end;

  g_return_if_fail (charset != NULL);
  g_return_if_fail (context <= length && length <= G_MAXINT32);

  sockeye_text_clear (text);
  sockeye_charset_stepper_init (&decoder.stepper, charset);
  end = decode (&decoder, skip_context (&decoder), (flags & SOCKEYE_DECODE_MORE) != 0);
  text->consumed = end > context ? end - context : 0;
}
