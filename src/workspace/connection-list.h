/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connection-item.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_CONNECTION_LIST (sockeye_connection_list_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeConnectionList, sockeye_connection_list, SOCKEYE, CONNECTION_LIST, GObject)

/* The open connections of a capture, a GListModel of SockeyeConnectionItem, oldest first. */
SockeyeConnectionList *sockeye_connection_list_new (SockeyeCapture *capture);
gboolean sockeye_connection_list_refresh (SockeyeConnectionList *self);

G_END_DECLS
