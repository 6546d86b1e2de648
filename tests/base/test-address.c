/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "address.h"
#include "errors.h"

static void
test_good (void)
{
  static const struct
  {
    const char *text;
    const char *host;
    guint16 port;
  } cases[] = {
    { "127.0.0.1:8080", "127.0.0.1", 8080 }, { "  localhost:1 ", "localhost", 1 },
    { "[::1]:65535", "[::1]", 65535 },       { "[fe80::1%lo]:53", "[fe80::1%lo]", 53 },
    { "例子.测试:80", "例子.测试", 80 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = NULL;
      g_autoptr (GError) error = NULL;
      guint16 port = 0;

      g_assert_true (sockeye_address_parse (cases[i].text, &host, &port, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (host, ==, cases[i].host);
      g_assert_cmpuint (port, ==, cases[i].port);
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    SockeyeError code;
  } cases[] = {
    { "", SOCKEYE_ERROR_INVALID_PORT },
    { "127.0.0.1", SOCKEYE_ERROR_INVALID_PORT },
    { "[::1]", SOCKEYE_ERROR_INVALID_PORT },
    { "::1:8080", SOCKEYE_ERROR_INVALID_PORT }, /* an address, or an address and a port: nobody knows */
    { "127.0.0.1:", SOCKEYE_ERROR_INVALID_PORT },
    { "127.0.0.1:0", SOCKEYE_ERROR_INVALID_PORT },
    { "127.0.0.1:65536", SOCKEYE_ERROR_INVALID_PORT },
    { "127.0.0.1:http", SOCKEYE_ERROR_INVALID_PORT },
    { ":8080", SOCKEYE_ERROR_INVALID_HOST },
    { "1.2.3:8080", SOCKEYE_ERROR_INVALID_HOST },
    { "[1.2.3.4]:8080", SOCKEYE_ERROR_INVALID_HOST },
    { "a b:8080", SOCKEYE_ERROR_INVALID_HOST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *host = NULL;
      g_autoptr (GError) error = NULL;
      guint16 port = 7;

      g_assert_false (sockeye_address_parse (cases[i].text, &host, &port, &error));
      g_assert_error (error, SOCKEYE_ERROR, (gint) cases[i].code);
      g_assert_null (host);
      g_assert_cmpuint (port, ==, 7);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address/good", test_good);
  g_test_add_func ("/address/bad", test_bad);
  return g_test_run ();
}
