/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"

G_BEGIN_DECLS

void sockeye_path_holder_find_async (const SockeyeEndpoint *local,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
SockeyePathState sockeye_path_holder_find_finish (GAsyncResult *result, char **holder);

G_END_DECLS
