/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-text.h"

#include "errors.h"
#include "key-lines.h"
#include "quick-command-keys.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VERSION        2
#define FIRST_WITH_END 2 /* of the versions of the format */
#define HEAD_GROUP     "Quick commands"
#define FOLDER_WORD    "Folder"
#define COMMAND_WORD   "Command"

/* Not translated: the file is the same in every language. */
static const char head[] =
    "# Quick commands of Sockeye. Groups and keys, a line each; the order of the groups is that of the "
    "window, and their\n"
    "# numbers mean nothing. In values stand \\n \\r \\t for line breaks and tabs, \\s for a blank at an "
    "edge, \\\\ for a\n"
    "# backslash and \\uNNNN for any character. A key that is missing has the value that is given here "
    "first.\n"
    "#\n"
    "# [Folder …]   name\n"
    "# [Command …]  of the folder before it:\n"
    "#   name, comment, text\n"
    "#   form=text|hex   escapes=false|true   variables=false|true   line-end=lf|crlf|cr\n"
    "#   "
    "checksum=none|sum-8|sum-16|negated-sum-8|xor-8|lrc|crc-8|crc-16-modbus|crc-16-ccitt-false|crc-16-xmodem|"
    "\n"
    "#            crc-32|crc-32c|adler-32\n"
    "#   checksum-byte-order=big-endian|little-endian   checksum-first-byte=1…   checksum-bytes=0… (0: all)\n"
    "#   suffix=(bytes in hexadecimal)   append-line-end=false|true\n"
    "#   encoding=(that of the session)|utf-8|gbk|gb18030|big5|utf-16le|utf-16be|cp932|euc-kr|iso-8859-1\n"
    "#   ticked=false|true (part of the sequence)   gap=0… (milliseconds to the next step)\n"
    "# [End]         the last line, which says that nothing is missing\n"
    "\n"
    "[" HEAD_GROUP "]\n";

static void
append_folder (GString *out, SockeyeQuickCommandFolder *folder, guint number)
{
  guint n = sockeye_quick_command_folder_get_n_commands (folder);

  g_string_append_printf (out, "\n[" FOLDER_WORD " %u]\n", number);
  sockeye_key_lines_append (out, "name", sockeye_quick_command_folder_get_name (folder));
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (out, "\n[" COMMAND_WORD " %u.%u]\n", number, i + 1);
      sockeye_quick_command_append_keys (sockeye_quick_command_folder_get_command (folder, i), out);
    }
}

static GString *
begin_text (void)
{
  GString *out = g_string_new (head);

  g_string_append_printf (out, "version=%d\n", VERSION);
  return out;
}

static void
append_folders (GString *out, SockeyeQuickCommands *commands, SockeyeQuickCommandFolder *only)
{
  guint n = sockeye_quick_commands_get_n_folders (commands);
  guint number = 0;

  for (guint i = 0; i < n; i++)
    {
      SockeyeQuickCommandFolder *folder = sockeye_quick_commands_get_folder (commands, i);

      if (only == NULL || only == folder)
        append_folder (out, folder, ++number);
    }
}

/**
 * sockeye_quick_commands_to_text:
 * @commands: folders
 * @only: (nullable): one of them; %NULL: all
 *
 * Writes them as a file that people can read and edit: its syntax is that of GKeyFile, see key-lines.h.
 *
 * Returns: (transfer full): the file
 */
char *
sockeye_quick_commands_to_text (SockeyeQuickCommands *commands, SockeyeQuickCommandFolder *only)
{
  GString *out = begin_text ();

  append_folders (out, commands, only);
  g_string_append (out, "\n" SOCKEYE_KEY_LINES_END "\n");
  return g_string_free (out, FALSE);
}

/**
 * sockeye_quick_commands_to_lines:
 * @commands: folders
 *
 * Writes them for sockeye_quick_commands_from_lines(): the file that they stand in says itself where it ends.
 *
 * Returns: (transfer full): the lines
 */
char *
sockeye_quick_commands_to_lines (SockeyeQuickCommands *commands)
{
  GString *out = begin_text ();

  append_folders (out, commands, NULL);
  return g_string_free (out, FALSE);
}

typedef enum
{
  IN_NOTHING,
  IN_HEAD,
  IN_FOLDER,
  IN_COMMAND,
  IN_END,
} Place;

typedef struct
{
  SockeyeQuickCommands *commands;
  SockeyeQuickCommandFolder *folder; /* (nullable): the last one */
  SockeyeQuickCommand *command;      /* (nullable): the last one; not in its folder yet */
  GHashTable *seen;                  /* keys of the group */
  const char *unnamed;               /* what a folder without a name is called */
  Place place;
  guint64 version; /* of the format; 0: not read yet */
} Reader;

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE, message);
  return FALSE;
}

static gboolean
refuse_other_file (GError **error)
{
  return refuse (error, _ ("This is no file of quick commands: it does not begin with the group "
                           "[Quick commands] and a version."));
}

static gboolean
refuse_behind_end (GError **error)
{
  return refuse (error,
                 _ ("[End] is the last line, and nothing follows it. Remove it here, or what follows it."));
}

/* A command goes into its folder when all its keys are there. */
static gboolean
end_command (Reader *self, GError **error)
{
  g_autoptr (SockeyeQuickCommand) command = g_steal_pointer (&self->command);

  return command == NULL
         || sockeye_quick_commands_add (self->commands, self->folder, G_MAXUINT, command, error);
}

static gboolean
begin_folder (Reader *self, GError **error)
{
  self->place = IN_FOLDER;
  /* The folder that is there at first becomes the first one of the file. */
  if (self->folder == NULL)
    self->folder = sockeye_quick_commands_get_folder (self->commands, 0);
  else
    self->folder = sockeye_quick_commands_add_folder (self->commands, self->unnamed, error);
  return self->folder != NULL;
}

static gboolean
begin_command (Reader *self, GError **error)
{
  if (self->folder == NULL)
    return refuse (error, _ ("A [Command] must follow its [Folder]."));

  self->place = IN_COMMAND;
  self->command = sockeye_quick_command_new ();
  return TRUE;
}

static gboolean
is_group (const char *group, const char *word)
{
  gsize length = strlen (word);

  return strncmp (group, word, length) == 0 && (group[length] == '\0' || group[length] == ' ');
}

static gboolean
begin_group (Reader *self, const char *group, GError **error)
{
  if (self->place == IN_END)
    return refuse_behind_end (error);
  if (!end_command (self, error))
    return FALSE;

  g_hash_table_remove_all (self->seen);
  if (g_str_equal (group, HEAD_GROUP))
    {
      self->place = IN_HEAD;
      return TRUE;
    }
  if (self->version == 0)
    return refuse_other_file (error);
  if (g_str_equal (group, SOCKEYE_KEY_LINES_END_GROUP))
    {
      self->place = IN_END;
      return TRUE;
    }
  if (is_group (group, FOLDER_WORD))
    return begin_folder (self, error);
  if (is_group (group, COMMAND_WORD))
    return begin_command (self, error);
  return refuse (error,
                 _ ("There are the groups [Quick commands], [Folder] and [Command], and no other; [End] "
                    "is the last line."));
}

static gboolean
read_version (Reader *self, const char *value, GError **error)
{
  if (!sockeye_key_lines_check_version (value, VERSION, error))
    return FALSE;

  self->version = g_ascii_strtoull (value, NULL, 10);
  return TRUE;
}

static gboolean
read_pair (Reader *self, const char *key, const char *value, GError **error)
{
  if (!g_hash_table_add (self->seen, g_strdup (key)))
    return refuse (error, _ ("This key is there twice in its group. Remove one of the two lines."));

  switch (self->place)
    {
    case IN_COMMAND:
      return sockeye_quick_command_set_key (self->command, key, value, error);
    case IN_FOLDER:
      if (g_str_equal (key, "name"))
        return sockeye_quick_command_folder_set_name (self->folder, value, error);
      return refuse (error, _ ("A folder has no other key than “name”."));
    case IN_HEAD:
      if (g_str_equal (key, "version"))
        return read_version (self, value, error);
      return refuse (error, _ ("The group [Quick commands] has no other key than “version”."));
    case IN_END:
      return refuse_behind_end (error);
    case IN_NOTHING:
    default:
      return refuse_other_file (error);
    }
}

static gboolean
read_lines (Reader *self, SockeyeKeyLines *lines, GError **error)
{
  for (;;)
    {
      g_auto (SockeyeKeyLine) line = { 0 };
      gboolean understood;

      if (!sockeye_key_lines_next (lines, &line, error))
        return FALSE;
      if (line.group == NULL && line.key == NULL)
        return end_command (self, error);

      understood = line.group != NULL ? begin_group (self, line.group, error)
                                      : read_pair (self, line.key, line.value, error);
      if (!understood)
        return FALSE;
    }
}

/* @whole: the lines are a file, which its own last line must end */
static SockeyeQuickCommands *
read_all (SockeyeKeyLines *lines, gboolean whole, GError **error)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *unnamed = g_strdup (
      sockeye_quick_command_folder_get_name (sockeye_quick_commands_get_folder (commands, 0)));
  Reader reader = { .commands = commands, .seen = seen, .unnamed = unnamed };
  gboolean read = read_lines (&reader, lines, error);

  g_clear_object (&reader.command);
  if (!read)
    return NULL;

  if (reader.version == 0)
    read = refuse_other_file (error);
  else if (whole && reader.version >= FIRST_WITH_END && reader.place != IN_END)
    read = sockeye_key_lines_refuse_cut (error);
  return read ? g_steal_pointer (&commands) : NULL;
}

/**
 * sockeye_quick_commands_from_lines:
 * @lines: a place before the group of a file's head; goes on to the end
 * @error: as of sockeye_quick_commands_from_text(), without the number of the line, which is that of @lines
 *
 * Reads what stands at the end of a file of another kind. Any thread.
 *
 * Returns: (transfer full) (nullable): what stands in it
 */
SockeyeQuickCommands *
sockeye_quick_commands_from_lines (SockeyeKeyLines *lines, GError **error)
{
  return read_all (lines, FALSE, error);
}

/**
 * sockeye_quick_commands_from_text:
 * @text: a file as sockeye_quick_commands_to_text() writes it, with a NUL behind it
 * @length: of the file
 * @error: %SOCKEYE_ERROR_INVALID_FILE, or %SOCKEYE_ERROR_TOO_LARGE: there is more in it than there is room for; the
 *   message begins with the number of the line
 *
 * Reads all of a file, or nothing. Any thread.
 *
 * Returns: (transfer full) (nullable): what stands in it
 */
SockeyeQuickCommands *
sockeye_quick_commands_from_text (const char *text, gsize length, GError **error)
{
  SockeyeQuickCommands *commands = NULL;
  SockeyeKeyLines lines;

  if (sockeye_key_lines_begin (&lines, text, length, error))
    commands = read_all (&lines, TRUE, error);
  if (commands == NULL)
    /* Translators: the number of a line of a file; a sentence that says what is wrong with it follows */
    g_prefix_error (error, _ ("Line %u: "), MAX (lines.number, 1));
  return commands;
}
