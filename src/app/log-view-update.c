/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

static gboolean
on_tick (GtkWidget *widget, G_GNUC_UNUSED GdkFrameClock *clock, G_GNUC_UNUSED gpointer data)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);

  self->tick = 0;
  sockeye_log_view_refresh (self);
  return G_SOURCE_REMOVE;
}

/* At the next frame, once. Nothing ticks while nothing happens, or while nobody sees it. */
void
log_view_queue_refresh (SockeyeLogView *self)
{
  if (self->tick == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

void
log_view_cancel_refresh (SockeyeLogView *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

/* Reads font and colours, if they may have changed. */
void
log_view_sync_style (SockeyeLogView *self)
{
  double rows = (gtk_adjustment_get_value (self->vadjustment) - LOG_PADDING) / self->style->row_height;
  int height = self->style->row_height;

  if (!sockeye_log_style_update (self->style, GTK_WIDGET (self), self->scale))
    return;

  log_view_forget_rows (self);
  self->text_width = 0;
  if (height != self->style->row_height)
    log_view_configure (self, self->following ? G_MAXDOUBLE : LOG_PADDING + rows * self->style->row_height);
  log_view_save_anchor (self);
}

/* Clearing, and only that, lets the columns shrink; another form has another width of text. */
static void
check_widths (SockeyeLogView *self)
{
  guint64 start = sockeye_log_model_get_start (self->model);

  if (start != self->start)
    log_view_reset_widths (self);
  else if (self->generation != sockeye_log_model_get_generation (self->model))
    {
      self->time_chars = 0;
      self->text_chars = 0;
      self->text_width = 0;
    }
  self->start = start;
}

/**
 * sockeye_log_view_refresh:
 *
 * Takes up what is new in the model. To be called after sockeye_log_model_update(), once per frame at most. The
 * view calls it by itself after the model's ::items-changed.
 */
void
sockeye_log_view_refresh (SockeyeLogView *self)
{
  guint64 top, old_rows;
  guint64 stamp = self->stamp;
  guint n_visible;
  gboolean changed, counting;

  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));

  log_view_cancel_refresh (self);
  if (self->model == NULL)
    return;

  /* An unfinished frame that is in view may become longer without another row. Asked before the rows are read. */
  counting = sockeye_log_model_get_frames (self->model) != NULL
             && sockeye_log_model_is_counting (self->model);
  top = log_view_first_visible (self, NULL) + self->rows_gone;
  n_visible = log_view_n_visible (self);
  old_rows = self->n_rows;

  check_widths (self);
  log_view_locate (self);
  changed = log_view_read_rows (self, TRUE);
  log_view_configure (self, gtk_adjustment_get_value (self->vadjustment));
  log_view_save_anchor (self);
  log_view_update_news (self);

  changed = changed || stamp != self->stamp || n_visible != log_view_n_visible (self)
            || top != log_view_first_visible (self, NULL) + self->rows_gone
            || (self->following && old_rows != self->n_rows);
  if (changed)
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      log_view_queue_accessible (self);
    }
  if (self->waiting || counting || (self->is_wanted && self->wanted_later))
    log_view_queue_refresh (self);
}

/**
 * log_view_catch_up:
 *
 * Takes up at once what waits for the next frame. For what keys do: they may come between a change of what the rows are
 * made of and the frame that shows it.
 */
void
log_view_catch_up (SockeyeLogView *self)
{
  if (self->tick != 0)
    sockeye_log_view_refresh (self);
}
