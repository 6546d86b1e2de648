/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/* The file that binding a Unix socket to a path makes, and that nobody but the program itself removes. I/O thread. */
void sockeye_socket_file_keep (GSocket *socket, const SockeyeEndpoint *local);
void sockeye_socket_file_remove (GSocket *socket);

G_END_DECLS
