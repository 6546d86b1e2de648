/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-svg.h"

#include "call-drawing.h"

#define HEAD_LENGTH 10.0
#define HEAD_WIDTH  8.0

typedef struct
{
  SockeyeCallPen pen; /* first: it is one */
  const SockeyeCallLadder *ladder;
  GString *out;
} SvgPen;

/* For paper, whatever the window is like. */
static const char *const colors[SOCKEYE_PEN_N_COLORS] = {
  [SOCKEYE_PEN_TEXT] = "#1a1a1a",  [SOCKEYE_PEN_DIM] = "#6a6a6a",   [SOCKEYE_PEN_LEFT] = "#1b7340",
  [SOCKEYE_PEN_RIGHT] = "#1a5fb4", [SOCKEYE_PEN_ERROR] = "#b01020", [SOCKEYE_PEN_GROUND] = "#ffffff",
  [SOCKEYE_PEN_LIT] = "#fff3c4",
};

/* Whatever the locale is. */
static void
append_number (GString *out, const char *name, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, " %s=\"%s\"", name, g_ascii_formatd (digits, sizeof digits, "%.1f", value));
}

static void
draw_line (SockeyeCallPen *pen,
           double x1,
           double y1,
           double x2,
           double y2,
           SockeyePenColor color,
           double width,
           gboolean dashed)
{
  GString *out = ((SvgPen *) pen)->out;

  g_string_append (out, "<line");
  append_number (out, "x1", x1);
  append_number (out, "y1", y1);
  append_number (out, "x2", x2);
  append_number (out, "y2", y2);
  append_number (out, "stroke-width", width);
  g_string_append_printf (out, " stroke=\"%s\"%s/>\n", colors[color],
                          dashed ? " stroke-dasharray=\"5 4\"" : "");
}

/* Arrows are nearly level, so that their length is that of their way to the side. */
static void
draw_head (SockeyeCallPen *pen, double x1, double y1, double x2, double y2, SockeyePenColor color)
{
  double slope = (y2 - y1) / ABS (x2 - x1);
  double back = x2 - (x2 > x1 ? HEAD_LENGTH : -HEAD_LENGTH);
  double middle = y2 - HEAD_LENGTH * slope;

  g_string_append_printf (((SvgPen *) pen)->out,
                          "<path fill=\"%s\" d=\"M%.0f %.0f L%.0f %.0f L%.0f %.0f Z\"/>\n", colors[color], x2,
                          y2, back, middle - HEAD_WIDTH / 2, back, middle + HEAD_WIDTH / 2);
}

static void
draw_dot (SockeyeCallPen *pen, double x, double y, double radius, SockeyePenColor color, gboolean hollow)
{
  GString *out = ((SvgPen *) pen)->out;

  g_string_append (out, "<circle");
  append_number (out, "cx", x);
  append_number (out, "cy", y);
  append_number (out, "r", radius);
  if (hollow)
    g_string_append_printf (out, " fill=\"%s\" stroke=\"%s\" stroke-dasharray=\"2 2\"/>\n",
                            colors[SOCKEYE_PEN_GROUND], colors[color]);
  else
    g_string_append_printf (out, " fill=\"%s\"/>\n", colors[color]);
}

static void
draw_box (SockeyeCallPen *pen, double x, double y, double width, double height, SockeyePenColor color)
{
  GString *out = ((SvgPen *) pen)->out;

  g_string_append (out, "<rect");
  append_number (out, "x", x);
  append_number (out, "y", y);
  append_number (out, "width", width);
  append_number (out, "height", height);
  g_string_append_printf (out, " fill=\"%s\"/>\n", colors[color]);
}

static void
draw_text (SockeyeCallPen *pen, const SockeyePenText *text)
{
  static const char *const anchors[] = { "start", "middle", "end" };
  GString *out = ((SvgPen *) pen)->out;
  g_autofree char *escaped = g_markup_escape_text (text->text, -1);

  g_string_append (out, "<text");
  append_number (out, "x", text->x);
  append_number (out, "y", text->y);
  append_number (out, "font-size", text->size);
  g_string_append_printf (out, " text-anchor=\"%s\" fill=\"%s\"%s%s>%s</text>\n", anchors[text->align],
                          colors[text->color], text->bold ? " font-weight=\"bold\"" : "",
                          text->code ? " font-family=\"monospace\"" : "", escaped);
}

/* Programs can read it, too. */
static void
begin_step (SockeyeCallPen *pen, const SockeyeCallStep *step)
{
  SvgPen *self = (SvgPen *) pen;
  g_autofree char *sentence = sockeye_call_ladder_describe (self->ladder, step);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  g_string_append_printf (self->out,
                          "<g class=\"%s %s%s\" data-kind=\"%s\" data-end=\"%s\" data-capture=\"%u\" "
                          "data-record=\"%" G_GUINT64_FORMAT "\">\n<title>%s</title>\n",
                          sockeye_call_step_is_call (step) ? "call" : "segment",
                          step->inferred ? "inferred" : "known", step->lost ? " lost" : "",
                          sockeye_call_step_get_nick (step), step->end == SOCKEYE_END_LEFT ? "left" : "right",
                          step->tape, step->record, escaped);
}

static void
end_step (SockeyeCallPen *pen)
{
  g_string_append (((SvgPen *) pen)->out, "</g>\n");
}

/**
 * sockeye_call_svg_get_color:
 * @color: one of the colours
 *
 * Returns: (transfer none): as it is on paper, "#1a1a1a"
 */
const char *
sockeye_call_svg_get_color (SockeyePenColor color)
{
  return colors[color];
}

/**
 * sockeye_call_ladder_to_svg:
 * @ladder: a ladder
 *
 * Makes a picture of all of it. Text stays text, and each step is a group with its record's number.
 *
 * Returns: (transfer full): an SVG 1.1 document, UTF-8
 */
char *
sockeye_call_ladder_to_svg (const SockeyeCallLadder *ladder)
{
  guint n = sockeye_call_ladder_get_n_steps (ladder);
  double width = sockeye_call_drawing_measure_width (ladder);
  double height = sockeye_call_drawing_measure_height (n);
  SvgPen self = { .pen = { draw_line, draw_head, draw_dot, draw_box, draw_text, begin_step, end_step },
                  .ladder = ladder,
                  .out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") };
  SockeyeCallDrawing drawing;

  sockeye_call_drawing_init (&drawing, ladder, width);
  g_string_append_printf (self.out,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
                          "viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\">\n",
                          width, height, width, height);
  draw_box (&self.pen, 0, 0, width, height, SOCKEYE_PEN_GROUND);
  sockeye_call_drawing_draw_heading (&drawing, &self.pen, 0);
  sockeye_call_drawing_draw_rows (&drawing, &self.pen, SOCKEYE_LADDER_HEADING_HEIGHT, 0, n);
  g_string_append (self.out, "</svg>\n");
  return g_string_free (self.out, FALSE);
}
