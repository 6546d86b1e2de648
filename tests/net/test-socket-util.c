/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "socket-times.h"
#include "socket-util.h"
#include "unix-diag.h"
#include "unix-place.h"

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

static gint64
assert_between (gint64 time, gint64 after)
{
  g_assert_cmpint (time, >=, after);
  g_assert_cmpint (time, <=, g_get_real_time ());
  return time;
}

/* Each call has its own time, a bind() that failed as well. */
static void
test_times (void)
{
  gint64 begin = g_get_real_time ();
  int error_number = 0;
  g_autoptr (GSocket) socket = sockeye_socket_new (AF_INET, SOCK_STREAM, &error_number);
  SockeyeEndpoint elsewhere;
  SockeyeEvent event = { .bind_time = 1 };

  sockeye_socket_times_add (socket, &event);
  assert_between (event.socket_time, begin);
  g_assert_cmpint (event.bind_time, ==, 0);
  g_usleep (1000);
  begin = g_get_real_time ();
  g_assert_true (sockeye_endpoint_set_literal (&elsewhere, "192.0.2.1", 1, NULL));
  g_assert_cmpint (sockeye_socket_bind (socket, &elsewhere, FALSE), ==, EADDRNOTAVAIL);
  sockeye_socket_times_add (socket, &event);
  assert_between (event.bind_time, begin);
  g_assert_cmpint (event.socket_time, <, begin);
}

/* What was accepted was made by the kernel, nobody knows when. */
static void
test_no_times (void)
{
  int error_number = 0;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_autoptr (GSocket) adopted = sockeye_socket_adopt (fd, &error_number);
  SockeyeEvent event = { .socket_time = 1 };

  sockeye_socket_times_add (adopted, &event);
  g_assert_cmpint (event.socket_time, ==, 0);
}

/* Both ends of a connection, without a name, are known by the connecting one's number. */
static void
test_far_inode (void)
{
  int error_number = 0;
  UnixPlace place;
  guint16 port;
  int listener;
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocket) server = NULL;

  unix_place_init (&place);
  listener = peer_listen (place.name, 1, &port);
  client = sockeye_socket_adopt (peer_connect (place.name, 0), &error_number);
  server = sockeye_socket_adopt (accept (listener, NULL, NULL), &error_number);
  g_assert_cmpuint (sockeye_unix_diag_get_inode (client), !=, 0);
  if (sockeye_unix_diag_get_far_inode (server) == 0)
    g_test_skip ("the kernel does not tell of Unix sockets (UNIX_DIAG)");
  else
    g_assert_cmpuint (sockeye_unix_diag_get_far_inode (server), ==, sockeye_unix_diag_get_inode (client));
  close (listener);
  unix_place_clear (&place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/socket-util/mapping", test_mapping);
  g_test_add_func ("/socket-util/fields", test_fields);
  g_test_add_func ("/socket-util/errno", test_errno);
  g_test_add_func ("/socket-util/dual-stack", test_dual_stack);
  g_test_add_func ("/socket-util/times", test_times);
  g_test_add_func ("/socket-util/no-times", test_no_times);
  g_test_add_func ("/socket-util/far-inode", test_far_inode);
  return g_test_run ();
}
