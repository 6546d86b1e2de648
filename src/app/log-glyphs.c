/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-style-private.h"

/*
 * Letters that stand alone, whatever comes before and behind them, are shaped once and drawn from a table. That is most
 * of what a log shows: ASCII, Chinese, Japanese, Cyrillic. What joins, stacks or runs from right to left is laid out
 * each time.
 */

/* Characters that are kept; enough for all that a screen shows. */
#define N_GLYPHS_MAX 16384

typedef struct
{
  PangoFont *font; /* owned; NULL: it does not stand alone after all */
  PangoGlyphInfo info;
} Glyph;

static void
glyph_free (gpointer data)
{
  Glyph *glyph = data;

  g_clear_object (&glyph->font);
  g_free (glyph);
}

GHashTable *
sockeye_log_style_create_table (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, glyph_free);
}

static gboolean
is_script_simple (gunichar ch)
{
  switch (g_unichar_get_script (ch))
    {
    case G_UNICODE_SCRIPT_COMMON:
    case G_UNICODE_SCRIPT_LATIN:
    case G_UNICODE_SCRIPT_GREEK:
    case G_UNICODE_SCRIPT_CYRILLIC:
    case G_UNICODE_SCRIPT_ARMENIAN:
    case G_UNICODE_SCRIPT_GEORGIAN:
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_YI:
      return TRUE;
    case G_UNICODE_SCRIPT_HANGUL:
      return ch >= 0xac00 && ch <= 0xd7a3; /* syllables; their parts join */
    default:
      return FALSE;
    }
}

static gboolean
is_mark (gunichar ch)
{
  switch (g_unichar_type (ch))
    {
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_FORMAT:
    case G_UNICODE_MODIFIER_SYMBOL: /* skin tones */
      return ch >= 128;
    default:
      return FALSE;
    }
}

/**
 * sockeye_log_style_classify:
 *
 * Returns: how the letter goes together with its neighbours
 */
SockeyeLogLetter
sockeye_log_style_classify (gunichar ch)
{
  if (G_LIKELY (ch < 128))
    return g_ascii_isalpha (ch) ? SOCKEYE_LOG_LETTER_ALONE : SOCKEYE_LOG_LETTER_NEUTRAL;
  if (sockeye_log_style_is_picture (ch))
    return SOCKEYE_LOG_LETTER_ALONE;
  if (is_mark (ch))
    return SOCKEYE_LOG_LETTER_MARK;
  if (!is_script_simple (ch) || (ch >= 0x1f1e6 && ch <= 0x1f1ff) /* halves of flags */)
    return SOCKEYE_LOG_LETTER_JOINING;
  return g_unichar_isalpha (ch) ? SOCKEYE_LOG_LETTER_ALONE : SOCKEYE_LOG_LETTER_NEUTRAL;
}

static Glyph *
get_glyph (SockeyeLogStyle *self, gunichar ch)
{
  if (G_LIKELY (ch < G_N_ELEMENTS (self->ascii)))
    return self->ascii[ch];
  return g_hash_table_lookup (self->glyphs, GUINT_TO_POINTER (ch));
}

static void
keep_glyph (SockeyeLogStyle *self, gunichar ch, PangoFont *font, const PangoGlyphInfo *info)
{
  Glyph *glyph = get_glyph (self, ch);

  if (glyph == NULL)
    {
      glyph = g_new0 (Glyph, 1);
      g_hash_table_insert (self->glyphs, GUINT_TO_POINTER (ch), glyph);
      if (ch < G_N_ELEMENTS (self->ascii))
        self->ascii[ch] = glyph;
    }
  if (font != NULL)
    g_set_object (&glyph->font, font);
  if (info != NULL)
    glyph->info = *info;
}

/* A letter stands alone if it became one glyph. */
static void
keep_run (SockeyeLogStyle *self, const char *text, const PangoGlyphItem *run)
{
  const PangoGlyphString *glyphs = run->glyphs;

  for (int i = 0; i < glyphs->num_glyphs; i++)
    {
      gunichar ch = g_utf8_get_char (text + run->item->offset + glyphs->log_clusters[i]);
      gboolean alone = (i == 0 || glyphs->log_clusters[i - 1] != glyphs->log_clusters[i])
                       && (i + 1 == glyphs->num_glyphs
                           || glyphs->log_clusters[i + 1] != glyphs->log_clusters[i]);

      /* The blanks between take the font of their neighbours: what is known already stays. */
      if (alone && (get_glyph (self, ch) == NULL || get_glyph (self, ch)->font == NULL))
        keep_glyph (self, ch, run->item->analysis.font, &glyphs->glyphs[i]);
    }
}

static void
shape (SockeyeLogStyle *self, const GString *letters)
{
  g_autoptr (PangoLayout) layout = sockeye_log_style_create_layout (self, letters->str, letters->len);
  PangoLayoutLine *line = pango_layout_get_line_readonly (layout, 0);

  for (GSList *runs = line != NULL ? line->runs : NULL; runs != NULL; runs = runs->next)
    keep_run (self, letters->str, runs->data);
}

/**
 * sockeye_log_style_learn:
 * @text: valid UTF-8
 * @length: its bytes
 *
 * Shapes those letters of the text that stand alone and are not known yet, all at once.
 */
void
sockeye_log_style_learn (SockeyeLogStyle *self, const char *text, gsize length)
{
  GString *letters = NULL;

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar ch = g_utf8_get_char (p);
      SockeyeLogLetter letter;

      if (G_LIKELY (get_glyph (self, ch) != NULL))
        continue;
      letter = sockeye_log_style_classify (ch);
      if (letter > SOCKEYE_LOG_LETTER_NEUTRAL || sockeye_log_style_is_picture (ch))
        continue;
      if (letters == NULL)
        {
          letters = g_string_new (NULL);
          if (g_hash_table_size (self->glyphs) > N_GLYPHS_MAX)
            sockeye_log_style_fill_table (self);
        }
      keep_glyph (self, ch, NULL, NULL);
      /* Apart, so that they do not touch. */
      g_string_append_unichar (letters, ch);
      g_string_append_c (letters, ' ');
    }

  if (letters == NULL)
    return;
  shape (self, letters);
  g_string_free (letters, TRUE);
}

/* Begins anew, with ASCII. */
void
sockeye_log_style_fill_table (SockeyeLogStyle *self)
{
  char ascii[0x7f - 0x20];
  const Glyph *glyph;

  memset (self->ascii, 0, sizeof self->ascii);
  g_hash_table_remove_all (self->glyphs);
  for (guint i = 0; i < sizeof ascii; i++)
    ascii[i] = (char) (0x20 + i);
  sockeye_log_style_learn (self, ascii, sizeof ascii);

  glyph = get_glyph (self, 'x');
  if (glyph == NULL || glyph->font == NULL)
    return;
  self->advance = glyph->info.geometry.width;
  self->char_width = (double) self->advance / PANGO_SCALE;
}

/**
 * sockeye_log_style_stands_alone:
 *
 * Returns: whether the letter can be drawn from the table. Those of the text must have been learned.
 */
gboolean
sockeye_log_style_stands_alone (SockeyeLogStyle *self, gunichar ch)
{
  const Glyph *glyph = get_glyph (self, ch);

  return sockeye_log_style_is_picture (ch) || (glyph != NULL && glyph->font != NULL);
}

/* In Pango's units. */
static int
get_advance (SockeyeLogStyle *self, gunichar ch)
{
  const Glyph *glyph;

  if (sockeye_log_style_is_picture (ch))
    return self->advance;
  glyph = get_glyph (self, ch);
  return glyph != NULL && glyph->font != NULL ? glyph->info.geometry.width : 0;
}

/**
 * sockeye_log_style_is_regular:
 * @text: valid UTF-8, learned
 * @length: its bytes
 * @n_columns: (out): how many columns it takes
 *
 * Tells whether all letters are in the table and equally wide, so that column times character width is their place.
 */
gboolean
sockeye_log_style_is_regular (SockeyeLogStyle *self, const char *text, gsize length, gsize *n_columns)
{
  gsize n = 0;

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p), n++)
    if (get_advance (self, g_utf8_get_char (p)) != self->advance)
      return FALSE;
  *n_columns = n;
  return TRUE;
}

/**
 * sockeye_log_style_measure:
 * @text: letters that stand alone
 * @length: their bytes
 *
 * Returns: their width in pixels
 */
double
sockeye_log_style_measure (SockeyeLogStyle *self, const char *text, gsize length)
{
  gint64 width = 0;

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    width += get_advance (self, g_utf8_get_char (p));
  return (double) width / PANGO_SCALE;
}

/**
 * sockeye_log_style_find:
 * @text: letters that stand alone
 * @length: their bytes
 * @x: pixels from where they begin
 * @after: (out): it is the right half of the letter there
 *
 * Returns: the byte of the letter there; @length behind them
 */
gsize
sockeye_log_style_find (SockeyeLogStyle *self, const char *text, gsize length, double x, gboolean *after)
{
  double left = 0;

  *after = FALSE;
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      double width = (double) get_advance (self, g_utf8_get_char (p)) / PANGO_SCALE;

      if (x < left + width)
        {
          *after = x >= left + width / 2;
          return (gsize) (p - text);
        }
      left += width;
    }
  return length;
}

static double
append_run (SockeyeLogStyle *self,
            GtkSnapshot *snapshot,
            PangoFont *font,
            int n_glyphs,
            int width,
            double x,
            SockeyeLogColor color)
{
  GskRenderNode *node = NULL;

  self->run->num_glyphs = n_glyphs;
  if (n_glyphs > 0 && font != NULL)
    node = gsk_text_node_new (font, self->run, &self->colors[color],
                              &GRAPHENE_POINT_INIT ((float) x, (float) self->baseline));
  if (node != NULL)
    {
      gtk_snapshot_append_node (snapshot, node);
      gsk_render_node_unref (node);
    }
  return x + (double) width / PANGO_SCALE;
}

/* One node for each stretch of one font. Pictures are gaps in them, and drawn by hand. */
static void
append_glyphs (SockeyeLogStyle *self,
               GtkSnapshot *snapshot,
               const char *text,
               gsize length,
               double x,
               SockeyeLogColor color)
{
  PangoFont *font = NULL;
  int n = 0, width = 0;

  pango_glyph_string_set_size (self->run, (int) length);
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar ch = g_utf8_get_char (p);
      const Glyph *glyph = get_glyph (self, ch);

      if (sockeye_log_style_is_picture (ch))
        {
          sockeye_log_style_append_picture (self, snapshot, ch, x + (double) width / PANGO_SCALE, color);
          self->run->glyphs[n] = (PangoGlyphInfo){ .glyph = PANGO_GLYPH_EMPTY,
                                                   .geometry = { .width = self->advance },
                                                   .attr = { .is_cluster_start = 1 } };
        }
      else if (glyph == NULL || glyph->font == NULL)
        continue;
      else
        {
          if (font != NULL && glyph->font != font)
            {
              x = append_run (self, snapshot, font, n, width, x, color);
              n = 0;
              width = 0;
            }
          if (n == 0)
            pango_glyph_string_set_size (self->run, (int) length);
          font = glyph->font;
          self->run->glyphs[n] = glyph->info;
        }
      width += self->run->glyphs[n++].geometry.width;
    }
  append_run (self, snapshot, font, n, width, x, color);
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

  sockeye_log_style_learn (self, text, length);
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    if (!sockeye_log_style_stands_alone (self, g_utf8_get_char (p)))
      {
        layout = sockeye_log_style_create_layout (self, text, length);
        sockeye_log_style_append_layout (self, snapshot, layout, x, color);
        return;
      }
  append_glyphs (self, snapshot, text, length, x, color);
}
