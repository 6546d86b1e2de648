/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-model.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_LOG_VIEW (sockeye_log_view_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLogView, sockeye_log_view, SOCKEYE, LOG_VIEW, GtkWidget)

/*
 * Draws the visible rows of a log model; a GtkScrollable to be put into a GtkScrolledWindow.
 *
 * Properties: "model" (SockeyeLogModel), "following" (boolean, read-only: the view is at the end and stays there),
 *   "n-new" (uint64, read-only: records that came below while it was scrolled up), "paused" (boolean: rows that
 *   arrive are not shown until it is FALSE again), "show-time", "show-peer", "show-size" (boolean).
 * Actions (on the widget): "log.copy", "log.copy-hex", "log.select-all", "log.select-none", "log.go-newest".
 */
GtkWidget       *sockeye_log_view_new (void);
SockeyeLogModel *sockeye_log_view_get_model (SockeyeLogView *self);
void             sockeye_log_view_set_model (SockeyeLogView *self, SockeyeLogModel *model);
gboolean         sockeye_log_view_get_following (SockeyeLogView *self);
guint64          sockeye_log_view_get_n_new (SockeyeLogView *self);
void             sockeye_log_view_go_newest (SockeyeLogView *self);
void             sockeye_log_view_go_to_record (SockeyeLogView *self, guint64 number);
gboolean         sockeye_log_view_has_selection (SockeyeLogView *self);
/* To be called after sockeye_log_model_update(), once per frame at most. */
void             sockeye_log_view_refresh (SockeyeLogView *self);

G_END_DECLS
