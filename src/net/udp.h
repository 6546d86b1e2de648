/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_UDP (sockeye_udp_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeUdp, sockeye_udp, SOCKEYE, UDP, SockeyeRole)

G_END_DECLS
