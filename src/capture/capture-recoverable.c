/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-journal-private.h"
#include "capture-private.h"

/* The capture's side of its journal. */

static void
on_journal_failed (gpointer data, int error_number)
{
  sockeye_capture_note_unrecoverable (data, error_number);
}

/* Private: from its beginning on, so that nothing is missing. */
void
sockeye_capture_set_up_journal (SockeyeCapture *self, const SockeyeCaptureLimits *limits)
{
  self->journal = sockeye_capture_journal_new (limits, self->disk, on_journal_failed, self);
  self->journal->bytes = self->bytes;
  self->journal->index = self->index;
  self->journal->peers = self->peers;
  self->journal->arrivals = self->arrivals;
  sockeye_byte_store_set_journal (self->bytes, self->journal);
  sockeye_record_index_set_journal (self->index, self->journal);
}

/**
 * sockeye_capture_set_name:
 * @self: a capture
 * @name: what the session is, such as "TCP server 0.0.0.0:8080"
 *
 * Tells the user which one it was when it has to be recovered. Any thread.
 */
void
sockeye_capture_set_name (SockeyeCapture *self, const char *name)
{
  if (self->journal == NULL)
    return;

  sockeye_byte_store_lock (self->bytes);
  sockeye_capture_journal_set_name (self->journal, name);
  sockeye_byte_store_unlock (self->bytes);
}
