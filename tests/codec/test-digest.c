/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "digest.h"

#include <string.h>

#define LONGEST 63u

static SockeyeDigestKey
make_key (void)
{
  /* The key of the published values: 00 01 … 0f */
  return (SockeyeDigestKey){ { G_GUINT64_CONSTANT (0x0706050403020100),
                               G_GUINT64_CONSTANT (0x0f0e0d0c0b0a0908) } };
}

static void
assert_digest (const guint8 *bytes, gsize length, const guint8 *expected)
{
  SockeyeDigestKey key = make_key ();
  SockeyeDigester digester;
  SockeyeDigest digest;
  guint64 words[2];

  sockeye_digester_init (&digester, &key);
  sockeye_digester_push (&digester, bytes, length);
  sockeye_digester_finish (&digester, &digest);
  memcpy (words, expected, sizeof words);
  g_assert_cmphex (digest.words[0], ==, GUINT64_FROM_LE (words[0]));
  g_assert_cmphex (digest.words[1], ==, GUINT64_FROM_LE (words[1]));
}

/* Of SipHash's authors: no byte, and one that is 0. */
static void
test_values (void)
{
  static const guint8 none[] = { 0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6,
                                 0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55, 0x02, 0x93 };
  static const guint8 one[] = { 0xda, 0x87, 0xc1, 0xd8, 0x6b, 0x99, 0xaf, 0x44,
                                0x34, 0x76, 0x59, 0x11, 0x9b, 0x22, 0xfc, 0x45 };

  assert_digest ((const guint8 *) "", 0, none);
  assert_digest ((const guint8 *) "", 1, one);
}

/* However they are divided, the same bytes have the same digest, and others have another one. */
static void
test_pieces (void)
{
  SockeyeDigestKey key = make_key ();
  guint8 bytes[LONGEST];
  SockeyeDigest last = { { 0 } };

  for (guint i = 0; i < LONGEST; i++)
    bytes[i] = (guint8) (3 * i);
  for (guint length = 0; length <= LONGEST; length++)
    {
      SockeyeDigester whole, pieces;
      SockeyeDigest one, other;

      sockeye_digester_init (&whole, &key);
      sockeye_digester_push (&whole, bytes, length);
      sockeye_digester_finish (&whole, &one);
      for (guint step = 1; step <= 9; step++)
        {
          sockeye_digester_init (&pieces, &key);
          for (guint at = 0; at < length; at += step)
            sockeye_digester_push (&pieces, bytes + at, MIN (step, length - at));
          sockeye_digester_finish (&pieces, &other);
          g_assert_cmpmem (&one, sizeof one, &other, sizeof other);
        }
      g_assert_cmpint (memcmp (&one, &last, sizeof one), !=, 0);
      last = one;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/values", test_values);
  g_test_add_func ("/digest/pieces", test_pieces);
  return g_test_run ();
}
