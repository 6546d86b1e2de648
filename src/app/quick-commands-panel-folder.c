/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-panel-private.h"

#include "label-factory.h"

/* Which folder is shown, and what it is called. */

/* The choice is another one, or has other commands. */
static void
on_choice_changed (SockeyeQuickCommandsPanel *self)
{
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_choice_get_folder (self->choice);

  if (folder != self->shown)
    {
      /* What was being typed was the name of the other one. */
      gtk_stack_set_visible_child_name (self->folder_stack, "choose");
      g_set_object (&self->shown, folder);
      gtk_single_selection_set_model (self->selection, G_LIST_MODEL (folder));
    }
  sockeye_quick_commands_panel_refresh (self);
}

static void
on_folder_chosen (SockeyeQuickCommandsPanel *self)
{
  SockeyeQuickCommandFolder *folder = gtk_drop_down_get_selected_item (self->folder);

  if (!self->frozen && folder != NULL)
    sockeye_quick_commands_choice_choose (self->choice, folder);
}

static void
on_folders_change (SockeyeQuickCommandsPanel *self)
{
  self->frozen = TRUE;
}

/* A drop-down whose chosen item goes away chooses another one by itself. */
static void
on_folders_settled (SockeyeQuickCommandsPanel *self)
{
  guint position;

  self->frozen = TRUE;
  if (sockeye_quick_commands_find_folder (self->commands, self->shown, &position))
    gtk_drop_down_set_selected (self->folder, position);
  self->frozen = FALSE;
  sockeye_quick_commands_panel_update_actions (self);
}

/* --- Its name */

static gboolean
is_naming (SockeyeQuickCommandsPanel *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->folder_stack), "rename") == 0;
}

static void
end_naming (SockeyeQuickCommandsPanel *self, gboolean take)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->folder_name)));
  g_autoptr (GError) error = NULL;

  if (self->frozen || !is_naming (self))
    return;

  g_strstrip (name);
  gtk_stack_set_visible_child_name (self->folder_stack, "choose");
  if (take && !sockeye_quick_command_folder_set_name (self->shown, name, &error))
    sockeye_notice_bar_show_error (self->notice, error->message);
}

static void
on_folder_named (SockeyeQuickCommandsPanel *self)
{
  end_naming (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->folder));
}

static void
on_folder_name_left (SockeyeQuickCommandsPanel *self)
{
  end_naming (self, TRUE);
}

static gboolean
on_folder_name_key (GtkEventControllerKey *controller,
                    guint keyval,
                    guint keycode G_GNUC_UNUSED,
                    GdkModifierType modifiers G_GNUC_UNUSED,
                    gpointer data G_GNUC_UNUSED)
{
  GtkWidget *entry = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  SockeyeQuickCommandsPanel *self = SOCKEYE_QUICK_COMMANDS_PANEL (
      gtk_widget_get_ancestor (entry, SOCKEYE_TYPE_QUICK_COMMANDS_PANEL));

  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;

  end_naming (self, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->folder));
  return GDK_EVENT_STOP;
}

/* --- Private */

void
sockeye_quick_commands_panel_bind_folder (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandsPanel, folder_stack);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandsPanel, folder);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandsPanel, folder_name);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_name_key);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_name_left);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_named);
}

void
sockeye_quick_commands_panel_set_up_folder (SockeyeQuickCommandsPanel *self)
{
  g_autoptr (GtkListItemFactory) factory = sockeye_label_factory_new ("name");

  gtk_drop_down_set_factory (self->folder, factory);
}

/* From now on the drop-down offers the folders that there are, and what is chosen is shown. */
void
sockeye_quick_commands_panel_follow_choice (SockeyeQuickCommandsPanel *self)
{
  g_signal_connect_swapped (self->choice, "changed", G_CALLBACK (on_choice_changed), self);
  g_signal_connect_swapped (self->choice, "settled", G_CALLBACK (on_folders_settled), self);
  g_signal_connect_swapped (self->commands, "items-changed", G_CALLBACK (on_folders_change), self);
  self->frozen = TRUE;
  gtk_drop_down_set_model (self->folder, G_LIST_MODEL (self->commands));
  on_choice_changed (self);
  on_folders_settled (self);
}

void
sockeye_quick_commands_panel_show_folder (SockeyeQuickCommandsPanel *self, SockeyeQuickCommandFolder *folder)
{
  guint position;

  if (sockeye_quick_commands_find_folder (self->commands, folder, &position))
    gtk_drop_down_set_selected (self->folder, position);
}

static gboolean
on_begin_naming (gpointer data)
{
  SockeyeQuickCommandsPanel *self = data;

  self->naming = 0;
  gtk_editable_set_text (GTK_EDITABLE (self->folder_name),
                         sockeye_quick_command_folder_get_name (self->shown));
  gtk_stack_set_visible_child_name (self->folder_stack, "rename");
  gtk_widget_grab_focus (GTK_WIDGET (self->folder_name));
  gtk_editable_select_region (GTK_EDITABLE (self->folder_name), 0, -1);
  return G_SOURCE_REMOVE;
}

/* Instead of the drop-down there is a field with its name, until Enter, Escape or a click elsewhere. Later: a menu that
 * closes takes the keyboard's focus back to where it was. */
void
sockeye_quick_commands_panel_begin_naming (SockeyeQuickCommandsPanel *self)
{
  if (self->naming == 0)
    self->naming = g_idle_add (on_begin_naming, self);
}
