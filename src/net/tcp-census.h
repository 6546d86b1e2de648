/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tcp-state.h"

G_BEGIN_DECLS

/**
 * SockeyeTcpCensus:
 * @port: the port of a server on this machine
 * @clients: whether the clients' sockets are counted, otherwise the server's; its listener is neither
 * @error_number: (out): why the kernel could not be asked (errno); 0: it could
 * @sockets: (out): how many sockets are in each state
 *
 * How many connections of one server are in which state, those included that no program has open any more.
 */
typedef struct
{
  guint16 port;
  gboolean clients;

  int error_number;
  guint sockets[SOCKEYE_TCP_N_STATES];
} SockeyeTcpCensus;

void sockeye_tcp_census_take (SockeyeTcpCensus *self);

G_END_DECLS
