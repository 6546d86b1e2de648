/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-journal.h"
#include "record-index.h"

G_BEGIN_DECLS

#define SOCKEYE_INDEX_CHECKPOINT  1024u
#define SOCKEYE_INDEX_CHECKPOINTS (SOCKEYE_INDEX_BLOCK_RECORDS / SOCKEYE_INDEX_CHECKPOINT)

/* Readers look at entries that may be overwritten meanwhile: atomic words, so that this is defined. */
typedef struct
{
  _Atomic guint64 words[3];
} SockeyeIndexEntry;

typedef struct
{
  _Atomic guint64 text;
  _Atomic guint64 hex;
  _Atomic guint64 bytes;
  _Atomic guint64 offset;
} SockeyeIndexCheckpoint;

/**
 * SockeyeIndexBlock:
 * @entries: %SOCKEYE_INDEX_BLOCK_RECORDS of them, in memory or in the mapped file
 * @slot: place in the file plus one; 0: in memory
 * @copy: (the disk thread's) place in the journal's file of copies plus one; 0: it has none
 * @time: what the entries' times count from
 * @offset: what the entries' offsets count from
 * @checkpoints: before each piece of the block: sums of all that came before, and the offset
 *
 * A block is used again for other records, and never freed while its owner lives: a reader that comes too late reads
 * the wrong numbers, which it finds out, but never outside of memory.
 */
struct _SockeyeIndexBlock
{
  SockeyeIndexEntry *entries;
  guint32 slot;
  guint32 copy;
  _Atomic gint64 time;
  _Atomic guint64 offset;
  SockeyeIndexCheckpoint checkpoints[SOCKEYE_INDEX_CHECKPOINTS];
};

/* Makes blocks: the first few in memory, more in a mapped file, which has a name if there is a journal. */
typedef struct _SockeyeIndexBlocks SockeyeIndexBlocks;

SockeyeIndexBlocks *
sockeye_index_blocks_new (guint n_max, const SockeyeCaptureLimits *limits, SockeyeDiskThread *disk);
void sockeye_index_blocks_set_journal (SockeyeIndexBlocks *self, SockeyeCaptureJournal *journal);
void sockeye_index_blocks_free (SockeyeIndexBlocks *self);
int sockeye_index_blocks_get_error (SockeyeIndexBlocks *self);
void sockeye_index_entry_unpack (const SockeyeIndexBlock *block,
                                 const SockeyeIndexEntry *entry,
                                 SockeyeRecord *record);
SockeyeIndexBlock *sockeye_index_blocks_take (SockeyeIndexBlocks *self);
void sockeye_index_blocks_give (SockeyeIndexBlocks *self, SockeyeIndexBlock *block, gboolean spare_memory);

G_END_DECLS
