/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-command.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_QUICK_COMMAND_ROW (sockeye_quick_command_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeQuickCommandRow,
                      sockeye_quick_command_row,
                      SOCKEYE,
                      QUICK_COMMAND_ROW,
                      GtkWidget)

/*
 * A quick command in the list; it can be dragged, and others can be dropped on it. Its button is the action
 * session.send-command with the row's position.
 *
 * Signals: "dropped" (SockeyeQuickCommand *command, gboolean below)
 */
GtkWidget *sockeye_quick_command_row_new (void);
void sockeye_quick_command_row_set_command (SockeyeQuickCommandRow *self, SockeyeQuickCommand *command);
SockeyeQuickCommand *sockeye_quick_command_row_get_command (SockeyeQuickCommandRow *self);
void sockeye_quick_command_row_set_position (SockeyeQuickCommandRow *self, guint position);
void sockeye_quick_command_row_set_obstacle (SockeyeQuickCommandRow *self, const char *obstacle);

G_END_DECLS
