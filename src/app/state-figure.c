/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-figure.h"

/* Middles of the columns */
#define LEFT   86
#define MIDDLE 290
#define RIGHT  494

static const SockeyeFigureBox boxes[] = {
  { SOCKEYE_TCP_CLOSED, FALSE, MIDDLE, 20 },       { SOCKEYE_TCP_LISTEN, FALSE, MIDDLE, 92 },
  { SOCKEYE_TCP_SYN_RECEIVED, FALSE, LEFT, 164 },  { SOCKEYE_TCP_SYN_SENT, FALSE, RIGHT, 164 },
  { SOCKEYE_TCP_ESTABLISHED, FALSE, MIDDLE, 236 }, { SOCKEYE_TCP_FIN_WAIT_1, FALSE, LEFT, 308 },
  { SOCKEYE_TCP_CLOSE_WAIT, FALSE, RIGHT, 308 },   { SOCKEYE_TCP_FIN_WAIT_2, FALSE, LEFT, 388 },
  { SOCKEYE_TCP_CLOSING, FALSE, MIDDLE, 388 },     { SOCKEYE_TCP_LAST_ACK, FALSE, RIGHT, 388 },
  { SOCKEYE_TCP_TIME_WAIT, FALSE, MIDDLE, 474 },   { SOCKEYE_TCP_CLOSED, TRUE, RIGHT, 474 },
};

static const SockeyeFigureLine lines[] = {
  { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_LISTEN, 2, { 280, 37, 280, 75 }, 274, 50, 1, FALSE },
  { SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_CLOSED, 2, { 300, 75, 300, 37 }, 306, 50, -1, FALSE },
  { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_SYN_SENT, 3, { 348, 14, 510, 14, 510, 147 }, 516, 60, -1, FALSE },
  { SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_CLOSED, 3, { 490, 147, 490, 26, 348, 26 }, 484, 50, 1, FALSE },
  { SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_SYN_RECEIVED, 3, { 232, 86, 70, 86, 70, 147 }, 64, 92, 1, FALSE },
  { SOCKEYE_TCP_SYN_RECEIVED, SOCKEYE_TCP_LISTEN, 3, { 92, 147, 92, 98, 232, 98 }, 98, 101, -1, FALSE },
  { SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_SYN_SENT, 3, { 348, 92, 470, 92, 470, 147 }, 464, 95, 1, FALSE },
  { SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_SYN_RECEIVED, 2, { 436, 164, 144, 164 }, 290, 149, 0, TRUE },
  { SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_ESTABLISHED, 3, { 494, 181, 494, 236, 348, 236 }, 488, 205, 1, FALSE },
  { SOCKEYE_TCP_SYN_RECEIVED,
    SOCKEYE_TCP_ESTABLISHED,
    3,
    { 110, 181, 110, 236, 232, 236 },
    116,
    220,
    -1,
    FALSE },
  { SOCKEYE_TCP_SYN_RECEIVED, SOCKEYE_TCP_FIN_WAIT_1, 2, { 70, 181, 70, 291 }, 64, 222, 1, FALSE },
  { SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_FIN_WAIT_1, 3, { 270, 253, 270, 302, 144, 302 }, 264, 286, 1, TRUE },
  { SOCKEYE_TCP_ESTABLISHED,
    SOCKEYE_TCP_CLOSE_WAIT,
    3,
    { 310, 253, 310, 308, 436, 308 },
    316,
    292,
    -1,
    TRUE },
  { SOCKEYE_TCP_FIN_WAIT_1, SOCKEYE_TCP_FIN_WAIT_2, 2, { 86, 325, 86, 371 }, 92, 341, -1, FALSE },
  { SOCKEYE_TCP_FIN_WAIT_1, SOCKEYE_TCP_CLOSING, 3, { 144, 315, 290, 315, 290, 371 }, 284, 319, 1, TRUE },
  { SOCKEYE_TCP_FIN_WAIT_1,
    SOCKEYE_TCP_TIME_WAIT,
    4,
    { 28, 308, 12, 308, 12, 483, 232, 483 },
    18,
    468,
    -1,
    TRUE },
  { SOCKEYE_TCP_FIN_WAIT_2, SOCKEYE_TCP_TIME_WAIT, 3, { 86, 405, 86, 464, 232, 464 }, 92, 448, -1, TRUE },
  { SOCKEYE_TCP_CLOSING, SOCKEYE_TCP_TIME_WAIT, 2, { 290, 405, 290, 457 }, 296, 424, -1, FALSE },
  { SOCKEYE_TCP_TIME_WAIT, SOCKEYE_TCP_CLOSED, 2, { 348, 474, 436, 474 }, 392, 458, 0, FALSE },
  { SOCKEYE_TCP_CLOSE_WAIT, SOCKEYE_TCP_LAST_ACK, 2, { 494, 325, 494, 371 }, 488, 341, 1, TRUE },
  { SOCKEYE_TCP_LAST_ACK, SOCKEYE_TCP_CLOSED, 2, { 494, 405, 494, 457 }, 488, 424, 1, FALSE },
};

/* Returns: (array length=n_boxes): the states */
const SockeyeFigureBox *
sockeye_figure_get_boxes (guint *n_boxes)
{
  *n_boxes = G_N_ELEMENTS (boxes);
  return boxes;
}

/* Returns: (array length=n_lines): the arrows */
const SockeyeFigureLine *
sockeye_figure_get_lines (guint *n_lines)
{
  *n_lines = G_N_ELEMENTS (lines);
  return lines;
}

/* Returns: (nullable): the arrow from one state to another */
const SockeyeFigureLine *
sockeye_figure_find_line (SockeyeTcpState from, SockeyeTcpState to)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i].from == from && lines[i].to == to)
      return &lines[i];
  return NULL;
}

/* Returns: (nullable): the box of a state; @end: for CLOSED, the one where a connection ends */
const SockeyeFigureBox *
sockeye_figure_find_state (SockeyeTcpState state, gboolean end)
{
  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++)
    if (boxes[i].state == state && (state != SOCKEYE_TCP_CLOSED || boxes[i].end == end))
      return &boxes[i];
  return NULL;
}

/* Returns: (nullable): where a step of a path has led to. From LISTEN and SYN-SENT an arrow leads back to the beginning. */
const SockeyeFigureBox *
sockeye_figure_find_box (const SockeyeStatePath *path, guint step)
{
  SockeyeTcpState before = step > 0 ? path->steps[step - 1].state : SOCKEYE_TCP_UNKNOWN;
  gboolean back = step == 0 || before == SOCKEYE_TCP_LISTEN || before == SOCKEYE_TCP_SYN_SENT;

  return sockeye_figure_find_state (path->steps[step].state, !back);
}
