/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-ladder.h"
#include "call-pen.h"

G_BEGIN_DECLS

/* Pixels. */
#define SOCKEYE_LADDER_ROW_HEIGHT     28.0
#define SOCKEYE_LADDER_HEADING_HEIGHT 84.0

/**
 * SockeyeCallDrawing:
 * @ladder: what is drawn, borrowed
 * @width: pixels in all
 * @left: where the left end's line is
 * @right: where the right end's line is
 * @selected: the row that is marked, with all of its record; -1: none
 * @cut: it says that older steps are left out
 *
 * Where everything of a ladder stands. Rows are of one height, so that only those that are seen need to be drawn.
 */
typedef struct
{
  const SockeyeCallLadder *ladder;
  double width;
  double left;
  double right;
  int selected;
  gboolean cut;
} SockeyeCallDrawing;

void sockeye_call_drawing_init (SockeyeCallDrawing *self, const SockeyeCallLadder *ladder, double width);
double sockeye_call_drawing_measure_width (const SockeyeCallLadder *ladder);
double sockeye_call_drawing_measure_height (guint n_rows);
void sockeye_call_drawing_draw_heading (const SockeyeCallDrawing *self, SockeyeCallPen *pen, double y);
void sockeye_call_drawing_draw_rows (const SockeyeCallDrawing *self,
                                     SockeyeCallPen *pen,
                                     double y,
                                     guint first,
                                     guint end);

G_END_DECLS
