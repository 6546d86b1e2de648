/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/* Bytes of headers without options: RFC 791, RFC 8200, RFC 9293, RFC 768. */
#define SOCKEYE_IPV4_HEADER 20u
#define SOCKEYE_IPV6_HEADER 40u
#define SOCKEYE_TCP_HEADER  20u
#define SOCKEYE_UDP_HEADER  8u

/* So that the 16 bits for lengths hold with every header. */
#define SOCKEYE_TCP_PAYLOAD_MAX 61440u

#define SOCKEYE_TCP_FIN 0x01u
#define SOCKEYE_TCP_SYN 0x02u
#define SOCKEYE_TCP_RST 0x04u
#define SOCKEYE_TCP_PSH 0x08u
#define SOCKEYE_TCP_ACK 0x10u

/**
 * SockeyeIpPacket:
 * @source: an IPv4 or IPv6 end point
 * @destination: one of the same family
 * @tcp: TCP, otherwise UDP
 * @flags: (TCP) SOCKEYE_TCP_… flags
 * @sequence: (TCP) number of the first byte
 * @acknowledged: (TCP) number of the next byte that is expected
 * @id: (IPv4) the packet's number
 *
 * The headers of a packet that never was.
 */
typedef struct
{
  SockeyeEndpoint source;
  SockeyeEndpoint destination;
  gboolean tcp;
  guint flags;
  guint32 sequence;
  guint32 acknowledged;
  guint16 id;
} SockeyeIpPacket;

gsize sockeye_ip_packet_get_payload_max (const SockeyeIpPacket *self);
void
sockeye_ip_packet_append (const SockeyeIpPacket *self, const guint8 *payload, gsize length, GByteArray *out);

G_END_DECLS
