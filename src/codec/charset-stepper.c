/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charset-private.h"

static gboolean
is_in (guint8 byte, guint8 first, guint8 last)
{
  return byte >= first && byte <= last;
}

/* RFC 3629, section 4. The limits of the second byte refuse overlong forms, surrogates and what is beyond
 * U+10FFFF, so a sequence is refused at the first byte that cannot belong to it. */
static gint
step_utf8 (const guint8 *bytes, gsize length, gunichar *character)
{
  const guint8 lead = bytes[0];
  guint8 low = 0x80;
  guint8 high = 0xBF;
  gsize needed;
  gunichar c;

  if (lead < 0x80)
    {
      *character = lead;
      return 1;
    }
  if (lead < 0xC2 || lead > 0xF4)
    return -1;

  needed = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  c = lead & (0x7F >> needed);
  if (lead == 0xE0)
    low = 0xA0;
  else if (lead == 0xED)
    high = 0x9F;
  else if (lead == 0xF0)
    low = 0x90;
  else if (lead == 0xF4)
    high = 0x8F;

  for (gsize i = 1; i < needed; i++)
    {
      if (i >= length)
        return 0;
      if (!is_in (bytes[i], low, high))
        return -1;
      c = c << 6 | (bytes[i] & 0x3F);
      low = 0x80;
      high = 0xBF;
    }

  *character = c;
  return (gint) needed;
}

/* RFC 2781. A surrogate without its other half is two bytes, or what follows would be out of step. */
static gint
step_utf16 (const guint8 *bytes, gsize length, gboolean big, gunichar *character)
{
  gunichar unit, second;

  if (length < 2)
    return 0;

  unit = (gunichar) (bytes[big ? 0 : 1] << 8 | bytes[big ? 1 : 0]);
  if (unit < 0xD800 || unit > 0xDFFF)
    {
      *character = unit;
      return 2;
    }
  if (unit > 0xDBFF)
    return -2;
  if (length < 4)
    return 0;

  second = (gunichar) (bytes[big ? 2 : 3] << 8 | bytes[big ? 3 : 2]);
  if (second < 0xDC00 || second > 0xDFFF)
    return -2;

  *character = 0x10000 + ((unit - 0xD800) << 10 | (second - 0xDC00));
  return 4;
}

/* GB 18030-2005: four bytes count from 0x81308130 for the rest of the first 65,536 characters, and from
 * 0x90308130 for U+10000 and up. */
static gint
step_four (const SockeyeCharsetTable *table, const guint8 *bytes, gsize length, gunichar *character)
{
  guint number;
  gunichar c = 0;

  if (length >= 3 && !is_in (bytes[2], 0x81, 0xFE))
    return -1;
  if (length >= 4 && !is_in (bytes[3], 0x30, 0x39))
    return -1;
  if (length < 4)
    return 0;

  number = ((bytes[0] - 0x81u) * 10 + (bytes[1] - 0x30u)) * 1260 + (bytes[2] - 0x81u) * 10
           + (bytes[3] - 0x30u);
  if (number < SOCKEYE_N_FOURS)
    c = table->fours[number];
  else if (bytes[0] >= 0x90 && number - 189000 < SOCKEYE_N_LINEAR_FOURS)
    c = 0x10000 + number - 189000;
  if (c == 0)
    return -1;

  *character = c;
  return 4;
}

static gint
step_table (const SockeyeCharsetTable *table, const guint8 *bytes, gsize length, gunichar *character)
{
  gunichar c = table->single[bytes[0]];

  if (c == SOCKEYE_LEAD_BYTE)
    {
      if (length < 2)
        return 0;
      if (table->fours != NULL && is_in (bytes[1], 0x30, 0x39))
        return step_four (table, bytes, length, character);
      c = table->pairs[bytes[0] - 0x80][bytes[1]];
      *character = c;
      return c == SOCKEYE_NO_CHARACTER ? -1 : 2;
    }

  *character = c;
  return c == SOCKEYE_NO_CHARACTER ? -1 : 1;
}

/**
 * sockeye_charset_stepper_init: (skip)
 * @self: a stepper
 * @charset: the encoding to step in
 *
 * Prepares a stepper, which needs no clearing.
 */
void
sockeye_charset_stepper_init (SockeyeCharsetStepper *self, const SockeyeCharset *charset)
{
  self->form = sockeye_charset_get_form (charset);
  self->table = self->form == SOCKEYE_CHARSET_FORM_TABLE ? sockeye_charset_get_table (charset) : NULL;
}

/**
 * sockeye_charset_stepper_step: (skip)
 * @self: a stepper
 * @bytes: (array length=length): bytes that begin at a character boundary
 * @length: how many, at least 1
 * @character: (out): the character, if there is a whole one
 *
 * Looks at the first character.
 *
 * Returns: its bytes; 0 when @bytes end inside it; or, as a negative number, the bytes (1, or 2 in UTF-16) that
 *   are no character
 */
gint
sockeye_charset_stepper_step (const SockeyeCharsetStepper *self,
                              const guint8 *bytes,
                              gsize length,
                              gunichar *character)
{
  switch (self->form)
    {
    case SOCKEYE_CHARSET_FORM_UTF8:
      return step_utf8 (bytes, length, character);
    case SOCKEYE_CHARSET_FORM_UTF16LE:
      return step_utf16 (bytes, length, FALSE, character);
    case SOCKEYE_CHARSET_FORM_UTF16BE:
      return step_utf16 (bytes, length, TRUE, character);
    case SOCKEYE_CHARSET_FORM_TABLE:
      return step_table (self->table, bytes, length, character);
    case SOCKEYE_CHARSET_FORM_LATIN1:
    default:
      *character = bytes[0];
      return 1;
    }
}
