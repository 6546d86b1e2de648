/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "values.h"

#include "text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *label;
  gsize width;
} values[SOCKEYE_N_VALUES] = {
  [SOCKEYE_VALUE_U8] = { N_ ("Unsigned 8 bit"), 1 },
  [SOCKEYE_VALUE_I8] = { N_ ("Signed 8 bit"), 1 },
  [SOCKEYE_VALUE_U16] = { N_ ("Unsigned 16 bit"), 2 },
  [SOCKEYE_VALUE_I16] = { N_ ("Signed 16 bit"), 2 },
  [SOCKEYE_VALUE_U32] = { N_ ("Unsigned 32 bit"), 4 },
  [SOCKEYE_VALUE_I32] = { N_ ("Signed 32 bit"), 4 },
  [SOCKEYE_VALUE_U64] = { N_ ("Unsigned 64 bit"), 8 },
  [SOCKEYE_VALUE_I64] = { N_ ("Signed 64 bit"), 8 },
  [SOCKEYE_VALUE_FLOAT] = { N_ ("Float 32 bit"), 4 },
  [SOCKEYE_VALUE_DOUBLE] = { N_ ("Float 64 bit"), 8 },
  [SOCKEYE_VALUE_BITS] = { N_ ("Bits"), 1 },
  [SOCKEYE_VALUE_UTF8] = { N_ ("UTF-8 character"), 1 },
  [SOCKEYE_VALUE_GBK] = { N_ ("GBK character"), 1 },
  [SOCKEYE_VALUE_UNIX32] = { N_ ("Unix time 32 bit"), 4 },
  [SOCKEYE_VALUE_UNIX64] = { N_ ("Unix time 64 bit"), 8 },
};

static guint64
read_unsigned (const guint8 *bytes, gsize width, gboolean little_endian)
{
  guint64 value = 0;

  for (gsize i = 0; i < width; i++)
    value |= (guint64) bytes[i] << (8 * (little_endian ? i : width - 1 - i));

  return value;
}

static gint64
read_signed (const guint8 *bytes, gsize width, gboolean little_endian)
{
  guint64 value = read_unsigned (bytes, width, little_endian);

  if (width < 8 && (value >> (8 * width - 1)) != 0)
    value |= G_MAXUINT64 << (8 * width);

  return (gint64) value;
}

static char *
format_double (double value, int digits)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_snprintf (text, sizeof text, "%.*g", digits, value);
  return g_strdup (text);
}

static char *
format_float (const guint8 *bytes, gboolean little_endian)
{
  guint32 bits = (guint32) read_unsigned (bytes, 4, little_endian);
  float value;

  memcpy (&value, &bits, sizeof value);
  return format_double ((double) value, 9);
}

static char *
format_double_bytes (const guint8 *bytes, gboolean little_endian)
{
  guint64 bits = read_unsigned (bytes, 8, little_endian);
  double value;

  memcpy (&value, &bits, sizeof value);
  return format_double (value, 17);
}

static char *
format_bits (guint8 byte)
{
  char text[10];

  for (guint i = 0; i < 8; i++)
    text[i + (i >= 4)] = (byte >> (7 - i)) & 1 ? '1' : '0';
  text[4] = ' ';
  text[9] = '\0';
  return g_strdup (text);
}

static char *
format_character (const char *charset, const guint8 *bytes, gsize length)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();
  const SockeyeCell *cell;

  sockeye_text_decode (text, sockeye_charset_find (charset), bytes, MIN (length, 4), 0,
                       SOCKEYE_DECODE_DISPLAY);
  if (text->cells->len == 0)
    return NULL;
  cell = &g_array_index (text->cells, SockeyeCell, 0);
  if (cell->kind == SOCKEYE_CELL_INVALID)
    return NULL;

  return g_strndup (text->utf8->str + cell->text, cell->text_length);
}

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC") : NULL;
}

/**
 * sockeye_value_get_label:
 * @value: a way to read bytes
 *
 * Returns: what to call it, translated
 */
const char *
sockeye_value_get_label (SockeyeValue value)
{
  g_return_val_if_fail (value < SOCKEYE_N_VALUES, NULL);

  return _ (values[value].label);
}

/**
 * sockeye_value_format:
 * @value: how to read the bytes
 * @bytes: (array length=length): the bytes from the cursor on
 * @length: how many there are
 * @little_endian: the byte order of numbers
 *
 * Returns: (transfer full) (nullable): what the bytes mean when they are read so; %NULL when there are too few,
 *   or they are no such value
 */
char *
sockeye_value_format (SockeyeValue value, const guint8 *bytes, gsize length, gboolean little_endian)
{
  g_return_val_if_fail (value < SOCKEYE_N_VALUES, NULL);

  if (length < values[value].width)
    return NULL;

  switch (value)
    {
    case SOCKEYE_VALUE_U8:
    case SOCKEYE_VALUE_U16:
    case SOCKEYE_VALUE_U32:
    case SOCKEYE_VALUE_U64:
      return g_strdup_printf ("%" G_GUINT64_FORMAT,
                              read_unsigned (bytes, values[value].width, little_endian));
    case SOCKEYE_VALUE_I8:
    case SOCKEYE_VALUE_I16:
    case SOCKEYE_VALUE_I32:
    case SOCKEYE_VALUE_I64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, read_signed (bytes, values[value].width, little_endian));
    case SOCKEYE_VALUE_FLOAT:
      return format_float (bytes, little_endian);
    case SOCKEYE_VALUE_DOUBLE:
      return format_double_bytes (bytes, little_endian);
    case SOCKEYE_VALUE_BITS:
      return format_bits (bytes[0]);
    case SOCKEYE_VALUE_UTF8:
      return format_character ("utf-8", bytes, length);
    case SOCKEYE_VALUE_GBK:
      return format_character ("gbk", bytes, length);
    case SOCKEYE_VALUE_UNIX32:
      return format_time ((gint64) read_unsigned (bytes, 4, little_endian));
    case SOCKEYE_VALUE_UNIX64:
      return format_time (read_signed (bytes, 8, little_endian));
    case SOCKEYE_N_VALUES:
    default:
      g_return_val_if_reached (NULL);
    }
}
