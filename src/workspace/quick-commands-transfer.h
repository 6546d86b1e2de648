/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-commands.h"

G_BEGIN_DECLS

/* Quick commands to and from a file of the user's choice, on a thread. */
GBytes *sockeye_quick_commands_load_bytes (GFile *file, GError **error);
char *sockeye_quick_commands_explain (const GError *error);

void sockeye_quick_commands_load_async (GFile *file,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
SockeyeQuickCommands *sockeye_quick_commands_load_finish (GAsyncResult *result, GError **error);

void sockeye_quick_commands_export_async (SockeyeQuickCommands *commands,
                                          SockeyeQuickCommandFolder *only,
                                          GFile *file,
                                          GAsyncReadyCallback callback,
                                          gpointer data);
gboolean sockeye_quick_commands_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
