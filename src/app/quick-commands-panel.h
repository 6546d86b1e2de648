/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "notice-bar.h"
#include "quick-commands.h"
#include "workspace.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_QUICK_COMMANDS_PANEL (sockeye_quick_commands_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeQuickCommandsPanel,
                      sockeye_quick_commands_panel,
                      SOCKEYE,
                      QUICK_COMMANDS_PANEL,
                      GtkWidget)

/*
 * The quick commands of one folder, with all that can be done to them. They are sent by the window: through the actions
 * session.send-command and session.send-sequence.
 *
 * Signals: "changed": what the getters return may be different; "send" (SockeyeQuickCommand *command): from its editor
 */
void sockeye_quick_commands_panel_set_commands (SockeyeQuickCommandsPanel *self,
                                                SockeyeQuickCommands *commands);
void sockeye_quick_commands_panel_set_workspace (SockeyeQuickCommandsPanel *self,
                                                 SockeyeWorkspace *workspace);
void sockeye_quick_commands_panel_set_store (SockeyeQuickCommandsPanel *self, GSettings *store);

SockeyeQuickCommandFolder *sockeye_quick_commands_panel_get_folder (SockeyeQuickCommandsPanel *self);
guint sockeye_quick_commands_panel_get_n_ticked (SockeyeQuickCommandsPanel *self);
guint sockeye_quick_commands_panel_get_rounds (SockeyeQuickCommandsPanel *self);
SockeyeNoticeBar *sockeye_quick_commands_panel_get_notice (SockeyeQuickCommandsPanel *self);

void sockeye_quick_commands_panel_add (SockeyeQuickCommandsPanel *self, SockeyeQuickCommand *command);
void sockeye_quick_commands_panel_set_obstacles (SockeyeQuickCommandsPanel *self,
                                                 const char *command,
                                                 const char *sequence);
void sockeye_quick_commands_panel_set_running (SockeyeQuickCommandsPanel *self, gboolean running);

G_END_DECLS
