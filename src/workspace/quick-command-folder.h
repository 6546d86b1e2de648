/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-command.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_QUICK_COMMAND_FOLDER (sockeye_quick_command_folder_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeQuickCommandFolder,
                      sockeye_quick_command_folder,
                      SOCKEYE,
                      QUICK_COMMAND_FOLDER,
                      GObject)

/*
 * A list of quick commands with a name: a GListModel of SockeyeQuickCommand. Whoever owns it (SockeyeQuickCommands) counts
 * what it has: commands of a folder that somebody owns are added and removed through the owner.
 *
 * Properties: "name" (string). Signals: "changed": it, or one of its commands
 */
SockeyeQuickCommandFolder *sockeye_quick_command_folder_new (const char *name);
SockeyeQuickCommandFolder *sockeye_quick_command_folder_copy (SockeyeQuickCommandFolder *self);

const char *sockeye_quick_command_folder_get_name (SockeyeQuickCommandFolder *self);
gboolean
sockeye_quick_command_folder_set_name (SockeyeQuickCommandFolder *self, const char *name, GError **error);

guint sockeye_quick_command_folder_get_n_commands (SockeyeQuickCommandFolder *self);
SockeyeQuickCommand *sockeye_quick_command_folder_get_command (SockeyeQuickCommandFolder *self,
                                                               guint position);
gboolean sockeye_quick_command_folder_find (SockeyeQuickCommandFolder *self,
                                            SockeyeQuickCommand *command,
                                            guint *position);

void sockeye_quick_command_folder_insert (SockeyeQuickCommandFolder *self,
                                          guint position,
                                          SockeyeQuickCommand *command);
void sockeye_quick_command_folder_remove (SockeyeQuickCommandFolder *self, guint position);
void sockeye_quick_command_folder_replace (SockeyeQuickCommandFolder *self, SockeyeQuickCommandFolder *with);

G_END_DECLS
