/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-style-private.h"

/* Drawn from the table besides ASCII, where the font has them. */
static const gunichar more_characters[] = { 0x2026, 0x00b7, 0x00b0, 0x00b5 };

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

/* Shapes each character once. */
void
sockeye_log_style_fill_table (SockeyeLogStyle *self)
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
  for (gsize i = 0; i < G_N_ELEMENTS (more_characters); i++)
    add_glyph (self, more_characters[i]);
}

static PangoGlyph
get_glyph (SockeyeLogStyle *self, gunichar ch)
{
  if (G_LIKELY (ch < 128))
    return self->ascii[ch];
  if (sockeye_log_style_is_picture (ch))
    return PANGO_GLYPH_EMPTY; /* drawn by hand */
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
  gboolean pictures = FALSE;
  int n = 0;

  pango_glyph_string_set_size (self->run, (int) length);
  info = self->run->glyphs;
  for (const char *p = text; p < end; p = g_utf8_next_char (p), n++)
    {
      info[n].glyph = get_glyph (self, g_utf8_get_char (p));
      info[n].geometry = (PangoGlyphGeometry){ .width = self->advance };
      pictures |= info[n].glyph == PANGO_GLYPH_EMPTY;
      info[n].attr = (PangoGlyphVisAttr){ .is_cluster_start = 1 };
    }
  self->run->num_glyphs = n;

  node = gsk_text_node_new (self->font, self->run, &self->colors[color],
                            &GRAPHENE_POINT_INIT ((float) x, (float) self->baseline));
  if (node != NULL)
    {
      gtk_snapshot_append_node (snapshot, node);
      gsk_render_node_unref (node);
    }

  for (const char *p = text; pictures && p < end; p = g_utf8_next_char (p), x += self->char_width)
    if (sockeye_log_style_is_picture (g_utf8_get_char (p)))
      sockeye_log_style_append_picture (self, snapshot, g_utf8_get_char (p), x, color);
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
