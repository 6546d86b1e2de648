/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-commands.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_QUICK_COMMANDS_FILE (sockeye_quick_commands_file_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeQuickCommandsFile,
                      sockeye_quick_commands_file,
                      SOCKEYE,
                      QUICK_COMMANDS_FILE,
                      GObject)

/*
 * The file in which the quick commands are kept: read at the beginning, written at once after every change, and read anew
 * when another program has changed it. All of it on a thread, one step after the other; belongs to the UI thread.
 *
 * Whatever happens while it is written, the file is either the old or the new one; one that cannot be read is put aside.
 *
 * Properties: "busy" (boolean): something is still to be read or written; "problem" (string, nullable): what went wrong,
 *   sentences for the user
 */
SockeyeQuickCommandsFile *sockeye_quick_commands_file_new (SockeyeQuickCommands *commands, const char *path);

SockeyeQuickCommands *sockeye_quick_commands_file_get_commands (SockeyeQuickCommandsFile *self);
gboolean sockeye_quick_commands_file_is_busy (SockeyeQuickCommandsFile *self);
const char *sockeye_quick_commands_file_get_problem (SockeyeQuickCommandsFile *self);

G_END_DECLS
