/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-copy.h"

#include "errors.h"
#include "hex.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The least that a byte takes as text: UTF-16 makes one letter of two bytes. */
#define BYTES_PER_LETTER_MAX 2

typedef struct
{
  SockeyeCapture *capture;
  SockeyeLogReader *reader;
  SockeyeLogLine *line;
  GString *string;
  gsize limit;

  /* Of the record before, for the text: */
  gboolean has_previous;
  SockeyeRecord previous;
} Copy;

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
set_too_large (gsize limit, GError **error)
{
  g_autofree char *size = g_format_size (limit);

  /* Translators: %s is a size such as "16.8 MB". */
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
               _ ("This is more than %s, too much to copy at once. Select less, or save the log to a file."),
               size);
  return FALSE;
}

static gboolean
check_result (SockeyeReadResult result, GError **error)
{
  if (result == SOCKEYE_READ_OK)
    return TRUE;

  if (result == SOCKEYE_READ_GONE)
    g_set_error_literal (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
        _ ("Nothing was copied, because a part of it is no longer kept: the oldest data gives way at "
           "the limit. Select newer data."));
  else
    g_set_error_literal (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
        _ ("Nothing was copied, because a part of it could not be read from the disk. Try again."));
  return FALSE;
}

static gboolean
copy_rows (Copy *copy, guint64 number, guint32 start, guint32 end, GError **error)
{
  guint first = 0;
  guint last = 0;
  SockeyeReadResult result = SOCKEYE_READ_OK;

  if (end > start)
    {
      result = sockeye_log_reader_find_byte (copy->reader, number, start, &first);
      if (result == SOCKEYE_READ_OK)
        result = sockeye_log_reader_find_byte (copy->reader, number, end - 1, &last);
    }
  if (!check_result (result, error))
    return FALSE;

  for (guint row = first; row <= last; row++)
    {
      sockeye_log_reader_read (copy->reader, number, row, copy->line);
      if (!check_result (copy->line->result, error))
        return FALSE;
      sockeye_log_line_append_to (copy->line, copy->string);
      g_string_append_c (copy->string, '\n');
      if (copy->string->len > copy->limit)
        return set_too_large (copy->limit, error);
    }

  return TRUE;
}

static gboolean
is_continued_by (const SockeyeRecord *previous, const SockeyeRecord *record)
{
  return previous->kind == record->kind && previous->kind != SOCKEYE_RECORD_EVENT
         && previous->peer == record->peer && (record->flags & SOCKEYE_RECORD_DATAGRAM) == 0;
}

/* Text from different peers, or from different datagrams, is not run together. */
static void
separate (Copy *copy, const SockeyeRecord *record)
{
  GString *string = copy->string;

  if (copy->has_previous && string->len > 0 && string->str[string->len - 1] != '\n'
      && !is_continued_by (&copy->previous, record))
    g_string_append_c (string, '\n');
}

/* A clipboard's text ends at a NUL, so that must not cut off what follows. */
static void
append_without_nul (GString *string, const GString *text)
{
  const char *at = text->str;
  const char *end = at + text->len;
  const char *nul;

  while ((nul = memchr (at, '\0', (gsize) (end - at))) != NULL)
    {
      g_string_append_len (string, at, nul - at);
      g_string_append (string, "␀");
      at = nul + 1;
    }
  g_string_append_len (string, at, end - at);
}

static gboolean
copy_text (Copy *copy,
           guint64 number,
           const SockeyeRecord *record,
           guint32 start,
           guint32 end,
           GError **error)
{
  SockeyeReadResult result;

  separate (copy, record);
  if (record->kind == SOCKEYE_RECORD_EVENT)
    {
      sockeye_log_reader_read (copy->reader, number, 0, copy->line);
      result = copy->line->result;
    }
  else
    {
      result = sockeye_log_reader_decode (copy->reader, number, record, start, end, SOCKEYE_DECODE_PLAIN,
                                          copy->line->text);
    }
  if (!check_result (result, error))
    return FALSE;

  append_without_nul (copy->string, copy->line->text->utf8);
  return TRUE;
}

static gboolean
copy_hex (Copy *copy, const SockeyeRecord *record, guint32 start, guint32 end, GError **error)
{
  g_autofree guint8 *bytes = NULL;

  if (record->kind == SOCKEYE_RECORD_EVENT || start == end)
    return TRUE;

  bytes = g_malloc (end - start);
  if (!check_result (sockeye_capture_read (copy->capture, record->offset + start, bytes, end - start, TRUE),
                     error))
    return FALSE;
  sockeye_hex_append (copy->string, bytes, end - start);
  g_string_append_c (copy->string, '\n');
  return TRUE;
}

static gboolean
copy_record (Copy *copy,
             guint64 number,
             const SockeyeLogPosition *from,
             const SockeyeLogPosition *to,
             SockeyeLogCopy how,
             GError **error)
{
  SockeyeRecord record;
  guint32 start, end;
  gboolean done;

  if (!sockeye_capture_get_record (copy->capture, number, &record))
    return check_result (SOCKEYE_READ_GONE, error);

  start = number == from->number ? MIN (from->byte, record.length) : 0;
  end = number == to->number ? MIN (to->byte, record.length) : record.length;
  if (how == SOCKEYE_LOG_COPY_ROWS)
    done = copy_rows (copy, number, start, end, error);
  else if (how == SOCKEYE_LOG_COPY_TEXT)
    done = copy_text (copy, number, &record, start, end, error);
  else
    done = copy_hex (copy, &record, start, end, error);

  copy->has_previous = TRUE;
  copy->previous = record;
  if (done && copy->string->len > copy->limit)
    return set_too_large (copy->limit, error);
  return done;
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

  return set_too_large (limit, error);
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
 * that are wanted as rows, the whole rows are written. Events have no bytes and are left out of hex.
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
  Copy copy = { .capture = capture, .line = line, .limit = limit };
  gboolean done;

  if (sockeye_log_position_compare (from, to) >= 0)
    return g_strdup ("");

  complete.line_bytes_max = 0;
  complete.wait = TRUE;
  reader = sockeye_log_reader_new (capture, &complete);
  copy.reader = reader;
  copy.string = g_string_new (NULL);
  done = filter != NULL || check_span (capture, from, end, limit, error);
  for (guint64 number = get_next (filter, from->number, end); done && number < end;
       number = get_next (filter, number + 1, end))
    done = !g_cancellable_set_error_if_cancelled (cancellable, error)
           && copy_record (&copy, number, from, to, how, error);

  if (how != SOCKEYE_LOG_COPY_TEXT && copy.string->len > 0)
    g_string_truncate (copy.string,
                       copy.string->len - 1); /* a row in the middle of a line stays in that line */
  return g_string_free (copy.string, !done);
}
