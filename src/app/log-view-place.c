/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <math.h>

/* From what is seen to places in the capture, and back. */

int
log_place_compare (const LogPlace *a, const LogPlace *b)
{
  return sockeye_log_position_compare (&a->at, &b->at);
}

LogPlace
log_place_before_record (guint64 number)
{
  return (LogPlace){ .at = { number, 0 } };
}

/* Where the row's bytes begin. */
LogPlace
log_place_at_row_start (const SockeyeLogLine *line)
{
  if (line->record.kind == SOCKEYE_RECORD_EVENT)
    return log_place_before_record (line->number);
  return (LogPlace){ .at = { line->number, line->first_byte } };
}

/* Behind the row's line end: where the next row begins, and after the last one where the next record does. */
LogPlace
log_place_at_row_end (const SockeyeLogLine *line)
{
  return (LogPlace){ .at = line->next };
}

static LogPlace
place_at_cell (const SockeyeLogLine *line, const SockeyeCell *cell, gboolean after)
{
  gint64 byte = (gint64) line->first_byte + cell->bytes + (after ? cell->bytes_length : 0);

  return (LogPlace){ .at = { line->number, (guint32) MAX (byte, 0) } };
}

/* The letter at an index of the row's text: where it begins, or where it ends. */
LogPlace
log_place_at_index (LogRow *row, gsize index, gboolean after)
{
  const SockeyeLogLine *line = row->line;
  const GString *text = line->text->utf8;
  const GArray *cells = line->text->cells;
  const SockeyeCell *cell;
  gsize at = index;

  if (after && index < text->len)
    at = (gsize) (g_utf8_next_char (text->str + index) - text->str);

  if (line->record.kind == SOCKEYE_RECORD_EVENT)
    return (LogPlace){ .at = { line->number, (guint32) at }, .in_event = TRUE };
  if (cells->len == 0)
    return at > text->len / 2 ? log_place_at_row_end (line) : log_place_at_row_start (line);

  cell = log_row_find_cell (row, index);
  if (cell == NULL)
    return log_place_at_row_start (line);
  return place_at_cell (line, cell, 2 * (at - MIN (at, cell->text)) >= cell->text_length);
}

/* Characters of the hexdump stand behind its bytes, one for each. */
static gsize
get_dump_index (LogRow *row, gsize index, gboolean *after)
{
  const GArray *cells = row->line->text->cells;
  gsize first = log_row_get_dump_characters (row);

  if (first == 0 || index < first)
    return index;
  if (index - first < cells->len)
    return g_array_index (cells, SockeyeCell, index - first).text + (*after ? 1 : 0);
  *after = TRUE;
  return g_array_index (cells, SockeyeCell, cells->len - 1).text + 1;
}

static guint64
get_row_at (SockeyeLogView *self, double y)
{
  double above = gtk_adjustment_get_value (self->vadjustment) + y - LOG_PADDING;

  return (guint64) CLAMP (floor (above / self->style->row_height), 0, (double) (self->n_rows - 1));
}

static double
get_text_x (SockeyeLogView *self, double x)
{
  return x - self->columns.text + round (gtk_adjustment_get_value (self->hadjustment));
}

static LogRow *
find_index (SockeyeLogView *self, double x, double y, gsize *index, gboolean *after)
{
  LogRow *row = log_view_get_row (self, get_row_at (self, y));

  *index = log_row_x_to_index (row, self->style, get_text_x (self, x), after);
  *index = get_dump_index (row, *index, after);
  return row;
}

LogPlace
log_view_find_place (SockeyeLogView *self, double x, double y)
{
  gboolean after;
  gsize index;
  LogRow *row = find_index (self, x, y, &index, &after);

  return log_place_at_index (row, index, after);
}

typedef enum
{
  CELL_WORD,
  CELL_SPACE,
  CELL_OTHER,
} CellClass;

static CellClass
classify (const LogRow *row, const SockeyeCell *cell)
{
  gunichar ch = g_utf8_get_char (row->line->text->utf8->str + cell->text);

  if (cell->kind == SOCKEYE_CELL_CHARACTER && (g_unichar_isalnum (ch) || ch == '_'))
    return CELL_WORD;
  return g_unichar_isspace (ch) ? CELL_SPACE : CELL_OTHER;
}

static void
find_event_word (LogRow *row, gsize index, LogPlace *from, LogPlace *to)
{
  const char *text = row->line->text->utf8->str;
  const char *start = text + index;
  const char *end = text + index;

  while (start > text && !g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (start))))
    start = g_utf8_prev_char (start);
  while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  *from = log_place_at_index (row, (gsize) (start - text), FALSE);
  *to = log_place_at_index (row, (gsize) (end - text), FALSE);
}

/* Cells of the same class around the one at @index. In hex every byte is a word. */
static void
find_word (SockeyeLogView *self, LogRow *row, gsize index, LogPlace *from, LogPlace *to)
{
  const GArray *cells = row->line->text->cells;
  const SockeyeCell *cell = log_row_find_cell (row, index);
  const SockeyeCell *first = (const SockeyeCell *) (gpointer) cells->data;
  const SockeyeCell *start, *end;

  if (row->line->record.kind == SOCKEYE_RECORD_EVENT)
    {
      find_event_word (row, index, from, to);
      return;
    }
  if (cell == NULL)
    {
      *from = log_place_at_row_start (row->line);
      *to = *from;
      return;
    }

  start = cell;
  end = cell;
  if (sockeye_log_model_get_form (self->model) == SOCKEYE_LOG_FORM_TEXT)
    {
      while (start > first && classify (row, start - 1) == classify (row, cell))
        start--;
      while (end + 1 < first + cells->len && classify (row, end + 1) == classify (row, cell))
        end++;
    }
  *from = place_at_cell (row->line, start, FALSE);
  *to = place_at_cell (row->line, end, TRUE);
}

/* What the pointer covers at the current granularity. */
void
log_view_find_span (SockeyeLogView *self, double x, double y, LogPlace *from, LogPlace *to)
{
  gboolean after;
  gsize index;
  LogRow *row = find_index (self, x, y, &index, &after);

  switch (self->granularity)
    {
    case LOG_SELECT_ROWS:
      *from = log_place_at_row_start (row->line);
      *to = log_place_at_row_end (row->line);
      break;
    case LOG_SELECT_WORDS:
      find_word (self, row, index, from, to);
      break;
    case LOG_SELECT_CELLS:
    default:
      *from = log_place_at_index (row, index, after);
      *to = *from;
      break;
    }
}

gsize
log_row_index_of_byte (LogRow *row, guint32 byte, gboolean end)
{
  const SockeyeLogLine *line = row->line;
  const GArray *cells = line->text->cells;
  gint64 relative = (gint64) byte - line->first_byte;
  guint low = 0, high = cells->len;

  /* The first cell that ends behind the byte. */
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const SockeyeCell *cell = &g_array_index (cells, SockeyeCell, middle);

      if (cell->bytes + cell->bytes_length <= relative)
        low = middle + 1;
      else
        high = middle;
    }

  if (end && low > 0 && (low == cells->len || g_array_index (cells, SockeyeCell, low).bytes >= relative))
    {
      const SockeyeCell *before = &g_array_index (cells, SockeyeCell, low - 1);

      return before->text + before->text_length;
    }
  if (low < cells->len)
    return g_array_index (cells, SockeyeCell, low).text;
  return line->text->utf8->len;
}

/**
 * log_row_get_selected:
 * @start: (out): the first byte of the row's text that is selected
 * @end: (out): behind the last one
 * @through: (out): the selection goes on behind the row
 *
 * Returns: whether anything of the row is selected
 */
gboolean
log_row_get_selected (LogRow *row,
                      const LogPlace *from,
                      const LogPlace *to,
                      gsize *start,
                      gsize *end,
                      gboolean *through)
{
  const SockeyeLogLine *line = row->line;
  LogPlace row_start = log_place_at_row_start (line);
  LogPlace row_end = log_place_at_row_end (line);
  gboolean event = line->record.kind == SOCKEYE_RECORD_EVENT;

  if (log_place_compare (from, &row_end) >= 0 || log_place_compare (to, &row_start) <= 0)
    return FALSE;

  *through = log_place_compare (to, &row_end) >= 0;
  *start = 0;
  *end = line->text->utf8->len;
  if (log_place_compare (from, &row_start) > 0)
    *start = event ? from->at.byte : log_row_index_of_byte (row, from->at.byte, FALSE);
  else if (row->is_dump && line->text->cells->len > 0)
    *start = g_array_index (line->text->cells, SockeyeCell, 0).text;
  if (!*through)
    *end = event ? to->at.byte : log_row_index_of_byte (row, to->at.byte, TRUE);
  if (*through && row->is_dump)
    {
      const SockeyeCell *last = &g_array_index (line->text->cells, SockeyeCell, line->text->cells->len - 1);

      *end = last->text + last->text_length;
      *through = FALSE;
    }
  *start = MIN (*start, line->text->utf8->len);
  *end = CLAMP (*end, *start, line->text->utf8->len);
  return TRUE;
}
