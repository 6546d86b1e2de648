/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faults-window.h"
#include "profile-fixture.h"
#include "profile-transfer.h"
#include "session-store.h"
#include "window-fixture.h"
#include "window-private.h"

#include <glib/gstdio.h>
#include <utime.h>

#define HEAD     "[Profile]\nversion=1\n"
#define COMMANDS "[Quick commands]\nversion=1\n[Folder 1]\nname=Modem\n[Command 1]\nname=reset\ntext=ATZ\n"

/* --- Files */

static char *
make_path (const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return g_build_filename (folder, name, NULL);
}

static GFile *
make_file (const char *name, const char *text)
{
  g_autofree char *path = make_path (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

static void
remove_file (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);

  g_assert_true (g_file_delete (file, NULL, NULL));
  g_assert_true (g_file_delete (folder, NULL, NULL));
}

static char *
read_file (GFile *file)
{
  char *text = NULL;

  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  return text;
}

/* --- The window */

static guint
count_tabs (WindowFixture *self)
{
  GtkNotebook *tabs = window_child (self->window, "first");

  return (guint) gtk_notebook_get_n_pages (tabs);
}

static void
look_at (WindowFixture *self, SockeyeSessionPage *page)
{
  self->page = page;
  self->session = sockeye_workspace_get_session (page->workspace);
  self->capture = sockeye_workspace_get_capture (page->workspace);
}

static gboolean
shows_other (WindowFixture *self)
{
  return sockeye_window_get_page (self->window) != self->page;
}

/* The page that is shown then is the fixture's. */
static void
open_file (WindowFixture *self, GFile *file)
{
  sockeye_window_open_file (self->window, file);
  window_wait_for (shows_other (self));
  look_at (self, sockeye_window_get_page (self->window));
}

static void
save_to (WindowFixture *self, GFile *file)
{
  sockeye_session_page_save_profile_to (self->page, file, TRUE);
  window_wait_for (self->page->profile_to == NULL);
  g_assert_nonnull (strstr (window_get_save_notice (self), "was saved"));
}

static GListModel *
get_rules (WindowFixture *self)
{
  return G_LIST_MODEL (sockeye_responder_get_rules (sockeye_workspace_get_responder (self->page->workspace)));
}

static SockeyeQuickCommands *
get_commands (WindowFixture *self)
{
  SockeyeQuickCommandsFile *file = sockeye_application_get_quick_commands (self->application);

  window_wait_for (!sockeye_quick_commands_file_is_busy (file));
  return sockeye_quick_commands_file_get_commands (file);
}

/* --- */

static SockeyeProfile *
parse (const char *text, const SockeyeProfileKeys *keys)
{
  g_autoptr (GError) error = NULL;
  SockeyeProfile *profile = sockeye_profile_from_text (text, strlen (text), keys, &error);

  g_assert_no_error (error);
  return profile;
}

/* Every setting of a session goes through the page's widgets and back into a file. One that is new, and is not loaded or
 * not saved by the page, fails here. */
static void
test_every_setting (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeProfileKeys) keys = sockeye_session_store_list_keys (self->settings);
  g_autoptr (SockeyeProfile) profile = sockeye_profile_new ();
  g_autoptr (SockeyeProfile) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *saved = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = make_path ("saved.sockeye");
  g_autoptr (GFile) to = g_file_new_for_path (path);

  g_assert_cmpuint (g_strv_length (keys->names), >, 90);
  profile->settings = profile_make_settings (keys);
  text = sockeye_profile_to_text (profile, keys);
  file = make_file ("every.sockeye", text);
  open_file (self, file);
  g_assert_cmpint (window_get_state (self), ==, SOCKEYE_SESSION_CLOSED);
  save_to (self, to);
  saved = read_file (to);
  again = parse (saved, keys);
  profile_assert_settings (keys, profile->settings, again->settings);
  remove_file (file);
  remove_file (to);
}

static void
test_open (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile)
      file = make_file ("实验.sockeye", HEAD "[Session]\nprotocol=tcp-client\n"
                                             "tcp-client-remote-host=::1\ntcp-client-remote-port=4711\n"
                                             "send-text=你好\nencoding=gbk\n");
  g_autofree char *text = NULL;
  SockeyeSettings settings;

  /* Nobody has touched the window's only tab: it gives its place. */
  open_file (self, file);
  g_assert_cmpuint (count_tabs (self), ==, 1);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "实验.sockeye – Sockeye");
  g_assert_cmpint (window_get_state (self), ==, SOCKEYE_SESSION_CLOSED);
  g_assert_nonnull (strstr (window_get_save_notice (self), "No socket is open yet."));
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_cmpint (settings.protocol, ==, SOCKEYE_PROTOCOL_TCP_CLIENT);
  g_assert_cmpstr (settings.remote_host, ==, "::1");
  g_assert_cmpuint (settings.remote_port, ==, 4711);
  text = window_get_typed (self);
  g_assert_cmpstr (text, ==, "你好");
  g_assert_cmpstr (sockeye_workspace_get_charset (self->page->workspace)->id, ==, "gbk");

  /* This one is somebody's. */
  open_file (self, file);
  g_assert_cmpuint (count_tabs (self), ==, 2);
  remove_file (file);
}

static void
test_typed (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = make_file ("a.sockeye", HEAD);

  window_type (self, "not kept anywhere yet");
  open_file (self, file);
  g_assert_cmpuint (count_tabs (self), ==, 2);
  remove_file (file);
}

/* Nothing changes, and the user is told where to look. */
static void
test_wrong (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const wrong[][2] = {
    { HEAD "[Session]\nudp-local-port=65536\n", "Line 4: “udp-local-port” cannot be “65536”." },
    { "[Profile]\nversion=3\n", "Line 2: The file was written by a newer Sockeye" },
    { "[Profile]\nversion=2\n[Session]\nudp-local-port=80", "Line 4: The file is incomplete" },
    { HEAD "[Session]\nudp-local-port=80", "Line 4: The file is incomplete" },
    { "\xff\xd8\xff\xe0", "Line 1: This is no profile of Sockeye" },
  };
  g_autofree char *before = NULL;
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nonexistent/x.sockeye");
  guint n_folders = sockeye_quick_commands_get_n_folders (get_commands (self));

  window_type (self, "as it was");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GFile) file = make_file ("wrong.sockeye", wrong[i][0]);

      sockeye_notice_bar_dismiss (self->page->save_notice);
      sockeye_window_open_file (self->window, file);
      window_wait_for (window_get_save_notice (self) != NULL);
      g_assert_nonnull (strstr (window_get_save_notice (self), wrong[i][1]));
      g_assert_nonnull (strstr (window_get_save_notice (self), "nothing was changed"));
      remove_file (file);
    }
  sockeye_notice_bar_dismiss (self->page->save_notice);
  sockeye_window_open_file (self->window, nowhere);
  window_wait_for (window_get_save_notice (self) != NULL);
  g_assert_cmpstr (
      window_get_save_notice (self), ==,
      "“/nonexistent/x.sockeye” could not be read, and nothing was changed: No such file or directory. It "
      "may have been moved or removed: choose it where it is now.");

  g_assert_false (shows_other (self));
  g_assert_cmpuint (count_tabs (self), ==, 1);
  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (get_commands (self)), ==, n_folders);
  before = window_get_typed (self);
  g_assert_cmpstr (before, ==, "as it was");
}

/* Of those that are opened together, each that is refused is told in the tab that is shown at the end. */
static void
test_several_wrong (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) good = make_file ("good.sockeye", HEAD COMMANDS);
  g_autoptr (GFile) newer = make_file ("newer.sockeye", "[Profile]\nversion=3\n");
  g_autoptr (GFile) value = make_file ("value.sockeye", HEAD "[Session]\nudp-local-port=65536\n");
  GFile *files[] = { good, newer, value, newer, value, newer, value };
  g_auto (GStrv) lines = NULL;

  sockeye_window_open_files (self->window, files, G_N_ELEMENTS (files));
  window_wait_for (shows_other (self));
  look_at (self, sockeye_window_get_page (self->window));
  window_wait_for (sockeye_notice_bar_get_message (self->page->notice) != NULL);
  lines = g_strsplit (sockeye_notice_bar_get_message (self->page->notice), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_nonnull (strstr (lines[0], "newer.sockeye” was not opened, and nothing was changed. Line 2: "));
  g_assert_nonnull (strstr (lines[1], "value.sockeye” was not opened, and nothing was changed. Line 4: "));
  g_assert_nonnull (strstr (lines[5], "either: value.sockeye."));
  /* What can be undone is still told. */
  g_assert_nonnull (strstr (window_get_save_notice (self), "in the folder “Modem”"));
  window_do (self, "undo-profile-commands");
  remove_file (good);
  remove_file (newer);
  remove_file (value);
}

/* What cannot be kept in full is not kept in part. */
static void
test_not_saved (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = make_path ("a.sockeye");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *many = g_strnfill ((64 << 10) + 1, 'x');
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nonexistent/x.sockeye");

  window_type (self, many);
  sockeye_session_page_save_profile_to (self->page, file, TRUE);
  g_assert_nonnull (strstr (window_get_save_notice (self), "64 KiB"));
  window_type (self, "");
  window_set_host (self, "local_port", "99999");
  sockeye_session_page_save_profile_to (self->page, file, TRUE);
  g_assert_nonnull (strstr (window_get_save_notice (self), "Correct what is marked"));
  g_assert_false (g_file_query_exists (file, NULL));
  window_set_port (self, "local_port", 0);

  sockeye_session_page_save_profile_to (self->page, nowhere, TRUE);
  window_wait_for (self->page->profile_to == NULL);
  g_assert_nonnull (strstr (window_get_save_notice (self), "could not be saved to “/nonexistent/x.sockeye”"));
  g_assert_null (self->page->profile);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Somebody edits the file of a profile that is open. */
static void
test_changed (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  struct utimbuf long_ago = { 1000, 1000 };
  static const char edited[] = HEAD "[Session]\nprotocol=udp-relay\n";
  g_autoptr (GFile) file = make_file ("edited.sockeye", HEAD);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *text = NULL;

  open_file (self, file);
  window_type (self, "mine");
  window_do (self, "save-profile");
  window_wait_for (self->page->profile_to == NULL);
  g_assert_nonnull (strstr (window_get_save_notice (self), "was saved"));

  g_assert_true (g_file_set_contents (path, edited, -1, NULL));
  /* Quicker than the clock of a file. */
  g_assert_cmpint (g_utime (path, &long_ago), ==, 0);
  window_do (self, "save-profile");
  window_wait_for (self->page->profile_to == NULL);
  g_assert_nonnull (strstr (window_get_save_notice (self), "another program has changed"));
  text = read_file (file);
  g_assert_cmpstr (text, ==, edited);

  /* As the file chooser does when the user has agreed. */
  save_to (self, file);
  g_free (text);
  text = read_file (file);
  g_assert_nonnull (strstr (text, "send-text=mine"));
  remove_file (file);
}

#define RULES                                                                                                \
  "[Auto-reply]\nstop-loops=false\n[Rule 1]\nname=first\nenabled=true\nwhen=message\nreply=pong\n"           \
  "[Rule 2]\nname=second\nwhen=contains\npattern=x\nreply-with=nothing\n"

/* The profile's rules are the tab's; the user's are neither shown nor written. */
static void
test_rules (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = make_file ("rules.sockeye", HEAD RULES);
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "sockeye", "replies.ini", NULL);
  g_autoptr (GVariant) kept = NULL;
  g_autofree char *text = NULL;
  SockeyeResponder *responder;
  WindowFixture restored = *self;

  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  open_file (self, file);
  responder = sockeye_workspace_get_responder (self->page->workspace);
  g_assert_cmpuint (g_list_model_get_n_items (get_rules (self)), ==, 2);
  g_assert_false (sockeye_responder_is_active (responder));
  g_assert_false (sockeye_responder_stops_loops (responder));
  g_assert_nonnull (strstr (window_get_save_notice (self), "2 rules"));

  sockeye_reply_rules_remove (SOCKEYE_REPLY_RULES (get_rules (self)), 1);
  g_assert_true (sockeye_reply_store_is_saved (sockeye_responder_get_store (responder)));
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  save_to (self, file);
  text = read_file (file);
  g_assert_nonnull (strstr (text, "[Rule 1]"));
  g_assert_null (strstr (text, "[Rule 2]"));

  /* So are they when the program starts again. */
  kept = g_variant_ref_sink (sockeye_window_dump (self->window));
  restored.window = SOCKEYE_WINDOW (
      sockeye_window_new (GTK_APPLICATION (self->application), self->settings, kept));
  restored.page = sockeye_window_get_page (restored.window);
  gtk_window_present (GTK_WINDOW (restored.window));
  window_wait_for (g_list_model_get_n_items (get_rules (&restored)) == 1);
  g_assert_cmpstr (sockeye_session_page_get_name (restored.page), ==, "rules.sockeye");
  window_fixture_close (&restored);

  remove_file (file);
  restored.window = SOCKEYE_WINDOW (
      sockeye_window_new (GTK_APPLICATION (self->application), self->settings, kept));
  restored.page = sockeye_window_get_page (restored.window);
  gtk_window_present (GTK_WINDOW (restored.window));
  window_wait_for (window_get_save_notice (&restored) != NULL);
  g_assert_nonnull (strstr (window_get_save_notice (&restored), "has no rules"));
  window_fixture_close (&restored);
}

/* The user's commands stay as they were, and undoing takes away what came. */
static void
test_commands (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = make_file ("commands.sockeye", HEAD COMMANDS);
  SockeyeQuickCommands *commands = get_commands (self);
  guint before = sockeye_quick_commands_get_n_folders (commands);
  SockeyeQuickCommandFolder *folder;
  g_autofree char *text = NULL;

  open_file (self, file);
  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (commands), ==, before + 1);
  folder = sockeye_quick_commands_choice_get_folder (self->page->choice);
  g_assert_cmpstr (sockeye_quick_command_folder_get_name (folder), ==, "Modem");
  g_assert_nonnull (strstr (window_get_save_notice (self), "in the folder “Modem”"));
  save_to (self, file);
  text = read_file (file);
  g_assert_nonnull (strstr (text, "text=ATZ"));

  open_file (self, file);
  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (commands), ==, before + 1);
  window_do (self, "undo-profile-commands");
  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (commands), ==, before + 1);

  g_assert_true (sockeye_quick_commands_delete_folder (commands, folder));
  open_file (self, file);
  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (commands), ==, before + 1);
  window_do (self, "undo-profile-commands");
  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (commands), ==, before);
  remove_file (file);
}

static GtkDropTarget *
find_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  return NULL;
}

/* (nullable): what stands in the menu for a file */
static char *
find_recent (WindowFixture *self, const char *uri)
{
  GMenuModel *recent = G_MENU_MODEL (self->window->recent_section);

  g_assert_cmpint (g_menu_model_get_n_items (recent), <=, 10);
  for (int i = 0; i < g_menu_model_get_n_items (recent); i++)
    {
      g_autofree char *target = NULL;
      char *label = NULL;

      g_menu_model_get_item_attribute (recent, i, "target", "s", &target);
      g_menu_model_get_item_attribute (recent, i, "label", "s", &label);
      if (g_strcmp0 (target, uri) == 0)
        return label;
      g_free (label);
    }
  return NULL;
}

static gboolean
is_recent (WindowFixture *self, const char *uri)
{
  g_autofree char *label = find_recent (self, uri);

  return label != NULL;
}

static void
test_drop (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) one = make_file ("one.sockeye", HEAD);
  g_autoptr (GFile) other = make_file ("other_1.sockeye", HEAD);
  GFile *files[] = { one, other };
  GdkFileList *list = gdk_file_list_new_from_array (files, 2);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *uri = g_file_get_uri (other);
  g_autofree char *label = NULL;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, list);
  g_signal_emit_by_name (find_drop_target (GTK_WIDGET (self->window)), "drop", &value, 10.0, 10.0, &taken);
  g_assert_true (taken);
  window_wait_for (count_tabs (self) == 2 && shows_other (self));
  look_at (self, sockeye_window_get_page (self->window));

  /* They can be opened again from the menu. */
  window_wait_for (is_recent (self, uri));
  label = find_recent (self, uri);
  g_assert_cmpstr (label, ==, "other__1.sockeye");
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "open-recent", g_variant_new_string (uri));
  window_wait_for (count_tabs (self) == 3);
  look_at (self, sockeye_window_get_page (self->window));
  remove_file (one);

  /* What is gone is not offered again. */
  remove_file (other);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "open-recent", g_variant_new_string (uri));
  window_wait_for (window_get_save_notice (self) != NULL
                   && strstr (window_get_save_notice (self), "could not be read") != NULL);
  window_wait_for (!is_recent (self, uri));
}

/* What the window of the faults can be set to, a profile can have. */
static void
test_faults (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeProfileKeys) keys = sockeye_session_store_list_keys (self->settings);
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new_parsed ("@a{sd} {}"));
  GtkWindow *faults = sockeye_faults_window_new (GTK_WINDOW (self->window), SOCKEYE_PROTOCOL_UDP, none);
  g_autoptr (GVariant)
      all = g_variant_ref_sink (sockeye_faults_window_get_faults (SOCKEYE_FAULTS_WINDOW (faults)));
  g_autofree char *words = g_variant_print (all, FALSE);
  g_autofree char *text = g_strconcat (HEAD "[Session]\nfaults=", words, "\n", NULL);

  sockeye_profile_free (parse (text, keys));
  gtk_window_destroy (faults);
}

/* Also before it is known how a page was when it was new. */
static void
test_pristine (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (sockeye_session_page_is_pristine (self->page));
  g_settings_set_boolean (self->page->settings, "show-peer", FALSE);
  g_assert_false (sockeye_session_page_is_pristine (self->page));
  g_settings_set_boolean (self->page->settings, "show-peer", TRUE);
  g_assert_true (sockeye_session_page_is_pristine (self->page));
  window_fixture_close (self);

  window_fixture_open (self);
  g_settings_set_boolean (self->page->settings, "show-peer", FALSE);
  g_assert_false (sockeye_session_page_is_pristine (self->page));
  window_fixture_close (self);

  window_fixture_open (self);
  window_wait_for (self->page->pristine != NULL);
  g_assert_true (sockeye_session_page_is_pristine (self->page));
  g_settings_set_int (self->page->settings, "send-height", 300);
  g_assert_true (sockeye_session_page_is_pristine (self->page));
  window_type (self, "typed");
  g_assert_false (sockeye_session_page_is_pristine (self->page));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/profile/every-setting", test_every_setting);
  WINDOW_TEST ("/window/profile/open", test_open);
  WINDOW_TEST ("/window/profile/typed", test_typed);
  WINDOW_TEST ("/window/profile/wrong", test_wrong);
  WINDOW_TEST ("/window/profile/several-wrong", test_several_wrong);
  WINDOW_TEST ("/window/profile/not-saved", test_not_saved);
  WINDOW_TEST ("/window/profile/changed", test_changed);
  WINDOW_TEST ("/window/profile/rules", test_rules);
  WINDOW_TEST ("/window/profile/commands", test_commands);
  WINDOW_TEST ("/window/profile/drop", test_drop);
  WINDOW_TEST ("/window/profile/faults", test_faults);
  WINDOW_TEST ("/window/profile/pristine", test_pristine);
  return g_test_run ();
}
