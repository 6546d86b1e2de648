/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "arrival-table.h"
#include "byte-store.h"
#include "capture-journal-format.h"
#include "capture-journal.h"
#include "peer-table.h"
#include "record-index.h"

G_BEGIN_DECLS

typedef struct
{
  int lock;
  int state;
  int slots; /* mapped */
  int tails;
  int copies;
  int blocks; /* mapped */
  int peers;
} SockeyeJournalFiles;

struct _SockeyeCaptureJournal
{
  /* Borrowed */
  SockeyeDiskThread *disk;
  SockeyeByteStore *bytes;
  SockeyeRecordIndex *index;
  SockeyePeerTable *peers;
  SockeyeArrivalTable *arrivals;
  SockeyeJournalFailed failed;
  gpointer data;

  /* Any thread's */
  _Atomic guint64 n;
  _Atomic guint64 end;
  _Atomic guint64 dropped_datagrams;
  _Atomic guint64 dropped_bytes;
  _Atomic gboolean asked;
  _Atomic gint64 due; /* monotonic: not before */

  /* Under the byte store's lock */
  gboolean begun;
  gboolean stopped;
  char name[SOCKEYE_JOURNAL_NAME_MAX];
  guint64 first;
  guint64 first_offset;

  /* The disk thread's */
  SockeyeJournalBlock *blocks; /* with the lock */
  guint64 *slots;
  guint32 n_slots;
  char *folder;
  char *directory;
  SockeyeJournalFiles files;
  int error_number; /* why it is given up; 0: it is not */
  SockeyeJournalState state;
  guint64 saved;       /* records */
  guint64 said_blocks; /* of the index: all before are in the file of blocks */
  guint64 seen;        /* the newest chunk at the last time */
  guint64 peers_end;   /* of their file */
  guint32 n_copies;
  guint32 n_peers;
  guint n_arrivals;
  GByteArray *buffer;
};

gboolean sockeye_capture_journal_begin (SockeyeCaptureJournal *self);
int sockeye_journal_write (int fd, gconstpointer bytes, gsize length, guint64 position);
gboolean sockeye_capture_journal_save (gpointer data);
void sockeye_capture_journal_give_up (SockeyeCaptureJournal *self, int error_number);

G_END_DECLS
