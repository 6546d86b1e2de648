/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pcapng-parser.h"

#include "checksum.h"
#include "sink.h"

#include <string.h>

/* The fields of a packet before its bytes. */
#define PACKET_FIELDS 20u
#define KNOWN_FLAGS                                                                                          \
  (SOCKEYE_RECORD_DATAGRAM | SOCKEYE_RECORD_TRUNCATED | SOCKEYE_RECORD_KERNEL_TIME | SOCKEYE_RECORD_FAULT    \
   | SOCKEYE_RECORD_ENDS_LINE | SOCKEYE_RECORD_ODD)

/* A connection that was not closed when the file was saved, or when it was. */
typedef struct
{
  guint32 id;
  gint64 closed;
  gboolean outlived;
} Closing;

struct _SockeyePcapngParser
{
  SockeyeCapture *capture;
  SockeyeSink *sink; /* the same */
  guint n_blocks;
  gint64 saved;
  guint32 n_peers;
  guint n_arrivals;
  guint n_interfaces; /* of pcapng: what packets name */
  guint64 n_records;
  GArray *closings;

  /* The record that is being read. */
  SockeyeRecord record;
  guint32 crc;
  GByteArray *bytes; /* as many of its bytes as have come */
  gboolean pending;
};

/* What is left of a block. */
typedef struct
{
  const guint8 *at;
  gsize left;
  gboolean failed;
} Fields;

static const guint8 *
take (Fields *fields, gsize length)
{
  const guint8 *at = fields->at;

  if (fields->failed || fields->left < length)
    {
      fields->failed = TRUE;
      return NULL;
    }
  fields->at += length;
  fields->left -= length;
  return at;
}

static guint64
take_number (Fields *fields, guint width)
{
  const guint8 *bytes = take (fields, width);
  guint64 little = 0;

  if (bytes != NULL)
    memcpy (&little, bytes, width);
  return GUINT64_FROM_LE (little);
}

static gsize
get_padded (gsize length)
{
  return (length + 3) & ~(gsize) 3;
}

static gboolean
take_ends (Fields *fields, SockeyeEvent *event)
{
  guint64 length = take_number (fields, 4);
  const guint8 *bytes = take (fields, length);

  return bytes != NULL && sockeye_event_parse (bytes, length, event);
}

static SockeyePcapngVerdict
judge (gboolean valid)
{
  return valid ? SOCKEYE_PCAPNG_GOES_ON : SOCKEYE_PCAPNG_BROKEN;
}

static SockeyePcapngVerdict
read_section (guint32 type, Fields *fields)
{
  if (type != SOCKEYE_PCAPNG_SECTION || take_number (fields, 4) != SOCKEYE_PCAPNG_BYTE_ORDER
      || take_number (fields, 2) != SOCKEYE_PCAPNG_MAJOR || fields->failed)
    return SOCKEYE_PCAPNG_FOREIGN;
  return SOCKEYE_PCAPNG_GOES_ON;
}

static SockeyePcapngVerdict
read_head (SockeyePcapngParser *self, Fields *fields)
{
  guint64 version = take_number (fields, 4);

  if (version > SOCKEYE_PCAPNG_VERSION)
    return SOCKEYE_PCAPNG_NEWER;
  self->saved = (gint64) take_number (fields, 8);
  return judge (!fields->failed && version > 0);
}

static SockeyePcapngVerdict
read_arrival (SockeyePcapngParser *self, Fields *fields)
{
  SockeyeArrival arrival;
  guint64 id = take_number (fields, 4);
  const guint8 *interface = take (fields, sizeof arrival.interface);
  SockeyeEvent event;

  if (interface == NULL || !take_ends (fields, &event) || interface[sizeof arrival.interface - 1] != '\0'
      || id != self->n_arrivals + 1)
    return SOCKEYE_PCAPNG_BROKEN;

  memcpy (arrival.interface, interface, sizeof arrival.interface);
  arrival.destination = event.local;
  self->n_arrivals++;
  return judge (sockeye_sink_add_arrival (self->sink, &arrival) == id);
}

/* What is behind the ends, if anything is: older files have nothing there. */
static guint32
take_client (Fields *fields, const guint8 *ends)
{
  gsize length = (gsize) (fields->at - ends);

  take (fields, MIN (get_padded (length) - length, fields->left));
  return fields->left >= 4 ? (guint32) take_number (fields, 4) : 0;
}

static guint32
add_peer (SockeyePcapngParser *self, const SockeyeEvent *ends, gboolean stream, guint32 client, gint64 opened)
{
  if (client != 0)
    return sockeye_sink_add_target (self->sink, &ends->local, &ends->remote, stream, client, opened);
  return sockeye_sink_add_peer (self->sink, &ends->local, &ends->remote, stream, opened);
}

static SockeyePcapngVerdict
read_peer (SockeyePcapngParser *self, Fields *fields)
{
  guint64 id = take_number (fields, 4);
  guint64 flags = take_number (fields, 4);
  gint64 opened = (gint64) take_number (fields, 8);
  Closing closing = { .id = (guint32) id, .closed = (gint64) take_number (fields, 8) };
  gboolean stream = (flags & SOCKEYE_PCAPNG_PEER_STREAM) != 0;
  const guint8 *at = fields->at;
  SockeyeEvent ends;
  guint32 client;

  if (!take_ends (fields, &ends) || id != self->n_peers + 1)
    return SOCKEYE_PCAPNG_BROKEN;
  client = take_client (fields, at);
  if (client >= id)
    return SOCKEYE_PCAPNG_BROKEN;

  closing.outlived = (flags & SOCKEYE_PCAPNG_PEER_OPEN) != 0;
  /* It may have been saved before, and then again. */
  if (closing.outlived && closing.closed == 0)
    closing.closed = self->saved;
  if (stream || !closing.outlived)
    g_array_append_val (self->closings, closing);
  self->n_peers++;
  return judge (add_peer (self, &ends, stream, client, opened) == id);
}

static SockeyePcapngVerdict
complete_record (SockeyePcapngParser *self)
{
  if (sockeye_checksum_compute (SOCKEYE_CHECKSUM_CRC_32, self->bytes->data, self->bytes->len) != self->crc)
    return SOCKEYE_PCAPNG_BROKEN;
  if (!sockeye_capture_restore_record (self->capture, &self->record, self->bytes->data))
    return SOCKEYE_PCAPNG_NO_ROOM;

  self->pending = FALSE;
  self->n_records++;
  return SOCKEYE_PCAPNG_GOES_ON;
}

static gboolean
is_valid (const SockeyePcapngParser *self, const SockeyeRecord *record)
{
  return record->peer <= self->n_peers && (record->flags & ~KNOWN_FLAGS) == 0
         && (record->arrival <= self->n_arrivals || record->arrival == SOCKEYE_ARRIVAL_OTHER)
         && record->kind <= SOCKEYE_RECORD_EVENT
         && record->length <= (record->kind == SOCKEYE_RECORD_EVENT ? SOCKEYE_PCAPNG_BLOCK_MAX
                                                                    : SOCKEYE_RECORD_LENGTH_MAX);
}

static SockeyePcapngVerdict
read_event_bytes (SockeyePcapngParser *self, Fields *fields)
{
  const guint8 *bytes = take (fields, self->record.length);
  SockeyeEvent event;

  if (bytes == NULL || !sockeye_event_parse (bytes, self->record.length, &event))
    return SOCKEYE_PCAPNG_BROKEN;

  self->record.newlines = event.type;
  g_byte_array_append (self->bytes, bytes, self->record.length);
  return complete_record (self);
}

static SockeyePcapngVerdict
read_record (SockeyePcapngParser *self, Fields *fields)
{
  SockeyeRecord record = { .kind = (guint8) take_number (fields, 1) };

  record.arrival = (guint8) take_number (fields, 1);
  record.flags = (guint16) take_number (fields, 2);
  record.peer = (guint32) take_number (fields, 4);
  record.time = (gint64) take_number (fields, 8);
  record.length = (guint32) take_number (fields, 4);
  self->crc = (guint32) take_number (fields, 4);
  if (fields->failed || !is_valid (self, &record))
    return SOCKEYE_PCAPNG_BROKEN;

  self->record = record;
  g_byte_array_set_size (self->bytes, 0);
  if (record.kind == SOCKEYE_RECORD_EVENT)
    return read_event_bytes (self, fields);
  self->pending = TRUE;
  return SOCKEYE_PCAPNG_GOES_ON;
}

static SockeyePcapngVerdict
read_end (SockeyePcapngParser *self, Fields *fields)
{
  guint64 n_records = take_number (fields, 8);
  guint64 datagrams = take_number (fields, 8);
  guint64 bytes = take_number (fields, 8);

  if (fields->failed || n_records != self->n_records)
    return SOCKEYE_PCAPNG_BROKEN;

  for (guint i = 0; i < self->closings->len; i++)
    {
      const Closing *closing = &g_array_index (self->closings, Closing, i);

      sockeye_capture_restore_end (self->capture, closing->id, closing->closed, closing->outlived);
    }
  sockeye_capture_restore_dropped (self->capture, datagrams, bytes);
  sockeye_sink_publish (self->sink);
  return SOCKEYE_PCAPNG_COMPLETE;
}

/* The part's fields, without its mark; FALSE when it is damaged. */
static gboolean
open_part (Fields *fields, guint32 *part)
{
  const guint8 *start = fields->at;
  gsize length = fields->left;
  guint32 crc;

  if (length < 12)
    return FALSE;
  memcpy (&crc, start + length - 4, sizeof crc);
  if (take_number (fields, 4) != SOCKEYE_PCAPNG_MARK
      || sockeye_checksum_compute (SOCKEYE_CHECKSUM_CRC_32, start, length - 4) != GUINT32_FROM_LE (crc))
    return FALSE;

  *part = (guint32) take_number (fields, 4);
  fields->left -= 4;
  return TRUE;
}

static SockeyePcapngVerdict
read_part (SockeyePcapngParser *self, guint32 part, Fields *fields)
{
  /* All packets of the record before have come. */
  if (self->pending || (part == SOCKEYE_PCAPNG_HEAD) != (self->n_blocks == 1))
    return SOCKEYE_PCAPNG_BROKEN;

  switch (part)
    {
    case SOCKEYE_PCAPNG_HEAD:
      return read_head (self, fields);
    case SOCKEYE_PCAPNG_ARRIVAL:
      return read_arrival (self, fields);
    case SOCKEYE_PCAPNG_PEER:
      return read_peer (self, fields);
    case SOCKEYE_PCAPNG_RECORD:
      return read_record (self, fields);
    case SOCKEYE_PCAPNG_END:
      return read_end (self, fields);
    default:
      return SOCKEYE_PCAPNG_BROKEN;
    }
}

/* FALSE: the packet holds nothing of a record. */
static gboolean
find_payload_length (Fields *options, guint32 *length)
{
  while (options->left >= 4)
    {
      guint64 code = take_number (options, 2);
      guint64 size = take_number (options, 2);
      const guint8 *value = take (options, get_padded (size));

      if (value == NULL || code == 0)
        return FALSE;
      if (code == SOCKEYE_PCAPNG_OPTION_PAYLOAD && size == 4)
        {
          memcpy (length, value, 4);
          *length = GUINT32_FROM_LE (*length);
          return TRUE;
        }
    }
  return FALSE;
}

static SockeyePcapngVerdict
read_packet (SockeyePcapngParser *self, Fields *fields)
{
  guint64 interface = take_number (fields, 4);
  const guint8 *bytes;
  guint64 length;
  guint32 payload;

  if (interface >= self->n_interfaces)
    return SOCKEYE_PCAPNG_BROKEN;
  take (fields, PACKET_FIELDS - 12);
  length = take_number (fields, 4);
  take (fields, 4);
  bytes = take (fields, length);
  take (fields, get_padded (length) - length);
  if (bytes == NULL || fields->failed)
    return SOCKEYE_PCAPNG_BROKEN;
  if (!find_payload_length (fields, &payload))
    return SOCKEYE_PCAPNG_GOES_ON;
  if (!self->pending || payload > length || payload > self->record.length - self->bytes->len)
    return SOCKEYE_PCAPNG_BROKEN;

  g_byte_array_append (self->bytes, bytes + length - payload, payload);
  return self->bytes->len == self->record.length ? complete_record (self) : SOCKEYE_PCAPNG_GOES_ON;
}

static SockeyePcapngVerdict
read_block (SockeyePcapngParser *self, guint32 type, Fields *fields)
{
  guint32 part;

  if (self->n_blocks == 0)
    return read_section (type, fields);
  if (self->n_blocks == 1
      && (type != SOCKEYE_PCAPNG_OWN || fields->left < 4
          || memcmp (fields->at, &(guint32){ GUINT32_TO_LE (SOCKEYE_PCAPNG_MARK) }, 4) != 0))
    return SOCKEYE_PCAPNG_FOREIGN;

  switch (type)
    {
    case SOCKEYE_PCAPNG_OWN:
      return open_part (fields, &part) ? read_part (self, part, fields) : SOCKEYE_PCAPNG_BROKEN;
    case SOCKEYE_PCAPNG_PACKET:
      return read_packet (self, fields);
    case SOCKEYE_PCAPNG_INTERFACE:
      self->n_interfaces++;
      return SOCKEYE_PCAPNG_GOES_ON;
    default:
      /* Sockeye writes no other: the file was changed. */
      return SOCKEYE_PCAPNG_BROKEN;
    }
}

/**
 * sockeye_pcapng_parser_new:
 * @capture: an empty capture without a producer
 *
 * Returns: (transfer full): a parser at the beginning of a file
 */
SockeyePcapngParser *
sockeye_pcapng_parser_new (SockeyeCapture *capture)
{
  SockeyePcapngParser *self = g_new0 (SockeyePcapngParser, 1);

  self->capture = g_object_ref (capture);
  self->sink = SOCKEYE_SINK (capture);
  self->closings = g_array_new (FALSE, FALSE, sizeof (Closing));
  self->bytes = g_byte_array_new ();
  return self;
}

/**
 * sockeye_pcapng_parser_free:
 * @self: (transfer full): a parser
 */
void
sockeye_pcapng_parser_free (SockeyePcapngParser *self)
{
  g_object_unref (self->capture);
  g_array_unref (self->closings);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

/**
 * sockeye_pcapng_parser_add:
 * @self: a parser
 * @type: the next block's type
 * @body: (array length=length): what is between its two lengths
 * @length: bytes of it
 *
 * Returns: what came of it. After %SOCKEYE_PCAPNG_NO_ROOM sockeye_pcapng_parser_retry() has to follow; after any other
 *   than that and %SOCKEYE_PCAPNG_GOES_ON nothing may
 */
SockeyePcapngVerdict
sockeye_pcapng_parser_add (SockeyePcapngParser *self, guint32 type, const guint8 *body, gsize length)
{
  Fields fields = { .at = body, .left = length };
  SockeyePcapngVerdict verdict = read_block (self, type, &fields);

  self->n_blocks++;
  return verdict;
}

/**
 * sockeye_pcapng_parser_retry:
 * @self: a parser that had no room
 *
 * Returns: as sockeye_pcapng_parser_add()
 */
SockeyePcapngVerdict
sockeye_pcapng_parser_retry (SockeyePcapngParser *self)
{
  return complete_record (self);
}
