/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-tabs.h"

/* Sessions that go to another place: beside another one, into another window, away and back. */

static void
change_sides (WindowFixture *self, gboolean beside)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self->window), "side-by-side",
                                      g_variant_new_boolean (beside));
}

/* What can be clicked in a page is what can be done in that page. */
static void
check_send (SockeyeSessionPage *page, gboolean can_send)
{
  g_assert_true (g_action_group_get_action_enabled (sockeye_session_page_get_actions (page), "send")
                 == can_send);
  g_assert_true (gtk_widget_get_sensitive (window_child (page->send_box, "send")) == can_send);
}

/* A page that is moved within its window is not given the other one's actions. */
static void
test_sides_are_apart (WindowFixture *self, gconstpointer data)
{
  gboolean from_client = GPOINTER_TO_INT (data);
  SockeyeSessionPage *server = self->page, *client;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_type (self, "nobody gets this");
  new_tab (self);
  client = self->page;
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_port (self, "remote_port", peer.port);
  window_type (self, "hello");
  window_open_session (self);
  window_wait_for (window_can (self, "send"));
  check_send (server, FALSE);
  check_send (client, TRUE);
  if (!from_client)
    do_window (self, "next-tab");

  for (guint i = 0; i < 2; i++)
    {
      change_sides (self, TRUE);
      window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (server))
                       && gtk_widget_get_mapped (GTK_WIDGET (client)));
      check_send (server, FALSE);
      check_send (client, TRUE);
      do_window (self, "next-tab");
      check_send (server, FALSE);
      check_send (client, TRUE);
      window_type (self, "");
      check_send (server, FALSE);
      check_send (client, FALSE);
      window_type (self, "hello");
      check_send (server, FALSE);
      check_send (client, TRUE);
      do_window (self, "next-tab");
      check_send (server, FALSE);
      check_send (client, TRUE);
      change_sides (self, FALSE);
      check_send (server, FALSE);
      check_send (client, TRUE);
    }

  window_close_session (self);
  check_send (server, FALSE);
  check_send (client, FALSE);
  peer_clear (&peer);
  take_active (self);
}

static guint
count_windows_offered (SockeyeWindow *window)
{
  GMenuModel *section = G_MENU_MODEL (window->move_section);
  g_autoptr (GMenuModel) menu = g_menu_model_get_item_link (section, g_menu_model_get_n_items (section) - 1,
                                                            G_MENU_LINK_SUBMENU);

  return menu != NULL ? (guint) g_menu_model_get_n_items (menu) : 0;
}

/* To another window and back; a window whose last page goes is closed, and is offered no more. */
static void
test_move_to_window (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *page;
  SockeyeWindow *other;
  g_autofree char *title = NULL;

  g_assert_cmpuint (count_windows_offered (self->window), ==, 0);
  new_tab (self);
  page = self->page;
  sockeye_session_page_set_name (page, "a_b");
  window_open_session (self);
  do_window (self, "detach-tab");
  other = SOCKEYE_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
  g_assert_cmpuint (count_windows_offered (self->window), ==, 1);
  g_assert_cmpuint (count_windows_offered (other), ==, 1);
  g_menu_model_get_item_attribute (G_MENU_MODEL (self->window->windows_menu), 0, G_MENU_ATTRIBUTE_LABEL, "s",
                                   &title);
  g_assert_cmpstr (title, ==, "a__b – Sockeye");

  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (page)));
  g_object_add_weak_pointer (G_OBJECT (other), (gpointer *) &other);
  g_action_group_activate_action (
      G_ACTION_GROUP (other), "move-to-window",
      g_variant_new_uint32 (gtk_application_window_get_id (GTK_APPLICATION_WINDOW (self->window))));
  g_assert_cmpuint (count_pages (self), ==, 2);
  g_assert_true (sockeye_window_get_page (self->window) == page);
  window_wait_for (other == NULL);
  g_assert_cmpuint (count_windows_offered (self->window), ==, 0);
  g_assert_cmpint (window_get_state (self), ==, SOCKEYE_SESSION_OPEN);
}

static const char *
get_closed_message (WindowFixture *self)
{
  return self->window->closed.bar != NULL ? sockeye_notice_bar_get_message (self->window->closed.bar) : NULL;
}

/* With its log, where it was, and with the socket closed; for a while, and only the last one. */
static void
test_reopen (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *page = self->page;
  g_autoptr (GList) before = NULL;
  g_autoptr (GList) after = NULL;
  gpointer closed = page;

  window_open_session (self);
  window_close_session (self);
  new_tab (self);
  do_window (self, "close-tab"); /* nothing is lost with it */
  g_assert_null (get_closed_message (self));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (self->window), "reopen-tab"));
  do_window (self, "new-tab");
  do_window (self, "new-tab");
  do_window (self, "next-tab");
  g_assert_true (sockeye_window_get_page (self->window) == page);
  sockeye_session_page_set_name (page, "first");
  before = gtk_window_list_toplevels ();
  gtk_widget_activate_action (GTK_WIDGET (self->window), "session.socket-options", NULL);

  do_window (self, "close-tab");
  after = gtk_window_list_toplevels ();
  g_assert_cmpuint (g_list_length (after), ==, g_list_length (before));
  g_assert_cmpuint (count_pages (self), ==, 2);
  g_assert_cmpstr (get_closed_message (self), ==, "The tab “first” was closed.");
  do_window (self, "reopen-tab");
  g_assert_null (get_closed_message (self));
  g_assert_cmpuint (count_pages (self), ==, 3);
  g_assert_true (get_page (self, 0) == page);
  take_active (self);
  g_assert_true (self->page == page);
  window_wait_for (window_log_shows (self, "Unbound from"));
  window_open_session (self);
  window_close_session (self);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "session.socket-options", NULL);
  g_assert_nonnull (page->options);

  /* Another one takes its place. */
  g_object_add_weak_pointer (G_OBJECT (page), &closed);
  do_window (self, "close-tab");
  take_active (self);
  window_open_session (self);
  window_close_session (self);
  g_assert_nonnull (closed);
  do_window (self, "close-tab");
  window_wait_for (closed == NULL);
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (self->window), "reopen-tab"));
  g_object_add_weak_pointer (G_OBJECT (self->page), &closed);
  closed = self->page;
  sockeye_window_forget_closed (self->window); /* as when the time is over */
  window_wait_for (closed == NULL);
  g_assert_null (get_closed_message (self));
  take_active (self);
}

#define MOVED_TEST(name, test, data)                                                                         \
  g_test_add (name, WindowFixture, data, window_fixture_set_up, test, window_fixture_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);

  MOVED_TEST ("/window-moved/sides-are-apart-from-server", test_sides_are_apart, GINT_TO_POINTER (FALSE));
  MOVED_TEST ("/window-moved/sides-are-apart-from-client", test_sides_are_apart, GINT_TO_POINTER (TRUE));
  MOVED_TEST ("/window-moved/to-window", test_move_to_window, NULL);
  MOVED_TEST ("/window-moved/reopen", test_reopen, NULL);

  return g_test_run ();
}
