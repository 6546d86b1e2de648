/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVER SOCKEYE_PROTOCOL_TCP_SERVER

static guint16
listen_on (Fixture *self, const char *host)
{
  fixture_open_wait (self, SERVER, host, 0, NULL, 0);
  g_assert_cmpuint (sockeye_session_get_local_port (self->session), >, 0);
  return sockeye_session_get_local_port (self->session);
}

static void
test_talk (void)
{
  Fixture self;
  guint16 port;
  MemoryRecord record;
  g_autofree char *events = NULL;
  int fd;

  fixture_init (&self);
  port = listen_on (&self, "127.0.0.1");
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_LISTENING, &record));
  g_assert_cmpuint (record.event.number, ==, SOCKEYE_BACKLOG_DEFAULT);
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "nobody"));

  fd = peer_connect ("127.0.0.1", port);
  peer_send (fd, "hello", 5);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 5);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ACCEPTED, &record));
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, peer_get_port (fd));
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.local), ==, port);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, record.peer, "there"));
  peer_expect (fd, "there");
  close (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPEN);
  fixture_close_wait (&self);
  events = memory_sink_list_events (self.sink, 0);
  g_assert_cmpstr (events, ==, "listening accepted peer-closed closed stopped-listening");
  fixture_clear (&self);
}

static void
test_stop_listening (void)
{
  Fixture self;
  guint16 port;
  MemoryRecord record;
  SockeyeEndpoint remote;
  int fd, other;

  fixture_init (&self);
  port = listen_on (&self, "127.0.0.1");
  fd = peer_connect ("127.0.0.1", port);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  sockeye_session_stop_listening (self.session);
  fixture_wait_state (&self, SOCKEYE_SESSION_DRAINING);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_STOPPED_LISTENING, &record));
  g_assert_cmpuint (record.event.number, ==, 1);

  /* New ones are refused, the accepted one goes on in both directions. */
  other = socket (AF_INET, SOCK_STREAM, 0);
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", port, NULL));
  g_assert_cmpint (connect (other, &remote.any, remote.length), ==, -1);
  g_assert_cmpint (errno, ==, ECONNREFUSED);
  close (other);
  peer_send (fd, "still", 5);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 5);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "here"));
  peer_expect (fd, "here");

  close (fd);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&self);
}

static void
test_stop_without_connections (void)
{
  Fixture self;

  fixture_init (&self);
  listen_on (&self, "127.0.0.1");
  sockeye_session_stop_listening (self.session);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_STOPPED_LISTENING), ==, 1);
  fixture_clear (&self);
}

static void
test_close_all (void)
{
  Fixture self;
  guint16 port;
  int fds[3];

  fixture_init (&self);
  port = listen_on (&self, "127.0.0.1");
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = peer_connect ("127.0.0.1", port);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 3);
  fixture_close_wait (&self);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED), ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      g_assert_cmpuint (peer_receive (fds[i], &(char){ 0 }, 1), ==, 0);
      close (fds[i]);
    }
  fixture_clear (&self);
}

static void
test_disconnect_one (void)
{
  Fixture self;
  guint16 port;
  MemoryPeer peer;
  int fds[3];

  fixture_init (&self);
  port = listen_on (&self, "127.0.0.1");
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = peer_connect ("127.0.0.1", port);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 3);

  /* In the order of connecting: the ids are 1, 2, 3. */
  sockeye_session_disconnect (self.session, 2);
  sockeye_session_disconnect (self.session, 99);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 2);
  g_assert_cmpuint (peer_receive (fds[1], &(char){ 0 }, 1), ==, 0);
  memory_sink_get_peer (self.sink, 2, &peer);
  g_assert_false (peer.open);
  g_assert_cmpuint (sockeye_endpoint_get_port (&peer.remote), ==, peer_get_port (fds[1]));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "two left"));
  peer_expect (fds[0], "two left");
  peer_expect (fds[2], "two left");
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_PEER, 2, "gone"));
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  fixture_clear (&self);
}

#define N_CLIENTS 200

/* Every client says its number; the answer to each is its own. */
static void
test_many_clients (void)
{
  Fixture self;
  guint16 port;
  int fds[N_CLIENTS];

  fixture_init (&self);
  port = listen_on (&self, "127.0.0.1");
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      g_autofree char *text = g_strdup_printf ("client %03u", i);

      fds[i] = peer_connect ("127.0.0.1", port);
      peer_send (fds[i], text, strlen (text));
    }
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == N_CLIENTS * 10);
  fixture_wait (sockeye_session_get_n_connections (self.session) == N_CLIENTS);
  for (guint32 id = 1; id <= N_CLIENTS; id++)
    {
      g_autoptr (GBytes) bytes = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, id);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, id, text));
    }
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      g_autofree char *text = g_strdup_printf ("client %03u", i);

      peer_expect (fds[i], text);
      close (fds[i]);
    }
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED), ==, N_CLIENTS);
  fixture_clear (&self);
}

/* The message names this very program. */
static void
test_in_use (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  g_autofree char *holder = g_strdup_printf ("(pid %d)", getpid ());
  MemoryRecord record;

  fixture_init (&self);
  fixture_open (&self, SERVER, "127.0.0.1", port, NULL, 0);
  fixture_wait (self.failures->len > 0);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_CLOSED);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.error_number, ==, EADDRINUSE);
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.local), ==, port);
  g_assert_nonnull (record.event.text);
  g_assert_nonnull (strstr (record.event.text, holder));
  g_assert_nonnull (strstr (g_ptr_array_index (self.failures, 0), holder));
  g_assert_cmpuint (memory_sink_get_n_records (self.sink), ==, 1);
  close (listener);

  /* And then it is free. */
  fixture_open_wait (&self, SERVER, "127.0.0.1", port, NULL, 0);
  fixture_clear (&self);
}

/* Closing while the holder is looked for tells the failure once. */
static void
test_in_use_closed (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);

  fixture_init (&self);
  fixture_open (&self, SERVER, "127.0.0.1", port, NULL, 0);
  fixture_close_wait (&self);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ERROR), ==, 1);
  close (listener);
  fixture_clear (&self);
}

static void
test_not_mine (void)
{
  Fixture self;
  MemoryRecord record;

  fixture_init (&self);
  fixture_open (&self, SERVER, "192.0.2.1", 0, NULL, 0);
  fixture_wait (self.failures->len > 0);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_BIND);
  g_assert_cmpint (record.event.error_number, ==, EADDRNOTAVAIL);
  fixture_clear (&self);
}

/* Run as an ordinary user. The limit itself may have been lowered on this machine. */
static void
test_low_port (void)
{
  g_autofree char *text = NULL;
  Fixture self;
  MemoryRecord record;

  if (g_test_subprocess ())
    {
      if (geteuid () == 0)
        g_assert_no_errno (setuid (65534));
      fixture_init (&self);
      fixture_open (&self, SERVER, "127.0.0.1", 1, NULL, 0);
      fixture_wait (self.failures->len > 0);
      g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
      g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_BIND);
      g_assert_cmpint (record.event.error_number, ==, EACCES);
      fixture_clear (&self);
      return;
    }
  if (g_file_get_contents ("/proc/sys/net/ipv4/ip_unprivileged_port_start", &text, NULL, NULL)
      && atoi (text) <= 1)
    {
      g_test_skip ("Every port is free for everybody here.");
      return;
    }
  g_test_trap_subprocess (NULL, FIXTURE_PATIENCE_US, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

typedef struct
{
  const char *local;
  const char *client;
  const char *seen; /* what the far end's address begins with */
} Family;

static void
test_families (void)
{
  static const Family families[] = {
    { "127.0.0.1", "127.0.0.1", "127.0.0.1:" },
    { "0.0.0.0", "127.0.0.1", "127.0.0.1:" },
    { "::1", "::1", "[::1]:" },
    { "::", "::1", "[::1]:" },
    { "::", "127.0.0.1", "127.0.0.1:" },
    { "", "127.0.0.1", "127.0.0.1:" },
    { "", "::1", "[::1]:" },
    { "localhost", "127.0.0.1", "127.0.0.1:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      Fixture self;
      MemoryPeer peer;
      g_autofree char *seen = NULL;
      int fd;

      fixture_init (&self);
      fd = peer_connect (families[i].client, listen_on (&self, families[i].local));
      fixture_wait_event (&self, SOCKEYE_EVENT_ACCEPTED);
      memory_sink_get_peer (self.sink, 1, &peer);
      seen = sockeye_endpoint_to_string (&peer.remote);
      g_assert_true (g_str_has_prefix (seen, families[i].seen));
      close (fd);
      fixture_clear (&self);
    }
}

/* Without descriptors the listener waits, says so once, and goes on when there are some again. */
static void
test_exhausted (void)
{
  Fixture self;
  struct rlimit limit;
  MemoryRecord record;
  guint16 port;
  int fds[4];

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, FIXTURE_PATIENCE_US, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  fixture_init (&self);
  port = listen_on (&self, "127.0.0.1");
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = socket (AF_INET, SOCK_STREAM, 0);
      g_assert_cmpint (fds[i], >=, 0);
    }
  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &limit));
  limit.rlim_cur = (rlim_t) fds[3] + 1;
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &limit));
  for (guint i = 0; i < 2; i++)
    {
      SockeyeEndpoint remote;

      g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", port, NULL));
      g_assert_no_errno (connect (fds[i], &remote.any, remote.length));
    }
  fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_ACCEPT);
  g_assert_cmpint (record.event.error_number, ==, EMFILE);
  for (gint64 end = g_get_monotonic_time () + 350 * 1000; g_get_monotonic_time () < end;)
    fixture_iterate ();
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ERROR), ==, 1);

  close (fds[2]);
  close (fds[3]);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 2);
  close (fds[0]);
  close (fds[1]);
  fixture_clear (&self);
}

static void
test_no_peer_id (void)
{
  Fixture self;
  int first, second;
  guint16 port;

  fixture_init (&self);
  memory_sink_set_peers_max (self.sink, 1);
  port = listen_on (&self, "127.0.0.1");
  first = peer_connect ("127.0.0.1", port);
  second = peer_connect ("127.0.0.1", port);
  fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
  g_assert_cmpuint (peer_receive (second, &(char){ 0 }, 1), ==, 0);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  close (first);
  close (second);
  fixture_clear (&self);
}

typedef struct
{
  int fd;
  int stop;
} Flood;

static gpointer
flood (gpointer data)
{
  Flood *self = data;
  g_autofree char *bytes = g_malloc0 (1u << 18);

  while (!g_atomic_int_get (&self->stop))
    peer_send (self->fd, bytes, 1u << 18);
  return NULL;
}

/* Two that never stop do not keep the third from being heard. */
static void
test_loud_peers (void)
{
  Fixture self;
  Flood floods[2] = { { 0 } };
  GThread *threads[2];
  guint16 port;
  int fd;

  fixture_init (&self);
  memory_sink_set_forgetful (self.sink);
  port = listen_on (&self, "127.0.0.1");
  fd = peer_connect ("127.0.0.1", port);
  for (guint i = 0; i < 2; i++)
    {
      floods[i].fd = peer_connect ("127.0.0.1", port);
      threads[i] = g_thread_new ("flood", flood, &floods[i]);
    }
  for (guint i = 1; i <= 20; i++)
    {
      peer_send (fd, "ping", 4);
      fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1) == 4 * i);
      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, 1, "pong"));
      peer_expect (fd, "pong");
    }
  for (guint i = 0; i < 2; i++)
    {
      g_atomic_int_set (&floods[i].stop, TRUE);
      g_thread_join (threads[i]);
      close (floods[i].fd);
    }
  close (fd);
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tcp-server/talk", test_talk);
  g_test_add_func ("/tcp-server/stop-listening", test_stop_listening);
  g_test_add_func ("/tcp-server/stop-without-connections", test_stop_without_connections);
  g_test_add_func ("/tcp-server/close-all", test_close_all);
  g_test_add_func ("/tcp-server/disconnect-one", test_disconnect_one);
  g_test_add_func ("/tcp-server/many-clients", test_many_clients);
  g_test_add_func ("/tcp-server/in-use", test_in_use);
  g_test_add_func ("/tcp-server/in-use-closed", test_in_use_closed);
  g_test_add_func ("/tcp-server/not-mine", test_not_mine);
  g_test_add_func ("/tcp-server/low-port", test_low_port);
  g_test_add_func ("/tcp-server/families", test_families);
  g_test_add_func ("/tcp-server/exhausted", test_exhausted);
  g_test_add_func ("/tcp-server/loud-peers", test_loud_peers);
  g_test_add_func ("/tcp-server/no-peer-id", test_no_peer_id);
  return g_test_run ();
}
