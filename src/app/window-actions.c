/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include <string.h>

/* What is done with tabs. What is done with a session is the page's, see session-page-actions.c. */

static GtkNotebook *
get_side (SockeyeWindow *self)
{
  return sockeye_window_get_side (self->page);
}

/* A new one begins as the one that was looked at last stands. */
static void
on_new_tab (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;

  sockeye_session_page_save_state (self->page);
  sockeye_window_activate_page (self, sockeye_window_make_page (self, NULL, get_side (self)));
}

static void
on_new_pair (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeWindow *self = data;

  sockeye_session_page_save_state (self->page);
  sockeye_window_new_pair (self, strcmp (g_variant_get_string (parameter, NULL), "udp") == 0);
}

static void
on_close_tab (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;

  sockeye_window_close_page (self, self->page);
}

static void
on_rename_tab (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;

  sockeye_window_rename_page (self->page);
}

static void
on_detach_tab (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;

  sockeye_window_detach_page (self, self->page);
}

/* From the last to the first, and across both sides. */
static void
go (SockeyeWindow *self, guint steps)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);
  guint position;

  if (g_ptr_array_find (pages, self->page, &position))
    sockeye_window_activate_page (self, pages->pdata[(position + steps) % pages->len]);
}

static void
on_next_tab (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  go (data, 1);
}

static void
on_previous_tab (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);

  go (self, pages->len - 1);
}

static void
move (SockeyeWindow *self, int by)
{
  GtkNotebook *side = get_side (self);
  int position = gtk_notebook_page_num (side, GTK_WIDGET (self->page)) + by;

  if (position >= 0 && position < gtk_notebook_get_n_pages (side))
    gtk_notebook_reorder_child (side, GTK_WIDGET (self->page), position);
}

static void
on_move_left (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  move (data, -1);
}

static void
on_move_right (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  move (data, 1);
}

/* The other end of a pair, otherwise the next tab. */
static SockeyeSessionPage *
choose_other (SockeyeWindow *self)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);
  SockeyeSessionPage *twin = sockeye_session_page_get_twin (self->page);
  guint position;

  if (twin != NULL && g_ptr_array_find (pages, twin, NULL))
    return twin;
  return g_ptr_array_find (pages, self->page, &position) ? pages->pdata[(position + 1) % pages->len] : NULL;
}

static void
change_side_by_side (GSimpleAction *action G_GNUC_UNUSED, GVariant *value, gpointer data)
{
  SockeyeWindow *self = data;

  if (!g_variant_get_boolean (value))
    {
      sockeye_window_end_beside (self);
      return;
    }
  sockeye_window_show_beside (self, choose_other (self));
  sockeye_window_prefer_sides (self);
}

static void
on_show_beside (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeWindow *self = data;
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);
  guint position = g_variant_get_uint32 (parameter);

  if (position >= pages->len)
    return;
  sockeye_window_show_beside (self, pages->pdata[position]);
  sockeye_window_prefer_sides (self);
}

static void
on_projector (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  sockeye_window_show_projector (data);
}

static void
set_enabled (SockeyeWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* An underscore in a name is no mnemonic. */
static void
update_beside_menu (SockeyeWindow *self, GPtrArray *pages)
{
  g_menu_remove_all (self->beside_menu);
  for (guint i = 0; i < pages->len; i++)
    {
      g_autoptr (GMenuItem) item = NULL;
      g_auto (GStrv) parts = NULL;
      g_autofree char *label = NULL;

      if (pages->pdata[i] == self->page)
        continue;
      parts = g_strsplit (sockeye_session_page_get_label (pages->pdata[i]), "_", -1);
      label = g_strjoinv ("__", parts);
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "win.show-beside", "u", i);
      g_menu_append_item (self->beside_menu, item);
    }
}

/* Private: the only place that enables them. */
void
sockeye_window_update_actions (SockeyeWindow *self)
{
  g_autoptr (GPtrArray) pages = NULL;
  GAction *beside;
  gboolean several;
  int position, last;

  if (self->arranging || self->page == NULL)
    return;

  pages = sockeye_window_get_pages (self);
  several = pages->len > 1;
  position = gtk_notebook_page_num (get_side (self), GTK_WIDGET (self->page));
  last = gtk_notebook_get_n_pages (get_side (self)) - 1;
  beside = g_action_map_lookup_action (G_ACTION_MAP (self), "side-by-side");

  set_enabled (self, "rename-tab", several);
  set_enabled (self, "detach-tab", several);
  set_enabled (self, "next-tab", several);
  set_enabled (self, "previous-tab", several);
  set_enabled (self, "move-tab-left", position > 0);
  set_enabled (self, "move-tab-right", position < last);
  set_enabled (self, "side-by-side", several);
  set_enabled (self, "show-beside", several);
  g_simple_action_set_state (G_SIMPLE_ACTION (beside),
                             g_variant_new_boolean (gtk_notebook_get_n_pages (self->second) > 0));
  update_beside_menu (self, pages);
}

void
sockeye_window_add_actions (SockeyeWindow *self)
{
  static const GActionEntry entries[] = {
    { "new-tab", on_new_tab, NULL, NULL, NULL, { 0 } },
    { "new-pair", on_new_pair, "s", NULL, NULL, { 0 } },
    { "close-tab", on_close_tab, NULL, NULL, NULL, { 0 } },
    { "rename-tab", on_rename_tab, NULL, NULL, NULL, { 0 } },
    { "detach-tab", on_detach_tab, NULL, NULL, NULL, { 0 } },
    { "next-tab", on_next_tab, NULL, NULL, NULL, { 0 } },
    { "previous-tab", on_previous_tab, NULL, NULL, NULL, { 0 } },
    { "move-tab-left", on_move_left, NULL, NULL, NULL, { 0 } },
    { "move-tab-right", on_move_right, NULL, NULL, NULL, { 0 } },
    { "side-by-side", NULL, NULL, "false", change_side_by_side, { 0 } },
    { "show-beside", on_show_beside, "u", NULL, NULL, { 0 } },
    { "projector", on_projector, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
