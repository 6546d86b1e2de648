/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-fixture.h"

#include <string.h>
#include <unistd.h>

#define CLIENT SOCKEYE_PROTOCOL_TCP_CLIENT

/* TLS, or not, on either side of a relay. */
static guint16
open_relay (Fixture *self,
            guint16 target,
            const SockeyeTlsSettings *tls,
            const SockeyeTlsSettings *target_tls)
{
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_RELAY,
                               .local_host = "127.0.0.1",
                               .remote_host = "127.0.0.1",
                               .remote_port = target };

  if (tls != NULL)
    settings.tls = *tls;
  if (target_tls != NULL)
    settings.target_tls = *target_tls;
  settings.tls.enabled = tls != NULL;
  settings.target_tls.enabled = target_tls != NULL;
  fixture_init (self);
  sockeye_session_open (self->session, &settings);
  fixture_wait (sockeye_session_get_state (self->session) == SOCKEYE_SESSION_OPEN);
  return sockeye_session_get_local_port (self->session);
}

static void
assert_talk (Fixture *client, Fixture *server)
{
  g_autoptr (GBytes) big = g_bytes_new_take (g_strnfill (3 * 1024 * 1024, 'x'), 3 * 1024 * 1024);

  fixture_wait_state (client, SOCKEYE_SESSION_OPEN);
  g_assert_true (fixture_send (client, SOCKEYE_TARGET_DEFAULT, 0, "ping"));
  tls_assert_received (server, "ping");
  g_assert_true (fixture_send (server, SOCKEYE_TARGET_DEFAULT, 0, "pong"));
  tls_assert_received (client, "pong");
  tls_send_bytes (client, big);
  fixture_wait (memory_sink_count_bytes (server->sink, SOCKEYE_RECORD_RECEIVED, 0)
                == 4 + g_bytes_get_size (big));
}

static void
test_both_sides (void)
{
  Fixture server, relay, client;
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings anything = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  guint16 port;

  fixture_init (&server);
  fixture_init (&client);
  port = open_relay (&relay, tls_listen (&server, &offered), &offered, &anything);
  tls_open (&client, CLIENT, port, &anything, 0);
  assert_talk (&client, &server);
  g_assert_cmpuint (memory_sink_count_events (relay.sink, SOCKEYE_EVENT_TLS_ESTABLISHED), ==, 2);
  /* The relay looks at the target's certificate, and asks its clients for none. */
  g_assert_cmpuint (memory_sink_count_events (relay.sink, SOCKEYE_EVENT_TLS_CHECKED), ==, 1);

  /* close_notify goes through. */
  fixture_close_wait (&client);
  g_assert_cmpint (tls_get_end (&server), ==, SOCKEYE_TLS_END_NOTIFIED);
  fixture_wait (sockeye_session_get_n_connections (relay.session) == 0);
  fixture_clear (&client);
  fixture_clear (&relay);
  fixture_clear (&server);
}

static void
test_one_side (void)
{
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings anything = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  Fixture server, relay, client;

  /* Towards the target only */
  fixture_init (&server);
  fixture_init (&client);
  fixture_open_wait (&client, CLIENT, NULL, 0, "127.0.0.1",
                     open_relay (&relay, tls_listen (&server, &offered), NULL, &anything));
  assert_talk (&client, &server);
  fixture_clear (&client);
  fixture_clear (&relay);
  fixture_clear (&server);

  /* Towards clients only */
  fixture_init (&server);
  fixture_init (&client);
  fixture_open_wait (&server, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", 0, NULL, 0);
  tls_open (&client, CLIENT,
            open_relay (&relay, sockeye_session_get_local_port (server.session), &offered, NULL), &anything,
            0);
  assert_talk (&client, &server);
  fixture_clear (&client);
  fixture_clear (&relay);
  fixture_clear (&server);
}

/* A target that is not trusted: the client is told by a reset, the user by a sentence. */
static void
test_not_trusted (void)
{
  Fixture server, relay, client;
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings system = { 0 };

  fixture_init (&server);
  fixture_init (&client);
  fixture_open_wait (&client, CLIENT, NULL, 0, "127.0.0.1",
                     open_relay (&relay, tls_listen (&server, &offered), NULL, &system));
  tls_assert_failure (&relay, "certificate");
  fixture_wait_event (&client, SOCKEYE_EVENT_RESET);
  fixture_wait (sockeye_session_get_n_connections (relay.session) == 0);
  fixture_clear (&client);
  fixture_clear (&relay);
  fixture_clear (&server);
}

/* A file that is missing is told when the relay opens. */
static void
test_no_file (void)
{
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_RELAY,
                               .local_host = "127.0.0.1",
                               .remote_host = "127.0.0.1",
                               .remote_port = 9,
                               .target_tls = { .enabled = TRUE, .certificate_file = "/nonexistent/x.pem" } };
  Fixture relay;

  fixture_init (&relay);
  sockeye_session_open (relay.session, &settings);
  tls_assert_failure (&relay, "/nonexistent/x.pem");
  fixture_wait_state (&relay, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&relay);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  tls_fixture_set_up ();
  g_test_add_func ("/tcp-relay-tls/both-sides", test_both_sides);
  g_test_add_func ("/tcp-relay-tls/one-side", test_one_side);
  g_test_add_func ("/tcp-relay-tls/not-trusted", test_not_trusted);
  g_test_add_func ("/tcp-relay-tls/no-file", test_no_file);
  result = g_test_run ();
  tls_maker_clear (&tls_maker);
  return result;
}
