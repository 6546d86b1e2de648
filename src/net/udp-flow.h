/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "udp-private.h"

G_BEGIN_DECLS

/**
 * SockeyeUdpFlow:
 * @udp: (nullable): borrowed; %NULL: it is closed, and stays only for datagrams that are yet to be sent
 * @socket: connected to the target
 * @client: whose datagrams go out here, and who gets what comes back
 * @client_peer: its id
 * @peer: the id of the target, as this client's
 * @used: when a datagram went through it, of g_get_monotonic_time()
 * @link: its place in the relay's list
 *
 * What a relay of datagrams has for one of its clients: a socket of its own, so that answers find their way back.
 */
struct _SockeyeUdpFlow
{
  SockeyeUdp *udp;
  GSocket *socket;
  int fd;
  SockeyeWatch *watch;
  SockeyeEndpoint local;
  SockeyeEndpoint target;
  SockeyeEndpoint client;
  guint32 client_peer;
  guint32 peer;
  gint64 used;
  GList link;
};

SockeyeUdpFlow *sockeye_udp_flow_new (SockeyeUdp *udp,
                                      const SockeyeUdpPeer *client,
                                      const SockeyeEndpoint *target,
                                      SockeyeEvent *failure);
SockeyeUdpFlow *sockeye_udp_flow_ref (SockeyeUdpFlow *self);
void sockeye_udp_flow_unref (SockeyeUdpFlow *self);

int sockeye_udp_flow_send (SockeyeUdpFlow *self, const guint8 *bytes, gsize length);
void sockeye_udp_flow_close (SockeyeUdpFlow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeUdpFlow, sockeye_udp_flow_unref)

G_END_DECLS
