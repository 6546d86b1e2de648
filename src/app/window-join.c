/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include <glib/gi18n-lib.h>

/* A page moves into another window of the program. */

static GList *
list_windows (SockeyeWindow *self)
{
  GtkApplication *program = gtk_window_get_application (GTK_WINDOW (self));

  return program != NULL ? gtk_application_get_windows (program) : NULL;
}

static gboolean
can_join (SockeyeWindow *self, gpointer window)
{
  return SOCKEYE_IS_WINDOW (window) && window != self && !sockeye_window_is_leaving (window)
         && sockeye_window_get_page (window) != NULL;
}

/* An underscore in a title is no mnemonic. */
static void
append (SockeyeWindow *self, GtkWindow *window)
{
  g_auto (GStrv) parts = g_strsplit (gtk_window_get_title (window), "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.move-to-window", "u",
                                     gtk_application_window_get_id (GTK_APPLICATION_WINDOW (window)));
  g_menu_append_item (self->windows_menu, item);
}

/* A menu that leads to nothing is not shown. */
static void
update_menu (SockeyeWindow *self)
{
  GMenuModel *menu = G_MENU_MODEL (self->windows_menu);
  gboolean offered = g_menu_model_get_n_items (menu) > 0;

  g_menu_remove_all (self->windows_menu);
  for (GList *l = list_windows (self); l != NULL; l = l->next)
    if (can_join (self, l->data))
      append (self, l->data);

  if (!offered && g_menu_model_get_n_items (menu) > 0)
    g_menu_append_submenu (self->move_section, _ ("Move to w_indow"), menu);
  else if (offered && g_menu_model_get_n_items (menu) == 0)
    g_menu_remove (self->move_section, g_menu_model_get_n_items (G_MENU_MODEL (self->move_section)) - 1);
}

static void
on_move_to_window (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeWindow *self = data;
  GtkApplication *program = gtk_window_get_application (GTK_WINDOW (self));
  GtkWindow *other = gtk_application_get_window_by_id (program, g_variant_get_uint32 (parameter));

  if (self->page != NULL && other != NULL && can_join (self, other))
    sockeye_window_join (SOCKEYE_WINDOW (other), self->page);
}

/* Private: @page comes into this window, with all that is open in it, from another one. */
void
sockeye_window_join (SockeyeWindow *self, SockeyeSessionPage *page)
{
  /* GTK 4.8 would look for the keyboard where the last page of the other window was. */
  gtk_window_set_focus (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))), NULL);
  sockeye_window_move_page (page, sockeye_window_get_side (self->page));
  sockeye_window_activate_page (self, page);
  gtk_window_present (GTK_WINDOW (self));
}

/* Private: @self has come, is about to go, or has another title: the menus of all windows follow. */
void
sockeye_window_tell_others (SockeyeWindow *self)
{
  for (GList *l = list_windows (self); l != NULL; l = l->next)
    if (SOCKEYE_IS_WINDOW (l->data) && !sockeye_window_is_leaving (l->data))
      update_menu (l->data);
}

void
sockeye_window_add_joining (SockeyeWindow *self)
{
  static const GActionEntry entries[] = {
    { "move-to-window", on_move_to_window, "u", NULL, NULL, { 0 } },
  };

  self->windows_menu = g_menu_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
