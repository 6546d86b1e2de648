/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <math.h>

/* A layout is made for a whole number of these, so that small scrolling does not make it anew. */
#define LAYOUT_STEP_COLUMNS 128

static void
log_row_drop_nodes (LogRow *row)
{
  g_clear_pointer (&row->gutter, gsk_render_node_unref);
  g_clear_pointer (&row->text, gsk_render_node_unref);
}

static void
log_row_free (gpointer data)
{
  LogRow *row = data;

  log_row_drop_nodes (row);
  g_clear_object (&row->layout);
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

static gsize
estimate_columns (const char *text, gsize length, gsize limit, gsize *end)
{
  const char *p = text;
  gsize columns = 0;

  while (p < text + length && columns < limit)
    {
      gunichar ch = g_utf8_get_char (p);

      columns += g_unichar_iswide (ch) ? 2 : !g_unichar_iszerowidth (ch);
      p = g_utf8_next_char (p);
    }
  if (end != NULL)
    *end = (gsize) (p - text);
  return columns;
}

static guint
widest (guint chars, const GString *string)
{
  return MAX (chars, (guint) g_utf8_strlen (string->str, (gssize) string->len));
}

static void
note_widths (SockeyeLogView *self, const LogRow *row)
{
  const SockeyeLogLine *line = row->line;

  self->text_chars = MAX (self->text_chars, row->n_columns);
  if (line->row != 0)
    return;
  self->time_chars = widest (self->time_chars, line->time);
  self->peer_chars = MIN (widest (self->peer_chars, line->peer), LOG_PEER_CHARS_MAX);
  self->size_chars = widest (self->size_chars, line->size);
}

static void
read_row (SockeyeLogView *self, guint64 index, LogRow *row)
{
  const GString *text;

  row->id = index + self->rows_gone;
  row->stamp = self->stamp;
  row->laid_out = 0;
  g_clear_object (&row->layout);
  log_row_drop_nodes (row);

  if (!sockeye_log_model_get_line (self->model, index, row->line))
    sockeye_log_line_clear (row->line);

  row->is_dump = sockeye_log_model_get_form (self->model) == SOCKEYE_LOG_FORM_BOTH
                 && row->line->text->cells->len > 0;
  text = row->line->text->utf8;
  row->in_table = sockeye_log_style_can_draw (self->style, text->str, text->len, &row->n_columns);
  if (!row->in_table)
    row->n_columns = estimate_columns (text->str, text->len, G_MAXSIZE, NULL);
  note_widths (self, row);
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

/* An incomplete character at the end of a stream's newest record is shown whole once the rest is there. */
static gboolean
may_change (const LogRow *row)
{
  const SockeyeLogLine *line = row->line;
  const GArray *cells = line->text->cells;

  if (line->result == SOCKEYE_READ_LATER)
    return TRUE;
  if (line->row + 1 != line->n_rows || line->record.kind == SOCKEYE_RECORD_EVENT || cells->len == 0)
    return FALSE;
  return g_array_index (cells, SockeyeCell, cells->len - 1).kind == SOCKEYE_CELL_INVALID;
}

static gboolean
read_again (SockeyeLogView *self, guint64 index, LogRow *row)
{
  SockeyeReadResult result = row->line->result;
  g_autofree char *text = g_strdup (row->line->text->utf8->str);

  read_row (self, index, row);
  return result != row->line->result || strcmp (text, row->line->text->utf8->str) != 0;
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

void
log_view_update_columns (SockeyeLogView *self)
{
  double unit = self->style->char_width;
  double gap = ceil (1.5 * unit);
  LogColumns columns;
  double x = LOG_MARGIN;

  x = place_column (&columns.time, x, self->show_time, self->time_chars * unit, gap);
  x = place_column (&columns.mark, x, TRUE, sockeye_log_style_get_mark_width (self->style), gap);
  x = place_column (&columns.peer, x, self->show_peer, self->peer_chars * unit, gap);
  x = place_column (&columns.size, x, self->show_size, self->size_chars * unit, gap);
  columns.text = x + ceil (unit / 2);

  if (memcmp (&columns, &self->columns, sizeof columns) == 0)
    return;
  self->columns = columns;
  log_view_drop_nodes (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
log_view_get_text_width (SockeyeLogView *self)
{
  return MAX (ceil ((double) self->text_chars * self->style->char_width), self->text_width);
}

const SockeyeCell *
log_row_find_cell (LogRow *row, gsize index)
{
  const GArray *cells = row->line->text->cells;
  guint low = 0, high = cells->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (cells, SockeyeCell, middle).text <= index)
        low = middle + 1;
      else
        high = middle;
    }
  return low == 0 ? NULL : &g_array_index (cells, SockeyeCell, low - 1);
}

static SockeyeLogColor
get_base_color (const SockeyeLogLine *line)
{
  if (line->result != SOCKEYE_READ_OK)
    return SOCKEYE_LOG_COLOR_DIM;
  if (line->record.kind != SOCKEYE_RECORD_EVENT)
    return line->text->cells->len > 0 ? SOCKEYE_LOG_COLOR_TEXT : SOCKEYE_LOG_COLOR_DIM;
  return strcmp (line->direction, "!") == 0 ? SOCKEYE_LOG_COLOR_ERROR : SOCKEYE_LOG_COLOR_EVENT;
}

/**
 * log_row_get_dump_characters:
 *
 * Returns: in a row of the hexdump, where the characters begin that stand behind the bytes, one for each; otherwise 0
 */
gsize
log_row_get_dump_characters (LogRow *row)
{
  const GString *text = row->line->text->utf8;
  const GArray *cells = row->line->text->cells;
  const SockeyeCell *last;
  const char *bar;

  if (!row->is_dump)
    return 0;
  last = &g_array_index (cells, SockeyeCell, cells->len - 1);
  bar = memchr (text->str + last->text, '|', text->len - last->text);
  if (bar == NULL || (gsize) (bar - text->str) + cells->len >= text->len)
    return 0;
  return (gsize) (bar - text->str) + 1;
}

/* Behind the cells stand notes, and in the hexdump the characters, between bars. */
static gsize
get_run_behind_cells (LogRow *row, gsize from, SockeyeLogColor *color)
{
  gsize characters = log_row_get_dump_characters (row);
  gsize end = characters + row->line->text->cells->len;

  *color = SOCKEYE_LOG_COLOR_DIM;
  if (from < characters)
    return characters;
  if (characters == 0 || from >= end)
    return row->line->text->utf8->len;
  *color = SOCKEYE_LOG_COLOR_TEXT;
  return end;
}

/**
 * log_row_get_run:
 * @from: where it begins in the row's text
 * @color: (out): its colour
 *
 * Returns: where the run of one colour ends
 */
gsize
log_row_get_run (LogRow *row, gsize from, SockeyeLogColor *color)
{
  const GArray *cells = row->line->text->cells;
  gsize length = row->line->text->utf8->len;
  const SockeyeCell *cell = log_row_find_cell (row, from);
  const SockeyeCell *end = &g_array_index (cells, SockeyeCell, cells->len);
  guint8 kind;

  *color = get_base_color (row->line);
  if (cells->len == 0)
    return length;
  if (cell == NULL)
    {
      *color = SOCKEYE_LOG_COLOR_DIM;
      return g_array_index (cells, SockeyeCell, 0).text;
    }
  if (cell + 1 == end && from >= cell->text + cell->text_length)
    return get_run_behind_cells (row, from, color);

  kind = cell->kind;
  while (cell < end && cell->kind == kind)
    cell++;
  if (kind != SOCKEYE_CELL_CHARACTER)
    *color = kind == SOCKEYE_CELL_INVALID ? SOCKEYE_LOG_COLOR_INVALID : SOCKEYE_LOG_COLOR_DIM;
  return cell < end ? cell->text : cell[-1].text + cell[-1].text_length;
}

/* The picture of a control character in a text that is laid out: the next one behind @after, or NULL. */
const char *
log_row_next_picture (LogRow *row, const char *after)
{
  const char *text = row->line->text->utf8->str;

  for (const char *p = after == NULL ? text : g_utf8_next_char (after); p < text + row->laid_out;
       p = g_utf8_next_char (p))
    if (sockeye_log_style_is_picture (g_utf8_get_char (p)))
      return p;
  return NULL;
}

/* Pictures are drawn by hand there too: the layout leaves a cell free. */
static void
reserve_picture (PangoAttrList *attributes, SockeyeLogStyle *style, guint index)
{
  PangoRectangle cell = { .width = (int) (style->char_width * PANGO_SCALE), .height = PANGO_SCALE };
  PangoAttribute *shape = pango_attr_shape_new (&cell, &cell);

  shape->start_index = index;
  shape->end_index = index + 3;
  pango_attr_list_insert (attributes, shape);
}

static PangoAttrList *
create_attributes (LogRow *row, SockeyeLogStyle *style)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  for (gsize from = 0, to; from < row->laid_out; from = to)
    {
      SockeyeLogColor color;
      const GdkRGBA *rgba;
      PangoAttribute *attribute;

      to = log_row_get_run (row, from, &color);
      if (color == get_base_color (row->line))
        continue;
      rgba = &style->colors[color];
      attribute = pango_attr_foreground_new ((guint16) (rgba->red * 65535), (guint16) (rgba->green * 65535),
                                             (guint16) (rgba->blue * 65535));
      attribute->start_index = (guint) from;
      attribute->end_index = (guint) to;
      pango_attr_list_insert (attributes, attribute);
    }
  for (const char *p = log_row_next_picture (row, NULL); p != NULL; p = log_row_next_picture (row, p))
    reserve_picture (attributes, style, (guint) (p - row->line->text->utf8->str));
  return attributes;
}

/**
 * log_row_get_layout:
 * @width: pixels that are wanted
 *
 * Lays out as much of the text as the width takes: a line of hostile length costs what can be seen of it.
 */
PangoLayout *
log_row_get_layout (LogRow *row, SockeyeLogStyle *style, double width)
{
  const GString *text = row->line->text->utf8;
  /* Wide characters are at times narrower than two columns. */
  gsize columns = (gsize) (MAX (width, 0) / style->char_width * 1.5);
  PangoAttrList *attributes;
  gsize end;

  columns = (columns / LAYOUT_STEP_COLUMNS + 1) * LAYOUT_STEP_COLUMNS;
  estimate_columns (text->str, text->len, columns, &end);
  if (row->layout != NULL && end <= row->laid_out)
    return row->layout;

  g_clear_object (&row->layout);
  row->laid_out = end;
  row->layout = sockeye_log_style_create_layout (style, text->str, end);
  attributes = create_attributes (row, style);
  pango_layout_set_attributes (row->layout, attributes);
  pango_attr_list_unref (attributes);
  return row->layout;
}

double
log_row_index_to_x (LogRow *row, SockeyeLogStyle *style, gsize index)
{
  const GString *text = row->line->text->utf8;
  PangoRectangle position;
  PangoLayout *layout;

  index = MIN (index, text->len);
  if (row->in_table)
    return (double) g_utf8_strlen (text->str, (gssize) index) * style->char_width;

  layout = log_row_get_layout (row, style, 0);
  if (index >= row->laid_out)
    {
      int width;

      pango_layout_get_size (layout, &width, NULL);
      return (double) width / PANGO_SCALE;
    }
  pango_layout_index_to_pos (layout, (int) index, &position);
  return (double) position.x / PANGO_SCALE;
}

/**
 * log_row_x_to_index:
 * @x: pixels from where the text begins
 * @after: (out): it is the right half of the character there
 *
 * Returns: the byte in the row's text of the character that is drawn there; its length when there is none
 */
gsize
log_row_x_to_index (LogRow *row, SockeyeLogStyle *style, double x, gboolean *after)
{
  const GString *text = row->line->text->utf8;
  int index, trailing;

  *after = FALSE;
  if (x < 0)
    return 0;

  if (row->in_table)
    {
      double column = floor (x / style->char_width);

      if (column >= (double) row->n_columns)
        return text->len;
      *after = x / style->char_width - column >= 0.5;
      return (gsize) (g_utf8_offset_to_pointer (text->str, (glong) column) - text->str);
    }

  if (!pango_layout_xy_to_index (log_row_get_layout (row, style, x), (int) (x * PANGO_SCALE), 0, &index,
                                 &trailing))
    return text->len;
  *after = trailing > 0;
  return (gsize) index;
}

/**
 * log_row_step_index:
 * @by: 1 or -1
 *
 * Returns: where the next letter or the one before begins; behind the last one the text's length, then one more
 */
gsize
log_row_step_index (LogRow *row, gsize index, int by)
{
  const GString *text = row->line->text->utf8;
  const GArray *cells = row->line->text->cells;
  const SockeyeCell *cell = log_row_find_cell (row, by < 0 && index > 0 ? index - 1 : index);

  if (cells->len == 0)
    {
      if (by < 0)
        return index > 0 ? (gsize) (g_utf8_prev_char (text->str + index) - text->str) : 0;
      return index < text->len ? (gsize) (g_utf8_next_char (text->str + index) - text->str) : text->len + 1;
    }
  if (cell == NULL || by < 0)
    return cell == NULL ? g_array_index (cells, SockeyeCell, 0).text : cell->text;
  if (index >= cell->text + cell->text_length && cell + 1 == &g_array_index (cells, SockeyeCell, cells->len))
    return text->len + 1;
  return cell + 1 < &g_array_index (cells, SockeyeCell, cells->len) ? cell[1].text
                                                                    : cell->text + cell->text_length;
}
