/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-view.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_FIND_BAR (sockeye_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeFindBar, sockeye_find_bar, SOCKEYE, FIND_BAR, GtkWidget)

/*
 * Finds text, bytes or a regular expression in a log, in the background and live, and can show the matching records
 * alone, or those of some kinds, peers, sizes and times. Actions (on the widget): "find.next", "find.previous",
 * "find.show-all", "find.close".
 *
 * Signals: "searching-changed" ()
 */
void sockeye_find_bar_set_view (SockeyeFindBar *self, SockeyeLogView *view);
void sockeye_find_bar_open (SockeyeFindBar *self);
void sockeye_find_bar_open_filter (SockeyeFindBar *self);
void sockeye_find_bar_close (SockeyeFindBar *self);
/* There may be new records: to be called after sockeye_log_model_update(). */
void sockeye_find_bar_update (SockeyeFindBar *self);
gboolean sockeye_find_bar_is_searching (SockeyeFindBar *self);
const char *sockeye_find_bar_get_result (SockeyeFindBar *self);

G_END_DECLS
