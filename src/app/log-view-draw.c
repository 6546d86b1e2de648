/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <math.h>

/* A text node holds more than is seen, so that small horizontal scrolling does not make it anew. */
#define OVERDRAW 96
/* Of the bar beside a bad frame, in pixels. */
#define BAD_WIDTH 4
/* Of the heading of a record that began above. */
#define HEADING_OPACITY 0.6

static SockeyeLogColor
get_mark_color (const SockeyeLogLine *line)
{
  switch ((SockeyeRecordKind) line->record.kind)
    {
    case SOCKEYE_RECORD_RECEIVED:
      return SOCKEYE_LOG_COLOR_RECEIVED;
    case SOCKEYE_RECORD_SENT:
      return SOCKEYE_LOG_COLOR_SENT;
    case SOCKEYE_RECORD_EVENT:
    default:
      return strcmp (line->direction, "!") == 0 ? SOCKEYE_LOG_COLOR_ERROR : SOCKEYE_LOG_COLOR_EVENT;
    }
}

/* The beginning and the end of an address tell more than its middle: the end is the port. */
static void
append_peer (SockeyeLogView *self,
             GtkSnapshot *snapshot,
             const GString *peer,
             double x,
             SockeyeLogColor color)
{
  glong n = g_utf8_strlen (peer->str, (gssize) peer->len);
  glong max = (glong) self->columns.peer_chars;
  glong front, back;
  g_autofree char *text = NULL;
  const char *tail;

  if (n <= max)
    {
      sockeye_log_style_append (self->style, snapshot, peer->str, peer->len, x, color);
      return;
    }

  back = max / 2;
  front = max - back - 1;
  tail = g_utf8_offset_to_pointer (peer->str, n - back);
  text = g_strdup_printf ("%.*s…%s", (int) (g_utf8_offset_to_pointer (peer->str, front) - peer->str),
                          peer->str, tail);
  sockeye_log_style_append (self->style, snapshot, text, strlen (text), x, color);
}

static void
append_heading (SockeyeLogView *self,
                GtkSnapshot *snapshot,
                const SockeyeLogLine *line,
                SockeyeLogColor color)
{
  double x = self->columns.peer.x;

  if (!self->show_conversations || line->record.peer == 0)
    {
      append_peer (self, snapshot, line->peer, x + log_view_get_mark_room (self), color);
      return;
    }
  sockeye_log_style_append_conversation (self->style, snapshot, line->record.peer, x);
  append_peer (self, snapshot, line->peer, x + log_view_get_mark_room (self),
               sockeye_log_style_get_conversation_color (line->record.peer));
}

static void
append_size (SockeyeLogView *self, GtkSnapshot *snapshot, const GString *size)
{
  const LogColumn *column = &self->columns.size;
  double width = (double) g_utf8_strlen (size->str, (gssize) size->len) * self->style->char_width;

  sockeye_log_style_append (self->style, snapshot, size->str, size->len,
                            floor (column->x + column->width - width), SOCKEYE_LOG_COLOR_DIM);
}

/* Rows that go on a record have nothing left of their text: so records stand apart. */
static GskRenderNode *
create_gutter (SockeyeLogView *self, const SockeyeLogLine *line)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  SockeyeLogColor color = get_mark_color (line);

  if (self->columns.time.width > 0)
    sockeye_log_style_append (self->style, snapshot, line->time->str, line->time->len, self->columns.time.x,
                              SOCKEYE_LOG_COLOR_DIM);
  sockeye_log_style_append_mark (self->style, snapshot, line->direction, self->columns.mark.x, color);
  if (self->columns.peer.width > 0)
    append_heading (self, snapshot, line, color);
  if (self->columns.size.width > 0)
    append_size (self, snapshot, line->size);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
append_box (SockeyeLogView *self, GtkSnapshot *snapshot, double from, double to)
{
  GdkRGBA color = self->style->colors[SOCKEYE_LOG_COLOR_INVALID];

  color.alpha *= 0.16f;
  gtk_snapshot_append_color (
      snapshot, &color,
      &GRAPHENE_RECT_INIT ((float) from, 1, (float) (to - from), (float) self->style->row_height - 2));
}

/* A part of a line, of one colour. */
static void
append_alone (SockeyeLogView *self,
              GtkSnapshot *snapshot,
              const char *text,
              gsize length,
              double x,
              double width,
              SockeyeLogColor color)
{
  if (color == SOCKEYE_LOG_COLOR_INVALID)
    append_box (self, snapshot, x, x + width);
  sockeye_log_style_append (self->style, snapshot, text, length, x, color);
}

/* The part of a regular row between two places in pixels. */
static void
append_regular_text (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, double from_x, double to_x)
{
  const GString *text = row->line->text->utf8;
  double unit = self->style->char_width;
  gsize first = (gsize) (MAX (from_x, 0) / unit);
  gsize last = MIN (row->n_columns, (gsize) ceil (MAX (to_x, 0) / unit));
  gsize from, stop;

  if (first >= last)
    return;
  from = (gsize) (g_utf8_offset_to_pointer (text->str, (glong) first) - text->str);
  stop = (gsize) (g_utf8_offset_to_pointer (text->str + from, (glong) (last - first)) - text->str);

  for (gsize column = first; from < stop;)
    {
      SockeyeLogColor color;
      gsize to = MIN (log_row_get_run (row, from, &color), stop);
      gsize n = (gsize) g_utf8_strlen (text->str + from, (gssize) (to - from));

      append_alone (self, snapshot, text->str + from, to - from, (double) column * unit, (double) n * unit,
                    color);
      from = to;
      column += n;
    }
}

static void
append_piece (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, const LogPiece *piece)
{
  if (piece->layout != NULL)
    {
      sockeye_log_style_append_layout (self->style, snapshot, piece->layout, piece->x, piece->color);
      return;
    }
  append_alone (self, snapshot, row->line->text->utf8->str + piece->start, piece->end - piece->start,
                piece->x, piece->width, piece->color);
}

/* Fonts of other scripts may be taller than a row: what is above and below it is cut off. */
static void
append_pieces (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, double from_x, double to_x)
{
  log_row_lay_out (row, self->style, to_x);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT ((float) from_x, 0, (float) (to_x - from_x),
                                                         (float) self->style->row_height));
  for (guint i = 0; i < row->pieces->len; i++)
    {
      const LogPiece *piece = &g_array_index (row->pieces, LogPiece, i);

      if (piece->x < to_x && piece->x + piece->width >= from_x)
        append_piece (self, snapshot, row, piece);
    }
  gtk_snapshot_pop (snapshot);
  self->text_width = MAX (self->text_width, ceil (row->laid_width));
}

static GskRenderNode *
create_text (SockeyeLogView *self, LogRow *row)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  log_view_append_highlights (self, snapshot, row);
  if (row->is_regular)
    append_regular_text (self, snapshot, row, row->drawn_from, row->drawn_to);
  else
    append_pieces (self, snapshot, row, row->drawn_from, row->drawn_to);
  return gtk_snapshot_free_to_node (snapshot);
}

/* Beside all rows of a frame that breaks the rule. */
static void
draw_bad (SockeyeLogView *self, GtkSnapshot *snapshot)
{
  gtk_snapshot_append_color (snapshot, &self->style->colors[SOCKEYE_LOG_COLOR_ERROR],
                             &GRAPHENE_RECT_INIT (1, 0, BAD_WIDTH, (float) self->style->row_height));
}

static void
draw_gutter (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row)
{
  if (row->line->bad)
    draw_bad (self, snapshot);
  if (row->line->row != 0)
    return;
  if (row->gutter == NULL)
    row->gutter = create_gutter (self, row->line);
  if (row->gutter != NULL)
    gtk_snapshot_append_node (snapshot, row->gutter);
}

/* When a record began above, its heading stands at the top, faintly: whose rows these are. */
static void
draw_heading (SockeyeLogView *self, GtkSnapshot *snapshot)
{
  double y;
  guint64 first = log_view_first_visible (self, &y);
  guint64 index = y < 0 && log_view_n_visible (self) > 1 ? first + 1 : first;
  const SockeyeLogLine *line = log_view_get_row (self, index)->line;
  GskRenderNode *node;

  if (line->row == 0 || line->row > index
      || !sockeye_log_model_get_line (self->model, index - line->row, self->scratch))
    return;
  node = create_gutter (self, self->scratch);
  if (node == NULL)
    return;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT (0, (float) (round (y) + (double) (index - first) * self->style->row_height)));
  gtk_snapshot_push_opacity (snapshot, HEADING_OPACITY);
  gtk_snapshot_append_node (snapshot, node);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
  gsk_render_node_unref (node);
}

static void
draw_text (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, double from_x, double to_x)
{
  if (row->text != NULL && (from_x < row->drawn_from || to_x > row->drawn_to))
    g_clear_pointer (&row->text, gsk_render_node_unref);
  if (row->text == NULL)
    {
      row->drawn_from = MAX (from_x - OVERDRAW, 0);
      row->drawn_to = to_x + OVERDRAW;
      row->text = create_text (self, row);
    }
  if (row->text != NULL)
    gtk_snapshot_append_node (snapshot, row->text);
}

static void
append_selection (SockeyeLogView *self, GtkSnapshot *snapshot, double from, double to)
{
  if (to > from)
    gtk_snapshot_append_color (
        snapshot, &self->style->colors[SOCKEYE_LOG_COLOR_SELECTION],
        &GRAPHENE_RECT_INIT ((float) from, 0, (float) (to - from), (float) self->style->row_height));
}

/* Text of both directions stands in several places. */
static void
draw_selected_layout (SockeyeLogView *self,
                      GtkSnapshot *snapshot,
                      const LogPiece *piece,
                      gsize start,
                      gsize end)
{
  PangoLayoutLine *line = pango_layout_get_line_readonly (piece->layout, 0);
  int *ranges, n;

  pango_layout_line_get_x_ranges (line, (int) (start - piece->start), (int) (end - piece->start), &ranges,
                                  &n);
  for (int i = 0; i < n; i++)
    append_selection (self, snapshot, piece->x + (double) ranges[2 * i] / PANGO_SCALE,
                      piece->x + (double) ranges[2 * i + 1] / PANGO_SCALE);
  g_free (ranges);
}

static void
draw_selected_text (SockeyeLogView *self,
                    GtkSnapshot *snapshot,
                    LogRow *row,
                    gsize start,
                    gsize end,
                    double to_x)
{
  gboolean simple = TRUE;

  if (!row->is_regular)
    {
      log_row_lay_out (row, self->style, to_x);
      start = MIN (start, row->laid_out);
      end = MIN (end, row->laid_out);
    }
  for (guint i = 0; i < row->pieces->len; i++)
    simple = simple && g_array_index (row->pieces, LogPiece, i).layout == NULL;
  if (row->is_regular || simple)
    {
      append_selection (self, snapshot, log_row_index_to_x (row, self->style, start),
                        log_row_index_to_x (row, self->style, end));
      return;
    }

  for (guint i = 0; i < row->pieces->len; i++)
    {
      const LogPiece *piece = &g_array_index (row->pieces, LogPiece, i);
      gsize from = MAX (start, piece->start);
      gsize to = MIN (end, piece->end);

      if (from >= to)
        continue;
      if (piece->layout != NULL)
        draw_selected_layout (self, snapshot, piece, from, to);
      else
        append_selection (self, snapshot, log_row_index_to_x (row, self->style, from),
                          to == piece->end ? piece->x + piece->width
                                           : log_row_index_to_x (row, self->style, to));
    }
}

/* In the hexdump a byte is in two places. */
static void
draw_selected_characters (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, gsize start, gsize end)
{
  const SockeyeCell *first = &g_array_index (row->line->text->cells, SockeyeCell, 0);
  const SockeyeCell *from = log_row_find_cell (row, start);
  const SockeyeCell *to = end > 0 ? log_row_find_cell (row, end - 1) : NULL;
  gsize characters = log_row_get_dump_characters (row);

  if (characters == 0 || from == NULL || to == NULL)
    return;
  append_selection (self, snapshot,
                    log_row_index_to_x (row, self->style, characters + (gsize) (from - first)),
                    log_row_index_to_x (row, self->style, characters + (gsize) (to - first) + 1));
}

static void
draw_selected (SockeyeLogView *self,
               GtkSnapshot *snapshot,
               LogRow *row,
               const LogPlace *from,
               const LogPlace *to,
               double to_x)
{
  gsize start, end;
  gboolean through;
  double text_end;

  if (!log_row_get_selected (row, from, to, &start, &end, &through))
    return;

  draw_selected_text (self, snapshot, row, start, end, to_x);
  if (row->is_dump)
    draw_selected_characters (self, snapshot, row, start, end);
  if (through)
    {
      text_end = row->is_regular ? (double) row->n_columns * self->style->char_width : row->laid_width;
      append_selection (self, snapshot, text_end, to_x);
    }
}

typedef void (*RowFunc) (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, gpointer data);

typedef struct
{
  double from_x; /* what of the text is seen, in pixels */
  double to_x;
  gboolean selected;
  LogPlace from;
  LogPlace to;
} Drawing;

static void
draw_row_gutter (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, G_GNUC_UNUSED gpointer data)
{
  draw_gutter (self, snapshot, row);
}

static void
draw_row_text (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, gpointer data)
{
  const Drawing *drawing = data;

  if (drawing->selected)
    draw_selected (self, snapshot, row, &drawing->from, &drawing->to, drawing->to_x);
  draw_text (self, snapshot, row, drawing->from_x, drawing->to_x);
}

/* Rows are placed relative to the visible top: single precision of the renderer never meets a large number. */
static void
for_each_row (SockeyeLogView *self, GtkSnapshot *snapshot, double x, RowFunc func, gpointer data)
{
  double y;
  guint64 first = log_view_first_visible (self, &y);
  guint n = log_view_n_visible (self);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) round (y)));
  for (guint i = 0; i < n; i++)
    {
      func (self, snapshot, log_view_get_row (self, first + i), data);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) self->style->row_height));
    }
  gtk_snapshot_restore (snapshot);
}

void
log_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float text = (float) self->columns.text;
  double scrolled = round (gtk_adjustment_get_value (self->hadjustment));
  Drawing drawing = { .from_x = scrolled, .to_x = scrolled + (double) MAX (width - text, 0) };

  log_view_sync_style (self);
  log_view_read_rows (self, FALSE);
  if (log_view_n_visible (self) == 0)
    return;

  drawing.selected = log_view_get_range (self, &drawing.from, &drawing.to);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, text, height));
  for_each_row (self, snapshot, 0, draw_row_gutter, NULL);
  draw_heading (self, snapshot);
  gtk_snapshot_pop (snapshot);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (text, 0, width - text, height));
  for_each_row (self, snapshot, self->columns.text - scrolled, draw_row_text, &drawing);
  gtk_snapshot_pop (snapshot);
}
