/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "life-panel.h"

#include "life-store.h"
#include "template.h"

struct _SockeyeLifePanel
{
  GtkWidget parent_instance;

  /* Template widgets; those that stand for a setting are named like its key, with underscores */
  GtkWidget *kind_label;
  GtkDropDown *short_connections;
  GtkCheckButton *short_close_sending;
  GtkWidget *backlog_label;
  GtkSpinButton *backlog;
  GtkWidget *connect_timeout_label;
  GtkSpinButton *connect_timeout;
  GtkWidget *peer_closes_label;
  GtkDropDown *stay_half_open;
  GtkCheckButton *reconnect;
  GtkWidget *reconnect_first_delay_label;
  GtkSpinButton *reconnect_first_delay;
  GtkWidget *reconnect_max_delay_label;
  GtkSpinButton *reconnect_max_delay;
  GtkWidget *reconnect_attempts_label;
  GtkSpinButton *reconnect_attempts;

  GSettings *store; /* owned, as the window's */
  SockeyeProtocol protocol;
  gboolean frozen; /* the fields change by themselves */
};

G_DEFINE_FINAL_TYPE (SockeyeLifePanel, sockeye_life_panel, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_reconnect_fields (SockeyeLifePanel *self, gboolean shown)
{
  gtk_widget_set_visible (self->reconnect_first_delay_label, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->reconnect_first_delay), shown);
  gtk_widget_set_visible (self->reconnect_max_delay_label, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->reconnect_max_delay), shown);
  gtk_widget_set_visible (self->reconnect_attempts_label, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->reconnect_attempts), shown);
}

/* Only what the protocol and the kind of connection have. */
static void
sync_fields (SockeyeLifePanel *self)
{
  SockeyeSettings settings;
  gboolean client = sockeye_protocol_is_client (self->protocol);
  gboolean server = sockeye_protocol_is_server (self->protocol);
  gboolean relay = sockeye_protocol_is_relay (self->protocol);
  gboolean waits = (client || relay)
                   && !sockeye_protocol_is_unix (self->protocol); /* there, connecting ends at once */
  gboolean stays;

  sockeye_life_store_read (self->store, self->protocol, &settings);
  stays = !relay && !settings.short_connections; /* a relay passes the end of one side on to the other */

  gtk_widget_set_visible (self->kind_label, client);
  gtk_widget_set_visible (GTK_WIDGET (self->short_connections), client);
  gtk_widget_set_visible (GTK_WIDGET (self->short_close_sending), settings.short_connections);
  gtk_widget_set_visible (self->backlog_label, server);
  gtk_widget_set_visible (GTK_WIDGET (self->backlog), server);
  gtk_widget_set_visible (self->connect_timeout_label, waits);
  gtk_widget_set_visible (GTK_WIDGET (self->connect_timeout), waits);
  gtk_widget_set_visible (self->peer_closes_label, stays);
  gtk_widget_set_visible (GTK_WIDGET (self->stay_half_open), stays);
  gtk_widget_set_visible (GTK_WIDGET (self->reconnect), client && stays);
  show_reconnect_fields (self, client && settings.reconnect);
}

static guint
get_number (GtkSpinButton *spin)
{
  return (guint) gtk_spin_button_get_value_as_int (spin);
}

static void
keep (SockeyeLifePanel *self)
{
  g_settings_set_uint (self->store, "backlog", get_number (self->backlog));
  g_settings_set_uint (self->store, "connect-timeout", get_number (self->connect_timeout));
  g_settings_set_boolean (self->store, "stay-half-open",
                          gtk_drop_down_get_selected (self->stay_half_open) == 1);
  g_settings_set_boolean (self->store, "short-connections",
                          gtk_drop_down_get_selected (self->short_connections) == 1);
  g_settings_set_boolean (self->store, "short-close-sending",
                          gtk_check_button_get_active (self->short_close_sending));
  g_settings_set_boolean (self->store, "reconnect", gtk_check_button_get_active (self->reconnect));
  g_settings_set_uint (self->store, "reconnect-first-delay", get_number (self->reconnect_first_delay));
  g_settings_set_uint (self->store, "reconnect-max-delay", get_number (self->reconnect_max_delay));
  g_settings_set_uint (self->store, "reconnect-attempts", get_number (self->reconnect_attempts));
}

static void
on_changed (SockeyeLifePanel *self)
{
  if (self->frozen || self->store == NULL)
    return;
  keep (self);
  sync_fields (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
load (SockeyeLifePanel *self)
{
  GSettings *store = self->store;

  self->frozen = TRUE;
  gtk_spin_button_set_value (self->backlog, g_settings_get_uint (store, "backlog"));
  gtk_spin_button_set_value (self->connect_timeout, g_settings_get_uint (store, "connect-timeout"));
  gtk_drop_down_set_selected (self->stay_half_open, g_settings_get_boolean (store, "stay-half-open") ? 1 : 0);
  gtk_drop_down_set_selected (self->short_connections,
                              g_settings_get_boolean (store, "short-connections") ? 1 : 0);
  gtk_check_button_set_active (self->short_close_sending,
                               g_settings_get_boolean (store, "short-close-sending"));
  gtk_check_button_set_active (self->reconnect, g_settings_get_boolean (store, "reconnect"));
  gtk_spin_button_set_value (self->reconnect_first_delay,
                             g_settings_get_uint (store, "reconnect-first-delay"));
  gtk_spin_button_set_value (self->reconnect_max_delay, g_settings_get_uint (store, "reconnect-max-delay"));
  gtk_spin_button_set_value (self->reconnect_attempts, g_settings_get_uint (store, "reconnect-attempts"));
  self->frozen = FALSE;
}

static void
sockeye_life_panel_dispose (GObject *object)
{
  SockeyeLifePanel *self = SOCKEYE_LIFE_PANEL (object);

  g_clear_object (&self->store);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_LIFE_PANEL);

  G_OBJECT_CLASS (sockeye_life_panel_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, kind_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, short_connections);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, short_close_sending);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, backlog_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, backlog);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, connect_timeout_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, connect_timeout);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, peer_closes_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, stay_half_open);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, reconnect);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, reconnect_first_delay_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, reconnect_max_delay_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, reconnect_attempts_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, reconnect_first_delay);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, reconnect_max_delay);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLifePanel, reconnect_attempts);
}

static void
sockeye_life_panel_class_init (SockeyeLifePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_life_panel_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_LIFE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/life-panel.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
sockeye_life_panel_init (SockeyeLifePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_life_panel_new:
 * @store: where the options are kept
 * @protocol: whose options are shown
 *
 * Shows what @store holds. Windows do not follow each other: each has options of its own.
 *
 * Returns: (transfer floating): a panel
 */
GtkWidget *
sockeye_life_panel_new (GSettings *store, SockeyeProtocol protocol)
{
  SockeyeLifePanel *self = g_object_new (SOCKEYE_TYPE_LIFE_PANEL, NULL);

  self->store = g_object_ref (store);
  self->protocol = protocol;
  load (self);
  sync_fields (self);
  return GTK_WIDGET (self);
}

/**
 * sockeye_life_panel_set_protocol:
 * @self: a panel
 * @protocol: whose options are shown
 */
void
sockeye_life_panel_set_protocol (SockeyeLifePanel *self, SockeyeProtocol protocol)
{
  self->protocol = protocol;
  sync_fields (self);
}

/**
 * sockeye_life_panel_set_locked:
 * @self: a panel
 * @locked: whether the session is open, and only what a peer's FIN does can still be changed
 */
void
sockeye_life_panel_set_locked (SockeyeLifePanel *self, gboolean locked)
{
  GtkWidget *fields[] = { GTK_WIDGET (self->short_connections),
                          GTK_WIDGET (self->short_close_sending),
                          GTK_WIDGET (self->backlog),
                          GTK_WIDGET (self->connect_timeout),
                          GTK_WIDGET (self->reconnect),
                          GTK_WIDGET (self->reconnect_first_delay),
                          GTK_WIDGET (self->reconnect_max_delay),
                          GTK_WIDGET (self->reconnect_attempts) };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_widget_set_sensitive (fields[i], !locked);
}

/**
 * sockeye_life_panel_take_typed:
 * @self: a panel
 *
 * Keeps what stands in a field also before Enter is pressed.
 */
void
sockeye_life_panel_take_typed (SockeyeLifePanel *self)
{
  GtkSpinButton *spins[] = { self->backlog, self->connect_timeout, self->reconnect_first_delay,
                             self->reconnect_max_delay, self->reconnect_attempts };

  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    gtk_spin_button_update (spins[i]);
}
