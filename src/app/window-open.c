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

/* So many at a time by the mouse. */
#define FILES_MAX 16
/* So many refusals are told with their reasons, and so many more by name. */
#define REASONS_MAX 5
#define NAMES_MAX   20

/* Files that were asked for together. They are opened one after the other, so that their tabs are in this order; what was
 * refused is told at the end, in the tab that is shown then. */
typedef struct
{
  SockeyeWindow *window;
  GQueue files;            /* of GFile: those that are still to be opened */
  GFile *file;             /* (nullable): the one that is being opened */
  SockeyeProfile *profile; /* (nullable): once it was read */
  GString *refused;        /* a line for each file */
  guint n_refused;
  gboolean opened; /* one of them */
  GString *others; /* the names of those that are refused without a line */
} Opening;

/* Those whose next capture waits, because the tab that is shown opens one for another. For all windows: a tab may be moved
 * meanwhile. */
static GQueue waiting = G_QUEUE_INIT;

static void open_next (Opening *self);

static Opening *
opening_new (SockeyeWindow *window)
{
  Opening *self = g_new0 (Opening, 1);

  self->window = g_object_ref (window);
  self->refused = g_string_new (NULL);
  self->others = g_string_new (NULL);
  return self;
}

static void
opening_free (Opening *self)
{
  g_object_unref (self->window);
  g_queue_clear_full (&self->files, g_object_unref);
  g_clear_object (&self->file);
  g_clear_pointer (&self->profile, sockeye_profile_free);
  g_string_free (self->refused, TRUE);
  g_string_free (self->others, TRUE);
  g_free (self);
}

static void
add_line (Opening *self, const char *line)
{
  if (self->refused->len > 0)
    g_string_append_c (self->refused, '\n');
  g_string_append (self->refused, line);
}

static void
add_name (Opening *self)
{
  g_autofree char *base = g_file_get_basename (self->file);
  g_autofree char *name = g_filename_display_name (base != NULL ? base : "");

  if (self->n_refused <= REASONS_MAX + NAMES_MAX)
    g_string_append_printf (self->others, self->others->len > 0 ? ", %s" : "%s", name);
  else if (!g_str_has_suffix (self->others->str, ", …"))
    g_string_append (self->others, ", …");
}

static void
finish (Opening *self)
{
  if (self->others->len > 0)
    {
      /* Translators: %s is the names of files */
      g_autofree char *line = g_strdup_printf (
          _ ("These were not opened either: %s. Open them one by one to see why."), self->others->str);

      add_line (self, line);
    }
  /* The window may have been closed meanwhile. */
  if (self->refused->len > 0 && self->window->page != NULL)
    sockeye_session_page_tell_not_opened (self->window->page, self->refused->str, self->opened);
  opening_free (self);
}

/* @problem: (nullable): why the file was refused, and names it */
static void
end_file (Opening *self, const char *problem)
{
  if (problem != NULL && ++self->n_refused <= REASONS_MAX)
    add_line (self, problem);
  else if (problem != NULL)
    add_name (self);
  self->opened |= problem == NULL;
  g_clear_object (&self->file);
  g_clear_pointer (&self->profile, sockeye_profile_free);
  open_next (self);
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
    show_profile (opening, folder, added);
  else
    /* Translators: a file, and what is wrong with it, a sentence that mostly begins with a line */
    message = g_strdup_printf (_ ("“%s” was not opened, and nothing was changed. %s"), name, error->message);
  end_file (opening, message);
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
  else
    end_file (opening, NULL);
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
}

static void open_capture (Opening *self);

static void
on_capture_opened (const char *problem, gpointer data)
{
  GQueue others = waiting;
  Opening *other;

  g_queue_init (&waiting);
  end_file (data, problem);
  while ((other = g_queue_pop_head (&others)) != NULL)
    open_capture (other);
}

static void
open_capture (Opening *self)
{
  if (self->window->page == NULL)
    end_file (self, NULL);
  else if (!sockeye_session_page_open_capture (self->window->page, self->file, on_capture_opened, self))
    g_queue_push_tail (&waiting, self);
}

static void
on_loaded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;
  gboolean is_capture;

  opening->profile = sockeye_profile_load_finish (result, &is_capture, &error);
  if (opening->window->page != NULL && opening->profile != NULL)
    {
      take_profile (opening);
      return;
    }
  if (error == NULL && is_capture)
    {
      open_capture (opening);
      return;
    }
  /* A file that is wrong may be put right. */
  if (g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM))
    sockeye_recent_files_forget (opening->file);
  end_file (opening, error != NULL ? error->message : NULL);
}

static void
open_next (Opening *self)
{
  g_autoptr (SockeyeProfileKeys) keys = NULL;
  g_autofree char *name = NULL;

  self->file = self->window->page != NULL ? g_queue_pop_head (&self->files) : NULL;
  if (self->file == NULL)
    {
      finish (self);
      return;
    }

  name = g_file_get_basename (self->file);
  if (name != NULL && g_str_has_suffix (name, ".pcapng"))
    {
      open_capture (self);
      return;
    }
  keys = sockeye_session_store_list_keys (self->window->settings);
  sockeye_profile_load_async (self->file, keys, NULL, on_loaded, self);
}

/**
 * sockeye_window_open_files:
 * @self: a window
 * @files: (array length=n_files): profiles and captures
 * @n_files: how many
 *
 * Opens each in a tab of its own, in this order, and tells at the end which cannot be opened, and why.
 */
void
sockeye_window_open_files (SockeyeWindow *self, GFile *const *files, guint n_files)
{
  Opening *opening = opening_new (self);

  for (guint i = 0; i < n_files; i++)
    g_queue_push_tail (&opening->files, g_object_ref (files[i]));
  open_next (opening);
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
  sockeye_window_open_files (self, &file, 1);
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
  Opening *opening = opening_new (self);
  guint n = 0;

  for (GSList *l = files; l != NULL && n < FILES_MAX; l = l->next, n++)
    g_queue_push_tail (&opening->files, g_object_ref (l->data));
  if (g_slist_length (files) > FILES_MAX)
    {
      /* Translators: %d is a number */
      g_autofree char *message = g_strdup_printf (
          _ ("Only the first %d files were opened. Open the others afterwards."), FILES_MAX);

      add_line (opening, message);
    }
  open_next (opening);
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
