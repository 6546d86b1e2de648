/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "diff-side.h"

G_BEGIN_DECLS

/**
 * SockeyeDiffOp:
 * @SOCKEYE_DIFF_EQUAL: the same bytes in the same direction
 * @SOCKEYE_DIFF_LATE: the same, but at another time
 * @SOCKEYE_DIFF_CHANGED: other bytes in its place
 * @SOCKEYE_DIFF_LEFT: only the left one has it
 * @SOCKEYE_DIFF_RIGHT: only the right one has it
 *
 * How a row of a comparison came about.
 */
typedef enum
{
  SOCKEYE_DIFF_EQUAL,
  SOCKEYE_DIFF_LATE,
  SOCKEYE_DIFF_CHANGED,
  SOCKEYE_DIFF_LEFT,
  SOCKEYE_DIFF_RIGHT,
  SOCKEYE_N_DIFF_OPS
} SockeyeDiffOp;

/* Items from @begin on, before @end. */
typedef struct
{
  guint begin;
  guint end;
} SockeyeDiffRange;

/* @left, @right: an item of each side; the one that there is none of is where it would be. */
typedef void (*SockeyeDiffEmit) (SockeyeDiffOp op, guint left, guint right, gpointer data);

/* Says what became of what, where the sides are not the same. Waits for the disk. */
typedef struct _SockeyeDiffPairing SockeyeDiffPairing;

SockeyeDiffPairing *sockeye_diff_pairing_new (const SockeyeDiffSide *left, const SockeyeDiffSide *right);
void sockeye_diff_pairing_free (SockeyeDiffPairing *self);
void sockeye_diff_pairing_pair (SockeyeDiffPairing *self,
                                const SockeyeDiffRange *left,
                                const SockeyeDiffRange *right,
                                SockeyeDiffEmit emit,
                                gpointer data);
guint sockeye_diff_similarity (const guint8 *one, gsize length, const guint8 *other, gsize other_length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeDiffPairing, sockeye_diff_pairing_free)

G_END_DECLS
