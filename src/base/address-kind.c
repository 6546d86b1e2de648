/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "address-facts-private.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* The registries of special addresses (IANA; RFC 6890, RFC 5771, RFC 4291). The first range that fits is taken. */
typedef struct
{
  const char *address;
  int prefix;
  const char *kind;
  const char *source;
} Range;

static const Range ranges_ipv4[] = {
  { "0.0.0.0", 32, N_ ("unspecified: all addresses of this machine, where it is bound to"), "RFC 1122" },
  { "0.0.0.0", 8, N_ ("this network"), "RFC 791" },
  { "10.0.0.0", 8, N_ ("private"), "RFC 1918" },
  { "100.64.0.0", 10, N_ ("shared by the customers of a provider"), "RFC 6598" },
  { "127.0.0.0", 8, N_ ("loopback: this machine"), "RFC 1122" },
  { "169.254.0.0", 16, N_ ("link-local"), "RFC 3927" },
  { "172.16.0.0", 12, N_ ("private"), "RFC 1918" },
  { "192.0.0.0", 24, N_ ("for protocols of the IETF"), "RFC 6890" },
  { "192.0.2.0", 24, N_ ("documentation"), "RFC 5737" },
  { "192.168.0.0", 16, N_ ("private"), "RFC 1918" },
  { "198.18.0.0", 15, N_ ("benchmarks"), "RFC 2544" },
  { "198.51.100.0", 24, N_ ("documentation"), "RFC 5737" },
  { "203.0.113.0", 24, N_ ("documentation"), "RFC 5737" },
  { "224.0.0.0", 24, N_ ("multicast, within the network"), "RFC 5771" },
  { "232.0.0.0", 8, N_ ("multicast from chosen sources"), "RFC 4607" },
  { "239.0.0.0", 8, N_ ("multicast, within an organization"), "RFC 2365" },
  { "224.0.0.0", 4, N_ ("multicast"), "RFC 5771" },
  { "255.255.255.255", 32, N_ ("broadcast to the own network"), "RFC 919" },
  { "240.0.0.0", 4, N_ ("reserved"), "RFC 1112" },
  { "0.0.0.0", 0, N_ ("public"), NULL },
};

static const Range ranges_ipv6[] = {
  { "::", 128, N_ ("unspecified: all addresses of this machine, where it is bound to"), "RFC 4291" },
  { "::1", 128, N_ ("loopback: this machine"), "RFC 4291" },
  { "::ffff:0:0", 96, N_ ("IPv4-mapped"), "RFC 4291" },
  { "64:ff9b::", 96, N_ ("translated to IPv4"), "RFC 6052" },
  { "100::", 64, N_ ("discarded"), "RFC 6666" },
  { "2001::", 32, N_ ("Teredo: IPv6 through IPv4 and UDP"), "RFC 4380" },
  { "2001:db8::", 32, N_ ("documentation"), "RFC 3849" },
  { "3fff::", 20, N_ ("documentation"), "RFC 9637" },
  { "2002::", 16, N_ ("6to4: IPv6 through IPv4"), "RFC 3056" },
  { "fc00::", 7, N_ ("unique local, as private as IPv4’s"), "RFC 4193" },
  { "fe80::", 10, N_ ("link-local"), "RFC 4291" },
  { "ff00::", 8, N_ ("multicast"), "RFC 4291" },
  { "2000::", 3, N_ ("public"), NULL },
  { "::", 0, N_ ("reserved"), "RFC 4291" },
};

static const guint8 *
get_bytes (const SockeyeEndpoint *endpoint)
{
  return sockeye_endpoint_get_family (endpoint) == AF_INET ? (const guint8 *) &endpoint->in.sin_addr
                                                           : endpoint->in6.sin6_addr.s6_addr;
}

static gboolean
has_prefix (const guint8 *bytes, const guint8 *wanted, int prefix)
{
  int whole = prefix / 8;
  int rest = prefix % 8;
  guint8 mask = (guint8) (0xff00 >> rest);

  return memcmp (bytes, wanted, (gsize) whole) == 0
         && (rest == 0 || ((bytes[whole] ^ wanted[whole]) & mask) == 0);
}

/* Private: @endpoint: an IPv4 or IPv6 address. Returns what it is for, and where that is laid down. */
char *
sockeye_address_kind_describe (const SockeyeEndpoint *endpoint)
{
  gboolean ipv4 = sockeye_endpoint_get_family (endpoint) == AF_INET;
  const Range *range = ipv4 ? ranges_ipv4 : ranges_ipv6;
  guint8 wanted[16];

  /* The last one fits all. */
  while (inet_pton (ipv4 ? AF_INET : AF_INET6, range->address, wanted) != 1
         || !has_prefix (get_bytes (endpoint), wanted, range->prefix))
    range++;
  if (range->source == NULL)
    return g_strdup (_ (range->kind));
  /* Translators: what an address is for, such as "private", its range, and the standard that says so ("RFC 1918") */
  return g_strdup_printf (_ ("%s (%s/%d, %s)"), _ (range->kind), range->address, range->prefix,
                          range->source);
}

/* RFC 7346, 2 */
static const char *
get_multicast_scope (guint8 nibble)
{
  switch (nibble)
    {
    case 1:
      return _ ("this interface alone");
    case 2:
      return _ ("this link");
    case 3:
      return _ ("this realm");
    case 4:
      return _ ("set by the administrator");
    case 5:
      return _ ("this site");
    case 8:
      return _ ("this organization");
    case 14:
      return _ ("everywhere");
    default:
      return _ ("reserved or not assigned");
    }
}

/* Private: @endpoint: an IPv6 address. Returns how far it reaches. */
char *
sockeye_address_scope_describe (const SockeyeEndpoint *endpoint)
{
  const guint8 *bytes = endpoint->in6.sin6_addr.s6_addr;

  if (bytes[0] == 0xff)
    return g_strdup (get_multicast_scope (bytes[1] & 0x0f));
  if (IN6_IS_ADDR_LOOPBACK (&endpoint->in6.sin6_addr))
    return g_strdup (_ ("this machine"));
  if (IN6_IS_ADDR_V4MAPPED (&endpoint->in6.sin6_addr))
    return g_strdup (_ ("not globally reachable: IPv6 sockets write IPv4 addresses so"));
  if ((bytes[0] & 0xfe) == 0xfc)
    return g_strdup (_ ("within the sites that agreed on it"));
  if (!IN6_IS_ADDR_LINKLOCAL (&endpoint->in6.sin6_addr))
    return g_strdup (_ ("everywhere"));
  if (endpoint->in6.sin6_scope_id == 0)
    return g_strdup (_ ("this link: the interface has to be given, as in fe80::1%eth0"));
  /* Translators: %u is the number of a network interface */
  return g_strdup_printf (_ ("this link, on the interface number %u"), endpoint->in6.sin6_scope_id);
}
