/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-model.h"

G_BEGIN_DECLS

/* For so long a cleared log can be had back. */
#define SOCKEYE_LOG_CLEARING_SECONDS 15

#define SOCKEYE_TYPE_LOG_CLEARING (sockeye_log_clearing_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLogClearing, sockeye_log_clearing, SOCKEYE, LOG_CLEARING, GObject)

/*
 * Clears a log in two steps: its records are hidden at once, and given up a while later. In between it can be undone.
 * Properties: "pending" (boolean, read only): whether it can be undone
 */
SockeyeLogClearing *sockeye_log_clearing_new (SockeyeLogModel *log);
void sockeye_log_clearing_clear (SockeyeLogClearing *self);
gboolean sockeye_log_clearing_undo (SockeyeLogClearing *self);
void sockeye_log_clearing_finish (SockeyeLogClearing *self);
gboolean sockeye_log_clearing_is_pending (SockeyeLogClearing *self);

G_END_DECLS
