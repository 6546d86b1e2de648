/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history.h"
#include "payload-bar.h"
#include "send-text.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HISTORY_BUTTON (sockeye_history_button_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHistoryButton, sockeye_history_button, SOCKEYE, HISTORY_BUTTON, GtkWidget)

/*
 * Opens what was sent, and puts it back into the box, also with Ctrl+Up and Ctrl+Down in the box itself.
 *
 * Signals: "put-back" (): a text is about to be put into the box;
 *   "message" (const char *): something that the user has to know
 */
void sockeye_history_button_set_up (SockeyeHistoryButton *self,
                                    SockeyeHistory *history,
                                    SockeyeSendText *editor,
                                    SockeyePayloadBar *options);
gboolean sockeye_history_button_note_sent (SockeyeHistoryButton *self, gboolean clear);

G_END_DECLS
