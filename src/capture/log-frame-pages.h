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

/*
 * The items of a log of frames, in the order of their first bytes, with sums over them. They are numbered from 0 on,
 * and an item keeps its number when older ones are forgotten. Not locked: one writer appends items beyond the end without
 * a lock, since fresh memory takes its time; readers share a lock with what publishes and changes them.
 */
typedef struct _SockeyeFramePages SockeyeFramePages;

SockeyeFramePages *sockeye_frame_pages_new (void);
void sockeye_frame_pages_free (SockeyeFramePages *self);

guint64 sockeye_frame_pages_get_first (SockeyeFramePages *self);
guint64 sockeye_frame_pages_get_end (SockeyeFramePages *self);
SockeyeFrameItem sockeye_frame_pages_get (SockeyeFramePages *self, guint64 index);
guint64 sockeye_frame_pages_get_number (SockeyeFramePages *self, guint64 index);

/* The writer's, without the readers' lock: items that readers do not see yet. */
guint64 sockeye_frame_pages_get_fresh_end (SockeyeFramePages *self);
guint64 sockeye_frame_pages_append (SockeyeFramePages *self, guint64 number, const SockeyeFrameItem *item);
SockeyeFrameItem sockeye_frame_pages_get_fresh (SockeyeFramePages *self, guint64 index);
void sockeye_frame_pages_set_fresh (SockeyeFramePages *self, guint64 index, const SockeyeFrameItem *item);
void sockeye_frame_pages_sum_fresh (SockeyeFramePages *self);

/* With the lock. */
void sockeye_frame_pages_publish (SockeyeFramePages *self);
void sockeye_frame_pages_set (SockeyeFramePages *self, guint64 index, const SockeyeFrameItem *item);
void sockeye_frame_pages_sum_up (SockeyeFramePages *self);
void sockeye_frame_pages_forget_before (SockeyeFramePages *self, guint64 index);

void sockeye_frame_pages_get_sums (SockeyeFramePages *self, guint64 index, SockeyeFrameSums *sums);
gboolean sockeye_frame_pages_find_row (SockeyeFramePages *self,
                                       gboolean hex,
                                       guint64 row,
                                       guint64 *index,
                                       guint64 *row_in_message);
guint64 sockeye_frame_pages_find (SockeyeFramePages *self, guint64 number, guint32 byte);

void sockeye_frame_item_get_sums (const SockeyeFrameItem *item, SockeyeFrameSums *sums);

G_END_DECLS
