/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-view.h"

#include "call-cairo.h"
#include "call-drawing.h"
#include "log-style.h"
#include "text-scale.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _SockeyeCallView
{
  GtkWidget parent_instance;

  SockeyeCallLadder *ladder;     /* (nullable) */
  GtkAdjustment *adjustments[2]; /* by orientation */
  GtkScrollablePolicy policies[2];
  int selected;       /* -1: none */
  gboolean following; /* it is at the end, or all of it is seen, and it stays at the end */
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeCallView,
                               sockeye_call_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_0,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

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

static double
get_scrolled (SockeyeCallView *self, GtkOrientation orientation)
{
  return floor (gtk_adjustment_get_value (self->adjustments[orientation]));
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

static void
draw (SockeyeCallView *self, cairo_t *cr)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  double scale = sockeye_text_scale_get (widget);
  double top = get_scrolled (self, GTK_ORIENTATION_VERTICAL) / scale;
  double seen = top + gtk_widget_get_height (widget) / scale - SOCKEYE_LADDER_HEADING_HEIGHT;
  int first = CLAMP ((int) (top / SOCKEYE_LADDER_ROW_HEIGHT), 0, get_n_rows (self));
  int end = CLAMP ((int) ceil (seen / SOCKEYE_LADDER_ROW_HEIGHT), first, get_n_rows (self));
  SockeyeCallDrawing drawing;
  SockeyeCallCairo pen;

  sockeye_call_cairo_init (&pen, cr, layout);
  set_colors (self, &pen);
  sockeye_call_drawing_init (&drawing, self->ladder, gtk_widget_get_width (widget) / scale);
  drawing.selected = self->selected;
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -get_scrolled (self, GTK_ORIENTATION_HORIZONTAL) / scale, -top);
  sockeye_call_drawing_draw_rows (&drawing, &pen.pen,
                                  SOCKEYE_LADDER_HEADING_HEIGHT + first * SOCKEYE_LADDER_ROW_HEIGHT,
                                  (guint) first, (guint) end);
  sockeye_call_drawing_draw_heading (&drawing, &pen.pen, top);
}

/* Only what is seen; its heading stays at the top. */
static void
sockeye_call_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SockeyeCallView *self = SOCKEYE_CALL_VIEW (widget);
  cairo_t *cr;

  if (self->ladder == NULL)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                                 (float) gtk_widget_get_height (widget)));
  draw (self, cr);
  cairo_destroy (cr);
}

/* The drawing has letters of fixed sizes, and is larger as a whole where text is. */
static double
measure (SockeyeCallView *self, GtkOrientation orientation)
{
  double size;

  if (self->ladder == NULL)
    return 0;
  size = orientation == GTK_ORIENTATION_HORIZONTAL
             ? sockeye_call_drawing_measure_width (self->ladder)
             : sockeye_call_drawing_measure_height ((guint) get_n_rows (self));
  return size * sockeye_text_scale_get (GTK_WIDGET (self));
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
  *minimum = 0;
  *natural = (int) ceil (measure (SOCKEYE_CALL_VIEW (widget), orientation));
}

static int
get_page (SockeyeCallView *self, GtkOrientation orientation)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return orientation == GTK_ORIENTATION_HORIZONTAL ? gtk_widget_get_width (widget)
                                                   : gtk_widget_get_height (widget);
}

static void
configure (SockeyeCallView *self, GtkOrientation orientation, double value)
{
  double page = get_page (self, orientation);
  double upper = MAX (ceil (measure (self, orientation)), page);

  gtk_adjustment_configure (self->adjustments[orientation], CLAMP (value, 0, upper - page), 0, upper,
                            SOCKEYE_LADDER_ROW_HEIGHT * sockeye_text_scale_get (GTK_WIDGET (self)),
                            page * 0.9, page);
}

static void
update_following (SockeyeCallView *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  self->following = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
                    >= gtk_adjustment_get_upper (adjustment) - 1;
}

/* The ladder has grown, or the window: whoever saw the end of it sees what comes. */
static void
configure_both (SockeyeCallView *self)
{
  double top = gtk_adjustment_get_value (self->adjustments[GTK_ORIENTATION_VERTICAL]);

  configure (self, GTK_ORIENTATION_HORIZONTAL,
             gtk_adjustment_get_value (self->adjustments[GTK_ORIENTATION_HORIZONTAL]));
  configure (self, GTK_ORIENTATION_VERTICAL, self->following ? G_MAXDOUBLE : top);
  if (get_n_rows (self) > 0)
    update_following (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The step is brought below the heading, which covers what is behind it; the last one to the very end, to follow from there. */
static void
reveal (SockeyeCallView *self, int row)
{
  double scale = sockeye_text_scale_get (GTK_WIDGET (self));
  double top = row * SOCKEYE_LADDER_ROW_HEIGHT * scale;
  double bottom = row == get_n_rows (self) - 1
                      ? ceil (measure (self, GTK_ORIENTATION_VERTICAL))
                      : top + (SOCKEYE_LADDER_ROW_HEIGHT + SOCKEYE_LADDER_HEADING_HEIGHT) * scale;

  gtk_adjustment_clamp_page (self->adjustments[GTK_ORIENTATION_VERTICAL], top, bottom);
}

static void
sockeye_call_view_size_allocate (GtkWidget *widget,
                                 int width G_GNUC_UNUSED,
                                 int height G_GNUC_UNUSED,
                                 int baseline G_GNUC_UNUSED)
{
  SockeyeCallView *self = SOCKEYE_CALL_VIEW (widget);
  gboolean first = gtk_adjustment_get_page_size (self->adjustments[GTK_ORIENTATION_VERTICAL]) < 1;

  configure_both (self);
  /* It was selected when there was no place yet to show it in. */
  if (first && self->selected >= 0)
    reveal (self, self->selected);
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
  double scale = sockeye_text_scale_get (GTK_WIDGET (self));
  double below = y / scale - SOCKEYE_LADDER_HEADING_HEIGHT;
  double scrolled = get_scrolled (self, GTK_ORIENTATION_VERTICAL) / scale;
  int row = (int) floor ((below + scrolled) / SOCKEYE_LADDER_ROW_HEIGHT);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (below < 0 || row >= get_n_rows (self))
    return;
  sockeye_call_view_select (self, row);
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_scrolled (SockeyeCallView *self)
{
  update_following (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drop_adjustment (SockeyeCallView *self, GtkOrientation orientation)
{
  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustments[orientation], self);
  g_clear_object (&self->adjustments[orientation]);
}

static void
set_adjustment (SockeyeCallView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  if (adjustment != NULL && self->adjustments[orientation] == adjustment)
    return;
  drop_adjustment (self, orientation);
  self->adjustments[orientation] = g_object_ref_sink (
      adjustment != NULL ? adjustment : gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  g_signal_connect_swapped (self->adjustments[orientation], "value-changed", G_CALLBACK (on_scrolled), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
sockeye_call_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeCallView *self = SOCKEYE_CALL_VIEW (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_VERTICAL]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_call_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeCallView *self = SOCKEYE_CALL_VIEW (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value) & 1;
      break;
    case PROP_VSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value) & 1;
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_call_view_finalize (GObject *object)
{
  SockeyeCallView *self = SOCKEYE_CALL_VIEW (object);

  drop_adjustment (self, GTK_ORIENTATION_HORIZONTAL);
  drop_adjustment (self, GTK_ORIENTATION_VERTICAL);
  g_clear_pointer (&self->ladder, sockeye_call_ladder_unref);

  G_OBJECT_CLASS (sockeye_call_view_parent_class)->finalize (object);
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
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = sockeye_call_view_finalize;
  object_class->get_property = sockeye_call_view_get_property;
  object_class->set_property = sockeye_call_view_set_property;
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  widget_class->snapshot = sockeye_call_view_snapshot;
  widget_class->measure = sockeye_call_view_measure;
  widget_class->size_allocate = sockeye_call_view_size_allocate;

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
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Diagram of calls"), -1);
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
  if (gtk_widget_get_height (GTK_WIDGET (self)) > 0)
    configure_both (self);
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
