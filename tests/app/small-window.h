/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window-peers.h"
#include "window-private.h"

/* A window as large as a small screen, and what is done with it. */

#define WIDTH  900
#define HEIGHT 600

static inline void
set_text (WindowFixture *self, int percent)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));
  gint64 frame = gdk_frame_clock_get_frame_counter (clock);

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", percent * 96 * 1024 / 100, NULL);
  window_wait_for ((gtk_widget_queue_resize (GTK_WIDGET (self->window)),
                    gdk_frame_clock_get_frame_counter (clock) > frame + 5));
}

static inline void
do_detailed (WindowFixture *self, const char *detailed)
{
  g_autofree char *action = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_action_parse_detailed_name (detailed, &action, &target, &error));
  g_assert_no_error (error);
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (self->page), action, target));
}

/* Returns: (nullable): the window beside the main one that is shown */
static inline GtkWindow *
find_other (WindowFixture *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (window != GTK_WINDOW (self->window) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

/* A server with a client that has sent something, so that there is something in every window. */
static inline GSocket *
talk (WindowFixture *self)
{
  SockeyeLogPosition from = { 0 };
  SockeyeLogPosition to = { .number = 2 };
  GSocket *client;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  client = connect_client (sockeye_session_get_local_port (self->session));
  g_assert_cmpint (g_socket_send (client, "hello\n", 6, NULL, NULL), ==, 6);
  window_wait_for (window_log_shows (self, "hello"));
  sockeye_log_view_select (sockeye_data_log_get_view (self->page->data_log), &from, &to);
  return client;
}

static inline void
assert_fits (const char *what, GtkWidget *widget, int percent, gboolean wanted)
{
  int sizes[2][2];

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &sizes[0][0], &sizes[0][1], NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (sizes[0][wanted], wanted ? 0 : WIDTH),
                      &sizes[1][0], &sizes[1][1], NULL, NULL);
  g_test_message ("%s at %d %%: %d x %d, natural %d x %d", what, percent, sizes[0][0], sizes[1][0],
                  sizes[0][1], sizes[1][1]);
  g_assert_cmpint (sizes[0][wanted], <=, WIDTH);
  g_assert_cmpint (sizes[1][wanted], <=, HEIGHT);
}

static inline void
set_window_state (WindowFixture *self, const char *action, gboolean state)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self->window), action, g_variant_new_boolean (state));
}

static inline void
make_small (WindowFixture *self)
{
  GtkWidget *window = GTK_WIDGET (self->window);

  window_wait_for (gtk_widget_get_width (window) > 0);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  window_wait_for (gtk_widget_get_width (window) <= WIDTH && gtk_widget_get_height (window) <= HEIGHT);
  g_test_message ("small: %d x %d", gtk_widget_get_width (window), gtk_widget_get_height (window));
}
