/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "state-watcher.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The figures of both ends of a connection, and the ways that they have taken, as tables. */
#define SOCKEYE_TYPE_STATE_FACTS (sockeye_state_facts_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeStateFacts, sockeye_state_facts, SOCKEYE, STATE_FACTS, GtkWidget)

void sockeye_state_facts_show (SockeyeStateFacts *self, const SockeyeStateView *view);

G_END_DECLS
