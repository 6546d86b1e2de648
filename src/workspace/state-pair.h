/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "attempt-list.h"
#include "state-records.h"
#include "state-sample.h"
#include "state-view.h"

G_BEGIN_DECLS

/**
 * SockeyeStatePair:
 * @view: what is known
 * @records: what the session's records tell of this end
 * @opened: when the connection was made, microseconds since the Epoch; 0: not known, or there is none yet
 * @listening: since when the socket listened that it comes from, microseconds since the Epoch; 0: not known, or none did
 * @looked: the kernel has told of both ends once
 * @own_cookie: of this end's socket; 0: not known
 * @far_cookie: of the far end's
 *
 * Both ends of a connection, and what becomes of them with each answer of the kernel.
 */
typedef struct
{
  SockeyeStateView view;
  SockeyeStateRecords records;
  gint64 opened;
  gint64 listening;
  gboolean looked;
  guint64 own_cookie;
  guint64 far_cookie;
} SockeyeStatePair;

void sockeye_state_pair_begin (SockeyeStatePair *self, const SockeyeAttempt *attempt);
void sockeye_state_pair_begin_listener (SockeyeStatePair *self, gint64 listening);
void sockeye_state_pair_tell_listening (SockeyeStatePair *self, gint64 listening);
void sockeye_state_pair_begin_attempt (SockeyeStatePair *self, const SockeyeAttempt *attempt);
gboolean sockeye_state_pair_follow (SockeyeStatePair *self, const SockeyeAttempt *attempt);
gboolean sockeye_state_pair_read (SockeyeStatePair *self, SockeyeCapture *capture);
void sockeye_state_pair_take_restored (SockeyeStatePair *self, const SockeyePeer *peer);

gboolean sockeye_state_pair_is_own (SockeyeStatePair *self, const SockeyeStateSample *sample);
gboolean sockeye_state_pair_see_own (SockeyeStatePair *self,
                                     SockeyeStateSource source,
                                     SockeyeTcpState state,
                                     const SockeyeTcpFacts *facts,
                                     gint64 time);
void sockeye_state_pair_lose_own (SockeyeStatePair *self);
gboolean sockeye_state_pair_take_far (SockeyeStatePair *self, const SockeyeStateSample *sample);

G_END_DECLS
