/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"

#include <string.h>
#include <unistd.h>

static const SockeyeProtocol protocols[] = { SOCKEYE_PROTOCOL_UDP, SOCKEYE_PROTOCOL_TCP_CLIENT,
                                             SOCKEYE_PROTOCOL_TCP_SERVER };

static void
open_any (Fixture *self, SockeyeProtocol protocol, guint16 port)
{
  gboolean client = protocol == SOCKEYE_PROTOCOL_TCP_CLIENT;

  fixture_open (self, protocol, "127.0.0.1", 0, client ? "127.0.0.1" : NULL, client ? port : 0);
}

#define N_ROUNDS 100

/* A port that the system gives to nobody who asks for none in particular: between two openings it stays free. */
static guint16
get_quiet_port (int type)
{
  for (guint port = 20000 + (guint) getpid () % 8000; port < 32768; port++)
    {
      struct sockaddr_in address = { .sin_family = AF_INET,
                                     .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK),
                                     .sin_port = g_htons ((guint16) port) };
      int fd = socket (AF_INET, type | SOCK_CLOEXEC, 0);
      gboolean is_free = bind (fd, (struct sockaddr *) &address, sizeof address) == 0;

      close (fd);
      if (is_free)
        return (guint16) port;
    }
  g_assert_not_reached ();
}

/* A hundred times on the same port: each opening finds it free. */
static void
test_again_and_again (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      Fixture self;
      guint16 port = 0;
      int listener = peer_listen ("127.0.0.1", N_ROUNDS, &port);
      guint16 local = get_quiet_port (sockeye_protocol_is_datagram (protocols[i]) ? SOCK_DGRAM : SOCK_STREAM);

      fixture_init (&self);
      for (guint round = 0; round < N_ROUNDS; round++)
        {
          gboolean client = protocols[i] == SOCKEYE_PROTOCOL_TCP_CLIENT;

          fixture_open_wait (&self, protocols[i], "127.0.0.1", client ? 0 : local,
                             client ? "127.0.0.1" : NULL, client ? port : 0);
          if (!client)
            g_assert_cmpuint (sockeye_session_get_local_port (self.session), ==, local);
          if (client)
            close (accept (listener, NULL, NULL));
          fixture_close_wait (&self);
        }
      g_assert_cmpuint (self.failures->len, ==, 0);
      close (listener);
      fixture_clear (&self);
    }
}

/* Without waiting for anything in between. */
static void
test_at_once (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      Fixture self;
      guint16 port = 0;
      int listener = peer_listen ("127.0.0.1", N_ROUNDS, &port);

      fixture_init (&self);
      for (guint round = 0; round < N_ROUNDS; round++)
        {
          open_any (&self, protocols[i], port);
          if (round % 3 != 0)
            sockeye_session_close (self.session);
          if (round % 7 == 0)
            sockeye_session_close (self.session);
          if (round % 5 == 0)
            fixture_iterate ();
        }
      open_any (&self, protocols[i], port);
      fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
      fixture_close_wait (&self);
      close (listener);
      fixture_clear (&self);
    }
}

/* The session goes while its socket is being opened, or is open: the socket goes as well, and the sink. */
static void
test_disposal (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    for (guint turns = 0; turns < 20; turns++)
      {
        Fixture self;
        guint16 port = 0;
        int listener = peer_listen ("127.0.0.1", 5, &port);

        fixture_init (&self);
        open_any (&self, protocols[i], port);
        for (guint turn = 0; turn < turns / 5; turn++)
          fixture_iterate ();
        fixture_clear (&self);
        close (listener);
      }
}

static void
test_disposal_while_resolving (void)
{
  Fixture self;

  fixture_init (&self);
  fixture_open (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, NULL, 0, "does-not-exist.invalid", 7);
  fixture_clear (&self);
}

static void
test_disposal_while_sending (void)
{
  Fixture self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (50000000), 50000000);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };

  fixture_init (&self);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, NULL, 0, "127.0.0.1", port);
  g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
  fixture_clear (&self);
  close (listener);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* No descriptor stays. The first round makes those that live as long as the process. */
static void
test_descriptors (void)
{
  guint before = 0;

  for (guint round = 0; round < 3; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
        {
          Fixture self;
          guint16 port = 0;
          int listener = peer_listen ("127.0.0.1", 5, &port);

          fixture_init (&self);
          open_any (&self, protocols[i], port);
          fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
          if (protocols[i] == SOCKEYE_PROTOCOL_TCP_SERVER)
            {
              close (peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session)));
              fixture_wait_event (&self, SOCKEYE_EVENT_CLOSED);
            }
          fixture_clear (&self);
          close (listener);
        }
      if (round == 0)
        before = count_descriptors ();
    }
  g_assert_cmpuint (count_descriptors (), ==, before);
}

/* How often the I/O thread went to sleep: proc(5). */
static guint64
count_sleeps (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;

  while ((task = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/task/%s/status", task);
      g_autofree char *text = NULL;
      const char *found;

      if (!g_file_get_contents (path, &text, NULL, NULL) || strstr (text, "\tsockeye-io\n") == NULL)
        continue;
      found = strstr (text, "\nvoluntary_ctxt_switches:");
      g_assert_nonnull (found);
      return g_ascii_strtoull (found + strlen ("\nvoluntary_ctxt_switches:\t"), NULL, 10);
    }
  g_assert_not_reached ();
}

static gboolean
is_calm (void)
{
  guint64 before = count_sleeps ();

  for (gint64 end = g_get_monotonic_time () + 300 * 1000; g_get_monotonic_time () < end;)
    fixture_iterate ();
  return count_sleeps () == before;
}

/* A session that is open, with some traffic behind it, costs nothing. */
static void
test_idle (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      Fixture self;
      guint16 port = 0;
      int listener = peer_listen ("127.0.0.1", 5, &port);
      int fd = -1;

      fixture_init (&self);
      open_any (&self, protocols[i], port);
      fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
      if (protocols[i] == SOCKEYE_PROTOCOL_UDP)
        {
          fd = peer_bind ("127.0.0.1", &port);
          peer_send_to (fd, "127.0.0.1", sockeye_session_get_local_port (self.session), "hello", 5);
        }
      else if (protocols[i] == SOCKEYE_PROTOCOL_TCP_CLIENT)
        {
          fd = accept (listener, NULL, NULL);
          peer_send (fd, "hello", 5);
        }
      else
        {
          fd = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
          peer_send (fd, "hello", 5);
        }
      fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 5);
      fixture_wait (is_calm ());
      close (fd);
      close (listener);
      fixture_clear (&self);
    }
}

#define TALK_BYTES (20u * 1000 * 1000)

/* Two sessions talk to each other, both directions at once: the I/O thread serves them both. */
static void
test_two_sessions (void)
{
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (TALK_BYTES), TALK_BYTES);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  Fixture server, client;
  guint16 port;

  fixture_init (&server);
  fixture_init (&client);
  fixture_open_wait (&server, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", 0, NULL, 0);
  port = sockeye_session_get_local_port (server.session);
  fixture_open_wait (&client, SOCKEYE_PROTOCOL_TCP_CLIENT, NULL, 0, "127.0.0.1", port);
  fixture_wait_event (&server, SOCKEYE_EVENT_ACCEPTED);
  g_assert_true (sockeye_session_send (server.session, &target, payload, NULL));
  g_assert_true (sockeye_session_send (client.session, &target, payload, NULL));
  fixture_wait (memory_sink_count_bytes (server.sink, SOCKEYE_RECORD_RECEIVED, 0) == TALK_BYTES);
  fixture_wait (memory_sink_count_bytes (client.sink, SOCKEYE_RECORD_RECEIVED, 0) == TALK_BYTES);
  fixture_close_wait (&client);
  fixture_wait_event (&server, SOCKEYE_EVENT_PEER_CLOSED);
  fixture_clear (&client);
  fixture_clear (&server);
}

static void
count (GObject *object G_GNUC_UNUSED, GParamSpec *pspec G_GNUC_UNUSED, gpointer data)
{
  (*(guint *) data)++;
}

/* However much happens, a property is notified once per turn at most, and only when it has changed. */
static void
test_notify (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  guint n_state = 0, n_opening, n_closing = 0, n_local = 0, n_unsent = 0, n_turns = 0;

  fixture_init (&self);
  g_signal_connect (self.session, "notify::state", G_CALLBACK (count), &n_state);
  g_signal_connect (self.session, "notify::closing", G_CALLBACK (count), &n_closing);
  g_signal_connect (self.session, "notify::local", G_CALLBACK (count), &n_local);
  g_signal_connect (self.session, "notify::unsent", G_CALLBACK (count), &n_unsent);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_UDP, "127.0.0.1", 0, "127.0.0.1", port);
  g_assert_cmpuint (n_state, >=,
                    1); /* opening and open, unless the socket was open before the turn was over */
  g_assert_cmpuint (n_state, <=, 2);
  n_opening = n_state;
  g_assert_cmpuint (n_local, ==, 1);
  for (guint i = 0; i < 5000; i++)
    g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "0123456789"));
  while (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 0) < 5000)
    {
      guint before = n_unsent;

      fixture_iterate ();
      n_turns++;
      g_assert_cmpuint (n_unsent - before, <=, 1);
    }
  g_assert_cmpuint (n_unsent, <=, n_turns);
  g_assert_false (sockeye_session_is_closing (self.session));
  sockeye_session_close (self.session);
  g_assert_true (sockeye_session_is_closing (self.session));
  fixture_close_wait (&self);
  g_assert_false (sockeye_session_is_closing (self.session));
  g_assert_cmpuint (n_state, ==, n_opening + 1);
  g_assert_cmpuint (n_closing, ==, 2);
  g_assert_cmpuint (n_local, ==, 2);
  close (fd);
  fixture_clear (&self);
}

static void
test_properties (void)
{
  Fixture self;
  g_autofree char *local = NULL;
  g_autofree char *remote = NULL;
  int state;
  guint n_connections;
  guint64 unsent, drops;

  fixture_init (&self);
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_CLOSED);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", 0, NULL, 0);
  g_assert_cmpint (sockeye_session_get_protocol (self.session), ==, SOCKEYE_PROTOCOL_TCP_SERVER);
  g_object_get (self.session, "state", &state, "local", &local, "remote", &remote, "n-connections",
                &n_connections, "unsent", &unsent, "kernel-drops", &drops, NULL);
  g_assert_cmpint (state, ==, SOCKEYE_SESSION_OPEN);
  g_assert_cmpstr (local, ==, sockeye_session_get_local (self.session));
  g_assert_true (g_str_has_prefix (local, "127.0.0.1:"));
  g_assert_null (remote);
  g_assert_cmpuint (n_connections, ==, 0);
  g_assert_cmpuint (unsent, ==, 0);
  g_assert_cmpuint (drops, ==, 0);
  fixture_clear (&self);
}

/* Nothing happens, and nothing breaks. */
static void
test_closed (void)
{
  Fixture self;

  fixture_init (&self);
  sockeye_session_close (self.session);
  sockeye_session_stop_listening (self.session);
  sockeye_session_disconnect (self.session, 1);
  sockeye_session_cancel_sending (self.session);
  g_assert_cmpuint (sockeye_session_get_last_sender (self.session), ==, 0);
  fixture_open_wait (&self, SOCKEYE_PROTOCOL_UDP, "127.0.0.1", 0, NULL, 0);
  sockeye_session_stop_listening (self.session);
  sockeye_session_disconnect (self.session, 1);
  sockeye_session_cancel_sending (self.session);
  fixture_close_wait (&self);
  sockeye_session_close (self.session);
  sockeye_session_cancel_sending (self.session);
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/again-and-again", test_again_and_again);
  g_test_add_func ("/session/at-once", test_at_once);
  g_test_add_func ("/session/disposal", test_disposal);
  g_test_add_func ("/session/disposal-while-resolving", test_disposal_while_resolving);
  g_test_add_func ("/session/disposal-while-sending", test_disposal_while_sending);
  g_test_add_func ("/session/descriptors", test_descriptors);
  g_test_add_func ("/session/idle", test_idle);
  g_test_add_func ("/session/two-sessions", test_two_sessions);
  g_test_add_func ("/session/notify", test_notify);
  g_test_add_func ("/session/properties", test_properties);
  g_test_add_func ("/session/closed", test_closed);
  return g_test_run ();
}
