/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-private.h"

#include <stdatomic.h>

/* What the capture says about itself, in records: by the producer, whoever found it out. It is said when the producer
 * publishes, or by a timer in its context when it has nothing more to publish. */

static void
call_later (SockeyeCapture *self)
{
  atomic_store (&self->has_notices, TRUE);
  sockeye_context_call_post (self->notice, (guint) (self->notice_interval / 1000 + 1));
}

/* Private: some more gave way at the limit. With the lock; any thread. */
void
sockeye_capture_note_discarded (SockeyeCapture *self, guint64 records, guint64 bytes)
{
  self->notices.records += records;
  self->notices.bytes += bytes;
  call_later (self);
}

/* Private: the disk failed. With the lock; any thread. */
void
sockeye_capture_note_failed (SockeyeCapture *self, int error_number, guint64 capacity)
{
  self->notices.error_number = error_number;
  self->notices.capacity = capacity;
  self->n_failures++;
  self->failure = error_number;
  self->capacity = capacity;
  call_later (self);
}

/* Private: what comes now could not be recovered. With the lock; any thread. */
void
sockeye_capture_note_unrecoverable (SockeyeCapture *self, int error_number)
{
  self->notices.unrecoverable = error_number;
  call_later (self);
}

/* Private: datagrams could not be stored. */
void
sockeye_capture_note_dropped (SockeyeCapture *self)
{
  call_later (self);
}

static void
say (SockeyeCapture *self, const SockeyeEvent *event)
{
  sockeye_capture_append_event (self, 0, g_get_real_time (), event);
}

/* The first is said at once; then as much as came together in an interval. */
static gboolean
is_due (SockeyeCapture *self, gint64 now, gint64 *said)
{
  if (*said != 0 && now - *said < self->notice_interval)
    return FALSE;

  *said = now;
  return TRUE;
}

static SockeyeCaptureNotices
take_notices (SockeyeCapture *self, gint64 now)
{
  SockeyeCaptureNotices taken;

  sockeye_byte_store_lock (self->bytes);
  atomic_store (&self->has_notices, FALSE);
  taken = self->notices;
  self->notices.error_number = 0;
  self->notices.unrecoverable = 0;
  if (taken.records > 0 && !is_due (self, now, &self->said_discarded))
    {
      taken.records = 0;
      call_later (self);
    }
  else
    self->notices = (SockeyeCaptureNotices){ 0 };
  sockeye_byte_store_unlock (self->bytes);

  return taken;
}

/* When the room is back. */
static void
say_not_stored (SockeyeCapture *self, gint64 now)
{
  guint64 datagrams, bytes;

  sockeye_capture_get_dropped (self, &datagrams, &bytes);
  if (datagrams == self->said_datagrams && bytes == self->said_bytes)
    return;
  if (sockeye_byte_store_is_starved (self->bytes) || !is_due (self, now, &self->said_not_stored))
    {
      call_later (self);
      return;
    }

  say (self, &(SockeyeEvent){ .type = SOCKEYE_EVENT_NOT_STORED,
                              .number = datagrams - self->said_datagrams,
                              .number2 = bytes - self->said_bytes });
  self->said_datagrams = datagrams;
  self->said_bytes = bytes;
}

/* Private: makes records of what has to be said. The producer's. */
void
sockeye_capture_say_notices (SockeyeCapture *self)
{
  gint64 now = g_get_monotonic_time ();
  SockeyeCaptureNotices notices = take_notices (self, now);

  if (notices.error_number != 0)
    say (self, &(SockeyeEvent){ .type = SOCKEYE_EVENT_STORE_FAILED,
                                .error_number = notices.error_number,
                                .text = self->folder,
                                .number = notices.capacity });
  if (notices.unrecoverable != 0)
    say (self, &(SockeyeEvent){
                   .type = SOCKEYE_EVENT_STORE_FAILED, .error_number = notices.unrecoverable, .number2 = 1 });
  if (notices.records > 0)
    say (self, &(SockeyeEvent){
                   .type = SOCKEYE_EVENT_DISCARDED, .number = notices.records, .number2 = notices.bytes });
  say_not_stored (self, now);
}
