/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

/**
 * sockeye_session_page_launch:
 * @self: a page that was made just now, after sockeye_launch_options_store()
 * @options: what the command line asks for
 *
 * Does what is left: the message, opening, and sending once that is possible.
 */
void
sockeye_session_page_launch (SockeyeSessionPage *self, const SockeyeLaunchOptions *options)
{
  if (options->send != NULL)
    sockeye_send_box_set_text (self->send_box, options->send);
  if (!options->open)
    return;

  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "open-close", NULL);
  self->sends_when_ready = options->send != NULL;
  sockeye_session_page_update_actions (self);
}

/* Private: sends what the command line has brought, once nothing stands in the way. Whoever opens later by hand does not
 * expect it any more. */
void
sockeye_session_page_send_when_ready (SockeyeSessionPage *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);

  if (!self->sends_when_ready)
    return;
  if (sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED)
    self->sends_when_ready = FALSE;
  else if (sockeye_session_page_why_not_send (self) == NULL)
    {
      self->sends_when_ready = FALSE;
      g_action_group_activate_action (G_ACTION_GROUP (self->actions), "send", NULL);
    }
}
