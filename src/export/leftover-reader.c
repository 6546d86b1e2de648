/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "leftover-reader.h"

#include "checksum.h"
#include "chunk-pool.h"
#include "index-blocks.h"
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES (SOCKEYE_INDEX_BLOCK_RECORDS * sizeof (SockeyeIndexEntry))
/* Slots that are read at once. */
#define SLOTS_PIECE 8192u
/* 16 TiB, and what memory holds beside it: more than this in chunks was never there. */
#define CHUNKS_MAX (1u << 25)
/* Longer ends of a peer are none. */
#define ENDS_MAX 4096u

typedef struct
{
  gboolean stream;
  gint64 last; /* time of its newest record */
} Peer;

struct _SockeyeLeftoverReader
{
  SockeyeJournalState state;
  int chunks;
  int tails;
  int index;
  int copies;
  int blocks;
  int peers_fd;

  /* Of each chunk from the first on: its slot plus one; 0: it is in none */
  guint32 *slots;
  guint64 first_chunk;
  guint64 n_chunks;

  guint64 start; /* bytes before it gave way */
  guint64 number;
  guint64 expected; /* where the next record's bytes begin; G_MAXUINT64: anywhere */

  SockeyeIndexBlock block; /* its entries are the buffer */
  guint64 block_number;    /* plus one; 0: none is there */
  guint8 *chunk;
  guint64 chunk_number; /* plus one */
  gsize chunk_length;
  guint8 *bytes; /* of a record */

  GArray *peers; /* by id; the first one is the session itself */
};

/* How much could be read, an end or an error before the rest. */
static gsize
read_at (int fd, gpointer bytes, gsize length, guint64 position)
{
  gsize done = 0;

  while (fd >= 0 && done < length)
    {
      ssize_t n = pread (fd, (guint8 *) bytes + done, length - done, (off_t) (position + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  return done;
}

static int
open_file (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  return open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

static gboolean
is_valid (const SockeyeJournalState *state)
{
  guint32 checksum = sockeye_checksum_compute (SOCKEYE_CHECKSUM_CRC_32, (const guint8 *) state,
                                               offsetof (SockeyeJournalState, checksum));

  return memcmp (state->magic, SOCKEYE_JOURNAL_MAGIC, sizeof state->magic) == 0
         && state->version == SOCKEYE_JOURNAL_VERSION && state->checksum == checksum && state->n_blocks > 0
         && state->first <= state->n && state->first_offset <= state->end
         && (state->end - state->first_offset) / SOCKEYE_CHUNK_SIZE < CHUNKS_MAX
         && memchr (state->name, '\0', sizeof state->name) != NULL;
}

/**
 * sockeye_journal_read_state:
 * @directory: of a capture
 * @state: (out): takes it
 * @is_empty: (out): it has no records, or all were cleared
 *
 * Returns: whether the state is whole
 */
gboolean
sockeye_journal_read_state (const char *directory, SockeyeJournalState *state, gboolean *is_empty)
{
  int fd = open_file (directory, SOCKEYE_JOURNAL_STATE);
  gsize n = read_at (fd, state, sizeof *state, 0);
  gboolean valid = n == sizeof *state && is_valid (state);

  if (fd >= 0)
    close (fd);
  /* Without any state, nothing was there yet. */
  *is_empty = n == 0 || (valid && state->first == state->n);
  return valid;
}

static void
take_slots (SockeyeLeftoverReader *self, const guint64 *chunks, gsize n, guint32 first_slot)
{
  for (gsize i = 0; i < n; i++)
    if (chunks[i] > self->first_chunk && chunks[i] - 1 - self->first_chunk < self->n_chunks)
      self->slots[chunks[i] - 1 - self->first_chunk] = first_slot + (guint32) i + 1;
}

static void
read_slots (SockeyeLeftoverReader *self, int fd)
{
  g_autofree guint64 *chunks = g_new (guint64, SLOTS_PIECE);
  guint32 slot = 0;
  gsize n;

  do
    {
      n = read_at (fd, chunks, SLOTS_PIECE * sizeof *chunks, (guint64) slot * sizeof *chunks)
          / sizeof *chunks;
      take_slots (self, chunks, n, slot);
      slot += (guint32) n;
    }
  while (n == SLOTS_PIECE && slot < CHUNKS_MAX);
}

static const SockeyeJournalTail *
get_tail (SockeyeLeftoverReader *self, guint64 chunk)
{
  const SockeyeJournalTail *tail = &self->state.tails[chunk % SOCKEYE_JOURNAL_TAILS];

  return tail->chunk == chunk + 1 && tail->length <= SOCKEYE_CHUNK_SIZE ? tail : NULL;
}

static guint32
get_slot (SockeyeLeftoverReader *self, guint64 chunk)
{
  return chunk >= self->first_chunk && chunk - self->first_chunk < self->n_chunks
             ? self->slots[chunk - self->first_chunk]
             : 0;
}

/* The oldest chunks may have given way after the state was written. */
static guint64
find_start (SockeyeLeftoverReader *self)
{
  for (guint64 i = 0; i < self->n_chunks; i++)
    {
      guint64 chunk = self->first_chunk + i;

      if (self->slots[i] != 0 || get_tail (self, chunk) != NULL)
        return MAX (self->state.first_offset, chunk * SOCKEYE_CHUNK_SIZE);
    }

  return self->state.end;
}

/**
 * sockeye_leftover_reader_new:
 * @directory: of a capture that nobody writes any more
 * @state: its state, which is whole
 *
 * Returns: (transfer full): what reads it, before its first record
 */
SockeyeLeftoverReader *
sockeye_leftover_reader_new (const char *directory, const SockeyeJournalState *state)
{
  SockeyeLeftoverReader *self = g_new0 (SockeyeLeftoverReader, 1);
  int slots = open_file (directory, SOCKEYE_JOURNAL_SLOTS);

  self->state = *state;
  self->chunks = open_file (directory, SOCKEYE_JOURNAL_CHUNKS);
  self->tails = open_file (directory, SOCKEYE_JOURNAL_TAIL);
  self->index = open_file (directory, SOCKEYE_JOURNAL_INDEX);
  self->copies = open_file (directory, SOCKEYE_JOURNAL_COPIES);
  self->blocks = open_file (directory, SOCKEYE_JOURNAL_BLOCKS);
  self->peers_fd = open_file (directory, SOCKEYE_JOURNAL_PEERS);

  self->first_chunk = state->first_offset / SOCKEYE_CHUNK_SIZE;
  self->n_chunks = state->end / SOCKEYE_CHUNK_SIZE - self->first_chunk + 1;
  self->slots = g_new0 (guint32, self->n_chunks);
  read_slots (self, slots);
  if (slots >= 0)
    close (slots);

  self->start = find_start (self);
  self->number = state->first;
  self->expected = G_MAXUINT64;
  self->block.entries = g_malloc (BLOCK_BYTES);
  self->chunk = g_malloc (SOCKEYE_CHUNK_SIZE);
  self->bytes = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  self->peers = g_array_new (FALSE, TRUE, sizeof (Peer));
  g_array_set_size (self->peers, 1);
  return self;
}

/**
 * sockeye_leftover_reader_free:
 * @self: (transfer full): a reader
 */
void
sockeye_leftover_reader_free (SockeyeLeftoverReader *self)
{
  const int files[] = { self->chunks, self->tails, self->index, self->copies, self->blocks, self->peers_fd };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (files[i] >= 0)
      close (files[i]);
  g_array_unref (self->peers);
  g_free (self->slots);
  g_free (self->block.entries);
  g_free (self->chunk);
  g_free (self->bytes);
  g_free (self);
}

static gboolean
add_peer (SockeyeLeftoverReader *self, SockeyeSink *sink, SockeyeJournalPeer *entry, const SockeyeEvent *ends)
{
  const Peer peer = { .stream = entry->stream, .last = entry->opened };
  SockeyeArrival arrival = { .destination = ends->local };

  if (entry->is_arrival)
    {
      memcpy (arrival.interface, entry->interface, sizeof arrival.interface - 1);
      return sockeye_sink_add_arrival (sink, &arrival) == entry->id;
    }

  g_array_append_val (self->peers, peer);
  if (entry->client != 0)
    return sockeye_sink_add_target (sink, &ends->local, &ends->remote, entry->stream, entry->client,
                                    entry->opened)
           == entry->id;
  return sockeye_sink_add_peer (sink, &ends->local, &ends->remote, entry->stream, entry->opened) == entry->id;
}

/**
 * sockeye_leftover_reader_add_peers:
 * @self: a reader
 * @capture: (not nullable): an empty capture
 *
 * Adds all peers and ways in, before any record. One that was written in part has no records.
 */
void
sockeye_leftover_reader_add_peers (SockeyeLeftoverReader *self, SockeyeCapture *capture)
{
  g_autofree guint8 *bytes = g_malloc (ENDS_MAX);
  SockeyeJournalPeer entry;
  guint64 position = 0;
  SockeyeEvent ends;

  while (read_at (self->peers_fd, &entry, sizeof entry, position) == sizeof entry && entry.length <= ENDS_MAX
         && read_at (self->peers_fd, bytes, entry.length, position + sizeof entry) == entry.length
         && sockeye_event_parse (bytes, entry.length, &ends)
         && add_peer (self, SOCKEYE_SINK (capture), &entry, &ends))
    position += sizeof entry + entry.length;
}

/* Returns whether it is there. */
static gboolean
load_block (SockeyeLeftoverReader *self, guint64 number)
{
  SockeyeJournalBlock block;

  if (self->block_number == number + 1)
    return TRUE;
  if (read_at (self->blocks, &block, sizeof block, number % self->state.n_blocks * sizeof block)
          != sizeof block
      || block.number != number + 1)
    return FALSE;

  memset (self->block.entries, 0, BLOCK_BYTES);
  read_at (block.copied != 0 ? self->copies : self->index, self->block.entries, BLOCK_BYTES,
           (guint64) block.place * BLOCK_BYTES);
  self->block.time = block.time;
  self->block.offset = block.offset;
  self->block_number = number + 1;
  return TRUE;
}

/* Its bytes, as many as there are. */
static void
load_chunk (SockeyeLeftoverReader *self, guint64 chunk)
{
  const SockeyeJournalTail *tail = get_tail (self, chunk);
  guint32 slot = get_slot (self, chunk);

  if (self->chunk_number == chunk + 1)
    return;

  self->chunk_number = chunk + 1;
  self->chunk_length = 0;
  if (slot != 0)
    self->chunk_length = read_at (self->chunks, self->chunk, SOCKEYE_CHUNK_SIZE,
                                  (guint64) (slot - 1) * SOCKEYE_CHUNK_SIZE);
  else if (tail != NULL)
    self->chunk_length = read_at (self->tails, self->chunk, tail->length,
                                  chunk % SOCKEYE_JOURNAL_TAILS * SOCKEYE_CHUNK_SIZE);
}

static gboolean
read_bytes (SockeyeLeftoverReader *self, guint64 offset, gsize length)
{
  guint8 *at = self->bytes;

  while (length > 0)
    {
      gsize start = offset % SOCKEYE_CHUNK_SIZE;
      gsize n = MIN (length, SOCKEYE_CHUNK_SIZE - start);

      load_chunk (self, offset / SOCKEYE_CHUNK_SIZE);
      if (start + n > self->chunk_length)
        return FALSE;
      memcpy (at, self->chunk + start, n);
      at += n;
      offset += n;
      length -= n;
    }

  return TRUE;
}

static gboolean
is_record (SockeyeLeftoverReader *self, const SockeyeRecord *record)
{
  return record->kind <= SOCKEYE_RECORD_EVENT && record->length <= SOCKEYE_RECORD_LENGTH_MAX
         && record->peer < self->peers->len
         && (self->expected == G_MAXUINT64 || record->offset == self->expected)
         && record->offset <= self->state.end && record->length <= self->state.end - record->offset;
}

/* What gave way after the state was written is skipped. */
static gboolean
find_record (SockeyeLeftoverReader *self, SockeyeRecord *record)
{
  for (; self->number < self->state.n; self->number++)
    {
      guint64 block = self->number / SOCKEYE_INDEX_BLOCK_RECORDS;

      if (!load_block (self, block))
        {
          if (self->expected != G_MAXUINT64)
            return FALSE;
          self->number = (block + 1) * SOCKEYE_INDEX_BLOCK_RECORDS - 1;
          continue;
        }
      sockeye_index_entry_unpack (&self->block,
                                  &self->block.entries[self->number % SOCKEYE_INDEX_BLOCK_RECORDS], record);
      if (record->offset >= self->start || !is_record (self, record))
        return TRUE;
    }

  return FALSE;
}

/* What opening and closing say of themselves. */
static gboolean
is_routine (const SockeyeRecord *record)
{
  if (record->kind != SOCKEYE_RECORD_EVENT || record->peer != 0)
    return FALSE;

  switch (record->newlines)
    {
    case SOCKEYE_EVENT_RESOLVING:
    case SOCKEYE_EVENT_RESOLVED:
    case SOCKEYE_EVENT_BOUND:
    case SOCKEYE_EVENT_LISTENING:
    case SOCKEYE_EVENT_CONNECTING:
    case SOCKEYE_EVENT_UNBOUND:
    case SOCKEYE_EVENT_STOPPED_LISTENING:
    case SOCKEYE_EVENT_CANCELLED:
    case SOCKEYE_EVENT_ACCEPTING_PAUSED:
    case SOCKEYE_EVENT_READY_TO_CONNECT:
    case SOCKEYE_EVENT_STOPPED_CONNECTING:
    case SOCKEYE_EVENT_OPTION_SET:
    case SOCKEYE_EVENT_OPTION_SPREAD:
    case SOCKEYE_EVENT_GROUP_JOINED:
    case SOCKEYE_EVENT_GROUP_LEFT:
    case SOCKEYE_EVENT_FAULT:
    case SOCKEYE_EVENT_TLS_MADE:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * sockeye_leftover_reader_has_news:
 * @self: a reader of its own for this, without peers
 *
 * Looks for a record that tells more than that a socket was opened and closed again: a message, a connection, an error.
 * One that cannot be read may have been one.
 *
 * Returns: whether there is one
 */
gboolean
sockeye_leftover_reader_has_news (SockeyeLeftoverReader *self)
{
  guint64 n = 0;
  SockeyeRecord record;

  for (; find_record (self, &record); self->number++, n++)
    if (!is_routine (&record))
      return TRUE;

  return n < self->state.n - self->state.first;
}

/**
 * sockeye_leftover_reader_next:
 * @self: a reader whose peers were added
 * @record: (out): the next record
 * @bytes: (out) (transfer none): its bytes, until the next call
 *
 * Returns: whether there is one
 */
SockeyeLeftoverVerdict
sockeye_leftover_reader_next (SockeyeLeftoverReader *self, SockeyeRecord *record, const guint8 **bytes)
{
  Peer *peer;

  if (!find_record (self, record))
    return SOCKEYE_LEFTOVER_END;
  if (!is_record (self, record))
    return SOCKEYE_LEFTOVER_BROKEN;
  if (!read_bytes (self, record->offset, record->length))
    return SOCKEYE_LEFTOVER_END;

  peer = &g_array_index (self->peers, Peer, record->peer);
  peer->last = MAX (peer->last, record->time);
  self->expected = record->offset + record->length;
  self->number++;
  *bytes = self->bytes;
  return SOCKEYE_LEFTOVER_RECORD;
}

/**
 * sockeye_leftover_reader_get_number:
 * @self: a reader
 *
 * Returns: the number of the record that would come next, as the capture counted it
 */
guint64
sockeye_leftover_reader_get_number (SockeyeLeftoverReader *self)
{
  return self->number;
}

/**
 * sockeye_leftover_reader_get_start:
 * @self: a reader
 *
 * Returns: the offset of the first byte that is there
 */
guint64
sockeye_leftover_reader_get_start (SockeyeLeftoverReader *self)
{
  return self->start;
}

/**
 * sockeye_leftover_reader_close_peers:
 * @self: a reader at its end
 * @capture: what the records went to
 *
 * All connections have ended: with the last that was heard of them.
 */
void
sockeye_leftover_reader_close_peers (SockeyeLeftoverReader *self, SockeyeCapture *capture)
{
  for (guint id = 1; id < self->peers->len; id++)
    {
      const Peer *peer = &g_array_index (self->peers, Peer, id);

      if (peer->stream)
        sockeye_capture_restore_end (capture, id, peer->last, FALSE);
    }
}
