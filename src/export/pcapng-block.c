/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pcapng-block.h"

#include "checksum.h"

#include <string.h>

/* Options have lengths of 16 bits. */
#define OPTION_LENGTH_MAX G_MAXUINT16
/* Where the fields of a block begin: behind its type and length. */
#define HEADER_LENGTH 8u

/**
 * sockeye_pcapng_append_number:
 * @out: where to append
 * @number: a number
 * @width: its bytes, up to 8
 */
void
sockeye_pcapng_append_number (GByteArray *out, guint64 number, guint width)
{
  guint64 little = GUINT64_TO_LE (number);

  g_byte_array_append (out, (const guint8 *) &little, width);
}

/**
 * sockeye_pcapng_begin_block:
 * @out: where to append
 * @type: the block's type
 *
 * Returns: where it begins, for sockeye_pcapng_end_block()
 */
guint
sockeye_pcapng_begin_block (GByteArray *out, guint32 type)
{
  guint start = out->len;

  sockeye_pcapng_append_number (out, type, 4);
  sockeye_pcapng_append_number (out, 0, 4);
  return start;
}

/**
 * sockeye_pcapng_end_block:
 * @out: where the block is; its fields fill whole 32 bits
 * @start: where it begins
 */
void
sockeye_pcapng_end_block (GByteArray *out, guint start)
{
  guint32 length = out->len - start + 4;
  guint32 little = GUINT32_TO_LE (length);

  memcpy (out->data + start + 4, &little, sizeof little);
  sockeye_pcapng_append_number (out, length, 4);
}

static void
pad (GByteArray *out, gsize length)
{
  sockeye_pcapng_append_number (out, 0, (4 - length % 4) % 4);
}

/**
 * sockeye_pcapng_append_padded:
 * @out: where to append
 * @bytes: (nullable): bytes
 * @length: how many
 *
 * Appends bytes and zeros up to whole 32 bits.
 */
void
sockeye_pcapng_append_padded (GByteArray *out, gconstpointer bytes, gsize length)
{
  g_byte_array_append (out, bytes, (guint) length);
  pad (out, length);
}

/**
 * sockeye_pcapng_append_option:
 * @out: where to append
 * @code: the option's number
 * @value: its value
 * @length: bytes of it, at most 65,535
 */
void
sockeye_pcapng_append_option (GByteArray *out, guint code, gconstpointer value, gsize length)
{
  g_return_if_fail (length <= OPTION_LENGTH_MAX);

  sockeye_pcapng_append_number (out, code, 2);
  sockeye_pcapng_append_number (out, length, 2);
  sockeye_pcapng_append_padded (out, value, length);
}

/**
 * sockeye_pcapng_append_text_option:
 *
 * As sockeye_pcapng_append_option().
 */
void
sockeye_pcapng_append_text_option (GByteArray *out, guint code, const char *text)
{
  sockeye_pcapng_append_option (out, code, text, strlen (text));
}

/**
 * sockeye_pcapng_append_number_option:
 *
 * As sockeye_pcapng_append_option().
 */
void
sockeye_pcapng_append_number_option (GByteArray *out, guint code, guint64 number, guint width)
{
  guint64 little = GUINT64_TO_LE (number);

  sockeye_pcapng_append_option (out, code, &little, width);
}

/**
 * sockeye_pcapng_end_options:
 * @out: where to append
 *
 * Has to follow the last option of a block.
 */
void
sockeye_pcapng_end_options (GByteArray *out)
{
  sockeye_pcapng_append_number (out, 0, 4);
}

/**
 * sockeye_pcapng_begin_part:
 * @out: where to append
 * @part: what follows
 *
 * Begins a block of Sockeye's own.
 *
 * Returns: where it begins, for sockeye_pcapng_end_part()
 */
guint
sockeye_pcapng_begin_part (GByteArray *out, SockeyePcapngPart part)
{
  guint start = sockeye_pcapng_begin_block (out, SOCKEYE_PCAPNG_OWN);

  sockeye_pcapng_append_number (out, SOCKEYE_PCAPNG_MARK, 4);
  sockeye_pcapng_append_number (out, part, 4);
  return start;
}

/**
 * sockeye_pcapng_end_part:
 * @out: where the block is
 * @start: where it begins
 */
void
sockeye_pcapng_end_part (GByteArray *out, guint start)
{
  guint32 crc;

  pad (out, out->len - start);
  crc = sockeye_checksum_compute (SOCKEYE_CHECKSUM_CRC_32, out->data + start + HEADER_LENGTH,
                                  out->len - start - HEADER_LENGTH);
  sockeye_pcapng_append_number (out, crc, 4);
  sockeye_pcapng_end_block (out, start);
}
