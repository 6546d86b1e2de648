/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-line-index.h"

#include "log-context.h"
#include "record.h"

#define N_ENTRIES    8
#define BLOCK_LENGTH 4096u
#define N_BLOCKS     (SOCKEYE_RECORD_LENGTH_MAX / BLOCK_LENGTH)
#define PIECE_LENGTH (16 * BLOCK_LENGTH)

typedef struct
{
  guint64 number; /* G_MAXUINT64: the entry is not used */
  gboolean odd;
  int before;      /* the byte before the record */
  int before_next; /* the byte before @scanned */
  guint32 scanned;
  guint32 ends[N_BLOCKS + 1]; /* line ends before each block, for the blocks up to @scanned */
  guint next_row;             /* the row behind the one that was found last, */
  guint32 next_start;         /* and where it begins; row 0 begins at 0 */
} Entry;

struct _SockeyeLogLineIndex
{
  SockeyeLogBytes *bytes;
  SockeyeLogLineEnd line_end;
  guint next_entry;
  Entry entries[N_ENTRIES];
  guint8 piece[PIECE_LENGTH + 1];
};

/**
 * sockeye_log_line_index_forget:
 * @self: an index
 *
 * Forgets all records: their numbers stand for others now.
 */
void
sockeye_log_line_index_forget (SockeyeLogLineIndex *self)
{
  for (guint i = 0; i < N_ENTRIES; i++)
    self->entries[i].number = G_MAXUINT64;
}

/**
 * sockeye_log_line_index_new:
 * @bytes: the bytes of a capture; they must outlive the index
 *
 * Returns: (transfer full): an index for lines that 0x0A ends
 */
SockeyeLogLineIndex *
sockeye_log_line_index_new (SockeyeLogBytes *bytes)
{
  SockeyeLogLineIndex *self = g_new0 (SockeyeLogLineIndex, 1);

  self->bytes = bytes;
  sockeye_log_line_index_forget (self);

  return self;
}

/**
 * sockeye_log_line_index_free:
 * @self: (transfer full): an index
 */
void
sockeye_log_line_index_free (SockeyeLogLineIndex *self)
{
  g_free (self);
}

/**
 * sockeye_log_line_index_set_line_end:
 * @self: an index
 * @line_end: what ends a line
 */
void
sockeye_log_line_index_set_line_end (SockeyeLogLineIndex *self, SockeyeLogLineEnd line_end)
{
  if (self->line_end != line_end)
    sockeye_log_line_index_forget (self);
  self->line_end = line_end;
}

static SockeyeReadResult
get_entry (SockeyeLogLineIndex *self, guint64 number, const SockeyeRecord *record, Entry **found)
{
  SockeyeReadResult result = SOCKEYE_READ_OK;
  Entry *entry;

  for (guint i = 0; i < N_ENTRIES; i++)
    if (self->entries[i].number == number)
      {
        *found = &self->entries[i];
        return SOCKEYE_READ_OK;
      }

  entry = &self->entries[self->next_entry];
  self->next_entry = (self->next_entry + 1) % N_ENTRIES;
  entry->number = G_MAXUINT64;
  entry->odd = self->line_end != SOCKEYE_LOG_LINE_END_BYTE && (record->flags & SOCKEYE_RECORD_ODD) != 0
               && (record->flags & SOCKEYE_RECORD_DATAGRAM) == 0;
  entry->before = SOCKEYE_LINE_NO_BYTE;
  entry->scanned = 0;
  entry->ends[0] = 0;
  entry->next_row = 0;
  entry->next_start = 0;
  if (entry->odd)
    result = sockeye_log_context_get_byte_before (self->bytes, number, record, &entry->before);
  entry->before_next = entry->before;
  if (result == SOCKEYE_READ_OK)
    entry->number = number;

  *found = entry;
  return result;
}

static guint
get_n_blocks (const Entry *entry)
{
  return (entry->scanned + BLOCK_LENGTH - 1) / BLOCK_LENGTH;
}

/* Counts the line ends of the next piece. */
static SockeyeReadResult
scan_piece (SockeyeLogLineIndex *self, Entry *entry, const SockeyeRecord *record)
{
  guint32 length = MIN (PIECE_LENGTH, record->length - entry->scanned);
  guint block = get_n_blocks (entry);
  SockeyeReadResult result = sockeye_log_bytes_read (self->bytes, record->offset + entry->scanned,
                                                     self->piece, length);

  if (result != SOCKEYE_READ_OK)
    return result;

  for (guint32 at = 0; at < length; at += BLOCK_LENGTH, block++)
    {
      guint32 n = MIN (BLOCK_LENGTH, length - at);

      entry->ends[block + 1] = entry->ends[block]
                               + (guint32) sockeye_log_line_end_count (self->line_end, self->piece + at, n,
                                                                       entry->odd, entry->before_next);
      entry->before_next = self->piece[at + n - 1];
    }
  entry->scanned += length;

  return SOCKEYE_READ_OK;
}

/* The block that holds a line end: the last one with at most @index line ends before it. */
static guint
find_block (const Entry *entry, guint index)
{
  guint low = 0;
  guint high = get_n_blocks (entry);

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (entry->ends[middle] <= index)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/* The position behind line end @index, or the record's end (and FALSE) when there are not so many. */
static SockeyeReadResult
locate_end (SockeyeLogLineIndex *self,
            Entry *entry,
            const SockeyeRecord *record,
            guint index,
            guint32 *position,
            gboolean *found)
{
  SockeyeReadResult result = SOCKEYE_READ_OK;
  int before;
  guint block;
  guint32 start, length;
  gsize after = 0;

  while (result == SOCKEYE_READ_OK && entry->scanned < record->length
         && entry->ends[get_n_blocks (entry)] <= index)
    result = scan_piece (self, entry, record);
  if (result != SOCKEYE_READ_OK)
    return result;

  *position = record->length;
  *found = entry->ends[get_n_blocks (entry)] > index;
  if (!*found)
    return SOCKEYE_READ_OK;

  block = find_block (entry, index);
  start = block * BLOCK_LENGTH;
  length = MIN (BLOCK_LENGTH, record->length - start);
  result = sockeye_log_bytes_read (self->bytes, record->offset + start - (start > 0), self->piece,
                                   length + (start > 0));
  if (result != SOCKEYE_READ_OK)
    return result;

  before = start > 0 ? self->piece[0] : entry->before;
  *found = sockeye_log_line_end_find (self->line_end, self->piece + (start > 0), length, entry->odd, before,
                                      index - entry->ends[block], &after);
  *position = *found ? start + (guint32) after : record->length;
  return SOCKEYE_READ_OK;
}

/* Most records are one line, which their index entry tells without a look at the bytes. */
static gboolean
is_single_line (SockeyeLogLineIndex *self, const SockeyeRecord *record)
{
  if (self->line_end == SOCKEYE_LOG_LINE_END_BYTE)
    return sockeye_record_text_rows (record) == 1;

  return record->length == 0
         || (record->newlines == 0
             && ((record->flags & SOCKEYE_RECORD_ODD) == 0
                 || (record->flags & SOCKEYE_RECORD_DATAGRAM) != 0));
}

static gboolean
ends_with_byte (SockeyeLogLineIndex *self, const SockeyeRecord *record)
{
  return self->line_end == SOCKEYE_LOG_LINE_END_BYTE && (record->flags & SOCKEYE_RECORD_ENDS_LINE) != 0;
}

/**
 * sockeye_log_line_index_find:
 * @self: an index
 * @number: a record's number
 * @record: that record: received or sent
 * @row: which of its lines, from 0
 * @span: (out): where the line is; empty at the end of the record when it has not so many
 *
 * Returns: whether the bytes could be read
 */
SockeyeReadResult
sockeye_log_line_index_find (SockeyeLogLineIndex *self,
                             guint64 number,
                             const SockeyeRecord *record,
                             guint row,
                             SockeyeLogLineSpan *span)
{
  SockeyeReadResult result;
  gboolean found;
  Entry *entry;

  if (is_single_line (self, record))
    {
      *span = (SockeyeLogLineSpan){ row == 0 ? 0 : record->length, record->length,
                                    row == 0 && ends_with_byte (self, record) };
      return SOCKEYE_READ_OK;
    }

  result = get_entry (self, number, record, &entry);
  if (result != SOCKEYE_READ_OK)
    return result;

  span->start = 0;
  if (row > 0 && entry->next_row == row)
    span->start = entry->next_start;
  else if (row > 0)
    result = locate_end (self, entry, record, row - 1, &span->start, &found);
  if (result == SOCKEYE_READ_OK)
    result = locate_end (self, entry, record, row, &span->end, &span->terminated);
  if (result == SOCKEYE_READ_OK)
    {
      entry->next_row = row + 1;
      entry->next_start = span->end;
    }

  return result;
}

/**
 * sockeye_log_line_index_count:
 * @self: an index
 * @number: a record's number
 * @record: that record: received or sent
 * @n_rows: (out): its lines, at least one
 *
 * Returns: whether the bytes could be read
 */
SockeyeReadResult
sockeye_log_line_index_count (SockeyeLogLineIndex *self,
                              guint64 number,
                              const SockeyeRecord *record,
                              guint *n_rows)
{
  SockeyeReadResult result;
  Entry *entry;
  guint32 end = 0;
  gboolean found;
  guint ends;

  *n_rows = self->line_end == SOCKEYE_LOG_LINE_END_BYTE ? sockeye_record_text_rows (record) : 1;
  if (self->line_end == SOCKEYE_LOG_LINE_END_BYTE || is_single_line (self, record))
    return SOCKEYE_READ_OK;

  result = get_entry (self, number, record, &entry);
  while (result == SOCKEYE_READ_OK && entry->scanned < record->length)
    result = scan_piece (self, entry, record);
  if (result != SOCKEYE_READ_OK)
    return result;

  ends = entry->ends[get_n_blocks (entry)];
  if (ends > 0)
    result = locate_end (self, entry, record, ends - 1, &end, &found);
  *n_rows = MAX (1, ends + (end == record->length ? 0 : 1));
  return result;
}

/**
 * sockeye_log_line_index_find_byte:
 * @self: an index
 * @number: a record's number
 * @record: that record: received or sent
 * @byte: a byte of the record
 * @row: (out): the line that the byte is in
 *
 * Returns: whether the bytes could be read
 */
SockeyeReadResult
sockeye_log_line_index_find_byte (SockeyeLogLineIndex *self,
                                  guint64 number,
                                  const SockeyeRecord *record,
                                  guint32 byte,
                                  guint *row)
{
  SockeyeReadResult result;
  SockeyeLogLineSpan span;
  Entry *entry;
  guint low = 0;
  guint high = 0;

  *row = 0;
  if (is_single_line (self, record))
    return SOCKEYE_READ_OK;

  result = get_entry (self, number, record, &entry);
  while (result == SOCKEYE_READ_OK && entry->scanned < record->length && entry->scanned <= byte)
    result = scan_piece (self, entry, record);
  if (result != SOCKEYE_READ_OK)
    return result;

  /* The line is one of those that end in the byte's block or begin in it. */
  byte = MIN (byte, record->length - 1);
  low = entry->ends[byte / BLOCK_LENGTH];
  high = entry->ends[byte / BLOCK_LENGTH + 1];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      result = sockeye_log_line_index_find (self, number, record, middle, &span);
      if (result != SOCKEYE_READ_OK)
        return result;
      if (span.end <= byte)
        low = middle + 1;
      else
        high = middle;
    }

  *row = low;
  return SOCKEYE_READ_OK;
}
