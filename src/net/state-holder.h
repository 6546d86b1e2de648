/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "held-connection.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_STATE_HOLDER (sockeye_state_holder_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeStateHolder, sockeye_state_holder, SOCKEYE, STATE_HOLDER, GObject)

/**
 * SockeyeHoldPhase:
 * @SOCKEYE_HOLD_NONE: nothing is held, and nothing was
 * @SOCKEYE_HOLD_REACHING: the state is being reached
 * @SOCKEYE_HOLD_HELD: it is held
 * @SOCKEYE_HOLD_ENDED: it was held, and has ended by itself
 * @SOCKEYE_HOLD_RELEASED: it was let go
 * @SOCKEYE_HOLD_FAILED: it could not be reached
 */
typedef enum
{
  SOCKEYE_HOLD_NONE,
  SOCKEYE_HOLD_REACHING,
  SOCKEYE_HOLD_HELD,
  SOCKEYE_HOLD_ENDED,
  SOCKEYE_HOLD_RELEASED,
  SOCKEYE_HOLD_FAILED,
} SockeyeHoldPhase;

/*
 * Holds a state of TCP still, with sockets of its own on 127.0.0.1, so that it can be looked at. Belongs to the thread that
 * has made it, whose default main context hears of news; the sockets belong to the I/O thread. When it goes, the
 * connection goes.
 *
 * Signals: "changed" ()
 */
SockeyeStateHolder *sockeye_state_holder_new (void);

void sockeye_state_holder_hold (SockeyeStateHolder *self, SockeyeTcpState state);
void sockeye_state_holder_let_go (SockeyeStateHolder *self);

SockeyeHoldPhase sockeye_state_holder_get_phase (SockeyeStateHolder *self);
const SockeyeStateRecipe *sockeye_state_holder_get_recipe (SockeyeStateHolder *self);
const SockeyeHeldEnd *sockeye_state_holder_get_held (SockeyeStateHolder *self);
const SockeyeHeldEnd *sockeye_state_holder_get_other (SockeyeStateHolder *self);
const GError *sockeye_state_holder_get_error (SockeyeStateHolder *self);
char *sockeye_state_holder_make_command (SockeyeStateHolder *self);

G_END_DECLS
