/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-diff.h"

G_BEGIN_DECLS

/**
 * SockeyeCompareSample:
 * @result: whether the bytes are there
 * @bytes: (array length=length): the item's first bytes
 * @marks: (array length=length): not 0: the byte differs from the other side's
 * @length: how many
 * @first: the first one that is marked; @length: none
 *
 * The beginning of an item, as a comparison shows it.
 */
typedef struct
{
  SockeyeReadResult result;
  guint8 *bytes;
  guint8 *marks;
  gsize length;
  gsize first;
} SockeyeCompareSample;

SockeyeReadResult sockeye_compare_sample_take (SockeyeCompareSample samples[2],
                                               SockeyeCaptureDiff *diff,
                                               const SockeyeDiffRow *row,
                                               gsize length_max);
void sockeye_compare_sample_clear (SockeyeCompareSample samples[2]);

G_END_DECLS
