/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SockeyeInterface:
 * @name: such as "eth0"
 * @addresses: (array zero-terminated=1): with their prefixes, such as "192.168.1.5/24"
 * @hardware: (nullable): its hardware address, such as "52:54:00:12:34:56"
 * @mtu: the largest packet in bytes; 0: it is not known
 * @up: it is switched on
 * @loopback: it leads to this machine alone
 * @multicast: it takes part in multicast
 * @broadcast: the broadcast address of its first IPv4 address; %NULL: it has none
 *
 * A network interface of this machine.
 */
typedef struct
{
  char *name;
  GStrv addresses;
  char *hardware;
  guint mtu;
  gboolean up;
  gboolean loopback;
  gboolean multicast;
  char *broadcast;
} SockeyeInterface;

GPtrArray *sockeye_interface_list_read (void);
int sockeye_interface_list_find_prefix (GPtrArray *interfaces, const char *address);

G_END_DECLS
