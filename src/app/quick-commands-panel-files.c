/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-panel-private.h"

#include "quick-commands-transfer.h"

#include <glib/gi18n-lib.h>

/* Import and export. */

/* Owned by the callbacks: the window may be closed before they come. */
static SockeyeQuickCommandsPanel *
take_panel (gpointer data)
{
  GWeakRef *ref = data;
  SockeyeQuickCommandsPanel *self = g_weak_ref_get (ref);

  g_weak_ref_clear (ref);
  g_free (ref);
  return self;
}

static GWeakRef *
refer (SockeyeQuickCommandsPanel *self)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  return ref;
}

static void
tell_imported (SockeyeQuickCommandsPanel *self, guint n_folders, guint n_commands)
{
  g_autofree char *folders = g_strdup_printf (ngettext ("%u folder", "%u folders", n_folders), n_folders);
  g_autofree char *commands = g_strdup_printf (ngettext ("%u command", "%u commands", n_commands),
                                               n_commands);
  /* Translators: numbers of folders and of commands, such as "2 folders" and "5 commands" */
  g_autofree char *message = g_strdup_printf (_ ("Imported: %s, %s."), folders, commands);

  sockeye_notice_bar_show_message (self->notice, message);
}

static void
on_loaded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeQuickCommandsPanel) self = take_panel (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeQuickCommands) loaded = sockeye_quick_commands_load_finish (result, &error);
  guint n_commands = loaded != NULL ? sockeye_quick_commands_count (loaded) : 0;
  guint before;

  if (self == NULL || self->commands == NULL)
    return;

  before = sockeye_quick_commands_get_n_folders (self->commands);
  if (loaded == NULL || !sockeye_quick_commands_import (self->commands, loaded, &error))
    {
      sockeye_notice_bar_show_error (self->notice, error->message);
      return;
    }

  sockeye_quick_commands_panel_show_folder (self, sockeye_quick_commands_get_folder (self->commands, before));
  tell_imported (self, sockeye_quick_commands_get_n_folders (self->commands) - before, n_commands);
}

static void
on_import_response (GtkNativeDialog *dialog, int response, SockeyeQuickCommandsPanel *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && self->commands != NULL)
    sockeye_quick_commands_load_async (file, NULL, on_loaded, refer (self));
  g_object_unref (dialog);
}

static void
on_exported (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeQuickCommandsPanel) self = take_panel (data);
  g_autoptr (GError) error = NULL;
  gboolean exported = sockeye_quick_commands_export_finish (result, &error);

  if (self == NULL || self->commands == NULL)
    {
      if (error != NULL)
        g_printerr ("%s\n", error->message);
      return;
    }

  if (exported)
    sockeye_notice_bar_show_message (self->notice, _ ("The quick commands were exported."));
  else
    sockeye_notice_bar_show_error (self->notice, error->message);
}

static void
on_export_response (GtkNativeDialog *dialog, int response, SockeyeQuickCommandsPanel *self)
{
  SockeyeQuickCommandFolder *folder = g_object_get_data (G_OBJECT (dialog), "folder");
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response != GTK_RESPONSE_ACCEPT || file == NULL || self->commands == NULL)
    ;
  else if (folder != NULL && !sockeye_quick_commands_find_folder (self->commands, folder, NULL))
    sockeye_notice_bar_show_error (self->notice,
                                   _ ("The folder was deleted meanwhile, and nothing was exported."));
  else
    sockeye_quick_commands_export_async (self->commands, folder, file, on_exported, refer (self));
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

/* Private: asks for a file, and adds its folders. */
void
sockeye_quick_commands_panel_ask_import (SockeyeQuickCommandsPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Import quick commands"), GTK_WINDOW (root),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"),
                                                              _ ("_Cancel"));

  add_filter (GTK_FILE_CHOOSER (dialog), _ ("Quick commands (*.ini)"), "*.ini");
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("All files"), "*");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_import_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Private: asks for a file, and writes the folder, or all when it is %NULL. */
void
sockeye_quick_commands_panel_ask_export (SockeyeQuickCommandsPanel *self, SockeyeQuickCommandFolder *folder)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Export quick commands"), GTK_WINDOW (root),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"),
                                                              _ ("_Cancel"));
  g_autofree char *name = g_strdelimit (
      g_strdup (folder != NULL ? sockeye_quick_command_folder_get_name (folder) : "quick-commands"), "/",
      '-');
  g_autofree char *file_name = g_strconcat (name, ".ini", NULL);

  if (folder != NULL)
    g_object_set_data_full (G_OBJECT (dialog), "folder", g_object_ref (folder), g_object_unref);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file_name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_export_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
