/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_CHECKSUM_NONE,
  SOCKEYE_CHECKSUM_SUM_8,
  SOCKEYE_CHECKSUM_SUM_16,
  SOCKEYE_CHECKSUM_NEGATED_SUM_8, /* every bit of the sum turned round */
  SOCKEYE_CHECKSUM_XOR_8,
  SOCKEYE_CHECKSUM_LRC, /* what makes the sum 0 (Modbus over Serial Line 1.02, 2.5.2.2) */
  SOCKEYE_CHECKSUM_CRC_8,
  SOCKEYE_CHECKSUM_CRC_16_MODBUS,
  SOCKEYE_CHECKSUM_CRC_16_CCITT_FALSE,
  SOCKEYE_CHECKSUM_CRC_16_XMODEM,
  SOCKEYE_CHECKSUM_CRC_32,
  SOCKEYE_CHECKSUM_CRC_32C,
  SOCKEYE_CHECKSUM_ADLER_32,
  SOCKEYE_CHECKSUM_N_KINDS
} SockeyeChecksum;

guint sockeye_checksum_get_width (SockeyeChecksum kind);
guint32 sockeye_checksum_compute (SockeyeChecksum kind, const guint8 *bytes, gsize length);
void sockeye_checksum_append (SockeyeChecksum kind,
                              const guint8 *bytes,
                              gsize length,
                              gboolean little_endian,
                              GByteArray *out);

G_END_DECLS
