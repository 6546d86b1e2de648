/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-text.h"

#include <glib/gi18n-lib.h>

static char *
format_number (guint64 number)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, number);
}

static char *
format_messages (guint64 number)
{
  g_autofree char *text = format_number (number);

  /* Translators: %s is a number */
  return g_strdup_printf (ngettext ("%s message", "%s messages", number), text);
}

/* In milliseconds: of the gaps between the first and the newest message. Those that were handed over as fast as possible
 * went out as fast as the socket took them. */
static char *
format_interval (const SockeyeJobProgress *progress)
{
  double gaps = (double) (progress->messages - 1);
  double ms = (double) progress->elapsed / gaps / 1000;

  if (ms < 1)
    ms = (double) MAX (progress->elapsed, progress->duration) / gaps / 1000;
  return g_strdup_printf ("%.*f", ms >= 0.1 ? 3 : ms >= 0.01 ? 4 : 5, ms);
}

static char *
format_seconds (const SockeyeJobProgress *progress)
{
  return g_strdup_printf ("%.*f", progress->duration >= 1000 ? 3 : 6, (double) progress->duration / 1e6);
}

static double
get_seconds (const SockeyeJobProgress *progress)
{
  return (double) MAX (progress->duration, 1) / 1e6;
}

/* Of all messages but one: what went during the time from the first to the newest. */
static double
get_mean_bytes (const SockeyeJobProgress *progress)
{
  return (double) progress->bytes * (double) (progress->messages - 1) / (double) progress->messages;
}

/* "1,234 messages" or "1,234 of 10,000 messages" */
static char *
describe_count (const SockeyeJobProgress *progress)
{
  g_autofree char *done = format_number (progress->messages);
  g_autofree char *all = NULL;

  if (progress->total_messages == 0)
    return format_messages (progress->messages);

  all = format_messages (progress->total_messages);
  /* Translators: a number, and for example "10,000 messages" */
  return g_strdup_printf (_ ("%s of %s"), done, all);
}

static char *
describe_messages (const SockeyeJobProgress *progress)
{
  g_autofree char *count = describe_count (progress);
  g_autofree char *interval = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *speed = NULL;
  g_autofree char *skipped = NULL;
  GString *text = g_string_new (count);

  if (progress->messages > 1)
    {
      interval = format_interval (progress);
      rate = g_strdup_printf ("%'.0f", (double) (progress->messages - 1) / get_seconds (progress));
      speed = g_format_size ((guint64) (get_mean_bytes (progress) / get_seconds (progress)));
      g_string_append (text, " · ");
      /* Translators: %s is a number of milliseconds */
      g_string_append_printf (text, _ ("every %s ms"), interval);
      g_string_append (text, " · ");
      /* Translators: a number of messages, and a size such as "1.2 MB" */
      g_string_append_printf (text, _ ("%s/s, %s/s"), rate, speed);
    }
  if (progress->skipped > 0)
    {
      skipped = format_messages (progress->skipped);
      g_string_append (text, " · ");
      /* Translators: %s is for example "12 messages" */
      g_string_append_printf (text, _ ("%s not queued for far ends that do not read"), skipped);
    }
  return g_string_free (text, FALSE);
}

static char *
describe_file (const SockeyeJobProgress *progress, double bytes_per_second)
{
  g_autofree char *done = g_format_size (progress->bytes);
  g_autofree char *all = g_format_size (progress->total_bytes);
  g_autofree char *speed = g_format_size ((guint64) bytes_per_second);
  guint64 left = progress->total_bytes - MIN (progress->bytes, progress->total_bytes);
  guint64 seconds = bytes_per_second >= 1 ? (guint64) ((double) left / bytes_per_second) + 1 : 0;

  if (seconds == 0)
    /* Translators: two sizes, such as "1.2 MB", of a file */
    return g_strdup_printf (_ ("%s of %s"), done, all);
  if (seconds < 60)
    /* Translators: two sizes, such as "1.2 MB", of a file; a third one; and a number of seconds */
    return g_strdup_printf (_ ("%s of %s · %s/s · %u s left"), done, all, speed, (guint) seconds);
  /* Translators: two sizes, such as "1.2 MB", of a file; a third one; minutes and seconds */
  return g_strdup_printf (_ ("%s of %s · %s/s · %u:%02u min left"), done, all, speed, (guint) (seconds / 60),
                          (guint) (seconds % 60));
}

/**
 * sockeye_job_text_describe:
 * @progress: of a job that runs
 * @bytes_per_second: (files) how fast it was lately
 *
 * Returns: (transfer full): how far it is, and how fast
 */
char *
sockeye_job_text_describe (const SockeyeJobProgress *progress, double bytes_per_second)
{
  g_autofree char *text = progress->total_bytes > 0 ? describe_file (progress, bytes_per_second)
                                                    : describe_messages (progress);

  if (!progress->finishing)
    return g_steal_pointer (&text);
  /* Translators: %s is what was handed over so far, such as "10,000 of 10,000 messages · every 1.000 ms" */
  return g_strdup_printf (_ ("%s · waiting until it is written"), text);
}

/* What was handed over but did not go out was not sent. */
static char *
summarize_file (const SockeyeJobProgress *progress)
{
  guint64 sent = progress->bytes - MIN (progress->lost_bytes, progress->bytes);
  g_autofree char *size = g_format_size_full (sent, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *all = g_format_size_full (progress->total_bytes, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *seconds = format_seconds (progress);
  g_autofree char *speed = g_format_size ((guint64) ((double) sent / get_seconds (progress)));

  if (progress->total_bytes > sent)
    /* Translators: two sizes, such as "4.3 GB (4,294,967,296 bytes)", and a number of seconds */
    return g_strdup_printf (_ ("Sent %s of %s in %s s; the rest was not sent."), size, all, seconds);
  /* Translators: a size, such as "4.3 GB (4,294,967,296 bytes)", a number of seconds, and a size */
  return g_strdup_printf (_ ("Sent %s in %s s, %s a second."), size, seconds, speed);
}

static char *
summarize_messages (const SockeyeJobProgress *progress)
{
  g_autofree char *messages = format_messages (progress->messages);
  g_autofree char *size = g_format_size_full (progress->bytes, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *seconds = format_seconds (progress);
  g_autofree char *interval = NULL;

  if (progress->messages < 2)
    /* Translators: for example "1 message", and a size */
    return g_strdup_printf (_ ("Sent %s, %s."), messages, size);

  /* When the far end did not read for a while, the gaps that were kept before tell nothing. */
  if (progress->duration > progress->elapsed + progress->elapsed / 8 + G_USEC_PER_SEC / 10)
    /* Translators: for example "10,000 messages", a size, and a number of seconds */
    return g_strdup_printf (_ ("Sent %s, %s, in %s s."), messages, size, seconds);

  interval = format_interval (progress);
  /* Translators: for example "10,000 messages", a size, a number of seconds, and a number of milliseconds */
  return g_strdup_printf (_ ("Sent %s, %s, in %s s: one every %s ms."), messages, size, seconds, interval);
}

/* A part of a file is no message: there, it was taken off before. */
static char *
add_lost (const char *sent, const SockeyeJobProgress *progress)
{
  g_autofree char *messages = format_messages (progress->lost_messages);
  g_autofree char *size = g_format_size_full (progress->lost_bytes, G_FORMAT_SIZE_LONG_FORMAT);

  if (progress->lost_messages == 0 || progress->total_bytes > 0)
    return g_strdup (sent);
  /* Translators: a sentence about what was sent, for example "12 messages", and a size */
  return g_strdup_printf (_ ("%s Of this, %s did not go out, or not wholly: %s."), sent, messages, size);
}

/**
 * sockeye_job_text_summarize:
 * @progress: of a job that has ended
 *
 * Returns: (transfer full): what was really achieved, as a sentence, and what was queued or did not go out, as others
 */
char *
sockeye_job_text_summarize (const SockeyeJobProgress *progress)
{
  g_autofree char *sent = progress->total_bytes > 0 ? summarize_file (progress)
                                                    : summarize_messages (progress);
  g_autofree char *known = add_lost (sent, progress);
  g_autofree char *queued = NULL;

  if (progress->queued == 0)
    return g_steal_pointer (&known);
  queued = g_format_size (progress->queued);
  /* Translators: sentences about what was sent, and a size such as "4.3 MB" */
  return g_strdup_printf (_ ("%s Of this, %s were still queued at that moment."), known, queued);
}
