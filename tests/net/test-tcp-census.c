/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "tcp-census.h"

#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS 3

static guint
count (guint16 port, gboolean clients, SockeyeTcpState state)
{
  SockeyeTcpCensus census = { .port = port, .clients = clients };

  sockeye_tcp_census_take (&census);
  g_assert_cmpint (census.error_number, ==, 0);
  return census.sockets[state];
}

/* Both ends are told apart, and those that no program has any more are counted as well. */
/* What was closed on a port within the last minute, by whatever program, is counted as well. */
static int
listen_on_fresh_port (guint16 *port)
{
  for (guint i = 0; i < 100; i++)
    {
      int listener = peer_listen ("127.0.0.1", 5, port);

      if (count (*port, TRUE, SOCKEYE_TCP_TIME_WAIT) == 0 && count (*port, FALSE, SOCKEYE_TCP_TIME_WAIT) == 0)
        return listener;
      close (listener);
      *port = 0;
    }
  g_assert_not_reached ();
}

static void
test_census (void)
{
  guint16 port = 0;
  int listener = listen_on_fresh_port (&port);
  int clients[CONNECTIONS], accepted[CONNECTIONS];

  for (guint i = 0; i < CONNECTIONS; i++)
    {
      clients[i] = peer_connect ("127.0.0.1", port);
      accepted[i] = accept (listener, NULL, NULL);
      g_assert_cmpint (accepted[i], >=, 0);
    }
  g_assert_cmpuint (count (port, TRUE, SOCKEYE_TCP_ESTABLISHED), ==, CONNECTIONS);
  g_assert_cmpuint (count (port, FALSE, SOCKEYE_TCP_ESTABLISHED), ==, CONNECTIONS);
  g_assert_cmpuint (count (port, FALSE, SOCKEYE_TCP_LISTEN), ==, 0);

  /* Two clients close first, and one server. */
  close (clients[0]);
  close (clients[1]);
  close (accepted[2]);
  fixture_wait (count (port, FALSE, SOCKEYE_TCP_CLOSE_WAIT) == 2);
  g_assert_cmpuint (count (port, TRUE, SOCKEYE_TCP_CLOSE_WAIT), ==, 1);
  close (accepted[0]);
  close (accepted[1]);
  close (clients[2]);
  fixture_wait (count (port, TRUE, SOCKEYE_TCP_TIME_WAIT) == 2);
  g_assert_cmpuint (count (port, FALSE, SOCKEYE_TCP_TIME_WAIT), ==, 1);
  g_assert_cmpuint (count (port, TRUE, SOCKEYE_TCP_ESTABLISHED), ==, 0);
  close (listener);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tcp-census/census", test_census);
  return g_test_run ();
}
