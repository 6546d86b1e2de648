/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "launch-options.h"
#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_WINDOW (sockeye_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeWindow, sockeye_window, SOCKEYE, WINDOW, GtkApplicationWindow)

/* One session and everything about it. */
GtkWindow *sockeye_window_new (GtkApplication *application, GSettings *settings);
GtkWindow *sockeye_window_new_for_capture (GtkApplication *application,
                                           GSettings *settings,
                                           SockeyeCapture *capture,
                                           GFile *file);
SockeyeWorkspace *sockeye_window_get_workspace (SockeyeWindow *self);
void sockeye_window_launch (SockeyeWindow *self, const SockeyeLaunchOptions *options);

G_END_DECLS
