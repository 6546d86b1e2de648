/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-svg.h"
#include "capture-export.h"
#include "ladder-fixture.h"
#include "pcapng-reader.h"
#include "unix-place.h"

#include <glib/gstdio.h>
#include <string.h>

/* Where the calls of a diagram come from: relays, Unix sockets and saved captures; and when they were called. */

static SockeyeCallLadder *
build_of (SockeyeCallFeed *feed, guint32 peer)
{
  sockeye_call_feed_choose (feed, peer);
  while (sockeye_call_feed_read (feed) || sockeye_call_feed_is_behind (feed))
    ;
  return sockeye_call_feed_build (feed);
}

static char *
write_of (SockeyeWorkspace *workspace, gboolean document, guint32 peer)
{
  g_autoptr (SockeyeCallFeed) feed = sockeye_call_feed_new (workspace, NULL, document);
  g_autoptr (SockeyeCallLadder) ladder = build_of (feed, peer);

  return write_ladder (ladder);
}

static gboolean
is_ladder_of (SockeyeWorkspace *workspace, guint32 peer, const char *wanted)
{
  g_autofree char *got = write_of (workspace, FALSE, peer);

  return g_str_equal (got, wanted);
}

static void
assert_ladder_of (SockeyeWorkspace *workspace, guint32 peer, const char *wanted)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;
  g_autofree char *got = NULL;

  while (!is_ladder_of (workspace, peer, wanted) && g_get_monotonic_time () < deadline)
    g_usleep (2000);
  got = write_of (workspace, FALSE, peer);
  g_assert_cmpstr (got, ==, wanted);
}

static const SockeyeCallStep *
find_step (const SockeyeCallLadder *ladder, SockeyeLadderEnd end, SockeyeCallStepKind kind)
{
  for (guint i = 0; i < sockeye_call_ladder_get_n_steps (ladder); i++)
    {
      const SockeyeCallStep *step = sockeye_call_ladder_get_step (ladder, i);

      if (step->end == end && step->kind == kind)
        return step;
    }
  g_assert_not_reached ();
}

static char *
draw (SockeyeWorkspace *workspace, gboolean document)
{
  g_autoptr (SockeyeCallFeed) feed = sockeye_call_feed_new (workspace, NULL, document);
  g_autoptr (SockeyeCallLadder) ladder = build (feed);

  return sockeye_call_ladder_to_svg (ladder);
}

/* --- When */

/* No call is later than what comes after it at the same end, and every one of them has its time. */
static void
assert_in_order (const SockeyeCallLadder *ladder, gint64 begin)
{
  gint64 last[2] = { begin, begin };

  for (guint i = 0; i < sockeye_call_ladder_get_n_steps (ladder); i++)
    {
      const SockeyeCallStep *step = sockeye_call_ladder_get_step (ladder, i);
      g_autofree char *time = sockeye_call_ladder_format_time (ladder, step);
      g_autofree char *sentence = sockeye_call_ladder_describe (ladder, step);

      g_assert_cmpint (*time != '\0', ==, sockeye_call_step_is_call (step));
      g_assert_null (strstr (sentence, "not when"));
      if (!sockeye_call_step_is_call (step))
        continue;
      g_assert_cmpint (step->time, >=, last[step->end]);
      g_assert_cmpint (step->time, <=, g_get_real_time ());
      last[step->end] = step->time;
    }
}

/* socket() and bind() have times of their own, and the record still tells of listen() and connect(). */
static void
test_times (void)
{
  gint64 begin = g_get_real_time ();
  SockeyeWorkspace *server = make_workspace ();
  SockeyeWorkspace *client = make_workspace ();
  g_autoptr (SockeyeCallFeed) feed = NULL;
  g_autoptr (SockeyeCallLadder) ladder = NULL;
  const SockeyeCallStep *step;
  guint i;

  open_session (server, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  open_session (client, SOCKEYE_PROTOCOL_TCP_CLIENT, get_port (server));
  wait_for (server, count_connections (server) == 1);
  feed = sockeye_call_feed_new (server, client, FALSE);
  ladder = build_of (feed, 1);
  assert_in_order (ladder, begin);
  step = find_step (ladder, SOCKEYE_END_RIGHT, SOCKEYE_CALL_STEP_SOCKET);
  g_assert_cmpint (sockeye_call_ladder_get_origin (ladder), ==, step->time);
  g_assert_true (sockeye_call_ladder_find (ladder, 0, step->record, &i));
  g_assert_cmpint (sockeye_call_ladder_get_step (ladder, i)->kind, ==, SOCKEYE_CALL_STEP_LISTEN);
  step = find_step (ladder, SOCKEYE_END_LEFT, SOCKEYE_CALL_STEP_SOCKET);
  g_assert_true (sockeye_call_ladder_find (ladder, 1, step->record, &i));
  g_assert_cmpint (sockeye_call_ladder_get_step (ladder, i)->kind, ==, SOCKEYE_CALL_STEP_CONNECT);
  destroy (client);
  destroy (server);
}

/* Who has the port is looked for before it is told, so that its record is later than the call. */
static void
test_times_of_failure (void)
{
  gint64 begin = g_get_real_time ();
  SockeyeWorkspace *holder = make_workspace ();
  SockeyeWorkspace *workspace = make_workspace ();
  SockeyeSession *session = sockeye_workspace_get_session (workspace);
  g_autoptr (SockeyeCallFeed) feed = NULL;
  g_autoptr (SockeyeCallLadder) ladder = NULL;
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_SERVER,
                               .local_host = "127.0.0.1",
                               .remote_host = "",
                               .backlog = SOCKEYE_BACKLOG_DEFAULT };

  open_session (holder, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  settings.local_port = get_port (holder);
  sockeye_session_open (session, &settings);
  wait_for (workspace, sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED);
  feed = sockeye_call_feed_new (workspace, NULL, FALSE);
  ladder = build_of (feed, 0);
  assert_in_order (ladder, begin);
  g_assert_cmpint (find_step (ladder, SOCKEYE_END_RIGHT, SOCKEYE_CALL_STEP_BIND)->error_number, !=, 0);
  destroy (workspace);
  destroy (holder);
}

/* --- Stories, without sockets */

typedef struct
{
  SockeyeWorkspace *workspace;
  SockeyeSink *sink;
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
} Story;

static void
story_begin (Story *self)
{
  *self = (Story){ .workspace = make_workspace () };
  self->sink = SOCKEYE_SINK (sockeye_workspace_get_capture (self->workspace));
  g_assert_true (sockeye_endpoint_set_literal (&self->local, "127.0.0.1", 1, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&self->remote, "127.0.0.1", 2, NULL));
}

static void
tell (Story *self, guint32 peer, SockeyeEventType type, gint64 time, gint64 socket_time, gint64 bind_time)
{
  const SockeyeEvent event = { .type = type,
                               .local = self->local,
                               .remote = self->remote,
                               .socket_time = socket_time,
                               .bind_time = bind_time };

  sockeye_sink_append_event (self->sink, peer, time, &event);
  sockeye_sink_publish (self->sink);
}

static void
assert_times (Story *self, gint64 socket_time, gint64 bind_time)
{
  g_autoptr (SockeyeCallFeed) feed = sockeye_call_feed_new (self->workspace, NULL, TRUE);
  g_autoptr (SockeyeCallLadder) ladder = build_of (feed, 0);
  const SockeyeCallStep *step = find_step (ladder, SOCKEYE_END_RIGHT, SOCKEYE_CALL_STEP_SOCKET);
  g_autofree char *sentence = sockeye_call_ladder_describe (ladder, step);

  g_assert_cmpint (step->time, ==, socket_time);
  g_assert_cmpint (find_step (ladder, SOCKEYE_END_RIGHT, SOCKEYE_CALL_STEP_BIND)->time, ==, bind_time);
  g_assert_cmpstr (sentence, ==,
                   socket_time != 0 ? "Server (this end): socket(). Known from the log."
                                    : "Server (this end): socket(). Known from the log, but not when it was "
                                      "called.");
}

/* An earlier version did not tell them; and what cannot be is not believed. */
static void
test_unknown_times (void)
{
  static const struct
  {
    gint64 told[2];
    gint64 shown[2];
  } cases[] = {
    { { 0, 0 }, { 0, 0 } },   { { 10, 20 }, { 10, 20 } }, { { 10, 0 }, { 10, 0 } },
    { { 101, 0 }, { 0, 0 } }, { { 10, 101 }, { 10, 0 } }, { { 20, 10 }, { 20, 0 } },
    { { 0, 20 }, { 0, 20 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Story story;

      story_begin (&story);
      tell (&story, 0, SOCKEYE_EVENT_LISTENING, 100, cases[i].told[0], cases[i].told[1]);
      assert_times (&story, cases[i].shown[0], cases[i].shown[1]);
      g_object_unref (story.workspace);
    }
}

static guint64
find_attempt (Story *self, guint32 peer)
{
  g_autoptr (SockeyeCallFeed) feed = sockeye_call_feed_new (self->workspace, NULL, TRUE);
  g_autoptr (SockeyeCallLadder) ladder = build_of (feed, peer);

  g_assert_cmpint (find_step (ladder, SOCKEYE_END_LEFT, SOCKEYE_CALL_STEP_SOCKET)->time, !=, 0);
  return find_step (ladder, SOCKEYE_END_LEFT, SOCKEYE_CALL_STEP_CONNECT)->record;
}

/* A relay connects for several clients at once: each connection shows its own connect(). */
static void
test_attempts (void)
{
  Story story;
  guint32 peers[2];

  story_begin (&story);
  tell (&story, 0, SOCKEYE_EVENT_CONNECTING, 100, 90, 0);
  tell (&story, 0, SOCKEYE_EVENT_CONNECTING, 101, 91, 0);
  for (guint i = 0; i < 2; i++)
    peers[i] = sockeye_sink_add_peer (story.sink, &story.local, &story.remote, TRUE, 102);
  tell (&story, peers[0], SOCKEYE_EVENT_CONNECTED, 102, 90, 0);
  tell (&story, peers[1], SOCKEYE_EVENT_CONNECTED, 103, 91, 0);
  g_assert_cmpuint (find_attempt (&story, peers[0]), ==, 0);
  g_assert_cmpuint (find_attempt (&story, peers[1]), ==, 1);
  g_object_unref (story.workspace);
}

/* --- Relays */

static void
open_relay (SockeyeWorkspace *workspace, SockeyeProtocol protocol, guint16 target)
{
  SockeyeSession *session = sockeye_workspace_get_session (workspace);
  SockeyeSettings settings = { .protocol = protocol,
                               .local_host = "127.0.0.1",
                               .remote_host = "127.0.0.1",
                               .remote_port = target,
                               .backlog = SOCKEYE_BACKLOG_DEFAULT,
                               .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };

  sockeye_session_open (session, &settings);
  wait_for (workspace, sockeye_session_get_state (session) == SOCKEYE_SESSION_OPEN);
}

/* It is the server of its client, and the client of its target: two connections. */
static void
test_tcp_relay (void)
{
  SockeyeWorkspace *relay = make_workspace ();
  guint16 port;
  int listener = peer_listen ("127.0.0.1", 1, &port);
  int client, target;

  open_relay (relay, SOCKEYE_PROTOCOL_TCP_RELAY, port);
  client = peer_connect ("127.0.0.1", get_port (relay));
  target = accept (listener, NULL, NULL);
  g_assert_cmpint (target, >=, 0);
  peer_send (client, "hello", 5);
  peer_expect (target, "hello");
  peer_send (target, "yes", 3);
  peer_expect (client, "yes");

  assert_ladder_of (relay, 0, "R:socket R:bind R:listen");
  assert_ladder_of (relay, 1,
                    "R:socket R:bind R:listen L:~connect L:~syn R:~syn-ack L:~ack R:accept L:data R:recv "
                    "R:send R:~data");
  assert_ladder_of (relay, 2,
                    "L:socket L:connect R:~listen L:~syn R:~syn-ack L:~ack L:connected L:send L:~data "
                    "R:data L:recv");
  close (client);
  close (target);
  close (listener);
  wait_for (relay, count_connections (relay) == 0);
  destroy (relay);
}

/* Nobody is at the target: of the client's connection that is no call. */
static void
test_tcp_relay_refused (void)
{
  SockeyeWorkspace *relay = make_workspace ();
  guint16 port;
  int client;

  close (peer_listen ("127.0.0.1", 1, &port));
  open_relay (relay, SOCKEYE_PROTOCOL_TCP_RELAY, port);
  client = peer_connect ("127.0.0.1", get_port (relay));
  assert_ladder_of (relay, 0, "R:socket R:bind R:listen");
  assert_ladder_of (relay, 1,
                    "R:socket R:bind R:listen L:~connect L:~syn R:~syn-ack L:~ack R:accept R:linger R:close "
                    "R:~rst");
  close (client);
  destroy (relay);
}

/* Towards the target each client has a socket of its own, which is connected and not bound. */
static void
test_udp_relay (void)
{
  SockeyeWorkspace *relay = make_workspace ();
  guint16 target_port = 0, client_port = 0;
  int target = peer_bind ("127.0.0.1", &target_port);
  int client = peer_bind ("127.0.0.1", &client_port);
  SockeyePeer way;

  open_relay (relay, SOCKEYE_PROTOCOL_UDP_RELAY, target_port);
  peer_send_to (client, "127.0.0.1", get_port (relay), "hello", 5);
  peer_expect (target, "hello");
  wait_for (relay, sockeye_capture_get_peer (sockeye_workspace_get_capture (relay), 2, &way));
  peer_send_to (target, "127.0.0.1", sockeye_endpoint_get_port (&way.local), "yes", 3);
  peer_expect (client, "yes");

  assert_ladder_of (relay, 1, "L:socket L:bind R:~sendto R:datagram L:recvfrom L:sendto L:~datagram");
  assert_ladder_of (relay, 2, "L:socket L:connected L:send L:~datagram R:~sendto R:datagram L:recv");
  close_session (relay);
  assert_ladder_of (relay, 1, "L:socket L:bind R:~sendto R:datagram L:recvfrom L:sendto L:~datagram L:close");
  assert_ladder_of (relay, 2, "L:socket L:connected L:send L:~datagram R:~sendto R:datagram L:recv L:close");
  close (client);
  close (target);
  destroy (relay);
}

/* --- Unix sockets */

static void
open_unix (SockeyeWorkspace *workspace, SockeyeProtocol protocol, const char *local, const char *remote)
{
  SockeyeSession *session = sockeye_workspace_get_session (workspace);
  SockeyeSettings settings = { .protocol = protocol,
                               .local_host = local,
                               .remote_host = remote,
                               .backlog = SOCKEYE_BACKLOG_DEFAULT,
                               .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };

  sockeye_session_open (session, &settings);
  wait_for (workspace, sockeye_session_get_state (session) == SOCKEYE_SESSION_OPEN);
}

/* Nothing goes over a wire, so there are calls and bytes, and no segments. Both clients are of this program, and have no
 * address: each is shown with its own connection of the server. */
static void
test_unix_pair (void)
{
  SockeyeWorkspace *server = make_workspace ();
  SockeyeWorkspace *clients[2] = { make_workspace (), make_workspace () };
  g_autofree char *svg = NULL;
  UnixPlace place;

  unix_place_init (&place);
  open_unix (server, SOCKEYE_PROTOCOL_UNIX_SERVER, place.path, "");
  for (guint i = 0; i < 2; i++)
    {
      open_unix (clients[i], SOCKEYE_PROTOCOL_UNIX_CLIENT, "", place.path);
      wait_for (server, count_connections (server) == i + 1);
    }
  send_text (clients[0], SOCKEYE_TARGET_DEFAULT, "hello");
  wait_for (server, count_received (server) == 5);
  send_text (clients[1], SOCKEYE_TARGET_DEFAULT, "me");
  wait_for (server, count_received (server) == 7);
  assert_ladder_of (server, 1, "R:socket R:bind R:listen L:~connect R:accept L:data R:recv");
  assert_ladder (clients[0], server,
                 "R:socket R:bind R:listen L:socket L:connect R:accept L:connected L:send L:data R:recv");
  assert_ladder (clients[1], server,
                 "R:socket R:bind R:listen L:socket L:connect R:accept L:connected L:send L:data R:recv");
  assert_text (clients[1], SOCKEYE_CALL_STEP_SEND, "send() = 2");
  svg = draw (server, FALSE);
  g_assert_null (strstr (svg, "ACK"));

  close_session (clients[0]);
  wait_for (server, count_connections (server) == 1);
  assert_ladder (clients[0], server,
                 "R:socket R:bind R:listen L:socket L:connect R:accept L:connected L:send L:data R:recv "
                 "L:close R:recv R:close");
  destroy (clients[0]);
  destroy (clients[1]);
  destroy (server);
  unix_place_clear (&place);
}

static void
test_unix_datagrams (void)
{
  SockeyeWorkspace *receiver = make_workspace ();
  SockeyeWorkspace *sender = make_workspace ();
  UnixPlace place;

  unix_place_init (&place);
  open_unix (receiver, SOCKEYE_PROTOCOL_UNIX_DATAGRAM, place.path, "");
  open_unix (sender, SOCKEYE_PROTOCOL_UNIX_DATAGRAM, place.name, place.path);
  send_text (sender, SOCKEYE_TARGET_DEFAULT, "hello");
  wait_for (receiver, count_received (receiver) == 5);
  assert_ladder (sender, receiver, "R:socket R:bind L:socket L:bind L:sendto L:datagram R:recvfrom");
  assert_ladder (receiver, NULL, "L:socket L:bind R:~sendto R:datagram L:recvfrom");
  destroy (sender);
  destroy (receiver);
  unix_place_clear (&place);
}

/* A name that is longer than there is room above its end is cut in the middle, and stands in full beside its call. */
static void
test_long_name (void)
{
  SockeyeWorkspace *workspace = make_workspace ();
  g_autofree char *filling = g_strnfill (80, 'x');
  g_autofree char *name = g_strdup_printf ("@begin-%d-%s-end", (int) getpid (), filling);
  g_autofree char *call = g_strdup_printf (">bind(%s) = 0<", name);
  g_autoptr (SockeyeCallFeed) feed = NULL;
  g_autoptr (SockeyeCallLadder) ladder = NULL;
  g_autofree char *svg = NULL;

  open_unix (workspace, SOCKEYE_PROTOCOL_UNIX_DATAGRAM, name, "");
  feed = sockeye_call_feed_new (workspace, NULL, FALSE);
  ladder = build_of (feed, 0);
  svg = sockeye_call_ladder_to_svg (ladder);
  g_assert_cmpstr (sockeye_call_ladder_get_address (ladder, SOCKEYE_END_LEFT), ==, name);
  g_assert_true (g_regex_match_simple (">@begin-\\d+-x+…x+-end</text>", svg, 0, 0));
  g_assert_nonnull (strstr (svg, call));
  destroy (workspace);
}

/* --- Saved captures */

static void
keep_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
save_to (SockeyeWorkspace *workspace, GFile *file)
{
  SockeyeCaptureExport what = { .format = SOCKEYE_EXPORT_PCAPNG,
                                .text = { .end = G_MAXUINT64, .charset = sockeye_charset_find ("utf-8") } };
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  sockeye_capture_export_async (sockeye_workspace_get_capture (workspace), &what, file, NULL, NULL, NULL,
                                keep_result, &result);
  sockeye_capture_export_finish (wait_for_result (&result), NULL, NULL, &error);
  g_assert_no_error (error);
}

static SockeyeWorkspace *
open_again (GFile *file)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SockeyeCapture) capture = NULL;
  GError *error = NULL;

  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  sockeye_pcapng_open_async (file, &limits, NULL, NULL, NULL, keep_result, &result);
  capture = sockeye_pcapng_open_finish (wait_for_result (&result), &error);
  g_assert_no_error (error);
  return sockeye_workspace_new_for_capture (capture);
}

/* To the letter and to the microsecond. */
static void
assert_saved (SockeyeWorkspace *workspace)
{
  g_autofree char *folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.pcapng", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *before = draw (workspace, FALSE);
  g_autofree char *after = NULL;
  SockeyeWorkspace *document;

  save_to (workspace, file);
  document = open_again (file);
  after = draw (document, TRUE);
  g_assert_cmpstr (after, ==, before);
  g_assert_nonnull (strstr (after, "socket()"));
  g_assert_null (strstr (after, "not when"));
  g_object_unref (document);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_saved (void)
{
  SockeyeWorkspace *server = make_workspace ();
  SockeyeWorkspace *client = make_workspace ();
  SockeyeWorkspace *udp = make_workspace ();

  open_session (server, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  assert_saved (server);
  open_session (client, SOCKEYE_PROTOCOL_TCP_CLIENT, get_port (server));
  wait_for (server, count_connections (server) == 1);
  send_text (client, SOCKEYE_TARGET_DEFAULT, "hello");
  wait_for (server, count_received (server) == 5);
  close_session (client);
  wait_for (server, count_connections (server) == 0);
  assert_saved (client);
  assert_saved (server);

  /* Nobody was at the far end. */
  open_session (udp, SOCKEYE_PROTOCOL_UDP, 9);
  assert_saved (udp);
  send_text (udp, SOCKEYE_TARGET_DEFAULT, "lost");
  wait_for (udp, sockeye_capture_get_n_peers (sockeye_workspace_get_capture (udp)) == 1);
  close_session (udp);
  assert_saved (udp);
  destroy (udp);
  destroy (client);
  destroy (server);
}

static void
test_saved_unix (void)
{
  SockeyeWorkspace *server = make_workspace ();
  SockeyeWorkspace *client = make_workspace ();
  UnixPlace place;

  unix_place_init (&place);
  open_unix (server, SOCKEYE_PROTOCOL_UNIX_SERVER, place.path, "");
  open_unix (client, SOCKEYE_PROTOCOL_UNIX_CLIENT, "", place.path);
  wait_for (server, count_connections (server) == 1);
  send_text (client, SOCKEYE_TARGET_DEFAULT, "hello");
  wait_for (server, count_received (server) == 5);
  assert_saved (client);
  assert_saved (server);
  destroy (client);
  destroy (server);
  unix_place_clear (&place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-sources/times", test_times);
  g_test_add_func ("/call-sources/times-of-failure", test_times_of_failure);
  g_test_add_func ("/call-sources/unknown-times", test_unknown_times);
  g_test_add_func ("/call-sources/attempts", test_attempts);
  g_test_add_func ("/call-sources/tcp-relay", test_tcp_relay);
  g_test_add_func ("/call-sources/tcp-relay-refused", test_tcp_relay_refused);
  g_test_add_func ("/call-sources/udp-relay", test_udp_relay);
  g_test_add_func ("/call-sources/unix-pair", test_unix_pair);
  g_test_add_func ("/call-sources/unix-datagrams", test_unix_datagrams);
  g_test_add_func ("/call-sources/long-name", test_long_name);
  g_test_add_func ("/call-sources/saved", test_saved);
  g_test_add_func ("/call-sources/saved-unix", test_saved_unix);
  return g_test_run ();
}
