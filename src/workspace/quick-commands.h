/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-command-folder.h"

G_BEGIN_DECLS

#define SOCKEYE_QUICK_COMMANDS_MAX        1000
#define SOCKEYE_QUICK_COMMAND_FOLDERS_MAX 100

#define SOCKEYE_TYPE_QUICK_COMMANDS (sockeye_quick_commands_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeQuickCommands, sockeye_quick_commands, SOCKEYE, QUICK_COMMANDS, GObject)

/*
 * All quick commands, in folders: a GListModel of SockeyeQuickCommandFolder, of which there is always one. Shared by the
 * windows; belongs to the UI thread. What was deleted last can be brought back.
 *
 * Properties: "can-undo" (boolean)
 * Signals: "changed": a folder, or one of its commands
 */
SockeyeQuickCommands *sockeye_quick_commands_new (void);
SockeyeQuickCommands *sockeye_quick_commands_copy (SockeyeQuickCommands *self);

guint sockeye_quick_commands_get_n_folders (SockeyeQuickCommands *self);
SockeyeQuickCommandFolder *sockeye_quick_commands_get_folder (SockeyeQuickCommands *self, guint position);
gboolean sockeye_quick_commands_find_folder (SockeyeQuickCommands *self,
                                             SockeyeQuickCommandFolder *folder,
                                             guint *position);
SockeyeQuickCommandFolder *sockeye_quick_commands_find (SockeyeQuickCommands *self,
                                                        SockeyeQuickCommand *command);
guint sockeye_quick_commands_count (SockeyeQuickCommands *self);

SockeyeQuickCommandFolder *
sockeye_quick_commands_add_folder (SockeyeQuickCommands *self, const char *name, GError **error);
gboolean sockeye_quick_commands_add (SockeyeQuickCommands *self,
                                     SockeyeQuickCommandFolder *folder,
                                     guint position,
                                     SockeyeQuickCommand *command,
                                     GError **error);
gboolean sockeye_quick_commands_move (SockeyeQuickCommands *self,
                                      SockeyeQuickCommand *command,
                                      SockeyeQuickCommandFolder *folder,
                                      guint position);

gboolean sockeye_quick_commands_delete (SockeyeQuickCommands *self, SockeyeQuickCommand *command);
gboolean sockeye_quick_commands_delete_folder (SockeyeQuickCommands *self, SockeyeQuickCommandFolder *folder);
gboolean sockeye_quick_commands_can_undo (SockeyeQuickCommands *self);
gboolean sockeye_quick_commands_undo (SockeyeQuickCommands *self, GError **error);

gboolean
sockeye_quick_commands_import (SockeyeQuickCommands *self, SockeyeQuickCommands *from, GError **error);
void sockeye_quick_commands_replace (SockeyeQuickCommands *self, SockeyeQuickCommands *with);

G_END_DECLS
