/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connections-panel.h"

#include "connection-item.h"
#include "connection-menu.h"
#include "connection-rate.h"
#include "template.h"
#include "text-scale.h"

#include <glib/gi18n-lib.h>

struct _SockeyeConnectionsPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *count;
  GtkWidget *pause;
  GtkWidget *stop;
  GtkWidget *queue_strip;
  GtkLabel *queue;
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
  SockeyeSession *session;
  SockeyeConnectionMenu *menu;
};

G_DEFINE_FINAL_TYPE (SockeyeConnectionsPanel, sockeye_connections_panel, GTK_TYPE_WIDGET)

enum
{
  PEER_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkWidget *
make_label (int width_chars, PangoEllipsizeMode ellipsize)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

/* The context menu asks a cell whose it is. */
static void
set_child (GtkListItem *list_item, GtkWidget *child)
{
  g_object_set_data (G_OBJECT (child), "list-item", list_item);
  gtk_list_item_set_child (list_item, child);
}

static void
on_setup_text (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
               GtkListItem *list_item,
               gpointer data G_GNUC_UNUSED)
{
  set_child (list_item, make_label (11, PANGO_ELLIPSIZE_NONE));
}

/* How a connection stands, where that is not as usual: a picture each, and the words in its tooltip. */
static const struct
{
  SockeyeConnectionFlags flag;
  const char *icon;
} notes[] = {
  { SOCKEYE_CONNECTION_SENDING_CLOSED, "network-receive-symbolic" },
  { SOCKEYE_CONNECTION_PEER_CLOSED, "network-transmit-symbolic" },
  { SOCKEYE_CONNECTION_READING_PAUSED, "media-playback-pause-symbolic" },
};

static void
on_setup_remote (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
                 GtkListItem *list_item,
                 gpointer data G_GNUC_UNUSED)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_box_append (GTK_BOX (box), make_label (12, PANGO_ELLIPSIZE_MIDDLE));
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      GtkWidget *image = gtk_image_new_from_icon_name (notes[i].icon);
      g_autofree char *words = sockeye_connection_flags_describe (notes[i].flag);

      gtk_widget_set_tooltip_text (image, words);
      gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
      gtk_box_append (GTK_BOX (box), image);
    }
  set_child (list_item, box);
}

static void
show_notes (GtkWidget *box, GParamSpec *pspec G_GNUC_UNUSED, SockeyeConnectionItem *item)
{
  GtkWidget *image = gtk_widget_get_first_child (box);

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      image = gtk_widget_get_next_sibling (image);
      gtk_widget_set_visible (image, (sockeye_connection_item_get_flags (item) & notes[i].flag) != 0);
    }
}

static void
on_bind_remote (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
                GtkListItem *list_item,
                gpointer data G_GNUC_UNUSED)
{
  SockeyeConnectionItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *label = gtk_widget_get_first_child (box);

  gtk_label_set_label (GTK_LABEL (label), sockeye_connection_item_get_remote (item));
  g_signal_connect_object (item, "notify::notes", G_CALLBACK (show_notes), box, G_CONNECT_SWAPPED);
  show_notes (box, NULL, item);
}

static void
on_unbind_remote (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
                  GtkListItem *list_item,
                  gpointer data G_GNUC_UNUSED)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item),
                                        gtk_list_item_get_child (list_item));
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
  set_child (list_item, button);
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
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "session.disconnect");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The list counts who is ticked: it is told, and the box follows. */
static void
on_ticked (GtkCheckButton *check, GtkListItem *list_item)
{
  SockeyeConnectionItem *item = gtk_list_item_get_item (list_item);
  gboolean active = gtk_check_button_get_active (check);

  if (item != NULL && sockeye_connection_item_is_ticked (item) != active)
    gtk_widget_activate_action (GTK_WIDGET (check), "session.tick-connection", "(ub)",
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
  set_child (list_item, check);
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

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_text), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_text), (gpointer) property);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_text), NULL);
  gtk_column_view_column_set_factory (column, factory);
}

static void
set_remote_factory (GtkColumnViewColumn *column)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_remote), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_remote), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_remote), NULL);
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

/* The row at this widget, which may be a cell, a part of one, or a row itself. */
static GtkListItem *
find_list_item (SockeyeConnectionsPanel *self, GtkWidget *widget)
{
  for (; widget != NULL && widget != GTK_WIDGET (self->list); widget = gtk_widget_get_parent (widget))
    for (GtkWidget *inner = widget; inner != NULL; inner = gtk_widget_get_first_child (inner))
      {
        GtkListItem *list_item = g_object_get_data (G_OBJECT (inner), "list-item");

        if (list_item != NULL)
          return list_item;
      }
  return NULL;
}

/* The press chooses the row; the menu comes with the release, which would otherwise happen within the menu, and GTK 4.8
 * then loses count of what is pressed. */
static void
on_menu_pressed (GtkGestureClick *gesture,
                 int n_press G_GNUC_UNUSED,
                 double x,
                 double y,
                 gpointer data G_GNUC_UNUSED)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  SockeyeConnectionsPanel *self = SOCKEYE_CONNECTIONS_PANEL (
      gtk_widget_get_ancestor (list, SOCKEYE_TYPE_CONNECTIONS_PANEL));
  GtkListItem *list_item = find_list_item (self, gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT));

  if (list_item == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_single_selection_set_selected (self->selection, gtk_list_item_get_position (list_item));
}

static void
on_menu_released (GtkGestureClick *gesture,
                  int n_press G_GNUC_UNUSED,
                  double x,
                  double y,
                  gpointer data G_GNUC_UNUSED)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  SockeyeConnectionsPanel *self = SOCKEYE_CONNECTIONS_PANEL (
      gtk_widget_get_ancestor (list, SOCKEYE_TYPE_CONNECTIONS_PANEL));
  SockeyeConnectionItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item == NULL || find_list_item (self, gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT)) == NULL)
    return;
  gtk_widget_translate_coordinates (list, GTK_WIDGET (self), x, y, &x, &y);
  sockeye_connection_menu_popup (self->menu, item, x, y);
}

/* At the row that has the focus, as far as it is in view. */
static void
popup_by_key (SockeyeConnectionsPanel *self, SockeyeConnectionItem *item)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  graphene_rect_t list, row;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (self->list), GTK_WIDGET (self), &list))
    return;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list))
      || !gtk_widget_compute_bounds (focus, GTK_WIDGET (self), &row)
      || !graphene_rect_intersection (&list, &row, &row))
    row = list;
  sockeye_connection_menu_popup (self->menu, item, row.origin.x + 40, row.origin.y + row.size.height);
}

static gboolean
is_menu_key (guint keyval, GdkModifierType modifiers)
{
  return keyval == GDK_KEY_Menu
         || (keyval == GDK_KEY_F10
             && (modifiers & gtk_accelerator_get_default_mod_mask ()) == GDK_SHIFT_MASK);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode G_GNUC_UNUSED,
                GdkModifierType modifiers,
                gpointer data G_GNUC_UNUSED)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  SockeyeConnectionsPanel *self = SOCKEYE_CONNECTIONS_PANEL (
      gtk_widget_get_ancestor (list, SOCKEYE_TYPE_CONNECTIONS_PANEL));
  SockeyeConnectionItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL && is_menu_key (keyval, modifiers))
    {
      popup_by_key (self, item);
      return GDK_EVENT_STOP;
    }
  if (item == NULL || (keyval != GDK_KEY_Delete && keyval != GDK_KEY_KP_Delete))
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (list, "session.disconnect", "u", sockeye_connection_item_get_peer (item));
  return GDK_EVENT_STOP;
}

static void
show_queue (SockeyeConnectionsPanel *self)
{
  guint waiting = sockeye_session_get_waiting (self->session);
  guint backlog = sockeye_session_get_backlog (self->session);
  g_autofree char *text = NULL;

  if (waiting > backlog)
    text = g_strdup_printf (
        /* Translators: both are numbers: how many wait to be accepted, and the limit of their queue */
        ngettext ("Accepting paused: %u client waits (backlog %u), and no other gets an answer",
                  "Accepting paused: %u clients wait (backlog %u), and no other gets an answer", waiting),
        waiting, backlog);
  else
    text = g_strdup_printf (
        /* Translators: both are numbers: how many wait to be accepted, and the limit of their queue */
        ngettext ("Accepting paused: %u client waits (backlog %u)",
                  "Accepting paused: %u clients wait (backlog %u)", waiting),
        waiting, backlog);
  gtk_label_set_label (self->queue, text);
}

/* A column that is only hidden still takes its width in GTK 4.8. */
static void
show_ticks (SockeyeConnectionsPanel *self, gboolean shown)
{
  gboolean is_shown = gtk_column_view_column_get_column_view (self->tick_column) != NULL;

  if (shown && !is_shown)
    gtk_column_view_insert_column (self->list, 0, self->tick_column);
  else if (!shown && is_shown)
    gtk_column_view_remove_column (self->list, self->tick_column);
}

static void
sync_session (SockeyeConnectionsPanel *self)
{
  gboolean is_server = !sockeye_session_get_short_connections (self->session)
                       || sockeye_session_get_state (self->session) == SOCKEYE_SESSION_CLOSED;
  gboolean paused = sockeye_session_get_accepting_paused (self->session);

  gtk_widget_set_visible (self->pause, is_server);
  gtk_widget_set_visible (self->stop, is_server);
  show_ticks (self, is_server);
  gtk_widget_set_visible (self->queue_strip, paused);
  if (paused)
    show_queue (self);
}

static void
sockeye_connections_panel_dispose (GObject *object)
{
  SockeyeConnectionsPanel *self = SOCKEYE_CONNECTIONS_PANEL (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->menu);
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
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, pause);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, stop);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, queue_strip);
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionsPanel, queue);
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
  gtk_widget_class_bind_template_callback (widget_class, on_menu_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_menu_released);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
sockeye_connections_panel_init (SockeyeConnectionsPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  set_tick_factory (self->tick_column);
  set_remote_factory (self->remote_column);
  set_text_factory (self->since_column, "since");
  set_text_factory (self->received_column, "received");
  set_text_factory (self->sent_column, "sent");
  set_text_factory (self->queued_column, "queued");
  set_button_factory (self->disconnect_column);
  sockeye_text_scale_watch_columns (self->list);
  self->menu = sockeye_connection_menu_new (GTK_WIDGET (self));
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
 * sockeye_connections_panel_set_session:
 * @self: a panel
 * @session: whose connections they are; once
 */
void
sockeye_connections_panel_set_session (SockeyeConnectionsPanel *self, SockeyeSession *session)
{
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify", G_CALLBACK (sync_session), self);
  sync_session (self);
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
