/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sink.h"

G_BEGIN_DECLS

/* Offsets and memory that are multiples of this let the disk read much at once at its own speed. */
#define SOCKEYE_READ_ALIGNMENT 4096u

/**
 * SockeyeCaptureLimits:
 * @quota: bytes of payload to keep on disk; the oldest give way beyond it
 * @leave_free: bytes of the file system that stay free
 * @memory: bytes of chunks in memory
 * @directory: (nullable): where its files are made; %NULL: the user's cache directory
 * @recoverable: what the files hold can be recovered when the program was killed, see SockeyeLeftover; otherwise they have
 *   no names
 */
typedef struct
{
  guint64 quota;
  guint64 leave_free;
  gsize memory;
  const char *directory;
  gboolean recoverable;
} SockeyeCaptureLimits;

#define SOCKEYE_CAPTURE_LIMITS_DEFAULT                                                                       \
  {                                                                                                          \
    .quota = G_GUINT64_CONSTANT (8) << 30, .leave_free = G_GUINT64_CONSTANT (2) << 30, .memory = 32u << 20,  \
    .directory = NULL, .recoverable = FALSE                                                                  \
  }

/**
 * SockeyeTraffic:
 *
 * Messages and bytes in both directions. Exact, also for what is no longer kept.
 */
typedef struct
{
  guint64 received_messages;
  guint64 received_bytes;
  guint64 sent_messages;
  guint64 sent_bytes;
} SockeyeTraffic;

/**
 * SockeyePeer:
 * @id: its id, from 1
 * @stream: a connection; otherwise the far end of datagrams
 * @open: the connection has not ended
 * @local: this end
 * @remote: the far end
 * @client: (what a relay has towards its target) the peer whose bytes go there; 0: none
 * @link: (Unix sockets) a number that both ends have in common, if both are in this program; 0: none is known
 * @opened: when it was first seen, microseconds since the Epoch
 * @closed: when it ended, or 0
 * @restored: it came with a file, and is nothing that the system knows of
 * @outlived: (restored) it was open when the capture was saved; @closed is when that was
 * @traffic: what went over it
 * @last_received: its newest received record's number plus one, 0: none
 * @last_sent: its newest sent record's number plus one, 0: none
 */
typedef struct
{
  guint32 id;
  gboolean stream;
  gboolean open;
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
  guint32 client;
  guint32 link;
  gint64 opened;
  gint64 closed;
  gboolean restored;
  gboolean outlived;
  SockeyeTraffic traffic;
  guint64 last_received;
  guint64 last_sent;
} SockeyePeer;

/* Rows that records take up: in text one per line (0x0A ends it), in hex one per 16 bytes; at least one each. */
typedef struct
{
  guint64 text;
  guint64 hex;
} SockeyeRowCounts;

typedef enum
{
  SOCKEYE_READ_OK,
  SOCKEYE_READ_LATER, /* not in memory; it has been asked for; try again at the next frame */
  SOCKEYE_READ_GONE,  /* it gave way at the limit */
  SOCKEYE_READ_ERROR, /* the disk failed */
} SockeyeReadResult;

#define SOCKEYE_TYPE_CAPTURE (sockeye_capture_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCapture, sockeye_capture, SOCKEYE, CAPTURE, GObject)

/* Implements SockeyeSink for its one producer. All that follows may be called from any thread. */
SockeyeCapture *sockeye_capture_new (const SockeyeCaptureLimits *limits);

guint64 sockeye_capture_get_first (SockeyeCapture *self);
guint64 sockeye_capture_get_n_records (SockeyeCapture *self);
gboolean sockeye_capture_get_record (SockeyeCapture *self, guint64 number, SockeyeRecord *record);
gboolean sockeye_capture_get_rows_before (SockeyeCapture *self, guint64 number, SockeyeRowCounts *rows);
gboolean
sockeye_capture_find_text_row (SockeyeCapture *self, guint64 row, guint64 *number, guint64 *row_in_record);
gboolean
sockeye_capture_find_hex_row (SockeyeCapture *self, guint64 row, guint64 *number, guint64 *row_in_record);

SockeyeReadResult
sockeye_capture_read (SockeyeCapture *self, guint64 offset, guint8 *bytes, gsize length, gboolean wait);

guint32 sockeye_capture_get_n_peers (SockeyeCapture *self);
gboolean sockeye_capture_get_peer (SockeyeCapture *self, guint32 id, SockeyePeer *peer);
char *sockeye_capture_name_peer (SockeyeCapture *self, const SockeyePeer *peer);
gboolean sockeye_capture_get_arrival (SockeyeCapture *self, guint8 id, SockeyeArrival *arrival);
guint32 sockeye_capture_get_n_open_connections (SockeyeCapture *self);
void sockeye_capture_get_traffic (SockeyeCapture *self, SockeyeTraffic *traffic);
void sockeye_capture_get_dropped (SockeyeCapture *self, guint64 *datagrams, guint64 *bytes);
guint sockeye_capture_get_n_failures (SockeyeCapture *self, SockeyeEvent *last);
guint64 sockeye_capture_get_bytes_kept (SockeyeCapture *self);

/* What was saved, before there is a producer. One thread's. */
gboolean
sockeye_capture_restore_record (SockeyeCapture *self, const SockeyeRecord *record, const guint8 *bytes);
guint64 sockeye_capture_get_n_restored (SockeyeCapture *self);
void sockeye_capture_restore_end (SockeyeCapture *self, guint32 peer, gint64 time, gboolean outlived);
void sockeye_capture_restore_dropped (SockeyeCapture *self, guint64 datagrams, guint64 bytes);

void sockeye_capture_set_name (SockeyeCapture *self, const char *name);

void sockeye_capture_discard_before (SockeyeCapture *self, guint64 number);

void
sockeye_capture_set_notify (SockeyeCapture *self, GMainContext *context, GSourceFunc func, gpointer data);
void sockeye_capture_arm_notify (SockeyeCapture *self);
gboolean sockeye_capture_wait (SockeyeCapture *self, guint64 n_records, guint *n_wakes, gint64 deadline);
void sockeye_capture_wake (SockeyeCapture *self);

guint sockeye_record_text_rows (const SockeyeRecord *record);
guint sockeye_record_hex_rows (const SockeyeRecord *record);

G_END_DECLS
