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

gboolean
log_view_is_at_end (SockeyeLogView *self)
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

static guint64
get_end_number (SockeyeLogView *self)
{
  return sockeye_log_model_get_first (self->model) + sockeye_log_model_get_n_records (self->model);
}

static guint64
get_shown_rows (SockeyeLogView *self)
{
  guint64 row;

  if (self->paused && self->shown_to < get_end_number (self)
      && sockeye_log_model_find_row (
          self->model, MAX (self->shown_to, sockeye_log_model_get_first (self->model)), 0, &row))
    return row;
  return sockeye_log_model_get_n_rows (self->model);
}

/* Rows went at the front: those that stay keep their ids. */
static gboolean
find_anchor_row (SockeyeLogView *self, guint64 *row)
{
  if (!sockeye_log_model_find_row (self->model, self->anchor.number, self->anchor_row_in_record, row)
      || *row > self->anchor_row)
    return FALSE;

  self->rows_gone += self->anchor_row - *row;
  return TRUE;
}

/* Everything may have moved: the row that shows the same byte takes the place. */
static gboolean
find_anchor_position (SockeyeLogView *self, guint64 *row)
{
  log_view_forget_rows (self);
  return sockeye_log_model_find_position (self->model, &self->anchor, row);
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
  self->n_rows = get_shown_rows (self);
  if (!self->anchored)
    log_view_forget_rows (self);
  else if (moved ? find_anchor_position (self, &row) : find_anchor_row (self, &row))
    value = LOG_PADDING + (double) row * self->style->row_height + (moved ? 0 : self->anchor_above);
  else
    {
      log_view_forget_rows (self);
      value = 0;
    }

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
      guint64 end = get_end_number (self);
      guint n = log_view_n_visible (self);

      if (self->following && !self->paused)
        self->seen_to = end;
      else if (n > 0)
        {
          guint64 last = log_view_first_visible (self, NULL) + n - 1;

          self->seen_to = MAX (self->seen_to, log_view_get_row (self, last)->line->number + 1);
        }
      self->seen_to = CLAMP (self->seen_to, sockeye_log_model_get_first (self->model), end);
      n_new = end - self->seen_to;
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

  set_following (self, log_view_is_at_end (self));
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
    set_following (self, log_view_is_at_end (self));
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

  set_following (self, TRUE);
  sockeye_log_view_refresh (self);
}

/**
 * sockeye_log_view_go_to_record:
 * @number: of the record; when it is gone, the oldest that is left is shown
 *
 * Puts the record's first row a third below the top.
 */
void
sockeye_log_view_go_to_record (SockeyeLogView *self, guint64 number)
{
  guint64 row;

  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));

  if (self->model == NULL)
    return;
  sockeye_log_view_refresh (self);
  if (!sockeye_log_model_find_row (self->model, number, 0, &row))
    row = number < sockeye_log_model_get_first (self->model) || self->n_rows == 0 ? 0 : self->n_rows - 1;
  log_view_scroll_to (self,
                      LOG_PADDING + (double) row * self->style->row_height - floor (get_height (self) / 3));
}
