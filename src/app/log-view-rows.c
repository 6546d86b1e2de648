/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <math.h>

static void
log_row_drop_nodes (LogRow *row)
{
  g_clear_pointer (&row->gutter, gsk_render_node_unref);
  g_clear_pointer (&row->text, gsk_render_node_unref);
}

static void
log_piece_clear (gpointer data)
{
  LogPiece *piece = data;

  g_clear_object (&piece->layout);
}

static void
log_row_free (gpointer data)
{
  LogRow *row = data;

  log_row_drop_nodes (row);
  g_array_unref (row->highlights);
  g_array_unref (row->pieces);
  sockeye_log_line_free (row->line);
  g_free (row);
}

static void
set_capacity (SockeyeLogView *self, guint capacity)
{
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_free_func (self->rows, log_row_free);
  for (guint i = 0; i < capacity; i++)
    {
      LogRow *row = g_new0 (LogRow, 1);

      row->line = sockeye_log_line_new ();
      row->highlights = log_row_create_highlights ();
      row->pieces = g_array_new (FALSE, FALSE, sizeof (LogPiece));
      g_array_set_clear_func (row->pieces, log_piece_clear);
      g_ptr_array_add (self->rows, row);
    }
}

void
log_view_forget_rows (SockeyeLogView *self)
{
  self->stamp++;
}

void
log_view_drop_nodes (SockeyeLogView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    log_row_drop_nodes (g_ptr_array_index (self->rows, i));
}

/* Of a text that is laid out only as far as it is seen. */
static gsize
estimate_columns (const char *text, gsize length)
{
  gsize columns = 0;

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar ch = g_utf8_get_char (p);

      columns += g_unichar_iswide (ch) ? 2 : !g_unichar_iszerowidth (ch);
    }
  return columns;
}

static guint
widest (guint chars, const GString *string)
{
  return MAX (chars, (guint) g_utf8_strlen (string->str, (gssize) string->len));
}

static void
note_gutter (SockeyeLogView *self, const SockeyeLogLine *line)
{
  self->time_chars = widest (self->time_chars, line->time);
  self->peer_chars = MIN (widest (self->peer_chars, line->peer), LOG_PEER_CHARS_MAX);
  self->size_chars = widest (self->size_chars, line->size);
}

static void
note_widths (SockeyeLogView *self, const LogRow *row)
{
  self->text_chars = MAX (self->text_chars, row->n_columns);
  if (row->line->row == 0)
    note_gutter (self, row->line);
}

/* The heading of a record that began above stands at the top as well. */
static void
note_heading (SockeyeLogView *self, guint64 index)
{
  const SockeyeLogLine *line = log_view_get_row (self, index)->line;

  if (line->row != 0 && line->row <= index
      && sockeye_log_model_get_line (self->model, index - line->row, self->scratch))
    note_gutter (self, self->scratch);
}

static void
read_row (SockeyeLogView *self, guint64 index, LogRow *row)
{
  const GString *text;

  row->id = index + self->rows_gone;
  row->stamp = self->stamp;
  row->laid_out = 0;
  row->laid_width = 0;
  g_array_set_size (row->pieces, 0);
  log_row_drop_nodes (row);

  if (!sockeye_log_model_get_line (self->model, index, row->line))
    sockeye_log_line_clear (row->line);

  row->is_dump = sockeye_log_model_get_form (self->model) == SOCKEYE_LOG_FORM_BOTH
                 && row->line->text->cells->len > 0;
  text = row->line->text->utf8;
  sockeye_log_style_learn (self->style, text->str, text->len);
  row->is_regular = sockeye_log_style_is_regular (self->style, text->str, text->len, &row->n_columns);
  if (!row->is_regular)
    row->n_columns = estimate_columns (text->str, text->len);
  note_widths (self, row);
  log_row_find_highlights (self, row);
}

/* The row as it was read last; read now if it was not. */
LogRow *
log_view_get_row (SockeyeLogView *self, guint64 index)
{
  guint64 id = index + self->rows_gone;
  LogRow *row;

  if (self->rows->len == 0)
    set_capacity (self, 1);
  row = g_ptr_array_index (self->rows, id % self->rows->len);
  if (row->id != id || row->stamp != self->stamp)
    read_row (self, index, row);
  return row;
}

/* An incomplete character at the end of a stream's newest record is shown whole once the rest is there; so is a frame. */
static gboolean
may_change (const LogRow *row)
{
  const SockeyeLogLine *line = row->line;
  const GArray *cells = line->text->cells;

  if (line->result == SOCKEYE_READ_LATER || line->unfinished)
    return TRUE;
  if (line->row + 1 != line->n_rows || line->record.kind == SOCKEYE_RECORD_EVENT || cells->len == 0)
    return FALSE;
  return g_array_index (cells, SockeyeCell, cells->len - 1).kind == SOCKEYE_CELL_INVALID;
}

static gboolean
read_again (SockeyeLogView *self, guint64 index, LogRow *row)
{
  SockeyeReadResult result = row->line->result;
  guint32 length = row->line->record.length;
  g_autofree char *text = g_strdup (row->line->text->utf8->str);

  read_row (self, index, row);
  return result != row->line->result || length != row->line->record.length
         || strcmp (text, row->line->text->utf8->str) != 0;
}

/**
 * log_view_read_rows:
 * @again: there was news: read those rows again that may differ now
 *
 * Reads the visible rows that were not read yet.
 *
 * Returns: whether any of them differs from what was drawn
 */
gboolean
log_view_read_rows (SockeyeLogView *self, gboolean again)
{
  guint64 first = log_view_first_visible (self, NULL);
  guint n = log_view_n_visible (self);
  gboolean changed = FALSE;

  self->waiting = FALSE;
  if (n > self->rows->len)
    set_capacity (self, n + n / 4 + 4);

  for (guint i = 0; i < n; i++)
    {
      LogRow *row = g_ptr_array_index (self->rows, (first + i + self->rows_gone) % self->rows->len);
      gboolean known = row->id == first + i + self->rows_gone && row->stamp == self->stamp;

      if (known && again && may_change (row))
        changed |= read_again (self, first + i, row);
      else if (!known)
        {
          read_row (self, first + i, row);
          changed = TRUE;
        }
      self->waiting |= row->line->result == SOCKEYE_READ_LATER;
    }

  for (guint i = 0; i < MIN (n, 2); i++)
    note_heading (self, first + i);
  log_view_update_columns (self);
  return changed;
}

guint64
log_view_first_visible (SockeyeLogView *self, double *y)
{
  double above = gtk_adjustment_get_value (self->vadjustment) - LOG_PADDING;
  double first = floor (MAX (above, 0) / self->style->row_height);

  if (y != NULL)
    *y = first * self->style->row_height - above;
  return (guint64) first;
}

guint
log_view_n_visible (SockeyeLogView *self)
{
  double y;
  guint64 first = log_view_first_visible (self, &y);
  double n = ceil ((gtk_widget_get_height (GTK_WIDGET (self)) - y) / self->style->row_height);

  if (self->model == NULL || n <= 0 || first >= self->n_rows)
    return 0;
  return (guint) MIN ((guint64) n, self->n_rows - first);
}

void
log_view_reset_widths (SockeyeLogView *self)
{
  self->time_chars = 0;
  self->peer_chars = 0;
  self->size_chars = 0;
  self->text_chars = 0;
  self->text_width = 0;
}

static double
place_column (LogColumn *column, double x, gboolean shown, double width, double gap)
{
  column->x = x;
  column->width = shown ? ceil (width) : 0;
  return column->width > 0 ? x + column->width + gap : x;
}

/* What a conversation's mark takes before the peer. */
double
log_view_get_mark_room (SockeyeLogView *self)
{
  return self->show_conversations ? ceil (1.9 * self->style->char_width) : 0;
}

static void
place_columns (SockeyeLogView *self, LogColumns *columns, guint peer_chars, gboolean size)
{
  double unit = self->style->char_width;
  double gap = ceil (1.5 * unit);
  double x = LOG_MARGIN;

  columns->peer_chars = peer_chars;
  x = place_column (&columns->time, x, self->show_time, self->time_chars * unit, gap);
  x = place_column (&columns->mark, x, TRUE, sockeye_log_style_get_mark_width (self->style), gap);
  x = place_column (&columns->peer, x, peer_chars > 0, peer_chars * unit + log_view_get_mark_room (self),
                    gap);
  x = place_column (&columns->size, x, size, self->size_chars * unit, gap);
  columns->text = x + ceil (unit / 2);
}

static void
take_columns (SockeyeLogView *self, const LogColumns *columns)
{
  if (memcmp (columns, &self->columns, sizeof *columns) == 0)
    return;

  self->columns = *columns;
  log_view_drop_nodes (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* In a narrow window the text needs the room more than the size does, and then the peer. Raw text has no heading. */
void
log_view_update_columns (SockeyeLogView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double end = width > 0 ? width - LOG_TEXT_CHARS_MIN * self->style->char_width : G_MAXDOUBLE;
  guint peer_chars = self->show_peer ? self->peer_chars : 0;
  LogColumns columns = { .text = LOG_MARGIN };

  if (self->model != NULL && sockeye_log_model_get_form (self->model) == SOCKEYE_LOG_FORM_RAW)
    {
      take_columns (self, &columns);
      return;
    }
  place_columns (self, &columns, peer_chars, self->show_size);
  if (columns.text > end)
    place_columns (self, &columns, peer_chars, FALSE);
  while (columns.text > end && peer_chars > LOG_PEER_CHARS_MIN)
    place_columns (self, &columns, --peer_chars, FALSE);
  if (columns.text > end)
    place_columns (self, &columns, 0, FALSE);

  take_columns (self, &columns);
}

double
log_view_get_text_width (SockeyeLogView *self)
{
  return MAX (ceil ((double) self->text_chars * self->style->char_width), self->text_width);
}
