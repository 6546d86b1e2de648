/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HISTORY_POPOVER (sockeye_history_popover_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHistoryPopover, sockeye_history_popover, SOCKEYE, HISTORY_POPOVER, GtkPopover)

/*
 * What was sent, to be searched. Sends again through the action session.send-again.
 *
 * Signals: "put-back" (SockeyeHistoryItem *item): it is to stand in the box
 */
void sockeye_history_popover_set_history (SockeyeHistoryPopover *self, SockeyeHistory *history);

G_END_DECLS
