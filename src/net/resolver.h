/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

/* Addresses of one name that are tried; a name has a handful. */
#define SOCKEYE_ADDRESSES_MAX 64

/**
 * SockeyeResolverFunc:
 * @addresses: (element-type SockeyeEndpoint) (nullable): at least one, with the port; %NULL: it failed
 * @failure: (nullable): what failed, not yet told
 * @data: of the caller
 */
typedef void (*SockeyeResolverFunc) (GArray *addresses, const SockeyeEvent *failure, gpointer data);

gboolean sockeye_resolver_read (SockeyeRole *role,
                                const char *host,
                                guint16 port,
                                SockeyeEndpoint *endpoint,
                                GError **error);
void sockeye_resolver_resolve (SockeyeRole *role,
                               const char *host,
                               guint16 port,
                               GCancellable *cancellable,
                               SockeyeResolverFunc func,
                               gpointer data,
                               GDestroyNotify destroy);

G_END_DECLS
