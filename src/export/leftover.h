/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_LEFTOVER (sockeye_leftover_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLeftover, sockeye_leftover, SOCKEYE, LEFTOVER, GObject)

/* A capture on the disk whose program was killed. While this exists no other program touches it; it stays on the disk
 * until it is discarded. */

void sockeye_leftovers_find_async (const char *directory,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
GPtrArray *sockeye_leftovers_find_finish (GAsyncResult *result, GError **error);

const char *sockeye_leftover_get_name (SockeyeLeftover *self);
const char *sockeye_leftover_get_directory (SockeyeLeftover *self);
gint64 sockeye_leftover_get_begun (SockeyeLeftover *self);
guint64 sockeye_leftover_get_n_records (SockeyeLeftover *self);
guint64 sockeye_leftover_get_n_bytes (SockeyeLeftover *self);
gboolean sockeye_leftover_is_damaged (SockeyeLeftover *self);
gboolean sockeye_leftover_was_recovered (SockeyeLeftover *self);

/* @progress gets (bytes done, bytes in all) in the caller's thread-default context. */
void sockeye_leftover_recover_async (SockeyeLeftover *self,
                                     const SockeyeCaptureLimits *limits,
                                     GFileProgressCallback progress,
                                     gpointer progress_data,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
SockeyeCapture *sockeye_leftover_recover_finish (GAsyncResult *result, guint64 *n_missing, GError **error);

void sockeye_leftover_discard_async (SockeyeLeftover *self, GAsyncReadyCallback callback, gpointer data);
gboolean sockeye_leftover_discard_finish (GAsyncResult *result, GError **error);

G_END_DECLS
