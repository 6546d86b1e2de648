/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "application.h"
#include "window.h"

static SockeyeWindow *
find_window (SockeyeApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (SOCKEYE_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

/**
 * sockeye_application_open_files:
 * @self: the program
 * @line: where it was asked for
 * @files: (array zero-terminated=1): profiles and captures, as they were typed
 *
 * Opens them in the window that was used last; when there is none, beside what was open last.
 */
void
sockeye_application_open_files (SockeyeApplication *self, GApplicationCommandLine *line, char **files)
{
  SockeyeWindow *window = find_window (self);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  if (window == NULL)
    g_application_activate (G_APPLICATION (self));
  window = find_window (self);
  gtk_window_present (GTK_WINDOW (window));
  for (char **name = files; *name != NULL; name++)
    g_ptr_array_add (list, g_application_command_line_create_file_for_arg (line, *name));
  sockeye_window_open_files (window, (GFile *const *) list->pdata, list->len);
}
