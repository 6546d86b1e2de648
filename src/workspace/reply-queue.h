/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-matcher.h"

G_BEGIN_DECLS

/* What may wait: replies, and bytes in them. */
#define SOCKEYE_REPLY_QUEUE_MAX       65536u
#define SOCKEYE_REPLY_QUEUE_BYTES_MAX (64u << 20)

typedef enum
{
  SOCKEYE_WAITING_REPLY,   /* to be sent */
  SOCKEYE_WAITING_RELEASE, /* what is held for the peer is to be sent */
  SOCKEYE_WAITING_SILENCE, /* the peer's message may have ended */
} SockeyeWaitingKind;

/**
 * SockeyeWaiting:
 * @kind: what is to be done
 * @due: when, of g_get_monotonic_time()
 * @order: of those that are due at the same time
 * @peer: for whom
 * @rule: (nullable): (reply) whose
 * @message: (nullable): (reply) what to send; %NULL: the characters of RFC 864
 * @groups: (reply) what the variables stand for
 *
 * Something to be done later.
 */
typedef struct
{
  SockeyeWaitingKind kind;
  gint64 due;
  guint64 order;
  guint32 peer;
  SockeyeReplyRule *rule;
  SockeyePayloadTemplate *message;
  SockeyeReplyGroups groups;
} SockeyeWaiting;

SockeyeWaiting *sockeye_waiting_new (SockeyeWaitingKind kind, guint32 peer, gint64 due);
void sockeye_waiting_free (SockeyeWaiting *waiting);

/* What is to be done later, by time. Belongs to one thread. */
typedef struct _SockeyeReplyQueue SockeyeReplyQueue;

SockeyeReplyQueue *sockeye_reply_queue_new (void);
void sockeye_reply_queue_free (SockeyeReplyQueue *self);
void sockeye_reply_queue_push (SockeyeReplyQueue *self, SockeyeWaiting *waiting);
SockeyeWaiting *sockeye_reply_queue_pop (SockeyeReplyQueue *self, gint64 now);
gint64 sockeye_reply_queue_get_due (SockeyeReplyQueue *self);
gboolean sockeye_reply_queue_is_full (SockeyeReplyQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeReplyQueue, sockeye_reply_queue_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeWaiting, sockeye_waiting_free)

G_END_DECLS
