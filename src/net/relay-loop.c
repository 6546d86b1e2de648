/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "relay-loop.h"

#include "resolver.h"
#include "socket-util.h"

#include <errno.h>

/* Only an address of this machine can be bound to. */
static gboolean
is_of_this_machine (const SockeyeEndpoint *target)
{
  SockeyeEndpoint any_port = *target;
  int error_number;
  g_autoptr (GSocket)
      socket = sockeye_socket_new (sockeye_endpoint_get_family (target), SOCK_DGRAM, &error_number);

  sockeye_endpoint_set_port (&any_port, 0);
  return socket != NULL && sockeye_socket_bind (socket, &any_port, FALSE) == 0;
}

/* A connection to "any" address arrives at the loopback address (Linux's tcp_v4_connect()). */
static gboolean
is_loopback (const SockeyeEndpoint *endpoint)
{
  if (sockeye_endpoint_get_family (endpoint) == AF_INET)
    return g_ntohl (endpoint->in.sin_addr.s_addr) == INADDR_LOOPBACK;
  return IN6_IS_ADDR_LOOPBACK (&endpoint->in6.sin6_addr);
}

/**
 * sockeye_relay_is_loop:
 * @local: where a relay listens
 * @target: one of the addresses it passes on to
 *
 * Returns: whether the relay would be its own target
 */
gboolean
sockeye_relay_is_loop (const SockeyeEndpoint *local, const SockeyeEndpoint *target)
{
  gboolean any = sockeye_endpoint_is_any (local);

  if (sockeye_endpoint_get_port (local) != sockeye_endpoint_get_port (target))
    return FALSE;
  if (sockeye_endpoint_equal (local, target))
    return TRUE;
  if (sockeye_endpoint_is_any (target))
    return any || is_loopback (local);
  /* "::" takes IPv4 as well. */
  return any
         && (sockeye_endpoint_get_family (local) == AF_INET6
             || sockeye_endpoint_get_family (target) == AF_INET)
         && is_of_this_machine (target);
}

/**
 * sockeye_relay_check_target:
 * @role: a relay
 * @local: where it listens
 * @failure: (out): what is wrong, not yet told
 *
 * Looks only at a target that is given as an address: names are looked up for each connection.
 *
 * Returns: %FALSE when the relay would be its own target
 */
gboolean
sockeye_relay_check_target (SockeyeRole *role, const SockeyeEndpoint *local, SockeyeEvent *failure)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (role);
  SockeyeEndpoint target;

  if (!sockeye_resolver_read (role, settings->remote_host, settings->remote_port, &target, NULL)
      || !sockeye_relay_is_loop (local, &target))
    return TRUE;
  *failure = (SockeyeEvent){ .type = SOCKEYE_EVENT_ERROR,
                             .operation = SOCKEYE_OPERATION_CONNECT,
                             .error_number = ELOOP,
                             .local = *local,
                             .remote = target };
  return FALSE;
}
