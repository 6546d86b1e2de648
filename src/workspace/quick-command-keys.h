/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-command.h"

G_BEGIN_DECLS

/* A quick command as keys with values, as it stands in a file. Pure functions. */
void sockeye_quick_command_append_keys (SockeyeQuickCommand *command, GString *out);
gboolean sockeye_quick_command_set_key (SockeyeQuickCommand *command,
                                        const char *key,
                                        const char *value,
                                        GError **error);

G_END_DECLS
