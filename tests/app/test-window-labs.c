/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "labs-fixture.h"

/* Every lab that comes with the program, done right and done wrong, with real sockets. */

/* One window for all: making them takes longer than the labs. */
static WindowFixture shared;

/* Where the first step is done. */
static const char *
get_front (guint number)
{
  static const char *const names[] = { "First end", "Client",        "Client", "Server", "Long",
                                       "Server",    "Without reuse", "Sender", "Client", "Broadcaster" };

  return names[number - 1];
}

/* @open: the session that is opened last */
static void
start (WindowFixture *self, guint number, const char *open)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self->window), "labs", g_variant_new_boolean (TRUE));
  choose_lab (self, number);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (get_child (self, "title")))));
  click (self, "start");
  window_wait_for (get_state (self, open) == SOCKEYE_SESSION_OPEN);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (get_child (self, "start"))), ==, "Start again");
  g_assert_false (is_done (self, 1));
  g_assert_true (self->window->page == find_page (self, get_front (number)));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->window->page)));
}

#define assert_missing(self, number, part)                                                                   \
  window_wait_for (strstr (get_message (self, number), part) != NULL && !is_done (self, number))

/* --- Right */

static void
do_udp_hello (WindowFixture *self)
{
  send_text (self, "First end", "hello");
  window_wait_for (is_done (self, 1));
  send_text (self, "Second end", "anything");
  window_wait_for (is_done (self, 2));
  close_session (self, "Second end");
  act (self, "First end", "send");
  window_wait_for (is_all_done (self));
}

/* A rule that answers everything with the text, the only one. */
static void
reply_with (WindowFixture *self, const char *name, const char *text)
{
  SockeyeResponder *responder = sockeye_workspace_get_responder (find_page (self, name)->workspace);
  SockeyeReplyRules *rules = sockeye_responder_get_rules (responder);
  SockeyeReplyFields fields = { .enabled = TRUE, .pattern = "", .from = "", .text = text };
  g_autoptr (SockeyeReplyRule) rule = sockeye_reply_rule_new (&fields, NULL);

  while (g_list_model_get_n_items (G_LIST_MODEL (rules)) > 0)
    sockeye_reply_rules_remove (rules, 0);
  g_assert_true (sockeye_reply_rules_insert (rules, 0, rule));
  sockeye_responder_set_active (responder, TRUE);
}

static void
do_tcp_echo (WindowFixture *self)
{
  act (self, "Client", "send");
  window_wait_for (is_done (self, 1));
  send_text (self, "Server", "hello");
  window_wait_for (is_done (self, 2));
  assert_missing (self, 3, "Auto-reply of Server is not switched on.");
  reply_with (self, "Server", "hello");
  assert_missing (self, 3, "Server: replied by itself since this step began: 0 of 2 times.");
  act (self, "Client", "send");
  assert_missing (self, 3, "Server: replied by itself since this step began: 1 of 2 times.");
  act (self, "Client", "send");
  window_wait_for (is_all_done (self));
}

static void
do_handshake (WindowFixture *self)
{
  act (self, "Client", "open-close");
  window_wait_for (is_done (self, 1));
  close_session (self, "Client");
  window_wait_for (is_all_done (self));
}

static void
do_listener_closed (WindowFixture *self)
{
  act (self, "Server", "stop-listening");
  window_wait_for (is_done (self, 1));
  act (self, "Client", "send");
  window_wait_for (is_done (self, 2));
  act (self, "Late client", "open-close");
  window_wait_for (is_done (self, 3));
  act (self, "Server", "open-close");
  window_wait_for (is_all_done (self));
}

/* Fifty messages may come in one receive. */
static void
assert_took (WindowFixture *self, guint number)
{
  const char *message = get_message (self, number);

  g_assert_true (g_str_has_prefix (message, "From the first to the last: ")
                 || g_str_equal (message, "The first and the last came at once."));
  g_assert_null (strstr (message, " 0.0 ms"));
}

static void
do_short_and_long (WindowFixture *self)
{
  act (self, "Long", "send");
  window_wait_for (is_done (self, 1));
  assert_took (self, 1);
  act (self, "Short", "send");
  window_wait_for (is_all_done (self));
  assert_took (self, 2);
}

static void
do_backlog (WindowFixture *self)
{
  act (self, "Server", "pause-accepting");
  window_wait_for (is_done (self, 1));
  act (self, "First client", "open-close");
  window_wait_for (is_done (self, 2));
  assert_missing (self, 3, "Second client: connections in SYN-SENT: 0, of 1.");
  act (self, "Second client", "open-close");
  window_wait_for (is_done (self, 3));
  act (self, "Server", "pause-accepting");
  window_wait_for (is_all_done (self));
}

static void
do_port_in_use (WindowFixture *self)
{
  act (self, "Without reuse", "open-close");
  window_wait_for (is_done (self, 1));
  close_session (self, "Server");
  window_wait_for (is_done (self, 2));
  act (self, "Without reuse", "open-close");
  window_wait_for (is_done (self, 3));
  act (self, "Server", "open-close");
  window_wait_for (is_all_done (self));
}

static void
do_encodings (WindowFixture *self)
{
  set_encoding (self, "Sender", "utf-8");
  act (self, "Sender", "send");
  window_wait_for (is_done (self, 1));
  assert_missing (self, 2, "The encoding of Receiver is GBK, not UTF-8.");
  set_encoding (self, "Receiver", "utf-8");
  window_wait_for (is_done (self, 2));
  set_encoding (self, "Sender", "gbk");
  act (self, "Sender", "send");
  window_wait_for (is_done (self, 3));
  set_encoding (self, "Receiver", "gbk");
  window_wait_for (is_all_done (self));
}

static void
do_sticky (WindowFixture *self)
{
  const SockeyeFraming lines = { .kind = SOCKEYE_FRAMING_DELIMITER,
                                 .delimiter = "\n",
                                 .delimiter_length = 1 };

  act (self, "Client", "send");
  window_wait_for (is_done (self, 1));
  assert_missing (self, 2, "The log of Server still shows every receive as it came.");
  sockeye_log_model_set_framing (sockeye_workspace_get_log (find_page (self, "Server")->workspace), &lines);
  window_wait_for (is_all_done (self));
}

static void
join (WindowFixture *self, const char *name)
{
  SockeyeGroup group;

  g_assert_true (sockeye_group_set (&group, "239.255.42.42", "lo", NULL));
  sockeye_session_change_group_async (get_session (self, name), &group, TRUE, NULL, NULL);
}

static void
do_multicast (WindowFixture *self)
{
  guint64 before = count_received (self, "No member");

  act (self, "Broadcaster", "send");
  window_wait_for (is_done (self, 1));
  act (self, "Multicaster", "send");
  window_wait_for (is_done (self, 2));
  g_assert_cmpuint (count_received (self, "No member"), ==, before + 1);
  join (self, "No member");
  window_wait_for (is_done (self, 3));
  act (self, "Multicaster", "send");
  window_wait_for (is_all_done (self));
}

/* --- Wrong */

/* The step cannot be done without it, and its hint is told once it is open again. */
static void
close_and_open (WindowFixture *self, const char *name, const char *told, const char *hint)
{
  close_session (self, name);
  assert_missing (self, 1, told);
  g_assert_null (strstr (get_message (self, 1), hint));
  act (self, name, "open-close");
  assert_missing (self, 1, hint);
}

static void
mistake_udp_hello (WindowFixture *self)
{
  assert_missing (self, 1, "Second end has received nothing yet. Press Send in");
  close_and_open (self, "Second end", "yet. “Second end” is closed: press Bind there, or Start again here.",
                  "Press Send in");
  /* An answer to nothing is told to be one, and is to be sent once more. */
  send_text (self, "Second end", "early");
  window_wait_for (count_received (self, "First end") == 1);
  send_text (self, "First end", "hallo");
  assert_missing (self, 1, "Second end has not received “hello”, but something else (bytes: 5).");
  /* Somebody is there, so that nothing is refused. */
  send_text (self, "First end", "hello");
  window_wait_for (is_done (self, 1));
  assert_missing (self, 2, "First end: this has happened already, but before its turn.");
  send_text (self, "Second end", "anything");
  act (self, "First end", "send");
  window_wait_for (count_received (self, "Second end") == 3);
  look_again (self, 1);
  assert_missing (self, 3, "First end has got no ICMP message “port unreachable” yet. Once “Second end” is");
}

static void
mistake_tcp_echo (WindowFixture *self)
{
  close_and_open (self, "Client", "yet. “Client” is closed: press Connect there, or Start again here.",
                  "Press Send in");
  act (self, "Client", "send");
  window_wait_for (is_done (self, 1));
  send_text (self, "Server", "bye");
  assert_missing (self, 2, "Client has not received “hello”, but something else (bytes: 3).");

  /* The echo by hand does not count as one by itself, nor does another reply. */
  send_text (self, "Server", "hello");
  window_wait_for (is_done (self, 2));
  act (self, "Server", "send");
  act (self, "Server", "send");
  window_wait_for (get_traffic (self, "Client").received_bytes == strlen ("bye") + 3 * strlen ("hello"));
  look_again (self, 2);
  assert_missing (self, 3, "Auto-reply of Server is not switched on.");
  reply_with (self, "Server", "bye");
  for (guint i = 0; i < 2; i++)
    {
      guint64 before = get_traffic (self, "Client").received_bytes;

      act (self, "Client", "send");
      window_wait_for (get_traffic (self, "Client").received_bytes == before + strlen ("bye"));
    }
  look_again (self, 2);
  assert_missing (self, 3, "Server has not replied “hello”, but something else (bytes: ");
}

/* The server is stopped before there is a connection, and then closes first. */
static void
mistake_handshake (WindowFixture *self)
{
  close_and_open (self, "Server", "yet. “Server” is closed: press Listen there, or Start again here.",
                  "Press Connect in");
  act (self, "Client", "open-close");
  window_wait_for (is_done (self, 1));
  close_session (self, "Server");
  window_wait_for (get_state (self, "Client") == SOCKEYE_SESSION_CLOSED);
  look_again (self, 3);
  assert_missing (self, 2,
                  "Nobody has closed a connection to Server from the far end yet. “Server” is closed");
}

/* Closes the connections as well, sends too early, and disconnects the client. */
static void
mistake_listener_closed (WindowFixture *self)
{
  close_session (self, "Server");
  window_wait_for (get_state (self, "Client") == SOCKEYE_SESSION_CLOSED);
  look_again (self, 4);
  assert_missing (self, 1, "Server has not yet stopped listening in such a way that its connections go on.");
  act (self, "Server", "open-close");
  window_wait_for (get_state (self, "Server") == SOCKEYE_SESSION_OPEN);
  act (self, "Client", "open-close");
  window_wait_for (sockeye_session_get_n_connections (get_session (self, "Server")) == 1);

  act (self, "Client", "send");
  window_wait_for (count_received (self, "Server") == 1);
  look_again (self, 4);
  act (self, "Server", "stop-listening");
  window_wait_for (is_done (self, 1));
  close_session (self, "Client");
  look_again (self, 4);
  assert_missing (self, 2, "Server: this has happened already, but before its turn.");
}

/* The long connection once more, in place of the short ones. */
static void
mistake_short_and_long (WindowFixture *self)
{
  act (self, "Long", "send");
  window_wait_for (is_done (self, 1));
  act (self, "Long", "send");
  look_again (self, 5);
  assert_missing (self, 2, "Server: since this step began, this has not happened.");
}

/* The first client is accepted, so that there is room for the second one. */
static void
mistake_backlog (WindowFixture *self)
{
  act (self, "First client", "open-close");
  act (self, "Second client", "open-close");
  window_wait_for (sockeye_session_get_n_connections (get_session (self, "Server")) == 2);
  look_again (self, 6);
  assert_missing (self, 1, "Server has not paused accepting yet.");
  act (self, "Server", "pause-accepting");
  window_wait_for (is_done (self, 1));
  assert_missing (self, 2,
                  "First client: this has happened already, but before its turn. Do it again, or press "
                  "Start again. Press Connect in “First client”. If it is connected already,");
  /* As the hint says. */
  close_session (self, "First client");
  act (self, "First client", "open-close");
  window_wait_for (is_done (self, 2));
}

/* The client closes first. */
static void
mistake_port_in_use (WindowFixture *self)
{
  act (self, "Without reuse", "open-close");
  window_wait_for (is_done (self, 1));
  close_session (self, "Client");
  close_session (self, "Server");
  assert_missing (self, 2, "Server: connections in TIME-WAIT: 0, of 1.");
  look_again (self, 7);
  g_assert_false (is_done (self, 2));
}

static void
mistake_encodings (WindowFixture *self)
{
  set_encoding (self, "Sender", "gbk");
  act (self, "Sender", "send");
  assert_missing (self, 1, "Receiver has not received “E4BDA0E5A5BD”, but something else (bytes: 4).");
}

static void
mistake_sticky (WindowFixture *self)
{
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  g_autoptr (GError) error = NULL;

  sockeye_workspace_send_text (find_page (self, "Client")->workspace, &target, "hello", &error);
  g_assert_no_error (error);
  assert_missing (self, 1, "Server: of 1 receives, 0 held bytes of several sends; 1 are asked for.");
}

static void
mistake_multicast (WindowFixture *self)
{
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "127.0.0.1" };
  g_autoptr (GError) error = NULL;

  target.port = sockeye_session_get_local_port (get_session (self, "No member"));
  sockeye_workspace_send_text (find_page (self, "Broadcaster")->workspace, &target, "to one", &error);
  g_assert_no_error (error);
  window_wait_for (count_received (self, "No member") + count_received (self, "Member") == 1);
  look_again (self, 10);
  g_assert_false (is_done (self, 1));
}

/* --- Each of them */

typedef struct
{
  const char *name;
  guint number;
  const char *opened_last;
  gboolean starts_again; /* the mistake cannot be mended */
  void (*mistake) (WindowFixture *self);
  void (*right) (WindowFixture *self);
} LabTest;

static const LabTest lab_tests[] = {
  { "/window-labs/udp-hello", 1, "Second end", FALSE, mistake_udp_hello, do_udp_hello },
  { "/window-labs/tcp-echo", 2, "Client", TRUE, mistake_tcp_echo, do_tcp_echo },
  { "/window-labs/handshake", 3, "Server", TRUE, mistake_handshake, do_handshake },
  { "/window-labs/listener-closed", 4, "Client", TRUE, mistake_listener_closed, do_listener_closed },
  { "/window-labs/short-and-long", 5, "Short", FALSE, mistake_short_and_long, do_short_and_long },
  { "/window-labs/backlog", 6, "Server", TRUE, mistake_backlog, do_backlog },
  { "/window-labs/port-in-use", 7, "Client", TRUE, mistake_port_in_use, do_port_in_use },
  { "/window-labs/encodings", 8, "Receiver", FALSE, mistake_encodings, do_encodings },
  { "/window-labs/sticky", 9, "Client", FALSE, mistake_sticky, do_sticky },
  { "/window-labs/multicast", 10, "Multicaster", FALSE, mistake_multicast, do_multicast },
};

/* Wrong, and then right. */
static void
test_lab (gconstpointer data)
{
  const LabTest *test = data;

  start (&shared, test->number, test->opened_last);
  test->mistake (&shared);
  if (test->starts_again)
    start (&shared, test->number, test->opened_last);
  test->right (&shared);
}

/* --- The pane */

/* Its tabs are made anew, and others are left alone. */
static void
test_start_again (gconstpointer data G_GNUC_UNUSED)
{
  WindowFixture *self = &shared;
  g_autoptr (GPtrArray) pages = NULL;
  gpointer workspace;

  start (self, 6, "Server");
  sockeye_session_page_save_state (find_page (self, "Server"));
  start (self, 2, "Client");
  act (self, "Client", "send");
  window_wait_for (is_done (self, 1));
  click (self, "start");
  window_wait_for (get_state (self, "Client") == SOCKEYE_SESSION_OPEN);
  g_assert_false (is_done (self, 1));
  pages = sockeye_window_get_pages (self->window);
  g_assert_cmpuint (pages->len, ==, 3);
  g_assert_true (pages->pdata[0] == self->page);

  workspace = find_page (self, "Client")->workspace;
  g_object_add_weak_pointer (workspace, &workspace);
  sockeye_window_discard_page (self->window, find_page (self, "Client"));
  window_wait_for (
      g_str_has_prefix (gtk_label_get_label (GTK_LABEL (get_child (self, "result"))), "A tab of this lab"));
  window_wait_for (workspace == NULL);
}

static void
test_keys (gconstpointer data G_GNUC_UNUSED)
{
  WindowFixture *self = &shared;
  GtkWidget *pane;

  g_action_group_change_action_state (G_ACTION_GROUP (self->window), "labs", g_variant_new_boolean (FALSE));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.labs", NULL);
  pane = GTK_WIDGET (self->window->labs_pane);
  g_assert_true (gtk_widget_get_visible (pane));
  choose_lab (self, 1);
  window_wait_for (gtk_widget_has_focus (get_child (self, "start")));
  gtk_test_accessible_assert_property (window_child (get_step (self, 1), "mark"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Step 1");
  click (self, "back");
  window_wait_for (gtk_widget_get_focus_child (get_child (self, "list")) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.labs", NULL);
  g_assert_false (gtk_widget_get_visible (pane));
}

/* Last: whatever is open. Nothing may keep the window, and nothing of the labs is left in the settings. */
static void
test_close (gconstpointer data G_GNUC_UNUSED)
{
  shared.window->agreed = TRUE;
  window_fixture_close (&shared);
  g_assert_cmpint (g_settings_get_enum (shared.settings, "protocol"), ==, SOCKEYE_PROTOCOL_UDP);
  g_assert_cmpuint (g_settings_get_uint (shared.settings, "backlog"), ==, 4096);
  g_assert_false (g_settings_get_boolean (shared.settings, "repeat"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  window_fixture_set_up (&shared, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (lab_tests); i++)
    g_test_add_data_func (lab_tests[i].name, &lab_tests[i], test_lab);
  g_test_add_data_func ("/window-labs/start-again", NULL, test_start_again);
  g_test_add_data_func ("/window-labs/keys", NULL, test_keys);
  g_test_add_data_func ("/window-labs/close", NULL, test_close);
  return g_test_run ();
}
