/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_MESSAGE_LAYOUT (sockeye_message_layout_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeMessageLayout, sockeye_message_layout, SOCKEYE, MESSAGE_LAYOUT, GtkLayoutManager)

/*
 * A single child, a scrolled window with text that is wrapped: it would like to show all of the text at the width that it has,
 * up to a limit, and needs no more than a line. (By itself GTK 4.8 asks the text for its height as if it had any width.)
 */

G_END_DECLS
