/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local-addresses.h"

#include "endpoint.h"

#include <glib/gi18n-lib.h>
#include <ifaddrs.h>
#include <net/if.h>

static void
local_address_free (gpointer data)
{
  SockeyeLocalAddress *address = data;

  g_free (address->address);
  g_free (address->note);
  g_free (address);
}

static void
add (GPtrArray *addresses, const char *address, const char *note)
{
  SockeyeLocalAddress *entry = g_new (SockeyeLocalAddress, 1);

  entry->address = g_strdup (address);
  entry->note = g_strdup (note);
  g_ptr_array_add (addresses, entry);
}

static void
add_family (GPtrArray *addresses, const struct ifaddrs *interfaces, int family)
{
  for (const struct ifaddrs *interface = interfaces; interface != NULL; interface = interface->ifa_next)
    {
      SockeyeEndpoint endpoint;
      char text[SOCKEYE_ENDPOINT_TEXT_MAX];

      if (interface->ifa_addr == NULL || interface->ifa_addr->sa_family != family
          || (interface->ifa_flags & IFF_UP) == 0)
        continue;

      sockeye_endpoint_set_native (&endpoint, interface->ifa_addr,
                                   family == AF_INET ? sizeof (struct sockaddr_in)
                                                     : sizeof (struct sockaddr_in6));
      add (addresses, sockeye_endpoint_format_host (&endpoint, text, sizeof text), interface->ifa_name);
    }
}

/**
 * sockeye_local_addresses_list:
 * @with_any: begin with the two addresses that mean "all addresses", for binding
 *
 * Asks the kernel (getifaddrs(3)) for the addresses of the interfaces that are up, IPv4 first.
 *
 * Returns: (transfer full) (element-type SockeyeLocalAddress): this machine's addresses; without them only the
 *   fixed ones, when the kernel does not tell
 */
GPtrArray *
sockeye_local_addresses_list (gboolean with_any)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (local_address_free);
  struct ifaddrs *interfaces = NULL;

  if (with_any)
    {
      add (addresses, "0.0.0.0", _ ("all IPv4 addresses"));
      add (addresses, "::", _ ("all addresses, IPv6 and IPv4"));
    }

  /* The list is an offer: whoever misses an address types it. */
  if (getifaddrs (&interfaces) != 0)
    {
      g_debug ("getifaddrs: %s", g_strerror (errno));
      return addresses;
    }

  add_family (addresses, interfaces, AF_INET);
  add_family (addresses, interfaces, AF_INET6);
  freeifaddrs (interfaces);
  return addresses;
}

/**
 * sockeye_local_addresses_list_interfaces:
 *
 * Asks the kernel (getifaddrs(3)) for the interfaces that are up, also those without an address.
 *
 * Returns: (transfer full) (array zero-terminated=1): their names, each once; none, when the kernel does not tell
 */
char **
sockeye_local_addresses_list_interfaces (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  struct ifaddrs *interfaces = NULL;

  /* The list is an offer, as the one above. */
  if (getifaddrs (&interfaces) != 0)
    g_debug ("getifaddrs: %s", g_strerror (errno));

  for (const struct ifaddrs *interface = interfaces; interface != NULL; interface = interface->ifa_next)
    if ((interface->ifa_flags & IFF_UP) != 0
        && !g_ptr_array_find_with_equal_func (names, interface->ifa_name, g_str_equal, NULL))
      g_ptr_array_add (names, g_strdup (interface->ifa_name));
  if (interfaces != NULL)
    freeifaddrs (interfaces);

  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
