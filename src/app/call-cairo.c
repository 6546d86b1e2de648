/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-cairo.h"

#include <math.h>

#define HEAD_LENGTH 10.0
#define HEAD_ANGLE  0.42

static SockeyeCallCairo *
begin (SockeyeCallPen *pen, SockeyePenColor color)
{
  SockeyeCallCairo *self = (SockeyeCallCairo *) pen;

  gdk_cairo_set_source_rgba (self->cr, &self->colors[color]);
  cairo_set_dash (self->cr, NULL, 0, 0);
  cairo_new_path (self->cr);
  return self;
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
  static const double dashes[] = { 5, 4 };
  SockeyeCallCairo *self = begin (pen, color);
  /* A line that is straight up or down and one pixel wide covers one row of them. */
  double shift = width == 1 ? 0.5 : 0;

  if (dashed)
    cairo_set_dash (self->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_set_line_width (self->cr, width);
  cairo_move_to (self->cr, x1 == x2 ? floor (x1) + shift : x1, y1 == y2 ? floor (y1) + shift : y1);
  cairo_line_to (self->cr, x1 == x2 ? floor (x2) + shift : x2, y1 == y2 ? floor (y2) + shift : y2);
  cairo_stroke (self->cr);
}

static void
draw_head (SockeyeCallPen *pen, double x1, double y1, double x2, double y2, SockeyePenColor color)
{
  SockeyeCallCairo *self = begin (pen, color);
  double angle = atan2 (y2 - y1, x2 - x1);

  cairo_move_to (self->cr, x2, y2);
  cairo_line_to (self->cr, x2 - HEAD_LENGTH * cos (angle - HEAD_ANGLE),
                 y2 - HEAD_LENGTH * sin (angle - HEAD_ANGLE));
  cairo_line_to (self->cr, x2 - HEAD_LENGTH * cos (angle + HEAD_ANGLE),
                 y2 - HEAD_LENGTH * sin (angle + HEAD_ANGLE));
  cairo_close_path (self->cr);
  cairo_fill (self->cr);
}

static void
draw_dot (SockeyeCallPen *pen, double x, double y, double radius, SockeyePenColor color, gboolean hollow)
{
  static const double dashes[] = { 2, 2 };
  SockeyeCallCairo *self = begin (pen, hollow ? SOCKEYE_PEN_GROUND : color);

  cairo_arc (self->cr, x, y, radius, 0, 2 * G_PI);
  if (!hollow)
    {
      cairo_fill (self->cr);
      return;
    }
  cairo_fill_preserve (self->cr);
  gdk_cairo_set_source_rgba (self->cr, &self->colors[color]);
  cairo_set_dash (self->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_set_line_width (self->cr, 1.2);
  cairo_stroke (self->cr);
}

static void
draw_box (SockeyeCallPen *pen, double x, double y, double width, double height, SockeyePenColor color)
{
  SockeyeCallCairo *self = begin (pen, color);

  cairo_rectangle (self->cr, x, y, width, height);
  cairo_fill (self->cr);
}

static void
set_font (SockeyeCallCairo *self, const SockeyePenText *text)
{
  PangoFontDescription *font = pango_font_description_copy (
      pango_context_get_font_description (pango_layout_get_context (self->layout)));

  if (text->code)
    pango_font_description_set_family (font, "Monospace");
  pango_font_description_set_absolute_size (font, text->size * PANGO_SCALE);
  pango_font_description_set_weight (font, text->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (self->layout, font);
  pango_font_description_free (font);
}

static void
draw_text (SockeyeCallPen *pen, const SockeyePenText *text)
{
  SockeyeCallCairo *self = begin (pen, text->color);
  int width;

  set_font (self, text);
  pango_layout_set_text (self->layout, text->text, -1);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  cairo_move_to (self->cr, text->x - width * (int) text->align / 2.0,
                 text->y - pango_layout_get_baseline (self->layout) / (double) PANGO_SCALE);
  pango_cairo_show_layout (self->cr, self->layout);
}

/**
 * sockeye_call_cairo_init:
 * @self: a pen
 * @cr: what it draws on; it has to live as long
 * @layout: what it writes with, in the font of its context; it has to live as long
 *
 * Its colours are to be set afterwards.
 */
void
sockeye_call_cairo_init (SockeyeCallCairo *self, cairo_t *cr, PangoLayout *layout)
{
  *self = (SockeyeCallCairo){ .pen = { draw_line, draw_head, draw_dot, draw_box, draw_text, NULL, NULL },
                              .cr = cr,
                              .layout = layout };
}
