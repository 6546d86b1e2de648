/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-commands.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_QUICK_COMMANDS_CHOICE (sockeye_quick_commands_choice_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeQuickCommandsChoice,
                      sockeye_quick_commands_choice,
                      SOCKEYE,
                      QUICK_COMMANDS_CHOICE,
                      GObject)

/*
 * Which folder of quick commands a session has in front: its panel shows it, and the keys send its commands, also while
 * there is no panel.
 *
 * Signals: "changed": it is another one, or its commands are others; "settled": the folders have changed, and what
 * follows from that has been done
 */
SockeyeQuickCommandsChoice *sockeye_quick_commands_choice_new (SockeyeQuickCommands *commands);
void sockeye_quick_commands_choice_set_store (SockeyeQuickCommandsChoice *self, GSettings *store);

SockeyeQuickCommands *sockeye_quick_commands_choice_get_commands (SockeyeQuickCommandsChoice *self);
SockeyeQuickCommandFolder *sockeye_quick_commands_choice_get_folder (SockeyeQuickCommandsChoice *self);
guint sockeye_quick_commands_choice_get_n_ticked (SockeyeQuickCommandsChoice *self);

void sockeye_quick_commands_choice_choose (SockeyeQuickCommandsChoice *self,
                                           SockeyeQuickCommandFolder *folder);

G_END_DECLS
