/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "payload-preview.h"

#include "hex.h"
#include "template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BYTES_MAX     64          /* more do not fit into any window's line */
#define AT_ONCE_MAX   (16u << 10) /* longer texts are encoded on a thread */
#define TEXT_DELAY_MS 30
/* What variables stand for changes with every message that is sent, and nobody reads faster. */
#define VALUES_DELAY_MS 250

struct _SockeyePayloadPreview
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *label;

  /* Owned */
  SockeyeWorkspace *workspace;
  GCancellable *making; /* (nullable): while a thread makes the payload */
  guint text_timer;
  guint values_timer;

  SockeyeSendText *editor; /* borrowed: it has the same ancestor */
  gboolean varies;         /* the text has variables */
};

G_DEFINE_FINAL_TYPE (SockeyePayloadPreview, sockeye_payload_preview, GTK_TYPE_WIDGET)

static void
set_class (SockeyePayloadPreview *self, const char *name, gboolean has)
{
  if (has)
    gtk_widget_add_css_class (GTK_WIDGET (self->label), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->label), name);
}

static void
show (SockeyePayloadPreview *self, const char *text, gboolean wrong)
{
  /* A new tooltip asks the X server where the pointer is, also when it is the old one. */
  if (g_str_equal (text, gtk_label_get_label (self->label)))
    return;

  gtk_label_set_label (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), text);
  set_class (self, "error", wrong);
  set_class (self, "dim-label", !wrong);
}

static char *
describe (gsize length, const guint8 *bytes, gboolean varies)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GSIZE_FORMAT, length);
  /* Translators: %s is a number */
  g_autofree char *count = g_strdup_printf (ngettext ("%s byte", "%s bytes", length), number);
  g_autoptr (GString) hex = g_string_new (NULL);

  if (length == 0 && !varies)
    return g_strdup ("");
  sockeye_hex_append (hex, bytes, MIN (length, BYTES_MAX));
  if (length > BYTES_MAX)
    g_string_append (hex, " …");
  if (!varies)
    /* Translators: a number of bytes, then the bytes themselves */
    return g_strdup_printf (_ ("%s: %s"), count, hex->str);
  /* Translators: what is sent is not the same each time; an example: a number of bytes, then the bytes themselves */
  return g_strdup_printf (_ ("Varies, for example %s: %s"), count, hex->str);
}

static void
show_payload (SockeyePayloadPreview *self, GBytes *payload, const GError *error)
{
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *bytes;

  if (payload == NULL)
    {
      show (self, error->message, TRUE);
      return;
    }

  bytes = g_bytes_get_data (payload, &length);
  text = describe (length, bytes, self->varies);
  show (self, text, FALSE);
}

typedef struct
{
  SockeyePayloadDraft *draft;
  gboolean varies;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  sockeye_payload_draft_free (making->draft);
  g_free (making);
}

static void
make_on_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  Making *making = data;
  GError *error = NULL;
  GBytes *payload = sockeye_payload_draft_make (making->draft, &making->varies, &error);

  if (payload != NULL)
    g_task_return_pointer (task, payload, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  SockeyePayloadPreview *self = SOCKEYE_PAYLOAD_PREVIEW (source);
  const Making *making = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = g_task_propagate_pointer (G_TASK (result), &error);

  /* Another one is under way, or nobody looks any more. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->making);
  self->varies = making->varies;
  show_payload (self, payload, error);
}

static void
start_making (SockeyePayloadPreview *self, SockeyePayloadDraft *draft)
{
  Making *making = g_new0 (Making, 1);
  g_autoptr (GTask) task = NULL;

  making->draft = draft;
  self->making = g_cancellable_new ();
  task = g_task_new (self, self->making, on_made, NULL);
  g_task_set_task_data (task, making, making_free);
  g_task_run_in_thread (task, make_on_thread);
}

static void
update (SockeyePayloadPreview *self, gboolean text_changed)
{
  char *text = sockeye_send_text_get_text (self->editor);
  gboolean is_long = strlen (text) > AT_ONCE_MAX;
  g_autoptr (SockeyePayloadDraft) draft = sockeye_workspace_draft (self->workspace, text);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  if (is_long)
    {
      if (text_changed)
        show (self, _ ("Counting …"), FALSE);
      start_making (self, g_steal_pointer (&draft));
      return;
    }

  payload = sockeye_payload_draft_make (draft, &self->varies, &error);
  show_payload (self, payload, error);
}

static gboolean
on_text_timeout (gpointer data)
{
  SockeyePayloadPreview *self = data;

  self->text_timer = 0;
  update (self, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_values_timeout (gpointer data)
{
  SockeyePayloadPreview *self = data;

  /* Later: a thread that is called off again and again never tells anything. */
  if (self->making != NULL)
    return G_SOURCE_CONTINUE;

  self->values_timer = 0;
  if (self->varies && self->text_timer == 0)
    update (self, FALSE);
  return G_SOURCE_REMOVE;
}

/* Not at every key of a fast typist, and once for all that changes together. */
static void
queue_text (SockeyePayloadPreview *self)
{
  if (self->text_timer == 0 && self->workspace != NULL && self->editor != NULL)
    self->text_timer = g_timeout_add (TEXT_DELAY_MS, on_text_timeout, self);
}

static void
queue_values (SockeyePayloadPreview *self)
{
  if (self->varies && self->values_timer == 0)
    self->values_timer = g_timeout_add (VALUES_DELAY_MS, on_values_timeout, self);
}

static void
sockeye_payload_preview_dispose (GObject *object)
{
  SockeyePayloadPreview *self = SOCKEYE_PAYLOAD_PREVIEW (object);

  g_clear_handle_id (&self->text_timer, g_source_remove);
  g_clear_handle_id (&self->values_timer, g_source_remove);
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  g_clear_object (&self->workspace);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_PAYLOAD_PREVIEW);

  G_OBJECT_CLASS (sockeye_payload_preview_parent_class)->dispose (object);
}

static void
sockeye_payload_preview_class_init (SockeyePayloadPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_payload_preview_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/payload-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyePayloadPreview, label);
}

static void
sockeye_payload_preview_init (SockeyePayloadPreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_payload_preview_set_workspace:
 * @self: a preview
 * @workspace: knows how the text is sent; once
 */
void
sockeye_payload_preview_set_workspace (SockeyePayloadPreview *self, SockeyeWorkspace *workspace)
{
  static const char *const ends[] = { "notify::state", "notify::local", "notify::remote",
                                      "notify::n-connections" };
  SockeyeSession *session = sockeye_workspace_get_session (workspace);

  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify::charset", G_CALLBACK (queue_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::plan", G_CALLBACK (queue_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::counter", G_CALLBACK (queue_values), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    g_signal_connect_object (session, ends[i], G_CALLBACK (queue_values), self, G_CONNECT_SWAPPED);
  queue_text (self);
}

/**
 * sockeye_payload_preview_set_editor:
 * @self: a preview
 * @editor: whose text it is of; it must live as long as the preview
 */
void
sockeye_payload_preview_set_editor (SockeyePayloadPreview *self, SockeyeSendText *editor)
{
  self->editor = editor;
  g_signal_connect_object (editor, "changed", G_CALLBACK (queue_text), self, G_CONNECT_SWAPPED);
  queue_text (self);
}
