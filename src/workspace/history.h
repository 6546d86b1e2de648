/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history-change.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HISTORY (sockeye_history_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHistory, sockeye_history, SOCKEYE, HISTORY, GObject)

/*
 * What was sent, newest first: a GListModel of SockeyeHistoryItem, the same for all windows. Belongs to the UI thread,
 * and is read and written in the background.
 *
 * Properties: "keep" (boolean): it outlasts the program, in its file
 * Signals: "message" (): sockeye_history_take_message() has something to tell
 */
SockeyeHistory *sockeye_history_new (const char *path);

gboolean sockeye_history_get_keep (SockeyeHistory *self);
void sockeye_history_set_keep (SockeyeHistory *self, gboolean keep);
char *sockeye_history_take_message (SockeyeHistory *self);
gboolean sockeye_history_is_full (SockeyeHistory *self);
guint sockeye_history_find (SockeyeHistory *self, SockeyeHistoryItem *item);

void sockeye_history_add (SockeyeHistory *self,
                          const char *text,
                          const SockeyeSendPlan *plan,
                          const SockeyeCharset *charset);
void sockeye_history_remove (SockeyeHistory *self, SockeyeHistoryItem *item);
GPtrArray *sockeye_history_clear (SockeyeHistory *self);
void sockeye_history_restore (SockeyeHistory *self, GPtrArray *items);
gboolean sockeye_history_flush (SockeyeHistory *self, guint milliseconds);

G_END_DECLS
