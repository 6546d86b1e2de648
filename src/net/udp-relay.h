/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "udp-flow.h"

G_BEGIN_DECLS

/* Clients that are kept apart at once. */
#define SOCKEYE_UDP_FLOWS_MAX 512

/* Called once: the target is known, or was not found. */
typedef void (*SockeyeUdpRelayFunc) (SockeyeUdp *udp, const SockeyeEvent *failure);

/* What makes a relay of a socket for datagrams: for each client a way of its own to the target. I/O thread. */
SockeyeUdpRelay *sockeye_udp_relay_new (SockeyeUdp *udp, SockeyeUdpRelayFunc found);
void sockeye_udp_relay_free (SockeyeUdpRelay *self);

void sockeye_udp_relay_find (SockeyeUdpRelay *self);
gboolean sockeye_udp_relay_cancel (SockeyeUdpRelay *self);
const SockeyeEndpoint *sockeye_udp_relay_get_target (SockeyeUdpRelay *self);
SockeyeUdpFlow *sockeye_udp_relay_lookup (SockeyeUdpRelay *self, guint32 peer);
void sockeye_udp_relay_forward (SockeyeUdpRelay *self,
                                const SockeyeUdpPeer *client,
                                const guint8 *bytes,
                                gsize length);
void sockeye_udp_relay_queue (SockeyeUdpRelay *self,
                              SockeyeUdpFlow *flow,
                              const SockeyeEndpoint *remote,
                              const guint8 *bytes,
                              gsize length);
void sockeye_udp_relay_use (SockeyeUdpRelay *self, SockeyeUdpFlow *flow);
void sockeye_udp_relay_close (SockeyeUdpRelay *self);

G_END_DECLS
