/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "peer-pattern.h"

typedef struct
{
  const char *text;
  const char *host;
  guint16 port;
  gboolean matches;
} Case;

static const Case cases[] = {
  { "", "10.0.0.1", 80, TRUE },
  { "  ", "::1", 80, TRUE },
  { "10.0.0.1", "10.0.0.1", 80, TRUE },
  { " 10.0.0.1 ", "10.0.0.1", 81, TRUE },
  { "10.0.0.1", "10.0.0.2", 80, FALSE },
  { "10.0.0.1", "::1", 80, FALSE },
  { "10.0.0.1:80", "10.0.0.1", 80, TRUE },
  { "10.0.0.1:80", "10.0.0.1", 81, FALSE },
  { "::1", "::1", 80, TRUE },
  { "::1", "::2", 80, FALSE },
  { "::1", "127.0.0.1", 80, FALSE },
  { "[::1]", "::1", 80, TRUE },
  { "[::1]:80", "::1", 80, TRUE },
  { "[::1]:80", "::1", 81, FALSE },
  { "2001:db8:0:0::1", "2001:db8::1", 5, TRUE },
  { "/run/a:80", "/run/a:80", 0, TRUE },
  { "/run/a", "/run/b", 0, FALSE },
  { "@a", "@a", 0, TRUE },
  { "@a", "@ab", 0, FALSE },
  { "/run/a", "10.0.0.1", 80, FALSE },
  { "10.0.0.1", "@a", 0, FALSE },
  { "", "@a", 0, TRUE },
};

static void
test_matches (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *test = &cases[i];
      g_autoptr (GError) error = NULL;
      SockeyePeerPattern pattern;
      SockeyeEndpoint remote;

      g_assert_true (sockeye_peer_pattern_parse (&pattern, test->text, &error));
      g_assert_no_error (error);
      g_assert_true (test->host[0] == '/' || test->host[0] == '@'
                         ? sockeye_endpoint_set_path (&remote, test->host, NULL)
                         : sockeye_endpoint_set_literal (&remote, test->host, test->port, NULL));
      if (sockeye_peer_pattern_matches (&pattern, &remote) != test->matches)
        g_error ("“%s” and %s %u", test->text, test->host, test->port);
    }
}

static void
test_wrong (void)
{
  static const struct
  {
    const char *text;
    int code;
  } wrong[] = {
    { "localhost", SOCKEYE_ERROR_INVALID_HOST },      { "10.0.0", SOCKEYE_ERROR_INVALID_HOST },
    { "10.0.0.1:", SOCKEYE_ERROR_INVALID_PORT },      { "10.0.0.1:0", SOCKEYE_ERROR_INVALID_PORT },
    { "10.0.0.1:66000", SOCKEYE_ERROR_INVALID_PORT }, { ":80", SOCKEYE_ERROR_INVALID_HOST },
    { "[::1", SOCKEYE_ERROR_INVALID_HOST },           { "[::1]80", SOCKEYE_ERROR_INVALID_HOST },
    { "a:b:c", SOCKEYE_ERROR_INVALID_HOST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      SockeyePeerPattern pattern;

      g_test_message ("%s", wrong[i].text);
      g_assert_false (sockeye_peer_pattern_parse (&pattern, wrong[i].text, &error));
      g_assert_error (error, SOCKEYE_ERROR, wrong[i].code);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/peer-pattern/matches", test_matches);
  g_test_add_func ("/peer-pattern/wrong", test_wrong);
  return g_test_run ();
}
