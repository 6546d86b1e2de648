/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-drawing.h"

#include <glib/gi18n-lib.h>

/* Pixels. */
#define TIME_WIDTH   104.0
#define COLUMN       7.3 /* a letter of the calls */
#define SIDE_MIN     150.0
#define SIDE_GAP     16.0
#define LANE_MIN     280.0
#define LANE_MAX     560.0
#define MARGIN       14.0
#define CODE_SIZE    12.0
#define LABEL_SIZE   12.0
#define SMALL_SIZE   11.0
#define DOT          4.0
#define SLOPE        9.0 /* that an arrow goes down */
#define HEADING_LINE 18.0
#define SMALL_COLUMN 6.8 /* a letter of the addresses */

static double
measure_side (const SockeyeCallLadder *ladder, SockeyeLadderEnd end)
{
  return MAX (sockeye_call_ladder_get_n_columns (ladder, end) * COLUMN, SIDE_MIN) + SIDE_GAP;
}

/**
 * sockeye_call_drawing_measure_width:
 * @ladder: a ladder
 *
 * Returns: pixels that it needs
 */
double
sockeye_call_drawing_measure_width (const SockeyeCallLadder *ladder)
{
  return TIME_WIDTH + measure_side (ladder, SOCKEYE_END_LEFT) + LANE_MIN
         + measure_side (ladder, SOCKEYE_END_RIGHT) + MARGIN;
}

/**
 * sockeye_call_drawing_measure_height:
 * @n_rows: how many steps
 *
 * Returns: pixels that they need, with their heading
 */
double
sockeye_call_drawing_measure_height (guint n_rows)
{
  return SOCKEYE_LADDER_HEADING_HEIGHT + n_rows * SOCKEYE_LADDER_ROW_HEIGHT + MARGIN;
}

/**
 * sockeye_call_drawing_init:
 * @self: a drawing
 * @ladder: what it draws; it has to live as long
 * @width: pixels that there are
 *
 * Takes the width for the space between the ends first.
 */
void
sockeye_call_drawing_init (SockeyeCallDrawing *self, const SockeyeCallLadder *ladder, double width)
{
  double needed = sockeye_call_drawing_measure_width (ladder);
  double more = MAX (width - needed, 0);
  double lane = MIN (LANE_MIN + more, LANE_MAX);
  double margin = (more - (lane - LANE_MIN)) / 2;

  self->ladder = ladder;
  self->width = needed + more;
  self->left = margin + TIME_WIDTH + measure_side (ladder, SOCKEYE_END_LEFT);
  self->right = self->left + lane;
  self->selected = -1;
  self->cut = sockeye_call_ladder_is_cut (ladder);
}

static double
get_x (const SockeyeCallDrawing *self, SockeyeLadderEnd end)
{
  return end == SOCKEYE_END_LEFT ? self->left : self->right;
}

static SockeyePenColor
get_color (const SockeyeCallStep *step)
{
  if (step->lost || step->kind == SOCKEYE_CALL_STEP_RST || step->kind == SOCKEYE_CALL_STEP_ICMP)
    return SOCKEYE_PEN_ERROR;
  return step->end == SOCKEYE_END_LEFT ? SOCKEYE_PEN_LEFT : SOCKEYE_PEN_RIGHT;
}

static void
draw_call (const SockeyeCallDrawing *self, SockeyeCallPen *pen, const SockeyeCallStep *step, double y)
{
  gboolean left = step->end == SOCKEYE_END_LEFT;
  double x = get_x (self, step->end);
  double middle = y + SOCKEYE_LADDER_ROW_HEIGHT / 2;
  g_autofree char *text = sockeye_call_step_to_text (step);
  SockeyePenText label = { .text = text,
                           .x = left ? x - SIDE_GAP : x + SIDE_GAP,
                           .y = middle + 4,
                           .size = CODE_SIZE,
                           .align = left ? SOCKEYE_PEN_END : SOCKEYE_PEN_START,
                           .color = step->error_number != 0 ? SOCKEYE_PEN_ERROR
                                    : step->inferred        ? SOCKEYE_PEN_DIM
                                                            : SOCKEYE_PEN_TEXT,
                           .code = TRUE };

  pen->dot (pen, x, middle, DOT, get_color (step), step->inferred);
  if (step->inferred)
    pen->line (pen, left ? x - DOT : x + DOT, middle, left ? x - SIDE_GAP + 3 : x + SIDE_GAP - 3, middle,
               SOCKEYE_PEN_DIM, 1, TRUE);
  pen->text (pen, &label);
}

/* What nobody took ends before it is there, with a cross. */
static void
draw_cross (SockeyeCallPen *pen, double x, double y, SockeyePenColor color)
{
  pen->line (pen, x - 5, y - 5, x + 5, y + 5, color, 2, FALSE);
  pen->line (pen, x - 5, y + 5, x + 5, y - 5, color, 2, FALSE);
}

static void
draw_segment (const SockeyeCallDrawing *self, SockeyeCallPen *pen, const SockeyeCallStep *step, double y)
{
  gboolean left = step->end == SOCKEYE_END_LEFT;
  SockeyePenColor color = get_color (step);
  double sign = left ? 1 : -1;
  double from = get_x (self, step->end);
  double to = left ? self->right : self->left;
  double top = y + SOCKEYE_LADDER_ROW_HEIGHT - SLOPE - 4;
  double bottom = top + SLOPE;
  g_autofree char *text = sockeye_call_step_to_text (step);
  SockeyePenText label = { .text = text,
                           .x = (self->left + self->right) / 2,
                           .y = top - 1,
                           .size = LABEL_SIZE,
                           .align = SOCKEYE_PEN_MIDDLE,
                           .color = step->inferred ? SOCKEYE_PEN_DIM : SOCKEYE_PEN_TEXT };

  if (step->lost)
    to -= sign * 0.12 * (self->right - self->left);
  pen->line (pen, from + sign * DOT, top, to - sign, bottom, color, step->inferred ? 1.3 : 1.8,
             step->inferred);
  if (step->lost)
    draw_cross (pen, to, bottom, color);
  else
    pen->head (pen, from, top, to - sign, bottom, color);
  pen->text (pen, &label);
}

/* What is not known has a dash, which the sentence about the call explains. */
static void
draw_time (const SockeyeCallDrawing *self, SockeyeCallPen *pen, const SockeyeCallStep *step, double y)
{
  g_autofree char *time = sockeye_call_ladder_format_time (self->ladder, step);
  SockeyePenText label = { .text = *time != '\0' ? time : "–",
                           .x = TIME_WIDTH - SIDE_GAP,
                           .y = y + SOCKEYE_LADDER_ROW_HEIGHT / 2 + 4,
                           .size = SMALL_SIZE,
                           .align = SOCKEYE_PEN_END,
                           .color = SOCKEYE_PEN_DIM,
                           .code = TRUE };

  if (sockeye_call_step_is_call (step))
    pen->text (pen, &label);
}

static gboolean
is_lit (const SockeyeCallDrawing *self, const SockeyeCallStep *step)
{
  const SockeyeCallStep *selected;

  if (self->selected < 0)
    return FALSE;
  selected = sockeye_call_ladder_get_step (self->ladder, (guint) self->selected);
  return step->record == selected->record && step->tape == selected->tape;
}

static void
draw_row (const SockeyeCallDrawing *self, SockeyeCallPen *pen, guint row, double y)
{
  const SockeyeCallStep *step = sockeye_call_ladder_get_step (self->ladder, row);

  if (is_lit (self, step))
    pen->box (pen, 0, y, self->width, SOCKEYE_LADDER_ROW_HEIGHT, SOCKEYE_PEN_LIT);
  if ((int) row == self->selected)
    pen->box (pen, 0, y, 4, SOCKEYE_LADDER_ROW_HEIGHT, get_color (step));
  for (int end = 0; end < 2; end++)
    pen->line (pen, get_x (self, end), y, get_x (self, end), y + SOCKEYE_LADDER_ROW_HEIGHT, SOCKEYE_PEN_DIM,
               1, FALSE);
  if (pen->begin_step != NULL)
    pen->begin_step (pen, step);
  draw_time (self, pen, step, y);
  if (sockeye_call_step_is_call (step))
    draw_call (self, pen, step, y);
  else
    draw_segment (self, pen, step, y);
  if (pen->end_step != NULL)
    pen->end_step (pen);
}

/**
 * sockeye_call_drawing_draw_rows:
 * @self: a drawing
 * @pen: what it is drawn with
 * @y: where the row @first begins
 * @first: a row
 * @end: behind the last one
 *
 * Draws some of the steps.
 */
void
sockeye_call_drawing_draw_rows (const SockeyeCallDrawing *self,
                                SockeyeCallPen *pen,
                                double y,
                                guint first,
                                guint end)
{
  for (guint row = first; row < end; row++)
    draw_row (self, pen, row, y + (row - first) * SOCKEYE_LADDER_ROW_HEIGHT);
}

/* The path of a Unix socket may be longer than there is room: then what is in the middle is left out. */
static char *
shorten (const char *text, glong n_columns)
{
  glong length = g_utf8_strlen (text, -1);
  glong kept = n_columns - 1;
  g_autofree char *head = NULL;

  if (length <= n_columns)
    return g_strdup (text);
  head = g_utf8_substring (text, 0, kept / 2);
  return g_strconcat (head, "…", g_utf8_offset_to_pointer (text, length - (kept - kept / 2)), NULL);
}

static void
draw_end (const SockeyeCallDrawing *self, SockeyeCallPen *pen, SockeyeLadderEnd end, double y)
{
  g_autofree char *name = sockeye_call_ladder_name_end (self->ladder, end);
  g_autofree char *address = shorten (sockeye_call_ladder_get_address (self->ladder, end),
                                      (glong) ((self->right - self->left) / SMALL_COLUMN) - 1);
  SockeyePenText label = { .text = name,
                           .x = get_x (self, end),
                           .y = y + HEADING_LINE,
                           .size = LABEL_SIZE + 1,
                           .align = SOCKEYE_PEN_MIDDLE,
                           .color = end == SOCKEYE_END_LEFT ? SOCKEYE_PEN_LEFT : SOCKEYE_PEN_RIGHT,
                           .bold = TRUE };

  pen->text (pen, &label);
  label = (SockeyePenText){ .text = address,
                            .x = get_x (self, end),
                            .y = y + 2 * HEADING_LINE - 2,
                            .size = SMALL_SIZE,
                            .align = SOCKEYE_PEN_MIDDLE,
                            .color = SOCKEYE_PEN_DIM,
                            .code = TRUE };
  pen->text (pen, &label);
}

static void
draw_note (SockeyeCallPen *pen, const char *text, SockeyePenAlign align, double x, double y)
{
  SockeyePenText label = {
    .text = text, .x = x, .y = y, .size = SMALL_SIZE, .align = align, .color = SOCKEYE_PEN_TEXT
  };

  pen->text (pen, &label);
}

static void
draw_legend_line (SockeyeCallPen *pen, const char *text, double y, gboolean dashed)
{
  pen->line (pen, MARGIN, y - 4, MARGIN + 34, y - 4, SOCKEYE_PEN_TEXT, dashed ? 1.3 : 1.8, dashed);
  pen->dot (pen, MARGIN + 17, y - 4, DOT, SOCKEYE_PEN_TEXT, dashed);
  draw_note (pen, text, SOCKEYE_PEN_START, MARGIN + 44, y);
}

/**
 * sockeye_call_drawing_draw_heading:
 * @self: a drawing
 * @pen: what it is drawn with
 * @y: where it begins
 *
 * Draws the names of the ends, and says what the lines mean.
 */
void
sockeye_call_drawing_draw_heading (const SockeyeCallDrawing *self, SockeyeCallPen *pen, double y)
{
  double bottom = y + SOCKEYE_LADDER_HEADING_HEIGHT;

  pen->box (pen, 0, y, self->width, SOCKEYE_LADDER_HEADING_HEIGHT, SOCKEYE_PEN_GROUND);
  draw_legend_line (pen, _ ("Solid: known from the log of this program"), y + HEADING_LINE, FALSE);
  draw_legend_line (pen,
                    sockeye_call_ladder_is_stream (self->ladder)
                            && !sockeye_call_ladder_is_unix (self->ladder)
                        ? _ ("Dashed: inferred from it; ACKs of data are left out")
                        : _ ("Dashed: inferred from it"),
                    y + 2 * HEADING_LINE, TRUE);
  if (self->cut)
    draw_note (pen, _ ("Older steps are left out"), SOCKEYE_PEN_END, self->width - MARGIN, y + HEADING_LINE);
  draw_end (self, pen, SOCKEYE_END_LEFT, y + 2 * HEADING_LINE + 4);
  draw_end (self, pen, SOCKEYE_END_RIGHT, y + 2 * HEADING_LINE + 4);
  pen->line (pen, 0, bottom, self->width, bottom, SOCKEYE_PEN_DIM, 1, FALSE);
}
