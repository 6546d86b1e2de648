/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "find-bar.h"
#include "log-clearing.h"
#include "log-view.h"
#include "save-strip.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_DATA_LOG (sockeye_data_log_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeDataLog, sockeye_data_log, SOCKEYE, DATA_LOG, GtkWidget)

/*
 * The log with its title, its tools and the way back to the newest row.
 *
 * Signals: "searching-changed" ()
 */
void sockeye_data_log_set_model (SockeyeDataLog *self, SockeyeLogModel *model);
void sockeye_data_log_set_store (SockeyeDataLog *self, GSettings *settings);
SockeyeLogView *sockeye_data_log_get_view (SockeyeDataLog *self);
SockeyeLogClearing *sockeye_data_log_get_clearing (SockeyeDataLog *self);
SockeyeFindBar *sockeye_data_log_get_find_bar (SockeyeDataLog *self);
SockeyeSaveStrip *sockeye_data_log_get_save_strip (SockeyeDataLog *self);
void sockeye_data_log_open_find (SockeyeDataLog *self);
void sockeye_data_log_open_filter (SockeyeDataLog *self);
void sockeye_data_log_find_again (SockeyeDataLog *self, const char *action);
void sockeye_data_log_open_jump (SockeyeDataLog *self);
void sockeye_data_log_refresh (SockeyeDataLog *self);

G_END_DECLS
