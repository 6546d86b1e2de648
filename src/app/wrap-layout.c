/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wrap-layout.h"

struct _SockeyeWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

/* Some children in a row: the first one, the one after the last one, and what they need. */
typedef struct
{
  GtkWidget *first;
  GtkWidget *end;
  int minimum;
  int natural;
  int height;
  guint n_expanding;
} Line;

G_DEFINE_FINAL_TYPE (SockeyeWrapLayout, sockeye_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_SPACING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
measure_child (GtkWidget *child, GtkOrientation orientation, int *minimum, int *natural)
{
  gtk_widget_measure (child, orientation, -1, minimum, natural, NULL, NULL);
}

static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* A label without a text keeps its place where there is room for it, and begins no line. */
static gboolean
is_empty (GtkWidget *child)
{
  return GTK_IS_LABEL (child) && *gtk_label_get_text (GTK_LABEL (child)) == '\0';
}

/* Returns: whether there is one more line, of what fits into @width */
static gboolean
next_line (SockeyeWrapLayout *self, GtkWidget *first, int width, Line *line)
{
  GtkWidget *child = skip_hidden (first);

  if (child == NULL)
    return FALSE;

  *line = (Line){ .first = child, .minimum = -self->spacing, .natural = -self->spacing };
  while (child != NULL)
    {
      int minimum, natural, height, natural_height;

      measure_child (child, GTK_ORIENTATION_HORIZONTAL, &minimum, &natural);
      if (child != line->first && line->minimum + self->spacing + minimum > width)
        {
          if (!is_empty (child))
            break;
          child = skip_hidden (gtk_widget_get_next_sibling (child));
          continue;
        }
      measure_child (child, GTK_ORIENTATION_VERTICAL, &height, &natural_height);
      line->minimum += self->spacing + minimum;
      line->natural += self->spacing + natural;
      line->height = MAX (line->height, natural_height);
      line->n_expanding += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
      child = skip_hidden (gtk_widget_get_next_sibling (child));
    }
  line->end = child;
  return TRUE;
}

static void
measure_width (SockeyeWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = 0;
  *natural = -self->spacing;
  for (GtkWidget *child = skip_hidden (gtk_widget_get_first_child (widget)); child != NULL;
       child = skip_hidden (gtk_widget_get_next_sibling (child)))
    {
      int child_minimum, child_natural;

      measure_child (child, GTK_ORIENTATION_HORIZONTAL, &child_minimum, &child_natural);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + self->spacing;
    }
  *natural = MAX (*natural, *minimum);
}

static int
measure_height (SockeyeWrapLayout *self, GtkWidget *widget, int width)
{
  GtkWidget *next = gtk_widget_get_first_child (widget);
  int height = 0;
  Line line;

  while (next_line (self, next, width, &line))
    {
      height += (height > 0 ? self->spacing : 0) + line.height;
      next = line.end;
      if (next == NULL)
        break;
    }

  return height;
}

static GtkSizeRequestMode
sockeye_wrap_layout_get_request_mode (GtkLayoutManager *layout G_GNUC_UNUSED, GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sockeye_wrap_layout_measure (GtkLayoutManager *layout,
                             GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline G_GNUC_UNUSED,
                             int *natural_baseline G_GNUC_UNUSED)
{
  SockeyeWrapLayout *self = SOCKEYE_WRAP_LAYOUT (layout);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, widget, minimum, natural);
  else
    *minimum = *natural = measure_height (self, widget, for_size < 0 ? G_MAXINT : for_size);
}

/* Each gets its minimum, then as much as it would like to have, and who expands gets the rest. */
static void
allocate_line (SockeyeWrapLayout *self, GtkWidget *widget, const Line *line, int width, int y)
{
  gboolean right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int wanted = CLAMP (line->natural, line->minimum, MAX (width, line->minimum));
  int spare = wanted - line->minimum;
  int rest = MAX (width - wanted, 0);
  guint n_expanding = line->n_expanding;
  int x = 0;

  for (GtkWidget *child = line->first; child != line->end;
       child = skip_hidden (gtk_widget_get_next_sibling (child)))
    {
      int minimum, natural, more;

      measure_child (child, GTK_ORIENTATION_HORIZONTAL, &minimum, &natural);
      gtk_widget_set_child_visible (child, !is_empty (child) || x + minimum <= width);
      if (!gtk_widget_get_child_visible (child))
        continue;
      more = MIN (spare, natural - minimum);
      spare -= more;
      if (gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
        {
          int share = rest / (int) n_expanding--;

          more += share;
          rest -= share;
        }
      minimum += more;
      gtk_widget_size_allocate (
          child, &(GtkAllocation){ right_to_left ? width - x - minimum : x, y, minimum, line->height }, -1);
      x += minimum + self->spacing;
    }
}

static void
sockeye_wrap_layout_allocate (GtkLayoutManager *layout,
                              GtkWidget *widget,
                              int width,
                              int height,
                              int baseline G_GNUC_UNUSED)
{
  SockeyeWrapLayout *self = SOCKEYE_WRAP_LAYOUT (layout);
  GtkWidget *next = gtk_widget_get_first_child (widget);
  /* As a box would, a single line takes the whole height. */
  int y = MAX (0, height - measure_height (self, widget, width)) / 2;
  Line line;

  while (next_line (self, next, width, &line))
    {
      allocate_line (self, widget, &line, width, y);
      y += line.height + self->spacing;
      next = line.end;
      if (next == NULL)
        break;
    }
}

static void
sockeye_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SPACING:
      g_value_set_int (value, SOCKEYE_WRAP_LAYOUT (object)->spacing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SPACING:
      SOCKEYE_WRAP_LAYOUT (object)->spacing = g_value_get_int (value);
      gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_wrap_layout_class_init (SockeyeWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = sockeye_wrap_layout_get_property;
  object_class->set_property = sockeye_wrap_layout_set_property;
  layout_class->get_request_mode = sockeye_wrap_layout_get_request_mode;
  layout_class->measure = sockeye_wrap_layout_measure;
  layout_class->allocate = sockeye_wrap_layout_allocate;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_wrap_layout_init (SockeyeWrapLayout *self G_GNUC_UNUSED)
{
}
