/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/* Ids of arrivals, as they stand in a record's field. */
#define SOCKEYE_ARRIVAL_UNKNOWN 0   /* nothing is known, as of everything but received datagrams */
#define SOCKEYE_ARRIVAL_OTHER   255 /* there were too many different ones: which one it was is not kept */
#define SOCKEYE_ARRIVALS_MAX    254

#define SOCKEYE_INTERFACE_NAME_MAX 16 /* IF_NAMESIZE of net/if.h, the final zero included */

/**
 * SockeyeArrival:
 * @destination: where the datagram was sent to: an address of this machine, a group, or a broadcast address;
 *   its port is 0
 * @interface: through which it came; empty: the kernel does not know it any more
 *
 * The way a datagram took into this machine. There are few of them, and many datagrams: each has a small id.
 */
typedef struct
{
  SockeyeEndpoint destination;
  char interface[SOCKEYE_INTERFACE_NAME_MAX];
} SockeyeArrival;

G_END_DECLS
