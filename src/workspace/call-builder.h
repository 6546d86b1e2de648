/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-ladder.h"
#include "call-tape.h"

G_BEGIN_DECLS

/**
 * SockeyeLadderSource:
 * @own: this end's calls
 * @twin: (nullable): the other end's, if both are in this program
 * @stream: it is about connections, not about datagrams
 * @server: this end accepts connections
 *
 * What a ladder is built of.
 */
typedef struct
{
  const SockeyeCallTape *own;
  const SockeyeCallTape *twin;
  gboolean stream;
  gboolean server;
} SockeyeLadderSource;

SockeyeCallLadder *sockeye_call_ladder_build (const SockeyeLadderSource *source);

G_END_DECLS
