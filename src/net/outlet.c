/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "outlet-private.h"

#include "errors.h"
#include "io-thread.h"

#include <glib/gi18n-lib.h>

/* UDP's length field has 16 bits; its own header counts, and IPv4's as well (RFC 768, RFC 791; RFC 8200). */
#define DATAGRAM_MAX_IPV6 65527

struct _SockeyeOutlet
{
  SockeyeRole *role; /* owned; only what any thread may call is called */

  GMutex mutex;
  GQueue parcels; /* of SockeyeParcel, on their way to the I/O thread, which is told of the first one only */
};

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

static gboolean
set_not_open (gboolean opening, GError **error)
{
  g_set_error_literal (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN,
      opening ? _ ("Nothing was sent, because the socket is not open yet. Wait until it is, and send "
                   "again.")
              : _ ("Nothing was sent, because the socket is closed. Open it, and send again."));
  return FALSE;
}

static gboolean
check_open (SockeyeOutlet *self, SockeyeSnapshot *now, GError **error)
{
  sockeye_status_get (sockeye_role_get_status (self->role), now);
  if (now->state == SOCKEYE_SESSION_OPEN || now->state == SOCKEYE_SESSION_DRAINING)
    return TRUE;
  return set_not_open (now->state == SOCKEYE_SESSION_OPENING, error);
}

static gboolean
set_no_target (GError **error, const char *message)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET, message);
  return FALSE;
}

static gboolean
set_queue_full (GError **error, gsize length)
{
  g_autofree char *size = g_format_size (length);
  g_autofree char *limit = g_format_size_full (SOCKEYE_SEND_QUEUE_MAX, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_QUEUE_FULL,
      /* Translators: the first %s is the size of what was to be sent, such as "1.5 MB", the second one the
                * size of the queue, such as "256.0 MiB" */
      _ ("Nothing was sent, because %s more do not fit into the send queue of %s: the far end reads more "
         "slowly than this end sends. Wait until more of it has been written, or cancel sending."),
      size, limit);
  return FALSE;
}

/* Streams */

static gboolean
check_stream_payload (GBytes *payload, GError **error)
{
  if (g_bytes_get_size (payload) > 0)
    return TRUE;
  g_set_error_literal (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      _ ("Nothing was sent, because there is nothing to send: over TCP an empty message does not "
         "exist. Enter at least one character."));
  return FALSE;
}

static guint32 *
choose_streams (SockeyeOutlet *self, const SockeyeTarget *target, guint *n_peers, GError **error)
{
  guint32 *peers;

  if (target->kind == SOCKEYE_TARGET_PEER)
    {
      *n_peers = 1;
      return g_memdup2 (&target->peer, sizeof target->peer);
    }
  if (target->kind == SOCKEYE_TARGET_SET)
    {
      *n_peers = target->n_peers;
      if (target->n_peers > 0)
        return g_memdup2 (target->peers, target->n_peers * sizeof *target->peers);
      set_no_target (error,
                     _ ("Nothing was sent, because no connection is ticked. Tick those that are to get it."));
      return NULL;
    }
  if (target->kind != SOCKEYE_TARGET_DEFAULT && target->kind != SOCKEYE_TARGET_ALL)
    {
      set_no_target (error,
                     _ ("Nothing was sent, because over TCP only the far end of a connection can be sent to. "
                        "Choose a connection."));
      return NULL;
    }
  peers = sockeye_send_ledger_get_peers (sockeye_role_get_ledger (self->role), n_peers);
  if (*n_peers > 0)
    return peers;
  g_free (peers);
  set_no_target (error,
                 _ ("Nothing was sent, because no connection is open. Wait until a client has connected, and "
                    "send again."));
  return NULL;
}

/* Takes room in the queues. One slow connection among many is left out, which a record tells. */
static gboolean
book_streams (SockeyeOutlet *self, SockeyeParcel *parcel, GError **error)
{
  SockeyeSendLedger *ledger = sockeye_role_get_ledger (self->role);
  gsize length = g_bytes_get_size (parcel->payload);
  guint n = 0;

  parcel->left_out = g_new (guint32, parcel->n_peers);
  for (guint i = 0; i < parcel->n_peers; i++)
    {
      SockeyeBooking booking = sockeye_send_ledger_book (ledger, parcel->peers[i], length);

      if (booking == SOCKEYE_BOOKED)
        parcel->peers[n++] = parcel->peers[i];
      else if (booking == SOCKEYE_BOOK_FULL)
        parcel->left_out[parcel->n_left_out++] = parcel->peers[i];
    }
  parcel->n_peers = n;
  if (n > 0)
    return TRUE;
  if (parcel->n_left_out > 0)
    return set_queue_full (error, length);
  return set_no_target (error,
                        _ ("Nothing was sent, because this connection has ended. Choose one that is open."));
}

static gboolean
address_streams (SockeyeOutlet *self, const SockeyeTarget *target, SockeyeParcel *parcel, GError **error)
{
  if (!check_stream_payload (parcel->payload, error))
    return FALSE;
  parcel->peers = choose_streams (self, target, &parcel->n_peers, error);
  return parcel->peers != NULL && book_streams (self, parcel, error);
}

/* Datagrams */

static gboolean
choose_peer (SockeyeParcel *parcel, const SockeyeSnapshot *now, guint32 peer, GError **error)
{
  if (peer == 0 || peer < now->first_peer || peer > now->last_peer)
    return set_no_target (error,
                          _ ("Nothing was sent, because nothing has come from this far end since the socket "
                             "was opened. Enter its host and port instead."));
  parcel->peers = g_memdup2 (&peer, sizeof peer);
  parcel->n_peers = 1;
  return TRUE;
}

static gboolean
choose_host (SockeyeParcel *parcel, const char *host, guint16 port, GError **error)
{
  SockeyeHostKind kind = sockeye_host_classify (host, error);

  if (kind == SOCKEYE_HOST_INVALID)
    return FALSE;
  if (kind == SOCKEYE_HOST_EMPTY || port == 0)
    return set_no_target (error,
                          _ ("Nothing was sent, because the remote host or port is missing. Enter where the "
                             "datagrams go to, or wait for one and reply to its sender."));
  parcel->host = g_strstrip (g_strdup (host));
  parcel->port = port;
  return TRUE;
}

static gboolean
choose_far_end (SockeyeOutlet *self,
                const SockeyeTarget *target,
                const SockeyeSnapshot *now,
                SockeyeParcel *parcel,
                GError **error)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self->role);

  switch (target->kind)
    {
    case SOCKEYE_TARGET_DEFAULT:
      return choose_host (parcel, settings->remote_host, settings->remote_port, error);
    case SOCKEYE_TARGET_ADDRESS:
      return choose_host (parcel, target->host != NULL ? target->host : "", target->port, error);
    case SOCKEYE_TARGET_PEER:
      return choose_peer (parcel, now, target->peer, error);
    case SOCKEYE_TARGET_LAST_SENDER:
      if (now->last_sender != 0)
        return choose_peer (parcel, now, now->last_sender, error);
      return set_no_target (error,
                            _ ("Nothing was sent, because no datagram has arrived yet whose sender could be "
                               "replied to. Wait for one, or enter a remote host and port."));
    case SOCKEYE_TARGET_ALL:
    case SOCKEYE_TARGET_SET:
    default:
      return set_no_target (error,
                            _ ("Nothing was sent, because UDP has no connections to send to. Enter a remote "
                               "host and port."));
    }
}

static gboolean
check_datagram_size (const SockeyeSnapshot *now, const SockeyeParcel *parcel, GError **error)
{
  gsize length = g_bytes_get_size (parcel->payload);
  gboolean ipv4 = sockeye_endpoint_get_family (&now->local) == AF_INET
                  || (parcel->host != NULL
                      && sockeye_host_classify (parcel->host, NULL) == SOCKEYE_HOST_IPV4);
  guint max = ipv4 ? SOCKEYE_DATAGRAM_MAX : DATAGRAM_MAX_IPV6;

  if (length <= max)
    return TRUE;
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
      /* Translators: the first number is a size in bytes, the second one the largest that is possible */
      _ ("Nothing was sent, because %zu bytes do not fit into a datagram, which holds %u at "
         "most. Send less at once, or use TCP."),
      length, max);
  return FALSE;
}

static gboolean
address_datagram (SockeyeOutlet *self,
                  const SockeyeTarget *target,
                  const SockeyeSnapshot *now,
                  SockeyeParcel *parcel,
                  GError **error)
{
  if (!choose_far_end (self, target, now, parcel, error) || !check_datagram_size (now, parcel, error))
    return FALSE;

  switch (
      sockeye_send_ledger_book (sockeye_role_get_ledger (self->role), 0, g_bytes_get_size (parcel->payload)))
    {
    case SOCKEYE_BOOKED:
      return TRUE;
    case SOCKEYE_BOOK_FULL:
      return set_queue_full (error, g_bytes_get_size (parcel->payload));
    case SOCKEYE_BOOK_NO_PEER: /* closed just now */
    default:
      return set_not_open (FALSE, error);
    }
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

  if (!check_open (self, &now, error))
    return NULL;
  if (sockeye_outlet_get_protocol (self) != SOCKEYE_PROTOCOL_UDP)
    return choose_streams (self, target, n_peers, error);

  if (!choose_far_end (self, target, &now, &parcel, error))
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

  if (!check_open (self, &now, error))
    return FALSE;

  parcel = make_parcel (payload);
  if (sockeye_outlet_get_protocol (self) == SOCKEYE_PROTOCOL_UDP)
    addressed = address_datagram (self, target, &now, parcel, error);
  else
    addressed = address_streams (self, target, parcel, error);
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

      if (book_streams (self, parcels->pdata[i], &one))
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

  if (!check_open (self, &now, error))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      SockeyeParcel *parcel = make_parcel (payloads[i]);

      g_ptr_array_add (parcels, parcel);
      if (!check_stream_payload (payloads[i], error))
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
