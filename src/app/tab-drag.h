/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void sockeye_tab_drag_watch (void);
void sockeye_tab_drag_watch_window (GtkWidget *window);

G_END_DECLS
