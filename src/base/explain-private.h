/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"

G_BEGIN_DECLS

/* event-describe.c */
char *sockeye_format_delay (guint64 milliseconds);

/* explain-unix.c */
gboolean sockeye_explain_unix (const SockeyeEvent *event, const char **cause, const char **remedy);
char *sockeye_explain_unix_specially (const SockeyeEvent *event);

G_END_DECLS
