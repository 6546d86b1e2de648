/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tcp-state.h"

G_BEGIN_DECLS

/* Steps of one path at most: the longest way of RFC 9293 has ten. */
#define SOCKEYE_STATE_STEPS_MAX 24

/**
 * SockeyeStateHints:
 * @SOCKEYE_STATE_PEER_CLOSED_FIRST: the far end's FIN was read before this end sent its own
 * @SOCKEYE_STATE_ORDERLY: this end was closed with a FIN
 * @SOCKEYE_STATE_RESET: RST was sent, or received
 *
 * What is known of the way from the program's own calls, not from the kernel's states.
 */
typedef enum
{
  SOCKEYE_STATE_PEER_CLOSED_FIRST = 1 << 0,
  SOCKEYE_STATE_ORDERLY = 1 << 1,
  SOCKEYE_STATE_RESET = 1 << 2,
} SockeyeStateHints;

/**
 * SockeyeStateStep:
 * @state: a state
 * @seen: the kernel has reported it; otherwise it is inferred
 * @gap: how it came here from the step before is not known: there is more than one way
 * @reset: it came here by RST
 * @time: microseconds since the Epoch: when it was known first; 0: only that it was passed through
 *
 * A part of the way that a connection's end has taken.
 */
typedef struct
{
  SockeyeTcpState state;
  gboolean seen;
  gboolean gap;
  gboolean reset;
  gint64 time;
} SockeyeStateStep;

typedef struct
{
  SockeyeStateStep steps[SOCKEYE_STATE_STEPS_MAX];
  guint n_steps;
} SockeyeStatePath;

void
sockeye_state_path_begin (SockeyeStatePath *self, const SockeyeTcpState *states, guint n_states, gint64 time);
gboolean
sockeye_state_path_see (SockeyeStatePath *self, SockeyeTcpState state, SockeyeStateHints hints, gint64 time);
gboolean sockeye_state_path_infer (SockeyeStatePath *self, SockeyeTcpState state, gint64 time);
SockeyeTcpState sockeye_state_path_get_last (const SockeyeStatePath *self);

G_END_DECLS
