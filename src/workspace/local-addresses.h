/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SockeyeLocalAddress:
 * @address: as a host field takes it: "192.168.1.5", "fe80::1%eth0"
 * @note: what it is, for the user: "eth0", "all IPv4 addresses"
 */
typedef struct
{
  char *address;
  char *note;
} SockeyeLocalAddress;

GPtrArray *sockeye_local_addresses_list (gboolean with_any);
char **sockeye_local_addresses_list_interfaces (void);

G_END_DECLS
