/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "icmp.h"
#include "io-thread.h"
#include "poller.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define UDP SOCKEYE_PROTOCOL_UDP

static guint16
get_free_port (const char *host)
{
  guint16 port = 0;

  close (peer_bind (host, &port));
  return port;
}

static void
send_to (Fixture *self, const char *host, guint16 port, const char *text)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = host, .port = port };

  g_assert_true (sockeye_session_send (self->session, &target, payload, NULL));
}

typedef struct
{
  const char *local;
  const char *far;
} Family;

static const Family families[] = { { "127.0.0.1", "127.0.0.1" }, { "::1", "::1" }, { "::", "127.0.0.1" } };

/* Nobody there: a record names the destination, and datagrams to others go out all the same. */
static void
test_unreachable (gconstpointer data)
{
  const Family *family = data;
  Fixture self;
  guint16 port = 0;
  guint16 closed = get_free_port (family->far);
  int fd = peer_bind (family->far, &port);
  MemoryRecord record;
  SockeyeIcmp icmp;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, family->local, 0, NULL, 0);
  send_to (&self, family->far, closed, "anybody?");
  fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_SEND);
  g_assert_cmpint (record.event.error_number, ==, ECONNREFUSED);
  g_assert_cmpuint (sockeye_endpoint_get_port (&record.event.remote), ==, closed);
  g_assert_cmpuint (record.peer, ==, 1);
  g_assert_cmpstr (record.event.detail, ==, family->far); /* who has said so */
  g_assert_true (sockeye_icmp_unpack (record.event.number, &icmp));
  g_assert_cmpstr (sockeye_icmp_get_name (&icmp), ==, "port unreachable");
  fixture_wait (self.failures->len == 1);

  send_to (&self, family->far, port, "you!");
  peer_expect (fd, "you!");
  g_assert_cmpint (sockeye_session_get_state (self.session), ==, SOCKEYE_SESSION_OPEN);
  close (fd);
  fixture_clear (&self);
}

#define N_ROUNDS 300

/* Each refused datagram makes a later call fail once; not one to the living port may be lost by that. */
static void
test_mixed (void)
{
  Fixture self;
  guint16 port = 0;
  guint16 closed = get_free_port ("127.0.0.1");
  int fd = peer_bind ("127.0.0.1", &port);

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, NULL, 0);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%05u", i);

      send_to (&self, "127.0.0.1", closed, "void");
      send_to (&self, "127.0.0.1", port, text);
    }
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%05u", i);

      peer_expect (fd, text);
    }
  fixture_wait (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 0) == 2 * N_ROUNDS);
  fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
  close (fd);
  fixture_clear (&self);
}

static void
assert_mixed_versions (const SockeyeEvent *event)
{
  g_autofree char *sentence = sockeye_explain (event);

  g_assert_nonnull (strstr (sentence, "the other’s an IPv6 address"));
}

/* The kernel's own refusal is told at once, and only once. */
static void
test_family (void)
{
  Fixture self;
  MemoryRecord record;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, NULL, 0);
  send_to (&self, "::1", 9, "no way");
  fixture_wait (self.failures->len == 1);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_ERROR, &record));
  g_assert_cmpint (record.event.operation, ==, SOCKEYE_OPERATION_SEND);
  g_assert_cmpint (record.event.error_number, ==, EAFNOSUPPORT);
  assert_mixed_versions (&record.event);
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 0), ==, 0);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
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

/* A filled error queue is level triggered. */
static void
test_no_spin (void)
{
  Fixture self;
  int before;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, NULL, 0);
  send_to (&self, "127.0.0.1", get_free_port ("127.0.0.1"), "anybody?");
  fixture_wait_event (&self, SOCKEYE_EVENT_ERROR);
  before = count_dispatches ();
  for (gint64 end = g_get_monotonic_time () + 200 * 1000; g_get_monotonic_time () < end;)
    fixture_iterate ();
  g_assert_cmpint (count_dispatches () - before, <, 10);
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *path = g_strdup_printf ("/udp-errors/unreachable/%u", i);

      g_test_add_data_func (path, &families[i], test_unreachable);
    }
  g_test_add_func ("/udp-errors/mixed", test_mixed);
  g_test_add_func ("/udp-errors/family", test_family);
  g_test_add_func ("/udp-errors/no-spin", test_no_spin);
  return g_test_run ();
}
