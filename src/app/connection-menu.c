/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-menu.h"

#include <glib/gi18n-lib.h>

struct _SockeyeConnectionMenu
{
  GObject parent_instance;

  GtkWidget *parent;  /* borrowed: it owns the menu */
  GtkWidget *popover; /* (nullable) owned, as a child of @parent: made when it is shown first */
  GSimpleActionGroup *actions;
  SockeyeConnectionItem *item; /* (nullable): the one the menu was opened for */
};

G_DEFINE_FINAL_TYPE (SockeyeConnectionMenu, sockeye_connection_menu, G_TYPE_OBJECT)

static gboolean
has_flag (SockeyeConnectionMenu *self, SockeyeConnectionFlags flag)
{
  return (sockeye_connection_item_get_flags (self->item) & flag) != 0;
}

static void
set_enabled (SockeyeConnectionMenu *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_actions (SockeyeConnectionMenu *self)
{
  GAction *pause = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "pause-reading");
  gboolean paused = has_flag (self, SOCKEYE_CONNECTION_READING_PAUSED);

  set_enabled (self, "abort", sockeye_connection_item_has_reset (self->item));
  set_enabled (self, "close-sending", !has_flag (self, SOCKEYE_CONNECTION_SENDING_CLOSED));
  set_enabled (self, "pause-reading", paused || !has_flag (self, SOCKEYE_CONNECTION_PEER_CLOSED));
  g_simple_action_set_state (G_SIMPLE_ACTION (pause), g_variant_new_boolean (paused));
}

/* The window does it: its actions have the same names, and want the connection's id. */
static void
on_activated (GSimpleAction *action, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeConnectionMenu *self = data;
  g_autofree char *name = g_strconcat ("session.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_widget_activate_action (self->parent, name, "u", sockeye_connection_item_get_peer (self->item));
}

static void
change_pause (GSimpleAction *action G_GNUC_UNUSED, GVariant *value, gpointer data)
{
  SockeyeConnectionMenu *self = data;

  gtk_widget_activate_action (self->parent, "session.set-reading", "(ub)",
                              sockeye_connection_item_get_peer (self->item), !g_variant_get_boolean (value));
}

static void
set_item (SockeyeConnectionMenu *self, SockeyeConnectionItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item != NULL)
    g_signal_connect_swapped (item, "notify::notes", G_CALLBACK (update_actions), self);
}

static void
sockeye_connection_menu_dispose (GObject *object)
{
  SockeyeConnectionMenu *self = SOCKEYE_CONNECTION_MENU (object);

  set_item (self, NULL);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (sockeye_connection_menu_parent_class)->dispose (object);
}

static void
sockeye_connection_menu_class_init (SockeyeConnectionMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sockeye_connection_menu_dispose;
}

static void
sockeye_connection_menu_init (SockeyeConnectionMenu *self)
{
  static const GActionEntry entries[] = {
    { "close-sending", on_activated, NULL, NULL, NULL, { 0 } },
    { "pause-reading", NULL, NULL, "false", change_pause, { 0 } },
    { "connection-state", on_activated, NULL, NULL, NULL, { 0 } },
    { "call-diagram", on_activated, NULL, NULL, NULL, { 0 } },
    { "disconnect", on_activated, NULL, NULL, NULL, { 0 } },
    { "abort", on_activated, NULL, NULL, NULL, { 0 } },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

static GMenuModel *
make_model (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) hold = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();
  g_autoptr (GMenuItem) abort = g_menu_item_new (_ ("_Abort (RST)"), "connection.abort");

  g_menu_append (hold, _ ("Close _sending"), "connection.close-sending");
  g_menu_append (hold, _ ("_Pause reading"), "connection.pause-reading");
  g_menu_append (hold, _ ("Connection s_tate"), "connection.connection-state");
  g_menu_append (hold, _ ("Dia_gram of calls"), "connection.call-diagram");
  g_menu_append (end, _ ("_Disconnect"), "connection.disconnect");
  g_menu_item_set_attribute (abort, "hidden-when", "s", "action-disabled");
  g_menu_append_item (end, abort);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (hold));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  return G_MENU_MODEL (menu);
}

/**
 * sockeye_connection_menu_new:
 * @parent: what the menu belongs to; it drops the menu in its dispose
 *
 * Returns: (transfer full): a menu, not yet shown
 */
SockeyeConnectionMenu *
sockeye_connection_menu_new (GtkWidget *parent)
{
  SockeyeConnectionMenu *self = g_object_new (SOCKEYE_TYPE_CONNECTION_MENU, NULL);

  self->parent = parent;
  return self;
}

static void
make_popover (SockeyeConnectionMenu *self)
{
  g_autoptr (GMenuModel) model = make_model ();

  self->popover = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (self->popover, self->parent);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_insert_action_group (self->popover, "connection", G_ACTION_GROUP (self->actions));
}

/**
 * sockeye_connection_menu_popup:
 * @self: a menu
 * @item: the connection it is for
 * @x: where, in the parent's coordinates
 * @y: where
 */
void
sockeye_connection_menu_popup (SockeyeConnectionMenu *self, SockeyeConnectionItem *item, double x, double y)
{
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (self->popover == NULL)
    make_popover (self);
  set_item (self, item);
  update_actions (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/**
 * sockeye_connection_menu_get_actions:
 * @self: a menu
 *
 * Returns: (transfer none): what its items do
 */
GActionGroup *
sockeye_connection_menu_get_actions (SockeyeConnectionMenu *self)
{
  return G_ACTION_GROUP (self->actions);
}
