/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-journal.h"
#include "disk-thread.h"

G_BEGIN_DECLS

#define SOCKEYE_INDEX_BLOCK_RECORDS 65536u

/**
 * SockeyeRecordSums:
 * @rows: rows in text and in hex
 * @bytes: bytes received and sent
 *
 * Of all records before a certain one.
 */
typedef struct
{
  SockeyeRowCounts rows;
  guint64 bytes;
} SockeyeRecordSums;

/* All records without their bytes: 24 bytes each, and sums every 1,024 records. */
typedef struct _SockeyeRecordIndex SockeyeRecordIndex;

/* See index-blocks.h. */
typedef struct _SockeyeIndexBlock SockeyeIndexBlock;

SockeyeRecordIndex *sockeye_record_index_new (const SockeyeCaptureLimits *limits, SockeyeDiskThread *disk);
void sockeye_record_index_set_journal (SockeyeRecordIndex *self, SockeyeCaptureJournal *journal);
void sockeye_record_index_free (SockeyeRecordIndex *self);

/* The producer's. */
guint64 sockeye_record_index_get_n (SockeyeRecordIndex *self);
gboolean sockeye_record_index_needs_block (SockeyeRecordIndex *self);
gboolean sockeye_record_index_prepare_block (SockeyeRecordIndex *self);
int sockeye_record_index_get_error (SockeyeRecordIndex *self);
void sockeye_record_index_append (SockeyeRecordIndex *self, const SockeyeRecord *record);

/* With the capture's lock. */
guint64 sockeye_record_index_get_oldest_block (SockeyeRecordIndex *self);
guint64 sockeye_record_index_get_second_block (SockeyeRecordIndex *self);
void sockeye_record_index_release_before (SockeyeRecordIndex *self, guint64 number, gboolean spare_memory);

/* Any thread's, for numbers of records that were published. What they tell is right only if the record has not given
 * way meanwhile, which the caller finds out afterwards. */
void sockeye_record_index_get (SockeyeRecordIndex *self, guint64 number, SockeyeRecord *record);
void sockeye_record_index_get_sums (SockeyeRecordIndex *self, guint64 number, SockeyeRecordSums *sums);
guint64
sockeye_record_index_find_offset (SockeyeRecordIndex *self, guint64 first, guint64 end, guint64 offset);
guint64 sockeye_record_index_find_row (SockeyeRecordIndex *self,
                                       guint64 first,
                                       guint64 end,
                                       gboolean hex,
                                       guint64 row,
                                       guint64 *row_in_record);

/* What a journal writes. */
guint sockeye_record_index_get_n_places (SockeyeRecordIndex *self);
SockeyeIndexBlock *sockeye_record_index_get_block (SockeyeRecordIndex *self, guint64 block);

G_END_DECLS
