/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-panel.h"

#include "errors.h"
#include "field-error.h"
#include "file-entry.h"
#include "template.h"
#include "tls-store.h"

#include <glib/gi18n-lib.h>

struct _SockeyeTlsPanel
{
  GtkWidget parent_instance;

  /* Template widgets; those that stand for a setting are named like its key, with underscores */
  GtkWidget *server_name_label;
  GtkEntry *server_name;
  GtkEntry *alpn;
  GtkWidget *clients_label;
  GtkDropDown *clients;
  GtkWidget *trust_label;
  GtkDropDown *trust;
  GtkLabel *ca_file_label;
  SockeyeFileEntry *ca_file;
  GtkLabel *ca_file_error;
  GtkLabel *certificate_label;
  SockeyeFileEntry *certificate;
  GtkLabel *key_label;
  SockeyeFileEntry *key;

  GSettings *store;   /* owned, as the window's */
  const char *prefix; /* (nullable): of the settings' keys; %NULL: there is no TLS */
  gboolean is_server;
  gboolean frozen; /* the fields change by themselves */
};

G_DEFINE_FINAL_TYPE (SockeyeTlsPanel, sockeye_tls_panel, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
check_ca_file (SockeyeTlsPanel *self, gboolean needed)
{
  g_autoptr (GError) error = NULL;

  if (needed && *sockeye_file_entry_get_text (self->ca_file) == '\0')
    error = g_error_new_literal (SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
                                 _ ("Choose a file with certificates (PEM)."));
  sockeye_field_set_error (GTK_ENTRY (sockeye_file_entry_get_entry (self->ca_file)), self->ca_file_error,
                           error);
}

static void
set_shown (gpointer label, gpointer field, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (label), shown);
  gtk_widget_set_visible (GTK_WIDGET (field), shown);
}

/* Only what the protocol has, and what makes a difference. */
static void
sync_fields (SockeyeTlsPanel *self)
{
  SockeyeTlsSettings settings;
  gboolean checks;
  gboolean needs_ca_file;

  sockeye_tls_store_read (self->store, self->prefix, self->is_server, &settings);
  checks = sockeye_tls_store_checks_certificates (&settings, self->is_server);
  needs_ca_file = settings.trust == SOCKEYE_TLS_TRUST_FILE;

  set_shown (self->server_name_label, self->server_name, !self->is_server);
  set_shown (self->clients_label, self->clients, self->is_server);
  set_shown (self->trust_label, self->trust, checks);
  set_shown (self->ca_file_label, self->ca_file, needs_ca_file);
  set_shown (self->key_label, self->key, *settings.certificate_file != '\0');
  sockeye_file_entry_set_placeholder (self->certificate,
                                      self->is_server ? _ ("made on the spot") : _ ("none"));
  check_ca_file (self, needs_ca_file);
  sockeye_tls_settings_clear (&settings);
}

static void
keep_text (SockeyeTlsPanel *self, const char *field, const char *text)
{
  g_autofree char *key = sockeye_tls_store_make_key (self->prefix, field);

  g_settings_set_string (self->store, key, text);
}

static void
keep (SockeyeTlsPanel *self)
{
  g_autofree char *trust = sockeye_tls_store_make_key (self->prefix, "trust");
  g_autofree char *clients = sockeye_tls_store_make_key (self->prefix, "clients");

  keep_text (self, "alpn", gtk_editable_get_text (GTK_EDITABLE (self->alpn)));
  keep_text (self, "ca-file", sockeye_file_entry_get_text (self->ca_file));
  keep_text (self, "certificate", sockeye_file_entry_get_text (self->certificate));
  keep_text (self, "key", sockeye_file_entry_get_text (self->key));
  g_settings_set_enum (self->store, trust, (int) gtk_drop_down_get_selected (self->trust));
  if (self->is_server)
    g_settings_set_enum (self->store, clients, (int) gtk_drop_down_get_selected (self->clients));
  else
    keep_text (self, "server-name", gtk_editable_get_text (GTK_EDITABLE (self->server_name)));
}

static void
load_text (SockeyeTlsPanel *self, const char *field, GtkWidget *entry)
{
  g_autofree char *key = sockeye_tls_store_make_key (self->prefix, field);
  g_autofree char *text = g_settings_get_string (self->store, key);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
load (SockeyeTlsPanel *self)
{
  g_autofree char *trust = sockeye_tls_store_make_key (self->prefix, "trust");
  g_autofree char *clients = sockeye_tls_store_make_key (self->prefix, "clients");

  self->frozen = TRUE;
  load_text (self, "alpn", GTK_WIDGET (self->alpn));
  load_text (self, "ca-file", sockeye_file_entry_get_entry (self->ca_file));
  load_text (self, "certificate", sockeye_file_entry_get_entry (self->certificate));
  load_text (self, "key", sockeye_file_entry_get_entry (self->key));
  gtk_drop_down_set_selected (self->trust, (guint) g_settings_get_enum (self->store, trust));
  if (self->is_server)
    gtk_drop_down_set_selected (self->clients, (guint) g_settings_get_enum (self->store, clients));
  else
    load_text (self, "server-name", GTK_WIDGET (self->server_name));
  self->frozen = FALSE;
}

static void
on_changed (SockeyeTlsPanel *self)
{
  if (self->frozen || self->store == NULL || self->prefix == NULL)
    return;
  keep (self);
  sync_fields (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sockeye_tls_panel_dispose (GObject *object)
{
  SockeyeTlsPanel *self = SOCKEYE_TLS_PANEL (object);

  g_clear_object (&self->store);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_TLS_PANEL);

  G_OBJECT_CLASS (sockeye_tls_panel_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, server_name_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, server_name);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, alpn);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, clients_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, clients);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, trust_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, trust);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, ca_file_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, ca_file);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, ca_file_error);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, certificate_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, certificate);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, key_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeTlsPanel, key);
}

static void
sockeye_tls_panel_class_init (SockeyeTlsPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_tls_panel_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_TLS_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (SOCKEYE_TYPE_FILE_ENTRY);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/tls-panel.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
sockeye_tls_panel_init (SockeyeTlsPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_label_set_mnemonic_widget (self->ca_file_label, sockeye_file_entry_get_entry (self->ca_file));
  gtk_label_set_mnemonic_widget (self->certificate_label, sockeye_file_entry_get_entry (self->certificate));
  gtk_label_set_mnemonic_widget (self->key_label, sockeye_file_entry_get_entry (self->key));
  sockeye_file_entry_set_placeholder (self->key, _ ("in the same file"));
}

/**
 * sockeye_tls_panel_new:
 * @store: where the options are kept
 *
 * The options are shown with sockeye_tls_panel_set_role().
 *
 * Returns: (transfer floating): a panel
 */
GtkWidget *
sockeye_tls_panel_new (GSettings *store)
{
  SockeyeTlsPanel *self = g_object_new (SOCKEYE_TYPE_TLS_PANEL, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}

/**
 * sockeye_tls_panel_set_role:
 * @self: a panel
 * @prefix: (nullable): what the keys of the options begin with, such as "tcp-client"; static; %NULL: there is no TLS
 * @is_server: which end of the handshake this one is
 *
 * Shows what is kept.
 */
void
sockeye_tls_panel_set_role (SockeyeTlsPanel *self, const char *prefix, gboolean is_server)
{
  if (g_strcmp0 (self->prefix, prefix) == 0)
    return;
  self->prefix = prefix;
  self->is_server = is_server;
  if (prefix == NULL)
    return;
  load (self);
  sync_fields (self);
}

/**
 * sockeye_tls_panel_set_locked:
 * @self: a panel
 * @locked: whether the session is open, and nothing can be changed
 */
void
sockeye_tls_panel_set_locked (SockeyeTlsPanel *self, gboolean locked)
{
  GtkWidget *fields[] = { GTK_WIDGET (self->server_name), GTK_WIDGET (self->alpn),
                          GTK_WIDGET (self->clients),     GTK_WIDGET (self->trust),
                          GTK_WIDGET (self->ca_file),     GTK_WIDGET (self->certificate),
                          GTK_WIDGET (self->key) };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_widget_set_sensitive (fields[i], !locked);
}
