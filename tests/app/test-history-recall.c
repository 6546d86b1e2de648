/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-fixture.h"

static void
test_step (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  history_send_text (self, "one");
  history_send_text (self, "two\nlines");
  history_send_text (self, "three");
  window_type (history_get_window (self), "draft");

  history_step (self, GDK_KEY_Up);
  assert_typed (self, "three");
  history_step (self, GDK_KEY_KP_Up);
  assert_typed (self, "two\nlines");
  history_step (self, GDK_KEY_Up);
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "two\nlines");
  history_step (self, GDK_KEY_Down);
  history_step (self, GDK_KEY_KP_Down);
  assert_typed (self, "draft");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "draft");
}

/* Not even what was changed in an entry, until something is sent. */
static void
test_step_keeps_edits (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  history_send_text (self, "one");
  history_send_text (self, "two");
  window_type (history_get_window (self), "draft");
  history_step (self, GDK_KEY_Up);
  window_type (history_get_window (self), "two, edited");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "two, edited");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "draft");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "two, edited");

  window_do (history_get_window (self), "send");
  assert_receives (self, "two, edited");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "two");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "two, edited");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "draft");
}

/* The box still has what was just sent: the previous one is the one before. */
static void
test_step_after_sending (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  history_send_text (self, "one");
  history_send_text (self, "two");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  window_do (history_get_window (self), "send");
  assert_receives (self, "one");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "two");
  history_step (self, GDK_KEY_Down);
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "one");

  window_type (history_get_window (self), "new");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "new");
}

/* Sending empties the box; what was put aside for the entry comes back. */
static void
test_step_and_clear (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gtk_check_button_set_active (window_child (self->window.page->send_panel, "clear_after_sending"), TRUE);
  history_send_text (self, "one");
  assert_typed (self, "");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "");

  window_type (history_get_window (self), "draft");
  history_step (self, GDK_KEY_Up);
  window_do (history_get_window (self), "send");
  assert_receives (self, "one");
  assert_typed (self, "draft");
  window_do (history_get_window (self), "send");
  assert_receives (self, "draft");
  assert_typed (self, "");
}

/* Drafts that pile up are all still there. */
static void
test_several_drafts (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  history_send_text (self, "one");
  window_type (history_get_window (self), "first");
  history_step (self, GDK_KEY_Up);
  window_do (history_get_window (self), "send");
  assert_receives (self, "one");
  window_type (history_get_window (self), "second");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "second");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "first");
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "second");
}

/* The options of the text come with it; the checksum, which is of the conversation, stays. */
static void
test_options (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkCheckButton *hex = history_get_option (self, "hex");
  GtkCheckButton *escapes = history_get_option (self, "escapes");

  gtk_check_button_set_active (escapes, TRUE);
  window_type (history_get_window (self), "a\\n");
  window_do (history_get_window (self), "send");
  assert_receives (self, "a\n");
  gtk_check_button_set_active (escapes, FALSE);
  window_type (history_get_window (self), "");
  gtk_check_button_set_active (hex, TRUE);
  window_type (history_get_window (self), "41 42");
  window_do (history_get_window (self), "send");
  assert_receives (self, "AB");
  window_type (history_get_window (self), "");
  gtk_check_button_set_active (hex, FALSE);
  window_type (history_get_window (self), "draft\\");
  g_object_set (history_get_checksum (self), "selected", (guint) SOCKEYE_CHECKSUM_SUM_8, NULL);

  history_step (self, GDK_KEY_Up);
  assert_typed (self, "41 42");
  g_assert_true (gtk_check_button_get_active (hex));
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "a\\n");
  g_assert_false (gtk_check_button_get_active (hex));
  g_assert_true (gtk_check_button_get_active (escapes));
  history_step (self, GDK_KEY_Down);
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "draft\\");
  g_assert_false (gtk_check_button_get_active (hex));
  g_assert_false (gtk_check_button_get_active (escapes));
  g_assert_cmpint (sockeye_workspace_get_plan (self->window.page->workspace)->checksum, ==,
                   SOCKEYE_CHECKSUM_SUM_8);
}

static void
test_variables (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkCheckButton *variables = history_get_option (self, "variables");

  gtk_check_button_set_active (variables, TRUE);
  window_type (history_get_window (self), "one $${");
  window_do (history_get_window (self), "send");
  assert_receives (self, "one ${");
  gtk_check_button_set_active (variables, FALSE);
  history_send_text (self, "two $${");

  history_step (self, GDK_KEY_Up);
  assert_typed (self, "one $${");
  g_assert_true (gtk_check_button_get_active (variables));
  window_do (history_get_window (self), "send");
  assert_receives (self, "one ${");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "two $${");
  g_assert_false (gtk_check_button_get_active (variables));
}

static void
test_pass_over_too_long (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  const SockeyeSendPlan plan = { 0 };

  history_send_text (self, "short");
  sockeye_history_add (self->history, text, &plan, sockeye_charset_find ("utf-8"));
  window_type (history_get_window (self), "draft");
  history_step (self, GDK_KEY_Up);
  assert_typed (self, "short");
  g_assert_nonnull (strstr (window_get_send_notice (history_get_window (self)), "100.0"));
  history_step (self, GDK_KEY_Down);
  assert_typed (self, "draft");
}

static void
test_keys_of_the_text (HistoryFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gpointer text = window_child (self->window.page->send_box, "text");

  history_send_text (self, "one");
  window_type (history_get_window (self), "draft");
  g_assert_false (history_press (text, GDK_KEY_Up, 0));
  g_assert_false (history_press (text, GDK_KEY_Up, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_false (history_press (text, GDK_KEY_Left, GDK_CONTROL_MASK));
  assert_typed (self, "draft");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  HISTORY_TEST ("/history-recall/step", test_step);
  HISTORY_TEST ("/history-recall/step-keeps-edits", test_step_keeps_edits);
  HISTORY_TEST ("/history-recall/step-after-sending", test_step_after_sending);
  HISTORY_TEST ("/history-recall/step-and-clear", test_step_and_clear);
  HISTORY_TEST ("/history-recall/several-drafts", test_several_drafts);
  HISTORY_TEST ("/history-recall/options", test_options);
  HISTORY_TEST ("/history-recall/variables", test_variables);
  HISTORY_TEST ("/history-recall/pass-over-too-long", test_pass_over_too_long);
  HISTORY_TEST ("/history-recall/keys-of-the-text", test_keys_of_the_text);
  return g_test_run ();
}
