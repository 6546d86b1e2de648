/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

gboolean sockeye_socket_option_set (SockeyeRole *role,
                                    GSocket *socket,
                                    int level,
                                    int option,
                                    const char *name,
                                    int value);

G_END_DECLS
