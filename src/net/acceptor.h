/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

typedef struct _SockeyeAcceptor SockeyeAcceptor;

/* @fd: (transfer full): connected, non-blocking */
typedef void (*SockeyeAcceptorFunc) (int fd, const SockeyeEndpoint *remote, gpointer data);

/* A listening socket, and the taking of connections from the system's queue, which can be paused. I/O thread. */
SockeyeAcceptor *sockeye_acceptor_new (SockeyeRole *role,
                                       GSocket *socket,
                                       SockeyeAcceptorFunc func,
                                       gpointer data,
                                       SockeyeEvent *failure);
void sockeye_acceptor_close (SockeyeAcceptor *self, guint64 n_remaining);

GSocket *sockeye_acceptor_get_socket (SockeyeAcceptor *self);
void sockeye_acceptor_set_accepting (SockeyeAcceptor *self, gboolean accepting);
void sockeye_acceptor_tell_error (SockeyeAcceptor *self, int error_number, const SockeyeEndpoint *remote);

G_END_DECLS
