/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "ip-packet.h"

G_BEGIN_DECLS

/* Sides of a conversation. */
typedef enum
{
  SOCKEYE_SIDE_LOCAL,
  SOCKEYE_SIDE_REMOTE,
} SockeyeSide;

/**
 * SockeyeWireStream:
 * @ends: by #SockeyeSide, as they stand in the packets: of one family, IPv4 or IPv6
 * @stream: TCP, otherwise UDP
 * @next: (TCP) by side, the number of the next byte
 * @acknowledged: (TCP) by side, what the other one has acknowledged
 * @begun: (TCP) there was a packet, or would have been
 * @finished: (TCP) by side, a FIN was sent
 * @comment: (nullable): what is to be said of the next packet
 *
 * How a peer of a capture would look on the wire.
 */
typedef struct
{
  SockeyeEndpoint ends[2];
  gboolean stream;
  guint32 next[2];
  guint32 acknowledged[2];
  gboolean begun;
  gboolean finished[2];
  char *comment;
} SockeyeWireStream;

SockeyeWireStream *sockeye_wire_stream_new (const SockeyePeer *peer);
void sockeye_wire_stream_free (SockeyeWireStream *self);
void sockeye_wire_stream_say (SockeyeWireStream *self, const char *comment);

G_END_DECLS
