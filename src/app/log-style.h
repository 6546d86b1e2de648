/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_LOG_COLOR_TEXT,
  SOCKEYE_LOG_COLOR_DIM, /* times, sizes, notes, pictures of control characters */
  SOCKEYE_LOG_COLOR_RECEIVED,
  SOCKEYE_LOG_COLOR_SENT,
  SOCKEYE_LOG_COLOR_EVENT,
  SOCKEYE_LOG_COLOR_ERROR,
  SOCKEYE_LOG_COLOR_INVALID,
  SOCKEYE_LOG_COLOR_SELECTION,
  SOCKEYE_LOG_COLOR_LINE,
  SOCKEYE_LOG_N_COLORS
} SockeyeLogColor;

/**
 * SockeyeLogStyle:
 * @context: for layouts of what the glyph table cannot draw
 * @char_width: pixels that a character of the table takes
 * @row_height: pixels, a whole number
 * @baseline: pixels from a row's top
 * @colors: by #SockeyeLogColor
 *
 * The font and the colours that a log is drawn with, from CSS.
 */
typedef struct
{
  PangoContext *context;
  double char_width;
  int row_height;
  double baseline;
  GdkRGBA colors[SOCKEYE_LOG_N_COLORS];

  /*< private >*/
  PangoFont *font;
  GHashTable *glyphs;
  GHashTable *drawings; /* marks and pictures, by character and colour */
  PangoGlyph ascii[128];
  int advance;
  PangoGlyphString *run;
  char *signature;
} SockeyeLogStyle;

SockeyeLogStyle *sockeye_log_style_new (void);
void sockeye_log_style_free (SockeyeLogStyle *self);
gboolean sockeye_log_style_update (SockeyeLogStyle *self, GtkWidget *widget, double scale);
gboolean sockeye_log_style_can_draw (SockeyeLogStyle *self, const char *text, gsize length, gsize *n_columns);
void sockeye_log_style_append (SockeyeLogStyle *self,
                               GtkSnapshot *snapshot,
                               const char *text,
                               gsize length,
                               double x,
                               SockeyeLogColor color);
double sockeye_log_style_get_mark_width (SockeyeLogStyle *self);
void sockeye_log_style_append_mark (SockeyeLogStyle *self,
                                    GtkSnapshot *snapshot,
                                    const char *mark,
                                    double x,
                                    SockeyeLogColor color);
PangoLayout *sockeye_log_style_create_layout (SockeyeLogStyle *self, const char *text, gsize length);
void sockeye_log_style_append_layout (SockeyeLogStyle *self,
                                      GtkSnapshot *snapshot,
                                      PangoLayout *layout,
                                      double x,
                                      SockeyeLogColor color);

G_END_DECLS
