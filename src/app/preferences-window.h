/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_PREFERENCES_WINDOW (sockeye_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyePreferencesWindow,
                      sockeye_preferences_window,
                      SOCKEYE,
                      PREFERENCES_WINDOW,
                      GtkWindow)

/* What is preferred, at once and from run to run. */
GtkWindow *sockeye_preferences_window_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
