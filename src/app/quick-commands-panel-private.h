/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-command-editor.h"
#include "quick-commands-panel.h"

G_BEGIN_DECLS

struct _SockeyeQuickCommandsPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkStack *folder_stack;
  GtkDropDown *folder;
  GtkEntry *folder_name;
  SockeyeNoticeBar *notice;
  GtkListView *list;
  GtkWidget *empty;
  GtkSpinButton *rounds;
  GtkButton *run;
  GMenuModel *row_menu;

  /* Owned */
  SockeyeQuickCommandsChoice *choice;
  SockeyeQuickCommands *commands;
  SockeyeWorkspace *workspace;
  SockeyeQuickCommandFolder *shown; /* (nullable): the choice */
  GtkSingleSelection *selection;    /* of the folder's commands */
  GPtrArray *rows;                  /* of SockeyeQuickCommandRow, borrowed: those that the list has made */
  GtkWidget *menu;                  /* of a row */
  char *obstacle;                   /* (nullable): why no command can be sent now */

  SockeyeQuickCommandEditor *editor; /* (nullable): weak: the user may close it */
  guint naming;                      /* source: the folder's name is to be edited */
  gboolean frozen;                   /* the drop-down changes by itself, the user chooses nothing */
};

/* quick-commands-panel.c */
SockeyeQuickCommand *sockeye_quick_commands_panel_get_selected (SockeyeQuickCommandsPanel *self,
                                                                guint *position);
void sockeye_quick_commands_panel_select (SockeyeQuickCommandsPanel *self, guint position);
void sockeye_quick_commands_panel_refresh (SockeyeQuickCommandsPanel *self);
void sockeye_quick_commands_panel_edit (SockeyeQuickCommandsPanel *self, SockeyeQuickCommand *command);

/* quick-commands-panel-folder.c */
void sockeye_quick_commands_panel_bind_folder (GtkWidgetClass *widget_class);
void sockeye_quick_commands_panel_set_up_folder (SockeyeQuickCommandsPanel *self);
void sockeye_quick_commands_panel_follow_choice (SockeyeQuickCommandsPanel *self);
void sockeye_quick_commands_panel_show_folder (SockeyeQuickCommandsPanel *self,
                                               SockeyeQuickCommandFolder *folder);
void sockeye_quick_commands_panel_begin_naming (SockeyeQuickCommandsPanel *self);

/* quick-commands-panel-actions.c */
void sockeye_quick_commands_panel_install_actions (GtkWidgetClass *widget_class);
void sockeye_quick_commands_panel_update_actions (SockeyeQuickCommandsPanel *self);

/* quick-commands-panel-files.c */
void sockeye_quick_commands_panel_ask_import (SockeyeQuickCommandsPanel *self);
void sockeye_quick_commands_panel_ask_export (SockeyeQuickCommandsPanel *self,
                                              SockeyeQuickCommandFolder *folder);

G_END_DECLS
