/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tcp-server.h"

G_BEGIN_DECLS

/* A server that connects to a target for each connection it has accepted, and passes on what comes from either. */
#define SOCKEYE_TYPE_TCP_RELAY (sockeye_tcp_relay_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeTcpRelay, sockeye_tcp_relay, SOCKEYE, TCP_RELAY, SockeyeTcpServer)

G_END_DECLS
