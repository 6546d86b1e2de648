/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <math.h>

/* Laid out together, however little of it is seen. */
#define LETTERS_MIN 16
/* A piece of letters that stand alone, so that drawing can leave out what is not seen. */
#define LETTERS_MAX 64

/*
 * Where the letters of a row stand. Most rows are regular: column times width. The others are cut into pieces of one
 * colour that stand alone or are laid out together, from left to right, as far as they are seen.
 */

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

/*
 * The last byte of what has to be laid out together, beginning at @from: blanks between two such words belong to it,
 * and numbers behind them. At most @n_max letters, so that a line of hostile length costs what is seen of it.
 */
static gsize
find_end_of_joined (LogRow *row, SockeyeLogStyle *style, gsize from, gsize end, gsize n_max)
{
  const char *text = row->line->text->utf8->str;
  gboolean words = FALSE;
  gsize joined = from;
  gsize n = 0;

  for (gsize at = from; at < end && n < n_max; n++)
    {
      gunichar ch = g_utf8_get_char (text + at);
      SockeyeLogLetter letter = sockeye_log_style_classify (ch);
      gsize next = (gsize) (g_utf8_next_char (text + at) - text);
      gboolean marked = next < end
                        && sockeye_log_style_classify (g_utf8_get_char (text + next))
                               == SOCKEYE_LOG_LETTER_MARK;

      words = words || letter == SOCKEYE_LOG_LETTER_JOINING;
      if (marked || letter > SOCKEYE_LOG_LETTER_NEUTRAL || !sockeye_log_style_stands_alone (style, ch)
          || (words && g_unichar_isdigit (ch)))
        joined = next;
      else if (letter == SOCKEYE_LOG_LETTER_ALONE)
        break;
      at = next;
    }
  return joined;
}

/* What stands alone, beginning at @from, and up to a letter with a mark. */
static gsize
find_end_of_alone (LogRow *row, SockeyeLogStyle *style, gsize from, gsize end)
{
  const char *text = row->line->text->utf8->str;
  gsize at = from;

  for (guint n = 0; at < end && n < LETTERS_MAX; n++)
    {
      gunichar ch = g_utf8_get_char (text + at);
      gsize next = (gsize) (g_utf8_next_char (text + at) - text);

      if (!sockeye_log_style_stands_alone (style, ch)
          || sockeye_log_style_classify (ch) > SOCKEYE_LOG_LETTER_NEUTRAL
          || (next < end
              && sockeye_log_style_classify (g_utf8_get_char (text + next)) == SOCKEYE_LOG_LETTER_MARK))
        break;
      at = next;
    }
  return at;
}

static void
append_piece (LogRow *row,
              SockeyeLogStyle *style,
              gsize start,
              gsize end,
              SockeyeLogColor color,
              gboolean alone)
{
  const char *text = row->line->text->utf8->str;
  LogPiece piece = { .start = start, .end = end, .x = row->laid_width, .color = color };
  int width;

  if (alone)
    piece.width = sockeye_log_style_measure (style, text + start, end - start);
  else
    {
      piece.layout = sockeye_log_style_create_layout (style, text + start, end - start);
      pango_layout_get_size (piece.layout, &width, NULL);
      piece.width = (double) width / PANGO_SCALE;
    }
  row->laid_width += piece.width;
  row->laid_out = end;
  g_array_append_val (row->pieces, piece);
}

static void
lay_out_piece (LogRow *row, SockeyeLogStyle *style, gsize n_max)
{
  gsize start = row->laid_out;
  SockeyeLogColor color;
  gsize run_end = log_row_get_run (row, start, &color);
  gsize end = find_end_of_alone (row, style, start, run_end);

  if (end > start)
    append_piece (row, style, start, end, color, TRUE);
  else
    append_piece (row, style, start, find_end_of_joined (row, style, start, run_end, n_max), color, FALSE);
}

/**
 * log_row_lay_out:
 * @width: pixels that are seen, from the beginning of the text
 *
 * Lays out as much of the text as that takes: a line of hostile length costs what can be seen of it.
 */
void
log_row_lay_out (LogRow *row, SockeyeLogStyle *style, double width)
{
  /* Letters that join are narrow at times. */
  gsize n_max = LETTERS_MIN + (gsize) (2 * MAX (width - row->laid_width, 0) / style->char_width);

  while (row->laid_out < row->line->text->utf8->len && row->laid_width <= width)
    lay_out_piece (row, style, n_max);
}

/* The piece with the byte, or the last one. */
static const LogPiece *
find_piece (LogRow *row, gsize index)
{
  guint low = 0, high = row->pieces->len;

  while (low + 1 < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (row->pieces, LogPiece, middle).start <= index)
        low = middle;
      else
        high = middle;
    }
  return row->pieces->len > 0 ? &g_array_index (row->pieces, LogPiece, low) : NULL;
}

/**
 * log_row_index_to_x:
 * @index: a byte of the row's text
 *
 * Returns: the pixel where its letter begins, from where the text begins
 */
double
log_row_index_to_x (LogRow *row, SockeyeLogStyle *style, gsize index)
{
  const GString *text = row->line->text->utf8;
  const LogPiece *piece;
  PangoRectangle position;

  index = MIN (index, text->len);
  if (row->is_regular)
    return (double) g_utf8_strlen (text->str, (gssize) index) * style->char_width;

  while (row->laid_out < text->len && row->laid_out <= index)
    lay_out_piece (row, style, LETTERS_MAX);
  piece = find_piece (row, index);
  if (piece == NULL || index >= piece->end)
    return row->laid_width;
  if (piece->layout == NULL)
    return piece->x + sockeye_log_style_measure (style, text->str + piece->start, index - piece->start);
  pango_layout_index_to_pos (piece->layout, (int) (index - piece->start), &position);
  return piece->x + (double) position.x / PANGO_SCALE;
}

static gsize
find_in_piece (LogRow *row, SockeyeLogStyle *style, const LogPiece *piece, double x, gboolean *after)
{
  const char *text = row->line->text->utf8->str + piece->start;
  int index, trailing;

  if (piece->layout == NULL)
    return piece->start + sockeye_log_style_find (style, text, piece->end - piece->start, x, after);

  pango_layout_xy_to_index (piece->layout, (int) (x * PANGO_SCALE), 0, &index, &trailing);
  *after = trailing > 0;
  return piece->start + (gsize) index;
}

/**
 * log_row_x_to_index:
 * @x: pixels from where the text begins
 * @after: (out): it is the half of the character that is read last
 *
 * Returns: the byte in the row's text of the character that is drawn there; its length when there is none
 */
gsize
log_row_x_to_index (LogRow *row, SockeyeLogStyle *style, double x, gboolean *after)
{
  const GString *text = row->line->text->utf8;

  *after = FALSE;
  if (x < 0)
    return 0;

  if (row->is_regular)
    {
      double column = floor (x / style->char_width);

      if (column >= (double) row->n_columns)
        return text->len;
      *after = x / style->char_width - column >= 0.5;
      return (gsize) (g_utf8_offset_to_pointer (text->str, (glong) column) - text->str);
    }

  log_row_lay_out (row, style, x);
  for (guint i = 0; i < row->pieces->len; i++)
    {
      const LogPiece *piece = &g_array_index (row->pieces, LogPiece, i);

      if (x < piece->x + piece->width)
        return find_in_piece (row, style, piece, x - piece->x, after);
    }
  return text->len;
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
