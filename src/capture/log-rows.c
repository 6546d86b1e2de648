/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-rows.h"

#include <string.h>

/* Records may give way between two looks at the capture; each time there is a new first one. */
#define N_TRIES 16

static SockeyeLogWide *
get_wide (const SockeyeLogRows *self)
{
  return self->form == SOCKEYE_LOG_FORM_TEXT && self->frames == NULL ? self->wide : NULL;
}

/* One past the last of the records before @end that the filter has looked at, or whose frames are found. */
static guint64
get_looked_at (const SockeyeLogRows *self, guint64 end)
{
  if (self->frames != NULL)
    return MIN (end, sockeye_log_frames_get_position (self->frames));
  return self->filter != NULL ? MIN (end, sockeye_scan_get_position (self->filter)) : end;
}

static gboolean
is_hex (const SockeyeLogRows *self)
{
  return self->form == SOCKEYE_LOG_FORM_HEX || self->form == SOCKEYE_LOG_FORM_BOTH;
}

static guint64
get_number (const SockeyeLogRows *self, guint64 item)
{
  return self->filter != NULL ? sockeye_scan_get_number (self->filter, item) : item;
}

static void
drop_frames (SockeyeLogRows *self)
{
  if (self->frames == NULL)
    return;

  sockeye_log_frames_stop (self->frames);
  g_clear_pointer (&self->frames, sockeye_log_frames_unref);
}

/* Lines, whatever the receives were. */
static void
get_raw_framing (SockeyeLogLineEnd line_end, SockeyeFraming *framing)
{
  *framing =
      (SockeyeFraming){ .kind = SOCKEYE_FRAMING_DELIMITER, .delimiter = { 0x0A }, .delimiter_length = 1 };
  if (line_end == SOCKEYE_LOG_LINE_END_BYTE)
    return;

  framing->delimiter_length = 2;
  framing->delimiter[0] = line_end == SOCKEYE_LOG_LINE_END_UTF16LE ? 0x0A : 0x00;
  framing->delimiter[1] = line_end == SOCKEYE_LOG_LINE_END_UTF16LE ? 0x00 : 0x0A;
}

static void
make_frames (SockeyeLogRows *self, guint64 first)
{
  const SockeyeFilter received = { .kinds = SOCKEYE_FILTER_RECEIVED };
  const SockeyeFilter *filter = self->filter != NULL ? sockeye_scan_get_filter (self->filter) : NULL;
  SockeyeFraming framing = self->framing;

  if (self->form == SOCKEYE_LOG_FORM_RAW)
    {
      get_raw_framing (self->line_end, &framing);
      filter = filter != NULL ? filter : &received;
    }
  self->frames = sockeye_log_frames_new (self->capture, &framing, self->line_end, filter, first);
}

/**
 * sockeye_log_rows_clear:
 * @self: rows
 *
 * Frees what they own. All zeros is a valid state.
 */
void
sockeye_log_rows_clear (SockeyeLogRows *self)
{
  g_clear_pointer (&self->wide, sockeye_log_wide_free);
  drop_frames (self);
  g_clear_object (&self->filter);
}

/**
 * sockeye_log_rows_configure:
 * @self: rows
 * @charset: the encoding of text
 * @form: what rows are
 * @filter: (nullable): names the records that are wanted; %NULL: all
 * @framing: what the messages of streams are
 *
 * Any change gives the rows new numbers.
 */
void
sockeye_log_rows_configure (SockeyeLogRows *self,
                            const SockeyeCharset *charset,
                            SockeyeLogForm form,
                            SockeyeScan *filter,
                            const SockeyeFraming *framing)
{
  SockeyeLogLineEnd line_end = sockeye_log_line_end_for_charset (charset);
  gboolean raw_changes = (form == SOCKEYE_LOG_FORM_RAW) != (self->form == SOCKEYE_LOG_FORM_RAW);

  if (line_end != self->line_end || filter != self->filter)
    g_clear_pointer (&self->wide, sockeye_log_wide_free);
  if (line_end != self->line_end || filter != self->filter || raw_changes
      || memcmp (framing, &self->framing, sizeof *framing) != 0)
    drop_frames (self);
  self->framing = *framing;
  g_set_object (&self->filter, filter);
  self->line_end = line_end;
  self->form = form;
}

static void
take_over_frames (SockeyeLogRows *self, guint64 first, guint64 end)
{
  if (self->frames != NULL && sockeye_log_frames_get_first_record (self->frames) > first)
    drop_frames (self);
  if (self->frames == NULL)
    make_frames (self, first);
  sockeye_log_frames_count_to (self->frames, end);
  sockeye_log_frames_forget_before (self->frames, first);
}

/**
 * sockeye_log_rows_take_over:
 * @self: rows
 * @start: no earlier record will be asked for
 * @end: one past the last record that is published
 *
 * Lets new records be looked at by the filter, their frames be found, and the rows of text in UTF-16 be counted, which
 * the capture does not know.
 */
void
sockeye_log_rows_take_over (SockeyeLogRows *self, guint64 start, guint64 end)
{
  guint64 first = MAX (start, sockeye_capture_get_first (self->capture));

  if (self->filter != NULL && sockeye_scan_get_position (self->filter) < end)
    sockeye_scan_wake (self->filter);
  if (self->form == SOCKEYE_LOG_FORM_RAW || self->framing.kind != SOCKEYE_FRAMING_AS_RECEIVED)
    {
      take_over_frames (self, first, end);
      return;
    }
  if (self->line_end == SOCKEYE_LOG_LINE_END_BYTE || self->form != SOCKEYE_LOG_FORM_TEXT)
    return;

  first = sockeye_log_rows_get_item (self, first);
  if (self->wide != NULL && sockeye_log_wide_get_first (self->wide) > first)
    g_clear_pointer (&self->wide, sockeye_log_wide_free);
  if (self->wide == NULL)
    self->wide = sockeye_log_wide_new (self->capture, self->filter, self->line_end, first);
  sockeye_log_wide_count_to (self->wide, sockeye_log_rows_get_item (self, get_looked_at (self, end)));
  sockeye_log_wide_forget_before (self->wide, first);
}

/**
 * sockeye_log_rows_is_counting:
 * @self: rows
 * @end: one past the last record that is published
 *
 * Returns: whether a thread is still busy with records before @end
 */
gboolean
sockeye_log_rows_is_counting (const SockeyeLogRows *self, guint64 end)
{
  guint64 looked_at = get_looked_at (self, end);

  if (MAX (looked_at, sockeye_capture_get_first (self->capture)) < end)
    return TRUE;

  return get_wide (self) != NULL
         && sockeye_log_wide_get_end (self->wide) < sockeye_log_rows_get_item (self, looked_at);
}

static gboolean
get_rows_before (const SockeyeLogRows *self, guint64 item, guint64 *rows)
{
  SockeyeLogWide *wide = get_wide (self);
  SockeyeRowCounts counts;

  if (self->frames != NULL)
    return sockeye_log_frames_get_rows_before (self->frames, is_hex (self), item, rows);
  if (wide != NULL)
    return sockeye_log_wide_get_rows_before (wide, item, rows);
  if (self->filter != NULL)
    sockeye_scan_get_rows_before (self->filter, item, &counts);
  else if (!sockeye_capture_get_rows_before (self->capture, item, &counts))
    return FALSE;

  *rows = is_hex (self) ? counts.hex : counts.text;
  return TRUE;
}

/* Where there are too many frames, the log begins with a later record than the capture. */
static guint64
get_first_record (const SockeyeLogRows *self, const SockeyeLogExtent *extent)
{
  SockeyeLogFrame frame;

  if (self->frames == NULL || sockeye_log_frames_get_left_out (self->frames) == 0
      || !sockeye_log_frames_get (self->frames,
                                  sockeye_log_frames_get_next (self->frames, extent->first_item), &frame))
    return extent->first;

  return MAX (extent->first, frame.number);
}

/**
 * sockeye_log_rows_measure:
 * @self: rows
 * @start: the first record that is wanted
 * @end: one past the last record that is published
 * @extent: (out): the records from @start on that are kept and whose rows are known
 *
 * Returns: %FALSE when records give way faster than they can be looked at
 */
gboolean
sockeye_log_rows_measure (const SockeyeLogRows *self, guint64 start, guint64 end, SockeyeLogExtent *extent)
{
  guint64 looked_at = get_looked_at (self, end);
  guint64 known = self->frames != NULL ? sockeye_log_frames_get_end (self->frames)
                                       : sockeye_log_rows_get_item (self, looked_at);

  extent->end_item = known;
  if (get_wide (self) != NULL)
    extent->end_item = MIN (known, sockeye_log_wide_get_end (self->wide));
  extent->end = extent->end_item < known ? get_number (self, extent->end_item) : looked_at;
  if (!get_rows_before (self, extent->end_item, &extent->end_row))
    return FALSE;

  for (guint i = 0; i < N_TRIES; i++)
    {
      extent->first = MAX (start, sockeye_capture_get_first (self->capture));
      extent->first_item = MIN (sockeye_log_rows_get_item (self, extent->first), extent->end_item);
      if (get_rows_before (self, extent->first_item, &extent->first_row))
        {
          extent->first = get_first_record (self, extent);
          extent->end = MAX (extent->end, extent->first);
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * sockeye_log_rows_count_messages:
 * @self: rows
 * @first_item: an item
 * @end_item: a later one
 *
 * Returns: how many messages there are from the first to before the second; with framing, not every item is one
 */
guint64
sockeye_log_rows_count_messages (const SockeyeLogRows *self, guint64 first_item, guint64 end_item)
{
  guint64 first, end;

  if (self->frames == NULL)
    return end_item - first_item;

  first = sockeye_log_frames_get_messages_before (self->frames, first_item);
  end = sockeye_log_frames_get_messages_before (self->frames, end_item);
  return end - MIN (first, end);
}

/**
 * sockeye_log_rows_get_item:
 * @self: rows
 * @number: a record's number
 *
 * Returns: the first item that is this record or a later one
 */
guint64
sockeye_log_rows_get_item (const SockeyeLogRows *self, guint64 number)
{
  if (self->frames != NULL)
    return sockeye_log_frames_find_record (self->frames, number);
  return self->filter != NULL ? sockeye_scan_find_number (self->filter, number) : number;
}

/* All frames that begin in the record. */
static gboolean
find_record_of_frames (const SockeyeLogRows *self, guint64 number, guint64 *row, guint64 *n_rows)
{
  guint64 item = sockeye_log_frames_get_next (self->frames, sockeye_log_rows_get_item (self, number));
  SockeyeLogFrame frame;
  guint64 end;

  if (!sockeye_log_frames_get (self->frames, item, &frame) || frame.number != number
      || !get_rows_before (self, item, row)
      || !get_rows_before (self, sockeye_log_rows_get_item (self, number + 1), &end))
    return FALSE;

  *n_rows = end - MIN (*row, end);
  return TRUE;
}

/**
 * sockeye_log_rows_find_record:
 * @self: rows
 * @extent: what is visible
 * @number: a record's number
 * @row: (out): its first row
 * @n_rows: (out): how many rows it has
 *
 * Returns: %FALSE when the record is not visible, or gave way
 */
gboolean
sockeye_log_rows_find_record (const SockeyeLogRows *self,
                              const SockeyeLogExtent *extent,
                              guint64 number,
                              guint64 *row,
                              guint64 *n_rows)
{
  guint64 item = sockeye_log_rows_get_item (self, number);
  guint64 end;

  if (self->frames != NULL)
    return find_record_of_frames (self, number, row, n_rows);
  if (item < extent->first_item || item >= extent->end_item || get_number (self, item) != number
      || !get_rows_before (self, item, row) || !get_rows_before (self, item + 1, &end))
    return FALSE;

  *n_rows = end - *row;
  return TRUE;
}

/**
 * sockeye_log_rows_find_message:
 * @self: rows
 * @extent: what is visible
 * @position: a place in the log
 * @message: (out): the record, or the item of the frame, that it is in
 * @byte: (out): which of the message's bytes it is
 * @row: (out): the message's first row
 *
 * Returns: %FALSE when the message is not visible, or gave way
 */
gboolean
sockeye_log_rows_find_message (const SockeyeLogRows *self,
                               const SockeyeLogExtent *extent,
                               const SockeyeLogPosition *position,
                               guint64 *message,
                               guint32 *byte,
                               guint64 *row)
{
  guint64 n_rows;

  if (self->frames != NULL)
    return sockeye_log_frames_find (self->frames, position->number, position->byte, message, byte)
           && *message < extent->end_item && get_rows_before (self, *message, row);

  *message = position->number;
  *byte = position->byte;
  return sockeye_log_rows_find_record (self, extent, position->number, row, &n_rows);
}

/**
 * sockeye_log_rows_find:
 * @self: rows
 * @row: a row
 * @message: (out): the record, or with framing the item, that it belongs to
 * @row_in_message: (out): which of the message's rows it is
 *
 * Returns: %FALSE when the row gave way, or is not counted yet
 */
gboolean
sockeye_log_rows_find (const SockeyeLogRows *self, guint64 row, guint64 *message, guint64 *row_in_message)
{
  SockeyeLogWide *wide = get_wide (self);
  gboolean hex = is_hex (self);
  gboolean found;
  guint64 item;

  if (self->frames != NULL)
    return sockeye_log_frames_find_row (self->frames, hex, row, message, row_in_message);
  if (wide != NULL)
    found = sockeye_log_wide_find_row (wide, row, &item, row_in_message);
  else if (self->filter != NULL)
    found = sockeye_scan_find_row (self->filter, hex, row, &item, row_in_message);
  else if (hex)
    found = sockeye_capture_find_hex_row (self->capture, row, &item, row_in_message);
  else
    found = sockeye_capture_find_text_row (self->capture, row, &item, row_in_message);

  if (found)
    *message = get_number (self, item);
  return found;
}
