/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/*
 * The records, 24 bytes each, in blocks that never move. One thread appends; any thread reads what is published
 * (release/acquire on the count). Beyond a bound the blocks are mapped from a file without a name, so that they are
 * no burden on memory.
 */
typedef struct _SockeyeRecordIndex SockeyeRecordIndex;

#define SOCKEYE_INDEX_PEER_MAX ((1u << 24) - 1)
#define SOCKEYE_INDEX_BACK_MAX ((1u << 22) - 1)

SockeyeRecordIndex *sockeye_record_index_new (const char *directory, gint64 base_time, guint64 file_limit);
void sockeye_record_index_free (SockeyeRecordIndex *self);

/* The writer's. */
gboolean sockeye_record_index_append (SockeyeRecordIndex *self, const SockeyeRecord *record);
guint64 sockeye_record_index_get_end (SockeyeRecordIndex *self);
void sockeye_record_index_publish (SockeyeRecordIndex *self);
gboolean sockeye_record_index_peek (SockeyeRecordIndex *self, guint64 number, SockeyeRecord *record);
void sockeye_record_index_set_first (SockeyeRecordIndex *self, guint64 first);
guint64 sockeye_record_index_get_oldest_block_end (SockeyeRecordIndex *self);

/* Any thread's. */
guint64 sockeye_record_index_get_first (SockeyeRecordIndex *self);
guint64 sockeye_record_index_get_published (SockeyeRecordIndex *self);
gboolean sockeye_record_index_get (SockeyeRecordIndex *self, guint64 number, SockeyeRecord *record);
gboolean
sockeye_record_index_get_rows_before (SockeyeRecordIndex *self, guint64 number, SockeyeRowCounts *rows);
gboolean sockeye_record_index_find_row (SockeyeRecordIndex *self,
                                        gboolean hex,
                                        guint64 row,
                                        guint64 *number,
                                        guint64 *row_in_record);

G_END_DECLS
