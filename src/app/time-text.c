/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "time-text.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define FRACTION_DIGITS 6

/* At most @n_max digits, at least one. */
static gboolean
take_number (const char **text, guint n_max, guint *number, guint *n_digits)
{
  guint n = 0;

  *number = 0;
  for (; n < n_max && g_ascii_isdigit (**text); n++)
    *number = *number * 10 + (guint) g_ascii_digit_value (*(*text)++);
  *n_digits = n;
  return n > 0;
}

static gboolean
take_char (const char **text, char ch)
{
  if (**text != ch)
    return FALSE;

  (*text)++;
  return TRUE;
}

typedef struct
{
  guint year, month, day;
  guint hour, minute, second, microsecond;
  gint64 span; /* of the last part that was typed, in microseconds */
} Parts;

static gboolean
take_date (const char **text, Parts *parts)
{
  guint n;

  parts->span = G_TIME_SPAN_DAY;
  return take_number (text, 4, &parts->year, &n) && n == 4 && take_char (text, '-')
         && take_number (text, 2, &parts->month, &n) && take_char (text, '-')
         && take_number (text, 2, &parts->day, &n);
}

static gboolean
take_fraction (const char **text, Parts *parts)
{
  guint n;

  if (!take_number (text, FRACTION_DIGITS, &parts->microsecond, &n))
    return FALSE;

  for (parts->span = 1; n < FRACTION_DIGITS; n++)
    {
      parts->microsecond *= 10;
      parts->span *= 10;
    }
  return TRUE;
}

static gboolean
take_clock (const char **text, Parts *parts)
{
  guint n;

  parts->span = G_TIME_SPAN_MINUTE;
  if (!take_number (text, 2, &parts->hour, &n) || !take_char (text, ':')
      || !take_number (text, 2, &parts->minute, &n))
    return FALSE;
  if (!take_char (text, ':'))
    return TRUE;

  parts->span = G_TIME_SPAN_SECOND;
  if (!take_number (text, 2, &parts->second, &n))
    return FALSE;
  return !take_char (text, '.') || take_fraction (text, parts);
}

static gboolean
take_all (const char *text, Parts *parts)
{
  if (memchr (text, '-', strlen (text)) != NULL)
    {
      if (!take_date (&text, parts))
        return FALSE;
      if (*text == '\0')
        return TRUE;
      if (!take_char (&text, ' ') && !take_char (&text, 'T'))
        return FALSE;
    }
  return take_clock (&text, parts) && *text == '\0';
}

/**
 * sockeye_time_text_parse:
 * @text: what was typed
 * @day: a time of the day that is meant when no date was typed, microseconds since the Epoch
 * @from: (out): the time, microseconds since the Epoch
 * @to: (out): the last microsecond that is still called so: of "14:03" the end of the minute
 * @error: return location for an error, a sentence for the user
 *
 * Reads a time in the local time zone.
 *
 * Returns: whether @text is a time
 */
gboolean
sockeye_time_text_parse (const char *text, gint64 day, gint64 *from, gint64 *to, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (day / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = NULL;
  Parts parts = { 0 };

  if (date != NULL)
    {
      parts.year = (guint) g_date_time_get_year (date);
      parts.month = (guint) g_date_time_get_month (date);
      parts.day = (guint) g_date_time_get_day_of_month (date);
    }
  if (take_all (stripped, &parts))
    time = g_date_time_new_local ((int) parts.year, (int) parts.month, (int) parts.day, (int) parts.hour,
                                  (int) parts.minute, parts.second);
  if (time == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("Enter a time such as 14:03:05.25, with a date in front if it is another day: "
                              "2025-11-22 14:03:05."));
      return FALSE;
    }

  *from = g_date_time_to_unix (time) * G_USEC_PER_SEC + parts.microsecond;
  *to = *from + parts.span - 1;
  return TRUE;
}
