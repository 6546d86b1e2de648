/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-peers.h"

#include <glib/gstdio.h>
#include <unistd.h>

static gpointer
get_repeat (WindowFixture *self)
{
  return window_child (self->page->repeat_panel, "active");
}

/* They are made when Repeat is chosen first, below it. */
static gpointer
get_repeat_fields (WindowFixture *self)
{
  return gtk_widget_get_next_sibling (get_repeat (self));
}

static gpointer
repeat_child (WindowFixture *self, const char *name)
{
  return window_child (get_repeat_fields (self), name);
}

static gpointer
file_child (WindowFixture *self, const char *name)
{
  return window_child (sockeye_send_box_get_file_source (self->page->send_box), name);
}

static const char *
get_button (WindowFixture *self)
{
  return gtk_button_get_label (GTK_BUTTON (window_child (self->page->send_box, "send")));
}

static gpointer
get_strip (WindowFixture *self)
{
  return window_child (self->page->send_box, "job");
}

/* While it runs, and when it has ended. */
static const char *
get_progress (WindowFixture *self)
{
  GtkWidget *result = window_child (get_strip (self), "result");

  if (gtk_widget_get_visible (result))
    return gtk_label_get_label (GTK_LABEL (result));
  return gtk_inscription_get_text (GTK_INSCRIPTION (window_child (get_strip (self), "label")));
}

static SockeyeJob *
get_job (WindowFixture *self)
{
  return sockeye_workspace_get_job (self->page->workspace);
}

static void
press_button (WindowFixture *self)
{
  g_signal_emit_by_name (window_child (self->page->send_box, "send"), "clicked");
}

static void
open_udp (WindowFixture *self, Peer *peer)
{
  peer_init (peer, G_SOCKET_TYPE_DATAGRAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  window_set_port (self, "local_port", 0);
  window_set_port (self, "remote_port", peer->port);
  window_open_session (self);
}

static void
set_repeat (WindowFixture *self, SockeyePaceKind pace, double value, double times)
{
  gtk_check_button_set_active (get_repeat (self), TRUE);
  gtk_drop_down_set_selected (repeat_child (self, "pace"), pace);
  gtk_spin_button_set_value (repeat_child (self, "value"), value);
  gtk_spin_button_set_value (repeat_child (self, "times"), times);
}

static void
assert_datagrams (Peer *peer, const char *text, guint n)
{
  for (guint i = 0; i < n; i++)
    assert_receives (peer->socket, text);
}

/* Send begins it and is Stop until it has ended; the count is exact, and the text stays. */
static void
test_times (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;
  g_autofree char *text = NULL;

  open_udp (self, &peer);
  window_type (self, "tick");
  g_assert_cmpstr (get_button (self), ==, "Send");
  set_repeat (self, SOCKEYE_PACE_GAPS, 2, 25);
  window_do (self, "send");
  g_assert_nonnull (get_job (self));
  g_assert_cmpstr (get_button (self), ==, "Stop");
  g_assert_true (gtk_widget_get_visible (get_strip (self)));
  assert_datagrams (&peer, "tick", 25);
  window_wait_for (get_job (self) == NULL);
  g_assert_cmpstr (get_button (self), ==, "Send");
  g_assert_true (g_str_has_prefix (get_progress (self), "Sent 25 messages, 100 bytes, in 0."));
  window_wait_for (g_str_has_prefix (window_get_status (self, "sent"), "TX: 25 messages, 100 bytes"));
  text = window_get_typed (self);
  g_assert_cmpstr (text, ==, "tick");
  g_assert_null (window_get_send_notice (self));

  /* What it achieved goes with the next text. */
  window_type (self, "tock");
  g_assert_false (gtk_widget_get_visible (get_strip (self)));
  peer_clear (&peer);
}

/* What was sent before may still be in the system. */
static void
wait_until_receives (Peer *peer, const char *before, const char *text)
{
  char bytes[64] = "";

  while (!g_str_equal (bytes, text))
    {
      gssize length = g_socket_receive (peer->socket, bytes, sizeof bytes - 1, NULL, NULL);

      g_assert_cmpint (length, >, 0);
      bytes[length] = '\0';
      g_assert_true (g_str_equal (bytes, before) || g_str_equal (bytes, text));
    }
}

/* Until the button, or the key, stops it. */
static void
test_stop (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;

  open_udp (self, &peer);
  window_type (self, "on and on");
  set_repeat (self, SOCKEYE_PACE_GAPS, 1, 0);
  press_button (self);
  g_assert_nonnull (get_job (self));
  assert_datagrams (&peer, "on and on", 20);
  window_type (self, "then this"); /* the next time */
  assert_datagrams (&peer, "on and on", 20);
  press_button (self);
  window_wait_for (get_job (self) == NULL);

  window_do (self, "repeat");
  g_assert_nonnull (get_job (self));
  wait_until_receives (&peer, "on and on", "then this");
  window_do (self, "repeat");
  window_wait_for (get_job (self) == NULL);
  g_assert_false (window_can (self, "stop-job"));
  peer_clear (&peer);
}

/* The key repeats also where Send does not. */
static void
test_key (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;

  open_udp (self, &peer);
  window_type (self, "key");
  window_do (self, "send");
  assert_datagrams (&peer, "key", 1);
  g_assert_null (get_job (self));
  set_repeat (self, SOCKEYE_PACE_MESSAGES, 1000, 5);
  gtk_check_button_set_active (get_repeat (self), FALSE);
  window_do (self, "repeat");
  assert_datagrams (&peer, "key", 5);
  window_wait_for (get_job (self) == NULL);
  peer_clear (&peer);
}

/* What cannot be sent is said at once; what ends it in the middle as well. */
static void
test_errors (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;

  open_udp (self, &peer);
  set_repeat (self, SOCKEYE_PACE_GAPS, 1, 0);
  sockeye_workspace_set_charset (self->page->workspace, sockeye_charset_find ("gbk"));
  window_type (self, "😀");
  window_do (self, "send");
  g_assert_null (get_job (self));
  g_assert_nonnull (strstr (window_get_send_notice (self), "does not exist in GBK"));

  window_type (self, "good");
  window_do (self, "send");
  assert_datagrams (&peer, "good", 3);
  window_close_session (self);
  window_wait_for (get_job (self) == NULL);
  g_assert_cmpstr (window_get_send_notice (self), ==,
                   "Sending ended early, because the socket was closed. Open it, and send again.");
  g_assert_true (g_str_has_prefix (get_progress (self), "Sent "));
  peer_clear (&peer);
}

/* Each pace keeps its own value; the fields are there only with Repeat. */
static void
test_fields (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_null (get_repeat_fields (self));
  set_repeat (self, SOCKEYE_PACE_GAPS, 12, 3);
  g_assert_true (gtk_widget_get_visible (repeat_child (self, "value")));
  gtk_test_accessible_assert_property (repeat_child (self, "value"), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Interval (ms)");
  gtk_drop_down_set_selected (repeat_child (self, "pace"), SOCKEYE_PACE_BYTES);
  gtk_spin_button_set_value (repeat_child (self, "value"), 1e9);
  g_assert_cmpfloat (gtk_spin_button_get_value (repeat_child (self, "value")), ==, 1e9);
  gtk_drop_down_set_selected (repeat_child (self, "pace"), SOCKEYE_PACE_FLAT_OUT);
  g_assert_false (gtk_widget_get_visible (repeat_child (self, "value")));
  gtk_drop_down_set_selected (repeat_child (self, "pace"), SOCKEYE_PACE_GAPS);
  g_assert_true (gtk_widget_get_visible (repeat_child (self, "value")));
  g_assert_cmpfloat (gtk_spin_button_get_value (repeat_child (self, "value")), ==, 12);
  gtk_check_button_set_active (get_repeat (self), FALSE);
  g_assert_false (gtk_widget_get_visible (get_repeat_fields (self)));
  gtk_check_button_set_active (get_repeat (self), TRUE);
  g_assert_true (gtk_widget_get_visible (get_repeat_fields (self)));

  /* The next window has them as well. */
  window_fixture_close (self);
  window_fixture_open (self);
  g_assert_true (gtk_check_button_get_active (get_repeat (self)));
  g_assert_cmpfloat (gtk_spin_button_get_value (repeat_child (self, "value")), ==, 12);
  g_assert_cmpfloat (gtk_spin_button_get_value (repeat_child (self, "times")), ==, 3);
}

/* What the fields would say holds for the key, also while Repeat was never chosen. */
static void
test_key_without_fields (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;

  g_settings_set_boolean (self->settings, "repeat", FALSE);
  g_settings_set_uint (self->settings, "repeat-pace", SOCKEYE_PACE_MESSAGES);
  g_settings_set_double (self->settings, "repeat-messages", 500);
  g_settings_set_double (self->settings, "repeat-times", 4);
  window_fixture_close (self);
  window_fixture_open (self);
  open_udp (self, &peer);
  window_type (self, "kept");
  window_do (self, "repeat");
  assert_datagrams (&peer, "kept", 4);
  window_wait_for (get_job (self) == NULL);
  g_assert_true (g_str_has_prefix (get_progress (self), "Sent 4 messages"));
  g_assert_null (get_repeat_fields (self));
  peer_clear (&peer);
}

static GFile *
make_file (const char *text)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "sockeye-send-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

/* A file takes the text's place, and gives it back. */
static void
test_file (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;
  g_autoptr (GFile) file = make_file ("0123456789abc");
  g_autofree char *text = NULL;

  open_udp (self, &peer);
  window_type (self, "typed");
  sockeye_send_box_set_file (self->page->send_box, file);
  window_wait_for (g_str_has_prefix (gtk_label_get_label (file_child (self, "size")), "13 bytes"));
  g_assert_true (gtk_widget_get_visible (file_child (self, "datagram_options")));
  gtk_spin_button_set_value (file_child (self, "datagram_size"), 5);
  window_do (self, "send");
  assert_receives (peer.socket, "01234");
  assert_receives (peer.socket, "56789");
  assert_receives (peer.socket, "abc");
  window_wait_for (get_job (self) == NULL);
  g_assert_true (g_str_has_prefix (get_progress (self), "Sent 13 bytes"));

  window_do (self, "close-file");
  text = window_get_typed (self);
  g_assert_cmpstr (text, ==, "typed");
  window_do (self, "send");
  assert_receives (peer.socket, "typed");
  g_unlink (g_file_peek_path (file));
  peer_clear (&peer);
}

/* One that is gone is said with its name, and can be mended by choosing another. */
static void
test_missing_file (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/nothing.bin");

  open_udp (self, &peer);
  sockeye_send_box_set_file (self->page->send_box, file);
  window_wait_for (*gtk_label_get_label (file_child (self, "size")) != '\0');
  window_do (self, "send");
  window_wait_for (get_job (self) == NULL);
  g_assert_nonnull (strstr (window_get_send_notice (self), "/nowhere/nothing.bin"));
  peer_clear (&peer);
}

static GtkEventController *
get_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return controller; /* the widget's */
    }
  g_assert_not_reached ();
}

static void
drop_files (WindowFixture *self, GSList *files)
{
  GdkFileList *list = gdk_file_list_new_from_list (files);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, list);
  g_signal_emit_by_name (get_drop_target (GTK_WIDGET (self->page->send_box)), "drop", &value, 1.0, 1.0,
                         &taken);
  g_assert_true (taken);
}

/* What cannot be sent is refused at once, and what was typed stays; of several files one is taken, which is said. */
static void
test_drop (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) folder = g_file_new_for_path (g_get_tmp_dir ());
  g_autoptr (GFile) file = make_file ("dropped");
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *expected = g_strdup_printf ("Only “%s” was taken", base);
  g_autofree char *text = NULL;

  window_type (self, "typed");
  drop_files (self, &(GSList){ folder, NULL });
  window_wait_for (window_get_send_notice (self) != NULL);
  g_assert_nonnull (strstr (window_get_send_notice (self), "is a folder"));
  g_assert_false (sockeye_send_box_has_file (self->page->send_box));
  text = window_get_typed (self);
  g_assert_cmpstr (text, ==, "typed");

  drop_files (self, &(GSList){ file, NULL });
  window_wait_for (sockeye_send_box_has_file (self->page->send_box));
  g_assert_null (window_get_send_notice (self));

  drop_files (self, &(GSList){ file, &(GSList){ folder, NULL } });
  window_wait_for (window_get_send_notice (self) != NULL);
  g_assert_true (g_str_has_prefix (window_get_send_notice (self), expected));

  /* And whoever closes the window meanwhile is not told. */
  drop_files (self, &(GSList){ folder, NULL });
  g_unlink (g_file_peek_path (file));
}

/* Where to, typed beside the list; wrong and unfinished addresses are marked at the field. */
static void
test_another_address (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer, other;
  g_autofree char *address = NULL;
  GtkWidget *field = window_child (sockeye_send_box_get_target_chooser (self->page->send_box), "address");
  GtkWidget *message = window_child (sockeye_send_box_get_target_chooser (self->page->send_box),
                                     "address_message");

  open_udp (self, &peer);
  peer_init (&other, G_SOCKET_TYPE_DATAGRAM);
  address = g_strdup_printf ("127.0.0.1:%u", other.port);
  window_type (self, "elsewhere");
  g_assert_false (gtk_widget_get_visible (field));
  gtk_drop_down_set_selected (get_targets (self), 2);
  g_assert_true (gtk_widget_get_visible (field));
  g_assert_false (gtk_widget_get_visible (message));
  g_assert_false (window_can (self, "send"));
  g_object_set (field, "text", "127.0.0.1:0", NULL);
  g_assert_true (gtk_widget_get_visible (message));
  g_assert_false (window_can (self, "send"));
  g_object_set (field, "text", address, NULL);
  g_assert_false (gtk_widget_get_visible (message));
  window_do (self, "send");
  assert_receives (other.socket, "elsewhere");

  /* It has been heard of since, and is in the list. */
  window_wait_for (g_list_model_get_n_items (gtk_drop_down_get_model (get_targets (self))) == 4);
  gtk_drop_down_set_selected (get_targets (self), 3);
  g_assert_false (gtk_widget_get_visible (field));
  window_type (self, "again");
  window_do (self, "send");
  assert_receives (other.socket, "again");

  gtk_drop_down_set_selected (get_targets (self), 0);
  window_type (self, "home");
  window_do (self, "send");
  assert_receives (peer.socket, "home");
  peer_clear (&peer);
  peer_clear (&other);
}

static void
tick (WindowFixture *self, guint position, gboolean ticked)
{
  g_autoptr (SockeyeConnectionItem)
      item = g_list_model_get_item (sockeye_workspace_get_connections (self->page->workspace), position);

  g_action_group_activate_action (G_ACTION_GROUP (self->page->actions), "tick-connection",
                                  g_variant_new ("(ub)", sockeye_connection_item_get_peer (item), ticked));
  g_assert_true (sockeye_connection_item_is_ticked (item) == ticked);
}

/* Two of three clients; one of them leaves. */
static void
test_ticked (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GSocket *clients[3];
  g_autofree char *label = NULL;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_set_port (self, "local_port", 0);
  window_open_session (self);
  for (guint i = 0; i < 3; i++)
    {
      clients[i] = connect_client (get_port (self));
      window_wait_for (count_connections (self) == i + 1);
    }
  window_type (self, "some");
  gtk_drop_down_set_selected (get_targets (self), 1);
  g_assert_false (window_can (self, "send"));
  tick (self, 0, TRUE);
  tick (self, 2, TRUE);
  tick (self, 1, TRUE);
  tick (self, 1, FALSE);
  label = get_target_label (self, 1);
  g_assert_cmpstr (label, ==, "Ticked connections (2)");
  window_do (self, "send");
  gtk_drop_down_set_selected (get_targets (self), 0);
  window_type (self, "all");
  window_do (self, "send");
  assert_receives (clients[0], "someall");
  assert_receives (clients[1], "all");
  assert_receives (clients[2], "someall");

  gtk_drop_down_set_selected (get_targets (self), 1);
  g_object_unref (clients[0]);
  window_wait_for (count_connections (self) == 2);
  g_free (label);
  label = get_target_label (self, 1);
  g_assert_cmpstr (label, ==, "Ticked connections (1)");
  window_type (self, "last");
  window_do (self, "send");
  assert_receives (clients[2], "last");
  g_object_unref (clients[1]);
  g_object_unref (clients[2]);
}

/* The key says why there is nobody to send to; it has no button to tell it. */
static void
test_nobody (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_type (self, "again");
  window_do (self, "repeat");
  g_assert_nonnull (window_get_send_notice (self));
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_set_port (self, "local_port", 0);
  window_open_session (self);
  window_do (self, "repeat");
  g_assert_null (get_job (self));
  g_assert_cmpstr (window_get_send_notice (self), ==,
                   "No client is connected yet: there is nobody to send to.");
}

/* What failed is not said any longer when something goes out. */
static void
test_after_failure (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;

  open_udp (self, &peer);
  gtk_drop_down_set_selected (get_targets (self), 2);
  g_object_set (window_child (sockeye_send_box_get_target_chooser (self->page->send_box), "address"), "text",
                "[::1]:9", NULL);
  window_type (self, "nowhere");
  window_do (self, "send");
  window_wait_for (window_get_notice (self) != NULL);

  gtk_drop_down_set_selected (get_targets (self), 0);
  window_type (self, "home");
  window_do (self, "send");
  assert_receives (peer.socket, "home");
  g_assert_null (window_get_notice (self));
  peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/send/times", test_times);
  WINDOW_TEST ("/window/send/stop", test_stop);
  WINDOW_TEST ("/window/send/key", test_key);
  WINDOW_TEST ("/window/send/key-without-fields", test_key_without_fields);
  WINDOW_TEST ("/window/send/errors", test_errors);
  WINDOW_TEST ("/window/send/fields", test_fields);
  WINDOW_TEST ("/window/send/file", test_file);
  WINDOW_TEST ("/window/send/missing-file", test_missing_file);
  WINDOW_TEST ("/window/send/drop", test_drop);
  WINDOW_TEST ("/window/send/another-address", test_another_address);
  WINDOW_TEST ("/window/send/ticked", test_ticked);
  WINDOW_TEST ("/window/send/nobody", test_nobody);
  WINDOW_TEST ("/window/send/after-failure", test_after_failure);
  return g_test_run ();
}
