/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history-item.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HISTORY_ROW (sockeye_history_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHistoryRow, sockeye_history_row, SOCKEYE, HISTORY_ROW, GtkWidget)

/*
 * One line for something that was sent: the text, how and when.
 *
 * Signals: "send-again" (SockeyeHistoryItem *item): its button was pressed
 */
GtkWidget *sockeye_history_row_new (void);
void sockeye_history_row_set_item (SockeyeHistoryRow *self, SockeyeHistoryItem *item);

G_END_DECLS
