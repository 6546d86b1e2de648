/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-fixture.h"

#include "replies-window.h"
#include "reply-editor.h"
#include "reply-row.h"
#include "send-text.h"

#include <glib/gstdio.h>

typedef struct
{
  WindowFixture base;
  GtkWindow *replies;
  SockeyeResponder *responder; /* borrowed, as the next one */
  SockeyeReplyRules *rules;
} Replies;

static char *
get_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "sockeye", "replies.ini", NULL);
}

static GtkWindow *
find_window (Replies *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_REPLIES_WINDOW (l->data)
        && gtk_window_get_transient_for (l->data) == GTK_WINDOW (self->base.window))
      return l->data;
  return NULL;
}

static void
open_replies (Replies *self)
{
  self->responder = sockeye_workspace_get_responder (self->base.page->workspace);
  self->rules = sockeye_responder_get_rules (self->responder);
  window_do (&self->base, "replies");
  self->replies = find_window (self);
  g_assert_nonnull (self->replies);
  window_wait_for (sockeye_reply_store_is_loaded (sockeye_responder_get_store (self->responder)));
}

static void
set_up (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = get_path ();

  g_unlink (path);
  window_fixture_set_up (&self->base, NULL);
  open_replies (self);
}

/* What is still to be written would come back in the next test. */
static void
tear_down (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeReplyStore) store = g_object_ref (sockeye_responder_get_store (self->responder));

  window_fixture_tear_down (&self->base, NULL);
  window_wait_for (sockeye_reply_store_is_saved (store));
}

static gboolean
can (Replies *self, const char *action)
{
  /* An action of a widget class is told by the buttons that have it. */
  GtkWidget *widget = GTK_WIDGET (self->replies);

  for (GtkWidget *child = widget; child != NULL;)
    {
      GtkWidget *next = gtk_widget_get_first_child (child);

      if (GTK_IS_ACTIONABLE (child)
          && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (child)), action) == 0)
        return gtk_widget_is_sensitive (child);
      while (next == NULL && child != widget)
        {
          next = gtk_widget_get_next_sibling (child);
          child = gtk_widget_get_parent (child);
        }
      child = next;
    }
  g_assert_not_reached ();
}

static void
do_action (Replies *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->replies), action, NULL));
}

static void
add (Replies *self, const char *what)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->replies), "replies.add", "s", what));
}

static GtkWidget *
get_editor (Replies *self)
{
  return window_child (self->replies, "editor");
}

#define field(self, name) window_child (get_editor (self), name)

static const SockeyeReplyFields *
get_fields (Replies *self, guint row)
{
  g_autoptr (SockeyeReplyItem) item = g_list_model_get_item (G_LIST_MODEL (self->rules), row);

  return sockeye_reply_rule_get_fields (sockeye_reply_item_get_rule (item));
}

static guint
count_rules (Replies *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rules));
}

static GtkListBoxRow *
get_row (Replies *self, guint row)
{
  return gtk_list_box_get_row_at_index (window_child (self->replies, "list"), (int) row);
}

static guint
get_selected (Replies *self)
{
  return (guint) gtk_list_box_row_get_index (
      gtk_list_box_get_selected_row (window_child (self->replies, "list")));
}

static void
select_row (Replies *self, guint row)
{
  gtk_list_box_select_row (window_child (self->replies, "list"), get_row (self, row));
}

static void
assert_names (Replies *self, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < count_rules (self); i++)
    g_string_append_printf (names, "%s;", get_fields (self, i)->name);
  g_assert_cmpstr (names->str, ==, expected);
}

/* The ready rules, and what is done with rows. */
static void
test_rows (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_false (gtk_widget_get_visible (get_editor (self)));
  g_assert_false (can (self, "replies.delete"));
  add (self, "echo");
  add (self, "discard");
  add (self, "http");
  assert_names (self, "Echo;Discard;HTTP 200;HTTP 200 to HEAD;");
  g_assert_cmpuint (get_selected (self), ==, 2);
  g_assert_true (gtk_widget_get_visible (get_editor (self)));

  do_action (self, "replies.up");
  do_action (self, "replies.up");
  assert_names (self, "HTTP 200;Echo;Discard;HTTP 200 to HEAD;");
  g_assert_cmpuint (get_selected (self), ==, 0);
  g_assert_false (can (self, "replies.up"));
  do_action (self, "replies.down");
  assert_names (self, "Echo;HTTP 200;Discard;HTTP 200 to HEAD;");

  do_action (self, "replies.duplicate");
  assert_names (self, "Echo;HTTP 200;HTTP 200;Discard;HTTP 200 to HEAD;");
  g_assert_cmpuint (get_selected (self), ==, 2);

  select_row (self, 3);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field (self, "name"))), ==, "Discard");
  do_action (self, "replies.delete");
  assert_names (self, "Echo;HTTP 200;HTTP 200;HTTP 200 to HEAD;");
  g_assert_cmpuint (get_selected (self), ==, 3);
  g_assert_true (gtk_widget_get_visible (window_child (self->replies, "undo")));
  g_assert_cmpstr (gtk_label_get_label (window_child (self->replies, "undo_label")), ==,
                   "The rule “Discard” was deleted.");
  do_action (self, "replies.undo");
  assert_names (self, "Echo;HTTP 200;HTTP 200;Discard;HTTP 200 to HEAD;");
  g_assert_cmpuint (get_selected (self), ==, 3);
  g_assert_false (gtk_widget_get_visible (window_child (self->replies, "undo")));

  while (count_rules (self) > 0)
    do_action (self, "replies.delete");
  g_assert_false (gtk_widget_get_visible (get_editor (self)));
  do_action (self, "replies.undo");
  g_assert_cmpuint (count_rules (self), ==, 1);
}

static void
set_text (Replies *self, const char *text)
{
  sockeye_send_text_set_text (field (self, "text"), text);
}

static gboolean
says (Replies *self, const char *label, const char *words)
{
  GtkWidget *widget = field (self, label);

  return gtk_widget_get_visible (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), words) != NULL;
}

/* What is wrong is said at its field while it is typed, and nothing of it is lost. */
static void
test_checks (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  add (self, "empty");
  g_assert_false (gtk_widget_get_visible (field (self, "pattern_message")));
  g_object_set (field (self, "when"), "selected", (guint) SOCKEYE_REPLY_WHEN_REGEX, NULL);
  g_object_set (field (self, "pattern"), "text", "ab(c", NULL);
  g_assert_true (says (self, "pattern_message", "not a regular expression"));
  g_assert_true (says (self, "pattern_message", "char 4"));
  g_assert_true (gtk_widget_has_css_class (field (self, "pattern"), "error"));
  g_object_set (field (self, "pattern"), "text", "ab(c)", NULL);
  g_assert_false (gtk_widget_get_visible (field (self, "pattern_message")));

  g_object_set (field (self, "when"), "selected", (guint) SOCKEYE_REPLY_WHEN_EQUALS, NULL);
  g_object_set (field (self, "pattern_form"), "selected", 1, NULL);
  g_object_set (field (self, "pattern"), "text", "41 4", NULL);
  g_assert_true (gtk_widget_get_visible (field (self, "pattern_message")));
  g_object_set (field (self, "pattern"), "text", "0x41", NULL);
  g_assert_false (gtk_widget_get_visible (field (self, "pattern_message")));

  g_object_set (field (self, "from"), "text", "localhost", NULL);
  g_assert_true (says (self, "from_message", "no address"));
  g_object_set (field (self, "from"), "text", "::1", NULL);
  g_assert_false (gtk_widget_get_visible (field (self, "from_message")));

  set_text (self, "${nothing}");
  g_assert_true (says (self, "text_message", "no variable"));
  set_text (self, "${0}");
  g_assert_true (says (self, "preview", "${0} is the message"));
  set_text (self, "😀");
  g_assert_true (says (self, "preview", "4 bytes: F0 9F 98 80"));
  sockeye_workspace_set_charset (self->base.page->workspace, sockeye_charset_find ("gbk"));
  g_assert_true (gtk_widget_get_visible (field (self, "text_message")));
  window_wait_for (gtk_widget_get_visible (window_child (get_row (self, 0), "warning")));
  sockeye_workspace_set_charset (self->base.page->workspace, sockeye_charset_find ("utf-8"));
  g_assert_false (gtk_widget_get_visible (field (self, "text_message")));
  window_wait_for (!gtk_widget_get_visible (window_child (get_row (self, 0), "warning")));
}

/* Fields that a rule does not use are not in the way. */
static void
test_fields (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  add (self, "echo");
  g_assert_false (gtk_widget_get_visible (field (self, "pattern_row")));
  g_object_set (field (self, "when"), "selected", (guint) SOCKEYE_REPLY_WHEN_CONTAINS, NULL);
  g_assert_true (gtk_widget_get_visible (field (self, "pattern_row")));
  g_assert_true (gtk_widget_get_visible (field (self, "text")));
  g_object_set (field (self, "with"), "selected", 2, NULL);
  g_assert_false (gtk_widget_get_visible (field (self, "text")));
  g_assert_cmpint (get_fields (self, 0)->with, ==, SOCKEYE_REPLY_WITH_NOTHING);
  g_object_set (field (self, "with"), "selected", 0, NULL);
  g_assert_cmpstr (get_fields (self, 0)->text, ==, "${0}");
}

/* Whom a rule is for can be chosen among those who are connected. */
static void
test_from (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeWorkspace) client = sockeye_workspace_new (NULL);
  SockeyeSession *session = sockeye_workspace_get_session (client);
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .remote_host = "127.0.0.1",
                               .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };
  GtkMenuButton *button;
  GListModel *connections = sockeye_workspace_get_connections (self->base.page->workspace);

  add (self, "echo");
  window_choose_protocol (&self->base, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (&self->base);
  settings.remote_port = sockeye_session_get_local_port (self->base.session);
  sockeye_session_open (session, &settings);
  window_wait_for (sockeye_session_get_state (session) == SOCKEYE_SESSION_OPEN);
  window_wait_for (g_list_model_get_n_items (connections) == 1);

  button = field (self, "from_button");
  gtk_menu_button_popup (button);
  g_assert_cmpint (g_menu_model_get_n_items (gtk_menu_button_get_menu_model (button)), ==, 2);
  gtk_menu_button_popdown (button);
  g_assert_true (
      gtk_widget_activate_action (get_editor (self), "reply.from", "s", sockeye_session_get_local (session)));
  window_wait_for (g_str_equal (get_fields (self, 0)->from, sockeye_session_get_local (session)));
  g_assert_false (gtk_widget_get_visible (field (self, "from_message")));

  sockeye_session_close (session);
  window_wait_for (sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED);
  window_close_session (&self->base);
}

/* Text becomes the digits of its bytes, and again text. */
static void
test_forms (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  add (self, "empty");
  set_text (self, "ab\n");
  g_object_set (field (self, "line_end"), "selected", (guint) SOCKEYE_LINE_END_CRLF, NULL);
  g_object_set (field (self, "with"), "selected", 1, NULL);
  g_assert_cmpstr (get_fields (self, 0)->text, ==, "61 62 0D 0A");
  g_assert_cmpint (get_fields (self, 0)->plan.form, ==, SOCKEYE_SEND_AS_HEX);
  g_object_set (field (self, "checksum"), "selected", (guint) SOCKEYE_CHECKSUM_XOR_8, NULL);
  g_assert_true (says (self, "preview", "5 bytes: 61 62 0D 0A 04"));
  g_object_set (field (self, "with"), "selected", 0, NULL);
  g_assert_cmpstr (get_fields (self, 0)->text, ==, "ab\n");

  /* What has variables has no bytes yet. */
  set_text (self, "${time}");
  g_object_set (field (self, "with"), "selected", 1, NULL);
  g_assert_cmpstr (get_fields (self, 0)->text, ==, "${time}");
  g_assert_true (gtk_widget_get_visible (field (self, "text_message")));
}

/* What is typed holds a moment later, or when another rule is chosen or the window closed, and is kept. */
static void
test_keep (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = get_path ();
  SockeyeReplyStore *store = sockeye_responder_get_store (self->responder);

  add (self, "echo");
  add (self, "daytime");
  g_object_set (field (self, "name"), "text", "Clock", NULL);
  g_assert_cmpstr (get_fields (self, 1)->name, ==, "Daytime");
  window_wait_for (g_str_equal (get_fields (self, 1)->name, "Clock"));

  g_object_set (field (self, "delay"), "value", 20.0, NULL);
  select_row (self, 0);
  g_assert_cmpuint (get_fields (self, 1)->delay_ms, ==, 20);

  g_object_set (field (self, "then"), "selected", 1, NULL);
  gtk_switch_set_active (window_child (get_row (self, 1), "enabled"), FALSE);
  g_assert_false (get_fields (self, 1)->enabled);
  gtk_window_close (self->replies);
  g_assert_true (get_fields (self, 0)->go_on);
  window_wait_for (sockeye_reply_store_is_saved (store));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  /* The next window begins with the table. */
  window_fixture_close (&self->base);
  window_fixture_open (&self->base);
  open_replies (self);
  assert_names (self, "Echo;Clock;");
  g_assert_true (get_fields (self, 0)->go_on);
  g_assert_false (get_fields (self, 1)->enabled);
  g_assert_cmpuint (get_fields (self, 1)->delay_ms, ==, 20);
  g_assert_cmpuint (get_selected (self), ==, 0);
}

static void
test_broken_file (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = get_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *aside = g_strconcat (path, ".broken", NULL);
  const char *message = NULL;

  window_fixture_close (&self->base);
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, "no rules", -1, NULL));
  window_fixture_open (&self->base);
  open_replies (self);
  window_wait_for ((message = sockeye_notice_bar_get_message (window_child (self->replies, "notice")))
                   != NULL);
  g_assert_nonnull (strstr (message, "could not be read"));
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_unlink (aside);
}

static const char *
get_strip (Replies *self)
{
  GtkWidget *strip = GTK_WIDGET (self->base.page->reply_strip);

  return gtk_widget_get_visible (strip) ? gtk_label_get_label (window_child (strip, "text")) : "";
}

/* It begins switched off; while it is on, the window tells so, and answers. */
static void
test_switch (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "127.0.0.1" };
  g_autoptr (SockeyeWorkspace) asker = sockeye_workspace_new (NULL);
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_UDP, .local_host = "127.0.0.1" };
  SockeyeSession *session = sockeye_workspace_get_session (asker);
  SockeyeTraffic traffic;

  g_assert_false (sockeye_responder_is_active (self->responder));
  g_assert_cmpstr (get_strip (self), ==, "");
  gtk_switch_set_active (window_child (self->replies, "active"), TRUE);
  g_assert_cmpstr (get_strip (self), ==, "Auto-reply is on, but no rule is used");
  add (self, "echo");
  window_wait_for (g_str_equal (get_strip (self), "Auto-reply: 1 rule, 0 replies"));

  window_open_session (&self->base);
  sockeye_session_open (session, &settings);
  window_wait_for (sockeye_session_get_state (session) == SOCKEYE_SESSION_OPEN);
  target.port = sockeye_session_get_local_port (self->base.session);
  for (guint i = 0; i < 3; i++)
    g_assert_true (sockeye_workspace_send_text (asker, &target, "hello", NULL));
  window_wait_for (g_str_equal (get_strip (self), "Auto-reply: 1 rule, 3 replies"));
  window_wait_for (g_str_equal (gtk_label_get_label (window_child (get_row (self, 0), "count")), "3"));
  window_wait_for ((sockeye_workspace_get_traffic (asker, &traffic), traffic.received_bytes) == 15);
  do_action (self, "replies.reset");
  g_assert_cmpstr (gtk_label_get_label (window_child (get_row (self, 0), "count")), ==, "0");

  window_do (&self->base, "auto-reply");
  g_assert_false (sockeye_responder_is_active (self->responder));
  g_assert_false (gtk_switch_get_active (window_child (self->replies, "active")));
  g_assert_cmpstr (get_strip (self), ==, "");
  sockeye_session_close (session);
  window_wait_for (sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED);
}

/* There is one for each window, with the rules of that. */
static void
test_windows (Replies *self, gconstpointer data G_GNUC_UNUSED)
{
  Replies other = { .base = self->base };
  GtkWindow *first = self->replies;

  window_do (&self->base, "replies");
  g_assert_true (find_window (self) == first);
  add (self, "echo");
  sockeye_reply_store_flush (sockeye_responder_get_store (self->responder));
  window_wait_for (sockeye_reply_store_is_saved (sockeye_responder_get_store (self->responder)));

  window_fixture_open (&other.base);
  open_replies (&other);
  g_assert_true (other.replies != first);
  assert_names (&other, "Echo;");
  gtk_switch_set_active (window_child (other.replies, "active"), TRUE);
  g_assert_false (sockeye_responder_is_active (self->responder));
  gtk_switch_set_active (window_child (get_row (&other, 0), "enabled"), FALSE);
  g_assert_true (get_fields (self, 0)->enabled);
  tear_down (&other, NULL);
}

#define REPLIES_TEST(name, test) g_test_add (name, Replies, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  REPLIES_TEST ("/replies/rows", test_rows);
  REPLIES_TEST ("/replies/checks", test_checks);
  REPLIES_TEST ("/replies/fields", test_fields);
  REPLIES_TEST ("/replies/from", test_from);
  REPLIES_TEST ("/replies/forms", test_forms);
  REPLIES_TEST ("/replies/keep", test_keep);
  REPLIES_TEST ("/replies/broken-file", test_broken_file);
  REPLIES_TEST ("/replies/switch", test_switch);
  REPLIES_TEST ("/replies/windows", test_windows);
  return g_test_run ();
}
