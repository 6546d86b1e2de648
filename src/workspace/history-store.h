/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history-change.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HISTORY_STORE (sockeye_history_store_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHistoryStore, sockeye_history_store, SOCKEYE, HISTORY_STORE, GObject)

/*
 * Keeps a history in a file, in the background and at most once a second. Belongs to the UI thread.
 *
 * Signals: "read" (GPtrArray *entries): what the history has now, entries of other programs included;
 *   "message" (const char *): something that the user has to know about the file
 */
SockeyeHistoryStore *sockeye_history_store_new (const char *path, GPtrArray *entries);

gboolean sockeye_history_store_get_keep (SockeyeHistoryStore *self);
void sockeye_history_store_set_keep (SockeyeHistoryStore *self, gboolean keep);
void sockeye_history_store_note (SockeyeHistoryStore *self, SockeyeHistoryChange *change);
gboolean sockeye_history_store_flush (SockeyeHistoryStore *self, guint milliseconds);

G_END_DECLS
