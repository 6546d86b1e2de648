/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SIDE_LAYOUT (sockeye_side_layout_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSideLayout, sockeye_side_layout, SOCKEYE, SIDE_LAYOUT, GtkLayoutManager)

/*
 * Children side by side, of which the last one gets the room. While it yields, all but the last one give way in a window
 * that is too narrow for all of them.
 *
 * Properties: "yielding" (boolean)
 */
void sockeye_side_layout_set_yielding (SockeyeSideLayout *self, gboolean yielding);

G_END_DECLS
