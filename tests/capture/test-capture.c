/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-fixture.h"
#include "newlines.h"

static void
test_append (void)
{
  Fixture fixture;
  SockeyeTraffic traffic;
  SockeyeRecord record;
  guint32 peer;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  peer = sockeye_sink_add_peer (fixture.sink, NULL, NULL, TRUE, 5);
  fixture_append (&fixture, SOCKEYE_RECORD_RECEIVED, 0, peer, "a\nb\n", 4);
  fixture_append (&fixture, SOCKEYE_RECORD_SENT, SOCKEYE_RECORD_FAULT, peer, "c\n\nd", 4);
  g_assert_cmpuint (sockeye_capture_get_n_records (fixture.capture), ==, 0);
  g_assert_false (sockeye_capture_get_record (fixture.capture, 0, &record));
  g_assert_cmpint (sockeye_capture_read (fixture.capture, 0, (guint8[4]){ 0 }, 4, FALSE), ==,
                   SOCKEYE_READ_ERROR);

  sockeye_sink_publish (fixture.sink);
  g_assert_cmpuint (sockeye_capture_get_n_records (fixture.capture), ==, 2);
  g_assert_true (sockeye_capture_get_record (fixture.capture, 0, &record));
  g_assert_cmpint (record.time, ==, 1000);
  g_assert_cmpuint (record.newlines, ==, 2);
  g_assert_cmpuint (record.flags, ==, SOCKEYE_RECORD_ENDS_LINE);
  g_assert_cmpuint (record.kind, ==, SOCKEYE_RECORD_RECEIVED);
  g_assert_cmpuint (record.peer, ==, peer);
  g_assert_true (sockeye_capture_get_record (fixture.capture, 1, &record));
  g_assert_cmpuint (record.flags, ==, SOCKEYE_RECORD_FAULT);
  g_assert_cmpuint (sockeye_record_text_rows (&record), ==, 3);
  fixture_assert_bytes (&fixture, 0, "a\nb\n", 4);
  fixture_assert_bytes (&fixture, 1, "c\n\nd", 4);
  g_assert_false (sockeye_capture_get_record (fixture.capture, 2, &record));
  g_assert_cmpint (sockeye_capture_read (fixture.capture, 4, (guint8[5]){ 0 }, 5, FALSE), ==,
                   SOCKEYE_READ_ERROR);
  g_assert_cmpint (sockeye_capture_read (fixture.capture, 8, NULL, 0, FALSE), ==, SOCKEYE_READ_OK);

  sockeye_capture_get_traffic (fixture.capture, &traffic);
  g_assert_cmpuint (traffic.received_messages, ==, 1);
  g_assert_cmpuint (traffic.received_bytes, ==, 4);
  g_assert_cmpuint (traffic.sent_messages, ==, 1);
  g_assert_cmpuint (traffic.sent_bytes, ==, 4);
  g_assert_cmpuint (sockeye_capture_get_bytes_kept (fixture.capture), ==, 8);
  fixture_clear (&fixture);
}

static void
test_empty (void)
{
  Fixture fixture;
  SockeyeRowCounts rows;
  SockeyeRecord record;
  guint64 number, row;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  g_assert_true (sockeye_capture_get_rows_before (fixture.capture, 0, &rows));
  g_assert_cmpuint (rows.text, ==, 0);
  g_assert_false (sockeye_capture_get_rows_before (fixture.capture, 1, &rows));
  g_assert_false (sockeye_capture_find_text_row (fixture.capture, 0, &number, &row));

  /* An empty datagram is a record, with or without room that was asked for. */
  sockeye_sink_commit (fixture.sink, SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_DATAGRAM, 0, 7, 0);
  g_assert_nonnull (sockeye_sink_reserve (fixture.sink, 10, &(gsize){ 0 }));
  sockeye_sink_commit (fixture.sink, SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_DATAGRAM, 0, 7, 0);
  fixture_append (&fixture, SOCKEYE_RECORD_SENT, 0, 0, NULL, 0);
  sockeye_sink_publish (fixture.sink);
  g_assert_cmpuint (sockeye_capture_get_n_records (fixture.capture), ==, 3);
  g_assert_true (sockeye_capture_get_record (fixture.capture, 1, &record));
  g_assert_cmpuint (record.length, ==, 0);
  g_assert_cmpuint (record.flags, ==, SOCKEYE_RECORD_DATAGRAM);
  g_assert_cmpuint (record.back, ==, 1);
  g_assert_true (sockeye_capture_get_rows_before (fixture.capture, 3, &rows));
  g_assert_cmpuint (rows.text, ==, 3);
  g_assert_cmpuint (rows.hex, ==, 3);
  fixture_clear (&fixture);
}

static void
test_events (void)
{
  Fixture fixture;
  SockeyeEvent event = {
    .type = SOCKEYE_EVENT_ERROR, .operation = SOCKEYE_OPERATION_CONNECT, .error_number = 111, .text = "why"
  };
  g_autoptr (GBytes) details = sockeye_event_serialize (&event);
  SockeyeRecord record;
  SockeyeTraffic traffic;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  sockeye_sink_append_event (fixture.sink, 0, 77, &event);
  fixture_receive (&fixture, "x", 1);
  sockeye_sink_append_event (fixture.sink, 0, 78, &event);
  fixture_publish (&fixture);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_ERROR], ==, 2);
  fixture_assert_bytes (&fixture, 0, g_bytes_get_data (details, NULL), g_bytes_get_size (details));
  g_assert_true (sockeye_capture_get_record (fixture.capture, 2, &record));
  g_assert_cmpuint (record.kind, ==, SOCKEYE_RECORD_EVENT);
  g_assert_cmpuint (record.newlines, ==, SOCKEYE_EVENT_ERROR);
  g_assert_cmpuint (record.back, ==, 2);
  g_assert_cmpint (record.time, ==, 78);
  g_assert_cmpuint (sockeye_record_text_rows (&record), ==, 1);
  g_assert_cmpuint (sockeye_record_hex_rows (&record), ==, 1);
  sockeye_capture_get_traffic (fixture.capture, &traffic);
  g_assert_cmpuint (traffic.received_messages, ==, 1);
  g_assert_cmpuint (traffic.sent_messages, ==, 0);
  fixture_clear (&fixture);
}

static void
test_rows_of_record (void)
{
  static const struct
  {
    guint8 kind;
    guint16 flags;
    guint32 length, newlines;
    guint text, hex;
  } cases[] = {
    { SOCKEYE_RECORD_RECEIVED, 0, 0, 0, 1, 1 },
    { SOCKEYE_RECORD_RECEIVED, 0, 1, 0, 1, 1 },
    { SOCKEYE_RECORD_SENT, SOCKEYE_RECORD_ENDS_LINE, 1, 1, 1, 1 },
    { SOCKEYE_RECORD_RECEIVED, 0, 16, 1, 2, 1 },
    { SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_ENDS_LINE, 17, 2, 2, 2 },
    { SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_ENDS_LINE, MIB, MIB, MIB, MIB / 16 },
    { SOCKEYE_RECORD_EVENT, 0, 100, 5, 1, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeRecord record = { .kind = cases[i].kind,
                               .flags = cases[i].flags,
                               .length = cases[i].length,
                               .newlines = cases[i].newlines };

      g_assert_cmpuint (sockeye_record_text_rows (&record), ==, cases[i].text);
      g_assert_cmpuint (sockeye_record_hex_rows (&record), ==, cases[i].hex);
    }
}

/* Every field at its largest, and times long before and after those around. */
static void
test_extremes (void)
{
  static const gint64 times[] = { G_GINT64_CONSTANT (1763827541240123), 0, -1,
                                  G_GINT64_CONSTANT (3900000000000000), 5 };
  Fixture fixture;
  g_autofree guint8 *bytes = g_malloc (MIB);
  SockeyeRecord record;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  memset (bytes, '\n', MIB);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    g_assert_true (sockeye_sink_append_datagram (fixture.sink, 0xffff, SOCKEYE_PEERS_MAX - 1, 255, times[i],
                                                 bytes, i == 0 ? MIB : 1));
  sockeye_sink_publish (fixture.sink);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_assert_true (sockeye_capture_get_record (fixture.capture, i, &record));
      g_assert_cmpint (record.time, ==, times[i]);
      g_assert_cmpuint (record.peer, ==, SOCKEYE_PEERS_MAX - 1);
      g_assert_cmpuint (record.arrival, ==, 255);
      g_assert_cmpuint (record.kind, ==, SOCKEYE_RECORD_RECEIVED);
      g_assert_cmpuint (record.offset, ==, i == 0 ? 0 : MIB + i - 1);
      g_assert_cmpuint (record.newlines, ==, i == 0 ? MIB : 1);
      g_assert_cmpuint (record.flags & SOCKEYE_RECORD_ODD, ==, 0);
      g_assert_cmpuint (record.flags & SOCKEYE_RECORD_ENDS_LINE, !=, 0);
    }
  fixture_clear (&fixture);
}

static void
test_peers (void)
{
  Fixture fixture;
  SockeyeEndpoint remote, path;
  struct sockaddr_un native = { .sun_family = AF_UNIX,
                                .sun_path = "/run/a/rather/long/path/of/a/socket.sock" };
  SockeyePeer peer;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  g_assert_true (sockeye_endpoint_set_literal (&remote, "2001:db8::1", 80, NULL));
  sockeye_endpoint_set_native (&path, (struct sockaddr *) &native, sizeof native);
  for (guint i = 1; i <= 3000; i++)
    g_assert_cmpuint (sockeye_sink_add_peer (fixture.sink, &path, &remote, i % 2 == 0, i), ==, i);
  g_assert_cmpuint (sockeye_capture_get_n_peers (fixture.capture), ==, 3000);
  g_assert_cmpuint (sockeye_capture_get_n_open_connections (fixture.capture), ==, 1500);
  sockeye_sink_close_peer (fixture.sink, 2000, 9000);
  sockeye_sink_close_peer (fixture.sink, 2000, 9001);
  sockeye_sink_close_peer (fixture.sink, 1, 9002);
  sockeye_sink_close_peer (fixture.sink, 0, 9003);
  sockeye_sink_close_peer (fixture.sink, 3001, 9004);
  g_assert_cmpuint (sockeye_capture_get_n_open_connections (fixture.capture), ==, 1499);

  fixture_append (&fixture, SOCKEYE_RECORD_SENT, 0, 2000, "abc", 3);
  fixture_append (&fixture, SOCKEYE_RECORD_RECEIVED, 0, 2000, "abcd", 4);
  fixture_append (&fixture, SOCKEYE_RECORD_RECEIVED, 0, 2000, "", 0);
  g_assert_true (sockeye_capture_get_peer (fixture.capture, 2000, &peer));
  g_assert_cmpuint (peer.id, ==, 2000);
  g_assert_true (peer.stream);
  g_assert_false (peer.open);
  g_assert_cmpint (peer.opened, ==, 2000);
  g_assert_cmpint (peer.closed, ==, 9000);
  g_assert_true (sockeye_endpoint_equal (&peer.remote, &remote));
  g_assert_true (sockeye_endpoint_equal (&peer.local, &path));
  g_assert_cmpuint (peer.traffic.sent_messages, ==, 1);
  g_assert_cmpuint (peer.traffic.sent_bytes, ==, 3);
  g_assert_cmpuint (peer.traffic.received_messages, ==, 2);
  g_assert_cmpuint (peer.traffic.received_bytes, ==, 4);
  g_assert_cmpuint (peer.last_sent, ==, 1);
  g_assert_cmpuint (peer.last_received, ==, 3);
  g_assert_true (sockeye_capture_get_peer (fixture.capture, 3000, &peer));
  g_assert_true (peer.open);
  g_assert_cmpuint (peer.last_received, ==, 0);
  g_assert_false (sockeye_capture_get_peer (fixture.capture, 0, &peer));
  g_assert_false (sockeye_capture_get_peer (fixture.capture, 3001, &peer));
  fixture_clear (&fixture);
}

/* Connections without a name are told apart; the senders of datagrams cannot be. */
static void
test_unnamed_peers (void)
{
  Fixture fixture;
  SockeyeEndpoint unnamed;
  SockeyePeer peer;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  sockeye_endpoint_set_unnamed (&unnamed, 0);
  for (guint i = 1; i <= 3; i++)
    {
      gboolean stream = i != 2;

      g_assert_cmpuint (sockeye_sink_add_peer (fixture.sink, &unnamed, &unnamed, stream, i), ==, i);
      g_assert_true (sockeye_capture_get_peer (fixture.capture, i, &peer));
      g_assert_true (sockeye_endpoint_is_unnamed (&peer.remote));
      g_assert_cmpuint (peer.remote.number, ==, stream ? i : 0);
      g_assert_cmpuint (peer.local.number, ==, 0);
    }
  fixture_clear (&fixture);
}

/* What a relay has towards its target is named after its client, too. */
static void
test_relayed_peers (void)
{
  static const struct
  {
    const char *client;
    const char *name;
  } cases[] = {
    { "10.0.0.1", "10.0.0.1:80 (:4000)" },
    { "10.0.0.2", "10.0.0.1:80 (10.0.0.2:4000)" },
    { "::1", "10.0.0.1:80 ([::1]:4000)" },
  };
  Fixture fixture;
  SockeyeEndpoint target;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  g_assert_true (sockeye_endpoint_set_literal (&target, "10.0.0.1", 80, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeEndpoint remote;
      SockeyePeer peer;
      guint32 client, id;
      g_autofree char *name = NULL;
      g_autofree char *client_name = NULL;
      g_autofree char *expected = NULL;

      g_assert_true (sockeye_endpoint_set_literal (&remote, cases[i].client, 4000, NULL));
      client = sockeye_sink_add_peer (fixture.sink, &target, &remote, TRUE, 1);
      id = sockeye_sink_add_target (fixture.sink, &target, &target, TRUE, client, 1);
      g_assert_true (sockeye_capture_get_peer (fixture.capture, id, &peer));
      g_assert_cmpuint (peer.client, ==, client);
      name = sockeye_capture_name_peer (fixture.capture, &peer);
      g_assert_cmpstr (name, ==, cases[i].name);
      g_assert_true (sockeye_capture_get_peer (fixture.capture, client, &peer));
      client_name = sockeye_capture_name_peer (fixture.capture, &peer);
      expected = sockeye_endpoint_to_string (&remote);
      g_assert_cmpstr (client_name, ==, expected);
    }
  fixture_clear (&fixture);
}

/* The largest records there are, as many as a block of the index has: their offsets are the largest there are. */
static void
test_offsets (void)
{
  Fixture fixture;
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeDiskThread *disk = sockeye_disk_thread_new ();
  SockeyeRecordIndex *index;
  SockeyeRecord record = { .length = SOCKEYE_RECORD_LENGTH_MAX, .arrival = 7, .peer = 9 };
  SockeyeRecord got;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  limits.directory = fixture.directory;
  index = sockeye_record_index_new (&limits, disk);
  for (guint i = 0; i < SOCKEYE_INDEX_BLOCK_RECORDS + 2; i++)
    {
      if (sockeye_record_index_needs_block (index))
        g_assert_true (sockeye_record_index_prepare_block (index));
      sockeye_record_index_append (index, &record);
      record.offset += SOCKEYE_RECORD_LENGTH_MAX;
    }
  for (guint i = SOCKEYE_INDEX_BLOCK_RECORDS - 2; i < SOCKEYE_INDEX_BLOCK_RECORDS + 2; i++)
    {
      sockeye_record_index_get (index, i, &got);
      g_assert_cmpuint (got.offset, ==, (guint64) i * SOCKEYE_RECORD_LENGTH_MAX);
      g_assert_cmpuint (got.arrival, ==, 7);
      g_assert_cmpuint (got.peer, ==, 9);
    }
  sockeye_disk_thread_free (disk);
  sockeye_record_index_free (index);
  fixture_clear (&fixture);
}

/* The same way in is the same id; when there are too many, the others are one. */
static void
test_arrivals (void)
{
  Fixture fixture;
  SockeyeArrival arrival = { .interface = "eth0" };
  SockeyeArrival got;
  SockeyeRecord record;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 300; i++)
      {
        g_autofree char *address = g_strdup_printf ("10.0.%u.%u", i / 100, i % 100);

        g_assert_true (sockeye_endpoint_set_literal (&arrival.destination, address, 0, NULL));
        g_assert_cmpuint (sockeye_sink_add_arrival (fixture.sink, &arrival), ==,
                          i < SOCKEYE_ARRIVALS_MAX ? i + 1 : SOCKEYE_ARRIVAL_OTHER);
      }
  g_assert_true (sockeye_capture_get_arrival (fixture.capture, 254, &got));
  g_assert_true (sockeye_endpoint_set_literal (&arrival.destination, "10.0.2.53", 0, NULL));
  g_assert_true (sockeye_endpoint_equal (&got.destination, &arrival.destination));
  g_assert_cmpstr (got.interface, ==, "eth0");
  g_assert_false (sockeye_capture_get_arrival (fixture.capture, SOCKEYE_ARRIVAL_UNKNOWN, &got));
  g_assert_false (sockeye_capture_get_arrival (fixture.capture, SOCKEYE_ARRIVAL_OTHER, &got));

  g_assert_true (sockeye_sink_append_datagram (fixture.sink, SOCKEYE_RECORD_DATAGRAM, 0, 254, 1, NULL, 0));
  fixture_append (&fixture, SOCKEYE_RECORD_RECEIVED, 0, 0, "x", 1);
  sockeye_sink_publish (fixture.sink);
  g_assert_true (sockeye_capture_get_record (fixture.capture, 0, &record));
  g_assert_cmpuint (record.arrival, ==, 254);
  g_assert_true (sockeye_capture_get_record (fixture.capture, 1, &record));
  g_assert_cmpuint (record.arrival, ==, SOCKEYE_ARRIVAL_UNKNOWN);
  fixture_clear (&fixture);
}

static void
test_all_peers (void)
{
  SockeyePeerTable *table = sockeye_peer_table_new ();

  for (guint32 i = 1; i < SOCKEYE_PEERS_MAX; i++)
    if (sockeye_peer_table_add (table, NULL, NULL, TRUE, 1) != i)
      g_assert_not_reached ();
  g_assert_cmpuint (sockeye_peer_table_add (table, NULL, NULL, TRUE, 1), ==, 0);
  g_assert_cmpuint (sockeye_peer_table_get_n (table), ==, SOCKEYE_PEERS_MAX - 1);
  sockeye_peer_table_free (table);
}

/* Bytes received in place, over the borders of chunks. */
static void
test_reserve (void)
{
  enum
  {
    TOTAL = 5 * MIB
  };
  Fixture fixture;
  g_autofree guint8 *expected = g_malloc (TOTAL);
  gsize done = 0;
  guint n = 0;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  for (gsize i = 0; i < TOTAL; i++)
    expected[i] = (guint8) g_test_rand_int ();
  while (done < TOTAL)
    {
      gsize wanted = (gsize) g_test_rand_int_range (1, n % 4 == 0 ? 300000 : 70000);
      gsize available = 0;
      gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
      guint8 *room;

      /* A busy disk makes the writer wait. */
      while ((room = sockeye_sink_reserve (fixture.sink, wanted, &available)) == NULL)
        {
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);
          g_usleep (1000);
        }
      g_assert_cmpuint (available, >=, MIN (wanted, 65536));
      g_assert_cmpuint (available, <=, wanted);
      memset (room, 0xaa, available);
      available = MIN (available, TOTAL - done);
      if (n % 3 == 0)
        available = 1 + (gsize) g_test_rand_int () % available;
      memcpy (room, expected + done, available);
      sockeye_sink_commit (fixture.sink, SOCKEYE_RECORD_RECEIVED, 0, 0, 1, available);
      done += available;
      n++;
    }
  sockeye_sink_publish (fixture.sink);
  g_assert_cmpuint (sockeye_capture_get_n_records (fixture.capture), ==, n);

  done = 0;
  for (guint i = 0; i < n; i++)
    {
      SockeyeRecord record;

      g_assert_true (sockeye_capture_get_record (fixture.capture, i, &record));
      g_assert_cmpuint (record.offset, ==, done);
      fixture_assert_bytes (&fixture, i, expected + done, record.length);
      done += record.length;
    }
  g_assert_cmpuint (done, ==, TOTAL);
  fixture_clear (&fixture);
}

static void
test_notify (void)
{
  Fixture fixture;
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint n_calls = 0;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  sockeye_capture_set_notify (fixture.capture, context, fixture_count_call, &n_calls);
  fixture_receive (&fixture, "a", 1);
  sockeye_sink_publish (fixture.sink);
  g_assert_false (g_main_context_iteration (context, FALSE));

  for (guint round = 1; round <= 3; round++)
    {
      sockeye_capture_arm_notify (fixture.capture);
      sockeye_sink_publish (fixture.sink); /* nothing new */
      g_assert_false (g_main_context_iteration (context, FALSE));
      for (guint i = 0; i < 10; i++)
        {
          fixture_receive (&fixture, "a", 1);
          sockeye_sink_publish (fixture.sink);
        }
      while (g_main_context_iteration (context, FALSE))
        ;
      g_assert_cmpuint (n_calls, ==, round);
    }

  /* A connection that ended is news as well. */
  sockeye_capture_arm_notify (fixture.capture);
  sockeye_sink_close_peer (fixture.sink, sockeye_sink_add_peer (fixture.sink, NULL, NULL, TRUE, 1), 2);
  sockeye_sink_publish (fixture.sink);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (n_calls, ==, 4);

  /* Nothing after it was unset. */
  sockeye_capture_arm_notify (fixture.capture);
  fixture_receive (&fixture, "a", 1);
  sockeye_sink_publish (fixture.sink);
  sockeye_capture_set_notify (fixture.capture, NULL, NULL, NULL);
  g_assert_false (g_main_context_iteration (context, FALSE));
  g_assert_cmpuint (n_calls, ==, 4);
  fixture_clear (&fixture);
}

static void
test_discard (void)
{
  enum
  {
    N = 140000
  };
  Fixture fixture;
  SockeyeRowCounts rows;
  guint64 number, row;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  for (guint i = 0; i < N; i++)
    fixture_receive (&fixture, "a\n", 2);
  sockeye_capture_discard_before (fixture.capture, N); /* nothing was published */
  g_assert_cmpuint (sockeye_capture_get_first (fixture.capture), ==, 0);
  sockeye_sink_publish (fixture.sink);

  sockeye_capture_discard_before (fixture.capture, 70000);
  sockeye_capture_discard_before (fixture.capture, 5);
  g_assert_cmpuint (sockeye_capture_get_first (fixture.capture), ==, 70000);
  g_assert_cmpuint (sockeye_capture_get_bytes_kept (fixture.capture), ==, 2 * (N - 70000));
  g_assert_cmpint (sockeye_capture_read (fixture.capture, 139999, (guint8[1]){ 0 }, 1, FALSE), ==,
                   SOCKEYE_READ_GONE);
  g_assert_false (sockeye_capture_get_rows_before (fixture.capture, 69999, &rows));
  g_assert_true (sockeye_capture_find_text_row (fixture.capture, 70000, &number, &row));
  g_assert_cmpuint (number, ==, 70000);
  g_assert_false (sockeye_capture_find_text_row (fixture.capture, 69999, &number, &row));
  fixture_assert_bytes (&fixture, 70000, "a\n", 2);

  sockeye_capture_discard_before (fixture.capture, G_MAXUINT64);
  g_assert_cmpuint (sockeye_capture_get_first (fixture.capture), ==, N);
  g_assert_true (sockeye_capture_get_rows_before (fixture.capture, N, &rows));
  g_assert_cmpuint (rows.text, ==, N);
  g_assert_false (sockeye_capture_find_hex_row (fixture.capture, N, &number, &row));
  g_assert_cmpuint (sockeye_capture_get_bytes_kept (fixture.capture), ==, 0);

  fixture_receive (&fixture, "b", 1);
  fixture_publish (&fixture);
  g_assert_cmpuint (sockeye_capture_get_n_records (fixture.capture), ==, N + 1);
  fixture_assert_bytes (&fixture, N, "b", 1);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_DISCARDED], ==, 0);
  fixture_clear (&fixture);
}

/* Beyond the blocks in memory the index lives in a file. */
static void
test_many_records (void)
{
  enum
  {
    N = 700000
  };
  Fixture fixture;
  SockeyeRowCounts rows;
  guint64 number, row, memory;

  fixture_init (&fixture, 256 * MIB, 8 * MIB);
  for (guint i = 0; i < N; i++)
    fixture_receive (&fixture, &i, sizeof i);
  sockeye_sink_publish (fixture.sink);
  memory = fixture_get_private_memory ();
  for (guint i = 0; i < N; i += 997)
    fixture_assert_bytes (&fixture, i, &i, sizeof i);
  for (guint i = 0; i < N; i += 99991)
    {
      g_assert_true (sockeye_capture_find_hex_row (fixture.capture, i, &number, &row));
      g_assert_cmpuint (number, ==, i);
      g_assert_true (sockeye_capture_get_rows_before (fixture.capture, i, &rows));
      g_assert_cmpuint (rows.hex, ==, i);
    }
  g_assert_false (sockeye_capture_find_hex_row (fixture.capture, N, &number, &row));
  g_test_message ("private memory: %" G_GUINT64_FORMAT " KiB", memory / 1024);

  /* All of it goes, and comes again. */
  sockeye_capture_discard_before (fixture.capture, N);
  for (guint i = 0; i < N; i++)
    fixture_receive (&fixture, &i, sizeof i);
  sockeye_sink_publish (fixture.sink);
  g_assert_cmpuint (sockeye_capture_get_first (fixture.capture), ==, N);
  for (guint i = 0; i < N; i += 997)
    fixture_assert_bytes (&fixture, N + i, &i, sizeof i);
  fixture_clear (&fixture);
}

static void
test_newlines (void)
{
  guint8 bytes[20000] = { 0 };

  for (guint length = 0; length < G_N_ELEMENTS (bytes); length += length < 100 ? 1 : 777)
    {
      guint expected = 0;

      for (guint i = 0; i < length; i++)
        {
          bytes[i] = (guint8) g_test_rand_int_range (9, 12);
          expected += bytes[i] == '\n';
        }
      g_assert_cmpuint (sockeye_count_newlines (bytes, length), ==, expected);
    }
  memset (bytes, '\n', sizeof bytes);
  g_assert_cmpuint (sockeye_count_newlines (bytes, sizeof bytes), ==, sizeof bytes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture/append", test_append);
  g_test_add_func ("/capture/empty", test_empty);
  g_test_add_func ("/capture/events", test_events);
  g_test_add_func ("/capture/rows-of-record", test_rows_of_record);
  g_test_add_func ("/capture/extremes", test_extremes);
  g_test_add_func ("/capture/peers", test_peers);
  g_test_add_func ("/capture/unnamed-peers", test_unnamed_peers);
  g_test_add_func ("/capture/relayed-peers", test_relayed_peers);
  g_test_add_func ("/capture/offsets", test_offsets);
  g_test_add_func ("/capture/arrivals", test_arrivals);
  g_test_add_func ("/capture/all-peers", test_all_peers);
  g_test_add_func ("/capture/reserve", test_reserve);
  g_test_add_func ("/capture/notify", test_notify);
  g_test_add_func ("/capture/discard", test_discard);
  g_test_add_func ("/capture/many-records", test_many_records);
  g_test_add_func ("/capture/newlines", test_newlines);
  return g_test_run ();
}
