/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "framer.h"
#include "loop-guard.h"
#include "reply-queue.h"

G_BEGIN_DECLS

/* Of a message that comes in pieces so much is kept. */
#define SOCKEYE_MESSAGE_KEPT_MAX (1u << 20)
/* All unfinished messages together have so much. */
#define SOCKEYE_MESSAGES_KEPT_MAX (64u << 20)

/**
 * SockeyeConversation:
 * @peer: with whom
 * @remote: its end point
 * @datagrams: every receive is a message
 * @framer: (nullable): finds messages in a stream; %NULL: every receive is one
 * @unfinished: (nullable): the beginning of a message that goes on
 * @unfinished_total: bytes of it, also those that were not kept
 * @last_received: when, microseconds since the Epoch
 * @awaits_silence: there is something in the queue that looks whether the message has ended
 * @guard: whether it is a loop
 * @last_rule: (nullable): that answered last
 * @own_bytes: that were handed over as replies, and have not been seen as sent
 * @n_waiting: its replies in the queue
 * @held: replies that the guard holds
 * @holding: it does so
 * @stopped: it is a loop, and not answered any more
 * @ended: the far end says nothing more
 * @clogged: the far end does not read; what it does not take is left out
 *
 * What the responder knows about one far end.
 */
typedef struct
{
  guint32 peer;
  SockeyeEndpoint remote;
  gboolean datagrams;

  SockeyeFramer *framer;
  GByteArray *unfinished;
  gsize unfinished_total;
  gint64 last_received;
  gboolean awaits_silence;

  SockeyeLoopGuard guard;
  SockeyeReplyRule *last_rule;
  guint64 own_bytes;
  guint n_waiting;
  GQueue held;
  gboolean holding;
  gboolean stopped;
  gboolean ended;
  gboolean clogged;
} SockeyeConversation;

/**
 * SockeyeMessageFunc:
 * @conversation: in which it came
 * @bytes: the message, not %NULL
 * @length: how many there are
 * @total: how many it has; more, when not all were kept
 * @time: when its last bytes came
 * @data: user data
 */
typedef void (*SockeyeMessageFunc) (SockeyeConversation *conversation,
                                    const guint8 *bytes,
                                    gsize length,
                                    gsize total,
                                    gint64 time,
                                    gpointer data);

SockeyeConversation *
sockeye_conversation_new (guint32 peer, const SockeyeEndpoint *remote, gboolean datagrams);
void sockeye_conversation_free (SockeyeConversation *self);
void sockeye_conversation_set_framing (SockeyeConversation *self, const SockeyeFraming *framing, gsize *kept);
void sockeye_conversation_receive (SockeyeConversation *self,
                                   const guint8 *bytes,
                                   gsize length,
                                   gint64 time,
                                   gsize *kept,
                                   SockeyeMessageFunc func,
                                   gpointer data);
void sockeye_conversation_end_message (SockeyeConversation *self,
                                       const SockeyeFraming *framing,
                                       gsize *kept,
                                       SockeyeMessageFunc func,
                                       gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeConversation, sockeye_conversation_free)

G_END_DECLS
