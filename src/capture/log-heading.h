/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-reader.h"

G_BEGIN_DECLS

/* Writes what stands in front of a message: when, which way, with whom, how much. For one thread. */
typedef struct _SockeyeLogHeading SockeyeLogHeading;

SockeyeLogHeading *sockeye_log_heading_new (SockeyeCapture *capture);
void sockeye_log_heading_free (SockeyeLogHeading *self);
void
sockeye_log_heading_fill (SockeyeLogHeading *self, const SockeyeLogSettings *settings, SockeyeLogLine *line);

G_END_DECLS
