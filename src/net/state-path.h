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
 * @SOCKEYE_STATE_GAVE_UP: no connection was made: nobody answered, or it was not waited for
 * @SOCKEYE_STATE_REFUSED: no connection was made: somebody refused it, with RST or by ICMP
 *
 * What is known of the way from the program's own calls, not from the kernel's states.
 */
typedef enum
{
  SOCKEYE_STATE_PEER_CLOSED_FIRST = 1 << 0,
  SOCKEYE_STATE_ORDERLY = 1 << 1,
  SOCKEYE_STATE_RESET = 1 << 2,
  SOCKEYE_STATE_GAVE_UP = 1 << 3,
  SOCKEYE_STATE_REFUSED = 1 << 4,
} SockeyeStateHints;

/**
 * SockeyeStateStep:
 * @state: a state
 * @seen: the kernel has reported it; otherwise it is inferred
 * @gap: how it came here from the step before is not known: there is more than one way
 * @told: the program's own calls tell of it, with the time
 * @about: @time is about right: it was worked out
 * @reset: it came here by RST
 * @refused: the connection was refused
 * @time: microseconds since the Epoch: when it was known first; 0: only that it was passed through
 *
 * A part of the way that a connection's end has taken.
 */
typedef struct
{
  SockeyeTcpState state;
  gboolean seen;
  gboolean told;
  gboolean about;
  gboolean gap;
  gboolean reset;
  gboolean refused;
  gint64 time;
} SockeyeStateStep;

/**
 * SockeyeStatePath:
 * @steps: (array length=n_steps): the way
 * @n_steps: how long it is
 * @told: by state: when it was reached, as somebody else than the kernel tells; 0: nobody does
 * @told_about: (#SOCKEYE_TCP_MASK) of which of them that time was worked out
 *
 * All of the way that is known.
 */
typedef struct
{
  SockeyeStateStep steps[SOCKEYE_STATE_STEPS_MAX];
  guint n_steps;
  gint64 told[SOCKEYE_TCP_N_STATES];
  guint told_about;
} SockeyeStatePath;

void
sockeye_state_path_begin (SockeyeStatePath *self, const SockeyeTcpState *states, guint n_states, gint64 time);
gboolean
sockeye_state_path_see (SockeyeStatePath *self, SockeyeTcpState state, SockeyeStateHints hints, gint64 time);
gboolean sockeye_state_path_infer (SockeyeStatePath *self, SockeyeTcpState state, gint64 time);
void sockeye_state_path_tell (SockeyeStatePath *self, SockeyeTcpState state, gint64 time, gboolean about);
SockeyeTcpState sockeye_state_path_get_last (const SockeyeStatePath *self);
gboolean sockeye_state_step_is_known (const SockeyeStateStep *step);

G_END_DECLS
