/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "unix-place.h"

#include <errno.h>
#include <string.h>

#define DATAGRAM SOCKEYE_PROTOCOL_UNIX_DATAGRAM
#define LARGE    (150u * 1024)

static gboolean
send_to (Fixture *self, const char *path, const char *text)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = path };
  gboolean queued = sockeye_session_send (self->session, &target, payload, &error);

  if (!queued)
    g_test_message ("%s", error->message);
  return queued;
}

static void
expect_datagram (int fd, const char *text)
{
  char bytes[256];
  gssize n = recv (fd, bytes, sizeof bytes - 1, 0);

  g_assert_cmpint (n, >=, 0);
  bytes[n] = '\0';
  g_assert_cmpstr (bytes, ==, text);
}

/* Both ways, also without any bytes, over a path and a name. */
static void
test_talk (void)
{
  UnixPlace place;
  Fixture self;
  MemoryRecord record;
  g_autofree char *mine = NULL;
  guint16 port = 0;
  int fds[2];

  unix_place_init (&place);
  mine = g_build_filename (place.folder, "mine", NULL);
  fds[0] = peer_bind (place.path, &port);
  fds[1] = peer_bind (place.name, &port);
  fixture_init (&self);
  fixture_open_wait (&self, DATAGRAM, mine, 0, place.path, 0);
  g_assert_cmpstr (sockeye_session_get_local (self.session), ==, mine);

  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "by default"));
  expect_datagram (fds[0], "by default");
  g_assert_true (send_to (&self, place.name, "by name"));
  expect_datagram (fds[1], "by name");
  g_assert_true (send_to (&self, place.name, ""));
  expect_datagram (fds[1], "");

  peer_send_to (fds[1], mine, 0, "hello", 5);
  peer_send_to (fds[1], mine, 0, "", 0);
  fixture_wait (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 2);
  for (guint i = 0; i < memory_sink_get_n_records (self.sink); i++)
    {
      memory_sink_get_record (self.sink, i, &record);
      if (record.kind == SOCKEYE_RECORD_RECEIVED)
        g_assert_cmpuint (record.flags, ==, SOCKEYE_RECORD_DATAGRAM | SOCKEYE_RECORD_KERNEL_TIME);
    }
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_LAST_SENDER, 0, "reply"));
  expect_datagram (fds[1], "reply");

  fixture_close_wait (&self);
  g_assert_false (g_file_test (mine, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (self.failures->len, ==, 0);
  close (fds[0]);
  close (fds[1]);
  unlink (place.path);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* Larger than any datagram of UDP: nothing is cut off. */
static void
test_large (void)
{
  UnixPlace place;
  Fixture self;
  g_autofree guint8 *pattern = g_malloc (LARGE);
  g_autofree guint8 *got = g_malloc (LARGE + 1);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) received = NULL;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  guint16 port = 0;
  int fd;

  for (guint i = 0; i < LARGE; i++)
    pattern[i] = (guint8) (i % 251);
  payload = g_bytes_new (pattern, LARGE);
  unix_place_init (&place);
  fd = peer_bind ("@", &port);
  fixture_init (&self);
  fixture_open_wait (&self, DATAGRAM, place.path, 0, "", 0);
  peer_send_to (fd, place.path, 0, pattern, LARGE);
  fixture_wait (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 1);
  received = memory_sink_get_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0);
  g_assert_cmpmem (g_bytes_get_data (received, NULL), g_bytes_get_size (received), pattern, LARGE);

  target.kind = SOCKEYE_TARGET_LAST_SENDER;
  g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
  g_assert_cmpint (recv (fd, got, LARGE + 1, 0), ==, LARGE);
  g_assert_cmpmem (got, LARGE, pattern, LARGE);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* More than the far end's queue holds: they wait, in order, and the thread of all sockets does not spin meanwhile. */
static void
test_slow_reader (void)
{
  enum
  {
    N = 2000
  };
  UnixPlace place;
  Fixture self;
  guint16 port = 0;
  int fd;

  unix_place_init (&place);
  fd = peer_bind (place.path, &port);
  fixture_init (&self);
  fixture_open_wait (&self, DATAGRAM, "", 0, place.path, 0);
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, text));
    }
  fixture_wait (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 0) > 0);
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 0), <, N);
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      expect_datagram (fd, text);
    }
  fixture_wait (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 0) == N);
  g_assert_cmpuint (self.failures->len, ==, 0);
  close (fd);
  unlink (place.path);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* Without room in the store nothing is taken from the system, so nothing is lost. */
static void
test_full_store (void)
{
  UnixPlace place;
  Fixture self;
  guint16 port = 0;
  int fd;

  unix_place_init (&place);
  fd = peer_bind ("@", &port);
  fixture_init (&self);
  fixture_open_wait (&self, DATAGRAM, place.path, 0, "", 0);
  memory_sink_set_full (self.sink, TRUE);
  for (guint i = 0; i < 3; i++)
    peer_send_to (fd, place.path, 0, "kept", 4);
  fixture_wait (memory_sink_get_n_refused (self.sink) > 0);
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 0), ==, 0);
  memory_sink_set_full (self.sink, FALSE);
  fixture_wait (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 3);
  g_assert_cmpuint (memory_sink_get_dropped (self.sink), ==, 0);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* Whoever sends without a name cannot be answered, and that is said. */
static void
test_unnamed_sender (void)
{
  UnixPlace place;
  Fixture self;
  MemoryRecord record;
  MemoryPeer peer;
  SockeyeEndpoint remote;
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  unix_place_init (&place);
  fixture_init (&self);
  fixture_open_wait (&self, DATAGRAM, place.path, 0, "", 0);
  g_assert_true (sockeye_endpoint_set_path (&remote, place.path, NULL));
  g_assert_cmpint (sendto (fd, "who", 3, 0, &remote.any, remote.length), ==, 3);
  fixture_wait (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 1);
  memory_sink_get_record (self.sink, memory_sink_get_n_records (self.sink) - 1, &record);
  memory_sink_get_peer (self.sink, record.peer, &peer);
  g_assert_true (sockeye_endpoint_is_unnamed (&peer.remote));

  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_LAST_SENDER, 0, "you"));
  fixture_wait (self.failures->len == 1);
  g_assert_nonnull (strstr (self.failures->pdata[0], "no name"));
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 0), ==, 0);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* Without a name of its own the socket sends, and the log says what it is. */
static void
test_without_name (void)
{
  UnixPlace place;
  Fixture self;
  MemoryRecord record;
  g_autofree char *sentence = NULL;
  struct sockaddr_un native;
  socklen_t length = sizeof native;
  char bytes[16];
  guint16 port = 0;
  int fd;

  unix_place_init (&place);
  fd = peer_bind (place.name, &port);
  fixture_init (&self);
  fixture_open_wait (&self, DATAGRAM, "", 0, place.name, 0);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_BOUND, &record));
  sentence = sockeye_event_describe (&record.event);
  g_assert_nonnull (strstr (sentence, "without a name"));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "anonymous"));
  g_assert_cmpint (recvfrom (fd, bytes, sizeof bytes, 0, (struct sockaddr *) &native, &length), ==, 9);
  g_assert_cmpuint (length, ==, 0);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

/* "@" alone: the system chooses a name, so that answers find their way. */
static void
test_chosen_name (void)
{
  UnixPlace place;
  Fixture self;
  g_autofree char *local = NULL;
  guint16 port = 0;
  int fd;

  unix_place_init (&place);
  fd = peer_bind (place.name, &port);
  fixture_init (&self);
  fixture_open_wait (&self, DATAGRAM, "@", 0, place.name, 0);
  local = g_strdup (sockeye_session_get_local (self.session));
  g_assert_true (g_str_has_prefix (local, "@"));
  peer_send_to (fd, local, 0, "back", 4);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 0) == 4);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unix-datagram/talk", test_talk);
  g_test_add_func ("/unix-datagram/large", test_large);
  g_test_add_func ("/unix-datagram/slow-reader", test_slow_reader);
  g_test_add_func ("/unix-datagram/full-store", test_full_store);
  g_test_add_func ("/unix-datagram/unnamed-sender", test_unnamed_sender);
  g_test_add_func ("/unix-datagram/without-name", test_without_name);
  g_test_add_func ("/unix-datagram/chosen-name", test_chosen_name);
  return g_test_run ();
}
