/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charset-private.h"

#include <errno.h>
#include <string.h>

#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define UCS4 "UCS-4LE"
#else
#define UCS4 "UCS-4BE"
#endif

/* The character of the bytes; SOCKEYE_LEAD_BYTE when they are the beginning of one. */
static gunichar
look_up (GIConv converter, const guint8 *bytes, gsize length)
{
  gunichar out[4];
  char *in = (char *) bytes;
  char *end = (char *) out;
  gsize in_left = length;
  gsize out_left = sizeof out;

  g_iconv (converter, NULL, NULL, NULL, NULL);
  if (g_iconv (converter, &in, &in_left, &end, &out_left) == (gsize) -1)
    return errno == EINVAL ? SOCKEYE_LEAD_BYTE : SOCKEYE_NO_CHARACTER;

  return out_left == sizeof out - sizeof out[0] ? out[0] : SOCKEYE_NO_CHARACTER;
}

/* No encoding here has a byte below 0x30 inside a character. Returns whether any pair is a character. */
static gboolean
fill_pairs (GIConv converter, guint8 lead, gunichar pairs[256])
{
  gboolean any = FALSE;

  for (guint trail = 0; trail < 256; trail++)
    {
      const guint8 bytes[] = { lead, (guint8) trail };
      gunichar c = trail >= 0x30 ? look_up (converter, bytes, sizeof bytes) : SOCKEYE_NO_CHARACTER;

      pairs[trail] = c == SOCKEYE_LEAD_BYTE ? SOCKEYE_NO_CHARACTER : c;
      any |= pairs[trail] != SOCKEYE_NO_CHARACTER;
    }

  return any;
}

static const guint16 *
make_fours (GIConv converter)
{
  guint16 *fours = g_new0 (guint16, SOCKEYE_N_FOURS);

  for (guint i = 0; i < SOCKEYE_N_FOURS; i++)
    {
      const guint8 bytes[] = { (guint8) (0x81 + i / 12600), (guint8) (0x30 + i / 1260 % 10),
                               (guint8) (0x81 + i / 10 % 126), (guint8) (0x30 + i % 10) };
      gunichar c = look_up (converter, bytes, sizeof bytes);

      fours[i] = c <= G_MAXUINT16 ? (guint16) c : 0;
    }

  return fours;
}

static void
fill_ascii (SockeyeCharsetTable *table)
{
  for (guint i = 0; i < 256; i++)
    table->single[i] = i < 0x80 ? i : SOCKEYE_NO_CHARACTER;
}

static SockeyeCharsetTable *
make_table (const char *name, gboolean has_fours)
{
  GIConv converter = g_iconv_open (UCS4, name);
  SockeyeCharsetTable *table = g_new0 (SockeyeCharsetTable, 1);
  gunichar (*pairs)[256] = g_malloc (128 * sizeof *pairs);

  fill_ascii (table);
  memset (pairs, 0xFF, 128 * sizeof *pairs);
  table->pairs = (const gunichar (*)[256]) pairs;
  if (converter == (GIConv) -1)
    {
      g_warning ("The C library has no table of %s: only its ASCII characters can be shown.", name);
      return table;
    }

  for (guint i = 0x80; i < 256; i++)
    {
      const guint8 byte = (guint8) i;

      table->single[i] = look_up (converter, &byte, 1);
      if (table->single[i] == SOCKEYE_LEAD_BYTE && !fill_pairs (converter, byte, pairs[i - 0x80]))
        table->single[i] = SOCKEYE_NO_CHARACTER;
    }
  if (has_fours)
    table->fours = make_fours (converter);
  g_iconv_close (converter);
  return table;
}

static SockeyeCharsetTable *
make_table_for (const SockeyeCharset *charset)
{
  SockeyeCharsetTable *table;

  if (!g_str_equal (charset->id, "gbk"))
    return make_table (charset->iconv_name, g_str_equal (charset->id, "gb18030"));

  /* Programs that say GBK often send GB18030, which contains it; GBK alone has the euro sign at 0x80. */
  table = g_memdup2 (sockeye_charset_get_table (sockeye_charset_find ("gb18030")), sizeof *table);
  table->single[0x80] = 0x20AC;
  return table;
}

/**
 * sockeye_charset_get_table: (skip)
 * @charset: an encoding of the form %SOCKEYE_CHARSET_FORM_TABLE
 *
 * Makes the table at the first call, in a few milliseconds, and keeps it for the life of the process. Any thread
 * may call it.
 *
 * Returns: (transfer none): its table
 */
const SockeyeCharsetTable *
sockeye_charset_get_table (const SockeyeCharset *charset)
{
  static gsize tables[16];
  guint n, i = 0;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n);

  g_assert (n <= G_N_ELEMENTS (tables));
  while (i < n && charsets[i] != charset)
    i++;
  g_return_val_if_fail (i < n, NULL);

  if (g_once_init_enter (&tables[i]))
    g_once_init_leave (&tables[i], (gsize) make_table_for (charset));

  return (const SockeyeCharsetTable *) tables[i];
}
