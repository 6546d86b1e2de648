/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-view.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_JUMP_PANEL (sockeye_jump_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeJumpPanel, sockeye_jump_panel, SOCKEYE, JUMP_PANEL, GtkWidget)

/*
 * A field for the number or the time of a record to go to.
 *
 * Signals: "jumped" (): the log shows the record now
 */
GtkWidget *sockeye_jump_panel_new (SockeyeLogView *view);

G_END_DECLS
