/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-text.h"

typedef struct
{
  char *text;
  PangoAttrList *attributes;
} Line;

/*
 * One line of text in a row of a comparison. An inscription puts the top of a line where its own begins, so that text
 * in fallback fonts, which are taller, stands lower than the rest of the row and is cut off below.
 */
struct _SockeyeCompareText
{
  GtkWidget parent_instance;

  /* Owned */
  PangoLayout *layout;
  Line line;
  Line other; /* its text is %NULL if there is none */

  gsize needed; /* bytes at the beginning of the line without which the other one is shown */
  guint chars;
  float xalign;
};

G_DEFINE_FINAL_TYPE (SockeyeCompareText, sockeye_compare_text, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CHARS,
  PROP_XALIGN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static PangoFontMetrics *
get_metrics (SockeyeCompareText *self)
{
  return pango_context_get_metrics (pango_layout_get_context (self->layout), NULL, NULL);
}

/* What CSS asks for reaches labels only. */
static PangoAttrList *
make_even_digits (void)
{
  PangoAttrList *list = pango_attr_list_new ();

  pango_attr_list_insert (list, pango_attr_font_features_new ("tnum"));
  return list;
}

static void
clear_line (Line *line)
{
  g_clear_pointer (&line->text, g_free);
  g_clear_pointer (&line->attributes, pango_attr_list_unref);
}

static void
set_line (Line *line, const char *text, PangoAttrList *attributes)
{
  clear_line (line);
  line->text = g_strdup (text);
  line->attributes = attributes != NULL ? pango_attr_list_ref (attributes) : make_even_digits ();
}

static void
show_line (SockeyeCompareText *self, const Line *line)
{
  pango_layout_set_text (self->layout, line->text, -1);
  pango_layout_set_attributes (self->layout, line->attributes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, line->text, -1);
}

/* Of the line, which is shown, with an ellipsis behind it. */
static gboolean
has_room (SockeyeCompareText *self, int width)
{
  PangoFontMetrics *metrics = get_metrics (self);
  int ellipsis = pango_font_metrics_get_approximate_char_width (metrics);
  PangoRectangle place;

  pango_font_metrics_unref (metrics);
  pango_layout_set_width (self->layout, -1);
  pango_layout_index_to_pos (self->layout, (int) self->needed, &place);
  pango_layout_set_width (self->layout, width * PANGO_SCALE);
  return place.x + ellipsis <= width * PANGO_SCALE;
}

static void
choose_line (SockeyeCompareText *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  show_line (self, &self->line);
  /* It may not have a place yet. */
  if (self->other.text != NULL && width > 0 && !has_room (self, width))
    show_line (self, &self->other);
}

static void
sockeye_compare_text_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size G_GNUC_UNUSED,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  SockeyeCompareText *self = SOCKEYE_COMPARE_TEXT (widget);
  PangoFontMetrics *metrics = get_metrics (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      int width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                       pango_font_metrics_get_approximate_digit_width (metrics));

      *minimum = *natural = PANGO_PIXELS_CEIL (width * (int) self->chars);
    }
  else
    {
      *minimum_baseline = *natural_baseline = PANGO_PIXELS_CEIL (pango_font_metrics_get_ascent (metrics));
      *minimum = *natural = *minimum_baseline + PANGO_PIXELS_CEIL (pango_font_metrics_get_descent (metrics));
    }
  pango_font_metrics_unref (metrics);
}

static void
sockeye_compare_text_size_allocate (GtkWidget *widget,
                                    int width,
                                    int height G_GNUC_UNUSED,
                                    int baseline G_GNUC_UNUSED)
{
  SockeyeCompareText *self = SOCKEYE_COMPARE_TEXT (widget);

  pango_layout_set_width (self->layout, width * PANGO_SCALE);
  if (self->other.text != NULL)
    choose_line (self);
}

static void
sockeye_compare_text_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SockeyeCompareText *self = SOCKEYE_COMPARE_TEXT (widget);
  int width;

  pango_layout_get_pixel_size (self->layout, &width, NULL);
  /* The layout goes from side to side for the sake of its ellipsis. */
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget),
                              MAX (0, (gtk_widget_get_width (widget) - width) * (double) self->xalign),
                              sockeye_compare_text_get_top (self), self->layout);
}

static void
sockeye_compare_text_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeCompareText *self = SOCKEYE_COMPARE_TEXT (object);

  switch (id)
    {
    case PROP_CHARS:
      self->chars = g_value_get_uint (value);
      break;
    case PROP_XALIGN:
      self->xalign = g_value_get_float (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_compare_text_finalize (GObject *object)
{
  SockeyeCompareText *self = SOCKEYE_COMPARE_TEXT (object);

  clear_line (&self->line);
  clear_line (&self->other);
  g_clear_object (&self->layout);

  G_OBJECT_CLASS (sockeye_compare_text_parent_class)->finalize (object);
}

static void
sockeye_compare_text_class_init (SockeyeCompareTextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = sockeye_compare_text_set_property;
  object_class->finalize = sockeye_compare_text_finalize;
  widget_class->measure = sockeye_compare_text_measure;
  widget_class->size_allocate = sockeye_compare_text_size_allocate;
  widget_class->snapshot = sockeye_compare_text_snapshot;

  /**
   * SockeyeCompareText:chars:
   *
   * How many characters there is room for, at least.
   */
  properties[PROP_CHARS] = g_param_spec_uint ("chars", NULL, NULL, 0, 1000, 0,
                                              G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SockeyeCompareText:xalign:
   *
   * From 0, left, to 1, right.
   */
  properties[PROP_XALIGN] = g_param_spec_float ("xalign", NULL, NULL, 0, 1, 0,
                                                G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
sockeye_compare_text_init (SockeyeCompareText *self)
{
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
}

/**
 * sockeye_compare_text_get_text:
 * @self: a line
 *
 * Returns: (transfer none): what it shows
 */
const char *
sockeye_compare_text_get_text (SockeyeCompareText *self)
{
  return pango_layout_get_text (self->layout);
}

/**
 * sockeye_compare_text_get_top:
 * @self: a line that has its place
 *
 * Returns: where its layout is drawn, in pixels below its own top: the baseline is that of the row, whatever fonts the
 *   text needs, and what is taller goes over the line, where nothing else is
 */
int
sockeye_compare_text_get_top (SockeyeCompareText *self)
{
  int baseline = gtk_widget_get_allocated_baseline (GTK_WIDGET (self));

  if (baseline < 0)
    gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_VERTICAL, -1, NULL, NULL, NULL, &baseline);
  return baseline - PANGO_PIXELS (pango_layout_get_baseline (self->layout));
}

/**
 * sockeye_compare_text_set_text:
 * @self: a line
 * @text: what it shows
 * @attributes: (nullable): how; %NULL: plain, with digits of one width
 */
void
sockeye_compare_text_set_text (SockeyeCompareText *self, const char *text, PangoAttrList *attributes)
{
  set_line (&self->line, text, attributes);
  clear_line (&self->other);
  choose_line (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * sockeye_compare_text_set_other:
 * @self: a line
 * @needed: bytes at the beginning of its text
 * @text: what it shows where there is no room for them
 * @attributes: (nullable): as for sockeye_compare_text_set_text(), with which this ends
 */
void
sockeye_compare_text_set_other (SockeyeCompareText *self,
                                gsize needed,
                                const char *text,
                                PangoAttrList *attributes)
{
  set_line (&self->other, text, attributes);
  self->needed = needed;
  choose_line (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
