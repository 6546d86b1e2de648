/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "escape.h"

#include "charset-private.h"
#include "display.h"
#include "errors.h"
#include "text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- Text to bytes */

typedef struct
{
  const SockeyeCharset *charset;
  const char *text;
  GByteArray *out;
} Encoder;

static gboolean
set_invalid (Encoder *self, const char *at, gsize length, GError **error)
{
  g_autofree char *shown = g_strndup (at, length);
  guint line, column;

  sockeye_charset_find_position (self->text, at, &line, &column);
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_ESCAPE,
      /* Translators: what was typed, its line, and its place in the line */
      _ ("“%s” at line %u, column %u is no escape. Write \\r, \\n, \\t, \\0, \\\\, \\x and two "
         "hexadecimal digits, or \\u and four of them; for a backslash itself write \\\\. Nothing was "
         "sent."),
      shown, line, column);
  return FALSE;
}

static gboolean
append_text (Encoder *self, const char *text, gsize length, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (length == 0)
    return TRUE;

  bytes = sockeye_charset_encode (self->charset, text, (gssize) length, error);
  if (bytes == NULL)
    return FALSE;

  g_byte_array_append (self->out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  return TRUE;
}

/* How many of @n hexadecimal digits are there. */
static gsize
read_digits (const char *p, gsize n, guint32 *value)
{
  gsize i = 0;

  *value = 0;
  for (; i < n && g_ascii_isxdigit (p[i]); i++)
    *value = *value << 4 | (guint32) g_ascii_xdigit_value (p[i]);
  return i;
}

/* Up to and with the character that is wrong, if there is one. */
static gsize
get_wrong_length (const char *at, gsize good)
{
  return at[good] == '\0' ? good : (gsize) (g_utf8_next_char (at + good) - at);
}

static gboolean
append_byte (Encoder *self, const char **at, GError **error)
{
  guint32 value;
  gsize n = read_digits (*at + 2, 2, &value);
  guint8 byte = (guint8) value;

  if (n < 2)
    return set_invalid (self, *at, get_wrong_length (*at, 2 + n), error);

  g_byte_array_append (self->out, &byte, 1);
  *at += 4;
  return TRUE;
}

static gboolean
append_character (Encoder *self, const char **at, GError **error)
{
  const char *start = *at;
  guint32 value, low;
  char utf8[6];
  gsize n = read_digits (start + 2, 4, &value);
  gsize length = 6;

  if (n < 4)
    return set_invalid (self, start, get_wrong_length (start, 2 + n), error);

  /* Two surrogates are one character, as in JSON and C# (RFC 8259, 7). */
  if (value >= 0xD800 && value < 0xDC00 && start[6] == '\\' && start[7] == 'u'
      && read_digits (start + 8, 4, &low) == 4 && low >= 0xDC00 && low < 0xE000)
    {
      value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
      length = 12;
    }
  if (value >= 0xD800 && value < 0xE000)
    return set_invalid (self, start, length, error);

  *at += length;
  if (append_text (self, utf8, (gsize) g_unichar_to_utf8 (value, utf8), NULL))
    return TRUE;

  sockeye_charset_set_unencodable (self->charset, value, self->text, start, error);
  return FALSE;
}

static gboolean
append_escape (Encoder *self, const char **at, GError **error)
{
  static const char letters[] = "rnt0\\";
  static const char characters[] = "\r\n\t\0\\";
  const char *letter;

  switch ((*at)[1])
    {
    case 'x':
      return append_byte (self, at, error);
    case 'u':
      return append_character (self, at, error);
    case '\0':
      return set_invalid (self, *at, 1, error);
    default:
      letter = strchr (letters, (*at)[1]);
      if (letter == NULL)
        return set_invalid (self, *at, get_wrong_length (*at, 1), error);
      *at += 2;
      return append_text (self, &characters[letter - letters], 1, error);
    }
}

/**
 * sockeye_escape_encode:
 * @charset: an encoding
 * @text: UTF-8 in which a backslash begins an escape
 * @error: %SOCKEYE_ERROR_UNENCODABLE or %SOCKEYE_ERROR_INVALID_ESCAPE, with the place in @text
 *
 * "\xNN" is a byte as it is; all other escapes are characters, which are encoded like the rest of the text.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
sockeye_escape_encode (const SockeyeCharset *charset, const char *text, GError **error)
{
  g_autoptr (GBytes) plain = sockeye_charset_encode (charset, text, -1, error);
  g_autoptr (GByteArray) out = NULL;
  Encoder self = { charset, text, NULL };

  /* An error in the text as a whole tells the right place; the parts would tell their own. */
  if (plain == NULL || strchr (text, '\\') == NULL)
    return g_steal_pointer (&plain);

  self.out = out = g_byte_array_sized_new ((guint) MIN (g_bytes_get_size (plain), G_MAXINT32));
  while (*text != '\0')
    {
      gsize n = strcspn (text, "\\");

      if (!append_text (&self, text, n, error))
        return NULL;
      text += n;
      if (*text == '\\' && !append_escape (&self, &text, error))
        return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* --- Bytes to text */

typedef struct
{
  const SockeyeCharset *charset;
  const guint8 *bytes;
  const SockeyeText *text;
  const char *line_end;
  gboolean careful; /* characters that another code stands for as well are written as their bytes */
  gboolean escaped;
  GString *out;
} Decoder;

static void
append_bytes (Decoder *self, const SockeyeCell *cell)
{
  for (gint32 i = 0; i < cell->bytes_length; i++)
    g_string_append_printf (self->out, "\\x%02X", self->bytes[cell->bytes + i]);
  self->escaped = TRUE;
}

static gboolean
comes_back (Decoder *self, const SockeyeCell *cell)
{
  g_autoptr (GBytes) bytes = sockeye_charset_encode (self->charset, self->text->utf8->str + cell->text,
                                                     cell->text_length, NULL);

  return bytes != NULL && g_bytes_get_size (bytes) == cell->bytes_length
         && memcmp (g_bytes_get_data (bytes, NULL), self->bytes + cell->bytes, cell->bytes_length) == 0;
}

static void
append_cell (Decoder *self, const SockeyeCell *cell)
{
  const char *utf8 = self->text->utf8->str + cell->text;
  gunichar c = cell->kind == SOCKEYE_CELL_INVALID ? 0 : g_utf8_get_char (utf8);

  if (cell->kind == SOCKEYE_CELL_INVALID || (self->careful && !comes_back (self, cell)))
    append_bytes (self, cell);
  else if (c == '\\')
    g_string_append (self->out, "\\\\");
  else if (c == '\r' || c == '\n' || c == '\t' || c == '\0')
    {
      g_string_append_printf (self->out, "\\%c", c == '\r' ? 'r' : c == '\n' ? 'n' : c == '\t' ? 't' : '0');
      self->escaped = TRUE;
    }
  else if (sockeye_display_classify (c) == SOCKEYE_DISPLAY_HIDDEN && c != ' ')
    {
      if (c > 0xFFFF)
        append_bytes (self, cell);
      else
        g_string_append_printf (self->out, "\\u%04X", c);
      self->escaped = TRUE;
    }
  else
    g_string_append_len (self->out, utf8, cell->text_length);
}

/* A line end that typing would give is a line break; every other one is an escape. */
static guint
count_line_end (Decoder *self, guint index)
{
  gsize length = strlen (self->line_end);

  for (guint i = 0; i < length; i++)
    {
      const SockeyeCell *cell;

      if (index + i >= self->text->cells->len)
        return 0;
      cell = &g_array_index (self->text->cells, SockeyeCell, index + i);
      if (cell->kind == SOCKEYE_CELL_INVALID || self->text->utf8->str[cell->text] != self->line_end[i])
        return 0;
    }

  return (guint) length;
}

static void
append_cells (Decoder *self)
{
  g_string_set_size (self->out, 0);
  self->escaped = FALSE;
  for (guint i = 0; i < self->text->cells->len;)
    {
      guint n = count_line_end (self, i);

      if (n > 0)
        g_string_append_c (self->out, '\n');
      else
        append_cell (self, &g_array_index (self->text->cells, SockeyeCell, i));
      i += MAX (n, 1);
    }
}

/* Whether typing it gives the same bytes again; a line break becomes the line end. */
static gboolean
is_lossless (Decoder *self, gsize length)
{
  g_auto (GStrv) lines = g_strsplit (self->out->str, "\n", -1);
  g_autofree char *typed = g_strjoinv (self->line_end, lines);
  g_autoptr (GBytes) bytes = sockeye_escape_encode (self->charset, typed, NULL);

  return bytes != NULL && g_bytes_get_size (bytes) == length
         && (length == 0 || memcmp (g_bytes_get_data (bytes, NULL), self->bytes, length) == 0);
}

static void
unescape_backslashes (GString *text)
{
  char *to = text->str;

  for (const char *from = text->str; *from != '\0'; from++)
    {
      *to++ = *from;
      if (from[0] == '\\' && from[1] == '\\')
        from++;
    }
  g_string_set_size (text, (gsize) (to - text->str));
}

/**
 * sockeye_escape_decode:
 * @charset: an encoding
 * @bytes: (array length=length): bytes
 * @length: how many
 * @line_end: what a line break of the text stands for: "\n", "\r\n" or "\r"
 * @escaped: (inout): whether escapes may be used anyway; in the end, whether the text has to be read with them
 *
 * The other way round: a text from which, with its line breaks as @line_end, the same bytes are made. What is no text
 * in the encoding, cannot be seen, or would come back as something else is an escape. Without escapes allowed and
 * none needed, a backslash is a backslash.
 *
 * Returns: (transfer full): the text
 */
char *
sockeye_escape_decode (const SockeyeCharset *charset,
                       const guint8 *bytes,
                       gsize length,
                       const char *line_end,
                       gboolean *escaped)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();
  Decoder self = { .charset = charset, .bytes = bytes, .text = text, .line_end = line_end };

  self.out = g_string_sized_new (length);
  sockeye_text_decode (text, charset, bytes, length, 0, SOCKEYE_DECODE_PLAIN);
  append_cells (&self);
  if (!is_lossless (&self, length))
    {
      self.careful = TRUE;
      append_cells (&self);
    }

  if (!self.escaped && !*escaped)
    unescape_backslashes (self.out);
  *escaped = *escaped || self.escaped;
  return g_string_free (self.out, FALSE);
}
