/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-view.h"

#include "call-cairo.h"
#include "call-drawing.h"
#include "log-style.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _SockeyeCallView
{
  GtkWidget parent_instance;

  SockeyeCallLadder *ladder;  /* (nullable) */
  GtkAdjustment *vadjustment; /* (nullable) */
  int selected;               /* -1: none */
  gboolean following;         /* it is at the end, and stays there */
  gboolean fitted;            /* all of it was seen at once */
};

G_DEFINE_FINAL_TYPE (SockeyeCallView, sockeye_call_view, GTK_TYPE_WIDGET)

enum
{
  SELECTED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static int
get_n_rows (SockeyeCallView *self)
{
  return self->ladder != NULL ? (int) sockeye_call_ladder_get_n_steps (self->ladder) : 0;
}

static void
set_colors (SockeyeCallView *self, SockeyeCallCairo *pen)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA *colors = pen->colors;

  gtk_style_context_get_color (style, &colors[SOCKEYE_PEN_TEXT]);
  if (!gtk_style_context_lookup_color (style, "theme_base_color", &colors[SOCKEYE_PEN_GROUND]))
    gdk_rgba_parse (&colors[SOCKEYE_PEN_GROUND], colors[SOCKEYE_PEN_TEXT].red > 0.5f ? "black" : "white");
  sockeye_log_style_get_color (widget, SOCKEYE_LOG_COLOR_DIM, &colors[SOCKEYE_PEN_DIM]);
  sockeye_log_style_get_color (widget, SOCKEYE_LOG_COLOR_SENT, &colors[SOCKEYE_PEN_LEFT]);
  sockeye_log_style_get_color (widget, SOCKEYE_LOG_COLOR_RECEIVED, &colors[SOCKEYE_PEN_RIGHT]);
  sockeye_log_style_get_color (widget, SOCKEYE_LOG_COLOR_ERROR, &colors[SOCKEYE_PEN_ERROR]);
  sockeye_log_style_get_color (widget, SOCKEYE_LOG_COLOR_SELECTION, &colors[SOCKEYE_PEN_LIT]);
  colors[SOCKEYE_PEN_LIT].alpha *= 0.25f;
}

/* Only what is seen; its heading stays at the top. */
static void
sockeye_call_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SockeyeCallView *self = SOCKEYE_CALL_VIEW (widget);
  double top = self->vadjustment != NULL ? floor (gtk_adjustment_get_value (self->vadjustment)) : 0;
  double height = self->vadjustment != NULL ? gtk_adjustment_get_page_size (self->vadjustment)
                                            : gtk_widget_get_height (widget);
  int width = gtk_widget_get_width (widget);
  int first = (int) (top / SOCKEYE_LADDER_ROW_HEIGHT);
  int end = (int) ceil ((top + height - SOCKEYE_LADDER_HEADING_HEIGHT) / SOCKEYE_LADDER_ROW_HEIGHT);
  g_autoptr (PangoLayout) layout = NULL;
  SockeyeCallDrawing drawing;
  SockeyeCallCairo pen;
  cairo_t *cr;

  if (self->ladder == NULL)
    return;
  layout = gtk_widget_create_pango_layout (widget, NULL);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, (float) top, (float) width, (float) height));
  sockeye_call_cairo_init (&pen, cr, layout);
  set_colors (self, &pen);
  sockeye_call_drawing_init (&drawing, self->ladder, width);
  drawing.selected = self->selected;
  first = CLAMP (first, 0, get_n_rows (self));
  end = CLAMP (end, first, get_n_rows (self));
  sockeye_call_drawing_draw_rows (&drawing, &pen.pen,
                                  SOCKEYE_LADDER_HEADING_HEIGHT + first * SOCKEYE_LADDER_ROW_HEIGHT,
                                  (guint) first, (guint) end);
  sockeye_call_drawing_draw_heading (&drawing, &pen.pen, top);
  cairo_destroy (cr);
}

static void
sockeye_call_view_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size G_GNUC_UNUSED,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline G_GNUC_UNUSED,
                           int *natural_baseline G_GNUC_UNUSED)
{
  SockeyeCallView *self = SOCKEYE_CALL_VIEW (widget);
  double size = 0;

  if (self->ladder != NULL)
    size = orientation == GTK_ORIENTATION_HORIZONTAL
               ? sockeye_call_drawing_measure_width (self->ladder)
               : sockeye_call_drawing_measure_height ((guint) get_n_rows (self));
  *minimum = *natural = (int) ceil (size);
}

/* The step is brought below the heading, which covers what is behind it. */
static void
reveal (SockeyeCallView *self, int row)
{
  double top = row * SOCKEYE_LADDER_ROW_HEIGHT;

  if (self->vadjustment == NULL)
    return;
  gtk_adjustment_clamp_page (self->vadjustment, top,
                             top + SOCKEYE_LADDER_ROW_HEIGHT + SOCKEYE_LADDER_HEADING_HEIGHT);
}

static void
move_to (SockeyeCallView *self, int row)
{
  if (get_n_rows (self) == 0)
    return;
  sockeye_call_view_select (self, CLAMP (row, 0, get_n_rows (self) - 1));
}

static gboolean
on_move (GtkWidget *widget, GVariant *args, gpointer data G_GNUC_UNUSED)
{
  SockeyeCallView *self = SOCKEYE_CALL_VIEW (widget);
  int by = g_variant_get_int32 (args);

  /* Nothing is selected: begin at the top, or at the end. */
  if (self->selected < 0)
    move_to (self, by > 0 ? 0 : get_n_rows (self) - 1);
  else
    move_to (self, CLAMP (self->selected + by, 0, G_MAXINT));
  return TRUE;
}

static gboolean
on_move_to_end (GtkWidget *widget, GVariant *args, gpointer data G_GNUC_UNUSED)
{
  move_to (SOCKEYE_CALL_VIEW (widget), g_variant_get_int32 (args));
  return TRUE;
}

static gboolean
on_activate (GtkWidget *widget, GVariant *args G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  if (SOCKEYE_CALL_VIEW (widget)->selected >= 0)
    g_signal_emit (widget, signals[ACTIVATED], 0);
  return TRUE;
}

static void
on_pressed (GtkGestureClick *gesture G_GNUC_UNUSED,
            int n_press G_GNUC_UNUSED,
            double x G_GNUC_UNUSED,
            double y,
            SockeyeCallView *self)
{
  double top = self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0;
  int row = (int) floor ((y - SOCKEYE_LADDER_HEADING_HEIGHT) / SOCKEYE_LADDER_ROW_HEIGHT);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (y < top + SOCKEYE_LADDER_HEADING_HEIGHT || row < 0 || row >= get_n_rows (self))
    return;
  sockeye_call_view_select (self, row);
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_scrolled (SockeyeCallView *self)
{
  GtkAdjustment *adjustment = self->vadjustment;

  self->following = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
                    >= gtk_adjustment_get_upper (adjustment) - 1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The ladder has grown, or the window. Whoever saw all of it sees what comes. */
static void
on_adjusted (SockeyeCallView *self)
{
  GtkAdjustment *adjustment = self->vadjustment;
  int n = get_n_rows (self);

  if (self->following || self->fitted)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  self->fitted = n > 0
                 && sockeye_call_drawing_measure_height ((guint) n)
                        <= gtk_adjustment_get_page_size (adjustment);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sockeye_call_view_dispose (GObject *object)
{
  SockeyeCallView *self = SOCKEYE_CALL_VIEW (object);

  sockeye_call_view_set_adjustment (self, NULL);
  g_clear_pointer (&self->ladder, sockeye_call_ladder_unref);

  G_OBJECT_CLASS (sockeye_call_view_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint keys[2];
    int by;
  } moves[] = {
    { { GDK_KEY_Up, GDK_KEY_KP_Up }, -1 },
    { { GDK_KEY_Down, GDK_KEY_KP_Down }, 1 },
    { { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up }, -10 },
    { { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down }, 10 },
  };
  static const guint enters[] = { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_ISO_Enter, GDK_KEY_space };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    for (guint j = 0; j < 2; j++)
      gtk_widget_class_add_binding (widget_class, moves[i].keys[j], 0, on_move, "i", moves[i].by);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, on_move_to_end, "i", 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, 0, on_move_to_end, "i", G_MAXINT);
  for (guint i = 0; i < G_N_ELEMENTS (enters); i++)
    gtk_widget_class_add_binding (widget_class, enters[i], 0, on_activate, NULL);
}

static void
sockeye_call_view_class_init (SockeyeCallViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_call_view_dispose;
  widget_class->snapshot = sockeye_call_view_snapshot;
  widget_class->measure = sockeye_call_view_measure;

  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
  add_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "callview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sockeye_call_view_init (SockeyeCallView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->selected = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Diagram of calls"), -1);
}

/**
 * sockeye_call_view_set_adjustment:
 * @self: a view
 * @adjustment: (nullable): of the place that it is scrolled in
 */
void
sockeye_call_view_set_adjustment (SockeyeCallView *self, GtkAdjustment *adjustment)
{
  if (self->vadjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->vadjustment, self);
  g_set_object (&self->vadjustment, adjustment);
  if (adjustment == NULL)
    return;
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (on_scrolled), self);
  g_signal_connect_swapped (adjustment, "changed", G_CALLBACK (on_adjusted), self);
}

/**
 * sockeye_call_view_get_ladder:
 * @self: a view
 *
 * Returns: (nullable) (transfer none): what it shows
 */
SockeyeCallLadder *
sockeye_call_view_get_ladder (SockeyeCallView *self)
{
  return self->ladder;
}

/* The same step of a ladder that was built anew. */
static int
find_again (SockeyeCallView *self, SockeyeCallLadder *ladder)
{
  SockeyeCallStep step;
  guint i;

  if (self->selected < 0)
    return -1;
  step = *sockeye_call_ladder_get_step (self->ladder, (guint) self->selected);
  for (i = 0; i < sockeye_call_ladder_get_n_steps (ladder); i++)
    {
      const SockeyeCallStep *other = sockeye_call_ladder_get_step (ladder, i);

      if (other->tape == step.tape && other->record == step.record && other->kind == step.kind)
        return (int) i;
    }
  return -1;
}

/**
 * sockeye_call_view_set_ladder:
 * @self: a view
 * @ladder: (transfer full): what it shows from now on
 *
 * The selected step stays selected, if it is there.
 */
void
sockeye_call_view_set_ladder (SockeyeCallView *self, SockeyeCallLadder *ladder)
{
  int selected = self->ladder != NULL ? find_again (self, ladder) : -1;
  gboolean lost = selected < 0 && self->selected >= 0;

  g_clear_pointer (&self->ladder, sockeye_call_ladder_unref);
  self->ladder = ladder;
  self->selected = selected;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  if (lost)
    g_signal_emit (self, signals[SELECTED], 0);
}

/**
 * sockeye_call_view_get_selected:
 * @self: a view
 *
 * Returns: the selected step; -1: none
 */
int
sockeye_call_view_get_selected (SockeyeCallView *self)
{
  return self->selected;
}

/**
 * sockeye_call_view_select:
 * @self: a view
 * @row: a step; -1: none
 *
 * Brings it into view.
 */
void
sockeye_call_view_select (SockeyeCallView *self, int row)
{
  if (row >= 0)
    reveal (self, row);
  if (self->selected == row)
    return;
  self->selected = row;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SELECTED], 0);
}
