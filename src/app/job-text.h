/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"

G_BEGIN_DECLS

/* The progress of a job in words. */
char *sockeye_job_text_describe (const SockeyeJobProgress *progress, double bytes_per_second);
char *sockeye_job_text_summarize (const SockeyeJobProgress *progress);

G_END_DECLS
