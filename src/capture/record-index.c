/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "record-index.h"

#include "ring-file.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK_BITS       16
#define BLOCK_LENGTH     (1u << BLOCK_BITS)
#define GROUP_BITS       10
#define GROUP_LENGTH     (1u << GROUP_BITS)
#define GROUPS_PER_BLOCK (BLOCK_LENGTH / GROUP_LENGTH)
/* Blocks that are alive at once: a table of that many pointers is used round and round. */
#define N_BLOCKS_MAX 16384u
/* So many blocks are in plain memory before the file is used: 12 MiB. */
#define N_MEMORY_BLOCKS 8u
/* As many when the file cannot grow: 192 MiB. */
#define N_MEMORY_BLOCKS_MAX 128u

/*
 * time: 48 bits, microseconds from the base time, signed | flags: 14 bits | kind: 2 bits
 * place: 40 bits, from the block's first offset | peer: 24 bits
 * size: length 21 bits | newlines 21 bits | back 22 bits
 */
typedef struct
{
  guint64 time;
  guint64 place;
  guint64 size;
} Entry;

typedef struct
{
  guint64 base_offset;
  gboolean in_file;
  guint64 file_offset;
  SockeyeRowCounts groups[GROUPS_PER_BLOCK]; /* rows of all records before the group's first */
  Entry entries[BLOCK_LENGTH];
} Block;

G_STATIC_ASSERT (sizeof (Entry) == 24);

#define BLOCK_SIZE ((sizeof (Block) + 4095) & ~(gsize) 4095)

struct _SockeyeRecordIndex
{
  char *directory;
  gint64 base_time;
  guint64 n_file_blocks_max;

  Block *_Atomic *blocks; /* by block number modulo N_BLOCKS_MAX */
  _Atomic guint64 first;
  _Atomic guint64 published;

  /* The writer's. */
  guint64 end;
  guint64 first_block;
  SockeyeRowCounts rows;
  int fd; /* -1: not made yet; -2: cannot be made */
  guint64 file_end;
  GArray *free_places; /* file offsets of blocks that gave way */
  guint n_memory_blocks;
};

static Block *
get_block (SockeyeRecordIndex *self, guint64 number)
{
  return atomic_load_explicit (&self->blocks[(number >> BLOCK_BITS) % N_BLOCKS_MAX], memory_order_acquire);
}

static Block *
map_in_memory (SockeyeRecordIndex *self)
{
  Block *block = mmap (NULL, BLOCK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (block == MAP_FAILED)
    return NULL;

  block->in_file = FALSE;
  self->n_memory_blocks++;
  return block;
}

/* A place in the file that is really there: a mapping of a hole kills the program when the disk is full. */
static gboolean
take_file_place (SockeyeRecordIndex *self, guint64 *place)
{
  if (self->free_places->len > 0)
    {
      *place = g_array_index (self->free_places, guint64, self->free_places->len - 1);
      g_array_set_size (self->free_places, self->free_places->len - 1);
      return TRUE;
    }
  if (self->file_end / BLOCK_SIZE >= self->n_file_blocks_max
      || posix_fallocate (self->fd, (off_t) self->file_end, BLOCK_SIZE) != 0)
    return FALSE;

  *place = self->file_end;
  self->file_end += BLOCK_SIZE;
  return TRUE;
}

static Block *
map_in_file (SockeyeRecordIndex *self)
{
  guint64 place;
  Block *block;

  if (self->fd == -1)
    {
      /* Not an error for the user: memory is used instead, and at its bound the oldest records give way. */
      self->fd = sockeye_open_unnamed (self->directory, NULL);
      if (self->fd < 0)
        self->fd = -2;
    }
  if (self->fd < 0 || !take_file_place (self, &place))
    return NULL;

  block = mmap (NULL, BLOCK_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, (off_t) place);
  if (block == MAP_FAILED)
    {
      g_array_append_val (self->free_places, place);
      return NULL;
    }
  block->in_file = TRUE;
  block->file_offset = place;
  return block;
}

static Block *
make_block (SockeyeRecordIndex *self)
{
  Block *block = NULL;

  if (self->n_memory_blocks >= N_MEMORY_BLOCKS)
    block = map_in_file (self);
  if (block == NULL && self->n_memory_blocks < N_MEMORY_BLOCKS_MAX)
    block = map_in_memory (self);
  return block;
}

/*
 * A reader may still look at a block whose records all gave way, so its addresses stay mapped until the table's
 * place is needed again, N_BLOCKS_MAX blocks (a thousand million records) later; only the memory behind goes.
 */
static void
empty_block (SockeyeRecordIndex *self, Block *block)
{
  if (block->in_file)
    {
      guint64 place = block->file_offset;

      /* The same addresses, but nobody's memory; the place in the file is free for another block. */
      mmap (block, BLOCK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      g_array_append_val (self->free_places, place);
    }
  else
    {
      madvise (block, BLOCK_SIZE, MADV_DONTNEED);
      self->n_memory_blocks--;
    }
}

static gboolean
begin_block (SockeyeRecordIndex *self, guint64 offset)
{
  guint64 number = self->end >> BLOCK_BITS;
  Block *_Atomic *place = &self->blocks[number % N_BLOCKS_MAX];
  Block *block;
  Block *old;

  if (number - self->first_block >= N_BLOCKS_MAX)
    return FALSE;
  block = make_block (self);
  if (block == NULL)
    return FALSE;

  block->base_offset = offset;
  old = atomic_exchange (place, block);
  if (old != NULL)
    munmap (old, BLOCK_SIZE);
  return TRUE;
}

static void
pack (Entry *entry, const SockeyeRecord *record, gint64 base_time, guint64 base_offset)
{
  entry->time = ((guint64) (record->time - base_time) << 16) | ((guint64) record->flags << 2) | record->kind;
  entry->place = ((record->offset - base_offset) << 24) | record->peer;
  entry->size = ((guint64) record->length << 43) | ((guint64) record->newlines << 22) | record->back;
}

static void
unpack (const Entry *entry, SockeyeRecord *record, gint64 base_time, guint64 base_offset)
{
  record->time = ((gint64) entry->time >> 16) + base_time;
  record->flags = (guint16) ((entry->time >> 2) & 0x3fff);
  record->kind = entry->time & 3;
  record->offset = (entry->place >> 24) + base_offset;
  record->peer = entry->place & SOCKEYE_INDEX_PEER_MAX;
  record->length = (guint32) (entry->size >> 43);
  record->newlines = (guint32) ((entry->size >> 22) & 0x1fffff);
  record->back = entry->size & SOCKEYE_INDEX_BACK_MAX;
}

static void
read_entry (SockeyeRecordIndex *self, guint64 number, SockeyeRecord *record)
{
  const Block *block = get_block (self, number);

  unpack (&block->entries[number % BLOCK_LENGTH], record, self->base_time, block->base_offset);
}

static void
add_rows (SockeyeRowCounts *rows, const SockeyeRecord *record)
{
  rows->text += sockeye_record_text_rows (record);
  rows->hex += sockeye_record_hex_rows (record);
}

/**
 * sockeye_record_index_new:
 * @directory: where its file is made when it is needed
 * @base_time: records' times are kept relative to this one, microseconds since the Epoch
 * @file_limit: bytes that the file may have
 *
 * Returns: (transfer full): an empty index
 */
SockeyeRecordIndex *
sockeye_record_index_new (const char *directory, gint64 base_time, guint64 file_limit)
{
  SockeyeRecordIndex *self = g_new0 (SockeyeRecordIndex, 1);

  self->directory = g_strdup (directory);
  self->base_time = base_time;
  self->n_file_blocks_max = MAX (16, file_limit / BLOCK_SIZE);
  self->blocks = g_malloc0 (N_BLOCKS_MAX * sizeof *self->blocks);
  self->free_places = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->fd = -1;
  return self;
}

/**
 * sockeye_record_index_free:
 * @self: (transfer full): an index that nobody reads any more
 */
void
sockeye_record_index_free (SockeyeRecordIndex *self)
{
  for (guint i = 0; i < N_BLOCKS_MAX; i++)
    if (atomic_load (&self->blocks[i]) != NULL)
      munmap (atomic_load (&self->blocks[i]), BLOCK_SIZE);
  if (self->fd >= 0)
    close (self->fd);
  g_array_unref (self->free_places);
  g_free (self->blocks);
  g_free (self->directory);
  g_free (self);
}

/**
 * sockeye_record_index_append:
 * @self: an index
 * @record: the next record
 *
 * Returns: %FALSE when there is no room for it: the oldest records have to give way first
 */
gboolean
sockeye_record_index_append (SockeyeRecordIndex *self, const SockeyeRecord *record)
{
  guint at = (guint) (self->end % BLOCK_LENGTH);
  Block *block;

  if (at == 0 && !begin_block (self, record->offset))
    return FALSE;

  block = get_block (self, self->end);
  if (at % GROUP_LENGTH == 0)
    block->groups[at / GROUP_LENGTH] = self->rows;
  pack (&block->entries[at], record, self->base_time, block->base_offset);
  add_rows (&self->rows, record);
  self->end++;
  return TRUE;
}

/**
 * sockeye_record_index_get_end:
 * @self: an index
 *
 * Returns: the number of the next record; for the writer
 */
guint64
sockeye_record_index_get_end (SockeyeRecordIndex *self)
{
  return self->end;
}

/**
 * sockeye_record_index_publish:
 * @self: an index
 *
 * Lets readers see what was appended.
 */
void
sockeye_record_index_publish (SockeyeRecordIndex *self)
{
  atomic_store_explicit (&self->published, self->end, memory_order_release);
}

/**
 * sockeye_record_index_peek:
 * @self: an index
 * @number: a record that is kept, published or not
 * @record: (out): takes it
 *
 * For the writer.
 *
 * Returns: %FALSE when there is no such record
 */
gboolean
sockeye_record_index_peek (SockeyeRecordIndex *self, guint64 number, SockeyeRecord *record)
{
  if (number < sockeye_record_index_get_first (self) || number >= self->end)
    return FALSE;

  read_entry (self, number, record);
  return TRUE;
}

/**
 * sockeye_record_index_set_first:
 * @self: an index
 * @first: the oldest record that is kept from now on
 *
 * For the writer. Blocks all of whose records gave way are emptied.
 */
void
sockeye_record_index_set_first (SockeyeRecordIndex *self, guint64 first)
{
  /* The newest record's block stays: the rows before the end are counted from it. */
  guint64 keep = self->end > 0 ? MIN (first, self->end - 1) >> BLOCK_BITS : 0;

  atomic_store (&self->first, first);
  for (; self->first_block < keep; self->first_block++)
    empty_block (self, get_block (self, self->first_block << BLOCK_BITS));
}

/**
 * sockeye_record_index_get_oldest_block_end:
 * @self: an index
 *
 * Returns: one past the last record of the oldest block: these have to give way together to make room
 */
guint64
sockeye_record_index_get_oldest_block_end (SockeyeRecordIndex *self)
{
  return MIN ((self->first_block + 1) << BLOCK_BITS, self->end);
}

/**
 * sockeye_record_index_get_first:
 * @self: an index
 *
 * Returns: the oldest record that is kept
 */
guint64
sockeye_record_index_get_first (SockeyeRecordIndex *self)
{
  return atomic_load (&self->first);
}

/**
 * sockeye_record_index_get_published:
 * @self: an index
 *
 * Returns: one past the newest record that may be read
 */
guint64
sockeye_record_index_get_published (SockeyeRecordIndex *self)
{
  return atomic_load_explicit (&self->published, memory_order_acquire);
}

/**
 * sockeye_record_index_get:
 * @self: an index
 * @number: a record's number
 * @record: (out): takes it
 *
 * Returns: %FALSE when it is not there yet, or not any more
 */
gboolean
sockeye_record_index_get (SockeyeRecordIndex *self, guint64 number, SockeyeRecord *record)
{
  SockeyeRecord read;

  if (number >= sockeye_record_index_get_published (self) || number < sockeye_record_index_get_first (self))
    return FALSE;

  read_entry (self, number, &read);
  /* Its block may have been emptied meanwhile. */
  if (number < sockeye_record_index_get_first (self))
    return FALSE;

  *record = read;
  return TRUE;
}

/**
 * sockeye_record_index_get_rows_before:
 * @self: an index
 * @number: a record, or one past the newest
 * @rows: (out): the rows of all records before it, also of those that gave way
 *
 * Returns: %FALSE when it is not there yet, or not any more
 */
gboolean
sockeye_record_index_get_rows_before (SockeyeRecordIndex *self, guint64 number, SockeyeRowCounts *rows)
{
  guint64 published = sockeye_record_index_get_published (self);
  guint64 first = sockeye_record_index_get_first (self);
  SockeyeRowCounts counts = { 0, 0 };
  guint64 group;

  if (number > published || number < first)
    return FALSE;
  if (number > 0)
    {
      /* The end's own group need not have begun. */
      group = (number == published ? number - 1 : number) >> GROUP_BITS << GROUP_BITS;
      counts = get_block (self, group)->groups[(group % BLOCK_LENGTH) / GROUP_LENGTH];
      for (guint64 i = group; i < number; i++)
        {
          SockeyeRecord record;

          read_entry (self, i, &record);
          add_rows (&counts, &record);
        }
    }
  if (number < sockeye_record_index_get_first (self))
    return FALSE;

  *rows = counts;
  return TRUE;
}

static guint64
get_group_rows (SockeyeRecordIndex *self, guint64 group, gboolean hex)
{
  const SockeyeRowCounts *rows =
      &get_block (self, group << GROUP_BITS)->groups[((group << GROUP_BITS) % BLOCK_LENGTH) / GROUP_LENGTH];

  return hex ? rows->hex : rows->text;
}

/* The last group that begins at or before the row. */
static guint64
find_group (SockeyeRecordIndex *self, gboolean hex, guint64 row, guint64 low, guint64 high)
{
  while (high - low > 1)
    {
      guint64 middle = low + (high - low) / 2;

      if (get_group_rows (self, middle, hex) <= row)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/**
 * sockeye_record_index_find_row:
 * @self: an index
 * @hex: rows of hex; otherwise of text
 * @row: a row, counted from the very first record
 * @number: (out): the record that it belongs to
 * @row_in_record: (out): which of its rows it is
 *
 * Returns: %FALSE when it is not there yet, or not any more
 */
gboolean
sockeye_record_index_find_row (SockeyeRecordIndex *self,
                               gboolean hex,
                               guint64 row,
                               guint64 *number,
                               guint64 *row_in_record)
{
  guint64 published = sockeye_record_index_get_published (self);
  guint64 first = sockeye_record_index_get_first (self);
  guint64 group;
  guint64 at;

  if (first >= published)
    return FALSE;

  group = find_group (self, hex, row, first >> GROUP_BITS, ((published - 1) >> GROUP_BITS) + 1);
  at = get_group_rows (self, group, hex);
  for (guint64 i = group << GROUP_BITS; at <= row && i < published; i++)
    {
      SockeyeRecord record;
      guint64 rows;

      read_entry (self, i, &record);
      rows = hex ? sockeye_record_hex_rows (&record) : sockeye_record_text_rows (&record);
      if (row < at + rows)
        {
          *number = i;
          *row_in_record = row - at;
          return i >= sockeye_record_index_get_first (self);
        }
      at += rows;
    }

  return FALSE;
}
