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

/* Without sock_diag the own socket tells of itself, and the far end is inferred. Last: it cannot be undone. */
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/state-watcher/reset", test_reset);
  g_test_add_func ("/state-watcher/looked-late", test_looked_late);
  g_test_add_func ("/state-watcher/without-diag", test_without_diag);
  return g_test_run ();
}
