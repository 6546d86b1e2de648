/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "log-clock.h"

G_BEGIN_DECLS

/* Headings of messages as other network assistants write them, for programs that read such logs. */
void sockeye_netassist_append_heading (GString *string,
                                       SockeyeLogClock *clock,
                                       const SockeyeRecord *record,
                                       const SockeyeEndpoint *remote,
                                       gboolean hex);

G_END_DECLS
