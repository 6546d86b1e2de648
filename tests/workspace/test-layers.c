/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ip-packet.h"
#include "layers.h"

/* A case, and what a cable carries: the numbers are those of the RFCs and of IEEE 802.3. */
typedef struct
{
  SockeyeLayers layers;
  guint packets;
  guint ip_header;
  guint padding;
  guint64 total;
} Case;

#define UDP(bytes, six, lo)                                                                                  \
  {                                                                                                          \
    .kind = SOCKEYE_LAYERS_UDP, .length = bytes, .ipv6 = six, .loopback = lo                                 \
  }
#define TCP(bytes, six, lo, mss)                                                                             \
  {                                                                                                          \
    .kind = SOCKEYE_LAYERS_TCP, .length = bytes, .ipv6 = six, .loopback = lo, .segment = mss                 \
  }

static const Case cases[] = {
  /* 20 + 8 + 5 are less than a frame's 46. */
  { UDP (5, FALSE, FALSE), 1, 20, 13, 46 + 38 },
  { UDP (0, FALSE, FALSE), 1, 20, 18, 46 + 38 },
  { UDP (18, FALSE, FALSE), 1, 20, 0, 46 + 38 },
  { UDP (5, TRUE, FALSE), 1, 40, 0, 53 + 38 },
  { UDP (5, FALSE, TRUE), 1, 20, 0, 14 + 33 },
  /* The most that needs no fragments, and one byte more: 1,480 and 1 byte. */
  { UDP (1472, FALSE, FALSE), 1, 20, 0, 1538 },
  { UDP (1473, FALSE, FALSE), 2, 20, 25, 1538 + 46 + 38 },
  { UDP (3000, FALSE, FALSE), 3, 20, 0, 3008 + 3 * (20 + 38) },
  { UDP (3000, TRUE, FALSE), 3, 48, 0, 3008 + 3 * (48 + 38) },
  /* The longest datagram goes through the loopback interface in one piece. */
  { UDP (65507, FALSE, TRUE), 1, 20, 0, 65535 + 14 },
  { TCP (1, FALSE, FALSE, 0), 1, 20, 0, 53 + 38 },
  { TCP (1448, FALSE, FALSE, 0), 1, 20, 0, 1538 },
  { TCP (1449, FALSE, FALSE, 0), 2, 20, 0, 1538 + 53 + 38 },
  { TCP (1428, TRUE, FALSE, 0), 1, 40, 0, 1538 },
  { TCP (1000, FALSE, FALSE, 536), 2, 20, 0, 1000 + 2 * (52 + 38) },
  { TCP (65483, FALSE, TRUE, 65483), 1, 20, 0, 65483 + 52 + 14 },
};

static void
test_count (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeLayers layers = cases[i].layers;

      sockeye_layers_count (&layers);
      g_test_message ("case %zu", i);
      g_assert_cmpuint (layers.packets, ==, cases[i].packets);
      g_assert_cmpuint (layers.ip_header, ==, cases[i].ip_header);
      g_assert_cmpuint (layers.padding, ==, cases[i].padding);
      g_assert_cmpuint (layers.total, ==, cases[i].total);
    }
}

static void
test_tls (void)
{
  SockeyeLayers layers = { .kind = SOCKEYE_LAYERS_TCP, .length = 16385, .tls = TRUE, .tls_13 = TRUE };

  sockeye_layers_count (&layers);
  g_assert_cmpuint (layers.tls_records, ==, 2);
  g_assert_cmpuint (layers.tls_bytes, ==, 44);
  g_assert_cmpuint (layers.packets, ==, 12);
  layers = (SockeyeLayers){ .kind = SOCKEYE_LAYERS_TCP, .length = 5, .tls = TRUE };
  sockeye_layers_count (&layers);
  g_assert_cmpuint (layers.tls_bytes, ==, 29);
  g_assert_cmpuint (layers.total, ==, 5 + 29 + 52 + 38);
}

/* As long as the packets that are written into files, which tshark reads in another test. */
static void
test_same_as_export (void)
{
  static const char *const hosts[] = { "192.0.2.1", "2001:db8::1" };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (hosts); i++)
    {
      SockeyeLayers layers = { .kind = i % 2 == 0 ? SOCKEYE_LAYERS_UDP : SOCKEYE_LAYERS_TCP,
                               .length = 100,
                               .ipv6 = i / 2 != 0 };
      SockeyeIpPacket packet = { .tcp = i % 2 != 0, .flags = SOCKEYE_TCP_ACK };
      g_autoptr (GByteArray) out = g_byte_array_new ();
      guint8 payload[100] = { 0 };
      guint options = packet.tcp ? SOCKEYE_TCP_OPTIONS_USUAL : 0; /* there are none in the file */

      g_assert_true (sockeye_endpoint_set_literal (&packet.source, hosts[i / 2], 1, NULL));
      packet.destination = packet.source;
      sockeye_ip_packet_append (&packet, payload, sizeof payload, out);
      sockeye_layers_count (&layers);
      g_assert_cmpuint (layers.ip_header + layers.transport_header + 100, ==, out->len + options);
      g_assert_cmpuint (layers.total, ==, out->len + options + 38);
    }
}

typedef struct
{
  SockeyeCapture *capture;
  SockeyeSink *sink;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = 64u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  self->capture = sockeye_capture_new (&limits);
  self->sink = SOCKEYE_SINK (self->capture);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_object_unref (self->capture);
}

static guint32
add_peer (Fixture *self, const char *local, const char *remote, gboolean stream)
{
  SockeyeEndpoint ends[2];

  g_assert_true (sockeye_endpoint_set_literal (&ends[0], local, 7, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&ends[1], remote, 9, NULL));
  return sockeye_sink_add_peer (self->sink, &ends[0], &ends[1], stream, 1);
}

static void
append (Fixture *self, SockeyeRecordKind kind, guint16 flags, guint32 peer)
{
  g_assert_true (sockeye_sink_append (self->sink, kind, flags, peer, 1, (const guint8 *) "hello", 5));
  sockeye_sink_publish (self->sink);
}

static void
test_datagrams (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeLayers layers;

  append (self, SOCKEYE_RECORD_SENT, SOCKEYE_RECORD_DATAGRAM, add_peer (self, "0.0.0.0", "192.0.2.1", FALSE));
  append (self, SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_DATAGRAM, add_peer (self, "::", "::1", FALSE));

  g_assert_true (sockeye_layers_read (&layers, self->capture, 0));
  g_assert_cmpint (layers.kind, ==, SOCKEYE_LAYERS_UDP);
  g_assert_false (layers.loopback);
  g_assert_true (sockeye_endpoint_is_any (&layers.source));
  g_assert_cmpuint (sockeye_endpoint_get_port (&layers.source), ==, 7);
  g_assert_cmpuint (sockeye_endpoint_get_port (&layers.destination), ==, 9);
  g_assert_cmpuint (layers.total, ==, 84);

  g_assert_true (sockeye_layers_read (&layers, self->capture, 1));
  g_assert_true (layers.ipv6 && layers.loopback && layers.received);
  g_assert_cmpuint (sockeye_endpoint_get_port (&layers.source), ==, 9);
  g_assert_cmpuint (layers.total, ==, 14 + 40 + 8 + 5);
  g_assert_false (sockeye_layers_read (&layers, self->capture, 2));
}

static void
test_streams (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTED };
  guint32 peer = add_peer (self, "192.0.2.7", "192.0.2.1", TRUE);
  SockeyeLayers layers;

  append (self, SOCKEYE_RECORD_SENT, 0, peer);
  sockeye_sink_append_event (self->sink, peer, 1, &event);
  append (self, SOCKEYE_RECORD_SENT, 0, peer);
  event = (SockeyeEvent){ .type = SOCKEYE_EVENT_TLS_ESTABLISHED, .text = "TLS 1.3\nx\n" };
  sockeye_sink_append_event (self->sink, peer, 1, &event);
  append (self, SOCKEYE_RECORD_SENT, 0, peer);

  /* How it began is not there. */
  g_assert_true (sockeye_layers_read (&layers, self->capture, 0));
  g_assert_true (layers.tls_unknown);
  g_assert_true (sockeye_layers_read (&layers, self->capture, 1));
  g_assert_cmpint (layers.kind, ==, SOCKEYE_LAYERS_NONE);
  g_assert_true (sockeye_layers_read (&layers, self->capture, 2));
  g_assert_cmpint (layers.kind, ==, SOCKEYE_LAYERS_TCP);
  g_assert_false (layers.tls || layers.tls_unknown || layers.loopback);
  g_assert_cmpuint (layers.segment, ==, 0);
  g_assert_cmpuint (layers.total, ==, 5 + 52 + 38);
  g_assert_true (sockeye_layers_read (&layers, self->capture, 4));
  g_assert_true (layers.tls && layers.tls_13);
  g_assert_cmpuint (layers.total, ==, 5 + 22 + 52 + 38);
}

static void
test_unix (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeEndpoint ends[2];
  SockeyeLayers layers;

  g_assert_true (sockeye_endpoint_set_path (&ends[0], "/tmp/a", NULL));
  sockeye_endpoint_set_unnamed (&ends[1], 1);
  append (self, SOCKEYE_RECORD_RECEIVED, 0, sockeye_sink_add_peer (self->sink, &ends[0], &ends[1], TRUE, 1));
  g_assert_true (sockeye_layers_read (&layers, self->capture, 0));
  g_assert_cmpint (layers.kind, ==, SOCKEYE_LAYERS_UNIX);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/layers/count", test_count);
  g_test_add_func ("/layers/tls", test_tls);
  g_test_add_func ("/layers/same-as-export", test_same_as_export);
  g_test_add ("/layers/datagrams", Fixture, NULL, set_up, test_datagrams, tear_down);
  g_test_add ("/layers/streams", Fixture, NULL, set_up, test_streams, tear_down);
  g_test_add ("/layers/unix", Fixture, NULL, set_up, test_unix, tear_down);

  return g_test_run ();
}
