/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "option-help.h"

#include <glib/gi18n-lib.h>

static const char *const texts[SOCKEYE_N_OPTIONS] = {
  [SOCKEYE_OPTION_SO_RCVBUF] = N_ (
      "Bytes that wait to be received. The kernel doubles the number for its own needs, "
      "up to the limit net.core.rmem_max."),
  [SOCKEYE_OPTION_SO_SNDBUF] = N_ (
      "Bytes that wait to be sent. The kernel doubles the number for its own needs, up to "
      "the limit net.core.wmem_max."),
  [SOCKEYE_OPTION_TCP_NODELAY] = N_ ("Send small pieces at once, without waiting to fill a segment."),
  [SOCKEYE_OPTION_SO_KEEPALIVE] = N_ ("Ask a silent far end from time to time whether it is still there."),
  [SOCKEYE_OPTION_TCP_KEEPIDLE] = N_ ("Seconds of silence before the first keep-alive probe."),
  [SOCKEYE_OPTION_TCP_KEEPINTVL] = N_ ("Seconds between two keep-alive probes."),
  [SOCKEYE_OPTION_TCP_KEEPCNT] = N_ ("Probes without an answer that end the connection."),
  [SOCKEYE_OPTION_TCP_USER_TIMEOUT] = N_ ("Milliseconds that sent data may stay unacknowledged before the "
                                          "connection ends; 0: as the system does."),
  [SOCKEYE_OPTION_SO_LINGER] = N_ (
      "Seconds that closing waits for what is not yet sent; 0: closing resets the connection (RST)."),
  [SOCKEYE_OPTION_IP_TTL] = N_ (
      "Routers that a packet may pass; for IPv6 the hop limit (IPV6_UNICAST_HOPS)."),
  [SOCKEYE_OPTION_IP_TOS] = N_ (
      "Class of service: DSCP times 4, such as 184 for EF; for IPv6 IPV6_TCLASS. Hexadecimal, "
      "such as 0xB8, is understood."),
  [SOCKEYE_OPTION_TCP_MAXSEG] = N_ ("Bytes of the largest segment (MSS) that the far end is told to send."),
  [SOCKEYE_OPTION_TCP_CONGESTION] = N_ ("How fast TCP sends when the network is busy."),
  [SOCKEYE_OPTION_SO_BINDTODEVICE] = N_ ("Use this network interface only, whatever the routing table says: "
                                         "nothing comes in or goes out through another."),
  [SOCKEYE_OPTION_SO_REUSEADDR] = N_ ("Bind although earlier connections still hold the port in TIME_WAIT."),
  [SOCKEYE_OPTION_SO_REUSEPORT] = N_ (
      "Share the port with other programs that also ask for it: each connection goes to one of them only."),
  [SOCKEYE_OPTION_SO_BROADCAST] = N_ (
      "Allow sending to broadcast addresses. On, unless it is switched off here."),
  [SOCKEYE_OPTION_IP_MULTICAST_IF] = N_ ("Interface through which datagrams to groups go out."),
  [SOCKEYE_OPTION_IP_MULTICAST_TTL] = N_ (
      "Routers that a datagram to a group may pass; 1 stays in this network."),
  [SOCKEYE_OPTION_IP_MULTICAST_LOOP] = N_ ("Programs on this machine also hear what is sent to groups."),
  [SOCKEYE_OPTION_IP_MULTICAST_ALL] = N_ ("Also hear groups that only other programs of this machine have "
                                          "joined. Off, unless it is switched on here."),
};

/**
 * sockeye_option_get_help:
 * @option: an option
 *
 * Returns: (transfer none): what it does, in a sentence in the user's language
 */
const char *
sockeye_option_get_help (SockeyeOption option)
{
  g_return_val_if_fail (option < SOCKEYE_N_OPTIONS, "");

  return _ (texts[option]);
}
