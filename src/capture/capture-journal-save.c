/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-journal-private.h"

#include "checksum.h"
#include "event.h"
#include "index-blocks.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

/* What the disk thread writes now and then, so that no more than this, in microseconds, is missing after the program was
 * killed. */
#define INTERVAL (G_USEC_PER_SEC / 20)

/* Bytes that are written at once. */
#define PIECE (64u << 10)

static int
save_state (SockeyeCaptureJournal *self)
{
  SockeyeJournalState *state = &self->state;

  state->checksum = sockeye_checksum_compute (SOCKEYE_CHECKSUM_CRC_32, (const guint8 *) state,
                                              offsetof (SockeyeJournalState, checksum));
  return sockeye_journal_write (self->files.state, state, sizeof *state, 0);
}

static void
add_peer (SockeyeCaptureJournal *self, SockeyeJournalPeer *entry, const SockeyeEvent *ends)
{
  g_autoptr (GBytes) bytes = sockeye_event_serialize (ends);

  entry->length = (guint32) g_bytes_get_size (bytes);
  g_byte_array_append (self->buffer, (const guint8 *) entry, sizeof *entry);
  g_byte_array_append (self->buffer, g_bytes_get_data (bytes, NULL), entry->length);
}

static int
flush_peers (SockeyeCaptureJournal *self)
{
  int error_number = 0;

  if (self->buffer->len > 0)
    error_number = sockeye_journal_write (self->files.peers, self->buffer->data, self->buffer->len,
                                          self->peers_end);
  self->peers_end += self->buffer->len;
  g_byte_array_set_size (self->buffer, 0);
  return error_number;
}

/* Those of all records that are published already are there. */
static int
save_peers (SockeyeCaptureJournal *self)
{
  SockeyeArrival arrival;
  SockeyePeer peer;
  int error_number = 0;

  while (sockeye_arrival_table_get (self->arrivals, (guint8) (self->n_arrivals + 1), &arrival)
         && self->n_arrivals < SOCKEYE_ARRIVALS_MAX)
    {
      SockeyeJournalPeer entry = { .id = ++self->n_arrivals, .is_arrival = TRUE };

      memcpy (entry.interface, arrival.interface, sizeof entry.interface);
      add_peer (self, &entry, &(SockeyeEvent){ .local = arrival.destination });
    }

  while (error_number == 0 && sockeye_peer_table_get (self->peers, self->n_peers + 1, &peer))
    {
      SockeyeJournalPeer entry = {
        .id = ++self->n_peers, .client = peer.client, .stream = peer.stream != FALSE, .opened = peer.opened
      };

      add_peer (self, &entry, &(SockeyeEvent){ .local = peer.local, .remote = peer.remote });
      if (self->buffer->len >= PIECE)
        error_number = flush_peers (self);
    }

  return error_number != 0 ? error_number : flush_peers (self);
}

/* Word by word: it may be used again for other records meanwhile, and is forgotten then. */
static int
copy_entries (SockeyeCaptureJournal *self, const SockeyeIndexBlock *block, guint place, guint from, guint end)
{
  const guint n_max = PIECE / sizeof (SockeyeIndexEntry);
  int error_number = 0;

  while (from < end && error_number == 0)
    {
      guint n = MIN (end - from, n_max);
      guint64 *words;

      g_byte_array_set_size (self->buffer, n * (guint) sizeof (SockeyeIndexEntry));
      words = (guint64 *) (gpointer) self->buffer->data;
      for (guint i = 0; i < n; i++)
        for (guint word = 0; word < 3; word++)
          *words++ = atomic_load_explicit (&block->entries[from + i].words[word], memory_order_acquire);
      error_number = sockeye_journal_write (self->files.copies, self->buffer->data, self->buffer->len,
                                            ((guint64) place * SOCKEYE_INDEX_BLOCK_RECORDS + from)
                                                * sizeof (SockeyeIndexEntry));
      from += n;
    }
  g_byte_array_set_size (self->buffer, 0);
  return error_number;
}

/* Under the lock no block gives way. Its number comes last. */
static void
say_block (SockeyeCaptureJournal *self, guint64 number, const SockeyeIndexBlock *block)
{
  SockeyeJournalBlock *entry = &self->blocks[number % self->state.n_blocks];
  SockeyeJournalBlock said = { .time = atomic_load (&block->time),
                               .offset = atomic_load (&block->offset),
                               .place = block->slot != 0 ? block->slot - 1 : block->copy - 1,
                               .copied = block->slot == 0 };

  sockeye_byte_store_lock (self->bytes);
  if (number >= sockeye_record_index_get_oldest_block (self->index))
    {
      *entry = said;
      atomic_thread_fence (memory_order_release);
      entry->number = number + 1;
    }
  sockeye_byte_store_unlock (self->bytes);
}

static int
save_index (SockeyeCaptureJournal *self, guint64 n)
{
  int error_number = 0;

  while (self->saved < n && error_number == 0)
    {
      guint64 number = self->saved / SOCKEYE_INDEX_BLOCK_RECORDS;
      guint from = (guint) (self->saved % SOCKEYE_INDEX_BLOCK_RECORDS);
      guint end = (guint) MIN (n - number * SOCKEYE_INDEX_BLOCK_RECORDS, SOCKEYE_INDEX_BLOCK_RECORDS);
      SockeyeIndexBlock *block = sockeye_record_index_get_block (self->index, number);

      if (block->slot == 0 && block->copy == 0)
        block->copy = ++self->n_copies;
      if (block->slot == 0)
        error_number = copy_entries (self, block, block->copy - 1, from, end);
      if (error_number == 0 && self->said_blocks <= number)
        say_block (self, number, block);
      self->said_blocks = number + 1;
      self->saved += end - from;
    }

  return error_number;
}

static int
copy_tail (SockeyeCaptureJournal *self, guint64 chunk, SockeyeJournalTail *tail, guint64 end)
{
  guint64 at = chunk * SOCKEYE_CHUNK_SIZE + tail->length;
  guint64 place = chunk % SOCKEYE_JOURNAL_TAILS * SOCKEYE_CHUNK_SIZE + tail->length;
  int error_number = 0;

  while (at < end && error_number == 0)
    {
      guint n = (guint) MIN (end - at, PIECE);

      g_byte_array_set_size (self->buffer, n);
      if (sockeye_byte_store_read (self->bytes, at, self->buffer->data, n, TRUE) != SOCKEYE_READ_OK)
        break; /* It gave way. */
      error_number = sockeye_journal_write (self->files.tails, self->buffer->data, n, place);
      at += n;
      place += n;
      tail->length += error_number == 0 ? n : 0;
    }
  g_byte_array_set_size (self->buffer, 0);
  return error_number;
}

/* Full chunks are in the ring file, or soon will be. While much comes, what is not full yet will be so in a moment. */
static int
save_tail (SockeyeCaptureJournal *self, guint64 end)
{
  guint64 chunk = end / SOCKEYE_CHUNK_SIZE;
  SockeyeJournalTail *tail = &self->state.tails[chunk % SOCKEYE_JOURNAL_TAILS];
  gboolean much = chunk > self->seen + 1;
  int error_number = 0;

  self->seen = chunk;
  if (much)
    {
      sockeye_capture_journal_ask (self);
      return 0;
    }
  if (tail->chunk != chunk + 1)
    {
      *tail = (SockeyeJournalTail){ 0 };
      error_number = save_state (self);
      tail->chunk = chunk + 1;
    }
  return error_number != 0 ? error_number : copy_tail (self, chunk, tail, end);
}

static void
take_state (SockeyeCaptureJournal *self, guint64 n, guint64 end)
{
  SockeyeTraffic traffic;

  sockeye_peer_table_get_total (self->peers, &traffic);
  self->state.messages = traffic.received_messages + traffic.sent_messages;
  self->state.n = n;
  self->state.end = end;
  self->state.dropped_datagrams = atomic_load_explicit (&self->dropped_datagrams, memory_order_relaxed);
  self->state.dropped_bytes = atomic_load_explicit (&self->dropped_bytes, memory_order_relaxed);

  sockeye_byte_store_lock (self->bytes);
  self->state.first = MIN (self->first, n);
  self->state.first_offset = MIN (self->first_offset, end);
  memcpy (self->state.name, self->name, sizeof self->name);
  sockeye_byte_store_unlock (self->bytes);
}

/* Private: a #SockeyeDiskJob. The state comes last: it tells of nothing that is not there. */
gboolean
sockeye_capture_journal_save (gpointer data)
{
  SockeyeCaptureJournal *self = data;
  guint64 n, end;
  int error_number;

  /* It stays asked. */
  if (self->error_number != 0)
    return FALSE;

  atomic_store (&self->due, g_get_monotonic_time () + INTERVAL);
  atomic_store (&self->asked, FALSE);
  n = atomic_load (&self->n);
  end = atomic_load_explicit (&self->end, memory_order_acquire);
  if (!sockeye_capture_journal_begin (self))
    return FALSE;

  /* What gave way unseen is not there to be copied. */
  sockeye_byte_store_lock (self->bytes);
  self->saved = MAX (self->saved, MIN (self->first, n));
  sockeye_byte_store_unlock (self->bytes);

  error_number = save_peers (self);
  if (error_number == 0)
    error_number = save_index (self, n);
  if (error_number == 0)
    error_number = save_tail (self, end);
  if (error_number == 0)
    {
      take_state (self, n, end);
      error_number = save_state (self);
    }
  if (error_number != 0)
    sockeye_capture_journal_give_up (self, error_number);
  return FALSE;
}
