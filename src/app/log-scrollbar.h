/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_LOG_SCROLLBAR (sockeye_log_scrollbar_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLogScrollbar, sockeye_log_scrollbar, SOCKEYE, LOG_SCROLLBAR, GtkWidget)

void sockeye_log_scrollbar_set_scrolled (SockeyeLogScrollbar *self, GtkScrolledWindow *scrolled);

G_END_DECLS
