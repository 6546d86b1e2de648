/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

double sockeye_text_scale_get (GtkWidget *widget);
void sockeye_text_scale_watch_columns (GtkColumnView *view);

G_END_DECLS
