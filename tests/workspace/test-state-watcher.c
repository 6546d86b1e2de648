/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "state-watcher.h"
#include "workspace-fixture.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct
{
  SockeyeWorkspace *workspace;
  SockeyeStateWatcher *watcher;
  int listener;
  int peer;
} Talk;

static void
talk_begin (Talk *self)
{
  guint16 port = 0;

  self->listener = peer_listen ("127.0.0.1", 5, &port);
  self->workspace = make_workspace ();
  self->watcher = sockeye_state_watcher_new (self->workspace);
  open_session (self->workspace, SOCKEYE_PROTOCOL_TCP_CLIENT, port);
  self->peer = accept (self->listener, NULL, NULL);
  g_assert_cmpint (self->peer, >=, 0);
  sockeye_state_watcher_set_active (self->watcher, TRUE);
  sockeye_state_watcher_choose (self->watcher, 1);
}

static void
talk_end (Talk *self)
{
  close (self->listener);
  close_session (self->workspace);
  g_assert_finalize_object (self->watcher);
  g_object_unref (self->workspace);
}

static gboolean
is (Talk *self, SockeyeTcpState own, guint far)
{
  const SockeyeStateView *view = sockeye_state_watcher_get_view (self->watcher);

  return view->own.states == SOCKEYE_TCP_MASK (own) && view->far.states == far;
}

static SockeyeTcpState
get_step (Talk *self, guint i)
{
  return sockeye_state_watcher_get_view (self->watcher)->own.path.steps[i].state;
}

/* The far end resets it: that is told apart from an end that nobody has seen. */
static void
test_reset (void)
{
  Talk talk;
  const SockeyeStateView *view;

  talk_begin (&talk);
  view = sockeye_state_watcher_get_view (talk.watcher);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_MASK (SOCKEYE_TCP_ESTABLISHED)));
  g_assert_cmpint (view->own.source, ==, SOCKEYE_STATE_SOURCE_KERNEL);
  g_assert_cmpint (view->far.source, ==, SOCKEYE_STATE_SOURCE_KERNEL);
  g_assert_cmpint (get_step (&talk, 1), ==, SOCKEYE_TCP_SYN_SENT);
  g_assert_false (view->own.path.steps[1].seen);
  g_assert_true (view->own.path.steps[2].seen);
  peer_reset (talk.peer);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSED)));
  g_assert_cmpuint (view->own.path.n_steps, ==, 4);
  g_assert_true (view->own.path.steps[3].reset);
  talk_end (&talk);
}

static const SockeyeStateStep *
get_last_step (const SockeyeStateEnd *end)
{
  return &end->path.steps[end->path.n_steps - 1];
}

/* What was so before anybody looked has the time of the connection, or none; never that of looking. */
static void
test_looked_late (void)
{
  Talk talk;
  const SockeyeStateView *view;
  SockeyePeer peer;

  talk_begin (&talk);
  view = sockeye_state_watcher_get_view (talk.watcher);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_MASK (SOCKEYE_TCP_ESTABLISHED)));
  g_assert_true (sockeye_capture_get_peer (sockeye_workspace_get_capture (talk.workspace), 1, &peer));
  g_assert_cmpint (get_last_step (&view->own)->time, ==, peer.opened);
  g_assert_cmpint (get_last_step (&view->far)->time, ==, peer.opened);

  sockeye_session_close_sending (sockeye_workspace_get_session (talk.workspace), 0);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_FIN_WAIT_2, SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSE_WAIT)));
  g_assert_cmpint (get_last_step (&view->own)->time, >, peer.opened);
  g_assert_cmpint (get_last_step (&view->far)->time, >, peer.opened);

  sockeye_state_watcher_choose (talk.watcher, 1);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_FIN_WAIT_2, SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSE_WAIT)));
  g_assert_cmpint (get_last_step (&view->own)->time, ==, 0);
  g_assert_cmpint (get_last_step (&view->far)->time, ==, 0);
  close (talk.peer);
  talk_end (&talk);
}

/* A client that nobody answers: the listener's queue is full. */
typedef struct
{
  Talk talk;
  int queued;
} Call;

static void
call_begin (Call *self)
{
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .local_host = "",
                               .remote_host = "127.0.0.1",
                               .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };

  self->talk.listener = peer_listen ("127.0.0.1", 0, &settings.remote_port);
  self->queued = peer_connect ("127.0.0.1", settings.remote_port);
  self->talk.workspace = make_workspace ();
  self->talk.watcher = sockeye_state_watcher_new (self->talk.workspace);
  sockeye_session_open (sockeye_workspace_get_session (self->talk.workspace), &settings);
  sockeye_state_watcher_set_active (self->talk.watcher, TRUE);
  wait_for (self->talk.workspace,
            sockeye_attempt_list_get_n (sockeye_state_watcher_get_attempts (self->talk.watcher)) == 1);
  sockeye_state_watcher_choose_attempt (self->talk.watcher, 1);
}

static void
call_end (Call *self)
{
  close (self->queued);
  close (self->talk.listener);
  g_assert_finalize_object (self->talk.watcher);
  g_object_unref (self->talk.workspace);
}

/* SYN-SENT is seen while it lasts, and the connection that comes of it goes on with the same socket and path. */
static void
test_connecting (void)
{
  Call call;
  Talk *talk = &call.talk;
  const SockeyeStateView *view;
  guint64 cookie;
  int fd;

  call_begin (&call);
  view = sockeye_state_watcher_get_view (talk->watcher);
  wait_for (talk->workspace, is (talk, SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_MASK (SOCKEYE_TCP_LISTEN)));
  g_assert_cmpint (view->own.source, ==, SOCKEYE_STATE_SOURCE_KERNEL);
  g_assert_cmpint (view->far.source, ==, SOCKEYE_STATE_SOURCE_KERNEL);
  g_assert_cmpuint (view->far.path.n_steps, ==, 1);
  g_assert_cmpuint (view->far.facts.unread, ==, 1);
  g_assert_cmpuint (view->far.facts.unacked, ==, 0);
  g_assert_cmpuint (view->own.facts.unacked, ==, 1);
  cookie = view->own.facts.cookie;
  g_assert_cmpuint (cookie, !=, 0);

  /* There is room for it at the next SYN. */
  fd = accept (talk->listener, NULL, NULL);
  wait_for (talk->workspace, is (talk, SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_MASK (SOCKEYE_TCP_ESTABLISHED)));
  wait_for (talk->workspace, view->peer == 1);
  g_assert_cmpuint (view->attempt, ==, 0);
  g_assert_cmpuint (view->own.facts.cookie, ==, cookie);
  g_assert_cmpuint (view->own.facts.retransmissions, >=, 1);
  g_assert_cmpuint (view->far.path.n_steps, ==, 3);
  g_assert_cmpuint (view->own.path.n_steps, ==, 3);
  for (guint i = 1; i < 3; i++)
    {
      g_assert_true (view->own.path.steps[i].seen);
      g_assert_false (view->own.path.steps[i].gap);
      g_assert_cmpint (view->own.path.steps[i].time, >, 0);
    }
  g_assert_cmpint (view->own.path.steps[2].time - view->own.path.steps[1].time, >, G_USEC_PER_SEC / 2);
  close (fd);
  close_session (talk->workspace);
  call_end (&call);
}

/* It is given up: CLOSED, and what is told of that. */
static void
test_cancelled (void)
{
  Call call;
  Talk *talk = &call.talk;
  const SockeyeStateView *view;

  call_begin (&call);
  view = sockeye_state_watcher_get_view (talk->watcher);
  wait_for (talk->workspace, is (talk, SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_MASK (SOCKEYE_TCP_LISTEN)));
  close_session (talk->workspace);
  wait_for (talk->workspace, is (talk, SOCKEYE_TCP_CLOSED, 0));
  g_assert_cmpint (view->end.type, ==, SOCKEYE_EVENT_CANCELLED);
  g_assert_cmpuint (view->own.path.n_steps, ==, 3);
  g_assert_false (view->own.path.steps[2].gap);
  call_end (&call);
}

/* Nobody looked: the way is known from the log, with its times. */
static void
test_refused (void)
{
  SockeyeWorkspace *workspace = make_workspace ();
  SockeyeSession *session = sockeye_workspace_get_session (workspace);
  SockeyeStateWatcher *watcher = sockeye_state_watcher_new (workspace);
  Talk talk = { .workspace = workspace, .watcher = watcher };
  const SockeyeStateView *view = sockeye_state_watcher_get_view (watcher);
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .local_host = "",
                               .remote_host = "127.0.0.1",
                               .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };

  close (peer_listen ("127.0.0.1", 1, &settings.remote_port));
  sockeye_session_open (session, &settings);
  wait_for (workspace, sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED);
  sockeye_state_watcher_set_active (watcher, TRUE);
  g_assert_cmpuint (sockeye_attempt_list_get_n (sockeye_state_watcher_get_attempts (watcher)), ==, 1);
  sockeye_state_watcher_choose_attempt (watcher, 1);
  wait_for (workspace, is (&talk, SOCKEYE_TCP_CLOSED, 0));
  g_assert_cmpint (view->end.error_number, ==, ECONNREFUSED);
  g_assert_cmpuint (view->own.path.n_steps, ==, 3);
  g_assert_true (view->own.path.steps[1].told);
  g_assert_false (view->own.path.steps[1].seen);
  g_assert_true (view->own.path.steps[2].refused);
  g_assert_cmpint (view->own.path.steps[1].time, >, 0);
  g_assert_cmpint (view->own.path.steps[2].time, >=, view->own.path.steps[1].time);
  g_assert_finalize_object (watcher);
  g_object_unref (workspace);
}

/* A connection that is over when somebody looks has the times of the calls that have ended it, at either end. */
static void
test_ended_before (void)
{
  for (guint i = 0; i < 2; i++)
    {
      gboolean own_first = i == 0;
      SockeyeTcpState own = own_first ? SOCKEYE_TCP_TIME_WAIT : SOCKEYE_TCP_CLOSED;
      SockeyeTcpState far = own_first ? SOCKEYE_TCP_CLOSED : SOCKEYE_TCP_TIME_WAIT;
      const SockeyeStateStep *steps;
      Talk talk;

      talk_begin (&talk);
      sockeye_state_watcher_set_active (talk.watcher, FALSE);
      sockeye_state_watcher_choose_nothing (talk.watcher);
      if (own_first)
        sockeye_session_close_sending (sockeye_workspace_get_session (talk.workspace), 0);
      else
        g_assert_no_errno (shutdown (talk.peer, SHUT_WR));
      g_assert_cmpuint (peer_receive (talk.peer, &(char){ 0 }, 1), ==, 0);
      close (talk.peer);
      wait_for (talk.workspace, sockeye_session_get_state (sockeye_workspace_get_session (talk.workspace))
                                    == SOCKEYE_SESSION_CLOSED);

      sockeye_state_watcher_set_active (talk.watcher, TRUE);
      sockeye_state_watcher_choose (talk.watcher, 1);
      wait_for (talk.workspace, is (&talk, own,
                                    own_first ? SOCKEYE_TCP_MASK (SOCKEYE_TCP_LAST_ACK)
                                                    | SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSED)
                                                    | SOCKEYE_TCP_MASK (SOCKEYE_TCP_TIME_WAIT)
                                              : SOCKEYE_TCP_MASK (far)));
      steps = sockeye_state_watcher_get_view (talk.watcher)->own.path.steps;
      g_assert_true (steps[1].told);
      g_assert_cmpint (steps[1].time, <=, steps[2].time);
      g_assert_cmpint (steps[3].state, ==, own_first ? SOCKEYE_TCP_FIN_WAIT_1 : SOCKEYE_TCP_CLOSE_WAIT);
      g_assert_true (steps[3].told);
      g_assert_cmpint (steps[3].time, >=, steps[2].time);
      g_assert_cmpint (steps[4].state, ==, own_first ? SOCKEYE_TCP_TIME_WAIT : SOCKEYE_TCP_LAST_ACK);
      g_assert_cmpint (steps[4].told, ==, !own_first);
      g_assert_cmpint (steps[4].about, ==, own_first);
      g_assert_cmpint (ABS (steps[4].time - steps[3].time), <, 10 * G_USEC_PER_SEC);
      g_assert_cmpint (sockeye_state_watcher_get_view (talk.watcher)->far.path.steps[2].state, ==,
                       SOCKEYE_TCP_ESTABLISHED);
      close (talk.listener);
      g_assert_finalize_object (talk.watcher);
      g_object_unref (talk.workspace);
    }
}

/* The far end closed second, which nobody saw: this end's TIME-WAIT tells that it was not reset. */
static void
test_far_last_ack (void)
{
  const SockeyeStateView *view;
  Talk talk;

  talk_begin (&talk);
  view = sockeye_state_watcher_get_view (talk.watcher);
  sockeye_session_close_sending (sockeye_workspace_get_session (talk.workspace), 0);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_FIN_WAIT_2, SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSE_WAIT)));
  close (talk.peer);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_TIME_WAIT, SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSED)));
  g_assert_cmpint (get_last_step (&view->far)->state, ==, SOCKEYE_TCP_CLOSED);
  g_assert_false (get_last_step (&view->far)->gap);
  g_assert_cmpint (view->far.path.steps[view->far.path.n_steps - 2].state, ==, SOCKEYE_TCP_LAST_ACK);
  talk_end (&talk);
}

/* From now on nobody of this process can ask the kernel about sockets: every netlink socket is refused. */
static gboolean
forbid_netlink (void)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[0])),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { .len = G_N_ELEMENTS (filter), .filter = filter };

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
         && syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

/* Without sock_diag the own socket tells of itself, and the far end is inferred. This and what follows is last: it cannot be
 * undone. */
static void
test_without_diag (void)
{
  Talk talk;
  const SockeyeStateView *view;

  if (!forbid_netlink ())
    {
      g_test_skip ("seccomp is not to be had here");
      return;
    }
  talk_begin (&talk);
  view = sockeye_state_watcher_get_view (talk.watcher);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_MASK (SOCKEYE_TCP_ESTABLISHED)));
  g_assert_cmpint (view->own.source, ==, SOCKEYE_STATE_SOURCE_OWN_SOCKET);
  g_assert_cmpint (view->far.source, ==, SOCKEYE_STATE_SOURCE_INFERRED);
  g_assert_cmpint (view->error_number, ==, EACCES);
  g_assert_true (view->own.has_facts);
  sockeye_session_close_sending (sockeye_workspace_get_session (talk.workspace), 0);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_FIN_WAIT_2, SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSE_WAIT)));
  /* After its end nobody tells what has become of it, and nothing is claimed. */
  close (talk.peer);
  wait_for (talk.workspace, view->own.states == 0);
  g_assert_cmpint (view->own.source, ==, SOCKEYE_STATE_SOURCE_NONE);
  talk_end (&talk);
}

/* Of the far end is known what its FIN tells, though not what has become of it. */
static void
test_fin_without_diag (void)
{
  Talk talk;
  const SockeyeStateView *view;
  const SockeyeStateStep *last;

  if (!forbid_netlink ())
    {
      g_test_skip ("seccomp is not to be had here");
      return;
    }
  talk_begin (&talk);
  view = sockeye_state_watcher_get_view (talk.watcher);
  sockeye_session_set_stay_half_open (sockeye_workspace_get_session (talk.workspace), TRUE);
  /* The socket was asked behind that. */
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_MASK (SOCKEYE_TCP_ESTABLISHED)));
  g_assert_no_errno (shutdown (talk.peer, SHUT_WR));
  wait_for (talk.workspace,
            is (&talk, SOCKEYE_TCP_CLOSE_WAIT,
                SOCKEYE_TCP_MASK (SOCKEYE_TCP_FIN_WAIT_1) | SOCKEYE_TCP_MASK (SOCKEYE_TCP_FIN_WAIT_2)));
  wait_for (talk.workspace, get_last_step (&view->far)->state == SOCKEYE_TCP_FIN_WAIT_1);
  last = get_last_step (&view->far);
  g_assert_true (last->about);
  g_assert_false (last->seen || last->gap);
  g_assert_cmpint (last->time, >, 0);
  g_assert_cmpint (last[-1].state, ==, SOCKEYE_TCP_ESTABLISHED);
  close (talk.peer);
  sockeye_session_close_sending (sockeye_workspace_get_session (talk.workspace), 0);
  talk_end (&talk);
}

/* Nor can the socket that is connecting be asked: but the log tells of it. */
static void
test_connecting_without_diag (void)
{
  Call call;
  Talk *talk = &call.talk;
  const SockeyeStateView *view;

  if (!forbid_netlink ())
    {
      g_test_skip ("seccomp is not to be had here");
      return;
    }
  call_begin (&call);
  view = sockeye_state_watcher_get_view (talk->watcher);
  wait_for (talk->workspace, is (talk, SOCKEYE_TCP_SYN_SENT, 0));
  g_assert_cmpint (view->own.source, ==, SOCKEYE_STATE_SOURCE_LOG);
  g_assert_cmpint (view->error_number, ==, EACCES);
  close_session (talk->workspace);
  wait_for (talk->workspace, is (talk, SOCKEYE_TCP_CLOSED, 0));
  g_assert_cmpint (view->end.type, ==, SOCKEYE_EVENT_CANCELLED);
  call_end (&call);
}

#define OPENED G_GINT64_CONSTANT (1763827541240123)

/* A connection of a file: nobody has it, though a socket with these ends may be there now. */
static guint32
restore_connection (SockeyeCapture *capture,
                    const SockeyePeer *ends,
                    SockeyeEventType last,
                    gboolean outlived)
{
  SockeyeSink *sink = SOCKEYE_SINK (capture);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTED };
  guint32 peer = sockeye_sink_add_peer (sink, &ends->local, &ends->remote, TRUE, OPENED);

  sockeye_sink_append_event (sink, peer, OPENED, &event);
  event.type = last;
  if (last != SOCKEYE_EVENT_NONE)
    sockeye_sink_append_event (sink, peer, OPENED + 1, &event);
  sockeye_capture_restore_end (capture, peer, OPENED + 2, outlived);
  sockeye_sink_publish (sink);
  return peer;
}

static void
note (gboolean *sampled)
{
  *sampled = TRUE;
}

static void
assert_restored (SockeyeCapture *capture, guint32 peer, SockeyeTcpState state)
{
  g_autoptr (SockeyeWorkspace) workspace = sockeye_workspace_new_for_capture (capture);
  g_autoptr (SockeyeStateWatcher) watcher = sockeye_state_watcher_new (workspace);
  const SockeyeStateView *view = sockeye_state_watcher_get_view (watcher);
  gboolean sampled = FALSE;
  guint timeout;

  g_signal_connect_swapped (watcher, "sampled", G_CALLBACK (note), &sampled);
  sockeye_state_watcher_set_active (watcher, TRUE);
  sockeye_state_watcher_choose (watcher, peer);
  timeout = g_timeout_add (10, wake_up, NULL);
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  g_assert_false (sampled);
  g_assert_true (view->restored);
  g_assert_cmpuint (view->own.states, ==, SOCKEYE_TCP_MASK (state));
  g_assert_cmpint (view->own.source, ==, SOCKEYE_STATE_SOURCE_LOG);
  g_assert_cmpint (get_last_step (&view->own)->state, ==, state);
  g_assert_false (get_last_step (&view->own)->seen);
  g_assert_cmpint (view->far.source, !=, SOCKEYE_STATE_SOURCE_KERNEL);
}

/* Of a capture that was opened the kernel knows nothing, whatever it has between the same ends. */
static void
test_restored (void)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autoptr (SockeyeCapture) capture = NULL;
  SockeyePeer ends;
  Talk talk;

  limits.directory = g_get_tmp_dir ();
  limits.leave_free = 0;
  capture = sockeye_capture_new (&limits);
  talk_begin (&talk);
  wait_for (talk.workspace, is (&talk, SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_MASK (SOCKEYE_TCP_ESTABLISHED)));
  g_assert_true (sockeye_capture_get_peer (sockeye_workspace_get_capture (talk.workspace), 1, &ends));
  restore_connection (capture, &ends, SOCKEYE_EVENT_NONE, TRUE);
  restore_connection (capture, &ends, SOCKEYE_EVENT_PEER_CLOSED, TRUE);
  restore_connection (capture, &ends, SOCKEYE_EVENT_RESET, FALSE);
  restore_connection (capture, &ends, SOCKEYE_EVENT_CLOSED, FALSE);
  assert_restored (capture, 1, SOCKEYE_TCP_ESTABLISHED);
  assert_restored (capture, 2, SOCKEYE_TCP_CLOSE_WAIT);
  assert_restored (capture, 3, SOCKEYE_TCP_CLOSED);
  assert_restored (capture, 4, SOCKEYE_TCP_CLOSED);
  close (talk.peer);
  talk_end (&talk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/state-watcher/reset", test_reset);
  g_test_add_func ("/state-watcher/looked-late", test_looked_late);
  g_test_add_func ("/state-watcher/connecting", test_connecting);
  g_test_add_func ("/state-watcher/cancelled", test_cancelled);
  g_test_add_func ("/state-watcher/refused", test_refused);
  g_test_add_func ("/state-watcher/ended-before", test_ended_before);
  g_test_add_func ("/state-watcher/far-last-ack", test_far_last_ack);
  g_test_add_func ("/state-watcher/restored", test_restored);
  g_test_add_func ("/state-watcher/without-diag", test_without_diag);
  g_test_add_func ("/state-watcher/fin-without-diag", test_fin_without_diag);
  g_test_add_func ("/state-watcher/connecting-without-diag", test_connecting_without_diag);
  return g_test_run ();
}
