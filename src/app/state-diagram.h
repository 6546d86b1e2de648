/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "state-watcher.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Figure 5 of RFC 9293, in which the states of both ends are lit, and the ways that they have taken are drawn. Signals:
 * "state-clicked" (guint: #SockeyeTcpState): one that can be held, see state-recipe.h
 */
#define SOCKEYE_TYPE_STATE_DIAGRAM (sockeye_state_diagram_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeStateDiagram, sockeye_state_diagram, SOCKEYE, STATE_DIAGRAM, GtkWidget)

void sockeye_state_diagram_show (SockeyeStateDiagram *self, const SockeyeStateView *view);

G_END_DECLS
