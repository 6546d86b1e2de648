/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_FILE_JOB (sockeye_file_job_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeFileJob, sockeye_file_job, SOCKEYE, FILE_JOB, SockeyeJob)

/*
 * Streams a file from the disk: to connections as it is, to a far end of datagrams cut into datagrams. Memory does not grow
 * with the file; of several connections each one gets it as fast as it reads.
 */
SockeyeFileJob *
sockeye_file_job_new (SockeyeMailer *mailer, SockeyeOutlet *outlet, const SockeyeTarget *target, GFile *file);

gboolean sockeye_file_job_check_file (GFile *file, GError **error);

void sockeye_file_job_set_datagrams (SockeyeFileJob *self, guint size, double per_second);
void sockeye_file_job_set_bytes_per_second (SockeyeFileJob *self, double per_second);
GFile *sockeye_file_job_get_file (SockeyeFileJob *self);

G_END_DECLS
