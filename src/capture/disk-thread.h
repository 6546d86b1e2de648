/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lock.h"

G_BEGIN_DECLS

/* A thread for what waits for the disk. It is started by the first job. */
typedef struct _SockeyeDiskThread SockeyeDiskThread;

/* Called without a lock. A job stays while it returns TRUE. */
typedef gboolean (*SockeyeDiskJob) (gpointer data);

SockeyeDiskThread *sockeye_disk_thread_new (void);
void sockeye_disk_thread_stop (SockeyeDiskThread *self);
gboolean sockeye_disk_thread_is_started (SockeyeDiskThread *self);
void sockeye_disk_thread_free (SockeyeDiskThread *self);

void sockeye_disk_thread_push (SockeyeDiskThread *self, SockeyeDiskJob job, gpointer data);
void sockeye_disk_thread_push_at (SockeyeDiskThread *self, SockeyeDiskJob job, gpointer data, gint64 due);

G_END_DECLS
