/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Tells the caller of a task how far its thread has come, in the caller's context. */
typedef struct _SockeyeTaskProgress SockeyeTaskProgress;

SockeyeTaskProgress *sockeye_task_progress_new (GTask *task, GFileProgressCallback callback, gpointer data);
void sockeye_task_progress_free (SockeyeTaskProgress *self);
void sockeye_task_progress_tell (SockeyeTaskProgress *self, guint64 done, guint64 total);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeTaskProgress, sockeye_task_progress_free)

G_END_DECLS
