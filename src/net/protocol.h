/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values are the positions in the list of protocols. */
typedef enum
{
  SOCKEYE_PROTOCOL_UDP,
  SOCKEYE_PROTOCOL_TCP_CLIENT,
  SOCKEYE_PROTOCOL_TCP_SERVER,
  SOCKEYE_PROTOCOL_UNIX_CLIENT,   /* AF_UNIX, SOCK_STREAM */
  SOCKEYE_PROTOCOL_UNIX_SERVER,   /* the same */
  SOCKEYE_PROTOCOL_UNIX_DATAGRAM, /* AF_UNIX, SOCK_DGRAM */
  SOCKEYE_PROTOCOL_TCP_RELAY,     /* listens, and connects to a target for each connection */
  SOCKEYE_PROTOCOL_UDP_RELAY,     /* passes datagrams on to a target, and answers back */
  SOCKEYE_N_PROTOCOLS
} SockeyeProtocol;

/* What roles have in common. Each protocol is exactly one of the first three. */
gboolean sockeye_protocol_is_datagram (SockeyeProtocol protocol);
gboolean sockeye_protocol_is_client (SockeyeProtocol protocol);
gboolean sockeye_protocol_is_server (SockeyeProtocol protocol);
gboolean sockeye_protocol_is_unix (SockeyeProtocol protocol);
gboolean sockeye_protocol_is_relay (SockeyeProtocol protocol);
gboolean sockeye_protocol_has_remote (SockeyeProtocol protocol);
gboolean sockeye_protocol_has_tls (SockeyeProtocol protocol);
const char *sockeye_protocol_get_nick (SockeyeProtocol protocol);

G_END_DECLS
