/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "network-panel.h"

#include "click-guard.h"
#include "field-store.h"
#include "life-button.h"
#include "session-menu.h"
#include "template.h"
#include "tls-row.h"

#include <glib/gi18n-lib.h>

struct _SockeyeNetworkPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkDropDown *protocol;
  GtkLabel *local_host_label;
  SockeyeHostEntry *local_host;
  GtkLabel *local_port_label;
  SockeyePortEntry *local_port;
  GtkLabel *remote_host_label;
  SockeyeHostEntry *remote_host;
  GtkLabel *remote_port_label;
  SockeyePortEntry *remote_port;
  GtkLabel *local_path_label;
  SockeyePathEntry *local_path;
  GtkLabel *remote_path_label;
  SockeyePathEntry *remote_path;
  SockeyeTlsRow *tls_row;
  SockeyeTlsRow *clients_tls;
  SockeyeTlsRow *target_tls;
  GtkButton *open;
  GtkSpinner *spinner;
  SockeyeLifeButton *more;
  GtkMenuButton *connection_button;

  /* Owned */
  SockeyeSession *session;
  GSettings *store; /* (nullable) */

  SockeyeProtocol shown; /* whose fields are shown */
  GtkWidget *left;       /* (nullable): the field that had the focus when the fields were locked */
  gboolean was_opening;
  gboolean syncing; /* fields change by themselves, the user edits nothing */
};

G_DEFINE_FINAL_TYPE (SockeyeNetworkPanel, sockeye_network_panel, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A relay has TLS on both sides, and each has options of its own. */
static void
show_tls (SockeyeNetworkPanel *self, SockeyeProtocol protocol)
{
  gboolean relay = protocol == SOCKEYE_PROTOCOL_TCP_RELAY;
  const char *nick = sockeye_protocol_get_nick (protocol);

  sockeye_tls_row_set_role (self->tls_row, sockeye_protocol_has_tls (protocol) && !relay ? nick : NULL,
                            sockeye_protocol_is_server (protocol));
  sockeye_tls_row_set_role (self->clients_tls, relay ? nick : NULL, TRUE);
  sockeye_tls_row_set_role (self->target_tls, relay ? "tcp-relay-target" : NULL, FALSE);
}

static void
load_fields (SockeyeNetworkPanel *self)
{
  gboolean is_unix = sockeye_protocol_is_unix (self->shown);
  gboolean remote = sockeye_protocol_has_remote (self->shown);

  if (self->store == NULL)
    return;

  show_tls (self, self->shown);
  if (is_unix)
    sockeye_field_store_load_path (self->store, self->shown, "local-path", self->local_path);
  if (is_unix && remote)
    sockeye_field_store_load_path (self->store, self->shown, "remote-path", self->remote_path);
  if (is_unix)
    return;

  sockeye_field_store_load_host (self->store, self->shown, "local-host", self->local_host);
  sockeye_field_store_load_port (self->store, self->shown, "local-port", self->local_port);
  if (!remote)
    return;

  sockeye_field_store_load_host (self->store, self->shown, "remote-host", self->remote_host);
  sockeye_field_store_load_port (self->store, self->shown, "remote-port", self->remote_port);
}

static const char *
get_open_label (SockeyeNetworkPanel *self)
{
  SockeyeProtocol protocol = sockeye_network_panel_get_protocol (self);

  if (sockeye_protocol_is_server (protocol) || sockeye_protocol_is_relay (protocol))
    return _ ("Listen");
  if (sockeye_protocol_is_datagram (protocol))
    return _ ("Bind");
  return sockeye_life_button_is_short (self->more) ? _ ("Open") : _ ("Connect");
}

static const char *
get_close_label (SockeyeNetworkPanel *self, SockeyeSessionState state)
{
  SockeyeProtocol protocol = sockeye_network_panel_get_protocol (self);

  if (state == SOCKEYE_SESSION_OPENING)
    return _ ("Cancel");
  if (state == SOCKEYE_SESSION_DRAINING)
    return _ ("Disconnect");

  if (sockeye_protocol_is_server (protocol) || sockeye_protocol_is_relay (protocol))
    return _ ("Stop");
  if (sockeye_protocol_is_datagram (protocol))
    return _ ("Unbind");
  return sockeye_session_get_short_connections (self->session) ? _ ("Close") : _ ("Disconnect");
}

static void
show_field (GtkLabel *label, gpointer field, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (label), shown);
  gtk_widget_set_visible (GTK_WIDGET (field), shown);
}

static void
sync_paths (SockeyeNetworkPanel *self, SockeyeProtocol protocol)
{
  gboolean is_client = sockeye_protocol_is_client (protocol);

  sockeye_path_entry_set_required (self->local_path, sockeye_protocol_is_server (protocol));
  sockeye_path_entry_set_placeholder (self->local_path,
                                      sockeye_protocol_is_server (protocol) ? NULL : _ ("no name"));
  sockeye_path_entry_set_required (self->remote_path, is_client);
  sockeye_path_entry_set_placeholder (self->remote_path, is_client ? NULL : _ ("nobody yet"));
}

/* The fields that the protocol has, and what may be left empty there. */
static void
sync_fields (SockeyeNetworkPanel *self)
{
  SockeyeProtocol protocol = sockeye_network_panel_get_protocol (self);
  gboolean is_client = sockeye_protocol_is_client (protocol);
  gboolean goes_on = is_client || sockeye_protocol_is_relay (protocol);
  gboolean is_unix = sockeye_protocol_is_unix (protocol);
  gboolean remote = sockeye_protocol_has_remote (protocol);

  show_field (self->local_host_label, self->local_host, !is_unix);
  show_field (self->local_port_label, self->local_port, !is_unix);
  show_field (self->remote_host_label, self->remote_host, !is_unix && remote);
  show_field (self->remote_port_label, self->remote_port, !is_unix && remote);
  show_field (self->local_path_label, self->local_path, is_unix);
  show_field (self->remote_path_label, self->remote_path, is_unix && remote);
  sync_paths (self, protocol);

  sockeye_host_entry_set_offer_any (self->local_host, !is_client);
  sockeye_host_entry_set_placeholder (self->local_host, is_client ? _ ("automatic") : _ ("all addresses"));
  sockeye_host_entry_set_required (self->remote_host, goes_on);
  sockeye_host_entry_set_placeholder (self->remote_host, goes_on ? NULL : _ ("nobody yet"));
  sockeye_port_entry_set_required (self->remote_port,
                                   goes_on || *sockeye_host_entry_get_text (self->remote_host) != '\0');
}

/* Made anew each time: protocols differ in what they have. */
static void
make_connection_menu (GtkMenuButton *button, gpointer data)
{
  g_autoptr (GMenuModel) menu = sockeye_session_menu_new (sockeye_network_panel_get_protocol (data));

  gtk_menu_button_set_menu_model (button, menu);
}

static gboolean
is_closed (SockeyeNetworkPanel *self)
{
  return sockeye_session_get_state (self->session) == SOCKEYE_SESSION_CLOSED
         || sockeye_session_is_closing (self->session);
}

/* A widget that turns insensitive while it has the focus leaves GTK 4.8 without any, and with a warning. */
static void
lock (SockeyeNetworkPanel *self, GtkWidget *field, gboolean locked)
{
  if (field == NULL)
    return;
  if (locked && (gtk_widget_get_state_flags (field) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0)
    {
      self->left = field;
      gtk_widget_grab_focus (GTK_WIDGET (self->open));
    }
  gtk_widget_set_sensitive (field, !locked);
}

/* Who opened from a field and failed goes on there. */
static void
move_focus_back (SockeyeNetworkPanel *self, gboolean failed)
{
  GtkWidget *left = g_steal_pointer (&self->left);

  if (failed && left != NULL && gtk_widget_has_focus (GTK_WIDGET (self->open)))
    gtk_widget_grab_focus (left);
}

static void
lock_fields (SockeyeNetworkPanel *self, gboolean closed)
{
  SockeyeTlsRow *tls[] = { self->tls_row, self->clients_tls, self->target_tls };
  SockeyeProtocol protocol = sockeye_network_panel_get_protocol (self);
  /* A datagram's target can be another one every time. */
  gboolean remote_free =
      closed || (sockeye_protocol_is_datagram (protocol) && !sockeye_protocol_is_relay (protocol));
  gboolean failed = closed && self->was_opening && !sockeye_session_is_closing (self->session);

  /* The focus may be in there. */
  if (!closed && gtk_widget_get_sensitive (GTK_WIDGET (self->protocol)))
    {
      sockeye_life_button_fold (self->more);
      for (guint i = 0; i < G_N_ELEMENTS (tls); i++)
        sockeye_tls_row_fold (tls[i]);
    }
  sockeye_life_button_set_locked (self->more, !closed);
  for (guint i = 0; i < G_N_ELEMENTS (tls); i++)
    {
      sockeye_tls_row_set_locked (tls[i], !closed);
      lock (self, sockeye_tls_row_get_switch (tls[i]), !closed);
    }
  lock (self, GTK_WIDGET (self->protocol), !closed);
  lock (self, GTK_WIDGET (self->local_host), !closed);
  lock (self, GTK_WIDGET (self->local_port), !closed);
  lock (self, GTK_WIDGET (self->remote_host), !remote_free);
  lock (self, GTK_WIDGET (self->remote_port), !remote_free);
  lock (self, GTK_WIDGET (self->local_path), !closed);
  lock (self, GTK_WIDGET (self->remote_path), !remote_free);

  if (closed)
    move_focus_back (self, failed);
}

static void
sync_session (SockeyeNetworkPanel *self)
{
  SockeyeSessionState state = sockeye_session_get_state (self->session);
  gboolean closed = is_closed (self);
  gboolean opening = state == SOCKEYE_SESSION_OPENING && !closed;

  lock_fields (self, closed);
  self->was_opening = opening;

  gtk_button_set_label (self->open, closed ? get_open_label (self) : get_close_label (self, state));
  /* Whoever looks at an opened capture has not come to open a session. */
  if (closed && !gtk_widget_has_css_class (GTK_WIDGET (self), "document"))
    gtk_widget_add_css_class (GTK_WIDGET (self->open), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->open), "suggested-action");

  gtk_widget_set_visible (
      GTK_WIDGET (self->connection_button),
      !closed && !opening && !sockeye_protocol_is_datagram (sockeye_session_get_protocol (self->session)));
  gtk_spinner_set_spinning (self->spinner, opening);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), opening);
  self->syncing = TRUE;
  sockeye_port_entry_set_chosen (self->local_port, sockeye_session_get_local_port (self->session));
  self->syncing = FALSE;
}

static void
on_session_changed (SockeyeNetworkPanel *self)
{
  sync_session (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_life_changed (SockeyeNetworkPanel *self)
{
  SockeyeSettings settings;

  sync_session (self);
  sockeye_life_button_get_settings (self->more, &settings);
  sockeye_session_set_stay_half_open (self->session, settings.stay_half_open);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_tls_changed (SockeyeNetworkPanel *self)
{
  g_signal_emit (self, signals[EDITED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_field_changed (SockeyeNetworkPanel *self)
{
  sync_fields (self);
  if (!self->syncing)
    g_signal_emit (self, signals[EDITED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_protocol_changed (SockeyeNetworkPanel *self)
{
  SockeyeProtocol protocol = sockeye_network_panel_get_protocol (self);

  if (protocol != self->shown)
    {
      sockeye_network_panel_save (self);
      self->shown = protocol;
      load_fields (self);
      g_signal_emit (self, signals[EDITED], 0);
    }

  sync_fields (self);
  sockeye_life_button_set_protocol (self->more, protocol);
  if (self->session != NULL)
    sync_session (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_activate (SockeyeNetworkPanel *self)
{
  if (is_closed (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "session.open-close", NULL);
}

static void
sockeye_network_panel_dispose (GObject *object)
{
  SockeyeNetworkPanel *self = SOCKEYE_NETWORK_PANEL (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->store);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_NETWORK_PANEL);

  G_OBJECT_CLASS (sockeye_network_panel_parent_class)->dispose (object);
}

static void
sockeye_network_panel_class_init (SockeyeNetworkPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_network_panel_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_NETWORK_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[EDITED] = g_signal_new ("edited", SOCKEYE_TYPE_NETWORK_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  g_type_ensure (SOCKEYE_TYPE_HOST_ENTRY);
  g_type_ensure (SOCKEYE_TYPE_LIFE_BUTTON);
  g_type_ensure (SOCKEYE_TYPE_PATH_ENTRY);
  g_type_ensure (SOCKEYE_TYPE_PORT_ENTRY);
  g_type_ensure (SOCKEYE_TYPE_TLS_ROW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/network-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, protocol);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, local_host_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, local_host);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, local_port_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, local_port);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, remote_host_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, remote_host);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, remote_port_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, remote_port);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, local_path_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, local_path);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, remote_path_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, remote_path);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, tls_row);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, clients_tls);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, target_tls);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, open);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, spinner);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, more);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNetworkPanel, connection_button);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_field_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_life_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_protocol_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_tls_changed);
}

static void
sockeye_network_panel_init (SockeyeNetworkPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  sockeye_click_guard_add (self->open);
  gtk_menu_button_set_create_popup_func (self->connection_button, make_connection_menu, self, NULL);
  gtk_label_set_mnemonic_widget (self->local_host_label, sockeye_host_entry_get_entry (self->local_host));
  gtk_label_set_mnemonic_widget (self->local_port_label, sockeye_port_entry_get_entry (self->local_port));
  gtk_label_set_mnemonic_widget (self->remote_host_label, sockeye_host_entry_get_entry (self->remote_host));
  gtk_label_set_mnemonic_widget (self->remote_port_label, sockeye_port_entry_get_entry (self->remote_port));
  gtk_label_set_mnemonic_widget (self->local_path_label, sockeye_path_entry_get_entry (self->local_path));
  gtk_label_set_mnemonic_widget (self->remote_path_label, sockeye_path_entry_get_entry (self->remote_path));
  sync_fields (self);
}

/**
 * sockeye_network_panel_set_session:
 * @self: a panel
 * @session: the session to follow; once
 */
void
sockeye_network_panel_set_session (SockeyeNetworkPanel *self, SockeyeSession *session)
{
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "notify::closing", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "notify::local", G_CALLBACK (on_session_changed), self);
  on_session_changed (self);
}

/**
 * sockeye_network_panel_set_store:
 * @self: a panel
 * @store: where hosts and ports are kept, for each protocol; once
 *
 * Shows what @store holds.
 */
void
sockeye_network_panel_set_store (SockeyeNetworkPanel *self, GSettings *store)
{
  g_set_object (&self->store, store);
  sockeye_life_button_set_store (self->more, store);
  sockeye_tls_row_set_store (self->tls_row, store);
  sockeye_tls_row_set_store (self->clients_tls, store);
  sockeye_tls_row_set_store (self->target_tls, store);
  self->shown = (SockeyeProtocol) g_settings_get_enum (store, "protocol");
  load_fields (self);
  gtk_drop_down_set_selected (self->protocol, self->shown);
  on_protocol_changed (self);
}

/**
 * sockeye_network_panel_save:
 * @self: a panel
 *
 * Keeps what is right in the fields.
 */
void
sockeye_network_panel_save (SockeyeNetworkPanel *self)
{
  gboolean is_unix = sockeye_protocol_is_unix (self->shown);
  gboolean remote = sockeye_protocol_has_remote (self->shown);

  if (self->store == NULL)
    return;

  g_settings_set_enum (self->store, "protocol", self->shown);
  if (is_unix)
    sockeye_field_store_save_path (self->store, self->shown, "local-path", self->local_path);
  if (is_unix && remote)
    sockeye_field_store_save_path (self->store, self->shown, "remote-path", self->remote_path);
  if (is_unix)
    return;

  sockeye_field_store_save_host (self->store, self->shown, "local-host", self->local_host);
  sockeye_field_store_save_port (self->store, self->shown, "local-port", self->local_port);
  if (!remote)
    return;

  sockeye_field_store_save_host (self->store, self->shown, "remote-host", self->remote_host);
  sockeye_field_store_save_port (self->store, self->shown, "remote-port", self->remote_port);
}

/**
 * sockeye_network_panel_get_protocol:
 * @self: a panel
 *
 * Returns: the chosen protocol
 */
SockeyeProtocol
sockeye_network_panel_get_protocol (SockeyeNetworkPanel *self)
{
  return (SockeyeProtocol) gtk_drop_down_get_selected (self->protocol);
}

/**
 * sockeye_network_panel_get_settings:
 * @self: a panel
 * @settings: (out caller-allocates): what to open; its strings are valid until a field changes
 */
void
sockeye_network_panel_get_settings (SockeyeNetworkPanel *self, SockeyeSettings *settings)
{
  SockeyeProtocol protocol = sockeye_network_panel_get_protocol (self);
  gboolean remote = sockeye_protocol_has_remote (protocol);

  sockeye_life_button_get_settings (self->more, settings);
  settings->protocol = protocol;
  settings->local_host = sockeye_host_entry_get_text (self->local_host);
  settings->local_port = sockeye_port_entry_get_port (self->local_port);
  settings->remote_host = remote ? sockeye_host_entry_get_text (self->remote_host) : "";
  settings->remote_port = remote ? sockeye_port_entry_get_port (self->remote_port) : 0;
  if (sockeye_protocol_is_unix (protocol))
    {
      settings->local_host = sockeye_path_entry_get_text (self->local_path);
      settings->local_port = 0;
      settings->remote_host = remote ? sockeye_path_entry_get_text (self->remote_path) : "";
      settings->remote_port = 0;
    }
  sockeye_tls_row_get_settings (protocol == SOCKEYE_PROTOCOL_TCP_RELAY ? self->clients_tls : self->tls_row,
                                &settings->tls);
  sockeye_tls_row_get_settings (self->target_tls, &settings->target_tls);
}

/**
 * sockeye_network_panel_is_valid:
 * @self: a panel
 *
 * Returns: whether every field that is shown is right
 */
gboolean
sockeye_network_panel_is_valid (SockeyeNetworkPanel *self)
{
  SockeyeProtocol protocol = sockeye_network_panel_get_protocol (self);
  gboolean local = sockeye_host_entry_get_valid (self->local_host)
                   && sockeye_port_entry_get_valid (self->local_port);
  gboolean remote = sockeye_host_entry_get_valid (self->remote_host)
                    && sockeye_port_entry_get_valid (self->remote_port);

  if (sockeye_protocol_is_unix (protocol))
    {
      local = sockeye_path_entry_get_valid (self->local_path);
      remote = sockeye_path_entry_get_valid (self->remote_path);
    }
  return local && (remote || !sockeye_protocol_has_remote (protocol));
}

/**
 * sockeye_network_panel_has_remote:
 * @self: a panel
 *
 * Returns: whether the remote fields name somebody
 */
gboolean
sockeye_network_panel_has_remote (SockeyeNetworkPanel *self)
{
  if (sockeye_protocol_is_unix (sockeye_network_panel_get_protocol (self)))
    return sockeye_path_entry_get_valid (self->remote_path)
           && *sockeye_path_entry_get_text (self->remote_path) != '\0';
  return sockeye_host_entry_get_valid (self->remote_host)
         && *sockeye_host_entry_get_text (self->remote_host) != '\0'
         && sockeye_port_entry_get_valid (self->remote_port)
         && sockeye_port_entry_get_port (self->remote_port) != 0;
}
