/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-dialog.h"
#include "session-page-private.h"

#include <glib/gi18n-lib.h>

/* A selection that goes on in later records of a stream, as frames do, is followed so far. */
#define FOLLOWED_MAX 65536u

/* What the file chooser remembers of the dialog before it. */
#define FORMAT_KEY "sockeye-export-format"
#define RANGE_KEY  "sockeye-export-range"

static void
on_saved (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeSessionPage) self = data;
  g_autoptr (GError) error = NULL;
  guint64 records = 0;
  guint64 bytes = 0;

  sockeye_capture_export_finish (result, &records, &bytes, &error);
  sockeye_session_page_end_saving (self, records, bytes, error, _ ("Saving the capture was cancelled."));
  if (error == NULL && self->saving_all)
    sockeye_session_page_settle_leftover (self);
}

/* One past the last record that has something of what is before @to. */
static guint64
get_end_of_selection (SockeyeCapture *capture, const SockeyeLogPosition *to)
{
  SockeyeRecord last, next;
  guint64 number = to->number;
  guint64 rest = to->byte;

  if (to->byte == 0)
    return to->number;
  if (!sockeye_capture_get_record (capture, to->number, &last) || rest <= last.length)
    return to->number + 1;

  rest -= last.length;
  while (rest > 0 && number - to->number < FOLLOWED_MAX
         && sockeye_capture_get_record (capture, number + 1, &next))
    {
      number++;
      if (next.peer == last.peer && next.kind == last.kind)
        rest -= MIN (rest, next.length);
    }
  return number + 1;
}

static void
set_range (SockeyeSessionPage *self, SockeyeExportRange range, SockeyeCaptureExport *what)
{
  SockeyeLogModel *log = sockeye_workspace_get_log (self->workspace);
  SockeyeLogPosition from, to;

  what->text.first = sockeye_log_model_get_start (log);
  what->text.end = sockeye_capture_get_n_records (sockeye_workspace_get_capture (self->workspace));
  if (range == SOCKEYE_EXPORT_FILTERED)
    what->filter = sockeye_log_model_get_filter (log);
  if (range == SOCKEYE_EXPORT_SELECTED
      && sockeye_log_view_get_selection (sockeye_data_log_get_view (self->data_log), &from, &to))
    {
      what->text.first = from.number;
      what->text.end = get_end_of_selection (sockeye_workspace_get_capture (self->workspace), &to);
      /* What a filter hides between two rows was not selected. */
      what->filter = sockeye_log_model_get_filter (log);
    }
}

/* Private. */
void
sockeye_session_page_export_to (SockeyeSessionPage *self,
                                GFile *file,
                                SockeyeExportFormat format,
                                SockeyeExportRange range)
{
  SockeyeLogModel *log = sockeye_workspace_get_log (self->workspace);
  SockeyeCaptureExport what = { .format = format,
                                .text = { .charset = sockeye_log_model_get_charset (log),
                                          .form = sockeye_log_model_get_form (log),
                                          .time = sockeye_log_model_get_time (log) } };
  g_autofree char *name = g_file_get_parse_name (file);
  /* Translators: %s is the name of a file */
  g_autofree char *message = g_strdup_printf (_ ("Saving the capture to %s"), name);

  /* The rows of the raw form have no headings, and no records. */
  if (what.text.form == SOCKEYE_LOG_FORM_RAW)
    what.text.form = SOCKEYE_LOG_FORM_TEXT;
  set_range (self, range, &what);
  self->saving_all = format == SOCKEYE_EXPORT_PCAPNG && range == SOCKEYE_EXPORT_ALL;
  self->saving = g_cancellable_new ();
  sockeye_session_page_begin_work (self, SOCKEYE_WORK_SAVING);
  g_set_object (&self->saved_file, file);
  sockeye_notice_bar_show_progress (self->save_notice, message, "session.cancel-saving");
  sockeye_session_page_update_actions (self);
  sockeye_capture_export_async (sockeye_workspace_get_capture (self->workspace), &what, file,
                                sockeye_session_page_on_saving, self, self->saving, on_saved,
                                g_object_ref (self));
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, gpointer data)
{
  SockeyeSessionPage *self = data;

  /* Another one may have begun meanwhile. */
  if (response == GTK_RESPONSE_ACCEPT && self->saving == NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      sockeye_session_page_export_to (
          self, file,
          (SockeyeExportFormat) GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), FORMAT_KEY)),
          (SockeyeExportRange) GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), RANGE_KEY)));
    }

  g_object_unref (dialog);
}

static void
choose_file (SockeyeSessionPage *self, SockeyeExportFormat format, SockeyeExportRange range)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stem = g_date_time_format (now, "sockeye-%Y%m%d-%H%M%S");
  g_autofree char *name = g_strconcat (stem, sockeye_export_format_get_suffix (format), NULL);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save capture"), sockeye_session_page_get_window (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
      _ ("_Cancel"));

  g_object_set_data (G_OBJECT (dialog), FORMAT_KEY, GUINT_TO_POINTER (format));
  g_object_set_data (G_OBJECT (dialog), RANGE_KEY, GUINT_TO_POINTER (range));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_chosen (SockeyeExportDialog *dialog, SockeyeSessionPage *self)
{
  choose_file (self, sockeye_export_dialog_get_format (dialog), sockeye_export_dialog_get_range (dialog));
}

static void
on_save_capture (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  SockeyeLogModel *log = sockeye_workspace_get_log (self->workspace);
  GtkWindow *dialog = sockeye_export_dialog_new (
      sockeye_session_page_get_window (self),
      sockeye_log_view_has_selection (sockeye_data_log_get_view (self->data_log)),
      sockeye_log_model_get_filter (log) != NULL);

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_chosen), self, 0);
  gtk_window_present (dialog);
}

/* Private: the actions of saving and opening captures. */
void
sockeye_session_page_add_capture_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "save-capture", on_save_capture, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  sockeye_session_page_add_open_actions (self);
}

/* Private: what can be done now. */
void
sockeye_session_page_update_capture_actions (SockeyeSessionPage *self)
{
  sockeye_session_page_set_enabled (self, "save-capture", self->saving == NULL);
  sockeye_session_page_set_enabled (self, "open-capture", self->opening == NULL);
  sockeye_session_page_set_enabled (self, "cancel-opening", self->opening != NULL);
}
