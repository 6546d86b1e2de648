/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <math.h>

static double
get_height (SockeyeLogView *self)
{
  return MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1);
}

static double
get_upper (SockeyeLogView *self)
{
  return (double) self->n_rows * self->style->row_height + 2 * LOG_PADDING;
}

/* The value at which the last row is whole at the bottom. */
static double
get_end (SockeyeLogView *self)
{
  return MAX (get_upper (self) - get_height (self), 0);
}

static gboolean
is_at_end (SockeyeLogView *self)
{
  return gtk_adjustment_get_value (self->vadjustment) >= get_end (self) - 0.5;
}

static void
set_following (SockeyeLogView *self, gboolean following)
{
  if (self->following == (following != FALSE))
    return;
  self->following = following != FALSE;
  g_object_notify (G_OBJECT (self), "following");
}

/* Remembers the row at the top, so that it can be found again when the rows' places have changed. */
void
log_view_save_anchor (SockeyeLogView *self)
{
  double y;
  guint64 first = log_view_first_visible (self, &y);
  const SockeyeLogLine *line;

  self->anchored = self->model != NULL && first < self->n_rows;
  if (!self->anchored)
    return;

  line = log_view_get_row (self, first)->line;
  self->anchor = (SockeyeLogPosition){ line->number, line->first_byte };
  self->anchor_row_in_record = line->row;
  self->anchor_row = first;
  self->anchor_above = -y;
}

static void
configure_horizontal (SockeyeLogView *self)
{
  double page = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - self->columns.text, 1);
  double upper = MAX (log_view_get_text_width (self) + LOG_MARGIN, page);
  double value = CLAMP (gtk_adjustment_get_value (self->hadjustment), 0, upper - page);

  gtk_adjustment_configure (self->hadjustment, value, 0, upper, 4 * self->style->char_width, page * 0.9,
                            page);
}

/* Tells the adjustments where the view stands; they do not tell back. */
void
log_view_configure (SockeyeLogView *self, double value)
{
  double height = get_height (self);
  double row = self->style->row_height;

  self->configuring = TRUE;
  value = CLAMP (value, 0, get_end (self));
  gtk_adjustment_configure (self->vadjustment, value, 0, MAX (get_upper (self), height), row,
                            MAX (height - row, row), height);
  configure_horizontal (self);
  self->configuring = FALSE;
}

/**
 * log_view_find_row_from:
 * @number: a record's number
 *
 * Returns: the first row of that record, or of the next one when it is not shown; the number of rows when there is none
 */
guint64
log_view_find_row_from (SockeyeLogView *self, guint64 number)
{
  guint64 low = 0, high = sockeye_log_model_get_n_rows (self->model);
  guint64 row;

  if (number <= sockeye_log_model_get_first (self->model))
    return 0;
  if (number >= sockeye_log_model_get_end (self->model))
    return high;
  if (sockeye_log_model_find_row (self->model, number, 0, &row))
    return row;

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (sockeye_log_model_get_line (self->model, middle, self->scratch) && self->scratch->number < number)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static guint64
get_shown_rows (SockeyeLogView *self)
{
  return self->paused ? log_view_find_row_from (self, self->shown_to)
                      : sockeye_log_model_get_n_rows (self->model);
}

/* Rows went at the front: those that stay keep their ids. */
static gboolean
find_anchor_row (SockeyeLogView *self, guint64 *row)
{
  if (!sockeye_log_model_find_row_at (self->model, &self->anchor, self->anchor_row_in_record, row)
      || *row > self->anchor_row)
    return FALSE;

  self->rows_gone += self->anchor_row - *row;
  return TRUE;
}

/* The row with the wanted byte. FALSE: nearest to it, but it may come yet. */
static gboolean
find_wanted_row (SockeyeLogView *self, guint64 *row)
{
  self->wanted_later = FALSE;
  if (!sockeye_log_model_find_position (self->model, &self->wanted, row))
    {
      *row = log_view_find_row_from (self, self->wanted.number);
      return self->wanted.number < sockeye_log_model_get_end (self->model);
    }

  /* While its bytes are still to come from the disk, it is not known which row of the record it is. */
  self->wanted_later = sockeye_log_model_get_line (self->model, *row, self->scratch)
                       && self->scratch->result == SOCKEYE_READ_LATER;
  return !self->wanted_later;
}

/* Everything may have moved, and rows may still be being counted: goes to where the wanted byte is shown now. */
static double
go_to_wanted (SockeyeLogView *self)
{
  guint64 row;

  self->is_wanted = !find_wanted_row (self, &row);
  return LOG_PADDING + (double) row * self->style->row_height;
}

/**
 * log_view_locate:
 *
 * Looks where the rows that were seen last are now, and goes there; or to the end while following.
 */
void
log_view_locate (SockeyeLogView *self)
{
  guint64 generation = sockeye_log_model_get_generation (self->model);
  gboolean moved = generation != self->generation;
  double value = gtk_adjustment_get_value (self->vadjustment);
  guint64 row;

  self->generation = generation;
  if (moved && !self->is_wanted)
    {
      self->is_wanted = self->anchored && !self->following;
      self->wanted = self->anchor;
    }
  if (moved || !self->anchored)
    log_view_forget_rows (self);

  self->n_rows = get_shown_rows (self);
  if (self->is_wanted)
    value = go_to_wanted (self);
  else if (self->anchored && !moved)
    {
      if (find_anchor_row (self, &row))
        value = LOG_PADDING + (double) row * self->style->row_height + self->anchor_above;
      else
        {
          log_view_forget_rows (self);
          value = 0;
        }
    }

  /* Where all rows fit, and after clearing, the newest one is in view. */
  if (get_end (self) == 0 && !self->is_wanted && !sockeye_log_model_is_counting (self->model))
    set_following (self, TRUE);
  if (self->following)
    value = get_end (self);
  log_view_configure (self, value);
}

/* Counts what came below. What was in view once is not news any more. */
void
log_view_update_news (SockeyeLogView *self)
{
  guint64 n_new = 0;

  if (self->model != NULL)
    {
      guint64 end = sockeye_log_model_get_end (self->model);
      guint n = log_view_n_visible (self);

      if (self->following && !self->paused)
        self->seen_to = MAX (self->seen_to, end);
      else if (n > 0)
        {
          guint64 last = log_view_first_visible (self, NULL) + n - 1;

          self->seen_to = MAX (self->seen_to, log_view_get_row (self, last)->line->number + 1);
        }
      n_new = self->seen_to < end ? sockeye_log_model_get_n_records_from (self->model, self->seen_to) : 0;
    }

  if (n_new == self->n_new)
    return;
  self->n_new = n_new;
  g_object_notify (G_OBJECT (self), "n-new");
}

static void
on_vertical_value_changed (SockeyeLogView *self)
{
  if (self->configuring)
    return;

  self->is_wanted = FALSE;
  set_following (self, is_at_end (self));
  log_view_read_rows (self, FALSE);
  log_view_save_anchor (self);
  log_view_update_news (self);
  log_view_queue_accessible (self);
  if (self->waiting
      || log_view_get_text_width (self) + LOG_MARGIN > gtk_adjustment_get_upper (self->hadjustment))
    log_view_queue_refresh (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_horizontal_value_changed (SockeyeLogView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
log_view_set_adjustment (SockeyeLogView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  gboolean vertical = orientation == GTK_ORIENTATION_VERTICAL;
  GtkAdjustment **slot = vertical ? &self->vadjustment : &self->hadjustment;

  if (*slot != NULL && *slot == adjustment)
    return;
  if (adjustment == NULL)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  g_object_ref_sink (adjustment);
  if (*slot != NULL)
    g_signal_handlers_disconnect_by_data (*slot, self);
  g_clear_object (slot);
  *slot = adjustment;
  g_signal_connect_swapped (adjustment, "value-changed",
                            G_CALLBACK (vertical ? on_vertical_value_changed : on_horizontal_value_changed),
                            self);
  log_view_queue_refresh (self);
}

/* Goes there as if the user had scrolled. */
void
log_view_scroll_to (SockeyeLogView *self, double value)
{
  value = CLAMP (round (value), 0, get_end (self));
  if (value == gtk_adjustment_get_value (self->vadjustment))
    set_following (self, is_at_end (self));
  else
    gtk_adjustment_set_value (self->vadjustment, value);
}

/* Scrolls as little as needed to have the whole row in view. */
void
log_view_scroll_to_row (SockeyeLogView *self, guint64 row)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double top = LOG_PADDING + (double) row * self->style->row_height;
  double bottom = top + self->style->row_height;

  if (top - LOG_PADDING < value)
    log_view_scroll_to (self, top - LOG_PADDING);
  else if (bottom + LOG_PADDING > value + get_height (self))
    log_view_scroll_to (self, bottom + LOG_PADDING - get_height (self));
}

/**
 * sockeye_log_view_go_newest:
 *
 * Goes to the end, and stays there while records arrive.
 */
void
sockeye_log_view_go_newest (SockeyeLogView *self)
{
  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));

  self->is_wanted = FALSE;
  set_following (self, TRUE);
  sockeye_log_view_refresh (self);
}

/* A third below the top. */
static void
go_to_row (SockeyeLogView *self, guint64 row)
{
  log_view_scroll_to (self,
                      LOG_PADDING + (double) row * self->style->row_height - floor (get_height (self) / 3));
}

/**
 * sockeye_log_view_go_to_record:
 * @number: of the record; when it is not shown, the next one
 *
 * Puts the record's first row a third below the top.
 */
void
sockeye_log_view_go_to_record (SockeyeLogView *self, guint64 number)
{
  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));

  if (self->model == NULL)
    return;
  sockeye_log_view_refresh (self);
  go_to_row (self, log_view_find_row_from (self, number));
}

/**
 * sockeye_log_view_go_to_position:
 * @position: a place in the log
 *
 * Puts the row that shows it a third below the top, if there is one.
 */
void
sockeye_log_view_go_to_position (SockeyeLogView *self, const SockeyeLogPosition *position)
{
  guint64 row;

  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));

  if (self->model == NULL)
    return;
  sockeye_log_view_refresh (self);
  if (sockeye_log_model_find_position (self->model, position, &row))
    go_to_row (self, row);
}
