/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "socket-util.h"

#include <errno.h>
#include <unistd.h>

static const struct
{
  const char *plain;
  const char *mapped;
} pairs[] = {
  { "192.0.2.7", "::ffff:192.0.2.7" },
  { "0.0.0.0", "::ffff:0.0.0.0" },
  { "::1", "::1" },
  { "2001:db8::192.0.2.7", "2001:db8::192.0.2.7" },
};

static void
test_mapping (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      SockeyeEndpoint plain, mapped, endpoint;

      g_assert_true (sockeye_endpoint_set_literal (&plain, pairs[i].plain, 8080, NULL));
      g_assert_true (sockeye_endpoint_set_literal (&mapped, pairs[i].mapped, 8080, NULL));
      endpoint = plain;
      sockeye_endpoint_map (&endpoint);
      g_assert_true (sockeye_endpoint_equal (&endpoint, &mapped));
      sockeye_endpoint_unmap (&endpoint);
      g_assert_true (sockeye_endpoint_equal (&endpoint, &plain));
    }
}

static void
test_fields (void)
{
  SockeyeEndpoint endpoint = { .length = 0 };

  sockeye_endpoint_set_port (&endpoint, 5);
  g_assert_false (sockeye_endpoint_is_set (&endpoint));
  sockeye_endpoint_set_any (&endpoint, AF_INET, 7);
  g_assert_true (sockeye_endpoint_is_any (&endpoint));
  g_assert_cmpint (sockeye_endpoint_get_family (&endpoint), ==, AF_INET);
  sockeye_endpoint_set_any (&endpoint, AF_INET6, 7);
  g_assert_true (sockeye_endpoint_is_any (&endpoint));
  g_assert_cmpint (sockeye_endpoint_get_family (&endpoint), ==, AF_INET6);
  g_assert_cmpuint (sockeye_endpoint_get_port (&endpoint), ==, 7);
  sockeye_endpoint_set_port (&endpoint, 9);
  g_assert_cmpuint (sockeye_endpoint_get_port (&endpoint), ==, 9);
}

static void
test_errno (void)
{
  int error_number = 0;
  g_autoptr (GSocket) none = sockeye_socket_new (AF_MAX - 1, SOCK_STREAM, &error_number);
  g_autoptr (GSocket) socket = NULL;
  SockeyeEndpoint endpoint;

  g_assert_null (none);
  g_assert_cmpint (error_number, ==, EAFNOSUPPORT);

  socket = sockeye_socket_new (AF_INET, SOCK_STREAM, &error_number);
  g_assert_nonnull (socket);
  g_assert_cmpint (sockeye_socket_set_int (socket, SOL_SOCKET, -1, 1), ==, ENOPROTOOPT);
  g_assert_cmpint (sockeye_socket_take_error (socket), ==, 0);
  g_assert_true (sockeye_endpoint_set_literal (&endpoint, "192.0.2.1", 0, NULL));
  g_assert_cmpint (sockeye_socket_bind (socket, &endpoint, TRUE), ==, EADDRNOTAVAIL);
  g_assert_true (sockeye_endpoint_set_literal (&endpoint, "127.0.0.1", 0, NULL));
  g_assert_cmpint (sockeye_socket_bind (socket, &endpoint, TRUE), ==, 0);
  sockeye_socket_get_local (socket, &endpoint);
  g_assert_cmpuint (sockeye_endpoint_get_port (&endpoint), >, 0);
  sockeye_socket_get_remote (socket, &endpoint);
  g_assert_false (sockeye_endpoint_is_set (&endpoint));
}

/* "::" takes IPv4 as well, whatever the system's default. */
static void
test_dual_stack (void)
{
  int error_number = 0;
  g_autoptr (GSocket) socket = sockeye_socket_new (AF_INET6, SOCK_STREAM, &error_number);
  int value = 1;
  socklen_t length = sizeof value;

  g_assert_no_errno (getsockopt (g_socket_get_fd (socket), IPPROTO_IPV6, IPV6_V6ONLY, &value, &length));
  g_assert_cmpint (value, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/socket-util/mapping", test_mapping);
  g_test_add_func ("/socket-util/fields", test_fields);
  g_test_add_func ("/socket-util/errno", test_errno);
  g_test_add_func ("/socket-util/dual-stack", test_dual_stack);
  return g_test_run ();
}
