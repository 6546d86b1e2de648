/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HIGHLIGHTS_WINDOW (sockeye_highlights_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHighlightsWindow,
                      sockeye_highlights_window,
                      SOCKEYE,
                      HIGHLIGHTS_WINDOW,
                      GtkWindow)

/* Edits what is marked in all logs. What is changed holds at once. */
GtkWindow *sockeye_highlights_window_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
