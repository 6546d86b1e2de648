/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <math.h>

/* A text node holds more than is seen, so that small horizontal scrolling does not make it anew. */
#define OVERDRAW 256

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
append_peer (SockeyeLogView *self, GtkSnapshot *snapshot, const GString *peer, SockeyeLogColor color)
{
  glong n = g_utf8_strlen (peer->str, (gssize) peer->len);
  glong front, back;
  g_autofree char *text = NULL;
  const char *tail;

  if (n <= LOG_PEER_CHARS_MAX)
    {
      sockeye_log_style_append (self->style, snapshot, peer->str, peer->len, self->columns.peer.x, color);
      return;
    }

  back = LOG_PEER_CHARS_MAX / 2;
  front = LOG_PEER_CHARS_MAX - back - 1;
  tail = g_utf8_offset_to_pointer (peer->str, n - back);
  text = g_strdup_printf ("%.*s…%s", (int) (g_utf8_offset_to_pointer (peer->str, front) - peer->str),
                          peer->str, tail);
  sockeye_log_style_append (self->style, snapshot, text, strlen (text), self->columns.peer.x, color);
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
    append_peer (self, snapshot, line->peer, color);
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

/* The part of a text that the glyph table can draw, between two places in pixels. */
static void
append_table_text (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, double from_x, double to_x)
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
      gsize next = column + (gsize) g_utf8_strlen (text->str + from, (gssize) (to - from));

      if (color == SOCKEYE_LOG_COLOR_INVALID)
        append_box (self, snapshot, (double) column * unit, (double) next * unit);
      sockeye_log_style_append (self->style, snapshot, text->str + from, to - from, (double) column * unit,
                                color);
      from = to;
      column = next;
    }
}

static void
append_layout_boxes (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row)
{
  for (gsize from = 0, to; from < row->laid_out; from = to)
    {
      SockeyeLogColor color;

      to = log_row_get_run (row, from, &color);
      if (color == SOCKEYE_LOG_COLOR_INVALID)
        append_box (self, snapshot, log_row_index_to_x (row, self->style, from),
                    log_row_index_to_x (row, self->style, to));
    }
}

static void
append_layout_pictures (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row)
{
  const char *text = row->line->text->utf8->str;

  for (const char *p = log_row_next_picture (row, NULL); p != NULL; p = log_row_next_picture (row, p))
    sockeye_log_style_append_picture (self->style, snapshot, g_utf8_get_char (p),
                                      log_row_index_to_x (row, self->style, (gsize) (p - text)),
                                      SOCKEYE_LOG_COLOR_DIM);
}

static void
append_layout_text (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row, double to_x)
{
  PangoLayout *layout = log_row_get_layout (row, self->style, to_x);
  SockeyeLogColor color = SOCKEYE_LOG_COLOR_TEXT;
  int width;

  if (row->line->text->cells->len == 0)
    log_row_get_run (row, 0, &color);

  append_layout_boxes (self, snapshot, row);
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (0, 0, (float) to_x, (float) self->style->row_height));
  sockeye_log_style_append_layout (self->style, snapshot, layout, 0, color);
  append_layout_pictures (self, snapshot, row);
  gtk_snapshot_pop (snapshot);

  pango_layout_get_size (layout, &width, NULL);
  self->text_width = MAX (self->text_width, ceil ((double) width / PANGO_SCALE));
}

static GskRenderNode *
create_text (SockeyeLogView *self, LogRow *row)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  if (row->in_table)
    append_table_text (self, snapshot, row, row->drawn_from, row->drawn_to);
  else
    append_layout_text (self, snapshot, row, row->drawn_to);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
draw_gutter (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row)
{
  if (row->line->row != 0)
    return;
  if (row->gutter == NULL)
    row->gutter = create_gutter (self, row->line);
  if (row->gutter != NULL)
    gtk_snapshot_append_node (snapshot, row->gutter);
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
                      LogRow *row,
                      gsize start,
                      gsize end,
                      double to_x)
{
  PangoLayoutLine *line = pango_layout_get_line_readonly (log_row_get_layout (row, self->style, to_x), 0);
  int *ranges, n;

  start = MIN (start, row->laid_out);
  end = MIN (end, row->laid_out);
  pango_layout_line_get_x_ranges (line, (int) start, (int) end, &ranges, &n);
  for (int i = 0; i < n; i++)
    append_selection (self, snapshot, (double) ranges[2 * i] / PANGO_SCALE,
                      (double) ranges[2 * i + 1] / PANGO_SCALE);
  g_free (ranges);
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

  if (row->in_table)
    append_selection (self, snapshot, log_row_index_to_x (row, self->style, start),
                      log_row_index_to_x (row, self->style, end));
  else
    draw_selected_layout (self, snapshot, row, start, end, to_x);

  if (row->is_dump)
    draw_selected_characters (self, snapshot, row, start, end);
  if (through)
    {
      text_end = log_row_index_to_x (row, self->style, row->line->text->utf8->len);
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
  gtk_snapshot_pop (snapshot);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (text, 0, width - text, height));
  for_each_row (self, snapshot, self->columns.text - scrolled, draw_row_text, &drawing);
  gtk_snapshot_pop (snapshot);
}
