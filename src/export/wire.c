/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wire.h"

#include "pcapng-block.h"
#include "wire-stream.h"

/* A side acknowledges at the latest when so much came. */
#define UNACKNOWLEDGED_MAX 32768u

struct _SockeyeWire
{
  SockeyeCapture *capture;
  GHashTable *streams; /* id of a peer -> SockeyeWireStream */
  GByteArray *packet;  /* to be used again */
  guint16 next_id;
};

/* One packet that is to be written. */
typedef struct
{
  const SockeyeRecord *record;
  SockeyeSide from;
  guint flags;
  const guint8 *payload; /* (nullable) */
  gsize length;
  gboolean holds_record; /* its payload is a record's, even if it is empty */
} Packet;

static SockeyeWireStream *
get_stream (SockeyeWire *self, const SockeyeRecord *record)
{
  SockeyePeer peer = { .id = record->peer, .stream = (record->flags & SOCKEYE_RECORD_DATAGRAM) == 0 };
  SockeyeWireStream *stream = g_hash_table_lookup (self->streams, GUINT_TO_POINTER (record->peer));

  if (stream != NULL)
    return stream;

  /* Where no id was left, the ends are not known. */
  sockeye_capture_get_peer (self->capture, record->peer, &peer);
  stream = sockeye_wire_stream_new (&peer);
  g_hash_table_insert (self->streams, GUINT_TO_POINTER (record->peer), stream);
  return stream;
}

/* A socket that is bound to all addresses has received at one of them. */
static void
set_destination (SockeyeWire *self, const SockeyeRecord *record, SockeyeEndpoint *destination)
{
  SockeyeArrival arrival;

  if (!sockeye_capture_get_arrival (self->capture, record->arrival, &arrival)
      || sockeye_endpoint_get_family (&arrival.destination) != sockeye_endpoint_get_family (destination))
    return;

  if (sockeye_endpoint_get_family (destination) == AF_INET6)
    destination->in6.sin6_addr = arrival.destination.in6.sin6_addr;
  else if (sockeye_endpoint_get_family (destination) == AF_INET)
    destination->in.sin_addr = arrival.destination.in.sin_addr;
}

static void
make_packet (SockeyeWire *self, SockeyeWireStream *stream, const Packet *what)
{
  SockeyeSide to = what->from == SOCKEYE_SIDE_LOCAL ? SOCKEYE_SIDE_REMOTE : SOCKEYE_SIDE_LOCAL;
  SockeyeIpPacket packet = { .source = stream->ends[what->from],
                             .destination = stream->ends[to],
                             .tcp = stream->stream,
                             .flags = what->flags,
                             .sequence = stream->next[what->from],
                             .acknowledged = stream->next[to],
                             .id = self->next_id++ };

  if (!stream->stream && to == SOCKEYE_SIDE_LOCAL)
    set_destination (self, what->record, &packet.destination);
  g_byte_array_set_size (self->packet, 0);
  sockeye_ip_packet_append (&packet, what->payload, what->length, self->packet);
  if ((what->flags & SOCKEYE_TCP_ACK) != 0)
    stream->acknowledged[to] = stream->next[to];
  stream->next[what->from] += (guint32) what->length;
  if ((what->flags & (SOCKEYE_TCP_SYN | SOCKEYE_TCP_FIN)) != 0)
    stream->next[what->from]++;
}

static void
write_packet (SockeyeWire *self, SockeyeWireStream *stream, const Packet *what, GByteArray *out)
{
  guint64 time = (guint64) MAX (what->record->time, 0);
  guint start = sockeye_pcapng_begin_block (out, SOCKEYE_PCAPNG_PACKET);

  make_packet (self, stream, what);
  sockeye_pcapng_append_number (out, 0, 4); /* the interface */
  sockeye_pcapng_append_number (out, time >> 32, 4);
  sockeye_pcapng_append_number (out, time & G_MAXUINT32, 4);
  sockeye_pcapng_append_number (out, self->packet->len, 4);
  sockeye_pcapng_append_number (out, self->packet->len, 4);
  sockeye_pcapng_append_padded (out, self->packet->data, self->packet->len);

  sockeye_pcapng_append_number_option (
      out, SOCKEYE_PCAPNG_OPTION_EPB_FLAGS,
      what->from == SOCKEYE_SIDE_REMOTE ? SOCKEYE_PCAPNG_FLAG_INBOUND : SOCKEYE_PCAPNG_FLAG_OUTBOUND, 4);
  if (what->holds_record)
    sockeye_pcapng_append_number_option (out, SOCKEYE_PCAPNG_OPTION_PAYLOAD, what->length, 4);
  if (stream->comment != NULL)
    sockeye_pcapng_append_text_option (out, SOCKEYE_PCAPNG_OPTION_COMMENT, stream->comment);
  g_clear_pointer (&stream->comment, g_free);
  sockeye_pcapng_end_options (out);
  sockeye_pcapng_end_block (out, start);
}

static void
write_control (SockeyeWire *self,
               SockeyeWireStream *stream,
               const SockeyeRecord *record,
               SockeyeSide from,
               guint flags,
               GByteArray *out)
{
  write_packet (self, stream, &(Packet){ .record = record, .from = from, .flags = flags }, out);
}

static SockeyeSide
get_other (SockeyeSide side)
{
  return side == SOCKEYE_SIDE_LOCAL ? SOCKEYE_SIDE_REMOTE : SOCKEYE_SIDE_LOCAL;
}

static void
write_handshake (SockeyeWire *self,
                 SockeyeWireStream *stream,
                 const SockeyeRecord *record,
                 SockeyeSide client,
                 GByteArray *out)
{
  if (stream->begun)
    return;

  stream->begun = TRUE;
  sockeye_wire_stream_say (stream,
                           "The handshake is inferred; all three of its packets have the time at which "
                           "the connection was there.");
  write_control (self, stream, record, client, SOCKEYE_TCP_SYN, out);
  write_control (self, stream, record, get_other (client), SOCKEYE_TCP_SYN | SOCKEYE_TCP_ACK, out);
  write_control (self, stream, record, client, SOCKEYE_TCP_ACK, out);
}

/* What a connection's event is on the wire: a handshake, a FIN or a RST. */
static gboolean
get_end (SockeyeEventType type, SockeyeSide *side, guint *flag)
{
  switch (type)
    {
    case SOCKEYE_EVENT_PEER_CLOSED:
    case SOCKEYE_EVENT_RESET:
      *side = SOCKEYE_SIDE_REMOTE;
      *flag = type == SOCKEYE_EVENT_RESET ? SOCKEYE_TCP_RST : SOCKEYE_TCP_FIN;
      return TRUE;
    case SOCKEYE_EVENT_CLOSED:
    case SOCKEYE_EVENT_CLOSED_SENDING:
    case SOCKEYE_EVENT_ABORTED:
      *side = SOCKEYE_SIDE_LOCAL;
      *flag = type == SOCKEYE_EVENT_ABORTED ? SOCKEYE_TCP_RST : SOCKEYE_TCP_FIN;
      return TRUE;
    default:
      return FALSE;
    }
}

static void
write_end (SockeyeWire *self,
           SockeyeWireStream *stream,
           const SockeyeRecord *record,
           SockeyeSide side,
           guint flag,
           GByteArray *out)
{
  if (stream->finished[side])
    return;

  stream->begun = TRUE;
  stream->finished[side] = TRUE;
  write_control (self, stream, record, side, flag | SOCKEYE_TCP_ACK, out);
  if (flag == SOCKEYE_TCP_FIN)
    write_control (self, stream, record, get_other (side), SOCKEYE_TCP_ACK, out);
}

static void
write_event (SockeyeWire *self, const SockeyeRecord *record, GByteArray *out)
{
  SockeyeEventType type = (SockeyeEventType) record->newlines;
  SockeyeWireStream *stream;
  SockeyeSide side;
  guint flag;

  if (record->peer == 0)
    return;
  stream = get_stream (self, record);
  if (!stream->stream)
    return;

  if (type == SOCKEYE_EVENT_CONNECTED || type == SOCKEYE_EVENT_ACCEPTED)
    write_handshake (self, stream, record,
                     type == SOCKEYE_EVENT_CONNECTED ? SOCKEYE_SIDE_LOCAL : SOCKEYE_SIDE_REMOTE, out);
  else if (type == SOCKEYE_EVENT_TLS_ESTABLISHED)
    sockeye_wire_stream_say (stream,
                             "From here on the connection is protected by TLS: what follows is the plain "
                             "text, and the TLS records are not in this file.");
  else if (get_end (type, &side, &flag))
    write_end (self, stream, record, side, flag, out);
}

/* Segments, or a datagram (more than one where Unix sockets allow what UDP does not). */
static void
write_payload (SockeyeWire *self, const SockeyeRecord *record, const guint8 *bytes, GByteArray *out)
{
  SockeyeWireStream *stream = get_stream (self, record);
  SockeyeIpPacket limits = { .source = stream->ends[0], .tcp = stream->stream };
  Packet packet = {
    .record = record,
    .from = record->kind == SOCKEYE_RECORD_SENT ? SOCKEYE_SIDE_LOCAL : SOCKEYE_SIDE_REMOTE,
    .flags = stream->stream ? SOCKEYE_TCP_PSH | SOCKEYE_TCP_ACK : 0,
    .holds_record = TRUE,
  };
  gsize max = sockeye_ip_packet_get_payload_max (&limits);
  gsize at = 0;

  if (stream->stream && !stream->begun)
    sockeye_wire_stream_say (stream, "The beginning of this connection is not in this file.");
  if ((record->flags & SOCKEYE_RECORD_TRUNCATED) != 0)
    sockeye_wire_stream_say (stream, "The datagram was longer; the rest was cut off when it was received.");
  if (!stream->stream && record->length > max)
    sockeye_wire_stream_say (stream,
                             "The datagram is larger than one of UDP can be: it is in several packets.");
  stream->begun = TRUE;

  do
    {
      packet.payload = bytes + at;
      packet.length = MIN (record->length - at, max);
      write_packet (self, stream, &packet, out);
      at += packet.length;
      if (stream->stream
          && stream->next[packet.from] - stream->acknowledged[packet.from] >= UNACKNOWLEDGED_MAX)
        write_control (self, stream, record, get_other (packet.from), SOCKEYE_TCP_ACK, out);
    }
  while (at < record->length);
}

/**
 * sockeye_wire_new:
 * @capture: whose records will be shown
 *
 * Returns: (transfer full): packets of nothing yet
 */
SockeyeWire *
sockeye_wire_new (SockeyeCapture *capture)
{
  SockeyeWire *self = g_new0 (SockeyeWire, 1);

  self->capture = g_object_ref (capture);
  self->streams = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sockeye_wire_stream_free);
  self->packet = g_byte_array_new ();
  return self;
}

/**
 * sockeye_wire_free:
 * @self: (transfer full): packets
 */
void
sockeye_wire_free (SockeyeWire *self)
{
  g_hash_table_unref (self->streams);
  g_byte_array_unref (self->packet);
  g_object_unref (self->capture);
  g_free (self);
}

/**
 * sockeye_wire_add:
 * @self: packets
 * @record: the next record
 * @bytes: (array): its bytes
 * @out: where blocks are appended
 *
 * Appends the packets that the record stands for; none for most events.
 */
void
sockeye_wire_add (SockeyeWire *self, const SockeyeRecord *record, const guint8 *bytes, GByteArray *out)
{
  if (record->kind == SOCKEYE_RECORD_EVENT)
    write_event (self, record, out);
  else
    write_payload (self, record, bytes, out);
}

/**
 * sockeye_wire_leave_out:
 * @self: packets
 * @record: the next record
 *
 * As sockeye_wire_add(), of a record that is not wanted: where it was, the numbers of a connection have a gap, so what
 * stands on both sides of it is not taken for one text.
 */
void
sockeye_wire_leave_out (SockeyeWire *self, const SockeyeRecord *record)
{
  SockeyeWireStream *stream;

  if (record->kind == SOCKEYE_RECORD_EVENT || record->length == 0)
    return;

  stream = get_stream (self, record);
  stream->next[record->kind == SOCKEYE_RECORD_SENT ? SOCKEYE_SIDE_LOCAL : SOCKEYE_SIDE_REMOTE] +=
      record->length;
}
