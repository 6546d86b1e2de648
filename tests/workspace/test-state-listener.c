/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "state-watcher.h"
#include "workspace-fixture.h"

#include <unistd.h>

#define OPENED G_GINT64_CONSTANT (1763827541240123)

typedef struct
{
  SockeyeWorkspace *workspace;
  SockeyeStateWatcher *watcher;
  gint64 listening; /* as the log tells */
  int client;
} Service;

static const SockeyeStateView *
get_view (Service *self)
{
  return sockeye_state_watcher_get_view (self->watcher);
}

static gboolean
is (Service *self, SockeyeTcpState own, guint far)
{
  return get_view (self)->own.states == SOCKEYE_TCP_MASK (own) && get_view (self)->far.states == far;
}

static gint64
find_time (SockeyeCapture *capture, SockeyeEventType type)
{
  SockeyeRecord record;
  gint64 time = 0;

  for (guint64 i = 0; sockeye_capture_get_record (capture, i, &record); i++)
    if (record.kind == SOCKEYE_RECORD_EVENT && record.newlines == (guint32) type)
      time = record.time;
  return time;
}

static void
service_listen (Service *self)
{
  SockeyeCapture *capture = sockeye_workspace_get_capture (self->workspace);

  open_session (self->workspace, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  wait_for (self->workspace, find_time (capture, SOCKEYE_EVENT_LISTENING) > self->listening);
  self->listening = find_time (capture, SOCKEYE_EVENT_LISTENING);
}

static void
service_accept (Service *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);

  self->client = peer_connect ("127.0.0.1", sockeye_session_get_local_port (session));
  wait_for (self->workspace,
            sockeye_capture_get_n_peers (sockeye_workspace_get_capture (self->workspace)) == 1);
}

static void
service_end (Service *self)
{
  close (self->client);
  close_session (self->workspace);
  g_assert_finalize_object (self->watcher);
  g_object_unref (self->workspace);
}

static void
service_begin (Service *self)
{
  self->workspace = make_workspace ();
  self->watcher = sockeye_state_watcher_new (self->workspace);
  service_listen (self);
  sockeye_state_watcher_set_active (self->watcher, TRUE);
}

/* The steps CLOSED and LISTEN, with the time from the log. */
static void
assert_listened (Service *self)
{
  const SockeyeStatePath *path = &get_view (self)->own.path;

  g_assert_cmpuint (path->n_steps, >=, 2);
  g_assert_cmpint (path->steps[0].state, ==, SOCKEYE_TCP_CLOSED);
  g_assert_cmpint (path->steps[1].state, ==, SOCKEYE_TCP_LISTEN);
  g_assert_true (path->steps[1].told);
  g_assert_false (path->steps[1].about || path->steps[1].gap);
  g_assert_cmpint (path->steps[1].time, ==, self->listening);
}

/* Since when a socket listens is known from the log, of each one. */
static void
test_again (void)
{
  Service service = { 0 };
  const SockeyeStateView *view;

  service_begin (&service);
  view = get_view (&service);
  sockeye_state_watcher_choose (service.watcher, 0);
  wait_for (service.workspace, is (&service, SOCKEYE_TCP_LISTEN, 0));
  assert_listened (&service);
  g_assert_cmpuint (view->own.path.n_steps, ==, 2);
  g_assert_cmpint (sockeye_state_watcher_get_listening (service.watcher), ==, service.listening);

  close_session (service.workspace);
  wait_for (service.workspace, is (&service, SOCKEYE_TCP_CLOSED, 0));
  g_assert_cmpuint (view->own.path.n_steps, ==, 3);
  g_assert_false (view->own.path.steps[2].gap);
  wait_for (service.workspace, sockeye_state_watcher_get_listening (service.watcher) == 0);

  /* It is another socket then, with a way of its own. */
  service_listen (&service);
  wait_for (service.workspace, is (&service, SOCKEYE_TCP_LISTEN, 0) && view->own.path.n_steps == 2);
  assert_listened (&service);
  g_assert_cmpint (view->own.source, ==, SOCKEYE_STATE_SOURCE_KERNEL);
  service.client = -1;
  service_end (&service);
}

/* What was accepted comes from that listener, and only SYN-RECEIVED is inferred. */
static void
test_accepted (void)
{
  Service service = { 0 };
  const SockeyeStateStep *steps;

  service_begin (&service);
  service_accept (&service);
  sockeye_state_watcher_choose (service.watcher, 1);
  wait_for (service.workspace,
            is (&service, SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_MASK (SOCKEYE_TCP_ESTABLISHED)));
  assert_listened (&service);
  steps = get_view (&service)->own.path.steps;
  g_assert_cmpint (steps[2].state, ==, SOCKEYE_TCP_SYN_RECEIVED);
  g_assert_false (sockeye_state_step_is_known (&steps[2]));
  g_assert_cmpint (steps[3].state, ==, SOCKEYE_TCP_ESTABLISHED);
  g_assert_cmpint (steps[3].time, >=, service.listening);
  g_assert_cmpint (get_view (&service)->far.path.steps[0].state, ==, SOCKEYE_TCP_CLOSED);
  service_end (&service);
}

/* A file tells of the listener as the log of a session does. */
static void
test_restored (void)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autoptr (SockeyeCapture) capture = NULL;
  g_autoptr (SockeyeWorkspace) workspace = NULL;
  g_autoptr (SockeyeStateWatcher) watcher = NULL;
  SockeyeEvent event = { .type = SOCKEYE_EVENT_LISTENING };
  const SockeyeStatePath *path;
  SockeyeSink *sink;
  guint32 peer;

  limits.directory = g_get_tmp_dir ();
  limits.leave_free = 0;
  capture = sockeye_capture_new (&limits);
  sink = SOCKEYE_SINK (capture);
  g_assert_true (sockeye_endpoint_set_literal (&event.local, "127.0.0.1", 7000, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&event.remote, "127.0.0.1", 7001, NULL));
  sockeye_sink_append_event (sink, 0, OPENED - 9, &event);
  peer = sockeye_sink_add_peer (sink, &event.local, &event.remote, TRUE, OPENED);
  event.type = SOCKEYE_EVENT_ACCEPTED;
  sockeye_sink_append_event (sink, peer, OPENED, &event);
  event.type = SOCKEYE_EVENT_LISTENING;
  sockeye_sink_append_event (sink, 0, OPENED + 1, &event);
  sockeye_capture_restore_end (capture, peer, OPENED + 2, TRUE);
  sockeye_sink_publish (sink);

  workspace = sockeye_workspace_new_for_capture (capture);
  watcher = sockeye_state_watcher_new (workspace);
  sockeye_state_watcher_choose (watcher, peer);
  path = &sockeye_state_watcher_get_view (watcher)->own.path;
  g_assert_cmpint (path->steps[1].state, ==, SOCKEYE_TCP_LISTEN);
  g_assert_true (path->steps[1].told);
  g_assert_cmpint (path->steps[1].time, ==, OPENED - 9);
  g_assert_cmpint (path->steps[path->n_steps - 1].state, ==, SOCKEYE_TCP_ESTABLISHED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/state-listener/again", test_again);
  g_test_add_func ("/state-listener/accepted", test_accepted);
  g_test_add_func ("/state-listener/restored", test_restored);
  return g_test_run ();
}
