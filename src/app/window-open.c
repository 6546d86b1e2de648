/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "application.h"
#include "pcapng-reader.h"
#include "window-private.h"

#include <glib/gi18n-lib.h>

/* A capture that was saved opens in a window of its own, whose session is closed. No socket is opened. */

/* Between asking for a file and the new window. */
typedef struct
{
  SockeyeWindow *window; /* the one that asked */
  GFile *file;
} Opening;

static void
on_progress (goffset done, goffset total, gpointer data)
{
  Opening *opening = data;

  if (opening->window->ready && total > 0)
    sockeye_notice_bar_set_fraction (opening->window->save_notice, (double) done / (double) total);
}

static void
show_capture (SockeyeWindow *self, SockeyeCapture *capture, GFile *file)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GtkWindow *window = sockeye_window_new_for_capture (application, self->settings, capture, file);

  sockeye_notice_bar_dismiss (self->save_notice);
  sockeye_window_refresh_now (SOCKEYE_WINDOW (window));
  gtk_window_present (window);
}

static void
on_opened (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (SockeyeWindow) self = opening->window;
  g_autoptr (GFile) file = opening->file;
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeCapture) capture = sockeye_pcapng_open_finish (result, &error);

  g_free (opening);
  if (!self->ready)
    return;

  g_clear_object (&self->opening);
  sockeye_window_update_actions (self);
  if (capture != NULL)
    show_capture (self, capture, file);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sockeye_notice_bar_show_message (self->save_notice, _ ("Opening the capture was cancelled."));
  else
    sockeye_notice_bar_show_error (self->save_notice, error->message);
}

/* Private. */
void
sockeye_window_open_capture (SockeyeWindow *self, GFile *file)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autofree char *name = g_file_get_parse_name (file);
  /* Translators: %s is the name of a file */
  g_autofree char *message = g_strdup_printf (_ ("Opening %s"), name);
  Opening *opening = g_new (Opening, 1);

  limits.quota = (guint64) g_settings_get_int (self->settings, "quota") << 30;
  limits.leave_free = (guint64) g_settings_get_int (self->settings, "leave-free") << 30;
  *opening = (Opening){ g_object_ref (self), g_object_ref (file) };
  self->opening = g_cancellable_new ();
  sockeye_notice_bar_show_progress (self->save_notice, message, "win.cancel-opening");
  sockeye_window_update_actions (self);
  sockeye_pcapng_open_async (file, &limits, on_progress, opening, self->opening, on_opened, opening);
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  SockeyeWindow *self = data;

  if (response == GTK_RESPONSE_ACCEPT && self->opening == NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      sockeye_window_open_capture (self, file);
    }

  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooserNative *dialog, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
}

static void
on_open_capture (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open capture"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  add_filter (dialog, _ ("Captures (pcapng)"), "*.pcapng");
  add_filter (dialog, _ ("All files"), "*");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_cancel_opening (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;

  g_cancellable_cancel (self->opening);
}

/* Private. */
void
sockeye_window_add_open_actions (SockeyeWindow *self)
{
  static const GActionEntry entries[] = {
    { "open-capture", on_open_capture, NULL, NULL, NULL, { 0 } },
    { "cancel-opening", on_cancel_opening, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
