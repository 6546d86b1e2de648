/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-origin.h"

/* Of what was looked at from either end, there is more than this between them. */
#define MANY 70000u

static SockeyeCapture *
make_capture (void)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = 64u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  return sockeye_capture_new (&limits);
}

static SockeyeEndpoint
at (const char *host, guint16 port)
{
  SockeyeEndpoint end;

  sockeye_endpoint_clear (&end);
  if (*host == '/')
    g_assert_true (sockeye_endpoint_set_path (&end, host, NULL));
  else
    g_assert_true (sockeye_endpoint_set_literal (&end, host, port, NULL));
  return end;
}

static void
tell (SockeyeCapture *capture, guint32 peer, const SockeyeEvent *event)
{
  sockeye_sink_append_event (SOCKEYE_SINK (capture), peer, 1, event);
  sockeye_sink_publish (SOCKEYE_SINK (capture));
}

static void
send_byte (SockeyeCapture *capture, guint32 peer)
{
  g_assert_true (
      sockeye_sink_append (SOCKEYE_SINK (capture), SOCKEYE_RECORD_SENT, 0, peer, 1, (const guint8 *) "x", 1));
  sockeye_sink_publish (SOCKEYE_SINK (capture));
}

static void
expect (SockeyeCapture *capture, SockeyeProtocol protocol, const char *local, const char *remote)
{
  SockeyeCaptureOrigin origin;
  char text[SOCKEYE_ENDPOINT_TEXT_MAX];

  g_assert_true (sockeye_capture_origin_read (capture, &origin));
  g_assert_cmpint (origin.protocol, ==, protocol);
  g_assert_cmpstr (sockeye_endpoint_format (&origin.local, text, sizeof text), ==, local);
  g_assert_cmpstr (sockeye_endpoint_format (&origin.remote, text, sizeof text), ==, remote);
}

static void
test_servers (void)
{
  g_autoptr (SockeyeCapture) capture = make_capture ();
  g_autoptr (SockeyeCapture) unix_capture = make_capture ();
  SockeyeSink *sink = SOCKEYE_SINK (capture);
  SockeyeEndpoint local = at ("127.0.0.1", 8080), client = at ("127.0.0.1", 40001);
  guint32 peer, target;
  SockeyeCaptureOrigin origin;

  g_assert_false (sockeye_capture_origin_read (capture, &origin));
  tell (capture, 0, &(SockeyeEvent){ .type = SOCKEYE_EVENT_LISTENING, .local = at ("0.0.0.0", 8080) });
  expect (capture, SOCKEYE_PROTOCOL_TCP_SERVER, "0.0.0.0:8080", "");
  peer = sockeye_sink_add_peer (sink, &local, &client, TRUE, 1);
  tell (capture, peer, &(SockeyeEvent){ .type = SOCKEYE_EVENT_ACCEPTED, .remote = client });
  expect (capture, SOCKEYE_PROTOCOL_TCP_SERVER, "0.0.0.0:8080", "");

  /* A relay connects for its clients: that is no client's session. */
  target = sockeye_sink_add_target (sink, &(SockeyeEndpoint){ 0 }, &(SockeyeEndpoint){ 0 }, TRUE, peer, 1);
  tell (capture, target, &(SockeyeEvent){ .type = SOCKEYE_EVENT_CONNECTED, .remote = at ("::1", 9) });
  expect (capture, SOCKEYE_PROTOCOL_TCP_RELAY, "0.0.0.0:8080", "");

  tell (unix_capture, 0, &(SockeyeEvent){ .type = SOCKEYE_EVENT_LISTENING, .local = at ("/run/x.sock", 0) });
  expect (unix_capture, SOCKEYE_PROTOCOL_UNIX_SERVER, "/run/x.sock", "");
}

/* This end is told only where somebody chose it; and of two sessions it is the newer one. */
static void
test_clients (void)
{
  g_autoptr (SockeyeCapture) capture = make_capture ();
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTING,
                         .local = at ("127.0.0.1", 40001),
                         .remote = at ("127.0.0.1", 8888),
                         .number = SOCKEYE_CONNECTING_ANY };

  tell (capture, 0, &event);
  expect (capture, SOCKEYE_PROTOCOL_TCP_CLIENT, "", "127.0.0.1:8888");
  event.number = SOCKEYE_CONNECTING_CHOSEN;
  tell (capture, 0, &event);
  event.type = SOCKEYE_EVENT_CONNECTED;
  event.number = 0;
  tell (capture, 0, &event);
  expect (capture, SOCKEYE_PROTOCOL_TCP_CLIENT, "127.0.0.1:40001", "127.0.0.1:8888");

  tell (capture, 0, &(SockeyeEvent){ .type = SOCKEYE_EVENT_BOUND, .local = at ("::", 8081) });
  expect (capture, SOCKEYE_PROTOCOL_UDP, "[::]:8081", "");
}

static void
test_datagrams (void)
{
  g_autoptr (SockeyeCapture) capture = make_capture ();
  SockeyeEndpoint local = at ("127.0.0.1", 8081), far = at ("127.0.0.1", 9);
  guint32 peer = sockeye_sink_add_peer (SOCKEYE_SINK (capture), &local, &far, FALSE, 1);

  expect (capture, SOCKEYE_PROTOCOL_UDP, "127.0.0.1:8081", "");
  send_byte (capture, peer);
  expect (capture, SOCKEYE_PROTOCOL_UDP, "127.0.0.1:8081", "127.0.0.1:9");
}

/* Where the opening gave way, or was cleared, connections tell. */
static void
test_without_opening (void)
{
  g_autoptr (SockeyeCapture) capture = make_capture ();
  SockeyeEndpoint local = at ("127.0.0.1", 8080), far = at ("127.0.0.1", 40001);

  sockeye_sink_add_peer (SOCKEYE_SINK (capture), &local, &far, TRUE, 1);
  expect (capture, SOCKEYE_PROTOCOL_TCP_CLIENT, "", "127.0.0.1:40001");
  far = at ("127.0.0.1", 40002);
  sockeye_sink_add_peer (SOCKEYE_SINK (capture), &local, &far, TRUE, 2);
  expect (capture, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1:8080", "");
}

/* The opening of a long capture is found at its beginning, and that takes no longer than a frame. */
static void
test_long (void)
{
  g_autoptr (SockeyeCapture) capture = make_capture ();
  SockeyeEndpoint local = at ("127.0.0.1", 8080), far = at ("127.0.0.1", 40001);
  guint32 peer;

  tell (capture, 0, &(SockeyeEvent){ .type = SOCKEYE_EVENT_LISTENING, .local = local });
  peer = sockeye_sink_add_peer (SOCKEYE_SINK (capture), &local, &far, TRUE, 1);
  for (guint i = 0; i < MANY; i++)
    send_byte (capture, peer);
  expect (capture, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1:8080", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture-origin/servers", test_servers);
  g_test_add_func ("/capture-origin/clients", test_clients);
  g_test_add_func ("/capture-origin/datagrams", test_datagrams);
  g_test_add_func ("/capture-origin/without-opening", test_without_opening);
  g_test_add_func ("/capture-origin/long", test_long);
  return g_test_run ();
}
