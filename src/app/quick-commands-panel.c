/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-panel-private.h"

#include "quick-command-row.h"
#include "template.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (SockeyeQuickCommandsPanel, sockeye_quick_commands_panel, GTK_TYPE_WIDGET)

enum
{
  SEND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- The list */

/* Private: the folder is another one, or it has other commands. */
void
sockeye_quick_commands_panel_refresh (SockeyeQuickCommandsPanel *self)
{
  gtk_widget_set_visible (self->empty, sockeye_quick_command_folder_get_n_commands (self->shown) == 0);
  sockeye_quick_commands_panel_update_actions (self);
}

static void
on_dropped (SockeyeQuickCommandsPanel *self,
            SockeyeQuickCommand *command,
            gboolean below,
            SockeyeQuickCommandRow *row)
{
  guint from = G_MAXUINT;
  guint to;

  if (!sockeye_quick_command_folder_find (self->shown, sockeye_quick_command_row_get_command (row), &to))
    return;

  /* What goes down leaves a gap, into which the others move up. */
  to += below ? 1 : 0;
  if (sockeye_quick_command_folder_find (self->shown, command, &from) && from < to)
    to--;
  if (sockeye_quick_commands_move (self->commands, command, self->shown, to))
    sockeye_quick_commands_panel_select (self, to);
}

/* Below the last row, or into an empty folder. */
static gboolean
on_list_drop (GtkDropTarget *target G_GNUC_UNUSED,
              const GValue *value,
              double x G_GNUC_UNUSED,
              double y G_GNUC_UNUSED,
              SockeyeQuickCommandsPanel *self)
{
  if (sockeye_quick_commands_move (self->commands, g_value_get_object (value), self->shown, G_MAXUINT))
    sockeye_quick_commands_panel_select (self, sockeye_quick_command_folder_get_n_commands (self->shown) - 1);
  return TRUE;
}

static void
on_secondary_pressed (GtkGestureClick *gesture,
                      int n_press G_GNUC_UNUSED,
                      double x,
                      double y,
                      SockeyeQuickCommandsPanel *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  SockeyeQuickCommand *command = sockeye_quick_command_row_get_command (SOCKEYE_QUICK_COMMAND_ROW (row));
  guint position;

  if (!sockeye_quick_command_folder_find (self->shown, command, &position))
    return;

  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_translate_coordinates (row, GTK_WIDGET (self), x, y, &x, &y);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_row_destroyed (GtkWidget *row, SockeyeQuickCommandsPanel *self)
{
  g_ptr_array_remove_fast (self->rows, row);
}

static void
on_setup (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
          GtkListItem *list_item,
          SockeyeQuickCommandsPanel *self)
{
  GtkWidget *row = sockeye_quick_command_row_new ();
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (on_secondary_pressed), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (gesture));
  g_signal_connect_object (row, "dropped", G_CALLBACK (on_dropped), self, G_CONNECT_SWAPPED);
  sockeye_quick_command_row_set_obstacle (SOCKEYE_QUICK_COMMAND_ROW (row), self->obstacle);
  g_signal_connect_object (row, "destroy", G_CALLBACK (on_row_destroyed), self, 0);
  g_ptr_array_add (self->rows, row);
  gtk_list_item_set_child (list_item, row);
}

static void
on_position_changed (GtkListItem *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);

  if (row != NULL)
    sockeye_quick_command_row_set_position (SOCKEYE_QUICK_COMMAND_ROW (row),
                                            gtk_list_item_get_position (list_item));
}

static void
on_bind (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
         GtkListItem *list_item,
         SockeyeQuickCommandsPanel *self G_GNUC_UNUSED)
{
  sockeye_quick_command_row_set_command (SOCKEYE_QUICK_COMMAND_ROW (gtk_list_item_get_child (list_item)),
                                         gtk_list_item_get_item (list_item));
  g_signal_connect (list_item, "notify::position", G_CALLBACK (on_position_changed), NULL);
  on_position_changed (list_item);
}

static void
on_unbind (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
           GtkListItem *list_item,
           SockeyeQuickCommandsPanel *self G_GNUC_UNUSED)
{
  g_signal_handlers_disconnect_by_func (list_item, on_position_changed, NULL);
  sockeye_quick_command_row_set_command (SOCKEYE_QUICK_COMMAND_ROW (gtk_list_item_get_child (list_item)),
                                         NULL);
}

static void
on_row_activated (SockeyeQuickCommandsPanel *self, guint position)
{
  SockeyeQuickCommand *command = sockeye_quick_command_folder_get_command (self->shown, position);

  if (command != NULL)
    sockeye_quick_commands_panel_edit (self, command);
}

/* --- */

static void
on_editor_send (SockeyeQuickCommandsPanel *self, SockeyeQuickCommand *command)
{
  g_signal_emit (self, signals[SEND], 0, command);
}

static void
on_editor_gone (SockeyeQuickCommandsPanel *self)
{
  /* Whoever deleted it here is told already. */
  if (sockeye_notice_bar_get_message (self->notice) == NULL)
    sockeye_notice_bar_show_message (self->notice,
                                     _ ("The command that was being edited is gone: it was deleted in "
                                        "another window, or changed by another program."));
}

static void
clear_editor (SockeyeQuickCommandsPanel *self)
{
  SockeyeQuickCommandEditor *editor = self->editor;

  g_clear_weak_pointer (&self->editor);
  if (editor != NULL)
    gtk_window_destroy (GTK_WINDOW (editor));
}

static void
sockeye_quick_commands_panel_dispose (GObject *object)
{
  SockeyeQuickCommandsPanel *self = SOCKEYE_QUICK_COMMANDS_PANEL (object);

  self->frozen = TRUE;
  g_clear_handle_id (&self->naming, g_source_remove);
  clear_editor (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->commands != NULL)
    g_signal_handlers_disconnect_by_data (self->commands, self);
  if (self->choice != NULL)
    g_signal_handlers_disconnect_by_data (self->choice, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_QUICK_COMMANDS_PANEL);
  g_clear_object (&self->choice);
  g_clear_object (&self->commands);
  g_clear_object (&self->shown);
  g_clear_object (&self->selection);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->obstacle, g_free);

  G_OBJECT_CLASS (sockeye_quick_commands_panel_parent_class)->dispose (object);
}

static gboolean
sockeye_quick_commands_panel_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOCKEYE_QUICK_COMMANDS_PANEL (widget)->list));
}

static void
sockeye_quick_commands_panel_finalize (GObject *object)
{
  g_ptr_array_unref (SOCKEYE_QUICK_COMMANDS_PANEL (object)->rows);

  G_OBJECT_CLASS (sockeye_quick_commands_panel_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SOCKEYE_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/quick-commands-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandsPanel, notice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandsPanel, list);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandsPanel, empty);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandsPanel, rounds);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandsPanel, run);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandsPanel, row_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  sockeye_quick_commands_panel_bind_folder (widget_class);
}

static void
sockeye_quick_commands_panel_class_init (SockeyeQuickCommandsPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sockeye_quick_commands_panel_dispose;
  object_class->finalize = sockeye_quick_commands_panel_finalize;
  widget_class->grab_focus = sockeye_quick_commands_panel_grab_focus;

  /**
   * SockeyeQuickCommandsPanel::send:
   * @command: a command
   *
   * The user wants it to be sent, from its editor.
   */
  signals[SEND] = g_signal_new ("send", SOCKEYE_TYPE_QUICK_COMMANDS_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, SOCKEYE_TYPE_QUICK_COMMAND);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  sockeye_quick_commands_panel_install_actions (widget_class);
  bind_template (widget_class);
}

static void
set_up_list (SockeyeQuickCommandsPanel *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkDropTarget *target = gtk_drop_target_new (SOCKEYE_TYPE_QUICK_COMMAND, GDK_ACTION_MOVE);

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  gtk_list_view_set_factory (self->list, factory);

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_swapped (self->selection, "notify::selected",
                            G_CALLBACK (sockeye_quick_commands_panel_update_actions), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect_object (target, "drop", G_CALLBACK (on_list_drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (target));
}

static void
sockeye_quick_commands_panel_init (SockeyeQuickCommandsPanel *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_list (self);
  sockeye_quick_commands_panel_set_up_folder (self);

  self->menu = gtk_popover_menu_new_from_model (self->row_menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
}

/* --- Private */

/* The command that is chosen in the list, and where; %NULL: none */
SockeyeQuickCommand *
sockeye_quick_commands_panel_get_selected (SockeyeQuickCommandsPanel *self, guint *position)
{
  *position = gtk_single_selection_get_selected (self->selection);
  return *position != GTK_INVALID_LIST_POSITION && self->shown != NULL
             ? sockeye_quick_command_folder_get_command (self->shown, *position)
             : NULL;
}

/* Chooses a command, and brings it into view; where the keyboard's focus goes when the list gets it. */
void
sockeye_quick_commands_panel_select (SockeyeQuickCommandsPanel *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

/* One editor for a window: it changes over to the command. */
void
sockeye_quick_commands_panel_edit (SockeyeQuickCommandsPanel *self, SockeyeQuickCommand *command)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->editor == NULL)
    {
      g_set_weak_pointer (&self->editor, sockeye_quick_command_editor_new (GTK_WINDOW (root), self->commands,
                                                                           self->workspace));
      g_signal_connect_object (self->editor, "send", G_CALLBACK (on_editor_send), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->editor, "gone", G_CALLBACK (on_editor_gone), self, G_CONNECT_SWAPPED);
      sockeye_quick_command_editor_set_obstacle (self->editor, self->obstacle);
    }
  sockeye_quick_command_editor_set_command (self->editor, command);
  gtk_window_present (GTK_WINDOW (self->editor));
}

/* --- Public */

/**
 * sockeye_quick_commands_panel_set_choice:
 * @self: a panel
 * @choice: the folder that it shows; once
 */
void
sockeye_quick_commands_panel_set_choice (SockeyeQuickCommandsPanel *self, SockeyeQuickCommandsChoice *choice)
{
  g_return_if_fail (self->choice == NULL);

  self->choice = g_object_ref (choice);
  self->commands = g_object_ref (sockeye_quick_commands_choice_get_commands (choice));
  g_signal_connect_swapped (self->commands, "notify::can-undo",
                            G_CALLBACK (sockeye_quick_commands_panel_update_actions), self);
  sockeye_quick_commands_panel_follow_choice (self);
}

/**
 * sockeye_quick_commands_panel_set_workspace:
 * @self: a panel
 * @workspace: whose encoding the commands are sent in that have none of their own; once
 */
void
sockeye_quick_commands_panel_set_workspace (SockeyeQuickCommandsPanel *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
}

/**
 * sockeye_quick_commands_panel_set_store:
 * @self: a panel
 * @store: where is kept how often the sequence is to be sent
 */
void
sockeye_quick_commands_panel_set_store (SockeyeQuickCommandsPanel *self, GSettings *store)
{
  g_settings_bind (store, "quick-commands-rounds", self->rounds, "value", G_SETTINGS_BIND_GET_NO_CHANGES);
}

/**
 * sockeye_quick_commands_panel_confirm:
 * @self: a panel
 *
 * What was typed and not yet confirmed counts as well: it goes to the store.
 */
void
sockeye_quick_commands_panel_confirm (SockeyeQuickCommandsPanel *self)
{
  gtk_spin_button_update (self->rounds);
}

/**
 * sockeye_quick_commands_panel_get_notice:
 * @self: a panel
 *
 * Returns: (transfer none): where it says what went wrong
 */
SockeyeNoticeBar *
sockeye_quick_commands_panel_get_notice (SockeyeQuickCommandsPanel *self)
{
  return self->notice;
}

/**
 * sockeye_quick_commands_panel_add:
 * @self: a panel
 * @command: a command that is in no folder
 *
 * Adds it to the folder that is shown, below the one that is chosen, and opens the editor.
 */
void
sockeye_quick_commands_panel_add (SockeyeQuickCommandsPanel *self, SockeyeQuickCommand *command)
{
  guint selected = gtk_single_selection_get_selected (self->selection);
  guint position = selected != GTK_INVALID_LIST_POSITION
                       ? selected + 1
                       : sockeye_quick_command_folder_get_n_commands (self->shown);
  g_autoptr (GError) error = NULL;

  if (!sockeye_quick_commands_add (self->commands, self->shown, position, command, &error))
    {
      sockeye_notice_bar_show_error (self->notice, error->message);
      return;
    }

  sockeye_notice_bar_dismiss (self->notice);
  sockeye_quick_commands_panel_select (self, position);
  sockeye_quick_commands_panel_edit (self, command);
}

/**
 * sockeye_quick_commands_panel_set_obstacles:
 * @self: a panel
 * @command: (nullable): why no command can be sent now, and what to do
 * @sequence: (nullable): why the sequence cannot be sent now, and what to do
 *
 * Says so where somebody tries.
 */
void
sockeye_quick_commands_panel_set_obstacles (SockeyeQuickCommandsPanel *self,
                                            const char *command,
                                            const char *sequence)
{
  g_autofree char *obstacle = g_strdup (command);
  const char *tooltip = sequence != NULL
                            ? sequence
                            : _ ("Send the ticked commands in order, with their gaps in between");

  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self->run)), tooltip) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->run), tooltip);
  if (g_strcmp0 (self->obstacle, obstacle) == 0)
    return;

  g_free (self->obstacle);
  self->obstacle = g_steal_pointer (&obstacle);
  for (guint i = 0; i < self->rows->len; i++)
    sockeye_quick_command_row_set_obstacle (g_ptr_array_index (self->rows, i), self->obstacle);
  if (self->editor != NULL)
    sockeye_quick_command_editor_set_obstacle (self->editor, self->obstacle);
}

/**
 * sockeye_quick_commands_panel_set_running:
 * @self: a panel
 * @running: whether the sequence is being sent
 *
 * Offers to send or to stop it.
 */
void
sockeye_quick_commands_panel_set_running (SockeyeQuickCommandsPanel *self, gboolean running)
{
  gtk_button_set_label (self->run, running ? _ ("Stop") : _ ("Send ticked"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->run),
                                  running ? "session.stop-job" : "session.send-sequence");
}
