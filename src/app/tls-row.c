/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-row.h"

#include "template.h"
#include "tls-panel.h"

struct _SockeyeTlsRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkCheckButton *tls;
  GtkMenuButton *tls_options;
  SockeyeTlsPanel *tls_panel;

  char *options_label;
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

/* What is folded away shows that it makes a difference. */
static void
sync_mark (SockeyeTlsRow *self)
{
  (sockeye_tls_panel_is_changed (self->tls_panel) ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (
      GTK_WIDGET (self->tls_options), "active");
}

static void
on_changed (SockeyeTlsRow *self)
{
  sync_mark (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_options_label (SockeyeTlsRow *self, const char *label)
{
  g_free (self->options_label);
  self->options_label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tls_options), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label != NULL ? label : "", -1);
}

static void
sockeye_tls_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeTlsRow *self = SOCKEYE_TLS_ROW (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, gtk_check_button_get_label (self->tls));
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
      gtk_check_button_set_label (self->tls, g_value_get_string (value));
      break;
    case PROP_OPTIONS_LABEL:
      set_options_label (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_tls_row_dispose (GObject *object)
{
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_TLS_ROW);

  G_OBJECT_CLASS (sockeye_tls_row_parent_class)->dispose (object);
}

static void
sockeye_tls_row_finalize (GObject *object)
{
  g_free (SOCKEYE_TLS_ROW (object)->options_label);

  G_OBJECT_CLASS (sockeye_tls_row_parent_class)->finalize (object);
}

static void
sockeye_tls_row_class_init (SockeyeTlsRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sockeye_tls_row_get_property;
  object_class->set_property = sockeye_tls_row_set_property;
  object_class->dispose = sockeye_tls_row_dispose;
  object_class->finalize = sockeye_tls_row_finalize;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_OPTIONS_LABEL] = g_param_spec_string ("options-label", NULL, NULL, NULL,
                                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_TLS_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (SOCKEYE_TYPE_TLS_PANEL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/tls-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsRow, tls);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsRow, tls_options);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsRow, tls_panel);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
sockeye_tls_row_init (SockeyeTlsRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_object_bind_property (self->tls_panel, "enabled", self->tls, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

/**
 * sockeye_tls_row_set_store:
 * @self: a row
 * @store: where the options are kept
 *
 * The options are shown with sockeye_tls_row_set_role().
 */
void
sockeye_tls_row_set_store (SockeyeTlsRow *self, GSettings *store)
{
  sockeye_tls_panel_set_store (self->tls_panel, store);
}

/**
 * sockeye_tls_row_set_role:
 * @self: a row
 * @prefix: (nullable): as of sockeye_tls_panel_set_role(); %NULL: there is no TLS, and nothing is shown
 * @is_server: which end of the handshake this one is
 *
 * Shows what is kept.
 */
void
sockeye_tls_row_set_role (SockeyeTlsRow *self, const char *prefix, gboolean is_server)
{
  sockeye_tls_panel_set_role (self->tls_panel, prefix, is_server);
  gtk_widget_set_visible (GTK_WIDGET (self), prefix != NULL);
  sync_mark (self);
}

/**
 * sockeye_tls_row_get_settings:
 * @self: a row
 * @settings: (out caller-allocates): what is set here; its strings are valid until a field changes
 */
void
sockeye_tls_row_get_settings (SockeyeTlsRow *self, SockeyeTlsSettings *settings)
{
  sockeye_tls_panel_get_settings (self->tls_panel, settings);
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
  gtk_menu_button_popdown (self->tls_options);
}

/**
 * sockeye_tls_row_get_switch:
 * @self: a row
 *
 * Returns: (transfer none): the switch, which is locked by whoever moves the focus
 */
GtkWidget *
sockeye_tls_row_get_switch (SockeyeTlsRow *self)
{
  return GTK_WIDGET (self->tls);
}

/**
 * sockeye_tls_row_set_locked:
 * @self: a row
 * @locked: whether the session is open, and no option can be changed; they can be looked at
 */
void
sockeye_tls_row_set_locked (SockeyeTlsRow *self, gboolean locked)
{
  sockeye_tls_panel_set_locked (self->tls_panel, locked);
}
