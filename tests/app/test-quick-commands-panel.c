/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "commands-fixture.h"

static void
test_shown (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *panel;

  g_assert_false (sockeye_session_page_shows_commands (self->page));
  show_panel (self);
  panel = GTK_WIDGET (self->page->commands_panel);
  window_wait_for (gtk_widget_get_width (panel) == 260);
  gtk_paned_set_position (self->page->commands_pane, gtk_paned_get_position (self->page->commands_pane) + 40);
  window_wait_for (gtk_widget_get_width (panel) == 220);
  window_fixture_close (self);

  window_fixture_open (self);
  panel = GTK_WIDGET (self->page->commands_panel);
  g_assert_true (gtk_widget_get_visible (panel));
  window_wait_for (gtk_widget_get_width (panel) == 220);
  window_do (self, "quick-commands");
  g_assert_false (gtk_widget_get_visible (panel));
}

/* In a narrow window the options give way, and come back with the room. */
static void
test_narrow (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *options = GTK_WIDGET (self->page->network_panel);
  GtkWidget *log = GTK_WIDGET (self->page->data_log);

  g_settings_set_int (self->settings, "window-width", 900);
  g_settings_set_int (self->settings, "window-height", 600);
  window_fixture_close (self);
  g_settings_set_int (self->settings, "window-width", 900);
  g_settings_set_int (self->settings, "window-height", 600);
  window_fixture_open (self);
  options = GTK_WIDGET (self->page->network_panel);
  log = GTK_WIDGET (self->page->data_log);

  window_wait_for (gtk_widget_get_mapped (options) && gtk_widget_get_width (log) > 0);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 900);
  gtk_widget_grab_focus (window_child (self->page->network_panel, "local_host"));
  show_panel (self);
  window_wait_for (!gtk_widget_get_mapped (options));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 900);
  g_assert_cmpint (gtk_widget_get_width (log), >=, 500);
  window_do (self, "quick-commands");
  window_wait_for (gtk_widget_get_mapped (options));

  show_panel (self);
  window_wait_for (!gtk_widget_get_mapped (options));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1200, 700);
  window_wait_for (gtk_widget_get_mapped (options));
}

static void
test_rows (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeQuickCommand *a = add_command (get_commands (self), 0, "a", "");
  SockeyeQuickCommand *b;

  for (guint i = 0; i < 9; i++)
    add_command (get_commands (self), 0, "x", "");
  show_panel (self);
  b = add_command (get_commands (self), 0, "b", "");
  assert_details (self, "a", "Ctrl+1");
  sockeye_quick_command_set_gap (a, 1500);
  sockeye_quick_command_set_comment (a, "first line\nsecond", NULL);
  assert_details (self, "a", "Ctrl+1 · then 1500 ms · first line");
  assert_details (self, "b", "");
  g_assert_false (gtk_widget_get_visible (window_child (find_row (self, "b"), "details")));

  sockeye_quick_commands_move (get_commands (self), b,
                               sockeye_quick_commands_get_folder (get_commands (self), 0), 0);
  assert_details (self, "b", "Ctrl+1");
  assert_details (self, "a", "Ctrl+2 · then 1500 ms · first line");
  gtk_check_button_set_active (window_child (find_row (self, "b"), "tick"), TRUE);
  g_assert_true (sockeye_quick_command_get_ticked (b));
  sockeye_quick_command_set_ticked (b, FALSE);
  g_assert_false (gtk_check_button_get_active (window_child (find_row (self, "b"), "tick")));
}

/* Nothing can be sent: the buttons say why, and so does a key. */
static void
test_obstacle (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *send;

  add_command (get_commands (self), 0, "a", "text");
  show_panel (self);
  window_wait_for (find_row (self, "a") != NULL);
  send = window_child (find_row (self, "a"), "send");
  g_assert_false (window_can (self, "send-command"));
  window_wait_for (!gtk_widget_is_sensitive (send));
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (send), "Bind first"));
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (child (self, "run")), "Bind first"));
  command_do (self, "press-command", 0);
  g_assert_true (g_str_has_prefix (get_panel_notice (self), "Bind first"));
  command_do (self, "press-command", 3);
  g_assert_cmpstr (get_panel_notice (self), ==, "There is no command number 4 in the folder “General”.");

  window_open_session (self);
  window_wait_for (gtk_widget_is_sensitive (send));
  g_assert_null (gtk_widget_get_tooltip_text (send));
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (child (self, "run")), "Tick the commands"));
  window_close_session (self);
}

static void
test_send (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeQuickCommand *command = add_command (get_commands (self), 0, "a", "01 02");
  SockeyeSendPlan plan = { .form = SOCKEYE_SEND_AS_HEX, .checksum = SOCKEYE_CHECKSUM_SUM_8 };
  Peer peer;

  add_command (get_commands (self), 0, "b", "好");
  sockeye_quick_command_set_plan (command, &plan);
  open_udp (self, &peer);
  command_do (self, "send-command", 0);
  assert_receives (peer.socket, "\x01\x02\x03");

  /* Also while the panel is folded away; in the session's encoding, or its own. */
  sockeye_workspace_set_charset (self->page->workspace, sockeye_charset_find ("gbk"));
  command_do (self, "press-command", 1);
  assert_receives (peer.socket, "\xba\xc3");
  sockeye_quick_command_set_charset (get_command (self, 1), sockeye_charset_find ("utf-8"));
  command_do (self, "press-command", 1);
  assert_receives (peer.socket, "\xe5\xa5\xbd");

  sockeye_quick_command_set_text (command, "01 0", NULL);
  command_do (self, "press-command", 0);
  g_assert_true (g_str_has_prefix (window_get_send_notice (self), "“a”: "));
  show_panel (self);
  command_do (self, "press-command", 0);
  g_assert_true (g_str_has_prefix (get_panel_notice (self), "“a”: "));
  command_do (self, "press-command", 1);
  assert_receives (peer.socket, "\xe5\xa5\xbd");
  g_assert_null (get_panel_notice (self));
  window_close_session (self);
  peer_clear (&peer);
}

static void
test_sequence (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;
  gint64 start;

  show_panel (self);
  add_command (get_commands (self), 0, "a", "a");
  add_command (get_commands (self), 0, "b", "b");
  add_command (get_commands (self), 0, "c", "c");
  open_udp (self, &peer);
  g_assert_false (window_can (self, "send-sequence"));
  sockeye_quick_command_set_ticked (get_command (self, 0), TRUE);
  sockeye_quick_command_set_ticked (get_command (self, 2), TRUE);
  sockeye_quick_command_set_gap (get_command (self, 0), 300);
  g_assert_true (window_can (self, "send-sequence"));

  start = g_get_monotonic_time ();
  window_do (self, "send-sequence");
  g_assert_cmpstr (gtk_button_get_label (child (self, "run")), ==, "Stop");
  g_assert_false (window_can (self, "send-sequence"));
  assert_receives (peer.socket, "a");
  assert_receives (peer.socket, "c");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 290000);
  window_wait_for (sockeye_workspace_get_job (self->page->workspace) == NULL);
  g_assert_cmpstr (gtk_button_get_label (child (self, "run")), ==, "Send ticked");

  /* Round and round, until it is stopped. */
  sockeye_quick_command_set_gap (get_command (self, 0), 1);
  sockeye_quick_command_set_gap (get_command (self, 2), 1);
  gtk_spin_button_set_value (child (self, "rounds"), 0);
  window_do (self, "send-sequence");
  for (guint i = 0; i < 10; i++)
    {
      assert_receives (peer.socket, "a");
      assert_receives (peer.socket, "c");
    }
  g_signal_emit_by_name (child (self, "run"), "clicked");
  window_wait_for (sockeye_workspace_get_job (self->page->workspace) == NULL);
  g_assert_cmpstr (gtk_button_get_label (child (self, "run")), ==, "Send ticked");

  /* One that cannot be sent stops it before it begins. */
  sockeye_quick_command_set_text (get_command (self, 2), "\xf0\x9f\x98\x80", NULL);
  sockeye_quick_command_set_charset (get_command (self, 2), sockeye_charset_find ("gbk"));
  window_do (self, "send-sequence");
  g_assert_null (sockeye_workspace_get_job (self->page->workspace));
  g_assert_true (g_str_has_prefix (get_panel_notice (self), "“c”: "));
  window_close_session (self);
  peer_clear (&peer);
}

/* Another job runs: one thing at a time. */
static void
test_busy (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;

  show_panel (self);
  sockeye_quick_command_set_ticked (add_command (get_commands (self), 0, "a", "a"), TRUE);
  open_udp (self, &peer);
  window_type (self, "again");
  window_do (self, "repeat");
  g_assert_nonnull (sockeye_workspace_get_job (self->page->workspace));
  g_assert_cmpstr (gtk_button_get_label (child (self, "run")), ==, "Send ticked");
  g_assert_false (window_can (self, "send-sequence"));
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (child (self, "run")), "Something else"));
  g_assert_true (window_can (self, "send-command"));
  window_do (self, "stop-job");
  window_wait_for (sockeye_workspace_get_job (self->page->workspace) == NULL);
  g_assert_true (window_can (self, "send-sequence"));
  window_close_session (self);
  peer_clear (&peer);
}

static void
test_delete (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_panel (self);
  add_command (get_commands (self), 0, "a", "");
  add_command (get_commands (self), 0, "b", "");
  panel_do (self, "commands.delete");
  assert_commands (get_commands (self), "General: a b");
  sockeye_quick_commands_panel_select (self->page->commands_panel, 0);
  panel_do (self, "commands.edit");
  panel_do (self, "commands.delete");
  assert_commands (get_commands (self), "General: b");
  g_assert_cmpstr (get_panel_notice (self), ==, "“a” was deleted.");
  window_wait_for (get_editor (self) == NULL);
  g_assert_cmpstr (get_panel_notice (self), ==, "“a” was deleted.");
  panel_do (self, "commands.undo");
  assert_commands (get_commands (self), "General: a b");
  g_assert_null (get_panel_notice (self));

  sockeye_quick_commands_panel_select (self->page->commands_panel, 1);
  panel_do (self, "commands.move-up");
  assert_commands (get_commands (self), "General: b a");
  panel_do (self, "commands.move-down");
  assert_commands (get_commands (self), "General: a b");
  panel_do (self, "commands.move-down");
  assert_commands (get_commands (self), "General: a b");
  panel_do (self, "commands.duplicate");
  assert_commands (get_commands (self), "General: a b b");
}

static void
test_folders (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkEntry *name;
  GtkDropDown *folder;

  show_panel (self);
  name = child (self, "folder_name");
  folder = child (self, "folder");
  add_command (get_commands (self), 0, "a", "");
  panel_do (self, "commands.new-folder");
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (name)));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "New folder");
  gtk_editable_set_text (GTK_EDITABLE (name), " Modem ");
  g_signal_emit_by_name (name, "activate");
  add_command (get_commands (self), 1, "m", "");
  assert_commands (get_commands (self), "General: a | Modem: m");
  window_wait_for (find_row (self, "m") != NULL);

  panel_do (self, "commands.rename-folder");
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (name)));
  gtk_editable_set_text (GTK_EDITABLE (name), "  ");
  g_signal_emit_by_name (name, "activate");
  g_assert_true (g_str_has_prefix (get_panel_notice (self), "A folder needs a name"));
  assert_commands (get_commands (self), "General: a | Modem: m");

  /* What was shown is shown again: after an undo, and in the next window. */
  panel_do (self, "commands.delete-folder");
  assert_commands (get_commands (self), "General: a");
  g_assert_cmpuint (gtk_drop_down_get_selected (folder), ==, 0);
  window_wait_for (find_row (self, "a") != NULL);
  panel_do (self, "commands.undo");
  g_assert_cmpuint (gtk_drop_down_get_selected (folder), ==, 1);
  window_fixture_close (self);
  window_fixture_open (self);
  g_assert_cmpuint (gtk_drop_down_get_selected (child (self, "folder")), ==, 1);
  window_wait_for (find_row (self, "m") != NULL);
}

/* The folder that was shown last has the keys, and the sequence its rounds, before there is a panel. */
static void
test_unshown (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeQuickCommands *commands = get_commands (self);
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_add_folder (commands, "Modem", NULL);
  Peer peer;

  add_command (commands, 0, "a", "a");
  sockeye_quick_command_set_ticked (add_command (commands, 1, "m", "m"), TRUE);
  window_fixture_close (self);
  g_settings_set_string (self->settings, "quick-commands-folder", "Modem");
  g_settings_set_double (self->settings, "quick-commands-rounds", 2);
  window_fixture_open (self);
  open_udp (self, &peer);
  command_do (self, "press-command", 0);
  assert_receives (peer.socket, "m");
  window_do (self, "send-sequence");
  assert_receives (peer.socket, "m");
  assert_receives (peer.socket, "m");
  window_wait_for (sockeye_workspace_get_job (self->page->workspace) == NULL);

  g_assert_true (sockeye_quick_commands_delete_folder (commands, folder));
  g_assert_false (window_can (self, "send-sequence"));
  command_do (self, "press-command", 0);
  assert_receives (peer.socket, "a");
  g_assert_true (sockeye_quick_commands_undo (commands, NULL));
  g_assert_true (window_can (self, "send-sequence"));
  g_assert_null (self->page->commands_panel);
  show_panel (self);
  g_assert_cmpuint (gtk_drop_down_get_selected (child (self, "folder")), ==, 1);
  g_assert_cmpfloat (gtk_spin_button_get_value (child (self, "rounds")), ==, 2);
  window_wait_for (find_row (self, "m") != NULL);
  window_close_session (self);
  peer_clear (&peer);
}

static void
test_save_send_box (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSendPlan plan = *sockeye_workspace_get_plan (self->page->workspace);
  g_autofree char *longest = g_strnfill (SOCKEYE_QUICK_COMMAND_TEXT_MAX + 1, '\n');

  plan.append_line_end = TRUE;
  sockeye_workspace_set_plan (self->page->workspace, &plan);
  window_type (self, "AT+GMR");
  window_do (self, "save-command");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->page->commands_panel)));
  assert_commands (get_commands (self), "General: AT+GMR");
  g_assert_true (sockeye_quick_command_get_plan (get_command (self, 0))->append_line_end);
  g_assert_nonnull (get_editor (self));

  window_type (self, longest);
  window_do (self, "save-command");
  g_assert_nonnull (strstr (get_panel_notice (self), "64 KiB"));
  assert_commands (get_commands (self), "General: AT+GMR");
}

/* A thousand rows, of which the list makes those that can be seen. */
static void
test_full (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_panel (self);
  for (guint i = 0; i < SOCKEYE_QUICK_COMMANDS_MAX; i++)
    add_command (get_commands (self), 0, "x", "");
  panel_do (self, "commands.add");
  g_assert_true (g_str_has_prefix (get_panel_notice (self), "There is room for 1000 quick commands."));
  g_assert_null (get_editor (self));
  g_assert_cmpuint (self->page->commands_panel->rows->len, <, 400);
}

/* The windows share what there is. */
static void
test_two_windows (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  WindowFixture other = { .application = self->application, .settings = self->settings };

  show_panel (self);
  window_fixture_open (&other);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (other.page->commands_panel)));
  add_command (get_commands (self), 0, "a", "");
  window_wait_for (find_row (self, "a") != NULL && find_row (&other, "a") != NULL);
  sockeye_quick_commands_panel_select (other.page->commands_panel, 0);
  panel_do (&other, "commands.delete");
  window_wait_for (find_row (self, "a") == NULL);
  panel_do (self, "commands.undo");
  window_wait_for (find_row (&other, "a") != NULL);
  window_fixture_close (&other);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  PANEL_TEST ("/quick-commands-panel/shown", test_shown);
  PANEL_TEST ("/quick-commands-panel/narrow", test_narrow);
  PANEL_TEST ("/quick-commands-panel/rows", test_rows);
  PANEL_TEST ("/quick-commands-panel/obstacle", test_obstacle);
  PANEL_TEST ("/quick-commands-panel/send", test_send);
  PANEL_TEST ("/quick-commands-panel/sequence", test_sequence);
  PANEL_TEST ("/quick-commands-panel/busy", test_busy);
  PANEL_TEST ("/quick-commands-panel/delete", test_delete);
  PANEL_TEST ("/quick-commands-panel/folders", test_folders);
  PANEL_TEST ("/quick-commands-panel/unshown", test_unshown);
  PANEL_TEST ("/quick-commands-panel/save-send-box", test_save_send_box);
  PANEL_TEST ("/quick-commands-panel/full", test_full);
  PANEL_TEST ("/quick-commands-panel/two-windows", test_two_windows);
  return g_test_run ();
}
