/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_TCP_CLIENT (sockeye_tcp_client_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeTcpClient, sockeye_tcp_client, SOCKEYE, TCP_CLIENT, SockeyeRole)

G_END_DECLS
