/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "progress-bar.h"

#define NATURAL_WIDTH 160
#define HEIGHT        6

struct _SockeyeProgressBar
{
  GtkWidget parent_instance;

  double fraction; /* 0 to 1 */
};

G_DEFINE_FINAL_TYPE (SockeyeProgressBar, sockeye_progress_bar, GTK_TYPE_WIDGET)

/* The style gives the trough as the background, and what is done as the colour. */
static void
sockeye_progress_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SockeyeProgressBar *self = SOCKEYE_PROGRESS_BAR (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float done = (float) (width * self->fraction);
  GskRoundedRect round;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gsk_rounded_rect_init_from_rect (&round, &GRAPHENE_RECT_INIT (0, 0, width, height), height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, 0, done, height));
  gtk_snapshot_pop (snapshot);
}

static void
sockeye_progress_bar_measure (GtkWidget *widget G_GNUC_UNUSED,
                              GtkOrientation orientation,
                              int for_size G_GNUC_UNUSED,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline G_GNUC_UNUSED,
                              int *natural_baseline G_GNUC_UNUSED)
{
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : HEIGHT;
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH / 2 : HEIGHT;
}

static void
sockeye_progress_bar_class_init (SockeyeProgressBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = sockeye_progress_bar_snapshot;
  widget_class->measure = sockeye_progress_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "progressline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
sockeye_progress_bar_init (SockeyeProgressBar *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  0.0, -1);
}

/**
 * sockeye_progress_bar_set_fraction:
 * @self: a bar
 * @fraction: how much is done; brought into 0 to 1
 */
void
sockeye_progress_bar_set_fraction (SockeyeProgressBar *self, double fraction)
{
  fraction = CLAMP (fraction, 0, 1);
  if (fraction == self->fraction)
    return;
  self->fraction = fraction;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, fraction, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * sockeye_progress_bar_get_fraction:
 * @self: a bar
 *
 * Returns: how much is done, 0 to 1
 */
double
sockeye_progress_bar_get_fraction (SockeyeProgressBar *self)
{
  return self->fraction;
}
