/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

typedef struct _SockeyeRoute SockeyeRoute;

/* @failure: (nullable): what failed, not yet told; %NULL: the addresses are known */
typedef void (*SockeyeRouteFunc) (SockeyeRoute *self, const SockeyeEvent *failure, gpointer data);

/* The addresses of a client's settings: where it may come from, and where it connects to. I/O thread. */
SockeyeRoute *sockeye_route_new (SockeyeRole *role, SockeyeRouteFunc func, gpointer data);
void sockeye_route_free (SockeyeRoute *self);

void sockeye_route_find (SockeyeRoute *self);
void sockeye_route_find_target (SockeyeRoute *self);
void sockeye_route_cancel (SockeyeRoute *self);

guint sockeye_route_get_n_remotes (SockeyeRoute *self);
const SockeyeEndpoint *sockeye_route_get_remote (SockeyeRoute *self, guint i);
gboolean
sockeye_route_choose_local (SockeyeRoute *self, const SockeyeEndpoint *remote, SockeyeEndpoint *local);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeRoute, sockeye_route_free)

G_END_DECLS
