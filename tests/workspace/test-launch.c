/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "launch.h"

#include <string.h>

/* A command line as it is typed, with single blanks between the words. */
static SockeyeLaunch *
parse (const char *line, GError **error)
{
  g_auto (SockeyeLaunchWords) words = { 0 };
  g_autofree GOptionEntry *entries = sockeye_launch_make_entries (&words);
  const GOptionEntry rest[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words.words, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *whole = g_strconcat ("program ", line, NULL);
  g_auto (GStrv) arguments = g_strsplit (g_strchomp (whole), " ", -1);

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, rest, NULL);
  g_assert_true (g_option_context_parse_strv (context, &arguments, error));
  return sockeye_launch_new (&words, "/folder", error);
}

static void
test_ends (void)
{
  static const struct
  {
    const char *line;
    SockeyeProtocol protocol;
    const char *local_host;
    guint16 local_port;
    const char *remote_host;
    guint16 remote_port;
  } cases[] = {
    { "udp", SOCKEYE_PROTOCOL_UDP, "", 0, "", 0 },
    { "udp :8080", SOCKEYE_PROTOCOL_UDP, "", 8080, "", 0 },
    { "udp 8080", SOCKEYE_PROTOCOL_UDP, "", 8080, "", 0 },
    { "udp :0", SOCKEYE_PROTOCOL_UDP, "", 0, "", 0 },
    { "udp --local :8080", SOCKEYE_PROTOCOL_UDP, "", 8080, "", 0 },
    { "udp :8080 --to 127.0.0.1:8888", SOCKEYE_PROTOCOL_UDP, "", 8080, "127.0.0.1", 8888 },
    { "--to localhost:1 udp [::1]:8080", SOCKEYE_PROTOCOL_UDP, "::1", 8080, "localhost", 1 },
    { "tcp-server 127.0.0.1:65535", SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", 65535, "", 0 },
    { "tcp-client example.org:80", SOCKEYE_PROTOCOL_TCP_CLIENT, "", 0, "example.org", 80 },
    { "tcp-client --to [::1]:80", SOCKEYE_PROTOCOL_TCP_CLIENT, "", 0, "::1", 80 },
    { "tcp-client a:1 --local 10.0.0.1", SOCKEYE_PROTOCOL_TCP_CLIENT, "10.0.0.1", 0, "a", 1 },
    { "tcp-client a:1 --local ::1", SOCKEYE_PROTOCOL_TCP_CLIENT, "::1", 0, "a", 1 },
    { "tcp-client a:1 --local :99", SOCKEYE_PROTOCOL_TCP_CLIENT, "", 99, "a", 1 },
    { "unix-server /run/x", SOCKEYE_PROTOCOL_UNIX_SERVER, "/run/x", 0, "", 0 },
    { "unix-server ./x", SOCKEYE_PROTOCOL_UNIX_SERVER, "/folder/x", 0, "", 0 },
    { "unix-client x", SOCKEYE_PROTOCOL_UNIX_CLIENT, "", 0, "/folder/x", 0 },
    { "unix-client @x --local @y", SOCKEYE_PROTOCOL_UNIX_CLIENT, "@y", 0, "@x", 0 },
    { "unix-datagram", SOCKEYE_PROTOCOL_UNIX_DATAGRAM, "", 0, "", 0 },
    { "tcp-relay :8080 --to [::1]:80", SOCKEYE_PROTOCOL_TCP_RELAY, "", 8080, "::1", 80 },
    { "udp-relay 127.0.0.1:53 --to a:53", SOCKEYE_PROTOCOL_UDP_RELAY, "127.0.0.1", 53, "a", 53 },
    { "unix-datagram @ --to /x", SOCKEYE_PROTOCOL_UNIX_DATAGRAM, "@", 0, "/x", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SockeyeLaunch) launch = parse (cases[i].line, &error);
      SockeyeSettings settings;

      g_test_message ("%s", cases[i].line);
      g_assert_no_error (error);
      sockeye_launch_get_settings (launch, &settings);
      g_assert_cmpint (settings.protocol, ==, cases[i].protocol);
      g_assert_cmpstr (settings.local_host, ==, cases[i].local_host);
      g_assert_cmpuint (settings.local_port, ==, cases[i].local_port);
      g_assert_cmpstr (settings.remote_host, ==, cases[i].remote_host);
      g_assert_cmpuint (settings.remote_port, ==, cases[i].remote_port);
      g_assert_false (settings.tls.enabled);
      g_assert_null (launch->charset);
    }
}

static void
test_wrong (void)
{
  static const struct
  {
    const char *line;
    const char *part; /* of the sentence */
  } cases[] = {
    { "", "protocol is missing" },
    { "tcp :80", "“tcp” is no protocol" },
    { "UDP :80", "“UDP” is no protocol" },
    { "udp :80 :81", "“:81” is too much" },
    { "udp 127.0.0.1", "has no port" },
    { "udp ::1", "has no port" },
    { "udp :", "port is missing" },
    { "udp :65536", "ports go from 0" },
    { "udp 1.2.3:80", "not an IPv4 address" },
    { "udp :1 --local :2", "Remove --local" },
    { "udp --local x", "--local: " },
    { "udp --to 127.0.0.1", "--to: " },
    { "udp --to :80", "--to: The host is missing" },
    { "tcp-client", "far end is missing" },
    { "tcp-client :80", "host is missing" },
    { "tcp-client a:0", "port 0" },
    { "tcp-client a:1 --to b:2", "Remove --to" },
    { "tcp-server", "Where to listen is missing" },
    { "tcp-server :1 --to b:2", "Remove --to" },
    { "tcp-relay :1", "target of the relay is missing" },
    { "tcp-relay --to a:1", "Where to listen is missing" },
    { "udp-relay --to a:1", "Where to listen is missing" },
    { "tcp-relay :1 --to a:1 --tls", "chosen in the window" },
    { "unix-server", "Where to listen is missing" },
    { "unix-client", "path or a name" },
    { "unix-server /tmp/", "folder" },
    { "udp --encoding klingon", "utf-8, gbk" },
    { "udp --tls", "TCP only" },
    { "unix-client @a --tls-insecure", "TCP only" },
    { "tcp-client a:1 --tls-insecure --tls-ca f", "Remove one" },
    { "tcp-client a:1 --tls-key f", "--tls-cert" },
    { "tcp-server :1 --tls-insecure", "are for clients" },
    { "tcp-server :1 --tls --tls-name a", "are for clients" },
    { "tcp-client \xff:1", "UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].line, &error));
      g_assert_nonnull (error);
      if (strstr (error->message, cases[i].part) == NULL)
        g_error ("“%s” was told: %s", cases[i].line, error->message);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_encoding (void)
{
  g_autoptr (SockeyeLaunch) launch = parse ("udp --encoding GBK", NULL);

  g_assert_true (launch->charset == sockeye_charset_find ("gbk"));
}

static void
test_tls (void)
{
  g_autoptr (SockeyeLaunch) plain = parse ("tcp-client a:1 --tls", NULL);
  g_autoptr (SockeyeLaunch) client = parse (
      "tcp-client a:1 --tls-name b --tls-alpn h2,x --tls-insecure --tls-cert c --tls-key /k", NULL);
  g_autoptr (SockeyeLaunch) server = parse ("tcp-server :1 --tls-ca ca", NULL);

  g_assert_true (plain->tls.enabled);
  g_assert_cmpint (plain->tls.trust, ==, SOCKEYE_TLS_TRUST_SYSTEM);

  g_assert_true (client->tls.enabled);
  g_assert_cmpint (client->tls.trust, ==, SOCKEYE_TLS_TRUST_ANYTHING);
  g_assert_cmpstr (client->tls.server_name, ==, "b");
  g_assert_cmpstr (client->tls.alpn, ==, "h2,x");
  g_assert_cmpstr (client->tls.certificate_file, ==, "/folder/c");
  g_assert_cmpstr (client->tls.key_file, ==, "/k");

  g_assert_cmpint (server->tls.trust, ==, SOCKEYE_TLS_TRUST_FILE);
  g_assert_cmpint (server->tls.clients, ==, SOCKEYE_TLS_CLIENTS_REQUIRED);
  g_assert_cmpstr (server->tls.ca_file, ==, "/folder/ca");
}

/* As a GApplication gets it. */
static void
test_dictionary (void)
{
  static const char *const rest[] = { "tcp-client", "a:1", NULL };
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (SockeyeLaunchWords) words = { 0 };
  g_autoptr (SockeyeLaunch) launch = NULL;

  sockeye_launch_words_load (&words, &dict);
  g_assert_true (sockeye_launch_words_are_empty (&words));

  g_variant_dict_insert_value (&dict, G_OPTION_REMAINING, g_variant_new_bytestring_array (rest, -1));
  g_variant_dict_insert_value (&dict, "tls-name", g_variant_new_bytestring ("名"));
  g_variant_dict_insert (&dict, "tls-insecure", "b", TRUE);
  sockeye_launch_words_load (&words, &dict);
  g_assert_false (sockeye_launch_words_are_empty (&words));
  launch = sockeye_launch_new (&words, NULL, NULL);
  g_assert_cmpstr (launch->remote_host, ==, "a");
  g_assert_cmpstr (launch->tls.server_name, ==, "名");
  g_assert_cmpint (launch->tls.trust, ==, SOCKEYE_TLS_TRUST_ANYTHING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/launch/ends", test_ends);
  g_test_add_func ("/launch/wrong", test_wrong);
  g_test_add_func ("/launch/encoding", test_encoding);
  g_test_add_func ("/launch/tls", test_tls);
  g_test_add_func ("/launch/dictionary", test_dictionary);
  return g_test_run ();
}
