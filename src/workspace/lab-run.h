/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lab.h"
#include "workspace.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_LAB_RUN (sockeye_lab_run_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLabRun, sockeye_lab_run, SOCKEYE, LAB_RUN, GObject)

/*
 * A lab that somebody does: looks at what really happened in its sessions, and finds out which steps were done, one after
 * the other: a step is looked for behind the one before it. Belongs to the UI thread; asks the kernel in a thread.
 */
SockeyeLabRun *
sockeye_lab_run_new (SockeyeLab *lab, SockeyeWorkspace *const *workspaces, const guint16 *ports);

SockeyeLab *sockeye_lab_run_get_lab (SockeyeLabRun *self);
const guint16 *sockeye_lab_run_get_ports (SockeyeLabRun *self);
guint sockeye_lab_run_get_step (SockeyeLabRun *self);
gint64 sockeye_lab_run_get_duration (SockeyeLabRun *self, guint step);
char *sockeye_lab_run_explain (SockeyeLabRun *self);
gboolean sockeye_lab_run_update (SockeyeLabRun *self);

G_END_DECLS
