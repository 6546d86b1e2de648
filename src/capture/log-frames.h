/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "framer.h"
#include "log-bytes.h"
#include "log-line-ends.h"
#include "log-line.h"
#include "scan.h"

G_BEGIN_DECLS

/* A frame that is spread over more records than this is cut there and marked as bad. */
#define SOCKEYE_FRAME_PARTS_MAX 65536u

/* Messages that are kept track of, with what stands between them; beyond, the oldest are left out of the log. */
#define SOCKEYE_LOG_FRAMES_MAX (G_GUINT64_CONSTANT (1) << 25)

/**
 * SockeyeLogFrame:
 * @item: its number in the log of frames
 * @number: the record that its first byte is in
 * @start: where in that record it begins
 * @length: its bytes, those that are in later records of the stream included
 * @newlines: line ends in it, those of the encoding
 * @before: bytes of it that gave way before its beginning
 * @next: how many items ahead it goes on; 0: it ends in its record
 * @ends_line: it ends with a line end
 * @event: an event's record
 * @bad: it breaks the rule
 * @unfinished: its end has not come, or never came
 * @cut: its beginning gave way
 *
 * One message of the log with framing: a frame of a stream, a datagram, or an event.
 */
typedef struct
{
  guint64 item;
  guint64 number;
  guint32 start;
  guint32 length;
  guint32 newlines;
  guint32 before;
  guint32 next;
  gboolean ends_line;
  gboolean event;
  gboolean bad;
  gboolean unfinished;
  gboolean cut;
} SockeyeLogFrame;

/*
 * The messages of a capture by a framing rule, in the order of their first bytes: datagrams and events as they are,
 * and the frames of each connection and direction, wherever the borders of the receives were. A thread finds them, and
 * goes on with what arrives; 8 bytes are kept per frame, and 32 more where one has many lines or goes on in a later record. Items are numbered from 0 on; some of them are not messages
 * (where a frame goes on in a later record, or the filter does not want one) and have no rows. All functions: from any
 * thread; none waits for the disk.
 */
typedef struct _SockeyeLogFrames SockeyeLogFrames;

SockeyeLogFrames *sockeye_log_frames_new (SockeyeCapture *capture,
                                          const SockeyeFraming *framing,
                                          SockeyeLogLineEnd line_end,
                                          const SockeyeFilter *filter,
                                          guint64 first);
SockeyeLogFrames *sockeye_log_frames_ref (SockeyeLogFrames *self);
void sockeye_log_frames_unref (SockeyeLogFrames *self);
void sockeye_log_frames_stop (SockeyeLogFrames *self);

/* For tests. */
void sockeye_log_frames_set_limit (SockeyeLogFrames *self, guint64 limit);

void sockeye_log_frames_count_to (SockeyeLogFrames *self, guint64 end);
void sockeye_log_frames_forget_before (SockeyeLogFrames *self, guint64 number);
guint64 sockeye_log_frames_get_first_record (SockeyeLogFrames *self);
guint64 sockeye_log_frames_get_position (SockeyeLogFrames *self);
guint64 sockeye_log_frames_get_shape (SockeyeLogFrames *self);
guint64 sockeye_log_frames_get_left_out (SockeyeLogFrames *self);
guint64 sockeye_log_frames_get_end (SockeyeLogFrames *self);

guint64 sockeye_log_frames_get_messages_before (SockeyeLogFrames *self, guint64 item);
gboolean
sockeye_log_frames_get_rows_before (SockeyeLogFrames *self, gboolean hex, guint64 item, guint64 *rows);
gboolean sockeye_log_frames_find_row (SockeyeLogFrames *self,
                                      gboolean hex,
                                      guint64 row,
                                      guint64 *item,
                                      guint64 *row_in_message);
guint64 sockeye_log_frames_find_record (SockeyeLogFrames *self, guint64 number);
guint64 sockeye_log_frames_find_from (SockeyeLogFrames *self, guint64 number, guint32 byte);
gboolean sockeye_log_frames_find (SockeyeLogFrames *self,
                                  guint64 number,
                                  guint32 byte,
                                  guint64 *item,
                                  guint32 *offset);
void sockeye_log_frames_normalize (SockeyeLogFrames *self, SockeyeLogPosition *position, gboolean is_end);
gboolean sockeye_log_frames_get (SockeyeLogFrames *self, guint64 item, SockeyeLogFrame *frame);
guint64 sockeye_log_frames_get_next (SockeyeLogFrames *self, guint64 item);
gboolean sockeye_log_frames_get_previous (SockeyeLogFrames *self, guint64 item, SockeyeLogFrame *frame);
gboolean sockeye_log_frames_get_parts (SockeyeLogFrames *self, const SockeyeLogFrame *frame, GArray *parts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLogFrames, sockeye_log_frames_unref)

G_END_DECLS
