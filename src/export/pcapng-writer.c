/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pcapng-writer.h"

#include "checksum.h"
#include "pcapng-block.h"
#include "wire.h"

#define MICROSECONDS 6 /* 10 to the power of minus … */

struct _SockeyePcapngWriter
{
  SockeyeCapture *capture;
  SockeyeWire *wire;
  guint64 first;    /* what was before it was cleared */
  gint64 begin;     /* when that was; the lowest time there is: nothing was cleared */
  GArray *ids;      /* of guint32: what each peer is called in the file, 0: not at all */
  guint32 n_peers;  /* that were written */
  guint n_arrivals; /* the same */
  guint64 n_records;
};

static void
write_section (GByteArray *out)
{
  guint start = sockeye_pcapng_begin_block (out, SOCKEYE_PCAPNG_SECTION);

  sockeye_pcapng_append_number (out, SOCKEYE_PCAPNG_BYTE_ORDER, 4);
  sockeye_pcapng_append_number (out, SOCKEYE_PCAPNG_MAJOR, 2);
  sockeye_pcapng_append_number (out, 0, 2);
  sockeye_pcapng_append_number (out, G_MAXUINT64, 8); /* the section's length: it is not told */
  /* Not translated: files are passed on. */
  sockeye_pcapng_append_text_option (
      out, SOCKEYE_PCAPNG_OPTION_COMMENT,
      "Recorded by Sockeye at a socket, not on a network: the payload, its times and its directions are what "
      "the "
      "program received and sent. The IP, TCP and UDP headers are synthesised from them, as are handshakes, "
      "acknowledgements and the limits of TCP segments.");
  sockeye_pcapng_append_text_option (out, SOCKEYE_PCAPNG_OPTION_PROGRAM, "Sockeye " PACKAGE_VERSION);
  sockeye_pcapng_end_options (out);
  sockeye_pcapng_end_block (out, start);
}

static void
write_head (GByteArray *out)
{
  guint start = sockeye_pcapng_begin_part (out, SOCKEYE_PCAPNG_HEAD);

  sockeye_pcapng_append_number (out, SOCKEYE_PCAPNG_VERSION, 4);
  sockeye_pcapng_append_number (out, (guint64) g_get_real_time (), 8);
  sockeye_pcapng_end_part (out, start);
}

static void
write_interface (GByteArray *out)
{
  guint start = sockeye_pcapng_begin_block (out, SOCKEYE_PCAPNG_INTERFACE);

  sockeye_pcapng_append_number (out, SOCKEYE_PCAPNG_LINK_TYPE_RAW, 2);
  sockeye_pcapng_append_number (out, 0, 2);
  sockeye_pcapng_append_number (out, 0, 4); /* packets are whole */
  sockeye_pcapng_append_text_option (out, SOCKEYE_PCAPNG_OPTION_IF_NAME, "sockeye");
  sockeye_pcapng_append_text_option (out, SOCKEYE_PCAPNG_OPTION_IF_ABOUT, "Socket of Sockeye");
  sockeye_pcapng_append_number_option (out, SOCKEYE_PCAPNG_OPTION_IF_TSRESOL, MICROSECONDS, 1);
  sockeye_pcapng_end_options (out);
  sockeye_pcapng_end_block (out, start);
}

static void
append_ends (GByteArray *out, const SockeyeEndpoint *local, const SockeyeEndpoint *remote)
{
  SockeyeEvent event = { .local = *local };
  g_autoptr (GBytes) bytes = NULL;

  if (remote != NULL)
    event.remote = *remote;
  bytes = sockeye_event_serialize (&event);
  sockeye_pcapng_append_number (out, g_bytes_get_size (bytes), 4);
  sockeye_pcapng_append_padded (out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
write_arrival (GByteArray *out, guint8 id, const SockeyeArrival *arrival)
{
  guint start = sockeye_pcapng_begin_part (out, SOCKEYE_PCAPNG_ARRIVAL);

  sockeye_pcapng_append_number (out, id, 4);
  g_byte_array_append (out, (const guint8 *) arrival->interface, sizeof arrival->interface);
  append_ends (out, &arrival->destination, NULL);
  sockeye_pcapng_end_part (out, start);
}

static void
write_peer (GByteArray *out, const SockeyePeer *peer, guint32 id)
{
  guint start = sockeye_pcapng_begin_part (out, SOCKEYE_PCAPNG_PEER);
  gboolean open = peer->open || peer->outlived;

  sockeye_pcapng_append_number (out, id, 4);
  sockeye_pcapng_append_number (
      out, (peer->stream ? SOCKEYE_PCAPNG_PEER_STREAM : 0) | (open ? SOCKEYE_PCAPNG_PEER_OPEN : 0), 4);
  sockeye_pcapng_append_number (out, (guint64) peer->opened, 8);
  sockeye_pcapng_append_number (out, (guint64) peer->closed, 8);
  append_ends (out, &peer->local, &peer->remote);
  sockeye_pcapng_append_number (out, peer->client, 4);
  sockeye_pcapng_end_part (out, start);
}

/* Those that ended before, and far ends of datagrams that were not heard of since. */
static gboolean
is_cleared (SockeyePcapngWriter *self, const SockeyePeer *peer)
{
  return self->begin != G_MININT64 && peer->last_received <= self->first && peer->last_sent <= self->first
         && (!peer->stream || (!peer->open && peer->closed < self->begin));
}

/* Both are there before a record tells of them. */
static void
write_peers (SockeyePcapngWriter *self, guint32 end, GByteArray *out)
{
  SockeyePeer peer;

  while (self->ids->len < end && sockeye_capture_get_peer (self->capture, self->ids->len + 1, &peer))
    {
      guint32 id = is_cleared (self, &peer) ? 0 : ++self->n_peers;

      g_array_append_val (self->ids, id);
      if (id != 0)
        write_peer (out, &peer, id);
    }
}

/* One that seemed to be cleared may be told of all the same, by an event or by what came meanwhile. */
static guint32
name_peer (SockeyePcapngWriter *self, guint32 peer, GByteArray *out)
{
  SockeyePeer known;
  guint32 *id;

  write_peers (self, peer, out);
  if (peer == 0 || peer > self->ids->len)
    return peer;
  id = &g_array_index (self->ids, guint32, peer - 1);
  if (*id == 0 && sockeye_capture_get_peer (self->capture, peer, &known))
    {
      *id = ++self->n_peers;
      write_peer (out, &known, *id);
    }
  return *id;
}

static void
write_arrivals (SockeyePcapngWriter *self, guint8 end, GByteArray *out)
{
  SockeyeArrival arrival;

  while (self->n_arrivals < MIN (end, SOCKEYE_ARRIVALS_MAX)
         && sockeye_capture_get_arrival (self->capture, (guint8) (self->n_arrivals + 1), &arrival))
    {
      self->n_arrivals++;
      write_arrival (out, (guint8) self->n_arrivals, &arrival);
    }
}

/* What the capture finds out by itself is not written, but for what it cannot know once older records gave way. */
static void
write_record (GByteArray *out, const SockeyeRecord *record, guint32 peer, const guint8 *bytes)
{
  guint start = sockeye_pcapng_begin_part (out, SOCKEYE_PCAPNG_RECORD);

  sockeye_pcapng_append_number (out, record->kind, 1);
  sockeye_pcapng_append_number (out, record->arrival, 1);
  sockeye_pcapng_append_number (out, record->flags, 2);
  sockeye_pcapng_append_number (out, peer, 4);
  sockeye_pcapng_append_number (out, (guint64) record->time, 8);
  sockeye_pcapng_append_number (out, record->length, 4);
  sockeye_pcapng_append_number (out,
                                sockeye_checksum_compute (SOCKEYE_CHECKSUM_CRC_32, bytes, record->length), 4);
  if (record->kind == SOCKEYE_RECORD_EVENT)
    sockeye_pcapng_append_padded (out, bytes, record->length);
  sockeye_pcapng_end_part (out, start);
}

/**
 * sockeye_pcapng_writer_new:
 * @capture: where the records are
 * @first: the first record that is wanted; peers that only earlier ones tell of are left out
 *
 * Returns: (transfer full): a writer
 */
SockeyePcapngWriter *
sockeye_pcapng_writer_new (SockeyeCapture *capture, guint64 first)
{
  SockeyePcapngWriter *self = g_new0 (SockeyePcapngWriter, 1);
  SockeyeRecord record;

  self->capture = g_object_ref (capture);
  self->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->first = first;
  self->begin = G_MININT64;
  /* What gave way at the limit is another matter: it is missing, not unwanted. */
  if (first > sockeye_capture_get_first (capture))
    self->begin = sockeye_capture_get_record (capture, first, &record) ? record.time : G_MAXINT64;
  self->wire = sockeye_wire_new (capture);
  return self;
}

/**
 * sockeye_pcapng_writer_free:
 * @self: (transfer full): a writer
 */
void
sockeye_pcapng_writer_free (SockeyePcapngWriter *self)
{
  sockeye_wire_free (self->wire);
  g_array_unref (self->ids);
  g_object_unref (self->capture);
  g_free (self);
}

/**
 * sockeye_pcapng_writer_begin:
 * @self: a writer
 * @out: where to append
 *
 * Appends what comes before the first record.
 */
void
sockeye_pcapng_writer_begin (SockeyePcapngWriter *self G_GNUC_UNUSED, GByteArray *out)
{
  write_section (out);
  write_head (out);
  write_interface (out);
}

/**
 * sockeye_pcapng_writer_add:
 * @self: a writer
 * @record: the next record
 * @bytes: (array): its bytes
 * @out: where to append
 */
void
sockeye_pcapng_writer_add (SockeyePcapngWriter *self,
                           const SockeyeRecord *record,
                           const guint8 *bytes,
                           GByteArray *out)
{
  guint32 peer = name_peer (self, record->peer, out);

  write_arrivals (self, record->arrival, out);
  write_record (out, record, peer, bytes);
  sockeye_wire_add (self->wire, record, bytes, out);
  self->n_records++;
}

/**
 * sockeye_pcapng_writer_leave_out:
 * @self: a writer
 * @record: the next record, which is not wanted
 */
void
sockeye_pcapng_writer_leave_out (SockeyePcapngWriter *self, const SockeyeRecord *record)
{
  sockeye_wire_leave_out (self->wire, record);
}

/**
 * sockeye_pcapng_writer_end:
 * @self: a writer
 * @out: where to append
 *
 * Appends what comes behind the last record, by which a reader knows that the file is whole.
 */
void
sockeye_pcapng_writer_end (SockeyePcapngWriter *self, GByteArray *out)
{
  guint64 datagrams, bytes;
  guint start;

  write_peers (self, sockeye_capture_get_n_peers (self->capture), out);
  sockeye_capture_get_dropped (self->capture, &datagrams, &bytes);
  start = sockeye_pcapng_begin_part (out, SOCKEYE_PCAPNG_END);
  sockeye_pcapng_append_number (out, self->n_records, 8);
  sockeye_pcapng_append_number (out, datagrams, 8);
  sockeye_pcapng_append_number (out, bytes, 8);
  sockeye_pcapng_end_part (out, start);
}
