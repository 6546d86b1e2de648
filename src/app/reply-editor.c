/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-editor.h"

#include "field-error.h"
#include "hex.h"
#include "reply-check.h"
#include "send-text.h"
#include "template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Whoever types faster than that has not finished. */
#define APPLY_DELAY_MS 500
#define PREVIEW_BYTES  24
/* A longer menu is no help. */
#define CONNECTIONS_MAX 30u

/* As the list of what to reply with: the form of what is typed is one of its items. */
enum
{
  WITH_TEXT,
  WITH_HEX,
  WITH_NOTHING,
  WITH_CHARGEN,
};

struct _SockeyeReplyEditor
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkEntry *name;
  GtkDropDown *when;
  GtkLabel *pattern_label;
  GtkWidget *pattern_row;
  GtkDropDown *pattern_form;
  GtkEntry *pattern;
  GtkLabel *pattern_message;
  GtkEntry *from;
  GtkMenuButton *from_button;
  GtkLabel *from_message;
  GtkDropDown *with;
  GtkLabel *text_label;
  SockeyeSendText *text;
  GtkLabel *text_message;
  GtkLabel *preview;
  GtkWidget *text_options;
  GtkCheckButton *escapes;
  GtkCheckButton *variables;
  GtkLabel *line_end_label;
  GtkWidget *line_end_row;
  GtkDropDown *line_end;
  GtkCheckButton *append_line_end;
  GtkLabel *checksum_label;
  GtkWidget *checksum_row;
  GtkDropDown *checksum;
  GtkDropDown *byte_order;
  GtkSpinButton *delay;
  GtkDropDown *then;

  /* Owned */
  SockeyeWorkspace *workspace;
  SockeyeReplyItem *item; /* (nullable): whose rule the fields show */
  guint timer;

  gboolean changed; /* not everything holds yet */
  gboolean showing; /* the fields change by themselves */
};

G_DEFINE_FINAL_TYPE (SockeyeReplyEditor, sockeye_reply_editor, GTK_TYPE_WIDGET)

/* --- Fields and the rule */

static void
read_plan (SockeyeReplyEditor *self, SockeyeSendPlan *plan)
{
  plan->form = gtk_drop_down_get_selected (self->with) == WITH_HEX ? SOCKEYE_SEND_AS_HEX
                                                                   : SOCKEYE_SEND_AS_TEXT;
  plan->escapes = gtk_check_button_get_active (self->escapes);
  plan->variables = gtk_check_button_get_active (self->variables);
  plan->line_end = (SockeyeLineEnd) gtk_drop_down_get_selected (self->line_end);
  plan->append_line_end = gtk_check_button_get_active (self->append_line_end);
  plan->checksum = (SockeyeChecksum) gtk_drop_down_get_selected (self->checksum);
  plan->checksum_little_endian = gtk_drop_down_get_selected (self->byte_order) == 1;
}

/* What the fields say; its strings are theirs, but for @text. What has no field stays. */
static SockeyeReplyFields
read_fields (SockeyeReplyEditor *self, char **text)
{
  SockeyeReplyFields fields = *sockeye_reply_rule_get_fields (sockeye_reply_item_get_rule (self->item));
  guint with = gtk_drop_down_get_selected (self->with);

  *text = sockeye_send_text_get_text (self->text);
  fields.name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  fields.when = (SockeyeReplyWhen) gtk_drop_down_get_selected (self->when);
  fields.hex = gtk_drop_down_get_selected (self->pattern_form) == 1;
  fields.pattern = gtk_editable_get_text (GTK_EDITABLE (self->pattern));
  fields.from = gtk_editable_get_text (GTK_EDITABLE (self->from));
  fields.with = with == WITH_NOTHING   ? SOCKEYE_REPLY_WITH_NOTHING
                : with == WITH_CHARGEN ? SOCKEYE_REPLY_WITH_CHARGEN
                                       : SOCKEYE_REPLY_WITH_PAYLOAD;
  fields.text = *text;
  if (fields.with == SOCKEYE_REPLY_WITH_PAYLOAD)
    read_plan (self, &fields.plan);
  fields.delay_ms = (guint) gtk_spin_button_get_value_as_int (self->delay);
  fields.go_on = gtk_drop_down_get_selected (self->then) == 1;
  return fields;
}

static guint
get_with (const SockeyeReplyFields *fields)
{
  switch (fields->with)
    {
    case SOCKEYE_REPLY_WITH_NOTHING:
      return WITH_NOTHING;
    case SOCKEYE_REPLY_WITH_CHARGEN:
      return WITH_CHARGEN;
    case SOCKEYE_REPLY_WITH_PAYLOAD:
    case SOCKEYE_REPLY_WITH_N_KINDS:
    default:
      return fields->plan.form == SOCKEYE_SEND_AS_HEX ? WITH_HEX : WITH_TEXT;
    }
}

static void
write_fields (SockeyeReplyEditor *self, const SockeyeReplyFields *fields)
{
  const SockeyeSendPlan *plan = &fields->plan;

  gtk_editable_set_text (GTK_EDITABLE (self->name), fields->name);
  gtk_drop_down_set_selected (self->when, fields->when);
  gtk_drop_down_set_selected (self->pattern_form, fields->hex ? 1 : 0);
  gtk_editable_set_text (GTK_EDITABLE (self->pattern), fields->pattern);
  gtk_editable_set_text (GTK_EDITABLE (self->from), fields->from);
  gtk_drop_down_set_selected (self->with, get_with (fields));
  sockeye_send_text_set_text (self->text, fields->text);
  gtk_check_button_set_active (self->escapes, plan->escapes);
  gtk_check_button_set_active (self->variables, plan->variables);
  gtk_drop_down_set_selected (self->line_end, plan->line_end);
  gtk_check_button_set_active (self->append_line_end, plan->append_line_end);
  gtk_drop_down_set_selected (self->checksum, plan->checksum);
  gtk_drop_down_set_selected (self->byte_order, plan->checksum_little_endian ? 1 : 0);
  gtk_spin_button_set_value (self->delay, fields->delay_ms);
  gtk_drop_down_set_selected (self->then, fields->go_on ? 1 : 0);
}

/* --- What is shown about them */

static void
show_used_fields (SockeyeReplyEditor *self, const SockeyeReplyFields *fields)
{
  gboolean pattern = fields->when >= SOCKEYE_REPLY_WHEN_EQUALS;
  gboolean payload = fields->with == SOCKEYE_REPLY_WITH_PAYLOAD;
  gboolean text = payload && fields->plan.form == SOCKEYE_SEND_AS_TEXT;

  gtk_widget_set_visible (GTK_WIDGET (self->pattern_label), pattern);
  gtk_widget_set_visible (self->pattern_row, pattern);
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), payload);
  gtk_widget_set_visible (GTK_WIDGET (self->text), payload);
  gtk_widget_set_visible (self->text_options, text);
  gtk_widget_set_visible (GTK_WIDGET (self->line_end_label), payload);
  gtk_widget_set_visible (self->line_end_row, payload);
  gtk_widget_set_visible (GTK_WIDGET (self->checksum_label), payload);
  gtk_widget_set_visible (self->checksum_row, payload);
  gtk_widget_set_sensitive (GTK_WIDGET (self->byte_order), fields->plan.checksum != SOCKEYE_CHECKSUM_NONE);
}

static char *
describe_payload (GBytes *payload)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (payload, &length);
  g_autofree char *number = g_strdup_printf ("%'" G_GSIZE_FORMAT, length);
  /* Translators: %s is a number */
  g_autofree char *count = g_strdup_printf (ngettext ("%s byte", "%s bytes", length), number);
  g_autoptr (GString) hex = g_string_new (NULL);

  if (length == 0)
    return g_strdup (_ ("An empty datagram, or nothing in a stream"));
  sockeye_hex_append (hex, bytes, MIN (length, PREVIEW_BYTES));
  if (length > PREVIEW_BYTES)
    g_string_append (hex, " …");
  /* Translators: a number of bytes, then the bytes themselves */
  return g_strdup_printf (_ ("%s: %s"), count, hex->str);
}

static void
show_preview (SockeyeReplyEditor *self, const SockeyeReplyFields *fields)
{
  SockeyeVariableValues none = { 0 };
  g_autoptr (SockeyePayloadTemplate) message = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autofree char *text = NULL;

  /* NULL: what is wrong is said above it. */
  message = sockeye_payload_template_new (&fields->plan, sockeye_workspace_get_charset (self->workspace),
                                          fields->text, TRUE, NULL);
  if (message != NULL && !sockeye_payload_template_has_variables (message))
    payload = sockeye_payload_template_make (message, &none, NULL);
  if (payload != NULL)
    text = describe_payload (payload);
  else if (message != NULL)
    text = g_strdup (_ ("${0} is the message, or what the expression matched; ${1} to ${9} are its groups"));
  gtk_label_set_label (self->preview, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->preview),
                          text != NULL && fields->with == SOCKEYE_REPLY_WITH_PAYLOAD);
}

static void
mark_text (SockeyeReplyEditor *self, const GError *error)
{
  GtkWidget *view = sockeye_send_text_get_view (self->text);

  gtk_label_set_label (self->text_message, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text_message), error != NULL);
  if (error != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_STATE_INVALID,
                                 GTK_ACCESSIBLE_INVALID_TRUE, -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_STATE_INVALID);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  error != NULL ? error->message : "", -1);
}

static void
check (SockeyeReplyEditor *self)
{
  const SockeyeCharset *charset = sockeye_workspace_get_charset (self->workspace);
  g_autofree char *typed = NULL;
  SockeyeReplyFields fields = read_fields (self, &typed);
  g_autoptr (GError) pattern = NULL;
  g_autoptr (GError) from = NULL;
  g_autoptr (GError) text = NULL;

  /* An empty pattern is one that is still being written. */
  if (*fields.pattern != '\0')
    sockeye_reply_check_part (&fields, SOCKEYE_REPLY_PART_PATTERN, charset, &pattern);
  sockeye_reply_check_part (&fields, SOCKEYE_REPLY_PART_FROM, charset, &from);
  sockeye_reply_check_part (&fields, SOCKEYE_REPLY_PART_TEXT, charset, &text);
  sockeye_field_set_error (self->pattern, self->pattern_message, pattern);
  sockeye_field_set_error (self->from, self->from_message, from);
  mark_text (self, text);
  show_used_fields (self, &fields);
  show_preview (self, &fields);
}

/* --- Changes */

static gboolean
on_timeout (gpointer data)
{
  SockeyeReplyEditor *self = data;

  self->timer = 0;
  sockeye_reply_editor_apply (self);
  return G_SOURCE_REMOVE;
}

static void
on_field_changed (SockeyeReplyEditor *self)
{
  if (self->showing || self->item == NULL)
    return;

  check (self);
  self->changed = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (APPLY_DELAY_MS, on_timeout, self);
}

/* The text is written anew, so that it stands for the same bytes; one with variables has none yet. */
static void
rewrite_text (SockeyeReplyEditor *self, const SockeyeSendPlan *before, SockeyeSendForm form)
{
  const SockeyeCharset *charset = sockeye_workspace_get_charset (self->workspace);
  g_autofree char *text = sockeye_send_text_get_text (self->text);
  SockeyeSendPlan plan = *before;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *rewritten = NULL;
  gboolean escaped;

  if ((plan.variables && strstr (text, "${") != NULL) || strlen (text) > SOCKEYE_REPLY_TEXT_MAX)
    return;
  /* NULL: what cannot be read stays as it is, and is marked. */
  bytes = sockeye_send_plan_read (before, charset, text, NULL);
  if (bytes == NULL)
    return;

  plan.form = form;
  rewritten = sockeye_send_plan_write (&plan, charset, bytes, &escaped);
  if (form == SOCKEYE_SEND_AS_TEXT)
    gtk_check_button_set_active (self->escapes, escaped);
  sockeye_send_text_set_text (self->text, rewritten);
}

static void
on_with_changed (SockeyeReplyEditor *self)
{
  const SockeyeReplyFields *fields;
  guint with = gtk_drop_down_get_selected (self->with);
  SockeyeSendForm form = with == WITH_HEX ? SOCKEYE_SEND_AS_HEX : SOCKEYE_SEND_AS_TEXT;

  if (self->showing || self->item == NULL)
    return;

  /* What was typed until now was read in the old form. */
  fields = sockeye_reply_rule_get_fields (sockeye_reply_item_get_rule (self->item));
  if (with <= WITH_HEX && form != fields->plan.form)
    {
      SockeyeSendPlan before = fields->plan;

      read_plan (self, &before);
      before.form = fields->plan.form;
      self->showing = TRUE;
      rewrite_text (self, &before, form);
      self->showing = FALSE;
    }
  on_field_changed (self);
  sockeye_reply_editor_apply (self);
}

static void
add_connection (GMenu *menu, const char *label, const char *address)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "reply.from", "s", address);
  g_menu_append_item (menu, item);
}

/* Those that are open now, when the menu is opened. */
static void
fill_connections (GtkMenuButton *button, gpointer data)
{
  SockeyeReplyEditor *self = data;
  GListModel *connections = sockeye_workspace_get_connections (self->workspace);
  g_autoptr (GMenu) menu = g_menu_new ();

  add_connection (menu, _ ("Anybody"), "");
  for (guint i = 0; i < MIN (g_list_model_get_n_items (connections), CONNECTIONS_MAX); i++)
    {
      g_autoptr (SockeyeConnectionItem) item = g_list_model_get_item (connections, i);
      const char *remote = sockeye_connection_item_get_remote (item);

      add_connection (menu, remote, remote);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
from_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter)
{
  SockeyeReplyEditor *self = SOCKEYE_REPLY_EDITOR (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->from), g_variant_get_string (parameter, NULL));
  gtk_widget_grab_focus (GTK_WIDGET (self->from));
}

static void
on_focus_left (SockeyeReplyEditor *self)
{
  sockeye_reply_editor_apply (self);
}

static void
on_charset_changed (SockeyeReplyEditor *self)
{
  if (self->item != NULL)
    check (self);
}

static void
sockeye_reply_editor_dispose (GObject *object)
{
  SockeyeReplyEditor *self = SOCKEYE_REPLY_EDITOR (object);

  if (self->workspace != NULL)
    {
      sockeye_reply_editor_apply (self);
      g_signal_handlers_disconnect_by_data (self->workspace, self);
    }
  g_clear_object (&self->item);
  g_clear_object (&self->workspace);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_REPLY_EDITOR);

  G_OBJECT_CLASS (sockeye_reply_editor_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, name);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, when);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, pattern_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, pattern_row);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, pattern_form);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, pattern);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, pattern_message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, from);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, from_button);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, from_message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, with);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, text_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, text);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, text_message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, preview);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, text_options);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, escapes);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, variables);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, line_end_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, line_end_row);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, line_end);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, append_line_end);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, checksum_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, checksum_row);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, checksum);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, byte_order);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, delay);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyEditor, then);
}

static void
sockeye_reply_editor_class_init (SockeyeReplyEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_reply_editor_dispose;

  g_type_ensure (SOCKEYE_TYPE_SEND_TEXT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/reply-editor.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_field_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_with_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_focus_left);
  gtk_widget_class_install_action (widget_class, "reply.from", "s", from_action);
}

static void
sockeye_reply_editor_init (SockeyeReplyEditor *self)
{
  GtkWidget *view;

  gtk_widget_init_template (GTK_WIDGET (self));
  view = sockeye_send_text_get_view (self->text);
  gtk_label_set_mnemonic_widget (self->text_label, view);
  gtk_menu_button_set_create_popup_func (self->from_button, fill_connections, self, NULL);
}

/**
 * sockeye_reply_editor_set_workspace:
 * @self: an editor
 * @workspace: whose encoding rules are read with; once
 */
void
sockeye_reply_editor_set_workspace (SockeyeReplyEditor *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_swapped (workspace, "notify::charset", G_CALLBACK (on_charset_changed), self);
}

/**
 * sockeye_reply_editor_set_item:
 * @self: an editor
 * @item: (nullable): whose rule is edited from now on
 *
 * What was changed of the one before holds.
 */
void
sockeye_reply_editor_set_item (SockeyeReplyEditor *self, SockeyeReplyItem *item)
{
  sockeye_reply_editor_apply (self);
  if (!g_set_object (&self->item, item) || item == NULL)
    return;

  self->showing = TRUE;
  write_fields (self, sockeye_reply_rule_get_fields (sockeye_reply_item_get_rule (item)));
  self->showing = FALSE;
  check (self);
}

/**
 * sockeye_reply_editor_apply:
 * @self: an editor
 *
 * Lets hold now what was changed.
 */
void
sockeye_reply_editor_apply (SockeyeReplyEditor *self)
{
  g_autofree char *text = NULL;
  SockeyeReplyFields fields;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->changed)
    return;

  self->changed = FALSE;
  fields = read_fields (self, &text);
  /* A file with it could not be read again. */
  if (g_utf8_strlen (text, -1) <= SOCKEYE_REPLY_TEXT_MAX)
    sockeye_reply_item_set_fields (self->item, &fields);
}

/**
 * sockeye_reply_editor_edit:
 * @self: an editor
 *
 * Gives the first field the keyboard focus.
 */
void
sockeye_reply_editor_edit (SockeyeReplyEditor *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}
