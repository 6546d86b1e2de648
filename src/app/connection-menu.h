/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connection-item.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The context menu of a connection in a list. Its items are enabled as the connection stands, also while it is open. */
#define SOCKEYE_TYPE_CONNECTION_MENU (sockeye_connection_menu_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeConnectionMenu, sockeye_connection_menu, SOCKEYE, CONNECTION_MENU, GObject)

SockeyeConnectionMenu *sockeye_connection_menu_new (GtkWidget *parent);
void
sockeye_connection_menu_popup (SockeyeConnectionMenu *self, SockeyeConnectionItem *item, double x, double y);
GActionGroup *sockeye_connection_menu_get_actions (SockeyeConnectionMenu *self);

G_END_DECLS
