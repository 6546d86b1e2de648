/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "disk-thread.h"

G_BEGIN_DECLS

/* What makes a capture recoverable when the program is killed: the files named in capture-journal-format.h. The disk
 * thread writes them, twenty times a second at most, and only while there is news; nothing of it is done where records are
 * made. */
typedef struct _SockeyeCaptureJournal SockeyeCaptureJournal;

/* Called once, by the disk thread with the byte store's lock: the capture cannot be recovered (any more). */
typedef void (*SockeyeJournalFailed) (gpointer data, int error_number);

SockeyeCaptureJournal *sockeye_capture_journal_new (const SockeyeCaptureLimits *limits,
                                                    SockeyeDiskThread *disk,
                                                    SockeyeJournalFailed failed,
                                                    gpointer data);
void sockeye_capture_journal_stop (SockeyeCaptureJournal *self);
void sockeye_capture_journal_free (SockeyeCaptureJournal *self);
void sockeye_capture_journal_end (void);
int sockeye_capture_journal_remove (const char *directory);

/* The producer's. */
void sockeye_capture_journal_note (SockeyeCaptureJournal *self, guint64 n, guint64 end);

/* Any thread's. */
void sockeye_capture_journal_ask (SockeyeCaptureJournal *self);
void sockeye_capture_journal_set_dropped (SockeyeCaptureJournal *self, guint64 datagrams, guint64 bytes);

/* With the byte store's lock. */
void sockeye_capture_journal_set_name (SockeyeCaptureJournal *self, const char *name);
void sockeye_capture_journal_set_first (SockeyeCaptureJournal *self, guint64 first, guint64 offset);
void sockeye_capture_journal_forget_block (SockeyeCaptureJournal *self, guint64 block);

/* The disk thread's. */
const char *sockeye_capture_journal_get_directory (SockeyeCaptureJournal *self);
void sockeye_capture_journal_set_slot (SockeyeCaptureJournal *self, guint32 slot, guint64 chunk);

G_END_DECLS
