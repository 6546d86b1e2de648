/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "framing-panel.h"
#include "framing-store.h"
#include "log-view-private.h"
#include "window-peers.h"

#include <sys/socket.h>

/* What is left out is said; as received, all of it is there. */
static void
test_left_out (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeLogModel *log = sockeye_workspace_get_log (self->page->workspace);
  GtkWidget *label = window_child (self->page->data_log, "left_out");
  SockeyeFraming lines = { .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = "\n", .delimiter_length = 1 };
  g_autoptr (GSocket) client = NULL;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  client = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 1);
  sockeye_log_model_set_framing (log, &lines);
  sockeye_log_frames_set_limit (sockeye_log_model_get_frames (log), 2);
  send_text (client, "one\ntwo\nthree\nfour\n");
  window_wait_for (gtk_widget_get_visible (label));
  window_wait_for (window_log_shows (self, "four"));
  g_assert_false (window_log_shows (self, "one"));

  sockeye_log_model_set_framing (log, NULL);
  send_text (client, "five\n");
  window_wait_for (window_log_shows (self, "five"));
  g_assert_false (gtk_widget_get_visible (label));
  g_assert_true (window_log_shows (self, "one"));
}

/* By whom a record is, what it is, and when it was: each holds at once, and for what arrives. */
static void
test_filter (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeLogModel *log = sockeye_workspace_get_log (self->page->workspace);
  g_autoptr (GSocket) one = NULL;
  g_autoptr (GSocket) other = NULL;
  GtkWidget *panel;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  one = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 1);
  other = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 2);
  send_text (one, "first");
  send_text (other, "second");
  window_wait_for (window_log_shows (self, "first") && window_log_shows (self, "second"));

  window_do (self, "filter");
  panel = window_child (sockeye_data_log_get_find_bar (self->page->data_log), "filter_panel");
  window_wait_for (gtk_widget_get_mapped (panel));
  gtk_drop_down_set_selected (window_child (panel, "peer"), 2); /* the newest comes first */
  window_wait_for (window_log_shows (self, "first") && !window_log_shows (self, "second"));
  send_text (other, "third");
  send_text (one, "fourth");
  window_wait_for (window_log_shows (self, "fourth"));
  g_assert_false (window_log_shows (self, "third"));
  gtk_drop_down_set_selected (window_child (panel, "peer"), 0);
  window_wait_for (window_log_shows (self, "second") && window_log_shows (self, "third"));

  gtk_check_button_set_active (window_child (panel, "received"), FALSE);
  window_wait_for (!window_log_shows (self, "first") && window_log_shows (self, "Listening on"));
  gtk_check_button_set_active (window_child (panel, "received"), TRUE);
  gtk_check_button_set_active (window_child (panel, "events"), FALSE);
  window_wait_for (window_log_shows (self, "first") && !window_log_shows (self, "Listening on"));

  g_object_set (window_child (panel, "time_to"), "text", "2001-01-01", NULL);
  window_wait_for (g_list_model_get_n_items (G_LIST_MODEL (log)) == 0);
  g_object_set (window_child (panel, "time_to"), "text", "", NULL);
  g_object_set (window_child (panel, "time_from"), "text", "2001-01-01", NULL);
  window_wait_for (g_list_model_get_n_items (G_LIST_MODEL (log)) == 4);
  g_object_set (window_child (panel, "time_from"), "text", "2999-01-01", NULL);
  window_wait_for (g_list_model_get_n_items (G_LIST_MODEL (log)) == 0);
}

/* A filter names so many records and no more, and says when there are others. */
static void
test_full_filter (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeLogModel *log = sockeye_workspace_get_log (self->page->workspace);
  g_autoptr (GSocket) client = NULL;
  SockeyeFindBar *find_bar;
  GtkWidget *panel;
  GtkLabel *shown;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  client = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 1);

  window_do (self, "find");
  find_bar = sockeye_data_log_get_find_bar (self->page->data_log);
  panel = window_child (find_bar, "filter_panel");
  shown = window_child (find_bar, "shown");
  gtk_check_button_set_active (window_child (panel, "events"), FALSE);
  g_assert_nonnull (sockeye_log_model_get_filter (log));
  sockeye_scan_set_limit (sockeye_log_model_get_filter (log), 1);
  send_text (client, "one");
  window_wait_for (window_log_shows (self, "one"));
  g_assert_null (strstr (gtk_label_get_text (shown), "left out"));
  send_text (client, "two");
  window_wait_for (strstr (gtk_label_get_text (shown), "left out") != NULL);
}

/* As when the program starts with what was kept. */
static void
reopen (WindowFixture *self)
{
  window_fixture_close (self);
  window_fixture_open (self);
}

static void
keep_rule (WindowFixture *self, const char *kind, const char *delimiter)
{
  g_settings_set_string (self->settings, "framing", kind);
  g_settings_set_string (self->settings, "framing-delimiter", delimiter);
  reopen (self);
}

static const char *
get_framing_name (SockeyeSessionPage *page)
{
  return gtk_menu_button_get_label (window_child (page->data_log, "framing_button"));
}

static const SockeyeFraming *
get_framing (SockeyeSessionPage *page)
{
  return sockeye_log_model_get_framing (sockeye_workspace_get_log (page->workspace));
}

/* What the button of the log opens. Here it is not opened: GTK 4.8 asks a popover for its tooltip half a second later,
 * also if its window has gone. */
static GtkWidget *
make_panel (SockeyeSessionPage *page)
{
  return g_object_ref_sink (sockeye_framing_panel_new (page->settings));
}

static void
count (guint *n)
{
  ++*n;
}

/* The rule holds, and has its name, before anybody looks at it; looking changes nothing. */
static void
test_framing (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GtkWidget) panel = NULL;
  const SockeyeFraming *rule;
  SockeyeFraming kept;
  guint n_changes = 0;

  g_assert_cmpstr (get_framing_name (self->page), ==, "As received");
  g_assert_null (get_framing (self->page));
  g_settings_set_int (self->settings, "framing-width", 8);
  keep_rule (self, "line", "7C 7c");
  g_assert_cmpstr (get_framing_name (self->page), ==, "Lines");
  rule = get_framing (self->page);
  g_assert_cmpmem (rule->delimiter, rule->delimiter_length, "||", 2);
  g_assert_cmpuint (rule->width, ==, 8);

  panel = make_panel (self->page);
  g_signal_connect_swapped (panel, "changed", G_CALLBACK (count), &n_changes);
  g_assert_cmpuint (gtk_drop_down_get_selected (window_child (panel, "kind")), ==, SOCKEYE_FRAMING_DELIMITER);
  g_assert_cmpstr (gtk_editable_get_text (window_child (panel, "delimiter")), ==, "7C 7c");
  sockeye_framing_store_load (self->page->settings, &kept);
  g_assert_cmpmem (&kept, sizeof kept, rule, sizeof *rule);

  gtk_editable_set_text (window_child (panel, "delimiter"), "7");
  g_assert_true (gtk_widget_has_css_class (window_child (panel, "delimiter"), "error"));
  sockeye_framing_store_load (self->page->settings, &kept);
  g_assert_cmpmem (&kept, sizeof kept, rule, sizeof *rule);
  gtk_editable_set_text (window_child (panel, "delimiter"), "7c 7C");
  g_assert_false (gtk_widget_has_css_class (window_child (panel, "delimiter"), "error"));
  g_assert_cmpuint (n_changes, ==, 0);

  gtk_drop_down_set_selected (window_child (panel, "kind"), SOCKEYE_FRAMING_FIXED);
  g_assert_cmpuint (n_changes, ==, 1);
  reopen (self);
  g_assert_cmpint (get_framing (self->page)->kind, ==, SOCKEYE_FRAMING_FIXED);
  g_assert_cmpstr (get_framing_name (self->page), ==, "Fixed size");
}

/* What was written by hand may be no rule. */
static void
test_no_rule (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GtkWidget) panel = NULL;
  SockeyeFraming kept;

  keep_rule (self, "line", "zz");
  g_assert_cmpstr (get_framing_name (self->page), ==, "As received");
  g_assert_null (get_framing (self->page));

  panel = make_panel (self->page);
  g_assert_true (gtk_widget_has_css_class (window_child (panel, "delimiter"), "error"));
  g_assert_cmpstr (gtk_editable_get_text (window_child (panel, "delimiter")), ==, "zz");
  gtk_editable_set_text (window_child (panel, "delimiter"), "7A");
  sockeye_framing_store_load (self->page->settings, &kept);
  g_assert_cmpmem (kept.delimiter, kept.delimiter_length, "z", 1);
}

/* There is no bar before somebody asks for it; and the window may be closed while it looks for something. */
static void
test_find (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeFindBar *bar;
  GtkToggleButton *match_case;
  SockeyeLogView *view = sockeye_data_log_get_view (self->page->data_log);
  g_autofree char *part = NULL;

  window_do (self, "find-next");
  window_do (self, "find-previous");
  g_assert_null (sockeye_data_log_get_find_bar (self->page->data_log));

  window_open_session (self);
  window_do (self, "find");
  bar = sockeye_data_log_get_find_bar (self->page->data_log);
  window_wait_for (gtk_widget_get_mapped (window_child (bar, "entry")));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (self->window)), GTK_WIDGET (bar)));
  gtk_editable_set_text (window_child (bar, "entry"), "0.0.1");
  window_wait_for (g_strcmp0 (sockeye_find_bar_get_result (bar), "1 match") == 0);
  window_do (self, "find-next");
  window_wait_for (sockeye_log_view_has_selection (view));
  part = log_view_get_event_part (view);
  g_assert_cmpstr (part, ==, "0.0.1");
  window_do (self, "find");
  g_assert_true (sockeye_data_log_get_find_bar (self->page->data_log) == bar);

  window_close_session (self);
  match_case = window_child (bar, "match_case");
  for (guint i = 0; i < 1000 && !sockeye_find_bar_is_searching (bar); i++)
    gtk_toggle_button_set_active (match_case, !gtk_toggle_button_get_active (match_case));
  g_assert_true (sockeye_find_bar_is_searching (bar));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/log/left-out", test_left_out);
  WINDOW_TEST ("/window/log/full-filter", test_full_filter);
  WINDOW_TEST ("/window/log/framing", test_framing);
  WINDOW_TEST ("/window/log/no-rule", test_no_rule);
  WINDOW_TEST ("/window/log/find", test_find);
  WINDOW_TEST ("/window/log/filter", test_filter);
  return g_test_run ();
}
