/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "application.h"
#include "errors.h"
#include "profile-transfer.h"
#include "recent-files.h"
#include "session-store.h"

#include <glib/gi18n-lib.h>

/* Files that come by the file chooser, the menu, the mouse or the command line: profiles and captures. Each gets a tab of
 * its own whose session is closed; no socket is opened. */

/* So many at a time. */
#define FILES_MAX 16

/* Between asking for a profile and the new tab. */
typedef struct
{
  SockeyeWindow *window;
  GFile *file;
  SockeyeProfile *profile; /* (nullable): once it was read */
} Opening;

static void
opening_free (Opening *self)
{
  g_object_unref (self->window);
  g_object_unref (self->file);
  g_clear_pointer (&self->profile, sockeye_profile_free);
  g_free (self);
}

static SockeyeQuickCommandsFile *
get_commands (SockeyeWindow *self)
{
  return sockeye_application_get_quick_commands (
      SOCKEYE_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
}

/* Of the program's own folders, the page shows the one with the profile's commands. */
static GVariant *
make_settings (const SockeyeProfile *profile, SockeyeQuickCommandFolder *folder)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, profile->settings);
  if (folder != NULL)
    g_variant_dict_insert (&dict, "quick-commands-folder", "s",
                           sockeye_quick_command_folder_get_name (folder));
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* In the place of a page that nobody has touched, if that is the one that is looked at. */
static void
show_profile (Opening *opening, SockeyeQuickCommandFolder *folder, GPtrArray *added)
{
  SockeyeWindow *self = opening->window;
  SockeyeSessionPage *before = self->page;
  GtkNotebook *side = sockeye_window_get_side (before);
  int position = gtk_notebook_page_num (side, GTK_WIDGET (before));
  gboolean replace = sockeye_session_page_is_pristine (before);
  g_autoptr (GVariant) settings = make_settings (opening->profile, folder);
  SockeyeSessionPage *page = sockeye_window_make_page (self, settings, side);

  sockeye_session_page_take_profile (page, opening->profile, opening->file, folder, added);
  sockeye_window_activate_page (self, page);
  if (replace)
    {
      gtk_notebook_reorder_child (side, GTK_WIDGET (page), position);
      sockeye_window_close_page (self, before);
    }
  sockeye_recent_files_add (opening->file, SOCKEYE_PROFILE_MIME_TYPE);
  sockeye_window_keep (self);
}

static void
place_profile (Opening *opening)
{
  SockeyeQuickCommands *commands = sockeye_quick_commands_file_get_commands (get_commands (opening->window));
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  SockeyeQuickCommandFolder *folder = sockeye_profile_place_commands (opening->profile, commands, added,
                                                                      &error);
  g_autofree char *name = g_file_get_parse_name (opening->file);
  g_autofree char *message = NULL;

  if (error == NULL)
    {
      show_profile (opening, folder, added);
      return;
    }
  /* Translators: a file, and what is wrong with it, a sentence that mostly begins with a line */
  message = g_strdup_printf (_ ("“%s” was not opened, and nothing was changed. %s"), name, error->message);
  sockeye_session_page_tell_not_opened (opening->window->page, message);
}

/* The user's commands are read when the program starts: only then is it known which are there. */
static void
on_commands_ready (SockeyeQuickCommandsFile *commands, GParamSpec *pspec G_GNUC_UNUSED, gpointer data)
{
  Opening *opening = data;

  if (sockeye_quick_commands_file_is_busy (commands))
    return;
  g_signal_handlers_disconnect_by_func (commands, on_commands_ready, opening);
  /* The window may have been closed meanwhile. */
  if (opening->window->page != NULL)
    place_profile (opening);
  opening_free (opening);
}

static void
take_profile (Opening *opening)
{
  SockeyeQuickCommandsFile *commands = get_commands (opening->window);

  if (sockeye_quick_commands_file_is_busy (commands))
    {
      g_signal_connect (commands, "notify::busy", G_CALLBACK (on_commands_ready), opening);
      return;
    }
  place_profile (opening);
  opening_free (opening);
}

static void
tell_error (Opening *opening, const GError *error)
{
  sockeye_session_page_tell_not_opened (opening->window->page, error->message);
  /* A file that is wrong may be put right. */
  if (g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM))
    sockeye_recent_files_forget (opening->file);
}

static void
on_loaded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;
  gboolean is_capture;

  opening->profile = sockeye_profile_load_finish (result, &is_capture, &error);
  if (opening->window->page == NULL)
    ;
  else if (opening->profile != NULL)
    {
      take_profile (opening);
      return;
    }
  else if (error != NULL)
    tell_error (opening, error);
  else if (is_capture)
    sockeye_session_page_open_capture (opening->window->page, opening->file);
  opening_free (opening);
}

/**
 * sockeye_window_open_file:
 * @self: a window
 * @file: a profile or a capture
 *
 * Opens it in a tab, or tells why it cannot be opened.
 */
void
sockeye_window_open_file (SockeyeWindow *self, GFile *file)
{
  g_autoptr (SockeyeProfileKeys) keys = sockeye_session_store_list_keys (self->settings);
  g_autofree char *name = g_file_get_basename (file);
  Opening *opening;

  if (name != NULL && g_str_has_suffix (name, ".pcapng"))
    {
      sockeye_session_page_open_capture (self->page, file);
      return;
    }
  opening = g_new0 (Opening, 1);
  opening->window = g_object_ref (self);
  opening->file = g_object_ref (file);
  sockeye_profile_load_async (file, keys, NULL, on_loaded, opening);
}

static void
on_open_recent (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  sockeye_window_open_file (data, file);
}

static gboolean
on_drop (GtkDropTarget *drop G_GNUC_UNUSED,
         const GValue *value,
         double x G_GNUC_UNUSED,
         double y G_GNUC_UNUSED,
         gpointer data)
{
  SockeyeWindow *self = data;
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  guint n = 0;

  for (GSList *l = files; l != NULL && n < FILES_MAX; l = l->next, n++)
    sockeye_window_open_file (self, l->data);
  if (g_slist_length (files) > FILES_MAX)
    {
      /* Translators: %d is a number */
      g_autofree char *message = g_strdup_printf (
          _ ("Only the first %d files were opened. Open the others afterwards."), FILES_MAX);

      sockeye_session_page_tell_not_opened (self->page, message);
    }
  return n > 0;
}

static void
on_recent_changed (SockeyeWindow *self)
{
  sockeye_recent_files_fill (self->recent_section, "win.open-recent");
}

/* Private: the action, the menu, and where files can be dropped. */
void
sockeye_window_set_up_opening (SockeyeWindow *self)
{
  static const GActionEntry entries[] = {
    { "open-recent", on_open_recent, "s", NULL, NULL, { 0 } },
  };
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (on_recent_changed), self,
                           G_CONNECT_SWAPPED);
  on_recent_changed (self);
}
