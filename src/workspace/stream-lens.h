/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "framer.h"
#include "stream-side.h"

G_BEGIN_DECLS

/* Messages that are kept track of, the newest ones. */
#define SOCKEYE_STREAM_MESSAGES_MAX 16384u

/**
 * SockeyeStreamLane:
 * @SOCKEYE_LANE_SENDS: the calls of send(2) of one end
 * @SOCKEYE_LANE_RECEIVES: the calls of recv(2) of the other
 * @SOCKEYE_LANE_MESSAGES: what the framing rule finds
 *
 * Ways to divide the same bytes.
 */
typedef enum
{
  SOCKEYE_LANE_SENDS,
  SOCKEYE_LANE_RECEIVES,
  SOCKEYE_LANE_MESSAGES,
  SOCKEYE_N_LANES,
} SockeyeStreamLane;

/**
 * SockeyeStreamFinding:
 * @cut: a whole came in several receives; otherwise bytes of several wholes came in one receive
 * @lane: what is a whole: %SOCKEYE_LANE_SENDS or %SOCKEYE_LANE_MESSAGES
 * @span: the whole that was cut, or the receive in which several are glued
 * @first: the first receive, or whole, by its ordinal
 * @last: the last one
 *
 * Where the borders of receives are not those of what was sent.
 */
typedef struct
{
  gboolean cut;
  SockeyeStreamLane lane;
  SockeyeStreamSpan span;
  guint64 first;
  guint64 last;
} SockeyeStreamFinding;

/*
 * One direction of a connection: the sends of one end, the receives of the other, and the messages of a framing rule, over
 * the same bytes. As far back as the calls and messages are kept track of. One thread's; nothing waits for the disk.
 */
typedef struct _SockeyeStreamLens SockeyeStreamLens;

SockeyeStreamLens *sockeye_stream_lens_new (void);
void sockeye_stream_lens_free (SockeyeStreamLens *self);
void sockeye_stream_lens_set_sides (SockeyeStreamLens *self,
                                    SockeyeStreamSide *sends,
                                    SockeyeStreamSide *receives);
void sockeye_stream_lens_set_framing (SockeyeStreamLens *self, const SockeyeFraming *framing);
gboolean sockeye_stream_lens_update (SockeyeStreamLens *self);

gboolean sockeye_stream_lens_has (SockeyeStreamLens *self, SockeyeStreamLane lane);
guint64 sockeye_stream_lens_get_start (SockeyeStreamLens *self);
guint64 sockeye_stream_lens_get_end (SockeyeStreamLens *self);
guint64 sockeye_stream_lens_get_received (SockeyeStreamLens *self);
guint64 sockeye_stream_lens_get_framed_from (SockeyeStreamLens *self);
guint64 sockeye_stream_lens_get_unframed (SockeyeStreamLens *self);
const SockeyeStreamSpan *
sockeye_stream_lens_get_spans (SockeyeStreamLens *self, SockeyeStreamLane lane, guint *n_spans);
const SockeyeStreamSpan *
sockeye_stream_lens_find (SockeyeStreamLens *self, SockeyeStreamLane lane, guint64 at);
const SockeyeStreamFinding *sockeye_stream_lens_get_findings (SockeyeStreamLens *self, guint *n_findings);
guint sockeye_stream_lens_count (SockeyeStreamLens *self, SockeyeStreamLane lane, gboolean cut);
SockeyeReadResult
sockeye_stream_lens_read (SockeyeStreamLens *self, guint64 start, guint8 *bytes, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeStreamLens, sockeye_stream_lens_free)

G_END_DECLS
