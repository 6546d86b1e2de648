/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faults-window.h"
#include "window-peers.h"

static GtkWindow *
open_faults (WindowFixture *self)
{
  g_autoptr (GListModel) toplevels = NULL;

  window_do (self, "faults");
  toplevels = g_object_ref (gtk_window_get_toplevels ());
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (SOCKEYE_IS_FAULTS_WINDOW (window))
        return window;
    }
  g_assert_not_reached ();
}

/* Only what can happen with the protocol is offered, and only when it is switched on. */
static void
test_fields (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWindow *faults;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  faults = open_faults (self);
  g_assert_true (gtk_widget_get_visible (window_child (faults, "drop")));
  g_assert_false (gtk_widget_get_visible (window_child (faults, "split")));
  g_assert_false (gtk_widget_get_visible (window_child (faults, "reset_accepted")));
  g_assert_false (gtk_widget_get_sensitive (window_child (faults, "drop")));
  gtk_check_button_set_active (window_child (faults, "active"), TRUE);
  g_assert_true (gtk_widget_get_sensitive (window_child (faults, "drop")));
  gtk_window_destroy (faults);

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  faults = open_faults (self);
  g_assert_true (gtk_check_button_get_active (window_child (faults, "active")));
  g_assert_true (gtk_widget_get_visible (window_child (faults, "split")));
  g_assert_false (gtk_widget_get_visible (window_child (faults, "drop")));
  g_assert_false (gtk_widget_get_visible (window_child (faults, "reset_accepted")));
  gtk_window_destroy (faults);
}

/* They are kept, and hold from the next opening on; the user is reminded. */
static void
test_kept (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;
  GtkWindow *faults;

  peer_init (&peer, G_SOCKET_TYPE_DATAGRAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  window_set_port (self, "local_port", 0);
  window_set_port (self, "remote_port", peer.port);
  faults = open_faults (self);
  gtk_check_button_set_active (window_child (faults, "active"), TRUE);
  gtk_spin_button_set_value (window_child (faults, "duplicate"), 100);
  gtk_window_destroy (faults);

  g_assert_null (window_get_notice (self));
  window_open_session (self);
  g_assert_nonnull (window_get_notice (self));
  window_type (self, "twice");
  window_do (self, "send");
  assert_receives (peer.socket, "twice");
  assert_receives (peer.socket, "twice");
  faults = open_faults (self);
  g_assert_cmpfloat (gtk_spin_button_get_value (window_child (faults, "duplicate")), ==, 100);
  gtk_window_destroy (faults);
  peer_clear (&peer);
}

/* What stands in the store may be anything. */
static void
test_parse (WindowFixture *self G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GVariant) wild = g_variant_ref_sink (g_variant_new_parsed (
      "{'active': 1.0, 'delay': -5.0, 'drop': 250.0, 'split': 1e300, 'corrupt': 12.5, 'seed': 7.0}"));
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new_parsed ("@a{sd} {}"));
  SockeyeFaults faults;

  g_assert_true (sockeye_faults_window_parse (wild, &faults));
  g_assert_cmpuint (faults.delay_ms, ==, 0);
  g_assert_cmpuint (faults.split, ==, 0);
  g_assert_cmpfloat (faults.drop, ==, 0);
  g_assert_cmpfloat (faults.corrupt, ==, 0.125);
  g_assert_cmpuint (faults.seed, ==, 7);
  g_assert_false (sockeye_faults_window_parse (none, &faults));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/faults/fields", test_fields);
  WINDOW_TEST ("/window/faults/kept", test_kept);
  WINDOW_TEST ("/window/faults/parse", test_parse);
  return g_test_run ();
}
