/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "key-lines.h"
#include "quick-commands.h"

G_BEGIN_DECLS

/* Of a file with quick commands, in bytes. */
#define SOCKEYE_QUICK_COMMANDS_FILE_MAX (256u << 20)

char *sockeye_quick_commands_to_text (SockeyeQuickCommands *commands, SockeyeQuickCommandFolder *only);
char *sockeye_quick_commands_to_lines (SockeyeQuickCommands *commands);
SockeyeQuickCommands *sockeye_quick_commands_from_text (const char *text, gsize length, GError **error);
SockeyeQuickCommands *sockeye_quick_commands_from_lines (SockeyeKeyLines *lines, GError **error);

G_END_DECLS
