/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-command-editor.h"

#include "checksum-fields.h"
#include "command-preview.h"
#include "label-factory.h"
#include "send-text.h"

#include <glib/gi18n-lib.h>

struct _SockeyeQuickCommandEditor
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkEntry *name;
  GtkEntry *comment;
  GtkDropDown *folder;
  GtkLabel *text_label;
  SockeyeSendText *text;
  GtkLabel *text_message;
  GtkCheckButton *hex;
  GtkCheckButton *escapes;
  GtkCheckButton *variables;
  SockeyeChecksumFields *checksum_fields;
  SockeyeCommandPreview *preview;
  GtkDropDown *line_end;
  GtkCheckButton *append_line_end;
  GtkDropDown *encoding;
  GtkSpinButton *gap;
  GtkButton *send;

  /* Owned */
  SockeyeQuickCommands *commands;
  SockeyeQuickCommand *command; /* (nullable) */

  gboolean frozen;    /* the fields change by themselves */
  gboolean applying;  /* the command changes because a field did */
  guint text_changed; /* source: the text is to be taken over */
  guint checking;     /* source: whether the command is still there */
};

G_DEFINE_FINAL_TYPE (SockeyeQuickCommandEditor, sockeye_quick_command_editor, GTK_TYPE_WINDOW)

enum
{
  SEND,
  GONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- From the command to the fields */

static void
show_encoding (SockeyeQuickCommandEditor *self)
{
  const SockeyeCharset *charset = sockeye_quick_command_get_charset (self->command);
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);
  guint selected = 0;

  for (guint i = 0; i < n_charsets; i++)
    if (charsets[i] == charset)
      selected = i + 1;
  gtk_drop_down_set_selected (self->encoding, selected);
}

static void
show_folder (SockeyeQuickCommandEditor *self)
{
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_find (self->commands, self->command);
  guint position;

  if (folder != NULL && sockeye_quick_commands_find_folder (self->commands, folder, &position))
    gtk_drop_down_set_selected (self->folder, position);
}

static void
sync_sensitivity (SockeyeQuickCommandEditor *self)
{
  gboolean is_text = !gtk_check_button_get_active (self->hex);

  gtk_widget_set_sensitive (GTK_WIDGET (self->escapes), is_text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->variables), is_text);
}

static void
show_plan (SockeyeQuickCommandEditor *self)
{
  const SockeyeSendPlan *plan = sockeye_quick_command_get_plan (self->command);

  gtk_check_button_set_active (self->hex, plan->form == SOCKEYE_SEND_AS_HEX);
  gtk_check_button_set_active (self->escapes, plan->escapes);
  gtk_check_button_set_active (self->variables, plan->variables);
  gtk_drop_down_set_selected (self->line_end, plan->line_end);
  gtk_check_button_set_active (self->append_line_end, plan->append_line_end);
  sockeye_checksum_fields_show_plan (self->checksum_fields, plan);
  sync_sensitivity (self);
}

static void
show_title (SockeyeQuickCommandEditor *self)
{
  /* Translators: a window's title; %s is the name of a command */
  g_autofree char *title = g_strdup_printf (_ ("%s – Quick command"),
                                            sockeye_quick_command_get_title (self->command));

  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
show_text (SockeyeQuickCommandEditor *self)
{
  self->frozen = TRUE;
  sockeye_send_text_set_text (self->text, sockeye_quick_command_get_text (self->command));
  self->frozen = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->text_message), FALSE);
}

static void
set_entry (GtkEntry *entry, const char *text)
{
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), text))
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
show_fields (SockeyeQuickCommandEditor *self)
{
  self->frozen = TRUE;
  set_entry (self->name, sockeye_quick_command_get_name (self->command));
  set_entry (self->comment, sockeye_quick_command_get_comment (self->command));
  gtk_spin_button_set_value (self->gap, sockeye_quick_command_get_gap (self->command));
  show_plan (self);
  show_encoding (self);
  self->frozen = FALSE;
  show_title (self);
}

static void
show_command (SockeyeQuickCommandEditor *self)
{
  show_fields (self);
  show_text (self);
}

/* Somebody else changed it: another window, or the row in the list. */
static void
on_command_changed (SockeyeQuickCommandEditor *self, GParamSpec *pspec)
{
  if (self->applying)
    return;

  if (g_str_equal (pspec->name, "text"))
    show_text (self);
  show_fields (self);
}

/* --- From the fields to the command */

static void
on_name_changed (SockeyeQuickCommandEditor *self)
{
  if (self->frozen)
    return;

  self->applying = TRUE;
  /* NULL: the field takes no more characters than a name may have. */
  sockeye_quick_command_set_name (self->command, gtk_editable_get_text (GTK_EDITABLE (self->name)), NULL);
  self->applying = FALSE;
  show_title (self);
}

static void
on_comment_changed (SockeyeQuickCommandEditor *self)
{
  if (self->frozen)
    return;

  self->applying = TRUE;
  /* NULL: as with the name. */
  sockeye_quick_command_set_comment (self->command, gtk_editable_get_text (GTK_EDITABLE (self->comment)),
                                     NULL);
  self->applying = FALSE;
}

static void
tell (SockeyeQuickCommandEditor *self, const char *message)
{
  gtk_label_set_label (self->text_message, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text_message), message != NULL);
}

static void
apply_text (SockeyeQuickCommandEditor *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (self->text_changed == 0)
    return;

  g_clear_handle_id (&self->text_changed, g_source_remove);
  text = sockeye_send_text_get_text (self->text);
  self->applying = TRUE;
  sockeye_quick_command_set_text (self->command, text, &error);
  self->applying = FALSE;
  tell (self, error != NULL ? error->message : NULL);
  show_title (self);
}

static gboolean
on_text_idle (gpointer data)
{
  apply_text (data);
  return G_SOURCE_REMOVE;
}

/* What replaces a selection comes in two steps; the one in between is nobody's text. */
static void
on_text_changed (SockeyeQuickCommandEditor *self)
{
  if (!self->frozen && self->text_changed == 0)
    self->text_changed = g_idle_add_full (G_PRIORITY_HIGH, on_text_idle, self, NULL);
}

static void
on_pasted (SockeyeQuickCommandEditor *self, const GError *error)
{
  if (error != NULL)
    tell (self, error->message);
}

static void
read_plan (SockeyeQuickCommandEditor *self, SockeyeSendPlan *plan)
{
  plan->form = gtk_check_button_get_active (self->hex) ? SOCKEYE_SEND_AS_HEX : SOCKEYE_SEND_AS_TEXT;
  plan->escapes = gtk_check_button_get_active (self->escapes);
  plan->variables = gtk_check_button_get_active (self->variables);
  plan->line_end = (SockeyeLineEnd) gtk_drop_down_get_selected (self->line_end);
  plan->append_line_end = gtk_check_button_get_active (self->append_line_end);
  sockeye_checksum_fields_apply (self->checksum_fields, plan);
}

static void
on_option_changed (SockeyeQuickCommandEditor *self)
{
  SockeyeSendPlan plan;

  if (self->frozen)
    return;

  plan = *sockeye_quick_command_get_plan (self->command);
  read_plan (self, &plan);
  self->applying = TRUE;
  sockeye_quick_command_set_plan (self->command, &plan);
  self->applying = FALSE;
  sync_sensitivity (self);
}

static void
undo_switch (SockeyeQuickCommandEditor *self, const GError *error)
{
  self->frozen = TRUE;
  gtk_check_button_set_active (self->hex, !gtk_check_button_get_active (self->hex));
  self->frozen = FALSE;
  tell (self, error->message);
}

/* The text is written anew, so that it stands for the same bytes as before. */
static void
on_hex_toggled (SockeyeQuickCommandEditor *self)
{
  const SockeyeCharset *charset = sockeye_command_preview_get_charset (self->preview);
  SockeyeSendPlan plan;
  g_autofree char *text = NULL;
  g_autofree char *rewritten = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gboolean escaped = FALSE;

  if (self->frozen)
    return;

  apply_text (self);
  plan = *sockeye_quick_command_get_plan (self->command);
  text = sockeye_send_text_get_text (self->text);
  bytes = sockeye_send_plan_read (&plan, charset, text, &error);
  plan.form = gtk_check_button_get_active (self->hex) ? SOCKEYE_SEND_AS_HEX : SOCKEYE_SEND_AS_TEXT;
  if (bytes != NULL)
    rewritten = sockeye_send_plan_write (&plan, charset, bytes, &escaped);
  self->applying = TRUE;
  if (rewritten != NULL && sockeye_quick_command_set_text (self->command, rewritten, &error))
    {
      plan.escapes = plan.form == SOCKEYE_SEND_AS_TEXT ? escaped : plan.escapes;
      sockeye_quick_command_set_plan (self->command, &plan);
    }
  self->applying = FALSE;
  if (error != NULL)
    undo_switch (self, error);
  else
    show_command (self);
}

static void
on_encoding_chosen (SockeyeQuickCommandEditor *self)
{
  guint selected = gtk_drop_down_get_selected (self->encoding);
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);

  if (self->frozen || self->command == NULL)
    return;

  self->applying = TRUE;
  sockeye_quick_command_set_charset (self->command,
                                     selected > 0 && selected <= n_charsets ? charsets[selected - 1] : NULL);
  self->applying = FALSE;
}

static void
on_gap_changed (SockeyeQuickCommandEditor *self)
{
  if (self->frozen)
    return;

  self->applying = TRUE;
  sockeye_quick_command_set_gap (self->command, (guint) gtk_spin_button_get_value_as_int (self->gap));
  self->applying = FALSE;
}

static void
on_folder_chosen (SockeyeQuickCommandEditor *self)
{
  SockeyeQuickCommandFolder *folder = gtk_drop_down_get_selected_item (self->folder);

  if (self->frozen || folder == NULL || self->command == NULL
      || folder == sockeye_quick_commands_find (self->commands, self->command))
    return;

  sockeye_quick_commands_move (self->commands, self->command, folder, G_MAXUINT);
}

/* --- */

static gboolean
check_command (gpointer data)
{
  SockeyeQuickCommandEditor *self = data;

  self->checking = 0;
  if (self->command == NULL)
    return G_SOURCE_REMOVE;

  if (sockeye_quick_commands_find (self->commands, self->command) == NULL)
    {
      g_signal_emit (self, signals[GONE], 0);
      gtk_window_destroy (GTK_WINDOW (self));
      return G_SOURCE_REMOVE;
    }

  self->frozen = TRUE;
  show_folder (self);
  self->frozen = FALSE;
  return G_SOURCE_REMOVE;
}

/* Later: what is moved is nowhere for a moment. */
static void
on_commands_changed (SockeyeQuickCommandEditor *self)
{
  if (self->checking == 0)
    self->checking = g_idle_add (check_command, self);
}

static void
on_folders_change (SockeyeQuickCommandEditor *self)
{
  self->frozen = TRUE;
}

static void
on_folders_changed (SockeyeQuickCommandEditor *self)
{
  self->frozen = FALSE;
  on_commands_changed (self);
}

static void
on_send (SockeyeQuickCommandEditor *self)
{
  apply_text (self);
  g_signal_emit (self, signals[SEND], 0, self->command);
}

static void
set_command (SockeyeQuickCommandEditor *self, SockeyeQuickCommand *command)
{
  apply_text (self);
  if (self->command != NULL)
    g_signal_handlers_disconnect_by_data (self->command, self);
  g_set_object (&self->command, command);
  if (command != NULL)
    g_signal_connect_swapped (command, "notify", G_CALLBACK (on_command_changed), self);
}

static void
sockeye_quick_command_editor_dispose (GObject *object)
{
  SockeyeQuickCommandEditor *self = SOCKEYE_QUICK_COMMAND_EDITOR (object);

  self->frozen = TRUE;
  set_command (self, NULL);
  if (self->commands != NULL)
    g_signal_handlers_disconnect_by_data (self->commands, self);
  /* Letting go of the command kept what was typed, and its change asked for a look. */
  g_clear_handle_id (&self->checking, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_QUICK_COMMAND_EDITOR);
  g_clear_object (&self->commands);

  G_OBJECT_CLASS (sockeye_quick_command_editor_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SOCKEYE_TYPE_CHECKSUM_FIELDS);
  g_type_ensure (SOCKEYE_TYPE_COMMAND_PREVIEW);
  g_type_ensure (SOCKEYE_TYPE_SEND_TEXT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/quick-command-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, name);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, comment);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, folder);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, text_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, text);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, text_message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, hex);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, escapes);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, variables);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, checksum_fields);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, preview);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, line_end);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, append_line_end);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, encoding);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, gap);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandEditor, send);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_comment_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_pasted);
  gtk_widget_class_bind_template_callback (widget_class, on_option_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_hex_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_encoding_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_gap_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
}

static void
sockeye_quick_command_editor_class_init (SockeyeQuickCommandEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_quick_command_editor_dispose;

  /**
   * SockeyeQuickCommandEditor::send:
   * @command: a command
   *
   * The user wants to try it.
   */
  signals[SEND] = g_signal_new ("send", SOCKEYE_TYPE_QUICK_COMMAND_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, SOCKEYE_TYPE_QUICK_COMMAND);

  /**
   * SockeyeQuickCommandEditor::gone:
   *
   * The command is in no folder any more, and the window closes.
   */
  signals[GONE] = g_signal_new ("gone", SOCKEYE_TYPE_QUICK_COMMAND_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
sockeye_quick_command_editor_init (SockeyeQuickCommandEditor *self)
{
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);
  g_autoptr (GtkStringList) encodings = gtk_string_list_new (NULL);

  self->frozen = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_mnemonic_widget (self->text_label, sockeye_send_text_get_view (self->text));
  gtk_string_list_append (encodings, _ ("As the session"));
  for (guint i = 0; i < n_charsets; i++)
    gtk_string_list_append (encodings, charsets[i]->label);
  gtk_drop_down_set_model (self->encoding, G_LIST_MODEL (encodings));
}

static void
set_commands (SockeyeQuickCommandEditor *self, SockeyeQuickCommands *commands)
{
  g_autoptr (GtkListItemFactory) factory = sockeye_label_factory_new ("name");

  self->commands = g_object_ref (commands);
  gtk_drop_down_set_factory (self->folder, factory);
  g_signal_connect_swapped (commands, "items-changed", G_CALLBACK (on_folders_change), self);
  gtk_drop_down_set_model (self->folder, G_LIST_MODEL (commands));
  g_signal_connect_swapped (commands, "items-changed", G_CALLBACK (on_folders_changed), self);
  g_signal_connect_swapped (commands, "changed", G_CALLBACK (on_commands_changed), self);
}

/**
 * sockeye_quick_command_editor_new:
 * @parent: the window to stand before
 * @commands: what the command is one of
 * @workspace: whose encoding the command is sent in when it has none of its own
 *
 * Returns: (transfer none): a window without a command, owned by GTK
 */
SockeyeQuickCommandEditor *
sockeye_quick_command_editor_new (GtkWindow *parent,
                                  SockeyeQuickCommands *commands,
                                  SockeyeWorkspace *workspace)
{
  SockeyeQuickCommandEditor *self = g_object_new (SOCKEYE_TYPE_QUICK_COMMAND_EDITOR, "transient-for", parent,
                                                  NULL);

  set_commands (self, commands);
  sockeye_command_preview_set_workspace (self->preview, workspace);
  return self;
}

/**
 * sockeye_quick_command_editor_set_command:
 * @self: an editor
 * @command: what it edits from now on
 */
void
sockeye_quick_command_editor_set_command (SockeyeQuickCommandEditor *self, SockeyeQuickCommand *command)
{
  set_command (self, command);
  show_command (self);
  self->frozen = TRUE;
  show_folder (self);
  self->frozen = FALSE;
  sockeye_command_preview_set_command (self->preview, command);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/**
 * sockeye_quick_command_editor_set_obstacle:
 * @self: an editor
 * @obstacle: (nullable): why nothing can be sent now, and what to do
 */
void
sockeye_quick_command_editor_set_obstacle (SockeyeQuickCommandEditor *self, const char *obstacle)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->send), obstacle == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->send), obstacle);
}
