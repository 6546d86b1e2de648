/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "interface-list.h"

#include "endpoint.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void
interface_free (gpointer data)
{
  SockeyeInterface *self = data;

  g_free (self->name);
  g_strfreev (self->addresses);
  g_free (self->hardware);
  g_free (self->broadcast);
  g_free (self);
}

static guint
read_mtu (const char *name)
{
  struct ifreq request = { 0 };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  guint mtu = 0;

  if (fd < 0)
    return 0;
  g_strlcpy (request.ifr_name, name, sizeof request.ifr_name);
  if (ioctl (fd, SIOCGIFMTU, &request) == 0)
    mtu = (guint) request.ifr_mtu;
  close (fd);
  return mtu;
}

static SockeyeInterface *
look_up (GPtrArray *interfaces, const struct ifaddrs *entry)
{
  SockeyeInterface *self;

  for (guint i = 0; i < interfaces->len; i++)
    {
      self = interfaces->pdata[i];
      if (g_str_equal (self->name, entry->ifa_name))
        return self;
    }
  self = g_new0 (SockeyeInterface, 1);
  self->name = g_strdup (entry->ifa_name);
  self->addresses = g_new0 (char *, 1);
  self->mtu = read_mtu (entry->ifa_name);
  self->up = (entry->ifa_flags & IFF_UP) != 0;
  self->loopback = (entry->ifa_flags & IFF_LOOPBACK) != 0;
  self->multicast = (entry->ifa_flags & IFF_MULTICAST) != 0;
  g_ptr_array_add (interfaces, self);
  return self;
}

static int
count_bits (const struct sockaddr *mask)
{
  const guint8 *bytes = (const guint8 *) &((const struct sockaddr_in *) mask)->sin_addr;
  gsize length = 4;
  int bits = 0;

  if (mask->sa_family == AF_INET6)
    {
      bytes = ((const struct sockaddr_in6 *) mask)->sin6_addr.s6_addr;
      length = 16;
    }
  for (gsize i = 0; i < length; i++)
    bits += __builtin_popcount (bytes[i]);
  return bits;
}

static const char *
format (const struct sockaddr *native, char *text, gsize size)
{
  SockeyeEndpoint endpoint;

  sockeye_endpoint_set_native (&endpoint, native,
                               native->sa_family == AF_INET ? sizeof (struct sockaddr_in)
                                                            : sizeof (struct sockaddr_in6));
  return sockeye_endpoint_format_host (&endpoint, text, size);
}

static void
add_address (SockeyeInterface *self, const struct ifaddrs *entry)
{
  char text[SOCKEYE_ENDPOINT_TEXT_MAX];
  guint n = g_strv_length (self->addresses);
  const char *address = format (entry->ifa_addr, text, sizeof text);

  self->addresses = g_renew (char *, self->addresses, n + 2);
  self->addresses[n] = entry->ifa_netmask != NULL
                           ? g_strdup_printf ("%s/%d", address, count_bits (entry->ifa_netmask))
                           : g_strdup (address);
  self->addresses[n + 1] = NULL;
  if (self->broadcast == NULL && entry->ifa_addr->sa_family == AF_INET
      && (entry->ifa_flags & IFF_BROADCAST) != 0 && entry->ifa_broadaddr != NULL)
    self->broadcast = g_strdup (format (entry->ifa_broadaddr, text, sizeof text));
}

static void
set_hardware (SockeyeInterface *self, const struct sockaddr_ll *link)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < link->sll_halen && i < sizeof link->sll_addr; i++)
    g_string_append_printf (text, "%s%02x", i > 0 ? ":" : "", link->sll_addr[i]);
  if (text->len > 0 && !self->loopback)
    self->hardware = g_string_free (text, FALSE);
  else
    g_string_free (text, TRUE);
}

static void
add (GPtrArray *interfaces, const struct ifaddrs *entry)
{
  SockeyeInterface *self = look_up (interfaces, entry);

  if (entry->ifa_addr == NULL)
    return;
  if (entry->ifa_addr->sa_family == AF_PACKET)
    set_hardware (self, (const struct sockaddr_ll *) entry->ifa_addr);
  else if (entry->ifa_addr->sa_family == AF_INET || entry->ifa_addr->sa_family == AF_INET6)
    add_address (self, entry);
}

/**
 * sockeye_interface_list_read:
 *
 * Asks the kernel (getifaddrs(3)) for all interfaces, also those that are down.
 *
 * Returns: (transfer full) (element-type SockeyeInterface): in the kernel's order; empty when it does not tell
 */
GPtrArray *
sockeye_interface_list_read (void)
{
  GPtrArray *interfaces = g_ptr_array_new_with_free_func (interface_free);
  struct ifaddrs *entries = NULL;

  if (getifaddrs (&entries) != 0)
    {
      g_debug ("getifaddrs: %s", g_strerror (errno));
      return interfaces;
    }
  for (const struct ifaddrs *entry = entries; entry != NULL; entry = entry->ifa_next)
    add (interfaces, entry);
  freeifaddrs (entries);
  return interfaces;
}

/**
 * sockeye_interface_list_find_prefix:
 * @interfaces: (element-type SockeyeInterface): of sockeye_interface_list_read()
 * @address: as it stands in there, without a prefix
 *
 * Returns: the bits of the network that @address is in; -1 when it is none of this machine's
 */
int
sockeye_interface_list_find_prefix (GPtrArray *interfaces, const char *address)
{
  gsize length = strlen (address);

  for (guint i = 0; i < interfaces->len; i++)
    {
      const SockeyeInterface *self = interfaces->pdata[i];

      for (guint j = 0; self->addresses[j] != NULL; j++)
        if (g_str_has_prefix (self->addresses[j], address) && self->addresses[j][length] == '/')
          return (int) g_ascii_strtoll (self->addresses[j] + length + 1, NULL, 10);
    }
  return -1;
}
