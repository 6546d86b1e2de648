/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "pattern.h"

G_BEGIN_DECLS

#define SOCKEYE_FILTER_RECEIVED  (1u << SOCKEYE_RECORD_RECEIVED)
#define SOCKEYE_FILTER_SENT      (1u << SOCKEYE_RECORD_SENT)
#define SOCKEYE_FILTER_EVENTS    (1u << SOCKEYE_RECORD_EVENT)
#define SOCKEYE_FILTER_ALL_KINDS (SOCKEYE_FILTER_RECEIVED | SOCKEYE_FILTER_SENT | SOCKEYE_FILTER_EVENTS)

/**
 * SockeyeFilter:
 * @kinds: SOCKEYE_FILTER_… flags
 * @peer: only this peer; 0: any
 * @min_length: bytes at least
 * @max_length: bytes at most; 0: any
 * @from: not before this time (microseconds since the Epoch); 0: any
 * @to: not after this time; 0: any
 * @pattern: (nullable): what the bytes (or an event's sentence) must contain
 *
 * Which records are wanted.
 */
typedef struct
{
  guint kinds;
  guint32 peer;
  guint32 min_length;
  guint32 max_length;
  gint64 from;
  gint64 to;
  SockeyePattern *pattern;
} SockeyeFilter;

gboolean sockeye_filter_passes (const SockeyeFilter *filter, const SockeyeRecord *record);

#define SOCKEYE_TYPE_SCAN (sockeye_scan_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeScan, sockeye_scan, SOCKEYE, SCAN, GObject)

/* Looks through a capture on a thread of its own, and goes on with what arrives. All functions: from any thread. */
SockeyeScan *sockeye_scan_new (SockeyeCapture *capture, const SockeyeFilter *filter, guint64 start);

const SockeyeFilter *sockeye_scan_get_filter (SockeyeScan *self);
void sockeye_scan_wake (SockeyeScan *self);
guint64 sockeye_scan_get_position (SockeyeScan *self);
guint64 sockeye_scan_get_n_matches (SockeyeScan *self);
guint64 sockeye_scan_get_n_records (SockeyeScan *self);
void sockeye_scan_set_limit (SockeyeScan *self, guint64 limit);
gboolean sockeye_scan_is_full (SockeyeScan *self);
guint64 sockeye_scan_get_number (SockeyeScan *self, guint64 index);
guint64 sockeye_scan_find_number (SockeyeScan *self, guint64 number);
void sockeye_scan_get_rows_before (SockeyeScan *self, guint64 index, SockeyeRowCounts *rows);
gboolean
sockeye_scan_find_row (SockeyeScan *self, gboolean hex, guint64 row, guint64 *index, guint64 *row_in_record);

G_END_DECLS
