/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "udp-private.h"

static SockeyeUdpPeer *
add_peer (SockeyeUdp *self, const SockeyeEndpoint *remote)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);
  guint32 id = sockeye_sink_add_peer (sockeye_role_get_sink (role), &self->local, remote, FALSE,
                                      g_get_real_time ());
  SockeyeUdpPeer *peer;
  SockeyeStatus *status = sockeye_role_get_status (role);
  SockeyeSnapshot *snapshot;

  /* Whoever floods from ever new addresses costs memory only as long as the sink takes them in. */
  if (id == 0)
    {
      self->nobody = (SockeyeUdpPeer){ .endpoint = *remote };
      return &self->nobody;
    }
  peer = g_new (SockeyeUdpPeer, 1);
  peer->endpoint = *remote;
  peer->id = id;
  g_hash_table_add (self->peers, peer);
  g_hash_table_insert (self->peers_by_id, GUINT_TO_POINTER (peer->id), peer);
  snapshot = sockeye_status_begin (status);
  if (snapshot->first_peer == 0)
    snapshot->first_peer = peer->id;
  snapshot->last_peer = peer->id;
  sockeye_status_end (status);
  sockeye_role_publish_later (role);
  return peer;
}

/**
 * sockeye_udp_get_peer:
 * @remote: an address, plain IPv4 rather than mapped
 *
 * Returns: (transfer none): the far end, a new one if need be; its id is 0 when the sink has no id left, and
 *   then it is valid until the next call only
 */
SockeyeUdpPeer *
sockeye_udp_get_peer (SockeyeUdp *self, const SockeyeEndpoint *remote)
{
  if (self->newest != NULL && sockeye_endpoint_equal (&self->newest->endpoint, remote))
    return self->newest;

  self->newest = g_hash_table_lookup (self->peers, remote);
  if (self->newest == NULL)
    self->newest = add_peer (self, remote);
  return self->newest;
}

SockeyeUdpPeer *
sockeye_udp_lookup_peer (SockeyeUdp *self, guint32 id)
{
  return g_hash_table_lookup (self->peers_by_id, GUINT_TO_POINTER (id));
}
