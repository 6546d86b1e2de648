/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

/*
 * A selection is two places: record numbers and bytes. It costs the same for one letter and for millions of rows, it
 * survives every change of how the log is shown, and new data cannot move it.
 */

static void
set_selected (SockeyeLogView *self, gboolean selected)
{
  gboolean had = sockeye_log_view_has_selection (self);

  self->selected = selected;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit_by_name (self, "selection-changed");
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
  g_signal_emit_by_name (self, "selection-changed");
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

  forward = log_place_compare (&self->head, &self->origin) >= 0;
  first = forward ? self->origin : self->head;
  last = forward ? self->head : self->origin_end;
  if (forward && log_place_compare (&self->origin_end, &last) > 0)
    last = self->origin_end;
  if (log_place_compare (&first, &last) >= 0)
    return FALSE;

  if (first.at.number != last.at.number)
    {
      if (first.in_event)
        first = log_place_before_record (first.at.number);
      if (last.in_event && last.at.byte > 0)
        last = log_place_before_record (last.at.number + 1);
    }
  *from = first;
  *to = last;
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
    first = log_place_before_record (first.at.number);
  if (last.in_event && last.at.byte > 0)
    last = log_place_before_record (last.at.number + 1);
  *from = first.at;
  *to = last.at;
  return TRUE;
}

/**
 * sockeye_log_view_get_current:
 * @self: a log view
 * @number: (out): a record
 *
 * Finds the record that is meant without more being said: the first one that is selected, otherwise the one that was
 * clicked last, otherwise the newest one in view.
 *
 * Returns: whether any record is shown
 */
gboolean
sockeye_log_view_get_current (SockeyeLogView *self, guint64 *number)
{
  LogPlace from, to;
  guint64 row;
  guint n;

  g_return_val_if_fail (SOCKEYE_IS_LOG_VIEW (self), FALSE);

  log_view_catch_up (self);
  if (self->model == NULL || self->n_rows == 0)
    return FALSE;
  if (log_view_get_range (self, &from, &to))
    {
      *number = from.at.number;
      return TRUE;
    }

  row = self->selected ? log_view_find_row_from (self, self->origin.at.number) : self->n_rows;
  n = log_view_n_visible (self);
  if (row >= self->n_rows || log_view_get_row (self, row)->line->number != self->origin.at.number)
    row = MIN (log_view_first_visible (self, NULL) + MAX (n, 1), self->n_rows) - 1;
  *number = log_view_get_row (self, row)->line->number;
  return TRUE;
}

/* Brings a row into view, and the letter in it that a place stands at. */
static void
reveal (SockeyeLogView *self, guint64 index, const LogPlace *place)
{
  double margin = 4 * self->style->char_width;
  LogRow *row;
  gsize at;
  double x;

  log_view_scroll_to_row (self, index);
  log_view_configure (self,
                      gtk_adjustment_get_value (self->vadjustment)); /* it may be the widest row so far */
  row = log_view_get_row (self, index);
  if (place->at.number != row->line->number)
    at = 0; /* it stands behind the row */
  else if (place->in_event)
    at = place->at.byte;
  else
    at = log_row_index_of_byte (row, place->at.byte, FALSE);
  x = log_row_index_to_x (row, self->style, at);
  gtk_adjustment_clamp_page (self->hadjustment, x - margin, x + margin);
}

/**
 * sockeye_log_view_select:
 * @from: the first byte
 * @to: behind the last one
 *
 * Selects, and scrolls to where it begins.
 */
void
sockeye_log_view_select (SockeyeLogView *self, const SockeyeLogPosition *from, const SockeyeLogPosition *to)
{
  SockeyeLogPosition begin, end;
  guint64 row;

  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));
  g_return_if_fail (from != NULL && to != NULL);

  if (self->model == NULL)
    return;
  sockeye_log_view_refresh (self);
  begin = *from;
  end = *to;
  sockeye_log_model_normalize (self->model, &begin, &end);
  set_selected (self, FALSE);
  self->granularity = LOG_SELECT_CELLS;
  self->origin = (LogPlace){ .at = begin };
  self->origin_end = self->origin;
  self->head = (LogPlace){ .at = end };
  set_selected (self, TRUE);
  if (sockeye_log_model_find_position (self->model, &begin, &row) && row < self->n_rows)
    reveal (self, row, &self->origin);
}

/* A part of what is shown of an event. */
static void
select_in_event (SockeyeLogView *self, guint64 number, const SockeyeMatch *match)
{
  LogPlace begin = { .at = { number, (guint32) match->start }, .in_event = TRUE };
  LogPlace end = { .at = { number, (guint32) (match->start + match->length) }, .in_event = TRUE };
  guint64 row;

  sockeye_log_view_refresh (self);
  set_selected (self, FALSE);
  self->granularity = LOG_SELECT_CELLS;
  self->origin = begin;
  self->origin_end = begin;
  self->head = end;
  set_selected (self, TRUE);
  if (sockeye_log_model_find_row (self->model, number, 0, &row) && row < self->n_rows)
    reveal (self, row, &self->origin);
}

/**
 * sockeye_log_view_select_match:
 * @number: a record
 * @match: (nullable): where in it, as sockeye_record_searcher_search() tells it; %NULL: it is no longer known
 *
 * Selects what was found, and scrolls to it.
 */
void
sockeye_log_view_select_match (SockeyeLogView *self, guint64 number, const SockeyeMatch *match)
{
  SockeyeLogPosition from = { .number = number, .byte = 0 };
  SockeyeLogPosition to = { .number = number, .byte = 1 };
  SockeyeRecord record;

  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));

  if (self->model == NULL)
    return;
  if (match != NULL
      && sockeye_capture_get_record (sockeye_log_model_get_capture (self->model), number, &record)
      && record.kind == SOCKEYE_RECORD_EVENT)
    {
      select_in_event (self, number, match);
      return;
    }
  if (match != NULL)
    {
      /* What began in the record before is shown from this record's first byte on. */
      from.byte = (guint32) MAX (match->start, 0);
      to.byte = (guint32) (match->start + match->length);
    }
  sockeye_log_view_select (self, &from, &to);
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

  log_view_catch_up (self);
  if (self->model == NULL || self->n_rows == 0)
    return;

  last = log_view_get_row (self, self->n_rows - 1);
  set_selected (self, FALSE);
  self->granularity = LOG_SELECT_CELLS;
  self->origin = log_place_before_record (sockeye_log_model_get_first (self->model));
  self->origin_end = self->origin;
  self->head = log_place_at_row_end (last->line);
  set_selected (self, TRUE);
}

gboolean
log_view_is_selected_at (SockeyeLogView *self, double x, double y)
{
  LogPlace from, to, place;

  if (self->n_rows == 0 || !log_view_get_range (self, &from, &to))
    return FALSE;
  place = log_view_find_place (self, x, y);
  return log_place_compare (&place, &from) >= 0 && log_place_compare (&place, &to) <= 0;
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
  log_view_find_span (self, x, y, &from, &to);
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
  log_view_find_span (self, x, CLAMP (y, 0, gtk_widget_get_height (GTK_WIDGET (self)) - 1), &from, &to);
  set_head (self, log_place_compare (&from, &self->origin) < 0 ? from : to);
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
  self->origin = up ? log_place_at_row_end (row->line) : log_place_at_row_start (row->line);
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

  log_view_catch_up (self);
  if (self->model == NULL || self->n_rows == 0)
    return;

  begin_with_keys (self, rows < 0);
  row = find_head_row (self);
  if (rows < 0)
    row -= MIN (row, (guint64) -rows);
  else
    row = MIN (row + (guint64) rows, self->n_rows);

  set_head (self, row < self->n_rows
                      ? log_place_at_row_start (log_view_get_row (self, row)->line)
                      : log_place_at_row_end (log_view_get_row (self, self->n_rows - 1)->line));
  log_view_scroll_to_row (self, row > 0 && rows > 0 ? row - 1 : MIN (row, self->n_rows - 1));
}

static gboolean
is_head_at_row_start (SockeyeLogView *self, guint64 row)
{
  LogPlace start;

  if (row >= self->n_rows)
    return TRUE;
  start = log_place_at_row_start (log_view_get_row (self, row)->line);
  return log_place_compare (&self->head, &start) <= 0;
}

/* Shift with Left and Right. */
void
log_view_move_head_by_cells (SockeyeLogView *self, int cells)
{
  LogRow *row;
  gsize index, next;
  guint64 at;

  log_view_catch_up (self);
  if (self->model == NULL || self->n_rows == 0)
    return;

  begin_with_keys (self, cells < 0);
  at = find_head_row (self);
  if (cells < 0 && at > 0 && is_head_at_row_start (self, at))
    {
      /* From a row's beginning back to the last letter of the row before. */
      row = log_view_get_row (self, at - 1);
      set_head (self, log_place_at_index (row, row->line->text->utf8->len, FALSE));
      reveal (self, at - 1, &self->head);
      return;
    }
  if (at >= self->n_rows)
    return;

  row = log_view_get_row (self, at);
  if (row->line->record.kind == SOCKEYE_RECORD_EVENT)
    index = self->head.in_event ? MIN (self->head.at.byte, row->line->text->utf8->len) : 0;
  else
    index = log_row_index_of_byte (row, self->head.at.byte, FALSE);
  next = log_row_step_index (row, index, cells);
  set_head (self, next > row->line->text->utf8->len ? log_place_at_row_end (row->line)
                                                    : log_place_at_index (row, next, FALSE));
  reveal (self, at, &self->head);
}

/* Shift with Home and End; with Control, of the whole log. */
void
log_view_move_head_to_edge (SockeyeLogView *self, gboolean end, gboolean whole_log)
{
  LogRow *row;
  guint64 at;

  log_view_catch_up (self);
  if (self->model == NULL || self->n_rows == 0)
    return;

  begin_with_keys (self, !end);
  at = MIN (find_head_row (self), self->n_rows - 1);
  if (whole_log)
    at = end ? self->n_rows - 1 : 0;
  row = log_view_get_row (self, at);
  if (!end)
    set_head (self, log_place_at_row_start (row->line));
  else if (whole_log)
    set_head (self, log_place_at_row_end (row->line));
  else
    set_head (self, log_place_at_index (row, row->line->text->utf8->len, FALSE));
  reveal (self, at, &self->head);
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
