/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "commands-fixture.h"

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
  sockeye_quick_commands_panel_edit (self->page->commands_panel, command);
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
  sockeye_quick_commands_panel_edit (self->page->commands_panel, command);
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
  sockeye_quick_commands_panel_edit (self->page->commands_panel, command);

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
  sockeye_quick_commands_panel_edit (self->page->commands_panel, command);
  gtk_drop_down_set_selected (field (self, "folder"), 1);
  assert_commands (get_commands (self), "General: | Other: a");
  /* Moved, not gone. */
  window_wait_for (!sockeye_quick_commands_file_is_busy (self->page->commands));
  g_assert_nonnull (get_editor (self));
  g_assert_cmpuint (gtk_drop_down_get_selected (field (self, "folder")), ==, 1);

  /* A folder that goes away takes the editor with it; nobody here has deleted it. */
  sockeye_quick_commands_delete_folder (get_commands (self),
                                        sockeye_quick_commands_get_folder (get_commands (self), 1));
  window_wait_for (get_editor (self) == NULL);
  g_assert_nonnull (strstr (get_panel_notice (self), "is gone"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  PANEL_TEST ("/quick-command-editor/fields", test_editor);
  PANEL_TEST ("/quick-command-editor/hex", test_editor_hex);
  PANEL_TEST ("/quick-command-editor/errors", test_editor_errors);
  PANEL_TEST ("/quick-command-editor/folder", test_editor_folder);
  return g_test_run ();
}
