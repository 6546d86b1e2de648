/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "arrival.h"

G_BEGIN_DECLS

/* What a socket can be in by default is 20 (net.ipv4.igmp_max_memberships). */
#define SOCKEYE_GROUPS_MAX 1000

/**
 * SockeyeGroup:
 * @group: its address; the port is 0
 * @source: the only sender that is heard; not set: all of them
 * @interface: on which it is joined; empty: the routing table chooses
 *
 * A membership of a multicast group. A plain value: copy it by assignment.
 */
typedef struct
{
  SockeyeEndpoint group;
  SockeyeEndpoint source;
  char interface[SOCKEYE_INTERFACE_NAME_MAX];
} SockeyeGroup;

gboolean sockeye_group_set (SockeyeGroup *self, const char *group, const char *interface, GError **error);
gboolean sockeye_group_set_source (SockeyeGroup *self, const char *source, GError **error);
gboolean sockeye_group_equal (const SockeyeGroup *a, const SockeyeGroup *b);
int sockeye_group_join (const SockeyeGroup *self, GSocket *socket);
int sockeye_group_leave (const SockeyeGroup *self, GSocket *socket);
gboolean sockeye_endpoint_is_multicast (const SockeyeEndpoint *endpoint);

G_END_DECLS
