/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-window-private.h"

#include "compare-item.h"
#include "diff-text.h"
#include "pcapng-reader.h"
#include "recent-files.h"

#include <glib/gi18n-lib.h>

/* Text that fits into the clipboard. */
#define COPY_MAX (4u << 20)

static void
on_again (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeCompareWindow *self = data;

  sockeye_compare_choice_refresh (self->left);
  sockeye_compare_choice_refresh (self->right);
  sockeye_compare_window_compare (self);
}

static void
on_next (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  sockeye_compare_window_go (data, TRUE);
}

static void
on_previous (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  sockeye_compare_window_go (data, FALSE);
}

static void
on_swap (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeCompareWindow *self = data;
  g_autoptr (SockeyeWorkspace) left = g_object_ref (sockeye_compare_choice_get_workspace (self->left));
  g_autoptr (SockeyeWorkspace) right = g_object_ref (sockeye_compare_choice_get_workspace (self->right));
  guint32 left_peer = sockeye_compare_choice_get_peer (self->left);
  guint32 right_peer = sockeye_compare_choice_get_peer (self->right);

  sockeye_compare_choice_set_workspace (self->left, right);
  sockeye_compare_choice_set_workspace (self->right, left);
  sockeye_compare_choice_set_peer (self->left, right_peer);
  sockeye_compare_choice_set_peer (self->right, left_peer);
  sockeye_compare_window_compare (self);
}

static void
on_cancel (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeCompareWindow *self = data;

  g_cancellable_cancel (self->comparing);
  g_cancellable_cancel (self->opening);
  g_cancellable_cancel (self->writing);
}

static void
on_show (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeCompareWindow *self = data;
  SockeyeCompareItem *item = gtk_single_selection_get_selected_item (self->selection);
  guint side = g_variant_get_uint32 (parameter);
  const SockeyeDiffItem *shown = item != NULL && side < 2 ? sockeye_compare_item_get_row (item)->items[side]
                                                          : NULL;
  gboolean found = FALSE;

  if (shown == NULL)
    return;
  g_signal_emit_by_name (self, "show-record", self->compared[side], shown->record, &found);
  if (found)
    sockeye_notice_bar_dismiss (self->notice);
  else
    sockeye_notice_bar_show_message (
        self->notice, _ ("The log does not show this record: its tab was closed, it was cleared, "
                         "or the filter of the log leaves it out."));
}

static void
begin_writing (SockeyeCompareWindow *self, GFile *file, GAsyncReadyCallback callback)
{
  SockeyeDiffText how = { .names = { self->names[0], self->names[1] },
                          .looks = { self->looks[0], self->looks[1] },
                          .limit = file != NULL ? 0 : COPY_MAX };

  self->writing = g_cancellable_new ();
  g_set_object (&self->saved, file);
  sockeye_notice_bar_show_progress (self->notice, _ ("Writing the differences"), "compare.cancel");
  sockeye_compare_window_update_actions (self);
  sockeye_diff_text_async (self->diff, &how, file, self->writing, callback, g_object_ref (self));
}

/* Returns whether the window is still there, and what was written. */
static gboolean
end_writing (SockeyeCompareWindow *self, GAsyncResult *result, char **text)
{
  g_autoptr (GError) error = NULL;
  gboolean done = sockeye_diff_text_finish (result, text, &error);

  if (self->actions == NULL)
    return FALSE;
  g_clear_object (&self->writing);
  sockeye_compare_window_update_actions (self);
  if (!done && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sockeye_notice_bar_show_message (self->notice, _ ("Writing the differences was cancelled."));
  else if (!done)
    sockeye_notice_bar_show_error (self->notice, error->message);
  return done;
}

static void
on_copied (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeCompareWindow) self = data;
  g_autofree char *text = NULL;

  if (!end_writing (self, result, &text))
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  sockeye_notice_bar_show_message (self->notice, _ ("The differences were copied as text."));
}

static void
on_copy (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  begin_writing (data, NULL, on_copied);
}

static void
on_saved (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeCompareWindow) self = data;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;

  if (!end_writing (self, result, &text))
    return;
  name = g_file_get_parse_name (self->saved);
  /* Translators: %s is the name of a file */
  message = g_strdup_printf (_ ("Saved the differences to %s"), name);
  sockeye_notice_bar_show_message (self->notice, message);
}

/**
 * sockeye_compare_window_save_to:
 * @self: a window that shows a comparison
 * @file: where to
 *
 * Saves the differences as text, and says how it went.
 */
void
sockeye_compare_window_save_to (SockeyeCompareWindow *self, GFile *file)
{
  if (self->diff != NULL && self->writing == NULL)
    begin_writing (self, file, on_saved);
}

static void
on_save_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      sockeye_compare_window_save_to (data, file);
    }
  g_object_unref (dialog);
}

static void
on_save (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeCompareWindow *self = data;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "sockeye-differences-%Y%m%d-%H%M%S.diff");
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save differences"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_opening (goffset done, goffset total, gpointer data)
{
  SockeyeCompareWindow *self = data;

  if (self->actions != NULL && total > 0)
    sockeye_notice_bar_set_fraction (self->notice, (double) done / (double) total);
}

static void
on_opened (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeCompareWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeCapture) capture = sockeye_pcapng_open_finish (result, &error);

  if (self->actions == NULL)
    return;
  g_clear_object (&self->opening);
  sockeye_compare_window_update_actions (self);
  if (capture != NULL)
    {
      sockeye_notice_bar_dismiss (self->notice);
      sockeye_recent_files_add (self->opened, "application/x-pcapng");
      g_signal_emit_by_name (self, "show-capture", capture, self->opened);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sockeye_notice_bar_show_message (self->notice, _ ("Opening the capture was cancelled."));
  else
    sockeye_notice_bar_show_error (self->notice, error->message);
}

/**
 * sockeye_compare_window_open_file:
 * @self: a window
 * @file: a capture that was saved
 *
 * Opens it, in a tab of its own, as the right one of both.
 */
void
sockeye_compare_window_open_file (SockeyeCompareWindow *self, GFile *file)
{
  g_autofree char *name = g_file_get_parse_name (file);
  /* Translators: %s is the name of a file */
  g_autofree char *message = g_strdup_printf (_ ("Opening %s"), name);

  if (self->opening != NULL)
    return;
  self->opening = g_cancellable_new ();
  g_set_object (&self->opened, file);
  sockeye_notice_bar_show_work (self->notice, message, "compare.cancel");
  sockeye_compare_window_update_actions (self);
  sockeye_pcapng_open_async (file, &self->limits, on_opening, self, self->opening, on_opened,
                             g_object_ref (self));
}

static void
on_open_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      sockeye_compare_window_open_file (data, file);
    }
  g_object_unref (dialog);
}

static void
on_open (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeCompareWindow *self = data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open capture"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_filter_set_name (filter, _ ("Captures"));
  gtk_file_filter_add_pattern (filter, "*.pcapng");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_open_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Private. */
void
sockeye_compare_window_add_actions (SockeyeCompareWindow *self)
{
  static const GActionEntry entries[] = {
    { "again", on_again, NULL, NULL, NULL, { 0 } },       { "next", on_next, NULL, NULL, NULL, { 0 } },
    { "previous", on_previous, NULL, NULL, NULL, { 0 } }, { "swap", on_swap, NULL, NULL, NULL, { 0 } },
    { "cancel", on_cancel, NULL, NULL, NULL, { 0 } },     { "show", on_show, "u", NULL, NULL, { 0 } },
    { "copy", on_copy, NULL, NULL, NULL, { 0 } },         { "save", on_save, NULL, NULL, NULL, { 0 } },
    { "open", on_open, NULL, NULL, NULL, { 0 } },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "compare", G_ACTION_GROUP (self->actions));
}
