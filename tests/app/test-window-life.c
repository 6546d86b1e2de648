/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-menu.h"
#include "session-menu.h"
#include "window-peers.h"

static gboolean
get_state (WindowFixture *self, const char *action)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->page->actions), action);

  return g_variant_get_boolean (state);
}

static gboolean
status_begins (WindowFixture *self, const char *text)
{
  return g_str_has_prefix (window_get_status (self, "state"), text);
}

static GSocket *
accept_one (Peer *peer)
{
  g_autoptr (GError) error = NULL;
  GSocket *accepted = g_socket_accept (peer->socket, NULL, &error);

  g_assert_no_error (error);
  g_socket_set_timeout (accepted, 20);
  return accepted;
}

/* Each protocol shows what it has; UDP has nothing. */
static void
test_fields (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *more = window_child (self->page->network_panel, "more");

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  g_assert_false (is_shown (more));

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  g_assert_true (is_shown (more));
  g_assert_true (is_shown (window_get_life_field (self, "backlog")));
  g_assert_true (is_shown (window_get_life_field (self, "stay_half_open")));
  g_assert_false (is_shown (window_get_life_field (self, "short_connections")));
  g_assert_false (is_shown (window_get_life_field (self, "reconnect")));

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  g_assert_false (is_shown (window_get_life_field (self, "backlog")));
  g_assert_true (is_shown (window_get_life_field (self, "connect_timeout")));
  g_assert_true (is_shown (window_get_life_field (self, "reconnect")));
  g_assert_false (is_shown (window_get_life_field (self, "reconnect_attempts")));
  g_assert_false (is_shown (window_get_life_field (self, "short_close_sending")));
  gtk_check_button_set_active (window_get_life_field (self, "reconnect"), TRUE);
  g_assert_true (is_shown (window_get_life_field (self, "reconnect_attempts")));

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UNIX_DATAGRAM);
  g_assert_false (is_shown (more));
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UNIX_SERVER);
  g_assert_true (is_shown (window_get_life_field (self, "backlog")));
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UNIX_CLIENT);
  g_assert_true (is_shown (window_get_life_field (self, "reconnect_attempts")));
  g_assert_false (is_shown (window_get_life_field (self, "connect_timeout")));

  gtk_drop_down_set_selected (window_get_life_field (self, "short_connections"), 1);
  g_assert_true (is_shown (window_get_life_field (self, "short_close_sending")));
  g_assert_false (is_shown (window_get_life_field (self, "stay_half_open")));
  g_assert_false (is_shown (window_get_life_field (self, "reconnect")));
  g_assert_false (is_shown (window_get_life_field (self, "reconnect_attempts")));
}

static gboolean
offers (GMenuModel *menu, const char *action)
{
  int n = g_menu_model_get_n_items (menu);
  gboolean found = FALSE;

  for (int i = 0; i < n && !found; i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *name = NULL;

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &name))
        found = g_str_equal (name, action);
      if (section != NULL)
        found = found || offers (section, action);
    }
  return found;
}

/* Unix sockets know no RST. */
static void
test_abort_offered (WindowFixture *self G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    SockeyeProtocol protocol;
    gboolean abort;
  } cases[] = {
    { SOCKEYE_PROTOCOL_TCP_CLIENT, TRUE },
    { SOCKEYE_PROTOCOL_TCP_SERVER, TRUE },
    { SOCKEYE_PROTOCOL_UNIX_CLIENT, FALSE },
    { SOCKEYE_PROTOCOL_UNIX_SERVER, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GMenuModel) menu = sockeye_session_menu_new (cases[i].protocol);

      g_assert_true (offers (menu, "session.close-sending"));
      g_assert_true (offers (menu, "session.abort") == cases[i].abort);
    }
}

/* What is folded away shows that it is not as usual, and is there again in the next window. */
static void
test_kept (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSettings settings;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (window_get_life_button (self)), "active"));
  gtk_check_button_set_active (window_get_life_field (self, "reconnect"), TRUE);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (window_get_life_button (self)), "active"));
  gtk_spin_button_set_value (window_get_life_field (self, "reconnect_first_delay"), 250);
  gtk_spin_button_set_value (window_get_life_field (self, "reconnect_max_delay"), 4000);
  gtk_spin_button_set_value (window_get_life_field (self, "reconnect_attempts"), 7);
  gtk_spin_button_set_value (window_get_life_field (self, "connect_timeout"), 1500);
  gtk_drop_down_set_selected (window_get_life_field (self, "stay_half_open"), 1);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  gtk_spin_button_set_value (window_get_life_field (self, "backlog"), 0);

  window_fixture_close (self);
  window_fixture_open (self);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_cmpint (settings.backlog, ==, SOCKEYE_BACKLOG_NONE);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_true (settings.reconnect);
  g_assert_true (settings.stay_half_open);
  g_assert_false (settings.short_connections);
  g_assert_cmpuint (settings.reconnect_first_ms, ==, 250);
  g_assert_cmpuint (settings.reconnect_max_ms, ==, 4000);
  g_assert_cmpuint (settings.reconnect_attempts, ==, 7);
  g_assert_cmpuint (settings.connect_timeout_ms, ==, 1500);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (window_get_life_button (self)), "active"));
  g_assert_null (gtk_menu_button_get_popover (window_get_life_button (self)));
  g_assert_cmpfloat (gtk_spin_button_get_value (window_get_life_field (self, "reconnect_attempts")), ==, 7);
}

/* While the session is open only what a FIN does can be changed, and that at once. */
static void
test_locked (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *arrow = window_child (self->page->network_panel, "connection_button");
  g_autoptr (GSocket) client = NULL;

  g_assert_false (is_shown (arrow));
  client = listen_with_client (self);
  g_assert_true (is_shown (arrow));
  g_assert_false (gtk_widget_is_sensitive (window_get_life_field (self, "backlog")));
  g_assert_true (gtk_widget_is_sensitive (window_get_life_field (self, "stay_half_open")));
  gtk_drop_down_set_selected (window_get_life_field (self, "stay_half_open"), 1);
  window_type (self, "behind the change");
  window_do (self, "send");
  assert_receives (client, "behind the change");
  g_assert_true (g_socket_shutdown (client, FALSE, TRUE, NULL));
  window_wait_for (window_log_shows (self, "this end stays open for sending"));
  window_type (self, "still here");
  window_do (self, "send");
  assert_receives (client, "still here");
  window_close_session (self);
  g_assert_false (is_shown (arrow));
  g_assert_true (gtk_widget_is_sensitive (window_get_life_field (self, "backlog")));
}

/* The client's connection, from its menu. */
static void
test_client (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) accepted = NULL;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_port (self, "remote_port", peer.port);
  g_assert_false (window_can (self, "close-sending"));
  g_assert_false (window_can (self, "pause-reading"));
  g_assert_false (window_can (self, "abort"));
  window_open_session (self);
  accepted = accept_one (&peer);
  window_wait_for (window_can (self, "close-sending"));

  window_do (self, "pause-reading");
  window_wait_for (get_state (self, "pause-reading"));
  window_wait_for (strstr (window_get_status (self, "state"), "reading paused") != NULL);
  send_text (accepted, "held back");
  window_do (self, "pause-reading");
  window_wait_for (!get_state (self, "pause-reading"));
  window_wait_for (window_log_shows (self, "held back"));

  window_type (self, "the end");
  window_do (self, "send");
  do_with_all (self, "close-sending");
  assert_receives (accepted, "the end");
  assert_at_end (accepted);
  window_wait_for (!window_can (self, "close-sending"));
  g_assert_false (window_can (self, "send"));
  send_text (accepted, "still heard");
  window_wait_for (window_log_shows (self, "still heard"));
  do_with_all (self, "abort");
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_CLOSED);
  window_wait_for (window_log_shows (self, "Aborted the connection"));
  peer_clear (&peer);
}

static void
test_pause_accepting (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *strip;
  GtkLabel *queue;
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocket) waiting = NULL;

  g_assert_false (window_can (self, "pause-accepting"));
  client = listen_with_client (self);
  strip = window_child (self->page->connections_panel, "queue_strip");
  queue = window_child (self->page->connections_panel, "queue");
  g_assert_false (is_shown (strip));
  window_do (self, "pause-accepting");
  window_wait_for (is_shown (strip));
  g_assert_true (get_state (self, "pause-accepting"));
  waiting = connect_client (get_port (self));
  send_text (waiting, "let me in");
  window_wait_for (g_str_has_prefix (gtk_label_get_label (queue), "Accepting paused: 1 client waits"));
  g_assert_cmpuint (count_connections (self), ==, 1);
  window_do (self, "pause-accepting");
  window_wait_for (count_connections (self) == 2);
  window_wait_for (window_log_shows (self, "let me in"));
  window_wait_for (!is_shown (strip));
}

/* The context menu of a connection is enabled as that connection stands. */
static void
test_menu (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = listen_with_client (self);
  g_autoptr (SockeyeConnectionMenu)
      menu = sockeye_connection_menu_new (GTK_WIDGET (self->page->connections_panel));
  GActionGroup *actions = sockeye_connection_menu_get_actions (menu);
  g_autoptr (SockeyeConnectionItem)
      item = g_list_model_get_item (sockeye_workspace_get_connections (self->page->workspace), 0);

  sockeye_connection_menu_popup (menu, item, 10, 10);
  g_action_group_activate_action (actions, "pause-reading", NULL);
  window_wait_for (sockeye_connection_item_get_flags (item) == SOCKEYE_CONNECTION_READING_PAUSED);
  g_action_group_activate_action (actions, "pause-reading", NULL);
  window_wait_for (sockeye_connection_item_get_flags (item) == 0);

  g_assert_true (g_action_group_get_action_enabled (actions, "close-sending"));
  g_action_group_activate_action (actions, "close-sending", NULL);
  assert_at_end (client);
  window_wait_for (!g_action_group_get_action_enabled (actions, "close-sending"));
  g_action_group_activate_action (actions, "abort", NULL);
  window_wait_for (count_connections (self) == 0);
  g_assert_cmpint (g_socket_send (client, "x", 1, NULL, NULL), ==, -1);
}

/* Sends have connections of their own, which the list shows while they last. */
static void
test_short (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/etc/hostname");
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_port (self, "remote_port", peer.port);
  gtk_drop_down_set_selected (window_get_life_field (self, "short_connections"), 1);
  g_assert_cmpstr (window_get_open_label (self), ==, "Open");
  window_open_session (self);
  g_assert_cmpstr (window_get_open_label (self), ==, "Close");
  window_wait_for (status_begins (self, "Ready to connect to"));
  window_wait_for (self->page->connections_panel != NULL && is_shown (self->page->connections_panel));
  for (guint i = 0; i < 2; i++)
    {
      const char *text = i == 0 ? "one" : "two";
      g_autoptr (GSocket) accepted = NULL;

      window_type (self, text);
      window_do (self, "send");
      accepted = accept_one (&peer);
      assert_receives (accepted, text);
      window_wait_for (count_connections (self) == 1);
      send_text (accepted, "answer");
      g_assert_true (g_socket_close (accepted, NULL));
      window_wait_for (count_connections (self) == 0);
    }
  g_assert_cmpint (window_get_state (self), ==, SOCKEYE_SESSION_OPEN);

  /* It would be cut into pieces, and each would be a connection. */
  sockeye_send_box_set_file (self->page->send_box, file);
  g_assert_false (window_can (self, "send"));
  window_close_session (self);
  window_wait_for (!is_shown (self->page->connections_panel));
  peer_clear (&peer);
}

/* The window waits for the next attempt, and the user ends the waiting. */
static void
test_reconnect (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_port (self, "remote_port", peer.port);
  gtk_check_button_set_active (window_get_life_field (self, "reconnect"), TRUE);
  gtk_spin_button_set_value (window_get_life_field (self, "reconnect_first_delay"), 10);
  window_open_session (self);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GSocket) accepted = accept_one (&peer);

      window_type (self, "again");
      window_wait_for (window_get_state (self) == SOCKEYE_SESSION_OPEN && window_can (self, "send"));
      if (i == 2)
        peer_clear (&peer);
      g_assert_true (g_socket_close (accepted, NULL));
    }
  window_wait_for (status_begins (self, "Waiting to connect again"));
  g_assert_cmpstr (window_get_open_label (self), ==, "Cancel");
  window_close_session (self);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/life/fields", test_fields);
  WINDOW_TEST ("/window/life/abort-offered", test_abort_offered);
  WINDOW_TEST ("/window/life/kept", test_kept);
  WINDOW_TEST ("/window/life/locked", test_locked);
  WINDOW_TEST ("/window/life/client", test_client);
  WINDOW_TEST ("/window/life/pause-accepting", test_pause_accepting);
  WINDOW_TEST ("/window/life/menu", test_menu);
  WINDOW_TEST ("/window/life/short", test_short);
  WINDOW_TEST ("/window/life/reconnect", test_reconnect);
  return g_test_run ();
}
