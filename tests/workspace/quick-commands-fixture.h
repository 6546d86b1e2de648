/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-commands.h"

static inline SockeyeQuickCommand *
make_command (const char *name, const char *text)
{
  SockeyeQuickCommand *command = sockeye_quick_command_new ();

  g_assert_true (sockeye_quick_command_set_name (command, name, NULL));
  g_assert_true (sockeye_quick_command_set_text (command, text, NULL));
  return command;
}

/* Into the folder at the position, at its end. Borrowed. */
static inline SockeyeQuickCommand *
add_command (SockeyeQuickCommands *commands, guint folder, const char *name, const char *text)
{
  g_autoptr (SockeyeQuickCommand) command = make_command (name, text);
  g_autoptr (GError) error = NULL;

  sockeye_quick_commands_add (commands, sockeye_quick_commands_get_folder (commands, folder), G_MAXUINT,
                              command, &error);
  g_assert_no_error (error);
  return command;
}

/* "Folder: one two | Other: three" */
static inline char *
describe_commands (SockeyeQuickCommands *commands)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < sockeye_quick_commands_get_n_folders (commands); i++)
    {
      SockeyeQuickCommandFolder *folder = sockeye_quick_commands_get_folder (commands, i);

      g_string_append_printf (out, "%s%s:", i > 0 ? " | " : "",
                              sockeye_quick_command_folder_get_name (folder));
      for (guint j = 0; j < sockeye_quick_command_folder_get_n_commands (folder); j++)
        g_string_append_printf (
            out, " %s",
            sockeye_quick_command_get_title (sockeye_quick_command_folder_get_command (folder, j)));
    }
  return g_string_free (out, FALSE);
}

#define assert_commands(commands, wanted)                                                                    \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *described = describe_commands (commands);                                               \
    g_assert_cmpstr (described, ==, wanted);                                                                 \
  }                                                                                                          \
  G_STMT_END
