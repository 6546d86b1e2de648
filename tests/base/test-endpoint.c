/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "endpoint.h"
#include "errors.h"

#include <gio/gunixsocketaddress.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>

typedef struct
{
  const char *text;
  SockeyeHostKind kind;
  const char *says; /* a part of the sentence */
} HostCase;

#define LABEL63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
#define NAME255 LABEL63 "." LABEL63 "." LABEL63 "." LABEL63

static const HostCase hosts[] = {
  { NULL, SOCKEYE_HOST_EMPTY, NULL },
  { "", SOCKEYE_HOST_EMPTY, NULL },
  { "  \t", SOCKEYE_HOST_EMPTY, NULL },
  { "127.0.0.1", SOCKEYE_HOST_IPV4, NULL },
  { " 127.0.0.1 ", SOCKEYE_HOST_IPV4, NULL },
  { "0.0.0.0", SOCKEYE_HOST_IPV4, NULL },
  { "255.255.255.255", SOCKEYE_HOST_IPV4, NULL },
  { "256.1.1.1", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "1.2.3", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "1.2.3.4.5", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "1.2.3.4.", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "1..2.3", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "127.0.0.01", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "2130706433", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "0x7f.1", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "0x7f000001", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "a.0x1", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "１２７.0.0", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "-1.2.3.4", SOCKEYE_HOST_INVALID, "not an IPv4 address" },
  { "1.2.3.a", SOCKEYE_HOST_NAME, NULL },
  { "::", SOCKEYE_HOST_IPV6, NULL },
  { "::1", SOCKEYE_HOST_IPV6, NULL },
  { "[::1]", SOCKEYE_HOST_IPV6, NULL },
  { "2001:DB8::5", SOCKEYE_HOST_IPV6, NULL },
  { "::ffff:127.0.0.1", SOCKEYE_HOST_IPV6, NULL },
  { "fe80::1%lo", SOCKEYE_HOST_IPV6, NULL },
  { "[fe80::1%1]", SOCKEYE_HOST_IPV6, NULL },
  { "fe80::1%no-such-0", SOCKEYE_HOST_INVALID, "no network interface “no-such-0”" },
  { "fe80::1%", SOCKEYE_HOST_INVALID, "no network interface “”" },
  { "fe80::1%0", SOCKEYE_HOST_INVALID, "no network interface “0”" },
  { "fe80::1%99999999999", SOCKEYE_HOST_INVALID, "no network interface" },
  { "::1::", SOCKEYE_HOST_INVALID, "not an IPv6 address" },
  { "1:2:3", SOCKEYE_HOST_INVALID, "not an IPv6 address" },
  { "[::1", SOCKEYE_HOST_INVALID, "not an IPv6 address" },
  { "::1]", SOCKEYE_HOST_INVALID, "not an IPv6 address" },
  { "[127.0.0.1]", SOCKEYE_HOST_INVALID, "not an IPv6 address" },
  { "[]", SOCKEYE_HOST_INVALID, "not an IPv6 address" },
  { ":", SOCKEYE_HOST_INVALID, "not an IPv6 address" },
  { "127.0.0.1:8080", SOCKEYE_HOST_INVALID, "port in its own field" },
  { "localhost:80", SOCKEYE_HOST_INVALID, "port in its own field" },
  { "[::1]:80", SOCKEYE_HOST_INVALID, "port in its own field" },
  { "http://localhost:8080/x", SOCKEYE_HOST_INVALID, "only the host in it" },
  { "http://example.org", SOCKEYE_HOST_INVALID, "only the host in it" },
  { "localhost", SOCKEYE_HOST_NAME, NULL },
  { "LOCALHOST", SOCKEYE_HOST_NAME, NULL },
  { "example.org.", SOCKEYE_HOST_NAME, NULL },
  { "3com.example", SOCKEYE_HOST_NAME, NULL },
  { "my_service", SOCKEYE_HOST_NAME, NULL },
  { "xn--fiqs8s", SOCKEYE_HOST_NAME, NULL },
  { "例子.中国", SOCKEYE_HOST_NAME, NULL },
  { "bücher.example", SOCKEYE_HOST_NAME, NULL },
  { LABEL63 ".org", SOCKEYE_HOST_NAME, NULL },
  { LABEL63 "x.org", SOCKEYE_HOST_INVALID, "too long" },
  { NAME255, SOCKEYE_HOST_INVALID, "too long" },
  { "a..b", SOCKEYE_HOST_INVALID, "is empty" },
  { ".a", SOCKEYE_HOST_INVALID, "is empty" },
  { ".", SOCKEYE_HOST_INVALID, "is empty" },
  { "-a.org", SOCKEYE_HOST_INVALID, "hyphen" },
  { "a-.org", SOCKEYE_HOST_INVALID, "hyphen" },
  { "a b", SOCKEYE_HOST_INVALID, "blank" },
  { "a/b", SOCKEYE_HOST_INVALID, "“/”" },
  { "user@host", SOCKEYE_HOST_INVALID, "“@”" },
  { "a\nb", SOCKEYE_HOST_INVALID, "\\x0A" },
  { "a\xff", SOCKEYE_HOST_INVALID, "not a host name" },
};

static void
test_hosts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (GError) error = NULL;
      SockeyeHostKind kind = sockeye_host_classify (hosts[i].text, &error);

      g_test_message ("%s: %s", hosts[i].text, error != NULL ? error->message : "fine");
      g_assert_cmpint (kind, ==, hosts[i].kind);
      if (hosts[i].says == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_nonnull (strstr (error->message, hosts[i].says));
      g_assert_cmpint (error->message[strlen (error->message) - 1], ==, '.');
    }
}

static void
test_ports (void)
{
  static const struct
  {
    const char *text;
    gboolean zero_allowed;
    gint port; /* -1: refused */
    const char *says;
  } ports[] = {
    { "8080", FALSE, 8080, NULL },
    { " 1 ", FALSE, 1, NULL },
    { "65535", FALSE, 65535, NULL },
    { "0", TRUE, 0, NULL },
    { "00080", FALSE, 80, NULL },
    { "0", FALSE, -1, "Nobody can be reached at port 0" },
    { "", TRUE, -1, "from 0 to 65535" },
    { NULL, FALSE, -1, "from 1 to 65535" },
    { "70000", TRUE, -1, "“70000” is not a port: ports go from 0 to 65535." },
    { "65536", FALSE, -1, "“65536” is not a port: ports go from 1 to 65535." },
    { "-1", TRUE, -1, "“-1” is not a port" },
    { "+1", TRUE, -1, "“+1” is not a port" },
    { "80a", TRUE, -1, "“80a” is not a port" },
    { "8 0", TRUE, -1, "“8 0” is not a port" },
    { "0x50", TRUE, -1, "is not a port" },
    { "99999999999999999999999", TRUE, -1, "is not a port" },
    { "８０", TRUE, -1, "is not a port" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      g_autoptr (GError) error = NULL;
      guint16 port = 4711;
      gboolean valid = sockeye_port_parse (ports[i].text, ports[i].zero_allowed, &port, &error);

      g_test_message ("%s: %s", ports[i].text, error != NULL ? error->message : "fine");
      g_assert_cmpint (valid, ==, ports[i].port >= 0);
      g_assert_cmpuint (port, ==, valid ? (guint) ports[i].port : 4711);
      if (valid)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PORT);
      g_assert_nonnull (strstr (error->message, ports[i].says));
    }
}

static void
test_format (void)
{
  static const struct
  {
    const char *host;
    guint16 port;
    const char *text;
    const char *text_host;
    int family;
    gboolean any;
  } literals[] = {
    { "127.0.0.1", 8080, "127.0.0.1:8080", "127.0.0.1", AF_INET, FALSE },
    { "0.0.0.0", 0, "0.0.0.0:0", "0.0.0.0", AF_INET, TRUE },
    { "::1", 8080, "[::1]:8080", "::1", AF_INET6, FALSE },
    { "[::1]", 65535, "[::1]:65535", "::1", AF_INET6, FALSE },
    { "::", 1, "[::]:1", "::", AF_INET6, TRUE },
    { "fe80::1%lo", 80, "[fe80::1%lo]:80", "fe80::1%lo", AF_INET6, FALSE },
    { "fe80::1%987654321", 80, "[fe80::1%987654321]:80", "fe80::1%987654321", AF_INET6, FALSE },
    { "::ffff:127.0.0.1", 80, "127.0.0.1:80", "127.0.0.1", AF_INET6, FALSE },
    { "::ffff:0.0.0.0", 80, "0.0.0.0:80", "0.0.0.0", AF_INET6, TRUE },
    { "2001:DB8:0:0:0:0:0:5", 80, "[2001:db8::5]:80", "2001:db8::5", AF_INET6, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (literals); i++)
    {
      SockeyeEndpoint endpoint;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      char host[SOCKEYE_ENDPOINT_TEXT_MAX];

      sockeye_endpoint_clear (&endpoint);
      g_assert_true (sockeye_endpoint_set_literal (&endpoint, literals[i].host, literals[i].port, &error));
      g_assert_no_error (error);
      text = sockeye_endpoint_to_string (&endpoint);
      g_assert_cmpstr (text, ==, literals[i].text);
      g_assert_cmpstr (sockeye_endpoint_format_host (&endpoint, host, sizeof host), ==,
                       literals[i].text_host);
      g_assert_cmpint (sockeye_endpoint_get_family (&endpoint), ==, literals[i].family);
      g_assert_cmpuint (sockeye_endpoint_get_port (&endpoint), ==, literals[i].port);
      g_assert_cmpint (sockeye_endpoint_is_any (&endpoint), ==, literals[i].any);
    }
}

static void
test_literal_errors (void)
{
  static const char *const bad[] = { "", "localhost", "256.1.1.1", "fe80::1%no-such-0", "::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      SockeyeEndpoint endpoint = { .length = 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (sockeye_endpoint_set_literal (&endpoint, bad[i], 80, &error));
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST);
      g_assert_false (sockeye_endpoint_is_set (&endpoint));
    }
}

static void
set_path (SockeyeEndpoint *endpoint, const char *path, gsize length)
{
  struct sockaddr_un un = { .sun_family = AF_UNIX };

  memcpy (un.sun_path, path, length);
  sockeye_endpoint_set_native (endpoint, (const struct sockaddr *) &un,
                               (socklen_t) (offsetof (struct sockaddr_un, sun_path) + length));
}

static void
test_unix (void)
{
  static const struct
  {
    const char *path;
    gsize length;
    const char *text;
  } paths[] = {
    { "/run/x.sock", 12, "/run/x.sock" },
    { "/run/x.sock", 11, "/run/x.sock" },
    { "\0name", 5, "@name" },
    { "\0a\0b", 4, "@a\\x00b" },
    { "/a\n\xff\xe4\xbd\xa0", 7, "/a\\x0A\\xFF你" },
    { "", 0, "unnamed socket" },
  };
  char full[108];
  SockeyeEndpoint endpoint;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *shown = NULL;

      set_path (&endpoint, paths[i].path, paths[i].length);
      shown = sockeye_endpoint_to_string (&endpoint);
      g_assert_cmpstr (shown, ==, paths[i].text);
      g_assert_cmpint (sockeye_endpoint_get_family (&endpoint), ==, AF_UNIX);
    }

  memset (full, 1, sizeof full);
  set_path (&endpoint, full, sizeof full);
  text = sockeye_endpoint_to_string (&endpoint);
  g_assert_cmpuint (strlen (text), ==, 4 * sizeof full);
  g_assert_cmpuint (strlen (text), <, SOCKEYE_ENDPOINT_TEXT_MAX);
}

/* Too little room cuts the text and writes nothing beyond it. */
static void
test_small_room (void)
{
  SockeyeEndpoint endpoint;

  for (gsize size = 1; size < 24; size++)
    {
      g_autofree char *text = g_malloc (size);

      set_path (&endpoint, "/run/\n\n\n.sock", 13);
      g_assert_cmpuint (strlen (sockeye_endpoint_format (&endpoint, text, size)), <, size);
      g_assert_true (sockeye_endpoint_set_literal (&endpoint, "fe80::1%lo", 8080, NULL));
      g_assert_cmpuint (strlen (sockeye_endpoint_format (&endpoint, text, size)), <, size);
    }
}

static void
test_native (void)
{
  struct sockaddr_storage storage = { .ss_family = AF_NETLINK };
  SockeyeEndpoint endpoint;
  char text[SOCKEYE_ENDPOINT_TEXT_MAX];

  sockeye_endpoint_set_native (&endpoint, (const struct sockaddr *) &storage, sizeof storage);
  g_assert_false (sockeye_endpoint_is_set (&endpoint));
  storage.ss_family = AF_INET;
  sockeye_endpoint_set_native (&endpoint, (const struct sockaddr *) &storage, 8);
  g_assert_false (sockeye_endpoint_is_set (&endpoint));
  sockeye_endpoint_set_native (&endpoint, (const struct sockaddr *) &storage, sizeof storage);
  g_assert_true (sockeye_endpoint_is_set (&endpoint));
  g_assert_cmpuint (endpoint.length, ==, sizeof (struct sockaddr_in));
  sockeye_endpoint_set_native (&endpoint, NULL, 0);
  g_assert_false (sockeye_endpoint_is_set (&endpoint));
  g_assert_cmpstr (sockeye_endpoint_format (&endpoint, text, sizeof text), ==, "");
  g_assert_cmpint (sockeye_endpoint_get_family (&endpoint), ==, AF_UNSPEC);
  g_assert_null (sockeye_endpoint_to_address (&endpoint));
}

static void
assert_address_round_trip (GSocketAddress *address, const char *text)
{
  SockeyeEndpoint endpoint, back;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) made = NULL;
  g_autofree char *shown = NULL;

  g_assert_true (sockeye_endpoint_set_address (&endpoint, address, &error));
  g_assert_no_error (error);
  shown = sockeye_endpoint_to_string (&endpoint);
  g_assert_cmpstr (shown, ==, text);
  made = sockeye_endpoint_to_address (&endpoint);
  g_assert_true (sockeye_endpoint_set_address (&back, made, &error));
  g_assert_no_error (error);
  g_assert_true (sockeye_endpoint_equal (&endpoint, &back));
  g_assert_cmpuint (sockeye_endpoint_hash (&endpoint), ==, sockeye_endpoint_hash (&back));
  g_object_unref (address);
}

static void
test_address (void)
{
  assert_address_round_trip (g_inet_socket_address_new_from_string ("127.0.0.1", 80), "127.0.0.1:80");
  assert_address_round_trip (g_inet_socket_address_new_from_string ("fe80::1%lo", 80), "[fe80::1%lo]:80");
  assert_address_round_trip (g_unix_socket_address_new ("/run/x"), "/run/x");
  assert_address_round_trip (g_unix_socket_address_new_with_type ("name", 4, G_UNIX_SOCKET_ADDRESS_ABSTRACT),
                             "@name");
}

static void
test_equal (void)
{
  static const struct
  {
    const char *host;
    guint16 port;
  } different[] = { { "127.0.0.1", 80 }, { "127.0.0.1", 81 }, { "127.0.0.2", 80 },       { "::1", 80 },
                    { "fe80::1%1", 80 }, { "fe80::1%2", 80 }, { "::ffff:127.0.0.1", 80 } };
  SockeyeEndpoint ends[G_N_ELEMENTS (different) + 1];

  sockeye_endpoint_clear (&ends[G_N_ELEMENTS (different)]);
  for (guint i = 0; i < G_N_ELEMENTS (different); i++)
    g_assert_true (sockeye_endpoint_set_literal (&ends[i], different[i].host, different[i].port, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    for (guint k = 0; k < G_N_ELEMENTS (ends); k++)
      g_assert_cmpint (sockeye_endpoint_equal (&ends[i], &ends[k]), ==, i == k);

  /* Padding and flow labels do not count. */
  ends[1] = ends[0];
  memset (ends[1].in.sin_zero, 7, sizeof ends[1].in.sin_zero);
  g_assert_true (sockeye_endpoint_equal (&ends[0], &ends[1]));
  g_assert_cmpuint (sockeye_endpoint_hash (&ends[0]), ==, sockeye_endpoint_hash (&ends[1]));
}

static const struct
{
  const char *text;
  const char *path;  /* NULL: it has no file */
  const char *shown; /* NULL: it is refused */
} paths[] = {
  { "/", NULL, NULL },
  { "", NULL, NULL },
  { "a", NULL, NULL },
  { "./a", NULL, NULL },
  { "~/a", NULL, NULL },
  { "/a/", NULL, NULL },
  { "/a", "/a", "/a" },
  { "/a b/名", "/a b/名", "/a b/名" },
  { "@a", NULL, "@a" },
  { "@/a", NULL, "@/a" },
  { "@", NULL, "unnamed socket" },
};

static void
test_paths (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      SockeyeEndpoint endpoint = { .length = 4711 };
      g_autofree char *shown = NULL;

      g_test_message ("%s", paths[i].text);
      if (paths[i].shown == NULL)
        {
          g_assert_false (sockeye_endpoint_set_path (&endpoint, paths[i].text, &error));
          g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATH);
          g_assert_cmpuint (endpoint.length, ==, 4711);
          continue;
        }
      g_assert_true (sockeye_endpoint_set_path (&endpoint, paths[i].text, &error));
      g_assert_no_error (error);
      shown = sockeye_endpoint_to_string (&endpoint);
      g_assert_cmpstr (shown, ==, paths[i].shown);
      g_assert_cmpstr (sockeye_endpoint_get_path (&endpoint), ==, paths[i].path);
      g_assert_true (sockeye_endpoint_is_unnamed (&endpoint) == g_str_equal (paths[i].text, "@"));
    }
}

/* The longest ones that the system takes, and one byte more. */
static void
test_long_paths (void)
{
  static const char starts[] = { '/', '@' };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      guint most = SOCKEYE_PATH_MAX + (starts[i] == '@' ? 1 : 0);
      g_autofree char *text = g_strnfill (most, 'x');
      g_autofree char *longer = g_strnfill (most + 1, 'x');
      g_autofree char *shown = NULL;
      SockeyeEndpoint endpoint;

      text[0] = longer[0] = starts[i];
      g_assert_true (sockeye_endpoint_set_path (&endpoint, text, NULL));
      g_assert_cmpuint (endpoint.length, <=, sizeof (struct sockaddr_un));
      shown = sockeye_endpoint_to_string (&endpoint);
      g_assert_cmpstr (shown, ==, text);
      g_assert_false (sockeye_endpoint_set_path (&endpoint, longer, NULL));
    }
}

static void
test_unnamed (void)
{
  SockeyeEndpoint one, two;
  g_autofree char *shown = NULL;

  sockeye_endpoint_set_unnamed (&one, 3);
  sockeye_endpoint_set_unnamed (&two, 4);
  shown = sockeye_endpoint_to_string (&one);
  g_assert_cmpstr (shown, ==, "unnamed #3");
  g_assert_true (sockeye_endpoint_is_unnamed (&one));
  g_assert_false (sockeye_endpoint_equal (&one, &two));
  two.number = 3;
  g_assert_true (sockeye_endpoint_equal (&one, &two));
  g_assert_cmpuint (sockeye_endpoint_hash (&one), ==, sockeye_endpoint_hash (&two));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/endpoint/hosts", test_hosts);
  g_test_add_func ("/endpoint/ports", test_ports);
  g_test_add_func ("/endpoint/format", test_format);
  g_test_add_func ("/endpoint/literal-errors", test_literal_errors);
  g_test_add_func ("/endpoint/unix", test_unix);
  g_test_add_func ("/endpoint/paths", test_paths);
  g_test_add_func ("/endpoint/long-paths", test_long_paths);
  g_test_add_func ("/endpoint/unnamed", test_unnamed);
  g_test_add_func ("/endpoint/small-room", test_small_room);
  g_test_add_func ("/endpoint/native", test_native);
  g_test_add_func ("/endpoint/address", test_address);
  g_test_add_func ("/endpoint/equal", test_equal);
  return g_test_run ();
}
