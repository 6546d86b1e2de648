/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

/* Two sessions that talk to each other: their times count from the same moment, so that their logs can be compared. */

static SockeyeLogModel *
get_log (SockeyeSessionPage *self)
{
  return sockeye_workspace_get_log (self->workspace);
}

/* Private: to be called when there was news. The first record of both is where their times begin. */
void
sockeye_session_page_share_origin (SockeyeSessionPage *self)
{
  gint64 own = sockeye_log_model_get_origin (get_log (self));
  gint64 other;

  if (self->twin == NULL || self->twin->workspace == NULL || own == 0)
    return;

  /* It takes nothing over by itself while nobody sees it. */
  if (sockeye_log_model_get_origin (get_log (self->twin)) == 0)
    sockeye_workspace_update (self->twin->workspace);
  other = sockeye_log_model_get_origin (get_log (self->twin));
  if (other != 0 && other < own)
    sockeye_log_model_set_origin (get_log (self), other);
  else if (other != own && sockeye_log_model_set_origin (get_log (self->twin), own))
    sockeye_data_log_refresh (self->twin->data_log);
}

/**
 * sockeye_session_page_get_twin:
 * @self: a page
 *
 * Returns: (nullable) (transfer none): the other one of the pair, while there is one
 */
SockeyeSessionPage *
sockeye_session_page_get_twin (SockeyeSessionPage *self)
{
  return self->twin;
}

/**
 * sockeye_session_page_set_twin:
 * @self: a page
 * @twin: the other end
 *
 * Makes both a pair.
 */
void
sockeye_session_page_set_twin (SockeyeSessionPage *self, SockeyeSessionPage *twin)
{
  g_set_weak_pointer (&self->twin, twin);
  g_set_weak_pointer (&twin->twin, self);
}
