/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-ledger.h"

#include "session.h"

typedef struct
{
  guint64 bytes;
  guint payloads;
  guint flags; /* SockeyeConnectionFlags */
} Account;

struct _SockeyeSendLedger
{
  GMutex mutex;
  GCond changed;        /* something was settled, while somebody waits */
  GHashTable *accounts; /* peer -> Account */
  guint64 unsent;
  guint64 lost_bytes; /* of those that are given up, since the beginning */
  guint64 lost_payloads;
  guint n_waiting;
  guint64 room_bytes; /* what a peer has at most that one of those waiting may wait for */
  guint room_payloads;
  guint n_wakes; /* so that who waits is woken although nothing was settled */
};

/**
 * sockeye_send_ledger_new:
 *
 * Returns: (transfer full): a ledger without peers
 */
SockeyeSendLedger *
sockeye_send_ledger_new (void)
{
  SockeyeSendLedger *self = g_atomic_rc_box_new0 (SockeyeSendLedger);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->accounts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

static void
clear (SockeyeSendLedger *self)
{
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_hash_table_unref (self->accounts);
}

/**
 * sockeye_send_ledger_unref:
 *
 * Drops a reference. Any thread.
 */
void
sockeye_send_ledger_unref (SockeyeSendLedger *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/* Waking a thread costs more than a small write: only when there may be room. @account: %NULL: the peer is gone */
static void
tell_waiting (SockeyeSendLedger *self, const Account *account)
{
  if (self->n_waiting > 0
      && (account == NULL
          || (account->bytes <= self->room_bytes && account->payloads <= self->room_payloads)))
    g_cond_broadcast (&self->changed);
}

/**
 * sockeye_send_ledger_add_peer:
 * @peer: something that can be sent to from now on: a connection, or 0 for a socket of datagrams
 */
void
sockeye_send_ledger_add_peer (SockeyeSendLedger *self, guint32 peer)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->accounts, GUINT_TO_POINTER (peer), g_new0 (Account, 1));
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_send_ledger_remove_peer:
 * @peer: cannot be sent to any more; what was booked for it is lost
 */
void
sockeye_send_ledger_remove_peer (SockeyeSendLedger *self, guint32 peer)
{
  Account *account;

  g_mutex_lock (&self->mutex);
  account = g_hash_table_lookup (self->accounts, GUINT_TO_POINTER (peer));
  if (account != NULL)
    {
      self->unsent -= account->bytes;
      self->lost_bytes += account->bytes;
      self->lost_payloads += account->payloads;
    }
  g_hash_table_remove (self->accounts, GUINT_TO_POINTER (peer));
  tell_waiting (self, NULL);
  g_mutex_unlock (&self->mutex);
}

static gboolean
is_closed (const Account *account)
{
  return (account->flags & SOCKEYE_CONNECTION_SENDING_CLOSED) != 0;
}

/**
 * sockeye_send_ledger_set_flags:
 * @peer: a connection; nothing happens when it is gone
 * @flags: #SockeyeConnectionFlags; with %SOCKEYE_CONNECTION_SENDING_CLOSED nothing more can be booked for it
 */
void
sockeye_send_ledger_set_flags (SockeyeSendLedger *self, guint32 peer, guint flags)
{
  Account *account;

  g_mutex_lock (&self->mutex);
  account = g_hash_table_lookup (self->accounts, GUINT_TO_POINTER (peer));
  if (account != NULL)
    {
      account->flags = flags;
      tell_waiting (self, NULL);
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_send_ledger_get_flags:
 * @peer: a connection
 *
 * Returns: its #SockeyeConnectionFlags; 0 when it is gone
 */
guint
sockeye_send_ledger_get_flags (SockeyeSendLedger *self, guint32 peer)
{
  const Account *account;
  guint flags;

  g_mutex_lock (&self->mutex);
  account = g_hash_table_lookup (self->accounts, GUINT_TO_POINTER (peer));
  flags = account != NULL ? account->flags : 0;
  g_mutex_unlock (&self->mutex);
  return flags;
}

static int
compare_peers (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *) a;
  guint32 right = *(const guint32 *) b;

  return (left > right) - (left < right);
}

/**
 * sockeye_send_ledger_get_peers:
 * @n_peers: (out): their number
 *
 * Returns: (transfer full): everybody that can be sent to, in the order of their ids
 */
guint32 *
sockeye_send_ledger_get_peers (SockeyeSendLedger *self, guint *n_peers)
{
  GHashTableIter iter;
  gpointer key, account;
  guint32 *peers;
  guint n = 0;

  g_mutex_lock (&self->mutex);
  peers = g_new (guint32, MAX (g_hash_table_size (self->accounts), 1));
  g_hash_table_iter_init (&iter, self->accounts);
  while (g_hash_table_iter_next (&iter, &key, &account))
    if (!is_closed (account))
      peers[n++] = GPOINTER_TO_UINT (key);
  g_mutex_unlock (&self->mutex);

  qsort (peers, n, sizeof *peers, compare_peers);
  *n_peers = n;
  return peers;
}

static void
add (SockeyeSendLedger *self, Account *account, gsize bytes)
{
  account->bytes += bytes;
  account->payloads++;
  self->unsent += bytes;
}

/**
 * sockeye_send_ledger_book:
 * @peer: who is to get it
 * @bytes: the payload's length
 *
 * Takes room in the peer's send queue for one payload, within %SOCKEYE_SEND_QUEUE_MAX.
 *
 * Returns: whether there was room
 */
SockeyeBooking
sockeye_send_ledger_book (SockeyeSendLedger *self, guint32 peer, gsize bytes)
{
  SockeyeBooking booking = SOCKEYE_BOOKED;
  Account *account;

  g_mutex_lock (&self->mutex);
  account = g_hash_table_lookup (self->accounts, GUINT_TO_POINTER (peer));
  if (account == NULL)
    booking = SOCKEYE_BOOK_NO_PEER;
  else if (is_closed (account))
    booking = SOCKEYE_BOOK_CLOSED;
  else if (account->bytes + bytes > SOCKEYE_SEND_QUEUE_MAX
           || account->payloads >= SOCKEYE_SEND_QUEUE_PAYLOADS_MAX)
    booking = SOCKEYE_BOOK_FULL;
  else
    add (self, account, bytes);
  g_mutex_unlock (&self->mutex);
  return booking;
}

/**
 * sockeye_send_ledger_take:
 * @peer: who is to get it; nothing happens when it is gone
 * @bytes: the payload's length
 *
 * Books without a bound, for somebody who keeps one: in the I/O thread.
 */
void
sockeye_send_ledger_take (SockeyeSendLedger *self, guint32 peer, gsize bytes)
{
  Account *account;

  g_mutex_lock (&self->mutex);
  account = g_hash_table_lookup (self->accounts, GUINT_TO_POINTER (peer));
  if (account != NULL)
    add (self, account, bytes);
  g_mutex_unlock (&self->mutex);
}

static void
take_off (SockeyeSendLedger *self, guint32 peer, gsize bytes, guint payloads, gboolean lost)
{
  Account *account;

  g_mutex_lock (&self->mutex);
  account = g_hash_table_lookup (self->accounts, GUINT_TO_POINTER (peer));
  if (account != NULL)
    {
      if (lost)
        {
          self->lost_bytes += bytes;
          self->lost_payloads += payloads;
        }
      g_assert (account->bytes >= bytes && account->payloads >= payloads);
      account->bytes -= bytes;
      account->payloads -= payloads;
      self->unsent -= bytes;
      tell_waiting (self, is_closed (account) ? NULL : account);
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_send_ledger_settle:
 * @peer: for whom it was booked; nothing happens when the peer is gone
 * @bytes: written
 * @payloads: that are done with this
 */
void
sockeye_send_ledger_settle (SockeyeSendLedger *self, guint32 peer, gsize bytes, guint payloads)
{
  take_off (self, peer, bytes, payloads, FALSE);
}

/**
 * sockeye_send_ledger_give_up:
 * @peer: for whom it was booked; nothing happens when the peer is gone, with which it was lost
 * @bytes: that will not be written
 * @payloads: that are not written, or not wholly
 */
void
sockeye_send_ledger_give_up (SockeyeSendLedger *self, guint32 peer, gsize bytes, guint payloads)
{
  take_off (self, peer, bytes, payloads, TRUE);
}

/**
 * sockeye_send_ledger_add_lost:
 * @bytes: that were settled, but did not go out
 * @payloads: how many these were
 */
void
sockeye_send_ledger_add_lost (SockeyeSendLedger *self, gsize bytes, guint payloads)
{
  g_mutex_lock (&self->mutex);
  self->lost_bytes += bytes;
  self->lost_payloads += payloads;
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_send_ledger_get_lost:
 * @bytes: (out): of these, what was not written
 *
 * Returns: how many payloads were booked since the beginning and are not written, or not wholly, and will not be
 */
guint64
sockeye_send_ledger_get_lost (SockeyeSendLedger *self, guint64 *bytes)
{
  guint64 payloads;

  g_mutex_lock (&self->mutex);
  payloads = self->lost_payloads;
  *bytes = self->lost_bytes;
  g_mutex_unlock (&self->mutex);
  return payloads;
}

/**
 * sockeye_send_ledger_get_unsent:
 *
 * Returns: bytes that were booked for anybody and not yet written
 */
guint64
sockeye_send_ledger_get_unsent (SockeyeSendLedger *self)
{
  guint64 unsent;

  g_mutex_lock (&self->mutex);
  unsent = self->unsent;
  g_mutex_unlock (&self->mutex);
  return unsent;
}

/**
 * sockeye_send_ledger_get_queued:
 * @peer: for whom
 *
 * Returns: bytes that were booked for @peer and not yet written; 0 when it is gone
 */
guint64
sockeye_send_ledger_get_queued (SockeyeSendLedger *self, guint32 peer)
{
  const Account *account;
  guint64 bytes;

  g_mutex_lock (&self->mutex);
  account = g_hash_table_lookup (self->accounts, GUINT_TO_POINTER (peer));
  bytes = account != NULL ? account->bytes : 0;
  g_mutex_unlock (&self->mutex);
  return bytes;
}

/* Those with room come first, then the others; those that are gone are left out. One whose sending was closed has no
 * room, and is gone when what was booked before has been written. */
static guint
sort_peers (SockeyeSendLedger *self, guint32 *peers, guint *n_peers, guint64 bytes, guint payloads)
{
  guint n_room = 0;
  guint n = 0;

  for (guint i = 0; i < *n_peers; i++)
    {
      guint32 peer = peers[i];
      const Account *account = g_hash_table_lookup (self->accounts, GUINT_TO_POINTER (peer));

      if (account == NULL || (is_closed (account) && account->payloads == 0))
        continue;
      peers[n++] = peer;
      if (account->bytes > bytes || account->payloads > payloads || is_closed (account))
        continue;
      peers[n - 1] = peers[n_room];
      peers[n_room++] = peer;
    }
  *n_peers = n;
  return n_room;
}

/**
 * sockeye_send_ledger_wait:
 * @peers: (inout) (array length=n_peers): of whom one shall have room; then those that have, then those that have not
 * @n_peers: (inout): how many; then without those that are gone
 * @bytes: what may wait for a peer that has room
 * @payloads: how many
 * @deadline: when to give up, of g_get_monotonic_time()
 *
 * Waits until somebody has room, nobody is left, or sockeye_send_ledger_wake() is called. Not for the I/O thread, which
 * settles.
 *
 * Returns: how many have room
 */
guint
sockeye_send_ledger_wait (SockeyeSendLedger *self,
                          guint32 *peers,
                          guint *n_peers,
                          guint64 bytes,
                          guint payloads,
                          gint64 deadline)
{
  guint n_room;
  guint n_wakes;

  g_mutex_lock (&self->mutex);
  n_wakes = self->n_wakes;
  self->room_bytes = MAX (self->n_waiting > 0 ? self->room_bytes : 0, bytes);
  self->room_payloads = MAX (self->n_waiting > 0 ? self->room_payloads : 0, payloads);
  self->n_waiting++;
  while ((n_room = sort_peers (self, peers, n_peers, bytes, payloads)) == 0 && *n_peers > 0
         && self->n_wakes == n_wakes)
    if (!g_cond_wait_until (&self->changed, &self->mutex, deadline))
      break;
  self->n_waiting--;
  g_mutex_unlock (&self->mutex);
  return n_room;
}

/**
 * sockeye_send_ledger_wake:
 *
 * Ends all waiting. Any thread.
 */
void
sockeye_send_ledger_wake (SockeyeSendLedger *self)
{
  g_mutex_lock (&self->mutex);
  self->n_wakes++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}
