/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-window.h"
#include "window-peers.h"
#include "window-states.h"

/* What stands in the ways: the state, its time, and how it is known. */
static const char *
get_way (GtkWindow *states, int column, int row)
{
  GtkWidget *facts = window_child (states, "facts");
  GtkWidget *label = gtk_grid_get_child_at (GTK_GRID (window_child (facts, "way")), column, row);

  return label != NULL ? gtk_label_get_label (GTK_LABEL (label)) : "";
}

static gboolean
has_step (GtkWindow *states, int row, const char *state, const char *how)
{
  return g_str_equal (get_way (states, 0, row), state) && g_str_equal (get_way (states, 2, row), how);
}

static void
assert_listened (GtkWindow *states)
{
  window_wait_for (has_step (states, 1, "CLOSED", "inferred")
                   && has_step (states, 2, "LISTEN", "from the log"));
  g_assert_cmpuint (strlen (get_way (states, 1, 2)), ==, strlen ("12:34:56.789"));
}

static void
choose (GtkWindow *states, const char *label)
{
  GtkDropDown *connection = window_child (states, "connection");
  GListModel *choices = gtk_drop_down_get_model (connection);

  g_assert_true (has_choice (states, label));
  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    if (g_str_equal (sockeye_send_target_get_label (sockeye_send_target_peek (G_LIST_STORE (choices), i)),
                     label))
      gtk_drop_down_set_selected (connection, i);
}

static char *
get_local_name (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return g_strdup_printf ("127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

/* A client comes and goes. Returns: (transfer full): what its connection is called then */
static char *
serve_client (WindowFixture *self, GtkWindow *states)
{
  g_autoptr (GSocket) client = connect_client (get_port (self));

  window_wait_for (has_states (states, "ESTABLISHED", "ESTABLISHED"));
  assert_listened (states);
  g_assert_true (has_step (states, 3, "SYN-RECEIVED", "inferred"));
  g_assert_true (has_step (states, 4, "ESTABLISHED", "seen"));
  g_assert_true (g_socket_close (client, NULL));
  window_wait_for (has_states (states, "CLOSED", "TIME-WAIT"));
  window_wait_for (g_str_has_suffix (get_choice (states), " (closed)"));
  return g_strdup (get_choice (states));
}

/* The window goes with the server: to its listener each time that it begins to listen, and to who connects then. */
static void
test_follow (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWindow *states = sockeye_state_window_present (GTK_WINDOW (self->window), self->page->workspace, 0);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autoptr (GSocket) client = NULL;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  window_wait_for (has_states (states, "LISTEN", "not known"));
  assert_listened (states);
  g_assert_cmpstr (get_way (states, 0, 3), ==, "");
  first = serve_client (self, states);
  window_close_session (self);
  g_assert_cmpstr (get_choice (states), ==, first);

  window_open_session (self);
  window_wait_for (g_str_equal (get_choice (states), "Listener")
                   && has_states (states, "LISTEN", "not known"));
  assert_listened (states);
  second = serve_client (self, states);
  g_assert_cmpstr (second, !=, first);

  /* What the user has chosen stays, whoever comes. */
  choose (states, first);
  window_close_session (self);
  window_open_session (self);
  window_wait_for (has_choice (states, "Listener"));
  client = connect_client (get_port (self));
  third = get_local_name (client);
  window_wait_for (has_choice (states, third));
  g_assert_cmpstr (get_choice (states), ==, first);
  gtk_window_close (states);
  window_close_session (self);
}

static gboolean
is_one_line (GtkWidget *label)
{
  return pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (label))) == 1;
}

static gboolean
are_one_line (GtkWindow *states)
{
  for (int row = 1; get_figure (states, 0, row) != NULL; row++)
    if (!is_one_line (get_figure (states, 0, row)))
      return FALSE;
  return TRUE;
}

/* What the figures are called needs no second line in a window that leaves some of a small screen. */
static void
test_room (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = listen_with_client (self);
  GtkWindow *states = sockeye_state_window_present (GTK_WINDOW (self->window), self->page->workspace, 0);

  gtk_window_set_default_size (states, 940, 640);
  window_wait_for (has_states (states, "ESTABLISHED", "ESTABLISHED"));
  window_wait_for (gtk_widget_get_width (GTK_WIDGET (states)) <= 940 && are_one_line (states));
  gtk_window_close (states);
  window_close_session (self);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/listener/follow", test_follow);
  WINDOW_TEST ("/window/listener/room", test_room);
  return g_test_run ();
}
