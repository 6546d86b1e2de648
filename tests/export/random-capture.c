/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "random-capture.h"

#include <string.h>

#define TIME G_GINT64_CONSTANT (1763827541240123) /* 2025-11-22 16:05:41.240123 UTC */

/* A capture that keeps all in memory and in the folder for temporary files. */
SockeyeCapture *
make_capture (void)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = 512u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  return sockeye_capture_new (&limits);
}

static void
set_random_end (SockeyeEndpoint *endpoint)
{
  guint16 port = (guint16) g_test_rand_int_range (0, 65536);

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      sockeye_endpoint_set_literal (endpoint, "fe80::1:2", port, NULL);
      break;
    case 1:
      sockeye_endpoint_set_literal (endpoint, "::ffff:10.1.2.3", port, NULL);
      break;
    case 2:
      sockeye_endpoint_set_path (endpoint, "/tmp/测试.sock", NULL);
      break;
    case 3:
      sockeye_endpoint_set_unnamed (endpoint, 0);
      break;
    case 4:
      sockeye_endpoint_clear (endpoint);
      break;
    default:
      sockeye_endpoint_set_literal (endpoint, "192.168.7.9", port, NULL);
    }
}

static void
add_random_peer (SockeyeSink *sink, gint64 time)
{
  SockeyeEndpoint local, remote;

  set_random_end (&local);
  set_random_end (&remote);
  sockeye_sink_add_peer (sink, &local, &remote, g_test_rand_int_range (0, 2), time);
}

static guint8
add_random_arrival (SockeyeSink *sink)
{
  SockeyeArrival arrival = { .interface = "eth0" };

  sockeye_endpoint_set_literal (&arrival.destination, g_test_rand_int_range (0, 2) ? "10.1.2.3" : "fe80::9",
                                0, NULL);
  arrival.interface[3] = (char) ('0' + g_test_rand_int_range (0, 5));
  return sockeye_sink_add_arrival (sink, &arrival);
}

static void
append_random_event (SockeyeSink *sink, guint32 peer, gint64 time)
{
  SockeyeEvent event = { .type = (SockeyeEventType) g_test_rand_int_range (0, SOCKEYE_EVENT_N_TYPES),
                         .operation = (SockeyeOperation) g_test_rand_int_range (
                             0, SOCKEYE_OPERATION_N_OPERATIONS),
                         .error_number = g_test_rand_int_range (-10, 130),
                         .number = (guint64) g_test_rand_int () << 31,
                         .number2 = (guint64) g_test_rand_int (),
                         .text = g_test_rand_int_range (0, 2) ? "名字" : NULL,
                         .detail = g_test_rand_int_range (0, 2) ? "" : NULL,
                         .socket_time = g_test_rand_int_range (0, 3),
                         .bind_time = g_test_rand_int_range (0, 3) };

  set_random_end (&event.local);
  set_random_end (&event.remote);
  sockeye_sink_append_event (sink, peer, time, &event);
}

static void
append_random_payload (SockeyeSink *sink, guint32 peer, gint64 time, const guint8 *bytes, gsize length)
{
  SockeyeRecordKind kind = g_test_rand_int_range (0, 2) ? SOCKEYE_RECORD_RECEIVED : SOCKEYE_RECORD_SENT;
  guint16 flags = (guint16) g_test_rand_int_range (0, SOCKEYE_RECORD_ENDS_LINE);

  if (kind == SOCKEYE_RECORD_RECEIVED && (flags & SOCKEYE_RECORD_DATAGRAM) != 0)
    g_assert_true (
        sockeye_sink_append_datagram (sink, flags, peer, add_random_arrival (sink), time, bytes, length));
  else
    g_assert_true (sockeye_sink_append (sink, kind, flags, peer, time, bytes, length));
}

/* Appends records of every kind. */
void
fill_capture (SockeyeCapture *capture, guint n_records, gsize length_max)
{
  SockeyeSink *sink = SOCKEYE_SINK (capture);
  g_autofree guint8 *bytes = g_malloc (length_max);
  gint64 time = TIME;

  for (gsize i = 0; i < length_max; i++)
    bytes[i] = (guint8) g_test_rand_int_range (0, 20);
  add_random_peer (sink, time);
  for (guint i = 0; i < n_records; i++)
    {
      guint32 peer = (guint32) g_test_rand_int_range (0, (gint32) sockeye_capture_get_n_peers (capture) + 1);
      gsize length = g_test_rand_int_range (0, 3) == 0 ? 0 : (gsize) g_test_rand_int () % length_max;

      time += g_test_rand_int_range (-5, 2000000);
      if (g_test_rand_int_range (0, 5) == 0)
        add_random_peer (sink, time);
      if (g_test_rand_int_range (0, 3) == 0)
        append_random_event (sink, peer, time);
      else
        append_random_payload (sink, peer, time, bytes, i == 0 ? length_max : length);
      if (g_test_rand_int_range (0, 10) == 0)
        sockeye_sink_close_peer (sink, peer, time);
      sockeye_sink_publish (sink);
    }
}

static void
assert_same_bytes (SockeyeCapture *original,
                   const SockeyeRecord *a,
                   SockeyeCapture *opened,
                   const SockeyeRecord *b)
{
  g_autofree guint8 *first = g_malloc (a->length + 1);
  g_autofree guint8 *second = g_malloc (b->length + 1);

  g_assert_cmpint (sockeye_capture_read (original, a->offset, first, a->length, TRUE), ==, SOCKEYE_READ_OK);
  g_assert_cmpint (sockeye_capture_read (opened, b->offset, second, b->length, TRUE), ==, SOCKEYE_READ_OK);
  g_assert_cmpmem (first, a->length, second, b->length);
}

static void
assert_same_records (SockeyeCapture *original, SockeyeCapture *opened)
{
  guint64 first = sockeye_capture_get_first (original);
  guint64 end = sockeye_capture_get_n_records (original);

  g_assert_cmpuint (sockeye_capture_get_first (opened), ==, 0);
  g_assert_cmpuint (sockeye_capture_get_n_records (opened), ==, end - first);
  for (guint64 number = first; number < end; number++)
    {
      SockeyeRecord a, b;

      g_assert_true (sockeye_capture_get_record (original, number, &a));
      g_assert_true (sockeye_capture_get_record (opened, number - first, &b));
      g_assert_cmpint (a.time, ==, b.time);
      g_assert_cmpuint (a.length, ==, b.length);
      g_assert_cmpuint (a.newlines, ==, b.newlines);
      g_assert_cmpuint (a.peer, ==, b.peer);
      g_assert_cmpuint (a.kind, ==, b.kind);
      g_assert_cmpuint (a.arrival, ==, b.arrival);
      g_assert_cmpuint (a.flags, ==, b.flags);
      if (first == 0)
        g_assert_cmpuint (a.back, ==, b.back);
      assert_same_bytes (original, &a, opened, &b);
    }
}

/* A connection that was open then is not any more. */
static void
assert_same_peers (SockeyeCapture *original, SockeyeCapture *opened)
{
  guint32 n = sockeye_capture_get_n_peers (original);
  SockeyePeer a, b;

  g_assert_cmpuint (sockeye_capture_get_n_peers (opened), ==, n);
  g_assert_cmpuint (sockeye_capture_get_n_open_connections (opened), ==, 0);
  for (guint32 id = 1; id <= n; id++)
    {
      g_assert_true (sockeye_capture_get_peer (original, id, &a));
      g_assert_true (sockeye_capture_get_peer (opened, id, &b));
      g_assert_cmpint (a.stream, ==, b.stream);
      g_assert_true (sockeye_endpoint_equal (&a.local, &b.local));
      g_assert_true (sockeye_endpoint_equal (&a.remote, &b.remote));
      g_assert_cmpint (a.opened, ==, b.opened);
      if (a.open && a.stream)
        g_assert_cmpint (b.closed, >, a.opened);
      else
        g_assert_cmpint (a.closed, ==, b.closed);
      g_assert_cmpint (a.open && !a.stream, ==, b.open);
      if (sockeye_capture_get_first (original) == 0)
        g_assert_cmpmem (&a.traffic, sizeof a.traffic, &b.traffic, sizeof b.traffic);
    }
}

static void
assert_same_rest (SockeyeCapture *original, SockeyeCapture *opened)
{
  guint64 datagrams[2], bytes[2];

  for (guint id = 1; id <= SOCKEYE_ARRIVALS_MAX; id++)
    {
      SockeyeArrival a, b;

      if (!sockeye_capture_get_arrival (opened, (guint8) id, &b))
        break;
      g_assert_true (sockeye_capture_get_arrival (original, (guint8) id, &a));
      g_assert_true (sockeye_endpoint_equal (&a.destination, &b.destination));
      g_assert_cmpstr (a.interface, ==, b.interface);
    }

  sockeye_capture_get_dropped (original, &datagrams[0], &bytes[0]);
  sockeye_capture_get_dropped (opened, &datagrams[1], &bytes[1]);
  g_assert_cmpuint (datagrams[0], ==, datagrams[1]);
  g_assert_cmpuint (bytes[0], ==, bytes[1]);
}

/* Asserts that nothing that was kept is missing or different. */
void
assert_same_capture (SockeyeCapture *original, SockeyeCapture *opened)
{
  assert_same_records (original, opened);
  assert_same_peers (original, opened);
  assert_same_rest (original, opened);
}
