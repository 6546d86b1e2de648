/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "tcp-state.h"

G_BEGIN_DECLS

/**
 * SockeyeTcpFacts:
 * @state: the state; for a listener %SOCKEYE_TCP_LISTEN
 * @local: its own end
 * @remote: its far end
 * @cookie: the kernel's number of the socket, which stays the same until the end of TIME-WAIT, and is never used again
 * @inode: the number of its descriptor's file; 0: no program has it open any more
 * @uid: whose it is
 * @unread: bytes that were received and not read, without the FIN; for a listener connections that wait
 * @fin_unread: the FIN was received as well, and the program can still read it; unknown of the own socket
 * @unacked: bytes that were not acknowledged yet, sent or not, SYN and FIN counting as one each; for a listener the most
 *   that may wait
 * @expires_ms: how long a TIME-WAIT, or FIN-WAIT-2 without a program, still lasts; 0: no such time runs
 * @detailed: what follows is known
 * @unsent: bytes that were not sent yet
 * @rtt_us: the smoothed round-trip time; 0: none was measured
 * @rtt_variation_us: how much it varies
 * @retransmissions: segments that were sent again, ever
 * @window: the congestion window in segments
 * @segment: bytes of a segment at most
 *
 * One TCP socket as the kernel has it.
 */
typedef struct
{
  SockeyeTcpState state;
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
  guint64 cookie;
  guint32 inode;
  guint32 uid;
  guint32 unread;
  gboolean fin_unread;
  guint32 unacked;
  guint32 expires_ms;
  gboolean detailed;
  guint32 unsent;
  guint32 rtt_us;
  guint32 rtt_variation_us;
  guint32 retransmissions;
  guint32 window;
  guint32 segment;
} SockeyeTcpFacts;

/* The kernel's sock_diag (sock_diag(7)), which answers anybody, also about sockets of others. Each takes microseconds. */
int sockeye_socket_diag_find (const SockeyeEndpoint *local,
                              const SockeyeEndpoint *remote,
                              SockeyeTcpFacts *facts);
int sockeye_socket_diag_find_listener (const SockeyeEndpoint *local, SockeyeTcpFacts *facts);
int sockeye_socket_diag_find_listener_for (const SockeyeEndpoint *address, SockeyeTcpFacts *facts);
int sockeye_socket_diag_read_own (int fd, SockeyeTcpFacts *facts);

/* For tests */
int sockeye_socket_diag_parse (const guint8 *bytes, gsize length, SockeyeTcpFacts *facts, gsize *used);

G_END_DECLS
