/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "socket-options-window.h"

#include "errors.h"
#include "local-addresses.h"
#include "multicast-page.h"
#include "option-row.h"
#include "send-target.h"
#include "session-options.h"
#include "socket-option.h"

#include <glib/gi18n-lib.h>

struct _SockeyeSocketOptionsWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkStack *title;
  GtkLabel *title_label;
  GtkStackSwitcher *switcher;
  GtkLabel *socket_label;
  GtkDropDown *socket;
  GtkLabel *state;
  GtkStack *pages;
  GtkLabel *wished_title;
  GtkLabel *reported_title;
  GtkBox *general;
  SockeyeMulticastPage *multicast;

  /* Owned */
  SockeyeWorkspace *workspace; /* NULL: disposed */
  GSettings *settings;
  GtkSizeGroup *editor_widths;
  GtkSizeGroup *report_widths;
  SockeyeSocketReport *report; /* (nullable): the newest one */

  SockeyeOptionRow *rows[SOCKEYE_N_OPTIONS]; /* borrowed from the boxes */
  SockeyeProtocol protocol;
  gboolean followed; /* @protocol is the one of the main window */
};

G_DEFINE_FINAL_TYPE (SockeyeSocketOptionsWindow, sockeye_socket_options_window, GTK_TYPE_WINDOW)

static SockeyeSession *
get_session (SockeyeSocketOptionsWindow *self)
{
  return sockeye_workspace_get_session (self->workspace);
}

static SockeyeWishes *
get_wishes (SockeyeSocketOptionsWindow *self)
{
  return sockeye_workspace_get_wishes (self->workspace, self->protocol);
}

static gboolean
is_open (SockeyeSocketOptionsWindow *self)
{
  SockeyeSessionState state = sockeye_session_get_state (get_session (self));

  return state == SOCKEYE_SESSION_OPEN || state == SOCKEYE_SESSION_DRAINING;
}

/* 0: the session's own socket, for a server the listener with all its connections */
static guint32
get_peer (SockeyeSocketOptionsWindow *self)
{
  GObject *item = sockeye_protocol_is_server (self->protocol) ? gtk_drop_down_get_selected_item (self->socket)
                                                              : NULL;

  return item != NULL ? sockeye_send_target_get_peer (SOCKEYE_SEND_TARGET (item)) : 0;
}

static void
save (SockeyeSocketOptionsWindow *self)
{
  g_settings_set_value (self->settings, sockeye_socket_options_get_key (self->protocol),
                        sockeye_wishes_to_variant (get_wishes (self)));
}

static char *
describe_state (SockeyeSocketOptionsWindow *self)
{
  g_autofree char *local = NULL;
  g_autofree char *remote = NULL;

  if (!is_open (self) || self->report == NULL || !self->report->open)
    return g_strdup (_ ("No socket is open. What is set here holds from the next opening on."));
  if (get_peer (self) != 0)
    return g_strdup (_ ("Changes are for this connection only and are not kept."));

  local = sockeye_endpoint_to_string (&self->report->local);
  remote = sockeye_endpoint_to_string (&self->report->remote);
  if (sockeye_endpoint_is_unnamed (&self->report->local))
    return *remote == '\0'
               ? g_strdup (
                   _ ("The socket is open, without a name. Changes hold at once, and for later openings."))
               /* Translators: %s is the path or name of a Unix socket */
               : g_strdup_printf (
                   _ ("The socket is connected to %s. Changes hold at once, and for later openings."),
                   remote);
  if (!sockeye_endpoint_is_set (&self->report->remote))
    /* Translators: %s is an address and port */
    return g_strdup_printf (_ ("The socket is bound to %s. Changes hold at once, and for later openings."),
                            local);
  return g_strdup_printf (
      /* Translators: both are addresses with a port; first this end, then the far end */
      _ ("The socket connects %s with %s. Changes hold at once, and for later openings."), local, remote);
}

/* A text in a row that is not shown would still make the column wider. */
static char *
describe_reported (SockeyeSocketOptionsWindow *self, SockeyeOption option)
{
  if (self->report == NULL || !sockeye_socket_option_is_used (option, self->protocol))
    return g_strdup ("");
  return sockeye_socket_report_format (self->report, option);
}

static void
show_report (SockeyeSocketOptionsWindow *self)
{
  g_autofree char *state = describe_state (self);

  gtk_label_set_label (self->state, state);
  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    {
      g_autofree char *text = describe_reported (self, i);

      sockeye_option_row_set_reported (self->rows[i], text);
    }
  if (self->report != NULL && self->report->congestion_controls != NULL)
    sockeye_option_row_set_choices (self->rows[SOCKEYE_OPTION_TCP_CONGESTION],
                                    (const char *const *) self->report->congestion_controls);
  sockeye_multicast_page_show (self->multicast, self->report);
}

/* What a call came to is shown in the row that it was for. The window may be gone by then, and its parent with it. */
typedef struct
{
  GWeakRef window;
  SockeyeOption option;
} Call;

static Call *
call_new (SockeyeSocketOptionsWindow *self, SockeyeOption option)
{
  Call *call = g_new (Call, 1);

  g_weak_ref_init (&call->window, self);
  call->option = option;
  return call;
}

/* Returns NULL when nobody looks any more. */
static SockeyeSocketOptionsWindow *
call_finish (Call *call, SockeyeOption *option)
{
  SockeyeSocketOptionsWindow *self = g_weak_ref_get (&call->window);

  *option = call->option;
  g_weak_ref_clear (&call->window);
  g_free (call);
  if (self != NULL && self->workspace == NULL)
    g_clear_object (&self);
  return self;
}

static void
on_report (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  SockeyeOption option;
  g_autoptr (SockeyeSocketOptionsWindow) self = call_finish (data, &option);
  g_autoptr (SockeyeSocketReport) report = sockeye_session_report_finish (result);
  g_autoptr (SockeyeSocketReport) old = NULL;

  if (self == NULL)
    return;
  old = g_steal_pointer (&self->report);
  self->report = g_steal_pointer (&report);
  show_report (self);
}

static void
refresh (SockeyeSocketOptionsWindow *self)
{
  sockeye_session_report_async (get_session (self), get_peer (self), on_report,
                                call_new (self, SOCKEYE_N_OPTIONS));
}

static void
show_interfaces (SockeyeSocketOptionsWindow *self)
{
  g_auto (GStrv) names = sockeye_local_addresses_list_interfaces ();
  const char *const *interfaces = (const char *const *) names;

  sockeye_option_row_set_choices (self->rows[SOCKEYE_OPTION_SO_BINDTODEVICE], interfaces);
  sockeye_option_row_set_choices (self->rows[SOCKEYE_OPTION_IP_MULTICAST_IF], interfaces);
  sockeye_multicast_page_set_interfaces (self->multicast, interfaces);
}

static void
refresh_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  show_interfaces (SOCKEYE_SOCKET_OPTIONS_WINDOW (widget));
  refresh (SOCKEYE_SOCKET_OPTIONS_WINDOW (widget));
}

static void
show_wishes (SockeyeSocketOptionsWindow *self)
{
  SockeyeWishes *wishes = get_wishes (self);

  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    {
      sockeye_option_row_set_wish (self->rows[i], sockeye_wishes_get (wishes, i));
      sockeye_option_row_set_note (self->rows[i], NULL);
    }
}

/* For UDP these are one switch on the page for broadcast and multicast, and a sentence that warns. */
static gboolean
is_shown (SockeyeSocketOptionsWindow *self, SockeyeOption option)
{
  gboolean shares = option == SOCKEYE_OPTION_SO_REUSEADDR || option == SOCKEYE_OPTION_SO_REUSEPORT;

  return sockeye_socket_option_is_used (option, self->protocol)
         && (!shares || self->protocol != SOCKEYE_PROTOCOL_UDP);
}

static void
show_protocol (SockeyeSocketOptionsWindow *self)
{
  gboolean is_udp = self->protocol == SOCKEYE_PROTOCOL_UDP;
  gboolean is_server = sockeye_protocol_is_server (self->protocol);

  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    gtk_widget_set_visible (GTK_WIDGET (self->rows[i]), is_shown (self, i));
  gtk_stack_set_visible_child (self->title,
                               is_udp ? GTK_WIDGET (self->switcher) : GTK_WIDGET (self->title_label));
  if (!is_udp)
    gtk_stack_set_visible_child_name (self->pages, "general");
  gtk_widget_set_visible (GTK_WIDGET (self->socket_label), is_server);
  gtk_widget_set_visible (GTK_WIDGET (self->socket), is_server);
  gtk_drop_down_set_selected (self->socket, 0);
  show_wishes (self);

  /* What was reported was about another protocol's socket. */
  sockeye_multicast_page_show (self->multicast, NULL);
  g_clear_pointer (&self->report, sockeye_socket_report_free);
  show_report (self);
}

static void
on_option_set (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  SockeyeOption option;
  g_autoptr (SockeyeSocketOptionsWindow) self = call_finish (data, &option);
  g_autoptr (GError) error = NULL;

  sockeye_session_change_finish (result, &error);
  if (self == NULL)
    return;
  /* It was closed a moment ago: the wish is kept for the next opening. */
  if (!g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN))
    sockeye_option_row_set_error (self->rows[option], error);
  refresh (self);
}

static void
set_option (SockeyeSocketOptionsWindow *self, SockeyeOption option, const SockeyeOptionValue *value)
{
  sockeye_session_set_option_async (get_session (self), get_peer (self), option, value, on_option_set,
                                    call_new (self, option));
}

static void
on_row_changed (SockeyeSocketOptionsWindow *self, SockeyeOptionRow *row)
{
  SockeyeOptionValue value;
  gboolean wished = sockeye_option_row_get_wish (row, &value);

  /* What is for one connection is not kept. */
  if (get_peer (self) != 0)
    return;
  sockeye_wishes_set (get_wishes (self), sockeye_option_row_get_option (row), wished ? &value : NULL);
  save (self);
}

static void
on_row_committed (SockeyeSocketOptionsWindow *self, SockeyeOptionRow *row)
{
  SockeyeOption option = sockeye_option_row_get_option (row);
  SockeyeOptionValue value;
  gboolean wished = sockeye_option_row_get_wish (row, &value);

  if (!is_open (self))
    return;
  if (sockeye_socket_option_is_live (option))
    set_option (self, option, wished ? &value : NULL);
  else
    sockeye_option_row_set_note (row, _ ("This holds from the next opening on."));
}

static void
on_multicast_changed (SockeyeSocketOptionsWindow *self)
{
  save (self);
}

static void
on_multicast_stale (SockeyeSocketOptionsWindow *self)
{
  if (self->workspace != NULL)
    refresh (self);
}

static void
on_socket_changed (SockeyeSocketOptionsWindow *self)
{
  if (self->workspace == NULL)
    return;
  show_wishes (self);
  refresh (self);
}

static gpointer
make_target (gpointer item, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeConnectionItem) connection = SOCKEYE_CONNECTION_ITEM (item);

  return sockeye_send_target_new (SOCKEYE_TARGET_PEER, sockeye_connection_item_get_peer (connection),
                                  sockeye_connection_item_get_remote (connection));
}

/* The listener, and then each connection. */
static void
set_up_sockets (SockeyeSocketOptionsWindow *self)
{
  GListModel *connections = sockeye_workspace_get_connections (self->workspace);
  g_autoptr (GListStore) parts = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr (GListStore) first = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  g_autoptr (GtkMapListModel)
      each = gtk_map_list_model_new (g_object_ref (connections), make_target, NULL, NULL);
  g_autoptr (SockeyeSendTarget)
      listener = sockeye_send_target_new (SOCKEYE_TARGET_ALL, 0, _ ("Listener, with all connections"));
  g_autoptr (GtkFlattenListModel) all = NULL;
  g_autoptr (GtkExpression) label = gtk_property_expression_new (SOCKEYE_TYPE_SEND_TARGET, NULL, "label");

  g_list_store_append (first, listener);
  g_list_store_append (parts, first);
  g_list_store_append (parts, each);
  all = gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&parts)));
  gtk_drop_down_set_expression (self->socket, label);
  gtk_drop_down_set_model (self->socket, G_LIST_MODEL (all));
}

static void
add_rows (SockeyeSocketOptionsWindow *self)
{
  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    {
      GtkWidget *row = sockeye_option_row_new (i);
      gboolean for_many = i >= SOCKEYE_OPTION_SO_BROADCAST;

      self->rows[i] = SOCKEYE_OPTION_ROW (row);
      gtk_box_append (for_many ? sockeye_multicast_page_get_rows (self->multicast) : self->general, row);
      sockeye_option_row_add_to_groups (self->rows[i], self->editor_widths, self->report_widths);
      g_signal_connect_object (row, "changed", G_CALLBACK (on_row_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "committed", G_CALLBACK (on_row_committed), self, G_CONNECT_SWAPPED);
    }
  gtk_size_group_add_widget (self->editor_widths, GTK_WIDGET (self->wished_title));
  gtk_size_group_add_widget (self->report_widths, GTK_WIDGET (self->reported_title));
  sockeye_multicast_page_add_to_groups (self->multicast, self->editor_widths, self->report_widths);
}

/* What stands in a field counts, also before Enter is pressed. */
static gboolean
sockeye_socket_options_window_close_request (GtkWindow *window)
{
  SockeyeSocketOptionsWindow *self = SOCKEYE_SOCKET_OPTIONS_WINDOW (window);

  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    sockeye_option_row_commit (self->rows[i]);
  return GTK_WINDOW_CLASS (sockeye_socket_options_window_parent_class)->close_request (window);
}

static void
sockeye_socket_options_window_dispose (GObject *object)
{
  SockeyeSocketOptionsWindow *self = SOCKEYE_SOCKET_OPTIONS_WINDOW (object);

  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (get_session (self), self);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_object (&self->editor_widths);
  g_clear_object (&self->report_widths);
  g_clear_pointer (&self->report, sockeye_socket_report_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_SOCKET_OPTIONS_WINDOW);

  G_OBJECT_CLASS (sockeye_socket_options_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, socket_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, socket);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, state);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, wished_title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, reported_title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, general);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSocketOptionsWindow, multicast);
}

static void
sockeye_socket_options_window_class_init (SockeyeSocketOptionsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_socket_options_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = sockeye_socket_options_window_close_request;

  g_type_ensure (SOCKEYE_TYPE_MULTICAST_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/socket-options-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_multicast_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_multicast_stale);
  gtk_widget_class_bind_template_callback (widget_class, on_socket_changed);
  gtk_widget_class_install_action (widget_class, "options.refresh", NULL, refresh_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "options.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sockeye_socket_options_window_init (SockeyeSocketOptionsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->editor_widths = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->report_widths = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  add_rows (self);
}

/**
 * sockeye_socket_options_window_new:
 * @parent: (nullable): the window to stand before
 * @workspace: whose sockets, and whose wishes
 * @settings: where the wishes are kept
 *
 * Returns: (transfer none): a window, owned by GTK; see sockeye_socket_options_window_follow()
 */
GtkWindow *
sockeye_socket_options_window_new (GtkWindow *parent, SockeyeWorkspace *workspace, GSettings *settings)
{
  SockeyeSocketOptionsWindow *self = g_object_new (SOCKEYE_TYPE_SOCKET_OPTIONS_WINDOW, "transient-for",
                                                   parent, NULL);

  self->settings = g_object_ref (settings);
  self->workspace = g_object_ref (workspace);
  sockeye_multicast_page_set_workspace (self->multicast, workspace);
  set_up_sockets (self);
  show_interfaces (self);
  g_signal_connect_object (get_session (self), "notify::state", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  return GTK_WINDOW (self);
}

/**
 * sockeye_socket_options_window_follow:
 * @self: a window
 * @protocol: what is chosen in the main window
 * @local_host: what stands in its field
 *
 * Shows the options of that protocol's sockets.
 */
void
sockeye_socket_options_window_follow (SockeyeSocketOptionsWindow *self,
                                      SockeyeProtocol protocol,
                                      const char *local_host)
{
  sockeye_multicast_page_set_local_host (self->multicast, local_host);
  if (self->followed && protocol == self->protocol)
    return;
  self->followed = TRUE;
  self->protocol = protocol;
  show_protocol (self);
  refresh (self);
}

/**
 * sockeye_socket_options_get_key:
 * @protocol: a role
 *
 * Returns: (transfer none): the key of the wishes for its sockets
 */
const char *
sockeye_socket_options_get_key (SockeyeProtocol protocol)
{
  static const char *const keys[SOCKEYE_N_PROTOCOLS] = {
    [SOCKEYE_PROTOCOL_UDP] = "udp-socket-options",
    [SOCKEYE_PROTOCOL_TCP_CLIENT] = "tcp-client-socket-options",
    [SOCKEYE_PROTOCOL_TCP_SERVER] = "tcp-server-socket-options",
    [SOCKEYE_PROTOCOL_UNIX_CLIENT] = "unix-client-socket-options",
    [SOCKEYE_PROTOCOL_UNIX_SERVER] = "unix-server-socket-options",
    [SOCKEYE_PROTOCOL_UNIX_DATAGRAM] = "unix-datagram-socket-options",
    [SOCKEYE_PROTOCOL_TCP_RELAY] = "tcp-relay-socket-options",
    [SOCKEYE_PROTOCOL_UDP_RELAY] = "udp-relay-socket-options",
  };

  return keys[protocol];
}
