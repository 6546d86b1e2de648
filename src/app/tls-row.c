/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-row.h"

#include "lazy-popover.h"
#include "tls-panel.h"
#include "tls-store.h"

#include <glib/gi18n-lib.h>

struct _SockeyeTlsRow
{
  GtkWidget parent_instance;

  /* Children, made when there is TLS first: most rows are never shown */
  GtkWidget *tls;         /* (nullable) */
  GtkWidget *tls_options; /* (nullable) */
  SockeyeTlsPanel *panel; /* (nullable): made when the options are opened first */

  /* Owned */
  char *label;
  char *options_label;
  GSettings *store;            /* (nullable) */
  SockeyeTlsSettings settings; /* what the store says */

  const char *prefix; /* (nullable): of the settings' keys; %NULL: there is no TLS */
  gboolean is_server;
  gboolean locked;
  gboolean loading; /* the switch changes by itself */
};

G_DEFINE_FINAL_TYPE (SockeyeTlsRow, sockeye_tls_row, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_OPTIONS_LABEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
read_store (SockeyeTlsRow *self)
{
  sockeye_tls_settings_clear (&self->settings);
  sockeye_tls_store_read (self->store, self->prefix, self->is_server, &self->settings);
}

/* What is folded away shows that it makes a difference. */
static void
sync_mark (SockeyeTlsRow *self)
{
  (sockeye_tls_store_is_changed (&self->settings) ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (
      self->tls_options, "active");
}

static void
on_changed (SockeyeTlsRow *self)
{
  read_store (self);
  sync_mark (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_toggled (SockeyeTlsRow *self)
{
  gboolean enabled = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->tls));
  g_autofree char *key = NULL;

  gtk_widget_set_visible (self->tls_options, enabled);
  if (self->loading)
    return;
  key = sockeye_tls_store_make_key (self->prefix, NULL);
  g_settings_set_boolean (self->store, key, enabled);
  on_changed (self);
}

static GtkWidget *
make_panel (gpointer owner)
{
  SockeyeTlsRow *self = owner;
  GtkWidget *panel = sockeye_tls_panel_new (self->store);

  self->panel = SOCKEYE_TLS_PANEL (panel);
  sockeye_tls_panel_set_role (self->panel, self->prefix, self->is_server);
  sockeye_tls_panel_set_locked (self->panel, self->locked);
  g_signal_connect_object (panel, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return panel;
}

static void
make_children (SockeyeTlsRow *self)
{
  self->tls = gtk_check_button_new_with_label (self->label);
  gtk_widget_set_tooltip_text (self->tls, _ ("Encrypt the connections"));
  gtk_widget_set_sensitive (self->tls, !self->locked);
  gtk_widget_set_parent (self->tls, GTK_WIDGET (self));
  g_signal_connect_object (self->tls, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);

  self->tls_options = gtk_menu_button_new ();
  gtk_widget_set_visible (self->tls_options, FALSE);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->tls_options), FALSE);
  gtk_widget_set_tooltip_text (self->tls_options, _ ("TLS options: names, certificates, and whom to trust"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tls_options), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->options_label, -1);
  sockeye_lazy_popover_set (GTK_MENU_BUTTON (self->tls_options), make_panel, self);
  gtk_widget_set_parent (self->tls_options, GTK_WIDGET (self));
}

static void
sockeye_tls_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeTlsRow *self = SOCKEYE_TLS_ROW (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_OPTIONS_LABEL:
      g_value_set_string (value, self->options_label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_tls_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeTlsRow *self = SOCKEYE_TLS_ROW (object);

  switch (id)
    {
    case PROP_LABEL:
      self->label = g_value_dup_string (value);
      break;
    case PROP_OPTIONS_LABEL:
      self->options_label = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_tls_row_dispose (GObject *object)
{
  SockeyeTlsRow *self = SOCKEYE_TLS_ROW (object);

  self->panel = NULL;
  g_clear_pointer (&self->tls, gtk_widget_unparent);
  g_clear_pointer (&self->tls_options, gtk_widget_unparent);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (sockeye_tls_row_parent_class)->dispose (object);
}

static void
sockeye_tls_row_finalize (GObject *object)
{
  SockeyeTlsRow *self = SOCKEYE_TLS_ROW (object);

  sockeye_tls_settings_clear (&self->settings);
  g_free (self->label);
  g_free (self->options_label);

  G_OBJECT_CLASS (sockeye_tls_row_parent_class)->finalize (object);
}

static void
sockeye_tls_row_class_init (SockeyeTlsRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sockeye_tls_row_get_property;
  object_class->set_property = sockeye_tls_row_set_property;
  object_class->dispose = sockeye_tls_row_dispose;
  object_class->finalize = sockeye_tls_row_finalize;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  properties[PROP_OPTIONS_LABEL] = g_param_spec_string ("options-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_TLS_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
sockeye_tls_row_init (SockeyeTlsRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * sockeye_tls_row_set_store:
 * @self: a row
 * @store: where the options are kept; once
 *
 * The options are shown with sockeye_tls_row_set_role().
 */
void
sockeye_tls_row_set_store (SockeyeTlsRow *self, GSettings *store)
{
  g_return_if_fail (self->store == NULL);

  self->store = g_object_ref (store);
}

static void
load (SockeyeTlsRow *self)
{
  read_store (self);
  if (self->tls == NULL)
    make_children (self);
  self->loading = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->tls), self->settings.enabled);
  self->loading = FALSE;
  sync_mark (self);
}

/**
 * sockeye_tls_row_set_role:
 * @self: a row
 * @prefix: (nullable): what the keys of the options begin with, such as "tcp-client"; static; %NULL: there is no TLS, and
 *   nothing is shown
 * @is_server: which end of the handshake this one is
 *
 * Shows what is kept.
 */
void
sockeye_tls_row_set_role (SockeyeTlsRow *self, const char *prefix, gboolean is_server)
{
  if (g_strcmp0 (self->prefix, prefix) == 0)
    return;

  self->prefix = prefix;
  self->is_server = is_server;
  if (prefix != NULL)
    load (self);
  else
    sockeye_tls_settings_clear (&self->settings);
  if (self->panel != NULL)
    sockeye_tls_panel_set_role (self->panel, prefix, is_server);
  gtk_widget_set_visible (GTK_WIDGET (self), prefix != NULL);
}

/**
 * sockeye_tls_row_get_settings:
 * @self: a row
 * @settings: (out caller-allocates): what is set here; its strings are valid until a field changes
 */
void
sockeye_tls_row_get_settings (SockeyeTlsRow *self, SockeyeTlsSettings *settings)
{
  *settings = self->settings;
}

/**
 * sockeye_tls_row_fold:
 * @self: a row
 *
 * Closes the options: the focus may be in there.
 */
void
sockeye_tls_row_fold (SockeyeTlsRow *self)
{
  if (self->tls_options != NULL)
    sockeye_lazy_popover_fold (GTK_MENU_BUTTON (self->tls_options));
}

/**
 * sockeye_tls_row_get_switch:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the switch, which is locked by whoever moves the focus; %NULL: there has been no TLS
 *   yet
 */
GtkWidget *
sockeye_tls_row_get_switch (SockeyeTlsRow *self)
{
  return self->tls;
}

/**
 * sockeye_tls_row_set_locked:
 * @self: a row
 * @locked: whether the session is open, and no option can be changed; they can be looked at
 */
void
sockeye_tls_row_set_locked (SockeyeTlsRow *self, gboolean locked)
{
  self->locked = locked;
  if (self->panel != NULL)
    sockeye_tls_panel_set_locked (self->panel, locked);
}
