/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "arrival-table.h"
#include "byte-store.h"
#include "capture-journal.h"
#include "capture.h"
#include "context-call.h"
#include "peer-table.h"
#include "record-index.h"

G_BEGIN_DECLS

/**
 * SockeyeCaptureNotices:
 * @records: records that gave way since it was last said
 * @bytes: bytes received and sent in them
 * @error_number: why the store failed; 0: it did not, or it was said
 * @capacity: bytes that can still be kept then
 * @unrecoverable: why the journal failed; 0: as above
 *
 * What the capture itself has to say, in records of its own.
 */
typedef struct
{
  guint64 records;
  guint64 bytes;
  int error_number;
  guint64 capacity;
  int unrecoverable;
} SockeyeCaptureNotices;

/* Who is to be told of the next publishing: bits of "asked". */
#define SOCKEYE_CAPTURE_ASKED_NOTIFY (1u << 0)
#define SOCKEYE_CAPTURE_ASKED_WAKE   (1u << 1)

struct _SockeyeCapture
{
  GObject parent_instance;

  /* Owned */
  SockeyeDiskThread *disk;
  SockeyeByteStore *bytes; /* its lock is the capture's */
  SockeyeRecordIndex *index;
  SockeyePeerTable *peers;
  SockeyeArrivalTable *arrivals;
  SockeyeCaptureJournal *journal; /* (nullable) */
  SockeyeContextCall *notify;
  SockeyeContextCall *room;
  SockeyeContextCall *notice; /* in the producer's context, when something remains to be said */
  char *folder;               /* of the files, as it is displayed */

  /* Any thread's. Set under the lock: first before first_offset; both before what they give up is used again. */
  _Atomic guint64 first;
  _Atomic guint64 first_offset;
  _Atomic guint64 end_offset; /* of the published records */
  _Atomic guint64 n_published;
  _Atomic guint asked; /* SOCKEYE_CAPTURE_ASKED_… */
  _Atomic gboolean has_notices;
  _Atomic guint64 dropped_datagrams;
  _Atomic guint64 dropped_bytes;
  _Atomic guint64 n_restored; /* records, the first ones */

  /* Threads that wait for records; the mutex is theirs alone. */
  GMutex wait_mutex;
  GCond published;
  guint n_wakes;

  /* Under the lock */
  guint64 first_bytes; /* received and sent before the first record */
  SockeyeCaptureNotices notices;
  guint n_failures; /* of the disk */
  int failure;      /* the last one's errno */
  guint64 capacity; /* since then */

  /* The producer's */
  gboolean has_news; /* other than records */
  gboolean index_failed;
  guint64 said_datagrams; /* of the dropped ones */
  guint64 said_bytes;
  gint64 said_discarded; /* when; monotonic time */
  gint64 said_not_stored;
  gint64 notice_interval; /* microseconds */
};

void sockeye_capture_init_sink (SockeyeSinkInterface *interface);
void sockeye_capture_set_up_journal (SockeyeCapture *self, const SockeyeCaptureLimits *limits);
void sockeye_capture_publish (SockeyeCapture *self);
void sockeye_capture_tell_published (SockeyeCapture *self);
void sockeye_capture_give_way (SockeyeCapture *self, guint64 first, gboolean spare_memory);
void sockeye_capture_note_discarded (SockeyeCapture *self, guint64 records, guint64 bytes);
void sockeye_capture_note_failed (SockeyeCapture *self, int error_number, guint64 capacity);
void sockeye_capture_note_unrecoverable (SockeyeCapture *self, int error_number);
void sockeye_capture_note_dropped (SockeyeCapture *self);
void sockeye_capture_say_notices (SockeyeCapture *self);
void
sockeye_capture_append_event (SockeyeCapture *self, guint32 peer, gint64 time, const SockeyeEvent *event);

/* For tests. */
void sockeye_capture_set_write_hook (SockeyeCapture *self, SockeyeWriteHook hook, gpointer data);
void sockeye_capture_set_room_hook (SockeyeCapture *self, SockeyeRoomHook hook, gpointer data);
void sockeye_capture_wait_for_closed (void);
void sockeye_capture_set_notice_interval (SockeyeCapture *self, gint64 microseconds);

G_END_DECLS
