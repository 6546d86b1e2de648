/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "socket-diag.h"

G_BEGIN_DECLS

/**
 * SockeyeStateSample:
 * @local: this end
 * @remote: the far end
 * @listener: this end listens, and there is no far end
 * @connecting: this end is connecting, and the far end may only listen
 * @open: whether this end was open as the capture knew it before
 * @time: (out): when the kernel answered, microseconds since the Epoch
 * @own_result: (out): of sockeye_socket_diag_find() for this end
 * @far_result: (out): the same for the far end, which may be on this machine
 * @own: (out): what the kernel knows of this end
 * @far: (out): what it knows of the far end
 * @far_listens: (out): (connecting) there is no far end yet, but somebody listens there: @far is the listener
 *
 * One question to the kernel about a connection, and its answer.
 */
typedef struct
{
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
  gboolean listener;
  gboolean connecting;
  gboolean open;

  gint64 time;
  int own_result;
  int far_result;
  SockeyeTcpFacts own;
  SockeyeTcpFacts far;
  gboolean far_listens;
} SockeyeStateSample;

void sockeye_state_sample_take_async (const SockeyeStateSample *question,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
SockeyeStateSample *sockeye_state_sample_take_finish (GAsyncResult *result);

G_END_DECLS
