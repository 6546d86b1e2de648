/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "udp-relay.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RELAY SOCKEYE_PROTOCOL_UDP_RELAY

/* A relay, and the socket that is its target. */
typedef struct
{
  Fixture relay;
  int target;
  guint16 target_port;
  guint16 port;
} Chain;

static void
chain_init (Chain *self, const SockeyeFaults *faults)
{
  SockeyeSettings settings = { .protocol = RELAY, .local_host = "127.0.0.1", .remote_host = "127.0.0.1" };

  self->target_port = 0;
  self->target = peer_bind ("127.0.0.1", &self->target_port);
  if (faults != NULL)
    settings.faults = *faults;
  settings.remote_port = self->target_port;
  fixture_init (&self->relay);
  sockeye_session_open (self->relay.session, &settings);
  fixture_wait_state (&self->relay, SOCKEYE_SESSION_OPEN);
  self->port = sockeye_session_get_local_port (self->relay.session);
}

static void
chain_clear (Chain *self)
{
  fixture_close_wait (&self->relay);
  close (self->target);
  fixture_clear (&self->relay);
}

/* Returns the port that it came from. */
static guint16
expect_from (int fd, const char *text)
{
  struct sockaddr_storage native;
  socklen_t length = sizeof native;
  SockeyeEndpoint remote;
  char bytes[65536];
  gssize n = recvfrom (fd, bytes, sizeof bytes, 0, (struct sockaddr *) &native, &length);

  g_assert_cmpmem (bytes, n, text, strlen (text));
  sockeye_endpoint_set_native (&remote, (struct sockaddr *) &native, length);
  return sockeye_endpoint_get_port (&remote);
}

/* Two clients: each gets what is its own. */
static void
test_talk (void)
{
  Chain self;
  guint16 ports[2] = { 0, 0 };
  int clients[2];
  guint16 ways[2];
  MemoryRecord record;
  MemoryPeer peer;

  chain_init (&self, NULL);
  for (guint i = 0; i < 2; i++)
    {
      clients[i] = peer_bind ("127.0.0.1", &ports[i]);
      peer_send_to (clients[i], "127.0.0.1", self.port, i == 0 ? "from zero" : "from one", 9 - i);
      ways[i] = expect_from (self.target, i == 0 ? "from zero" : "from one");
    }
  g_assert_cmpuint (ways[0], !=, ways[1]);
  peer_send_to (self.target, "127.0.0.1", ways[1], "to one", 6);
  peer_send_to (self.target, "127.0.0.1", ways[0], "to zero", 7);
  g_assert_cmpuint (expect_from (clients[1], "to one"), ==, self.port);
  g_assert_cmpuint (expect_from (clients[0], "to zero"), ==, self.port);
  /* An empty datagram is one. */
  peer_send_to (self.target, "127.0.0.1", ways[0], "", 0);
  expect_from (clients[0], "");

  fixture_wait (memory_sink_count (self.relay.sink, SOCKEYE_RECORD_SENT, 0) == 5);
  g_assert_true (memory_sink_find_event (self.relay.sink, SOCKEYE_EVENT_RELAYED, &record));
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.local), ==, ways[1]);
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, ports[1]);
  g_assert_cmpuint (memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_RELAYED), ==, 2);
  /* Client 1 has the id 1, and the target has the id 2 as its way. */
  g_assert_cmpuint (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 9);
  g_assert_cmpuint (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_SENT, 2), ==, 9);
  g_assert_cmpuint (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 2), ==, 7);
  g_assert_cmpuint (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_SENT, 1), ==, 7);
  memory_sink_get_peer (self.relay.sink, 2, &peer);
  g_assert_cmpuint (sockeye_endpoint_get_port (&peer.remote), ==, self.target_port);

  /* What the user sends goes out between, either way. */
  g_assert_true (fixture_send (&self.relay, SOCKEYE_TARGET_PEER, 1, "injected"));
  g_assert_cmpuint (expect_from (clients[0], "injected"), ==, self.port);
  g_assert_true (fixture_send (&self.relay, SOCKEYE_TARGET_PEER, 4, "as one"));
  g_assert_cmpuint (expect_from (self.target, "as one"), ==, ways[1]);

  /* What comes to the relay from the target itself is nobody's. */
  peer_send_to (self.target, "127.0.0.1", self.port, "nobody's", 8);
  fixture_wait (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 0) == 9 + 8 + 6 + 7 + 8);
  g_assert_cmpuint (memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_RELAYED), ==, 2);
  g_assert_cmpuint (self.relay.failures->len, ==, 0);
  close (clients[0]);
  close (clients[1]);
  chain_clear (&self);
}

static void
test_faults (void)
{
  Chain self;
  guint16 port = 0;
  int client = peer_bind ("127.0.0.1", &port);
  guint16 way;

  chain_init (&self, &(SockeyeFaults){ .duplicate = 1, .seed = 1 });
  peer_send_to (client, "127.0.0.1", self.port, "twice", 5);
  way = expect_from (self.target, "twice");
  expect_from (self.target, "twice");
  peer_send_to (self.target, "127.0.0.1", way, "back", 4);
  expect_from (client, "back");
  expect_from (client, "back");
  fixture_wait (memory_sink_count (self.relay.sink, SOCKEYE_RECORD_SENT, 1) == 2);
  g_assert_cmpuint (memory_sink_count (self.relay.sink, SOCKEYE_RECORD_SENT, 2), ==, 2);
  chain_clear (&self);

  chain_init (&self, &(SockeyeFaults){ .drop = 1, .seed = 1 });
  peer_send_to (client, "127.0.0.1", self.port, "never", 5);
  fixture_wait (memory_sink_count_bytes (self.relay.sink, SOCKEYE_RECORD_RECEIVED, 0) == 5);
  fixture_wait (sockeye_session_get_unsent (self.relay.session) == 0);
  g_assert_cmpuint (memory_sink_count (self.relay.sink, SOCKEYE_RECORD_SENT, 0), ==, 0);
  g_assert_cmpint (recv (self.target, &(char){ 0 }, 1, MSG_DONTWAIT), ==, -1);
  chain_clear (&self);
  close (client);
}

/* A target that is not there is told, and once it is, the way works. */
static void
test_refused (void)
{
  Chain self;
  guint16 port = 0;
  int client = peer_bind ("127.0.0.1", &port);
  MemoryRecord record;

  chain_init (&self, NULL);
  close (self.target);
  peer_send_to (client, "127.0.0.1", self.port, "anybody", 7);
  fixture_wait (self.relay.failures->len > 0);
  g_assert_true (memory_sink_find_event (self.relay.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.error_number, ==, ECONNREFUSED);
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, self.target_port);
  self.target = peer_bind ("127.0.0.1", &self.target_port);
  peer_send_to (client, "127.0.0.1", self.port, "now", 3);
  expect_from (self.target, "now");
  close (client);
  chain_clear (&self);
}

/* The one that has been silent longest makes room, which is told. */
static void
test_many (void)
{
  Chain self;
  int first = -1;

  chain_init (&self, NULL);
  /* More than there is room for, because the system may give a port twice. */
  for (guint i = 0; memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_RELAY_ENDED) == 0; i++)
    {
      guint16 port = 0;
      int client = peer_bind ("127.0.0.1", &port);

      peer_send_to (client, "127.0.0.1", self.port, "x", 1);
      expect_from (self.target, "x");
      g_assert_cmpuint (i, <, 8 * SOCKEYE_UDP_FLOWS_MAX);
      if (i == 0)
        first = client;
      else
        close (client);
    }
  g_assert_cmpuint (memory_sink_count_events (self.relay.sink, SOCKEYE_EVENT_RELAYED), >,
                    SOCKEYE_UDP_FLOWS_MAX);
  g_assert_true (fixture_send (&self.relay, SOCKEYE_TARGET_PEER, 2, "gone"));
  fixture_wait_event (&self.relay, SOCKEYE_EVENT_UNSENT);
  peer_send_to (first, "127.0.0.1", self.port, "again", 5);
  expect_from (self.target, "again");
  close (first);
  chain_clear (&self);
}

static void
test_loop (void)
{
  Fixture self;
  guint16 port = 0;

  close (peer_bind ("127.0.0.1", &port));
  fixture_init (&self);
  fixture_open (&self, RELAY, NULL, port, "localhost", port);
  fixture_wait (self.failures->len == 1);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  g_assert_nonnull (strstr (self.failures->pdata[0], "its own target"));
  fixture_clear (&self);
}

static void
test_no_such_name (void)
{
  Fixture self;

  fixture_init (&self);
  fixture_open (&self, RELAY, "127.0.0.1", 0, "no-such-host.invalid", 9);
  fixture_wait (self.failures->len == 1);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  fixture_open (&self, RELAY, "127.0.0.1", 0, "no-such-host.invalid", 9);
  fixture_close_wait (&self);
  fixture_clear (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/udp-relay/talk", test_talk);
  g_test_add_func ("/udp-relay/faults", test_faults);
  g_test_add_func ("/udp-relay/refused", test_refused);
  g_test_add_func ("/udp-relay/many", test_many);
  g_test_add_func ("/udp-relay/loop", test_loop);
  g_test_add_func ("/udp-relay/no-such-name", test_no_such_name);
  return g_test_run ();
}
