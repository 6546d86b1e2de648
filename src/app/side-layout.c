/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "side-layout.h"

struct _SockeyeSideLayout
{
  GtkLayoutManager parent_instance;

  gboolean yielding;
  gboolean in_front;
  gboolean wrapping;
  gboolean narrow;
  gboolean tight;
  gboolean low;
};

G_DEFINE_FINAL_TYPE (SockeyeSideLayout, sockeye_side_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_YIELDING,
  PROP_NARROW,
  PROP_TIGHT,
  PROP_LOW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* The children before the last one, in pixels. */
static void
measure_side (GtkWidget *widget, int *minimum, int *natural)
{
  GtkWidget *last = gtk_widget_get_last_child (widget);

  *minimum = 0;
  *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != last;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum = 0;
      int child_natural = 0;

      if (gtk_widget_should_layout (child))
        gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL,
                            NULL);
      *minimum += child_minimum;
      *natural += child_natural;
    }
}

static void
measure_width (SockeyeSideLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  int side_minimum, side_natural;

  gtk_widget_measure (gtk_widget_get_last_child (widget), GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural,
                      NULL, NULL);
  measure_side (widget, &side_minimum, &side_natural);
  if (!self->yielding)
    *minimum += side_minimum;
  *natural += side_natural;
}

/* The last child may need more lines where it is narrow. Without a width, what it needs at its narrowest. */
static int
get_last_width (SockeyeSideLayout *self, GtkWidget *widget, int width)
{
  int minimum, natural, side, side_natural;

  if (!self->wrapping)
    return -1;

  gtk_widget_measure (gtk_widget_get_last_child (widget), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural,
                      NULL, NULL);
  measure_side (widget, &side, &side_natural);
  return MAX (minimum, side + minimum <= width ? width - side : width);
}

static void
measure_height (SockeyeSideLayout *self, GtkWidget *widget, int width, int *minimum, int *natural)
{
  GtkWidget *last = gtk_widget_get_last_child (widget);
  int last_width = get_last_width (self, widget, width);

  *minimum = 0;
  *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child) && child != last)
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child == last ? last_width : -1, &child_minimum,
                          &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
}

static GtkSizeRequestMode
sockeye_side_layout_get_request_mode (GtkLayoutManager *layout G_GNUC_UNUSED, GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sockeye_side_layout_measure (GtkLayoutManager *layout,
                             GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline G_GNUC_UNUSED,
                             int *natural_baseline G_GNUC_UNUSED)
{
  if (gtk_widget_get_last_child (widget) == NULL)
    *minimum = *natural = 0;
  else if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (SOCKEYE_SIDE_LAYOUT (layout), widget, minimum, natural);
  else
    measure_height (SOCKEYE_SIDE_LAYOUT (layout), widget, for_size, minimum, natural);
}

static void
allocate_at (GtkWidget *child, int x, int width, int height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, 0, width, height }, -1);
}

static int
allocate_side (GtkWidget *widget, int room, int height)
{
  GtkWidget *last = gtk_widget_get_last_child (widget);
  gboolean right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int total = gtk_widget_get_width (widget);
  int minimum, natural, spare;
  int x = 0;

  measure_side (widget, &minimum, &natural);
  spare = MIN (natural, MAX (room, minimum)) - minimum;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != last;
       child = gtk_widget_get_next_sibling (child))
    {
      int width, wish, more;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &width, &wish, NULL, NULL);
      more = MIN (spare, wish - width);
      width += more;
      spare -= more;
      allocate_at (child, right_to_left ? total - x - width : x, width, height);
      x += width;
    }

  return x;
}

static void
set_narrow (SockeyeSideLayout *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
set_tight (SockeyeSideLayout *self, gboolean tight)
{
  if (self->tight == tight)
    return;

  self->tight = tight;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIGHT]);
}

static void
set_low (SockeyeSideLayout *self, gboolean low)
{
  if (self->low == low)
    return;

  self->low = low;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOW]);
}

/* The first child has all the room. */
static void
allocate_in_front (GtkWidget *widget, int width, int height)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);

  for (GtkWidget *child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_child_visible (child, child == first);
  allocate_at (first, 0, width, height);
}

static void
sockeye_side_layout_allocate (GtkLayoutManager *layout,
                              GtkWidget *widget,
                              int width,
                              int height,
                              int baseline G_GNUC_UNUSED)
{
  SockeyeSideLayout *self = SOCKEYE_SIDE_LAYOUT (layout);
  GtkWidget *last = gtk_widget_get_last_child (widget);
  gboolean right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int minimum, natural, side, side_natural;
  gboolean fits;
  int x;

  if (last == NULL)
    return;

  gtk_widget_measure (last, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  measure_side (widget, &side, &side_natural);
  fits = !self->yielding || side + minimum <= width;
  set_narrow (self, !fits);
  set_tight (self, width < SOCKEYE_SIDE_LAYOUT_TIGHT);
  set_low (self, height < SOCKEYE_SIDE_LAYOUT_LOW);
  gtk_widget_set_child_visible (last, fits || !self->in_front);
  if (!fits && self->in_front)
    {
      allocate_in_front (widget, width, height);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != last;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_child_visible (child, fits);

  /* What is yielded to comes first. */
  x = fits ? allocate_side (widget, self->yielding ? side : width - minimum, height) : 0;
  allocate_at (last, right_to_left ? 0 : x, width - x, height);
}

static void
sockeye_side_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeSideLayout *self = SOCKEYE_SIDE_LAYOUT (object);

  switch (id)
    {
    case PROP_YIELDING:
      g_value_set_boolean (value, self->yielding);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_TIGHT:
      g_value_set_boolean (value, self->tight);
      break;
    case PROP_LOW:
      g_value_set_boolean (value, self->low);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_side_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_YIELDING:
      sockeye_side_layout_set_yielding (SOCKEYE_SIDE_LAYOUT (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_side_layout_class_init (SockeyeSideLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = sockeye_side_layout_get_property;
  object_class->set_property = sockeye_side_layout_set_property;
  layout_class->get_request_mode = sockeye_side_layout_get_request_mode;
  layout_class->measure = sockeye_side_layout_measure;
  layout_class->allocate = sockeye_side_layout_allocate;

  properties[PROP_YIELDING] = g_param_spec_boolean (
      "yielding", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_NARROW] = g_param_spec_boolean (
      "narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_TIGHT] = g_param_spec_boolean (
      "tight", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_LOW] = g_param_spec_boolean (
      "low", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_side_layout_init (SockeyeSideLayout *self)
{
  self->low = TRUE;
}

/**
 * sockeye_side_layout_set_yielding:
 * @self: a layout
 * @yielding: whether all but the last child may give way
 */
void
sockeye_side_layout_set_yielding (SockeyeSideLayout *self, gboolean yielding)
{
  if (self->yielding == yielding)
    return;

  self->yielding = yielding;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_YIELDING]);
}

/**
 * sockeye_side_layout_set_in_front:
 * @self: a layout
 * @in_front: whether the first child is shown instead of the last one while there is no room for both
 */
void
sockeye_side_layout_set_in_front (SockeyeSideLayout *self, gboolean in_front)
{
  if (self->in_front == in_front)
    return;

  self->in_front = in_front;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * sockeye_side_layout_get_narrow:
 * @self: a layout
 *
 * Returns: whether all but the last child gave way; it may change, and be notified, whenever a size is allocated
 */
gboolean
sockeye_side_layout_get_narrow (SockeyeSideLayout *self)
{
  return self->narrow;
}

/**
 * sockeye_side_layout_get_tight:
 * @self: a layout
 *
 * Returns: whether there is too little width for titles; it may change as "narrow" does
 */
gboolean
sockeye_side_layout_get_tight (SockeyeSideLayout *self)
{
  return self->tight;
}

/**
 * sockeye_side_layout_get_low:
 * @self: a layout
 *
 * Returns: whether there is too little height for everything; it may change as "narrow" does
 */
gboolean
sockeye_side_layout_get_low (SockeyeSideLayout *self)
{
  return self->low;
}

/**
 * sockeye_side_layout_set_wrapping:
 * @self: a layout
 * @wrapping: whether the last child's height depends on its width; for a layout that yields
 */
void
sockeye_side_layout_set_wrapping (SockeyeSideLayout *self, gboolean wrapping)
{
  if (self->wrapping == wrapping)
    return;

  self->wrapping = wrapping;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
