/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-feed.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_CALL_WINDOW (sockeye_call_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCallWindow, sockeye_call_window, SOCKEYE, CALL_WINDOW, GtkWindow)

/*
 * Draws the calls of both ends of a connection, and what went between them.
 * Signals: "show-record" (SockeyeWorkspace *, guint64 number) -> gboolean: whether its log shows the record
 */
GtkWidget *sockeye_call_window_new (GtkWindow *parent,
                                    SockeyeWorkspace *workspace,
                                    SockeyeWorkspace *twin,
                                    gboolean document);
void sockeye_call_window_choose (SockeyeCallWindow *self, guint32 peer);
gboolean
sockeye_call_window_is_of (SockeyeCallWindow *self, SockeyeWorkspace *workspace, SockeyeWorkspace *twin);
SockeyeWorkspace *sockeye_call_window_get_workspace (SockeyeCallWindow *self, guint tape);
void sockeye_call_window_light (SockeyeCallWindow *self, SockeyeWorkspace *workspace, guint64 number);
void sockeye_call_window_save_to (SockeyeCallWindow *self, GFile *file);

G_END_DECLS
