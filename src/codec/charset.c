/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charset-private.h"

#include <string.h>

typedef struct
{
  SockeyeCharset charset; /* first, so that a pointer to it is one to the whole */
  SockeyeCharsetForm form;
  guint8 sync_below; /* (table) a byte below this one is always a character of its own */
} Entry;

/* Behind a byte below 0x30 stands a character boundary, because trail bytes begin at 0x40 and GB18030 has digits
 * besides; in EUC-KR both bytes of a character are 0xA1 and up. */
static const Entry entries[] = {
  { { "utf-8", "UTF-8", "UTF-8", 1, 4 }, SOCKEYE_CHARSET_FORM_UTF8, 0 },
  { { "gbk", "GBK", "GBK", 1, 4 }, SOCKEYE_CHARSET_FORM_TABLE, 0x30 },
  { { "gb18030", "GB18030", "GB18030", 1, 4 }, SOCKEYE_CHARSET_FORM_TABLE, 0x30 },
  { { "big5", "Big5", "BIG5", 1, 2 }, SOCKEYE_CHARSET_FORM_TABLE, 0x30 },
  { { "utf-16le", "UTF-16LE", "UTF-16LE", 2, 4 }, SOCKEYE_CHARSET_FORM_UTF16LE, 0 },
  { { "utf-16be", "UTF-16BE", "UTF-16BE", 2, 4 }, SOCKEYE_CHARSET_FORM_UTF16BE, 0 },
  { { "cp932", "CP932", "CP932", 1, 2 }, SOCKEYE_CHARSET_FORM_TABLE, 0x30 },
  { { "euc-kr", "EUC-KR", "EUC-KR", 1, 2 }, SOCKEYE_CHARSET_FORM_TABLE, 0x80 },
  { { "iso-8859-1", "ISO-8859-1", "ISO-8859-1", 1, 1 }, SOCKEYE_CHARSET_FORM_LATIN1, 0 },
};

/**
 * sockeye_charset_list:
 * @n_charsets: (out) (optional): how many
 *
 * Returns: (array length=n_charsets) (transfer none): all encodings, in the order in which a user is offered them
 */
const SockeyeCharset *const *
sockeye_charset_list (guint *n_charsets)
{
  static const SockeyeCharset *const list[] = {
    &entries[0].charset, &entries[1].charset, &entries[2].charset, &entries[3].charset, &entries[4].charset,
    &entries[5].charset, &entries[6].charset, &entries[7].charset, &entries[8].charset, NULL,
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (list) == G_N_ELEMENTS (entries) + 1);
  if (n_charsets != NULL)
    *n_charsets = G_N_ELEMENTS (entries);
  return list;
}

/**
 * sockeye_charset_find:
 * @id: (nullable): a stable name, such as "utf-8"; case does not count
 *
 * Returns: (transfer none) (nullable): the encoding
 */
const SockeyeCharset *
sockeye_charset_find (const char *id)
{
  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (entries); i++)
    if (g_ascii_strcasecmp (entries[i].charset.id, id) == 0)
      return &entries[i].charset;

  return NULL;
}

SockeyeCharsetForm
sockeye_charset_get_form (const SockeyeCharset *charset)
{
  return ((const Entry *) charset)->form;
}

/* Bytes that are no continuation always begin something new, and a character has at most three continuations. */
static gsize
find_utf8 (const guint8 *before, gsize length, gboolean begins_stream, gboolean *found)
{
  for (gsize back = 1; back <= 3; back++)
    {
      guint8 byte;
      gsize needed;

      if (back > length)
        {
          *found = begins_stream;
          return begins_stream ? 0 : length;
        }
      byte = before[length - back];
      if ((byte & 0xC0) == 0x80)
        continue;
      needed = byte < 0xC2 || byte > 0xF4 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
      return needed > back ? back : 0;
    }

  return 0;
}

static gsize
find_utf16 (const guint8 *before,
            gsize length,
            gboolean big,
            gboolean begins_stream,
            gboolean odd_end,
            gboolean *found)
{
  gsize half = odd_end ? 1 : 0;
  guint8 high;

  if (length < half + 2)
    {
      /* Less than a unit stands before: at the beginning of the stream that is all there is to know. */
      *found = begins_stream;
      return MIN (half, length);
    }

  high = before[length - half - (big ? 2 : 1)];
  return high >= 0xD8 && high <= 0xDB ? half + 2 : half;
}

static gsize
find_below (const Entry *entry, const guint8 *before, gsize length, gboolean begins_stream, gboolean *found)
{
  for (gsize back = 0; back < length; back++)
    if (before[length - back - 1] < entry->sync_below)
      return back;

  *found = begins_stream;
  return begins_stream ? length : sockeye_charset_guess_distance (&entry->charset, before, length);
}

/**
 * sockeye_charset_sync_distance:
 * @charset: an encoding
 * @before: (array length=length) (nullable): the bytes of the stream that stand before a position, the newest last
 * @length: how many of them are given; they need not be all
 * @begins_stream: whether @before[0] is the first byte of the stream (with @length 0: whether the position is
 *   the stream's beginning)
 * @odd_end: (UTF-16) whether an odd number of bytes of the stream stands before the position
 * @found: (out) (optional): %FALSE when more bytes before are needed to be sure; the result is then the
 *   likeliest boundary
 *
 * Tells how far to go back from a position in a stream to reach a place that is a character boundary for certain,
 * whatever the bytes are, so that decoding can begin there without knowing anything of what came earlier.
 *
 * UTF-8: to the beginning of a character that the position may cut, at most 3 bytes. GBK, GB18030, Big5 and CP932:
 * to behind the nearest byte below 0x30, which is never a part of a longer character; EUC-KR: below 0x80. UTF-16: to
 * the beginning of the code unit (0 or 1 byte), and over a high surrogate that stands before it (2 bytes).
 * ISO-8859-1: nowhere.
 *
 * Decoding from there, with the bytes gone over as the context of sockeye_text_decode(), gives the same as decoding
 * the stream from its beginning.
 *
 * Returns: bytes to go back, from 0 to @length
 */
gsize
sockeye_charset_sync_distance (const SockeyeCharset *charset,
                               const guint8 *before,
                               gsize length,
                               gboolean begins_stream,
                               gboolean odd_end,
                               gboolean *found)
{
  const Entry *entry = (const Entry *) charset;
  gboolean ignored;

  g_return_val_if_fail (charset != NULL, 0);

  if (found == NULL)
    found = &ignored;
  *found = TRUE;
  switch (entry->form)
    {
    case SOCKEYE_CHARSET_FORM_UTF8:
      return find_utf8 (before, length, begins_stream, found);
    case SOCKEYE_CHARSET_FORM_UTF16LE:
      return find_utf16 (before, length, FALSE, begins_stream, odd_end, found);
    case SOCKEYE_CHARSET_FORM_UTF16BE:
      return find_utf16 (before, length, TRUE, begins_stream, odd_end, found);
    case SOCKEYE_CHARSET_FORM_TABLE:
      return find_below (entry, before, length, begins_stream, found);
    case SOCKEYE_CHARSET_FORM_LATIN1:
    default:
      return 0;
    }
}
