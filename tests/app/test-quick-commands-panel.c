/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-fixture.h"
#include "window-peers.h"

#include "command-preview.h"
#include "quick-commands-panel-private.h"
#include "send-text.h"

static SockeyeQuickCommands *
get_commands (WindowFixture *self)
{
  return sockeye_quick_commands_file_get_commands (self->window->commands);
}

static void
set_up (WindowFixture *self, gconstpointer data)
{
  g_autoptr (SockeyeQuickCommands) none = sockeye_quick_commands_new ();
  SockeyeQuickCommandsFile *file;

  window_fixture_set_up (self, data);
  file = self->window->commands;
  window_wait_for (!sockeye_quick_commands_file_is_busy (file));
  sockeye_quick_commands_replace (get_commands (self), none);
}

#define PANEL_TEST(name, test) g_test_add (name, WindowFixture, NULL, set_up, test, window_fixture_tear_down)

static gpointer
child (WindowFixture *self, const char *name)
{
  return window_child (self->window->commands_panel, name);
}

static void
show_panel (WindowFixture *self)
{
  window_do (self, "quick-commands");
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->window->commands_panel)));
}

static void
panel_do (WindowFixture *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->window->commands_panel), action, NULL));
}

static void
command_do (WindowFixture *self, const char *action, guint position)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->window), action, g_variant_new_uint32 (position));
}

static const char *
get_panel_notice (WindowFixture *self)
{
  return sockeye_notice_bar_get_message (
      sockeye_quick_commands_panel_get_notice (self->window->commands_panel));
}

static SockeyeQuickCommandEditor *
get_editor (WindowFixture *self)
{
  return self->window->commands_panel->editor;
}

static gpointer
field (WindowFixture *self, const char *name)
{
  return window_child (get_editor (self), name);
}

static SockeyeQuickCommand *
get_command (WindowFixture *self, guint position)
{
  return sockeye_quick_command_folder_get_command (
      sockeye_quick_commands_panel_get_folder (self->window->commands_panel), position);
}

static void
open_udp (WindowFixture *self, Peer *peer)
{
  peer_init (peer, G_SOCKET_TYPE_DATAGRAM);
  window_set_port (self, "remote_port", peer->port);
  window_open_session (self);
}

/* Texts of a row's labels and its button's tooltip, from the widgets that are there: NULL when the row is not. */
static GtkWidget *
find_row (WindowFixture *self, const char *title)
{
  GPtrArray *rows = self->window->commands_panel->rows;

  for (guint i = 0; i < rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (rows, i);

      if (gtk_widget_get_mapped (row)
          && g_str_equal (gtk_label_get_label (window_child (row, "title")), title))
        return row;
    }
  return NULL;
}

static void
assert_details (WindowFixture *self, const char *title, const char *details)
{
  window_wait_for (
      find_row (self, title) != NULL
      && g_str_equal (gtk_label_get_label (window_child (find_row (self, title), "details")), details));
}

static void
test_shown (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *panel = GTK_WIDGET (self->window->commands_panel);

  g_assert_false (gtk_widget_get_visible (panel));
  show_panel (self);
  window_wait_for (gtk_widget_get_width (panel) == 260);
  gtk_paned_set_position (self->window->commands_pane,
                          gtk_paned_get_position (self->window->commands_pane) + 40);
  window_wait_for (gtk_widget_get_width (panel) == 220);
  window_fixture_close (self);

  window_fixture_open (self);
  panel = GTK_WIDGET (self->window->commands_panel);
  g_assert_true (gtk_widget_get_visible (panel));
  window_wait_for (gtk_widget_get_width (panel) == 220);
  window_do (self, "quick-commands");
  g_assert_false (gtk_widget_get_visible (panel));
}

/* In a narrow window the options give way, and come back with the room. */
static void
test_narrow (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *options = GTK_WIDGET (self->window->network_panel);
  GtkWidget *log = GTK_WIDGET (self->window->data_log);

  g_settings_set_int (self->settings, "window-width", 900);
  g_settings_set_int (self->settings, "window-height", 600);
  window_fixture_close (self);
  g_settings_set_int (self->settings, "window-width", 900);
  g_settings_set_int (self->settings, "window-height", 600);
  window_fixture_open (self);
  options = GTK_WIDGET (self->window->network_panel);
  log = GTK_WIDGET (self->window->data_log);

  window_wait_for (gtk_widget_get_mapped (options) && gtk_widget_get_width (log) > 0);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 900);
  gtk_widget_grab_focus (window_child (self->window->network_panel, "local_host"));
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
  sockeye_workspace_set_charset (self->window->workspace, sockeye_charset_find ("gbk"));
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
  window_wait_for (sockeye_workspace_get_job (self->window->workspace) == NULL);
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
  window_wait_for (sockeye_workspace_get_job (self->window->workspace) == NULL);
  g_assert_cmpstr (gtk_button_get_label (child (self, "run")), ==, "Send ticked");

  /* One that cannot be sent stops it before it begins. */
  sockeye_quick_command_set_text (get_command (self, 2), "\xf0\x9f\x98\x80", NULL);
  sockeye_quick_command_set_charset (get_command (self, 2), sockeye_charset_find ("gbk"));
  window_do (self, "send-sequence");
  g_assert_null (sockeye_workspace_get_job (self->window->workspace));
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
  g_assert_nonnull (sockeye_workspace_get_job (self->window->workspace));
  g_assert_cmpstr (gtk_button_get_label (child (self, "run")), ==, "Send ticked");
  g_assert_false (window_can (self, "send-sequence"));
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (child (self, "run")), "Something else"));
  g_assert_true (window_can (self, "send-command"));
  window_do (self, "stop-job");
  window_wait_for (sockeye_workspace_get_job (self->window->workspace) == NULL);
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
  sockeye_quick_commands_panel_select (self->window->commands_panel, 0);
  panel_do (self, "commands.edit");
  panel_do (self, "commands.delete");
  assert_commands (get_commands (self), "General: b");
  g_assert_cmpstr (get_panel_notice (self), ==, "“a” was deleted.");
  window_wait_for (get_editor (self) == NULL);
  g_assert_cmpstr (get_panel_notice (self), ==, "“a” was deleted.");
  panel_do (self, "commands.undo");
  assert_commands (get_commands (self), "General: a b");
  g_assert_null (get_panel_notice (self));

  sockeye_quick_commands_panel_select (self->window->commands_panel, 1);
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
  GtkEntry *name = child (self, "folder_name");
  GtkDropDown *folder = child (self, "folder");

  show_panel (self);
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

static void
set_text (GtkEntry *entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static gboolean
previews (WindowFixture *self, const char *text)
{
  SockeyeCommandPreview *preview = field (self, "preview");
  GtkWidget *label = gtk_widget_get_first_child (GTK_WIDGET (preview));

  return strstr (gtk_label_get_label (GTK_LABEL (label)), text) != NULL;
}

/* What a field says holds at once. */
static void
test_editor (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeQuickCommand *command;

  show_panel (self);
  panel_do (self, "commands.add");
  command = get_command (self, 0);
  set_text (field (self, "name"), "Name");
  set_text (field (self, "comment"), "Comment");
  sockeye_send_text_set_text (field (self, "text"), "line\n好");
  gtk_drop_down_set_selected (field (self, "line_end"), SOCKEYE_LINE_END_CRLF);
  gtk_check_button_set_active (field (self, "append_line_end"), TRUE);
  gtk_check_button_set_active (field (self, "escapes"), TRUE);
  gtk_check_button_set_active (field (self, "variables"), TRUE);
  gtk_spin_button_set_value (field (self, "gap"), 250);
  g_assert_cmpstr (sockeye_quick_command_get_name (command), ==, "Name");
  g_assert_cmpstr (sockeye_quick_command_get_comment (command), ==, "Comment");
  window_wait_for (g_str_equal (sockeye_quick_command_get_text (command), "line\n好"));
  g_assert_cmpint (sockeye_quick_command_get_plan (command)->line_end, ==, SOCKEYE_LINE_END_CRLF);
  g_assert_true (sockeye_quick_command_get_plan (command)->append_line_end);
  g_assert_true (sockeye_quick_command_get_plan (command)->escapes);
  g_assert_true (sockeye_quick_command_get_plan (command)->variables);
  g_assert_cmpuint (sockeye_quick_command_get_gap (command), ==, 250);
  window_wait_for (previews (self, "11 bytes: 6C 69 6E 65 0D 0A E5 A5 BD 0D 0A"));

  gtk_drop_down_set_selected (field (self, "encoding"), 2);
  g_assert_cmpstr (sockeye_quick_command_get_charset (command)->id, ==, "gbk");
  window_wait_for (previews (self, "10 bytes: 6C 69 6E 65 0D 0A BA C3 0D 0A"));
  sockeye_send_text_set_text (field (self, "text"), "${counter}");
  window_wait_for (previews (self, "Varies, for example 3 bytes: 31 0D 0A"));
  sockeye_send_text_set_text (field (self, "text"), "${nothing}");
  window_wait_for (!previews (self, "Varies"));
  sockeye_send_text_set_text (field (self, "text"), "😀");
  window_wait_for (previews (self, "GBK"));

  /* Nor is anything kept from the user that another window changes. */
  sockeye_quick_command_set_name (command, "Other", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field (self, "name"))), ==, "Other");
}

static void
test_editor_hex (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeQuickCommand *command = add_command (get_commands (self), 0, "a", "好\\");
  SockeyeSendText *text;
  g_autofree char *hex = NULL;
  g_autofree char *kept = NULL;

  show_panel (self);
  sockeye_quick_commands_panel_edit (self->window->commands_panel, command);
  text = field (self, "text");
  gtk_check_button_set_active (field (self, "hex"), TRUE);
  hex = sockeye_send_text_get_text (text);
  g_assert_cmpstr (hex, ==, "E5 A5 BD 5C");
  g_assert_cmpstr (sockeye_quick_command_get_text (command), ==, hex);
  g_assert_cmpint (sockeye_quick_command_get_plan (command)->form, ==, SOCKEYE_SEND_AS_HEX);

  sockeye_send_text_set_text (text, "FF 5C");
  gtk_check_button_set_active (field (self, "hex"), FALSE);
  g_assert_cmpstr (sockeye_quick_command_get_text (command), ==, "\\xFF\\\\");
  g_assert_true (sockeye_quick_command_get_plan (command)->escapes);
  g_assert_true (gtk_check_button_get_active (field (self, "escapes")));

  /* What cannot be read cannot be switched, and stays. */
  sockeye_send_text_set_text (text, "\\q");
  gtk_check_button_set_active (field (self, "hex"), TRUE);
  g_assert_false (gtk_check_button_get_active (field (self, "hex")));
  g_assert_true (gtk_widget_get_visible (field (self, "text_message")));
  kept = sockeye_send_text_get_text (text);
  g_assert_cmpstr (kept, ==, "\\q");
}

static void
test_editor_errors (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeQuickCommand *command = add_command (get_commands (self), 0, "a", "text");
  g_autofree char *longest = g_strnfill (SOCKEYE_QUICK_COMMAND_TEXT_MAX + 1, 'x');
  g_autofree char *kept = NULL;
  GtkWidget *checksum;

  for (gsize i = 79; i < SOCKEYE_QUICK_COMMAND_TEXT_MAX; i += 80)
    longest[i] = '\n';
  show_panel (self);
  sockeye_quick_commands_panel_edit (self->window->commands_panel, command);
  sockeye_send_text_set_text (field (self, "text"), longest);
  window_wait_for (gtk_widget_get_visible (field (self, "text_message")));
  g_assert_nonnull (strstr (gtk_label_get_label (field (self, "text_message")), "64 KiB"));
  g_assert_cmpstr (sockeye_quick_command_get_text (command), ==, "text");
  sockeye_quick_command_set_ticked (command, TRUE);
  kept = sockeye_send_text_get_text (field (self, "text"));
  g_assert_cmpstr (kept, ==, longest);
  sockeye_send_text_set_text (field (self, "text"), "short");
  window_wait_for (!gtk_widget_get_visible (field (self, "text_message")));
  g_assert_cmpstr (sockeye_quick_command_get_text (command), ==, "short");

  /* What was typed last is not lost when the window is closed at once. */
  sockeye_send_text_set_text (field (self, "text"), "last");
  gtk_window_close (GTK_WINDOW (get_editor (self)));
  window_wait_for (get_editor (self) == NULL);
  g_assert_cmpstr (sockeye_quick_command_get_text (command), ==, "last");
  sockeye_quick_commands_panel_edit (self->window->commands_panel, command);

  checksum = field (self, "checksum_fields");
  g_object_set (window_child (checksum, "suffix"), "text", "0D0A", NULL);
  g_assert_cmpuint (sockeye_quick_command_get_plan (command)->suffix_length, ==, 2);
  gtk_editable_delete_text (GTK_EDITABLE (window_child (checksum, "suffix")), 3, 4);
  g_assert_true (gtk_widget_has_css_class (window_child (checksum, "suffix"), "error"));
  g_assert_true (gtk_widget_get_visible (window_child (checksum, "suffix_message")));
  g_assert_cmpuint (sockeye_quick_command_get_plan (command)->suffix_length, ==, 2);
  g_object_set (window_child (checksum, "checksum"), "selected", (guint) SOCKEYE_CHECKSUM_CRC_32, NULL);
  g_object_set (window_child (checksum, "byte_order"), "selected", 1u, NULL);
  g_object_set (window_child (checksum, "start"), "value", 2.0, NULL);
  g_object_set (window_child (checksum, "length"), "value", 3.0, NULL);
  g_assert_cmpint (sockeye_quick_command_get_plan (command)->checksum, ==, SOCKEYE_CHECKSUM_CRC_32);
  g_assert_true (sockeye_quick_command_get_plan (command)->checksum_little_endian);
  g_assert_cmpuint (sockeye_quick_command_get_plan (command)->checksum_start, ==, 1);
  g_assert_cmpuint (sockeye_quick_command_get_plan (command)->checksum_length, ==, 3);
}

static void
test_editor_folder (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeQuickCommand *command = add_command (get_commands (self), 0, "a", "");

  show_panel (self);
  sockeye_quick_commands_add_folder (get_commands (self), "Other", NULL);
  sockeye_quick_commands_panel_edit (self->window->commands_panel, command);
  gtk_drop_down_set_selected (field (self, "folder"), 1);
  assert_commands (get_commands (self), "General: | Other: a");
  /* Moved, not gone. */
  window_wait_for (!sockeye_quick_commands_file_is_busy (self->window->commands));
  g_assert_nonnull (get_editor (self));
  g_assert_cmpuint (gtk_drop_down_get_selected (field (self, "folder")), ==, 1);

  /* A folder that goes away takes the editor with it; nobody here has deleted it. */
  sockeye_quick_commands_delete_folder (get_commands (self),
                                        sockeye_quick_commands_get_folder (get_commands (self), 1));
  window_wait_for (get_editor (self) == NULL);
  g_assert_nonnull (strstr (get_panel_notice (self), "is gone"));
}

static void
test_save_send_box (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSendPlan plan = *sockeye_workspace_get_plan (self->window->workspace);
  g_autofree char *longest = g_strnfill (SOCKEYE_QUICK_COMMAND_TEXT_MAX + 1, '\n');

  plan.append_line_end = TRUE;
  sockeye_workspace_set_plan (self->window->workspace, &plan);
  window_type (self, "AT+GMR");
  window_do (self, "save-command");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->window->commands_panel)));
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
  g_assert_cmpuint (self->window->commands_panel->rows->len, <, 400);
}

/* The windows share what there is. */
static void
test_two_windows (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  WindowFixture other = { .application = self->application, .settings = self->settings };

  show_panel (self);
  window_fixture_open (&other);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (other.window->commands_panel)));
  add_command (get_commands (self), 0, "a", "");
  window_wait_for (find_row (self, "a") != NULL && find_row (&other, "a") != NULL);
  sockeye_quick_commands_panel_select (other.window->commands_panel, 0);
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
  PANEL_TEST ("/quick-commands-panel/editor", test_editor);
  PANEL_TEST ("/quick-commands-panel/editor-hex", test_editor_hex);
  PANEL_TEST ("/quick-commands-panel/editor-errors", test_editor_errors);
  PANEL_TEST ("/quick-commands-panel/editor-folder", test_editor_folder);
  PANEL_TEST ("/quick-commands-panel/save-send-box", test_save_send_box);
  PANEL_TEST ("/quick-commands-panel/full", test_full);
  PANEL_TEST ("/quick-commands-panel/two-windows", test_two_windows);
  return g_test_run ();
}
