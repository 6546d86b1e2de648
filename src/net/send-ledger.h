/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Payloads that may wait for one peer: small ones take more memory than their bytes say. */
#define SOCKEYE_SEND_QUEUE_PAYLOADS_MAX 262144

typedef struct _SockeyeSendLedger SockeyeSendLedger;

typedef enum
{
  SOCKEYE_BOOKED,
  SOCKEYE_BOOK_NO_PEER,
  SOCKEYE_BOOK_CLOSED, /* sending to it was closed */
  SOCKEYE_BOOK_FULL,
} SockeyeBooking;

/*
 * How much waits for whom. The sender's thread books before it posts a payload, the I/O thread settles what
 * was written: so the bound also holds for what is still under way between the two. It also tells how each
 * connection stands (#SockeyeConnectionFlags). Any thread.
 */
SockeyeSendLedger *sockeye_send_ledger_new (void);
void sockeye_send_ledger_unref (SockeyeSendLedger *self);

void sockeye_send_ledger_add_peer (SockeyeSendLedger *self, guint32 peer);
void sockeye_send_ledger_remove_peer (SockeyeSendLedger *self, guint32 peer);

void sockeye_send_ledger_set_flags (SockeyeSendLedger *self, guint32 peer, guint flags);
guint sockeye_send_ledger_get_flags (SockeyeSendLedger *self, guint32 peer);

guint32 *sockeye_send_ledger_get_peers (SockeyeSendLedger *self, guint *n_peers);
SockeyeBooking sockeye_send_ledger_book (SockeyeSendLedger *self, guint32 peer, gsize bytes);
void sockeye_send_ledger_take (SockeyeSendLedger *self, guint32 peer, gsize bytes);
void sockeye_send_ledger_settle (SockeyeSendLedger *self, guint32 peer, gsize bytes, guint payloads);
void sockeye_send_ledger_give_up (SockeyeSendLedger *self, guint32 peer, gsize bytes, guint payloads);
void sockeye_send_ledger_add_lost (SockeyeSendLedger *self, gsize bytes, guint payloads);
guint64 sockeye_send_ledger_get_lost (SockeyeSendLedger *self, guint64 *bytes);
guint64 sockeye_send_ledger_get_unsent (SockeyeSendLedger *self);
guint64 sockeye_send_ledger_get_queued (SockeyeSendLedger *self, guint32 peer);
guint sockeye_send_ledger_wait (SockeyeSendLedger *self,
                                guint32 *peers,
                                guint *n_peers,
                                guint64 bytes,
                                guint payloads,
                                gint64 deadline);
void sockeye_send_ledger_wake (SockeyeSendLedger *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeSendLedger, sockeye_send_ledger_unref)

G_END_DECLS
