/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-text.h"

/*
 * One line of text in a row of a comparison. An inscription puts the top of a line where its own begins, so that text
 * in fallback fonts, which are taller, stands lower than the rest of the row and is cut off below.
 */
struct _SockeyeCompareText
{
  GtkWidget parent_instance;

  PangoLayout *layout;
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
static void
use_even_digits (SockeyeCompareText *self)
{
  PangoAttrList *list = pango_attr_list_new ();

  pango_attr_list_insert (list, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (self->layout, list);
  pango_attr_list_unref (list);
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
  pango_layout_set_width (SOCKEYE_COMPARE_TEXT (widget)->layout, width * PANGO_SCALE);
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
  g_clear_object (&SOCKEYE_COMPARE_TEXT (object)->layout);

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
  pango_layout_set_text (self->layout, text, -1);
  if (attributes != NULL)
    pango_layout_set_attributes (self->layout, attributes);
  else
    use_even_digits (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
