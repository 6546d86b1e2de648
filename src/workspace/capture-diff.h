/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "diff-pairing.h"

G_BEGIN_DECLS

/**
 * SockeyeDiffOptions:
 * @unit: what is compared with what
 * @framing: (messages) how they are found in streams
 * @kinds: which records, SOCKEYE_FILTER_… flags
 * @peers: of each side only this one's; 0: those of all
 * @first: the first record of each side that is looked at
 * @mirrored: the captures are of both ends: what one has sent is compared with what the other has received
 * @tolerance: microseconds that the same thing may come earlier or later after each side's beginning; 0: times do not matter
 *
 * How two captures are compared.
 */
typedef struct
{
  SockeyeDiffUnit unit;
  SockeyeFraming framing;
  guint kinds;
  guint32 peers[2];
  guint64 first[2];
  gboolean mirrored;
  gint64 tolerance;
} SockeyeDiffOptions;

/**
 * SockeyeDiffRow:
 * @op: how it came about
 * @items: (nullable): what stands on the left and on the right
 */
typedef struct
{
  SockeyeDiffOp op;
  const SockeyeDiffItem *items[2];
} SockeyeDiffRow;

/* What two captures have in common and what they have not, as they were at one time. It does not change; any thread may ask. */
typedef struct _SockeyeCaptureDiff SockeyeCaptureDiff;

/* @progress gets (records done, records in all) in the caller's thread-default context, a few times per second. */
void sockeye_capture_diff_async (SockeyeCapture *left,
                                 SockeyeCapture *right,
                                 const SockeyeDiffOptions *options,
                                 GFileProgressCallback progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
SockeyeCaptureDiff *sockeye_capture_diff_finish (GAsyncResult *result, GError **error);

SockeyeCaptureDiff *sockeye_capture_diff_ref (SockeyeCaptureDiff *self);
void sockeye_capture_diff_unref (SockeyeCaptureDiff *self);

const SockeyeDiffSide *sockeye_capture_diff_get_side (const SockeyeCaptureDiff *self, guint side);
const SockeyeDiffOptions *sockeye_capture_diff_get_options (const SockeyeCaptureDiff *self);
guint sockeye_capture_diff_get_count (const SockeyeCaptureDiff *self, SockeyeDiffOp op);
gboolean sockeye_capture_diff_is_shortest (const SockeyeCaptureDiff *self);
guint sockeye_capture_diff_get_n_rows (const SockeyeCaptureDiff *self, gboolean only_differences);
gboolean sockeye_capture_diff_get_row (const SockeyeCaptureDiff *self,
                                       gboolean only_differences,
                                       guint position,
                                       SockeyeDiffRow *row);
gboolean sockeye_capture_diff_find (const SockeyeCaptureDiff *self,
                                    gboolean only_differences,
                                    guint position,
                                    gboolean forward,
                                    guint *found);
guint sockeye_capture_diff_convert (const SockeyeCaptureDiff *self, guint position, gboolean to_differences);
gint64
sockeye_capture_diff_get_time (const SockeyeCaptureDiff *self, guint side, const SockeyeDiffItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeCaptureDiff, sockeye_capture_diff_unref)

G_END_DECLS
