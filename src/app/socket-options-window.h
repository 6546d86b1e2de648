/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SOCKET_OPTIONS_WINDOW (sockeye_socket_options_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSocketOptionsWindow,
                      sockeye_socket_options_window,
                      SOCKEYE,
                      SOCKET_OPTIONS_WINDOW,
                      GtkWindow)

/* The options of a workspace's sockets: what is wished for, which also holds for later openings, and what the kernel
 * reports. */
GtkWindow *
sockeye_socket_options_window_new (GtkWindow *parent, SockeyeWorkspace *workspace, GSettings *settings);
void sockeye_socket_options_window_follow (SockeyeSocketOptionsWindow *self,
                                           SockeyeProtocol protocol,
                                           const char *local_host);

/* Where the wishes for a protocol are kept in the settings. */
const char *sockeye_socket_options_get_key (SockeyeProtocol protocol);

G_END_DECLS
