/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "outlet-private.h"

#include "errors.h"
#include "io-thread.h"

#include <glib/gi18n-lib.h>

static void
parcel_free (SockeyeParcel *parcel)
{
  g_free (parcel->peers);
  g_free (parcel->left_out);
  g_free (parcel->host);
  g_bytes_unref (parcel->payload);
  g_free (parcel);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeParcel, parcel_free)

/* In the I/O thread. Takes what is there now; what comes later is told anew, before whatever is asked for after it. */
static gboolean
run_send (gpointer data)
{
  SockeyeOutlet *self = data;
  GQueue parcels;
  SockeyeParcel *parcel;

  g_mutex_lock (&self->mutex);
  parcels = self->parcels;
  g_queue_init (&self->parcels);
  g_mutex_unlock (&self->mutex);

  while ((parcel = g_queue_pop_head (&parcels)) != NULL)
    {
      sockeye_role_send (self->role, parcel);
      parcel_free (parcel);
    }
  return G_SOURCE_REMOVE;
}

/* In order, and none of somebody else's in between. */
static void
post (SockeyeOutlet *self, SockeyeParcel *const *parcels, guint n)
{
  gboolean first;

  g_mutex_lock (&self->mutex);
  first = self->parcels.length == 0;
  for (guint i = 0; i < n; i++)
    g_queue_push_tail (&self->parcels, parcels[i]);
  g_mutex_unlock (&self->mutex);
  if (first)
    sockeye_io_thread_invoke (run_send, sockeye_outlet_ref (self), (GDestroyNotify) sockeye_outlet_unref);
}

static SockeyeParcel *
make_parcel (GBytes *payload)
{
  SockeyeParcel *parcel = g_new0 (SockeyeParcel, 1);

  parcel->payload = g_bytes_ref (payload);
  return parcel;
}

/**
 * sockeye_outlet_new:
 * @role: one opening of a session
 *
 * Returns: (transfer full): a way into @role for payloads
 */
SockeyeOutlet *
sockeye_outlet_new (SockeyeRole *role)
{
  SockeyeOutlet *self = g_atomic_rc_box_new0 (SockeyeOutlet);

  self->role = g_object_ref (role);
  g_mutex_init (&self->mutex);
  g_queue_init (&self->parcels);
  return self;
}

/**
 * sockeye_outlet_ref:
 *
 * Returns: (transfer full): the same
 */
SockeyeOutlet *
sockeye_outlet_ref (SockeyeOutlet *self)
{
  return g_atomic_rc_box_acquire (self);
}

static gboolean
do_nothing (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_REMOVE;
}

/* Sockets belong to the I/O thread, also where this is the last reference to them. */
static void
clear (SockeyeOutlet *self)
{
  g_queue_clear_full (&self->parcels, (GDestroyNotify) parcel_free);
  g_mutex_clear (&self->mutex);
  sockeye_io_thread_invoke (do_nothing, g_steal_pointer (&self->role), g_object_unref);
}

/**
 * sockeye_outlet_unref:
 *
 * Drops a reference. Any thread.
 */
void
sockeye_outlet_unref (SockeyeOutlet *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sockeye_outlet_get_protocol:
 *
 * Returns: the role that the session was opened in
 */
SockeyeProtocol
sockeye_outlet_get_protocol (SockeyeOutlet *self)
{
  return sockeye_role_get_settings (self->role)->protocol;
}

/**
 * sockeye_outlet_get_local:
 * @local: (out caller-allocates): this end; for a server, where it listens; not set when it is closed
 *
 * Tells this end of the session.
 */
void
sockeye_outlet_get_local (SockeyeOutlet *self, SockeyeEndpoint *local)
{
  SockeyeSnapshot now;

  sockeye_status_get (sockeye_role_get_status (self->role), &now);
  *local = now.local;
}

/**
 * sockeye_outlet_get_remote:
 * @port: (out): its port
 *
 * Returns: the host that a client connects to, and that datagrams go to by default, as it was entered; may be empty
 */
const char *
sockeye_outlet_get_remote (SockeyeOutlet *self, guint16 *port)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self->role);

  *port = settings->remote_port;
  return settings->remote_host;
}

/**
 * sockeye_outlet_list_peers:
 * @target: whom to
 * @n_peers: (out): how many
 * @error: as of sockeye_outlet_send()
 *
 * Returns: (transfer full) (nullable) (array length=n_peers): the ids of those that @target means now: connections, or
 *   the one far end of datagrams, which is 0 when it is given by host and port
 */
guint32 *
sockeye_outlet_list_peers (SockeyeOutlet *self, const SockeyeTarget *target, guint *n_peers, GError **error)
{
  g_autofree char *host = NULL;
  SockeyeParcel parcel = { 0 };
  SockeyeSnapshot now;

  if (!sockeye_outlet_check_open (self, &now, error))
    return NULL;
  if (!sockeye_protocol_is_datagram (sockeye_outlet_get_protocol (self)))
    return sockeye_outlet_choose_streams (self, target, n_peers, error);

  if (!sockeye_outlet_choose_far_end (self, target, &now, &parcel, error))
    return NULL;
  host = parcel.host;
  *n_peers = 1;
  return parcel.peers != NULL ? parcel.peers : g_new0 (guint32, 1);
}

/**
 * sockeye_outlet_send:
 * @target: who is to get it; %SOCKEYE_TARGET_ADDRESS, %SOCKEYE_TARGET_LAST_SENDER for datagrams,
 *   %SOCKEYE_TARGET_ALL, %SOCKEYE_TARGET_SET for connections only
 * @payload: kept, not copied; an empty one makes an empty datagram
 * @error: why nothing will be sent, in sentences for the user: %SOCKEYE_ERROR_NOT_OPEN,
 *   %SOCKEYE_ERROR_NO_TARGET, %SOCKEYE_ERROR_TOO_LARGE, %SOCKEYE_ERROR_QUEUE_FULL or
 *   %SOCKEYE_ERROR_INVALID_HOST
 *
 * Queues a payload, at most %SOCKEYE_SEND_QUEUE_MAX bytes for each connection. What of it is written becomes
 * records, one for each write; what fails later becomes a record and the session's "failed". Any thread.
 *
 * Returns: whether it was queued
 */
gboolean
sockeye_outlet_send (SockeyeOutlet *self, const SockeyeTarget *target, GBytes *payload, GError **error)
{
  g_autoptr (SockeyeParcel) parcel = NULL;
  SockeyeSnapshot now;
  gboolean addressed;

  if (!sockeye_outlet_check_open (self, &now, error))
    return FALSE;

  parcel = make_parcel (payload);
  if (sockeye_protocol_is_datagram (sockeye_outlet_get_protocol (self)))
    addressed = sockeye_outlet_address_datagram (self, target, &now, parcel, error);
  else
    addressed = sockeye_outlet_address_streams (self, target, parcel, error);
  if (!addressed)
    return FALSE;

  post (self, &parcel, 1);
  g_steal_pointer (&parcel);
  return TRUE;
}

/* Only when nobody gets anything it is an error, and best one that waiting helps against. */
static gboolean
book_each (SockeyeOutlet *self, GPtrArray *parcels, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean booked = FALSE;

  for (guint i = 0; i < parcels->len; i++)
    {
      g_autoptr (GError) one = NULL;

      if (sockeye_outlet_book_streams (self, parcels->pdata[i], &one))
        booked = TRUE;
      else if (problem == NULL || g_error_matches (one, SOCKEYE_ERROR, SOCKEYE_ERROR_QUEUE_FULL))
        {
          g_clear_error (&problem);
          problem = g_steal_pointer (&one);
        }
    }

  if (!booked)
    g_propagate_error (error, g_steal_pointer (&problem));
  return booked;
}

/**
 * sockeye_outlet_send_each:
 * @peers: (array length=n): connections
 * @payloads: (array length=n): what each of them is to get; kept, not copied
 * @n: how many, at least one
 * @error: as of sockeye_outlet_send(), when nobody gets anything
 *
 * Queues a payload of its own for each of several connections, at once. As in sockeye_outlet_send() those that have ended
 * are passed over, and one whose queue is full is left out, which a record tells. Any thread.
 *
 * Returns: whether anything was queued
 */
gboolean
sockeye_outlet_send_each (SockeyeOutlet *self,
                          const guint32 *peers,
                          GBytes *const *payloads,
                          guint n,
                          GError **error)
{
  g_autoptr (GPtrArray) parcels = g_ptr_array_new_full (n, (GDestroyNotify) parcel_free);
  SockeyeSnapshot now;

  if (!sockeye_outlet_check_open (self, &now, error))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      SockeyeParcel *parcel = make_parcel (payloads[i]);

      g_ptr_array_add (parcels, parcel);
      if (!sockeye_outlet_check_stream_payload (payloads[i], error))
        return FALSE;
      parcel->peers = g_memdup2 (&peers[i], sizeof peers[i]);
      parcel->n_peers = 1;
    }
  if (!book_each (self, parcels, error))
    return FALSE;

  post (self, (SockeyeParcel *const *) parcels->pdata, n);
  g_ptr_array_set_free_func (parcels, NULL);
  return TRUE;
}

/**
 * sockeye_outlet_get_queued:
 * @peer: a connection, or 0 for the socket of datagrams
 *
 * Returns: bytes that are queued for it and not yet written, of %SOCKEYE_SEND_QUEUE_MAX; 0 when it has ended
 */
guint64
sockeye_outlet_get_queued (SockeyeOutlet *self, guint32 peer)
{
  return sockeye_send_ledger_get_queued (sockeye_role_get_ledger (self->role), peer);
}

/**
 * sockeye_outlet_get_lost:
 * @bytes: (out): of these, what was not written
 *
 * Tells what was queued by anybody since the session was opened, and did not go out: its connection ended or failed, it was
 * cancelled, or a datagram could not be sent. What goes to several counts for each. Any thread.
 *
 * Returns: how many payloads are not written, or not wholly, and will not be
 */
guint64
sockeye_outlet_get_lost (SockeyeOutlet *self, guint64 *bytes)
{
  return sockeye_send_ledger_get_lost (sockeye_role_get_ledger (self->role), bytes);
}

/**
 * sockeye_outlet_get_flags:
 * @peer: a connection
 *
 * Returns: how it stands; 0 when it has ended
 */
SockeyeConnectionFlags
sockeye_outlet_get_flags (SockeyeOutlet *self, guint32 peer)
{
  return sockeye_send_ledger_get_flags (sockeye_role_get_ledger (self->role), peer);
}

/**
 * sockeye_outlet_wait_for_room:
 * @peers: (inout) (array length=n_peers): connections of whom one shall have room, or 0 for the socket of datagrams; then
 *   those that have room, then those that have not
 * @n_peers: (inout): how many; then without those that have ended
 * @bytes: what may be queued and not yet written for a peer that has room
 * @payloads: how many payloads
 * @deadline: when to give up waiting, of g_get_monotonic_time()
 *
 * Waits until somebody has room, nobody is left, or sockeye_outlet_wake() is called. For threads that may wait.
 *
 * Returns: how many have room
 */
guint
sockeye_outlet_wait_for_room (SockeyeOutlet *self,
                              guint32 *peers,
                              guint *n_peers,
                              guint64 bytes,
                              guint payloads,
                              gint64 deadline)
{
  return sockeye_send_ledger_wait (sockeye_role_get_ledger (self->role), peers, n_peers, bytes, payloads,
                                   deadline);
}

/**
 * sockeye_outlet_wake:
 *
 * Lets everybody who waits for room look again whether they still want to. Any thread.
 */
void
sockeye_outlet_wake (SockeyeOutlet *self)
{
  sockeye_send_ledger_wake (sockeye_role_get_ledger (self->role));
}

typedef struct
{
  SockeyeRole *role;
  guint32 peer;
} Finish;

static void
finish_free (gpointer data)
{
  Finish *call = data;

  g_object_unref (call->role);
  g_free (call);
}

static gboolean
run_finish (gpointer data)
{
  Finish *call = data;

  sockeye_role_finish (call->role, call->peer);
  return G_SOURCE_REMOVE;
}

static void
post_finish (SockeyeOutlet *self, guint32 peer)
{
  Finish *call = g_new (Finish, 1);

  call->role = g_object_ref (self->role);
  call->peer = peer;
  sockeye_io_thread_invoke (run_finish, call, finish_free);
}

/**
 * sockeye_outlet_set_answering:
 * @answering: whether what arrives is answered by a thread
 *
 * While it is, a connection whose far end has closed stays open, so that its last words are answered as well, until
 * sockeye_outlet_finish(). Any thread.
 */
void
sockeye_outlet_set_answering (SockeyeOutlet *self, gboolean answering)
{
  sockeye_role_set_answering (self->role, answering);
  if (!answering)
    post_finish (self, 0);
}

/**
 * sockeye_outlet_finish:
 * @peer: a connection whose far end has closed; 0: all of them
 *
 * Everything that came from it was answered: this end closes once that is written. Any thread.
 */
void
sockeye_outlet_finish (SockeyeOutlet *self, guint32 peer)
{
  post_finish (self, peer);
}
