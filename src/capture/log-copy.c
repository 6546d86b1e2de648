/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-copy-private.h"

/* The least that a byte takes as text: UTF-16 makes one letter of two bytes. */
#define BYTES_PER_LETTER_MAX 2

/**
 * sockeye_log_position_compare:
 *
 * Returns: less than, equal to or greater than 0, as @a is before, at or behind @b
 */
int
sockeye_log_position_compare (const SockeyeLogPosition *a, const SockeyeLogPosition *b)
{
  if (a->number != b->number)
    return a->number < b->number ? -1 : 1;
  if (a->byte != b->byte)
    return a->byte < b->byte ? -1 : 1;

  return 0;
}

static gboolean
copy_record (SockeyeLogCopying *copying,
             guint64 number,
             const SockeyeLogPosition *from,
             const SockeyeLogPosition *to,
             SockeyeLogCopy how,
             GError **error)
{
  SockeyeRecord record;
  SockeyeLogCopyPart part = { .number = number, .record = &record };

  if (!sockeye_capture_get_record (copying->capture, number, &record))
    return sockeye_log_copying_check (SOCKEYE_READ_GONE, error);

  part.start = number == from->number ? MIN (from->byte, record.length) : 0;
  part.end = number == to->number ? MIN (to->byte, record.length) : record.length;
  return sockeye_log_copying_append (copying, &part, how, error);
}

/* Refuses gigabytes before the first of them is read. */
static gboolean
check_span (SockeyeCapture *capture, const SockeyeLogPosition *from, guint64 end, gsize limit, GError **error)
{
  SockeyeRecord first, last;

  if (end - from->number < 2 || !sockeye_capture_get_record (capture, from->number, &first)
      || !sockeye_capture_get_record (capture, end - 2, &last))
    return TRUE;
  if ((last.offset + last.length - first.offset - MIN (from->byte, first.length)) / BYTES_PER_LETTER_MAX
      <= limit)
    return TRUE;

  return sockeye_log_copying_set_too_large (limit, error);
}

/* The next wanted record from @number on. */
static guint64
get_next (SockeyeScan *filter, guint64 number, guint64 end)
{
  guint64 index;

  if (filter == NULL)
    return number;

  index = sockeye_scan_find_number (filter, number);
  return index < sockeye_scan_get_n_records (filter) ? sockeye_scan_get_number (filter, index) : end;
}

/**
 * sockeye_log_copy:
 * @capture: a capture
 * @filter: (nullable): names the records to copy, of those between the positions; %NULL: all
 * @settings: how rows are written; lines are not cut, and the disk is waited for, whatever they say
 * @from: the first byte
 * @to: one past the last byte: { n + 1, 0 } to have record n whole
 * @how: what is wanted
 * @limit: the most bytes that the string may have
 * @cancellable: (nullable): stops the work
 * @error: return location for an error
 *
 * What is between two positions. As text, records that continue each other are joined as they came, and others
 * begin on a new line; a NUL is written as "␀", since a clipboard's text would end there. Of the parts of a record
 * that are wanted as rows, the whole rows are written. Events have no bytes and are left out where bytes are wanted.
 *
 * Returns: (transfer full): valid UTF-8; %NULL with %SOCKEYE_ERROR_TOO_LARGE, with %SOCKEYE_ERROR_STORE when a part
 *   is gone or unreadable, or with %G_IO_ERROR_CANCELLED
 */
char *
sockeye_log_copy (SockeyeCapture *capture,
                  SockeyeScan *filter,
                  const SockeyeLogSettings *settings,
                  const SockeyeLogPosition *from,
                  const SockeyeLogPosition *to,
                  SockeyeLogCopy how,
                  gsize limit,
                  GCancellable *cancellable,
                  GError **error)
{
  SockeyeLogSettings complete = *settings;
  g_autoptr (SockeyeLogReader) reader = NULL;
  g_autoptr (SockeyeLogLine) line = sockeye_log_line_new ();
  guint64 end = MIN (sockeye_capture_get_n_records (capture), to->byte > 0 ? to->number + 1 : to->number);
  SockeyeLogCopying copying = { .capture = capture, .line = line, .limit = limit };
  guint64 number;
  gboolean done;

  if (sockeye_log_position_compare (from, to) >= 0)
    return g_strdup ("");

  complete.line_bytes_max = 0;
  complete.wait = TRUE;
  reader = sockeye_log_reader_new (capture, &complete);
  copying.reader = reader;
  copying.string = g_string_new (NULL);
  number = get_next (filter, from->number, end);
  copying.several = number < end && get_next (filter, number + 1, end) < end;
  done = filter != NULL || check_span (capture, from, end, limit, error);
  for (; done && number < end; number = get_next (filter, number + 1, end))
    done = !g_cancellable_set_error_if_cancelled (cancellable, error)
           && copy_record (&copying, number, from, to, how, error);

  if (how != SOCKEYE_LOG_COPY_TEXT && copying.string->len > 0)
    g_string_truncate (copying.string,
                       copying.string->len - 1); /* a row in the middle of a line stays in that line */
  return g_string_free (copying.string, !done);
}
