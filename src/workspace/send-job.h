/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"

G_BEGIN_DECLS

/* The longest gap between two sendings: a day. */
#define SOCKEYE_GAP_MAX_US G_TIME_SPAN_DAY

/**
 * SockeyePaceKind:
 * @SOCKEYE_PACE_GAPS: after each message its own gap
 * @SOCKEYE_PACE_MESSAGES: so many messages a second
 * @SOCKEYE_PACE_BYTES: so many bytes a second
 * @SOCKEYE_PACE_FLAT_OUT: as fast as each far end reads
 */
typedef enum
{
  SOCKEYE_PACE_GAPS,
  SOCKEYE_PACE_MESSAGES,
  SOCKEYE_PACE_BYTES,
  SOCKEYE_PACE_FLAT_OUT,
} SockeyePaceKind;

#define SOCKEYE_TYPE_SEND_JOB (sockeye_send_job_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSendJob, sockeye_send_job, SOCKEYE, SEND_JOB, SockeyeJob)

/*
 * Sends one or several messages in order, once or round and round. Times do not drift: each sending is due at a time
 * counted from the first one, however late the one before was. One far end that does not read is waited for; of several,
 * it is passed over, so that it slows nobody but itself.
 */
SockeyeSendJob *
sockeye_send_job_new (SockeyeMailer *mailer, SockeyeOutlet *outlet, const SockeyeTarget *target);

void sockeye_send_job_add_step (SockeyeSendJob *self, SockeyePayloadTemplate *message, gint64 gap);
void sockeye_send_job_set_rounds (SockeyeSendJob *self, guint64 rounds);
void sockeye_send_job_set_pace (SockeyeSendJob *self, SockeyePaceKind kind, double per_second);

G_END_DECLS
