/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static guint16
start (Fixture *self, int backlog)
{
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_SERVER,
                               .local_host = "127.0.0.1",
                               .backlog = backlog };

  fixture_init (self);
  sockeye_session_open (self->session, &settings);
  fixture_wait_state (self, SOCKEYE_SESSION_OPEN);
  return sockeye_session_get_local_port (self->session);
}

static void
pause_accepting (Fixture *self)
{
  sockeye_session_set_accepting (self->session, FALSE);
  fixture_wait (sockeye_session_get_accepting_paused (self->session));
}

/* Whether the far end has answered @fd within a moment. */
static gboolean
is_connected (int fd)
{
  struct pollfd wait = { .fd = fd, .events = POLLOUT };

  return poll (&wait, 1, 300) == 1;
}

static int
begin_to_connect (guint16 port)
{
  SockeyeEndpoint remote;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", port, NULL));
  g_assert_cmpint (connect (fd, &remote.any, remote.length), ==, -1);
  g_assert_cmpint (errno, ==, EINPROGRESS);
  return fd;
}

/* The clients connect and send; nobody takes them until accepting goes on, and then nothing is missing. */
static void
test_pause (void)
{
  Fixture self;
  guint16 port = start (&self, 5);
  MemoryRecord record;
  int first = peer_connect ("127.0.0.1", port);
  int fds[3];

  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  pause_accepting (&self);
  sockeye_session_set_accepting (self.session, FALSE);
  g_assert_cmpuint (sockeye_session_get_backlog (self.session), ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = peer_connect ("127.0.0.1", port);
      peer_send (fds[i], "hello", 5);
    }
  fixture_wait (sockeye_session_get_waiting (self.session) == 3);
  g_assert_cmpuint (sockeye_session_get_n_connections (self.session), ==, 1);
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 0), ==, 0);

  /* Those that were accepted go on. */
  peer_send (first, "first", 5);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1) == 5);

  sockeye_session_set_accepting (self.session, TRUE);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 4);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 20);
  fixture_wait (!sockeye_session_get_accepting_paused (self.session));
  g_assert_cmpuint (sockeye_session_get_waiting (self.session), ==, 0);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ACCEPTING_RESUMED, &record));
  g_assert_cmpuint (record.event.number, ==, 3);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ACCEPTING_PAUSED), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  close (first);
  fixture_clear (&self);
}

/* Linux lets one more in than the backlog says; the next client gets no answer until somebody is accepted. */
static void
test_backlog (gconstpointer data)
{
  int backlog = GPOINTER_TO_INT (data);
  guint capacity = (guint) MAX (backlog, 0) + 1;
  Fixture self;
  guint16 port = start (&self, backlog);
  g_autofree int *fds = g_new (int, capacity);
  int late;

  pause_accepting (&self);
  for (guint i = 0; i < capacity; i++)
    fds[i] = peer_connect ("127.0.0.1", port);
  late = begin_to_connect (port);
  fixture_wait (sockeye_session_get_waiting (self.session) == capacity);
  g_assert_cmpuint (sockeye_session_get_backlog (self.session), ==, (guint) MAX (backlog, 0));
  g_assert_false (is_connected (late));

  sockeye_session_set_accepting (self.session, TRUE);
  fixture_wait (sockeye_session_get_n_connections (self.session) == capacity + 1);
  g_assert_true (is_connected (late));
  for (guint i = 0; i < capacity; i++)
    close (fds[i]);
  close (late);
  fixture_clear (&self);
}

/* Those that wait when listening stops are reset, which is told; those that were accepted go on. */
static void
test_stop_while_paused (void)
{
  Fixture self;
  guint16 port = start (&self, 5);
  MemoryRecord record;
  char byte;
  int accepted = peer_connect ("127.0.0.1", port);
  int waiting;

  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  pause_accepting (&self);
  waiting = peer_connect ("127.0.0.1", port);
  sockeye_session_stop_listening (self.session);
  fixture_wait_state (&self, SOCKEYE_SESSION_DRAINING);
  g_assert_cmpint (recv (waiting, &byte, 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, ECONNRESET);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_WAITING_RESET, &record));
  g_assert_cmpuint (record.event.number, ==, 1);
  g_assert_false (sockeye_session_get_accepting_paused (self.session));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "you stay"));
  peer_expect (accepted, "you stay");
  close (waiting);
  close (accepted);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&self);
}

/* The next opening accepts. */
static void
test_close_while_paused (void)
{
  Fixture self;
  guint16 port = start (&self, 5);
  int fd;

  pause_accepting (&self);
  fixture_close_wait (&self);
  g_assert_false (sockeye_session_get_accepting_paused (self.session));
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", port, NULL, 0);
  fd = peer_connect ("127.0.0.1", port);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  close (fd);
  fixture_clear (&self);
}

/* More than the system gives is told. */
static void
test_limit (void)
{
  g_autofree char *text = NULL;
  Fixture self;
  MemoryRecord record;
  guint64 limit;

  if (!g_file_get_contents ("/proc/sys/net/core/somaxconn", &text, NULL, NULL)
      || !g_ascii_string_to_unsigned (g_strstrip (text), 10, 1, G_MAXINT - 1, &limit, NULL))
    {
      g_test_skip ("The limit is not known.");
      return;
    }
  start (&self, (int) limit + 1);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_LISTENING, &record));
  g_assert_cmpuint (record.event.number, ==, limit + 1);
  g_assert_cmpuint (record.event.number2, ==, limit);
  g_assert_cmpuint (sockeye_session_get_backlog (self.session), ==, limit);
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/acceptor/pause", test_pause);
  g_test_add_data_func ("/acceptor/backlog/none", GINT_TO_POINTER (SOCKEYE_BACKLOG_NONE), test_backlog);
  g_test_add_data_func ("/acceptor/backlog/1", GINT_TO_POINTER (1), test_backlog);
  g_test_add_data_func ("/acceptor/backlog/5", GINT_TO_POINTER (5), test_backlog);
  g_test_add_func ("/acceptor/stop-while-paused", test_stop_while_paused);
  g_test_add_func ("/acceptor/close-while-paused", test_close_while_paused);
  g_test_add_func ("/acceptor/limit", test_limit);
  return g_test_run ();
}
