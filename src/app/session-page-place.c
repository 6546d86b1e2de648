/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

/**
 * sockeye_session_page_show_record:
 * @self: a page
 * @number: a record of its capture
 *
 * Selects the record in the log, and brings it into view there.
 *
 * Returns: whether the log shows it
 */
gboolean
sockeye_session_page_show_record (SockeyeSessionPage *self, guint64 number)
{
  SockeyeLogPosition from = { number, 0 };
  SockeyeLogPosition to = { number + 1, 0 };
  guint64 row;

  sockeye_workspace_update (self->workspace);
  if (!sockeye_log_model_find_row_at (sockeye_workspace_get_log (self->workspace), &from, 0, &row))
    return FALSE;
  sockeye_log_view_select (sockeye_data_log_get_view (self->data_log), &from, &to);
  return TRUE;
}
