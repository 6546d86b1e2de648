/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-store.h"
#include "window-peers.h"

#include <glib/gstdio.h>
#include <sys/socket.h>

#define LARGE (8u << 20)

static void
test_udp (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GObject *local_port = window_child (self->page->network_panel, "local_port");
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *port = NULL;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_DATAGRAM);
  window_set_port (self, "remote_port", peer.port);
  window_type (self, "你好");
  g_assert_false (window_can (self, "send"));
  window_open_session (self);
  g_assert_cmpstr (window_get_open_label (self), ==, "Unbind");

  /* The system chose a port: it is shown. */
  window_wait_for (get_port (self) != 0);
  port = g_strdup_printf ("%u", get_port (self));
  g_object_get (local_port, "text", &shown, NULL);
  g_assert_cmpstr (shown, ==, port);
  g_assert_nonnull (strstr (window_get_status (self, "state"), port));

  window_do (self, "send");
  assert_receives (peer.socket, "你好");
  window_wait_for (window_log_shows (self, "你好"));

  address = make_address (get_port (self));
  g_assert_cmpint (g_socket_send_to (peer.socket, address, "reply", 5, NULL, NULL), ==, 5);
  window_wait_for (window_log_shows (self, "reply"));
  window_wait_for (g_str_equal (window_get_status (self, "received"), "RX: 1 message, 5 bytes"));
  window_wait_for (g_str_equal (window_get_status (self, "sent"), "TX: 1 message, 6 bytes"));

  window_do (self, "reset-counters");
  g_assert_cmpstr (window_get_status (self, "received"), ==, "RX: 0 messages, 0 bytes");
  window_do (self, "clear-log");
  g_assert_false (window_log_shows (self, "reply"));

  window_close_session (self);
  g_free (shown);
  g_object_get (local_port, "text", &shown, NULL);
  g_assert_cmpstr (shown, ==, "0");
  peer_clear (&peer);
}

static void
test_last_sender (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocketAddress) address = NULL;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_DATAGRAM);
  window_set_host (self, "remote_host", "");
  window_type (self, "answer");
  window_open_session (self);
  window_wait_for (get_port (self) != 0);

  /* There is neither a remote host nor a sender. */
  g_assert_false (window_can (self, "send"));
  gtk_drop_down_set_selected (get_targets (self), 1);
  g_assert_false (window_can (self, "send"));

  address = make_address (get_port (self));
  g_assert_cmpint (g_socket_send_to (peer.socket, address, "question", 8, NULL, NULL), ==, 8);
  window_wait_for (window_can (self, "send"));
  window_do (self, "send");
  assert_receives (peer.socket, "answer");

  /* The remote fields can be changed while the socket is bound. */
  gtk_drop_down_set_selected (get_targets (self), 0);
  g_assert_false (window_can (self, "send"));
  window_set_host (self, "remote_host", "localhost");
  window_set_port (self, "remote_port", peer.port);
  g_assert_true (window_can (self, "send"));
  peer_clear (&peer);
}

/* An empty datagram is a datagram. */
static void
test_empty (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  char byte;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_DATAGRAM);
  window_set_port (self, "remote_port", peer.port);
  window_open_session (self);
  window_do (self, "send");
  g_assert_cmpint (g_socket_receive (peer.socket, &byte, 1, NULL, NULL), ==, 0);
  window_wait_for (g_str_equal (window_get_status (self, "sent"), "TX: 1 message, 0 bytes"));
  peer_clear (&peer);
}

static void
test_client (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) accepted = NULL;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_port (self, "remote_port", peer.port);
  window_open_session (self);
  g_assert_cmpstr (window_get_open_label (self), ==, "Disconnect");
  accepted = g_socket_accept (peer.socket, NULL, NULL);
  g_socket_set_timeout (accepted, 20);

  /* A stream has no empty messages. */
  g_assert_false (window_can (self, "send"));
  window_type (self, "one\ntwo");
  g_object_set (window_child (self->page->send_panel, "line_end"), "selected", 1u, NULL);
  g_object_set (window_child (self->page->send_panel, "append_line_end"), "active", TRUE, NULL);
  g_object_set (window_child (self->page->send_panel, "clear_after_sending"), "active", TRUE, NULL);
  window_do (self, "send");
  assert_receives (accepted, "one\r\ntwo\r\n");
  g_assert_true (sockeye_send_box_is_empty (self->page->send_box));

  send_text (accepted, "three");
  window_wait_for (window_log_shows (self, "three"));
  g_assert_true (g_socket_close (accepted, NULL));
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_CLOSED);
  g_assert_cmpstr (window_get_open_label (self), ==, "Connect");
  peer_clear (&peer);
}

static void
test_refused (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;

  /* Nobody listens on a port that a datagram socket has, unless by rare chance. */
  peer_init (&peer, G_SOCKET_TYPE_DATAGRAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_port (self, "remote_port", peer.port);
  window_do (self, "open-close");
  window_wait_for (window_get_notice (self) != NULL && window_get_state (self) == SOCKEYE_SESSION_CLOSED);
  window_wait_for (window_log_shows (self, "ECONNREFUSED"));

  /* The next attempt begins without the old news. */
  window_do (self, "open-close");
  g_assert_null (window_get_notice (self));
  window_wait_for (window_get_notice (self) != NULL);
  peer_clear (&peer);
}

static void
test_in_use (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_set_port (self, "local_port", peer.port);
  window_do (self, "open-close");
  window_wait_for (window_get_notice (self) != NULL && window_get_state (self) == SOCKEYE_SESSION_CLOSED);
  peer_clear (&peer);
}

static void
test_cancel_connecting (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GObject *spinner = window_child (self->page->network_panel, "spinner");
  GSocket *fillers[4];
  Peer peer;

  /* A full backlog does not answer, so connecting takes as long as the test wants. */
  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  g_assert_cmpint (listen (g_socket_get_fd (peer.socket), 0), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (fillers); i++)
    {
      g_autoptr (GSocketAddress) address = make_address (peer.port);

      fillers[i] = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
      g_socket_set_blocking (fillers[i], FALSE);
      g_socket_connect (fillers[i], address, NULL, NULL);
    }

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_port (self, "remote_port", peer.port);
  window_do (self, "open-close");
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_OPENING);
  g_assert_cmpstr (window_get_open_label (self), ==, "Cancel");
  g_assert_true (gtk_spinner_get_spinning (GTK_SPINNER (spinner)));
  window_close_session (self);
  g_assert_cmpstr (window_get_open_label (self), ==, "Connect");
  g_assert_false (gtk_spinner_get_spinning (GTK_SPINNER (spinner)));

  for (gsize i = 0; i < G_N_ELEMENTS (fillers); i++)
    g_object_unref (fillers[i]);
  peer_clear (&peer);
}

static void
test_lock (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const locked[] = { "protocol", "local_host", "local_port" };

  window_open_session (self);
  for (gsize i = 0; i < G_N_ELEMENTS (locked); i++)
    g_assert_false (
        gtk_widget_get_sensitive (GTK_WIDGET (window_child (self->page->network_panel, locked[i]))));
  g_assert_true (
      gtk_widget_get_sensitive (GTK_WIDGET (window_child (self->page->network_panel, "remote_host"))));

  window_close_session (self);
  for (gsize i = 0; i < G_N_ELEMENTS (locked); i++)
    g_assert_true (
        gtk_widget_get_sensitive (GTK_WIDGET (window_child (self->page->network_panel, locked[i]))));
}

static void
test_server (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) first = NULL;
  g_autoptr (GSocket) second = NULL;
  g_autofree char *all = NULL;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  g_assert_cmpstr (window_get_open_label (self), ==, "Stop");
  window_type (self, "hello");
  g_assert_false (window_can (self, "send"));

  first = connect_client (get_port (self));
  second = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 2);
  window_wait_for (window_can (self, "send"));
  all = get_target_label (self, 0);
  g_assert_cmpstr (all, ==, "All connections (2)");
  window_do (self, "send");
  assert_receives (first, "hello");
  assert_receives (second, "hello");

  /* One of them, which then goes away: nobody else gets what was meant for it. */
  gtk_drop_down_set_selected (get_targets (self), 2);
  window_type (self, "only");
  window_do (self, "send");
  assert_receives (first, "only");
  g_assert_true (g_socket_close (first, NULL));
  window_wait_for (count_connections (self) == 1);
  g_assert_false (window_can (self, "send"));
  g_assert_nonnull (window_get_send_notice (self));

  gtk_drop_down_set_selected (get_targets (self), 0);
  g_assert_null (window_get_send_notice (self));
  g_assert_true (window_can (self, "send"));
  window_type (self, "rest");
  window_do (self, "send");
  assert_receives (second, "rest");
}

static void
test_stop_listening (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = NULL;
  g_autoptr (SockeyeConnectionItem) item = NULL;
  char byte;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  g_assert_false (window_can (self, "stop-listening"));
  window_open_session (self);
  client = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 1);

  window_do (self, "stop-listening");
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_DRAINING);
  g_assert_false (window_can (self, "stop-listening"));
  g_assert_cmpstr (window_get_open_label (self), ==, "Disconnect");
  window_type (self, "still here");
  window_do (self, "send");
  assert_receives (client, "still here");

  item = g_list_model_get_item (sockeye_workspace_get_connections (self->page->workspace), 0);
  g_action_group_activate_action (G_ACTION_GROUP (self->page->actions), "disconnect",
                                  g_variant_new_uint32 (sockeye_connection_item_get_peer (item)));
  g_assert_cmpint (g_socket_receive (client, &byte, 1, NULL, NULL), ==, 0);
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_CLOSED);
}

static void
test_unencodable (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = NULL;

  sockeye_workspace_set_charset (self->page->workspace, sockeye_charset_find ("gbk"));
  window_open_session (self);
  window_type (self, "好\n😀");
  window_do (self, "send");
  g_assert_nonnull (strstr (window_get_send_notice (self), "line 2"));
  text = window_get_typed (self);
  g_assert_cmpstr (text, ==, "好\n😀");
  g_assert_cmpstr (window_get_status (self, "sent"), ==, "TX: 0 messages, 0 bytes");

  window_type (self, "好");
  g_assert_null (window_get_send_notice (self));

  /* Nor does it stay when another encoding has the character. */
  window_type (self, "😀");
  window_do (self, "send");
  g_assert_nonnull (window_get_send_notice (self));
  sockeye_workspace_set_charset (self->page->workspace, sockeye_charset_find ("utf-8"));
  g_assert_null (window_get_send_notice (self));
}

/* Lines of a length that people write. */
static char *
make_lines (gsize length)
{
  char *text = g_strnfill (length, 'x');

  for (gsize i = 99; i < length; i += 100)
    text[i] = '\n';

  return text;
}

/* More than fits into the sockets' buffers, for a peer that takes its time. */
static void
test_progress (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *progress = window_child (self->page->send_box, "progress_row");
  g_autofree char *text = make_lines (LARGE);
  g_autofree char *got = g_malloc (LARGE + 1);
  g_autoptr (GSocket) accepted = NULL;
  gsize n_got = 0;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  g_assert_true (g_socket_set_option (peer.socket, SOL_SOCKET, SO_RCVBUF, 1 << 16, NULL));
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_port (self, "remote_port", peer.port);
  window_open_session (self);
  accepted = g_socket_accept (peer.socket, NULL, NULL);
  g_socket_set_timeout (accepted, 20);

  window_type (self, text);
  window_do (self, "send");
  g_assert_false (gtk_widget_get_visible (progress));
  window_wait_for (gtk_widget_get_visible (progress));
  g_assert_true (window_can (self, "cancel-sending"));

  while (n_got < LARGE)
    {
      gssize n = g_socket_receive (accepted, got + n_got, LARGE - n_got, NULL, NULL);

      g_assert_cmpint (n, >, 0);
      n_got += (gsize) n;
    }
  g_assert_cmpmem (got, n_got, text, LARGE);
  window_wait_for (!gtk_widget_get_visible (progress));
  g_assert_false (window_can (self, "cancel-sending"));

  /* Once more, and then the user has had enough. */
  window_do (self, "send");
  window_wait_for (gtk_widget_get_visible (progress));
  window_do (self, "cancel-sending");
  window_wait_for (!gtk_widget_get_visible (progress));
  peer_clear (&peer);
}

/* Without news nobody looks every frame. */
static void
test_sleep (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_open_session (self);
  window_wait_for (window_log_shows (self, "Bound to"));
  window_wait_for (self->page->tick == 0);

  window_type (self, "wake up");
  window_do (self, "send");
  window_wait_for (window_log_shows (self, "wake up"));
  window_wait_for (self->page->tick == 0);
}

/* The fixture proves that the window goes away. */
static void
test_close_while_open (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = NULL;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  client = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 1);
  send_text (client, "under way");
}

/* Both halves of a relayed connection are there to be sent to, and go together. */
static void
test_relay (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocket) target = NULL;
  g_autofree char *label = NULL;
  g_autofree char *name = NULL;
  g_autofree char *status = NULL;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_RELAY);
  window_set_port (self, "local_port", 0);
  window_set_host (self, "remote_host", "");
  g_assert_false (window_can (self, "open-close"));
  window_set_host (self, "remote_host", "127.0.0.1");
  window_set_port (self, "remote_port", peer.port);
  g_assert_cmpstr (window_get_open_label (self), ==, "Listen");
  window_open_session (self);
  g_assert_cmpstr (window_get_open_label (self), ==, "Stop");
  g_assert_false (gtk_widget_get_sensitive (window_child (self->page->network_panel, "remote_port")));

  client = connect_client (get_port (self));
  target = g_socket_accept (peer.socket, NULL, NULL);
  window_wait_for (count_connections (self) == 2);
  status = g_strdup_printf ("Relaying 127.0.0.1:%u to 127.0.0.1:%u, 2 connections", get_port (self),
                            peer.port);
  window_wait_for (g_str_equal (window_get_status (self, "state"), status));
  send_text (client, "question");
  assert_receives (target, "question");
  name = g_strdup_printf ("127.0.0.1:%u (:", peer.port);
  label = get_target_label (self, 3);
  g_assert_true (g_str_has_prefix (label, name));
  gtk_drop_down_set_selected (get_targets (self), 3);
  window_type (self, "in between");
  window_do (self, "send");
  assert_receives (target, "in between");

  g_assert_true (g_socket_close (client, NULL));
  g_assert_true (g_socket_close (target, NULL));
  window_wait_for (count_connections (self) == 0);
  window_close_session (self);
  peer_clear (&peer);
}

/* Each client, and the target as each of them, is there to be sent to. */
static void
test_datagram_relay (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocketAddress) relay = NULL;
  g_autofree char *label = NULL;
  g_autofree char *name = NULL;
  Peer client, target;

  peer_init (&client, G_SOCKET_TYPE_DATAGRAM);
  peer_init (&target, G_SOCKET_TYPE_DATAGRAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP_RELAY);
  window_set_port (self, "local_port", 0);
  window_set_port (self, "remote_port", target.port);
  g_assert_cmpstr (window_get_open_label (self), ==, "Listen");
  window_open_session (self);
  relay = make_address (get_port (self));
  g_assert_cmpint (g_socket_send_to (client.socket, relay, "question", 8, NULL, NULL), ==, 8);
  assert_receives (target.socket, "question");
  window_wait_for (g_list_model_get_n_items (gtk_drop_down_get_model (get_targets (self))) == 3);
  label = get_target_label (self, 2);
  name = g_strdup_printf ("127.0.0.1:%u (:%u)", target.port, client.port);
  g_assert_cmpstr (label, ==, name);
  gtk_drop_down_set_selected (get_targets (self), 2);
  window_type (self, "as the client");
  window_do (self, "send");
  assert_receives (target.socket, "as the client");
  window_close_session (self);
  peer_clear (&client);
  peer_clear (&target);
}

/* A session's settings are its own, become the program's, and preferences are everybody's. */
static void
test_store (void)
{
  g_autoptr (GSettings) program = g_object_ref (sockeye_application_get_settings (window_get_application ()));
  g_autoptr (GSettings) one = NULL;
  g_autoptr (GSettings) other = NULL;
  g_autoptr (GVariant) kept = NULL;
  g_autoptr (GSettings) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *others = NULL;

  g_settings_reset (program, "send-text");
  one = sockeye_session_store_new (program, NULL);
  other = sockeye_session_store_new (program, NULL);
  g_settings_set_string (one, "send-text", "mine");
  g_settings_set_int (one, "log-scale", 150);
  text = g_settings_get_string (program, "send-text");
  others = g_settings_get_string (other, "send-text");
  g_assert_cmpstr (text, ==, "mine");
  g_assert_cmpstr (others, ==, "");
  g_assert_cmpint (g_settings_get_int (other, "log-scale"), ==, 150);

  kept = g_variant_ref_sink (sockeye_session_store_keep (one));
  g_settings_reset (program, "send-text");
  g_settings_reset (program, "log-scale");
  again = sockeye_session_store_new (program, kept);
  g_clear_pointer (&text, g_free);
  text = g_settings_get_string (again, "send-text");
  g_assert_cmpstr (text, ==, "mine");
  g_assert_cmpint (g_settings_get_int (again, "log-scale"), ==, 100);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/session/udp", test_udp);
  WINDOW_TEST ("/window/session/last-sender", test_last_sender);
  WINDOW_TEST ("/window/session/empty", test_empty);
  WINDOW_TEST ("/window/session/client", test_client);
  WINDOW_TEST ("/window/session/refused", test_refused);
  WINDOW_TEST ("/window/session/in-use", test_in_use);
  WINDOW_TEST ("/window/session/cancel-connecting", test_cancel_connecting);
  WINDOW_TEST ("/window/session/lock", test_lock);
  WINDOW_TEST ("/window/session/server", test_server);
  WINDOW_TEST ("/window/session/stop-listening", test_stop_listening);
  WINDOW_TEST ("/window/session/relay", test_relay);
  WINDOW_TEST ("/window/session/datagram-relay", test_datagram_relay);
  WINDOW_TEST ("/window/session/unencodable", test_unencodable);
  WINDOW_TEST ("/window/session/progress", test_progress);
  WINDOW_TEST ("/window/session/sleep", test_sleep);
  WINDOW_TEST ("/window/session/close-while-open", test_close_while_open);
  g_test_add_func ("/window/session/store", test_store);

  return g_test_run ();
}
