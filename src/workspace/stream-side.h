/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* Calls that are kept track of for each end; the older ones are left out. */
#define SOCKEYE_STREAM_SPANS_MAX 4096u

/**
 * SockeyeStreamSpan:
 * @start: its first byte, counted from the beginning of the stream
 * @ordinal: its number, from 1
 * @record: (a call) its record in the capture
 * @offset: (a call) where its bytes begin in the capture
 * @time: (a call) when, microseconds since the Epoch
 * @length: number of bytes
 * @bad: (a message) it breaks the framing rule
 * @unfinished: (a message) its end has not come yet
 *
 * Bytes of a stream that belong together: those of one call, or of one message.
 */
typedef struct
{
  guint64 start;
  guint64 ordinal;
  guint64 record;
  guint64 offset;
  gint64 time;
  guint32 length;
  gboolean bad;
  gboolean unfinished;
} SockeyeStreamSpan;

/*
 * The sends, or the receives, of one end of a connection, as spans of the stream: each is one call of send(2) or recv(2),
 * as a capture has it. One thread's.
 */
typedef struct _SockeyeStreamSide SockeyeStreamSide;

SockeyeStreamSide *sockeye_stream_side_new (SockeyeCapture *capture, guint32 peer, SockeyeRecordKind kind);
void sockeye_stream_side_free (SockeyeStreamSide *self);
gboolean sockeye_stream_side_update (SockeyeStreamSide *self);
const SockeyeStreamSpan *sockeye_stream_side_get_spans (SockeyeStreamSide *self, guint *n_spans);
guint64 sockeye_stream_side_get_start (SockeyeStreamSide *self);
guint64 sockeye_stream_side_get_end (SockeyeStreamSide *self);
SockeyeReadResult
sockeye_stream_side_read (SockeyeStreamSide *self, guint64 start, guint8 *bytes, gsize length);

gboolean
sockeye_stream_spans_find (const SockeyeStreamSpan *spans, guint n_spans, guint64 at, guint *position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeStreamSide, sockeye_stream_side_free)

G_END_DECLS
