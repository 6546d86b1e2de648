/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

/* One record after the other: those that are still to come are not shown. */

static guint64
get_shown_end (SockeyeLogView *self)
{
  return self->paused ? log_view_find_row_from (self, self->shown_to)
                      : sockeye_log_model_get_n_rows (self->model);
}

/* The first row of the record that @row is of. */
static gboolean
get_first_line (SockeyeLogView *self, guint64 row, SockeyeLogLine *line)
{
  if (!sockeye_log_model_get_line (self->model, row, line))
    return FALSE;
  if (line->row == 0 || line->row > row)
    return TRUE;
  return sockeye_log_model_get_line (self->model, row - line->row, line);
}

/**
 * sockeye_log_view_show_to:
 * @self: a view with a model
 * @end: the first record that is not shown
 *
 * Shows what comes before @end only, until it is called again or "paused" is %FALSE, and goes to the last of it; to its
 * beginning where it has no room.
 */
void
sockeye_log_view_show_to (SockeyeLogView *self, guint64 end)
{
  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));

  sockeye_log_view_set_paused (self, TRUE);
  self->shown_to = end;
  sockeye_log_view_go_newest (self);
  if (self->model != NULL && sockeye_log_view_get_last (self, self->scratch)
      && self->scratch->n_rows > log_view_n_visible (self))
    sockeye_log_view_go_to_record (self, self->scratch->number);
}

/**
 * sockeye_log_view_get_next:
 * @self: a view with a model
 * @line: takes the first row of the first record that is not shown
 *
 * Returns: whether there is one
 */
gboolean
sockeye_log_view_get_next (SockeyeLogView *self, SockeyeLogLine *line)
{
  guint64 row = get_shown_end (self);

  return row < sockeye_log_model_get_n_rows (self->model) && get_first_line (self, row, line);
}

/**
 * sockeye_log_view_get_last:
 * @self: a view with a model
 * @line: takes the first row of the last record that is shown
 *
 * Returns: whether there is one
 */
gboolean
sockeye_log_view_get_last (SockeyeLogView *self, SockeyeLogLine *line)
{
  guint64 row = get_shown_end (self);

  return row > 0 && get_first_line (self, row - 1, line);
}

/**
 * sockeye_log_view_get_n_shown:
 * @self: a view with a model
 *
 * Returns: records that are shown; of the log all, but for those that are still to come
 */
guint64
sockeye_log_view_get_n_shown (SockeyeLogView *self)
{
  guint64 n = sockeye_log_model_get_n_records (self->model);
  guint64 later = self->paused ? sockeye_log_model_get_n_records_from (self->model, self->shown_to) : 0;

  return n > later ? n - later : 0;
}
