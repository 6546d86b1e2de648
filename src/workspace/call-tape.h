/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* So many calls are kept at least, the newest ones; twice as many at most. */
#define SOCKEYE_CALLS_MAX 2000u
/* So many of a capture's records are looked at, the newest ones. */
#define SOCKEYE_CALLS_LOOKED_AT 200000u

/**
 * SockeyeCall:
 * @number: the record's number
 * @time: microseconds since the Epoch
 * @position: (streams) bytes of the same peer and direction that came before, see sockeye_call_tape_is_exact()
 * @peer: the peer's id, 0 for the session itself
 * @kind: a #SockeyeRecordKind
 * @flags: #SockeyeRecordFlags
 * @length: (bytes) how many
 * @event: (events) what happened; without its strings
 *
 * A record that tells of a call.
 */
typedef struct
{
  guint64 number;
  gint64 time;
  guint64 position;
  guint32 peer;
  guint8 kind;
  guint16 flags;
  guint32 length;
  SockeyeEvent event;
} SockeyeCall;

/*
 * The calls of one end of a connection, as its capture tells them. Belongs to one thread, and never waits for the disk.
 */
typedef struct _SockeyeCallTape SockeyeCallTape;

SockeyeCallTape *sockeye_call_tape_new (SockeyeCapture *capture);
void sockeye_call_tape_free (SockeyeCallTape *self);

void sockeye_call_tape_choose (SockeyeCallTape *self, guint32 peer);
void sockeye_call_tape_choose_nobody (SockeyeCallTape *self);
void sockeye_call_tape_choose_far_end (SockeyeCallTape *self, const SockeyePeer *peer);
gboolean sockeye_call_tape_read (SockeyeCallTape *self, guint budget);
gboolean sockeye_call_tape_is_behind (SockeyeCallTape *self);

SockeyeCapture *sockeye_call_tape_get_capture (const SockeyeCallTape *self);
const SockeyeCall *sockeye_call_tape_get_calls (const SockeyeCallTape *self, guint *n_calls);
gint64 sockeye_call_tape_get_origin (const SockeyeCallTape *self);
gboolean sockeye_call_tape_is_cut (const SockeyeCallTape *self);
gboolean sockeye_call_tape_is_flow (const SockeyeCallTape *self);
gboolean sockeye_call_tape_is_exact (const SockeyeCallTape *self, guint32 peer);
guint64 sockeye_call_tape_get_received (const SockeyeCallTape *self, guint32 peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeCallTape, sockeye_call_tape_free)

G_END_DECLS
