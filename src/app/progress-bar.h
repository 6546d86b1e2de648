/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_PROGRESS_BAR (sockeye_progress_bar_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeProgressBar, sockeye_progress_bar, SOCKEYE, PROGRESS_BAR, GtkWidget)

/* How much is done. GtkProgressBar lays out its window with each change, which costs a frame while much is going on; this
 * one is only drawn again. */
void sockeye_progress_bar_set_fraction (SockeyeProgressBar *self, double fraction);
double sockeye_progress_bar_get_fraction (SockeyeProgressBar *self);

G_END_DECLS
