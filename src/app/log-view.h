/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "highlights.h"
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
 *   arrive are not shown until it is FALSE again), "has-selection" (boolean, read-only), "show-time", "show-peer",
 *   "show-size" (boolean), "show-conversations" (boolean: each peer has a colour and a mark), "scale" (double: times the font size of the style sheet), "menu-model" (GMenuModel: what
 *   the context menu offers beyond copying).
 * Actions (on the widget): "log.copy" (rows as they are shown), "log.copy-text", "log.copy-hex", "log.copy-c",
 *   "log.copy-python", "log.copy-netassist", "log.select-all", "log.select-none", "log.go-newest", "log.zoom-in",
 *   "log.zoom-out", "log.zoom-normal".
 * Signals: "selection-changed" (); "copied" (), "copy-failed" (GError *): what was copied is too large, or could not be read.
 * CSS: node "logview", style classes "view" and "monospace"; colours sockeye_log_dim, _received, _sent, _event,
 *   _error, _invalid where the style sheet defines them.
 */
GtkWidget *sockeye_log_view_new (void);
SockeyeLogModel *sockeye_log_view_get_model (SockeyeLogView *self);
void sockeye_log_view_set_model (SockeyeLogView *self, SockeyeLogModel *model);
void sockeye_log_view_set_highlights (SockeyeLogView *self, SockeyeHighlights *highlights);
void sockeye_log_view_set_found (SockeyeLogView *self, SockeyePattern *pattern);
gboolean sockeye_log_view_get_following (SockeyeLogView *self);
guint64 sockeye_log_view_get_n_new (SockeyeLogView *self);
gboolean sockeye_log_view_get_paused (SockeyeLogView *self);
void sockeye_log_view_set_paused (SockeyeLogView *self, gboolean paused);
double sockeye_log_view_get_scale (SockeyeLogView *self);
void sockeye_log_view_set_scale (SockeyeLogView *self, double scale);
void sockeye_log_view_go_newest (SockeyeLogView *self);
void sockeye_log_view_go_to_record (SockeyeLogView *self, guint64 number);
void sockeye_log_view_go_to_position (SockeyeLogView *self, const SockeyeLogPosition *position);
/* One record after the other */
void sockeye_log_view_show_to (SockeyeLogView *self, guint64 end);
gboolean sockeye_log_view_get_next (SockeyeLogView *self, SockeyeLogLine *line);
gboolean sockeye_log_view_get_last (SockeyeLogView *self, SockeyeLogLine *line);
guint64 sockeye_log_view_get_n_shown (SockeyeLogView *self);

gboolean sockeye_log_view_has_selection (SockeyeLogView *self);
gboolean
sockeye_log_view_get_selection (SockeyeLogView *self, SockeyeLogPosition *from, SockeyeLogPosition *to);
gboolean sockeye_log_view_get_current (SockeyeLogView *self, guint64 *number);
void
sockeye_log_view_select (SockeyeLogView *self, const SockeyeLogPosition *from, const SockeyeLogPosition *to);
void sockeye_log_view_select_match (SockeyeLogView *self, guint64 number, const SockeyeMatch *match);
/* To be called after sockeye_log_model_update(), once per frame at most. */
void sockeye_log_view_refresh (SockeyeLogView *self);

G_END_DECLS
