/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "checksum.h"

#include <string.h>

typedef struct
{
  SockeyeChecksum kind;
  guint width;
  guint32 empty;
  guint32 check; /* of "123456789", as the catalogue of CRCs and RFC 1950 have it */
} Case;

static const Case cases[] = {
  { SOCKEYE_CHECKSUM_NONE, 0, 0, 0 },
  { SOCKEYE_CHECKSUM_SUM_8, 1, 0, 0xDD },
  { SOCKEYE_CHECKSUM_SUM_16, 2, 0, 0x01DD },
  { SOCKEYE_CHECKSUM_NEGATED_SUM_8, 1, 0xFF, 0x22 },
  { SOCKEYE_CHECKSUM_XOR_8, 1, 0, 0x31 },
  { SOCKEYE_CHECKSUM_LRC, 1, 0, 0x23 },
  { SOCKEYE_CHECKSUM_CRC_8, 1, 0, 0xF4 },
  { SOCKEYE_CHECKSUM_CRC_16_MODBUS, 2, 0xFFFF, 0x4B37 },
  { SOCKEYE_CHECKSUM_CRC_16_CCITT_FALSE, 2, 0xFFFF, 0x29B1 },
  { SOCKEYE_CHECKSUM_CRC_16_XMODEM, 2, 0, 0x31C3 },
  { SOCKEYE_CHECKSUM_CRC_32, 4, 0, 0xCBF43926 },
  { SOCKEYE_CHECKSUM_CRC_32C, 4, 0, 0xE3069283 },
  { SOCKEYE_CHECKSUM_ADLER_32, 4, 1, 0x091E01DE },
};

static void
test_values (void)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (cases) == SOCKEYE_CHECKSUM_N_KINDS);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (cases[i].kind, ==, i);
      g_assert_cmpuint (sockeye_checksum_get_width (cases[i].kind), ==, cases[i].width);
      g_assert_cmphex (sockeye_checksum_compute (cases[i].kind, NULL, 0), ==, cases[i].empty);
      g_assert_cmphex (sockeye_checksum_compute (cases[i].kind, (const guint8 *) "123456789", 9), ==,
                       cases[i].check);
    }
}

/* A frame of Modbus RTU ends with its CRC, the lowest byte first (Modbus over Serial Line 1.02, 6.2.2). */
static void
test_modbus (void)
{
  static const guint8 request[] = { 0x02, 0x07 };
  static const guint8 little[] = { 0x41, 0x12 };
  static const guint8 big[] = { 0x12, 0x41 };
  g_autoptr (GByteArray) out = g_byte_array_new ();

  sockeye_checksum_append (SOCKEYE_CHECKSUM_CRC_16_MODBUS, request, sizeof request, TRUE, out);
  g_assert_cmpmem (out->data, out->len, little, sizeof little);
  g_byte_array_set_size (out, 0);
  sockeye_checksum_append (SOCKEYE_CHECKSUM_CRC_16_MODBUS, request, sizeof request, FALSE, out);
  g_assert_cmpmem (out->data, out->len, big, sizeof big);
  sockeye_checksum_append (SOCKEYE_CHECKSUM_NONE, request, sizeof request, FALSE, out);
  g_assert_cmpuint (out->len, ==, 2);
}

/* Sums that would overflow, and the place where Adler-32 is reduced: against the definitions, a byte at a time. */
static void
test_long (void)
{
  gsize length = 100003;
  g_autofree guint8 *bytes = g_malloc (length);
  guint32 sum = 0;
  guint32 a = 1;
  guint32 b = 0;

  memset (bytes, 0xFF, length);
  for (gsize i = 0; i < length; i++)
    {
      sum += bytes[i];
      a = (a + bytes[i]) % 65521;
      b = (b + a) % 65521;
    }
  g_assert_cmphex (sockeye_checksum_compute (SOCKEYE_CHECKSUM_ADLER_32, bytes, length), ==, b << 16 | a);
  g_assert_cmphex (sockeye_checksum_compute (SOCKEYE_CHECKSUM_SUM_16, bytes, length), ==, sum & 0xFFFF);
  g_assert_cmphex (sockeye_checksum_compute (SOCKEYE_CHECKSUM_XOR_8, bytes, length), ==, 0xFF);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checksum/values", test_values);
  g_test_add_func ("/checksum/modbus", test_modbus);
  g_test_add_func ("/checksum/long", test_long);
  return g_test_run ();
}
