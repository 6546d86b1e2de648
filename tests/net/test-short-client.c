/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "outlet.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A server of the old kind: takes one connection after the other, answers, and closes. */
typedef struct
{
  int listener;
  guint16 port;
  guint n;            /* connections to serve */
  gboolean until_end; /* reads until the client has closed sending */
  gsize length;       /* otherwise: of a request */
  GThread *thread;
  GPtrArray *requests; /* as they came */
} Server;

static gpointer
serve (gpointer data)
{
  Server *self = data;

  for (guint i = 0; i < self->n; i++)
    {
      int fd = accept (self->listener, NULL, NULL);
      char *request = g_malloc0 (256);
      g_autofree char *answer = NULL;
      struct timeval patience = { .tv_sec = 10 };

      g_assert_cmpint (fd, >=, 0);
      g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience));
      peer_receive (fd, request, self->until_end ? 255 : self->length);
      answer = g_strconcat ("re: ", request, NULL);
      peer_send (fd, answer, strlen (answer));
      close (fd);
      g_ptr_array_add (self->requests, request);
    }
  return NULL;
}

static void
server_start (Server *self, guint n)
{
  self->listener = peer_listen ("127.0.0.1", 1024, &self->port);
  self->n = n;
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->thread = g_thread_new ("server", serve, self);
}

static void
server_join (Server *self)
{
  g_thread_join (self->thread);
  close (self->listener);
}

static void
open_short (Fixture *self, const char *host, guint16 port, gboolean close_sending)
{
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .remote_host = host,
                               .remote_port = port,
                               .short_connections = TRUE,
                               .short_close_sending = close_sending };

  sockeye_session_open (self->session, &settings);
  fixture_wait (sockeye_session_get_state (self->session) != SOCKEYE_SESSION_OPENING);
}

/* A connection of its own for each of a thousand sends; every answer belongs to its question. */
static void
test_thousand (gconstpointer data)
{
  gboolean close_sending = GPOINTER_TO_INT (data);
  Fixture self;
  Server server = { .until_end = close_sending, .length = 4 };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  server_start (&server, 1000);
  fixture_init (&self);
  open_short (&self, "127.0.0.1", server.port, close_sending);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPEN);
  g_assert_true (sockeye_session_get_short_connections (self.session));
  g_assert_cmpuint (memory_sink_get_n_peers (self.sink), ==, 0);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%04u", i);

      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, text));
      if (i % 100 == 0)
        fixture_iterate ();
    }
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED) == 1000);
  server_join (&server);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  g_assert_cmpuint (memory_sink_get_n_peers (self.sink), ==, 1000);
  g_assert_cmpuint (self.failures->len, ==, 0);

  for (guint32 id = 1; id <= 1000; id++)
    {
      g_autoptr (GBytes) sent = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_SENT, id);
      g_autoptr (GBytes) received = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, id);
      g_autofree char *question = g_strndup (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
      g_autofree char *answer = g_strndup (g_bytes_get_data (received, NULL), g_bytes_get_size (received));
      g_autofree char *events = memory_sink_list_events (self.sink, id);
      g_autofree char *expected = g_strconcat ("re: ", question, NULL);

      g_assert_cmpuint (strlen (question), ==, 4);
      g_assert_cmpstr (answer, ==, expected);
      g_assert_cmpstr (events, ==,
                       close_sending ? "connected closed-sending peer-closed closed"
                                     : "connected peer-closed closed");
    }
  for (guint i = 0; i < 1000; i++)
    g_assert_true (g_hash_table_add (seen, server.requests->pdata[i]));
  g_ptr_array_unref (server.requests);
  fixture_close_wait (&self);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_STOPPED_CONNECTING), ==, 1);
  fixture_clear (&self);
}

/* Nobody closes: so many at once, and the others wait until one ends. */
static void
test_limit (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 1024, &port);
  int fds[SOCKEYE_SHORT_CONNECTIONS_MAX + 10];

  fixture_init (&self);
  open_short (&self, "127.0.0.1", port, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "x"));
  fixture_wait (sockeye_session_get_n_connections (self.session) == SOCKEYE_SHORT_CONNECTIONS_MAX);
  fixture_wait (sockeye_session_get_unsent (self.session) == 10);
  for (guint i = 0; i < SOCKEYE_SHORT_CONNECTIONS_MAX; i++)
    {
      fds[i] = accept (listener, NULL, NULL);
      peer_expect (fds[i], "x");
    }
  for (guint i = 0; i < 10; i++)
    {
      close (fds[i]);
      fds[i] = accept (listener, NULL, NULL);
      peer_expect (fds[i], "x");
    }
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  g_assert_cmpuint (memory_sink_get_n_peers (self.sink), ==, G_N_ELEMENTS (fds));

  /* Closing ends them all. */
  fixture_close_wait (&self);
  for (guint i = 0; i < SOCKEYE_SHORT_CONNECTIONS_MAX; i++)
    {
      g_assert_cmpuint (peer_receive (fds[i], &(char){ 0 }, 1), ==, 0);
      close (fds[i]);
    }
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_UNSENT), ==, 0);
  close (listener);
  fixture_clear (&self);
}

static guint16
get_free_port (void)
{
  guint16 port = 0;

  close (peer_listen ("127.0.0.1", 1, &port));
  return port;
}

/* Nobody listens: each send fails, is told, and leaves the session open for the next one. */
static void
test_refused (void)
{
  Fixture self;
  Server server = { .length = 4, .port = get_free_port () };
  MemoryRecord record;

  fixture_init (&self);
  open_short (&self, "127.0.0.1", server.port, FALSE);
  for (guint i = 1; i <= 3; i++)
    {
      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "lost"));
      fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_UNSENT) == i);
    }
  fixture_wait (self.failures->len == 3);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.error_number, ==, ECONNREFUSED);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_UNSENT, &record));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_CONNECT);
  g_assert_cmpuint (record.event.number, ==, 4);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPEN);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);

  server_start (&server, 1);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "here"));
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  server_join (&server);
  g_ptr_array_unref (server.requests);
  fixture_clear (&self);
}

/* As many as fail at once are worked off in turns, and none is lost. */
static void
test_many_failures (void)
{
  Fixture self;
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .local_host = "::1",
                               .remote_host = "127.0.0.1",
                               .remote_port = 9,
                               .short_connections = TRUE };

  fixture_init (&self);
  sockeye_session_open (self.session, &settings);
  fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
  for (guint i = 0; i < 5000; i++)
    g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "x"));
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_UNSENT) == 5000);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  fixture_clear (&self);
}

/* The name is looked up once, before anything is sent. */
static void
test_name (void)
{
  Fixture self;
  Server server = { .length = 4 };
  MemoryRecord record;

  server_start (&server, 2);
  fixture_init (&self);
  open_short (&self, "localhost", server.port, FALSE);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_READY_TO_CONNECT, &record));
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, server.port);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "0001"));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "0002"));
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED) == 2);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RESOLVING), ==, 1);
  server_join (&server);
  g_ptr_array_unref (server.requests);
  fixture_clear (&self);
}

static void
test_unknown_name (void)
{
  Fixture self;

  fixture_init (&self);
  open_short (&self, "does-not-exist.invalid", 7, FALSE);
  fixture_wait (self.failures->len == 1);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&self);
}

/* Each connection is one that can be dealt with: sent to again, ended. */
static void
test_one_of_them (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  int first, second;
  char byte;

  fixture_init (&self);
  open_short (&self, "127.0.0.1", port, FALSE);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "one"));
  first = accept (listener, NULL, NULL);
  peer_expect (first, "one");
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "two"));
  second = accept (listener, NULL, NULL);
  peer_expect (second, "two");
  fixture_wait (sockeye_session_get_n_connections (self.session) == 2);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, 1, "more"));
  peer_expect (first, "more");
  sockeye_session_abort (self.session, 2);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  g_assert_cmpint (recv (second, &byte, 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, ECONNRESET);
  sockeye_session_disconnect (self.session, 1);
  g_assert_cmpint (recv (first, &byte, 1, 0), ==, 0);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPEN);
  close (first);
  close (second);
  close (listener);
  fixture_clear (&self);
}

/* While connections are being made, sending is cancelled, or the session closed, or dropped. */
static void
test_give_up (gconstpointer data)
{
  guint how = GPOINTER_TO_UINT (data);
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 0, &port);
  int queued = peer_connect ("127.0.0.1", port); /* fills the backlog: nobody else gets an answer */
  MemoryRecord record;

  fixture_init (&self);
  open_short (&self, "127.0.0.1", port, FALSE);
  for (guint i = 0; i < 300; i++)
    g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "12345"));
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CONNECTING)
                == SOCKEYE_SHORT_CONNECTIONS_MAX);
  if (how == 0)
    {
      sockeye_session_cancel_sending (self.session);
      fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
      g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
      g_assert_cmpint (record.event.error_number, ==, ECANCELED);
    }
  else if (how == 1)
    {
      fixture_close_wait (&self);
      g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_UNSENT, &record));
    }
  if (how < 2)
    {
      g_assert_cmpuint (record.event.number, ==, 300 * 5);
      fixture_wait (sockeye_session_get_unsent (self.session) == 0);
      g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CANCELLED), ==,
                        SOCKEYE_SHORT_CONNECTIONS_MAX);
    }
  close (queued);
  close (listener);
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/short-client/thousand", GINT_TO_POINTER (FALSE), test_thousand);
  g_test_add_data_func ("/short-client/thousand/close-sending", GINT_TO_POINTER (TRUE), test_thousand);
  g_test_add_func ("/short-client/limit", test_limit);
  g_test_add_func ("/short-client/refused", test_refused);
  g_test_add_func ("/short-client/many-failures", test_many_failures);
  g_test_add_func ("/short-client/name", test_name);
  g_test_add_func ("/short-client/unknown-name", test_unknown_name);
  g_test_add_func ("/short-client/one-of-them", test_one_of_them);
  g_test_add_data_func ("/short-client/give-up/cancel", GUINT_TO_POINTER (0), test_give_up);
  g_test_add_data_func ("/short-client/give-up/close", GUINT_TO_POINTER (1), test_give_up);
  g_test_add_data_func ("/short-client/give-up/drop", GUINT_TO_POINTER (2), test_give_up);
  return g_test_run ();
}
