/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connections-panel.h"

#include "connection-item.h"
#include "connection-rate.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeConnectionsPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *count;
  SockeyeConnectionRate *rate;
  GtkColumnView *list;
  GtkColumnViewColumn *tick_column;
  GtkColumnViewColumn *remote_column;
  GtkColumnViewColumn *since_column;
  GtkColumnViewColumn *received_column;
  GtkColumnViewColumn *sent_column;
  GtkColumnViewColumn *queued_column;
  GtkColumnViewColumn *disconnect_column;

  /* Owned */
  GListModel *connections;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (SockeyeConnectionsPanel, sockeye_connections_panel, GTK_TYPE_WIDGET)

enum
{
  PEER_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_setup_text (GtkSignalListItemFactory *factory G_GNUC_UNUSED, GtkListItem *list_item, gpointer data)
{
  const char *property = data;
  GtkWidget *label = gtk_label_new (NULL);
  gboolean is_remote = g_str_equal (property, "remote");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), is_remote ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (GTK_LABEL (label), is_remote ? 16 : 11);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind_text (GtkSignalListItemFactory *factory G_GNUC_UNUSED, GtkListItem *list_item, gpointer data)
{
  GtkWidget *label = gtk_list_item_get_child (list_item);
  GBinding *binding = g_object_bind_property (gtk_list_item_get_item (list_item), data, label, "label",
                                              G_BINDING_SYNC_CREATE);

  g_object_set_data (G_OBJECT (list_item), "binding", binding);
}

static void
on_unbind_text (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
                GtkListItem *list_item,
                gpointer data G_GNUC_UNUSED)
{
  GBinding *binding = g_object_steal_data (G_OBJECT (list_item), "binding");

  g_binding_unbind (binding);
}

static void
on_setup_button (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
                 GtkListItem *list_item,
                 gpointer data G_GNUC_UNUSED)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Disconnect (Delete)"));
  gtk_list_item_set_child (list_item, button);
}

static void
on_bind_button (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
                GtkListItem *list_item,
                gpointer data G_GNUC_UNUSED)
{
  SockeyeConnectionItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *button = gtk_list_item_get_child (list_item);
  /* Translators: the name of a button; %s is an address and port */
  g_autofree char *name = g_strdup_printf (_ ("Disconnect %s"), sockeye_connection_item_get_remote (item));

  /* The target first: the action wants one. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", sockeye_connection_item_get_peer (item));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.disconnect");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The list counts who is ticked: it is told, and the box follows. */
static void
on_ticked (GtkCheckButton *check, GtkListItem *list_item)
{
  SockeyeConnectionItem *item = gtk_list_item_get_item (list_item);
  gboolean active = gtk_check_button_get_active (check);

  if (item != NULL && sockeye_connection_item_is_ticked (item) != active)
    gtk_widget_activate_action (GTK_WIDGET (check), "win.tick-connection", "(ub)",
                                sockeye_connection_item_get_peer (item), active);
}

static void
on_setup_tick (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
               GtkListItem *list_item,
               gpointer data G_GNUC_UNUSED)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_tooltip_text (check, _ ("Send to this one too, when “Ticked connections” is chosen"));
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_ticked), list_item, 0);
  gtk_list_item_set_child (list_item, check);
}

static void
on_bind_tick (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
              GtkListItem *list_item,
              gpointer data G_GNUC_UNUSED)
{
  SockeyeConnectionItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *check = gtk_list_item_get_child (list_item);
  /* Translators: the name of a check box; %s is an address and port */
  g_autofree char *name = g_strdup_printf (_ ("Tick %s"), sockeye_connection_item_get_remote (item));

  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (list_item), "binding",
                     g_object_bind_property (item, "ticked", check, "active", G_BINDING_SYNC_CREATE));
}

static void
set_tick_factory (GtkColumnViewColumn *column)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_tick), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_tick), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_text), NULL);
  gtk_column_view_column_set_factory (column, factory);
}

static void
set_text_factory (GtkColumnViewColumn *column, const char *property)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_text), (gpointer) property);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_text), (gpointer) property);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_text), NULL);
  gtk_column_view_column_set_factory (column, factory);
}

static void
set_button_factory (GtkColumnViewColumn *column)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_button), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_button), NULL);
  gtk_column_view_column_set_factory (column, factory);
}

static void
on_items_changed (SockeyeConnectionsPanel *self)
{
  g_autofree char *text = g_strdup_printf ("%'u", g_list_model_get_n_items (self->connections));

  gtk_label_set_label (self->count, text);
}

static void
on_selected (SockeyeConnectionsPanel *self)
{
  SockeyeConnectionItem *item = gtk_single_selection_get_selected_item (self->selection);

  sockeye_connection_rate_set_peer (self->rate, item != NULL ? sockeye_connection_item_get_peer (item) : 0);
}

static void
on_row_activated (SockeyeConnectionsPanel *self, guint position)
{
  g_autoptr (SockeyeConnectionItem) item = g_list_model_get_item (self->connections, position);

  if (item != NULL)
    g_signal_emit (self, signals[PEER_ACTIVATED], 0, sockeye_connection_item_get_peer (item));
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode G_GNUC_UNUSED,
                GdkModifierType modifiers G_GNUC_UNUSED,
                gpointer data G_GNUC_UNUSED)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *panel = gtk_widget_get_ancestor (list, SOCKEYE_TYPE_CONNECTIONS_PANEL);
  SockeyeConnectionItem *item = gtk_single_selection_get_selected_item (
      SOCKEYE_CONNECTIONS_PANEL (panel)->selection);

  if (item == NULL || (keyval != GDK_KEY_Delete && keyval != GDK_KEY_KP_Delete))
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (list, "win.disconnect", "u", sockeye_connection_item_get_peer (item));
  return GDK_EVENT_STOP;
}

static void
sockeye_connections_panel_dispose (GObject *object)
{
  SockeyeConnectionsPanel *self = SOCKEYE_CONNECTIONS_PANEL (object);

  if (self->connections != NULL)
    g_signal_handlers_disconnect_by_data (self->connections, self);
  g_clear_object (&self->connections);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_CONNECTIONS_PANEL);

  G_OBJECT_CLASS (sockeye_connections_panel_parent_class)->dispose (object);
}

static void
sockeye_connections_panel_class_init (SockeyeConnectionsPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_connections_panel_dispose;

  signals[PEER_ACTIVATED] = g_signal_new ("peer-activated", SOCKEYE_TYPE_CONNECTIONS_PANEL, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (SOCKEYE_TYPE_CONNECTION_RATE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/connections-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, count);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, rate);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, list);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, tick_column);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, remote_column);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, since_column);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, received_column);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, sent_column);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, queued_column);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, disconnect_column);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
sockeye_connections_panel_init (SockeyeConnectionsPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  set_tick_factory (self->tick_column);
  set_text_factory (self->remote_column, "remote");
  set_text_factory (self->since_column, "since");
  set_text_factory (self->received_column, "received");
  set_text_factory (self->sent_column, "sent");
  set_text_factory (self->queued_column, "queued");
  set_button_factory (self->disconnect_column);
}

/**
 * sockeye_connections_panel_set_model:
 * @self: a panel
 * @connections: of #SockeyeConnectionItem; once
 */
void
sockeye_connections_panel_set_model (SockeyeConnectionsPanel *self, GListModel *connections)
{
  g_return_if_fail (self->connections == NULL);

  self->connections = g_object_ref (connections);
  g_signal_connect_swapped (connections, "items-changed", G_CALLBACK (on_items_changed), self);
  on_items_changed (self);

  /* Nothing is selected by itself: Delete pressed twice must not end the next connection as well. */
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, connections);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  gtk_column_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

/**
 * sockeye_connections_panel_set_capture:
 * @self: a panel
 * @capture: what the connections' rates are read from
 */
void
sockeye_connections_panel_set_capture (SockeyeConnectionsPanel *self, SockeyeCapture *capture)
{
  sockeye_connection_rate_set_capture (self->rate, capture);
}
