/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/*
 * GSocket owns the descriptor; the calls are made on the descriptor, because GIO's errors do not keep errno
 * (ECONNRESET and EPIPE become one code, EADDRNOTAVAIL none).
 */
GSocket *sockeye_socket_new (int family, int type, int *error_number);
GSocket *sockeye_socket_adopt (int fd, int *error_number);
int sockeye_socket_bind (GSocket *socket, const SockeyeEndpoint *local, gboolean reuse);
int sockeye_socket_get_linger (GSocket *socket);
void sockeye_socket_close (GSocket *socket);
int sockeye_socket_set_int (GSocket *socket, int level, int option, int value);
int sockeye_socket_take_error (GSocket *socket);
void sockeye_socket_get_local (GSocket *socket, SockeyeEndpoint *local);
void sockeye_socket_get_remote (GSocket *socket, SockeyeEndpoint *remote);

void sockeye_endpoint_unmap (SockeyeEndpoint *endpoint);
void sockeye_endpoint_map (SockeyeEndpoint *endpoint);
void sockeye_endpoint_set_port (SockeyeEndpoint *endpoint, guint16 port);
void sockeye_endpoint_set_any (SockeyeEndpoint *endpoint, int family, guint16 port);

G_END_DECLS
