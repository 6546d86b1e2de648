/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charset-private.h"

#include <string.h>

/* Bytes that are looked at; more would not make the guess better. */
#define WINDOW 256

#define COST_INVALID 12
#define COST_RARE    4
#define COST_SINGLE  1

/* Where the lead bytes of everyday characters stand: the signs and the first level of each standard. */
static const struct
{
  const char *id;
  guint8 first_sign;
  guint8 last_sign;
  guint8 first_letter;
  guint8 last_letter;
} everyday[] = {
  { "gbk", 0xA1, 0xA3, 0xB0, 0xD7 },                                          /* GB/T 2312 */
  { "gb18030", 0xA1, 0xA3, 0xB0, 0xD7 },                                      /* GB/T 2312 */
  { "big5", 0xA1, 0xA3, 0xA4, 0xC6 },    { "cp932", 0x81, 0x83, 0x88, 0x97 }, /* JIS X 0208 */
  { "euc-kr", 0xA1, 0xA3, 0xB0, 0xC8 },                                       /* KS X 1001 */
};

static guint
get_cost (guint entry, gint step, guint8 lead)
{
  if (step <= 0)
    return COST_INVALID;
  if (step == 1)
    return COST_SINGLE;
  if (step == 2
      && ((lead >= everyday[entry].first_sign && lead <= everyday[entry].last_sign)
          || (lead >= everyday[entry].first_letter && lead <= everyday[entry].last_letter)))
    return 0;

  return COST_RARE;
}

/* How unlikely it is that a text begins with these bytes. @boundary is set to the first one in the second half: a
 * wrong beginning often comes into step by then. */
static guint
weigh (const SockeyeCharsetStepper *stepper, guint entry, const guint8 *bytes, gsize length, gsize *boundary)
{
  guint cost = 0;

  *boundary = 0;
  for (gsize at = 0; at < length;)
    {
      gunichar c;
      gint step = sockeye_charset_stepper_step (stepper, bytes + at, length - at, &c);

      if (step == 0)
        break;
      cost += get_cost (entry, step, bytes[at]);
      at += (gsize) ABS (step);
      if (*boundary < length / 2)
        *boundary = at;
    }

  return cost;
}

/**
 * sockeye_charset_guess_distance: (skip)
 * @charset: an encoding of the form %SOCKEYE_CHARSET_FORM_TABLE
 * @before: (array length=length): bytes without any place that is a boundary for certain
 * @length: how many
 *
 * Finds the likeliest character boundary, by trying each and counting what would be invalid or rare: text of
 * hundreds of kilobytes without a line end, a blank or a comma.
 *
 * Returns: bytes to go back from the end
 */
gsize
sockeye_charset_guess_distance (const SockeyeCharset *charset, const guint8 *before, gsize length)
{
  gsize window = MIN (length, WINDOW);
  gsize best = window;
  guint lowest = G_MAXUINT;
  guint entry = 0;
  SockeyeCharsetStepper stepper;

  while (entry < G_N_ELEMENTS (everyday) - 1 && !g_str_equal (everyday[entry].id, charset->id))
    entry++;
  sockeye_charset_stepper_init (&stepper, charset);
  for (gsize start = 0; start < MIN (charset->longest, window); start++)
    {
      const guint8 *bytes = before + length - window + start;
      gsize boundary;
      guint cost = weigh (&stepper, entry, bytes, window - start, &boundary);

      if (cost >= lowest)
        continue;
      lowest = cost;
      best = window - start - boundary;
    }

  return best;
}
