/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "highlight-palette.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *name;
  const char *fill;
  const char *light; /* the line's, on a light ground */
  const char *dark;
  double dashes[4]; /* lengths drawn and left out; 0: no more */
  gboolean twice;   /* also above */
  double width;
} Color;

/* After Okabe and Ito. */
static const Color colors[SOCKEYE_N_HIGHLIGHT_COLORS] = {
  { NC_ ("highlight", "Yellow, solid line"), "#f0e442", "#8f8200", "#f0e442", { 0 }, FALSE, 2 },
  { NC_ ("highlight", "Orange, dashed line"), "#e69f00", "#a66f00", "#f2b33d", { 6, 3 }, FALSE, 2 },
  { NC_ ("highlight", "Green, dotted line"), "#009e73", "#00795a", "#35cfa2", { 2, 2 }, FALSE, 2 },
  { NC_ ("highlight", "Blue, lines above and below"), "#56b4e9", "#1f78b4", "#7cc8f5", { 0 }, TRUE, 1 },
  { NC_ ("highlight", "Purple, dash-dot line"), "#cc79a7", "#a8467c", "#e79cc4", { 6, 2, 2, 2 }, FALSE, 2 },
  { NC_ ("highlight", "Red, thick line"), "#d55e00", "#b34a00", "#ff8d3a", { 0 }, FALSE, 4 },
};

static const Color *
get_color (guint color)
{
  return &colors[MIN (color, SOCKEYE_N_HIGHLIGHT_COLORS - 1)];
}

/**
 * sockeye_highlight_color_get_name:
 * @color: which one
 *
 * Returns: its name, in the user's language
 */
const char *
sockeye_highlight_color_get_name (guint color)
{
  return g_dpgettext2 (NULL, "highlight", get_color (color)->name);
}

static void
draw_line (cairo_t *cr, double x, double width, double y)
{
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + width, y);
  cairo_stroke (cr);
}

/* A frame: no rule has one. */
static void
draw_found (gboolean dark, cairo_t *cr, double x, double width, double height)
{
  GdkRGBA rgba;

  gdk_rgba_parse (&rgba, "#f6d32d");
  rgba.alpha = dark ? 0.28f : 0.42f;
  gdk_cairo_set_source_rgba (cr, &rgba);
  cairo_rectangle (cr, x, 1, width, height - 2);
  cairo_fill (cr);

  gdk_rgba_parse (&rgba, dark ? "#e5c84a" : "#a07800");
  gdk_cairo_set_source_rgba (cr, &rgba);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, x + 0.5, 1.5, MAX (width - 1, 1), height - 3);
  cairo_stroke (cr);
}

/**
 * sockeye_highlight_color_draw:
 * @color: which one, or %SOCKEYE_HIGHLIGHT_FOUND
 * @dark: the ground is dark
 * @cr: where to draw
 * @x: pixels
 * @width: pixels
 * @height: pixels, from 0 on
 *
 * Draws what stands behind text that is marked.
 */
void
sockeye_highlight_color_draw (guint color, gboolean dark, cairo_t *cr, double x, double width, double height)
{
  const Color *it = get_color (color);
  GdkRGBA rgba;
  int n_dashes = 0;

  if (color == SOCKEYE_HIGHLIGHT_FOUND)
    {
      draw_found (dark, cr, x, width, height);
      return;
    }
  gdk_rgba_parse (&rgba, it->fill);
  rgba.alpha = dark ? 0.32f : 0.36f;
  gdk_cairo_set_source_rgba (cr, &rgba);
  cairo_rectangle (cr, x, 0, width, height);
  cairo_fill (cr);

  while (n_dashes < (int) G_N_ELEMENTS (it->dashes) && it->dashes[n_dashes] > 0)
    n_dashes++;
  gdk_rgba_parse (&rgba, dark ? it->dark : it->light);
  gdk_cairo_set_source_rgba (cr, &rgba);
  cairo_set_line_width (cr, it->width);
  cairo_set_dash (cr, it->dashes, n_dashes, 0);
  draw_line (cr, x, width, height - it->width / 2);
  if (it->twice)
    draw_line (cr, x, width, it->width / 2);
}
