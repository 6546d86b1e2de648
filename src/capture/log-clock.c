/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-clock.h"

#define DATE_LENGTH 11 /* "2025-11-22 " */

/* A time before the Epoch (a clock that was never set) must not have a negative fraction. */
static void
split (gint64 time, gint64 *second, gint64 *microseconds)
{
  *second = time / G_USEC_PER_SEC;
  *microseconds = time % G_USEC_PER_SEC;
  if (*microseconds < 0)
    {
      *microseconds += G_USEC_PER_SEC;
      *second -= 1;
    }
}

static const char *
format_second (SockeyeLogClock *self, gint64 second)
{
  guint slot = (guint) ((guint64) second % SOCKEYE_LOG_CLOCK_SLOTS);

  if (self->slots[slot].text[0] == '\0' || self->slots[slot].second != second)
    {
      g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (second);
      g_autofree char *text = local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : NULL;

      /* Beyond the year 9999 there is no such text. */
      g_strlcpy (self->slots[slot].text, text != NULL ? text : "---------- --:--:--",
                 sizeof self->slots[slot].text);
      self->slots[slot].second = second;
    }

  return self->slots[slot].text;
}

/**
 * sockeye_log_clock_append:
 * @self: a clock
 * @string: where to append
 * @time: microseconds since the Epoch
 * @with_date: begin with the date
 *
 * Appends "16:05:41.240123" in the local time zone, or "2025-11-22 16:05:41.240123".
 */
void
sockeye_log_clock_append (SockeyeLogClock *self, GString *string, gint64 time, gboolean with_date)
{
  gint64 second, microseconds;
  const char *text;

  split (time, &second, &microseconds);
  text = format_second (self, second);
  g_string_append (string, with_date ? text : text + DATE_LENGTH);
  g_string_append_printf (string, ".%06u", (guint) microseconds);
}

/**
 * sockeye_log_clock_append_difference:
 * @string: where to append
 * @difference: microseconds
 *
 * Appends "+12.345678", or "-0.000123" where the system's clock was set back in between.
 */
void
sockeye_log_clock_append_difference (GString *string, gint64 difference)
{
  guint64 size = difference < 0 ? 0 - (guint64) difference : (guint64) difference;

  g_string_append_printf (string, "%c%" G_GUINT64_FORMAT ".%06u", difference < 0 ? '-' : '+',
                          size / G_USEC_PER_SEC, (guint) (size % G_USEC_PER_SEC));
}
