/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history.h"
#include "payload-bar.h"
#include "send-text.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HISTORY_RECALL (sockeye_history_recall_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHistoryRecall, sockeye_history_recall, SOCKEYE, HISTORY_RECALL, GObject)

/*
 * Puts what was sent back into the box, step by step (Ctrl+Up, Ctrl+Down) or at once, with the options it is read with.
 * What was typed and not sent is put aside, and comes back.
 *
 * Signals: "message" (const char *): what was passed over, and why
 */
SockeyeHistoryRecall *
sockeye_history_recall_new (SockeyeSendText *editor, SockeyePayloadBar *options, SockeyeHistory *history);

void sockeye_history_recall_step (SockeyeHistoryRecall *self, gboolean older);
void sockeye_history_recall_put (SockeyeHistoryRecall *self, SockeyeHistoryItem *item);
void sockeye_history_recall_note_sent (SockeyeHistoryRecall *self, gboolean clear);

G_END_DECLS
