/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-band-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Bytes read before a row and behind it, so that its characters are whole. */
#define CONTEXT_MAX 64u
#define AHEAD_MAX   4u
/* Of a lane's line and of the borders in it, in pixels. */
#define LINE   2.0f
#define BORDER 2.0f

/* A row that is being drawn. Its places are pixels of the widget. */
typedef struct
{
  SockeyeStreamBand *band;
  GtkSnapshot *snapshot;
  guint64 start;
  guint64 end; /* the byte behind it */
  double y;
  double cell;
} Row;

/* Where a lane is in a row: its line with the names, and how far its borders go into the bytes. */
typedef struct
{
  SockeyeStreamLane lane;
  double top;
  double bottom;
  double label;
  gboolean line_above; /* otherwise below */
} Place;

static SockeyeLogColor
get_lane_color (SockeyeStreamLane lane)
{
  switch (lane)
    {
    case SOCKEYE_LANE_SENDS:
      return SOCKEYE_LOG_COLOR_SENT;
    case SOCKEYE_LANE_RECEIVES:
      return SOCKEYE_LOG_COLOR_RECEIVED;
    case SOCKEYE_LANE_MESSAGES:
    case SOCKEYE_N_LANES:
    default:
      return SOCKEYE_LOG_COLOR_EVENT;
    }
}

/* What stands before the lane. */
const char *
stream_band_get_lane_name (SockeyeStreamLane lane)
{
  switch (lane)
    {
    case SOCKEYE_LANE_SENDS:
      return C_ ("lane", "Sends");
    case SOCKEYE_LANE_RECEIVES:
      return C_ ("lane", "Receives");
    case SOCKEYE_LANE_MESSAGES:
    case SOCKEYE_N_LANES:
    default:
      return C_ ("lane", "Messages");
    }
}

static double
measure_text (SockeyeStreamBand *self, const char *text)
{
  sockeye_log_style_learn (self->style, text, strlen (text));
  return sockeye_log_style_measure (self->style, text, strlen (text));
}

static void
append_text (Row *row, const char *text, double x, double y, SockeyeLogColor color)
{
  sockeye_log_style_learn (row->band->style, text, strlen (text));
  gtk_snapshot_save (row->snapshot);
  gtk_snapshot_translate (row->snapshot, &GRAPHENE_POINT_INIT (0, (float) y));
  sockeye_log_style_append (row->band->style, row->snapshot, text, strlen (text), x, color);
  gtk_snapshot_restore (row->snapshot);
}

/* Room for the lanes' names and for the offsets. */
double
stream_band_measure_gutter (SockeyeStreamBand *self)
{
  double width = 11 * self->style->char_width;

  for (SockeyeStreamLane lane = 0; lane < SOCKEYE_N_LANES; lane++)
    width = MAX (width, measure_text (self, stream_band_get_lane_name (lane)));
  return ceil (width + 2 * self->style->char_width);
}

static double
get_x (Row *row, guint64 at)
{
  return row->band->gutter + (double) (at - row->start) * row->cell;
}

static void
fill (Row *row, const GdkRGBA *color, double x, double y, double width, double height)
{
  gtk_snapshot_append_color (row->snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

/* As much as there is room for: "3 · 13 bytes", "3 · 13", "3". */
static void
append_name (Row *row, const SockeyeStreamSpan *span, const Place *place, double x, double width)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, span->ordinal);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT " · %u", span->ordinal, span->length);
  /* Translators: %1$s is the number of a send, a receive or a message, %2$u its length in bytes */
  g_autofree char *whole = g_strdup_printf (ngettext ("%1$s · %2$u byte", "%1$s · %2$u bytes", span->length),
                                            number, span->length);
  const char *const names[] = { whole, size, number };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (measure_text (row->band, names[i]) + 6 <= width)
      {
        append_text (row, names[i], x + 5, place->label,
                     span->bad ? SOCKEYE_LOG_COLOR_ERROR : SOCKEYE_LOG_COLOR_TEXT);
        return;
      }
}

/* Neighbours have other shades and a border between them: it is seen without colours as well. */
static void
append_span (Row *row, const SockeyeStreamSpan *span, const Place *place)
{
  guint64 end = span->start + span->length;
  double left = get_x (row, MAX (span->start, row->start));
  double right = get_x (row, MIN (end, row->end));
  double height = place->bottom - place->top;
  GdkRGBA line = row->band->style->colors[get_lane_color (place->lane)];
  GdkRGBA shade = line;

  shade.alpha = span->ordinal % 2 == 0 ? 0.12f : 0.28f;
  fill (row, &shade, left, place->top, right - left, height);
  fill (row, &line, left, place->line_above ? place->top : place->bottom - LINE, right - left, LINE);
  if (span->start >= row->start)
    fill (row, &line, left, place->top, BORDER, height);
  if (end <= row->end && !span->unfinished)
    fill (row, &line, right - BORDER, place->top, BORDER / 2, height);
  append_name (row, span, place, left, right - left);
}

static void
append_lane (Row *row, const Place *place)
{
  guint n_spans, i;
  const SockeyeStreamSpan *spans = sockeye_stream_lens_get_spans (row->band->lens, place->lane, &n_spans);

  append_text (row, stream_band_get_lane_name (place->lane), row->band->style->char_width / 2, place->label,
               SOCKEYE_LOG_COLOR_DIM);
  sockeye_stream_spans_find (spans, n_spans, row->start, &i);
  for (; i < n_spans && spans[i].start < row->end; i++)
    append_span (row, &spans[i], place);
}

/* What cannot be drawn in the room of its bytes is a dot. */
static void
append_cell (Row *row, const SockeyeCell *cell, double y)
{
  const char *shown = row->band->text->utf8->str + cell->text;
  g_autofree char *text = g_strndup (shown, cell->text_length);
  double x = row->band->gutter + cell->bytes * row->cell;
  double room = cell->bytes_length * row->cell;
  SockeyeLogColor color = SOCKEYE_LOG_COLOR_TEXT;
  double width;

  if (cell->kind != SOCKEYE_CELL_CHARACTER)
    color = cell->kind == SOCKEYE_CELL_CONTROL ? SOCKEYE_LOG_COLOR_DIM : SOCKEYE_LOG_COLOR_INVALID;
  width = measure_text (row->band, text);
  if (width <= 0 || width > room + 1 || cell->kind == SOCKEYE_CELL_INVALID)
    {
      g_free (text);
      text = g_strdup ("·");
      width = row->band->style->char_width;
    }
  append_text (row, text, x + floor (MIN (row->cell - row->band->style->char_width, room - width) / 2), y,
               color);
}

static void
append_characters (Row *row, const guint8 *bytes, gsize context, gsize length, double y)
{
  SockeyeStreamBand *self = row->band;
  gsize back = sockeye_charset_sync_distance (self->charset, bytes, context, row->start == context,
                                              row->start % 2 != 0, NULL);

  sockeye_text_decode (self->text, self->charset, bytes + context - back, length - context + back, back,
                       SOCKEYE_DECODE_DISPLAY);
  for (guint i = 0; i < self->text->cells->len; i++)
    {
      const SockeyeCell *cell = &g_array_index (self->text->cells, SockeyeCell, i);

      if (cell->bytes >= 0 && row->start + (guint64) cell->bytes < row->end)
        append_cell (row, cell, y);
    }
}

static void
append_hex (Row *row, const guint8 *bytes, double y)
{
  static const char digits[] = "0123456789abcdef";

  for (guint64 at = row->start; at < row->end; at++, bytes++)
    {
      const char text[] = { digits[*bytes >> 4], digits[*bytes & 15], 0 };

      append_text (row, text, get_x (row, at) + row->band->style->char_width / 2, y, SOCKEYE_LOG_COLOR_TEXT);
    }
}

static void
append_bytes (Row *row, double y)
{
  SockeyeStreamBand *self = row->band;
  guint8 bytes[CONTEXT_MAX + STREAM_ROW_MAX + AHEAD_MAX];
  guint64 first = sockeye_stream_lens_get_start (self->lens);
  gsize context = (gsize) MIN (row->start - first, CONTEXT_MAX);
  gsize ahead = (gsize) MIN (sockeye_stream_lens_get_end (self->lens) - row->end, AHEAD_MAX);
  gsize length = context + (gsize) (row->end - row->start) + ahead;
  SockeyeReadResult result = sockeye_stream_lens_read (self->lens, row->start - context, bytes, length);

  if (result != SOCKEYE_READ_OK)
    {
      self->waiting = self->waiting || result == SOCKEYE_READ_LATER;
      append_text (row, result == SOCKEYE_READ_LATER ? "…" : _ ("no longer kept"),
                   self->gutter + self->style->char_width, y, SOCKEYE_LOG_COLOR_DIM);
      return;
    }
  append_characters (row, bytes, context, length, y);
  if (self->hex)
    append_hex (row, bytes + context, y + self->style->row_height);
}

static void
append_cursor (Row *row, double top, double height)
{
  SockeyeStreamBand *self = row->band;
  GdkRGBA color = self->style->colors[SOCKEYE_LOG_COLOR_TEXT];
  GskRoundedRect outline;
  float width = gtk_widget_has_focus (GTK_WIDGET (self)) ? 2 : 1;

  if (self->cursor < row->start || self->cursor >= row->end)
    return;
  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT ((float) get_x (row, self->cursor) - 1, (float) top,
                                                        (float) row->cell + 2, (float) height),
                                   2);
  gtk_snapshot_append_border (row->snapshot, &outline, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ color, color, color, color });
}

static void
append_row (Row *row)
{
  SockeyeStreamBand *self = row->band;
  SockeyeStreamLens *lens = self->lens;
  double line = self->style->row_height;
  double bytes_height = self->hex ? 2 * line : line;
  double y = row->y + STREAM_ROW_GAP;
  gboolean sends = sockeye_stream_lens_has (lens, SOCKEYE_LANE_SENDS);
  gboolean receives = sockeye_stream_lens_has (lens, SOCKEYE_LANE_RECEIVES);
  double bytes_y = y + (sends ? line : 0);
  double below = bytes_y + bytes_height;
  double middle = bytes_y + bytes_height / 2; /* where both meet */
  g_autofree char *offset = g_strdup_printf ("%" G_GUINT64_FORMAT, row->start);

  if (sends)
    append_lane (row, &(Place){ SOCKEYE_LANE_SENDS, y, receives ? middle : below, y, TRUE });
  if (receives)
    {
      append_lane (row,
                   &(Place){ SOCKEYE_LANE_RECEIVES, sends ? middle : bytes_y, below + line, below, FALSE });
      below += line;
    }
  if (sockeye_stream_lens_has (lens, SOCKEYE_LANE_MESSAGES))
    append_lane (row, &(Place){ SOCKEYE_LANE_MESSAGES, below + 2, below + 2 + line, below + 2, FALSE });
  append_text (row, offset, self->gutter - 1.5 * self->style->char_width - measure_text (self, offset),
               bytes_y, SOCKEYE_LOG_COLOR_TEXT);
  append_bytes (row, bytes_y);
  append_cursor (row, bytes_y, bytes_height);
}

void
stream_band_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SockeyeStreamBand *self = SOCKEYE_STREAM_BAND (widget);
  int height = gtk_widget_get_height (widget);
  int row_height = stream_band_get_row_height (self);
  double value = gtk_adjustment_get_value (self->vadjustment);
  guint64 start, end;

  self->waiting = FALSE;
  if (self->lens == NULL || sockeye_stream_lens_get_end (self->lens) == 0)
    return;
  start = sockeye_stream_lens_get_start (self->lens);
  end = sockeye_stream_lens_get_end (self->lens);
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) height));
  for (guint64 i = (guint64) (MAX (value, 0) / row_height); i * self->per_row < end; i++)
    {
      Row row = { .band = self, .snapshot = snapshot, .cell = stream_band_get_cell_width (self) };

      row.start = MAX (i * self->per_row, start);
      row.end = MIN ((i + 1) * self->per_row, end);
      row.y = floor ((double) i * row_height - value);
      if (row.y >= height)
        break;
      if (row.start < row.end)
        append_row (&row);
    }
  gtk_snapshot_pop (snapshot);
}
