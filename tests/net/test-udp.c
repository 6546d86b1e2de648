/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "fixture.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define UDP SOCKEYE_PROTOCOL_UDP

static guint
count_received (Fixture *self)
{
  return memory_sink_count (self->sink, SOCKEYE_RECORD_RECEIVED, 0);
}

static guint
count_sent (Fixture *self)
{
  return memory_sink_count (self->sink, SOCKEYE_RECORD_SENT, 0);
}

static gboolean
find_record (Fixture *self, SockeyeRecordKind kind, MemoryRecord *record)
{
  for (guint i = memory_sink_get_n_records (self->sink); i > 0; i--)
    {
      memory_sink_get_record (self->sink, i - 1, record);
      if (record->kind == kind)
        return TRUE;
    }
  return FALSE;
}

static void
test_talk (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  gint64 before = g_get_real_time ();
  g_autofree char *events = NULL;
  MemoryRecord record;
  MemoryPeer peer;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, "127.0.0.1", port);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "ping"));
  peer_expect (fd, "ping");
  fixture_wait (count_sent (&self) == 1);

  peer_send_to (fd, "127.0.0.1", sockeye_session_get_local_port (self.session), "pong", 4);
  fixture_wait (count_received (&self) == 1);
  g_assert_true (find_record (&self, SOCKEYE_RECORD_RECEIVED, &record));
  g_assert_cmpint (record.flags & SOCKEYE_RECORD_DATAGRAM, !=, 0);
  g_assert_cmpint (record.flags & SOCKEYE_RECORD_TRUNCATED, ==, 0);
  g_assert_cmpint (record.time, >=, before - 1000);
  g_assert_cmpint (record.time, <=, g_get_real_time ());
  memory_sink_get_peer (self.sink, record.peer, &peer);
  g_assert_false (peer.stream);
  g_assert_cmpuint (sockeye_endpoint_get_port (&peer.remote), ==, port);
  g_assert_cmpuint (memory_sink_get_n_peers (self.sink), ==, 1); /* the same in both directions */

  fixture_close_wait (&self);
  events = memory_sink_list_events (self.sink, 0);
  g_assert_cmpstr (events, ==, "bound unbound");
  close (fd);
  fixture_clear (&self);
}

/* The kernel starts to stamp a moment after the first socket has asked for it. */
static void
test_kernel_time (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  MemoryRecord record = { .flags = 0 };
  guint n = 0;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, NULL, 0);
  while ((record.flags & SOCKEYE_RECORD_KERNEL_TIME) == 0)
    {
      g_assert_cmpuint (n, <, 1000);
      peer_send_to (fd, "127.0.0.1", sockeye_session_get_local_port (self.session), "x", 1);
      n++;
      fixture_wait (count_received (&self) == n);
      g_assert_true (find_record (&self, SOCKEYE_RECORD_RECEIVED, &record));
    }
  g_assert_cmpint (ABS (record.time - g_get_real_time ()), <, 10 * G_USEC_PER_SEC);
  close (fd);
  fixture_clear (&self);
}

typedef struct
{
  const char *local;
  const char *destinations[3];
} Ways;

/* Whatever the socket is bound to, each record says where its datagram was sent to; the same way has the same id. */
static void
test_arrivals (gconstpointer data)
{
  const Ways *ways = data;
  Fixture self;
  guint n = 0;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, ways->local, 0, NULL, 0);
  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < G_N_ELEMENTS (ways->destinations) && ways->destinations[i] != NULL; i++)
      {
        const char *destination = ways->destinations[i];
        guint16 port = 0;
        int fd = peer_bind (strchr (destination, ':') != NULL ? "::1" : "127.0.0.1", &port);
        MemoryRecord record;
        SockeyeArrival arrival;
        char text[SOCKEYE_ENDPOINT_TEXT_MAX];

        peer_send_to (fd, destination, sockeye_session_get_local_port (self.session), "x", 1);
        n++;
        fixture_wait (count_received (&self) == n);
        g_assert_true (find_record (&self, SOCKEYE_RECORD_RECEIVED, &record));
        memory_sink_get_arrival (self.sink, record.arrival, &arrival);
        g_assert_cmpstr (sockeye_endpoint_format_host (&arrival.destination, text, sizeof text), ==,
                         destination);
        g_assert_cmpstr (arrival.interface, ==, "lo");
        g_assert_cmpuint (record.arrival, ==, i + 1);
        close (fd);
      }
  fixture_clear (&self);
}

/* When there are more ways than ids, what comes is kept all the same. */
static void
test_many_arrivals (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  MemoryRecord record;

  fixture_init (&self);
  memory_sink_set_arrivals_max (self.sink, 5);
  fixture_open_wait (&self, UDP, "0.0.0.0", 0, NULL, 0);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *host = g_strdup_printf ("127.0.1.%u", i % 10);

      peer_send_to (fd, host, sockeye_session_get_local_port (self.session), "x", 1);
      fixture_wait (count_received (&self) == i + 1);
      g_assert_true (find_record (&self, SOCKEYE_RECORD_RECEIVED, &record));
      g_assert_cmpuint (record.arrival, ==, i % 10 < 5 ? i % 10 + 1 : SOCKEYE_ARRIVAL_OTHER);
    }
  g_assert_cmpuint (memory_sink_get_n_arrivals (self.sink), ==, 5);
  close (fd);
  fixture_clear (&self);
}

static void
test_last_sender (void)
{
  Fixture self;
  guint16 ports[2] = { 0, 0 };
  int fds[2] = { peer_bind ("127.0.0.1", &ports[0]), peer_bind ("127.0.0.1", &ports[1]) };
  guint16 port;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, NULL, 0);
  port = sockeye_session_get_local_port (self.session);
  g_assert_cmpuint (sockeye_session_get_last_sender (self.session), ==, 0);
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_LAST_SENDER, 0, "nobody yet"));
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *answer = g_strdup_printf ("answer %u", i);

      peer_send_to (fds[i % 2], "127.0.0.1", port, "question", 8);
      fixture_wait (count_received (&self) == i + 1);
      g_assert_cmpuint (sockeye_session_get_last_sender (self.session), ==, i % 2 + 1);
      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_LAST_SENDER, 0, answer));
      peer_expect (fds[i % 2], answer);
    }
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, 1, "to the first"));
  peer_expect (fds[0], "to the first");
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_PEER, 3, "unknown"));
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "no connections"));
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "no remote"));
  close (fds[0]);
  close (fds[1]);
  fixture_clear (&self);
}

static void
test_sizes (void)
{
  static const gsize sizes[] = { 0, 1, 1472, 9000, SOCKEYE_DATAGRAM_MAX };
  g_autofree guint8 *bytes = g_malloc0 (65536);
  g_autofree guint8 *got = g_malloc0 (65536);
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  MemoryRecord record;

  for (gsize i = 0; i < 65536; i++)
    bytes[i] = (guint8) (i * 7 + i / 251);
  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, "127.0.0.1", port);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) payload = g_bytes_new (bytes, sizes[i]);
      SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };

      g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
      g_assert_cmpint (recv (fd, got, 65536, 0), ==, (gssize) sizes[i]);
      g_assert_cmpmem (got, sizes[i], bytes, sizes[i]);
      fixture_wait (count_sent (&self) == i + 1);
      g_assert_true (find_record (&self, SOCKEYE_RECORD_SENT, &record));
      g_assert_cmpuint (record.length, ==, sizes[i]);

      peer_send_to (fd, "127.0.0.1", sockeye_session_get_local_port (self.session), bytes, sizes[i]);
      fixture_wait (count_received (&self) == i + 1);
      g_assert_true (find_record (&self, SOCKEYE_RECORD_RECEIVED, &record));
      g_assert_cmpuint (record.length, ==, sizes[i]);
    }
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  close (fd);
  fixture_clear (&self);
}

static void
test_too_large (void)
{
  static const struct
  {
    const char *local;
    const char *remote;
    gsize size;
    gboolean fits;
  } cases[] = {
    { "127.0.0.1", "127.0.0.1", 65508, FALSE },
    { "::", "127.0.0.1", 65508, FALSE },
    { "::1", "::1", 65527, TRUE },
    { "::1", "::1", 65528, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (cases[i].size), cases[i].size);
      g_autoptr (GError) error = NULL;
      SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
      Fixture self;
      guint16 port = 0;
      int fd = peer_bind (cases[i].remote, &port);
      gboolean queued;

      fixture_init (&self);
      fixture_open_wait (&self, UDP, cases[i].local, 0, cases[i].remote, port);
      queued = sockeye_session_send (self.session, &target, payload, &error);
      g_assert_cmpint (queued, ==, cases[i].fits);
      if (queued)
        fixture_wait (count_sent (&self) == 1);
      else
        g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
      close (fd);
      fixture_clear (&self);
    }
}

static void
test_address (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  g_autoptr (GBytes) payload = g_bytes_new_static ("hello", 5);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "127.0.0.1", .port = port };

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "0.0.0.0", 0, NULL, 0);
  g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
  peer_expect (fd, "hello");
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RESOLVING), ==, 0);

  /* A name is looked up once; what is sent meanwhile waits, in order. */
  target.host = "localhost";
  for (guint i = 0; i < 10; i++)
    g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
  for (guint i = 0; i < 10; i++)
    peer_expect (fd, "hello");
  g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
  peer_expect (fd, "hello");
  fixture_wait (count_sent (&self) == 12);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RESOLVING), ==, 1);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_RESOLVED), ==, 1);

  target.host = "no such host";
  g_assert_false (sockeye_session_send (self.session, &target, payload, NULL));
  target.host = "127.0.0.1";
  target.port = 0;
  g_assert_false (sockeye_session_send (self.session, &target, payload, NULL));
  close (fd);
  fixture_clear (&self);
}

static void
test_unknown_name (void)
{
  Fixture self;
  g_autoptr (GBytes) payload = g_bytes_new_static ("hello", 5);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "does-not-exist.invalid", .port = 7 };
  MemoryRecord record;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, NULL, 0);
  for (guint i = 1; i <= 2; i++)
    {
      g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
      fixture_wait (self.failures->len == i);
      g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_UNSENT, &record));
      g_assert_cmpuint (record.event.number, ==, 5);
      g_assert_cmpuint (sockeye_session_get_unsent (self.session), ==, 0);
    }
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPEN);
  fixture_clear (&self);
}

static void
test_families (void)
{
  static const struct
  {
    const char *local;
    const char *far;
  } cases[] = {
    { "", "127.0.0.1" },        { "", "::1" },    { "::", "127.0.0.1" },
    { "0.0.0.0", "127.0.0.1" }, { "::1", "::1" }, { "localhost", "127.0.0.1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture self;
      guint16 port = 0;
      int fd = peer_bind (cases[i].far, &port);
      MemoryPeer peer;
      char host[SOCKEYE_ENDPOINT_TEXT_MAX];

      fixture_init (&self);
      fixture_open_wait (&self, UDP, cases[i].local, 0, NULL, 0);
      peer_send_to (fd, cases[i].far, sockeye_session_get_local_port (self.session), "question", 8);
      fixture_wait (count_received (&self) == 1);
      memory_sink_get_peer (self.sink, 1, &peer);
      g_assert_cmpstr (sockeye_endpoint_format_host (&peer.remote, host, sizeof host), ==, cases[i].far);
      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_LAST_SENDER, 0, "answer"));
      peer_expect (fd, "answer");
      close (fd);
      fixture_clear (&self);
    }
}

static void
test_broadcast (void)
{
  Fixture self;
  g_autoptr (GBytes) payload = g_bytes_new_static ("anybody", 7);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "127.255.255.255" };

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "0.0.0.0", 0, NULL, 0);
  target.port = sockeye_session_get_local_port (self.session);
  g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
  fixture_wait (count_sent (&self) == 1);
  g_assert_cmpuint (self.failures->len, ==, 0);
  fixture_clear (&self);
}

/* The store is full: datagrams are counted as dropped; what is to be sent waits. */
static void
test_full_sink (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  guint16 local;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, "127.0.0.1", port);
  local = sockeye_session_get_local_port (self.session);
  memory_sink_set_full (self.sink, TRUE);
  for (guint i = 0; i < 5; i++)
    peer_send_to (fd, "127.0.0.1", local, "lost", 4);
  fixture_wait (memory_sink_get_dropped (self.sink) == 5);
  g_assert_cmpuint (count_received (&self), ==, 0);

  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "one"));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "two"));
  fixture_wait (memory_sink_get_n_refused (self.sink) > 5);
  fixture_wait (sockeye_session_get_unsent (self.session) == 6);
  memory_sink_set_full (self.sink, FALSE);
  peer_expect (fd, "one");
  peer_expect (fd, "two");
  fixture_wait (count_sent (&self) == 2);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  peer_send_to (fd, "127.0.0.1", local, "kept", 4);
  fixture_wait (count_received (&self) == 1);
  close (fd);
  fixture_clear (&self);
}

static void
test_cancel_sending (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  MemoryRecord record;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, "127.0.0.1", port);
  memory_sink_set_full (self.sink, TRUE);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "one"));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "two"));
  sockeye_session_cancel_sending (self.session);
  fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.error_number, ==, ECANCELED);
  g_assert_cmpuint (record.event.number, ==, 6);
  memory_sink_set_full (self.sink, FALSE);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "three"));
  peer_expect (fd, "three");
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, ""));
  g_assert_cmpint (recv (fd, &(char){ 0 }, 1, 0), ==, 0);
  close (fd);
  fixture_clear (&self);
}

/* More far ends than the sink has ids for: their datagrams are kept all the same, as nobody's. */
static void
test_no_peer_id (void)
{
  Fixture self;
  guint16 ports[4] = { 0 };
  int fds[4];

  fixture_init (&self);
  memory_sink_set_peers_max (self.sink, 2);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, NULL, 0);
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
      {
        MemoryRecord record;

        if (round == 0)
          fds[i] = peer_bind ("127.0.0.1", &ports[i]);
        peer_send_to (fds[i], "127.0.0.1", sockeye_session_get_local_port (self.session), "hello", 5);
        fixture_wait (count_received (&self) == round * G_N_ELEMENTS (fds) + i + 1);
        g_assert_true (find_record (&self, SOCKEYE_RECORD_RECEIVED, &record));
        g_assert_cmpuint (record.peer, ==, i < 2 ? i + 1 : 0);
      }
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_PEER, 2, "answer"));
  peer_expect (fds[1], "answer");
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  fixture_clear (&self);
}

/* What has arrived before the close is in the log. */
static void
test_close_reads (void)
{
  for (guint round = 0; round < 20; round++)
    {
      Fixture self;
      guint16 port = 0;
      int fd = peer_bind ("127.0.0.1", &port);

      fixture_init (&self);
      fixture_open_wait (&self, UDP, "127.0.0.1", 0, NULL, 0);
      for (guint i = 0; i < 50; i++)
        peer_send_to (fd, "127.0.0.1", sockeye_session_get_local_port (self.session), "now", 3);
      fixture_close_wait (&self);
      g_assert_cmpuint (count_received (&self), ==, 50);
      close (fd);
      fixture_clear (&self);
    }
}

static void
test_in_use (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  g_autofree char *holder = g_strdup_printf ("(pid %d)", getpid ());

  fixture_init (&self);
  fixture_open (&self, UDP, "0.0.0.0", port, NULL, 0);
  fixture_wait (self.failures->len > 0);
  g_assert_nonnull (strstr (g_ptr_array_index (self.failures, 0), holder));
  close (fd);
  fixture_clear (&self);
}

static void
test_kernel_drops (void)
{
  static char bytes[1000];
  Fixture self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  SockeyeSettings settings = { .protocol = UDP, .local_host = "127.0.0.1", .buffer_size = 4096 };
  guint64 drops;
  guint n = 0;

  fixture_init (&self);
  sockeye_session_open (self.session, &settings);
  fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
  while (sockeye_session_get_kernel_drops (self.session) == 0)
    {
      for (guint i = 0; i < 2000; i++, n++)
        peer_send_to (fd, "127.0.0.1", sockeye_session_get_local_port (self.session), bytes, sizeof bytes);
      fixture_iterate ();
      g_assert_cmpuint (n, <, 4000000);
    }
  /* In the end the kernel's count and the records make up what was sent. */
  fixture_wait (count_received (&self) + sockeye_session_get_kernel_drops (self.session) == n);
  drops = sockeye_session_get_kernel_drops (self.session);
  fixture_close_wait (&self);
  g_assert_cmpuint (sockeye_session_get_kernel_drops (self.session), ==, drops);
  close (fd);
  fixture_clear (&self);
}

static const Ways all_ways[] = { { "127.0.0.1", { "127.0.0.1" } },
                                 { "0.0.0.0", { "127.0.0.1", "127.0.0.5", "127.1.2.3" } },
                                 { "::1", { "::1" } },
                                 { "::", { "::1", "127.0.0.1", "127.0.0.5" } } };

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/udp/talk", test_talk);
  g_test_add_func ("/udp/kernel-time", test_kernel_time);
  for (guint i = 0; i < G_N_ELEMENTS (all_ways); i++)
    {
      g_autofree char *path = g_strdup_printf ("/udp/arrivals/%s", all_ways[i].local);

      g_test_add_data_func (path, &all_ways[i], test_arrivals);
    }
  g_test_add_func ("/udp/many-arrivals", test_many_arrivals);
  g_test_add_func ("/udp/last-sender", test_last_sender);
  g_test_add_func ("/udp/sizes", test_sizes);
  g_test_add_func ("/udp/too-large", test_too_large);
  g_test_add_func ("/udp/address", test_address);
  g_test_add_func ("/udp/unknown-name", test_unknown_name);
  g_test_add_func ("/udp/families", test_families);
  g_test_add_func ("/udp/broadcast", test_broadcast);
  g_test_add_func ("/udp/full-sink", test_full_sink);
  g_test_add_func ("/udp/cancel-sending", test_cancel_sending);
  g_test_add_func ("/udp/no-peer-id", test_no_peer_id);
  g_test_add_func ("/udp/close-reads", test_close_reads);
  g_test_add_func ("/udp/in-use", test_in_use);
  g_test_add_func ("/udp/kernel-drops", test_kernel_drops);
  return g_test_run ();
}
