/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-copy-private.h"

/* The least that a byte takes as text: UTF-16 makes one letter of two bytes. */
#define BYTES_PER_LETTER_MAX 2

#define NO_MESSAGE G_MAXUINT64

/* What is to be copied. */
typedef struct
{
  SockeyeScan *filter;
  SockeyeLogFrames *frames;
  SockeyeLogPosition from;
  SockeyeLogPosition to;
  SockeyeLogCopy how;
  guint64 end; /* one past the last record */
  SockeyeLogCopying copying;
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

/* The next wanted frame from @item on. */
static guint64
get_next_frame (SockeyeLogFrames *frames, guint64 item, const SockeyeLogPosition *to)
{
  SockeyeLogPosition at;
  SockeyeLogFrame frame;

  item = sockeye_log_frames_get_next (frames, item);
  if (!sockeye_log_frames_get (frames, item, &frame))
    return NO_MESSAGE;

  at = (SockeyeLogPosition){ frame.number, frame.start };
  return sockeye_log_position_compare (&at, to) < 0 ? item : NO_MESSAGE;
}

/* The next message that is wanted, from @message on. */
static guint64
get_next (const Copy *self, guint64 message)
{
  SockeyeScan *filter = self->filter;

  if (self->frames != NULL)
    return get_next_frame (self->frames, message, &self->to);
  if (filter != NULL)
    {
      guint64 index = sockeye_scan_find_number (filter, message);

      message = index < sockeye_scan_get_n_records (filter) ? sockeye_scan_get_number (filter, index)
                                                            : self->end;
    }

  return message < self->end ? message : NO_MESSAGE;
}

static guint64
get_first (const Copy *self)
{
  guint64 item;
  guint32 byte;

  if (self->frames == NULL)
    return get_next (self, self->from.number);
  if (!sockeye_log_frames_find (self->frames, self->from.number, self->from.byte, &item, &byte))
    item = sockeye_log_frames_find_from (self->frames, self->from.number, self->from.byte);
  return get_next (self, item);
}

/* Where a place in the log is in a message: 0 when it is before, the message's length when it is behind. */
static guint32
get_byte (const SockeyeLogItem *item, const SockeyeLogPosition *position)
{
  SockeyeLogPosition begin = { item->number, item->start };

  if (sockeye_log_position_compare (position, &begin) <= 0)
    return 0;
  if (position->number != item->number)
    return item->record.length;
  return MIN (position->byte - item->start, item->record.length);
}

static gboolean
copy_message (Copy *self, guint64 message, GError **error)
{
  SockeyeLogCopyPart part = { .number = message };

  if (!sockeye_log_copying_check (sockeye_log_reader_get_item (self->copying.reader, message, &part.item),
                                  error))
    return FALSE;

  part.start = get_byte (&part.item, &self->from);
  part.end = get_byte (&part.item, &self->to);
  if (part.start == part.item.record.length && part.start > 0)
    return TRUE;
  return sockeye_log_copying_append (&self->copying, &part, self->how, error);
}

static gboolean
copy_messages (Copy *self, GCancellable *cancellable, GError **error)
{
  guint64 message = get_first (self);

  self->copying.several = message != NO_MESSAGE && get_next (self, message + 1) != NO_MESSAGE;
  for (; message != NO_MESSAGE; message = get_next (self, message + 1))
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !copy_message (self, message, error))
      return FALSE;

  return TRUE;
}

/**
 * sockeye_log_copy:
 * @capture: a capture
 * @filter: (nullable): names the records to copy, of those between the positions; %NULL: all. Frames have their own
 * @settings: how rows are written, and what messages are; lines are not cut, and the disk is waited for, whatever they say
 * @from: the first byte
 * @to: one past the last byte: { n + 1, 0 } to have record n whole
 * @how: what is wanted
 * @limit: the most bytes that the string may have
 * @cancellable: (nullable): stops the work
 * @error: return location for an error
 *
 * What is between two positions. As text, messages that continue each other are joined as they came, and others
 * begin on a new line; a NUL is written as "␀", since a clipboard's text would end there. Of the parts of a message
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
  Copy self = { .filter = filter, .frames = settings->frames, .from = *from, .to = *to, .how = how };
  SockeyeRecord first;
  gboolean done;

  if (sockeye_log_position_compare (from, to) >= 0)
    return g_strdup ("");

  complete.line_bytes_max = 0;
  complete.wait = TRUE;
  reader = sockeye_log_reader_new (capture, &complete);
  self.end = MIN (sockeye_capture_get_n_records (capture), to->byte > 0 ? to->number + 1 : to->number);
  self.copying = (SockeyeLogCopying){ .capture = capture, .reader = reader, .line = line, .limit = limit };
  self.copying.string = g_string_new (NULL);

  if (self.frames != NULL)
    {
      sockeye_log_frames_normalize (self.frames, &self.from, FALSE);
      sockeye_log_frames_normalize (self.frames, &self.to, TRUE);
    }

  /* What gave way is not left out silently. */
  done = self.frames == NULL || sockeye_capture_get_record (capture, from->number, &first)
         || sockeye_log_copying_check (SOCKEYE_READ_GONE, error);
  done = done && (filter != NULL || check_span (capture, from, self.end, limit, error))
         && copy_messages (&self, cancellable, error);

  if (how != SOCKEYE_LOG_COPY_TEXT && self.copying.string->len > 0)
    g_string_truncate (self.copying.string,
                       self.copying.string->len - 1); /* a row in the middle of a line stays in that line */
  return g_string_free (self.copying.string, !done);
}

struct _SockeyeLogCopier
{
  SockeyeCapture *capture;
  SockeyeLogReader *reader;
  SockeyeLogLine *line;
  SockeyeLogCopying copying;
};

/**
 * sockeye_log_copier_new:
 * @capture: a capture
 * @settings: as sockeye_log_copy() has them, but without frames
 *
 * Returns: (transfer full): what copies records
 */
SockeyeLogCopier *
sockeye_log_copier_new (SockeyeCapture *capture, const SockeyeLogSettings *settings)
{
  SockeyeLogCopier *self = g_new0 (SockeyeLogCopier, 1);
  SockeyeLogSettings complete = *settings;

  complete.line_bytes_max = 0;
  complete.wait = TRUE;
  self->capture = g_object_ref (capture);
  self->reader = sockeye_log_reader_new (capture, &complete);
  self->line = sockeye_log_line_new ();
  self->copying = (SockeyeLogCopying){
    .capture = capture, .reader = self->reader, .line = self->line, .limit = G_MAXSIZE
  };
  return self;
}

/**
 * sockeye_log_copier_free:
 * @self: (transfer full): what copies records
 */
void
sockeye_log_copier_free (SockeyeLogCopier *self)
{
  sockeye_log_reader_free (self->reader);
  sockeye_log_line_free (self->line);
  g_object_unref (self->capture);
  g_free (self);
}

/**
 * sockeye_log_copier_keep_nul:
 * @self: what copies records
 *
 * A NUL of a text stays one, instead of "␀": for whoever goes by the string's length.
 */
void
sockeye_log_copier_keep_nul (SockeyeLogCopier *self)
{
  self->copying.keep_nul = TRUE;
}

/**
 * sockeye_log_copier_append:
 * @self: what copies records
 * @number: a record's number
 * @how: what is wanted
 * @string: where to append; text alone ends no line, anything else does
 * @error: return location for an error
 *
 * Returns: %FALSE with %SOCKEYE_ERROR_STORE when the record is gone or unreadable
 */
gboolean
sockeye_log_copier_append (SockeyeLogCopier *self,
                           guint64 number,
                           SockeyeLogCopy how,
                           GString *string,
                           GError **error)
{
  SockeyeLogCopyPart part = { .number = number };

  if (!sockeye_log_copying_check (sockeye_log_reader_get_item (self->reader, number, &part.item), error))
    return FALSE;

  part.end = part.item.record.length;
  self->copying.string = string;
  self->copying.has_previous = FALSE;
  return sockeye_log_copying_append (&self->copying, &part, how, error);
}
