/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-style-private.h"

#include <math.h>

/* Room above and below a row's letters. */
#define LEADING 3

typedef struct
{
  const char *name; /* in the style sheet */
  const char *light;
  const char *dark;
  const char *contrast_light;
  const char *contrast_dark;
} Palette;

/* Each has a contrast of 4.5 and more to the theme's base colour, and 7 in high contrast. */
static const Palette palette[SOCKEYE_LOG_N_COLORS] = {
  [SOCKEYE_LOG_COLOR_TEXT] = { "theme_text_color", "#1d1d20", "#eeeeec", "#000000", "#ffffff" },
  [SOCKEYE_LOG_COLOR_DIM] = { "sockeye_log_dim", "#6a6a70", "#a3a3a8", "#2e2e33", "#dededf" },
  [SOCKEYE_LOG_COLOR_RECEIVED] = { "sockeye_log_received", "#1a5fb4", "#8ab8f0", "#0b3d7c", "#bcd8ff" },
  [SOCKEYE_LOG_COLOR_SENT] = { "sockeye_log_sent", "#17703f", "#7fd6a3", "#0b4a27", "#b4f0cd" },
  [SOCKEYE_LOG_COLOR_EVENT] = { "sockeye_log_event", "#6b4a8e", "#c5a9e6", "#4a2a6e", "#e2d0f8" },
  [SOCKEYE_LOG_COLOR_ERROR] = { "sockeye_log_error", "#b5121f", "#ff938a", "#8a0913", "#ffc0ba" },
  [SOCKEYE_LOG_COLOR_INVALID] = { "sockeye_log_invalid", "#9a4a00", "#f5b26b", "#6e3500", "#ffd6a8" },
  [SOCKEYE_LOG_COLOR_SELECTION] = { "theme_selected_bg_color", "#3584e4", "#3584e4", "#1b6acb", "#3584e4" },
  [SOCKEYE_LOG_COLOR_CONVERSATION] = { "sockeye_log_conversation_1", "#1a5fb4", "#8ab8f0", "#0b3d7c",
                                       "#bcd8ff" },
  [SOCKEYE_LOG_COLOR_CONVERSATION + 1] = { "sockeye_log_conversation_2", "#9a4a00", "#f5b26b", "#6e3500",
                                           "#ffd6a8" },
  [SOCKEYE_LOG_COLOR_CONVERSATION + 2] = { "sockeye_log_conversation_3", "#17703f", "#7fd6a3", "#0b4a27",
                                           "#b4f0cd" },
  [SOCKEYE_LOG_COLOR_CONVERSATION + 3] = { "sockeye_log_conversation_4", "#7a3d9a", "#d0a8f0", "#52206e",
                                           "#e8d4fa" },
  [SOCKEYE_LOG_COLOR_CONVERSATION + 4] = { "sockeye_log_conversation_5", "#b5121f", "#ff938a", "#8a0913",
                                           "#ffc0ba" },
  [SOCKEYE_LOG_COLOR_CONVERSATION + 5] = { "sockeye_log_conversation_6", "#0b6b75", "#6fd3dc", "#054951",
                                           "#b0eef3" },
  [SOCKEYE_LOG_COLOR_CONVERSATION + 6] = { "sockeye_log_conversation_7", "#6a6100", "#d8cf5c", "#474000",
                                           "#f0eaa0" },
  [SOCKEYE_LOG_COLOR_CONVERSATION + 7] = { "sockeye_log_conversation_8", "#a8206a", "#f79ac8", "#760f47",
                                           "#ffcbe2" },
};

SockeyeLogStyle *
sockeye_log_style_new (void)
{
  SockeyeLogStyle *self = g_new0 (SockeyeLogStyle, 1);

  self->glyphs = sockeye_log_style_create_table ();
  self->drawings = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) gsk_render_node_unref);
  self->run = pango_glyph_string_new ();
  self->row_height = 16;
  self->char_width = 8;
  return self;
}

void
sockeye_log_style_free (SockeyeLogStyle *self)
{
  g_clear_object (&self->context);
  g_hash_table_unref (self->glyphs);
  g_hash_table_unref (self->drawings);
  pango_glyph_string_free (self->run);
  g_free (self->signature);
  g_free (self);
}

static void
update_metrics (SockeyeLogStyle *self)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (self->context, NULL, NULL);
  double ascent = (double) pango_font_metrics_get_ascent (metrics) / PANGO_SCALE;
  double descent = (double) pango_font_metrics_get_descent (metrics) / PANGO_SCALE;

  self->row_height = (int) ceil (ascent + descent) + LEADING;
  self->baseline = round (ascent + LEADING / 2.0);
  pango_font_metrics_unref (metrics);
}

static double
luminance (const GdkRGBA *color)
{
  return 0.2126 * color->red + 0.7152 * color->green + 0.0722 * color->blue;
}

/* Of the theme, or for a class that sits far away. */
static gboolean
is_high_contrast (GtkWidget *widget)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
  const char *forced = g_getenv ("GTK_THEME");
  g_autofree char *theme = NULL;

  if (root != NULL && gtk_widget_has_css_class (root, "projector"))
    return TRUE;
  g_object_get (gtk_widget_get_settings (widget), "gtk-theme-name", &theme, NULL);
  if (forced != NULL && *forced != '\0')
    {
      g_free (theme);
      theme = g_strdup (forced);
    }
  return theme != NULL && (g_str_has_prefix (theme, "HighContrast") || strstr (theme, "-hc") != NULL);
}

/**
 * sockeye_log_style_get_color:
 * @widget: where it is drawn
 * @color: which one
 * @rgba: (out): takes it
 *
 * The style sheet's colour of that name, or one that can be read on the theme's ground.
 */
void
sockeye_log_style_get_color (GtkWidget *widget, SockeyeLogColor color, GdkRGBA *rgba)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  gboolean contrast = is_high_contrast (widget);
  const Palette *it = &palette[color];
  gboolean dark;

  if (gtk_style_context_lookup_color (style, it->name, rgba))
    return;

  gtk_style_context_get_color (style, rgba);
  dark = luminance (rgba) > 0.5;
  if (contrast)
    gdk_rgba_parse (rgba, dark ? it->contrast_dark : it->contrast_light);
  else
    gdk_rgba_parse (rgba, dark ? it->dark : it->light);
}

/* Letters are read through it. The theme's colour is for grounds that are nothing but it; on dark, hardly anything would be
 * seen of it. */
static void
make_translucent (GdkRGBA *color, GtkWidget *widget)
{
  gboolean contrast = is_high_contrast (widget);
  float white = contrast ? 0.4f : 0.25f;
  GdkRGBA text;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  if (luminance (&text) > 0.5)
    {
      color->red += (1 - color->red) * white;
      color->green += (1 - color->green) * white;
      color->blue += (1 - color->blue) * white;
    }
  color->alpha = contrast ? 0.5f : 0.32f;
}

static gboolean
update_colors (SockeyeLogStyle *self, GtkWidget *widget)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < SOCKEYE_LOG_N_COLORS; i++)
    {
      GdkRGBA color;

      sockeye_log_style_get_color (widget, (SockeyeLogColor) i, &color);
      if (i == SOCKEYE_LOG_COLOR_SELECTION)
        make_translucent (&color, widget);
      changed = changed || !gdk_rgba_equal (&color, &self->colors[i]);
      self->colors[i] = color;
    }
  return changed;
}

/* What the glyphs depend on; comparing it spares the making of the table at each change of state. */
static char *
make_signature (PangoContext *context)
{
  g_autofree char *font = pango_font_description_to_string (pango_context_get_font_description (context));
  const cairo_font_options_t *options = pango_cairo_context_get_font_options (context);

  return g_strdup_printf ("%s %g %lu %s", font, pango_cairo_context_get_resolution (context),
                          options != NULL ? cairo_font_options_hash (options) : 0,
                          pango_language_to_string (pango_context_get_language (context)));
}

/**
 * sockeye_log_style_update:
 * @widget: whose CSS counts
 * @scale: times the font size of the CSS
 *
 * Reads font and colours again.
 *
 * Returns: whether anything is different now
 */
gboolean
sockeye_log_style_update (SockeyeLogStyle *self, GtkWidget *widget, double scale)
{
  PangoContext *context = gtk_widget_create_pango_context (widget);
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (context));
  g_autofree char *signature = NULL;
  int size = (int) round (pango_font_description_get_size (font) * scale);
  gboolean changed = update_colors (self, widget);

  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, size);
  pango_context_set_font_description (context, font);
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  pango_font_description_free (font);

  signature = make_signature (context);
  if (g_strcmp0 (signature, self->signature) != 0)
    {
      g_set_object (&self->context, context);
      g_free (self->signature);
      self->signature = g_steal_pointer (&signature);
      update_metrics (self);
      sockeye_log_style_fill_table (self);
      changed = TRUE;
    }
  g_object_unref (context);
  if (changed)
    g_hash_table_remove_all (self->drawings);
  return changed;
}

/* One line, left to right whatever its first letter. */
PangoLayout *
sockeye_log_style_create_layout (SockeyeLogStyle *self, const char *text, gsize length)
{
  PangoLayout *layout = pango_layout_new (self->context);

  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, (int) length);
  return layout;
}

/* Fallback fonts are taller: the baselines meet, whatever the layout's own height. */
void
sockeye_log_style_append_layout (SockeyeLogStyle *self,
                                 GtkSnapshot *snapshot,
                                 PangoLayout *layout,
                                 double x,
                                 SockeyeLogColor color)
{
  double top = self->baseline - (double) pango_layout_get_baseline (layout) / PANGO_SCALE;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) top));
  gtk_snapshot_append_layout (snapshot, layout, &self->colors[color]);
  gtk_snapshot_restore (snapshot);
}
