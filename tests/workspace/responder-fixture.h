/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fixture.h"
#include "ready-reply.h"
#include "workspace.h"

#include <string.h>
#include <unistd.h>

/* A workspace that answers, and plain POSIX sockets that ask. */
typedef struct
{
  SockeyeWorkspace *workspace;
  SockeyeSession *session; /* borrowed from the workspace, as the next ones */
  SockeyeResponder *responder;
  SockeyeReplyRules *rules;
  GPtrArray *notices; /* of strings */
} Answers;

static inline void
answers_on_notice (Answers *self, const char *message)
{
  g_ptr_array_add (self->notices, g_strdup (message));
}

static inline void
answers_init (Answers *self, guint64 quota)
{
  SockeyeCaptureLimits limits = { .quota = quota, .memory = 8u << 20, .directory = g_get_tmp_dir () };

  self->workspace = sockeye_workspace_new (&limits);
  self->session = sockeye_workspace_get_session (self->workspace);
  self->responder = sockeye_workspace_get_responder (self->workspace);
  self->rules = sockeye_responder_get_rules (self->responder);
  self->notices = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect_swapped (self->responder, "notice", G_CALLBACK (answers_on_notice), self);
}

static inline void
answers_open (Answers *self, SockeyeProtocol protocol, guint16 remote_port)
{
  SockeyeSettings settings = {
    .protocol = protocol,
    .local_host = protocol == SOCKEYE_PROTOCOL_TCP_CLIENT ? "" : "127.0.0.1",
    .remote_host = "127.0.0.1",
    .remote_port = remote_port,
    .backlog = SOCKEYE_BACKLOG_DEFAULT,
    .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS,
  };

  sockeye_session_open (self->session, &settings);
  fixture_wait (sockeye_session_get_state (self->session) == SOCKEYE_SESSION_OPEN);
}

static inline guint16
answers_get_port (Answers *self)
{
  return sockeye_session_get_local_port (self->session);
}

static inline int
answers_connect (Answers *self)
{
  return peer_connect ("127.0.0.1", answers_get_port (self));
}

static inline void
answers_close (Answers *self)
{
  sockeye_session_close (self->session);
  fixture_wait (sockeye_session_get_state (self->session) == SOCKEYE_SESSION_CLOSED);
}

static inline void
answers_clear (Answers *self)
{
  answers_close (self);
  g_signal_handlers_disconnect_by_data (self->responder, self);
  g_assert_finalize_object (self->workspace);
  g_ptr_array_unref (self->notices);
}

static inline void
answers_add (Answers *self, const SockeyeReplyFields *fields)
{
  SockeyeReplyFields enabled = *fields;
  g_autoptr (SockeyeReplyRule) rule = NULL;

  enabled.enabled = TRUE;
  rule = sockeye_reply_rule_new (&enabled, NULL);
  g_assert_true (sockeye_reply_rules_insert (self->rules, G_MAXUINT, rule));
}

static inline void
answers_add_ready (Answers *self, SockeyeReadyReply kind)
{
  g_autoptr (GPtrArray) ready = sockeye_ready_reply_make (kind);

  sockeye_reply_rules_append_all (self->rules, ready);
}

/* A server on a port of its own that answers already. */
static inline void
answers_serve (Answers *self)
{
  sockeye_responder_set_active (self->responder, TRUE);
  answers_open (self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
}

static inline guint64
answers_count (Answers *self, guint row)
{
  g_autoptr (SockeyeReplyItem) item = g_list_model_get_item (G_LIST_MODEL (self->rules), row);

  return sockeye_reply_rule_get_count (sockeye_reply_item_get_rule (item));
}

static inline SockeyeReplyCounts
answers_get_counts (Answers *self)
{
  SockeyeReplyCounts counts;

  sockeye_responder_get_counts (self->responder, &counts);
  return counts;
}

static inline gboolean
answers_noticed (Answers *self, const char *words)
{
  for (guint i = 0; i < self->notices->len; i++)
    if (strstr (self->notices->pdata[i], words) != NULL)
      return TRUE;
  return FALSE;
}

static inline void
answers_say (int fd, const char *text)
{
  peer_send (fd, text, strlen (text));
}
