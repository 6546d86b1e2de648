/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ip-packet.h"

#include <string.h>

#define HOPS 64

/* Maximum segment size, window scale (RFC 7323) and padding, of a SYN. With the window at 1 GiB nothing looks stuck. */
#define SYN_OPTIONS_LENGTH 8u
#define WINDOW             65535
#define WINDOW_SCALE       14

static gboolean
is_ipv6 (const SockeyeIpPacket *self)
{
  return sockeye_endpoint_get_family (&self->source) == AF_INET6;
}

static void
append (GByteArray *out, guint64 number, guint width)
{
  guint64 big = GUINT64_TO_BE (number);

  g_byte_array_append (out, (const guint8 *) &big + sizeof big - width, width);
}

static void
append_address (GByteArray *out, const SockeyeEndpoint *endpoint)
{
  if (sockeye_endpoint_get_family (endpoint) == AF_INET6)
    g_byte_array_append (out, (const guint8 *) &endpoint->in6.sin6_addr, sizeof endpoint->in6.sin6_addr);
  else
    g_byte_array_append (out, (const guint8 *) &endpoint->in.sin_addr, sizeof endpoint->in.sin_addr);
}

/* RFC 1071 */
static guint64
add_words (guint64 sum, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i + 1 < length; i += 2)
    sum += (guint64) bytes[i] << 8 | bytes[i + 1];
  if (length % 2 != 0)
    sum += (guint64) bytes[length - 1] << 8;
  return sum;
}

static guint16
fold (guint64 sum)
{
  while (sum >> 16 != 0)
    sum = (sum & 0xFFFF) + (sum >> 16);
  return (guint16) ~sum;
}

static void
put (guint8 *at, guint16 number)
{
  at[0] = (guint8) (number >> 8);
  at[1] = (guint8) number;
}

static void
append_ipv4 (const SockeyeIpPacket *self, gsize length, GByteArray *out)
{
  guint start = out->len;

  append (out, 0x4500, 2);
  append (out, SOCKEYE_IPV4_HEADER + length, 2);
  append (out, self->id, 2);
  append (out, 0x4000, 2); /* not in fragments */
  append (out, HOPS, 1);
  append (out, self->tcp ? IPPROTO_TCP : IPPROTO_UDP, 1);
  append (out, 0, 2);
  append_address (out, &self->source);
  append_address (out, &self->destination);
  put (out->data + start + 10, fold (add_words (0, out->data + start, SOCKEYE_IPV4_HEADER)));
}

static void
append_ipv6 (const SockeyeIpPacket *self, gsize length, GByteArray *out)
{
  append (out, 0x60000000, 4);
  append (out, length, 2);
  append (out, self->tcp ? IPPROTO_TCP : IPPROTO_UDP, 1);
  append (out, HOPS, 1);
  append_address (out, &self->source);
  append_address (out, &self->destination);
}

static void
append_tcp (const SockeyeIpPacket *self, GByteArray *out)
{
  gboolean syn = (self->flags & SOCKEYE_TCP_SYN) != 0;
  guint words = (SOCKEYE_TCP_HEADER + (syn ? SYN_OPTIONS_LENGTH : 0)) / 4;

  append (out, sockeye_endpoint_get_port (&self->source), 2);
  append (out, sockeye_endpoint_get_port (&self->destination), 2);
  append (out, self->sequence, 4);
  append (out, (self->flags & SOCKEYE_TCP_ACK) != 0 ? self->acknowledged : 0, 4);
  append (out, words << 12 | self->flags, 2);
  append (out, WINDOW, 2);
  append (out, 0, 4); /* checksum, urgent pointer */
  if (!syn)
    return;
  append (out, 0x0204, 2);
  append (out, SOCKEYE_TCP_PAYLOAD_MAX, 2);
  append (out, 0x030300 | WINDOW_SCALE, 3);
  append (out, 0, 1);
}

static void
append_udp (const SockeyeIpPacket *self, gsize length, GByteArray *out)
{
  append (out, sockeye_endpoint_get_port (&self->source), 2);
  append (out, sockeye_endpoint_get_port (&self->destination), 2);
  append (out, SOCKEYE_UDP_HEADER + length, 2);
  append (out, 0, 2);
}

/* Over the pseudo header as well, whose addresses stand before the segment in the packet. */
static guint16
sum_up (const SockeyeIpPacket *self, const GByteArray *out, guint start)
{
  guint addresses = is_ipv6 (self) ? 2 * 16 : 2 * 4;
  guint length = out->len - start;
  guint64 sum = length + (self->tcp ? IPPROTO_TCP : IPPROTO_UDP);

  sum = add_words (sum, out->data + start - addresses, addresses);
  return fold (add_words (sum, out->data + start, length));
}

/**
 * sockeye_ip_packet_get_payload_max:
 * @self: headers
 *
 * Returns: how many bytes a packet may carry
 */
gsize
sockeye_ip_packet_get_payload_max (const SockeyeIpPacket *self)
{
  if (self->tcp)
    return SOCKEYE_TCP_PAYLOAD_MAX;
  return G_MAXUINT16 - SOCKEYE_UDP_HEADER - (is_ipv6 (self) ? 0 : SOCKEYE_IPV4_HEADER);
}

/**
 * sockeye_ip_packet_append:
 * @self: headers
 * @payload: (nullable): what it carries
 * @length: bytes of it, at most sockeye_ip_packet_get_payload_max()
 * @out: where to append
 *
 * Appends a packet with right lengths and checksums, from its IP header on.
 */
void
sockeye_ip_packet_append (const SockeyeIpPacket *self, const guint8 *payload, gsize length, GByteArray *out)
{
  gboolean syn = self->tcp && (self->flags & SOCKEYE_TCP_SYN) != 0;
  gsize header = self->tcp ? SOCKEYE_TCP_HEADER + (syn ? SYN_OPTIONS_LENGTH : 0) : SOCKEYE_UDP_HEADER;
  guint16 sum;
  guint start;

  if (is_ipv6 (self))
    append_ipv6 (self, header + length, out);
  else
    append_ipv4 (self, header + length, out);

  start = out->len;
  if (self->tcp)
    append_tcp (self, out);
  else
    append_udp (self, length, out);
  g_byte_array_append (out, payload, (guint) length);

  sum = sum_up (self, out, start);
  /* 0 would say that there is none (RFC 768). */
  put (out->data + start + (self->tcp ? 16 : 6), !self->tcp && sum == 0 ? G_MAXUINT16 : sum);
}
