/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "udp-relay.h"

#include "io-thread.h"
#include "route.h"
#include "socket-times.h"

#include <errno.h>

/* As long as a translator of addresses has to keep a way back at least by default (RFC 4787, 4.3). */
#define IDLE_SECONDS     300
#define LOOK_INTERVAL_MS 10000

struct _SockeyeUdpRelay
{
  SockeyeUdp *udp; /* borrowed: it owns the relay */
  SockeyeUdpRelayFunc found;
  SockeyeRoute *route; /* NULL: the target is known */
  SockeyeEndpoint target;
  GHashTable *flows;         /* client's peer -> flow */
  GHashTable *flows_by_peer; /* target's peer -> the same */
  GQueue order;              /* of flows: the one that was used last at the end */
  GSource *timer;            /* (nullable): runs while there are flows */
  gboolean full;             /* no more datagrams can wait, which was told */
  gboolean failed;           /* no way could be made for the newest client, which was told */
};

/* As for other datagrams, IPv4 goes first, which more programs under test speak. */
static void
choose_target (SockeyeUdpRelay *self)
{
  guint n = sockeye_route_get_n_remotes (self->route);
  guint chosen = 0;

  while (chosen < n
         && sockeye_endpoint_get_family (sockeye_route_get_remote (self->route, chosen)) != AF_INET)
    chosen++;
  self->target = *sockeye_route_get_remote (self->route, chosen < n ? chosen : 0);
}

static void
route_found (SockeyeRoute *route G_GNUC_UNUSED, const SockeyeEvent *failure, gpointer data)
{
  SockeyeUdpRelay *self = data;
  g_autoptr (SockeyeUdp) udp = g_object_ref (self->udp);

  if (failure == NULL)
    choose_target (self);
  self->found (udp, failure);
}

/**
 * sockeye_udp_relay_new:
 * @udp: whose settings name the target; owns the relay
 * @found: called once after sockeye_udp_relay_find(), perhaps before it returns
 *
 * Returns: (transfer full): a relay without clients
 */
SockeyeUdpRelay *
sockeye_udp_relay_new (SockeyeUdp *udp, SockeyeUdpRelayFunc found)
{
  SockeyeUdpRelay *self = g_new0 (SockeyeUdpRelay, 1);

  self->udp = udp;
  self->found = found;
  self->route = sockeye_route_new (SOCKEYE_ROLE (udp), route_found, self);
  self->flows = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sockeye_udp_flow_unref);
  self->flows_by_peer = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->order);
  return self;
}

/**
 * sockeye_udp_relay_free:
 * @self: a relay
 */
void
sockeye_udp_relay_free (SockeyeUdpRelay *self)
{
  sockeye_io_thread_clear_timer (&self->timer);
  g_clear_pointer (&self->route, sockeye_route_free);
  g_hash_table_unref (self->flows_by_peer);
  g_hash_table_unref (self->flows);
  g_free (self);
}

/**
 * sockeye_udp_relay_find:
 * @self: a new relay
 *
 * Looks up the target.
 */
void
sockeye_udp_relay_find (SockeyeUdpRelay *self)
{
  sockeye_route_find_target (self->route);
}

/**
 * sockeye_udp_relay_cancel:
 * @self: a relay
 *
 * Returns: whether the target was being looked up; that is given up and told
 */
gboolean
sockeye_udp_relay_cancel (SockeyeUdpRelay *self)
{
  if (sockeye_endpoint_is_set (&self->target))
    return FALSE;
  sockeye_route_cancel (self->route);
  return TRUE;
}

/**
 * sockeye_udp_relay_get_target:
 * @self: a relay that has found its target
 *
 * Returns: (transfer none): where everything goes
 */
const SockeyeEndpoint *
sockeye_udp_relay_get_target (SockeyeUdpRelay *self)
{
  return &self->target;
}

/**
 * sockeye_udp_relay_lookup:
 * @peer: the id of the target as one client's
 *
 * Returns: (transfer none) (nullable): its flow; %NULL: it is gone
 */
SockeyeUdpFlow *
sockeye_udp_relay_lookup (SockeyeUdpRelay *self, guint32 peer)
{
  return g_hash_table_lookup (self->flows_by_peer, GUINT_TO_POINTER (peer));
}

static void
tell_flow (SockeyeUdpRelay *self, const SockeyeUdpFlow *flow, SockeyeEventType type, guint64 number)
{
  g_autofree char *target = sockeye_endpoint_to_string (&flow->target);
  SockeyeEvent event = {
    .type = type, .remote = flow->client, .local = flow->local, .number = number, .text = target
  };

  sockeye_socket_times_add (flow->socket, &event);
  sockeye_role_tell (SOCKEYE_ROLE (self->udp), flow->client_peer, &event);
}

/* @seconds: for which nothing went through it; 0: it makes room for another one */
static void
end_flow (SockeyeUdpRelay *self, SockeyeUdpFlow *flow, guint64 seconds)
{
  sockeye_udp_flow_close (flow);
  tell_flow (self, flow, SOCKEYE_EVENT_RELAY_ENDED, seconds);
  g_queue_unlink (&self->order, &flow->link);
  g_hash_table_remove (self->flows_by_peer, GUINT_TO_POINTER (flow->peer));
  g_hash_table_remove (self->flows, GUINT_TO_POINTER (flow->client_peer));
}

static gboolean
look_for_idle (gpointer data)
{
  SockeyeUdpRelay *self = data;
  gint64 before = g_get_monotonic_time () - IDLE_SECONDS * G_USEC_PER_SEC;
  SockeyeUdpFlow *oldest;

  while ((oldest = g_queue_peek_head (&self->order)) != NULL && oldest->used < before)
    end_flow (self, oldest, IDLE_SECONDS);
  if (oldest != NULL)
    return G_SOURCE_CONTINUE;
  sockeye_io_thread_clear_timer (&self->timer);
  return G_SOURCE_REMOVE;
}

/* What the user sends may go to it as well. */
static void
publish_peer (SockeyeUdpRelay *self, guint32 peer)
{
  SockeyeStatus *status = sockeye_role_get_status (SOCKEYE_ROLE (self->udp));

  sockeye_status_begin (status)->last_peer = peer;
  sockeye_status_end (status);
  sockeye_role_publish_later (SOCKEYE_ROLE (self->udp));
}

static SockeyeUdpFlow *
add_flow (SockeyeUdpRelay *self, const SockeyeUdpPeer *client)
{
  SockeyeEvent failure;
  SockeyeUdpFlow *flow;

  if (g_hash_table_size (self->flows) >= SOCKEYE_UDP_FLOWS_MAX)
    end_flow (self, g_queue_peek_head (&self->order), 0);
  flow = sockeye_udp_flow_new (self->udp, client, &self->target, &failure);
  if (flow == NULL)
    {
      if (!self->failed)
        sockeye_role_tell_failure (SOCKEYE_ROLE (self->udp), client->id, &failure);
      self->failed = TRUE;
      return NULL;
    }
  self->failed = FALSE;
  g_hash_table_insert (self->flows, GUINT_TO_POINTER (client->id), flow);
  g_hash_table_insert (self->flows_by_peer, GUINT_TO_POINTER (flow->peer), flow);
  g_queue_push_tail_link (&self->order, &flow->link);
  if (self->timer == NULL)
    sockeye_io_thread_set_timer (&self->timer, LOOK_INTERVAL_MS, look_for_idle, self);
  publish_peer (self, flow->peer);
  tell_flow (self, flow, SOCKEYE_EVENT_RELAYED, 0);
  return flow;
}

/**
 * sockeye_udp_relay_use:
 * @flow: a datagram goes through it
 */
void
sockeye_udp_relay_use (SockeyeUdpRelay *self, SockeyeUdpFlow *flow)
{
  flow->used = g_get_monotonic_time ();
  if (self->order.tail == &flow->link)
    return;
  g_queue_unlink (&self->order, &flow->link);
  g_queue_push_tail_link (&self->order, &flow->link);
}

/* Told once for as long as it lasts. */
static void
tell_full (SockeyeUdpRelay *self, const SockeyeEndpoint *remote)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_SEND,
                         .error_number = ENOBUFS,
                         .remote = *remote,
                         .number = self->udp->waiting };

  if (!self->full)
    sockeye_role_tell_failure (SOCKEYE_ROLE (self->udp), 0, &event);
  self->full = TRUE;
}

/**
 * sockeye_udp_relay_queue:
 * @flow: (nullable): through which it goes to the target; %NULL: it goes to a client
 * @remote: where to
 * @bytes: (array length=length): a datagram; copied
 * @length: its bytes
 *
 * Passes it on, with the faults on purpose.
 */
void
sockeye_udp_relay_queue (SockeyeUdpRelay *self,
                         SockeyeUdpFlow *flow,
                         const SockeyeEndpoint *remote,
                         const guint8 *bytes,
                         gsize length)
{
  SockeyeSendLedger *ledger = sockeye_role_get_ledger (SOCKEYE_ROLE (self->udp));
  SockeyeUdpDatagram *datagram;

  if (sockeye_send_ledger_book (ledger, 0, length) != SOCKEYE_BOOKED)
    {
      tell_full (self, remote);
      return;
    }
  self->full = FALSE;
  datagram = g_new0 (SockeyeUdpDatagram, 1);
  datagram->remote = *remote;
  datagram->payload = g_bytes_new (bytes, length);
  datagram->flow = flow != NULL ? sockeye_udp_flow_ref (flow) : NULL;
  self->udp->waiting += length;
  sockeye_udp_pass_on (self->udp, datagram);
}

/**
 * sockeye_udp_relay_forward:
 * @client: who sent it
 * @bytes: (array length=length): a datagram; copied
 * @length: its bytes
 *
 * Passes it on to the target. What the target sends to the relay's own port is no client's, and stays here.
 */
void
sockeye_udp_relay_forward (SockeyeUdpRelay *self,
                           const SockeyeUdpPeer *client,
                           const guint8 *bytes,
                           gsize length)
{
  SockeyeUdpFlow *flow = g_hash_table_lookup (self->flows, GUINT_TO_POINTER (client->id));

  if (client->id == 0 || sockeye_endpoint_equal (&client->endpoint, &self->target))
    return;
  if (flow == NULL)
    flow = add_flow (self, client);
  if (flow == NULL)
    return;
  sockeye_udp_relay_use (self, flow);
  sockeye_udp_relay_queue (self, flow, &self->target, bytes, length);
}

/**
 * sockeye_udp_relay_close:
 *
 * Nothing is passed on any more, after what has arrived.
 */
void
sockeye_udp_relay_close (SockeyeUdpRelay *self)
{
  SockeyeUdpFlow *flow;

  sockeye_io_thread_clear_timer (&self->timer);
  while ((flow = g_queue_peek_head (&self->order)) != NULL)
    {
      sockeye_udp_flow_close (flow);
      g_queue_unlink (&self->order, &flow->link);
      g_hash_table_remove (self->flows_by_peer, GUINT_TO_POINTER (flow->peer));
      g_hash_table_remove (self->flows, GUINT_TO_POINTER (flow->client_peer));
    }
}
