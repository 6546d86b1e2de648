/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "listen-queue.h"
#include "unix-place.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define SERVER SOCKEYE_PROTOCOL_UNIX_SERVER
#define CLIENT SOCKEYE_PROTOCOL_UNIX_CLIENT
#define MUCH   (10u << 20)

static void
assert_end (const SockeyeEndpoint *endpoint, const char *text)
{
  g_autofree char *formatted = sockeye_endpoint_to_string (endpoint);

  g_assert_cmpstr (formatted, ==, text);
}

/* This process is at the far end, too. */
static void
assert_own_process (const SockeyeEvent *event)
{
  g_assert_cmpuint (event->number, ==, getpid ());
  g_assert_cmpuint (event->number2, ==, getuid ());
  g_assert_nonnull (event->text);
  g_assert_true (g_str_has_prefix (event->text, "test-unix-strea"));
}

static void
serve (const char *where)
{
  Fixture self;
  MemoryRecord record;
  g_autofree char *events = NULL;
  g_autofree char *unnamed = NULL;
  int fd;

  fixture_init (&self);
  fixture_open_wait (&self, SERVER, where, 0, NULL, 0);
  g_assert_cmpstr (sockeye_session_get_local (self.session), ==, where);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_LISTENING, &record));
  assert_end (&record.event.local, where);

  fd = peer_connect (where, 0);
  peer_send (fd, "hello", 5);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 5);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ACCEPTED, &record));
  unnamed = g_strdup_printf ("unnamed #%u", record.peer);
  assert_end (&record.event.remote, unnamed);
  assert_end (&record.event.local, where);
  assert_own_process (&record.event);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, record.peer, "there"));
  peer_expect (fd, "there");
  close (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  fixture_close_wait (&self);
  events = memory_sink_list_events (self.sink, 0);
  g_assert_cmpstr (events, ==, "listening accepted peer-closed closed stopped-listening");
  g_assert_cmpuint (self.failures->len, ==, 0);
  fixture_clear (&self);
}

static void
test_server (void)
{
  UnixPlace place;

  unix_place_init (&place);
  serve (place.path);
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
  serve (place.path);
  serve (place.name);
  unix_place_clear (&place);
}

static void
call (const char *where)
{
  Fixture self;
  MemoryRecord record;
  guint16 port = 0;
  int listener = peer_listen (where, 5, &port);
  int fd;

  fixture_init (&self);
  fixture_open_wait (&self, CLIENT, "", 0, where, 0);
  g_assert_cmpstr (sockeye_session_get_remote (self.session), ==, where);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_CONNECTING, &record));
  assert_end (&record.event.remote, where);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_CONNECTED, &record));
  assert_end (&record.event.remote, where);
  assert_own_process (&record.event);

  fd = accept (listener, NULL, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "question"));
  peer_expect (fd, "question");
  peer_send (fd, "answer", 6);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 6);
  fixture_close_wait (&self);
  g_assert_cmpuint (peer_receive (fd, &(char){ 0 }, 1), ==, 0);
  close (fd);
  close (listener);
  fixture_clear (&self);
}

static void
test_client (void)
{
  UnixPlace place;

  unix_place_init (&place);
  call (place.path);
  /* The listener was another's, and so is its file. */
  g_assert_no_errno (unlink (place.path));
  call (place.name);
  unix_place_clear (&place);
}

/* A client with a path of its own: the far end sees it, and the file goes with the connection. */
static void
test_named_client (void)
{
  UnixPlace place;
  Fixture self;
  g_autofree char *own = NULL;
  struct sockaddr_un native;
  socklen_t length = sizeof native;
  guint16 port = 0;
  int listener, fd;

  unix_place_init (&place);
  own = g_build_filename (place.folder, "mine", NULL);
  listener = peer_listen (place.name, 5, &port);
  fixture_init (&self);
  fixture_open_wait (&self, CLIENT, own, 0, place.name, 0);
  fd = accept (listener, (struct sockaddr *) &native, &length);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpstr (native.sun_path, ==, own);
  g_assert_true (g_file_test (own, G_FILE_TEST_EXISTS));
  fixture_close_wait (&self);
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));

  /* Nor does it stay when no connection is made. */
  close (listener);
  fixture_open (&self, CLIENT, own, 0, place.name, 0);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  g_assert_cmpuint (self.failures->len, ==, 1);
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  close (fd);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* An "@" alone: the system chooses a name, which others can connect to. */
static void
test_chosen_name (void)
{
  Fixture self;
  const char *local;
  int fd;

  fixture_init (&self);
  fixture_open_wait (&self, SERVER, "@", 0, NULL, 0);
  local = sockeye_session_get_local (self.session);
  g_assert_true (g_str_has_prefix (local, "@"));
  g_assert_cmpuint (strlen (local), >, 1);
  fd = peer_connect (local, 0);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
}

/* The listener's queue is full: it is waited for, as long as for any connection. */
static void
test_full_queue (void)
{
  Fixture self;
  UnixPlace place;
  MemoryRecord record;
  guint16 port = 0;
  int listener, first, fd;
  SockeyeSettings settings = { .protocol = CLIENT, .connect_timeout_ms = 50 };

  unix_place_init (&place);
  listener = peer_listen (place.name, 0, &port);
  first = peer_connect (place.name, 0);
  settings.remote_host = place.name;

  fixture_init (&self);
  sockeye_session_open (self.session, &settings);
  fixture_wait (self.failures->len == 1);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.error_number, ==, EAGAIN);
  g_assert_cmpuint (record.event.number2, ==, 50);

  settings.connect_timeout_ms = 20000;
  sockeye_session_open (self.session, &settings);
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CONNECTING) == 2);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPENING);
  fd = accept (listener, NULL, NULL);
  fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
  g_assert_cmpuint (self.failures->len, ==, 1);
  close (fd);
  fd = accept (listener, NULL, NULL);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "at last"));
  peer_expect (fd, "at last");
  fixture_close_wait (&self);
  close (fd);
  close (first);
  close (listener);
  fixture_clear (&self);
  unix_place_clear (&place);
}

static void
test_half_close (void)
{
  UnixPlace place;
  Fixture self;
  MemoryRecord record;
  SockeyeSettings settings = { .protocol = SERVER, .stay_half_open = TRUE };
  int fd;

  unix_place_init (&place);
  fixture_init (&self);
  settings.local_host = place.path;
  sockeye_session_open (self.session, &settings);
  fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
  fd = peer_connect (place.path, 0);
  peer_send (fd, "all", 3);
  g_assert_no_errno (shutdown (fd, SHUT_WR));
  fixture_wait_event (&self, SOCKEYE_EVENT_PEER_CLOSED);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ACCEPTED, &record));
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, record.peer), ==, 3);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "still here"));
  peer_expect (fd, "still here");
  sockeye_session_close_sending (self.session, record.peer);
  g_assert_cmpuint (peer_receive (fd, &(char){ 0 }, 1), ==, 0);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* Who has closed for good is not waited for: at once, or later when only sending was closed at first. */
static void
test_gone (void)
{
  UnixPlace place;
  Fixture self;
  MemoryRecord record;
  SockeyeSettings settings = { .protocol = SERVER, .stay_half_open = TRUE };

  unix_place_init (&place);
  settings.local_host = place.name;
  for (guint later = 0; later < 2; later++)
    {
      int fd;

      fixture_init (&self);
      sockeye_session_open (self.session, &settings);
      fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
      fd = peer_connect (place.name, 0);
      fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
      if (later)
        {
          g_assert_no_errno (shutdown (fd, SHUT_WR));
          fixture_wait_event (&self, SOCKEYE_EVENT_PEER_CLOSED);
          g_assert_cmpuint (sockeye_session_get_n_connections (self.session), ==, 1);
        }
      close (fd);
      fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
      g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_PEER_CLOSED, &record));
      g_assert_cmpuint (record.event.number, ==, later);
      fixture_close_wait (&self);
      fixture_clear (&self);
    }
  unix_place_clear (&place);
}

/* There is no RST: what aborts elsewhere only closes. */
static void
test_abort (void)
{
  UnixPlace place;
  Fixture self;
  int fd;

  unix_place_init (&place);
  fixture_init (&self);
  fixture_open_wait (&self, SERVER, place.name, 0, NULL, 0);
  fd = peer_connect (place.name, 0);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  sockeye_session_abort (self.session, 0);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ABORTED), ==, 0);
  g_assert_cmpuint (peer_receive (fd, &(char){ 0 }, 1), ==, 0);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* A far end that goes away with bytes unread is a reset here as well. */
static void
test_reset (void)
{
  UnixPlace place;
  Fixture self;
  int fd;

  unix_place_init (&place);
  fixture_init (&self);
  fixture_open_wait (&self, SERVER, place.name, 0, NULL, 0);
  fd = peer_connect (place.name, 0);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "unread"));
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 0) == 6);
  close (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_RESET);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* Whether the kernel tells of the queue of a Unix socket. */
static gboolean
can_diagnose (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) listener = g_socket_new_from_fd (peer_listen ("@", 7, &port), NULL);
  guint backlog;

  sockeye_listen_queue_get (listener, &backlog);
  return backlog == 7;
}

static void
test_pause_accepting (void)
{
  gboolean has_diagnosis = can_diagnose ();
  UnixPlace place;
  Fixture self;
  MemoryRecord record;
  int fds[2];

  unix_place_init (&place);
  fixture_init (&self);
  fixture_open_wait (&self, SERVER, place.path, 0, NULL, 0);
  sockeye_session_set_accepting (self.session, FALSE);
  fixture_wait_event (&self, SOCKEYE_EVENT_ACCEPTING_PAUSED);
  fds[0] = peer_connect (place.path, 0);
  peer_send (fds[0], "early", 5);
  g_assert_cmpuint (sockeye_session_get_n_connections (self.session), ==, 0);
  if (has_diagnosis)
    fixture_wait (sockeye_session_get_waiting (self.session) == 1);
  sockeye_session_set_accepting (self.session, TRUE);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 5);

  /* Whoever still waits at the end is reset, and that is told. */
  sockeye_session_set_accepting (self.session, FALSE);
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ACCEPTING_PAUSED) == 2);
  fds[1] = peer_connect (place.path, 0);
  sockeye_session_stop_listening (self.session);
  fixture_wait_state (&self, SOCKEYE_SESSION_DRAINING);
  g_assert_cmpint (recv (fds[1], &(char){ 0 }, 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, ECONNRESET);
  if (has_diagnosis)
    {
      g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_WAITING_RESET, &record));
      g_assert_cmpuint (record.event.number, ==, 1);
    }
  close (fds[0]);
  close (fds[1]);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&self);
  unix_place_clear (&place);
}

typedef struct
{
  int fd;
  const guint8 *out;
  guint8 *in;
} Exchange;

static gpointer
write_all (gpointer data)
{
  Exchange *exchange = data;

  peer_send (exchange->fd, exchange->out, MUCH);
  return NULL;
}

static gpointer
read_all (gpointer data)
{
  Exchange *exchange = data;

  g_assert_cmpuint (peer_receive (exchange->fd, exchange->in, MUCH), ==, MUCH);
  return NULL;
}

/* 10 MiB in both directions at once, byte for byte. */
static void
test_much (void)
{
  UnixPlace place;
  Fixture self;
  g_autofree guint8 *pattern = g_malloc (MUCH);
  g_autofree guint8 *got = g_malloc (MUCH);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) received = NULL;
  SockeyeTarget all = { .kind = SOCKEYE_TARGET_ALL };
  Exchange exchange = { .out = pattern, .in = got };
  GThread *writer, *reader;

  for (guint i = 0; i < MUCH; i++)
    pattern[i] = (guint8) ((i * 2654435761u) >> 13);
  payload = g_bytes_new (pattern, MUCH);
  unix_place_init (&place);
  fixture_init (&self);
  fixture_open_wait (&self, SERVER, place.path, 0, NULL, 0);
  exchange.fd = peer_connect (place.path, 0);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  writer = g_thread_new ("writer", write_all, &exchange);
  reader = g_thread_new ("reader", read_all, &exchange);
  g_assert_true (sockeye_session_send (self.session, &all, payload, NULL));
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == MUCH);
  g_thread_join (writer);
  g_thread_join (reader);
  received = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0);
  g_assert_cmpmem (got, MUCH, pattern, MUCH);
  g_assert_cmpmem (g_bytes_get_data (received, NULL), g_bytes_get_size (received), pattern, MUCH);
  close (exchange.fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* Stop listening, keep connections: the file goes at once, the connection stays. */
static void
test_stop_listening (void)
{
  UnixPlace place;
  Fixture self;
  int fd;

  unix_place_init (&place);
  fixture_init (&self);
  fixture_open_wait (&self, SERVER, place.path, 0, NULL, 0);
  fd = peer_connect (place.path, 0);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  sockeye_session_stop_listening (self.session);
  fixture_wait_state (&self, SOCKEYE_SESSION_DRAINING);
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "here"));
  peer_expect (fd, "here");
  close (fd);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* Each payload gets a connection of its own, also here. */
static void
test_short_connections (void)
{
  UnixPlace place;
  Fixture self;
  SockeyeSettings settings = { .protocol = CLIENT, .short_connections = TRUE };
  guint16 port = 0;
  int listener;

  unix_place_init (&place);
  listener = peer_listen (place.name, 5, &port);
  settings.remote_host = place.name;
  fixture_init (&self);
  sockeye_session_open (self.session, &settings);
  fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
  for (guint i = 0; i < 2; i++)
    {
      int fd;

      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "one"));
      fd = accept (listener, NULL, NULL);
      g_assert_cmpint (fd, >=, 0);
      peer_expect (fd, "one");
      close (fd);
      fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED) == i + 1);
    }
  close (listener);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unix-stream/server", test_server);
  g_test_add_func ("/unix-stream/client", test_client);
  g_test_add_func ("/unix-stream/named-client", test_named_client);
  g_test_add_func ("/unix-stream/chosen-name", test_chosen_name);
  g_test_add_func ("/unix-stream/full-queue", test_full_queue);
  g_test_add_func ("/unix-stream/half-close", test_half_close);
  g_test_add_func ("/unix-stream/gone", test_gone);
  g_test_add_func ("/unix-stream/abort", test_abort);
  g_test_add_func ("/unix-stream/reset", test_reset);
  g_test_add_func ("/unix-stream/pause-accepting", test_pause_accepting);
  g_test_add_func ("/unix-stream/much", test_much);
  g_test_add_func ("/unix-stream/stop-listening", test_stop_listening);
  g_test_add_func ("/unix-stream/short-connections", test_short_connections);
  return g_test_run ();
}
