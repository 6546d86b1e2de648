/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "payload-bar.h"

#include "errors.h"
#include "field-error.h"
#include "hex.h"
#include "template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PREVIEW_BYTES    64          /* more do not fit into any window's line */
#define PREVIEW_AT_ONCE  (16u << 10) /* longer texts are encoded on a thread */
#define SWITCH_MAX       (1u << 20)  /* a longer text would stop the window while it is switched */
#define PREVIEW_DELAY_MS 30

struct _SockeyePayloadBar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkCheckButton *hex;
  GtkCheckButton *escapes;
  GtkDropDown *checksum;
  GtkDropDown *byte_order;
  GtkSpinButton *start;
  GtkSpinButton *length;
  GtkEntry *suffix;
  GtkLabel *suffix_message;
  GtkLabel *preview;

  /* Owned */
  SockeyeWorkspace *workspace;
  GCancellable *counting;
  guint preview_timer;

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

/* --- Preview */

static void
show_preview (SockeyePayloadBar *self, const char *text, gboolean wrong)
{
  gtk_label_set_label (self->preview, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->preview), *text != '\0' ? text : NULL);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->preview), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->preview), "error");
}

static char *
describe_payload (gsize length, const guint8 *bytes)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GSIZE_FORMAT, length);
  /* Translators: %s is a number */
  g_autofree char *count = g_strdup_printf (ngettext ("%s byte", "%s bytes", length), number);
  g_autoptr (GString) hex = g_string_new (NULL);

  sockeye_hex_append (hex, bytes, MIN (length, PREVIEW_BYTES));
  if (length > PREVIEW_BYTES)
    g_string_append (hex, " …");
  /* Translators: a number of bytes, then the bytes themselves */
  return length == 0 ? g_steal_pointer (&count) : g_strdup_printf (_ ("%s: %s"), count, hex->str);
}

static void
show_payload (SockeyePayloadBar *self, GBytes *payload, const GError *error)
{
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *bytes;

  if (payload == NULL)
    {
      show_preview (self, error->message, TRUE);
      return;
    }

  bytes = g_bytes_get_data (payload, &length);
  text = describe_payload (length, bytes);
  show_preview (self, length == 0 ? "" : text, FALSE);
}

typedef struct
{
  SockeyeSendPlan plan;
  const SockeyeCharset *charset;
  char *text;
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_free (count->text);
  g_free (count);
}

static void
build_on_thread (GTask *task,
                 gpointer source G_GNUC_UNUSED,
                 gpointer data,
                 GCancellable *cancellable G_GNUC_UNUSED)
{
  const Count *count = data;
  GError *error = NULL;
  GBytes *payload = sockeye_send_plan_build (&count->plan, count->charset, count->text, &error);

  if (payload != NULL)
    g_task_return_pointer (task, payload, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
on_built (GObject *source, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  SockeyePayloadBar *self = SOCKEYE_PAYLOAD_BAR (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = g_task_propagate_pointer (G_TASK (result), &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_payload (self, payload, error);
}

static void
count_on_thread (SockeyePayloadBar *self, char *text)
{
  Count *count = g_new0 (Count, 1);
  g_autoptr (GTask) task = NULL;

  count->plan = *sockeye_workspace_get_plan (self->workspace);
  count->charset = sockeye_workspace_get_charset (self->workspace);
  count->text = text;
  self->counting = g_cancellable_new ();
  task = g_task_new (self, self->counting, on_built, NULL);
  g_task_set_task_data (task, count, count_free);
  show_preview (self, _ ("Counting …"), FALSE);
  g_task_run_in_thread (task, build_on_thread);
}

static gboolean
update_preview (gpointer data)
{
  SockeyePayloadBar *self = data;
  g_autofree char *text = sockeye_send_text_get_text (self->editor);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  self->preview_timer = 0;
  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (strlen (text) > PREVIEW_AT_ONCE)
    {
      count_on_thread (self, g_steal_pointer (&text));
      return G_SOURCE_REMOVE;
    }

  payload = sockeye_workspace_encode (self->workspace, text, &error);
  show_payload (self, payload, error);
  return G_SOURCE_REMOVE;
}

/* Not at every key of a fast typist, and once for all that changes together. */
static void
queue_preview (SockeyePayloadBar *self)
{
  if (self->preview_timer == 0 && self->workspace != NULL && self->editor != NULL)
    self->preview_timer = g_timeout_add (PREVIEW_DELAY_MS, update_preview, self);
}

/* --- Options */

static void
read_suffix (SockeyePayloadBar *self, SockeyeSendPlan *plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = sockeye_hex_parse (gtk_editable_get_text (GTK_EDITABLE (self->suffix)), &error);
  gsize length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (length > SOCKEYE_SUFFIX_MAX)
    g_set_error (&error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
                 _ ("At most %d bytes can be appended. Put more of them into the data itself."),
                 SOCKEYE_SUFFIX_MAX);
  sockeye_field_set_error (self->suffix, self->suffix_message, error);
  if (error != NULL)
    return;

  plan->suffix_length = (guint) length;
  if (length > 0)
    memcpy (plan->suffix, data, length);
}

static void
apply_plan (SockeyePayloadBar *self)
{
  SockeyeSendPlan plan = *sockeye_workspace_get_plan (self->workspace);

  plan.form = gtk_check_button_get_active (self->hex) ? SOCKEYE_SEND_AS_HEX : SOCKEYE_SEND_AS_TEXT;
  plan.escapes = gtk_check_button_get_active (self->escapes);
  plan.checksum = (SockeyeChecksum) gtk_drop_down_get_selected (self->checksum);
  plan.checksum_little_endian = gtk_drop_down_get_selected (self->byte_order) == 1;
  plan.checksum_start = (guint32) gtk_spin_button_get_value (self->start) - 1;
  plan.checksum_length = (guint32) gtk_spin_button_get_value (self->length);
  read_suffix (self, &plan);
  gtk_widget_set_sensitive (GTK_WIDGET (self->escapes), plan.form == SOCKEYE_SEND_AS_TEXT);

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

static void
sockeye_payload_bar_dispose (GObject *object)
{
  SockeyePayloadBar *self = SOCKEYE_PAYLOAD_BAR (object);

  g_clear_handle_id (&self->preview_timer, g_source_remove);
  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (self->workspace, self);
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

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/payload-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, hex);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, escapes);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, checksum);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, byte_order);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, start);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, length);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, suffix);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, suffix_message);
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadBar, preview);
  gtk_widget_class_bind_template_callback (widget_class, on_hex_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_option_changed);
}

static void
sockeye_payload_bar_init (SockeyePayloadBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
  g_signal_connect_swapped (workspace, "notify::charset", G_CALLBACK (queue_preview), self);
  g_signal_connect_swapped (workspace, "notify::plan", G_CALLBACK (queue_preview), self);
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
  g_signal_connect_object (editor, "changed", G_CALLBACK (queue_preview), self, G_CONNECT_SWAPPED);
  queue_preview (self);
}

/**
 * sockeye_payload_bar_set_store:
 * @self: a bar
 * @store: where the options are kept
 *
 * Shows what @store holds. The text is not rewritten: it was kept in the same form.
 */
void
sockeye_payload_bar_set_store (SockeyePayloadBar *self, GSettings *store)
{
  GSettingsBindFlags flags = G_SETTINGS_BIND_GET_NO_CHANGES;

  self->frozen = TRUE;
  g_settings_bind (store, "send-as-hex", self->hex, "active", flags);
  g_settings_bind (store, "escapes", self->escapes, "active", flags);
  g_settings_bind (store, "checksum", self->checksum, "selected", flags);
  g_settings_bind (store, "checksum-byte-order", self->byte_order, "selected", flags);
  g_settings_bind (store, "checksum-first-byte", self->start, "value", flags);
  g_settings_bind (store, "checksum-bytes", self->length, "value", flags);
  g_settings_bind (store, "suffix", self->suffix, "text", flags);
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
  SockeyeSendPlan changed = *sockeye_workspace_get_plan (self->workspace);

  changed.variables = plan->variables;
  sockeye_workspace_set_plan (self->workspace, &changed);
  self->frozen = TRUE;
  gtk_check_button_set_active (self->hex, plan->form == SOCKEYE_SEND_AS_HEX);
  gtk_check_button_set_active (self->escapes, plan->escapes);
  self->frozen = FALSE;
  apply_plan (self);
}
