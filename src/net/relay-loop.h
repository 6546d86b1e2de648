/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

gboolean sockeye_relay_is_loop (const SockeyeEndpoint *local, const SockeyeEndpoint *target);
gboolean sockeye_relay_check_target (SockeyeRole *role, const SockeyeEndpoint *local, SockeyeEvent *failure);

G_END_DECLS
