/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

#define CLIENT SOCKEYE_PROTOCOL_TCP_CLIENT

static void
assert_events (Fixture *self, const char *expected)
{
  g_autofree char *events = memory_sink_list_events (self->sink, 0);

  g_assert_cmpstr (events, ==, expected);
}

static void
assert_bytes (Fixture *self, SockeyeRecordKind kind, const char *expected)
{
  g_autoptr (GBytes) bytes = memory_sink_get_bytes (self->sink, kind, 0);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert_cmpmem (data, length, expected, strlen (expected));
}

static void
test_talk (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  g_autofree char *remote = g_strdup_printf ("127.0.0.1:%u", port);
  MemoryRecord record;
  MemoryPeer peer;
  int fd;

  fixture_init (&self);
  fixture_open_wait (&self, CLIENT, NULL, 0, "127.0.0.1", port);
  fd = accept (listener, NULL, NULL);
  g_assert_cmpstr (sockeye_session_get_remote (self.session), ==, remote);
  g_assert_cmpuint (sockeye_session_get_n_connections (self.session), ==, 1);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_CONNECTED, &record));
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, port);
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.local), ==,
                    sockeye_session_get_local_port (self.session));
  memory_sink_get_peer (self.sink, record.peer, &peer);
  g_assert_true (peer.stream && peer.open);

  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "ping"));
  peer_expect (fd, "ping");
  peer_send (fd, "pong", 4);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, record.peer) == 4);
  assert_bytes (&self, SOCKEYE_RECORD_SENT, "ping");
  assert_bytes (&self, SOCKEYE_RECORD_RECEIVED, "pong");

  fixture_close_wait (&self);
  g_assert_cmpuint (peer_receive (fd, &(char){ 0 }, 1), ==, 0); /* FIN, not RST */
  assert_events (&self, "connecting connected closed");
  memory_sink_get_peer (self.sink, record.peer, &peer);
  g_assert_false (peer.open);
  g_assert_null (sockeye_session_get_remote (self.session));
  g_assert_cmpuint (self.failures->len, ==, 0);
  close (fd);
  close (listener);
  fixture_clear (&self);
}

static void
test_peer_closes (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  int fd;

  fixture_init (&self);
  fixture_open_wait (&self, CLIENT, NULL, 0, "127.0.0.1", port);
  fd = accept (listener, NULL, NULL);
  peer_send (fd, "bye", 3);
  close (fd);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  assert_bytes (&self, SOCKEYE_RECORD_RECEIVED, "bye");
  assert_events (&self, "connecting connected peer-closed closed");
  g_assert_cmpuint (self.failures->len, ==, 0);
  close (listener);
  fixture_clear (&self);
}

static void
test_reset (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  MemoryRecord record;
  int fd;

  fixture_init (&self);
  fixture_open_wait (&self, CLIENT, NULL, 0, "127.0.0.1", port);
  fd = accept (listener, NULL, NULL);
  peer_reset (fd);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  assert_events (&self, "connecting connected reset");
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_RESET, &record));
  g_assert_cmpint (record.event.error_number, ==, ECONNRESET);
  close (listener);
  fixture_clear (&self);
}

/* A port where nobody listens: taken and given back. */
static guint16
get_free_port (void)
{
  guint16 port = 0;

  close (peer_listen ("127.0.0.1", 1, &port));
  return port;
}

static void
test_refused (void)
{
  Fixture self;
  guint16 port = get_free_port ();
  MemoryRecord record;

  fixture_init (&self);
  fixture_open (&self, CLIENT, NULL, 0, "127.0.0.1", port);
  /* The refusal can be there before this thread looks, but never a connection. */
  g_assert_cmpint (sockeye_session_get_state (self.session), !=, SOCKEYE_SESSION_OPEN);
  fixture_wait (self.failures->len > 0);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_CLOSED);
  assert_events (&self, "connecting error");
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_CONNECT);
  g_assert_cmpint (record.event.error_number, ==, ECONNREFUSED);
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, port);
  g_assert_cmpuint (self.failures->len, ==, 1);
  fixture_clear (&self);
}

static void
test_unknown_name (void)
{
  Fixture self;
  MemoryRecord record;

  fixture_init (&self);
  fixture_open (&self, CLIENT, NULL, 0, "does-not-exist.invalid", 7);
  fixture_wait (self.failures->len > 0);
  assert_events (&self, "resolving error");
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_RESOLVE);
  g_assert_cmpstr (record.event.text, ==, "does-not-exist.invalid");
  /* Without a name server it cannot be known whether the name exists. */
  g_assert_true (record.event.error_number == EAI_NONAME || record.event.error_number == EAI_AGAIN);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&self);
}

/* All addresses of a name are tried: ::1 is refused, 127.0.0.1 is there. */
static void
test_name (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  MemoryRecord record;

  fixture_init (&self);
  fixture_open_wait (&self, CLIENT, NULL, 0, "localhost", port);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_RESOLVED, &record));
  g_assert_cmpstr (record.event.text, ==, "localhost");
  g_assert_nonnull (strstr (record.event.detail, "127.0.0.1"));
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RESOLVING), ==, 1);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CONNECTING), ==,
                    1 + memory_sink_count_events (self.sink, SOCKEYE_EVENT_ERROR));
  g_assert_cmpuint (self.failures->len, ==, 0);
  close (listener);
  fixture_clear (&self);
}

/* How Linux does it: a listener with backlog 0 and one queued connection leaves the next one in SYN_SENT. */
static int
listen_without_answer (guint16 *port, int *queued)
{
  int listener = peer_listen ("127.0.0.1", 0, port);

  *queued = peer_connect ("127.0.0.1", *port);
  return listener;
}

/* From where the SYN goes is told while it is not answered, so that its socket can be looked at; and how that ended. */
static void
assert_same_attempt (const SockeyeEvent *connecting, const SockeyeEvent *end)
{
  g_assert_cmpuint (connecting->number, ==, SOCKEYE_CONNECTING_ANY);
  g_assert_cmpuint (sockeye_endpoint_get_port (&connecting->local), !=, 0);
  g_assert_cmpuint (end->number, ==, SOCKEYE_CONNECTING_ANY);
  g_assert_true (sockeye_endpoint_equal (&connecting->local, &end->local));
  g_assert_true (sockeye_endpoint_equal (&connecting->remote, &end->remote));
}

static void
test_timeout (void)
{
  Fixture self;
  guint16 port = 0;
  int queued;
  int listener = listen_without_answer (&port, &queued);
  SockeyeSettings settings = {
    .protocol = CLIENT, .remote_host = "127.0.0.1", .remote_port = port, .connect_timeout_ms = 100
  };
  MemoryRecord record;
  MemoryRecord connecting;

  fixture_init (&self);
  sockeye_session_open (self.session, &settings);
  fixture_wait (self.failures->len > 0);
  assert_events (&self, "connecting error");
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_CONNECTING, &connecting));
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.error_number, ==, ETIMEDOUT);
  g_assert_cmpuint (record.event.number2, ==, 100);
  assert_same_attempt (&connecting.event, &record.event);
  close (queued);
  close (listener);
  fixture_clear (&self);
}

static void
test_cancel (void)
{
  Fixture self;
  guint16 port = 0;
  int queued;
  int listener = listen_without_answer (&port, &queued);
  g_autofree char *remote = g_strdup_printf ("127.0.0.1:%u", port);
  MemoryRecord record;
  MemoryRecord connecting;

  fixture_init (&self);
  fixture_open (&self, CLIENT, NULL, 0, "127.0.0.1", port);
  fixture_wait_event (&self, SOCKEYE_EVENT_CONNECTING);
  fixture_wait (sockeye_session_get_remote (self.session) != NULL);
  g_assert_cmpstr (sockeye_session_get_remote (self.session), ==, remote);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPENING);
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "too early"));
  fixture_close_wait (&self);
  assert_events (&self, "connecting cancelled");
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_CANCELLED, &record));
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, port);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_CONNECTING, &connecting));
  assert_same_attempt (&connecting.event, &record.event);
  g_assert_cmpuint (self.failures->len, ==, 0);
  close (queued);
  close (listener);
  fixture_clear (&self);
}

/* The same local port twice in a row, although the first connection is in TIME_WAIT at this end. */
static void
test_local_port (void)
{
  Fixture self;
  guint16 port = 0;
  guint16 local_port = get_free_port ();
  int listener = peer_listen ("127.0.0.1", 5, &port);
  g_autofree char *local = g_strdup_printf ("127.0.0.1:%u", local_port);

  fixture_init (&self);
  for (int i = 0; i < 2; i++)
    {
      MemoryRecord record;
      int fd;

      fixture_open_wait (&self, CLIENT, i == 0 ? "127.0.0.1" : "", local_port, "127.0.0.1", port);
      g_assert_cmpstr (sockeye_session_get_local (self.session), ==, local);
      g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_CONNECTING, &record));
      g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.local), ==, local_port);
      g_assert_false (sockeye_endpoint_is_any (&record.event.local));
      g_assert_cmpuint (record.event.number, ==,
                        i == 0 ? SOCKEYE_CONNECTING_CHOSEN : SOCKEYE_CONNECTING_ANY_HOST);
      fd = accept (listener, NULL, NULL);
      fixture_close_wait (&self);
      g_assert_cmpuint (peer_receive (fd, &(char){ 0 }, 1), ==, 0);
      close (fd);
    }
  close (listener);
  fixture_clear (&self);
}

static void
test_local_family (void)
{
  Fixture self;
  MemoryRecord record;
  g_autofree char *sentence = NULL;

  fixture_init (&self);
  fixture_open (&self, CLIENT, "::1", 0, "127.0.0.1", 9);
  fixture_wait (self.failures->len > 0);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_BIND);
  g_assert_cmpint (record.event.error_number, ==, EAFNOSUPPORT);
  sentence = sockeye_explain (&record.event);
  g_assert_nonnull (strstr (sentence, "the other’s an IPv6 address"));
  fixture_clear (&self);
}

static void
test_ipv6 (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("::1", 5, &port);
  g_autofree char *remote = g_strdup_printf ("[::1]:%u", port);

  fixture_init (&self);
  fixture_open_wait (&self, CLIENT, "::", 0, "::1", port);
  g_assert_cmpstr (sockeye_session_get_remote (self.session), ==, remote);
  fixture_close_wait (&self);
  close (listener);
  fixture_clear (&self);
}

static void
test_no_peer_id (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);

  fixture_init (&self);
  memory_sink_set_peers_max (self.sink, 0);
  fixture_open (&self, CLIENT, NULL, 0, "127.0.0.1", port);
  fixture_wait (self.failures->len > 0);
  assert_events (&self, "connecting error");
  close (listener);
  fixture_clear (&self);
}

static void
test_refusals (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  guint32 peer;
  MemoryRecord record;

  fixture_init (&self);
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "closed"));
  fixture_open_wait (&self, CLIENT, NULL, 0, "127.0.0.1", port);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_CONNECTED, &record));
  peer = record.peer;
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, ""));
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_PEER, peer + 1, "nobody"));
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_LAST_SENDER, 0, "nobody"));
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_ADDRESS, 0, "nobody"));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, peer, "1"));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "2"));
  fixture_wait (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, peer) == 2);
  assert_bytes (&self, SOCKEYE_RECORD_SENT, "12");
  sockeye_session_disconnect (self.session, peer);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "closed"));
  g_assert_cmpuint (self.failures->len, ==, 0);
  close (listener);
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tcp-client/talk", test_talk);
  g_test_add_func ("/tcp-client/peer-closes", test_peer_closes);
  g_test_add_func ("/tcp-client/reset", test_reset);
  g_test_add_func ("/tcp-client/refused", test_refused);
  g_test_add_func ("/tcp-client/unknown-name", test_unknown_name);
  g_test_add_func ("/tcp-client/name", test_name);
  g_test_add_func ("/tcp-client/timeout", test_timeout);
  g_test_add_func ("/tcp-client/cancel", test_cancel);
  g_test_add_func ("/tcp-client/local-port", test_local_port);
  g_test_add_func ("/tcp-client/local-family", test_local_family);
  g_test_add_func ("/tcp-client/ipv6", test_ipv6);
  g_test_add_func ("/tcp-client/no-peer-id", test_no_peer_id);
  g_test_add_func ("/tcp-client/refusals", test_refusals);
  return g_test_run ();
}
