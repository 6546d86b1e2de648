/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-panel-private.h"

#include <glib/gi18n-lib.h>

/* What can be done to the commands and the folders. */

#define PANEL(widget) SOCKEYE_QUICK_COMMANDS_PANEL (widget)

static void
add_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  g_autoptr (SockeyeQuickCommand) command = sockeye_quick_command_new ();

  sockeye_quick_commands_panel_add (PANEL (widget), command);
}

static void
duplicate_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  guint position;
  SockeyeQuickCommand *selected = sockeye_quick_commands_panel_get_selected (PANEL (widget), &position);
  g_autoptr (SockeyeQuickCommand) command = sockeye_quick_command_copy (selected);

  sockeye_quick_commands_panel_add (PANEL (widget), command);
}

static void
edit_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  guint position;
  SockeyeQuickCommand *selected = sockeye_quick_commands_panel_get_selected (PANEL (widget), &position);

  sockeye_quick_commands_panel_edit (PANEL (widget), selected);
}

static void
offer_undo (SockeyeQuickCommandsPanel *self, const char *name)
{
  /* Translators: %s is the name of what was deleted */
  g_autofree char *message = g_strdup_printf (_ ("“%s” was deleted."), name);

  sockeye_notice_bar_show_undo (self->notice, message, "commands.undo");
}

/* The row that had the keyboard's focus is gone, or another one now. */
static void
go_on_at (SockeyeQuickCommandsPanel *self, guint position, gboolean focused)
{
  sockeye_quick_commands_panel_select (self, position);
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static gboolean
list_has_focus (SockeyeQuickCommandsPanel *self)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;
}

static void
delete_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeQuickCommandsPanel *self = PANEL (widget);
  guint position;
  SockeyeQuickCommand *selected = sockeye_quick_commands_panel_get_selected (self, &position);
  g_autofree char *title = g_strdup (sockeye_quick_command_get_title (selected));
  gboolean focused = list_has_focus (self);
  guint n;

  sockeye_quick_commands_delete (self->commands, selected);
  n = sockeye_quick_command_folder_get_n_commands (self->shown);
  if (n > 0)
    go_on_at (self, MIN (position, n - 1), focused);
  offer_undo (self, title);
}

static void
undo_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeQuickCommandsPanel *self = PANEL (widget);
  g_autoptr (GError) error = NULL;

  if (sockeye_quick_commands_undo (self->commands, &error))
    sockeye_notice_bar_dismiss (self->notice);
  else
    sockeye_notice_bar_show_error (self->notice, error->message);
}

static void
move (SockeyeQuickCommandsPanel *self, int by)
{
  guint position;
  SockeyeQuickCommand *selected = sockeye_quick_commands_panel_get_selected (self, &position);
  gboolean focused = list_has_focus (self);
  guint to = (guint) ((int) position + by);

  if (sockeye_quick_commands_move (self->commands, selected, self->shown, to))
    go_on_at (self, to, focused);
}

static void
move_up_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  move (PANEL (widget), -1);
}

static void
move_down_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  move (PANEL (widget), 1);
}

static void
menu_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeQuickCommandsPanel *self = PANEL (widget);
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  graphene_rect_t row;

  if (focus == NULL || !gtk_widget_compute_bounds (focus, widget, &row))
    return;

  gtk_popover_set_pointing_to (
      GTK_POPOVER (self->menu),
      &(GdkRectangle){ (int) row.origin.x + 24, (int) (row.origin.y + row.size.height) - 4, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
new_folder_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeQuickCommandsPanel *self = PANEL (widget);
  g_autoptr (GError) error = NULL;
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_add_folder (self->commands, _ ("New folder"),
                                                                         &error);

  if (folder == NULL)
    {
      sockeye_notice_bar_show_error (self->notice, error->message);
      return;
    }

  sockeye_quick_commands_panel_show_folder (self, folder);
  sockeye_quick_commands_panel_begin_naming (self);
}

static void
rename_folder_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  sockeye_quick_commands_panel_begin_naming (PANEL (widget));
}

static void
delete_folder_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeQuickCommandsPanel *self = PANEL (widget);
  g_autofree char *name = g_strdup (sockeye_quick_command_folder_get_name (self->shown));

  if (sockeye_quick_commands_delete_folder (self->commands, self->shown))
    offer_undo (self, name);
}

static void
import_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  sockeye_quick_commands_panel_ask_import (PANEL (widget));
}

static void
export_folder_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  sockeye_quick_commands_panel_ask_export (PANEL (widget), PANEL (widget)->shown);
}

static void
export_all_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  sockeye_quick_commands_panel_ask_export (PANEL (widget), NULL);
}

/* Private */
void
sockeye_quick_commands_panel_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "commands.add", add_action },
    { "commands.edit", edit_action },
    { "commands.duplicate", duplicate_action },
    { "commands.delete", delete_action },
    { "commands.undo", undo_action },
    { "commands.move-up", move_up_action },
    { "commands.move-down", move_down_action },
    { "commands.menu", menu_action },
    { "commands.new-folder", new_folder_action },
    { "commands.rename-folder", rename_folder_action },
    { "commands.delete-folder", delete_folder_action },
    { "commands.import", import_action },
    { "commands.export-folder", export_folder_action },
    { "commands.export-all", export_all_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
}

/* Private: the only place that enables them. */
void
sockeye_quick_commands_panel_update_actions (SockeyeQuickCommandsPanel *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint position;
  gboolean selected = sockeye_quick_commands_panel_get_selected (self, &position) != NULL;
  guint n = self->shown != NULL ? sockeye_quick_command_folder_get_n_commands (self->shown) : 0;

  gtk_widget_action_set_enabled (widget, "commands.edit", selected);
  gtk_widget_action_set_enabled (widget, "commands.duplicate", selected);
  gtk_widget_action_set_enabled (widget, "commands.delete", selected);
  gtk_widget_action_set_enabled (widget, "commands.menu", selected);
  gtk_widget_action_set_enabled (widget, "commands.move-up", selected && position > 0);
  gtk_widget_action_set_enabled (widget, "commands.move-down", selected && position + 1 < n);
  gtk_widget_action_set_enabled (widget, "commands.undo", sockeye_quick_commands_can_undo (self->commands));
  gtk_widget_action_set_enabled (widget, "commands.delete-folder",
                                 sockeye_quick_commands_get_n_folders (self->commands) > 1);
}
