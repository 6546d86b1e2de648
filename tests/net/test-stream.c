/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "fixture.h"
#include "io-thread.h"
#include "poller.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define SERVER SOCKEYE_PROTOCOL_TCP_SERVER
#define LARGE  (20u * 1000 * 1000)

/* The far end is a client with a small window. */
static int
connect_slowly (Fixture *self)
{
  SockeyeEndpoint remote;
  int size = 4096;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  guint n = memory_sink_count_events (self->sink, SOCKEYE_EVENT_ACCEPTED);

  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1",
                                               sockeye_session_get_local_port (self->session), NULL));
  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size));
  g_assert_no_errno (connect (fd, &remote.any, remote.length));
  fixture_wait (memory_sink_count_events (self->sink, SOCKEYE_EVENT_ACCEPTED) == n + 1);
  return fd;
}

static GBytes *
make_payload (gsize length)
{
  guint8 *bytes = g_malloc (length);
  guint32 x = 1;

  for (gsize i = 0; i < length; i++)
    {
      x = x * 1664525 + 1013904223;
      bytes[i] = (guint8) (x >> 24);
    }
  return g_bytes_new_take (bytes, length);
}

static gboolean
send_bytes (Fixture *self, GBytes *payload, GError **error)
{
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ALL };

  return sockeye_session_send (self->session, &target, payload, error);
}

typedef struct
{
  int fd;
  gsize length;
  guint8 *bytes;
  gsize done;
} Reader;

/* Small reads with a rest now and then. */
static gpointer
read_slowly (gpointer data)
{
  Reader *reader = data;
  gssize n;

  while (
      reader->done < reader->length
      && (n = recv (reader->fd, reader->bytes + reader->done, MIN (reader->length - reader->done, 50000), 0))
             > 0)
    {
      if (reader->done / 1000000 != (reader->done + (gsize) n) / 1000000)
        g_usleep (1000);
      reader->done += (gsize) n;
    }
  return NULL;
}

static void
start_open (Fixture *self)
{
  fixture_init (self);
  fixture_open_wait (self, SERVER, "127.0.0.1", 0, NULL, 0);
}

static void
test_partial_writes (void)
{
  Fixture self;
  g_autoptr (GBytes) payload = make_payload (LARGE);
  g_autoptr (GBytes) sent = NULL;
  Reader reader = { .length = LARGE, .bytes = g_malloc (LARGE) };
  GThread *thread;

  start_open (&self);
  reader.fd = connect_slowly (&self);
  g_assert_true (send_bytes (&self, payload, NULL));
  fixture_wait (sockeye_session_get_unsent (self.session) > 0);
  thread = g_thread_new ("reader", read_slowly, &reader);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 0) == LARGE);
  g_thread_join (thread);
  g_assert_cmpmem (reader.bytes, reader.done, g_bytes_get_data (payload, NULL), LARGE);
  sent = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_SENT, 1);
  g_assert_true (g_bytes_equal (sent, payload));
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 1), >, 1);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  close (reader.fd);
  g_free (reader.bytes);
  fixture_clear (&self);
}

/* The sink lends little at a time; nothing is lost or doubled, in either direction. */
static void
test_small_pieces (void)
{
  Fixture self;
  g_autoptr (GBytes) payload = make_payload (300000);
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GBytes) received = NULL;
  g_autofree guint8 *got = g_malloc (300000);
  int fd;

  fixture_init (&self);
  memory_sink_set_piece (self.sink, 997);
  fixture_open_wait (&self, SERVER, "127.0.0.1", 0, NULL, 0);
  fd = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
  fixture_wait_event (&self, SOCKEYE_EVENT_ACCEPTED);
  g_assert_true (send_bytes (&self, payload, NULL));
  g_assert_cmpuint (peer_receive (fd, got, 300000), ==, 300000);
  g_assert_cmpmem (got, 300000, g_bytes_get_data (payload, NULL), 300000);
  peer_send (fd, got, 300000);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 300000);
  sent = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_SENT, 0);
  received = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0);
  g_assert_true (g_bytes_equal (sent, payload));
  g_assert_true (g_bytes_equal (received, payload));
  close (fd);
  fixture_clear (&self);
}

static gboolean
read_dispatches (gpointer data)
{
  g_atomic_int_set ((int *) data, (int) sockeye_poller_get_n_dispatches ());
  return G_SOURCE_REMOVE;
}

static int
count_dispatches (void)
{
  int n = -1;

  sockeye_io_thread_invoke (read_dispatches, &n, NULL);
  fixture_wait (g_atomic_int_get (&n) >= 0);
  return n;
}

static void
assert_quiet (void)
{
  int before = count_dispatches ();

  for (gint64 end = g_get_monotonic_time () + 200 * 1000; g_get_monotonic_time () < end;)
    fixture_iterate ();
  g_assert_cmpint (count_dispatches () - before, <, 20);
}

/* The far end has closed its direction and reads nothing: what is queued stays, and nothing spins. */
static void
test_half_closed (void)
{
  Fixture self;
  g_autoptr (GBytes) payload = make_payload (LARGE);
  Reader reader = { .length = LARGE, .bytes = g_malloc (LARGE) };

  start_open (&self);
  reader.fd = connect_slowly (&self);
  g_assert_true (send_bytes (&self, payload, NULL));
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 0) > 0);
  g_assert_no_errno (shutdown (reader.fd, SHUT_WR));
  fixture_wait_event (&self, SOCKEYE_EVENT_PEER_CLOSED);
  assert_quiet ();
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED), ==, 0);
  g_assert_cmpuint (sockeye_session_get_n_connections (self.session), ==, 1);

  /* It reads after all: everything still goes out, then this end closes. */
  g_thread_join (g_thread_new ("reader", read_slowly, &reader));
  g_assert_cmpmem (reader.bytes, reader.done, g_bytes_get_data (payload, NULL), LARGE);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_UNSENT), ==, 0);
  close (reader.fd);
  g_free (reader.bytes);
  fixture_clear (&self);
}

static void
test_unsent (gconstpointer data)
{
  gboolean reset = GPOINTER_TO_INT (data);
  Fixture self;
  g_autoptr (GBytes) payload = make_payload (LARGE);
  MemoryRecord record;
  gsize sent;
  int fd;

  start_open (&self);
  fd = connect_slowly (&self);
  g_assert_true (send_bytes (&self, payload, NULL));
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 0) > 0);
  if (reset)
    peer_reset (fd);
  else
    sockeye_session_disconnect (self.session, 1);
  fixture_wait_event (&self, SOCKEYE_EVENT_UNSENT);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_UNSENT, &record));
  sent = memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 1);
  g_assert_cmpuint (record.event.number + sent, ==, LARGE);
  g_assert_cmpuint (memory_sink_count_events (self.sink, reset ? SOCKEYE_EVENT_RESET : SOCKEYE_EVENT_CLOSED),
                    ==, 1);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  if (!reset)
    close (fd);
  fixture_clear (&self);
}

static gboolean
wait_for_mutex (gpointer mutex)
{
  g_mutex_lock (mutex);
  g_mutex_unlock (mutex);
  return G_SOURCE_REMOVE;
}

/* Handed over for a connection that has ended by the time it is looked at: nobody has closed the server's socket. */
static void
test_unsent_late (void)
{
  static GMutex mutex;
  Fixture self;
  MemoryRecord record;
  int fd;

  start_open (&self);
  fd = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
  fixture_wait_event (&self, SOCKEYE_EVENT_ACCEPTED);
  /* It can be sent to by then. */
  g_assert_true (sockeye_io_thread_flush (20000));
  g_mutex_lock (&mutex);
  sockeye_io_thread_invoke (wait_for_mutex, &mutex, NULL);
  sockeye_session_disconnect (self.session, 1);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "too late"));
  g_mutex_unlock (&mutex);
  fixture_wait_event (&self, SOCKEYE_EVENT_UNSENT);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_UNSENT, &record));
  g_assert_cmpuint (record.event.number, ==, strlen ("too late"));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_SEND);
  close (fd);
  fixture_clear (&self);
}

/* One of three does not read: the others get everything. */
static void
test_one_is_slow (void)
{
  Fixture self;
  g_autoptr (GBytes) payload = make_payload (LARGE);
  g_autofree guint8 *got = g_malloc (LARGE);
  Reader readers[2];
  GThread *threads[2];
  int slow, fds[2];

  start_open (&self);
  slow = connect_slowly (&self);
  for (guint i = 0; i < 2; i++)
    {
      fds[i] = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
      readers[i] = (Reader){ fds[i], LARGE, g_malloc (LARGE), 0 };
    }
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ACCEPTED) == 3);
  g_assert_true (send_bytes (&self, payload, NULL));
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("reader", read_slowly, &readers[i]);
  for (guint i = 0; i < 2; i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpmem (readers[i].bytes, readers[i].done, g_bytes_get_data (payload, NULL), LARGE);
      g_free (readers[i].bytes);
      close (fds[i]);
    }
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 1), <, LARGE);
  fixture_wait (sockeye_session_get_unsent (self.session) > 0);

  /* And now the slow one is let go of. */
  sockeye_session_cancel_sending (self.session);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
  g_assert_cmpuint (sockeye_session_get_n_connections (self.session), <=, 3);
  close (slow);
  fixture_clear (&self);
}

static void
test_queue_full (void)
{
  Fixture self;
  g_autoptr (GBytes) payload = make_payload (100u << 20);
  g_autoptr (GBytes) small = make_payload (10);
  g_autoptr (GError) error = NULL;
  int slow, quick;

  start_open (&self);
  slow = connect_slowly (&self);
  g_assert_true (send_bytes (&self, payload, NULL));
  g_assert_true (send_bytes (&self, payload, NULL));
  g_assert_false (send_bytes (&self, payload, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_QUEUE_FULL);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 0) > 0);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ERROR), ==, 0);

  /* With others to send to, the full one is left out, and a record says so. */
  quick = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ACCEPTED) == 2);
  g_assert_true (send_bytes (&self, payload, NULL));
  fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
  fixture_wait (self.failures->len == 1);
  g_assert_nonnull (strstr (g_ptr_array_index (self.failures, 0), "reads more slowly"));
  close (quick);
  close (slow);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  g_assert_false (send_bytes (&self, small, NULL));
  fixture_clear (&self);
}

/* A full store stops the reading: TCP makes the sender wait, nothing is lost, nothing spins. */
static void
test_full_sink (void)
{
  Fixture self;
  g_autoptr (GBytes) payload = make_payload (100000);
  g_autoptr (GBytes) received = NULL;
  g_autofree guint8 *got = g_malloc (100000);
  int fd;

  start_open (&self);
  fd = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
  fixture_wait_event (&self, SOCKEYE_EVENT_ACCEPTED);
  memory_sink_set_full (self.sink, TRUE);
  peer_send (fd, g_bytes_get_data (payload, NULL), 100000);
  g_assert_true (send_bytes (&self, payload, NULL));
  fixture_wait (memory_sink_get_n_refused (self.sink) >= 2);
  assert_quiet ();
  g_assert_cmpuint (memory_sink_get_n_refused (self.sink), ==, 2);
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 0), ==, 0);
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 0), ==, 0);

  memory_sink_set_full (self.sink, FALSE);
  g_assert_cmpuint (peer_receive (fd, got, 100000), ==, 100000);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 100000);
  received = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1);
  g_assert_true (g_bytes_equal (received, payload));
  close (fd);
  fixture_clear (&self);
}

/* The end of a connection is noticed late while the store is full, but it is not lost, and does not spin. */
static void
test_full_sink_end (gconstpointer data)
{
  gboolean reset = GPOINTER_TO_INT (data);
  Fixture self;
  g_autofree char *events = NULL;
  int fd;

  start_open (&self);
  fd = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
  fixture_wait_event (&self, SOCKEYE_EVENT_ACCEPTED);
  memory_sink_set_full (self.sink, TRUE);
  peer_send (fd, "last words", 10);
  fixture_wait (memory_sink_get_n_refused (self.sink) == 1);
  if (reset)
    peer_reset (fd);
  else
    close (fd);
  assert_quiet ();
  g_assert_cmpuint (memory_sink_get_n_refused (self.sink), ==, 1);
  memory_sink_set_full (self.sink, FALSE);
  fixture_wait_event (&self, reset ? SOCKEYE_EVENT_RESET : SOCKEYE_EVENT_CLOSED);
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 10);
  events = memory_sink_list_events (self.sink, 1);
  g_assert_cmpstr (events, ==, reset ? "accepted reset" : "accepted peer-closed closed");
  fixture_clear (&self);
}

/* What has arrived is read before the close, so the far end gets a FIN. */
static void
test_close_reads (void)
{
  for (guint round = 0; round < 20; round++)
    {
      Fixture self;
      g_autofree char *bytes = g_malloc0 (100000);
      int fd;

      start_open (&self);
      fd = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
      fixture_wait_event (&self, SOCKEYE_EVENT_ACCEPTED);
      peer_send (fd, bytes, 100000);
      fixture_close_wait (&self);
      g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0), ==, 100000);
      g_assert_cmpint (recv (fd, bytes, 1, 0), ==, 0);
      close (fd);
      fixture_clear (&self);
    }
}

/* The far end resets while it is being written to: what it had sent before is kept. */
static void
test_reset_keeps_bytes (void)
{
  Fixture self;
  g_autofree char *events = NULL;
  int fd;

  start_open (&self);
  fd = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
  fixture_wait_event (&self, SOCKEYE_EVENT_ACCEPTED);
  memory_sink_set_full (self.sink, TRUE);
  peer_send (fd, "before", 6);
  fixture_wait (memory_sink_get_n_refused (self.sink) == 1);
  peer_reset (fd);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "into the void"));
  fixture_wait (memory_sink_get_n_refused (self.sink) == 2);
  memory_sink_set_full (self.sink, FALSE);
  fixture_wait_event (&self, SOCKEYE_EVENT_UNSENT);
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 6);
  events = memory_sink_list_events (self.sink, 1);
  g_assert_cmpstr (events, ==, "accepted reset unsent");
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stream/partial-writes", test_partial_writes);
  g_test_add_func ("/stream/small-pieces", test_small_pieces);
  g_test_add_func ("/stream/half-closed", test_half_closed);
  g_test_add_data_func ("/stream/unsent/disconnect", GINT_TO_POINTER (FALSE), test_unsent);
  g_test_add_func ("/stream/unsent/late", test_unsent_late);
  g_test_add_data_func ("/stream/unsent/reset", GINT_TO_POINTER (TRUE), test_unsent);
  g_test_add_func ("/stream/one-is-slow", test_one_is_slow);
  g_test_add_func ("/stream/queue-full", test_queue_full);
  g_test_add_func ("/stream/full-sink", test_full_sink);
  g_test_add_data_func ("/stream/full-sink/peer-closes", GINT_TO_POINTER (FALSE), test_full_sink_end);
  g_test_add_data_func ("/stream/full-sink/reset", GINT_TO_POINTER (TRUE), test_full_sink_end);
  g_test_add_func ("/stream/close-reads", test_close_reads);
  g_test_add_func ("/stream/reset-keeps-bytes", test_reset_keeps_bytes);
  return g_test_run ();
}
