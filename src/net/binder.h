/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

/* Sets options before the bind. */
typedef void (*SockeyeBinderPrepareFunc) (GSocket *socket, gpointer data);

/* @socket: (nullable): bound; %NULL: all addresses have failed, @failure is the last one's, not yet told. */
typedef void (*SockeyeBinderFunc) (GSocket *socket, const SockeyeEvent *failure, gpointer data);

void sockeye_binder_bind (SockeyeRole *role,
                          int type,
                          GCancellable *cancellable,
                          SockeyeBinderPrepareFunc prepare,
                          SockeyeBinderFunc func,
                          gpointer data);

G_END_DECLS
