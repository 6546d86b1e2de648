/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-tabs.h"

/* Several sessions in one window. */

static void
test_new_and_close (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gpointer closed;

  g_assert_false (gtk_notebook_get_show_tabs (self->window->first));
  new_tab (self);
  g_assert_cmpuint (count_pages (self), ==, 2);
  g_assert_true (gtk_notebook_get_show_tabs (self->window->first));
  g_assert_true (get_page (self, 1) == self->page);

  do_window (self, "next-tab");
  g_assert_true (sockeye_window_get_page (self->window) == get_page (self, 0));
  do_window (self, "previous-tab");
  g_assert_true (sockeye_window_get_page (self->window) == get_page (self, 1));

  closed = self->page;
  g_object_add_weak_pointer (G_OBJECT (self->page), &closed);
  do_window (self, "close-tab");
  window_wait_for (closed == NULL);
  g_assert_cmpuint (count_pages (self), ==, 1);
  g_assert_false (gtk_notebook_get_show_tabs (self->window->first));
  take_active (self);
}

/* What a key does is done to the page that is shown, and each page has its own fields. */
static void
test_keys_follow (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *first = self->page;

  new_tab (self);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "session.open-close", NULL);
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_OPEN);
  g_assert_cmpint (sockeye_session_get_state (sockeye_workspace_get_session (first->workspace)), ==,
                   SOCKEYE_SESSION_CLOSED);
  g_assert_cmpint (sockeye_network_panel_get_protocol (first->network_panel), ==, SOCKEYE_PROTOCOL_UDP);
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (self->window)), "TCP server 127.0.0.1:"));

  do_window (self, "next-tab");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "Sockeye");
  do_window (self, "next-tab");
  window_close_session (self);
}

static void
test_rename (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  new_tab (self);
  g_assert_cmpstr (sockeye_session_page_get_label (self->page), ==, "UDP 127.0.0.1:0");
  window_set_port (self, "local_port", 4711);
  g_assert_cmpstr (sockeye_session_page_get_label (self->page), ==, "UDP 127.0.0.1:4711");

  sockeye_session_page_set_name (self->page, "  the meter ");
  g_assert_cmpstr (sockeye_session_page_get_label (self->page), ==, "the meter");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "the meter – Sockeye");
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (gtk_notebook_get_tab_label (self->window->first, GTK_WIDGET (self->page))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, "the meter");

  sockeye_session_page_set_name (self->page, " ");
  g_assert_cmpstr (sockeye_session_page_get_label (self->page), ==, "UDP 127.0.0.1:4711");
}

static void
test_reorder (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *first = self->page;

  new_tab (self);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (self->window), "move-tab-right"));
  do_window (self, "move-tab-left");
  g_assert_true (get_page (self, 0) == self->page);
  g_assert_true (get_page (self, 1) == first);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (self->window), "move-tab-left"));
  do_window (self, "move-tab-right");
  g_assert_true (get_page (self, 0) == first);
}

static void
find_open_button (GtkWidget *widget, GtkWidget **button)
{
  if (GTK_IS_BUTTON (widget)
      && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "session.open-close") == 0
      && gtk_widget_get_mapped (widget))
    *button = widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_open_button (child, button);
}

/* It stays open, its buttons work, and its windows go with it. */
static void
test_detach (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *button = NULL;
  SockeyeSessionPage *page;
  GtkWindow *other;

  new_tab (self);
  page = self->page;
  window_open_session (self);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "session.socket-options", NULL);
  do_window (self, "detach-tab");
  g_assert_cmpuint (count_pages (self), ==, 1);

  other = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
  g_assert_true (SOCKEYE_IS_WINDOW (other) && other != GTK_WINDOW (self->window));
  g_assert_true (gtk_window_get_transient_for (page->options) == other);
  g_assert_true (sockeye_window_get_page (SOCKEYE_WINDOW (other)) == page);
  g_assert_cmpint (window_get_state (self), ==, SOCKEYE_SESSION_OPEN);

  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (page)));
  find_open_button (GTK_WIDGET (page), &button);
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_CLOSED);
  g_object_add_weak_pointer (G_OBJECT (other), (gpointer *) &other);
  gtk_window_close (other);
  window_wait_for (other == NULL);
  take_active (self);
}

/* Windows about a session end with it. */
static void
test_own_windows (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const actions[] = { "session.socket-options", "session.replies", "session.faults" };
  g_autoptr (GList) before = NULL;
  g_autoptr (GList) after = NULL;

  new_tab (self);
  before = gtk_window_list_toplevels ();
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_activate_action (GTK_WIDGET (self->window), actions[i], NULL);
  do_window (self, "close-tab");
  take_active (self);
  after = gtk_window_list_toplevels ();
  g_assert_cmpuint (g_list_length (after), ==, g_list_length (before));
}

/* Nobody sees a page behind another one: it is not woken, and shows all when it is shown. */
static void
test_hidden_sleeps (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *first = self->page;

  window_open_session (self);
  new_tab (self);
  window_wait_for (!gtk_widget_get_mapped (GTK_WIDGET (first)));
  g_assert_cmpuint (first->tick, ==, 0);

  gtk_widget_activate_action (GTK_WIDGET (first), "session.open-close", NULL);
  window_wait_for (sockeye_session_get_state (sockeye_workspace_get_session (first->workspace))
                   == SOCKEYE_SESSION_CLOSED);
  g_assert_cmpuint (first->tick, ==, 0);

  do_window (self, "previous-tab");
  take_active (self);
  window_wait_for (window_log_shows (self, "Unbound from"));
}

static void
test_side_by_side (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *first = self->page;

  new_tab (self);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 600);
  g_action_group_change_action_state (G_ACTION_GROUP (self->window), "side-by-side",
                                      g_variant_new_boolean (TRUE));
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (first))
                   && gtk_widget_get_mapped (GTK_WIDGET (self->page)));
  window_wait_for (gtk_widget_get_width (GTK_WIDGET (self->window)) <= 900);
  window_wait_for (gtk_widget_get_mapped (self->page->narrow_bar));
  window_wait_for (gtk_widget_get_height (GTK_WIDGET (self->window)) <= 600);
  g_assert_true (sockeye_window_get_page (self->window) == self->page);

  /* The keys are about the one that has the keyboard. */
  sockeye_session_page_focus (first);
  g_assert_true (sockeye_window_get_page (self->window) == first);

  /* Settings come in place of the log, and go again. */
  gtk_toggle_button_set_active (first->narrow_settings, TRUE);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (first->network_panel))
                   && !gtk_widget_get_mapped (GTK_WIDGET (first->data_log)));
  gtk_toggle_button_set_active (first->narrow_settings, FALSE);
  window_wait_for (!gtk_widget_get_mapped (GTK_WIDGET (first->network_panel))
                   && gtk_widget_get_mapped (GTK_WIDGET (first->data_log)));

  g_action_group_change_action_state (G_ACTION_GROUP (self->window), "side-by-side",
                                      g_variant_new_boolean (FALSE));
  g_assert_cmpint (gtk_notebook_get_n_pages (self->window->first), ==, 2);
  window_wait_for (!gtk_widget_get_visible (first->narrow_bar));
}

static SockeyeSession *
get_session (SockeyeSessionPage *page)
{
  return sockeye_workspace_get_session (page->workspace);
}

/* Both ends are open, and the right one has sent. */
static SockeyeSessionPage *
open_pair (WindowFixture *self, gboolean datagrams)
{
  SockeyeSessionPage *left, *right;

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair",
                                  g_variant_new_string (datagrams ? "udp" : "tcp"));
  left = sockeye_window_get_page (self->window);
  right = sockeye_session_page_get_twin (left);
  g_assert_nonnull (right);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (left)) && gtk_widget_get_mapped (GTK_WIDGET (right)));
  g_assert_cmpint (sockeye_session_get_state (get_session (left)), ==, SOCKEYE_SESSION_CLOSED);
  g_assert_cmpint (sockeye_session_get_state (get_session (right)), ==, SOCKEYE_SESSION_CLOSED);

  gtk_widget_activate_action (GTK_WIDGET (left), "session.open-close", NULL);
  window_wait_for (sockeye_session_get_state (get_session (left)) == SOCKEYE_SESSION_OPEN);
  gtk_widget_activate_action (GTK_WIDGET (right), "session.open-close", NULL);
  window_wait_for (sockeye_session_get_state (get_session (right)) == SOCKEYE_SESSION_OPEN);
  window_wait_for (g_action_group_get_action_enabled (sockeye_session_page_get_actions (right), "send"));
  gtk_widget_activate_action (GTK_WIDGET (right), "session.send", NULL);

  self->page = left;
  window_wait_for (
      window_log_shows (self, datagrams ? "Hello from the second end" : "Hello from the client"));
  return right;
}

static void
test_pair (WindowFixture *self, gconstpointer data)
{
  SockeyeSessionPage *right = open_pair (self, GPOINTER_TO_INT (data));
  SockeyeSessionPage *left = self->page;

  window_wait_for (sockeye_log_model_get_origin (sockeye_workspace_get_log (left->workspace))
                   == sockeye_log_model_get_origin (sockeye_workspace_get_log (right->workspace)));

  sockeye_window_close_unasked (self->window);
  self->window = NULL;
}

static const char *
get_text (GtkWindow *projector, const char *name)
{
  return gtk_label_get_label (window_child (projector, name));
}

static SockeyeLogView *
get_projected (GtkWindow *projector, const char *side)
{
  return window_child (window_child (projector, side), "view");
}

static void
step (GtkWindow *projector, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (projector), action, NULL);
}

static GtkWindow *
project (WindowFixture *self)
{
  do_window (self, "projector");
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->window->projector)));
  return self->window->projector;
}

/* Back to before the first record and on again: what is to come is not shown, and what comes meanwhile waits as well. */
static void
test_projector (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeLogView *own = sockeye_data_log_get_view (self->page->data_log);
  GtkWindow *projector;
  SockeyeLogView *view;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_DATAGRAM); /* nobody is told that nobody is there */
  window_set_port (self, "remote_port", peer.port);
  window_open_session (self);
  g_object_set (own, "scale", 1.5, NULL);
  projector = project (self);
  view = get_projected (projector, "first");
  g_assert_true (project (self) == projector);
  g_assert_false (gtk_widget_get_visible (window_child (projector, "second")));
  window_wait_for (g_str_equal (get_text (projector, "place"), "Live: 1 record"));
  g_assert_nonnull (strstr (get_text (projector, "sentence"), "Bound to"));

  step (projector, "projector.previous");
  g_assert_cmpstr (get_text (projector, "place"), ==, "Record 0 of 1");
  g_assert_cmpstr (get_text (projector, "sentence"), ==, "Nothing is shown yet.");
  g_assert_cmpuint (sockeye_log_view_get_n_shown (view), ==, 0);
  step (projector, "projector.previous"); /* nothing is before */
  window_type (self, "one");
  window_do (self, "send");
  window_wait_for (g_str_equal (get_text (projector, "place"), "Record 0 of 2"));
  step (projector, "projector.next");
  g_assert_cmpstr (get_text (projector, "place"), ==, "Record 1 of 2");
  g_assert_nonnull (strstr (get_text (projector, "sentence"), "Bound to"));
  g_assert_true (sockeye_log_view_has_selection (view));
  step (projector, "projector.next");
  g_assert_nonnull (strstr (get_text (projector, "sentence"), " sends 3 bytes to 127.0.0.1:"));
  g_assert_nonnull (strstr (get_text (projector, "sentence"), "“one”"));
  step (projector, "projector.next"); /* nothing is behind */
  g_assert_cmpstr (get_text (projector, "place"), ==, "Record 2 of 2");

  window_type (self, "two");
  window_do (self, "send");
  window_wait_for (g_str_equal (get_text (projector, "place"), "Record 2 of 3"));
  g_assert_cmpuint (sockeye_log_view_get_n_shown (view), ==, 2);
  step (projector, "projector.live");
  g_assert_cmpstr (get_text (projector, "place"), ==, "Live: 3 records");
  g_assert_nonnull (strstr (get_text (projector, "sentence"), "“two”"));
  g_assert_false (sockeye_log_view_has_selection (view));

  gtk_window_close (projector);
  window_wait_for (self->window->projector == NULL);
  g_assert_false (sockeye_log_view_get_paused (own));
  g_assert_cmpfloat (sockeye_log_view_get_scale (own), ==, 1.5);
  g_assert_true (window_log_shows (self, "two"));
  window_close_session (self);
  peer_clear (&peer);
}

/* Who talks to whom, in the order of time: sent at one end, then received at the other. It ends with the window. */
static void
test_projector_pair (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *place = NULL;
  GtkWindow *projector;

  open_pair (self, FALSE);
  projector = project (self);
  g_assert_true (gtk_widget_get_visible (window_child (projector, "second")));
  window_wait_for (strstr (get_text (projector, "sentence"), "TCP server") != NULL
                   && strstr (get_text (projector, "sentence"), " receives 21 bytes from 127.0.0.1:")
                          != NULL);
  place = g_strdup (get_text (projector, "place"));
  step (projector, "projector.previous");
  g_assert_nonnull (strstr (get_text (projector, "sentence"), "TCP client"));
  g_assert_nonnull (strstr (get_text (projector, "sentence"), " sends 21 bytes to 127.0.0.1:"));
  g_assert_true (sockeye_log_view_has_selection (get_projected (projector, "second")));
  g_assert_false (sockeye_log_view_has_selection (get_projected (projector, "first")));
  step (projector, "projector.next");
  g_assert_nonnull (strstr (get_text (projector, "sentence"), "“Hello from the client”"));
  g_assert_true (sockeye_log_view_has_selection (get_projected (projector, "first")));
  g_assert_false (sockeye_log_view_has_selection (get_projected (projector, "second")));
  step (projector, "projector.live");
  g_assert_cmpstr (get_text (projector, "place"), ==, place);

  g_object_add_weak_pointer (G_OBJECT (projector), (gpointer *) &projector);
  sockeye_window_close_unasked (self->window);
  self->window = NULL;
  window_wait_for (projector == NULL);
}

static void
test_restore (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GVariant) kept = NULL;
  g_autoptr (GVariant) window = NULL;

  window_set_port (self, "local_port", 4711);
  window_type (self, "left");
  new_tab (self);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_type (self, "right");
  g_settings_set_boolean (sockeye_session_page_get_settings (self->page), "send-as-hex", TRUE);
  sockeye_session_page_set_name (self->page, "mine");
  window_open_session (self);
  do_window (self, "previous-tab");
  g_action_group_change_action_state (G_ACTION_GROUP (self->window), "side-by-side",
                                      g_variant_new_boolean (TRUE));

  sockeye_window_close_unasked (self->window);
  kept = g_settings_get_value (self->settings, "windows");
  g_assert_cmpuint (g_variant_n_children (kept), ==, 1);
  window = g_variant_get_child_value (kept, 0);

  self->window = SOCKEYE_WINDOW (
      sockeye_window_new (GTK_APPLICATION (self->application), self->settings, window));
  gtk_window_present (GTK_WINDOW (self->window));
  g_assert_cmpuint (count_pages (self), ==, 2);
  g_assert_cmpint (gtk_notebook_get_n_pages (self->window->second), ==, 1);
  g_assert_true (sockeye_window_get_page (self->window) == get_page (self, 0));

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *typed = NULL;

      self->page = get_page (self, i);
      typed = window_get_typed (self);
      g_assert_cmpstr (typed, ==, i == 0 ? "left" : "right");
      g_assert_cmpint (g_settings_get_boolean (self->page->settings, "send-as-hex"), ==, i);
      g_assert_cmpint (sockeye_session_get_state (get_session (self->page)), ==, SOCKEYE_SESSION_CLOSED);
    }
  g_assert_cmpstr (sockeye_session_page_get_label (get_page (self, 0)), ==, "UDP 127.0.0.1:4711");
  g_assert_cmpstr (sockeye_session_page_get_name (get_page (self, 1)), ==, "mine");
  g_assert_cmpint (sockeye_network_panel_get_protocol (get_page (self, 1)->network_panel), ==,
                   SOCKEYE_PROTOCOL_TCP_SERVER);
  take_active (self);
}

/* What another version, or somebody by hand, wrote. */
static void
test_restore_nonsense (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const kept[] = {
    "@a{sv} {}",
    "{'tabs': <'none'>, 'selected': <uint32 7>}",
    "{'tabs': <[{'settings': <{'protocol': <'carrier-pigeon'>, 'udp-local-port': <'x'>, 'who': <1>}>, "
    "'twin': <uint32 "
    "0>}]>, 'selected': <uint32 4294967295>}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autoptr (GVariant) value = g_variant_parse (G_VARIANT_TYPE_VARDICT, kept[i], NULL, NULL, NULL);
      GtkWindow *window = sockeye_window_new (GTK_APPLICATION (self->application), self->settings, value);
      SockeyeSessionPage *page = sockeye_window_get_page (SOCKEYE_WINDOW (window));

      g_assert_nonnull (page);
      g_assert_cmpint (sockeye_network_panel_get_protocol (page->network_panel), ==, SOCKEYE_PROTOCOL_UDP);
      gtk_window_destroy (window);
    }
}

/* Some tests have closed it themselves. */
static void
tear_down (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  if (self->window != NULL)
    window_fixture_close (self);
}

#define TABS_TEST(name, test, data)                                                                          \
  g_test_add (name, WindowFixture, data, window_fixture_set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);

  TABS_TEST ("/window-tabs/new-and-close", test_new_and_close, NULL);
  TABS_TEST ("/window-tabs/keys-follow", test_keys_follow, NULL);
  TABS_TEST ("/window-tabs/rename", test_rename, NULL);
  TABS_TEST ("/window-tabs/reorder", test_reorder, NULL);
  TABS_TEST ("/window-tabs/detach", test_detach, NULL);
  TABS_TEST ("/window-tabs/own-windows", test_own_windows, NULL);
  TABS_TEST ("/window-tabs/hidden-sleeps", test_hidden_sleeps, NULL);
  TABS_TEST ("/window-tabs/side-by-side", test_side_by_side, NULL);
  TABS_TEST ("/window-tabs/pair-tcp", test_pair, GINT_TO_POINTER (FALSE));
  TABS_TEST ("/window-tabs/pair-udp", test_pair, GINT_TO_POINTER (TRUE));
  TABS_TEST ("/window-tabs/projector", test_projector, NULL);
  TABS_TEST ("/window-tabs/projector-pair", test_projector_pair, NULL);
  TABS_TEST ("/window-tabs/restore", test_restore, NULL);
  TABS_TEST ("/window-tabs/restore-nonsense", test_restore_nonsense, NULL);

  return g_test_run ();
}
