/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-entry.h"

#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeFileEntry
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkEntry *entry;
  GtkButton *choose;

  /* Owned */
  char *title;
  GtkNativeDialog *dialog; /* (nullable): while it is shown */
};

G_DEFINE_FINAL_TYPE (SockeyeFileEntry, sockeye_file_entry, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
on_changed (SockeyeFileEntry *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/* A popover that holds the field had to make room for the dialog. */
static void
show_again (SockeyeFileEntry *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popup (GTK_POPOVER (popover));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
on_response (SockeyeFileEntry *self, int response)
{
  g_autoptr (GtkNativeDialog) dialog = g_steal_pointer (&self->dialog);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    sockeye_file_entry_set_text (self, path);
  show_again (self);
}

static void
on_choose (SockeyeFileEntry *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GFile) file = g_file_new_for_path (sockeye_file_entry_get_text (self));

  if (self->dialog != NULL)
    return;
  self->dialog = GTK_NATIVE_DIALOG (gtk_file_chooser_native_new (
      self->title, GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel")));
  if (*sockeye_file_entry_get_text (self) != '\0')
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (self->dialog), file,
                               NULL); /* NULL: then it begins elsewhere */
  gtk_native_dialog_set_modal (self->dialog, TRUE);
  g_signal_connect_object (self->dialog, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_native_dialog_show (self->dialog);
}

static gboolean
sockeye_file_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOCKEYE_FILE_ENTRY (widget)->entry));
}

static void
set_title (SockeyeFileEntry *self, const char *title)
{
  g_free (self->title);
  self->title = g_strdup (title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->choose), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choose), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
sockeye_file_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeFileEntry *self = SOCKEYE_FILE_ENTRY (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, sockeye_file_entry_get_text (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_file_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeFileEntry *self = SOCKEYE_FILE_ENTRY (object);

  switch (id)
    {
    case PROP_TEXT:
      sockeye_file_entry_set_text (self, g_value_get_string (value));
      break;
    case PROP_TITLE:
      set_title (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_file_entry_dispose (GObject *object)
{
  SockeyeFileEntry *self = SOCKEYE_FILE_ENTRY (object);

  if (self->dialog != NULL)
    gtk_native_dialog_destroy (self->dialog);
  g_clear_object (&self->dialog);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_FILE_ENTRY);

  G_OBJECT_CLASS (sockeye_file_entry_parent_class)->dispose (object);
}

static void
sockeye_file_entry_finalize (GObject *object)
{
  g_free (SOCKEYE_FILE_ENTRY (object)->title);

  G_OBJECT_CLASS (sockeye_file_entry_parent_class)->finalize (object);
}

static void
sockeye_file_entry_class_init (SockeyeFileEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sockeye_file_entry_get_property;
  object_class->set_property = sockeye_file_entry_set_property;
  object_class->dispose = sockeye_file_entry_dispose;
  object_class->finalize = sockeye_file_entry_finalize;
  widget_class->grab_focus = sockeye_file_entry_grab_focus;

  properties[PROP_TEXT] = g_param_spec_string (
      "text", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_TITLE] = g_param_spec_string (
      "title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/file-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeFileEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFileEntry, choose);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
}

static void
sockeye_file_entry_init (SockeyeFileEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_file_entry_get_entry:
 * @self: a field
 *
 * Returns: (transfer none): what a label's mnemonic leads to
 */
GtkWidget *
sockeye_file_entry_get_entry (SockeyeFileEntry *self)
{
  return GTK_WIDGET (self->entry);
}

/**
 * sockeye_file_entry_get_text:
 * @self: a field
 *
 * Returns: the path; empty: none
 */
const char *
sockeye_file_entry_get_text (SockeyeFileEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * sockeye_file_entry_set_text:
 * @self: a field
 * @text: the path; empty: none
 */
void
sockeye_file_entry_set_text (SockeyeFileEntry *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  /* The name of the file says more than the folders before it. */
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

/**
 * sockeye_file_entry_set_placeholder:
 * @self: a field
 * @placeholder: what no file means
 */
void
sockeye_file_entry_set_placeholder (SockeyeFileEntry *self, const char *placeholder)
{
  gtk_entry_set_placeholder_text (self->entry, placeholder);
}
