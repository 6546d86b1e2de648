/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-line-ends.h"

#include <string.h>

/* A loop of constant length is one that the compiler turns into vector instructions. */
#define BATCH 64

static gsize
count_bytes (const guint8 *bytes, gsize length)
{
  gsize count = 0;

  for (; length >= BATCH; bytes += BATCH, length -= BATCH)
    {
      guint8 found = 0;

      for (guint i = 0; i < BATCH; i++)
        found += bytes[i] == '\n';
      count += found;
    }
  for (gsize i = 0; i < length; i++)
    count += bytes[i] == '\n';

  return count;
}

static guint16
get_unit (SockeyeLogLineEnd kind)
{
  static const guint8 units[2][2] = { { 0x0A, 0x00 }, { 0x00, 0x0A } };
  guint16 unit;

  memcpy (&unit, units[kind == SOCKEYE_LOG_LINE_END_UTF16BE], sizeof unit);
  return unit;
}

static gsize
count_units (SockeyeLogLineEnd kind, const guint8 *bytes, gsize n_units)
{
  const guint16 line_end = get_unit (kind);
  guint16 units[BATCH];
  gsize count = 0;

  for (; n_units >= BATCH; bytes += sizeof units, n_units -= BATCH)
    {
      guint16 found = 0;

      memcpy (units, bytes, sizeof units);
      for (guint i = 0; i < BATCH; i++)
        found = (guint16) (found + (units[i] == line_end));
      count += found;
    }
  memcpy (units, bytes, n_units * 2);
  for (gsize i = 0; i < n_units; i++)
    count += units[i] == line_end;

  return count;
}

static gboolean
is_line_end (SockeyeLogLineEnd kind, int first, guint8 second)
{
  return kind == SOCKEYE_LOG_LINE_END_UTF16LE ? first == 0x0A && second == 0x00
                                              : first == 0x00 && second == 0x0A;
}

/**
 * sockeye_log_line_end_for_charset:
 * @charset: (nullable): an encoding
 *
 * Returns: what ends a line in it
 */
SockeyeLogLineEnd
sockeye_log_line_end_for_charset (const SockeyeCharset *charset)
{
  if (charset == NULL || charset->unit != 2)
    return SOCKEYE_LOG_LINE_END_BYTE;

  return g_str_has_suffix (charset->id, "be") ? SOCKEYE_LOG_LINE_END_UTF16BE : SOCKEYE_LOG_LINE_END_UTF16LE;
}

/**
 * sockeye_log_line_end_count:
 * @kind: what ends a line
 * @bytes: part of a stream
 * @length: its length
 * @odd: (UTF-16) an odd number of bytes of the stream comes before @bytes, so its first byte ends a code unit
 * @before: (UTF-16) the byte before the first, or %SOCKEYE_LINE_NO_BYTE; used when @odd only
 *
 * Returns: the number of line ends whose last byte is in @bytes
 */
gsize
sockeye_log_line_end_count (SockeyeLogLineEnd kind,
                            const guint8 *bytes,
                            gsize length,
                            gboolean odd,
                            int before)
{
  gsize count = 0;

  if (length == 0)
    return 0;
  if (kind == SOCKEYE_LOG_LINE_END_BYTE)
    return count_bytes (bytes, length);

  if (odd && length > 0)
    {
      count += is_line_end (kind, before, bytes[0]);
      bytes++;
      length--;
    }

  return count + count_units (kind, bytes, length / 2);
}

static gboolean
find_byte (const guint8 *bytes, gsize length, gsize index, gsize *after)
{
  const guint8 *at = bytes;
  const guint8 *end = bytes + length;

  while ((at = memchr (at, '\n', (gsize) (end - at))) != NULL)
    {
      at++;
      if (index-- == 0)
        {
          *after = (gsize) (at - bytes);
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * sockeye_log_line_end_find:
 * @kind: what ends a line
 * @bytes: part of a stream
 * @length: its length
 * @odd: see sockeye_log_line_end_count()
 * @before: see sockeye_log_line_end_count()
 * @index: which line end, from 0
 * @after: (out): the position behind it
 *
 * Returns: whether there are so many
 */
gboolean
sockeye_log_line_end_find (SockeyeLogLineEnd kind,
                           const guint8 *bytes,
                           gsize length,
                           gboolean odd,
                           int before,
                           gsize index,
                           gsize *after)
{
  if (length == 0)
    return FALSE;
  if (kind == SOCKEYE_LOG_LINE_END_BYTE)
    return find_byte (bytes, length, index, after);

  for (gsize second = odd ? 0 : 1; second < length; second += 2)
    {
      if (!is_line_end (kind, second == 0 ? before : bytes[second - 1], bytes[second]))
        continue;
      if (index-- == 0)
        {
          *after = second + 1;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * sockeye_log_line_end_is_last:
 *
 * See sockeye_log_line_end_count() for the arguments.
 *
 * Returns: whether @bytes end with a line end
 */
gboolean
sockeye_log_line_end_is_last (SockeyeLogLineEnd kind,
                              const guint8 *bytes,
                              gsize length,
                              gboolean odd,
                              int before)
{
  if (length == 0)
    return FALSE;
  if (kind == SOCKEYE_LOG_LINE_END_BYTE)
    return bytes[length - 1] == '\n';
  if ((length % 2 != 0) != !!odd)
    return FALSE;

  return is_line_end (kind, length > 1 ? bytes[length - 2] : before, bytes[length - 1]);
}
