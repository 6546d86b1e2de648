/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-fixture.h"

#include <glib/gstdio.h>

static void
open_popover (HistoryFixture *self)
{
  GtkMenuButton *button = window_child (window_child (self->window.page->send_box, "history"), "button");

  self->popover = SOCKEYE_HISTORY_POPOVER (window_open_popover (button));
}

static gboolean
is_closed (HistoryFixture *self)
{
  return !gtk_widget_get_visible (GTK_WIDGET (self->popover));
}

/* While it is closed the list has nothing, and all of the history stands for it. */
static GListModel *
get_shown (HistoryFixture *self)
{
  GtkSelectionModel *model = self->popover != NULL
                                 ? gtk_list_view_get_model (window_child (self->popover, "list"))
                                 : NULL;

  return model != NULL ? G_LIST_MODEL (model) : G_LIST_MODEL (self->history);
}

static void
assert_shown (HistoryFixture *self, const char *wanted)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (get_shown (self)); i++)
    {
      g_autoptr (SockeyeHistoryItem) item = g_list_model_get_item (get_shown (self), i);

      g_string_append_printf (texts, i > 0 ? " %s" : "%s", sockeye_history_item_get_text (item));
    }
  g_assert_cmpstr (texts->str, ==, wanted);
}

static void
send_selected (HistoryFixture *self)
{
  g_assert_true (history_press (window_child (self->popover, "search"), GDK_KEY_Return, GDK_CONTROL_MASK));
}

static const char *
get_page (HistoryFixture *self)
{
  return gtk_stack_get_visible_child_name (window_child (self->popover, "stack"));
}

static void
search (HistoryFixture *self, const char *text)
{
  gtk_editable_set_text (window_child (self->popover, "search"), text);
}

/* --- The popover */

static void
test_empty (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  open_popover (self);
  g_assert_cmpstr (get_page (self), ==, "empty");
  g_assert_false (gtk_widget_get_sensitive (window_child (self->popover, "clear")));
  g_signal_emit_by_name (window_child (self->popover, "search"), "activate");
  send_selected (self);
  history_press (window_child (self->popover, "search"), GDK_KEY_Down, 0);
  history_press (window_child (self->popover, "search"), GDK_KEY_Delete, 0);
  g_assert_false (is_closed (self));
}

static void
test_search (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  history_send_text (self, "Ping");
  history_send_text (self, "pong");
  history_send_text (self, "你好");
  open_popover (self);
  assert_shown (self, "你好 pong Ping");
  g_assert_cmpstr (get_page (self), ==, "list");
  search (self, "P");
  assert_shown (self, "pong Ping");
  search (self, "PING");
  assert_shown (self, "Ping");
  search (self, "好");
  assert_shown (self, "你好");
  search (self, "好x");
  assert_shown (self, "");
  g_assert_cmpstr (get_page (self), ==, "none");

  g_signal_emit_by_name (window_child (self->popover, "search"), "stop-search");
  assert_shown (self, "你好 pong Ping");
  g_assert_false (is_closed (self));
  g_signal_emit_by_name (window_child (self->popover, "search"), "stop-search");
  g_assert_true (is_closed (self));

  /* It does not stay. */
  search (self, "x");
  open_popover (self);
  assert_shown (self, "你好 pong Ping");
}

static void
test_put_back (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *entry;
  gpointer editor = window_child (self->window.page->send_box, "text");

  history_send_text (self, "one");
  history_send_text (self, "two");
  window_type (history_get_window (self), "draft");
  open_popover (self);
  entry = window_child (self->popover, "search");
  g_assert_true (history_press (entry, GDK_KEY_Down, 0));
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (is_closed (self));
  assert_typed (self, "one");
  window_wait_for (gtk_window_get_focus (GTK_WINDOW (self->window.window))
                   == GTK_WIDGET (window_child (editor, "view")));
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "two");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "draft");

  open_popover (self);
  g_signal_emit_by_name (window_child (self->popover, "list"), "activate", 0u);
  g_assert_true (is_closed (self));
  assert_typed (self, "two");
}

/* In place of a file, there is a text again. */
static void
test_put_back_over_a_file (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/null");

  history_send_text (self, "one");
  sockeye_send_box_set_file (self->window.page->send_box, file);
  open_popover (self);
  g_signal_emit_by_name (window_child (self->popover, "list"), "activate", 0u);
  g_assert_false (sockeye_send_box_has_file (self->window.page->send_box));
  assert_typed (self, "one");
}

/* As it was: in its encoding, with its checksum, whatever is chosen now, and without a change in the box. */
static void
test_send_again (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeWorkspace *workspace = self->window.page->workspace;
  gpointer checksum = history_get_checksum (self);

  sockeye_workspace_set_charset (workspace, sockeye_charset_find ("gbk"));
  g_object_set (checksum, "selected", (guint) SOCKEYE_CHECKSUM_XOR_8, NULL);
  window_type (history_get_window (self), "好");
  window_do (history_get_window (self), "send");
  history_assert_received (self, "\xba\xc3\x79", 3);
  sockeye_workspace_set_charset (workspace, sockeye_charset_find ("utf-8"));
  g_object_set (checksum, "selected", 0u, NULL);
  history_send_text (self, "other");
  window_type (history_get_window (self), "draft");

  open_popover (self);
  history_press (window_child (self->popover, "search"), GDK_KEY_Down, 0);
  g_assert_true (history_press (window_child (self->popover, "search"), GDK_KEY_Return, GDK_CONTROL_MASK));
  history_assert_received (self, "\xba\xc3\x79", 3);
  assert_typed (self, "draft");
  g_assert_true (is_closed (self));
  assert_shown (self, "好 other");
}

static void
assert_newest (HistoryFixture *self, const char *text, const char *charset, guint times)
{
  g_autoptr (SockeyeHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->history), 0);

  g_assert_cmpstr (sockeye_history_item_get_text (item), ==, text);
  g_assert_cmpstr (sockeye_history_item_get_charset (item)->id, ==, charset);
  g_assert_cmpuint (sockeye_history_item_get_times (item), ==, times);
}

/* What is sent by a quick command was sent as well, in its own encoding; a sequence counts once. */
static void
test_quick_command (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *page = self->window.page;
  GActionGroup *actions = sockeye_session_page_get_actions (page);
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_choice_get_folder (page->choice);
  guint n = sockeye_quick_command_folder_get_n_commands (folder);
  g_autoptr (SockeyeQuickCommand) command = sockeye_quick_command_new ();

  g_assert_true (sockeye_quick_command_set_text (command, "好", NULL));
  sockeye_quick_command_set_charset (command, sockeye_charset_find ("gbk"));
  window_do (&self->window, "quick-commands");
  sockeye_quick_commands_panel_add (page->commands_panel, command);
  g_action_group_activate_action (actions, "send-command", g_variant_new_uint32 (n));
  assert_receives (self, "\xba\xc3");
  assert_newest (self, "好", "gbk", 1);

  history_send_text (self, "other");
  sockeye_quick_command_set_ticked (sockeye_quick_command_folder_get_command (folder, n), TRUE);
  g_action_group_activate_action (actions, "send-sequence", NULL);
  assert_receives (self, "\xba\xc3");
  assert_newest (self, "好", "gbk", 2);

  g_action_group_activate_action (actions, "send-again", g_variant_new_uint32 (0));
  assert_receives (self, "\xba\xc3");
  assert_newest (self, "好", "gbk", 3);
}

static void
test_send_again_closed (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  history_send_text (self, "one");
  window_close_session (history_get_window (self));
  open_popover (self);
  send_selected (self);
  g_assert_true (is_closed (self));
  g_assert_nonnull (strstr (window_get_send_notice (history_get_window (self)), "Bind first"));
}

/* A long text is said to have been there; it can neither be put back nor sent. */
static void
test_too_long (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  const SockeyeSendPlan plan = { 0 };

  sockeye_history_add (self->history, text, &plan, sockeye_charset_find ("utf-8"));
  window_type (history_get_window (self), "draft");
  open_popover (self);
  g_signal_emit_by_name (window_child (self->popover, "search"), "activate");
  send_selected (self);
  g_assert_false (is_closed (self));
  assert_typed (self, "draft");
}

static void
test_remove (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *entry;
  GtkWidget *undo;
  GtkLabel *count;

  history_send_text (self, "one");
  history_send_text (self, "two");
  history_send_text (self, "three");
  open_popover (self);
  entry = window_child (self->popover, "search");
  undo = window_child (self->popover, "undo");
  count = window_child (self->popover, "count");
  g_assert_cmpstr (gtk_label_get_label (count), ==, "3 texts");
  history_press (entry, GDK_KEY_Down, 0);
  g_assert_true (history_press (entry, GDK_KEY_Delete, 0));
  assert_shown (self, "three one");
  g_assert_true (history_press (window_child (self->popover, "list"), GDK_KEY_KP_Delete, 0));
  assert_shown (self, "three");
  g_assert_cmpstr (gtk_label_get_label (count), ==, "2 texts were removed.");
  g_signal_emit_by_name (undo, "clicked");
  assert_shown (self, "three two one");
  g_assert_false (gtk_widget_get_visible (undo));

  /* While there is something to delete in the field, Delete is for that. */
  search (self, "o");
  g_assert_false (history_press (entry, GDK_KEY_Delete, 0));
  assert_shown (self, "two one");
}

static void
test_clear (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *undo;

  history_send_text (self, "one");
  history_send_text (self, "two");
  open_popover (self);
  undo = window_child (self->popover, "undo");
  g_signal_emit_by_name (window_child (self->popover, "clear"), "clicked");
  g_assert_cmpstr (get_page (self), ==, "empty");
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  open_popover (self);
  g_assert_true (gtk_widget_get_visible (undo));
  g_signal_emit_by_name (undo, "clicked");
  assert_shown (self, "two one");

  g_signal_emit_by_name (window_child (self->popover, "clear"), "clicked");
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_usleep (2000);
  history_send_text (self, "three");
  open_popover (self);
  g_assert_false (gtk_widget_get_visible (undo));
}

/* The rows come bit by bit, and then they are all there; what is found is found among all. */
static void
test_many (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const SockeyeSendPlan plan = { 0 };

  for (guint i = 0; i < SOCKEYE_HISTORY_ENTRIES_MAX; i++)
    {
      g_autofree char *text = g_strdup_printf ("text-%03u", i);

      sockeye_history_add (self->history, text, &plan, sockeye_charset_find ("utf-8"));
    }
  open_popover (self);
  search (self, "text-000");
  assert_shown (self, "text-000");
  search (self, "");
  window_wait_for (g_list_model_get_n_items (get_shown (self)) == SOCKEYE_HISTORY_ENTRIES_MAX);
  g_assert_cmpstr (gtk_label_get_label (window_child (self->popover, "count")), ==,
                   "500 texts; the oldest give way");
}

/* Also when it is open: whatever GTK would keep of it later looks for a window that is gone. */
static void
test_goes_with_its_window (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  WindowFixture other = self->window;
  gpointer popover;

  window_fixture_open (&other);
  popover = window_open_popover (window_child (window_child (other.page->send_box, "history"), "button"));
  g_object_add_weak_pointer (popover, &popover);
  window_fixture_close (&other);
  window_wait_for (popover == NULL);
}

/* One history for all windows. */
static void
test_two_windows (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  WindowFixture other = self->window;

  history_send_text (self, "one");
  window_fixture_open (&other);
  open_popover (self);
  g_assert_true (history_press (window_child (other.page->send_box, "text"), GDK_KEY_Up, GDK_CONTROL_MASK));
  g_assert_cmpint (g_list_model_get_n_items (get_shown (self)), ==, 1);
  {
    g_autofree char *typed = window_get_typed (&other);

    g_assert_cmpstr (typed, ==, "one");
  }
  window_fixture_close (&other);
}

/* --- The file */

static char *
get_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "sockeye", "history", NULL);
}

static void
test_keep (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = get_path ();

  history_send_text (self, "kept");
  window_wait_for (g_file_test (path, G_FILE_TEST_EXISTS));
  g_settings_set_boolean (self->window.settings, "keep-history", FALSE);
  window_wait_for (!g_file_test (path, G_FILE_TEST_EXISTS));
  open_popover (self);
  assert_shown (self, "kept");
  g_settings_set_boolean (self->window.settings, "keep-history", TRUE);
  window_wait_for (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_damaged (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = get_path ();
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);
  WindowFixture other = self->window;

  g_assert_true (sockeye_history_flush (self->history, 20000));
  g_assert_true (g_file_set_contents (path, "nonsense", -1, NULL));
  window_fixture_open (&other);
  history_send_text (self, "new");
  window_wait_for (window_get_notice (history_get_window (self)) != NULL);
  g_assert_nonnull (strstr (window_get_notice (history_get_window (self)), "history.damaged"));
  g_assert_null (window_get_notice (&other));
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  window_fixture_close (&other);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  HISTORY_TEST ("/history-popover/empty", test_empty);
  HISTORY_TEST ("/history-popover/search", test_search);
  HISTORY_TEST ("/history-popover/put-back", test_put_back);
  HISTORY_TEST ("/history-popover/put-back-over-a-file", test_put_back_over_a_file);
  HISTORY_TEST ("/history-popover/send-again", test_send_again);
  HISTORY_TEST ("/history-popover/quick-command", test_quick_command);
  HISTORY_TEST ("/history-popover/send-again-closed", test_send_again_closed);
  HISTORY_TEST ("/history-popover/too-long", test_too_long);
  HISTORY_TEST ("/history-popover/remove", test_remove);
  HISTORY_TEST ("/history-popover/clear", test_clear);
  HISTORY_TEST ("/history-popover/many", test_many);
  HISTORY_TEST ("/history-popover/goes-with-its-window", test_goes_with_its_window);
  HISTORY_TEST ("/history-popover/two-windows", test_two_windows);
  HISTORY_TEST ("/history-popover/keep", test_keep);
  HISTORY_TEST ("/history-popover/damaged", test_damaged);
  return g_test_run ();
}
