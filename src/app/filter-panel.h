/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_FILTER_PANEL (sockeye_filter_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeFilterPanel, sockeye_filter_panel, SOCKEYE, FILTER_PANEL, GtkWidget)

/*
 * Which records are shown, but for what they contain: kind, peer, size, time.
 *
 * Signals: "changed" (): other records are wanted
 */
void sockeye_filter_panel_set_capture (SockeyeFilterPanel *self, SockeyeCapture *capture);
gboolean sockeye_filter_panel_get_filter (SockeyeFilterPanel *self, SockeyeFilter *filter);
void sockeye_filter_panel_reset (SockeyeFilterPanel *self);

G_END_DECLS
