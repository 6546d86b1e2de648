/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"

G_BEGIN_DECLS

#define TIMEOUT_US (60 * G_USEC_PER_SEC)

static inline gboolean
wake_up (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/* Turns the main loop, and takes over what is new, until the condition holds. */
#define wait_for(workspace, condition)                                                                       \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;                                                  \
    guint source = g_timeout_add (10, wake_up, NULL);                                                        \
    while (!(condition) && g_get_monotonic_time () < deadline)                                               \
      {                                                                                                      \
        g_main_context_iteration (NULL, TRUE);                                                               \
        sockeye_workspace_update (workspace);                                                                \
      }                                                                                                      \
    g_source_remove (source);                                                                                \
    g_assert_true (condition);                                                                               \
  }                                                                                                          \
  G_STMT_END

static inline SockeyeWorkspace *
make_workspace (void)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = 64u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  return sockeye_workspace_new (&limits);
}

static inline void
open_session (SockeyeWorkspace *workspace, SockeyeProtocol protocol, guint16 remote_port)
{
  SockeyeSession *session = sockeye_workspace_get_session (workspace);
  SockeyeSettings settings = {
    .protocol = protocol,
    .local_host = protocol == SOCKEYE_PROTOCOL_TCP_CLIENT ? "" : "127.0.0.1",
    .remote_host = "127.0.0.1",
    .remote_port = remote_port,
    .backlog = SOCKEYE_BACKLOG_DEFAULT,
    .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS,
  };

  sockeye_session_open (session, &settings);
  wait_for (workspace, sockeye_session_get_state (session) == SOCKEYE_SESSION_OPEN);
}

static inline void
close_session (SockeyeWorkspace *workspace)
{
  SockeyeSession *session = sockeye_workspace_get_session (workspace);

  sockeye_session_close (session);
  wait_for (workspace, sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED);
}

static inline guint16
get_port (SockeyeWorkspace *workspace)
{
  return sockeye_session_get_local_port (sockeye_workspace_get_session (workspace));
}

G_END_DECLS
