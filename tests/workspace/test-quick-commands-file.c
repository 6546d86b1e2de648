/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "quick-commands-file.h"
#include "quick-commands-fixture.h"
#include "quick-commands-text.h"
#include "quick-commands-transfer.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT_US (60 * G_USEC_PER_SEC)

static gboolean
wake_up (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

#define wait_for(condition)                                                                                  \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;                                                  \
    guint source = g_timeout_add (5, wake_up, NULL);                                                         \
    while (!(condition) && g_get_monotonic_time () < deadline)                                               \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (source);                                                                                \
    g_assert_true (condition);                                                                               \
  }                                                                                                          \
  G_STMT_END

/* A folder with the file, and the program that keeps it. */
typedef struct
{
  char *folder;
  char *path;
  SockeyeQuickCommands *commands;
  SockeyeQuickCommandsFile *file;
} Fixture;

static void
open_file (Fixture *self)
{
  self->commands = sockeye_quick_commands_new ();
  self->file = sockeye_quick_commands_file_new (self->commands, self->path);
}

static void
load_file (Fixture *self)
{
  open_file (self);
  wait_for (!sockeye_quick_commands_file_is_busy (self->file));
}

/* What changed is written first. */
static void
close_file (Fixture *self)
{
  wait_for (!sockeye_quick_commands_file_is_busy (self->file));
  g_assert_finalize_object (g_steal_pointer (&self->file));
  g_assert_finalize_object (g_steal_pointer (&self->commands));
}

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->folder = g_dir_make_tmp ("sockeye-commands-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "data", "quick-commands.ini", NULL);
}

static void
remove_all (const char *path)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *name;

  g_chmod (path, 0700);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_clear_pointer (&folder, g_dir_close);
  g_remove (path);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  if (self->file != NULL)
    close_file (self);
  remove_all (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static void
write_text (Fixture *self, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (self->path, text, -1, NULL));
}

static char *
read_text (const char *path)
{
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

/* The files beside the one of the commands whose names go on with this. */
static GPtrArray *
list_aside (Fixture *self, const char *kind)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *prefix = g_strconcat ("quick-commands.ini.", kind, NULL);
  GDir *dir = g_dir_open (folder, 0, NULL);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      g_ptr_array_add (found, g_build_filename (folder, name, NULL));
  g_clear_pointer (&dir, g_dir_close);
  return found;
}

static void
assert_kept (Fixture *self, const char *kind, const char *text)
{
  g_autoptr (GPtrArray) aside = list_aside (self, kind);
  g_autofree char *kept = NULL;

  g_assert_cmpuint (aside->len, ==, 1);
  kept = read_text (g_ptr_array_index (aside, 0));
  g_assert_cmpstr (kept, ==, text);
  g_assert_nonnull (
      strstr (sockeye_quick_commands_file_get_problem (self->file), g_ptr_array_index (aside, 0)));
}

static void
test_kept (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  load_file (self);
  /* Nothing is written before there is something. */
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  add_command (self->commands, 0, "one", "text\n");
  sockeye_quick_commands_add_folder (self->commands, "Second", NULL);
  close_file (self);

  load_file (self);
  assert_commands (self->commands, "General: one | Second:");
  g_assert_null (sockeye_quick_commands_file_get_problem (self->file));
}

/* Faster than the disk: changes come while one is being written. */
static void
test_many_changes (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeQuickCommand *command;

  load_file (self);
  command = add_command (self->commands, 0, "one", "");
  for (guint i = 0; i <= 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      sockeye_quick_command_set_text (command, text, NULL);
      g_main_context_iteration (NULL, FALSE);
    }
  close_file (self);

  load_file (self);
  command = sockeye_quick_command_folder_get_command (sockeye_quick_commands_get_folder (self->commands, 0),
                                                      0);
  g_assert_cmpstr (sockeye_quick_command_get_text (command), ==, "1000");
}

/* Whoever is quicker than the disk at the start loses nothing, and nor does the file. */
static void
test_before_loaded (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  load_file (self);
  add_command (self->commands, 0, "one", "");
  close_file (self);

  open_file (self);
  add_command (self->commands, 0, "early", "");
  close_file (self);
  load_file (self);
  assert_commands (self->commands, "General: early | General 2: one");
}

static void
test_broken (Fixture *self, gconstpointer data)
{
  const char *text = data;

  write_text (self, text);
  load_file (self);
  assert_kept (self, "broken-", text);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  assert_commands (self->commands, "General:");

  add_command (self->commands, 0, "new", "");
  wait_for (!sockeye_quick_commands_file_is_busy (self->file));
  close_file (self);
  load_file (self);
  assert_commands (self->commands, "General: new");
  {
    g_autoptr (GPtrArray) aside = list_aside (self, "broken-");

    g_assert_cmpuint (aside->len, ==, 1);
  }
}

/* A folder stands where the file should be: it is no file that could be read, and is not in the way afterwards. */
static void
test_no_file (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_mkdir_with_parents (self->path, 0700);
  load_file (self);
  g_assert_nonnull (strstr (sockeye_quick_commands_file_get_problem (self->file), "no ordinary file"));
  add_command (self->commands, 0, "new", "");
  wait_for (!sockeye_quick_commands_file_is_busy (self->file));
  g_assert_true (g_file_test (self->path, G_FILE_TEST_IS_REGULAR));
}

/* It cannot be written: the user is told, nothing is lost, and it is tried again. */
static void
test_unwritable (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  /* A file stands where the folder should be, which holds for root as well. */
  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  load_file (self);
  add_command (self->commands, 0, "one", "");
  wait_for (sockeye_quick_commands_file_get_problem (self->file) != NULL);
  g_assert_nonnull (strstr (sockeye_quick_commands_file_get_problem (self->file), self->path));
  g_remove (folder);
  wait_for (sockeye_quick_commands_file_get_problem (self->file) == NULL);
  close_file (self);
  load_file (self);
  assert_commands (self->commands, "General: one");
}

static char *
make_text (const char *name)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();

  add_command (commands, 0, name, "");
  return sockeye_quick_commands_to_text (commands, NULL);
}

static gboolean
has_only (Fixture *self, const char *name)
{
  g_autofree char *described = describe_commands (self->commands);
  g_autofree char *wanted = g_strconcat ("General: ", name, NULL);

  return g_str_equal (described, wanted);
}

/* Another program changes the file. */
static void
test_changed_elsewhere (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = make_text ("two");

  load_file (self);
  add_command (self->commands, 0, "one", "");
  wait_for (!sockeye_quick_commands_file_is_busy (self->file));
  write_text (self, text);
  wait_for (has_only (self, "two"));
  g_assert_null (sockeye_quick_commands_file_get_problem (self->file));

  /* That was no change of ours: it is not written again. */
  wait_for (!sockeye_quick_commands_file_is_busy (self->file));
  {
    g_autofree char *now = read_text (self->path);

    g_assert_cmpstr (now, ==, text);
  }

  /* One that cannot be read changes nothing here, and stays beside the file that is written next. */
  write_text (self, "half a fi");
  wait_for (sockeye_quick_commands_file_get_problem (self->file) != NULL);
  g_assert_true (has_only (self, "two"));
  add_command (self->commands, 0, "three", "");
  wait_for (!sockeye_quick_commands_file_is_busy (self->file));
  assert_kept (self, "other-", "half a fi");
}

/* Both at the same time: what the other one wrote is not overwritten without a word. */
static void
test_conflict (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = make_text ("two");

  load_file (self);
  add_command (self->commands, 0, "one", "");
  wait_for (!sockeye_quick_commands_file_is_busy (self->file));
  write_text (self, text);
  add_command (self->commands, 0, "three", "");
  wait_for (!sockeye_quick_commands_file_is_busy (self->file));
  assert_kept (self, "other-", text);
  close_file (self);
  load_file (self);
  assert_commands (self->commands, "General: one three");
}

static void
test_link (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *target = g_build_filename (self->folder, "elsewhere.ini", NULL);
  g_autofree char *text = make_text ("one");

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (target, text, -1, NULL));
  g_assert_cmpint (symlink (target, self->path), ==, 0);
  load_file (self);
  assert_commands (self->commands, "General: one");
  add_command (self->commands, 0, "two", "");
  close_file (self);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_IS_SYMLINK));
  load_file (self);
  assert_commands (self->commands, "General: one two");
}

/* --- A crash while it is being written */

#define WRITER "--write"

/* The program that is killed: makes one change after the other, and tells of each that is written. */
static void G_GNUC_NORETURN
write_for_ever (const char *path)
{
  SockeyeQuickCommands *commands = sockeye_quick_commands_new ();
  SockeyeQuickCommandsFile *file = sockeye_quick_commands_file_new (commands, path);
  SockeyeQuickCommand *command = add_command (commands, 0, "one", "");

  for (guint i = 1;; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u %0*d end", i, 50000, 0);

      sockeye_quick_command_set_text (command, text, NULL);
      while (sockeye_quick_commands_file_is_busy (file))
        g_main_context_iteration (NULL, TRUE);
      g_print ("%u\n", i);
    }
}

static guint64
read_number (Fixture *self)
{
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_get_folder (
      self->commands, sockeye_quick_commands_get_n_folders (self->commands) - 1);
  SockeyeQuickCommand *command = sockeye_quick_command_folder_get_command (folder, 0);
  const char *text = sockeye_quick_command_get_text (command);

  g_assert_true (g_str_has_suffix (text, " end"));
  return g_ascii_strtoull (text, NULL, 10);
}

static void
test_killed (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new ();
  const char *program = data;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GSubprocess)
          writer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, WRITER, self->path, NULL);
      g_autoptr (GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (writer));
      guint64 told = 0;
      char *line;

      for (guint j = 0; j < 3; j++)
        {
          line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
          g_assert_nonnull (line);
          told = g_ascii_strtoull (line, NULL, 10);
          g_free (line);
        }
      g_usleep ((gulong) g_rand_int_range (random, 0, 20000));
      g_subprocess_force_exit (writer);
      g_subprocess_wait (writer, NULL, NULL);
      while ((line = g_data_input_stream_read_line (out, NULL, NULL, NULL)) != NULL)
        {
          told = MAX (told, g_ascii_strtoull (line, NULL, 10));
          g_free (line);
        }

      load_file (self);
      g_assert_null (sockeye_quick_commands_file_get_problem (self->file));
      g_assert_cmpuint (read_number (self), >=, told);
      close_file (self);
      g_remove (self->path);
    }
}

/* --- Import and export */

static void
take_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_transfer (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (self->folder, "exported.ini", NULL);
  g_autofree char *nowhere = g_build_filename (self->folder, "no", "such", "folder", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) no_file = g_file_new_for_path (nowhere);
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (SockeyeQuickCommands) loaded = NULL;
  g_autoptr (GAsyncResult) exported = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  g_autoptr (GAsyncResult) imported = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) error = NULL;

  add_command (commands, 0, "one", "");
  sockeye_quick_commands_export_async (commands, NULL, file, take_result, &exported);
  wait_for (exported != NULL);
  g_assert_true (sockeye_quick_commands_export_finish (exported, &error));
  g_assert_no_error (error);
  sockeye_quick_commands_load_async (file, NULL, take_result, &imported);
  wait_for (imported != NULL);
  loaded = sockeye_quick_commands_load_finish (imported, &error);
  g_assert_no_error (error);
  assert_commands (loaded, "General: one");

  sockeye_quick_commands_export_async (commands, NULL, no_file, take_result, &failed);
  wait_for (failed != NULL);
  g_assert_false (sockeye_quick_commands_export_finish (failed, &error));
  g_assert_nonnull (strstr (error->message, nowhere));
  g_clear_error (&error);
  sockeye_quick_commands_load_async (no_file, NULL, take_result, &refused);
  wait_for (refused != NULL);
  g_assert_null (sockeye_quick_commands_load_finish (refused, &error));
  g_assert_nonnull (strstr (error->message, nowhere));
}

/* A file with a head and nothing else is none from which a folder comes. */
static void
test_import_nothing (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "nothing.ini", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, data, -1, NULL));
  sockeye_quick_commands_load_async (file, NULL, take_result, &refused);
  wait_for (refused != NULL);
  g_assert_null (sockeye_quick_commands_load_finish (refused, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (g_str_has_suffix (error->message, "There are no quick commands in it."));
}

#define TEST(name, data, test) g_test_add (name, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], WRITER))
    write_for_ever (argv[2]);

  g_test_init (&argc, &argv, NULL);
  TEST ("/quick-commands-file/kept", NULL, test_kept);
  TEST ("/quick-commands-file/many-changes", NULL, test_many_changes);
  TEST ("/quick-commands-file/before-loaded", NULL, test_before_loaded);
  TEST ("/quick-commands-file/broken", "[Quick commands]\nversion=1\nnonsense\n", test_broken);
  TEST ("/quick-commands-file/newer", "[Quick commands]\nversion=3\n[Folder 1]\nname=x\n", test_broken);
  TEST ("/quick-commands-file/empty", "", test_broken);
  TEST ("/quick-commands-file/no-file", NULL, test_no_file);
  TEST ("/quick-commands-file/unwritable", NULL, test_unwritable);
  TEST ("/quick-commands-file/changed-elsewhere", NULL, test_changed_elsewhere);
  TEST ("/quick-commands-file/conflict", NULL, test_conflict);
  TEST ("/quick-commands-file/link", NULL, test_link);
  TEST ("/quick-commands-file/killed", argv[0], test_killed);
  TEST ("/quick-commands-file/transfer", NULL, test_transfer);
  TEST ("/quick-commands-file/import-nothing", "[Quick commands]\nversion=1\n", test_import_nothing);
  return g_test_run ();
}
