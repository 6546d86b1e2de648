/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* Of Ethernet (IEEE 802.3), in bytes: the header, the check sequence behind, and what is on the cable between frames. */
#define SOCKEYE_ETHERNET_HEADER      14u
#define SOCKEYE_ETHERNET_CHECK       4u
#define SOCKEYE_ETHERNET_PREAMBLE    8u
#define SOCKEYE_ETHERNET_GAP         12u
#define SOCKEYE_ETHERNET_PAYLOAD_MIN 46u
/* What goes into a frame at most: of nearly every Ethernet, and of Linux's loopback interface. */
#define SOCKEYE_ETHERNET_MTU 1500u
#define SOCKEYE_LOOPBACK_MTU 65536u
/* Timestamps (RFC 7323) with their padding, which Linux agrees on by default. */
#define SOCKEYE_TCP_OPTIONS_USUAL 12u
/* Of IPv6, in each fragment (RFC 8200). */
#define SOCKEYE_FRAGMENT_HEADER 8u
/* Of a TLS record (RFC 8446, RFC 5246). */
#define SOCKEYE_TLS_HEADER      5u
#define SOCKEYE_TLS_PAYLOAD_MAX 16384u

/**
 * SockeyeLayersKind:
 * @SOCKEYE_LAYERS_NONE: an event: there are no bytes of a message
 * @SOCKEYE_LAYERS_UNIX: a Unix socket: nothing is wrapped around the bytes
 * @SOCKEYE_LAYERS_UNKNOWN: it is not known between whom it went
 * @SOCKEYE_LAYERS_UDP: a datagram
 * @SOCKEYE_LAYERS_TCP: a part of a stream
 *
 * What is wrapped around a record's bytes.
 */
typedef enum
{
  SOCKEYE_LAYERS_NONE,
  SOCKEYE_LAYERS_UNIX,
  SOCKEYE_LAYERS_UNKNOWN,
  SOCKEYE_LAYERS_UDP,
  SOCKEYE_LAYERS_TCP,
} SockeyeLayersKind;

/**
 * SockeyeLayers:
 * @kind: what is wrapped around
 * @received: otherwise sent
 * @length: bytes of the record
 * @source: where it came from; its address is not set, or any, where it is not known
 * @destination: where it went to, likewise
 * @ipv6: otherwise IPv4
 * @loopback: it did not leave this machine
 * @segment: (TCP, sent) bytes that a segment carries at most now; 0: not known, then it is assumed
 * @tls: (TCP) the stream goes over TLS
 * @tls_unknown: (TCP) whether it does is not known
 * @tls_13: it is TLS 1.3
 * @tls_bytes: (out): what TLS adds, in all records
 * @tls_records: (out): how many TLS records there are at least
 * @packets: (out): datagrams or fragments, which is certain, or segments, which is inferred
 * @packet_payload: (out): bytes that a packet carries at most behind the headers that it has by itself
 * @ip_header: (out): bytes of each packet's IP header
 * @transport_header: (out): bytes of the UDP header, or of each TCP header with the usual options
 * @padding: (out): bytes that fill up frames that are too short
 * @total: (out): all bytes of all packets on the link, with preambles and gaps
 *
 * What a message costs. Everything that is in here is known, or follows from the RFCs; what is usual is said to be so.
 */
typedef struct
{
  SockeyeLayersKind kind;
  gboolean received;
  guint32 length;
  SockeyeEndpoint source;
  SockeyeEndpoint destination;
  gboolean ipv6;
  gboolean loopback;
  guint segment;
  gboolean tls;
  gboolean tls_unknown;
  gboolean tls_13;

  guint tls_bytes;
  guint tls_records;
  guint packets;
  guint packet_payload;
  guint ip_header;
  guint transport_header;
  guint padding;
  guint64 total;
} SockeyeLayers;

void sockeye_layers_count (SockeyeLayers *self);
gboolean sockeye_layers_read (SockeyeLayers *self, SockeyeCapture *capture, guint64 number);

G_END_DECLS
