/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "fixture.h"
#include "io-thread.h"
#include "outlet.h"
#include "poller.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SERVER SOCKEYE_PROTOCOL_TCP_SERVER
#define CLIENT SOCKEYE_PROTOCOL_TCP_CLIENT

/* Listens, with one client. */
static int
start (Fixture *self, gboolean stay_half_open)
{
  SockeyeSettings settings = { .protocol = SERVER,
                               .local_host = "127.0.0.1",
                               .stay_half_open = stay_half_open };
  int fd;

  fixture_init (self);
  sockeye_session_open (self->session, &settings);
  fixture_wait_state (self, SOCKEYE_SESSION_OPEN);
  fd = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self->session));
  fixture_wait (sockeye_session_get_n_connections (self->session) == 1);
  return fd;
}

static void
assert_events (Fixture *self, const char *expected)
{
  g_autofree char *events = memory_sink_list_events (self->sink, 1);

  g_assert_cmpstr (events, ==, expected);
}

static guint
get_flags (Fixture *self)
{
  return sockeye_outlet_get_flags (sockeye_session_get_outlet (self->session), 1);
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

static void
assert_at_end (int fd)
{
  char byte;

  g_assert_cmpint (recv (fd, &byte, 1, 0), ==, 0);
}

static void
assert_reset (int fd)
{
  char byte;

  g_assert_cmpint (recv (fd, &byte, 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, ECONNRESET);
}

/* The peer reads the end, and goes on to send. */
static void
test_close_sending (void)
{
  Fixture self;
  g_autoptr (GBytes) payload = g_bytes_new_static ("more", 4);
  g_autoptr (GError) error = NULL;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_PEER, .peer = 1 };
  int fd = start (&self, FALSE);

  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "last words"));
  sockeye_session_close_sending (self.session, 1);
  peer_expect (fd, "last words");
  assert_at_end (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED_SENDING);
  g_assert_cmpuint (get_flags (&self), ==, SOCKEYE_CONNECTION_SENDING_CLOSED);

  g_assert_false (sockeye_session_send (self.session, &target, payload, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET);
  g_assert_nonnull (strstr (error->message, "sending was closed"));
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "nor to all"));

  for (guint i = 1; i <= 3; i++)
    {
      peer_send (fd, "answer", 6);
      fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1) == 6 * i);
    }
  assert_quiet ();
  g_assert_cmpuint (sockeye_session_get_n_connections (self.session), ==, 1);

  /* Both directions are closed: nothing is left to stay open for. */
  close (fd);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  assert_events (&self, "accepted closed-sending peer-closed closed");
  fixture_clear (&self);
}

/* What is queued goes out before the FIN, also what is booked meanwhile. */
static void
test_close_sending_waits (void)
{
  Fixture self;
  gsize length = 20000000;
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (length), length);
  g_autofree char *got = g_malloc (length);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ALL };
  int fd = start (&self, FALSE);

  g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
  fixture_wait (sockeye_session_get_unsent (self.session) > 0);
  sockeye_session_close_sending (self.session, 0);
  sockeye_session_close_sending (self.session, 0);
  fixture_wait (get_flags (&self) == SOCKEYE_CONNECTION_SENDING_CLOSED);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED_SENDING), ==, 0);
  g_assert_cmpuint (peer_receive (fd, got, length), ==, length);
  assert_at_end (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED_SENDING);
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 1), ==, length);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_UNSENT), ==, 0);
  close (fd);
  fixture_clear (&self);
}

/* Cancelling what is queued lets the FIN out. */
static void
test_close_sending_cancelled (void)
{
  Fixture self;
  gsize length = 20000000;
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (length), length);
  g_autofree char *got = g_malloc (length);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ALL };
  int fd = start (&self, FALSE);

  g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 1) > 0);
  sockeye_session_close_sending (self.session, 1);
  sockeye_session_cancel_sending (self.session);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED_SENDING);
  g_assert_cmpuint (peer_receive (fd, got, length), ==,
                    memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 1));
  close (fd);
  fixture_clear (&self);
}

/* Sending at the moment of closing: refused, or sent before the FIN, or told as not sent; never lost in silence. */
static void
test_too_late (void)
{
  for (guint round = 0; round < 50; round++)
    {
      Fixture self;
      int fd = start (&self, FALSE);
      char got[32] = "";
      gboolean queued;

      if (round % 2 == 0)
        g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, 1, "in time"));
      sockeye_session_close_sending (self.session, 1);
      if (round % 3 == 0)
        g_usleep (20);
      queued = fixture_send (&self, SOCKEYE_TARGET_PEER, 1, "late");
      peer_receive (fd, got, sizeof got);
      if (queued && strstr (got, "late") == NULL)
        {
          MemoryRecord record;

          fixture_wait (self.failures->len == 1);
          g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
          g_assert_cmpint (record.event.error_number, ==, EPIPE);
        }
      else
        g_assert_cmpint (queued, ==, strstr (got, "late") != NULL);
      g_assert_cmpint (round % 2 == 0, ==, g_str_has_prefix (got, "in time"));
      fixture_wait (sockeye_session_get_unsent (self.session) == 0);
      close (fd);
      fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
      fixture_clear (&self);
    }
}

/* The peer gets RST; what it had sent before is in the log. */
static void
test_abort (void)
{
  Fixture self;
  int fd = start (&self, FALSE);

  peer_send (fd, "remember me", 11);
  sockeye_session_abort (self.session, 1);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  assert_reset (fd);
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 11);
  assert_events (&self, "accepted aborted");
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPEN);
  close (fd);
  fixture_clear (&self);
}

/* Also in the other states: half-closed by either end, with reading paused, with unsent bytes. */
static void
test_abort_anyhow (gconstpointer data)
{
  guint how = GPOINTER_TO_UINT (data);
  Fixture self;
  gsize length = 20000000;
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (length), length);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ALL };
  g_autofree char *got = g_malloc (length);
  int fd = start (&self, TRUE);
  gssize n;

  if (how == 0)
    sockeye_session_close_sending (self.session, 1);
  else if (how == 1)
    {
      g_assert_no_errno (shutdown (fd, SHUT_WR));
      fixture_wait_event (&self, SOCKEYE_EVENT_PEER_CLOSED);
    }
  else if (how == 2)
    {
      sockeye_session_set_reading (self.session, 1, FALSE);
      fixture_wait_event (&self, SOCKEYE_EVENT_READING_PAUSED);
      peer_send (fd, "unread", 6);
    }
  else
    {
      g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
      fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 1) > 0);
    }
  sockeye_session_abort (self.session, 0);
  fixture_wait_event (&self, SOCKEYE_EVENT_ABORTED);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  while ((n = recv (fd, got, length, 0)) > 0)
    ;
  /* Half-closed, it has already read the end; sending shows that the connection is gone. */
  if (how == 0)
    {
      n = send (fd, "x", 1, MSG_NOSIGNAL);
      g_assert_cmpint (n, ==, -1);
    }
  else
    {
      g_assert_cmpint (n, ==, -1);
      g_assert_cmpint (errno, ==, ECONNRESET);
    }
  if (how == 2)
    g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 6);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_UNSENT), ==, how == 3 ? 1 : 0);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  close (fd);
  fixture_clear (&self);
}

/* Sends until nothing more is taken for a while. */
static gsize
fill (int fd, const guint8 *bytes, gsize length)
{
  struct timeval patience = { .tv_usec = 300 * 1000 };
  gsize done = 0;
  gssize n;

  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience));
  while (done < length && (n = send (fd, bytes + done, MIN (length - done, 100000), MSG_NOSIGNAL)) > 0)
    done += (gsize) n;
  if (done < length)
    g_assert_cmpint (errno, ==, EAGAIN);
  patience.tv_sec = 10;
  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience));
  return done;
}

/* Bytes that the peer's system has taken and cannot get rid of (tcp(7), SIOCOUTQ). */
static int
count_stuck (int fd)
{
  int n = 0;

  g_assert_no_errno (ioctl (fd, TIOCOUTQ, &n));
  return n;
}

typedef struct
{
  int fd;
  const guint8 *bytes;
  gsize length;
} Rest;

static gpointer
send_rest (gpointer data)
{
  Rest *rest = data;

  peer_send (rest->fd, rest->bytes, rest->length);
  return NULL;
}

#define MUCH (64u << 20)

/* The peer has to wait while reading is paused; nothing is lost, and then it goes on. */
static void
test_pause_reading (void)
{
  Fixture self;
  g_autofree guint8 *bytes = g_malloc (MUCH);
  g_autoptr (GBytes) received = NULL;
  MemoryRecord record;
  GThread *thread;
  gsize done;
  Rest rest;
  int fd = start (&self, FALSE);

  for (guint i = 0; i < MUCH; i++)
    bytes[i] = (guint8) (i * 2654435761u >> 24);
  sockeye_session_set_reading (self.session, 1, FALSE);
  sockeye_session_set_reading (self.session, 1, FALSE);
  fixture_wait_event (&self, SOCKEYE_EVENT_READING_PAUSED);
  g_assert_cmpuint (get_flags (&self), ==, SOCKEYE_CONNECTION_READING_PAUSED);
  done = fill (fd, bytes, MUCH);
  g_assert_cmpuint (done, <, MUCH);
  g_assert_cmpint (count_stuck (fd), >, 0); /* the window does not let them out */
  assert_quiet ();
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 0);

  /* The other direction is not concerned. */
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "wait"));
  peer_expect (fd, "wait");

  rest = (Rest){ fd, bytes + done, MUCH - done };
  thread = g_thread_new ("rest", send_rest, &rest);
  sockeye_session_set_reading (self.session, 1, TRUE);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1) == MUCH);
  g_thread_join (thread);
  received = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1);
  g_assert_cmpmem (g_bytes_get_data (received, NULL), g_bytes_get_size (received), bytes, MUCH);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_READING_RESUMED, &record));
  g_assert_cmpuint (record.event.number, >, 0);
  g_assert_cmpuint (get_flags (&self), ==, 0);
  close (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  assert_events (&self, "accepted reading-paused reading-resumed peer-closed closed");
  fixture_clear (&self);
}

/* The peer closes while reading is paused: that is found when reading goes on, and nothing spins before. */
static void
test_close_while_paused (gconstpointer data)
{
  gboolean half_closed = GPOINTER_TO_INT (data);
  Fixture self;
  int fd = start (&self, FALSE);

  if (half_closed)
    {
      sockeye_session_close_sending (self.session, 1);
      assert_at_end (fd);
    }
  sockeye_session_set_reading (self.session, 1, FALSE);
  fixture_wait_event (&self, SOCKEYE_EVENT_READING_PAUSED);
  peer_send (fd, "last words", 10);
  close (fd);
  assert_quiet ();
  g_assert_cmpuint (sockeye_session_get_n_connections (self.session), ==, 1);
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 0);
  sockeye_session_set_reading (self.session, 1, TRUE);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 10);
  assert_events (&self, half_closed
                            ? "accepted closed-sending reading-paused reading-resumed peer-closed closed"
                            : "accepted reading-paused reading-resumed peer-closed closed");
  fixture_clear (&self);
}

/* A reset is told at once, with what came before it: there is nobody left to be held back. */
static void
test_reset_while_paused (void)
{
  Fixture self;
  int fd = start (&self, FALSE);

  sockeye_session_set_reading (self.session, 1, FALSE);
  fixture_wait_event (&self, SOCKEYE_EVENT_READING_PAUSED);
  peer_send (fd, "last words", 10);
  assert_quiet ();
  peer_reset (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_RESET);
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 10);
  assert_events (&self, "accepted reading-paused reset");
  fixture_clear (&self);
}

/* Closing while reading is paused: what has arrived is read, and the peer gets a FIN. */
static void
test_disconnect_while_paused (void)
{
  Fixture self;
  int fd = start (&self, FALSE);

  sockeye_session_set_reading (self.session, 0, FALSE);
  fixture_wait_event (&self, SOCKEYE_EVENT_READING_PAUSED);
  peer_send (fd, "unread", 6);
  sockeye_session_disconnect (self.session, 1);
  assert_at_end (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 6);
  close (fd);
  fixture_clear (&self);
}

/* The store is full as well: both have to be over before anything is read. */
static void
test_paused_and_full (void)
{
  Fixture self;
  int fd = start (&self, FALSE);

  memory_sink_set_full (self.sink, TRUE);
  peer_send (fd, "one", 3);
  fixture_wait (memory_sink_get_n_refused (self.sink) == 1);
  sockeye_session_set_reading (self.session, 1, FALSE);
  fixture_wait_event (&self, SOCKEYE_EVENT_READING_PAUSED);
  memory_sink_set_full (self.sink, FALSE);
  assert_quiet ();
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 0);
  sockeye_session_set_reading (self.session, 1, TRUE);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1) == 3);
  close (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  fixture_clear (&self);
}

/* The peer's FIN is an event, and no more than that: sending goes on until this end closes. */
static void
test_half_open (void)
{
  Fixture self;
  MemoryRecord record;
  int fd = start (&self, TRUE);

  g_assert_no_errno (shutdown (fd, SHUT_WR));
  fixture_wait_event (&self, SOCKEYE_EVENT_PEER_CLOSED);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_PEER_CLOSED, &record));
  g_assert_cmpuint (record.event.number, ==, 1);
  fixture_wait (get_flags (&self) == SOCKEYE_CONNECTION_PEER_CLOSED);
  assert_quiet ();
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "still here"));
      peer_expect (fd, "still here");
    }
  assert_quiet ();
  g_assert_cmpuint (sockeye_session_get_n_connections (self.session), ==, 1);

  sockeye_session_close_sending (self.session, 1);
  assert_at_end (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
  assert_events (&self, "accepted peer-closed closed-sending closed");
  close (fd);
  fixture_clear (&self);
}

/* Half-open, a peer that is gone altogether is found out by its reset: at once, or when something is sent to it. */
static void
test_half_open_reset (gconstpointer data)
{
  gboolean sending = GPOINTER_TO_INT (data);
  Fixture self;
  int fd = start (&self, TRUE);

  if (!sending)
    g_assert_no_errno (shutdown (fd, SHUT_WR));
  else
    close (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_PEER_CLOSED);
  assert_quiet ();
  if (sending)
    g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "anybody there?"));
  else
    peer_reset (fd);
  fixture_wait_event (&self, SOCKEYE_EVENT_RESET);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  assert_events (&self, "accepted peer-closed reset");
  fixture_clear (&self);
}

/* What a FIN does can be changed while connections are open. */
static void
test_policy (void)
{
  Fixture self;
  int fd = start (&self, FALSE);
  int other = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));

  fixture_wait (sockeye_session_get_n_connections (self.session) == 2);
  sockeye_session_set_stay_half_open (self.session, TRUE);
  sockeye_session_close_sending (self.session, 99); /* nobody */
  count_dispatches ();                              /* the I/O thread has seen to both */
  g_assert_no_errno (shutdown (fd, SHUT_WR));
  fixture_wait_event (&self, SOCKEYE_EVENT_PEER_CLOSED);
  sockeye_session_set_stay_half_open (self.session, FALSE);
  count_dispatches ();
  close (other);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 1);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, 1, "half"));
  peer_expect (fd, "half");
  close (fd);
  fixture_clear (&self);
}

/* The session of a client: its flags are properties, and half-closing leaves it open. */
static void
test_client (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  int fd;

  fixture_init (&self);
  fixture_open_wait (&self, CLIENT, NULL, 0, "127.0.0.1", port);
  fd = accept (listener, NULL, NULL);
  sockeye_session_set_reading (self.session, 0, FALSE);
  fixture_wait (sockeye_session_get_connection_flags (self.session) == SOCKEYE_CONNECTION_READING_PAUSED);
  sockeye_session_close_sending (self.session, 0);
  fixture_wait (sockeye_session_get_connection_flags (self.session)
                == (SOCKEYE_CONNECTION_READING_PAUSED | SOCKEYE_CONNECTION_SENDING_CLOSED));
  assert_at_end (fd);
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "closed"));
  sockeye_session_set_reading (self.session, 0, TRUE);
  peer_send (fd, "go on", 5);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1) == 5);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPEN);
  sockeye_session_abort (self.session, 0);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  g_assert_cmpuint (sockeye_session_get_connection_flags (self.session), ==, 0);
  g_assert_cmpint (send (fd, "x", 1, MSG_NOSIGNAL), ==, -1);
  close (fd);
  close (listener);
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stream-life/close-sending", test_close_sending);
  g_test_add_func ("/stream-life/close-sending/waits", test_close_sending_waits);
  g_test_add_func ("/stream-life/close-sending/cancelled", test_close_sending_cancelled);
  g_test_add_func ("/stream-life/close-sending/too-late", test_too_late);
  g_test_add_func ("/stream-life/abort", test_abort);
  g_test_add_data_func ("/stream-life/abort/half-closed", GUINT_TO_POINTER (0), test_abort_anyhow);
  g_test_add_data_func ("/stream-life/abort/half-open", GUINT_TO_POINTER (1), test_abort_anyhow);
  g_test_add_data_func ("/stream-life/abort/paused", GUINT_TO_POINTER (2), test_abort_anyhow);
  g_test_add_data_func ("/stream-life/abort/unsent", GUINT_TO_POINTER (3), test_abort_anyhow);
  g_test_add_func ("/stream-life/pause-reading", test_pause_reading);
  g_test_add_data_func ("/stream-life/paused/peer-closes", GINT_TO_POINTER (FALSE), test_close_while_paused);
  g_test_add_data_func ("/stream-life/paused/both-close", GINT_TO_POINTER (TRUE), test_close_while_paused);
  g_test_add_func ("/stream-life/paused/reset", test_reset_while_paused);
  g_test_add_func ("/stream-life/paused/disconnect", test_disconnect_while_paused);
  g_test_add_func ("/stream-life/paused/full", test_paused_and_full);
  g_test_add_func ("/stream-life/half-open", test_half_open);
  g_test_add_data_func ("/stream-life/half-open/reset", GINT_TO_POINTER (FALSE), test_half_open_reset);
  g_test_add_data_func ("/stream-life/half-open/gone", GINT_TO_POINTER (TRUE), test_half_open_reset);
  g_test_add_func ("/stream-life/policy", test_policy);
  g_test_add_func ("/stream-life/client", test_client);
  return g_test_run ();
}
