/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <math.h>

/*
 * A selection is two places: record numbers and bytes. It costs the same for one letter and for millions of rows, it
 * survives every change of how the log is shown, and new data cannot move it.
 */

static int
compare (const LogPlace *a, const LogPlace *b)
{
  return sockeye_log_position_compare (&a->at, &b->at);
}

static LogPlace
place_before_record (guint64 number)
{
  return (LogPlace){ .at = { number, 0 } };
}

/* Where the row's bytes begin. */
static LogPlace
place_at_row_start (const SockeyeLogLine *line)
{
  if (line->record.kind == SOCKEYE_RECORD_EVENT)
    return place_before_record (line->number);
  return (LogPlace){ .at = { line->number, line->first_byte } };
}

/* Behind the row's line end: where the next row begins, and after the last one where the next record does. */
static LogPlace
place_at_row_end (const SockeyeLogLine *line)
{
  if (line->row + 1 >= line->n_rows || line->record.kind == SOCKEYE_RECORD_EVENT)
    return place_before_record (line->number + 1);
  return (LogPlace){ .at = { line->number, line->first_byte + line->n_bytes } };
}

static LogPlace
place_at_cell (const SockeyeLogLine *line, const SockeyeCell *cell, gboolean after)
{
  gint64 byte = (gint64) line->first_byte + cell->bytes + (after ? cell->bytes_length : 0);

  return (LogPlace){ .at = { line->number, (guint32) MAX (byte, 0) } };
}

/* The letter at an index of the row's text: where it begins, or where it ends. */
static LogPlace
place_at_index (LogRow *row, gsize index, gboolean after)
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
    return at > text->len / 2 ? place_at_row_end (line) : place_at_row_start (line);

  cell = log_row_find_cell (row, index);
  if (cell == NULL)
    return place_at_row_start (line);
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

static LogPlace
find_place (SockeyeLogView *self, double x, double y)
{
  gboolean after;
  gsize index;
  LogRow *row = find_index (self, x, y, &index, &after);

  return place_at_index (row, index, after);
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
  *from = place_at_index (row, (gsize) (start - text), FALSE);
  *to = place_at_index (row, (gsize) (end - text), FALSE);
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
      *from = place_at_row_start (row->line);
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
static void
find_span (SockeyeLogView *self, double x, double y, LogPlace *from, LogPlace *to)
{
  gboolean after;
  gsize index;
  LogRow *row = find_index (self, x, y, &index, &after);

  switch (self->granularity)
    {
    case LOG_SELECT_ROWS:
      *from = place_at_row_start (row->line);
      *to = place_at_row_end (row->line);
      break;
    case LOG_SELECT_WORDS:
      find_word (self, row, index, from, to);
      break;
    case LOG_SELECT_CELLS:
    default:
      *from = place_at_index (row, index, after);
      *to = *from;
      break;
    }
}

static void
set_selected (SockeyeLogView *self, gboolean selected)
{
  gboolean had = sockeye_log_view_has_selection (self);

  self->selected = selected;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (had == sockeye_log_view_has_selection (self))
    return;
  log_view_update_actions (self);
  g_object_notify (G_OBJECT (self), "has-selection");
}

static void
set_head (SockeyeLogView *self, LogPlace head)
{
  gboolean had = sockeye_log_view_has_selection (self);

  self->head = head;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (had == sockeye_log_view_has_selection (self))
    return;
  log_view_update_actions (self);
  g_object_notify (G_OBJECT (self), "has-selection");
}

/**
 * log_view_get_range:
 * @from: (out): the first byte
 * @to: (out): behind the last one
 *
 * An event is selected in part only when nothing else is; otherwise it is all or nothing.
 *
 * Returns: whether anything is selected
 */
gboolean
log_view_get_range (SockeyeLogView *self, LogPlace *from, LogPlace *to)
{
  LogPlace first, last;
  gboolean forward;

  if (!self->selected)
    return FALSE;

  forward = compare (&self->head, &self->origin) >= 0;
  first = forward ? self->origin : self->head;
  last = forward ? self->head : self->origin_end;
  if (forward && compare (&self->origin_end, &last) > 0)
    last = self->origin_end;
  if (compare (&first, &last) >= 0)
    return FALSE;

  if (first.at.number != last.at.number)
    {
      if (first.in_event)
        first = place_before_record (first.at.number);
      if (last.in_event && last.at.byte > 0)
        last = place_before_record (last.at.number + 1);
    }
  *from = first;
  *to = last;
  return TRUE;
}

static gsize
index_of_byte (LogRow *row, guint32 byte, gboolean end)
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
  LogPlace row_start = place_at_row_start (line);
  LogPlace row_end = place_at_row_end (line);
  gboolean event = line->record.kind == SOCKEYE_RECORD_EVENT;

  if (compare (from, &row_end) >= 0 || compare (to, &row_start) <= 0)
    return FALSE;

  *through = compare (to, &row_end) >= 0;
  *start = 0;
  *end = line->text->utf8->len;
  if (compare (from, &row_start) > 0)
    *start = event ? from->at.byte : index_of_byte (row, from->at.byte, FALSE);
  else if (row->is_dump && line->text->cells->len > 0)
    *start = g_array_index (line->text->cells, SockeyeCell, 0).text;
  if (!*through)
    *end = event ? to->at.byte : index_of_byte (row, to->at.byte, TRUE);
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

gboolean
sockeye_log_view_has_selection (SockeyeLogView *self)
{
  LogPlace from, to;

  g_return_val_if_fail (SOCKEYE_IS_LOG_VIEW (self), FALSE);

  return log_view_get_range (self, &from, &to);
}

/**
 * sockeye_log_view_get_selection:
 * @from: (out): the first byte that is selected
 * @to: (out): behind the last one; { n + 1, 0 } behind all of record n
 *
 * Returns: whether anything is selected
 */
gboolean
sockeye_log_view_get_selection (SockeyeLogView *self, SockeyeLogPosition *from, SockeyeLogPosition *to)
{
  LogPlace first, last;

  g_return_val_if_fail (SOCKEYE_IS_LOG_VIEW (self), FALSE);

  if (!log_view_get_range (self, &first, &last))
    return FALSE;
  if (first.in_event)
    first = place_before_record (first.at.number);
  if (last.in_event && last.at.byte > 0)
    last = place_before_record (last.at.number + 1);
  *from = first.at;
  *to = last.at;
  return TRUE;
}

/**
 * sockeye_log_view_select:
 * @from: the first byte
 * @to: behind the last one
 *
 * Selects, and scrolls the first row of it into view.
 */
void
sockeye_log_view_select (SockeyeLogView *self, const SockeyeLogPosition *from, const SockeyeLogPosition *to)
{
  guint64 row;

  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));
  g_return_if_fail (from != NULL && to != NULL);

  if (self->model == NULL)
    return;
  sockeye_log_view_refresh (self);
  set_selected (self, FALSE);
  self->granularity = LOG_SELECT_CELLS;
  self->origin = (LogPlace){ .at = *from };
  self->origin_end = self->origin;
  self->head = (LogPlace){ .at = *to };
  set_selected (self, TRUE);
  if (sockeye_log_model_find_position (self->model, from, &row) && row < self->n_rows)
    log_view_scroll_to_row (self, row);
}

void
log_view_select_none (SockeyeLogView *self)
{
  set_selected (self, FALSE);
}

/* All that is shown now; what arrives later is not part of it. */
void
log_view_select_all (SockeyeLogView *self)
{
  LogRow *last;

  if (self->model == NULL || self->n_rows == 0)
    return;

  last = log_view_get_row (self, self->n_rows - 1);
  set_selected (self, FALSE);
  self->granularity = LOG_SELECT_CELLS;
  self->origin = place_before_record (sockeye_log_model_get_first (self->model));
  self->origin_end = self->origin;
  self->head = place_at_row_end (last->line);
  set_selected (self, TRUE);
}

gboolean
log_view_is_selected_at (SockeyeLogView *self, double x, double y)
{
  LogPlace from, to, place;

  if (self->n_rows == 0 || !log_view_get_range (self, &from, &to))
    return FALSE;
  place = find_place (self, x, y);
  return compare (&place, &from) >= 0 && compare (&place, &to) <= 0;
}

/* Only a row under the pointer can be pressed; beyond the last one means its end. */
void
log_view_press (SockeyeLogView *self, double x, double y, int n_press, gboolean extend)
{
  LogPlace from, to;

  if (self->model == NULL || self->n_rows == 0)
    return;

  self->selecting = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  if (extend && self->selected)
    {
      log_view_drag_to (self, x, y);
      return;
    }

  self->granularity = x < self->columns.text - self->style->char_width || n_press >= 3 ? LOG_SELECT_ROWS
                      : n_press == 2                                                   ? LOG_SELECT_WORDS
                                                                                       : LOG_SELECT_CELLS;
  find_span (self, x, y, &from, &to);
  set_selected (self, FALSE);
  self->origin = from;
  self->origin_end = to;
  self->head = to;
  set_selected (self, TRUE);
}

void
log_view_drag_to (SockeyeLogView *self, double x, double y)
{
  LogPlace from, to;

  if (self->model == NULL || self->n_rows == 0)
    return;

  self->pointer_x = x;
  self->pointer_y = y;
  find_span (self, x, CLAMP (y, 0, gtk_widget_get_height (GTK_WIDGET (self)) - 1), &from, &to);
  set_head (self, compare (&from, &self->origin) < 0 ? from : to);
}

/* Where keys begin when nothing is selected: at the row nearest to where they lead. */
static void
begin_with_keys (SockeyeLogView *self, gboolean up)
{
  guint64 first = log_view_first_visible (self, NULL);
  guint n = log_view_n_visible (self);
  LogRow *row;

  if (sockeye_log_view_has_selection (self))
    return;

  row = log_view_get_row (self, up ? first + MAX (n, 1) - 1 : first);
  self->granularity = LOG_SELECT_CELLS;
  self->origin = up ? place_at_row_end (row->line) : place_at_row_start (row->line);
  self->origin_end = self->origin;
  self->head = self->origin;
  self->selected = TRUE;
}

/* The row that the head stands at the beginning of, or in. The end of the log is row n_rows. */
static guint64
find_head_row (SockeyeLogView *self)
{
  guint64 row;

  if (!sockeye_log_model_find_position (self->model, &self->head.at, &row))
    row = log_view_find_row_from (self, self->head.at.number);
  return MIN (row, self->n_rows);
}

/* Shift with Up, Down, Page Up and Page Down: the head goes from row start to row start. */
void
log_view_move_head (SockeyeLogView *self, gint64 rows)
{
  guint64 row;

  if (self->model == NULL || self->n_rows == 0)
    return;

  begin_with_keys (self, rows < 0);
  row = find_head_row (self);
  if (rows < 0)
    row -= MIN (row, (guint64) -rows);
  else
    row = MIN (row + (guint64) rows, self->n_rows);

  set_head (self, row < self->n_rows ? place_at_row_start (log_view_get_row (self, row)->line)
                                     : place_at_row_end (log_view_get_row (self, self->n_rows - 1)->line));
  log_view_scroll_to_row (self, row > 0 && rows > 0 ? row - 1 : MIN (row, self->n_rows - 1));
}

static gboolean
is_head_at_row_start (SockeyeLogView *self, guint64 row)
{
  LogPlace start;

  if (row >= self->n_rows)
    return TRUE;
  start = place_at_row_start (log_view_get_row (self, row)->line);
  return compare (&self->head, &start) <= 0;
}

/* Shift with Left and Right. */
void
log_view_move_head_by_cells (SockeyeLogView *self, int cells)
{
  LogRow *row;
  gsize index, next;
  guint64 at;

  if (self->model == NULL || self->n_rows == 0)
    return;

  begin_with_keys (self, cells < 0);
  at = find_head_row (self);
  if (cells < 0 && at > 0 && is_head_at_row_start (self, at))
    {
      /* From a row's beginning back to the last letter of the row before. */
      row = log_view_get_row (self, at - 1);
      set_head (self, place_at_index (row, row->line->text->utf8->len, FALSE));
      log_view_scroll_to_row (self, at - 1);
      return;
    }
  if (at >= self->n_rows)
    return;

  row = log_view_get_row (self, at);
  if (row->line->record.kind == SOCKEYE_RECORD_EVENT)
    index = self->head.in_event ? MIN (self->head.at.byte, row->line->text->utf8->len) : 0;
  else
    index = index_of_byte (row, self->head.at.byte, FALSE);
  next = log_row_step_index (row, index, cells);
  set_head (self, next > row->line->text->utf8->len ? place_at_row_end (row->line)
                                                    : place_at_index (row, next, FALSE));
  log_view_scroll_to_row (self, at);
}

/* Shift with Home and End; with Control, of the whole log. */
void
log_view_move_head_to_edge (SockeyeLogView *self, gboolean end, gboolean whole_log)
{
  LogRow *row;
  guint64 at;

  if (self->model == NULL || self->n_rows == 0)
    return;

  begin_with_keys (self, !end);
  at = MIN (find_head_row (self), self->n_rows - 1);
  if (whole_log)
    at = end ? self->n_rows - 1 : 0;
  row = log_view_get_row (self, at);
  if (!end)
    set_head (self, place_at_row_start (row->line));
  else if (whole_log)
    set_head (self, place_at_row_end (row->line));
  else
    set_head (self, place_at_index (row, row->line->text->utf8->len, FALSE));
  log_view_scroll_to_row (self, at);
}

/* The part of an event's sentence that is selected; NULL when more than that, or bytes, are selected. */
char *
log_view_get_event_part (SockeyeLogView *self)
{
  LogPlace from, to;
  LogRow *row;
  guint64 at;
  gsize start, end;
  gboolean through;

  if (!log_view_get_range (self, &from, &to) || (!from.in_event && !to.in_event)
      || from.at.number != to.at.number || !sockeye_log_model_find_row (self->model, from.at.number, 0, &at))
    return NULL;

  row = log_view_get_row (self, at);
  if (!log_row_get_selected (row, &from, &to, &start, &end, &through))
    return NULL;
  return g_strndup (row->line->text->utf8->str + start, end - start);
}
