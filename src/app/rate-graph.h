/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_RATE_GRAPH (sockeye_rate_graph_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeRateGraph, sockeye_rate_graph, SOCKEYE, RATE_GRAPH, GtkWidget)

/*
 * A small graph of the last minute: bytes received as an area, bytes sent as a line; the rates in words as its
 * tooltip and accessible description. Sleeps while nothing moves. Property: "text" (string, read-only), the current
 * rates in short.
 */
void sockeye_rate_graph_set_capture (SockeyeRateGraph *self, SockeyeCapture *capture);
void sockeye_rate_graph_reset (SockeyeRateGraph *self);
void sockeye_rate_graph_wake (SockeyeRateGraph *self);

G_END_DECLS
