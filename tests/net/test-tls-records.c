/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-maker.h"
#include "tls-records.h"

/* In pieces of @piece bytes */
static void
feed (SockeyeTlsRecords *self, const guint8 *bytes, gsize length, gsize piece)
{
  sockeye_tls_records_init (self);
  for (gsize i = 0; i < length; i += piece)
    sockeye_tls_records_feed (self, bytes + i, MIN (piece, length - i));
}

static void
test_alerts (void)
{
  const struct
  {
    guint8 bytes[16];
    gsize length;
    int alert;
    guint n_whole;
    gboolean inside;
    gboolean other;
  } cases[] = {
    { { 21, 3, 3, 0, 2, 2, 48 }, 7, 48, 1, FALSE, FALSE },
    { { 21, 3, 3, 0, 2, 1, 0 }, 7, -1, 1, FALSE, FALSE },     /* close_notify */
    { { 21, 3, 3, 0, 2, 1, 112 }, 7, -1, 1, FALSE, FALSE },   /* a warning */
    { { 21, 3, 3, 0, 3, 2, 48, 0 }, 8, -1, 1, FALSE, FALSE }, /* encrypted */
    { { 21, 3, 3, 0, 2, 2 }, 6, -1, 0, TRUE, FALSE },         /* half */
    { { 23, 3, 3, 0, 0, 23, 3, 3 }, 8, -1, 1, TRUE, FALSE },  /* empty, and half a header */
    { { 23, 3, 3, 0, 1, 2, 21, 3, 3, 0, 2, 2, 40 }, 13, 40, 2, FALSE, FALSE },
    { { 'H', 'T', 'T', 'P', '/', '1' }, 6, -1, 0, TRUE, TRUE },
    { { 22, 3, 3, 0xFF, 0xFF }, 5, -1, 0, TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize piece = 1; piece <= 16; piece += 5)
      {
        SockeyeTlsRecords records;

        feed (&records, cases[i].bytes, cases[i].length, piece);
        g_assert_cmpint (records.alert, ==, cases[i].alert);
        g_assert_cmpuint (records.n_whole, ==, cases[i].n_whole);
        g_assert_cmpint (sockeye_tls_records_is_inside (&records), ==, cases[i].inside);
        g_assert_cmpint (records.is_other, ==, cases[i].other);
        sockeye_tls_records_clear (&records);
      }
}

/* What a server says before TLS 1.3: two messages in one record, the second one goes on in another. */
static void
test_certificate_request (void)
{
  static const guint8 bytes[] = {
    22, 3, 3, 0, 8, 2, 0, 0,  1, 77, 13, 0, 0, /* */
    22, 3, 3, 0, 3, 1, 7, 14,                  /* */
  };
  static const guint8 encrypted[] = { 20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 4, 13, 0, 0, 0 };

  for (gsize piece = 1; piece < sizeof bytes; piece++)
    {
      SockeyeTlsRecords records;

      feed (&records, bytes, 13, piece);
      g_assert_false (records.wants_certificate);
      sockeye_tls_records_clear (&records);
      feed (&records, bytes, sizeof bytes, piece);
      g_assert_true (records.wants_certificate);
      sockeye_tls_records_clear (&records);
      feed (&records, encrypted, sizeof encrypted, piece);
      g_assert_false (records.wants_certificate);
      sockeye_tls_records_clear (&records);
    }
}

/* Every hello that is cut off, or has a wrong byte, is read without harm. */
static void
test_server_name (void)
{
  g_autoptr (GBytes) hello = tls_maker_make_hello ("my.test");
  gsize length;
  const guint8 *bytes = g_bytes_get_data (hello, &length);
  g_autofree guint8 *wrong = g_memdup2 (bytes, length);
  SockeyeTlsRecords records;

  for (gsize piece = 1; piece <= length; piece += 50)
    {
      feed (&records, bytes, length, piece);
      g_assert_cmpstr (records.server_name, ==, "my.test");
      g_assert_cmpuint (records.n_whole, ==, 1);
      sockeye_tls_records_clear (&records);
    }
  for (gsize i = 0; i < length; i++)
    {
      feed (&records, bytes, i, i + 1);
      g_assert_null (records.server_name);
      sockeye_tls_records_clear (&records);
      wrong[i] ^= 0xFF;
      feed (&records, wrong, length, length);
      sockeye_tls_records_clear (&records);
      wrong[i] = bytes[i];
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tls-records/alerts", test_alerts);
  g_test_add_func ("/tls-records/certificate-request", test_certificate_request);
  g_test_add_func ("/tls-records/server-name", test_server_name);
  return g_test_run ();
}
