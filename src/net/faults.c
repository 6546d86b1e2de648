/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faults.h"

/**
 * sockeye_faults_pace_streams:
 *
 * Returns: whether writes of streams are other than usual
 */
gboolean
sockeye_faults_pace_streams (const SockeyeFaults *self)
{
  return self->split > 0 || self->gap_ms > 0 || self->coalesce_ms > 0 || self->delay_ms > 0 || self->rate > 0;
}

/**
 * sockeye_faults_touch_datagrams:
 *
 * Returns: whether datagrams are sent in another way than usual
 */
gboolean
sockeye_faults_touch_datagrams (const SockeyeFaults *self)
{
  return self->delay_ms > 0 || self->drop > 0 || self->duplicate > 0 || self->reorder > 0
         || self->corrupt > 0;
}
