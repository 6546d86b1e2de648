/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "outlet-private.h"

#include "errors.h"

#include <glib/gi18n-lib.h>

/* Whom a target means now, and whether there is room for a payload. What is not static is for outlet.c. */

/* UDP's length field has 16 bits; its own header counts, and IPv4's as well (RFC 768, RFC 791; RFC 8200). */
#define DATAGRAM_MAX_IPV6 65527
/* A record holds a whole datagram; what the send buffer takes is known when it is sent. */
#define DATAGRAM_MAX_UNIX SOCKEYE_RECORD_LENGTH_MAX

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

gboolean
sockeye_outlet_check_open (SockeyeOutlet *self, SockeyeSnapshot *now, GError **error)
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

gboolean
sockeye_outlet_check_stream_payload (GBytes *payload, GError **error)
{
  if (g_bytes_get_size (payload) > 0)
    return TRUE;
  g_set_error_literal (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      _ ("Nothing was sent, because there is nothing to send: in a stream an empty message does not "
         "exist. Enter at least one character."));
  return FALSE;
}

static gboolean
set_sending_closed (GError **error)
{
  return set_no_target (
      error, _ ("Nothing was sent, because sending was closed on this connection: it can only receive. "
                "Connect again to send."));
}

/* All of them, or, where each payload gets a connection of its own, the one that is yet to be made. */
static guint32 *
choose_all (SockeyeOutlet *self, guint *n_peers, GError **error)
{
  guint32 *peers;
  SockeyeSnapshot now;

  if (sockeye_role_get_settings (self->role)->short_connections)
    {
      *n_peers = 1;
      return g_new0 (guint32, 1);
    }
  peers = sockeye_send_ledger_get_peers (sockeye_role_get_ledger (self->role), n_peers);
  if (*n_peers > 0)
    return peers;
  g_free (peers);
  sockeye_status_get (sockeye_role_get_status (self->role), &now);
  if (now.n_connections > 0)
    set_sending_closed (error);
  else
    set_no_target (
        error, _ ("Nothing was sent, because no connection is open. Wait until a client has connected, and "
                  "send again."));
  return NULL;
}

guint32 *
sockeye_outlet_choose_streams (SockeyeOutlet *self,
                               const SockeyeTarget *target,
                               guint *n_peers,
                               GError **error)
{
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
      set_no_target (error, _ ("Nothing was sent, because only the far end of a connection can be sent to. "
                               "Choose a connection."));
      return NULL;
    }
  return choose_all (self, n_peers, error);
}

/* Takes room in the queues. One slow connection among many is left out, which a record tells. */
gboolean
sockeye_outlet_book_streams (SockeyeOutlet *self, SockeyeParcel *parcel, GError **error)
{
  SockeyeSendLedger *ledger = sockeye_role_get_ledger (self->role);
  gsize length = g_bytes_get_size (parcel->payload);
  guint n = 0;
  gboolean closed = FALSE;

  parcel->left_out = g_new (guint32, parcel->n_peers);
  for (guint i = 0; i < parcel->n_peers; i++)
    {
      SockeyeBooking booking = sockeye_send_ledger_book (ledger, parcel->peers[i], length);

      if (booking == SOCKEYE_BOOKED)
        parcel->peers[n++] = parcel->peers[i];
      else if (booking == SOCKEYE_BOOK_FULL)
        parcel->left_out[parcel->n_left_out++] = parcel->peers[i];
      else if (booking == SOCKEYE_BOOK_CLOSED)
        closed = TRUE;
    }
  parcel->n_peers = n;
  if (n > 0)
    return TRUE;
  if (parcel->n_left_out > 0)
    return set_queue_full (error, length);
  if (closed)
    return set_sending_closed (error);
  return set_no_target (error,
                        _ ("Nothing was sent, because this connection has ended. Choose one that is open."));
}

gboolean
sockeye_outlet_address_streams (SockeyeOutlet *self,
                                const SockeyeTarget *target,
                                SockeyeParcel *parcel,
                                GError **error)
{
  if (!sockeye_outlet_check_stream_payload (parcel->payload, error))
    return FALSE;
  parcel->peers = sockeye_outlet_choose_streams (self, target, &parcel->n_peers, error);
  return parcel->peers != NULL && sockeye_outlet_book_streams (self, parcel, error);
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
choose_path (SockeyeParcel *parcel, const char *path, GError **error)
{
  if (*path == '\0')
    return set_no_target (
        error, _ ("Nothing was sent, because the remote path is missing. Enter where the datagrams "
                  "go to, or wait for one and reply to its sender."));
  if (!sockeye_path_check (path, error))
    return FALSE;
  parcel->host = g_strdup (path);
  return TRUE;
}

static gboolean
choose_address (SockeyeOutlet *self, SockeyeParcel *parcel, const char *host, guint16 port, GError **error)
{
  if (sockeye_protocol_is_unix (sockeye_outlet_get_protocol (self)))
    return choose_path (parcel, host, error);
  return choose_host (parcel, host, port, error);
}

gboolean
sockeye_outlet_choose_far_end (SockeyeOutlet *self,
                               const SockeyeTarget *target,
                               const SockeyeSnapshot *now,
                               SockeyeParcel *parcel,
                               GError **error)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self->role);

  switch (target->kind)
    {
    case SOCKEYE_TARGET_DEFAULT:
      return choose_address (self, parcel, settings->remote_host, settings->remote_port, error);
    case SOCKEYE_TARGET_ADDRESS:
      return choose_address (self, parcel, target->host != NULL ? target->host : "", target->port, error);
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

/* What the protocol itself allows. */
static guint
get_datagram_max (const SockeyeSnapshot *now, const SockeyeParcel *parcel)
{
  int family = sockeye_endpoint_get_family (&now->local);

  if (family == AF_UNIX)
    return DATAGRAM_MAX_UNIX;
  if (family == AF_INET
      || (parcel->host != NULL && sockeye_host_classify (parcel->host, NULL) == SOCKEYE_HOST_IPV4))
    return SOCKEYE_DATAGRAM_MAX;
  return DATAGRAM_MAX_IPV6;
}

static gboolean
check_datagram_size (const SockeyeSnapshot *now, const SockeyeParcel *parcel, GError **error)
{
  gsize length = g_bytes_get_size (parcel->payload);
  guint max = get_datagram_max (now, parcel);

  if (length <= max)
    return TRUE;
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
      /* Translators: the first number is a size in bytes, the second one the largest that is possible */
      _ ("Nothing was sent, because %zu bytes do not fit into a datagram, which holds %u at "
         "most. Send less at once, or use a stream."),
      length, max);
  return FALSE;
}

gboolean
sockeye_outlet_address_datagram (SockeyeOutlet *self,
                                 const SockeyeTarget *target,
                                 const SockeyeSnapshot *now,
                                 SockeyeParcel *parcel,
                                 GError **error)
{
  if (!sockeye_outlet_choose_far_end (self, target, now, parcel, error)
      || !check_datagram_size (now, parcel, error))
    return FALSE;

  switch (
      sockeye_send_ledger_book (sockeye_role_get_ledger (self->role), 0, g_bytes_get_size (parcel->payload)))
    {
    case SOCKEYE_BOOKED:
      return TRUE;
    case SOCKEYE_BOOK_FULL:
      return set_queue_full (error, g_bytes_get_size (parcel->payload));
    case SOCKEYE_BOOK_NO_PEER: /* closed just now */
    case SOCKEYE_BOOK_CLOSED:  /* of connections only */
    default:
      return set_not_open (FALSE, error);
    }
}
