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

/* The sentences of all events of @type, in order */
static char *
describe_all (Fixture *self, SockeyeEventType type)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < memory_sink_get_n_records (self->sink); i++)
    {
      MemoryRecord record;
      g_autofree char *sentence = NULL;

      memory_sink_get_record (self->sink, i, &record);
      if (record.kind != SOCKEYE_RECORD_EVENT || record.event.type != type)
        continue;
      sentence = sockeye_event_describe (&record.event);
      g_string_append_printf (all, "%s\n", sentence);
    }
  return g_string_free (all, FALSE);
}

/* A target that ends without close_notify, perhaps in the middle of a record: the client must not take it for the whole. It
 * can still send, and its close_notify goes through. */
static void
test_truncated (void)
{
  TlsRudeness cases[] = { TLS_RUDE_END, TLS_RUDE_CUT };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint16 port = 0;
      int listener = peer_listen ("127.0.0.1", 5, &port);
      GThread *thread = tls_maker_serve_rudely (&tls_maker, listener, "good", "cut", cases[i]);
      SockeyeTlsSettings offered = { 0 };
      SockeyeTlsSettings anything = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
      g_autofree char *sentences = NULL;
      Fixture relay, client;

      fixture_init (&client);
      tls_open (&client, CLIENT, open_relay (&relay, port, &offered, &anything), &anything, 0);
      g_assert_cmpint (tls_get_end (&client), ==, SOCKEYE_TLS_END_TRUNCATED);
      tls_assert_received (&client, "cut");
      fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
      fixture_wait (sockeye_session_get_n_connections (relay.session) == 0);
      g_assert_cmpuint (memory_sink_count_events (relay.sink, SOCKEYE_EVENT_PEER_CLOSED), ==, 2);
      sentences = describe_all (&relay, SOCKEYE_EVENT_CLOSED_SENDING);
      tls_assert_says (sentences, "(FIN without TLS close_notify, as the other far end did)");
      tls_assert_says (sentences, "(TLS close_notify and FIN)");
      g_assert_cmpuint (relay.failures->len, ==, 0);
      g_thread_join (thread);
      close (listener);
      fixture_clear (&client);
      fixture_clear (&relay);
    }
}

/* The other way round: a client that ends without close_notify. */
static void
test_truncated_by_client (void)
{
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings anything = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  Fixture server, relay;
  GThread *thread;
  guint16 port;

  fixture_init (&server);
  port = open_relay (&relay, tls_listen (&server, &offered), &offered, &anything);
  thread = tls_maker_call_rudely (port, "cut");
  tls_assert_received (&server, "cut");
  g_assert_cmpint (tls_get_end (&server), ==, SOCKEYE_TLS_END_TRUNCATED);
  fixture_wait (sockeye_session_get_n_connections (relay.session) == 0);
  g_thread_join (thread);
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
  g_test_add_func ("/tcp-relay-tls/truncated", test_truncated);
  g_test_add_func ("/tcp-relay-tls/truncated-by-client", test_truncated_by_client);
  g_test_add_func ("/tcp-relay-tls/not-trusted", test_not_trusted);
  g_test_add_func ("/tcp-relay-tls/no-file", test_no_file);
  result = g_test_run ();
  tls_maker_clear (&tls_maker);
  return result;
}
