/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "text-export.h"

#include <glib/gi18n-lib.h>

static char *
describe (SockeyeSessionPage *self, guint64 records, guint64 bytes)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, records);
  g_autofree char *size = g_format_size (bytes);
  g_autofree char *name = g_file_get_parse_name (self->saved_file);

  /* Translators: the first %s is a number, the second one a size such as "1.2 MB", the last one a file */
  return g_strdup_printf (ngettext ("Saved %s record (%s) to %s", "Saved %s records (%s) to %s",
                                    (gulong) MIN (records, G_MAXULONG)),
                          number, size, name);
}

/* Private: a #GFileProgressCallback. */
void
sockeye_session_page_on_saving (goffset done, goffset total, gpointer data)
{
  SockeyeSessionPage *self = data;

  /* The page may have been closed meanwhile. */
  if (self->ready && total > 0)
    sockeye_notice_bar_set_fraction (self->save_notice, (double) done / (double) total);
}

/* Private: a file is written, or is not. @error: (nullable): why not; @cancelled: what is said when the user wanted it so */
void
sockeye_session_page_end_saving (SockeyeSessionPage *self,
                                 guint64 records,
                                 guint64 bytes,
                                 const GError *error,
                                 const char *cancelled)
{
  g_autofree char *message = NULL;

  if (!self->ready)
    return;

  g_clear_object (&self->saving);
  sockeye_session_page_update_actions (self);
  message = error == NULL ? describe (self, records, bytes) : NULL;
  sockeye_session_page_end_work (self, SOCKEYE_WORK_SAVING, message, error);
  if (error == NULL)
    sockeye_notice_bar_show_message (self->save_notice, message);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sockeye_notice_bar_show_message (self->save_notice, cancelled);
  else
    sockeye_notice_bar_show_error (self->save_notice, error->message);
}

static void
on_saved (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeSessionPage) self = data;
  g_autoptr (GError) error = NULL;
  guint64 records = 0;
  guint64 bytes = 0;

  sockeye_text_export_finish (result, &records, &bytes, &error);
  sockeye_session_page_end_saving (self, records, bytes, error, _ ("Saving the log was cancelled."));
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  SockeyeSessionPage *self = data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      sockeye_session_page_save_log_to (self, file);
    }

  g_object_unref (dialog);
}

static char *
make_name (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "sockeye-%Y%m%d-%H%M%S.txt");
}

/* Asks where to, then writes the log as it is shown. */
void
sockeye_session_page_save_log (SockeyeSessionPage *self)
{
  g_autofree char *name = make_name ();
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save log"), sockeye_session_page_get_window (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
      _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
sockeye_session_page_save_log_to (SockeyeSessionPage *self, GFile *file)
{
  SockeyeLogModel *log = sockeye_workspace_get_log (self->workspace);
  SockeyeCapture *capture = sockeye_workspace_get_capture (self->workspace);
  const SockeyeFraming *framing = sockeye_log_model_get_framing (log);
  SockeyeTextExport what = {
    .first = sockeye_log_model_get_start (log),
    .end = sockeye_capture_get_n_records (capture),
    .charset = sockeye_log_model_get_charset (log),
    .form = sockeye_log_model_get_form (log),
    .time = sockeye_log_model_get_time (log),
  };
  g_autofree char *name = g_file_get_parse_name (file);
  /* Translators: %s is the name of a file */
  g_autofree char *message = g_strdup_printf (_ ("Saving the log to %s"), name);

  if (framing != NULL)
    what.framing = *framing;
  self->saving = g_cancellable_new ();
  sockeye_session_page_begin_work (self, SOCKEYE_WORK_SAVING);
  g_set_object (&self->saved_file, file);
  sockeye_notice_bar_show_progress (self->save_notice, message, "session.cancel-saving");
  sockeye_session_page_update_actions (self);
  sockeye_text_export_async (capture, &what, file, sockeye_session_page_on_saving, self, self->saving,
                             on_saved, g_object_ref (self));
}
