/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "digest-table.h"
#include "framer.h"
#include "scan.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Items of a capture that are compared at most, the oldest ones. Each takes 48 bytes, and 20 more while it is compared. */
#define SOCKEYE_DIFF_ITEMS_MAX (1u << 20)

/**
 * SockeyeDiffUnit:
 * @SOCKEYE_DIFF_MESSAGES: what a framing rule finds in streams, and datagrams
 * @SOCKEYE_DIFF_RECORDS: each receive and each send
 * @SOCKEYE_DIFF_STREAMS: the bytes of each direction of each connection, whatever calls they came in
 *
 * What is compared with what.
 */
typedef enum
{
  SOCKEYE_DIFF_MESSAGES,
  SOCKEYE_DIFF_RECORDS,
  SOCKEYE_DIFF_STREAMS,
} SockeyeDiffUnit;

/**
 * SockeyeDiffSideOptions:
 * @unit: what an item is
 * @framing: (messages) how they are found in streams
 * @kinds: which records, SOCKEYE_FILTER_… flags; events are none of a stream's bytes
 * @peer: only this one's; 0: those of all
 * @first: the first record that is looked at
 * @mirrored: what was sent counts as received, and the other way round: the other side is the far end
 */
typedef struct
{
  SockeyeDiffUnit unit;
  SockeyeFraming framing;
  guint kinds;
  guint32 peer;
  guint64 first;
  gboolean mirrored;
} SockeyeDiffSideOptions;

/**
 * SockeyeDiffItem:
 * @record: the record it begins in
 * @time: of that record, microseconds since the Epoch
 * @offset: the byte of it
 * @length: bytes, which may go on in later records of the same peer and direction
 * @n_records: how many records there are from the first to the last of them, those of others included
 * @peer: the peer's id, 0 for the session itself
 * @value: the same as that of items with the same bytes and direction, on both sides
 * @lane: (streams) connections from 0 on, two for each: received, then sent
 * @kind: a #SockeyeRecordKind
 * @role: the one that it counts as
 *
 * One thing that is compared with another.
 */
typedef struct
{
  guint64 record;
  gint64 time;
  guint32 offset;
  guint32 length;
  guint32 n_records;
  guint32 peer;
  guint32 value;
  guint32 lane;
  guint8 kind;
  guint8 role;
} SockeyeDiffItem;

/* What is to be compared of one capture. Once it is read it does not change, and any thread may ask. */
typedef struct _SockeyeDiffSide SockeyeDiffSide;

/* Asked now and then, with the records that were looked at; returns whether to stop. */
typedef gboolean (*SockeyeDiffReading) (guint64 n_records, gpointer data);

SockeyeDiffSide *sockeye_diff_side_new (SockeyeCapture *capture, const SockeyeDiffSideOptions *options);
void sockeye_diff_side_free (SockeyeDiffSide *self);
guint64 sockeye_diff_side_get_n_records (const SockeyeDiffSide *self);
gboolean sockeye_diff_side_read (SockeyeDiffSide *self,
                                 SockeyeDigestTable *table,
                                 const SockeyeDigestKey *key,
                                 SockeyeDiffReading reading,
                                 gpointer data);

SockeyeCapture *sockeye_diff_side_get_capture (const SockeyeDiffSide *self);
const SockeyeDiffItem *sockeye_diff_side_get_items (const SockeyeDiffSide *self, guint *n_items);
gboolean sockeye_diff_side_is_cut (const SockeyeDiffSide *self);
guint64 sockeye_diff_side_get_n_gone (const SockeyeDiffSide *self);
gint64 sockeye_diff_side_get_origin (const SockeyeDiffSide *self);
SockeyeReadResult sockeye_diff_side_read_bytes (const SockeyeDiffSide *self,
                                                const SockeyeDiffItem *item,
                                                guint32 from,
                                                guint8 *bytes,
                                                gsize length,
                                                gboolean wait);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeDiffSide, sockeye_diff_side_free)

G_END_DECLS
