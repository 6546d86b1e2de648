/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "context-call.h"
#include "framer.h"
#include "mailer.h"

G_BEGIN_DECLS

/* Notices that may wait for the window. */
#define SOCKEYE_RESPONDER_NOTICES_MAX 8
/* Nobody reads counters faster. */
#define SOCKEYE_RESPONDER_COUNT_INTERVAL_MS 100

/**
 * SockeyeResponderOrders:
 * @rules: (element-type SockeyeReplyRule) (nullable): the table; never changed, another one takes its place
 * @charset: the encoding of messages
 * @framing: how they are found; %SOCKEYE_FRAMING_AS_RECEIVED: every receive is one
 * @stop_loops: whether loops are ended
 * @outlet: (nullable): the way to those who asked
 *
 * What the window tells the thread.
 */
typedef struct
{
  GPtrArray *rules;
  const SockeyeCharset *charset;
  SockeyeFraming framing;
  gboolean stop_loops;
  SockeyeOutlet *outlet;
} SockeyeResponderOrders;

/*
 * One time of being switched on, from then to the end of its thread: what the window and the thread share. Nobody waits
 * for that end; once it is stopped, nothing is sent any more.
 */
typedef struct
{
  /* Set before the thread begins. */
  SockeyeCapture *capture;
  SockeyeMailer *mailer;
  guint64 start; /* the first record that is answered */

  /* Under the mutex. */
  GMutex mutex;
  gboolean stopped;
  guint version; /* of the orders */
  SockeyeResponderOrders orders;
  GQueue notices; /* of strings */
  SockeyeContextCall *news;
  SockeyeContextCall *counted;

  /* Written by the thread. */
  _Atomic guint64 replies;
  _Atomic guint64 unanswered;
  _Atomic guint64 loops;
} SockeyeResponderCore;

SockeyeResponderCore *sockeye_responder_core_ref (SockeyeResponderCore *core);
void sockeye_responder_core_unref (SockeyeResponderCore *core);
void sockeye_responder_orders_copy (SockeyeResponderOrders *to, const SockeyeResponderOrders *from);
void sockeye_responder_orders_clear (SockeyeResponderOrders *orders);
gpointer sockeye_responder_run (gpointer core);

G_END_DECLS
