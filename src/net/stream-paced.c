/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-private.h"

#include "io-thread.h"

#include <errno.h>

/* Writing with faults on purpose: split, coalesced, delayed, at a rate. */

#define WRITE_SIZE (64 * 1024)

static gboolean
on_time (gpointer data)
{
  g_autoptr (SockeyeStream) self = sockeye_stream_ref (data);

  sockeye_io_thread_clear_timer (&self->pace_timer);
  sockeye_stream_continue (self);
  return G_SOURCE_REMOVE;
}

static void
wait_until (SockeyeStream *self, gint64 time)
{
  gint64 milliseconds = (time - g_get_monotonic_time () + 999) / 1000;

  sockeye_io_thread_set_timer (&self->pace_timer, (guint) CLAMP (milliseconds, 1, G_MAXINT), on_time, self);
}

/* One write of what may go out now, perhaps of several payloads. Returns how many bytes; 0: not now. */
static gsize
write_once (SockeyeStream *self, gsize allowance)
{
  gsize wanted = MIN (allowance, WRITE_SIZE);
  gsize room;
  guint8 *record = sockeye_sink_reserve (self->sink, wanted, &room);
  gssize n;

  self->write_waits = record == NULL;
  if (record == NULL)
    return 0;
  wanted = sockeye_send_queue_copy (&self->queue, record, MIN (wanted, room));
  do
    n = sockeye_stream_send_some (self, record, wanted);
  while (n < 0 && errno == EINTR);

  if (n < 0 && errno != EAGAIN)
    sockeye_stream_send_failed (self, errno);
  if (n <= 0)
    return 0;
  sockeye_sink_commit (self->sink, SOCKEYE_RECORD_SENT, 0, self->peer, g_get_real_time (), (gsize) n);
  sockeye_role_publish_later (self->role);
  return (gsize) n;
}

static void
take_off (SockeyeStream *self, gsize length)
{
  gsize left = length;
  guint payloads = 0;

  while (left > 0)
    {
      gsize size;
      gsize n;

      sockeye_send_queue_peek (&self->queue, &size);
      n = MIN (size, left);
      payloads += sockeye_send_queue_advance (&self->queue, n) ? 1 : 0;
      left -= n;
    }
  sockeye_role_settle (self->role, self->peer, length, payloads);
  sockeye_pacer_take (self->pacer, length, g_get_monotonic_time ());
  sockeye_stream_release_partner (self);
}

/* Private: writes what may go out now, and comes back when more may. */
void
sockeye_stream_write_paced (SockeyeStream *self)
{
  gsize budget = SOCKEYE_DISPATCH_BUDGET;

  while (budget > 0 && self->pace_timer == NULL && !sockeye_send_queue_is_empty (&self->queue))
    {
      gint64 next;
      gsize allowance = sockeye_pacer_get_allowance (self->pacer, g_get_monotonic_time (), &next);
      gsize n;

      if (allowance == 0)
        {
          wait_until (self, next);
          return;
        }
      n = write_once (self, MIN (allowance, budget));
      if (n == 0)
        return;
      take_off (self, n);
      budget -= n;
    }
  sockeye_stream_end_of_queue (self);
}

/* Private: @faults: what the stream does wrong on purpose. Before anything is sent. */
void
sockeye_stream_set_faults (SockeyeStream *self, const SockeyeFaults *faults)
{
  if (sockeye_faults_pace_streams (faults))
    self->pacer = sockeye_pacer_new (faults);
  if (faults->never_read)
    sockeye_stream_command (self, SOCKEYE_COMMAND_PAUSE_READING);
}

/* Private: nothing more is written. */
void
sockeye_stream_forget_faults (SockeyeStream *self)
{
  sockeye_io_thread_clear_timer (&self->pace_timer);
  g_clear_pointer (&self->pacer, sockeye_pacer_free);
}
