/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lock.h"
#include "log-bytes.h"
#include "log-frame-filter.h"
#include "log-frame-pages.h"
#include "log-frames.h"

G_BEGIN_DECLS

struct _SockeyeLogFrames
{
  gatomicrefcount references; /* the thread has one, so that nobody waits for it */

  /* Never change */
  SockeyeCapture *capture;
  SockeyeFraming framing;
  SockeyeLogLineEnd line_end;
  guint64 first_record; /* where the thread began */

  GMutex mutex;
  GCond news;

  /* Under the mutex */
  _Atomic gboolean stop; /* also read without it */
  SockeyeFramePages *pages;
  guint64 first;       /* items before gave way */
  guint64 left_out;    /* items that gave way because there were too many */
  guint64 limit;       /* of items */
  guint64 kept_record; /* no earlier record is wanted any more */
  guint64 position;    /* records before this were looked at */
  guint64 wanted_end;
  guint64 shape; /* grows when rows appear other than at the end */
  /* Frames whose first part gave way: from the item that was the first part to the one that is now, and back. */
  GHashTable *heads;
  GHashTable *origins;

  /* The thread's own */
  SockeyeFrameFilter *filter;
};

/* With the mutex. */
void sockeye_log_frames_keep_limit (SockeyeLogFrames *self);
gboolean sockeye_log_frames_find_head (SockeyeLogFrames *self, guint64 origin, guint64 *head);
void sockeye_log_frames_set_head (SockeyeLogFrames *self, guint64 origin, guint64 head);

/* log-frames-build.c */
gpointer sockeye_log_frames_run (gpointer data);

G_END_DECLS
