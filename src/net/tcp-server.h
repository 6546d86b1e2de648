/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_TCP_SERVER (sockeye_tcp_server_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeTcpServer, sockeye_tcp_server, SOCKEYE, TCP_SERVER, SockeyeRole)

G_END_DECLS
