/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mailer.h"

G_BEGIN_DECLS

/**
 * SockeyeJobProgress:
 * @messages: handed over so far; one that goes to several far ends at once counts once
 * @bytes: of these messages
 * @total_messages: how many there will be; 0: it goes on until it is stopped, or that is not known
 * @total_bytes: (files) how many bytes there will be; 0: not known
 * @skipped: messages that one of several far ends did not get, because its queue is full
 * @elapsed: microseconds from the first message to the newest one
 * @duration: microseconds from the first message until now, or to the end, also while the far end did not read
 * @queued: bytes that still waited to be written to the target's far ends when the job ended
 * @lost_messages: that did not go out, or not wholly, while the job ran: how many deliveries, whoever sent them
 * @lost_bytes: of these, what was not written
 * @finishing: everything was handed over, and waits to be written
 */
typedef struct
{
  guint64 messages;
  guint64 bytes;
  guint64 total_messages;
  guint64 total_bytes;
  guint64 skipped;
  gint64 elapsed;
  gint64 duration;
  guint64 queued;
  guint64 lost_messages;
  guint64 lost_bytes;
  gboolean finishing;
} SockeyeJobProgress;

#define SOCKEYE_TYPE_JOB (sockeye_job_get_type ())
G_DECLARE_DERIVABLE_TYPE (SockeyeJob, sockeye_job, SOCKEYE, JOB, GObject)

/**
 * SockeyeJobClass:
 * @run: does the work, in the job's thread, until it is done or sockeye_job_is_stopped(); FALSE with an error for the
 *   user when it cannot go on
 *
 * Something that sends for a while, in a thread of its own, which may sleep and wait: what repeats, steps through a
 * sequence, or streams a file. Everything below is called from the thread that made it, but for what says otherwise.
 *
 * Signals: "ended" (const GError *error, nullable): once, after it was started; error is %NULL when it is done or was
 *   stopped
 */
struct _SockeyeJobClass
{
  GObjectClass parent_class;

  gboolean (*run) (SockeyeJob *self, GError **error);
};

void sockeye_job_set_up (SockeyeJob *self,
                         SockeyeMailer *mailer,
                         SockeyeOutlet *outlet,
                         const SockeyeTarget *target);
void sockeye_job_start (SockeyeJob *self);
void sockeye_job_stop (SockeyeJob *self);
gboolean sockeye_job_is_running (SockeyeJob *self);
void sockeye_job_get_progress (SockeyeJob *self, SockeyeJobProgress *progress);

/* For subclasses. From any thread: */
SockeyeMailer *sockeye_job_get_mailer (SockeyeJob *self);
SockeyeOutlet *sockeye_job_get_outlet (SockeyeJob *self);
const SockeyeTarget *sockeye_job_get_target (SockeyeJob *self);
gboolean sockeye_job_is_stopped (SockeyeJob *self);
void sockeye_job_set_totals (SockeyeJob *self, guint64 messages, guint64 bytes);
/* In its thread: */
gboolean sockeye_job_wait_until (SockeyeJob *self, gint64 deadline);
guint
sockeye_job_wait_for_room (SockeyeJob *self, guint32 *peers, guint *n_peers, guint64 bytes, guint payloads);
void sockeye_job_count (SockeyeJob *self, guint64 messages, guint64 bytes);
void sockeye_job_count_skipped (SockeyeJob *self, guint64 messages);
void sockeye_job_finish (SockeyeJob *self);

G_END_DECLS
