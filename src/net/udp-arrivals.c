/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "socket-util.h"
#include "udp-private.h"

#include <net/if.h>
#include <string.h>

#define KEY_SIZE G_STRUCT_OFFSET (SockeyeUdpArrival, id)

static guint
hash (gconstpointer arrival)
{
  const guint8 *bytes = arrival;
  guint value = 5381;

  for (gsize i = 0; i < KEY_SIZE; i++)
    value = value * 33 + bytes[i];
  return value;
}

static gboolean
equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, KEY_SIZE) == 0;
}

void
sockeye_udp_init_arrivals (SockeyeUdp *self)
{
  self->arrivals = g_hash_table_new_full (hash, equal, g_free, NULL);
}

void
sockeye_udp_finalize_arrivals (SockeyeUdp *self)
{
  g_clear_pointer (&self->arrivals, g_hash_table_unref);
}

static void
set_destination (SockeyeEndpoint *endpoint, const struct in6_addr *address, guint32 interface)
{
  struct sockaddr_in6 native = { .sin6_family = AF_INET6, .sin6_addr = *address };

  if (IN6_IS_ADDR_LINKLOCAL (address) || IN6_IS_ADDR_MC_LINKLOCAL (address))
    native.sin6_scope_id = interface;
  sockeye_endpoint_set_native (endpoint, (const struct sockaddr *) &native, sizeof native);
  sockeye_endpoint_unmap (endpoint);
}

static guint8
add_arrival (SockeyeUdp *self, const SockeyeUdpArrival *key)
{
  SockeyeArrival arrival = { .interface = "" };
  SockeyeUdpArrival *added;
  char name[IF_NAMESIZE];
  guint8 id;

  /* Whoever floods ever new addresses of this machine finds the end of the ids. */
  if (self->arrivals_full)
    return SOCKEYE_ARRIVAL_OTHER;

  set_destination (&arrival.destination, &key->destination, key->interface);
  if (if_indextoname (key->interface, name) != NULL)
    g_strlcpy (arrival.interface, name, sizeof arrival.interface);
  id = sockeye_sink_add_arrival (sockeye_role_get_sink (SOCKEYE_ROLE (self)), &arrival);
  self->arrivals_full = id == SOCKEYE_ARRIVAL_OTHER;
  if (self->arrivals_full)
    return id;

  added = g_memdup2 (key, sizeof *key);
  added->id = id;
  g_hash_table_add (self->arrivals, added);
  return id;
}

/**
 * sockeye_udp_get_arrival:
 * @destination: where a datagram was sent to; IPv4 is mapped
 * @interface: the index of the interface through which it came
 *
 * Returns: the id of this way in
 */
guint8
sockeye_udp_get_arrival (SockeyeUdp *self, const struct in6_addr *destination, guint32 interface)
{
  SockeyeUdpArrival *newest = &self->newest_arrival;
  const SockeyeUdpArrival *known;

  if (newest->id != 0
      && newest->interface == interface && memcmp (&newest->destination, destination, sizeof *destination) == 0)
    return newest->id;

  newest->destination = *destination;
  newest->interface = interface;
  known = g_hash_table_lookup (self->arrivals, newest);
  newest->id = known != NULL ? known->id : add_arrival (self, newest);
  return newest->id;
}
