/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "payload-bar.h"

#include "checksum-fields.h"
#include "lazy-menu.h"
#include "lazy-popover.h"
#include "payload-preview.h"
#include "template.h"
#include "wrap-layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SWITCH_MAX (1u << 20) /* a longer text would stop the window while it is switched */

struct _SockeyePayloadBar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkCheckButton *hex;
  GtkCheckButton *escapes;
  GtkCheckButton *variables;
  GtkMenuButton *insert;
  GMenuModel *variables_menu;
  GtkMenuButton *checksum;
  SockeyePayloadPreview *preview;

  /* Owned */
  SockeyeWorkspace *workspace;
  GSettings *store; /* (nullable): what follows the data is kept there; whether fields show it or not */

  SockeyeSendText *editor; /* borrowed: it has the same parent */
  gboolean frozen;         /* the options change by themselves */
};

G_DEFINE_FINAL_TYPE (SockeyePayloadBar, sockeye_payload_bar, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
apply_plan (SockeyePayloadBar *self)
{
  SockeyeSendPlan plan = *sockeye_workspace_get_plan (self->workspace);

  plan.form = gtk_check_button_get_active (self->hex) ? SOCKEYE_SEND_AS_HEX : SOCKEYE_SEND_AS_TEXT;
  plan.escapes = gtk_check_button_get_active (self->escapes);
  plan.variables = gtk_check_button_get_active (self->variables);
  if (self->store != NULL)
    sockeye_checksum_fields_apply_store (self->store, &plan);
  gtk_widget_set_sensitive (GTK_WIDGET (self->escapes), plan.form == SOCKEYE_SEND_AS_TEXT);
  gtk_widget_set_sensitive (GTK_WIDGET (self->variables), plan.form == SOCKEYE_SEND_AS_TEXT);
  gtk_widget_set_sensitive (GTK_WIDGET (self->insert), plan.form == SOCKEYE_SEND_AS_TEXT);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "payload.insert", plan.form == SOCKEYE_SEND_AS_TEXT);

  sockeye_workspace_set_plan (self->workspace, &plan);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_option_changed (SockeyePayloadBar *self)
{
  if (self->workspace != NULL && !self->frozen)
    apply_plan (self);
}

static void
undo_switch (SockeyePayloadBar *self, const char *why)
{
  self->frozen = TRUE;
  gtk_check_button_set_active (self->hex, !gtk_check_button_get_active (self->hex));
  self->frozen = FALSE;
  g_signal_emit (self, signals[MESSAGE], 0, why);
}

/* The text is written anew, so that it stands for the same bytes as before. */
static void
on_hex_toggled (SockeyePayloadBar *self)
{
  const SockeyeCharset *charset;
  SockeyeSendPlan plan;
  g_autofree char *text = NULL;
  g_autofree char *rewritten = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gboolean escaped;

  if (self->frozen || self->workspace == NULL || self->editor == NULL)
    return;

  charset = sockeye_workspace_get_charset (self->workspace);
  plan = *sockeye_workspace_get_plan (self->workspace);
  text = sockeye_send_text_get_text (self->editor);
  if (strlen (text) > SWITCH_MAX)
    {
      undo_switch (
          self, _ ("A text of more than 1 MB cannot be switched between text and hexadecimal. Shorten it, or "
                   "discard it and switch first."));
      return;
    }
  bytes = sockeye_send_plan_read (&plan, charset, text, &error);
  if (bytes == NULL)
    {
      undo_switch (self, error->message);
      return;
    }

  plan.form = gtk_check_button_get_active (self->hex) ? SOCKEYE_SEND_AS_HEX : SOCKEYE_SEND_AS_TEXT;
  rewritten = sockeye_send_plan_write (&plan, charset, bytes, &escaped);
  self->frozen = TRUE;
  if (plan.form == SOCKEYE_SEND_AS_TEXT)
    gtk_check_button_set_active (self->escapes, escaped);
  self->frozen = FALSE;
  apply_plan (self);
  sockeye_send_text_set_text (self->editor, rewritten);
}

/* As if it was typed; and whoever wants a variable wants it to be one. */
static void
insert_variable (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter)
{
  SockeyePayloadBar *self = SOCKEYE_PAYLOAD_BAR (widget);

  if (sockeye_send_text_insert (self->editor, g_variant_get_string (parameter, NULL)))
    gtk_check_button_set_active (self->variables, TRUE);
  else
    g_signal_emit (self, signals[MESSAGE], 0,
                   _ ("Nothing was inserted: the text that is there is too long to edit. Discard it first."));
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static GtkWidget *
make_checksum_fields (gpointer data)
{
  SockeyePayloadBar *self = data;
  SockeyeChecksumFields *fields = g_object_new (SOCKEYE_TYPE_CHECKSUM_FIELDS, NULL);

  sockeye_checksum_fields_set_store (fields, self->store);
  return GTK_WIDGET (fields);
}

static void
sockeye_payload_bar_dispose (GObject *object)
{
  SockeyePayloadBar *self = SOCKEYE_PAYLOAD_BAR (object);

  g_clear_object (&self->store);
  g_clear_object (&self->workspace);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_PAYLOAD_BAR);

  G_OBJECT_CLASS (sockeye_payload_bar_parent_class)->dispose (object);
}

static void
sockeye_payload_bar_class_init (SockeyePayloadBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_payload_bar_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_PAYLOAD_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", SOCKEYE_TYPE_PAYLOAD_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "payload.insert", "s", insert_variable);

  g_type_ensure (SOCKEYE_TYPE_PAYLOAD_PREVIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (SOCKEYE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/payload-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, hex);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, escapes);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, variables);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, insert);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, variables_menu);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, checksum);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, preview);
  gtk_widget_class_bind_template_callback (widget_class, on_hex_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_option_changed);
}

static void
sockeye_payload_bar_init (SockeyePayloadBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sockeye_lazy_menu_set (self->insert, self->variables_menu);
}

/**
 * sockeye_payload_bar_set_workspace:
 * @self: a bar
 * @workspace: whose send plan follows the options; once
 */
void
sockeye_payload_bar_set_workspace (SockeyePayloadBar *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  sockeye_payload_preview_set_workspace (self->preview, workspace);
  on_option_changed (self);
}

/**
 * sockeye_payload_bar_set_editor:
 * @self: a bar
 * @editor: whose text it is about; it must live as long as the bar
 */
void
sockeye_payload_bar_set_editor (SockeyePayloadBar *self, SockeyeSendText *editor)
{
  self->editor = editor;
  sockeye_payload_preview_set_editor (self->preview, editor);
}

/**
 * sockeye_payload_bar_set_store:
 * @self: a bar
 * @store: where the options are kept; once
 *
 * Shows what @store holds. The text is not rewritten: it was kept in the same form.
 */
void
sockeye_payload_bar_set_store (SockeyePayloadBar *self, GSettings *store)
{
  static const char *const following[] = { "changed::checksum", "changed::checksum-byte-order",
                                           "changed::checksum-first-byte", "changed::checksum-bytes",
                                           "changed::suffix" };
  GSettingsBindFlags flags = G_SETTINGS_BIND_GET_NO_CHANGES;

  g_return_if_fail (self->store == NULL);

  self->frozen = TRUE;
  self->store = g_object_ref (store);
  for (guint i = 0; i < G_N_ELEMENTS (following); i++)
    g_signal_connect_object (store, following[i], G_CALLBACK (on_option_changed), self, G_CONNECT_SWAPPED);
  g_settings_bind (store, "send-as-hex", self->hex, "active", flags);
  g_settings_bind (store, "escapes", self->escapes, "active", flags);
  g_settings_bind (store, "variables", self->variables, "active", flags);
  sockeye_lazy_popover_set (self->checksum, make_checksum_fields, self);
  self->frozen = FALSE;
  on_option_changed (self);
}

/**
 * sockeye_payload_bar_get_plan:
 * @self: a bar with a workspace
 *
 * Returns: how the text becomes bytes
 */
const SockeyeSendPlan *
sockeye_payload_bar_get_plan (SockeyePayloadBar *self)
{
  return sockeye_workspace_get_plan (self->workspace);
}

/**
 * sockeye_payload_bar_set_reading:
 * @self: a bar with a workspace
 * @plan: how the text is to be read: its form, escapes and variables; what goes behind the text stays
 *
 * The text is not rewritten: whoever calls this has one that is to be read so.
 */
void
sockeye_payload_bar_set_reading (SockeyePayloadBar *self, const SockeyeSendPlan *plan)
{
  self->frozen = TRUE;
  gtk_check_button_set_active (self->hex, plan->form == SOCKEYE_SEND_AS_HEX);
  gtk_check_button_set_active (self->escapes, plan->escapes);
  gtk_check_button_set_active (self->variables, plan->variables);
  self->frozen = FALSE;
  apply_plan (self);
}
