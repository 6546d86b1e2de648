/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SHORT_CLIENT (sockeye_short_client_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeShortClient, sockeye_short_client, SOCKEYE, SHORT_CLIENT, SockeyeRole)

G_END_DECLS
