/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOCKEYE_LOG_CLOCK_SLOTS 64

/**
 * SockeyeLogClock:
 *
 * Writes times, and remembers the conversions of the last seconds: a view asks for the same few dozen, 60 times a
 * second. A plain value, all zeros to begin with; for one thread.
 */
typedef struct
{
  struct
  {
    gint64 second; /* since the Epoch */
    char text[32]; /* "2025-11-22 16:05:41"; "": not used yet */
  } slots[SOCKEYE_LOG_CLOCK_SLOTS];
} SockeyeLogClock;

void sockeye_log_clock_append (SockeyeLogClock *self, GString *string, gint64 time, gboolean with_date);
void sockeye_log_clock_append_difference (GString *string, gint64 difference);

G_END_DECLS
