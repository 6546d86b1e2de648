/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lab-run.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_LABS_PANE (sockeye_labs_pane_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLabsPane, sockeye_labs_pane, SOCKEYE, LABS_PANE, GtkWidget)

/*
 * The labs beside the sessions: the list of all, and the page of one, whose steps tick themselves.
 * Signals: "start" (SockeyeLab *lab): its sessions are wanted
 */
void sockeye_labs_pane_set_run (SockeyeLabsPane *self, SockeyeLabRun *run);
SockeyeLabRun *sockeye_labs_pane_get_run (SockeyeLabsPane *self);
void sockeye_labs_pane_lose_run (SockeyeLabsPane *self);

G_END_DECLS
