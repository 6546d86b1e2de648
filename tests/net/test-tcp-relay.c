/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "relay-loop.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RELAY SOCKEYE_PROTOCOL_TCP_RELAY

/* A client, the relay, and its target. The ids of the two connections are 1 and 2. */
typedef struct
{
  Fixture relay;
  int listener;
  guint16 target_port;
  guint16 port; /* where the relay listens */
  int client;
  int target;
} Chain;

static void
chain_open (Chain *self, const SockeyeSettings *wanted)
{
  SockeyeSettings settings = *wanted;

  fixture_init (&self->relay);
  self->target_port = 0;
  self->listener = peer_listen ("127.0.0.1", 5, &self->target_port);
  settings.protocol = RELAY;
  settings.local_host = "127.0.0.1";
  settings.remote_host = "127.0.0.1";
  settings.remote_port = self->target_port;
  sockeye_session_open (self->relay.session, &settings);
  fixture_wait_state (&self->relay, SOCKEYE_SESSION_OPEN);
  self->port = sockeye_session_get_local_port (self->relay.session);
}

static void
chain_connect (Chain *self)
{
  self->client = peer_connect ("127.0.0.1", self->port);
  self->target = accept (self->listener, NULL, NULL);
  g_assert_cmpint (self->target, >=, 0);
  fixture_wait_event (&self->relay, SOCKEYE_EVENT_RELAYED);
  fixture_wait (sockeye_session_get_n_connections (self->relay.session) == 2);
}

static void
chain_init (Chain *self)
{
  chain_open (self, &(SockeyeSettings){ 0 });
  chain_connect (self);
}

static void
chain_clear (Chain *self)
{
  close (self->listener);
  fixture_clear (&self->relay);
}

static void
assert_ended (Chain *self)
{
  fixture_wait (sockeye_session_get_n_connections (self->relay.session) == 0);
  g_assert_cmpint (sockeye_session_get_state (self->relay.session), ==, SOCKEYE_SESSION_OPEN);
}

static void
assert_events (Chain *self, guint32 peer, const char *expected)
{
  g_autofree char *events = memory_sink_list_events (self->relay.sink, peer);

  g_assert_cmpstr (events, ==, expected);
}

static void
assert_reset (int fd)
{
  char byte;

  g_assert_cmpint (recv (fd, &byte, 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, ECONNRESET);
  close (fd);
}

static void
test_talk (void)
{
  Chain self;
  MemoryRecord record;
  g_autofree char *words = NULL;
  g_autofree char *target = NULL;

  chain_init (&self);
  peer_send (self.client, "question", 8);
  peer_expect (self.target, "question");
  peer_send (self.target, "answer", 6);
  peer_expect (self.client, "answer");
  fixture_wait (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_SENT, 1) == 6);
  g_assert_cmpuint (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 8);
  g_assert_cmpuint (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_SENT, 2), ==, 8);
  g_assert_cmpuint (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 2), ==, 6);

  g_assert_true (memory_sink_find_event (self.relay.sink, SOCKEYE_EVENT_RELAYED, &record));
  g_assert_cmpuint (record.peer, ==, 1);
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, peer_get_port (self.client));
  target = g_strdup_printf ("127.0.0.1:%u", self.target_port);
  g_assert_cmpstr (record.event.text, ==, target);

  /* Each direction ends by itself: what comes back afterwards still does. */
  g_assert_no_errno (shutdown (self.client, SHUT_WR));
  g_assert_cmpuint (peer_receive (self.target, &(char){ 0 }, 1), ==, 0);
  peer_send (self.target, "late", 4);
  peer_expect (self.client, "late");
  close (self.target);
  g_assert_cmpuint (peer_receive (self.client, &(char){ 0 }, 1), ==, 0);
  assert_ended (&self);
  assert_events (&self, 1, "accepted relayed peer-closed closed-sending closed");
  assert_events (&self, 2, "connected closed-sending peer-closed closed");
  g_assert_cmpuint (self.relay.failures->len, ==, 0);
  close (self.client);
  chain_clear (&self);
}

/* What the user sends goes out between what is passed on, to the end that was chosen. */
static void
test_inject (void)
{
  Chain self;

  chain_init (&self);
  g_assert_true (fixture_send (&self.relay, SOCKEYE_TARGET_PEER, 1, "to the client"));
  peer_expect (self.client, "to the client");
  g_assert_true (fixture_send (&self.relay, SOCKEYE_TARGET_PEER, 2, "to the target"));
  peer_expect (self.target, "to the target");
  close (self.client);
  close (self.target);
  assert_ended (&self);
  chain_clear (&self);
}

/* More than the system keeps for four sockets, two of which are kept small. */
#define BIG   (14 * 1024 * 1024)
#define SMALL (64 * 1024)

/* Who does not read holds the sender back, and nothing is lost. */
static void
test_backpressure (void)
{
  Chain self;
  g_autofree guint8 *sent = g_malloc (BIG);
  g_autofree guint8 *received = g_malloc (BIG);
  gsize n_sent = 0;
  gsize n_received = 0;

  for (gsize i = 0; i < BIG; i++)
    sent[i] = (guint8) (i * 2654435761u >> 13);
  chain_open (&self, &(SockeyeSettings){ 0 });
  g_assert_no_errno (setsockopt (self.listener, SOL_SOCKET, SO_RCVBUF, &(int){ SMALL }, sizeof (int)));
  chain_connect (&self);
  g_assert_no_errno (setsockopt (self.client, SOL_SOCKET, SO_SNDBUF, &(int){ SMALL }, sizeof (int)));
  /* Until nothing more goes out for a while: the client's window is closed. */
  for (guint idle = 0; idle < 40 && n_sent < BIG;)
    {
      gssize n = send (self.client, sent + n_sent, MIN (BIG - n_sent, 256 * 1024), MSG_DONTWAIT);

      idle = n > 0 ? 0 : idle + 1;
      n_sent += n > 0 ? (gsize) n : 0;
      if (n <= 0)
        g_usleep (500);
      fixture_iterate ();
    }
  g_assert_cmpuint (n_sent, <, BIG);
  g_assert_cmpuint (sockeye_session_get_unsent (self.relay.session), <, 2 * 1024 * 1024);

  while (n_received < BIG)
    {
      gssize n = n_sent < BIG ? send (self.client, sent + n_sent, BIG - n_sent, MSG_DONTWAIT) : 0;

      n_sent += n > 0 ? (gsize) n : 0;
      n_received += peer_receive (self.target, received + n_received, MIN (BIG - n_received, 64 * 1024));
    }
  g_assert_cmpmem (received, BIG, sent, BIG);
  fixture_wait (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_SENT, 2) == BIG);
  g_assert_cmpuint (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, BIG);
  close (self.client);
  close (self.target);
  assert_ended (&self);
  chain_clear (&self);
}

static void
test_reset (void)
{
  for (guint i = 0; i < 2; i++)
    {
      Chain self;

      chain_init (&self);
      peer_reset (i == 0 ? self.client : self.target);
      assert_reset (i == 0 ? self.target : self.client);
      assert_ended (&self);
      g_assert_cmpuint (memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_RESET), ==, 1);
      g_assert_cmpuint (memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_ABORTED), ==, 1);
      chain_clear (&self);
    }
}

/* The last bytes arrive, although whoever sent them is gone. */
static void
test_last_words (void)
{
  Chain self;

  chain_open (&self, &(SockeyeSettings){ .faults = { .delay_ms = 100 } });
  chain_connect (&self);
  peer_send (self.client, "goodbye", 7);
  fixture_wait (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 1) == 7);
  peer_reset (self.client);
  peer_expect (self.target, "goodbye");
  assert_reset (self.target);
  assert_ended (&self);
  chain_clear (&self);
}

/* Otherwise the reset might come before connect() has returned. */
static int
connect_in_time (Fixture *relay, guint16 port)
{
  int fd;

  sockeye_session_set_accepting (relay->session, FALSE);
  fixture_wait (sockeye_session_get_accepting_paused (relay->session));
  fd = peer_connect ("127.0.0.1", port);
  peer_send (fd, "hello", 5);
  sockeye_session_set_accepting (relay->session, TRUE);
  return fd;
}

static void
test_refused (void)
{
  Chain self;
  MemoryRecord record;
  int client;

  chain_open (&self, &(SockeyeSettings){ 0 });
  close (self.listener);
  client = connect_in_time (&self.relay, self.port);
  fixture_wait (self.relay.failures->len == 1);
  assert_ended (&self);
  assert_reset (client);
  g_assert_true (memory_sink_find_event (self.relay.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.error_number, ==, ECONNREFUSED);
  g_assert_cmpuint (record.peer, ==, 1);
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, self.target_port);
  assert_events (&self, 1, "accepted error aborted");

  /* Once the target is there, the next one gets through. */
  self.listener = peer_listen ("127.0.0.1", 5, &self.target_port);
  chain_connect (&self);
  close (self.client);
  close (self.target);
  assert_ended (&self);
  chain_clear (&self);
}

/* What the client says before there is anybody to hear it comes first. */
static void
test_early_bytes (void)
{
  Chain self;

  chain_open (&self, &(SockeyeSettings){ 0 });
  self.client = peer_connect ("127.0.0.1", self.port);
  peer_send (self.client, "one", 3);
  peer_send (self.client, "two", 3);
  g_assert_no_errno (shutdown (self.client, SHUT_WR));
  self.target = accept (self.listener, NULL, NULL);
  peer_expect (self.target, "onetwo");
  g_assert_cmpuint (peer_receive (self.target, &(char){ 0 }, 1), ==, 0);
  close (self.target);
  g_assert_cmpuint (peer_receive (self.client, &(char){ 0 }, 1), ==, 0);
  close (self.client);
  fixture_wait (memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_CLOSED) == 2);
  assert_ended (&self);
  chain_clear (&self);
}

static void
test_commands (void)
{
  Chain self;

  /* One end of a pair goes with the other, in the same way. */
  chain_init (&self);
  sockeye_session_disconnect (self.relay.session, 1);
  g_assert_cmpuint (peer_receive (self.target, &(char){ 0 }, 1), ==, 0);
  g_assert_cmpuint (peer_receive (self.client, &(char){ 0 }, 1), ==, 0);
  assert_ended (&self);
  close (self.client);
  close (self.target);

  chain_connect (&self);
  sockeye_session_abort (self.relay.session, 4);
  assert_reset (self.client);
  assert_reset (self.target);
  assert_ended (&self);

  /* What comes after sending was closed by hand cannot be passed on, and that is said. */
  chain_connect (&self);
  sockeye_session_close_sending (self.relay.session, 6);
  g_assert_cmpuint (peer_receive (self.target, &(char){ 0 }, 1), ==, 0);
  peer_send (self.client, "too late", 8);
  fixture_wait (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 5) == 8);
  close (self.client);
  close (self.target);
  assert_ended (&self);
  g_assert_cmpuint (memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_UNSENT), ==, 1);

  /* Listening ends, what goes on goes on, until all is closed. */
  chain_connect (&self);
  sockeye_session_stop_listening (self.relay.session);
  fixture_wait_state (&self.relay, SOCKEYE_SESSION_DRAINING);
  peer_send (self.client, "still", 5);
  peer_expect (self.target, "still");
  fixture_close_wait (&self.relay);
  g_assert_cmpuint (peer_receive (self.client, &(char){ 0 }, 1), ==, 0);
  g_assert_cmpuint (peer_receive (self.target, &(char){ 0 }, 1), ==, 0);
  close (self.client);
  close (self.target);
  chain_clear (&self);
}

/* A target that does not answer: closing gives the attempt up. */
static void
test_close_while_connecting (void)
{
  Chain self;
  int fillers[4];
  int client;

  chain_open (&self, &(SockeyeSettings){ 0 });
  close (self.listener);
  self.listener = peer_listen ("127.0.0.1", 0, &self.target_port);
  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    {
      SockeyeEndpoint target;

      g_assert_true (sockeye_endpoint_set_literal (&target, "127.0.0.1", self.target_port, NULL));
      fillers[i] = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      if (connect (fillers[i], &target.any, target.length) != 0)
        g_assert_cmpint (errno, ==, EINPROGRESS);
    }
  client = peer_connect ("127.0.0.1", self.port);
  fixture_wait_event (&self.relay, SOCKEYE_EVENT_CONNECTING);
  g_assert_cmpuint (memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_CONNECTED), ==, 0);
  fixture_close_wait (&self.relay);
  g_assert_cmpuint (memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_CANCELLED), ==, 1);
  g_assert_cmpuint (peer_receive (client, &(char){ 0 }, 1), ==, 0);
  close (client);
  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    close (fillers[i]);
  chain_clear (&self);
}

static void
test_faults (void)
{
  Chain self;

  chain_open (&self, &(SockeyeSettings){ .faults = { .split = 2 } });
  chain_connect (&self);
  peer_send (self.client, "abcdef", 6);
  peer_expect (self.target, "abcdef");
  fixture_wait (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_SENT, 2) == 6);
  g_assert_cmpuint (memory_sink_count (self.relay.sink, SOCKEYE_RECORD_SENT, 2), ==, 3);
  g_assert_cmpuint (memory_sink_count (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 1);
  close (self.client);
  close (self.target);
  assert_ended (&self);
  chain_clear (&self);
}

static void
test_loop (void)
{
  static const struct
  {
    const char *local;
    const char *target;
    guint16 port;
    gboolean loop;
  } cases[] = {
    { "127.0.0.1", "127.0.0.1", 9, TRUE },  { "127.0.0.1", "127.0.0.1", 10, FALSE },
    { "127.0.0.1", "127.0.0.2", 9, FALSE }, { "0.0.0.0", "127.0.0.2", 9, TRUE },
    { "::", "127.0.0.1", 9, TRUE },         { "0.0.0.0", "::1", 9, FALSE },
    { "0.0.0.0", "192.0.2.1", 9, FALSE },   { "127.0.0.1", "0.0.0.0", 9, TRUE },
    { "127.0.0.2", "0.0.0.0", 9, FALSE },
  };
  Fixture self;
  guint16 port = 0;
  int client;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeEndpoint local, target;

      g_test_message ("%s to %s", cases[i].local, cases[i].target);
      g_assert_true (sockeye_endpoint_set_literal (&local, cases[i].local, 9, NULL));
      g_assert_true (sockeye_endpoint_set_literal (&target, cases[i].target, cases[i].port, NULL));
      g_assert_cmpint (sockeye_relay_is_loop (&local, &target), ==, cases[i].loop);
    }

  /* An address is refused at once … */
  close (peer_listen ("127.0.0.1", 5, &port));
  fixture_init (&self);
  fixture_open (&self, RELAY, NULL, port, "127.0.0.1", port);
  fixture_wait (self.failures->len == 1);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  g_assert_nonnull (strstr (self.failures->pdata[0], "its own target"));

  /* … and a name when it leads there. */
  fixture_open_wait (&self, RELAY, "127.0.0.1", port, "localhost", port);
  client = connect_in_time (&self, port);
  fixture_wait (self.failures->len == 2);
  assert_reset (client);
  g_assert_nonnull (strstr (self.failures->pdata[1], "its own target"));
  fixture_clear (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tcp-relay/talk", test_talk);
  g_test_add_func ("/tcp-relay/inject", test_inject);
  g_test_add_func ("/tcp-relay/backpressure", test_backpressure);
  g_test_add_func ("/tcp-relay/reset", test_reset);
  g_test_add_func ("/tcp-relay/last-words", test_last_words);
  g_test_add_func ("/tcp-relay/refused", test_refused);
  g_test_add_func ("/tcp-relay/early-bytes", test_early_bytes);
  g_test_add_func ("/tcp-relay/commands", test_commands);
  g_test_add_func ("/tcp-relay/close-while-connecting", test_close_while_connecting);
  g_test_add_func ("/tcp-relay/faults", test_faults);
  g_test_add_func ("/tcp-relay/loop", test_loop);
  return g_test_run ();
}
