/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "profile.h"

#include <string.h>

/**
 * sockeye_profile_new:
 *
 * Returns: (transfer full): a profile without settings, commands and rules
 */
SockeyeProfile *
sockeye_profile_new (void)
{
  SockeyeProfile *self = g_new0 (SockeyeProfile, 1);

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) sockeye_reply_rule_unref);
  self->stop_loops = TRUE;
  return self;
}

/**
 * sockeye_profile_free:
 * @self: (transfer full): a profile
 */
void
sockeye_profile_free (SockeyeProfile *self)
{
  g_clear_pointer (&self->settings, g_variant_unref);
  g_clear_object (&self->commands);
  g_ptr_array_unref (self->rules);
  g_free (self->etag);
  g_free (self);
}

/**
 * sockeye_profile_take_folder:
 * @self: a profile without quick commands
 * @folder: commands; when there are none, the profile has none either
 *
 * Copies a folder into the profile.
 */
void
sockeye_profile_take_folder (SockeyeProfile *self, SockeyeQuickCommandFolder *folder)
{
  guint n = sockeye_quick_command_folder_get_n_commands (folder);
  SockeyeQuickCommandFolder *copy;

  g_return_if_fail (self->commands == NULL);

  if (n == 0)
    return;
  self->commands = sockeye_quick_commands_new ();
  copy = sockeye_quick_commands_get_folder (self->commands, 0);
  /* NULL: neither the name nor the number of commands can be wrong in the copy of a folder. */
  sockeye_quick_command_folder_set_name (copy, sockeye_quick_command_folder_get_name (folder), NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SockeyeQuickCommand)
          command = sockeye_quick_command_copy (sockeye_quick_command_folder_get_command (folder, i));

      sockeye_quick_commands_add (self->commands, copy, G_MAXUINT, command, NULL);
    }
}

/* "Modem", or "Modem 2" as the second one of that name is called. */
static gboolean
is_called (SockeyeQuickCommandFolder *folder, const char *name)
{
  const char *own = sockeye_quick_command_folder_get_name (folder);
  gsize length = strlen (name);

  if (!g_str_has_prefix (own, name))
    return FALSE;
  return own[length] == '\0'
         || (own[length] == ' ' && own[length + 1] != '\0'
             && strspn (own + length + 1, "0123456789") == strlen (own + length + 1));
}

static gboolean
is_same (SockeyeQuickCommandFolder *one, SockeyeQuickCommandFolder *other)
{
  guint n = sockeye_quick_command_folder_get_n_commands (one);

  if (n != sockeye_quick_command_folder_get_n_commands (other)
      || !is_called (one, sockeye_quick_command_folder_get_name (other)))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!sockeye_quick_command_equal (sockeye_quick_command_folder_get_command (one, i),
                                      sockeye_quick_command_folder_get_command (other, i)))
      return FALSE;
  return TRUE;
}

static SockeyeQuickCommandFolder *
find_same (SockeyeQuickCommands *commands, SockeyeQuickCommandFolder *folder)
{
  guint n = sockeye_quick_commands_get_n_folders (commands);

  for (guint i = 0; i < n; i++)
    if (is_same (sockeye_quick_commands_get_folder (commands, i), folder))
      return sockeye_quick_commands_get_folder (commands, i);
  return NULL;
}

/* The place of the first one, if all of them are there. */
static SockeyeQuickCommandFolder *
find_all (SockeyeQuickCommands *commands, SockeyeQuickCommands *wanted)
{
  guint n = sockeye_quick_commands_get_n_folders (wanted);

  for (guint i = 0; i < n; i++)
    if (find_same (commands, sockeye_quick_commands_get_folder (wanted, i)) == NULL)
      return NULL;
  return find_same (commands, sockeye_quick_commands_get_folder (wanted, 0));
}

/**
 * sockeye_profile_place_commands:
 * @self: a profile, which is left without its commands
 * @commands: the user's
 * @added: (element-type SockeyeQuickCommandFolder): takes the folders that became the user's
 * @error: %SOCKEYE_ERROR_TOO_LARGE: there is no room for them
 *
 * Adds the profile's commands to the user's, in folders of their own behind those that are there, of which none changes.
 * When the very same folders are there already, as they are when a profile is opened again, none is added.
 *
 * Returns: (transfer none) (nullable): the folder with the profile's commands; %NULL: it has none, or an error
 */
SockeyeQuickCommandFolder *
sockeye_profile_place_commands (SockeyeProfile *self,
                                SockeyeQuickCommands *commands,
                                GPtrArray *added,
                                GError **error)
{
  guint before = sockeye_quick_commands_get_n_folders (commands);
  SockeyeQuickCommandFolder *folder;

  if (self->commands == NULL || sockeye_quick_commands_count (self->commands) == 0)
    return NULL;

  folder = find_all (commands, self->commands);
  if (folder != NULL)
    return folder;
  if (!sockeye_quick_commands_import (commands, self->commands, error))
    return NULL;

  for (guint i = before; i < sockeye_quick_commands_get_n_folders (commands); i++)
    g_ptr_array_add (added, g_object_ref (sockeye_quick_commands_get_folder (commands, i)));
  return sockeye_quick_commands_get_folder (commands, before);
}
