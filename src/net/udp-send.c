/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "io-thread.h"
#include "resolver.h"
#include "socket-util.h"
#include "udp-relay.h"

#include <errno.h>

/* Names that are remembered while the socket is open. */
#define NAMES_MAX 64
/* A send may fail for an ICMP message about an earlier datagram; each attempt takes one such error away. */
#define ATTEMPTS_MAX 16
/* Besides its bytes, what a datagram counts towards the budget of a dispatch. */
#define DATAGRAM_COST 1024
/* A Unix socket can always be written to, as poll() has it, also while the queue of the far end is full. So it is tried
 * again, soon at first, because a queue may hold ten datagrams only (net.unix.max_dgram_qlen). */
#define RETRY_FIRST_MS 1
#define RETRY_MAX_MS   64
/* What the kernel takes from the send buffer for itself (unix_dgram_sendmsg() in af_unix.c). */
#define UNIX_OVERHEAD 32

typedef struct
{
  SockeyeUdp *udp; /* borrowed: it owns the name */
  char *host;
  GArray *addresses; /* (nullable) of SockeyeEndpoint; NULL: being looked up */
  GQueue waiting;    /* of SockeyeUdpDatagram */
} Name;

static void
datagram_free (SockeyeUdpDatagram *datagram)
{
  g_bytes_unref (datagram->payload);
  g_clear_pointer (&datagram->flow, sockeye_udp_flow_unref);
  g_free (datagram);
}

static void
name_free (Name *name)
{
  g_free (name->host);
  g_clear_pointer (&name->addresses, g_array_unref);
  g_queue_clear_full (&name->waiting, (GDestroyNotify) datagram_free);
  g_free (name);
}

void
sockeye_udp_init_sending (SockeyeUdp *self)
{
  g_queue_init (&self->queue);
  self->unlogged = g_ptr_array_new_with_free_func ((GDestroyNotify) datagram_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) name_free);
}

void
sockeye_udp_finalize_sending (SockeyeUdp *self)
{
  sockeye_udp_stop_retrying (self);
  sockeye_udp_collect_held (self);
  g_clear_pointer (&self->chance, g_rand_free);
  g_queue_clear_full (&self->queue, (GDestroyNotify) datagram_free);
  g_clear_pointer (&self->unlogged, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
}

/* Private: the id of whom it goes to */
guint32
sockeye_udp_get_recipient (SockeyeUdp *self, const SockeyeUdpDatagram *datagram)
{
  return datagram->flow != NULL ? datagram->flow->peer : sockeye_udp_get_peer (self, &datagram->remote)->id;
}

static void
settle (SockeyeUdp *self, const SockeyeUdpDatagram *datagram)
{
  gsize length = g_bytes_get_size (datagram->payload);

  self->waiting -= length;
  sockeye_role_settle (SOCKEYE_ROLE (self), 0, length, 1);
}

static void
give_up (SockeyeUdp *self, const SockeyeUdpDatagram *datagram)
{
  gsize length = g_bytes_get_size (datagram->payload);

  self->waiting -= length;
  sockeye_role_give_up (SOCKEYE_ROLE (self), 0, length, 1);
}

/* (Unix) The largest datagram that the send buffer takes; 0: it is not known. */
static guint64
get_size_limit (SockeyeUdp *self)
{
  int size = 0;
  socklen_t length = sizeof size;

  if (!self->is_unix || getsockopt (self->fd, SOL_SOCKET, SO_SNDBUF, &size, &length) != 0)
    return 0;
  return (guint64) MAX (size - UNIX_OVERHEAD, 0);
}

static void
tell_send_error (SockeyeUdp *self, const SockeyeUdpDatagram *datagram, int error_number)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_SEND,
                         .error_number = error_number,
                         .local = self->local,
                         .remote = datagram->remote,
                         .number2 = error_number == EMSGSIZE ? get_size_limit (self) : 0 };

  sockeye_role_tell_failure (SOCKEYE_ROLE (self), sockeye_udp_get_recipient (self, datagram), &event);
}

/* FALSE: the sink is full; the datagram is out and must wait for its record. */
static gboolean
log_datagram (SockeyeUdp *self, const SockeyeUdpDatagram *datagram)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (datagram->payload, &length);
  guint32 peer = sockeye_udp_get_recipient (self, datagram);

  sockeye_role_publish_later (role);
  return sockeye_sink_append (sockeye_role_get_sink (role), SOCKEYE_RECORD_SENT, SOCKEYE_RECORD_DATAGRAM,
                              peer, datagram->time, bytes, length);
}

static gboolean
has_room (SockeyeUdp *self, gsize length)
{
  gsize room;

  if (self->unlogged->len > 0)
    return FALSE;
  return length == 0
         || sockeye_sink_reserve (sockeye_role_get_sink (SOCKEYE_ROLE (self)), length, &room) != NULL;
}

/* Returns 0, or errno of the send itself; what ICMP said about earlier datagrams is told on the way. */
static int
send_datagram (SockeyeUdp *self, const SockeyeUdpDatagram *datagram)
{
  SockeyeEndpoint native = datagram->remote;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (datagram->payload, &length);
  int error_number = 0;

  if (datagram->flow != NULL)
    return sockeye_udp_flow_send (datagram->flow, bytes, length);
  if (g_socket_get_family (self->socket) == G_SOCKET_FAMILY_IPV6)
    sockeye_endpoint_map (&native);
  for (guint attempt = 0; attempt < ATTEMPTS_MAX; attempt++)
    {
      if (sendto (self->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL, &native.any, native.length) >= 0)
        return 0;
      error_number = errno;
      if (error_number == EAGAIN)
        break;
      /* The second failure in a row without a report is this datagram's own. */
      if (error_number != EINTR && sockeye_udp_drain_errors (self) == 0 && attempt > 0)
        break;
    }
  return error_number;
}

static gboolean
retry (gpointer data)
{
  SockeyeUdp *self = data;

  sockeye_udp_stop_retrying (self);
  sockeye_udp_flush (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (SockeyeUdp *self)
{
  if (self->retry != NULL)
    return;
  self->retry_ms = CLAMP (self->retry_ms * 2, RETRY_FIRST_MS, RETRY_MAX_MS);
  sockeye_io_thread_set_timer (&self->retry, self->retry_ms, retry, self);
}

void
sockeye_udp_stop_retrying (SockeyeUdp *self)
{
  sockeye_io_thread_clear_timer (&self->retry);
}

/* Returns FALSE when the datagram has to wait. */
static gboolean
process (SockeyeUdp *self, SockeyeUdpDatagram *datagram)
{
  int error_number;

  if (sockeye_udp_is_too_early (self, datagram))
    return FALSE;
  self->room_waits = !has_room (self, g_bytes_get_size (datagram->payload));
  if (self->room_waits)
    return FALSE;

  error_number = sockeye_endpoint_is_unnamed (&datagram->remote) ? EDESTADDRREQ
                                                                 : send_datagram (self, datagram);
  if (error_number == EAGAIN)
    {
      /* What is watched for room is the relay's own socket, and not a flow's. */
      if (self->is_unix || datagram->flow != NULL)
        retry_later (self);
      return FALSE;
    }

  self->retry_ms = 0;
  if (error_number == 0)
    settle (self, datagram);
  else
    give_up (self, datagram);
  datagram->time = g_get_real_time ();
  if (error_number != 0)
    tell_send_error (self, datagram, error_number);
  else if (!log_datagram (self, datagram))
    {
      g_ptr_array_add (self->unlogged, datagram);
      return TRUE;
    }
  datagram_free (datagram);
  return TRUE;
}

void
sockeye_udp_update_watch (SockeyeUdp *self)
{
  gboolean writing = !self->room_waits && self->retry == NULL && self->due_timer == NULL
                     && self->queue.length > 0;

  if (self->watch != NULL)
    sockeye_watch_set_events (self->watch, (self->receive_waits ? 0 : EPOLLIN) | (writing ? EPOLLOUT : 0));
}

/* A datagram that went out has its record before the socket is closed, unless the sink is full to the end. */
void
sockeye_udp_flush_log (SockeyeUdp *self)
{
  if (self->unlogged->len > 0 && log_datagram (self, self->unlogged->pdata[0]))
    g_ptr_array_set_size (self->unlogged, 0);
}

/**
 * sockeye_udp_flush:
 *
 * Sends what waits, as far as the socket, the sink and the budget of a dispatch allow.
 */
void
sockeye_udp_flush (SockeyeUdp *self)
{
  gsize budget = SOCKEYE_DISPATCH_BUDGET;

  self->room_waits = FALSE;
  sockeye_udp_flush_log (self);
  while (budget > 0 && self->queue.length > 0)
    {
      SockeyeUdpDatagram *datagram = self->queue.head->data;
      gsize cost = g_bytes_get_size (datagram->payload) + DATAGRAM_COST;

      if (!process (self, datagram))
        break;
      g_queue_pop_head (&self->queue);
      budget -= MIN (budget, cost);
    }
  sockeye_udp_update_watch (self);
}

/* Private: @datagram: (transfer full): goes out behind all others */
void
sockeye_udp_push (SockeyeUdp *self, SockeyeUdpDatagram *datagram)
{
  gboolean idle = self->queue.length == 0;

  g_queue_push_tail (&self->queue, datagram);
  if (idle && !self->room_waits)
    sockeye_udp_flush (self);
}

/* Private: @datagram: (transfer full): is not sent, which is intended */
void
sockeye_udp_forget (SockeyeUdp *self, SockeyeUdpDatagram *datagram)
{
  settle (self, datagram);
  datagram_free (datagram);
}

/* An address that this socket can reach. One that is bound to "::" reaches both families; then IPv4 goes
 * first, which more programs under test speak: datagrams have nothing that would try the other. */
static const SockeyeEndpoint *
choose_address (SockeyeUdp *self, GArray *addresses)
{
  gboolean ipv6 = sockeye_endpoint_get_family (&self->local) == AF_INET6
                  && !sockeye_endpoint_is_any (&self->local);
  int wanted = ipv6 ? AF_INET6 : AF_INET;

  for (guint i = 0; i < addresses->len; i++)
    {
      const SockeyeEndpoint *address = &g_array_index (addresses, SockeyeEndpoint, i);

      if (sockeye_endpoint_get_family (address) == wanted)
        return address;
    }
  return &g_array_index (addresses, SockeyeEndpoint, 0);
}

static void
enqueue_for_name (SockeyeUdp *self, const Name *name, SockeyeUdpDatagram *datagram)
{
  datagram->remote = *choose_address (self, name->addresses);
  sockeye_endpoint_set_port (&datagram->remote, datagram->port);
  sockeye_udp_pass_on (self, datagram);
}

static void
name_failed (Name *name, const SockeyeEvent *failure)
{
  SockeyeUdp *self = name->udp;
  SockeyeRole *role = SOCKEYE_ROLE (self);
  guint64 bytes = 0;
  SockeyeUdpDatagram *datagram;

  sockeye_role_tell_failure (role, 0, failure);
  while ((datagram = g_queue_pop_head (&name->waiting)) != NULL)
    {
      bytes += g_bytes_get_size (datagram->payload);
      give_up (self, datagram);
      datagram_free (datagram);
    }
  sockeye_role_tell_unsent (role, 0, NULL, bytes);
  g_hash_table_remove (self->names, name->host);
}

static void
name_resolved (GArray *addresses, const SockeyeEvent *failure, gpointer data)
{
  Name *name = data;
  SockeyeUdpDatagram *datagram;

  if (addresses == NULL)
    {
      name_failed (name, failure);
      return;
    }
  name->addresses = g_array_ref (addresses);
  while ((datagram = g_queue_pop_head (&name->waiting)) != NULL)
    enqueue_for_name (name->udp, name, datagram);
}

static gboolean
is_settled (gpointer key G_GNUC_UNUSED, gpointer value, gpointer data G_GNUC_UNUSED)
{
  return ((Name *) value)->addresses != NULL;
}

static void
send_to_name (SockeyeUdp *self, const char *host, SockeyeUdpDatagram *datagram)
{
  Name *name = g_hash_table_lookup (self->names, host);

  if (name != NULL && name->addresses != NULL)
    {
      enqueue_for_name (self, name, datagram);
      return;
    }
  if (name != NULL)
    {
      g_queue_push_tail (&name->waiting, datagram);
      return;
    }
  if (g_hash_table_size (self->names) >= NAMES_MAX)
    g_hash_table_foreach_remove (self->names, is_settled, NULL);

  name = g_new0 (Name, 1);
  name->udp = self;
  name->host = g_strdup (host);
  g_queue_init (&name->waiting);
  g_queue_push_tail (&name->waiting, datagram);
  g_hash_table_insert (self->names, name->host, name);
  sockeye_resolver_resolve (SOCKEYE_ROLE (self), host, 0, self->cancellable, name_resolved, name, NULL);
}

/* To somebody who was heard of, or to the target of a relay as one of its clients. FALSE: that is gone. */
static gboolean
address_peer (SockeyeUdp *self, SockeyeUdpDatagram *datagram, guint32 id)
{
  SockeyeUdpPeer *peer = sockeye_udp_lookup_peer (self, id);
  SockeyeUdpFlow *flow = self->relay != NULL ? sockeye_udp_relay_lookup (self->relay, id) : NULL;

  if (flow != NULL)
    {
      sockeye_udp_relay_use (self->relay, flow);
      datagram->flow = sockeye_udp_flow_ref (flow);
      datagram->remote = flow->target;
    }
  else if (peer != NULL)
    datagram->remote = peer->endpoint;
  return flow != NULL || peer != NULL;
}

/**
 * sockeye_udp_send:
 * @parcel: booked for peer 0
 *
 * Sends one datagram, or queues it.
 */
void
sockeye_udp_send (SockeyeUdp *self, const SockeyeParcel *parcel)
{
  SockeyeUdpDatagram *datagram = g_new0 (SockeyeUdpDatagram, 1);

  datagram->payload = g_bytes_ref (parcel->payload);
  datagram->port = parcel->port;
  self->waiting += g_bytes_get_size (parcel->payload);

  if (parcel->peers != NULL)
    {
      /* The session lets only known ids through; a relay forgets some. */
      if (!address_peer (self, datagram, parcel->peers[0]))
        {
          sockeye_role_tell_unsent (SOCKEYE_ROLE (self), parcel->peers[0], NULL,
                                    g_bytes_get_size (parcel->payload));
          give_up (self, datagram);
          datagram_free (datagram);
          return;
        }
      sockeye_udp_pass_on (self, datagram);
      return;
    }
  /* NULL: a name is no error here. */
  if (sockeye_resolver_read (SOCKEYE_ROLE (self), parcel->host, parcel->port, &datagram->remote, NULL))
    sockeye_udp_pass_on (self, datagram);
  else
    send_to_name (self, parcel->host, datagram);
}

/**
 * sockeye_udp_give_up_sending:
 *
 * Returns: how many bytes waited, also for names
 */
guint64
sockeye_udp_give_up_sending (SockeyeUdp *self)
{
  guint64 bytes = self->waiting;
  GHashTableIter iter;
  gpointer name;
  guint payloads;

  sockeye_udp_collect_held (self);
  payloads = self->queue.length;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, NULL, &name))
    {
      payloads += ((Name *) name)->waiting.length;
      g_queue_clear_full (&((Name *) name)->waiting, (GDestroyNotify) datagram_free);
    }
  g_queue_clear_full (&self->queue, (GDestroyNotify) datagram_free);
  sockeye_udp_stop_retrying (self);
  self->waiting = 0;
  sockeye_role_give_up (SOCKEYE_ROLE (self), 0, bytes, payloads);
  sockeye_udp_update_watch (self);
  return bytes;
}
