/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "notice-bar.h"
#include "quick-commands-choice.h"
#include "workspace.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_QUICK_COMMANDS_PANEL (sockeye_quick_commands_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeQuickCommandsPanel,
                      sockeye_quick_commands_panel,
                      SOCKEYE,
                      QUICK_COMMANDS_PANEL,
                      GtkWidget)

/*
 * The quick commands of the folder that is chosen, with all that can be done to them. They are sent by the window: through the actions
 * session.send-command and session.send-sequence.
 *
 * Signals: "send" (SockeyeQuickCommand *command): from its editor
 */
void sockeye_quick_commands_panel_set_choice (SockeyeQuickCommandsPanel *self,
                                              SockeyeQuickCommandsChoice *choice);
void sockeye_quick_commands_panel_set_workspace (SockeyeQuickCommandsPanel *self,
                                                 SockeyeWorkspace *workspace);
void sockeye_quick_commands_panel_set_store (SockeyeQuickCommandsPanel *self, GSettings *store);

void sockeye_quick_commands_panel_confirm (SockeyeQuickCommandsPanel *self);
SockeyeNoticeBar *sockeye_quick_commands_panel_get_notice (SockeyeQuickCommandsPanel *self);

void sockeye_quick_commands_panel_add (SockeyeQuickCommandsPanel *self, SockeyeQuickCommand *command);
void sockeye_quick_commands_panel_set_obstacles (SockeyeQuickCommandsPanel *self,
                                                 const char *command,
                                                 const char *sequence);
void sockeye_quick_commands_panel_set_running (SockeyeQuickCommandsPanel *self, gboolean running);

G_END_DECLS
