/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_WRAP_LAYOUT (sockeye_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeWrapLayout, sockeye_wrap_layout, SOCKEYE, WRAP_LAYOUT, GtkLayoutManager)

/*
 * Children in a row, as in a box, which goes on in another line where there is no room for all of them: as narrow as
 * the widest child. Those that expand share what is left in their line.
 *
 * Properties: "spacing" (int, pixels): between children, and between lines
 */

G_END_DECLS
