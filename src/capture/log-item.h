/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-bytes.h"
#include "log-frames.h"

G_BEGIN_DECLS

/**
 * SockeyeLogItem:
 * @record: the message as if it were a record: its time, its bytes. Bytes that are spread over records have an offset
 *   that only the #SockeyeLogBytes knows which found the item
 * @key: names the message, and its length while it grows, among those of its log
 * @number: the record that it begins in
 * @start: which of that record's bytes it begins with
 * @framed: it is a frame of a stream
 * @bad: (framed) it breaks the rule
 * @unfinished: (framed) its end has not come, or never came
 * @cut: (framed) its beginning gave way
 *
 * One message of the log: a record, or with framing a frame.
 */
typedef struct
{
  SockeyeRecord record;
  guint64 key;
  guint64 number;
  guint32 start;
  gboolean framed;
  gboolean bad;
  gboolean unfinished;
  gboolean cut;
} SockeyeLogItem;

gboolean sockeye_log_item_find (SockeyeLogItem *item,
                                SockeyeLogBytes *bytes,
                                SockeyeLogFrames *frames,
                                guint64 number);

G_END_DECLS
