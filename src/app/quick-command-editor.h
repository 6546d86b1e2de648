/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-commands.h"
#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_QUICK_COMMAND_EDITOR (sockeye_quick_command_editor_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeQuickCommandEditor,
                      sockeye_quick_command_editor,
                      SOCKEYE,
                      QUICK_COMMAND_EDITOR,
                      GtkWindow)

/*
 * Edits a quick command; the main window can be used meanwhile. What is changed holds, and is saved, at once.
 *
 * Signals: "send" (SockeyeQuickCommand *command): the user wants to try it; "gone" (): the command was deleted, or is
 *   another one in the file now, and the window closes
 */
SockeyeQuickCommandEditor *sockeye_quick_command_editor_new (GtkWindow *parent,
                                                             SockeyeQuickCommands *commands,
                                                             SockeyeWorkspace *workspace);
void sockeye_quick_command_editor_set_command (SockeyeQuickCommandEditor *self, SockeyeQuickCommand *command);
void sockeye_quick_command_editor_set_obstacle (SockeyeQuickCommandEditor *self, const char *obstacle);

G_END_DECLS
