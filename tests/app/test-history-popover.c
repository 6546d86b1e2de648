/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-fixture.h"

#include "history-button.h"
#include "history-popover.h"

#include <glib/gstdio.h>

/* What was sent, put back and sent again, in a window that is bound and sends to a socket of the test. */
typedef struct
{
  WindowFixture window; /* first: the fixture's functions take it */
  SockeyeHistory *history;
  SockeyeHistoryPopover *popover;
  GSocket *peer;
} Fixture;

static WindowFixture *
get_window (Fixture *self)
{
  return &self->window;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  window_fixture_set_up (&self->window, data);
  self->history = sockeye_application_get_history (self->window.application);
  g_ptr_array_unref (sockeye_history_clear (self->history));
  self->popover = window_child (window_child (self->window.window->send_box, "history"), "popover");

  self->peer = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_assert_true (g_socket_bind (self->peer, address, FALSE, NULL));
  g_socket_set_timeout (self->peer, 20);
  bound = g_socket_get_local_address (self->peer, NULL);
  window_set_port (get_window (self), "remote_port",
                   g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  window_open_session (get_window (self));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->peer);
  window_fixture_tear_down (&self->window, data);
}

static void
assert_received (Fixture *self, const char *wanted, gsize length)
{
  char bytes[256];
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive (self->peer, bytes, sizeof bytes, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (bytes, (gsize) n, wanted, length);
}

#define assert_receives(self, wanted) assert_received (self, wanted, strlen (wanted))

static void
send_text (Fixture *self, const char *text)
{
  window_type (get_window (self), text);
  window_do (get_window (self), "send");
  assert_receives (self, text);
}

#define assert_typed(self, text)                                                                             \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *now_typed = window_get_typed (get_window (self));                                       \
    g_assert_cmpstr (now_typed, ==, text);                                                                   \
  }                                                                                                          \
  G_STMT_END

static gpointer
get_option (Fixture *self, const char *name)
{
  return window_child (window_child (self->window.window->send_box, "payload"), name);
}

static gpointer
get_checksum (Fixture *self)
{
  return window_child (get_option (self, "checksum_fields"), "checksum");
}

/* As the keys come: to the widget's controllers, until one of them takes it. */
static gboolean
press (gpointer widget, guint keyval, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; !taken && i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, modifiers, &taken);
    }
  return taken;
}

static void
step (Fixture *self, guint keyval)
{
  g_assert_true (press (window_child (self->window.window->send_box, "text"), keyval, GDK_CONTROL_MASK));
}

static void
open_popover (Fixture *self)
{
  gtk_popover_popup (GTK_POPOVER (self->popover));
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->popover)));
}

static gboolean
is_closed (Fixture *self)
{
  return !gtk_widget_get_visible (GTK_WIDGET (self->popover));
}

/* While it is closed the list has nothing, and all of the history stands for it. */
static GListModel *
get_shown (Fixture *self)
{
  GtkSelectionModel *model = gtk_list_view_get_model (window_child (self->popover, "list"));

  return model != NULL ? G_LIST_MODEL (model) : G_LIST_MODEL (self->history);
}

static void
assert_shown (Fixture *self, const char *wanted)
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
send_selected (Fixture *self)
{
  g_assert_true (press (window_child (self->popover, "search"), GDK_KEY_Return, GDK_CONTROL_MASK));
}

static const char *
get_page (Fixture *self)
{
  return gtk_stack_get_visible_child_name (window_child (self->popover, "stack"));
}

static void
search (Fixture *self, const char *text)
{
  gtk_editable_set_text (window_child (self->popover, "search"), text);
}

/* --- Ctrl+Up and Ctrl+Down */

static void
test_step (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  send_text (self, "one");
  send_text (self, "two\nlines");
  send_text (self, "three");
  window_type (get_window (self), "draft");

  step (self, GDK_KEY_Up);
  assert_typed (self, "three");
  step (self, GDK_KEY_KP_Up);
  assert_typed (self, "two\nlines");
  step (self, GDK_KEY_Up);
  step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  step (self, GDK_KEY_Down);
  assert_typed (self, "two\nlines");
  step (self, GDK_KEY_Down);
  step (self, GDK_KEY_KP_Down);
  assert_typed (self, "draft");
  step (self, GDK_KEY_Down);
  assert_typed (self, "draft");
}

/* Not even what was changed in an entry, until something is sent. */
static void
test_step_keeps_edits (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  send_text (self, "one");
  send_text (self, "two");
  window_type (get_window (self), "draft");
  step (self, GDK_KEY_Up);
  window_type (get_window (self), "two, edited");
  step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  step (self, GDK_KEY_Down);
  assert_typed (self, "two, edited");
  step (self, GDK_KEY_Down);
  assert_typed (self, "draft");
  step (self, GDK_KEY_Up);
  assert_typed (self, "two, edited");

  window_do (get_window (self), "send");
  assert_receives (self, "two, edited");
  step (self, GDK_KEY_Up);
  assert_typed (self, "two");
  step (self, GDK_KEY_Down);
  assert_typed (self, "two, edited");
  step (self, GDK_KEY_Down);
  assert_typed (self, "draft");
}

/* The box still has what was just sent: the previous one is the one before. */
static void
test_step_after_sending (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  send_text (self, "one");
  send_text (self, "two");
  step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  window_do (get_window (self), "send");
  assert_receives (self, "one");
  step (self, GDK_KEY_Up);
  assert_typed (self, "two");
  step (self, GDK_KEY_Down);
  step (self, GDK_KEY_Down);
  assert_typed (self, "one");

  window_type (get_window (self), "new");
  step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  step (self, GDK_KEY_Down);
  assert_typed (self, "new");
}

/* Sending empties the box; what was put aside for the entry comes back. */
static void
test_step_and_clear (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gtk_check_button_set_active (window_child (self->window.window->send_panel, "clear_after_sending"), TRUE);
  send_text (self, "one");
  assert_typed (self, "");
  step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  step (self, GDK_KEY_Down);
  assert_typed (self, "");

  window_type (get_window (self), "draft");
  step (self, GDK_KEY_Up);
  window_do (get_window (self), "send");
  assert_receives (self, "one");
  assert_typed (self, "draft");
  window_do (get_window (self), "send");
  assert_receives (self, "draft");
  assert_typed (self, "");
}

/* Drafts that pile up are all still there. */
static void
test_several_drafts (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  send_text (self, "one");
  window_type (get_window (self), "first");
  step (self, GDK_KEY_Up);
  window_do (get_window (self), "send");
  assert_receives (self, "one");
  window_type (get_window (self), "second");
  step (self, GDK_KEY_Up);
  assert_typed (self, "one");
  step (self, GDK_KEY_Down);
  assert_typed (self, "second");
  step (self, GDK_KEY_Down);
  assert_typed (self, "first");
  step (self, GDK_KEY_Down);
  assert_typed (self, "second");
}

/* The options of the text come with it; the checksum, which is of the conversation, stays. */
static void
test_options (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkCheckButton *hex = get_option (self, "hex");
  GtkCheckButton *escapes = get_option (self, "escapes");

  gtk_check_button_set_active (escapes, TRUE);
  window_type (get_window (self), "a\\n");
  window_do (get_window (self), "send");
  assert_receives (self, "a\n");
  gtk_check_button_set_active (escapes, FALSE);
  window_type (get_window (self), "");
  gtk_check_button_set_active (hex, TRUE);
  window_type (get_window (self), "41 42");
  window_do (get_window (self), "send");
  assert_receives (self, "AB");
  window_type (get_window (self), "");
  gtk_check_button_set_active (hex, FALSE);
  window_type (get_window (self), "draft\\");
  g_object_set (get_checksum (self), "selected", (guint) SOCKEYE_CHECKSUM_SUM_8, NULL);

  step (self, GDK_KEY_Up);
  assert_typed (self, "41 42");
  g_assert_true (gtk_check_button_get_active (hex));
  step (self, GDK_KEY_Up);
  assert_typed (self, "a\\n");
  g_assert_false (gtk_check_button_get_active (hex));
  g_assert_true (gtk_check_button_get_active (escapes));
  step (self, GDK_KEY_Down);
  step (self, GDK_KEY_Down);
  assert_typed (self, "draft\\");
  g_assert_false (gtk_check_button_get_active (hex));
  g_assert_false (gtk_check_button_get_active (escapes));
  g_assert_cmpint (sockeye_workspace_get_plan (self->window.window->workspace)->checksum, ==,
                   SOCKEYE_CHECKSUM_SUM_8);
}

static void
test_pass_over_too_long (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  const SockeyeSendPlan plan = { 0 };

  send_text (self, "short");
  sockeye_history_add (self->history, text, &plan, sockeye_charset_find ("utf-8"));
  window_type (get_window (self), "draft");
  step (self, GDK_KEY_Up);
  assert_typed (self, "short");
  g_assert_nonnull (strstr (window_get_send_notice (get_window (self)), "100.0"));
  step (self, GDK_KEY_Down);
  assert_typed (self, "draft");
}

static void
test_keys_of_the_text (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gpointer text = window_child (self->window.window->send_box, "text");

  send_text (self, "one");
  window_type (get_window (self), "draft");
  g_assert_false (press (text, GDK_KEY_Up, 0));
  g_assert_false (press (text, GDK_KEY_Up, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_false (press (text, GDK_KEY_Left, GDK_CONTROL_MASK));
  assert_typed (self, "draft");
}

/* --- The popover */

static void
test_empty (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  open_popover (self);
  g_assert_cmpstr (get_page (self), ==, "empty");
  g_assert_false (gtk_widget_get_sensitive (window_child (self->popover, "clear")));
  g_signal_emit_by_name (window_child (self->popover, "search"), "activate");
  send_selected (self);
  press (window_child (self->popover, "search"), GDK_KEY_Down, 0);
  press (window_child (self->popover, "search"), GDK_KEY_Delete, 0);
  g_assert_false (is_closed (self));
}

static void
test_search (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  send_text (self, "Ping");
  send_text (self, "pong");
  send_text (self, "你好");
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
test_put_back (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *entry = window_child (self->popover, "search");
  gpointer editor = window_child (self->window.window->send_box, "text");

  send_text (self, "one");
  send_text (self, "two");
  window_type (get_window (self), "draft");
  open_popover (self);
  g_assert_true (press (entry, GDK_KEY_Down, 0));
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (is_closed (self));
  assert_typed (self, "one");
  window_wait_for (gtk_window_get_focus (GTK_WINDOW (self->window.window))
                   == GTK_WIDGET (window_child (editor, "view")));
  step (self, GDK_KEY_Down);
  assert_typed (self, "two");
  step (self, GDK_KEY_Down);
  assert_typed (self, "draft");

  open_popover (self);
  g_signal_emit_by_name (window_child (self->popover, "list"), "activate", 0u);
  g_assert_true (is_closed (self));
  assert_typed (self, "two");
}

/* In place of a file, there is a text again. */
static void
test_put_back_over_a_file (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/null");

  send_text (self, "one");
  sockeye_send_box_set_file (self->window.window->send_box, file);
  open_popover (self);
  g_signal_emit_by_name (window_child (self->popover, "list"), "activate", 0u);
  g_assert_false (sockeye_send_box_has_file (self->window.window->send_box));
  assert_typed (self, "one");
}

/* As it was: in its encoding, with its checksum, whatever is chosen now, and without a change in the box. */
static void
test_send_again (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeWorkspace *workspace = self->window.window->workspace;
  gpointer checksum = get_checksum (self);

  sockeye_workspace_set_charset (workspace, sockeye_charset_find ("gbk"));
  g_object_set (checksum, "selected", (guint) SOCKEYE_CHECKSUM_XOR_8, NULL);
  window_type (get_window (self), "好");
  window_do (get_window (self), "send");
  assert_received (self, "\xba\xc3\x79", 3);
  sockeye_workspace_set_charset (workspace, sockeye_charset_find ("utf-8"));
  g_object_set (checksum, "selected", 0u, NULL);
  send_text (self, "other");
  window_type (get_window (self), "draft");

  open_popover (self);
  press (window_child (self->popover, "search"), GDK_KEY_Down, 0);
  g_assert_true (press (window_child (self->popover, "search"), GDK_KEY_Return, GDK_CONTROL_MASK));
  assert_received (self, "\xba\xc3\x79", 3);
  assert_typed (self, "draft");
  g_assert_true (is_closed (self));
  assert_shown (self, "好 other");
}

static void
test_send_again_closed (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  send_text (self, "one");
  window_close_session (get_window (self));
  open_popover (self);
  send_selected (self);
  g_assert_true (is_closed (self));
  g_assert_nonnull (strstr (window_get_send_notice (get_window (self)), "Bind first"));
}

/* A long text is said to have been there; it can neither be put back nor sent. */
static void
test_too_long (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  const SockeyeSendPlan plan = { 0 };

  sockeye_history_add (self->history, text, &plan, sockeye_charset_find ("utf-8"));
  window_type (get_window (self), "draft");
  open_popover (self);
  g_signal_emit_by_name (window_child (self->popover, "search"), "activate");
  send_selected (self);
  g_assert_false (is_closed (self));
  assert_typed (self, "draft");
}

static void
test_remove (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *entry = window_child (self->popover, "search");
  GtkWidget *undo = window_child (self->popover, "undo");
  GtkLabel *count = window_child (self->popover, "count");

  send_text (self, "one");
  send_text (self, "two");
  send_text (self, "three");
  open_popover (self);
  g_assert_cmpstr (gtk_label_get_label (count), ==, "3 texts");
  press (entry, GDK_KEY_Down, 0);
  g_assert_true (press (entry, GDK_KEY_Delete, 0));
  assert_shown (self, "three one");
  g_assert_true (press (window_child (self->popover, "list"), GDK_KEY_KP_Delete, 0));
  assert_shown (self, "three");
  g_assert_cmpstr (gtk_label_get_label (count), ==, "2 texts were removed.");
  g_signal_emit_by_name (undo, "clicked");
  assert_shown (self, "three two one");
  g_assert_false (gtk_widget_get_visible (undo));

  /* While there is something to delete in the field, Delete is for that. */
  search (self, "o");
  g_assert_false (press (entry, GDK_KEY_Delete, 0));
  assert_shown (self, "two one");
}

static void
test_clear (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *undo = window_child (self->popover, "undo");

  send_text (self, "one");
  send_text (self, "two");
  open_popover (self);
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
  send_text (self, "three");
  open_popover (self);
  g_assert_false (gtk_widget_get_visible (undo));
}

/* The rows come bit by bit, and then they are all there; what is found is found among all. */
static void
test_many (Fixture *self, gconstpointer data G_GNUC_UNUSED)
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

/* One history for all windows. */
static void
test_two_windows (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  WindowFixture other = self->window;

  send_text (self, "one");
  window_fixture_open (&other);
  open_popover (self);
  g_assert_true (press (window_child (other.window->send_box, "text"), GDK_KEY_Up, GDK_CONTROL_MASK));
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
test_keep (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = get_path ();

  send_text (self, "kept");
  window_wait_for (g_file_test (path, G_FILE_TEST_EXISTS));
  g_settings_set_boolean (self->window.settings, "keep-history", FALSE);
  window_wait_for (!g_file_test (path, G_FILE_TEST_EXISTS));
  open_popover (self);
  assert_shown (self, "kept");
  g_settings_set_boolean (self->window.settings, "keep-history", TRUE);
  window_wait_for (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_damaged (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = get_path ();
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);
  WindowFixture other = self->window;

  g_assert_true (sockeye_history_flush (self->history, 20000));
  g_assert_true (g_file_set_contents (path, "nonsense", -1, NULL));
  window_fixture_open (&other);
  send_text (self, "new");
  window_wait_for (window_get_notice (get_window (self)) != NULL);
  g_assert_nonnull (strstr (window_get_notice (get_window (self)), "history.damaged"));
  g_assert_null (window_get_notice (&other));
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  window_fixture_close (&other);
}

#define HISTORY_TEST(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  HISTORY_TEST ("/history-popover/step", test_step);
  HISTORY_TEST ("/history-popover/step-keeps-edits", test_step_keeps_edits);
  HISTORY_TEST ("/history-popover/step-after-sending", test_step_after_sending);
  HISTORY_TEST ("/history-popover/step-and-clear", test_step_and_clear);
  HISTORY_TEST ("/history-popover/several-drafts", test_several_drafts);
  HISTORY_TEST ("/history-popover/options", test_options);
  HISTORY_TEST ("/history-popover/pass-over-too-long", test_pass_over_too_long);
  HISTORY_TEST ("/history-popover/keys-of-the-text", test_keys_of_the_text);
  HISTORY_TEST ("/history-popover/empty", test_empty);
  HISTORY_TEST ("/history-popover/search", test_search);
  HISTORY_TEST ("/history-popover/put-back", test_put_back);
  HISTORY_TEST ("/history-popover/put-back-over-a-file", test_put_back_over_a_file);
  HISTORY_TEST ("/history-popover/send-again", test_send_again);
  HISTORY_TEST ("/history-popover/send-again-closed", test_send_again_closed);
  HISTORY_TEST ("/history-popover/too-long", test_too_long);
  HISTORY_TEST ("/history-popover/remove", test_remove);
  HISTORY_TEST ("/history-popover/clear", test_clear);
  HISTORY_TEST ("/history-popover/many", test_many);
  HISTORY_TEST ("/history-popover/two-windows", test_two_windows);
  HISTORY_TEST ("/history-popover/keep", test_keep);
  HISTORY_TEST ("/history-popover/damaged", test_damaged);
  return g_test_run ();
}
