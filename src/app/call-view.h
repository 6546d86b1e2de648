/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-ladder.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_CALL_VIEW (sockeye_call_view_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCallView, sockeye_call_view, SOCKEYE, CALL_VIEW, GtkWidget)

/*
 * Draws the visible steps of a ladder; a GtkScrollable, so that its heading and its steps are never drawn for two places.
 * Signals: "selected" (): another step, or none; "activated" (): the user wants to see more of the selected step
 */
SockeyeCallLadder *sockeye_call_view_get_ladder (SockeyeCallView *self);
void sockeye_call_view_set_ladder (SockeyeCallView *self, SockeyeCallLadder *ladder);
int sockeye_call_view_get_selected (SockeyeCallView *self);
void sockeye_call_view_select (SockeyeCallView *self, int row);

G_END_DECLS
