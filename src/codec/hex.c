/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "hex.h"
#include "hex-paste.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char digits[] = "0123456789ABCDEF";

/**
 * sockeye_hex_append:
 * @text: where to append
 * @bytes: (array length=length): bytes
 * @length: how many
 *
 * Appends bytes as "48 65 6C": two capital digits each, a blank between two bytes and none at the ends.
 */
void
sockeye_hex_append (GString *text, const guint8 *bytes, gsize length)
{
  gsize begin = text->len;
  char *out;

  if (length == 0)
    return;

  g_string_set_size (text, begin + length * 3 - 1);
  out = text->str + begin;
  for (gsize i = 0; i < length; i++)
    {
      if (i > 0)
        *out++ = ' ';
      *out++ = digits[bytes[i] >> 4];
      *out++ = digits[bytes[i] & 15];
    }
}

/**
 * sockeye_hex_append_dump_row:
 * @text: where to append
 * @offset: where the first byte stands
 * @bytes: (array length=length): bytes
 * @length: how many, at most %SOCKEYE_HEX_ROW
 *
 * Appends a row such as "00000010  48 65 6C …  |Hel…|" without a line end. Every column has its place, however many bytes
 * there are: the offset has eight digits (twelve from 4 GiB on), then come two blanks, three columns for each of the
 * 16 bytes, a blank, and the characters between bars, with a dot for what is not printable ASCII.
 */
void
sockeye_hex_append_dump_row (GString *text, guint64 offset, const guint8 *bytes, gsize length)
{
  sockeye_hex_append_narrow_row (text, offset, bytes, length, SOCKEYE_HEX_ROW);
}

/**
 * sockeye_hex_append_narrow_row:
 * @text: where to append
 * @offset: where the first byte stands
 * @bytes: (array length=length): bytes
 * @length: how many, at most @row
 * @row: how many bytes have a place in the row
 *
 * Appends a row as sockeye_hex_append_dump_row() does, where there is no room for 16 bytes.
 */
void
sockeye_hex_append_narrow_row (GString *text, guint64 offset, const guint8 *bytes, gsize length, gsize row)
{
  gsize n = MIN (length, row);

  g_string_append_printf (
      text, offset > G_MAXUINT32 ? "%012" G_GINT64_MODIFIER "X  " : "%08" G_GINT64_MODIFIER "X  ", offset);
  sockeye_hex_append (text, bytes, n);
  for (gsize i = n == 0 ? 1 : n * 3; i <= row * 3; i++)
    g_string_append_c (text, ' ');

  g_string_append_c (text, '|');
  for (gsize i = 0; i < n; i++)
    g_string_append_c (text, g_ascii_isprint (bytes[i]) ? (char) bytes[i] : '.');
  g_string_append_c (text, '|');
}

static gboolean
is_separator (char c)
{
  return g_ascii_isspace (c) || c == ',' || c == ';' || c == ':' || c == '-';
}

static void
set_error (const char *text, const char *at, gboolean half, GError **error)
{
  const char *line = at;
  g_autofree char *before = NULL;
  g_autofree char *shown = NULL;
  guint lines = 1;
  guint column;

  while (line > text && line[-1] != '\n')
    line--;
  for (const char *p = text; p < line; p++)
    lines += *p == '\n';
  before = g_utf8_make_valid (line, at - line);
  column = (guint) g_utf8_strlen (before, -1) + 1;

  if (half)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HEX,
                   /* Translators: a hexadecimal digit, its line, and its place in the line */
                   _ ("The digit “%c” at line %u, column %u stands alone. Write two hexadecimal digits for "
                      "every byte, "
                      "such as 0A."),
                   *at, lines, column);
      return;
    }

  shown = g_utf8_get_char_validated (at, -1) < 0x110000 && g_unichar_isprint (g_utf8_get_char (at))
              ? g_strndup (at, (gsize) (g_utf8_next_char (at) - at))
              : g_strdup_printf ("\\x%02X", (guint8) *at);
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HEX,
               /* Translators: a character, its line, and its place in the line */
               _ ("“%s” at line %u, column %u is no hexadecimal digit. Write bytes as pairs of the digits 0 "
                  "to 9 and A to "
                  "F, such as 48 65 6C."),
               shown, lines, column);
}

/* Reads the digits of one or more bytes. */
static const char *
parse_run (const char *text, const char *p, gboolean prefixed, GByteArray *out, GError **error)
{
  gsize n = 0;

  while (g_ascii_isxdigit (p[n]))
    n++;
  if (n == 0 || (n % 2 != 0 && !(prefixed && n == 1)))
    {
      /* Behind half a byte, what is no digit is what is wrong. */
      gboolean half = n != 0 && (p[n] == '\0' || is_separator (p[n]));

      set_error (text, half ? p + n - 1 : p + n, half, error);
      return NULL;
    }

  for (const char *end = p + n; p < end;)
    {
      guint8 byte = (guint8) g_ascii_xdigit_value (*p++);

      if (n > 1)
        byte = (guint8) (byte << 4 | g_ascii_xdigit_value (*p++));
      g_byte_array_append (out, &byte, 1);
    }

  /* As assemblers write it: 0Ah */
  return !prefixed && (*p == 'h' || *p == 'H') ? p + 1 : p;
}

/* In C, 10 is ten. */
static gboolean
check_c_number (const char *text, const char *p, GError **error)
{
  const char *line = p;
  g_autofree char *number = g_strndup (p, strspn (p, "0123456789abcdefABCDEFxX'"));
  guint n = 1;

  if (*number == '\0')
    return TRUE;
  for (const char *q = text; q < p; q++)
    n += *q == '\n';
  while (line > text && line[-1] != '\n')
    line--;
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HEX,
      /* Translators: a number, its line, and its place in the line */
      _ ("“%s” at line %u, column %u is no byte in hexadecimal. Write the numbers of a C array as 0x00 to "
         "0xFF."),
      number, n, (guint) g_utf8_strlen (line, p - line) + 1);
  return FALSE;
}

/**
 * sockeye_hex_parse:
 * @text: hexadecimal text
 * @error: %SOCKEYE_ERROR_INVALID_HEX with the place of what is wrong, in a sentence for the user
 *
 * Reads bytes written as pairs of hexadecimal digits of either case, with or without white space, commas, colons,
 * semicolons and hyphens between them. "0x" or "\x" may stand before a byte or before several; behind it one digit is
 * enough for a byte. "h" may stand behind one. Also reads an array in C, and a hexdump with offsets; see sockeye_hex_paste_strip().
 *
 * Returns: (transfer full) (nullable): the bytes; none for text without any
 */
GBytes *
sockeye_hex_parse (const char *text, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gboolean is_c;
  g_autofree char *stripped = sockeye_hex_paste_strip (text, &is_c);
  const char *p = stripped;

  while (*p != '\0')
    {
      gboolean prefixed;

      if (is_separator (*p))
        {
          p++;
          continue;
        }
      prefixed = (p[0] == '0' || p[0] == '\\') && (p[1] == 'x' || p[1] == 'X');
      if (prefixed && p[2] == '\0')
        {
          set_error (stripped, p + 1, FALSE, error);
          return NULL;
        }
      if (is_c && !prefixed && !check_c_number (stripped, p, error))
        return NULL;
      p = parse_run (stripped, prefixed ? p + 2 : p, prefixed, out, error);
      if (p == NULL)
        return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
