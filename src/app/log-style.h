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
  SOCKEYE_LOG_COLOR_CONVERSATION, /* the first one of %SOCKEYE_LOG_N_CONVERSATIONS */
  SOCKEYE_LOG_N_COLORS = SOCKEYE_LOG_COLOR_CONVERSATION + 8
} SockeyeLogColor;

#define SOCKEYE_LOG_N_CONVERSATIONS (SOCKEYE_LOG_N_COLORS - SOCKEYE_LOG_COLOR_CONVERSATION)

/* How a letter goes together with its neighbours. */
typedef enum
{
  SOCKEYE_LOG_LETTER_ALONE, /* always looks the same, from left to right */
  SOCKEYE_LOG_LETTER_NEUTRAL, /* the same, but goes the way of the letters around it: blanks, digits, punctuation */
  SOCKEYE_LOG_LETTER_JOINING, /* its look or its place depends on the letters around it */
  SOCKEYE_LOG_LETTER_MARK,    /* belongs to the letter before */
} SockeyeLogLetter;

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
  GHashTable *glyphs;   /* by character */
  GHashTable *drawings; /* marks and pictures, by character and colour */
  gpointer ascii[128];  /* the same, for speed */
  int advance;          /* of most letters, in Pango's units */
  PangoGlyphString *run;
  char *signature;
} SockeyeLogStyle;

SockeyeLogStyle *sockeye_log_style_new (void);
void sockeye_log_style_free (SockeyeLogStyle *self);
void sockeye_log_style_get_color (GtkWidget *widget, SockeyeLogColor color, GdkRGBA *rgba);
gboolean sockeye_log_style_update (SockeyeLogStyle *self, GtkWidget *widget, double scale);

SockeyeLogLetter sockeye_log_style_classify (gunichar ch);
void sockeye_log_style_learn (SockeyeLogStyle *self, const char *text, gsize length);
gboolean sockeye_log_style_stands_alone (SockeyeLogStyle *self, gunichar ch);
gboolean
sockeye_log_style_is_regular (SockeyeLogStyle *self, const char *text, gsize length, gsize *n_columns);
double sockeye_log_style_measure (SockeyeLogStyle *self, const char *text, gsize length);
gsize
sockeye_log_style_find (SockeyeLogStyle *self, const char *text, gsize length, double x, gboolean *after);
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
SockeyeLogColor sockeye_log_style_get_conversation_color (guint32 peer);
void
sockeye_log_style_append_conversation (SockeyeLogStyle *self, GtkSnapshot *snapshot, guint32 peer, double x);
PangoLayout *sockeye_log_style_create_layout (SockeyeLogStyle *self, const char *text, gsize length);
void sockeye_log_style_append_layout (SockeyeLogStyle *self,
                                      GtkSnapshot *snapshot,
                                      PangoLayout *layout,
                                      double x,
                                      SockeyeLogColor color);

G_END_DECLS
