/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "message-layout.h"

struct _SockeyeMessageLayout
{
  GtkLayoutManager parent_instance;
};

/* Pixels: two bars of two lines. */
#define HEIGHT_MAX 132

G_DEFINE_FINAL_TYPE (SockeyeMessageLayout, sockeye_message_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
sockeye_message_layout_get_request_mode (GtkLayoutManager *layout G_GNUC_UNUSED,
                                         GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sockeye_message_layout_measure (GtkLayoutManager *layout G_GNUC_UNUSED,
                                GtkWidget *widget,
                                GtkOrientation orientation,
                                int for_size,
                                int *minimum,
                                int *natural,
                                int *minimum_baseline G_GNUC_UNUSED,
                                int *natural_baseline G_GNUC_UNUSED)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  GtkWidget *text = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (child));
  int wanted;

  gtk_widget_measure (child, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL || for_size < 0)
    return;
  gtk_widget_measure (text, orientation, for_size, NULL, &wanted, NULL, NULL);
  *natural = CLAMP (wanted, *minimum, MAX (*minimum, HEIGHT_MAX));
}

static void
sockeye_message_layout_allocate (GtkLayoutManager *layout G_GNUC_UNUSED,
                                 GtkWidget *widget,
                                 int width,
                                 int height,
                                 int baseline G_GNUC_UNUSED)
{
  gtk_widget_size_allocate (gtk_widget_get_first_child (widget), &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
sockeye_message_layout_class_init (SockeyeMessageLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = sockeye_message_layout_get_request_mode;
  layout_class->measure = sockeye_message_layout_measure;
  layout_class->allocate = sockeye_message_layout_allocate;
}

static void
sockeye_message_layout_init (SockeyeMessageLayout *self G_GNUC_UNUSED)
{
}
