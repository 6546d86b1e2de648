/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-diagram.h"

#include "log-style.h"
#include "state-figure.h"
#include "state-recipe.h"
#include "text-scale.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Of the figure's units. Below this the words cannot be read. */
#define SCALE_MIN  0.85
#define NAME_SIZE  11
#define LABEL_SIZE 10
#define ARROW_SIZE 6
/* From the upper edge of words to the line that they stand on, of their size; and from line to line. Fonts have other
 * heights in other languages, for which the figure has no room. */
#define BASELINE    0.95
#define LINE_HEIGHT 12
/* So far each way is from the arrow that it follows, so that both can be seen. */
#define SHIFT      2.5
#define PATH_WIDTH 3

struct _SockeyeStateDiagram
{
  GtkWidget parent_instance;

  SockeyeStateView view;
};

G_DEFINE_FINAL_TYPE (SockeyeStateDiagram, sockeye_state_diagram, GTK_TYPE_WIDGET)

enum
{
  STATE_CLICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* While it is being drawn. */
typedef struct
{
  cairo_t *cr;
  PangoLayout *layout;
  const SockeyeStateView *view;
  GdkRGBA text;
  GdkRGBA dim;
  GdkRGBA ground;
  GdkRGBA own;
  GdkRGBA far;
} Drawing;

static void
set_color (Drawing *self, const GdkRGBA *color)
{
  gdk_cairo_set_source_rgba (self->cr, color);
}

static void
set_dashed (Drawing *self, gboolean dashed)
{
  static const double dashes[] = { 5, 4 };

  cairo_set_dash (self->cr, dashes, dashed ? 2 : 0, 0);
}

/* One line of words, to be drawn or painted over. */
static void
set_text (Drawing *self, const char *text, double size, gboolean bold)
{
  PangoFontDescription *font = pango_font_description_copy (
      pango_context_get_font_description (pango_layout_get_context (self->layout)));

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (self->layout, font);
  pango_layout_set_text (self->layout, text, -1);
  pango_font_description_free (font);
}

/* @align: as in SockeyeFigureLine */
static void
draw_text (Drawing *self, const char *text, double size, gboolean bold, double x, double y, int align)
{
  int width;

  set_text (self, text, size, bold);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  cairo_move_to (self->cr, x - width * (align + 1) / 2.0,
                 y + size * BASELINE - (double) pango_layout_get_baseline (self->layout) / PANGO_SCALE);
  pango_cairo_show_layout (self->cr, self->layout);
  cairo_new_path (self->cr); /* a line would begin where the words do */
}

static void
draw_head (Drawing *self, double from_x, double from_y, double x, double y, double size)
{
  double angle = atan2 (y - from_y, x - from_x);

  set_dashed (self, FALSE);
  cairo_move_to (self->cr, x, y);
  cairo_line_to (self->cr, x - size * cos (angle - 0.45), y - size * sin (angle - 0.45));
  cairo_line_to (self->cr, x - size * cos (angle + 0.45), y - size * sin (angle + 0.45));
  cairo_close_path (self->cr);
  cairo_fill (self->cr);
}

static void
draw_line (Drawing *self, const double *points, guint n_points, double shift, double head, gboolean dashed)
{
  set_dashed (self, dashed);
  for (guint i = 0; i < n_points; i++)
    cairo_line_to (self->cr, points[2 * i] + shift, points[2 * i + 1] + shift);
  cairo_stroke (self->cr);
  draw_head (self, points[2 * n_points - 4] + shift, points[2 * n_points - 3] + shift,
             points[2 * n_points - 2] + shift, points[2 * n_points - 1] + shift, head);
}

/* No way is drawn through words, however long they are in a language. */
static void
draw_words (Drawing *self, const char *text, double x, double y, int align)
{
  int width;

  set_text (self, text, LABEL_SIZE, FALSE);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  cairo_rectangle (self->cr, x - width * (align + 1) / 2.0, y, width, LINE_HEIGHT);
  set_color (self, &self->ground);
  cairo_fill (self->cr);
  set_color (self, &self->dim);
  draw_text (self, text, LABEL_SIZE, FALSE, x, y, align);
}

static void
draw_label (Drawing *self, const SockeyeFigureLine *line)
{
  const SockeyeTcpArrow *arrow = sockeye_tcp_state_find_arrow (line->from, line->to);
  g_autofree char *both = NULL;

  if (arrow->answer != NULL && line->one_line)
    {
      both = g_strconcat (_ (arrow->cause), " / ", _ (arrow->answer), NULL);
      draw_words (self, both, line->label_x, line->label_y, line->align);
      return;
    }
  draw_words (self, _ (arrow->cause), line->label_x, line->label_y, line->align);
  if (arrow->answer != NULL)
    draw_words (self, _ (arrow->answer), line->label_x, line->label_y + LINE_HEIGHT, line->align);
}

static void
draw_arrows (Drawing *self)
{
  guint n_lines;
  const SockeyeFigureLine *lines = sockeye_figure_get_lines (&n_lines);

  cairo_set_line_width (self->cr, 1);
  set_color (self, &self->dim);
  for (guint i = 0; i < n_lines; i++)
    draw_line (self, lines[i].points, lines[i].n_points, 0, ARROW_SIZE, FALSE);
}

static void
draw_labels (Drawing *self)
{
  guint n_lines;
  const SockeyeFigureLine *lines = sockeye_figure_get_lines (&n_lines);

  for (guint i = 0; i < n_lines; i++)
    draw_label (self, &lines[i]);
}

/* No arrow of the figure leads there: straight across. The boxes are drawn over its ends. */
static void
draw_across (Drawing *self,
             const SockeyeFigureBox *from,
             const SockeyeFigureBox *to,
             double shift,
             const char *label)
{
  double middle_x = (from->x + to->x) / 2 + shift;
  double middle_y = (from->y + to->y) / 2 + shift;

  set_dashed (self, label == NULL);
  cairo_move_to (self->cr, from->x + shift, from->y + shift);
  cairo_line_to (self->cr, to->x + shift, to->y + shift);
  cairo_stroke (self->cr);
  draw_head (self, from->x, from->y, middle_x, middle_y, 10);
  if (label != NULL)
    draw_text (self, label, LABEL_SIZE, TRUE, middle_x + 8, middle_y - 12, -1);
}

/* Where a path begins is no event that could be seen. */
static gboolean
is_known (const SockeyeStatePath *path, guint step)
{
  return !path->steps[step].gap && sockeye_state_step_is_known (&path->steps[step])
         && (step == 1 || sockeye_state_step_is_known (&path->steps[step - 1]));
}

/* What is no arrow of the figure; NULL: it is not known what it is */
static const char *
get_label (const SockeyeStateStep *step)
{
  if (step->reset)
    return "RST";
  return step->refused ? _ ("refused") : NULL;
}

/* Between the states of an arrow, but for another reason than the arrow's own: under the arrow's words. */
static void
draw_reason (Drawing *self, const SockeyeFigureLine *line, const char *reason)
{
  draw_text (self, reason, LABEL_SIZE, TRUE, line->label_x, line->label_y + LINE_HEIGHT, line->align);
}

static void
draw_path (Drawing *self, const SockeyeStatePath *path, const GdkRGBA *color, double shift)
{
  set_color (self, color);
  cairo_set_line_width (self->cr, PATH_WIDTH);
  for (guint i = 1; i < path->n_steps; i++)
    {
      const SockeyeStateStep *from = &path->steps[i - 1];
      const SockeyeStateStep *to = &path->steps[i];
      const SockeyeFigureLine *line = sockeye_figure_find_line (from->state, to->state);
      const SockeyeFigureBox *begin = sockeye_figure_find_box (path, i - 1);
      const SockeyeFigureBox *end = sockeye_figure_find_box (path, i);

      if (line != NULL && !to->reset)
        {
          draw_line (self, line->points, line->n_points, shift, 11, !is_known (path, i));
          if (to->refused)
            draw_reason (self, line, get_label (to));
        }
      else if (begin != NULL && end != NULL)
        draw_across (self, begin, end, shift, get_label (to));
    }
}

static void
trace_box (Drawing *self, const SockeyeFigureBox *box, double outset)
{
  cairo_rectangle (self->cr, box->x - SOCKEYE_FIGURE_BOX_WIDTH / 2.0 - outset,
                   box->y - SOCKEYE_FIGURE_BOX_HEIGHT / 2.0 - outset, SOCKEYE_FIGURE_BOX_WIDTH + 2 * outset,
                   SOCKEYE_FIGURE_BOX_HEIGHT + 2 * outset);
}

/* CLOSED is lit where the path has led to. */
static gboolean
is_lit (const SockeyeStateEnd *end, const SockeyeFigureBox *box)
{
  if ((end->states & SOCKEYE_TCP_MASK (box->state)) == 0)
    return FALSE;
  if (box->state != SOCKEYE_TCP_CLOSED)
    return TRUE;
  if (sockeye_state_path_get_last (&end->path) != SOCKEYE_TCP_CLOSED)
    return box->end;
  return sockeye_figure_find_box (&end->path, end->path.n_steps - 1) == box;
}

static gboolean
is_inferred (const SockeyeStateEnd *end)
{
  return end->source == SOCKEYE_STATE_SOURCE_INFERRED;
}

static const char *
get_caption (Drawing *self, gboolean own, gboolean far)
{
  if (own && far)
    return is_inferred (&self->view->far) ? _ ("this end, far end (inferred)") : _ ("both ends");
  if (own)
    return _ ("this end");
  if (far)
    return is_inferred (&self->view->far) ? _ ("far end (inferred)") : _ ("far end");
  return NULL;
}

static void
draw_box (Drawing *self, const SockeyeFigureBox *box)
{
  gboolean own = is_lit (&self->view->own, box);
  gboolean far = is_lit (&self->view->far, box);
  const char *caption = get_caption (self, own, far);

  set_dashed (self, FALSE);
  trace_box (self, box, 0);
  set_color (self, own ? &self->own : &self->ground);
  cairo_fill_preserve (self->cr);
  cairo_set_line_width (self->cr, 1);
  set_color (self, own ? &self->own : &self->dim);
  cairo_stroke (self->cr);
  if (far)
    {
      set_dashed (self, is_inferred (&self->view->far));
      cairo_set_line_width (self->cr, PATH_WIDTH);
      set_color (self, &self->far);
      trace_box (self, box, own ? 4 : 1);
      cairo_stroke (self->cr);
    }
  set_color (self, own ? &self->ground : &self->text);
  draw_text (self, sockeye_tcp_state_get_name (box->state), NAME_SIZE, own || far, box->x,
             caption != NULL ? box->y - 15 : box->y - 8, 0);
  if (caption != NULL)
    draw_text (self, caption, LABEL_SIZE - 1, FALSE, box->x, box->y, 0);
}

static void
draw_legend_line (Drawing *self, double y, gboolean dashed, const char *text)
{
  set_color (self, &self->text);
  cairo_set_line_width (self->cr, PATH_WIDTH);
  set_dashed (self, dashed);
  cairo_move_to (self->cr, 4, y + 7);
  cairo_line_to (self->cr, 26, y + 7);
  cairo_stroke (self->cr);
  draw_text (self, text, LABEL_SIZE, FALSE, 32, y, -1);
}

static void
draw_legend (Drawing *self)
{
  set_dashed (self, FALSE);
  cairo_rectangle (self->cr, 4, 3, 22, 9);
  set_color (self, &self->own);
  cairo_fill (self->cr);
  cairo_set_line_width (self->cr, PATH_WIDTH);
  cairo_rectangle (self->cr, 5.5, 19.5, 19, 7);
  set_color (self, &self->far);
  cairo_stroke (self->cr);
  set_color (self, &self->text);
  draw_text (self, _ ("this end"), LABEL_SIZE, FALSE, 32, 0, -1);
  draw_text (self, _ ("far end"), LABEL_SIZE, FALSE, 32, 15, -1);
  draw_legend_line (self, 30, FALSE, _ ("seen, or from the log"));
  draw_legend_line (self, 45, TRUE, _ ("inferred"));
}

static void
drawing_init (Drawing *self, GtkWidget *widget)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  gtk_style_context_get_color (style, &self->text);
  if (!gtk_style_context_lookup_color (style, "theme_bg_color", &self->ground))
    gdk_rgba_parse (&self->ground, self->text.red > 0.5 ? "black" : "white");
  self->dim = self->text;
  self->dim.alpha *= 0.65f;
  sockeye_log_style_get_color (widget, SOCKEYE_LOG_COLOR_SENT, &self->own);
  sockeye_log_style_get_color (widget, SOCKEYE_LOG_COLOR_RECEIVED, &self->far);
}

/* Where the figure is in the widget, and how large. */
static double
get_scale (GtkWidget *widget, double *x, double *y)
{
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  double scale = MIN ((double) width / SOCKEYE_FIGURE_WIDTH, (double) height / SOCKEYE_FIGURE_HEIGHT);

  *x = (width - scale * SOCKEYE_FIGURE_WIDTH) / 2;
  *y = (height - scale * SOCKEYE_FIGURE_HEIGHT) / 2;
  return scale;
}

static void
sockeye_state_diagram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SockeyeStateDiagram *self = SOCKEYE_STATE_DIAGRAM (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  double x, y;
  double scale = get_scale (widget, &x, &y);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  Drawing drawing = { .view = &self->view, .layout = layout };
  guint n_boxes;
  const SockeyeFigureBox *boxes = sockeye_figure_get_boxes (&n_boxes);

  drawing_init (&drawing, widget);
  drawing.cr = gtk_snapshot_append_cairo (snapshot,
                                          &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_translate (drawing.cr, x, y);
  cairo_scale (drawing.cr, scale, scale);
  draw_legend (&drawing);
  draw_arrows (&drawing);
  draw_path (&drawing, &self->view.own.path, &drawing.own, -SHIFT);
  draw_path (&drawing, &self->view.far.path, &drawing.far, SHIFT);
  draw_labels (&drawing);
  for (guint i = 0; i < n_boxes; i++)
    draw_box (&drawing, &boxes[i]);
  cairo_destroy (drawing.cr);
}

static void
sockeye_state_diagram_measure (GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size G_GNUC_UNUSED,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline G_GNUC_UNUSED,
                               int *natural_baseline G_GNUC_UNUSED)
{
  int size = orientation == GTK_ORIENTATION_HORIZONTAL ? SOCKEYE_FIGURE_WIDTH : SOCKEYE_FIGURE_HEIGHT;
  int whole = (int) (size * sockeye_text_scale_get (widget));

  *minimum = (int) (whole * SCALE_MIN);
  /* It grows into all that is left, but what stands beside it gets its width first. */
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? *minimum : whole;
}

/* Returns: the state that can be held whose box is there; %SOCKEYE_TCP_UNKNOWN: none */
static SockeyeTcpState
pick_state (SockeyeStateDiagram *self, double x, double y)
{
  double left, top;
  double scale = get_scale (GTK_WIDGET (self), &left, &top);
  guint n_boxes;
  const SockeyeFigureBox *boxes = sockeye_figure_get_boxes (&n_boxes);

  for (guint i = 0; i < n_boxes; i++)
    if (fabs ((x - left) / scale - boxes[i].x) <= SOCKEYE_FIGURE_BOX_WIDTH / 2.0
        && fabs ((y - top) / scale - boxes[i].y) <= SOCKEYE_FIGURE_BOX_HEIGHT / 2.0
        && sockeye_state_recipe_find (boxes[i].state) != NULL)
      return boxes[i].state;
  return SOCKEYE_TCP_UNKNOWN;
}

static void
on_clicked (SockeyeStateDiagram *self, int n_press G_GNUC_UNUSED, double x, double y)
{
  SockeyeTcpState state = pick_state (self, x, y);

  if (state != SOCKEYE_TCP_UNKNOWN)
    g_signal_emit (self, signals[STATE_CLICKED], 0, (guint) state);
}

static void
on_motion (SockeyeStateDiagram *self, double x, double y)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   pick_state (self, x, y) != SOCKEYE_TCP_UNKNOWN ? "pointer" : NULL);
}

static gboolean
sockeye_state_diagram_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  SockeyeTcpState state = keyboard ? SOCKEYE_TCP_UNKNOWN : pick_state (SOCKEYE_STATE_DIAGRAM (widget), x, y);
  g_autofree char *text = NULL;

  if (state == SOCKEYE_TCP_UNKNOWN)
    return FALSE;
  /* Translators: %s is a TCP state */
  text = g_strdup_printf (_ ("Hold %s"), sockeye_tcp_state_get_name (state));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
sockeye_state_diagram_class_init (SockeyeStateDiagramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = sockeye_state_diagram_snapshot;
  widget_class->measure = sockeye_state_diagram_measure;
  widget_class->query_tooltip = sockeye_state_diagram_query_tooltip;

  signals[STATE_CLICKED] = g_signal_new ("state-clicked", SOCKEYE_TYPE_STATE_DIAGRAM, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "statediagram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sockeye_state_diagram_init (SockeyeStateDiagram *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect_swapped (click, "released", G_CALLBACK (on_clicked), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("State diagram"),
                                  -1);
}

/**
 * sockeye_state_diagram_show:
 * @self: a diagram
 * @view: what it shows from now on; it is copied
 */
void
sockeye_state_diagram_show (SockeyeStateDiagram *self, const SockeyeStateView *view)
{
  self->view = *view;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
