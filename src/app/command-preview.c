/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "command-preview.h"

#include "hex.h"

#include <glib/gi18n-lib.h>

#define BYTES_MAX 64 /* more do not fit into the window */
#define DELAY_MS  30

struct _SockeyeCommandPreview
{
  GtkWidget parent_instance;

  GtkLabel *label;

  /* Owned */
  SockeyeWorkspace *workspace;
  SockeyeQuickCommand *command; /* (nullable) */
  GCancellable *making;         /* (nullable): while a thread makes the payload */
  guint timer;
};

G_DEFINE_FINAL_TYPE (SockeyeCommandPreview, sockeye_command_preview, GTK_TYPE_WIDGET)

static void
show (SockeyeCommandPreview *self, const char *text, gboolean wrong)
{
  gtk_label_set_label (self->label, text);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->label), "error");
}

static char *
describe (GBytes *payload, gboolean varies)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (payload, &length);
  g_autofree char *number = g_strdup_printf ("%'" G_GSIZE_FORMAT, length);
  /* Translators: %s is a number */
  g_autofree char *count = g_strdup_printf (ngettext ("%s byte", "%s bytes", length), number);
  g_autoptr (GString) hex = g_string_new (NULL);

  if (length == 0)
    return g_steal_pointer (&count);

  sockeye_hex_append (hex, bytes, MIN (length, BYTES_MAX));
  if (length > BYTES_MAX)
    g_string_append (hex, " …");
  if (!varies)
    /* Translators: a number of bytes, then the bytes themselves */
    return g_strdup_printf (_ ("%s: %s"), count, hex->str);
  /* Translators: what is sent is not the same each time; an example: a number of bytes, then the bytes themselves */
  return g_strdup_printf (_ ("Varies, for example %s: %s"), count, hex->str);
}

typedef struct
{
  SockeyeQuickCommand *command; /* a copy, of which nobody else knows */
  const SockeyeCharset *charset;
  guint64 counter;
  gboolean varies;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_object_unref (making->command);
  g_free (making);
}

/* On a thread: what variables stand for may be long. */
static void
make_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  Making *making = data;
  SockeyeVariableValues values = { .time = g_get_real_time (),
                                   .counter = making->counter + 1,
                                   .peer = "127.0.0.1:8888",
                                   .local = "127.0.0.1:8080" };
  GError *error = NULL;
  g_autoptr (SockeyePayloadTemplate)
      message = sockeye_quick_command_compile (making->command, making->charset, &error);
  GBytes *payload = message != NULL ? sockeye_payload_template_make (message, &values, &error) : NULL;

  if (payload == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  making->varies = sockeye_payload_template_has_variables (message);
  g_task_return_pointer (task, payload, (GDestroyNotify) g_bytes_unref);
}

static void
on_made (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeCommandPreview) self = data;
  const Making *making = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = NULL;

  /* Another one is under way, or nobody looks any more. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  text = payload != NULL ? describe (payload, making->varies) : g_strdup (error->message);
  show (self, text, payload == NULL);
}

static gboolean
update (gpointer data)
{
  SockeyeCommandPreview *self = data;
  g_autoptr (GTask) task = NULL;
  Making *making;

  self->timer = 0;
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  if (self->command == NULL)
    return G_SOURCE_REMOVE;

  making = g_new0 (Making, 1);
  making->command = sockeye_quick_command_copy (self->command);
  making->charset = sockeye_workspace_get_charset (self->workspace);
  making->counter = sockeye_mailer_get_counter (sockeye_workspace_get_mailer (self->workspace));
  self->making = g_cancellable_new ();
  task = g_task_new (NULL, self->making, on_made, g_object_ref (self));
  g_task_set_task_data (task, making, making_free);
  g_task_run_in_thread (task, make_in_thread);
  return G_SOURCE_REMOVE;
}

/* Not at every key of a fast typist, and once for all that changes together. */
static void
queue (SockeyeCommandPreview *self)
{
  if (self->timer == 0 && self->workspace != NULL)
    self->timer = g_timeout_add (DELAY_MS, update, self);
}

static void
sockeye_command_preview_dispose (GObject *object)
{
  SockeyeCommandPreview *self = SOCKEYE_COMMAND_PREVIEW (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  if (self->command != NULL)
    g_signal_handlers_disconnect_by_data (self->command, self);
  g_clear_object (&self->command);
  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (self->workspace, self);
  g_clear_object (&self->workspace);
  if (self->label != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->label));
  self->label = NULL;

  G_OBJECT_CLASS (sockeye_command_preview_parent_class)->dispose (object);
}

static void
sockeye_command_preview_class_init (SockeyeCommandPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sockeye_command_preview_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
sockeye_command_preview_init (SockeyeCommandPreview *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_yalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->label, 3);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_selectable (self->label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
}

/**
 * sockeye_command_preview_set_workspace:
 * @self: a preview
 * @workspace: whose encoding the command is sent in when it has none of its own; once
 */
void
sockeye_command_preview_set_workspace (SockeyeCommandPreview *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_swapped (workspace, "notify::charset", G_CALLBACK (queue), self);
  queue (self);
}

/**
 * sockeye_command_preview_set_command:
 * @self: a preview
 * @command: (nullable): what it is of from now on
 */
void
sockeye_command_preview_set_command (SockeyeCommandPreview *self, SockeyeQuickCommand *command)
{
  if (self->command != NULL)
    g_signal_handlers_disconnect_by_data (self->command, self);
  g_set_object (&self->command, command);
  if (command != NULL)
    g_signal_connect_swapped (command, "notify", G_CALLBACK (queue), self);
  queue (self);
}

/**
 * sockeye_command_preview_get_charset:
 * @self: a preview with a workspace and a command
 *
 * Returns: the encoding that the command is sent in: its own, or the session's
 */
const SockeyeCharset *
sockeye_command_preview_get_charset (SockeyeCommandPreview *self)
{
  const SockeyeCharset *own = self->command != NULL ? sockeye_quick_command_get_charset (self->command)
                                                    : NULL;

  return own != NULL ? own : sockeye_workspace_get_charset (self->workspace);
}
