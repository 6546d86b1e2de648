/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SockeyeMakePanel:
 * @owner: as given to sockeye_lazy_popover_set()
 *
 * Returns: (transfer floating): a new panel, showing what holds now
 */
typedef GtkWidget *(*SockeyeMakePanel) (gpointer owner);

void sockeye_lazy_popover_set (GtkMenuButton *button, SockeyeMakePanel make, gpointer owner);
void sockeye_lazy_popover_fold (GtkMenuButton *button);

G_END_DECLS
