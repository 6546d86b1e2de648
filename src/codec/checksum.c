/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "checksum.h"

#define ADLER_BASE 65521 /* RFC 1950, 9 */
/* So many bytes can be added before the second sum of Adler-32 must be reduced (RFC 1950; zlib's NMAX). */
#define ADLER_RUN 5552

/* As catalogues of CRCs describe them: the register's width in bits, the polynomial, where it begins, whether bytes go
 * in and the register comes out with the lowest bit first, and what it is combined with in the end. */
typedef struct
{
  guint width;
  guint32 polynomial;
  guint32 start;
  gboolean reflected;
  guint32 last_xor;
} Crc;

static const Crc crcs[SOCKEYE_CHECKSUM_N_KINDS] = {
  [SOCKEYE_CHECKSUM_CRC_8] = { 8, 0x07, 0, FALSE, 0 },
  [SOCKEYE_CHECKSUM_CRC_16_MODBUS] = { 16, 0x8005, 0xFFFF, TRUE, 0 },
  [SOCKEYE_CHECKSUM_CRC_16_CCITT_FALSE] = { 16, 0x1021, 0xFFFF, FALSE, 0 },
  [SOCKEYE_CHECKSUM_CRC_16_XMODEM] = { 16, 0x1021, 0, FALSE, 0 },
  [SOCKEYE_CHECKSUM_CRC_32] = { 32, 0x04C11DB7, 0xFFFFFFFF, TRUE, 0xFFFFFFFF },
  [SOCKEYE_CHECKSUM_CRC_32C] = { 32, 0x1EDC6F41, 0xFFFFFFFF, TRUE, 0xFFFFFFFF },
};

static guint32
reflect (guint32 value, guint width)
{
  guint32 reflected = 0;

  for (guint i = 0; i < width; i++)
    reflected |= (value >> i & 1) << (width - 1 - i);
  return reflected;
}

/* What one byte makes of an empty register. Registers that are not reflected stand at the top of 32 bits. */
static void
make_table (const Crc *crc, guint32 *table)
{
  guint32 polynomial = crc->reflected ? reflect (crc->polynomial, crc->width)
                                      : crc->polynomial << (32 - crc->width);

  for (guint i = 0; i < 256; i++)
    {
      guint32 value = crc->reflected ? i : i << 24;

      for (guint bit = 0; bit < 8; bit++)
        if (crc->reflected)
          value = value >> 1 ^ ((value & 1) != 0 ? polynomial : 0);
        else
          value = value << 1 ^ ((value & 0x80000000) != 0 ? polynomial : 0);
      table[i] = value;
    }
}

static guint32
compute_crc (const Crc *crc, const guint8 *bytes, gsize length)
{
  guint32 table[256];
  guint32 value = crc->reflected ? crc->start : crc->start << (32 - crc->width);

  make_table (crc, table);
  for (gsize i = 0; i < length; i++)
    if (crc->reflected)
      value = value >> 8 ^ table[(value ^ bytes[i]) & 0xFF];
    else
      value = value << 8 ^ table[value >> 24 ^ bytes[i]];

  return (crc->reflected ? value : value >> (32 - crc->width)) ^ crc->last_xor;
}

static guint32
compute_adler (const guint8 *bytes, gsize length)
{
  guint32 a = 1;
  guint32 b = 0;

  while (length > 0)
    {
      gsize run = MIN (length, ADLER_RUN);

      for (gsize i = 0; i < run; i++)
        {
          a += bytes[i];
          b += a;
        }
      a %= ADLER_BASE;
      b %= ADLER_BASE;
      bytes += run;
      length -= run;
    }

  return b << 16 | a;
}

static guint32
compute_sum (const guint8 *bytes, gsize length)
{
  guint32 sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += bytes[i];
  return sum;
}

static guint32
compute_xor (const guint8 *bytes, gsize length)
{
  guint32 value = 0;

  for (gsize i = 0; i < length; i++)
    value ^= bytes[i];
  return value;
}

/**
 * sockeye_checksum_get_width:
 * @kind: a checksum
 *
 * Returns: how many bytes it has: 0 for %SOCKEYE_CHECKSUM_NONE, otherwise 1, 2 or 4
 */
guint
sockeye_checksum_get_width (SockeyeChecksum kind)
{
  switch (kind)
    {
    case SOCKEYE_CHECKSUM_NONE:
    case SOCKEYE_CHECKSUM_N_KINDS:
      return 0;
    case SOCKEYE_CHECKSUM_SUM_16:
      return 2;
    case SOCKEYE_CHECKSUM_ADLER_32:
      return 4;
    case SOCKEYE_CHECKSUM_CRC_8:
    case SOCKEYE_CHECKSUM_CRC_16_MODBUS:
    case SOCKEYE_CHECKSUM_CRC_16_CCITT_FALSE:
    case SOCKEYE_CHECKSUM_CRC_16_XMODEM:
    case SOCKEYE_CHECKSUM_CRC_32:
    case SOCKEYE_CHECKSUM_CRC_32C:
      return crcs[kind].width / 8;
    case SOCKEYE_CHECKSUM_SUM_8:
    case SOCKEYE_CHECKSUM_NEGATED_SUM_8:
    case SOCKEYE_CHECKSUM_XOR_8:
    case SOCKEYE_CHECKSUM_LRC:
    default:
      return 1;
    }
}

/**
 * sockeye_checksum_compute:
 * @kind: a checksum
 * @bytes: (array length=length): what it is of
 * @length: how many
 *
 * Sums are of the bytes, modulo their width. The CRCs are those that catalogues (reveng) call CRC-8/SMBUS,
 * CRC-16/MODBUS, CRC-16/IBM-3740 ("CCITT-FALSE"), CRC-16/XMODEM, CRC-32/ISO-HDLC and CRC-32/ISCSI; Adler-32 is that of
 * RFC 1950.
 *
 * Returns: the checksum, in the lowest sockeye_checksum_get_width() bytes
 */
guint32
sockeye_checksum_compute (SockeyeChecksum kind, const guint8 *bytes, gsize length)
{
  switch (kind)
    {
    case SOCKEYE_CHECKSUM_SUM_8:
      return compute_sum (bytes, length) & 0xFF;
    case SOCKEYE_CHECKSUM_SUM_16:
      return compute_sum (bytes, length) & 0xFFFF;
    case SOCKEYE_CHECKSUM_NEGATED_SUM_8:
      return ~compute_sum (bytes, length) & 0xFF;
    case SOCKEYE_CHECKSUM_XOR_8:
      return compute_xor (bytes, length);
    case SOCKEYE_CHECKSUM_LRC:
      return (0 - compute_sum (bytes, length)) & 0xFF;
    case SOCKEYE_CHECKSUM_ADLER_32:
      return compute_adler (bytes, length);
    case SOCKEYE_CHECKSUM_CRC_8:
    case SOCKEYE_CHECKSUM_CRC_16_MODBUS:
    case SOCKEYE_CHECKSUM_CRC_16_CCITT_FALSE:
    case SOCKEYE_CHECKSUM_CRC_16_XMODEM:
    case SOCKEYE_CHECKSUM_CRC_32:
    case SOCKEYE_CHECKSUM_CRC_32C:
      return compute_crc (&crcs[kind], bytes, length);
    case SOCKEYE_CHECKSUM_NONE:
    case SOCKEYE_CHECKSUM_N_KINDS:
    default:
      return 0;
    }
}

/**
 * sockeye_checksum_append:
 * @kind: a checksum
 * @bytes: (array length=length): what it is of
 * @length: how many
 * @little_endian: the lowest byte first
 * @out: takes the checksum's bytes; @bytes may be its own
 */
void
sockeye_checksum_append (SockeyeChecksum kind,
                         const guint8 *bytes,
                         gsize length,
                         gboolean little_endian,
                         GByteArray *out)
{
  guint32 value = sockeye_checksum_compute (kind, bytes, length);
  guint width = sockeye_checksum_get_width (kind);

  for (guint i = 0; i < width; i++)
    {
      guint8 byte = (guint8) (value >> 8 * (little_endian ? i : width - 1 - i));

      g_byte_array_append (out, &byte, 1);
    }
}
