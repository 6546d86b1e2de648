/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

void sockeye_port_holder_find_async (const SockeyeEndpoint *local,
                                     gboolean datagrams,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
char *sockeye_port_holder_find_finish (GAsyncResult *result);
char *sockeye_port_holder_name (GHashTable *inodes, gint64 deadline);

G_END_DECLS
