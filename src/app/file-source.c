/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-source.h"

#include "file-error.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeFileSource
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *name;
  GtkLabel *size;
  GtkWidget *datagram_options;
  GtkSpinButton *datagram_size;
  GtkSpinButton *datagrams;
  GtkWidget *stream_options;
  GtkSpinButton *bytes;

  /* Owned */
  GFile *file;
  GCancellable *looking; /* (nullable): at the file's size */
};

G_DEFINE_FINAL_TYPE (SockeyeFileSource, sockeye_file_source, GTK_TYPE_WIDGET)

static void
on_info (GObject *source, GAsyncResult *result, gpointer data)
{
  SockeyeFileSource *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  g_autofree char *size = NULL;
  g_autofree char *name = NULL;

  /* The widget may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->looking);
  if (info != NULL)
    size = g_format_size_full ((guint64) g_file_info_get_size (info), G_FORMAT_SIZE_LONG_FORMAT);
  else
    {
      name = g_file_get_parse_name (G_FILE (source));
      /* Translators: the name of a file, and why the system cannot read it */
      size = g_strdup_printf (
          _ ("The file “%s” could not be read: %s. Choose another file, or mend that and send it again."),
          name, sockeye_file_error_get_reason (error));
    }
  gtk_label_set_label (self->size, size);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->size), size);
}

static void
stop_looking (SockeyeFileSource *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

static void
sockeye_file_source_dispose (GObject *object)
{
  SockeyeFileSource *self = SOCKEYE_FILE_SOURCE (object);

  stop_looking (self);
  g_clear_object (&self->file);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_FILE_SOURCE);

  G_OBJECT_CLASS (sockeye_file_source_parent_class)->dispose (object);
}

static void
sockeye_file_source_class_init (SockeyeFileSourceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_file_source_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/file-source.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeFileSource, name);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFileSource, size);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFileSource, datagram_options);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFileSource, datagram_size);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFileSource, datagrams);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFileSource, stream_options);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFileSource, bytes);
}

static void
sockeye_file_source_init (SockeyeFileSource *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_file_source_set_store:
 * @self: a source
 * @store: where its paces are kept
 */
void
sockeye_file_source_set_store (SockeyeFileSource *self, GSettings *store)
{
  g_settings_bind (store, "file-datagram-size", self->datagram_size, "value", G_SETTINGS_BIND_GET_NO_CHANGES);
  g_settings_bind (store, "file-datagrams", self->datagrams, "value", G_SETTINGS_BIND_GET_NO_CHANGES);
  g_settings_bind (store, "file-bytes", self->bytes, "value", G_SETTINGS_BIND_GET_NO_CHANGES);
}

/**
 * sockeye_file_source_set_protocol:
 * @self: a source
 * @protocol: a stream has no datagrams to cut into
 */
void
sockeye_file_source_set_protocol (SockeyeFileSource *self, SockeyeProtocol protocol)
{
  gtk_widget_set_visible (self->datagram_options, sockeye_protocol_is_datagram (protocol));
  gtk_widget_set_visible (self->stream_options, !sockeye_protocol_is_datagram (protocol));
}

/**
 * sockeye_file_source_set_file:
 * @self: a source
 * @file: (nullable): what is to be sent; its size is looked up in the background
 */
void
sockeye_file_source_set_file (SockeyeFileSource *self, GFile *file)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  stop_looking (self);
  g_set_object (&self->file, file);
  gtk_label_set_label (self->size, "");
  if (file == NULL)
    return;

  name = g_file_get_basename (file);
  path = g_file_get_parse_name (file);
  gtk_label_set_label (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), path);
  self->looking = g_cancellable_new ();
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           self->looking, on_info, self);
}

/**
 * sockeye_file_source_get_file:
 * @self: a source
 *
 * Returns: (transfer none) (nullable): what is to be sent
 */
GFile *
sockeye_file_source_get_file (SockeyeFileSource *self)
{
  return self->file;
}

/**
 * sockeye_file_source_make_job:
 * @self: a source with a file
 * @mailer: of the workspace
 * @outlet: where the bytes go
 * @target: whom to
 *
 * Returns: (transfer full): what sends the file at the chosen pace
 */
SockeyeJob *
sockeye_file_source_make_job (SockeyeFileSource *self,
                              SockeyeMailer *mailer,
                              SockeyeOutlet *outlet,
                              const SockeyeTarget *target)
{
  SockeyeFileJob *job = sockeye_file_job_new (mailer, outlet, target, self->file);

  gtk_spin_button_update (self->datagram_size);
  gtk_spin_button_update (self->datagrams);
  gtk_spin_button_update (self->bytes);
  sockeye_file_job_set_datagrams (job, (guint) gtk_spin_button_get_value (self->datagram_size),
                                  gtk_spin_button_get_value (self->datagrams));
  sockeye_file_job_set_bytes_per_second (job, gtk_spin_button_get_value (self->bytes));
  return SOCKEYE_JOB (job);
}
