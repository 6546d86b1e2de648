/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "player-private.h"

#include <glib/gi18n-lib.h>

/* What is looked after while steps are done: the output, the room that is given back, time. */

/* Bytes that the output may be behind before nothing more is read, and below which reading goes on. */
#define BEHIND_MAX (64u << 20)
#define BEHIND_MIN (16u << 20)
/* What was written and looked at is given back, but for some records, which are looked at to decode what follows. */
#define GIVE_BACK_MIN 4096
#define KEPT          1024
static guint64
get_offset (SockeyePlayer *self, guint64 number)
{
  SockeyeRecord record;

  if (!sockeye_capture_get_record (self->capture, number, &record))
    return 0;
  return record.offset + record.length;
}

/* Bytes that were received and neither written nor, if somebody looks at all of them, looked at. */
static guint64
get_behind (SockeyePlayer *self)
{
  guint64 n = sockeye_capture_get_n_records (self->capture);
  guint64 done = sockeye_report_get_position (self->report);
  guint64 from, to;

  if (self->script->echo)
    done = MIN (done, self->position);
  if (done >= n)
    return 0;
  to = get_offset (self, n - 1);
  from = get_offset (self, MAX (done, sockeye_capture_get_first (self->capture)));
  return to > from ? to - from : 0;
}

/**
 * sockeye_player_throttle: (skip)
 *
 * Who sends waits when nobody reads the output: nothing is lost, and nothing grows without a bound.
 */
void
sockeye_player_throttle (SockeyePlayer *self)
{
  guint64 behind = get_behind (self);
  guint32 n_peers = sockeye_capture_get_n_peers (self->capture);

  /* Not again without need: it would be news, which brings the next turn. */
  if (behind > BEHIND_MAX && (!self->throttled || n_peers != self->throttled_peers))
    {
      sockeye_session_set_reading (self->session, 0, FALSE);
      self->throttled = TRUE;
      self->throttled_peers = n_peers;
    }
  else if (self->throttled && behind < BEHIND_MIN)
    {
      sockeye_session_set_reading (self->session, 0, TRUE);
      self->throttled = FALSE;
    }
}

static void
give_back (SockeyePlayer *self)
{
  guint64 done = sockeye_report_get_position (self->report);

  if (self->looking)
    done = MIN (done, self->position);
  if (done > sockeye_capture_get_first (self->capture) + GIVE_BACK_MIN + KEPT)
    sockeye_capture_discard_before (self->capture, done - KEPT);
}

/**
 * sockeye_player_check_report: (skip)
 *
 * Ends it when the output has ended: with success when it is complete.
 */
void
sockeye_player_check_report (SockeyePlayer *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (sockeye_report_get_lost (self->report) > 0)
    sockeye_player_end (self, SOCKEYE_STATUS_FAILED,
                        _ ("What came was faster than the output could be written, and the capture is at its "
                           "limit, so that a part of it is missing there. Write to something faster."));
  if (!sockeye_report_is_done (self->report))
    return;
  if (sockeye_report_finish (self->report, &error))
    {
      sockeye_player_end (self, SOCKEYE_STATUS_MET, NULL);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    {
      sockeye_player_end (self, SOCKEYE_STATUS_NO_READER, NULL);
      return;
    }
  /* Translators: %s is what the system said, such as "No space left on device" */
  message = g_strdup_printf (_ ("The output could not be written: %s"), error->message);
  sockeye_player_end (self, SOCKEYE_STATUS_FAILED, message);
}

static void
stop_listening_if_once (SockeyePlayer *self)
{
  /* A connection can be over before the session tells of it. */
  if (!self->script->once || self->stopped_listening || sockeye_capture_get_n_peers (self->capture) == 0)
    return;
  self->stopped_listening = TRUE;
  sockeye_session_stop_listening (self->session);
}

/**
 * sockeye_player_watch: (skip)
 *
 * Called in every turn.
 */
void
sockeye_player_watch (SockeyePlayer *self)
{
  sockeye_player_throttle (self);
  give_back (self);
  sockeye_player_check_report (self);
  stop_listening_if_once (self);
  if (g_get_monotonic_time () >= self->deadline)
    sockeye_player_end (self, SOCKEYE_STATUS_TIMEOUT, _ ("The time given by --timeout is over."));
}
