/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "protocol.h"

/**
 * sockeye_protocol_is_datagram:
 * @protocol: a protocol
 *
 * Returns: whether its socket sends and receives datagrams, to and from anybody
 */
gboolean
sockeye_protocol_is_datagram (SockeyeProtocol protocol)
{
  return protocol == SOCKEYE_PROTOCOL_UDP || protocol == SOCKEYE_PROTOCOL_UNIX_DATAGRAM
         || protocol == SOCKEYE_PROTOCOL_UDP_RELAY;
}

/**
 * sockeye_protocol_is_client:
 * @protocol: a protocol
 *
 * Returns: whether it connects a stream
 */
gboolean
sockeye_protocol_is_client (SockeyeProtocol protocol)
{
  return protocol == SOCKEYE_PROTOCOL_TCP_CLIENT || protocol == SOCKEYE_PROTOCOL_UNIX_CLIENT;
}

/**
 * sockeye_protocol_is_server:
 * @protocol: a protocol
 *
 * Returns: whether it listens, and accepts streams; so does a relay of streams
 */
gboolean
sockeye_protocol_is_server (SockeyeProtocol protocol)
{
  return protocol == SOCKEYE_PROTOCOL_TCP_SERVER || protocol == SOCKEYE_PROTOCOL_UNIX_SERVER
         || protocol == SOCKEYE_PROTOCOL_TCP_RELAY;
}

/**
 * sockeye_protocol_is_unix:
 * @protocol: a protocol
 *
 * Returns: whether its ends have paths, or abstract names, in the place of addresses and ports
 */
gboolean
sockeye_protocol_is_unix (SockeyeProtocol protocol)
{
  return protocol >= SOCKEYE_PROTOCOL_UNIX_CLIENT && protocol <= SOCKEYE_PROTOCOL_UNIX_DATAGRAM;
}

/**
 * sockeye_protocol_is_relay:
 * @protocol: a protocol
 *
 * Returns: whether what comes from one side is passed on to the other
 */
gboolean
sockeye_protocol_is_relay (SockeyeProtocol protocol)
{
  return protocol == SOCKEYE_PROTOCOL_TCP_RELAY || protocol == SOCKEYE_PROTOCOL_UDP_RELAY;
}

/**
 * sockeye_protocol_has_remote:
 * @protocol: a protocol
 *
 * Returns: whether a far end is chosen: whom a client connects to, where datagrams go to, the target of a relay
 */
gboolean
sockeye_protocol_has_remote (SockeyeProtocol protocol)
{
  return !sockeye_protocol_is_server (protocol) || sockeye_protocol_is_relay (protocol);
}

/**
 * sockeye_protocol_has_tls:
 * @protocol: a protocol
 *
 * Returns: whether its connections can go over TLS
 */
gboolean
sockeye_protocol_has_tls (SockeyeProtocol protocol)
{
  return protocol == SOCKEYE_PROTOCOL_TCP_CLIENT || protocol == SOCKEYE_PROTOCOL_TCP_SERVER
         || protocol == SOCKEYE_PROTOCOL_TCP_RELAY;
}

/**
 * sockeye_protocol_get_nick:
 * @protocol: a protocol
 *
 * Returns: (transfer none): its stable English name, with which the keys of its settings begin, such as "tcp-client"
 */
const char *
sockeye_protocol_get_nick (SockeyeProtocol protocol)
{
  static const char *const nicks[SOCKEYE_N_PROTOCOLS] = {
    [SOCKEYE_PROTOCOL_UDP] = "udp",
    [SOCKEYE_PROTOCOL_TCP_CLIENT] = "tcp-client",
    [SOCKEYE_PROTOCOL_TCP_SERVER] = "tcp-server",
    [SOCKEYE_PROTOCOL_UNIX_CLIENT] = "unix-client",
    [SOCKEYE_PROTOCOL_UNIX_SERVER] = "unix-server",
    [SOCKEYE_PROTOCOL_UNIX_DATAGRAM] = "unix-datagram",
    [SOCKEYE_PROTOCOL_TCP_RELAY] = "tcp-relay",
    [SOCKEYE_PROTOCOL_UDP_RELAY] = "udp-relay",
  };

  g_return_val_if_fail (protocol < SOCKEYE_N_PROTOCOLS, "");

  return nicks[protocol];
}
