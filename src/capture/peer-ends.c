/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "peer-ends.h"

/**
 * sockeye_peer_is_far_end:
 * @peer: a connection, as one session knows it
 * @other: a connection of another session
 *
 * Both ends know it by both addresses. A Unix socket that has connected need not have any; then by their link. The same
 * addresses, and the same link, may be used again later.
 *
 * Returns: whether they may be the two ends of one connection
 */
gboolean
sockeye_peer_is_far_end (const SockeyePeer *peer, const SockeyePeer *other)
{
  if (!peer->stream || !other->stream)
    return FALSE;
  if (peer->link != 0 || other->link != 0)
    return peer->link == other->link;
  return sockeye_endpoint_is_set (&peer->local) && sockeye_endpoint_equal (&peer->local, &other->remote)
         && sockeye_endpoint_equal (&peer->remote, &other->local);
}

/**
 * sockeye_peer_has_ended:
 * @peer: a connection
 *
 * Returns: whether the capture tells of its end; of one that was open when the capture was saved it does not
 */
gboolean
sockeye_peer_has_ended (const SockeyePeer *peer)
{
  return !peer->open && !peer->outlived;
}
