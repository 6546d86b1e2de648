/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"
#include "socket-diag.h"
#include "state-path.h"

G_BEGIN_DECLS

/**
 * SockeyeStateSource:
 * @SOCKEYE_STATE_SOURCE_NONE: nothing is known
 * @SOCKEYE_STATE_SOURCE_KERNEL: the kernel has told of the socket, or that there is none any more
 * @SOCKEYE_STATE_SOURCE_OWN_SOCKET: the session's own socket has told of itself, because the kernel does not tell
 * @SOCKEYE_STATE_SOURCE_LOG: the session's records tell of it, because the kernel does not tell
 * @SOCKEYE_STATE_SOURCE_INFERRED: it follows from this end's state; the far end's socket is not one of this machine
 *
 * How the state of an end is known.
 */
typedef enum
{
  SOCKEYE_STATE_SOURCE_NONE,
  SOCKEYE_STATE_SOURCE_KERNEL,
  SOCKEYE_STATE_SOURCE_OWN_SOCKET,
  SOCKEYE_STATE_SOURCE_LOG,
  SOCKEYE_STATE_SOURCE_INFERRED,
} SockeyeStateSource;

/**
 * SockeyeStateEnd:
 * @address: where it is
 * @source: how @states is known
 * @states: (#SOCKEYE_TCP_MASK) its state; when it is inferred, all that are possible
 * @has_facts: @facts tells anything: the socket is still there
 * @facts: the newest figures
 * @path: the states that it has come through
 */
typedef struct
{
  SockeyeEndpoint address;
  SockeyeStateSource source;
  guint states;
  gboolean has_facts;
  SockeyeTcpFacts facts;
  SockeyeStatePath path;
} SockeyeStateEnd;

/**
 * SockeyeStateView:
 * @watched: there is something to look at: the rest tells of it
 * @listener: it is the server's listener, which has no far end
 * @peer: the connection's id; 0: the listener, or there is no connection yet
 * @attempt: which attempt to connect it is (#SockeyeAttempt); 0: a connection came of it, or it is none
 * @own: this end
 * @far: the far end
 * @restored: the connection came with a file: the kernel was not asked, and @own is what the records tell
 * @outlived: (restored) it was open when that was saved
 * @error_number: why the kernel cannot be asked (errno); 0: it can
 * @end: (attempt) what has ended it, without strings; of the type %SOCKEYE_EVENT_NONE while it goes on
 */
typedef struct
{
  gboolean watched;
  gboolean listener;
  guint32 peer;
  guint32 attempt;
  SockeyeStateEnd own;
  SockeyeStateEnd far;
  gboolean restored;
  gboolean outlived;
  int error_number;
  SockeyeEvent end;
} SockeyeStateView;

G_END_DECLS
