/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-menu.h"

#include <gtk/gtk.h>

/**
 * sockeye_session_menu_new:
 * @protocol: of a session with connections
 *
 * Returns: (transfer full): the other ways to end its connections, or to hold them back
 */
GMenuModel *
sockeye_session_menu_new (SockeyeProtocol protocol)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/sockeye/Sockeye/session-menu.ui");
  GMenu *menu = G_MENU (
      gtk_builder_get_object (builder, sockeye_protocol_is_server (protocol) ? "server" : "client"));

  /* The last section: Unix sockets know no RST. */
  if (sockeye_protocol_is_unix (protocol))
    g_menu_remove (menu, g_menu_model_get_n_items (G_MENU_MODEL (menu)) - 1);
  return G_MENU_MODEL (g_object_ref (menu));
}
