/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define N_DELAYS 6

static void
open_again (Fixture *self, guint16 port, guint first_ms, guint max_ms, guint attempts)
{
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .remote_host = "127.0.0.1",
                               .remote_port = port,
                               .reconnect = TRUE,
                               .reconnect_first_ms = first_ms,
                               .reconnect_max_ms = max_ms,
                               .reconnect_attempts = attempts };

  fixture_init (self);
  sockeye_session_open (self->session, &settings);
}

static guint16
get_free_port (void)
{
  guint16 port = 0;

  close (peer_listen ("127.0.0.1", 1, &port));
  return port;
}

static int
listen_again (guint16 port)
{
  SockeyeEndpoint local;
  int on = 1;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", port, NULL));
  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
  g_assert_no_errno (bind (fd, &local.any, local.length));
  g_assert_no_errno (listen (fd, 5));
  return fd;
}

/* The delays of all RECONNECTING records, and whether each was really waited for. */
static guint
get_delays (Fixture *self, guint64 *delays, guint max)
{
  gint64 told = 0;
  guint n = 0;

  for (guint i = 0; i < memory_sink_get_n_records (self->sink); i++)
    {
      MemoryRecord record;

      memory_sink_get_record (self->sink, i, &record);
      if (record.kind != SOCKEYE_RECORD_EVENT)
        continue;
      if (record.event.type == SOCKEYE_EVENT_CONNECTING && n > 0)
        g_assert_cmpint (record.time - told, >=, (gint64) delays[n - 1] * 1000 - 1000);
      if (record.event.type != SOCKEYE_EVENT_RECONNECTING || n == max)
        continue;
      told = record.time;
      delays[n++] = record.event.number2;
      g_assert_cmpuint (record.event.number, ==, n);
    }
  return n;
}

/* The server comes later: each failed attempt doubles the wait, up to the maximum. */
static void
test_later (void)
{
  static const guint64 expected[N_DELAYS] = { 20, 40, 80, 100, 100, 100 };
  Fixture self;
  guint16 port = get_free_port ();
  guint64 delays[N_DELAYS];
  int listener, fd;

  open_again (&self, port, 20, 100, 0);
  fixture_wait (sockeye_session_get_attempt (self.session) > 0);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPENING);
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RECONNECTING) >= N_DELAYS);
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "not yet"));
  listener = listen_again (port);
  fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
  g_assert_cmpuint (sockeye_session_get_attempt (self.session), ==, 0);
  fd = accept (listener, NULL, NULL);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "at last"));
  peer_expect (fd, "at last");
  g_assert_cmpuint (get_delays (&self, delays, N_DELAYS), ==, N_DELAYS);
  for (guint i = 0; i < N_DELAYS; i++)
    g_assert_cmpuint (delays[i], ==, expected[i]);
  g_assert_cmpuint (self.failures->len, ==, 0);
  close (fd);
  close (listener);
  fixture_clear (&self);
}

/* After the peer has closed or reset the connection; each success begins anew with the first delay. */
static void
test_again (gconstpointer data)
{
  gboolean reset = GPOINTER_TO_INT (data);
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);

  open_again (&self, port, 10, 1000, 1);
  for (guint round = 1; round <= 5; round++)
    {
      int fd = accept (listener, NULL, NULL);
      MemoryRecord record;

      fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CONNECTED) == round);
      fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
      g_assert_cmpuint (sockeye_session_get_n_connections (self.session), ==, 1);
      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "round"));
      peer_expect (fd, "round");
      if (reset)
        peer_reset (fd);
      else
        close (fd);
      fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RECONNECTING) == round);
      g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_RECONNECTING, &record));
      g_assert_cmpuint (record.event.number, ==, 1);
      g_assert_cmpuint (record.event.number2, ==, 10);
    }
  fixture_wait (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CONNECTED) == 6);
  g_assert_cmpuint (memory_sink_get_n_peers (self.sink), ==, 6);
  fixture_close_wait (&self);
  close (listener);
  fixture_clear (&self);
}

/* So many attempts and no more; the last failure is told as the failure of it all. */
static void
test_count (void)
{
  Fixture self;
  MemoryRecord record;
  guint16 port = get_free_port ();

  open_again (&self, port, 5, 5, 3);
  fixture_wait (self.failures->len > 0);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_CLOSED);
  g_assert_cmpuint (self.failures->len, ==, 1);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RECONNECTING), ==, 3);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CONNECTING), ==, 4);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_GAVE_UP, &record));
  g_assert_cmpuint (record.event.number, ==, 3);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ERROR), ==, 4);
  fixture_clear (&self);
}

/* The user ends the waiting, or the connection: no further attempt. */
static void
test_stop (gconstpointer data)
{
  guint how = GPOINTER_TO_UINT (data);
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);

  if (how == 0)
    close (listener);
  open_again (&self, port, how == 0 ? 60000 : 1, 60000, 0);
  if (how == 0)
    {
      fixture_wait (sockeye_session_get_attempt (self.session) == 1);
      fixture_close_wait (&self);
      g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CANCELLED), ==, 1);
      g_assert_cmpuint (sockeye_session_get_attempt (self.session), ==, 0);
    }
  else
    {
      fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
      if (how == 1)
        sockeye_session_close (self.session);
      else if (how == 2)
        sockeye_session_disconnect (self.session, 1);
      else
        sockeye_session_abort (self.session, 0);
      fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
      g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RECONNECTING), ==, 0);
      close (listener);
    }
  g_assert_cmpuint (self.failures->len, ==, 0);
  fixture_clear (&self);
}

/* A name that cannot be looked up now may be known later. */
static void
test_name (void)
{
  Fixture self;
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .remote_host = "does-not-exist.invalid",
                               .remote_port = 7,
                               .reconnect = TRUE,
                               .reconnect_first_ms = 5,
                               .reconnect_attempts = 2 };

  fixture_init (&self);
  sockeye_session_open (self.session, &settings);
  fixture_wait (self.failures->len == 1);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RESOLVING), ==, 3);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RECONNECTING), ==, 2);
  fixture_clear (&self);
}

/* The session goes while it waits. */
static void
test_disposal (void)
{
  Fixture self;

  open_again (&self, get_free_port (), 60000, 60000, 0);
  fixture_wait (sockeye_session_get_attempt (self.session) == 1);
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reconnect/later", test_later);
  g_test_add_data_func ("/reconnect/again/closed", GINT_TO_POINTER (FALSE), test_again);
  g_test_add_data_func ("/reconnect/again/reset", GINT_TO_POINTER (TRUE), test_again);
  g_test_add_func ("/reconnect/count", test_count);
  g_test_add_data_func ("/reconnect/stop/waiting", GUINT_TO_POINTER (0), test_stop);
  g_test_add_data_func ("/reconnect/stop/close", GUINT_TO_POINTER (1), test_stop);
  g_test_add_data_func ("/reconnect/stop/disconnect", GUINT_TO_POINTER (2), test_stop);
  g_test_add_data_func ("/reconnect/stop/abort", GUINT_TO_POINTER (3), test_stop);
  g_test_add_func ("/reconnect/name", test_name);
  g_test_add_func ("/reconnect/disposal", test_disposal);
  return g_test_run ();
}
