/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The addresses of this machine, to choose one for a field.
 * Signals: "chosen" (string: the address)
 */
#define SOCKEYE_TYPE_HOST_POPOVER (sockeye_host_popover_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHostPopover, sockeye_host_popover, SOCKEYE, HOST_POPOVER, GtkPopover)

GtkWidget *sockeye_host_popover_new (void);
void sockeye_host_popover_refresh (SockeyeHostPopover *self, gboolean offer_any);

G_END_DECLS
