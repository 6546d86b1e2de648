/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-style-private.h"

#include <math.h>

/*
 * Marks of direction and pictures of control characters are drawn here, not taken from fonts: few monospace fonts
 * have them, and those that do draw them too small. Each is made once per colour.
 */

#define FIRST_PICTURE 0x2400u
#define LAST_PICTURE  0x2421u
#define NEWLINE       0x2424u
/* Of the row's font. */
#define LETTER_SCALE 0.6

/* The two-letter mnemonics of RFC 1345, in the order of the characters. */
static const char picture_letters[][3] = {
  "NU", "SH", "SX", "EX", "ET", "EQ", "AK", "BL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI", "DL",
  "D1", "D2", "D3", "D4", "NK", "SY", "EB", "CN", "EM", "SB", "EC", "FS", "GS", "RS", "US", "SP", "DT",
};

gboolean
sockeye_log_style_is_picture (gunichar ch)
{
  return (ch >= FIRST_PICTURE && ch <= LAST_PICTURE) || ch == NEWLINE;
}

static void
append_letter (SockeyeLogStyle *self,
               GtkSnapshot *snapshot,
               char letter,
               double x,
               double up,
               SockeyeLogColor color)
{
  g_autoptr (PangoLayout) layout = sockeye_log_style_create_layout (self, &letter, 1);
  PangoFontDescription *font = pango_font_description_copy (
      pango_context_get_font_description (self->context));
  int size = (int) round (pango_font_description_get_size (font) * LETTER_SCALE);

  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, size);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) -up));
  sockeye_log_style_append_layout (self, snapshot, layout, x, color);
  gtk_snapshot_restore (snapshot);
}

/* Two small letters, one up, one down, in the room of one. */
static GskRenderNode *
create_picture (SockeyeLogStyle *self, gunichar ch, SockeyeLogColor color)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const char *letters = ch == NEWLINE ? "NL" : picture_letters[ch - FIRST_PICTURE];
  double width = self->char_width;

  append_letter (self, snapshot, letters[0], 0, floor (0.55 * width), color);
  append_letter (self, snapshot, letters[1], floor (0.46 * width), 0, color);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
draw_arrow (cairo_t *cr, double width, double y, gboolean left)
{
  double head = width * 0.36;
  double tip = left ? 0 : width;
  double tail = left ? width : 0;
  double back = left ? head : width - head;

  cairo_move_to (cr, tail, y);
  cairo_line_to (cr, tip, y);
  cairo_move_to (cr, back, y - head);
  cairo_line_to (cr, tip, y);
  cairo_line_to (cr, back, y + head);
  cairo_stroke (cr);
}

static void
draw_exclamation (cairo_t *cr, double x, double top, double bottom, double line)
{
  cairo_set_line_width (cr, line * 1.4);
  cairo_move_to (cr, x, top);
  cairo_line_to (cr, x, bottom - 2.6 * line);
  cairo_stroke (cr);
  cairo_arc (cr, x, bottom - 0.7 * line, line * 0.95, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* One for each of the eight: they are told apart without colour. @r: half of its size */
static void
draw_shape (cairo_t *cr, guint shape, double x, double y, double r)
{
  static const double corners[][4][2] = {
    [1] = { { -0.85, -0.85 }, { 0.85, -0.85 }, { 0.85, 0.85 }, { -0.85, 0.85 } },
    [2] = { { 0, -1 }, { 1, 0.85 }, { -1, 0.85 }, { 0, -1 } },
    [3] = { { 0, -1.15 }, { 1.15, 0 }, { 0, 1.15 }, { -1.15, 0 } },
  };
  guint outline = shape % 4;

  if (outline == 0)
    cairo_arc (cr, x, y, 0.95 * r, 0, 2 * G_PI);
  else
    for (guint i = 0; i < 4; i++)
      cairo_line_to (cr, x + r * corners[outline][i][0], y + r * corners[outline][i][1]);
  cairo_close_path (cr);
  if (shape < 4)
    cairo_fill (cr);
  else
    cairo_stroke (cr);
}

static GskRenderNode *
create_mark (SockeyeLogStyle *self, gunichar ch, SockeyeLogColor color)
{
  double width = sockeye_log_style_get_mark_width (self);
  double line = MAX (self->char_width / 5, 1.25);
  double letter = 1.2 * self->char_width; /* about the height of a capital letter */
  double middle = floor (self->baseline - letter / 2) + 0.5;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (-2, 0, (float) width + 4, (float) self->row_height));

  gdk_cairo_set_source_rgba (cr, &self->colors[color]);
  cairo_set_line_width (cr, line);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  if (ch == 0x2190 || ch == 0x2192)
    draw_arrow (cr, width, middle, ch == 0x2190);
  else if (ch == '!')
    draw_exclamation (cr, width / 2, self->baseline - letter, self->baseline, line);
  else if (ch < SOCKEYE_LOG_N_CONVERSATIONS)
    draw_shape (cr, ch, width / 2, middle, 0.45 * self->char_width);
  else
    {
      cairo_arc (cr, width / 2, middle, self->char_width * 0.3, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
append (SockeyeLogStyle *self, GtkSnapshot *snapshot, gunichar ch, double x, SockeyeLogColor color)
{
  gpointer key = GUINT_TO_POINTER (ch * SOCKEYE_LOG_N_COLORS + color);
  GskRenderNode *node = g_hash_table_lookup (self->drawings, key);

  if (node == NULL)
    {
      node = sockeye_log_style_is_picture (ch) ? create_picture (self, ch, color)
                                               : create_mark (self, ch, color);
      g_hash_table_insert (self->drawings, key, node);
    }

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, 0));
  gtk_snapshot_append_node (snapshot, node);
  gtk_snapshot_restore (snapshot);
}

/* One control character's picture (U+2400 to U+2421, U+2424), in one cell. */
void
sockeye_log_style_append_picture (SockeyeLogStyle *self,
                                  GtkSnapshot *snapshot,
                                  gunichar ch,
                                  double x,
                                  SockeyeLogColor color)
{
  append (self, snapshot, ch, x, color);
}

double
sockeye_log_style_get_mark_width (SockeyeLogStyle *self)
{
  return round (1.4 * self->char_width);
}

/**
 * sockeye_log_style_append_mark:
 * @mark: "←", "→", "•" or "!"
 * @x: where it begins
 *
 * Draws the mark of a direction in a row whose top is at 0.
 */
void
sockeye_log_style_append_mark (SockeyeLogStyle *self,
                               GtkSnapshot *snapshot,
                               const char *mark,
                               double x,
                               SockeyeLogColor color)
{
  if (*mark != '\0')
    append (self, snapshot, g_utf8_get_char (mark), x, color);
}

/* The colours go through all shapes before a pair of them comes again. */
SockeyeLogColor
sockeye_log_style_get_conversation_color (guint32 peer)
{
  guint32 index = peer - 1;

  return SOCKEYE_LOG_COLOR_CONVERSATION
         + (index + index / SOCKEYE_LOG_N_CONVERSATIONS) % SOCKEYE_LOG_N_CONVERSATIONS;
}

/**
 * sockeye_log_style_append_conversation:
 * @peer: a peer's id
 * @x: where it begins
 *
 * Draws the mark of a conversation, in a row whose top is at 0.
 */
void
sockeye_log_style_append_conversation (SockeyeLogStyle *self, GtkSnapshot *snapshot, guint32 peer, double x)
{
  append (self, snapshot, (peer - 1) % SOCKEYE_LOG_N_CONVERSATIONS, x,
          sockeye_log_style_get_conversation_color (peer));
}
