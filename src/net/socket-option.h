/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "option.h"
#include "session.h"

G_BEGIN_DECLS

/* What can be asked without a socket. Any thread. */
gboolean sockeye_socket_option_is_used (SockeyeOption option, SockeyeProtocol protocol);
gboolean sockeye_socket_option_is_live (SockeyeOption option);
void sockeye_socket_option_get_range (SockeyeOption option, gint64 *min, gint64 *max);

int sockeye_socket_option_set (GSocket *socket, SockeyeOption option, const SockeyeOptionValue *value);
int sockeye_socket_option_get (GSocket *socket, SockeyeOption option, SockeyeOptionValue *value);

G_END_DECLS
