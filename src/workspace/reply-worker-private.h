/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "conversation.h"
#include "responder-private.h"

G_BEGIN_DECLS

/* A rule as the thread uses it. */
typedef struct
{
  SockeyeReplyRule *rule;
  SockeyeReplyMatcher *matcher;
  SockeyePayloadTemplate *message; /* (nullable): only for a payload */
  SockeyePeerPattern from;
  gboolean said_slow;   /* that its expression was given up */
  gboolean said_failed; /* that it could not be sent */
} SockeyeReplyProgram;

/* The thread's own. */
typedef struct
{
  SockeyeResponderCore *core;
  SockeyeResponderOrders orders;
  guint version;       /* of these orders */
  GPtrArray *programs; /* of SockeyeReplyProgram: the rules that can be used */
  gboolean has_greeting;

  guint64 position;
  guint n_wakes;
  guint8 *record_bytes;
  GHashTable *conversations; /* peer -> SockeyeConversation */
  guint sweep_at;            /* conversations at which those that are over are looked for */
  gsize kept;                /* bytes of unfinished messages */
  SockeyeReplyQueue *queue;

  gboolean has_counted; /* and the window was not told yet */

  /* What is to be said, and was said. */
  gint64 say_at; /* not before, monotonic time */
  guint loops;
  char *loop_rule;
  char *loop_peer;
  guint64 lost;
  gboolean said_long;
  gboolean said_full;
} SockeyeReplyWorker;

const SockeyeFraming *sockeye_reply_worker_get_framing (SockeyeReplyWorker *self);
gboolean sockeye_reply_worker_is_udp (SockeyeReplyWorker *self);

/* Answering */
void sockeye_reply_worker_compile (SockeyeReplyWorker *self);
void sockeye_reply_worker_answer (SockeyeReplyWorker *self,
                                  SockeyeConversation *conversation,
                                  const guint8 *bytes,
                                  gsize length,
                                  gsize total,
                                  gint64 time);
void sockeye_reply_worker_greet (SockeyeReplyWorker *self, SockeyeConversation *conversation, gint64 time);
void sockeye_reply_worker_send_waiting (SockeyeReplyWorker *self, SockeyeWaiting *waiting);
void sockeye_reply_worker_release (SockeyeReplyWorker *self, SockeyeConversation *conversation);
void sockeye_reply_worker_finish_if_done (SockeyeReplyWorker *self, SockeyeConversation *conversation);

/* Notices */
void sockeye_reply_worker_note_loop (SockeyeReplyWorker *self, const SockeyeConversation *conversation);
void sockeye_reply_worker_say_due (SockeyeReplyWorker *self, gint64 now);
gint64 sockeye_reply_worker_get_say_time (SockeyeReplyWorker *self);
void sockeye_reply_worker_say_slow (SockeyeReplyWorker *self,
                                    SockeyeReplyProgram *program,
                                    const SockeyeConversation *conversation,
                                    const GError *error);
void sockeye_reply_worker_say_failed (SockeyeReplyWorker *self,
                                      SockeyeReplyRule *rule,
                                      const SockeyeConversation *conversation,
                                      const GError *error);
void sockeye_reply_worker_say_long (SockeyeReplyWorker *self, const SockeyeConversation *conversation);
void sockeye_reply_worker_say_full (SockeyeReplyWorker *self);
void sockeye_reply_worker_count_unanswered (SockeyeReplyWorker *self);

G_END_DECLS
