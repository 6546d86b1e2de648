/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charset-private.h"
#include "display.h"
#include "errors.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Also with NULs inside, at which g_utf8_validate_len() stops. */
static gboolean
is_utf8 (const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      if (g_utf8_validate_len (text, (gsize) (end - text), &text))
        return TRUE;
      if (text >= end || *text != '\0')
        return FALSE;
      text++;
    }

  return TRUE;
}

static gboolean
is_ascii (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guint8) text[i] >= 0x80)
      return FALSE;
  return TRUE;
}

/* Private: where a character stands, as an editor counts: both from 1. @text is valid UTF-8 up to @at. */
void
sockeye_charset_find_position (const char *text, const char *at, guint *line, guint *column)
{
  *line = 1;
  *column = 1;
  for (const char *p = text; p < at; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean ends_line = c == '\n' || c == 0x2029 || (c == '\r' && p[1] != '\n');

      *line += ends_line ? 1 : 0;
      *column = ends_line ? 1 : *column + 1;
    }
}

/* Private: says that a character, which stands at @at in @text, does not exist in an encoding. */
void
sockeye_charset_set_unencodable (const SockeyeCharset *charset,
                                 gunichar c,
                                 const char *text,
                                 const char *at,
                                 GError **error)
{
  char shown[8] = "";
  guint line, column;

  sockeye_charset_find_position (text, at, &line, &column);
  g_unichar_to_utf8 (c, shown);
  if (sockeye_display_classify (c) == SOCKEYE_DISPLAY_SHOWN)
    g_set_error (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_UNENCODABLE,
        g_str_equal (charset->id, "gbk")
            /* Translators: a character, its number in Unicode, its line, its place in the line, and the
                      * name of an encoding */
            ? _ ("“%s” (U+%04X), line %u character %u, does not exist in %s. Remove it or choose another "
                 "encoding such as UTF-8 or GB18030; nothing was sent.")
            /* Translators: a character, its number in Unicode, its line, its place in the line, and the
                      * name of an encoding */
            : _ ("“%s” (U+%04X), line %u character %u, does not exist in %s. Remove it or choose another "
                 "encoding such as UTF-8; nothing was sent."),
        shown, c, line, column, charset->label);
  else
    g_set_error (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_UNENCODABLE,
        /* Translators: the number of a character that cannot be seen, its line, its place in the line, and
                  * the name of an encoding */
        _ ("The invisible character U+%04X, line %u character %u, does not exist in %s. Remove it or choose "
           "another encoding such as UTF-8; nothing was sent."),
        c, line, column, charset->label);
}

/* Converts all of it, or gives NULL. */
static GByteArray *
convert (const char *to, const char *from, const guint8 *bytes, gsize length)
{
  GIConv converter = g_iconv_open (to, from);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  char *in = (char *) bytes;
  gsize in_left = length;
  gsize result = 0;

  if (converter == (GIConv) -1)
    return NULL;

  do
    {
      guint used = out->len;
      char *end;
      gsize out_left = MIN (in_left, 1u << 20) * 2 + 16;
      gsize room = out_left;

      g_byte_array_set_size (out, used + (guint) room);
      end = (char *) out->data + used;
      result = g_iconv (converter, &in, &in_left, &end, &out_left);
      g_byte_array_set_size (out, used + (guint) (room - out_left));
    }
  while (result == (gsize) -1 && errno == E2BIG);
  g_iconv_close (converter);

  return result == (gsize) -1 || in_left > 0 ? NULL : g_steal_pointer (&out);
}

/* Encodes and decodes back: the C library drops some characters (U+E0000 to U+E007F) and puts similar ones in the
 * place of others, without a word. NULL when the text does not come back as it was. */
static GByteArray *
convert_exactly (const SockeyeCharset *charset, const char *text, gsize length)
{
  g_autoptr (GByteArray) encoded = convert (charset->iconv_name, "UTF-8", (const guint8 *) text, length);
  g_autoptr (GByteArray) decoded = NULL;

  if (encoded == NULL)
    return NULL;

  decoded = convert ("UTF-8", charset->iconv_name, encoded->data, encoded->len);
  if (decoded == NULL || decoded->len != length || (length > 0 && memcmp (decoded->data, text, length) != 0))
    return NULL;

  return g_steal_pointer (&encoded);
}

/* Halves the text until the first character is found that cannot be encoded. */
static const char *
find_unencodable (const SockeyeCharset *charset, const char *text, gsize length)
{
  const char *end = text + length;

  while (g_utf8_next_char (text) < end)
    {
      const char *middle = text + (end - text) / 2;
      g_autoptr (GByteArray) half = NULL;

      while (((guint8) *middle & 0xC0) == 0x80)
        middle++;
      if (middle >= end)
        middle = g_utf8_next_char (text);
      half = convert_exactly (charset, text, (gsize) (middle - text));
      if (half == NULL)
        end = middle;
      else
        text = middle;
    }

  return text;
}

static GBytes *
encode_utf16 (const char *text, gsize length, gboolean big)
{
  GByteArray *out = g_byte_array_sized_new ((guint) MIN (length, G_MAXINT32) * 2);

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      guint16 units[2] = { (guint16) c, 0 };
      guint n = 1;

      if (c >= 0x10000)
        {
          units[0] = (guint16) (0xD800 + ((c - 0x10000) >> 10));
          units[1] = (guint16) (0xDC00 + ((c - 0x10000) & 0x3FF));
          n = 2;
        }
      for (guint i = 0; i < n; i++)
        units[i] = big ? GUINT16_TO_BE (units[i]) : GUINT16_TO_LE (units[i]);
      g_byte_array_append (out, (const guint8 *) units, n * 2);
    }

  return g_byte_array_free_to_bytes (out);
}

static GBytes *
encode_table (const SockeyeCharset *charset, const char *text, gsize length, GError **error)
{
  GByteArray *encoded = convert_exactly (charset, text, length);
  const char *at;

  if (encoded != NULL)
    return g_byte_array_free_to_bytes (encoded);

  at = find_unencodable (charset, text, length);
  sockeye_charset_set_unencodable (charset, g_utf8_get_char (at), text, at, error);
  return NULL;
}

/**
 * sockeye_charset_encode:
 * @charset: an encoding
 * @text: (array length=length): UTF-8; a NUL is a character when @length says that it belongs to the text
 * @length: bytes of @text, or -1 when it ends at its first NUL
 * @error: %SOCKEYE_ERROR_UNENCODABLE with the first character that @charset does not have, and where it stands
 *
 * Encodes text, all of it or nothing: no character is left out or replaced. No byte order mark is added.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
sockeye_charset_encode (const SockeyeCharset *charset, const char *text, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;

  g_return_val_if_fail (charset != NULL, NULL);

  if (!is_utf8 (text, size))
    {
      g_set_error_literal (
          error, SOCKEYE_ERROR, SOCKEYE_ERROR_UNENCODABLE,
          _ ("The text is damaged: it is not valid UTF-8. Enter it again; nothing was sent."));
      return NULL;
    }

  switch (sockeye_charset_get_form (charset))
    {
    case SOCKEYE_CHARSET_FORM_UTF8:
      return g_bytes_new (text, size);
    case SOCKEYE_CHARSET_FORM_UTF16LE:
      return encode_utf16 (text, size, FALSE);
    case SOCKEYE_CHARSET_FORM_UTF16BE:
      return encode_utf16 (text, size, TRUE);
    default:
      /* Opening a converter takes longer than most texts. */
      return is_ascii (text, size) ? g_bytes_new (text, size) : encode_table (charset, text, size, error);
    }
}
