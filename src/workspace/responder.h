/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-model.h"
#include "mailer.h"
#include "reply-store.h"
#include "session.h"

G_BEGIN_DECLS

/**
 * SockeyeReplyCounts:
 * @replies: that were handed over to be sent
 * @unanswered: messages or replies that came to nothing, because the far end was gone, was too slow, or is in a loop
 * @stopped: conversations that were a loop
 *
 * Since it was switched on.
 */
typedef struct
{
  guint64 replies;
  guint64 unanswered;
  guint64 stopped;
} SockeyeReplyCounts;

#define SOCKEYE_TYPE_RESPONDER (sockeye_responder_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeResponder, sockeye_responder, SOCKEYE, RESPONDER, GObject)

/*
 * Answers what a session receives, by rules, while it is switched on: on a thread of its own, so that no expression holds
 * up sockets or window. Belongs to the UI thread.
 * Properties: "active" (boolean), "stop-loops" (boolean)
 * Signals: "notice" (string): something that the user has to know, in whole sentences;
 *   "counted" (): counters have changed
 */
SockeyeResponder *
sockeye_responder_new (SockeyeSession *session, SockeyeLogModel *log, SockeyeMailer *mailer);
SockeyeReplyRules *sockeye_responder_get_rules (SockeyeResponder *self);
SockeyeReplyStore *sockeye_responder_get_store (SockeyeResponder *self);
void sockeye_responder_set_charset (SockeyeResponder *self, const SockeyeCharset *charset);

gboolean sockeye_responder_is_active (SockeyeResponder *self);
void sockeye_responder_set_active (SockeyeResponder *self, gboolean active);
gboolean sockeye_responder_stops_loops (SockeyeResponder *self);
void sockeye_responder_set_stop_loops (SockeyeResponder *self, gboolean stop_loops);
void sockeye_responder_get_counts (SockeyeResponder *self, SockeyeReplyCounts *counts);

G_END_DECLS
