/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "quick-commands-fixture.h"


static void
count (guint *n)
{
  ++*n;
}

static void
test_command (void)
{
  g_autoptr (SockeyeQuickCommand) command = sockeye_quick_command_new ();
  g_autofree char *long_text = g_strnfill (SOCKEYE_QUICK_COMMAND_TEXT_MAX + 1, 'x');
  g_autofree char *long_name = g_strnfill (SOCKEYE_QUICK_COMMAND_NAME_MAX + 1, 'x');
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect_swapped (command, "notify", G_CALLBACK (count), &n);
  g_assert_cmpstr (sockeye_quick_command_get_title (command), ==, "Empty command");
  sockeye_quick_command_set_text (command, "\n\n  AT+GMR\r\nrest", NULL);
  g_assert_cmpstr (sockeye_quick_command_get_title (command), ==, "AT+GMR");
  sockeye_quick_command_set_name (command, "Version", NULL);
  g_assert_cmpstr (sockeye_quick_command_get_title (command), ==, "Version");
  g_assert_cmpuint (n, ==, 4);

  /* What is the same is no change. */
  sockeye_quick_command_set_name (command, "Version", NULL);
  sockeye_quick_command_set_gap (command, 0);
  sockeye_quick_command_set_ticked (command, FALSE);
  sockeye_quick_command_set_plan (command, sockeye_quick_command_get_plan (command));
  g_assert_cmpuint (n, ==, 4);

  g_assert_false (sockeye_quick_command_set_text (command, long_text, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (sockeye_quick_command_set_name (command, long_name, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
  g_assert_cmpstr (sockeye_quick_command_get_name (command), ==, "Version");
  long_text[SOCKEYE_QUICK_COMMAND_TEXT_MAX] = '\0';
  g_assert_true (sockeye_quick_command_set_text (command, long_text, NULL));
  sockeye_quick_command_set_gap (command, G_MAXUINT);
  g_assert_cmpuint (sockeye_quick_command_get_gap (command), ==, SOCKEYE_QUICK_COMMAND_GAP_MAX);
}

static void
test_equal (void)
{
  g_autoptr (SockeyeQuickCommand) command = make_command ("one", "text");
  g_autoptr (SockeyeQuickCommand) copy = sockeye_quick_command_copy (command);
  SockeyeSendPlan plan = *sockeye_quick_command_get_plan (command);

  g_assert_true (sockeye_quick_command_equal (command, copy));
  plan.suffix[0] = 1;
  sockeye_quick_command_set_plan (copy, &plan);
  g_assert_true (sockeye_quick_command_equal (command, copy));
  plan.suffix_length = 1;
  sockeye_quick_command_set_plan (copy, &plan);
  g_assert_false (sockeye_quick_command_equal (command, copy));
}

static void
test_compile (void)
{
  static const SockeyeVariableValues values = { 0 };
  g_autoptr (SockeyeQuickCommand) command = make_command ("one", "好");
  const SockeyeCharset *utf_8 = sockeye_charset_find ("utf-8");
  g_autoptr (SockeyePayloadTemplate) session = sockeye_quick_command_compile (command, utf_8, NULL);
  g_autoptr (SockeyePayloadTemplate) own = NULL;
  g_autoptr (GBytes) in_session = sockeye_payload_template_make (session, &values, NULL);
  g_autoptr (GBytes) in_own = NULL;

  sockeye_quick_command_set_charset (command, sockeye_charset_find ("gbk"));
  own = sockeye_quick_command_compile (command, utf_8, NULL);
  in_own = sockeye_payload_template_make (own, &values, NULL);
  g_assert_cmpmem (g_bytes_get_data (in_session, NULL), g_bytes_get_size (in_session), "\xe5\xa5\xbd", 3);
  g_assert_cmpmem (g_bytes_get_data (in_own, NULL), g_bytes_get_size (in_own), "\xba\xc3", 2);
}

static void
test_order (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  SockeyeQuickCommandFolder *first = sockeye_quick_commands_get_folder (commands, 0);
  SockeyeQuickCommandFolder *second = sockeye_quick_commands_add_folder (commands, "Second", NULL);
  SockeyeQuickCommand *a = add_command (commands, 0, "a", "");
  SockeyeQuickCommand *c;
  guint n = 0;

  add_command (commands, 0, "b", "");
  c = add_command (commands, 0, "c", "");
  g_signal_connect_swapped (commands, "changed", G_CALLBACK (count), &n);
  assert_commands (commands, "General: a b c | Second:");
  g_assert_true (sockeye_quick_commands_move (commands, a, first, 2));
  assert_commands (commands, "General: b c a | Second:");
  g_assert_true (sockeye_quick_commands_move (commands, a, first, 0));
  assert_commands (commands, "General: a b c | Second:");
  g_assert_cmpuint (n, >, 0);

  /* There it is already. */
  n = 0;
  g_assert_false (sockeye_quick_commands_move (commands, a, first, 0));
  g_assert_false (sockeye_quick_commands_move (commands, c, first, G_MAXUINT));
  g_assert_cmpuint (n, ==, 0);

  g_assert_true (sockeye_quick_commands_move (commands, a, second, 5));
  assert_commands (commands, "General: b c | Second: a");
  g_assert_true (sockeye_quick_commands_find (commands, a) == second);

  /* Whatever is in a folder is noticed. */
  n = 0;
  sockeye_quick_command_set_ticked (a, TRUE);
  g_assert_cmpuint (n, ==, 1);
  sockeye_quick_command_folder_set_name (second, "Other", NULL);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_undo (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  SockeyeQuickCommandFolder *first = sockeye_quick_commands_get_folder (commands, 0);
  g_autoptr (SockeyeQuickCommandFolder)
      second = g_object_ref (sockeye_quick_commands_add_folder (commands, "Second", NULL));
  SockeyeQuickCommand *b;
  SockeyeQuickCommand *c;

  add_command (commands, 0, "a", "");
  b = add_command (commands, 0, "b", "");
  c = add_command (commands, 1, "c", "");
  g_assert_false (sockeye_quick_commands_can_undo (commands));
  g_assert_true (sockeye_quick_commands_delete (commands, b));
  assert_commands (commands, "General: a | Second: c");
  g_assert_true (sockeye_quick_commands_can_undo (commands));
  g_assert_true (sockeye_quick_commands_undo (commands, NULL));
  assert_commands (commands, "General: a b | Second: c");
  g_assert_false (sockeye_quick_commands_can_undo (commands));

  g_assert_true (sockeye_quick_commands_delete_folder (commands, first));
  assert_commands (commands, "Second: c");
  g_assert_false (sockeye_quick_commands_delete_folder (commands, second));
  g_assert_true (sockeye_quick_commands_undo (commands, NULL));
  assert_commands (commands, "General: a b | Second: c");

  /* The folder has gone meanwhile, but another one has its name. */
  g_assert_true (sockeye_quick_commands_delete (commands, c));
  {
    g_autoptr (SockeyeQuickCommands) other = sockeye_quick_commands_copy (commands);

    sockeye_quick_commands_replace (commands, other);
  }
  g_assert_true (sockeye_quick_commands_undo (commands, NULL));
  assert_commands (commands, "General: a b | Second: c");
}

static void
test_bounds (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (SockeyeQuickCommands) other = sockeye_quick_commands_new ();
  g_autoptr (SockeyeQuickCommand) last = make_command ("one too many", "");
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_get_folder (commands, 0);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < SOCKEYE_QUICK_COMMANDS_MAX; i++)
    add_command (commands, 0, "", "x");
  g_assert_false (sockeye_quick_commands_add (commands, folder, 0, last, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
  g_clear_error (&error);

  add_command (other, 0, "imported", "");
  g_assert_false (sockeye_quick_commands_import (commands, other, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (commands), ==, 1);

  /* What was deleted comes back only where there is room. */
  sockeye_quick_commands_delete (commands, sockeye_quick_command_folder_get_command (folder, 7));
  g_assert_true (sockeye_quick_commands_add (commands, folder, 0, last, NULL));
  g_assert_false (sockeye_quick_commands_undo (commands, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_true (sockeye_quick_commands_can_undo (commands));

  for (guint i = 1; i < SOCKEYE_QUICK_COMMAND_FOLDERS_MAX; i++)
    g_assert_nonnull (sockeye_quick_commands_add_folder (commands, "folder", NULL));
  g_assert_null (sockeye_quick_commands_add_folder (commands, "folder", &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
}

static void
test_import (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (SockeyeQuickCommands) from = sockeye_quick_commands_new ();

  add_command (commands, 0, "a", "");
  add_command (from, 0, "b", "");
  sockeye_quick_commands_add_folder (from, "New", NULL);
  add_command (from, 1, "c", "");
  g_assert_true (sockeye_quick_commands_import (commands, from, NULL));
  assert_commands (commands, "General: a | General 2: b | New: c");
}

/* A change on the disk leaves alone what is the same. */
static void
test_replace (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (SockeyeQuickCommands) with = NULL;
  SockeyeQuickCommand *a = add_command (commands, 0, "a", "");
  SockeyeQuickCommand *b = add_command (commands, 0, "b", "");
  SockeyeQuickCommandFolder *folder;

  sockeye_quick_commands_add_folder (commands, "Gone", NULL);
  with = sockeye_quick_commands_copy (commands);
  folder = sockeye_quick_commands_get_folder (with, 0);
  sockeye_quick_commands_delete_folder (with, sockeye_quick_commands_get_folder (with, 1));
  sockeye_quick_commands_add_folder (with, "Come", NULL);
  sockeye_quick_commands_move (with, sockeye_quick_command_folder_get_command (folder, 1), folder, 0);
  add_command (with, 0, "c", "");

  sockeye_quick_commands_replace (commands, with);
  assert_commands (commands, "General: b a c | Come:");
  folder = sockeye_quick_commands_get_folder (commands, 0);
  g_assert_true (sockeye_quick_command_folder_get_command (folder, 0) == b);
  g_assert_true (sockeye_quick_command_folder_get_command (folder, 1) == a);
}

static void
append_item (GListModel *model, guint position, guint removed, guint added, GPtrArray *mirror)
{
  g_ptr_array_remove_range (mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror, (int) (position + i), g_list_model_get_item (model, position + i));
}

/* Whoever follows the changes has what the list has. */
static void
test_list_model (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_get_folder (commands, 0);
  g_autoptr (GPtrArray) mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  g_signal_connect (folder, "items-changed", G_CALLBACK (append_item), mirror);
  for (guint i = 0; i < 20; i++)
    add_command (commands, 0, "x", "");
  for (guint i = 0; i < 500; i++)
    {
      guint n = sockeye_quick_command_folder_get_n_commands (folder);
      guint at = (guint) g_rand_int_range (random, 0, (gint32) n);
      SockeyeQuickCommand *command = sockeye_quick_command_folder_get_command (folder, at);

      switch (g_rand_int_range (random, 0, 3))
        {
        case 0:
          sockeye_quick_commands_move (commands, command, folder,
                                       (guint) g_rand_int_range (random, 0, (gint32) n + 2));
          break;
        case 1:
          sockeye_quick_commands_delete (commands, command);
          break;
        default:
          add_command (commands, 0, "y", "");
        }
      if (sockeye_quick_command_folder_get_n_commands (folder) < 2)
        sockeye_quick_commands_undo (commands, NULL);

      g_assert_cmpuint (mirror->len, ==, g_list_model_get_n_items (G_LIST_MODEL (folder)));
      for (guint j = 0; j < mirror->len; j++)
        g_assert_true (g_ptr_array_index (mirror, j) == sockeye_quick_command_folder_get_command (folder, j));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quick-commands/command", test_command);
  g_test_add_func ("/quick-commands/equal", test_equal);
  g_test_add_func ("/quick-commands/compile", test_compile);
  g_test_add_func ("/quick-commands/order", test_order);
  g_test_add_func ("/quick-commands/undo", test_undo);
  g_test_add_func ("/quick-commands/bounds", test_bounds);
  g_test_add_func ("/quick-commands/import", test_import);
  g_test_add_func ("/quick-commands/replace", test_replace);
  g_test_add_func ("/quick-commands/list-model", test_list_model);
  return g_test_run ();
}
