/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-svg.h"
#include "ladder-fixture.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define OPENED "R:socket R:bind R:listen L:socket L:connect "
#define PAIRED OPENED "L:~syn R:~syn-ack L:~ack R:accept L:connected "

/* Both ends are in this program: all calls are known, and so are the bytes that have arrived. */
static void
test_pair (void)
{
  SockeyeWorkspace *server = make_workspace ();
  SockeyeWorkspace *client = make_workspace ();
  const char *wanted = PAIRED "L:send L:data R:recv R:send R:data L:recv "
                              "L:close L:fin R:~ack R:recv R:close R:~fin L:~ack";

  open_session (server, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  open_session (client, SOCKEYE_PROTOCOL_TCP_CLIENT, get_port (server));
  wait_for (server, count_connections (server) == 1);
  send_text (client, SOCKEYE_TARGET_DEFAULT, "hello");
  wait_for (server, count_received (server) == 5);
  send_text (server, SOCKEYE_TARGET_ALL, "yes");
  wait_for (client, count_received (client) == 3);
  close_session (client);
  wait_for (server, count_connections (server) == 0);
  assert_ladder (client, server, wanted);
  assert_ladder (server, client, wanted);
  assert_text (client, SOCKEYE_CALL_STEP_SEND, "send() = 5");
  assert_text (server, SOCKEYE_CALL_STEP_SEND, "send() = 3");
  assert_text (client, SOCKEYE_CALL_STEP_DATA, "3 bytes");
  destroy (client);
  destroy (server);
}

/* RST is known when the far end was told of it. */
static void
test_pair_abort (void)
{
  SockeyeWorkspace *server = make_workspace ();
  SockeyeWorkspace *client = make_workspace ();

  open_session (server, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  open_session (client, SOCKEYE_PROTOCOL_TCP_CLIENT, get_port (server));
  wait_for (server, count_connections (server) == 1);
  sockeye_session_abort (sockeye_workspace_get_session (client), 0);
  wait_for (server, count_connections (server) == 0);
  assert_ladder (client, server, PAIRED "L:linger L:close L:rst R:recv R:close");
  destroy (client);
  destroy (server);
}

typedef struct
{
  SockeyeWorkspace *workspace;
  int listener;
  int peer;
} Talk;

static void
talk_begin (Talk *self)
{
  guint16 port;

  self->listener = peer_listen ("127.0.0.1", 5, &port);
  self->workspace = make_workspace ();
  open_session (self->workspace, SOCKEYE_PROTOCOL_TCP_CLIENT, port);
  self->peer = accept (self->listener, NULL, NULL);
  g_assert_cmpint (self->peer, >=, 0);
}

static void
talk_end (Talk *self)
{
  close (self->listener);
  destroy (self->workspace);
}

#define CONNECTED "L:socket L:connect R:~listen L:~syn R:~syn-ack L:~ack L:connected "

/* One end is known only; of the other one what follows from it. */
static void
test_client (void)
{
  Talk talk;

  talk_begin (&talk);
  send_text (talk.workspace, SOCKEYE_TARGET_DEFAULT, "hello");
  peer_expect (talk.peer, "hello");
  peer_send (talk.peer, "hi", 2);
  close (talk.peer);
  assert_ladder (talk.workspace, NULL,
                 CONNECTED "L:send L:~data R:data L:recv "
                           "R:~shutdown-or-close R:fin L:~ack L:recv L:close L:~fin R:~ack");
  assert_text (talk.workspace, SOCKEYE_CALL_STEP_CONNECTED, "connect() = 0");
  assert_text (talk.workspace, SOCKEYE_CALL_STEP_RECEIVE, "recv() = 0");
  assert_text (talk.workspace, SOCKEYE_CALL_STEP_LISTEN, "listen()");
  assert_text (talk.workspace, SOCKEYE_CALL_STEP_CLOSE, "close()");
  talk_end (&talk);
}

/* A closed socket is told nothing any more: that the rest is missing is said, and nothing made up. */
static void
test_closes_first (void)
{
  Talk talk;

  talk_begin (&talk);
  close_session (talk.workspace);
  assert_ladder (talk.workspace, NULL, CONNECTED "L:close L:~fin R:~ack");
  assert_text (talk.workspace, SOCKEYE_CALL_STEP_CLOSE, "close(): when the far end closes is not seen");
  close (talk.peer);
  talk_end (&talk);
}

static void
test_reset (void)
{
  Talk talk;

  talk_begin (&talk);
  peer_reset (talk.peer);
  assert_ladder (talk.workspace, NULL, CONNECTED "R:rst L:recv L:close");
  assert_text (talk.workspace, SOCKEYE_CALL_STEP_RECEIVE, "recv() = −1 ECONNRESET");
  talk_end (&talk);
}

/* The other session of the pair listens elsewhere: of this connection it knows nothing. */
static void
test_pair_apart (void)
{
  SockeyeWorkspace *server = make_workspace ();
  Talk talk;
  g_autoptr (SockeyeCallFeed) feed = NULL;
  g_autoptr (SockeyeCallLadder) ladder = NULL;
  g_autofree char *got = NULL;
  g_autofree char *name = NULL;

  open_session (server, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  talk_begin (&talk);
  feed = sockeye_call_feed_new (talk.workspace, server, FALSE);
  sockeye_call_feed_choose (feed, 1);
  while (sockeye_call_feed_read (feed) || sockeye_call_feed_is_behind (feed))
    ;
  ladder = sockeye_call_feed_build (feed);
  got = write_ladder (ladder);
  name = sockeye_call_ladder_name_end (ladder, SOCKEYE_END_RIGHT);
  g_assert_cmpstr (got, ==, "L:socket L:connect R:~listen L:~syn R:~syn-ack L:~ack L:connected");
  g_assert_cmpstr (name, ==, "Server (far end)");
  close (talk.peer);
  talk_end (&talk);
  destroy (server);
}

/* After its FIN an end still receives; its close() sends no second one. */
static void
test_half_close (void)
{
  Talk talk;
  char byte;

  talk_begin (&talk);
  sockeye_session_close_sending (sockeye_workspace_get_session (talk.workspace), 0);
  g_assert_cmpint (recv (talk.peer, &byte, 1, 0), ==, 0);
  peer_send (talk.peer, "late", 4);
  close (talk.peer);
  assert_ladder (talk.workspace, NULL,
                 CONNECTED "L:shutdown L:~fin R:~ack R:data L:recv "
                           "R:~shutdown-or-close R:fin L:~ack L:recv L:close");
  talk_end (&talk);
}

/* An RST and an ICMP message are the same to connect(), on loopback too: only an analyzer sees which it was. */
static void
test_refused (void)
{
  SockeyeWorkspace *workspace = make_workspace ();
  SockeyeSession *session = sockeye_workspace_get_session (workspace);
  guint16 port;
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .local_host = "",
                               .remote_host = "127.0.0.1",
                               .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };

  close (peer_listen ("127.0.0.1", 1, &port));
  settings.remote_port = port;
  sockeye_session_open (session, &settings);
  wait_for (workspace, sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED);
  assert_ladder (workspace, NULL, "L:socket L:connect L:~syn R:~rst L:connected L:close");
  assert_text (workspace, SOCKEYE_CALL_STEP_CONNECTED, "connect() = −1 ECONNREFUSED");
  assert_text (workspace, SOCKEYE_CALL_STEP_RST, "RST, or ICMP: port unreachable");
  destroy (workspace);
}

static void
test_address_in_use (void)
{
  SockeyeWorkspace *workspace = make_workspace ();
  SockeyeSession *session = sockeye_workspace_get_session (workspace);
  guint16 port;
  int holder = peer_listen ("127.0.0.1", 1, &port);
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_SERVER,
                               .local_host = "127.0.0.1",
                               .local_port = port,
                               .remote_host = "",
                               .backlog = SOCKEYE_BACKLOG_DEFAULT };

  sockeye_session_open (session, &settings);
  wait_for (workspace, sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED);
  assert_ladder (workspace, NULL, "R:socket R:bind R:close");
  destroy (workspace);
  close (holder);
}

/* What was received is known to be what the other end has sent. */
static void
test_datagrams (void)
{
  SockeyeWorkspace *a = make_workspace ();
  SockeyeWorkspace *b = make_workspace ();

  open_session (a, SOCKEYE_PROTOCOL_UDP, 9);
  open_session (b, SOCKEYE_PROTOCOL_UDP, get_port (a));
  send_text (b, SOCKEYE_TARGET_DEFAULT, "one");
  wait_for (a, count_received (a) == 3);
  send_text (b, SOCKEYE_TARGET_DEFAULT, "three");
  wait_for (a, count_received (a) == 8);
  assert_ladder (
      b, a, "R:socket R:bind L:socket L:bind L:sendto L:datagram R:recvfrom L:sendto L:datagram R:recvfrom");
  assert_ladder (a, NULL, "L:socket L:bind R:~sendto R:datagram L:recvfrom R:~sendto R:datagram L:recvfrom");
  assert_ladder (b, NULL, "L:socket L:bind L:sendto L:~datagram L:sendto L:~datagram");
  destroy (b);
  destroy (a);
}

/* ICMP tells that nobody has taken it. */
static void
test_datagram_refused (void)
{
  SockeyeWorkspace *workspace = make_workspace ();
  guint16 port;

  close (peer_bind ("127.0.0.1", &port));
  open_session (workspace, SOCKEYE_PROTOCOL_UDP, port);
  send_text (workspace, SOCKEYE_TARGET_DEFAULT, "lost");
  assert_ladder (workspace, NULL, "L:socket L:bind L:sendto L:!datagram R:icmp L:error-queue");
  assert_text (workspace, SOCKEYE_CALL_STEP_ICMP, "ICMP: port unreachable");
  assert_text (workspace, SOCKEYE_CALL_STEP_ERROR_QUEUE, "recvmsg(MSG_ERRQUEUE): ECONNREFUSED");
  destroy (workspace);
}

static void
append_event (SockeyeSink *sink, guint32 peer, SockeyeEventType type)
{
  const SockeyeEvent event = { .type = type };

  sockeye_sink_append_event (sink, peer, 1000, &event);
}

/* However much there was, so much is shown, and it is said. */
static void
test_bounded (void)
{
  SockeyeWorkspace *workspace = make_workspace ();
  SockeyeSink *sink = SOCKEYE_SINK (sockeye_workspace_get_capture (workspace));
  SockeyeEndpoint local = { 0 }, remote = { 0 };
  g_autoptr (SockeyeCallFeed) feed = NULL;
  g_autoptr (SockeyeCallLadder) ladder = NULL;
  guint32 peer;
  guint i;

  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 1, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", 2, NULL));
  peer = sockeye_sink_add_peer (sink, &local, &remote, FALSE, 1000);
  append_event (sink, 0, SOCKEYE_EVENT_BOUND);
  for (i = 0; i < 20 * SOCKEYE_CALLS_MAX; i++)
    sockeye_sink_append (sink, SOCKEYE_RECORD_SENT, SOCKEYE_RECORD_DATAGRAM, peer, 1000 + i,
                         (const guint8 *) "x", 1);
  sockeye_sink_publish (sink);

  feed = sockeye_call_feed_new (workspace, NULL, FALSE);
  ladder = build (feed);
  g_assert_true (sockeye_call_ladder_is_cut (ladder));
  g_assert_cmpuint (sockeye_call_ladder_get_n_steps (ladder), >=, 2 * SOCKEYE_CALLS_MAX);
  g_assert_cmpuint (sockeye_call_ladder_get_n_steps (ladder), <=, 4 * SOCKEYE_CALLS_MAX);
  g_assert_true (sockeye_call_ladder_find (ladder, 0, 20 * SOCKEYE_CALLS_MAX, &i));
  g_assert_cmpuint (i, ==, sockeye_call_ladder_get_n_steps (ladder) - 2);
  g_assert_false (sockeye_call_ladder_find (ladder, 0, 1, &i));
  g_assert_cmpint (sockeye_call_ladder_get_origin (ladder), ==, 1000);
  destroy (workspace);
}

typedef struct
{
  const SockeyeCallLadder *ladder;
  guint n_steps;
  gboolean in_step;
  gboolean in_text;
  gboolean found; /* the text of the step */
  gboolean timed; /* the time of the step */
} Svg;

static void
assert_is_of (const SockeyeCallStep *step, const char **names, const char **values)
{
  g_autofree char *record = g_strdup_printf ("%" G_GUINT64_FORMAT, step->record);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "data-kind"))
      g_assert_cmpstr (values[i], ==, sockeye_call_step_get_nick (step));
    else if (g_str_equal (names[i], "data-end"))
      g_assert_cmpstr (values[i], ==, step->end == SOCKEYE_END_LEFT ? "left" : "right");
    else if (g_str_equal (names[i], "data-record"))
      g_assert_cmpstr (values[i], ==, record);
    else if (g_str_equal (names[i], "class"))
      g_assert_true ((strstr (values[i], "inferred") != NULL) == step->inferred);
}

static void
on_start (GMarkupParseContext *context G_GNUC_UNUSED,
          const char *name,
          const char **names,
          const char **values,
          gpointer data,
          GError **error G_GNUC_UNUSED)
{
  Svg *self = data;

  self->in_text = g_str_equal (name, "text");
  if (!g_str_equal (name, "g"))
    return;
  g_assert_cmpuint (self->n_steps, <, sockeye_call_ladder_get_n_steps (self->ladder));
  assert_is_of (sockeye_call_ladder_get_step (self->ladder, self->n_steps), names, values);
  self->in_step = TRUE;
  self->found = FALSE;
  self->timed = FALSE;
}

static void
on_end (GMarkupParseContext *context G_GNUC_UNUSED,
        const char *name,
        gpointer data,
        GError **error G_GNUC_UNUSED)
{
  Svg *self = data;

  self->in_text = FALSE;
  if (!g_str_equal (name, "g"))
    return;
  g_assert_true (self->found);
  g_assert_cmpint (self->timed, ==,
                   sockeye_call_step_is_call (sockeye_call_ladder_get_step (self->ladder, self->n_steps)));
  self->n_steps++;
  self->in_step = FALSE;
}

static void
on_text (GMarkupParseContext *context G_GNUC_UNUSED,
         const char *text,
         gsize length,
         gpointer data,
         GError **error G_GNUC_UNUSED)
{
  Svg *self = data;
  g_autofree char *got = g_strndup (text, length);
  g_autofree char *wanted = NULL;
  g_autofree char *time = NULL;
  const SockeyeCallStep *step;

  if (!self->in_step || !self->in_text)
    return;
  step = sockeye_call_ladder_get_step (self->ladder, self->n_steps);
  wanted = sockeye_call_step_to_text (step);
  time = sockeye_call_ladder_format_time (self->ladder, step);
  self->found = self->found || g_str_equal (got, wanted);
  self->timed = self->timed || g_str_equal (got, *time != '\0' ? time : "–");
}

/* Each step is a group of its own, with its words, in the order of the ladder. */
static void
test_svg (void)
{
  Talk talk;
  g_autoptr (SockeyeCallFeed) feed = NULL;
  g_autoptr (SockeyeCallLadder) ladder = NULL;
  g_autofree char *svg = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  const GMarkupParser parser = { .start_element = on_start, .end_element = on_end, .text = on_text };
  Svg self = { .n_steps = 0 };
  GError *error = NULL;

  talk_begin (&talk);
  peer_send (talk.peer, "<&>", 3);
  wait_for (talk.workspace, count_received (talk.workspace) == 3);
  feed = sockeye_call_feed_new (talk.workspace, NULL, FALSE);
  ladder = build (feed);
  svg = sockeye_call_ladder_to_svg (ladder);
  self.ladder = ladder;
  context = g_markup_parse_context_new (&parser, 0, &self, NULL);
  g_assert_true (g_markup_parse_context_parse (context, svg, -1, &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (self.n_steps, ==, 9);
  g_assert_cmpuint (self.n_steps, ==, sockeye_call_ladder_get_n_steps (ladder));
  close (talk.peer);
  talk_end (&talk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-ladder/pair", test_pair);
  g_test_add_func ("/call-ladder/pair-abort", test_pair_abort);
  g_test_add_func ("/call-ladder/pair-apart", test_pair_apart);
  g_test_add_func ("/call-ladder/client", test_client);
  g_test_add_func ("/call-ladder/closes-first", test_closes_first);
  g_test_add_func ("/call-ladder/reset", test_reset);
  g_test_add_func ("/call-ladder/half-close", test_half_close);
  g_test_add_func ("/call-ladder/refused", test_refused);
  g_test_add_func ("/call-ladder/address-in-use", test_address_in_use);
  g_test_add_func ("/call-ladder/datagrams", test_datagrams);
  g_test_add_func ("/call-ladder/datagram-refused", test_datagram_refused);
  g_test_add_func ("/call-ladder/bounded", test_bounded);
  g_test_add_func ("/call-ladder/svg", test_svg);
  return g_test_run ();
}
