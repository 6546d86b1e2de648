/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-commands-fixture.h"
#include "window-peers.h"

#include "command-preview.h"
#include "quick-commands-panel-private.h"
#include "send-text.h"

static inline SockeyeQuickCommands *
get_commands (WindowFixture *self)
{
  return sockeye_quick_commands_file_get_commands (self->page->commands);
}

static inline void
set_up (WindowFixture *self, gconstpointer data)
{
  g_autoptr (SockeyeQuickCommands) none = sockeye_quick_commands_new ();
  SockeyeQuickCommandsFile *file;

  window_fixture_set_up (self, data);
  file = self->page->commands;
  window_wait_for (!sockeye_quick_commands_file_is_busy (file));
  sockeye_quick_commands_replace (get_commands (self), none);
}

#define PANEL_TEST(name, test) g_test_add (name, WindowFixture, NULL, set_up, test, window_fixture_tear_down)

static inline gpointer
child (WindowFixture *self, const char *name)
{
  return window_child (self->page->commands_panel, name);
}

static inline void
show_panel (WindowFixture *self)
{
  window_do (self, "quick-commands");
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->page->commands_panel)));
}

static inline void
panel_do (WindowFixture *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page->commands_panel), action, NULL));
}

static inline void
command_do (WindowFixture *self, const char *action, guint position)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->page->actions), action,
                                  g_variant_new_uint32 (position));
}

static inline const char *
get_panel_notice (WindowFixture *self)
{
  return sockeye_notice_bar_get_message (
      sockeye_quick_commands_panel_get_notice (self->page->commands_panel));
}

static inline SockeyeQuickCommandEditor *
get_editor (WindowFixture *self)
{
  return self->page->commands_panel != NULL ? self->page->commands_panel->editor : NULL;
}

static inline gpointer
field (WindowFixture *self, const char *name)
{
  return window_child (get_editor (self), name);
}

static inline SockeyeQuickCommand *
get_command (WindowFixture *self, guint position)
{
  return sockeye_quick_command_folder_get_command (
      sockeye_quick_commands_choice_get_folder (self->page->choice), position);
}

static inline void
open_udp (WindowFixture *self, Peer *peer)
{
  peer_init (peer, G_SOCKET_TYPE_DATAGRAM);
  window_set_port (self, "remote_port", peer->port);
  window_open_session (self);
}

/* Texts of a row's labels and its button's tooltip, from the widgets that are there: NULL when the row is not. */
static inline GtkWidget *
find_row (WindowFixture *self, const char *title)
{
  GPtrArray *rows = self->page->commands_panel->rows;

  for (guint i = 0; i < rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (rows, i);

      if (gtk_widget_get_mapped (row)
          && g_str_equal (gtk_label_get_label (window_child (row, "title")), title))
        return row;
    }
  return NULL;
}

static inline void
assert_details (WindowFixture *self, const char *title, const char *details)
{
  window_wait_for (
      find_row (self, title) != NULL
      && g_str_equal (gtk_label_get_label (window_child (find_row (self, title), "details")), details));
}
