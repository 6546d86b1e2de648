/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "literal.h"

#define C_BYTES_PER_LINE      12
#define PYTHON_BYTES_PER_LINE 64

/**
 * sockeye_literal_append_c:
 * @text: takes the text
 * @name: the array's name, an identifier
 * @bytes: (array length=length): the bytes
 * @length: how many; for none an array of length 0 is written, which C2x and GNU C accept
 *
 * Appends the definition of an array of unsigned char (C99, 6.7.8), ending with a newline.
 */
void
sockeye_literal_append_c (GString *text, const char *name, const guint8 *bytes, gsize length)
{
  g_string_append_printf (text, "static const unsigned char %s[%" G_GSIZE_FORMAT "] = {", name, length);
  for (gsize i = 0; i < length; i++)
    {
      g_string_append (text, i % C_BYTES_PER_LINE == 0 ? "\n  " : " ");
      g_string_append_printf (text, "0x%02x,", bytes[i]);
    }
  g_string_append (text, length > 0 ? "\n};\n" : "};\n");
}

static void
append_python_byte (GString *text, guint8 c)
{
  switch (c)
    {
    case '\n':
      g_string_append (text, "\\n");
      break;
    case '\r':
      g_string_append (text, "\\r");
      break;
    case '\t':
      g_string_append (text, "\\t");
      break;
    case '\\':
    case '"':
      g_string_append_c (text, '\\');
      g_string_append_c (text, (char) c);
      break;
    default:
      if (c >= 0x20 && c < 0x7f)
        g_string_append_c (text, (char) c);
      else
        g_string_append_printf (text, "\\x%02x", c);
    }
}

/**
 * sockeye_literal_append_python:
 * @text: takes the text
 * @bytes: (array length=length): the bytes
 * @length: how many
 *
 * Appends a bytes literal of Python 3 (Language Reference, 2.4.1), in parentheses over several lines when it is
 * long, ending with a newline.
 */
void
sockeye_literal_append_python (GString *text, const guint8 *bytes, gsize length)
{
  gboolean several = length > PYTHON_BYTES_PER_LINE;

  g_string_append (text, several ? "(b\"" : "b\"");
  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && i % PYTHON_BYTES_PER_LINE == 0)
        g_string_append (text, "\"\n b\"");
      append_python_byte (text, bytes[i]);
    }
  g_string_append (text, several ? "\")\n" : "\"\n");
}
