/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "layers.h"

#include "ip-packet.h"
#include "socket-diag.h"

#include <string.h>

/* Records that are looked at for the beginning of a connection. */
#define LOOKED_AT 1000000u
/* What TLS puts behind the bytes of a record: in 1.3 the type and the tag, before it a nonce and the tag of AES-GCM. */
#define TLS_13_TRAILER 17u
#define TLS_12_TRAILER 24u
/* Payload of fragments, but for the last one, is a multiple of this. */
#define FRAGMENT_UNIT 8u

static guint
get_mtu (const SockeyeLayers *self)
{
  return self->loopback ? SOCKEYE_LOOPBACK_MTU : SOCKEYE_ETHERNET_MTU;
}

static guint
get_link_bytes (const SockeyeLayers *self)
{
  if (self->loopback)
    return SOCKEYE_ETHERNET_HEADER;
  return SOCKEYE_ETHERNET_HEADER + SOCKEYE_ETHERNET_CHECK + SOCKEYE_ETHERNET_PREAMBLE + SOCKEYE_ETHERNET_GAP;
}

static guint
divide_up (guint64 length, guint by)
{
  return (guint) ((length + by - 1) / by);
}

static void
count_tls (SockeyeLayers *self)
{
  guint each = SOCKEYE_TLS_HEADER + (self->tls_13 ? TLS_13_TRAILER : TLS_12_TRAILER);

  self->tls_records = self->tls ? MAX (divide_up (self->length, SOCKEYE_TLS_PAYLOAD_MAX), 1) : 0;
  self->tls_bytes = self->tls_records * each;
}

/* A segment is as long as the receiving end allows, and as the frames of the way do. */
static guint
get_segment (const SockeyeLayers *self)
{
  guint most = MIN (get_mtu (self), G_MAXUINT16) - self->ip_header - self->transport_header;

  return self->segment > 0 ? self->segment : most;
}

static void
count_packets (SockeyeLayers *self, guint64 payload)
{
  self->packet_payload = get_mtu (self) - self->ip_header;
  if (self->kind == SOCKEYE_LAYERS_TCP)
    self->packet_payload = get_segment (self);
  else if (payload > self->packet_payload)
    {
      if (self->ipv6)
        self->ip_header += SOCKEYE_FRAGMENT_HEADER;
      self->packet_payload = (get_mtu (self) - self->ip_header) / FRAGMENT_UNIT * FRAGMENT_UNIT;
    }
  self->packets = MAX (divide_up (payload, self->packet_payload), 1);
}

/* The last packet is the only one that may be too short for a frame. */
static void
count_padding (SockeyeLayers *self, guint64 payload, guint header)
{
  guint last = header + (guint) (payload - (guint64) (self->packets - 1) * self->packet_payload);

  self->padding = !self->loopback && last < SOCKEYE_ETHERNET_PAYLOAD_MIN ? SOCKEYE_ETHERNET_PAYLOAD_MIN - last
                                                                         : 0;
}

/**
 * sockeye_layers_count:
 * @self: layers of which the first half is known
 *
 * Fills in what follows from it.
 */
void
sockeye_layers_count (SockeyeLayers *self)
{
  gboolean tcp = self->kind == SOCKEYE_LAYERS_TCP;
  guint64 payload;
  guint header;

  if (!tcp && self->kind != SOCKEYE_LAYERS_UDP)
    return;

  self->ip_header = self->ipv6 ? SOCKEYE_IPV6_HEADER : SOCKEYE_IPV4_HEADER;
  self->transport_header = tcp ? SOCKEYE_TCP_HEADER + SOCKEYE_TCP_OPTIONS_USUAL : SOCKEYE_UDP_HEADER;
  count_tls (self);
  payload = (guint64) self->length + (tcp ? self->tls_bytes : SOCKEYE_UDP_HEADER);
  count_packets (self, payload);
  header = self->ip_header + (tcp ? self->transport_header : 0);
  count_padding (self, payload, header);
  self->total = payload + (guint64) self->packets * (header + get_link_bytes (self)) + self->padding;
}

static gboolean
is_loopback (const SockeyeEndpoint *endpoint)
{
  if (sockeye_endpoint_get_family (endpoint) == AF_INET)
    return g_ntohl (endpoint->in.sin_addr.s_addr) >> 24 == 127;
  if (sockeye_endpoint_get_family (endpoint) != AF_INET6)
    return FALSE;
  if (IN6_IS_ADDR_V4MAPPED (&endpoint->in6.sin6_addr))
    return endpoint->in6.sin6_addr.s6_addr[12] == 127;
  return IN6_IS_ADDR_LOOPBACK (&endpoint->in6.sin6_addr);
}

static gboolean
is_ipv6 (const SockeyeEndpoint *endpoint)
{
  return sockeye_endpoint_get_family (endpoint) == AF_INET6
         && !IN6_IS_ADDR_V4MAPPED (&endpoint->in6.sin6_addr);
}

/* From an address of this machine to the same: that goes over the loopback interface as well. */
static gboolean
is_same_host (const SockeyeEndpoint *one, const SockeyeEndpoint *other)
{
  char host[SOCKEYE_ENDPOINT_TEXT_MAX];
  char other_host[SOCKEYE_ENDPOINT_TEXT_MAX];

  if (!sockeye_endpoint_is_set (one) || !sockeye_endpoint_is_set (other))
    return FALSE;
  return strcmp (sockeye_endpoint_format_host (one, host, sizeof host),
                 sockeye_endpoint_format_host (other, other_host, sizeof other_host))
         == 0;
}

/* A socket that is bound to all addresses has received at one of them. */
static void
set_own_address (SockeyeEndpoint *own, const SockeyeEndpoint *known)
{
  if (sockeye_endpoint_get_family (own) != sockeye_endpoint_get_family (known))
    return;
  if (sockeye_endpoint_get_family (own) == AF_INET6)
    own->in6.sin6_addr = known->in6.sin6_addr;
  else if (sockeye_endpoint_get_family (own) == AF_INET)
    own->in.sin_addr = known->in.sin_addr;
}

static void
set_ends (SockeyeLayers *self, SockeyeCapture *capture, const SockeyeRecord *record, const SockeyePeer *peer)
{
  SockeyeEndpoint own = peer->local;
  SockeyeArrival arrival;

  if (self->received && sockeye_capture_get_arrival (capture, record->arrival, &arrival))
    {
      set_own_address (&own, &arrival.destination);
      self->loopback = strcmp (arrival.interface, "lo") == 0;
    }
  self->source = self->received ? peer->remote : own;
  self->destination = self->received ? own : peer->remote;
  self->ipv6 = is_ipv6 (&peer->remote);
  self->loopback = self->loopback || is_loopback (&peer->remote)
                   || is_same_host (&self->source, &self->destination);
}

/* "TLS 1.3" is the first line of what the event has to say. */
static void
read_tls (SockeyeLayers *self, SockeyeCapture *capture, const SockeyeRecord *record)
{
  g_autofree guint8 *bytes = g_malloc (MAX (record->length, 1));
  SockeyeEvent event;

  self->tls = TRUE;
  if (sockeye_capture_read (capture, record->offset, bytes, record->length, TRUE) == SOCKEYE_READ_OK
      && sockeye_event_parse (bytes, record->length, &event))
    self->tls_13 = strstr (event.text, "1.3") != NULL;
}

/* The connection began with an event, and the handshake's end is another one behind it. */
static void
find_tls (SockeyeLayers *self, SockeyeCapture *capture, guint64 number, guint32 peer)
{
  guint64 last = number > LOOKED_AT ? number - LOOKED_AT : 0;
  SockeyeRecord record;

  self->tls_unknown = TRUE;
  for (; number > last && sockeye_capture_get_record (capture, number - 1, &record); number--)
    {
      if (record.kind != SOCKEYE_RECORD_EVENT || record.peer != peer)
        continue;
      self->tls_unknown = FALSE;
      if (record.newlines == SOCKEYE_EVENT_TLS_ESTABLISHED)
        read_tls (self, capture, &record);
      if (self->tls || record.newlines == SOCKEYE_EVENT_CONNECTED
          || record.newlines == SOCKEYE_EVENT_ACCEPTED)
        return;
      self->tls_unknown = TRUE;
    }
}

/* Only the sending socket itself knows, as long as there is one. */
static void
find_segment (SockeyeLayers *self, const SockeyePeer *peer)
{
  SockeyeTcpFacts facts;

  if (!self->received && peer->open && sockeye_socket_diag_find (&peer->local, &peer->remote, &facts) == 0
      && facts.detailed)
    self->segment = facts.segment;
}

/**
 * sockeye_layers_read:
 * @self: (out): layers
 * @capture: a capture
 * @number: one of its records
 *
 * Finds out what is known of a record, and counts. May wait for the disk and asks the kernel: not for the UI thread.
 *
 * Returns: whether there is such a record
 */
gboolean
sockeye_layers_read (SockeyeLayers *self, SockeyeCapture *capture, guint64 number)
{
  SockeyeRecord record;
  SockeyePeer peer;

  *self = (SockeyeLayers){ .kind = SOCKEYE_LAYERS_NONE };
  if (!sockeye_capture_get_record (capture, number, &record))
    return FALSE;
  if (record.kind == SOCKEYE_RECORD_EVENT)
    return TRUE;

  self->received = record.kind == SOCKEYE_RECORD_RECEIVED;
  self->length = record.length;
  self->kind = SOCKEYE_LAYERS_UNKNOWN;
  if (!sockeye_capture_get_peer (capture, record.peer, &peer))
    return TRUE;
  if (sockeye_endpoint_get_family (&peer.remote) == AF_UNIX
      || sockeye_endpoint_get_family (&peer.local) == AF_UNIX)
    {
      self->kind = SOCKEYE_LAYERS_UNIX;
      return TRUE;
    }
  if (!sockeye_endpoint_is_set (&peer.remote))
    return TRUE;

  self->kind = (record.flags & SOCKEYE_RECORD_DATAGRAM) != 0 ? SOCKEYE_LAYERS_UDP : SOCKEYE_LAYERS_TCP;
  set_ends (self, capture, &record, &peer);
  if (self->kind == SOCKEYE_LAYERS_TCP)
    {
      find_tls (self, capture, number, record.peer);
      find_segment (self, &peer);
    }
  sockeye_layers_count (self);
  return TRUE;
}
