/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The payloads that wait for one stream, and how far the first was written. The ledger keeps the bound. */
typedef struct
{
  GQueue payloads; /* of GBytes, shared by all the streams that a payload goes to */
  gsize written;   /* of the first */
  guint64 bytes;   /* that wait */
} SockeyeSendQueue;

#define SOCKEYE_SEND_QUEUE_INIT                                                                              \
  {                                                                                                          \
    G_QUEUE_INIT, 0, 0                                                                                       \
  }

void sockeye_send_queue_push (SockeyeSendQueue *self, GBytes *payload);
const guint8 *sockeye_send_queue_peek (SockeyeSendQueue *self, gsize *length);
gsize sockeye_send_queue_copy (SockeyeSendQueue *self, guint8 *bytes, gsize length);
gboolean sockeye_send_queue_advance (SockeyeSendQueue *self, gsize length);
guint sockeye_send_queue_clear (SockeyeSendQueue *self);

static inline gboolean
sockeye_send_queue_is_empty (const SockeyeSendQueue *self)
{
  return self->payloads.length == 0;
}

G_END_DECLS
