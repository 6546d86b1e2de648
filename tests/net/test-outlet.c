/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "fixture.h"
#include "outlet.h"

#include <string.h>
#include <unistd.h>

#define N_PAYLOADS 2000

typedef struct
{
  SockeyeOutlet *outlet;
  SockeyeTarget target;
  guint32 peer;
  gboolean done;
  gint64 deadline;
} Worker;

static gpointer
send_many (gpointer data)
{
  Worker *worker = data;
  guint n_peers;
  g_autofree guint32 *peers = sockeye_outlet_list_peers (worker->outlet, &worker->target, &n_peers, NULL);

  g_assert_cmpuint (n_peers, ==, 1);
  for (guint i = 0; i < N_PAYLOADS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%04u\n", i);
      g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
      g_autoptr (GError) error = NULL;

      while (sockeye_outlet_wait_for_room (worker->outlet, peers, &n_peers, 100, 10,
                                           g_get_monotonic_time () + FIXTURE_PATIENCE_US)
             == 0)
        g_assert_cmpint (g_get_monotonic_time (), <, worker->deadline);
      g_assert_true (sockeye_outlet_send (worker->outlet, &worker->target, payload, &error));
      g_assert_no_error (error);
    }
  g_atomic_int_set (&worker->done, TRUE);
  return NULL;
}

/* Another thread sends in order, a few at a time, while nobody turns the session's own main loop. */
static void
test_other_thread (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 1, &port);
  Worker worker = { .target = { .kind = SOCKEYE_TARGET_DEFAULT },
                    .deadline = g_get_monotonic_time () + FIXTURE_PATIENCE_US };
  GThread *thread;
  int fd;

  fixture_init (&self);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, "", 0, "127.0.0.1", port);
  fd = accept (listener, NULL, NULL);
  worker.outlet = sockeye_outlet_ref (sockeye_session_get_outlet (self.session));
  thread = g_thread_new ("sender", send_many, &worker);
  for (guint i = 0; i < N_PAYLOADS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%04u\n", i);

      peer_expect (fd, text);
    }
  g_thread_join (thread);
  sockeye_outlet_unref (worker.outlet);
  close (fd);
  close (listener);
  fixture_clear (&self);
}

static gpointer
wait_for_ever (gpointer data)
{
  Worker *worker = data;
  guint n_peers = 1;

  sockeye_outlet_wait_for_room (worker->outlet, &worker->peer, &n_peers, 10, 1, worker->deadline);
  g_atomic_int_set (&worker->done, TRUE);
  return NULL;
}

/* A peer that reads nothing leaves no room. Who waits for some is woken when the session goes, and can send no more. */
static void
test_wake (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 1, &port);
  g_autofree char *zeros = g_malloc0 (32 << 20);
  g_autoptr (GBytes) payload = g_bytes_new (zeros, 32 << 20);
  g_autoptr (GError) error = NULL;
  Worker worker = { .target = { .kind = SOCKEYE_TARGET_DEFAULT },
                    .deadline = g_get_monotonic_time () + 10 * FIXTURE_PATIENCE_US };
  SockeyeSettings again = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                            .remote_host = "127.0.0.1",
                            .remote_port = port };
  GThread *thread;
  g_autofree guint32 *peers = NULL;
  guint n_peers;

  fixture_init (&self);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, "", 0, "127.0.0.1", port);
  worker.outlet = sockeye_outlet_ref (sockeye_session_get_outlet (self.session));
  g_assert_true (sockeye_outlet_send (worker.outlet, &worker.target, payload, NULL));
  peers = sockeye_outlet_list_peers (worker.outlet, &worker.target, &n_peers, NULL);
  g_assert_cmpuint (n_peers, ==, 1);
  worker.peer = peers[0];
  g_assert_cmpuint (
      sockeye_outlet_wait_for_room (worker.outlet, peers, &n_peers, 10, 1, g_get_monotonic_time () + 1000),
      ==, 0);
  g_assert_cmpuint (n_peers, ==, 1);


  thread = g_thread_new ("waiter", wait_for_ever, &worker);
  sockeye_session_open (self.session, &again);
  while (!g_atomic_int_get (&worker.done) && g_get_monotonic_time () < worker.deadline)
    {
      /* The thread may begin to wait only now. */
      sockeye_outlet_wake (worker.outlet);
      fixture_iterate ();
    }
  g_thread_join (thread);
  fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);

  /* The new opening has a way of its own. */
  g_assert_true (sockeye_session_get_outlet (self.session) != worker.outlet);
  fixture_wait (!sockeye_outlet_send (worker.outlet, &worker.target, payload, NULL));
  g_assert_false (sockeye_outlet_send (worker.outlet, &worker.target, payload, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN);
  sockeye_outlet_unref (worker.outlet);
  close (listener);
  fixture_clear (&self);
}

#define N_CLIENTS 4

/* Two of four get it; one that has ended is passed over, and nobody ticked is an error. */
static void
test_set (void)
{
  Fixture self;
  int fds[N_CLIENTS];
  g_autofree guint32 *peers = NULL;
  guint n_peers;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_SET };
  SockeyeTarget all = { .kind = SOCKEYE_TARGET_ALL };
  g_autoptr (GBytes) payload = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) end = g_bytes_new_static ("end", 3);
  g_autoptr (GError) error = NULL;
  SockeyeOutlet *outlet;
  guint16 port;

  fixture_init (&self);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", 0, NULL, 0);
  outlet = sockeye_session_get_outlet (self.session);
  port = sockeye_session_get_local_port (self.session);
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      fds[i] = peer_connect ("127.0.0.1", port);
      fixture_wait (sockeye_session_get_n_connections (self.session) == i + 1);
    }
  peers = sockeye_outlet_list_peers (outlet, &all, &n_peers, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_peers, ==, N_CLIENTS);

  g_assert_false (sockeye_outlet_send (outlet, &target, payload, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET);
  g_clear_error (&error);

  close (fds[0]);
  fixture_wait (sockeye_session_get_n_connections (self.session) == N_CLIENTS - 1);
  target.peers = peers;
  target.n_peers = 2; /* the first one has ended */
  g_assert_true (sockeye_outlet_send (outlet, &target, payload, &error));
  g_assert_true (sockeye_outlet_send (outlet, &all, end, &error));
  g_assert_no_error (error);
  peer_expect (fds[1], "helloend");
  peer_expect (fds[2], "end");
  peer_expect (fds[3], "end");

  target.n_peers = 1;
  g_assert_false (sockeye_outlet_send (outlet, &target, payload, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET);
  for (guint i = 1; i < N_CLIENTS; i++)
    close (fds[i]);
  fixture_clear (&self);
}

/* Several get something each: one has ended, one has no room, which a record tells, and two get theirs. */
static void
test_each (void)
{
  Fixture self;
  int fds[N_CLIENTS];
  g_autofree guint32 *peers = NULL;
  g_autofree char *zeros = g_malloc0 (100 << 20);
  g_autoptr (GBytes) large = g_bytes_new_static (zeros, 100 << 20);
  g_autoptr (GBytes) second = g_bytes_new_static ("second", 6);
  g_autoptr (GBytes) third = g_bytes_new_static ("third", 5);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  GBytes *payloads[] = { second, second, third, large };
  GBytes *none[] = { second, second, empty, second };
  SockeyeTarget all = { .kind = SOCKEYE_TARGET_ALL };
  SockeyeTarget slow = { .kind = SOCKEYE_TARGET_PEER };
  g_autoptr (GError) error = NULL;
  SockeyeOutlet *outlet;
  guint n_peers;

  fixture_init (&self);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", 0, NULL, 0);
  outlet = sockeye_session_get_outlet (self.session);
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      fds[i] = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
      fixture_wait (sockeye_session_get_n_connections (self.session) == i + 1);
    }
  peers = sockeye_outlet_list_peers (outlet, &all, &n_peers, NULL);
  slow.peer = peers[3];
  g_assert_true (sockeye_outlet_send (outlet, &slow, large, NULL));
  g_assert_true (sockeye_outlet_send (outlet, &slow, large, NULL));
  close (fds[0]);
  fixture_wait (sockeye_session_get_n_connections (self.session) == N_CLIENTS - 1);

  g_assert_false (sockeye_outlet_send_each (outlet, peers, none, N_CLIENTS, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  g_clear_error (&error);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ERROR), ==, 0);
  g_assert_true (sockeye_outlet_send_each (outlet, peers, payloads, N_CLIENTS, &error));
  g_assert_no_error (error);
  peer_expect (fds[1], "second");
  peer_expect (fds[2], "third");
  fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
  fixture_wait (self.failures->len == 1);

  /* Nobody: and it is the full queue that waiting helps against. */
  payloads[0] = large;
  peers[1] = peers[3];
  payloads[1] = large;
  peers[2] = peers[0];
  g_assert_false (sockeye_outlet_send_each (outlet, peers, payloads, N_CLIENTS, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_QUEUE_FULL);
  g_clear_error (&error);
  g_assert_false (sockeye_outlet_send_each (outlet, peers, payloads, 1, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET);
  for (guint i = 1; i < N_CLIENTS; i++)
    close (fds[i]);
  fixture_clear (&self);
}

/* Where datagrams go to is known without an id. */
static void
test_datagrams (void)
{
  Fixture self;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "127.0.0.1" };
  g_autoptr (GBytes) payload = g_bytes_new_static ("hello", 5);
  g_autofree guint32 *peers = NULL;
  g_autoptr (GError) error = NULL;
  SockeyeEndpoint local;
  guint n_peers = 0;
  guint16 port = 0;
  int fd;

  fixture_init (&self);
  fd = peer_bind ("127.0.0.1", &target.port);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_UDP, "127.0.0.1", 0, "there", 9);
  peers = sockeye_outlet_list_peers (sockeye_session_get_outlet (self.session), &target, &n_peers, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_peers, ==, 1);
  g_assert_cmpuint (peers[0], ==, 0);
  g_assert_cmpstr (sockeye_outlet_get_remote (sockeye_session_get_outlet (self.session), &port), ==, "there");
  g_assert_cmpuint (port, ==, 9);
  sockeye_outlet_get_local (sockeye_session_get_outlet (self.session), &local);
  g_assert_cmpuint (sockeye_endpoint_get_port (&local), ==, sockeye_session_get_local_port (self.session));
  g_assert_true (sockeye_outlet_send (sockeye_session_get_outlet (self.session), &target, payload, &error));
  peer_expect (fd, "hello");
  close (fd);
  fixture_clear (&self);
}

/* What a client asks before it shuts down is answered: this end stays open until that is done. */
static void
test_finish (void)
{
  Fixture self;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_PEER };
  g_autoptr (GBytes) payload = g_bytes_new_static ("answer", 6);
  SockeyeOutlet *outlet;
  char byte;
  int fd;

  fixture_init (&self);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", 0, NULL, 0);
  outlet = sockeye_session_get_outlet (self.session);
  sockeye_outlet_set_answering (outlet, TRUE);
  fd = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
  peer_send (fd, "question", 8);
  shutdown (fd, SHUT_WR);
  fixture_wait_event (&self, SOCKEYE_EVENT_PEER_CLOSED);
  target.peer = memory_sink_get_n_peers (self.sink);
  g_assert_true (sockeye_outlet_send (outlet, &target, payload, NULL));
  peer_expect (fd, "answer");
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED), ==, 0);
  sockeye_outlet_finish (outlet, target.peer);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  g_assert_cmpint (recv (fd, &byte, 1, 0), ==, 0);
  close (fd);
  fixture_clear (&self);
}

/* Whoever answered no longer does so. */
static void
test_answers_no_more (void)
{
  Fixture self;
  char byte;
  int fds[2];

  fixture_init (&self);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", 0, NULL, 0);
  sockeye_outlet_set_answering (sockeye_session_get_outlet (self.session), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
      shutdown (fds[i], SHUT_WR);
    }
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_PEER_CLOSED) == 2);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED), ==, 0);

  sockeye_outlet_set_answering (sockeye_session_get_outlet (self.session), FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    g_assert_cmpint (recv (fds[i], &byte, 1, 0), ==, 0);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  fixture_clear (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outlet/other-thread", test_other_thread);
  g_test_add_func ("/outlet/wake", test_wake);
  g_test_add_func ("/outlet/set", test_set);
  g_test_add_func ("/outlet/each", test_each);
  g_test_add_func ("/outlet/datagrams", test_datagrams);
  g_test_add_func ("/outlet/finish", test_finish);
  g_test_add_func ("/outlet/answers-no-more", test_answers_no_more);
  return g_test_run ();
}
