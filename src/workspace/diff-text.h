/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-diff.h"
#include "diff-line.h"

G_BEGIN_DECLS

/**
 * SockeyeDiffText:
 * @names: what the two sides are called
 * @looks: how their bytes are shown
 * @limit: bytes of text at most; 0: any
 *
 * How a comparison is written: as diff -u does it. A line has "-", "+" or a blank, the time since its side's beginning, the
 * direction, the length, and the bytes as the log shows them. Of a message no more than 64 KiB are written.
 */
typedef struct
{
  const char *names[2];
  SockeyeDiffLook looks[2];
  gsize limit;
} SockeyeDiffText;

gboolean sockeye_diff_text_write (SockeyeCaptureDiff *diff,
                                  const SockeyeDiffText *how,
                                  GOutputStream *stream,
                                  GCancellable *cancellable,
                                  GError **error);
void sockeye_diff_text_async (SockeyeCaptureDiff *diff,
                              const SockeyeDiffText *how,
                              GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gboolean sockeye_diff_text_finish (GAsyncResult *result, char **text, GError **error);

G_END_DECLS
