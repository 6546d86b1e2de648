/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_FRAME_HEAD = 1 << 0,      /* it is a message; otherwise it goes on from an earlier part */
  SOCKEYE_FRAME_HIDDEN = 1 << 1,    /* the filter does not want it */
  SOCKEYE_FRAME_BAD = 1 << 2,       /* it breaks the rule */
  SOCKEYE_FRAME_OPEN = 1 << 3,      /* its end has not come */
  SOCKEYE_FRAME_ENDS_LINE = 1 << 4, /* its last bytes are a line end */
  SOCKEYE_FRAME_EVENT = 1 << 5,     /* one row, whatever its length */
  SOCKEYE_FRAME_LOST = 1 << 6,      /* its beginning gave way */
} SockeyeFrameFlags;

/**
 * SockeyeFrameItem:
 * @start: where it begins in its record
 * @length: bytes of the message from here on
 * @flags: #SockeyeFrameFlags
 * @newlines: line ends of the message from here on; unless it is a head: how many items back the first part stands
 * @next: how many items ahead the next part stands; 0: there is none
 * @before: bytes of the message before this part
 * @newlines_before: line ends of the message before this part
 *
 * Part of a message: as much of it as stands in one record. Only the first part that is kept, the head, has rows.
 */
typedef struct
{
  guint32 start;
  guint32 length;
  guint32 flags;
  guint32 newlines;
  guint32 next;
  guint32 before;
  guint32 newlines_before;
} SockeyeFrameItem;

typedef struct
{
  guint64 messages;
  guint64 text_rows;
  guint64 hex_rows;
} SockeyeFrameSums;

void sockeye_frame_item_get_sums (const SockeyeFrameItem *item, SockeyeFrameSums *sums);
void sockeye_frame_sums_add (SockeyeFrameSums *sums, const SockeyeFrameSums *more);
void sockeye_frame_sums_subtract (SockeyeFrameSums *sums, const SockeyeFrameSums *less);

G_END_DECLS
