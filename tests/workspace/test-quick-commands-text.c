/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "key-lines.h"
#include "quick-commands-fixture.h"
#include "quick-commands-text.h"

#include <string.h>

#define HEAD "[Quick commands]\nversion=1\n"

static SockeyeQuickCommands *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  SockeyeQuickCommands *commands = sockeye_quick_commands_from_text (text, strlen (text), &error);

  g_assert_no_error (error);
  return commands;
}

static void
assert_equal (SockeyeQuickCommands *one, SockeyeQuickCommands *other)
{
  guint n = sockeye_quick_commands_get_n_folders (one);

  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (other), ==, n);
  for (guint i = 0; i < n; i++)
    {
      SockeyeQuickCommandFolder *a = sockeye_quick_commands_get_folder (one, i);
      SockeyeQuickCommandFolder *b = sockeye_quick_commands_get_folder (other, i);
      guint n_commands = sockeye_quick_command_folder_get_n_commands (a);

      g_assert_cmpstr (sockeye_quick_command_folder_get_name (a), ==,
                       sockeye_quick_command_folder_get_name (b));
      g_assert_cmpuint (sockeye_quick_command_folder_get_n_commands (b), ==, n_commands);
      for (guint j = 0; j < n_commands; j++)
        g_assert_true (sockeye_quick_command_equal (sockeye_quick_command_folder_get_command (a, j),
                                                    sockeye_quick_command_folder_get_command (b, j)));
    }
}

static void
assert_round_trip (SockeyeQuickCommands *commands)
{
  g_autofree char *text = sockeye_quick_commands_to_text (commands, NULL);
  g_autoptr (SockeyeQuickCommands) again = parse (text);
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  assert_equal (commands, again);
  /* Other programs can read it as well. */
  g_key_file_load_from_data (key_file, text, G_MAXSIZE, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
}

static const char *const texts[] = {
  "",
  " ",
  "  two blanks at both edges  ",
  "\t tab \t",
  "\\ \\n \\\\ \\x41 \\u0041",
  "a\nb\r\nc\rd\n",
  "= [group] # no comment ; = key",
  "[group]",
  "# no comment",
  "你好，世界 😀 é",
  "\xef\xbb\xbf"
  "byte order mark",
  "no\xc2\xa0"
  "break\xc2\x85next\xe2\x80\xa8line\xe3\x80\x80",
};

static void
test_texts (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      SockeyeQuickCommand *command = add_command (commands, 0, texts[i], texts[i]);

      sockeye_quick_command_set_comment (command, texts[i], NULL);
    }
  for (gsize i = 1; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (sockeye_quick_command_folder_set_name (
        sockeye_quick_commands_add_folder (commands, "x", NULL), texts[i], NULL));
  assert_round_trip (commands);
}

/* Every character that is no other one's beginning, at the edges and within. */
static void
test_characters (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (GString) all = g_string_new (NULL);

  for (gunichar c = 1; c < 0x100; c++)
    {
      char utf8[8] = { 0 };
      g_autofree char *text = NULL;

      g_unichar_to_utf8 (c, utf8);
      g_string_append (all, utf8);
      text = g_strconcat (utf8, "x", utf8, NULL);
      add_command (commands, 0, text, utf8);
    }
  add_command (commands, 0, "all", all->str);
  assert_round_trip (commands);
}

static void
test_fields (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);

  for (guint i = 0; i < 60; i++)
    {
      SockeyeQuickCommand *command = add_command (commands, 0, "", "text");
      SockeyeSendPlan plan = {
        .form = i % 2,
        .escapes = i % 3 == 0,
        .variables = i % 5 == 0,
        .line_end = i % SOCKEYE_LINE_END_N_KINDS,
        .append_line_end = i % 4 == 0,
        .checksum = i % SOCKEYE_CHECKSUM_N_KINDS,
        .checksum_little_endian = i % 7 == 0,
        .checksum_start = i * 17,
        .checksum_length = i == 59 ? 1000000000 : i,
        .suffix_length = i % (SOCKEYE_SUFFIX_MAX + 1),
      };

      for (guint j = 0; j < plan.suffix_length; j++)
        plan.suffix[j] = (guint8) (i * j);
      sockeye_quick_command_set_plan (command, &plan);
      sockeye_quick_command_set_charset (
          command, i % (n_charsets + 1) < n_charsets ? charsets[i % (n_charsets + 1)] : NULL);
      sockeye_quick_command_set_ticked (command, i % 2 == 0);
      sockeye_quick_command_set_gap (command, i == 0 ? SOCKEYE_QUICK_COMMAND_GAP_MAX : i);
    }
  assert_round_trip (commands);
}

static void
test_largest (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autofree char *text = g_strnfill (SOCKEYE_QUICK_COMMAND_TEXT_MAX, '\n');

  for (guint i = 0; i < 50; i++)
    add_command (commands, 0, "", text);
  assert_round_trip (commands);
}

static void
test_one_folder (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (SockeyeQuickCommands) again = NULL;
  g_autofree char *text = NULL;

  add_command (commands, 0, "a", "");
  sockeye_quick_commands_add_folder (commands, "Second", NULL);
  add_command (commands, 1, "b", "");
  text = sockeye_quick_commands_to_text (commands, sockeye_quick_commands_get_folder (commands, 1));
  again = parse (text);
  assert_commands (again, "Second: b");
}

/* As people edit it: blanks, line ends of another system, groups copied with their numbers. */
static void
test_by_hand (void)
{
  g_autoptr (SockeyeQuickCommands) commands = parse (
      "\xef\xbb\xbf# mine\r\n[Quick commands]\r\nversion = 1\r\n\r\n  [Folder 1]\r\nname = Modem \r\n"
      "[Command 1.1]\r\nname=one\r\ntext = AT\\r\\n \r\n[Command 1.1]\r\n\r\nname=two\r\n"
      "[Folder]\r\n[Command]\r\ntext=bare");
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_get_folder (commands, 0);

  assert_commands (commands, "Modem: one two | General: bare");
  g_assert_cmpstr (sockeye_quick_command_get_text (sockeye_quick_command_folder_get_command (folder, 0)), ==,
                   "AT\r\n");
}

static const struct
{
  const char *text;
  guint line;
} broken[] = {
  { "", 1 },
  { "# nothing\n\n", 2 },
  { "[Folder 1]\n", 1 },
  { "name=x\n", 1 },
  { "[Quick commands]\nversion=none\n", 2 },
  { "[Quick commands]\nversion=3\n", 2 },
  { "[Quick commands]\nversion=2\n[Folder 1]\nname=a\n", 4 },
  { "[Quick commands]\nversion=2\n[End]\n[Folder 1]\n", 4 },
  { "[Quick commands]\nversion=2\n[End]\nname=a\n", 4 },
  { "[Quick commands]\ncolour=red\n", 2 },
  { HEAD "nonsense\n", 3 },
  { HEAD "[Folder\n", 3 },
  { HEAD "[]\n", 3 },
  { HEAD "=x\n", 3 },
  { HEAD "[Other]\n", 3 },
  { HEAD "[Foldery]\n", 3 },
  { HEAD "[Command 1]\n", 3 },
  { HEAD "[Folder 1]\nname=\n", 4 },
  { HEAD "[Folder 1]\ntext=x\n", 4 },
  { HEAD "[Folder 1]\n[Command 1]\ncolour=red\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\nname=a\nname=b\n", 6 },
  { HEAD "[Folder 1]\n[Command 1]\ntext=\\q\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\ntext=\\\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\ntext=\\u0000\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\ntext=\\uD800\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\ntext=\\u12\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\nform=octal\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\nescapes=yes\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\nchecksum=md5\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\nchecksum-first-byte=0\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\ngap=-1\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\ngap=3600001\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\nsuffix=0D 0\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\nencoding=latin\n", 5 },
  { HEAD "[Folder 1]\n[Command 1]\ntext=ok\n\ntext=\xff\n", 7 },
};

static void
test_broken (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line = g_strdup_printf ("Line %u: ", broken[i].line);

      g_assert_null (sockeye_quick_commands_from_text (broken[i].text, strlen (broken[i].text), &error));
      g_test_message ("%s", error->message);
      g_assert_true (error->domain == SOCKEYE_ERROR);
      g_assert_true (g_str_has_prefix (error->message, line));
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_nul (void)
{
  static const char text[] = HEAD "[Folder 1]\nname=a\0b\n";
  g_autoptr (GError) error = NULL;

  g_assert_null (sockeye_quick_commands_from_text (text, sizeof text - 1, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE);
  g_assert_true (g_str_has_prefix (error->message, "Line 4: "));
}

static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new (HEAD "[Folder 1]\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= SOCKEYE_QUICK_COMMANDS_MAX; i++)
    g_string_append (text, "[Command]\n");
  g_assert_null (sockeye_quick_commands_from_text (text->str, text->len, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
}

/* Half of a file would be half of the commands, and perhaps half of a number, without a word. */
static void
test_cut (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autofree char *text = NULL;
  const char *end;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    add_command (commands, 0, texts[i], texts[i]);
  text = sockeye_quick_commands_to_text (commands, NULL);
  g_assert_true (g_str_has_suffix (text, "\n\n[End]\n"));
  end = strrchr (text, '[');
  for (gsize length = 0; length < strlen (text); length++)
    {
      g_autofree char *cut = g_strndup (text, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (SockeyeQuickCommands) read = sockeye_quick_commands_from_text (cut, length, &error);
      gboolean whole = text + length == end + strlen ("[End]");

      g_assert_true ((read != NULL) == whole);
      g_assert_true ((error == NULL) == whole);
    }
}

/* Whatever is cut off or turned over, nothing worse than an error comes of it. */
static void
test_damaged (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *text = NULL;
  gsize length;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    add_command (commands, 0, texts[i], texts[i]);
  text = sockeye_quick_commands_to_text (commands, NULL);
  length = strlen (text);
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *damaged = g_strdup (text);
      gsize cut = (gsize) g_rand_int_range (random, 0, (gint32) length);
      SockeyeQuickCommands *read;

      damaged[g_rand_int_range (random, 0, (gint32) length)] = (char) g_rand_int_range (random, 0, 256);
      damaged[i % 2 == 0 ? cut : length] = '\0';
      read = sockeye_quick_commands_from_text (damaged, i % 2 == 0 ? cut : length, NULL);
      g_clear_object (&read);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quick-commands-text/texts", test_texts);
  g_test_add_func ("/quick-commands-text/characters", test_characters);
  g_test_add_func ("/quick-commands-text/fields", test_fields);
  g_test_add_func ("/quick-commands-text/cut", test_cut);
  g_test_add_func ("/quick-commands-text/largest", test_largest);
  g_test_add_func ("/quick-commands-text/one-folder", test_one_folder);
  g_test_add_func ("/quick-commands-text/by-hand", test_by_hand);
  g_test_add_func ("/quick-commands-text/broken", test_broken);
  g_test_add_func ("/quick-commands-text/nul", test_nul);
  g_test_add_func ("/quick-commands-text/too-many", test_too_many);
  g_test_add_func ("/quick-commands-text/damaged", test_damaged);
  return g_test_run ();
}
