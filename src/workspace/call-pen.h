/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-step.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_PEN_TEXT,
  SOCKEYE_PEN_DIM,
  SOCKEYE_PEN_LEFT,
  SOCKEYE_PEN_RIGHT,
  SOCKEYE_PEN_ERROR,
  SOCKEYE_PEN_GROUND,
  SOCKEYE_PEN_LIT,
  SOCKEYE_PEN_N_COLORS
} SockeyePenColor;

typedef enum
{
  SOCKEYE_PEN_START,
  SOCKEYE_PEN_MIDDLE,
  SOCKEYE_PEN_END,
} SockeyePenAlign;

/**
 * SockeyePenText:
 * @text: one line
 * @x: where, pixels
 * @y: its base line, pixels
 * @size: of the letters, pixels
 * @align: which part of the text stands at @x
 * @color: its colour
 * @bold: heavier
 * @code: letters of one width
 */
typedef struct
{
  const char *text;
  double x;
  double y;
  double size;
  SockeyePenAlign align;
  SockeyePenColor color;
  gboolean bold;
  gboolean code;
} SockeyePenText;

typedef struct _SockeyeCallPen SockeyeCallPen;

/**
 * SockeyeCallPen:
 * @line: draws a line
 * @head: draws the head of an arrow; its tip is at the second point
 * @dot: draws the mark of a call, hollow if it is inferred
 * @box: fills a rectangle
 * @text: writes
 * @begin_step: (nullable): what follows is of this step
 * @end_step: (nullable): no more
 *
 * Draws what a ladder looks like, whatever on.
 */
struct _SockeyeCallPen
{
  void (*line) (SockeyeCallPen *self,
                double x1,
                double y1,
                double x2,
                double y2,
                SockeyePenColor color,
                double width,
                gboolean dashed);
  void (*head) (SockeyeCallPen *self, double x1, double y1, double x2, double y2, SockeyePenColor color);
  void (
      *dot) (SockeyeCallPen *self, double x, double y, double radius, SockeyePenColor color, gboolean hollow);
  void (*box) (SockeyeCallPen *self, double x, double y, double width, double height, SockeyePenColor color);
  void (*text) (SockeyeCallPen *self, const SockeyePenText *text);
  void (*begin_step) (SockeyeCallPen *self, const SockeyeCallStep *step);
  void (*end_step) (SockeyeCallPen *self);
};

G_END_DECLS
