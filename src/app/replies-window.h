/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_REPLIES_WINDOW (sockeye_replies_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeRepliesWindow, sockeye_replies_window, SOCKEYE, REPLIES_WINDOW, GtkWindow)

/* The rules of a workspace's auto-reply, and the switch for all of them. What is changed holds at once. */
GtkWindow *sockeye_replies_window_new (GtkWindow *parent, SockeyeWorkspace *workspace);

G_END_DECLS
