/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_JOB_STRIP (sockeye_job_strip_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeJobStrip, sockeye_job_strip, SOCKEYE, JOB_STRIP, GtkWidget)

/* How far the workspace's job is, while there is one; then what it achieved. */
void sockeye_job_strip_set_workspace (SockeyeJobStrip *self, SockeyeWorkspace *workspace);
void sockeye_job_strip_dismiss (SockeyeJobStrip *self);

G_END_DECLS
