/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-style.h"

#include <math.h>

/* Room above and below a row's letters. */
#define LEADING 4

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
  [SOCKEYE_LOG_COLOR_LINE] = { "sockeye_log_line", "#00000016", "#ffffff1c", "#000000", "#ffffff" },
};

/* Drawn from the table as well, where the font has them: the ellipsis, and pictures of control characters. */
static const gunichar more_characters[] = { 0x2026, 0x00b7, 0x2190, 0x2192, 0x2022 };
#define FIRST_PICTURE 0x2400
#define LAST_PICTURE  0x2426

SockeyeLogStyle *
sockeye_log_style_new (void)
{
  SockeyeLogStyle *self = g_new0 (SockeyeLogStyle, 1);

  self->glyphs = g_hash_table_new (NULL, NULL);
  self->run = pango_glyph_string_new ();
  self->row_height = 16;
  self->char_width = 8;
  return self;
}

void
sockeye_log_style_free (SockeyeLogStyle *self)
{
  g_clear_object (&self->context);
  g_clear_object (&self->font);
  g_hash_table_unref (self->glyphs);
  pango_glyph_string_free (self->run);
  g_free (self->signature);
  g_free (self);
}

/* The glyph of a character; FALSE if another font, or more or less than one cell, would be needed. */
static gboolean
shape (SockeyeLogStyle *self, gunichar ch, PangoFont **font, PangoGlyphInfo *info)
{
  char utf8[6];
  int length = g_unichar_to_utf8 (ch, utf8);
  g_autoptr (PangoLayout) layout = sockeye_log_style_create_layout (self, utf8, (gsize) length);
  PangoLayoutLine *line = pango_layout_get_line_readonly (layout, 0);
  PangoLayoutRun *run;

  if (line == NULL || line->runs == NULL || line->runs->next != NULL)
    return FALSE;

  run = line->runs->data;
  if (run->glyphs->num_glyphs != 1 || (run->glyphs->glyphs[0].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0)
    return FALSE;

  *font = run->item->analysis.font;
  *info = run->glyphs->glyphs[0];
  return TRUE;
}

static void
add_glyph (SockeyeLogStyle *self, gunichar ch)
{
  PangoFont *font;
  PangoGlyphInfo info;

  if (!shape (self, ch, &font, &info) || font != self->font || info.geometry.width != self->advance)
    return;

  if (ch < 128)
    self->ascii[ch] = info.glyph;
  else
    g_hash_table_insert (self->glyphs, GUINT_TO_POINTER (ch), GUINT_TO_POINTER (info.glyph));
}

static void
fill_table (SockeyeLogStyle *self)
{
  PangoGlyphInfo info;
  PangoFont *font;

  g_hash_table_remove_all (self->glyphs);
  memset (self->ascii, 0, sizeof self->ascii);
  g_clear_object (&self->font);
  if (!shape (self, 'x', &font, &info))
    return;

  g_set_object (&self->font, font);
  self->advance = info.geometry.width;
  self->char_width = (double) self->advance / PANGO_SCALE;

  for (gunichar ch = 0x20; ch < 0x7f; ch++)
    add_glyph (self, ch);
  for (gunichar ch = FIRST_PICTURE; ch <= LAST_PICTURE; ch++)
    add_glyph (self, ch);
  for (gsize i = 0; i < G_N_ELEMENTS (more_characters); i++)
    add_glyph (self, more_characters[i]);
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

static gboolean
is_high_contrast (GtkWidget *widget)
{
  g_autofree char *theme = NULL;

  g_object_get (gtk_widget_get_settings (widget), "gtk-theme-name", &theme, NULL);
  return theme != NULL && (g_str_has_prefix (theme, "HighContrast") || strstr (theme, "-hc") != NULL);
}

static gboolean
update_colors (SockeyeLogStyle *self, GtkWidget *widget)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  gboolean contrast = is_high_contrast (widget);
  gboolean changed = FALSE;
  gboolean dark;
  GdkRGBA text;

  gtk_style_context_get_color (style, &text);
  dark = luminance (&text) > 0.5;

  for (guint i = 0; i < SOCKEYE_LOG_N_COLORS; i++)
    {
      GdkRGBA color;

      if (!gtk_style_context_lookup_color (style, palette[i].name, &color))
        gdk_rgba_parse (&color, contrast ? (dark ? palette[i].contrast_dark : palette[i].contrast_light)
                                         : (dark ? palette[i].dark : palette[i].light));
      changed = changed || !gdk_rgba_equal (&color, &self->colors[i]);
      self->colors[i] = color;
    }
  self->colors[SOCKEYE_LOG_COLOR_SELECTION].alpha = contrast ? 0.5f : 0.32f;
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
      fill_table (self);
      changed = TRUE;
    }
  g_object_unref (context);
  return changed;
}

static PangoGlyph
get_glyph (SockeyeLogStyle *self, gunichar ch)
{
  if (G_LIKELY (ch < 128))
    return self->ascii[ch];
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->glyphs, GUINT_TO_POINTER (ch)));
}

/**
 * sockeye_log_style_can_draw:
 * @text: valid UTF-8
 * @length: its bytes
 * @n_columns: (out): how many columns it takes
 *
 * Tells whether each character is in the glyph table, so that column times character width is its place.
 */
gboolean
sockeye_log_style_can_draw (SockeyeLogStyle *self, const char *text, gsize length, gsize *n_columns)
{
  const char *end = text + length;
  gsize n = 0;

  for (const char *p = text; p < end; n++)
    {
      if (G_LIKELY ((guchar) *p < 128))
        {
          if (self->ascii[(guchar) *p] == 0)
            return FALSE;
          p++;
        }
      else
        {
          if (get_glyph (self, g_utf8_get_char (p)) == 0)
            return FALSE;
          p = g_utf8_next_char (p);
        }
    }
  *n_columns = n;
  return TRUE;
}

static void
append_glyphs (SockeyeLogStyle *self,
               GtkSnapshot *snapshot,
               const char *text,
               gsize length,
               double x,
               SockeyeLogColor color)
{
  const char *end = text + length;
  PangoGlyphInfo *info;
  GskRenderNode *node;
  int n = 0;

  pango_glyph_string_set_size (self->run, (int) length);
  info = self->run->glyphs;
  for (const char *p = text; p < end; p = g_utf8_next_char (p), n++)
    {
      info[n].glyph = get_glyph (self, g_utf8_get_char (p));
      info[n].geometry = (PangoGlyphGeometry){ .width = self->advance };
      info[n].attr = (PangoGlyphVisAttr){ .is_cluster_start = 1 };
    }
  self->run->num_glyphs = n;

  node = gsk_text_node_new (self->font, self->run, &self->colors[color],
                            &GRAPHENE_POINT_INIT ((float) x, (float) self->baseline));
  if (node == NULL)
    return;
  gtk_snapshot_append_node (snapshot, node);
  gsk_render_node_unref (node);
}

/**
 * sockeye_log_style_append:
 * @text: valid UTF-8
 * @length: its bytes
 * @x: where it begins
 *
 * Draws text on the baseline of a row whose top is at 0.
 */
void
sockeye_log_style_append (SockeyeLogStyle *self,
                          GtkSnapshot *snapshot,
                          const char *text,
                          gsize length,
                          double x,
                          SockeyeLogColor color)
{
  g_autoptr (PangoLayout) layout = NULL;
  gsize n_columns;

  if (length == 0)
    return;
  if (sockeye_log_style_can_draw (self, text, length, &n_columns))
    {
      append_glyphs (self, snapshot, text, length, x, color);
      return;
    }

  layout = sockeye_log_style_create_layout (self, text, length);
  sockeye_log_style_append_layout (self, snapshot, layout, x, color);
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
