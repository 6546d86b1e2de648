/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SOCKEYE_SIDE_LAYOUT_LOW:
 *
 * Pixels: with less height there is not enough for a log, a list below it and a box to write in.
 */
#define SOCKEYE_SIDE_LAYOUT_LOW 500

/**
 * SOCKEYE_SIDE_LAYOUT_TIGHT:
 *
 * Pixels: with less width titles would be cut off.
 */
#define SOCKEYE_SIDE_LAYOUT_TIGHT 500

#define SOCKEYE_TYPE_SIDE_LAYOUT (sockeye_side_layout_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSideLayout, sockeye_side_layout, SOCKEYE, SIDE_LAYOUT, GtkLayoutManager)

/*
 * Children side by side, of which the last one gets the room. While it yields, all but the last one give way in a window
 * that is too narrow for all of them.
 *
 * Properties: "yielding" (boolean); "narrow", "tight" and "low" (boolean): how much room there is
 */
void sockeye_side_layout_set_yielding (SockeyeSideLayout *self, gboolean yielding);
void sockeye_side_layout_set_wrapping (SockeyeSideLayout *self, gboolean wrapping);
void sockeye_side_layout_set_in_front (SockeyeSideLayout *self, gboolean in_front);
gboolean sockeye_side_layout_get_narrow (SockeyeSideLayout *self);
gboolean sockeye_side_layout_get_tight (SockeyeSideLayout *self);
gboolean sockeye_side_layout_get_low (SockeyeSideLayout *self);

G_END_DECLS
