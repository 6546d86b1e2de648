/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

/* The list of connections below the log: most sessions have none, and so it is made when it is shown first. */

static void
on_peer_activated (SockeyeSessionPage *self, guint peer)
{
  sockeye_target_chooser_choose_peer (sockeye_send_box_get_target_chooser (self->send_box), peer);
  gtk_widget_grab_focus (GTK_WIDGET (self->send_box));
}

static SockeyeConnectionsPanel *
make_panel (SockeyeSessionPage *self)
{
  SockeyeConnectionsPanel *panel = g_object_new (SOCKEYE_TYPE_CONNECTIONS_PANEL, NULL);

  sockeye_connections_panel_set_model (panel, sockeye_workspace_get_connections (self->workspace));
  sockeye_connections_panel_set_session (panel, sockeye_workspace_get_session (self->workspace));
  sockeye_connections_panel_set_capture (panel, sockeye_workspace_get_capture (self->workspace));
  g_signal_connect_object (panel, "peer-activated", G_CALLBACK (on_peer_activated), self, G_CONNECT_SWAPPED);
  return panel;
}

/* Private: or hides it. */
void
sockeye_session_page_show_connections (SockeyeSessionPage *self, gboolean show)
{
  if (show && self->connections_panel == NULL)
    {
      g_set_weak_pointer (&self->connections_panel, make_panel (self));
      gtk_paned_set_end_child (self->connections_pane, GTK_WIDGET (self->connections_panel));
    }
  if (self->connections_panel != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->connections_panel), show);
}
