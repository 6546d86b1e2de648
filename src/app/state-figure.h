/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "state-path.h"

G_BEGIN_DECLS

/* What figure 5 of RFC 9293 looks like, in units of its own that a drawing scales. */
#define SOCKEYE_FIGURE_WIDTH      580
#define SOCKEYE_FIGURE_HEIGHT     496
#define SOCKEYE_FIGURE_BOX_WIDTH  116
#define SOCKEYE_FIGURE_BOX_HEIGHT 34
#define SOCKEYE_FIGURE_POINTS_MAX 4

/* The figure has CLOSED twice, as it does in the RFC: where a connection begins, and where it ends. */
typedef struct
{
  SockeyeTcpState state;
  gboolean end;
  double x; /* of its middle */
  double y;
} SockeyeFigureBox;

/**
 * SockeyeFigureLine:
 * @from: a state
 * @to: the next one
 * @n_points: how many
 * @points: where the line goes, x and y in turn
 * @label_x: where its words are
 * @label_y: the upper edge of the words
 * @align: -1: they begin at @label_x, 0: their middle is there, 1: they end there
 * @one_line: cause and answer stand beside each other
 */
typedef struct
{
  SockeyeTcpState from;
  SockeyeTcpState to;
  guint n_points;
  double points[2 * SOCKEYE_FIGURE_POINTS_MAX];
  double label_x;
  double label_y;
  int align;
  gboolean one_line;
} SockeyeFigureLine;

const SockeyeFigureBox *sockeye_figure_get_boxes (guint *n_boxes);
const SockeyeFigureLine *sockeye_figure_get_lines (guint *n_lines);
const SockeyeFigureLine *sockeye_figure_find_line (SockeyeTcpState from, SockeyeTcpState to);
const SockeyeFigureBox *sockeye_figure_find_box (const SockeyeStatePath *path, guint step);
const SockeyeFigureBox *sockeye_figure_find_state (SockeyeTcpState state, gboolean end);

G_END_DECLS
