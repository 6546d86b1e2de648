/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "record-index.h"

#include "index-blocks.h"
#include "peer-table.h"

#include <stdatomic.h>

/* The words of an entry, from the highest bit down:
 *   time since the block's time (52, signed: 71 years either way) | kind (2) | flags (10)
 *   offset since the block's offset (36) | arrival (8) | peer (20)
 *   length (21) | newlines or type of event (21) | back (22)
 */
#define TIME_MAX      ((G_GINT64_CONSTANT (1) << 51) - 1)
#define FLAGS_BITS    10
#define FLAGS_MASK    ((1u << FLAGS_BITS) - 1)
#define TIME_SHIFT    12
#define OFFSET_BITS   36
#define OFFSET_SHIFT  28
#define ARRIVAL_SHIFT 20
#define PEER_MASK     ((1u << ARRIVAL_SHIFT) - 1)
#define LENGTH_SHIFT  43
#define LINES_SHIFT   22
#define LINES_MASK    ((1u << 21) - 1)
#define BACK_MASK     ((1u << 22) - 1)

G_STATIC_ASSERT (SOCKEYE_RECORD_LENGTH_MAX < 1u << 21);
G_STATIC_ASSERT (SOCKEYE_PEERS_MAX - 1 <= PEER_MASK);
/* Where the last record of a block begins. */
G_STATIC_ASSERT ((guint64) (SOCKEYE_INDEX_BLOCK_RECORDS - 1) * SOCKEYE_RECORD_LENGTH_MAX
                 < G_GUINT64_CONSTANT (1) << OFFSET_BITS);

/* The index is on disk as well, beside the quota: half as much at most, which is enough for records of 48 bytes. */
#define SIZE_OF_QUOTA(quota) ((quota) / 2)
#define BLOCKS_MIN           8
#define BLOCKS_MAX           65000 /* each is a mapping; see vm.max_map_count in proc(5) */

struct _SockeyeRecordIndex
{
  SockeyeIndexBlocks *blocks;
  SockeyeCaptureJournal *journal; /* (nullable) (borrowed) */
  guint n_table;
  _Atomic (SockeyeIndexBlock *) *table; /* by block number % n_table */
  guint64 oldest;                       /* block that is in use; with the capture's lock */

  /* The producer's */
  guint64 n;
  SockeyeIndexBlock *tail;
  SockeyeIndexBlock *next;
  SockeyeRecordSums sums;
};

/**
 * sockeye_record_index_new:
 * @limits: how much may be kept
 * @disk: what opens and closes its file
 *
 * Returns: (transfer full): an empty index
 */
SockeyeRecordIndex *
sockeye_record_index_new (const SockeyeCaptureLimits *limits, SockeyeDiskThread *disk)
{
  SockeyeRecordIndex *self = g_new0 (SockeyeRecordIndex, 1);
  guint64 block_size = SOCKEYE_INDEX_BLOCK_RECORDS * sizeof (SockeyeIndexEntry);
  guint n_max = (guint) CLAMP (SIZE_OF_QUOTA (limits->quota) / block_size, BLOCKS_MIN, BLOCKS_MAX);

  self->blocks = sockeye_index_blocks_new (n_max, limits, disk);
  self->n_table = n_max + 1;
  self->table = g_malloc0_n (self->n_table, sizeof *self->table);
  return self;
}

/**
 * sockeye_record_index_set_journal:
 * @self: an empty index
 * @journal: (transfer none): what names its file, and is told which blocks give way
 */
void
sockeye_record_index_set_journal (SockeyeRecordIndex *self, SockeyeCaptureJournal *journal)
{
  self->journal = journal;
  sockeye_index_blocks_set_journal (self->blocks, journal);
}

/**
 * sockeye_record_index_free:
 *
 * After the disk thread has ended; not on the UI thread.
 */
void
sockeye_record_index_free (SockeyeRecordIndex *self)
{
  sockeye_index_blocks_free (self->blocks);
  g_free (self->table);
  g_free (self);
}

static SockeyeIndexBlock *
get_block (SockeyeRecordIndex *self, guint64 number)
{
  guint64 block = number / SOCKEYE_INDEX_BLOCK_RECORDS;

  return atomic_load_explicit (&self->table[block % self->n_table], memory_order_acquire);
}

static SockeyeIndexCheckpoint *
get_checkpoint (SockeyeRecordIndex *self, guint64 checkpoint)
{
  SockeyeIndexBlock *block = get_block (self, checkpoint * SOCKEYE_INDEX_CHECKPOINT);

  return &block->checkpoints[checkpoint % SOCKEYE_INDEX_CHECKPOINTS];
}

/* What was stored with release is loaded with acquire: who sees a word of a block's next use also sees that the
 * record which was there before has given way. Both cost nothing on x86. */
static guint64
load (const _Atomic guint64 *word)
{
  return atomic_load_explicit (word, memory_order_acquire);
}

static void
store (_Atomic guint64 *word, guint64 value)
{
  atomic_store_explicit (word, value, memory_order_release);
}

static void
set_checkpoint (SockeyeRecordIndex *self, SockeyeIndexBlock *block, guint i, guint64 offset)
{
  SockeyeIndexCheckpoint *checkpoint = &block->checkpoints[i];

  store (&checkpoint->text, self->sums.rows.text);
  store (&checkpoint->hex, self->sums.rows.hex);
  store (&checkpoint->bytes, self->sums.bytes);
  store (&checkpoint->offset, offset);
}

static void
begin_block (SockeyeRecordIndex *self, gint64 time, guint64 offset)
{
  guint64 block = self->n / SOCKEYE_INDEX_BLOCK_RECORDS;

  self->tail = g_steal_pointer (&self->next);
  atomic_store_explicit (&self->tail->time, time, memory_order_release);
  store (&self->tail->offset, offset);
  set_checkpoint (self, self->tail, 0, offset);
  atomic_store_explicit (&self->table[block % self->n_table], self->tail, memory_order_release);
}

/**
 * sockeye_index_entry_unpack:
 * @block: what the entry counts from
 * @entry: a record, packed
 * @record: (out): the record
 */
void
sockeye_index_entry_unpack (const SockeyeIndexBlock *block,
                            const SockeyeIndexEntry *entry,
                            SockeyeRecord *record)
{
  guint64 first = load (&entry->words[0]);
  guint64 second = load (&entry->words[1]);
  guint64 third = load (&entry->words[2]);

  /* The shift of a negative number keeps its sign: GCC and Clang. */
  record->time = atomic_load_explicit (&block->time, memory_order_acquire) + ((gint64) first >> TIME_SHIFT);
  record->kind = (guint8) ((first >> FLAGS_BITS) & 3);
  record->flags = (guint16) (first & FLAGS_MASK);
  record->offset = load (&block->offset) + (second >> OFFSET_SHIFT);
  record->arrival = (guint8) (second >> ARRIVAL_SHIFT);
  record->peer = (guint32) (second & PEER_MASK);
  record->length = (guint32) (third >> LENGTH_SHIFT);
  record->newlines = (guint32) ((third >> LINES_SHIFT) & LINES_MASK);
  record->back = (guint32) (third & BACK_MASK);
}

static void
add (SockeyeRecordSums *sums, const SockeyeRecord *record)
{
  sums->rows.text += sockeye_record_text_rows (record);
  sums->rows.hex += sockeye_record_hex_rows (record);
  if (record->kind != SOCKEYE_RECORD_EVENT)
    sums->bytes += record->length;
}

/**
 * sockeye_record_index_get_n:
 * @self: an index
 *
 * Returns: how many records are published, those that gave way included
 */
guint64
sockeye_record_index_get_n (SockeyeRecordIndex *self)
{
  return self->n;
}

/**
 * sockeye_record_index_needs_block:
 *
 * Returns: whether sockeye_record_index_prepare_block() has to succeed before the next append. A block is begun as
 *   soon as the one before is full, so that the sums of all records always have a place.
 */
gboolean
sockeye_record_index_needs_block (SockeyeRecordIndex *self)
{
  return self->next == NULL && (self->tail == NULL || (self->n + 1) % SOCKEYE_INDEX_BLOCK_RECORDS == 0);
}

/**
 * sockeye_record_index_prepare_block:
 *
 * Returns: %FALSE when there is none: the oldest block has to give way
 */
gboolean
sockeye_record_index_prepare_block (SockeyeRecordIndex *self)
{
  self->next = sockeye_index_blocks_take (self->blocks);
  return self->next != NULL;
}

/**
 * sockeye_record_index_get_error:
 *
 * Returns: why the index' file cannot grow any more (errno), or 0
 */
int
sockeye_record_index_get_error (SockeyeRecordIndex *self)
{
  return sockeye_index_blocks_get_error (self->blocks);
}

/**
 * sockeye_record_index_append:
 * @self: an index that needs no block
 * @record: the next record; its bytes begin where those of the record before end
 *
 * Not seen by readers until their bound, the published number, says so.
 */
void
sockeye_record_index_append (SockeyeRecordIndex *self, const SockeyeRecord *record)
{
  guint64 back = record->back <= BACK_MASK ? record->back : 0;
  SockeyeIndexEntry *entry;
  gint64 time;

  if (self->tail == NULL)
    begin_block (self, record->time, record->offset);

  entry = &self->tail->entries[self->n % SOCKEYE_INDEX_BLOCK_RECORDS];
  time = CLAMP (record->time - self->tail->time, -TIME_MAX, TIME_MAX);
  store (&entry->words[0],
         (guint64) time << TIME_SHIFT | (guint64) record->kind << FLAGS_BITS | (record->flags & FLAGS_MASK));
  store (&entry->words[1], (record->offset - self->tail->offset) << OFFSET_SHIFT
                               | (guint64) record->arrival << ARRIVAL_SHIFT | (record->peer & PEER_MASK));
  store (&entry->words[2], (guint64) record->length << LENGTH_SHIFT
                               | (guint64) (record->newlines & LINES_MASK) << LINES_SHIFT | back);

  add (&self->sums, record);
  self->n++;
  if (self->n % SOCKEYE_INDEX_BLOCK_RECORDS == 0)
    begin_block (self, record->time, record->offset + record->length);
  else if (self->n % SOCKEYE_INDEX_CHECKPOINT == 0)
    set_checkpoint (self, self->tail, (self->n % SOCKEYE_INDEX_BLOCK_RECORDS) / SOCKEYE_INDEX_CHECKPOINT,
                    record->offset + record->length);
}

/**
 * sockeye_record_index_get_oldest_block:
 *
 * Returns: the number of the oldest block that is in use
 */
guint64
sockeye_record_index_get_oldest_block (SockeyeRecordIndex *self)
{
  return self->oldest;
}

/**
 * sockeye_record_index_get_second_block:
 *
 * Returns: the first record of the oldest block but one
 */
guint64
sockeye_record_index_get_second_block (SockeyeRecordIndex *self)
{
  return (self->oldest + 1) * SOCKEYE_INDEX_BLOCK_RECORDS;
}

/**
 * sockeye_record_index_release_before:
 * @self: an index
 * @number: the first record that is kept, as readers have been told already
 * @spare_memory: the memory will not be used again soon
 *
 * Lets go of blocks whose records have all given way. Readers that are late read other records' entries.
 */
void
sockeye_record_index_release_before (SockeyeRecordIndex *self, guint64 number, gboolean spare_memory)
{
  while (self->oldest < number / SOCKEYE_INDEX_BLOCK_RECORDS)
    {
      SockeyeIndexBlock *block = self->table[self->oldest % self->n_table];

      if (self->journal != NULL)
        sockeye_capture_journal_forget_block (self->journal, self->oldest);
      sockeye_index_blocks_give (self->blocks, block, spare_memory);
      self->oldest++;
    }
}

/**
 * sockeye_record_index_get:
 * @self: an index
 * @number: a record that is published and kept
 * @record: (out): takes it
 *
 * Reads a record that is published and kept.
 */
void
sockeye_record_index_get (SockeyeRecordIndex *self, guint64 number, SockeyeRecord *record)
{
  const SockeyeIndexBlock *block = get_block (self, number);

  sockeye_index_entry_unpack (block, &block->entries[number % SOCKEYE_INDEX_BLOCK_RECORDS], record);
}

static void
load_checkpoint (SockeyeRecordIndex *self, guint64 checkpoint, SockeyeRecordSums *sums)
{
  const SockeyeIndexCheckpoint *loaded = get_checkpoint (self, checkpoint);

  sums->rows.text = load (&loaded->text);
  sums->rows.hex = load (&loaded->hex);
  sums->bytes = load (&loaded->bytes);
}

/**
 * sockeye_record_index_get_sums:
 * @self: an index
 * @number: a record, or the number of records
 * @sums: (out): of all records before
 *
 * Adds up less than %SOCKEYE_INDEX_CHECKPOINT entries.
 */
void
sockeye_record_index_get_sums (SockeyeRecordIndex *self, guint64 number, SockeyeRecordSums *sums)
{
  guint64 checkpoint = number / SOCKEYE_INDEX_CHECKPOINT;
  guint64 at = checkpoint * SOCKEYE_INDEX_CHECKPOINT;

  *sums = (SockeyeRecordSums){ 0 };
  if (number == 0)
    return;

  load_checkpoint (self, checkpoint, sums);
  for (; at < number; at++)
    {
      SockeyeRecord record;

      sockeye_record_index_get (self, at, &record);
      add (sums, &record);
    }
}

/**
 * sockeye_record_index_find_offset:
 * @self: an index
 * @first: the first record to look at
 * @end: one past the last
 * @offset: an offset
 *
 * Looks into the entries of one piece only: others may have to be fetched from the disk.
 *
 * Returns: the first record that begins at @offset or later; @end when there is none
 */
guint64
sockeye_record_index_find_offset (SockeyeRecordIndex *self, guint64 first, guint64 end, guint64 offset)
{
  guint64 low = first / SOCKEYE_INDEX_CHECKPOINT + 1;
  guint64 high = end / SOCKEYE_INDEX_CHECKPOINT + 1;
  guint64 checkpoint;

  /* The first checkpoint at or behind the offset; what is searched is in the piece before it. */
  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (load (&get_checkpoint (self, middle)->offset) < offset)
        low = middle + 1;
      else
        high = middle;
    }
  checkpoint = low;

  low = MAX (first, (checkpoint - 1) * SOCKEYE_INDEX_CHECKPOINT);
  high = MIN (end, checkpoint * SOCKEYE_INDEX_CHECKPOINT);
  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;
      SockeyeRecord record;

      sockeye_record_index_get (self, middle, &record);
      if (record.offset < offset)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static guint64
load_rows (SockeyeRecordIndex *self, guint64 checkpoint, gboolean hex)
{
  const SockeyeIndexCheckpoint *loaded = get_checkpoint (self, checkpoint);

  return load (hex ? &loaded->hex : &loaded->text);
}

/**
 * sockeye_record_index_find_row:
 * @self: an index
 * @first: the first record to look at
 * @end: one past the last
 * @hex: hex rows, not text rows
 * @row: a row, from those of @first up
 * @row_in_record: (out): which row of the record it is
 *
 * Returns: the record that has the row; @end when it comes later
 */
guint64
sockeye_record_index_find_row (SockeyeRecordIndex *self,
                               guint64 first,
                               guint64 end,
                               gboolean hex,
                               guint64 row,
                               guint64 *row_in_record)
{
  guint64 low = first / SOCKEYE_INDEX_CHECKPOINT;
  guint64 high = end / SOCKEYE_INDEX_CHECKPOINT;
  guint64 number, before;

  /* The last checkpoint that is not behind the row */
  while (low < high)
    {
      guint64 middle = low + (high - low + 1) / 2;

      if (load_rows (self, middle, hex) <= row)
        low = middle;
      else
        high = middle - 1;
    }

  before = load_rows (self, low, hex);
  for (number = low * SOCKEYE_INDEX_CHECKPOINT; number < end; number++)
    {
      SockeyeRecord record;
      guint rows;

      sockeye_record_index_get (self, number, &record);
      rows = hex ? sockeye_record_hex_rows (&record) : sockeye_record_text_rows (&record);
      if (row < before + rows)
        break;
      before += rows;
    }

  *row_in_record = row - before;
  return number;
}

/**
 * sockeye_record_index_get_n_places:
 *
 * Returns: more than the number of blocks that can be in use at once
 */
guint
sockeye_record_index_get_n_places (SockeyeRecordIndex *self)
{
  return self->n_table;
}

/**
 * sockeye_record_index_get_block:
 * @self: an index
 * @block: the number of a block with published records
 *
 * Returns: (transfer none): the block, which may be used for other records meanwhile, but is never freed
 */
SockeyeIndexBlock *
sockeye_record_index_get_block (SockeyeRecordIndex *self, guint64 block)
{
  return get_block (self, block * SOCKEYE_INDEX_BLOCK_RECORDS);
}
