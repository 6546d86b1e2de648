/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-item.h"
#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_REPLY_ROW (sockeye_reply_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeReplyRow, sockeye_reply_row, SOCKEYE, REPLY_ROW, GtkListBoxRow)

/* One rule of the auto-reply in the list of them: what it does, how often it did, and a switch. */
GtkWidget *sockeye_reply_row_new (SockeyeReplyItem *item, SockeyeWorkspace *workspace);
void sockeye_reply_row_refresh_count (SockeyeReplyRow *self);

G_END_DECLS
