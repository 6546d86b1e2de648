/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "fixture.h"
#include "session-options.h"
#include "socket-option.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#define UDP    SOCKEYE_PROTOCOL_UDP
#define CLIENT SOCKEYE_PROTOCOL_TCP_CLIENT
#define SERVER SOCKEYE_PROTOCOL_TCP_SERVER

static void
done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_assert_null (*(GAsyncResult **) data);
  *(GAsyncResult **) data = g_object_ref (result);
}

static GError *
set (Fixture *self, guint32 peer, SockeyeOption option, gint64 number, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  SockeyeOptionValue value = { .number = number };
  GError *error = NULL;

  g_strlcpy (value.text, text != NULL ? text : "", sizeof value.text);
  sockeye_session_set_option_async (self->session, peer, option, &value, done, &result);
  fixture_wait (result != NULL);
  g_assert_true (sockeye_session_change_finish (result, &error) == (error == NULL));
  return error;
}

static void
set_well (Fixture *self, guint32 peer, SockeyeOption option, gint64 number)
{
  g_autoptr (GError) error = set (self, peer, option, number, NULL);

  g_assert_no_error (error);
}

static void
reset (Fixture *self, guint32 peer, SockeyeOption option)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sockeye_session_set_option_async (self->session, peer, option, NULL, done, &result);
  fixture_wait (result != NULL);
  g_assert_true (sockeye_session_change_finish (result, &error));
}

static SockeyeSocketReport *
report (Fixture *self, guint32 peer)
{
  g_autoptr (GAsyncResult) result = NULL;

  sockeye_session_report_async (self->session, peer, done, &result);
  fixture_wait (result != NULL);
  return sockeye_session_report_finish (result);
}

static gint64
get (Fixture *self, guint32 peer, SockeyeOption option)
{
  g_autoptr (SockeyeSocketReport) all = report (self, peer);

  g_assert_true (all->open);
  g_assert_cmpint (all->error_numbers[option], ==, 0);
  return all->values[option].number;
}

static void
assert_told (Fixture *self, const char *name, gint64 asked, gint64 given)
{
  MemoryRecord record;

  g_assert_true (memory_sink_find_event (self->sink, SOCKEYE_EVENT_OPTION_SET, &record));
  g_assert_cmpstr (record.event.text, ==, name);
  g_assert_cmpint ((gint64) record.event.number, ==, asked);
  g_assert_cmpint ((gint64) record.event.number2, ==, given);
}

static void
wish (SockeyeWishes *wishes, SockeyeOption option, gint64 number)
{
  SockeyeOptionValue value = { .number = number };

  sockeye_wishes_set (wishes, option, &value);
}

static void
open_with (Fixture *self,
           SockeyeProtocol protocol,
           const char *host,
           guint16 remote_port,
           SockeyeWishes *wishes)
{
  SockeyeSettings settings = { .protocol = protocol,
                               .local_host = protocol == CLIENT ? "" : host,
                               .remote_host = host,
                               .remote_port = remote_port,
                               .wishes = wishes };

  sockeye_session_open (self->session, &settings);
  fixture_wait (sockeye_session_get_state (self->session) != SOCKEYE_SESSION_OPENING);
  g_assert_cmpint (sockeye_session_get_state (self->session), ==, SOCKEYE_SESSION_OPEN);
}

/* A value for each option that no system has by default, and what the kernel makes of it. */
static const struct
{
  SockeyeOption option;
  gint64 asked;
  gint64 given;
} values[] = {
  { SOCKEYE_OPTION_SO_RCVBUF, 70000, 140000 }, { SOCKEYE_OPTION_SO_SNDBUF, 50000, 100000 },
  { SOCKEYE_OPTION_TCP_NODELAY, 1, 1 },        { SOCKEYE_OPTION_SO_KEEPALIVE, 1, 1 },
  { SOCKEYE_OPTION_TCP_KEEPIDLE, 61, 61 },     { SOCKEYE_OPTION_TCP_KEEPINTVL, 7, 7 },
  { SOCKEYE_OPTION_TCP_KEEPCNT, 3, 3 },        { SOCKEYE_OPTION_TCP_USER_TIMEOUT, 12345, 12345 },
  { SOCKEYE_OPTION_SO_LINGER, 2, 2 },          { SOCKEYE_OPTION_IP_TTL, 33, 33 },
  { SOCKEYE_OPTION_IP_TOS, 184, 184 },         { SOCKEYE_OPTION_SO_BROADCAST, 0, 0 },
  { SOCKEYE_OPTION_IP_MULTICAST_TTL, 5, 5 },   { SOCKEYE_OPTION_IP_MULTICAST_LOOP, 0, 0 },
  { SOCKEYE_OPTION_IP_MULTICAST_ALL, 1, 1 },
};

static const char *const hosts[] = { "127.0.0.1", "::1" };

typedef struct
{
  SockeyeProtocol protocol;
  const char *host;
} Socket;

/* Everything that the role's sockets have, set while they are open, and back to what it was. */
static void
test_while_open (gconstpointer data)
{
  const Socket *socket = data;
  Fixture self;
  guint16 port = 0;
  int fd = peer_listen (socket->host, 1, &port);

  fixture_init (&self);
  open_with (&self, socket->protocol, socket->host, port, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      SockeyeOption option = values[i].option;
      gint64 before;

      if (!sockeye_socket_option_is_used (option, socket->protocol))
        continue;
      before = get (&self, 0, option);
      g_assert_cmpint (before, !=, values[i].given);
      set_well (&self, 0, option, values[i].asked);
      g_assert_cmpint (get (&self, 0, option), ==, values[i].given);
      assert_told (&self, sockeye_option_get_name (option), values[i].asked, values[i].given);
      reset (&self, 0, option);
      g_assert_cmpint (get (&self, 0, option), ==, before);
    }
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ERROR), ==, 0);
  g_assert_cmpuint (self.failures->len, ==, 0);
  close (fd);
  fixture_clear (&self);
}

/* The same values as wishes: each is there when the session is open, with a record. */
static void
test_before_opening (gconstpointer data)
{
  const Socket *socket = data;
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  Fixture self;
  guint16 port = 0;
  int fd = peer_listen (socket->host, 1, &port);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    wish (wishes, values[i].option, values[i].asked);
  fixture_init (&self);
  open_with (&self, socket->protocol, socket->host, port, wishes);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (sockeye_socket_option_is_used (values[i].option, socket->protocol))
      {
        g_assert_cmpint (get (&self, 0, values[i].option), ==, values[i].given);
        n++;
      }
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_OPTION_SET), ==, n);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ERROR), ==, 0);
  close (fd);
  fixture_clear (&self);
}

static int
get_int (int fd, int level, int option)
{
  int value = -1;
  socklen_t length = sizeof value;

  g_assert_no_errno (getsockopt (fd, level, option, &value, &length));
  return value;
}

/* What has to come before the bind or the connect. */
static void
test_at_opening_only (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  SockeyeOptionValue reno = { .text = "reno" };
  SockeyeOptionValue device = { .text = "lo" };
  Fixture self;
  guint16 port = 0;
  int fd = peer_listen ("127.0.0.1", 1, &port);
  int accepted;

  wish (wishes, SOCKEYE_OPTION_TCP_MAXSEG, 500);
  sockeye_wishes_set (wishes, SOCKEYE_OPTION_TCP_CONGESTION, &reno);
  sockeye_wishes_set (wishes, SOCKEYE_OPTION_SO_BINDTODEVICE, &device);
  fixture_init (&self);
  open_with (&self, CLIENT, "127.0.0.1", port, wishes);
  accepted = accept (fd, NULL, NULL);
  /* The peer keeps to what the SYN announced: less by the time stamps' 12 bytes, if they are used. */
  g_assert_cmpint (get_int (accepted, IPPROTO_TCP, TCP_MAXSEG), <=, 500);
  g_assert_cmpint (get_int (accepted, IPPROTO_TCP, TCP_MAXSEG), >=, 488);
  {
    g_autoptr (SockeyeSocketReport) all = report (&self, 0);
    g_autofree char *congestion = sockeye_socket_report_format (all, SOCKEYE_OPTION_TCP_CONGESTION);

    g_assert_cmpstr (congestion, ==, "reno");
    g_assert_cmpstr (all->values[SOCKEYE_OPTION_SO_BINDTODEVICE].text, ==, "lo");
    g_assert_true (g_strv_contains ((const char *const *) all->congestion_controls, "reno"));
    g_assert_cmpuint (sockeye_endpoint_get_port (&all->remote), ==, port);
  }
  close (accepted);
  close (fd);
  fixture_clear (&self);
}

/* A wish that cannot be had is told, and does not keep the session from being opened. */
static void
test_impossible_wish (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  SockeyeOptionValue none = { .text = "nosuchthing" };
  Fixture self;
  MemoryRecord record;

  sockeye_wishes_set (wishes, SOCKEYE_OPTION_TCP_CONGESTION, &none);
  fixture_init (&self);
  open_with (&self, SERVER, "127.0.0.1", 0, wishes);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_OPTION);
  g_assert_cmpstr (record.event.text, ==, "TCP_CONGESTION");
  g_assert_cmpint (record.event.error_number, ==, ENOENT);
  fixture_wait (self.failures->len == 1);
  fixture_clear (&self);
}

static void
test_impossible_change (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_init (&self);
  open_with (&self, UDP, "127.0.0.1", 0, NULL);
  error = set (&self, 0, SOCKEYE_OPTION_IP_TTL, 1000, NULL);
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  g_assert_nonnull (strstr (error->message, "IP_TTL"));
  g_assert_nonnull (strstr (error->message, "(EINVAL)"));
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ERROR), ==, 1);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_OPTION_SET), ==, 0);

  g_clear_error (&error);
  error = set (&self, 0, SOCKEYE_OPTION_IP_MULTICAST_IF, 0, "nosuch0");
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  g_assert_nonnull (strstr (error->message, "(ENODEV)"));
  fixture_clear (&self);
}

static void
test_closed (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeSocketReport) all = NULL;
  g_autofree char *text = NULL;

  fixture_init (&self);
  error = set (&self, 0, SOCKEYE_OPTION_IP_TTL, 7, NULL);
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN);
  open_with (&self, UDP, "127.0.0.1", 0, NULL);
  fixture_close_wait (&self);
  g_clear_error (&error);
  error = set (&self, 0, SOCKEYE_OPTION_IP_TTL, 7, NULL);
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN);
  all = report (&self, 0);
  g_assert_false (all->open);
  text = sockeye_socket_report_format (all, SOCKEYE_OPTION_IP_TTL);
  g_assert_cmpstr (text, ==, "");
  g_assert_nonnull (all->congestion_controls);
  fixture_clear (&self);
}

/* The session may go while it is asked. */
static void
test_gone (void)
{
  Fixture self;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SockeyeSocketReport) all = NULL;

  fixture_init (&self);
  open_with (&self, UDP, "127.0.0.1", 0, NULL);
  sockeye_session_report_async (self.session, 0, done, &result);
  fixture_clear (&self);
  fixture_wait (result != NULL);
  all = sockeye_session_report_finish (result);
  g_assert_nonnull (all);
}

/* The listener's options are those of its connections; one connection can have its own. */
static void
test_connections (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  Fixture self;
  int fds[3];
  MemoryRecord record;

  wish (wishes, SOCKEYE_OPTION_TCP_KEEPIDLE, 77);
  wish (wishes, SOCKEYE_OPTION_IP_TOS, 40);
  fixture_init (&self);
  open_with (&self, SERVER, "127.0.0.1", 0, wishes);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = peer_connect ("127.0.0.1", sockeye_session_get_local_port (self.session));
  fixture_wait (sockeye_session_get_n_connections (self.session) == G_N_ELEMENTS (fds));
  g_assert_cmpint (get (&self, 2, SOCKEYE_OPTION_TCP_KEEPIDLE), ==, 77);
  g_assert_cmpint (get (&self, 3, SOCKEYE_OPTION_IP_TOS), ==, 40);

  set_well (&self, 2, SOCKEYE_OPTION_TCP_NODELAY, 1);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_OPTION_SET, &record));
  g_assert_cmpuint (record.peer, ==, 2);
  g_assert_cmpint (get (&self, 2, SOCKEYE_OPTION_TCP_NODELAY), ==, 1);
  g_assert_cmpint (get (&self, 1, SOCKEYE_OPTION_TCP_NODELAY), ==, 0);
  g_assert_cmpint (get (&self, 0, SOCKEYE_OPTION_TCP_NODELAY), ==, 0);

  set_well (&self, 0, SOCKEYE_OPTION_IP_TTL, 9);
  for (guint32 peer = 0; peer <= G_N_ELEMENTS (fds); peer++)
    g_assert_cmpint (get (&self, peer, SOCKEYE_OPTION_IP_TTL), ==, 9);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_OPTION_SPREAD, &record));
  g_assert_cmpuint (record.event.number, ==, G_N_ELEMENTS (fds));

  /* Taken back for one connection: as its listener is. */
  reset (&self, 2, SOCKEYE_OPTION_TCP_NODELAY);
  g_assert_cmpint (get (&self, 2, SOCKEYE_OPTION_TCP_NODELAY), ==, 0);

  /* Connections outlive their listener. */
  sockeye_session_stop_listening (self.session);
  fixture_wait_state (&self, SOCKEYE_SESSION_DRAINING);
  set_well (&self, 0, SOCKEYE_OPTION_IP_TTL, 11);
  g_assert_cmpint (get (&self, 1, SOCKEYE_OPTION_IP_TTL), ==, 11);
  close (fds[1]);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 2);
  {
    g_autoptr (SockeyeSocketReport) all = report (&self, 2);

    g_assert_false (all->open);
  }
  close (fds[0]);
  close (fds[2]);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&self);
}

/* close() waits for a peer that does not read; the other sessions do not. */
static void
test_linger (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  Fixture self, other;
  g_autofree char *text = g_strnfill (8 * 1024 * 1024, 'x');
  guint16 port = 0;
  int fd = peer_listen ("127.0.0.1", 1, &port);
  int accepted;
  gint64 before;

  wish (wishes, SOCKEYE_OPTION_SO_LINGER, 10);
  fixture_init (&self);
  fixture_init (&other);
  open_with (&self, CLIENT, "127.0.0.1", port, wishes);
  open_with (&other, UDP, "127.0.0.1", 0, NULL);
  accepted = accept (fd, NULL, NULL);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, text));
  fixture_wait (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 0) > 0);

  before = g_get_monotonic_time ();
  fixture_close_wait (&self);
  g_assert_cmpint (get (&other, 0, SOCKEYE_OPTION_IP_TTL), >, 0);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 5 * G_USEC_PER_SEC);
  close (accepted);
  close (fd);
  fixture_clear (&self);
  fixture_clear (&other);
}

/* Two programs on one port: only when both ask for it. */
static void
test_shared_port (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  Fixture self, other;
  SockeyeSettings settings = { .protocol = UDP, .local_host = "127.0.0.1" };

  fixture_init (&self);
  fixture_init (&other);
  wish (wishes, SOCKEYE_OPTION_SO_REUSEADDR, 1);
  wish (wishes, SOCKEYE_OPTION_SO_REUSEPORT, 1);
  open_with (&self, UDP, "127.0.0.1", 0, wishes);
  g_assert_cmpint (get (&self, 0, SOCKEYE_OPTION_SO_REUSEPORT), ==, 1);
  g_assert_cmpint (get (&self, 0, SOCKEYE_OPTION_SO_REUSEADDR), ==, 1);

  settings.local_port = sockeye_session_get_local_port (self.session);
  sockeye_session_open (other.session, &settings);
  fixture_wait (other.failures->len > 0);
  fixture_wait_state (&other, SOCKEYE_SESSION_CLOSED);

  settings.wishes = wishes;
  sockeye_session_open (other.session, &settings);
  fixture_wait_state (&other, SOCKEYE_SESSION_OPEN);
  fixture_clear (&self);
  fixture_clear (&other);
}

static void
add (const char *name, GTestDataFunc func, const Socket *socket)
{
  static const char *const protocols[] = { "udp", "client", "server" };
  g_autofree char *path = g_strdup_printf ("/session-options/%s/%s/%s", name, protocols[socket->protocol],
                                           socket->host);

  g_test_add_data_func (path, socket, func);
}

/* Without a wish, datagrams have as much room as the system allows. */
static void
test_datagram_buffer (void)
{
  g_autofree char *allowed = NULL;
  Fixture self;

  if (!g_file_get_contents ("/proc/sys/net/core/rmem_max", &allowed, NULL, NULL))
    {
      g_test_skip ("the system does not tell");
      return;
    }
  fixture_init (&self);
  open_with (&self, UDP, "127.0.0.1", 0, NULL);
  /* The kernel doubles what it is asked for. */
  g_assert_cmpint (get (&self, 0, SOCKEYE_OPTION_SO_RCVBUF), ==, 2 * g_ascii_strtoll (allowed, NULL, 10));
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  static Socket sockets[3 * G_N_ELEMENTS (hosts)];

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sockets); i++)
    {
      sockets[i] = (Socket){ i % 3, hosts[i / 3] };
      add ("while-open", test_while_open, &sockets[i]);
      add ("before-opening", test_before_opening, &sockets[i]);
    }
  g_test_add_func ("/session-options/at-opening-only", test_at_opening_only);
  g_test_add_func ("/session-options/impossible-wish", test_impossible_wish);
  g_test_add_func ("/session-options/impossible-change", test_impossible_change);
  g_test_add_func ("/session-options/closed", test_closed);
  g_test_add_func ("/session-options/gone", test_gone);
  g_test_add_func ("/session-options/connections", test_connections);
  g_test_add_func ("/session-options/linger", test_linger);
  g_test_add_func ("/session-options/shared-port", test_shared_port);
  g_test_add_func ("/session-options/datagram-buffer", test_datagram_buffer);
  return g_test_run ();
}
