/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "save-strip.h"

#include "live-export.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeSaveStrip
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *file;
  GtkLabel *size;

  /* Owned */
  SockeyeLiveExport *export; /* (nullable): while it runs */
  SockeyeLogModel *asked;    /* (nullable): while the file is being chosen */
  guint timer;

  guint64 rotation_size;
  guint n_kept;
};

G_DEFINE_FINAL_TYPE (SockeyeSaveStrip, sockeye_save_strip, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_RUNNING,
  N_PROPS
};

enum
{
  FAILED,
  SAVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
show_size (gpointer data)
{
  SockeyeSaveStrip *self = data;
  g_autofree char *size = g_format_size (sockeye_live_export_get_bytes (self->export));

  gtk_label_set_text (self->size, size);
  return G_SOURCE_CONTINUE;
}

static void
set_export (SockeyeSaveStrip *self, SockeyeLiveExport *export)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_set_object (&self->export, export);
  gtk_widget_set_visible (GTK_WIDGET (self), export != NULL);
  if (export != NULL)
    {
      g_autofree char *name = g_file_get_parse_name (sockeye_live_export_get_file (export));
      /* Translators: %s is a file */
      g_autofree char *text = g_strdup_printf (_ ("Saving to %s"), name);

      gtk_label_set_text (self->file, text);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->file), name);
      show_size (self);
      self->timer = g_timeout_add_seconds (1, show_size, self);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "save.stop", export != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static char *
describe (SockeyeLiveExport *export)
{
  guint64 records = sockeye_live_export_get_records (export);
  guint64 lost = sockeye_live_export_get_lost (export);
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, records);
  g_autofree char *size = g_format_size (sockeye_live_export_get_bytes (export));
  g_autofree char *name = g_file_get_parse_name (sockeye_live_export_get_file (export));
  g_autofree char *n_lost = g_strdup_printf ("%'" G_GUINT64_FORMAT, lost);
  g_autofree char *rest = NULL;
  /* Translators: the first %s is a number, the second one a size such as "1.2 MB", the last one a file */
  g_autofree char *text = g_strdup_printf (ngettext ("Saved %s record (%s) to %s",
                                                     "Saved %s records (%s) to %s",
                                                     (gulong) MIN (records, G_MAXULONG)),
                                           number, size, name);

  if (lost == 0)
    return g_steal_pointer (&text);

  /* Translators: %s is a number. It follows a sentence that says how many records were saved. */
  rest = g_strdup_printf (ngettext ("%s record had given way before it could be written.",
                                    "%s records had given way before they could be written.",
                                    (gulong) MIN (lost, G_MAXULONG)),
                          n_lost);
  return g_strconcat (text, ". ", rest, NULL);
}

typedef struct
{
  GWeakRef strip; /* the window may be closed before all is written */
} Run;

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  SockeyeLiveExport *export = SOCKEYE_LIVE_EXPORT (source);
  Run *run = data;
  g_autoptr (SockeyeSaveStrip) self = g_weak_ref_get (&run->strip);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = describe (export);
  gboolean saved = sockeye_live_export_run_finish (export, result, &error);

  g_weak_ref_clear (&run->strip);
  g_free (run);
  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());

  if (self == NULL || self->export != export)
    {
      if (error != NULL)
        g_printerr ("%s\n", error->message);
      return;
    }

  set_export (self, NULL);
  if (saved)
    g_signal_emit (self, signals[SAVED], 0, text);
  else
    g_signal_emit (self, signals[FAILED], 0, error);
}

static void
stop_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  sockeye_save_strip_stop (SOCKEYE_SAVE_STRIP (widget));
}

static void
on_response (SockeyeSaveStrip *self, int response, GtkNativeDialog *dialog)
{
  g_autoptr (SockeyeLogModel) log = g_steal_pointer (&self->asked);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && log != NULL && file != NULL)
    sockeye_save_strip_start (self, log, file);
  g_object_unref (dialog);
}

static void
sockeye_save_strip_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeSaveStrip *self = SOCKEYE_SAVE_STRIP (object);

  switch (id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->export != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_save_strip_dispose (GObject *object)
{
  SockeyeSaveStrip *self = SOCKEYE_SAVE_STRIP (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->export != NULL)
    sockeye_live_export_stop (self->export);
  g_clear_object (&self->export);
  g_clear_object (&self->asked);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_SAVE_STRIP);

  G_OBJECT_CLASS (sockeye_save_strip_parent_class)->dispose (object);
}

static void
sockeye_save_strip_class_init (SockeyeSaveStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sockeye_save_strip_get_property;
  object_class->dispose = sockeye_save_strip_dispose;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SockeyeSaveStrip::failed:
   * @error: why; sentences for the user
   *
   * Saving has ended by itself.
   */
  signals[FAILED] = g_signal_new ("failed", SOCKEYE_TYPE_SAVE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * SockeyeSaveStrip::saved:
   * @message: what the file has; for the user
   *
   * Saving was stopped, and everything until then is in the file.
   */
  signals[SAVED] = g_signal_new ("saved", SOCKEYE_TYPE_SAVE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/save-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeSaveStrip, file);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSaveStrip, size);
  gtk_widget_class_install_action (widget_class, "save.stop", NULL, stop_action);
}

static void
sockeye_save_strip_init (SockeyeSaveStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_save_strip_ask:
 * @self: a strip
 * @log: what is saved
 *
 * Asks for a file, and then starts.
 */
void
sockeye_save_strip_ask (SockeyeSaveStrip *self, SockeyeLogModel *log)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "sockeye-%Y%m%d-%H%M%S.txt");
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Save while receiving"), GTK_WINDOW (root),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
                                                              _ ("_Cancel"));

  g_set_object (&self->asked, log);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * sockeye_save_strip_set_rotation:
 * @self: a strip
 * @size: bytes after which a new file is begun, from the next start on; 0: never
 * @n_kept: how many old files are kept
 */
void
sockeye_save_strip_set_rotation (SockeyeSaveStrip *self, guint64 size, guint n_kept)
{
  self->rotation_size = size;
  self->n_kept = n_kept;
}

/**
 * sockeye_save_strip_start:
 * @self: a strip
 * @log: what is saved, in the form in which it is shown now
 * @file: where to; what it has already stays
 *
 * Saves what arrives from now on. What is still to be written keeps the program alive when the window is closed.
 */
void
sockeye_save_strip_start (SockeyeSaveStrip *self, SockeyeLogModel *log, GFile *file)
{
  SockeyeCapture *capture = sockeye_log_model_get_capture (log);
  SockeyeTextExport what = {
    .first = sockeye_capture_get_n_records (capture),
    .charset = sockeye_log_model_get_charset (log),
    .form = sockeye_log_model_get_form (log),
    .time = sockeye_log_model_get_time (log),
    .origin = sockeye_log_model_get_origin (log),
  };
  g_autoptr (SockeyeLiveExport) export = NULL;
  Run *run;

  if (self->export != NULL)
    return;

  export = sockeye_live_export_new (capture, &what, file);
  sockeye_live_export_set_rotation (export, self->rotation_size, self->n_kept);
  run = g_new0 (Run, 1);
  g_weak_ref_init (&run->strip, self);
  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
  set_export (self, export);
  sockeye_live_export_run_async (export, on_ended, run);
}

/**
 * sockeye_save_strip_stop:
 * @self: a strip
 *
 * What has arrived until now is the last to be saved. "saved" follows once it is written.
 */
void
sockeye_save_strip_stop (SockeyeSaveStrip *self)
{
  if (self->export == NULL)
    return;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "save.stop", FALSE);
  sockeye_live_export_stop (self->export);
}

/**
 * sockeye_save_strip_is_running:
 * @self: a strip
 *
 * Returns: whether something is being saved
 */
gboolean
sockeye_save_strip_is_running (SockeyeSaveStrip *self)
{
  return self->export != NULL;
}

/**
 * sockeye_save_strip_update:
 * @self: a strip
 *
 * Goes on with what arrived in the meantime.
 */
void
sockeye_save_strip_update (SockeyeSaveStrip *self)
{
  if (self->export != NULL)
    sockeye_live_export_wake (self->export);
}
