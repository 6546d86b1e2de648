/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-frame-item.h"

#include "hex.h"

/**
 * sockeye_frame_sums_add:
 * @sums: (inout): sums
 * @more: what is added to them
 */
void
sockeye_frame_sums_add (SockeyeFrameSums *sums, const SockeyeFrameSums *more)
{
  sums->messages += more->messages;
  sums->text_rows += more->text_rows;
  sums->hex_rows += more->hex_rows;
}

/**
 * sockeye_frame_sums_subtract:
 * @sums: (inout): sums
 * @less: what is taken from them
 */
void
sockeye_frame_sums_subtract (SockeyeFrameSums *sums, const SockeyeFrameSums *less)
{
  sums->messages -= less->messages;
  sums->text_rows -= less->text_rows;
  sums->hex_rows -= less->hex_rows;
}

/**
 * sockeye_frame_item_get_sums:
 * @item: an item
 * @sums: (out): what it adds to the log
 */
void
sockeye_frame_item_get_sums (const SockeyeFrameItem *item, SockeyeFrameSums *sums)
{
  *sums = (SockeyeFrameSums){ 0 };
  if ((item->flags & SOCKEYE_FRAME_HEAD) == 0 || (item->flags & SOCKEYE_FRAME_HIDDEN) != 0)
    return;

  *sums = (SockeyeFrameSums){ 1, 1, 1 };
  if ((item->flags & SOCKEYE_FRAME_EVENT) != 0 || item->length == 0)
    return;

  sums->text_rows = MAX (1, item->newlines + ((item->flags & SOCKEYE_FRAME_ENDS_LINE) == 0));
  sums->hex_rows = (item->length + SOCKEYE_HEX_ROW - 1) / SOCKEYE_HEX_ROW;
}
