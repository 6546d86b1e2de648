/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-sample.h"

#include "diff-line.h"

static void
take (SockeyeCompareSample *self, const SockeyeDiffSide *side, const SockeyeDiffItem *item, gsize length_max)
{
  *self = (SockeyeCompareSample){ .result = SOCKEYE_READ_OK };
  if (item == NULL)
    return;
  self->length = MIN (item->length, length_max);
  self->bytes = g_malloc (MAX (self->length, 1));
  self->marks = g_malloc0 (MAX (self->length, 1));
  self->result = sockeye_diff_side_read_bytes (side, item, 0, self->bytes, self->length, FALSE);
}

/**
 * sockeye_compare_sample_take:
 * @samples: (out caller-allocates): of the left and of the right
 * @diff: what differs
 * @row: a row of it
 * @length_max: bytes of each that are looked at
 *
 * Does not wait for the disk. To be cleared, whatever the result is.
 *
 * Returns: %SOCKEYE_READ_LATER: one of both has to be taken again at the next frame
 */
SockeyeReadResult
sockeye_compare_sample_take (SockeyeCompareSample samples[2],
                             SockeyeCaptureDiff *diff,
                             const SockeyeDiffRow *row,
                             gsize length_max)
{
  for (guint i = 0; i < 2; i++)
    take (&samples[i], sockeye_capture_diff_get_side (diff, i), row->items[i], length_max);
  if (row->op == SOCKEYE_DIFF_CHANGED && samples[0].result == SOCKEYE_READ_OK
      && samples[1].result == SOCKEYE_READ_OK)
    sockeye_diff_mark (samples[0].bytes, samples[0].length, samples[1].bytes, samples[1].length,
                       samples[0].marks, samples[1].marks);
  for (guint i = 0; i < 2; i++)
    for (samples[i].first = 0; samples[i].first < samples[i].length; samples[i].first++)
      if (samples[i].marks[samples[i].first] != 0)
        break;
  return samples[0].result == SOCKEYE_READ_LATER || samples[1].result == SOCKEYE_READ_LATER
             ? SOCKEYE_READ_LATER
             : SOCKEYE_READ_OK;
}

/**
 * sockeye_compare_sample_clear:
 * @samples: what was taken
 */
void
sockeye_compare_sample_clear (SockeyeCompareSample samples[2])
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&samples[i].bytes, g_free);
      g_clear_pointer (&samples[i].marks, g_free);
    }
}
