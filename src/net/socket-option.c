/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "socket-option.h"

#include "socket-util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>

/* Linux 4.20; glibc of Debian 12 lacks the name. */
#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29
#endif

#define UDP (1u << SOCKEYE_PROTOCOL_UDP | 1u << SOCKEYE_PROTOCOL_UDP_RELAY)
#define UNIX                                                                                                 \
  (1u << SOCKEYE_PROTOCOL_UNIX_CLIENT | 1u << SOCKEYE_PROTOCOL_UNIX_SERVER                                   \
   | 1u << SOCKEYE_PROTOCOL_UNIX_DATAGRAM)
#define TCP                                                                                                  \
  (1u << SOCKEYE_PROTOCOL_TCP_CLIENT | 1u << SOCKEYE_PROTOCOL_TCP_SERVER | 1u << SOCKEYE_PROTOCOL_TCP_RELAY)

/* Where an option stands in setsockopt(2). @level6: the same for IPv6, 0: there is one for both. @live: a change has
 * an effect while the socket is open. Ranges are those of the kernel, or what makes sense. */
static const struct
{
  int level;
  int option;
  int level6;
  int option6;
  guint protocols;
  gboolean live;
  gint64 min;
  gint64 max;
} options[SOCKEYE_N_OPTIONS] = {
  [SOCKEYE_OPTION_SO_RCVBUF] = { SOL_SOCKET, SO_RCVBUF, 0, 0, UDP | TCP, TRUE, 1, G_MAXINT / 2 },
  [SOCKEYE_OPTION_SO_SNDBUF] = { SOL_SOCKET, SO_SNDBUF, 0, 0, UDP | TCP | UNIX, TRUE, 1, G_MAXINT / 2 },
  [SOCKEYE_OPTION_TCP_NODELAY] = { IPPROTO_TCP, TCP_NODELAY, 0, 0, TCP, TRUE, 0, 1 },
  [SOCKEYE_OPTION_SO_KEEPALIVE] = { SOL_SOCKET, SO_KEEPALIVE, 0, 0, TCP, TRUE, 0, 1 },
  [SOCKEYE_OPTION_TCP_KEEPIDLE] = { IPPROTO_TCP, TCP_KEEPIDLE, 0, 0, TCP, TRUE, 1, 32767 },
  [SOCKEYE_OPTION_TCP_KEEPINTVL] = { IPPROTO_TCP, TCP_KEEPINTVL, 0, 0, TCP, TRUE, 1, 32767 },
  [SOCKEYE_OPTION_TCP_KEEPCNT] = { IPPROTO_TCP, TCP_KEEPCNT, 0, 0, TCP, TRUE, 1, 127 },
  [SOCKEYE_OPTION_TCP_USER_TIMEOUT] = { IPPROTO_TCP, TCP_USER_TIMEOUT, 0, 0, TCP, TRUE, 0, G_MAXINT },
  [SOCKEYE_OPTION_SO_LINGER] = { SOL_SOCKET, SO_LINGER, 0, 0, TCP, TRUE, 0, 3600 },
  [SOCKEYE_OPTION_IP_TTL] = { IPPROTO_IP, IP_TTL, IPPROTO_IPV6, IPV6_UNICAST_HOPS, UDP | TCP, TRUE, 1, 255 },
  [SOCKEYE_OPTION_IP_TOS] = { IPPROTO_IP, IP_TOS, IPPROTO_IPV6, IPV6_TCLASS, UDP | TCP, TRUE, 0, 255 },
  [SOCKEYE_OPTION_TCP_MAXSEG] = { IPPROTO_TCP, TCP_MAXSEG, 0, 0, TCP, FALSE, 88, 32767 },
  [SOCKEYE_OPTION_TCP_CONGESTION] = { IPPROTO_TCP, TCP_CONGESTION, 0, 0, TCP, TRUE, 0, 0 },
  [SOCKEYE_OPTION_SO_BINDTODEVICE] = { SOL_SOCKET, SO_BINDTODEVICE, 0, 0, UDP | TCP, FALSE, 0, 0 },
  [SOCKEYE_OPTION_SO_REUSEADDR] = { SOL_SOCKET, SO_REUSEADDR, 0, 0, UDP | TCP, FALSE, 0, 1 },
  [SOCKEYE_OPTION_SO_REUSEPORT] = { SOL_SOCKET, SO_REUSEPORT, 0, 0, UDP | TCP, FALSE, 0, 1 },
  [SOCKEYE_OPTION_SO_BROADCAST] = { SOL_SOCKET, SO_BROADCAST, 0, 0, UDP, TRUE, 0, 1 },
  [SOCKEYE_OPTION_IP_MULTICAST_IF] = { IPPROTO_IP, IP_MULTICAST_IF, IPPROTO_IPV6, IPV6_MULTICAST_IF, UDP,
                                       TRUE, 0, 0 },
  [SOCKEYE_OPTION_IP_MULTICAST_TTL] = { IPPROTO_IP, IP_MULTICAST_TTL, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, UDP,
                                        TRUE, 0, 255 },
  [SOCKEYE_OPTION_IP_MULTICAST_LOOP] = { IPPROTO_IP, IP_MULTICAST_LOOP, IPPROTO_IPV6, IPV6_MULTICAST_LOOP,
                                         UDP, TRUE, 0, 1 },
  [SOCKEYE_OPTION_IP_MULTICAST_ALL] = { IPPROTO_IP, IP_MULTICAST_ALL, IPPROTO_IPV6, IPV6_MULTICAST_ALL, UDP,
                                        TRUE, 0, 1 },
};

/**
 * sockeye_socket_option_is_used:
 * @option: an option
 * @protocol: a role
 *
 * Returns: whether the role's sockets have the option
 */
gboolean
sockeye_socket_option_is_used (SockeyeOption option, SockeyeProtocol protocol)
{
  return (options[option].protocols & 1u << protocol) != 0;
}

/**
 * sockeye_socket_option_is_live:
 * @option: an option
 *
 * Returns: whether a change has an effect while the socket is open; otherwise it has to come before
 */
gboolean
sockeye_socket_option_is_live (SockeyeOption option)
{
  return options[option].live;
}

/**
 * sockeye_socket_option_get_range:
 * @option: an option whose values are numbers
 * @min: (out): the smallest one
 * @max: (out): the largest one
 */
void
sockeye_socket_option_get_range (SockeyeOption option, gint64 *min, gint64 *max)
{
  *min = options[option].min;
  *max = options[option].max;
}

static int
set_bytes (GSocket *socket, int level, int option, gconstpointer bytes, gsize length)
{
  return setsockopt (g_socket_get_fd (socket), level, option, bytes, (socklen_t) length) == 0 ? 0 : errno;
}

static int
set_linger (GSocket *socket, gint64 seconds)
{
  struct linger linger = { .l_onoff = seconds >= 0, .l_linger = (int) MAX (seconds, 0) };

  return set_bytes (socket, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* The first IPv4 address of an interface; any (0.0.0.0) when it has none. */
static struct in_addr
get_address (GSocket *socket, const char *interface)
{
  struct ifreq request = { .ifr_addr.sa_family = AF_INET };
  struct in_addr none = { INADDR_ANY };

  g_strlcpy (request.ifr_name, interface, sizeof request.ifr_name);
  if (ioctl (g_socket_get_fd (socket), SIOCGIFADDR, &request) != 0)
    return none;
  return ((struct sockaddr_in *) &request.ifr_addr)->sin_addr;
}

/* The kernel does not tell the interface, but the address that was given with it: both are set. */
static int
set_multicast_interface (GSocket *socket, const char *interface)
{
  guint index = *interface != '\0' ? if_nametoindex (interface) : 0;
  struct ip_mreqn request = { .imr_ifindex = (int) index };
  int result = 0;

  if (*interface != '\0' && index == 0)
    return ENODEV;
  if (index != 0)
    request.imr_address = get_address (socket, interface);
  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6)
    result = set_bytes (socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index);
  return result != 0 ? result : set_bytes (socket, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request);
}

static int
set_text (GSocket *socket, SockeyeOption option, const char *text)
{
  if (option == SOCKEYE_OPTION_IP_MULTICAST_IF)
    return set_multicast_interface (socket, text);
  return set_bytes (socket, options[option].level, options[option].option, text, strlen (text));
}

/**
 * sockeye_socket_option_set:
 * @socket: a socket
 * @option: an option that its kind of socket has
 * @value: the value
 *
 * Sets it; on a socket for IPv6, which may be for both versions, for both.
 *
 * Returns: 0 or errno
 */
int
sockeye_socket_option_set (GSocket *socket, SockeyeOption option, const SockeyeOptionValue *value)
{
  int number = (int) CLAMP (value->number, G_MININT, G_MAXINT);
  int result = 0;

  if (option == SOCKEYE_OPTION_SO_LINGER)
    return set_linger (socket, value->number);
  if (sockeye_option_get_kind (option) == SOCKEYE_OPTION_TEXT)
    return set_text (socket, option, value->text);

  if (options[option].level6 != 0 && g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6)
    result = sockeye_socket_set_int (socket, options[option].level6, options[option].option6, number);
  return result != 0 ? result
                     : sockeye_socket_set_int (socket, options[option].level, options[option].option, number);
}

/* What a socket for both versions does depends on the far end; without one, both have been set alike. */
static gboolean
speaks_ipv6 (GSocket *socket)
{
  SockeyeEndpoint local;

  if (g_socket_get_family (socket) != G_SOCKET_FAMILY_IPV6)
    return FALSE;
  sockeye_socket_get_local (socket, &local);
  return sockeye_endpoint_get_family (&local) != AF_INET;
}

static int
get_bytes (GSocket *socket, int level, int option, gpointer bytes, gsize length)
{
  socklen_t n = (socklen_t) length;

  return getsockopt (g_socket_get_fd (socket), level, option, bytes, &n) == 0 ? 0 : errno;
}

static int
get_linger (GSocket *socket, gint64 *seconds)
{
  struct linger linger = { 0 };
  int result = get_bytes (socket, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);

  *seconds = linger.l_onoff ? linger.l_linger : -1;
  return result;
}

/* The interface that has the address, or else the address itself: it may have changed its interface. */
static void
name_address (GSocket *socket, struct in_addr address, SockeyeOptionValue *value)
{
  struct if_nameindex *interfaces;

  value->text[0] = '\0';
  if (address.s_addr == INADDR_ANY)
    return;
  interfaces = if_nameindex ();
  for (guint i = 0; interfaces != NULL && interfaces[i].if_index != 0; i++)
    if (get_address (socket, interfaces[i].if_name).s_addr == address.s_addr)
      g_strlcpy (value->text, interfaces[i].if_name, sizeof value->text);
  if (interfaces != NULL)
    if_freenameindex (interfaces);
  if (value->text[0] == '\0')
    inet_ntop (AF_INET, &address, value->text, sizeof value->text);
}

static int
get_multicast_interface (GSocket *socket, SockeyeOptionValue *value)
{
  struct in_addr address = { 0 };
  guint index = 0;
  int result;

  if (!speaks_ipv6 (socket))
    {
      result = get_bytes (socket, IPPROTO_IP, IP_MULTICAST_IF, &address, sizeof address);
      name_address (socket, address, value);
      return result;
    }
  G_STATIC_ASSERT (SOCKEYE_OPTION_TEXT_MAX >= IF_NAMESIZE);
  result = get_bytes (socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index);
  if (result == 0 && index != 0 && if_indextoname (index, value->text) == NULL)
    result = errno;
  return result;
}

/**
 * sockeye_socket_option_get:
 * @socket: a socket
 * @option: an option that its kind of socket has
 * @value: (out): what the kernel reports
 *
 * Returns: 0 or errno
 */
int
sockeye_socket_option_get (GSocket *socket, SockeyeOption option, SockeyeOptionValue *value)
{
  gboolean ipv6 = options[option].level6 != 0 && speaks_ipv6 (socket);
  int number = 0;
  int result;

  memset (value, 0, sizeof *value);
  if (option == SOCKEYE_OPTION_SO_LINGER)
    return get_linger (socket, &value->number);
  if (option == SOCKEYE_OPTION_IP_MULTICAST_IF)
    return get_multicast_interface (socket, value);
  if (sockeye_option_get_kind (option) == SOCKEYE_OPTION_TEXT)
    return get_bytes (socket, options[option].level, options[option].option, value->text,
                      sizeof value->text - 1);

  result = get_bytes (socket, ipv6 ? options[option].level6 : options[option].level,
                      ipv6 ? options[option].option6 : options[option].option, &number, sizeof number);
  value->number = number;
  return result;
}
